"""The sample disclosures as scans: how many amounts come out right, and is anything wrong proven?

Belongs here: scanning the samples, building a warehouse of them, the counts. Does not belong here: what a
scanner does (``tools.writer.scan``), recognising (``extraction.pdf.scans``).

``python -m tools.checks.scans`` needs the extra ``ocr``. The exit status is 1 when less is right than
``LEAST`` asks for, or when a wrong amount is proven.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pypdfium2 as pdfium

from dagster_project.extraction.pdf.scans import engine
from tools.build import build_warehouse
from tools.checks.amounts import differences, statutory_amounts
from tools.checks.formats import sample_documents
from tools.writer.model import Document, PublishedAmount
from tools.writer.pdf import render_pdf
from tools.writer.samples import SAMPLES
from tools.writer.scan import Scanner

SCANNERS: Mapping[str, Scanner] = {
    "200_dpi": Scanner(200),
    "150_dpi": Scanner(150),
    "200_dpi_askew": Scanner(200, skew=1.3, paper=235),
    "150_dpi_noisy": Scanner(150, skew=0.6, noise=14, blur=0.5, specks=4000, paper=230),
    "200_dpi_turned": Scanner(200, noise=6, turned_pages=((1, 1), (2, 2), (3, 3))),
}
# The share of amounts that must be right.
LEAST = {200: 0.995, 150: 0.98}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the scans of one scanner.

    ``respelled`` counts amounts that are right but for a character in the label of their line.
    """

    name: str
    expected: int
    right: int
    respelled: int
    wrong: int
    wrong_and_proven: int

    @property
    def share(self) -> float:
        """The share of amounts that are right."""
        return (self.right + self.respelled) / self.expected

    @property
    def is_good(self) -> bool:
        """Whether enough is right, and nothing wrong is proven."""
        return self.share >= LEAST[SCANNERS[self.name].dots_per_inch] and not self.wrong_and_proven

    def line(self) -> str:
        """One line for people."""
        return (
            f"{'ok ' if self.is_good else '-- '} {self.name:16} {self.right} + {self.respelled} respelled of"
            f" {self.expected} right ({self.share:.2%}), {self.wrong} wrong,"
            f" {self.wrong_and_proven} of them proven"
        )


def write(documents: Mapping[str, Document], folder: Path, names: Sequence[str]) -> int:
    """Writes ``SCANNER/NAME.pdf`` for each document and scanner; returns the count of pages."""
    pages = 0
    for name in names:
        (folder / name).mkdir(parents=True)
        for key, document in documents.items():
            content = SCANNERS[name].scan(render_pdf(document))
            (folder / name / f"{key}.pdf").write_bytes(content)
            with pdfium.PdfDocument(content) as scan:
                pages += len(scan)
    return pages


def compare(build_file: Path, documents: Mapping[str, Document], name: str) -> tuple[Outcome, list[str]]:
    """What became of the scans of one scanner, and what is not right."""
    counts, said = [0, 0, 0, 0, 0], []
    with duckdb.connect(str(build_file), read_only=True) as warehouse:
        for key, document in documents.items():
            expected = list(document.amounts())
            published, proofs = _published(warehouse, f"{name}/{key}.pdf")
            missing, extra = differences(expected, published)
            respelled = [replace(amount, line_label="", budget_unit_label=None) for amount in missing]
            still_missing, wrong = differences(respelled, extra)
            proven = [amount for amount in wrong if proofs[id(amount)] == "proven"]
            for place, count in enumerate(
                (len(expected), len(expected) - len(missing), len(missing) - len(still_missing))
            ):
                counts[place] += count
            counts[3] += len(wrong)
            counts[4] += len(proven)
            said += [f"       {key} missing: {amount}" for amount in still_missing]
            said += [f"       {key} wrong ({proofs[id(amount)]}): {amount}" for amount in wrong]
    return Outcome(name, *counts), said


def _published(
    warehouse: duckdb.DuckDBPyConnection, path: str
) -> tuple[list[PublishedAmount], dict[int, str]]:
    """The amounts of a file, and the proof of each by the identity of its object."""
    keys = warehouse.execute(
        "select disclosure_key from marts.dim_disclosure inner join marts.dim_document using (document_key)"
        " where file_path = ?",
        [path],
    ).fetchall()
    amounts: list[PublishedAmount] = []
    proofs: dict[int, str] = {}
    for (key,) in keys:
        found = statutory_amounts(warehouse, key)
        statuses = warehouse.execute(
            "select proof_status from marts.fct_published_amount where disclosure_key = ?"
            " and form_code in (select form_code from marts.dim_form where is_statutory)"
            " order by table_id, row_no, column_no",
            [key],
        ).fetchall()
        proofs |= {id(amount): proof for amount, (proof,) in zip(found, statuses, strict=True)}
        amounts += found
    return amounts, proofs


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.scans", description=__doc__)
    parser.add_argument("--scanners", nargs="+", choices=SCANNERS, default=list(SCANNERS))
    parser.add_argument("--only", nargs="+", choices=[s.facts for s in SAMPLES], help="these samples alone")
    parser.add_argument("--workplace", type=Path, help="build here, and keep it")
    parser.add_argument("--details", action="store_true", help="also every amount that is not right")
    options = parser.parse_args(arguments)
    if not engine.available():
        sys.stdout.write("Skipped: install the extra `ocr` (`make ocr`).\n")
        return 2
    documents = {
        name: document
        for name, document in sample_documents().items()
        if not options.only or name in options.only
    }
    with tempfile.TemporaryDirectory() as place:
        workplace = options.workplace or Path(place)
        pages = write(documents, workplace / "raw", options.scanners)
        started = time.monotonic()
        built = build_warehouse(workplace / "raw", workplace, jobs=2)
        seconds = time.monotonic() - started
        outcomes = [compare(built, documents, name) for name in options.scanners]
    for outcome, said in outcomes:
        sys.stdout.write(f"{outcome.line()}\n")
        if options.details:
            sys.stdout.writelines(f"{line}\n" for line in said)
    sys.stdout.write(f"{pages} pages, read and built in {seconds:.0f} s\n")
    return 0 if all(outcome.is_good for outcome, _ in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
