"""The sample disclosures in every format agencies publish: the same amounts, cell for cell?

Belongs here: writing them, building a warehouse of them, one line a file. Does not belong here: the formats
(``tools.writer.every_format``), what counts as the same amount (``amounts``).

``python -m tools.checks.formats`` compares all samples in all formats; ``--formats ods rtf`` those alone.
Formats that need LibreOffice are left out, and named, where it is not installed. The exit status is 1 when an
amount of the nine forms is missing or different in any file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tools.build import build_warehouse
from tools.checks.amounts import differences, statutory_amounts
from tools.writer.disclosure import compose
from tools.writer.every_format import ALL_FORMATS, SAVED, render_all
from tools.writer.facts import load_facts
from tools.writer.layouts import load_layout
from tools.writer.model import Document, PublishedAmount
from tools.writer.office import office_program
from tools.writer.samples import SAMPLES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: how many amounts it prints, which are missing, which are too much."""

    path: str
    expected: int
    missing: list[PublishedAmount]
    extra: list[PublishedAmount]
    remark: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the file publishes what it prints and nothing else."""
        return not (self.missing or self.extra or self.remark)

    def line(self) -> str:
        """One line for people."""
        counts = f"{self.expected - len(self.missing):4} of {self.expected} right, {len(self.extra)} extra"
        return f"{'ok ' if self.is_right else '-- '} {self.path:52} {counts}  {self.remark}".rstrip()


def sample_documents() -> dict[str, Document]:
    """The samples as Hebei prints them, by the names of their fact files."""
    layout = load_layout("hebei")
    return {sample.facts: compose(load_facts(sample.facts), layout) for sample in SAMPLES}


def write(documents: dict[str, Document], folder: Path, formats: Sequence[str]) -> None:
    """Writes ``FORMAT/NAME.FORMAT`` for each document and format."""
    for suffix, contents in render_all(documents, formats).items():
        (folder / suffix).mkdir(parents=True)
        for name, content in contents.items():
            (folder / suffix / f"{name}.{suffix}").write_bytes(content)


def compare(build_file: Path, documents: dict[str, Document]) -> list[Outcome]:
    """The outcome of each file of a build of what ``write`` wrote."""
    with duckdb.connect(str(build_file), read_only=True) as warehouse:
        rows = warehouse.execute(
            "select path.file_path, document_key, status_reason from marts.dim_document"
            " inner join raw.document_path as path on document_key = path.document_id order by path.file_path"
        ).fetchall()
        return [_outcome(warehouse, documents, *row) for row in rows]


def _outcome(
    warehouse: duckdb.DuckDBPyConnection,
    documents: dict[str, Document],
    path: str,
    document_key: str,
    reason: str | None,
) -> Outcome:
    expected = list(documents[Path(path).stem].amounts())
    keys = warehouse.execute(
        "select disclosure_key from marts.dim_disclosure where document_key = ?", [document_key]
    ).fetchall()
    if len(keys) != 1:
        return Outcome(path, len(expected), expected, [], f"{len(keys)} disclosures; {reason or ''}")
    return Outcome(path, len(expected), *differences(expected, statutory_amounts(warehouse, keys[0][0])))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.formats", description=__doc__)
    parser.add_argument("--formats", nargs="+", choices=ALL_FORMATS, default=ALL_FORMATS)
    parser.add_argument("--workplace", type=Path, help="build here, and keep it")
    parser.add_argument("--details", action="store_true", help="also every amount that is not right")
    options = parser.parse_args(arguments)
    formats = [name for name in options.formats if name not in SAVED or office_program()]
    if left := sorted(set(options.formats) - set(formats)):
        sys.stdout.write(f"Left out, LibreOffice is not installed: {', '.join(left)}\n")
    documents = sample_documents()
    with tempfile.TemporaryDirectory() as place:
        workplace = options.workplace or Path(place)
        write(documents, workplace / "raw", formats)
        outcomes = compare(build_warehouse(workplace / "raw", workplace, jobs=2), documents)
    for outcome in outcomes:
        sys.stdout.write(f"{outcome.line()}\n")
        if options.details:
            sys.stdout.writelines(f"       missing: {amount}\n" for amount in outcome.missing)
            sys.stdout.writelines(f"       extra: {amount}\n" for amount in outcome.extra)
    right = sum(outcome.is_right for outcome in outcomes)
    sys.stdout.write(f"{right} of {len(documents) * len(formats)} files right\n")
    return 0 if right == len(documents) * len(formats) else 1


if __name__ == "__main__":
    sys.exit(main())
