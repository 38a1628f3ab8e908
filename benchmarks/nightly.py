"""A first refresh, then a night with 10 new and 5 replaced disclosures: time and memory, as ratios.

``python -m benchmarks.nightly --documents 1000`` writes as many made-up disclosures in five formats,
refreshes, adds and replaces some, refreshes again, and once more with nothing new. Several numbers of
documents tell whether memory is flat: ``--documents 100 1000``. ``--into FILE`` keeps the numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.processes import peaks_of
from tools.writer.docx import render_docx
from tools.writer.examples import Example
from tools.writer.html import render_html
from tools.writer.model import Document
from tools.writer.pdf import render_pdf
from tools.writer.text import render_tabbed
from tools.writer.xlsx import render_xlsx

_SUFFIXES = ("pdf", "docx", "xlsx", "html", "txt")
# No name of a department that exists, and no placeholder of a blank form, looks like these.
_DIGITS = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")
_YEAR = 2025
# The years of a department differ, and so do departments: no two documents print the same figures.
_STEPS, _STEP = 97, 400
_KINDS = {
    "dagster_project.modelling.": "models",
    "reader_process": "readers",
    "audit_process": "auditor",
}
_PHASES = ("reading", "building", "auditing", "publishing")


def write_disclosure(
    folder: Path, number: int, edition: float = 0, *, place: str = "示例市", year: int = _YEAR
) -> Path:
    """Renders a made-up department's budget; another edition has other figures under the same name."""
    entity = f"{place}样例{number:04}局".translate(_DIGITS)
    factor = f"{0.5 + (number % _STEPS) / _STEP + edition / 10:.4f}"
    example = Example(entity, f"{200_000 + number}", year, growth={"": factor}, items=factor)
    suffix = _SUFFIXES[number % len(_SUFFIXES)]
    path = folder / example.file_name.replace(".pdf", f".{suffix}")
    path.write_bytes(_rendered(example.document(), suffix))
    return path


def _rendered(document: Document, suffix: str) -> bytes:
    """A document in the format that a file's suffix names."""
    match suffix:
        case "pdf":
            return render_pdf(document)
        case "docx":
            return render_docx(document)
        case "xlsx":
            return render_xlsx(document)
        case "html":
            return render_html(document).encode()
        case _:
            return render_tabbed(document).encode()


def _write(job: tuple[Path, int, int]) -> None:
    write_disclosure(*job)


def write_disclosures(folder: Path, numbers: Iterable[int], edition: int = 0) -> None:
    """Renders many, on all cores."""
    folder.mkdir(parents=True, exist_ok=True)
    with get_context("spawn").Pool() as pool:
        pool.map(_write, [(folder, number, edition) for number in numbers], chunksize=8)


def refresh(environment: Mapping[str, str]) -> dict[str, Any]:
    """Refreshes in a process of its own; returns its times, counts and memory."""
    began = time.perf_counter()
    fiscal = Path(sys.executable).with_name("fiscal")
    process = subprocess.Popen(
        [fiscal, "refresh"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peaks = peaks_of(process, _KINDS)
    seconds = time.perf_counter() - began
    record = _last_record(Path(environment["FISCAL_HOME"]))
    if process.returncode != 0:
        raise RuntimeError(f"the refresh ended with {process.returncode}: {record.get('message')}")
    return {
        "outcome": record["outcome"],
        "seconds": round(seconds, 1),
        **{f"seconds_{phase}": record.get(f"seconds_{phase}") for phase in _PHASES},
        **{key: record.get(key) for key in ("documents_read", "current_disclosures", "amounts")},
        "peak_mib": peaks,
    }


def _last_record(home: Path) -> dict[str, Any]:
    lines = (home / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    return dict(json.loads(lines[-1]))


def measure(place: Path, documents: int, new: int, replaced: int) -> dict[str, Any]:
    """The first refresh of so many documents, a night's, and one with nothing new."""
    raw, home, warehouse = place / "raw", place / "home", place / "out" / "fiscal.duckdb"
    places = {"FISCAL_RAW_DIR": raw, "FISCAL_HOME": home, "FISCAL_WAREHOUSE": warehouse}
    environment = os.environ | {key: str(path) for key, path in places.items()}
    write_disclosures(raw, range(documents))
    first = _told(f"first, {documents} documents", refresh(environment))
    write_disclosures(raw, range(documents, documents + new))
    write_disclosures(raw, range(replaced), edition=1)
    night = _told(f"night, {new} new and {replaced} replaced", refresh(environment))
    idle = _told("nothing new", refresh(environment))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counted = connection.execute(
            "select change_kind, count(*) from marts.fct_release_change group by 1 order by 1"
        ).fetchall()
    return {
        "documents": documents,
        "first": first,
        "night": night,
        "idle": idle,
        "changes": dict(counted),
        "night_to_first": round(night["seconds"] / first["seconds"], 3),
        "build_file_mib": round((home / "build" / "fiscal.duckdb").stat().st_size / 2**20),
        "published_file_mib": round(warehouse.stat().st_size / 2**20),
    }


def _told(name: str, result: dict[str, Any]) -> dict[str, Any]:
    phases = ", ".join(f"{phase} {result[f'seconds_{phase}'] or 0:.0f}" for phase in _PHASES)
    peaks = ", ".join(f"{kind} {peak:.0f}" for kind, peak in result["peak_mib"].items())
    print(f"{name}: {result['outcome']}, {result['seconds']:.0f} s ({phases}); peak MiB: {peaks}", flush=True)
    return result


def main() -> None:
    """Print the measures and their ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nightly", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[100])
    parser.add_argument("--new", type=int, default=10)
    parser.add_argument("--replaced", type=int, default=5)
    parser.add_argument("--into", type=Path, help="JSON file of the results")
    parser.add_argument("--keep", type=Path, help="folder whose files stay; without it they go")
    given = parser.parse_args()
    results = []
    for documents in given.documents:
        with tempfile.TemporaryDirectory(prefix="nightly-") as folder:
            place = given.keep / str(documents) if given.keep else Path(folder)
            results.append(measure(place, documents, given.new, given.replaced))
        print(f"night against first: {results[-1]['night_to_first']:.2f}", flush=True)
        if given.into:
            kept = json.dumps(results, ensure_ascii=False, indent=1)
            given.into.write_text(kept + "\n", encoding="utf-8")
    for kind, peak in results[0]["first"]["peak_mib"].items():
        ratio = results[-1]["first"]["peak_mib"].get(kind, 0) / peak
        print(f"peak memory of {kind}, last number of documents against the first: {ratio:.2f}")


if __name__ == "__main__":
    main()
