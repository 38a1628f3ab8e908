"""This project against other readers of tables, on the same documents in one run.

Belongs here: which documents are read, what is right, the table and the plot of the results.
Does not belong here: how a reader is called (``readers``).

``python -m benchmarks.compare [--pages 200] [--into benchmarks/RESULTS.md]``; ``make bench`` installs the
other readers first. Speed is measured on published documents beside the project, where they are; how many
cells are right on documents of the project's own writer, whose cells are known.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import altair
import pypdfium2 as pdfium

from benchmarks.readers import READERS, Rows
from tests.support.traits import TRAITS, write_traits

PROJECT = Path(__file__).resolve().parents[1]
DISCLOSURES = PROJECT / "../shared/disclosures"
OTHERS = PROJECT / ".venv-bench/bin/python"
OURS = "fiscal_warehouse"
# Documents whose cells are known: ruled, without lines, rows cut by page breaks, stacked headers over sides.
_KNOWN = (
    "yuan_with_separators",
    "no_ruling_lines",
    "rows_cut_by_the_pages_end",
    "xian_summary_of_four_sides",
)
_AMOUNT = re.compile(r"(?<![\d.,])-?\d[\d,]*\.\d+(?![\d.,])")
# A reader is given so many seconds for all documents.
_PATIENCE = 1800


@dataclass(slots=True)
class Result:
    """What one reader did.

    ``reading`` are pages and processor seconds of each published document, ``alone`` the amounts of these
    that stand alone in a cell, ``right`` the cells of the known documents.
    """

    name: str
    reading: list[tuple[int, float]] = field(default_factory=list)
    alone: int = 0
    right: int = 0
    peak_mib: float = 0.0
    errors: int = 0
    note: str = ""

    @property
    def pages_a_second(self) -> float:
        """Pages for each processor second."""
        return sum(pages for pages, _ in self.reading) / max(1e-9, sum(spent for _, spent in self.reading))


@dataclass(frozen=True, slots=True)
class _Right:
    """The cells of the known documents, and the amounts of the published ones."""

    cells: Counter[tuple[str, int, str, str]]
    amounts: Counter[tuple[str, str]]


# ---- Documents -------------------------------------------------------------------------------


def published(pages: int) -> list[Path]:
    """Published documents of about so many pages in all, from short to long."""
    counts = {path: count for path in DISCLOSURES.rglob("*.pdf") if (count := page_count(path))}
    step = max(1, round(sum(counts.values()) / max(1, pages)))
    return sorted(counts, key=lambda path: (counts[path], path.name))[step // 2 :: step]


def page_count(path: Path) -> int:
    """The pages of a file; 0 for one that is named PDF and is none."""
    try:
        with pdfium.PdfDocument(path) as document:
            return len(document)
    except pdfium.PdfiumError:
        return 0


def _amounts(paths: Iterable[Path]) -> Counter[tuple[str, str]]:
    """The amounts that PDFium's text shows, with their file."""
    found: Counter[tuple[str, str]] = Counter()
    for path in paths:
        with pdfium.PdfDocument(path) as document:
            for page in document:
                text = page.get_textpage().get_text_range()
                found.update((str(path), amount) for amount in _AMOUNT.findall(text))
    return found


def _compact(text: str) -> str:
    return "".join(text.split())


def _cells(name: str, tables: Iterable[Rows]) -> Counter[tuple[str, int, str, str]]:
    """Each text with its file, its column, and the first text of its row, by which the row is known."""
    found: Counter[tuple[str, int, str, str]] = Counter()
    for table in tables:
        for row in table:
            texts = [_compact(text) for text in row]
            head = next((text for text in texts if text), "")
            found.update((name, column, head, text) for column, text in enumerate(texts) if text)
    return found


def _drawn(folder: Path) -> tuple[list[Path], Counter[tuple[str, int, str, str]]]:
    """The known documents, written, and their cells."""
    traits = [trait for trait in TRAITS if trait.name in _KNOWN]
    files = write_traits(folder, traits)
    truth: Counter[tuple[str, int, str, str]] = Counter()
    for trait in traits:
        tables = []
        for table in trait.document().tables():
            placed = table.place()
            width = max(p.column + p.cell.column_span for p in placed)
            rows = [[""] * width for _ in table.rows]
            for p in placed:
                rows[p.row][p.column] = p.cell.text
            tables.append(rows)
        truth.update(_cells(files[trait.name].name, tables))
    return list(files.values()), truth


# ---- Readers ---------------------------------------------------------------------------------


