"""Plain readings of rendered documents, by other people's readers and none of our own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pdfplumber
import pypdfium2

from dagster_project.extraction.pdf.fonts import use_installed_font
from tools.writer.model import Table

Grid = list[list[str | None]]


def expected_grid(table: Table) -> Grid:
    """A table's texts by position; None where a span covers, as pdfplumber answers."""
    grid: Grid = [[None] * len(table.widths) for _ in table.rows]
    for placed in table.place():
        grid[placed.row][placed.column] = placed.cell.text
    return grid


def pdf_tables(path: Path) -> list[tuple[int, Grid]]:
    """Every table piece with its page number, line breaks and blanks taken out of the texts."""
    found: list[tuple[int, Grid]] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for piece in page.extract_tables():
                found.append((page.page_number, [[compact(text) for text in row] for row in piece]))
    return found


def pdf_text(path: Path) -> str:
    """The text of all pages as pypdfium2 reads it, white space removed."""
    use_installed_font()
    with pypdfium2.PdfDocument(path) as document:
        return "".join(str(compact(page.get_textpage().get_text_bounded())) for page in document)


def docx_grid(path: Path, number: int) -> Grid:
    """A table of a DOCX by position; None where a span covers."""
    table = docx.Document(str(path)).tables[number]
    grid: Grid = []
    seen: set[object] = set()
    for row in table.rows:
        texts: list[str | None] = []
        for cell in row.cells:
            texts.append(None if cell._tc in seen else cell.text)
            seen.add(cell._tc)
        grid.append(texts)
    return grid


def compact(text: str | None) -> str | None:
    """Without white space; None stays None."""
    return None if text is None else "".join(text.split())


def compact_grid(grid: Grid) -> Grid:
    """Every text of a grid without white space."""
    return [[compact(text) for text in row] for row in grid]


def joined(pieces: Sequence[tuple[int, Grid]], header_rows: int) -> Grid:
    """The pieces of one table as one grid, a repeated header dropped."""
    first, *others = [grid for _, grid in pieces]
    rows = list(first)
    for piece in others:
        repeats = piece[:header_rows] == first[:header_rows]
        rows += piece[header_rows:] if repeats else piece
    return rows
