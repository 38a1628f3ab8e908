"""Reads an HTML page: its paragraphs and tables in reading order.

Belongs here: the mark-up of a page as people see it; scripts and styles are left out.
Does not belong here: whether the page is what its name says.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.limits import require_places
from dagster_project.extraction.text.encodings import decode

_SKIPPED = {"script", "style", "noscript", "template", "head"}
_BREAKING = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "dd",
    "dt",
}
_LARGEST_SPAN = 1000


class _Table:
    """Rows of (text, row span, column span) of one table element."""

    def __init__(self) -> None:
        self.rows: list[list[tuple[str, int, int]]] = []

    def piece(self) -> Piece | None:
        """The table as a grid; places covered from above are skipped."""
        cells: list[GridCell] = []
        # Counted before it is laid out: a thousand cells that span a million places each are few bytes.
        require_places(1, sum(min(d, len(self.rows)) * a for row in self.rows for _, d, a in row))
        taken: set[tuple[int, int]] = set()
        for row_no, row in enumerate(self.rows):
            column = 0
            for text, down, across in row:
                while (row_no, column) in taken:
                    column += 1
                span = min(down, len(self.rows) - row_no)
                cells.append(GridCell(row_no, column, span, across, text))
                taken |= {(row_no + r, column + c) for r in range(span) for c in range(across)}
                column += across
        width = max((column + 1 for _, column in taken), default=0)
        return Piece(cells, len(self.rows), width, "markup") if len(cells) > 1 else None


class _Page(HTMLParser):
    """Collects blocks; a table inside a table's cell gives its text to that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._skipping = 0
        self._text: list[str] = []
        self._table: _Table | None = None
        self._depth = 0
        self._span = (1, 1)
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens skipped parts, tables, rows and cells."""
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "table":
            self._open_table()
        elif self._depth == 1 and self._table is not None and tag == "tr":
            self._close_cell()
            self._table.rows.append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()
            values = dict(attrs)
            self._span = (_span(values.get("rowspan")), _span(values.get("colspan")))
            self._in_cell = True
        elif tag in _BREAKING:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """Closes what the tag opened."""
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                self._close_table()
        elif tag in ("td", "th") and self._depth == 1:
            self._close_cell()
        elif tag in _BREAKING:
            self._break()

    def handle_data(self, data: str) -> None:
        """Text; runs of white space count as one space."""
        if not self._skipping:
            self._text.append(" ".join(data.split()) if data.strip() else " ")

    def finish(self) -> list[Block]:
        """All blocks of the page."""
        self.close()
        if self._table is not None:
            self._close_table()
        self._break()
        return self.blocks

    def _open_table(self) -> None:
        if self._depth == 0:
            self._break()
            self._table = _Table()
        self._depth += 1

    def _close_table(self) -> None:
        self._close_cell()
        table, self._table, self._depth = self._table, None, 0
        piece = table.piece() if table else None
        if piece:
            self.blocks.append(piece)
        elif table:
            texts = [text for row in table.rows for text, _, _ in row if text]
            self.blocks.extend(TextLine(text) for text in texts)

    def _close_cell(self) -> None:
        text = "".join(self._text).strip()
        self._text = []
        if self._in_cell and self._table is not None:
            if not self._table.rows:
                self._table.rows.append([])
            self._table.rows[-1].append((text, *self._span))
        self._in_cell, self._span = False, (1, 1)

    def _break(self) -> None:
        if self._depth:
            self._text.append("\n" if self._text else "")
            return
        text = "".join(self._text).strip()
        self._text = []
        if text:
            self.blocks.append(TextLine(text))


def _span(value: str | None) -> int:
    """A span as browsers read it; '²' is a digit to Python, and a number of 5,000 digits an error."""
    if not value or not value.isdecimal():
        return 1
    return min(max(int(value[:9]), 1), _LARGEST_SPAN)


def read(path: Path) -> Reading:
    """Reads an HTML file into blocks."""
    page = _Page()
    page.feed(decode(path.read_bytes()))
    return Reading(blocks=page.finish())
