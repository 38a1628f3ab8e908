"""Reads a PDF: ruled tables with spans, and the text around them, page by page.

Belongs here: pages, and which of their lines and characters make tables and text.
Does not belong here: joining a table's pieces over pages (``assemble``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.readers.pdf_glyphs import (
    Glyph,
    clipped_texts,
    contains,
    middle,
    place,
    text_of,
    visible,
)
from dagster_project.extraction.readers.pdf_lines import text_lines
from dagster_project.extraction.records import Page
from dagster_project.extraction.ruling import Grid, Segment, find_grids

_PAGE_NUMBER = re.compile(r"^[-–—－_\s·.第页共/\d]{1,14}$")


def _segments(page: Any) -> tuple[list[Segment], list[Segment]]:  # noqa: ANN401
    across, down = [], []
    for edge in page.edges:
        if edge["orientation"] == "h":
            across.append(Segment(edge["top"], edge["x0"], edge["x1"]))
        else:
            down.append(Segment(edge["x0"], edge["top"], edge["bottom"]))
    return across, down


def _piece(grid: Grid, glyphs: list[Glyph], page_no: int) -> Piece | None:
    """The cells of a grid with their texts; None when nothing is printed in it."""
    cells = {
        region: GridCell(
            region.row,
            region.column,
            region.row_span,
            region.column_span,
            "",
            page_no,
            grid.box_of(region),
        )
        for region in grid.regions
    }
    owner = {
        (row, column): region
        for region, cell in cells.items()
        for row in cell.rows
        for column in cell.columns
    }

    def owner_of(x: float, y: float) -> Any:  # noqa: ANN401
        return owner.get((bisect_right(grid.ys, y) - 1, bisect_right(grid.xs, x) - 1))

    for region, mine in place(glyphs, owner_of).items():
        if region is not None:
            cells[region].text = text_of(mine)
    if not any(cell.text for cell in cells.values()):
        return None
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    return Piece(list(cells.values()), rows, columns, "ruled", page_no, tuple(grid.xs))


def _page_blocks(page: Any, shown: Any, page_no: int) -> Iterator[Block]:  # noqa: ANN401
    area = tuple(float(value) for value in page.bbox)
    clipped = clipped_texts(shown, float(page.mediabox[3])) if not page.rotation else []
    glyphs = visible(page.dedupe_chars().chars, (area[0], area[1], area[2], area[3]), clipped)
    placed: list[tuple[float, Block]] = []
    for grid in find_grids(*_segments(page)):
        inside = [glyph for glyph in glyphs if contains(grid.box, *middle(glyph), 1.0)]
        piece = _piece(grid, inside, page_no)
        if piece is not None:
            placed.append((grid.ys[0], piece))
            taken = {id(glyph) for glyph in inside}
            glyphs = [glyph for glyph in glyphs if id(glyph) not in taken]
    for top, text in text_lines(glyphs):
        placed.append((top, TextLine(text, page_no, bool(_PAGE_NUMBER.match(text)))))
    placed.sort(key=lambda item: item[0])
    for _, block in placed:
        yield block


def read(path: Path) -> Reading:
    """Reads a PDF file into blocks; every page is closed before the next is opened."""
    reading = Reading()
    with pdfplumber.open(path) as pdf, pdfium.PdfDocument(path) as shown:
        reading.page_count = len(pdf.pages)
        for page_no, page in enumerate(pdf.pages, 1):
            size = (float(page.width), float(page.height))
            reading.pages.append(Page(page_no, *size, int(page.rotation or 0)))
            view = shown[page_no - 1]
            reading.blocks.extend(_page_blocks(page, view, page_no))
            view.close()
            page.close()
    return reading
