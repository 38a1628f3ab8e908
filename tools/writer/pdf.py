"""Blocks to PDF by reportlab, with the CID font STSong-Light: no font file is needed.

Belongs here: line breaking, page breaking, ruling lines, page numbers, rotation.
Does not belong here: what is printed (``disclosure``).

The same document gives the same bytes: reportlab's invariant mode leaves out times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tools.writer.model import Document, PageStart, Paragraph, PlacedCell, Table

FONT = "STSong-Light"
A4 = (595.0, 842.0)
MARGIN = 57.0
CELL_SIZE = 8.0
LEADING = 1.35
PADDING = 2.5
PARAGRAPH_SIZES = {
    "title": 15.0,
    "heading": 12.0,
    "caption": 9.0,
    "body": 11.0,
    "note": 9.0,
    "contents": 11.0,
}
# A run that is not broken inside unless it alone is wider than its cell.
_TOKEN = re.compile(r"[0-9A-Za-z.,%+\-()]+|.", re.DOTALL)
# pdfminer maps the GB1 glyph of U+00B7 to nothing, so the text would not read back.
_UNREADABLE = "\u00b7"

# Packed streams as they are: by a quarter smaller, and version control sees that they are no text.
rl_config.useA85 = 0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def render_pdf(document: Document) -> bytes:
    """Render a document to PDF.

    Raises:
        ValueError: a text holds a character that PDF readers do not read back.
    """
    _check_readable(document)
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    canvas.setTitle(document.title)
    canvas.setAuthor("fiscal-warehouse")
    page = _Page(canvas)
    for block in document.blocks:
        if isinstance(block, PageStart):
            page.start(block)
        elif isinstance(block, Paragraph):
            _draw_paragraph(page, block)
        else:
            _TableDrawing(page, block).draw()
    page.finish()
    canvas.save()
    return buffer.getvalue()


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of at most ``width`` points; its own line ends stay."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for token in _tokens(part, width, size):
            if line and _width(line + token, size) > width:
                lines.append(line)
                line = ""
            line += token
        lines.append(line)
    return lines


def _tokens(text: str, width: float, size: float) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        tokens.extend([token] if _width(token, size) <= width else list(token))
    return tokens


def _width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _check_readable(document: Document) -> None:
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    texts += [cell.text for table in document.tables() for row in table.rows for cell in row]
    for text in texts:
        for character in _UNREADABLE:
            if character in text:
                raise ValueError(f"{character!r} does not read back from a PDF: {text!r}")


@dataclass
class _Page:
    """The page being drawn: its size as displayed, and how far down it is filled."""

    canvas: Canvas
    shape: PageStart = field(default_factory=PageStart)
    number: int = 0
    y: float = 0.0

    @property
    def width(self) -> float:
        return A4[1] if self.shape.landscape else A4[0]

    @property
    def height(self) -> float:
        return A4[0] if self.shape.landscape else A4[1]

    @property
    def bottom(self) -> float:
        return MARGIN

    @property
    def text_width(self) -> float:
        return self.width - 2 * MARGIN

    def start(self, shape: PageStart | None = None) -> None:
        """End the page being drawn, if any, and begin the next one."""
        self.finish()
        self.shape = shape or self.shape
        self.number += 1
        self.y = self.height - MARGIN
        # reportlab turns the media box itself where a page is rotated.
        self.canvas.setPageSize((self.width, self.height))
        self.canvas.setPageRotation(90 if self.shape.rotated else 0)
        if self.shape.rotated:
            # Stored upright and turned by /Rotate, as scanners and office suites do.
            self.canvas.transform(0, 1, -1, 0, self.height, 0)

    def finish(self) -> None:
        """Print the page number and close the page."""
        if self.number == 0:
            return
        label = f"- {self.number} -"
        self.text(self.width / 2 - _width(label, 9) / 2, MARGIN / 2, label, 9)
        self.canvas.showPage()

    def ensure(self, height: float) -> None:
        """Begin a page where none is open, or where this one has no room for ``height``."""
        if self.number == 0 or self.y - height < self.bottom:
            self.start()

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """Draw one line with its baseline at ``y``."""
        if text:
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(x, y, text)


def _draw_paragraph(page: _Page, paragraph: Paragraph) -> None:
    size = PARAGRAPH_SIZES[paragraph.style]
    step = size * LEADING
    centred = paragraph.style == "title"
    for line in wrap(paragraph.text, page.width - 2 * MARGIN if page.number else 480.0, size):
        page.ensure(step)
        left = (page.width - _width(line, size)) / 2 if centred else MARGIN
        page.y -= step
        page.text(left, page.y + size * 0.25, line, size)
    if paragraph.style != "caption":
        page.y -= size * 0.4


class _TableDrawing:
    """One table on its way onto pages.

    A piece is the run of rows that fits a page; cells that span rows past its end are
    drawn in the piece where they begin and continue blank in the next, as office suites do.
    """

    def __init__(self, page: _Page, table: Table) -> None:
        self.page = page
        self.table = table
        self.placed = table.place()

    def draw(self) -> None:
        page, table = self.page, self.table
        page.ensure(60.0)
        self._measure()
        row = 0
        while row < len(table.rows):
            row = self._draw_piece(row)
            if row < len(table.rows):
                page.start()
                self._measure()
        page.y -= 6.0

    def _measure(self) -> None:
        """Fit columns to the page's width, break the texts, and find the rows' heights."""
        total = sum(self.table.widths)
        scale = self.page.text_width / total
        self.edges = [MARGIN]
        for width in self.table.widths:
            self.edges.append(self.edges[-1] + width * scale)
        self.lines = {id(p): self._wrap(p) for p in self.placed}
        step = CELL_SIZE * LEADING
        least = max(step + 2 * PADDING, self.table.row_height)
        self.heights = [least] * len(self.table.rows)
        for placed in self.placed:
            need = len(self.lines[id(placed)]) * step + 2 * PADDING
            rows = range(placed.row, placed.row + placed.cell.row_span)
            missing = need - sum(self.heights[r] for r in rows)
            if missing > 0:
                self.heights[rows[-1]] += missing

    def _wrap(self, placed: PlacedCell) -> list[str]:
        left = self.edges[placed.column]
        right = self.edges[placed.column + placed.cell.column_span]
        return wrap(placed.cell.text, right - left - 2 * PADDING, CELL_SIZE)

    def _draw_piece(self, first: int) -> int:
        """Draw rows from ``first`` until the page is full; return the next row to draw."""
        page, table = self.page, self.table
        header: Sequence[int] = ()
        if first >= table.header_rows and first > 0 and table.repeat_header:
            for line in table.repeat_caption:
                _draw_paragraph(page, Paragraph(line, "caption"))
            header = range(table.header_rows)
        room = page.y - page.bottom - sum(self.heights[r] for r in header)
        last = first
        while last < len(table.rows) and (room >= self.heights[last] or last == first):
            room -= self.heights[last]
            last += 1
        self._draw_rows([*header, *range(first, last)])
        if table.split_rows and last < len(table.rows):
            return self._split_row(last, room)
        return last

    def _split_row(self, row: int, room: float) -> int:
        """Draw the part of a row that still fits; keep the rest of its lines for the next page."""
        step = CELL_SIZE * LEADING
        count = int((room - 2 * PADDING) // step)
        if count < 1:
            return row
        for placed in self.placed:
            if placed.row == row:
                self.lines[id(placed)] = self.lines[id(placed)][:count]
        self.heights[row] = count * step + 2 * PADDING
        self._draw_rows([row])
        self._continue_row(row, count)
        return row

    def _continue_row(self, row: int, count: int) -> None:
        for index, placed in enumerate(self.placed):
            if placed.row == row:
                rest = "".join(self._wrap(placed)[count:])
                self.placed[index] = replace(placed, cell=replace(placed.cell, text=rest))

    def _draw_rows(self, rows: Sequence[int]) -> None:
        """Draw the given rows one below the other, with the cells that begin in them."""
        tops: dict[int, float] = {}
        y = self.page.y
        for row in rows:
            tops[row] = y
            y -= self.heights[row]
        for placed in self.placed:
            covered = [r for r in range(placed.row, placed.row + placed.cell.row_span) if r in tops]
            if covered:
                top = tops[covered[0]]
                bottom = tops[covered[-1]] - self.heights[covered[-1]]
                self._draw_cell(placed, top, bottom, begins=placed.row in tops)
        self.page.y = y

    def _draw_cell(self, placed: PlacedCell, top: float, bottom: float, *, begins: bool) -> None:
        left = self.edges[placed.column]
        right = self.edges[placed.column + placed.cell.column_span]
        if self.table.ruled:
            self.page.canvas.setLineWidth(0.5)
            self.page.canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
        if not begins:
            return
        lines = self.lines[id(placed)]
        step = CELL_SIZE * LEADING
        y = (top + bottom) / 2 + len(lines) * step / 2
        for line in lines:
            y -= step
            self.page.text(self._left(placed, line, left, right), y + step * 0.28, line, CELL_SIZE)

    @staticmethod
    def _left(placed: PlacedCell, line: str, left: float, right: float) -> float:
        width = _width(line, CELL_SIZE)
        if placed.cell.align == "right":
            return right - PADDING - width
        if placed.cell.align == "center":
            return (left + right - width) / 2
        return left + PADDING
