"""Which rows of a table are its header, by shape only, and each column's header path.

Belongs here: header rows tied together by spans, the ordinal row.
Does not belong here: the lines of heading above them (``headings``), what a header text means.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.extraction.blocks import GridCell
from dagster_project.extraction.grid import holds_amounts, is_ordinal_row, rows_of, squeeze
from dagster_project.extraction.headings import title_rows

# The deepest header seen has four rows; a longer chain of spans is data (a tall merged cell).
_DEEPEST = 5
# A header mostly ends in so many rows; what is told of the rows below its title takes so many.
_TOP, _LOOKS_DOWN = 20, _DEEPEST + 4


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """Counts of rows from the top: title rows, then name rows, then ordinal rows."""

    title: int
    names: int
    ordinal: int

    @property
    def total(self) -> int:
        """All header rows."""
        return self.title + self.names + self.ordinal

    @property
    def name_rows(self) -> range:
        """The rows whose texts name the columns."""
        return range(self.title, self.title + self.names)


def _children_below(parent: GridCell, rows: list[list[GridCell]]) -> bool:
    """True when the row under a wide header cell divides it again."""
    below = parent.row + parent.row_span
    if below >= len(rows):
        return False
    inside = [cell for cell in rows[below] if cell.column in parent.columns]
    return sum(1 for cell in inside if cell.text.strip()) >= 2


def _end_of_names(rows: list[list[GridCell]], start: int) -> int:
    """The row after the last name row: rows tied to ``start`` by spans, data never swallowed."""
    end = start + 1
    row_no = start
    while row_no < end:
        for cell in rows[row_no]:
            end = max(end, cell.row + cell.row_span)
            if cell.column_span > 1 and _children_below(cell, rows):
                end = max(end, cell.row + cell.row_span + 1)
        row_no += 1
        if end - start > _DEEPEST:
            return start
    for row_no in range(start + 1, min(end, len(rows))):
        if holds_amounts(rows[row_no]) or is_ordinal_row(rows[row_no]):
            return row_no
    return min(end, len(rows))


def find_header(cells: list[GridCell], row_count: int, column_count: int) -> HeaderRows:
    """Counts the header rows at the top of a table by shape alone."""
    if row_count > _TOP:
        rows = rows_of([cell for cell in cells if cell.row < _TOP], _TOP)
        title = title_rows(rows, column_count)
        # Further down than that nobody looks.
        if title + _LOOKS_DOWN <= _TOP:
            return _header_below(rows, title)
    rows = rows_of(cells, row_count)
    title = title_rows(rows, column_count)
    return _header_below(rows, title) if title < row_count else HeaderRows(0, min(1, row_count), 0)


def _header_below(rows: list[list[GridCell]], title: int) -> HeaderRows:
    if holds_amounts(rows[title]):
        return HeaderRows(title, 0, 0)
    end = title if is_ordinal_row(rows[title]) else _end_of_names(rows, title)
    ordinal = 1 if end < len(rows) and is_ordinal_row(rows[end]) else 0
    return HeaderRows(title, end - title, ordinal)


def header_paths(cells: list[GridCell], names: range, column_count: int) -> list[str]:
    """Each column's header texts from top to bottom, joined by '/'."""
    paths: list[list[GridCell]] = [[] for _ in range(column_count)]
    for cell in sorted((cell for cell in cells if cell.row in names), key=lambda c: (c.row, c.column)):
        if cell.text.strip():
            for column in cell.columns:
                paths[column].append(cell)
    return ["/".join(squeeze(cell.text) for cell in path) for path in paths]
