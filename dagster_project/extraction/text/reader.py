"""Reads a plain-text dump of a document, in either of two shapes.

One cell a line: a line that starts with a tab is a cell, a blank line ends a row.
One row a line: cells are separated by tabs.
Does not belong here: columns and spans (``extraction.text_grid``), joining page pieces.
"""

from __future__ import annotations

import re
from pathlib import Path

from dagster_project.extraction.blocks import Block, Reading, TextLine
from dagster_project.extraction.text.encodings import decode
from dagster_project.extraction.text.grid import Row, mend_rows, piece_of

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_LEADER = re.compile(r"[.…·]{3,}\s*$")
_PAGE_NUMBER = re.compile(r"^[-–—―─－\s]*\d{1,3}[-–—―─－\s]*$")
# So many blank lines in a row end a table; one ends a row, a cell may end with one or two.
_TABLE_GAP = 3


def _is_cell_per_line(lines: list[str]) -> bool:
    tabbed = [line for line in lines if "\t" in line]
    single = [line for line in tabbed if line.startswith("\t") and "\t" not in line[1:].rstrip()]
    return bool(tabbed) and len(single) >= 0.8 * len(tabbed)


def _text_line(line: str) -> TextLine:
    text = line.strip()
    return TextLine(text, furniture=bool(_PAGE_NUMBER.match(text)))


class _CellLines:
    """Collects the cells, rows and tables of a dump with one cell a line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._rows: list[Row] = []
        self._row: Row = []
        self._blanks = 0

    def take(self, line: str) -> None:
        """The next line of the dump."""
        if line.startswith("\t"):
            if self._blanks >= _TABLE_GAP:
                self.end_table()
            self._row.append(line[1:].rstrip("\t"))
        elif not line:
            self._blanks += 1
            self._end_row()
            return
        elif self._row:
            self._row[-1] += "\n" + line
        else:
            self.end_table()
            if line.strip():
                self.blocks.append(_text_line(line))
        self._blanks = 0

    def _end_row(self) -> None:
        if self._row:
            self._rows.append(self._row)
            self._row = []

    def end_table(self) -> None:
        """Closes the table at hand; labelled lines before its header are text above it."""
        self._end_row()
        rows, self._rows = self._rows, []
        while _is_heading(rows):
            self.blocks.extend(TextLine(text) for text in rows.pop(0))
        piece = piece_of(mend_rows(rows)) if rows else None
        self.blocks.extend([piece] if piece else [TextLine(text) for row in rows for text in row])


def _is_heading(rows: list[Row]) -> bool:
    """True when the first row is the labelled line above a table: whose, which year, which unit."""
    if len(rows) < 2 or len(rows[0]) > 3 or len(rows[0]) >= max(len(row) for row in rows):
        return False
    return any("：" in text for text in rows[0])


def _read_cell_lines(lines: list[str]) -> list[Block]:
    collector = _CellLines()
    for line in lines:
        collector.take(_BOOKMARK.sub("", line))
    collector.end_table()
    return collector.blocks


def _is_contents(row: Row) -> bool:
    return len(row) == 2 and bool(_LEADER.search(row[0]))


def _read_row_lines(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[Row] = []
    for raw in [*lines, ""]:
        line = _BOOKMARK.sub("", raw)
        row = line.split("\t")
        if len(row) > 1 and not _is_contents(row):
            rows.append(row)
            continue
        piece = piece_of(rows) if len(rows) > 1 else None
        blocks.extend([piece] if piece else [TextLine(" ".join(row)) for row in rows])
        rows = []
        if line.strip():
            blocks.append(_text_line(line))
    return blocks


def read(path: Path) -> Reading:
    """Reads a text dump into blocks."""
    lines = decode(path.read_bytes()).splitlines()
    blocks = _read_cell_lines(lines) if _is_cell_per_line(lines) else _read_row_lines(lines)
    return Reading(blocks=blocks)
