"""Refreshes a folder of odd documents beside the samples, and says what became of each file.

``python -m tools.checks.odd_folder`` puts the samples, the made cases beside the project, mutated documents,
files that are no documents and documents full of odd cells into one folder. All samples must be published,
every other file must have an outcome, and one that is not loaded a reason.

Belongs here: the folder and the counts. Does not belong here: what the cases hold (``cases``), whole runs of
the fuzzer (``fuzz``).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.support.odd_cells import odd_documents
from tools.build import PROJECT
from tools.checks.faults import Place
from tools.checks.fuzz.mutations import mutated
from tools.writer.facts import load_facts
from tools.writer.samples import RAW_DIR, SAMPLES

_CASES = PROJECT.parent / "shared" / "cases"
_SEED = 7
_NO_DOCUMENTS = {
    "empty.pdf": b"",
    "garbage.pdf": b"%PDF-1.7\n" + b"garbage" * 50,
    "no zip.docx": "部门预算".encode(),
    "photo.pdf": b"\xff\xd8\xff\xe0" + b"\x00" * 64,
    "zeros.xlsx": b"\x00" * 4096,
    "program.exe": b"MZ" + b"\x90" * 512,
    "half.html": b"<table><tr><td>1" * 200,
    "notes.md": b"# Notes",
}


def write_folder(raw: Path, mutations: int, odd: int) -> None:
    """Writes all of it; each kind but the samples in a folder of its own."""
    for sample in SAMPLES:
        shutil.copy2(RAW_DIR / sample.file_name, raw)
    if _CASES.is_dir():
        for path in sorted(_CASES.iterdir()):
            if path.is_file() and path.suffix not in {".md"} and path.name not in {"CASES.csv", "truth.csv"}:
                (raw / "cases").mkdir(exist_ok=True)
                shutil.copy2(path, raw / "cases")
    hostile = raw / "hostile"
    hostile.mkdir()
    for number in range(mutations):
        name, content = mutated(_SEED, number)
        (hostile / name).write_bytes(content)
    for name, content in _NO_DOCUMENTS.items():
        (hostile / name).write_bytes(content)
    for sample in SAMPLES[: max(1, odd // 2)]:
        for name, text in odd_documents(load_facts(sample.facts), 2, seed=_SEED).items():
            (raw / f"{sample.facts} {name}").write_text(text, encoding="utf-8")


def main() -> int:
    """1 when a sample is not published, or a file has no outcome or no reason."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.odd_folder", description=__doc__)
    parser.add_argument("--mutations", type=int, default=60)
    parser.add_argument("--odd", type=int, default=6, help="documents of odd cells")
    parser.add_argument("--into", type=Path, help="folder that stays; without it all goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="odd-") as folder:
        place = Place(given.into or Path(folder) / "place")
        write_folder(place.raw, given.mutations, given.odd)
        command = [Path(sys.executable).with_name("fiscal"), "refresh"]
        run = subprocess.run(command, env=place.environment, capture_output=True, text=True, check=False)
        sys.stdout.write(run.stdout[-4000:] + run.stderr[-4000:])
        if run.returncode:
            return 1
        outcomes = place.outcomes()
    files = {str(path.relative_to(place.raw)) for path in place.raw.rglob("*") if path.is_file()}
    samples = {sample.file_name for sample in SAMPLES}
    faults = [name for name in samples if outcomes.get(name, ("",))[0] != "loaded"]
    faults += [name for name, (status, reason) in outcomes.items() if status != "loaded" and not reason]
    counts = Counter(
        "set aside" if (reason or "").startswith("Set aside") else status
        for status, reason in outcomes.values()
    )
    sys.stdout.write(f"{len(files)} files, {len(outcomes)} contents: ")
    sys.stdout.write(", ".join(f"{count} {status}" for status, count in counts.most_common()) + "\n")
    sys.stdout.write(f"{len(samples)} samples, {len(faults)} not published or without a reason {faults}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
