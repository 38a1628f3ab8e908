"""Reads a PDF: ruled tables with spans, and the text around them, page by page.

Belongs here: pages, and which of their lines and characters make tables and text.
Does not belong here: joining a table's pieces over pages (``assemble``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from pdfplumber.page import Page as PlumberPage

from dagster_project.extraction.blocks import Block, Box, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.grid import without_margins
from dagster_project.extraction.limits import require_pages
from dagster_project.extraction.pdf.alignment import Word, find_aligned
from dagster_project.extraction.pdf.fonts import use_installed_font
from dagster_project.extraction.pdf.glyphs import (
    Clip,
    Clips,
    Glyph,
    contains,
    middle,
    place,
    sort_out,
)
from dagster_project.extraction.pdf.lines import (
    Line,
    lines_of,
    margins,
    may_follow,
    paragraphs_of,
    runs_on,
    text_of,
    words_of,
)
from dagster_project.extraction.pdf.ruling import Grid, Region, Segment, find_grids
from dagster_project.extraction.pdf.side_by_side import Placed, SideBySide
from dagster_project.extraction.records import Page

_PAGE_NUMBER = re.compile(r"^[-–—－_\s·.，,第页共/\d]{1,16}$")


def _segments(page: PlumberPage, area: Box) -> tuple[list[Segment], list[Segment]]:
    """Horizontal and vertical lines drawn on the page; the page's own frame is none of them."""
    across, down = [], []
    for edge in page.edges:
        x, y = (edge["x0"] + edge["x1"]) / 2, (edge["top"] + edge["bottom"]) / 2
        if not contains(area, x, y, -1.0):
            continue
        if edge["orientation"] == "h":
            across.append(Segment(edge["top"], max(area[0], edge["x0"]), min(area[2], edge["x1"])))
        else:
            down.append(Segment(edge["x0"], max(area[1], edge["top"]), min(area[3], edge["bottom"])))
    return across, down


class _Sheet:
    """The cells of one grid while characters are put into them."""

    def __init__(self, grid: Grid, page_no: int) -> None:
        self.grid = grid
        self.page_no = page_no
        self._owner = {
            (row, column): region
            for region in grid.regions
            for row in range(region.row, region.row + region.row_span)
            for column in range(region.column, region.column + region.column_span)
        }

    def owner_of(self, x: float, y: float) -> Region | None:
        """The region of a point."""
        row, column = bisect_right(self.grid.ys, y) - 1, bisect_right(self.grid.xs, x) - 1
        return self._owner.get((row, column))

    def overflow(self, hidden: list[tuple[Glyph, Clip]]) -> dict[Region, list[Glyph]]:
        """Clipped characters that belong to a cell all the same.

        A text cut off at its own cell is that cell's. A cell open at a page break is printed
        whole on both pages: there the hidden part is the other page's, except a line of which a
        good part shows.
        """
        found: dict[Region, list[Glyph]] = {}
        for glyph, clip in hidden:
            left, top, right, bottom = clip.box
            x, y = middle(glyph)
            region = self.owner_of(min(max(x, left + 1), right - 1), min(max(y, top + 1), bottom - 1))
            if region is None:
                continue
            box = self.grid.box_of(region)
            own = contains(box, left, top, 3.0) and contains(box, right, bottom, 3.0)
            if clip.partly or (own and not self.grid.is_open(region)):
                found.setdefault(region, []).append(glyph)
        return found

    def piece(self, glyphs: list[Glyph], hidden: list[tuple[Glyph, Clip]]) -> Piece | None:
        """The cells with their texts; None when nothing is printed in the grid."""
        overflow = self.overflow(hidden)
        placed = place(glyphs, self.owner_of)
        if not any(glyph["text"].strip() for glyph in glyphs):
            return None
        cells = [
            GridCell(
                region.row,
                region.column,
                region.row_span,
                region.column_span,
                text_of([*placed.get(region, []), *overflow.get(region, [])]),
                self.page_no,
                self.grid.box_of(region),
            )
            for region in self.grid.regions
        ]
        rows, columns = len(self.grid.ys) - 1, len(self.grid.xs) - 1
        edges = tuple(self.grid.xs)
        opened = self.grid.open_columns()
        return without_margins(Piece(cells, rows, columns, "ruled", self.page_no, edges, *opened))


def _page_blocks(page: PlumberPage, shown: pdfium.PdfPage, page_no: int) -> Iterator[Block]:
    area = (float(page.bbox[0]), float(page.bbox[1]), float(page.bbox[2]), float(page.bbox[3]))
    clips = Clips(shown) if not page.rotation else None
    glyphs, hidden = sort_out(page.dedupe_chars().chars, area, float(page.mediabox[3]), clips)
    placed: list[Placed] = []
    boxes: list[Box] = []
    for grid in find_grids(*_segments(page, area)):
        inside = [glyph for glyph in glyphs if contains(grid.box, *middle(glyph), 1.0)]
        piece = _Sheet(grid, page_no).piece(inside, hidden)
        if piece is not None:
            placed.append(Placed(grid.xs[0], grid.xs[-1], grid.ys[0], piece))
            boxes.append(grid.box)
            taken = {id(glyph) for glyph in inside}
            glyphs = [glyph for glyph in glyphs if id(glyph) not in taken]
    words, lines = words_of(glyphs), lines_of(glyphs)
    beside = SideBySide(boxes, words)
    tables = find_aligned(words, page_no)
    placed.extend(
        Placed(table.piece.column_edges[0], table.piece.column_edges[-1], table.top, table.piece)
        for table in tables
        if table.piece.column_edges
    )
    used = {number for table in tables for number in table.lines}
    shared = {n for n in range(len(lines)) if n not in used and len(beside.parts(words[n])) > 1}
    placed.extend(_texts([line for n, line in enumerate(lines) if n not in used | shared], page_no))
    placed.extend(_part(part, page_no) for n in sorted(shared) for part in beside.parts(words[n]))
    yield from beside.in_order(placed)


def _part(words: list[Word], page_no: int) -> Placed:
    """A text of its own on a line that forms beside each other share."""
    text = " ".join(word.text for word in words)
    block = TextLine(text, page_no, bool(_PAGE_NUMBER.match(text)))
    return Placed(words[0].x0, words[-1].x1, words[0].top, block)


def _texts(lines: list[Line], page_no: int) -> Iterator[Placed]:
    """The paragraphs of a page with their places."""
    left, right = margins(lines)
    for line in paragraphs_of(lines):
        text = TextLine(line.text, page_no, bool(_PAGE_NUMBER.match(line.text)))
        text.runs_on, text.may_follow = runs_on(line, right), may_follow(line, left)
        yield Placed(line.x0, line.x1, line.top, text)


def read(path: Path) -> Reading:
    """Reads a PDF file into blocks; every page is closed before the next is opened."""
    reading = Reading()
    use_installed_font()
    with pdfplumber.open(path) as pdf, pdfium.PdfDocument(path) as shown:
        require_pages(len(shown))
        reading.page_count = len(pdf.pages)
        require_pages(reading.page_count)
        for page_no, page in enumerate(pdf.pages, 1):
            size = (float(page.width), float(page.height))
            reading.pages.append(Page(page_no, *size, int(page.rotation or 0)))
            view = shown[page_no - 1]
            reading.blocks.extend(_page_blocks(page, view, page_no))
            view.close()
            page.close()
    return reading