def measure(name: str, real: Sequence[Path], known: Sequence[Path], right: _Right) -> Result:
    """Runs one reader over all documents in a process of its own."""
    result = Result(name)
    paths = [*map(str, real), *map(str, known)]
    python = sys.executable if name == OURS else str(OTHERS)
    command = [python, str(PROJECT / "benchmarks/readers.py"), name, *paths]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if name == OURS:
        environment["PYTHONPATH"] = str(PROJECT)
    try:
        ended = subprocess.run(command, capture_output=True, env=environment, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        result.note = f"not done in {_PATIENCE} s"
        return result
    answers = [json.loads(line) for line in ended.stdout.decode().splitlines() if line.startswith('{"path"')]
    if len(answers) < len(paths):
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        result.note = f"ended early: {said[-1][:120] if said else ended.returncode}"
    for answer in answers:
        _take(result, answer, Path(answer["path"]) in real, right)
    return result


def _take(result: Result, answer: dict[str, Any], is_real: bool, right: _Right) -> None:
    path = answer["path"]
    result.peak_mib = max(result.peak_mib, answer["peak_mib"])
    result.errors += bool(answer["error"])
    if is_real:
        result.reading.append((answer["pages"] or page_count(Path(path)), answer["seconds"]))
        texts = Counter((path, _compact(text)) for table in answer["tables"] for row in table for text in row)
        result.alone += sum(min(count, texts[key]) for key, count in right.amounts.items() if key[0] == path)
    else:
        result.right += sum((right.cells & _cells(Path(path).name, answer["tables"])).values())


# ---- Results ---------------------------------------------------------------------------------


def table(results: Sequence[Result], cells: int, amounts: int) -> str:
    """The results as a table in Markdown."""
    base = next((r.pages_a_second for r in results if r.name == "pdfplumber" and r.reading), 0.0)
    lines = [
        "| reader | pages/s/core | to pdfplumber | cells right | amounts alone | peak memory | remarks |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for r in results:
        if not r.reading:
            lines.append(f"| {r.name} | | | | | | {r.note} |")
            continue
        ratio = f"{r.pages_a_second / base:.1f}" if base else ""
        has_tables = r.name != "pdfium_text"
        right = f"{100 * r.right / max(1, cells):.1f}%" if has_tables else "no tables"
        alone = f"{100 * r.alone / max(1, amounts):.1f}%" if has_tables else ""
        remarks = "; ".join(filter(None, [r.note, f"{r.errors} documents failed" if r.errors else ""]))
        speed, peak = f"{r.pages_a_second:.1f}", f"{r.peak_mib:.0f} MiB"
        lines.append(f"| {' | '.join([r.name, speed, ratio, right, alone, peak, remarks])} |")
    return "\n".join(lines)


def plot(results: Sequence[Result], into: Path) -> None:
    """Time against pages, a point a document, as SVG."""
    points = [
        {"reader": r.name, "pages": pages, "seconds": max(seconds, 1e-3)}
        for r in results
        for pages, seconds in r.reading
    ]
    scale = altair.Scale(type="log")
    chart = altair.Chart(altair.Data(values=points)).mark_line(point=True)
    chart = chart.encode(
        x=altair.X("pages:Q", scale=scale, title="pages of a document"),
        y=altair.Y("seconds:Q", scale=scale, title="processor seconds"),
        color=altair.Color("reader:N", sort=[r.name for r in results]),
    )
    chart.properties(width=560, height=340).save(str(into))


_HEAD = """# Readers of tables, compared

Made by `make bench` in one run; ratios hold, seconds depend on the machine{load}.

- Speed and memory: {documents} {kind}, {pages} pages, one process a reader, processor time with that of
  processes it starts. This project's time includes joining tables over pages and finding their headers.
- Cells right: of {cells} cells of {known} documents that the project's writer drew (ruled, without lines,
  rows cut by page breaks, stacked headers): the same text in the same column of the row that begins with
  the same text.
- Amounts alone: of {amounts} amounts that PDFium's text shows in the {kind}, running text
  included, those that are the whole text of a cell.

"""


@dataclass(frozen=True, slots=True)
class _Head:
    """What the results are of."""

    real: Sequence[Path]
    kind: str
    known: int
    cells: int
    amounts: int


def write(results: Sequence[Result], head: _Head, into: Path) -> None:
    """Writes the page of results, and its plot beside it."""
    text = _HEAD.format(
        load=f" (load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores at the end)",
        documents=len(head.real),
        kind=head.kind,
        pages=sum(pages for pages, _ in results[0].reading),
        cells=head.cells,
        known=head.known,
        amounts=head.amounts,
    )
    plot(results, into.with_suffix(".svg"))
    picture = f"\n\n![Time against pages]({into.with_suffix('.svg').name})\n"
    into.write_text(text + table(results, head.cells, head.amounts) + picture, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="pages of published documents, about")
    parser.add_argument("--readers", nargs="+", default=list(READERS), choices=list(READERS))
    parser.add_argument("--into", type=Path, default=PROJECT / "benchmarks/RESULTS.md")
    options = parser.parse_args(arguments)
    if not OTHERS.is_file():
        sys.stdout.write("The other readers are not installed: `make bench` does that.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        known, truth = _drawn(Path(folder))
        real = published(options.pages) if DISCLOSURES.is_dir() else known
        kind = "published documents" if real is not known else "of the writer's own documents"
        if real is known:
            sys.stdout.write(
                f"No published documents ({DISCLOSURES.resolve()}): the writer's own are read.\n"
            )
        amounts = _amounts(real)
        head = _Head(real, kind, len(known), truth.total(), amounts.total())
        results: list[Result] = []
        for name in options.readers:
            results.append(measure(name, real, known, _Right(truth, amounts)))
            sys.stdout.write(f"{table(results[-1:], truth.total(), amounts.total()).splitlines()[-1]}\n")
            sys.stdout.flush()
            # After each: a run that is stopped leaves what it has measured.
            write(results, head, options.into)
    sys.stdout.write(f"{options.into}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
