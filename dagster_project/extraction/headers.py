"""Which rows of a table are its header, by shape only, and each column's header path.

Belongs here: title rows inside the grid, header rows tied together by spans, the ordinal row.
Does not belong here: what a header text means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.extraction.blocks import GridCell
from dagster_project.extraction.grid import holds_amounts, is_labelled, is_ordinal_row, rows_of, squeeze

# The deepest header seen has four rows; a longer chain of spans is data (a tall merged cell).
_DEEPEST = 5
# A header mostly ends in so many rows; what is told of the rows below its title takes so many.
_TOP, _LOOKS_DOWN = 20, _DEEPEST + 4
# The longest labelled line of a heading: an entity's name with its code and label.
_TITLE_LENGTH = 45
# A label in one line, what it says perhaps in several (部门：…); 其中 introduces a part, and names a column.
_WRAPPED = re.compile(r"(?!其中)[^：:\n]+[：:] *[^\s：:][^：:]*$")
# 单位：万元 in a cell of its own.
_LABELLED = re.compile(r"(?!其中)[^（(：:]{2,6}[：:][^：:]{1,6}")


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


def _is_title_row(row: list[GridCell], column_count: int) -> bool:
    """True for a line of the heading inside the grid: a wide text, labelled lines, or nothing."""
    printed = [cell for cell in row if cell.text.strip()]
    if holds_amounts(row) or not row or any(cell.row_span > 1 for cell in row):
        return False
    if not printed:
        return True
    wide = printed[0].column_span >= max(2, column_count // 2)
    if len(printed) == 1 and column_count > 1 and wide:
        return True
    labels = sum(1 for cell in printed if is_labelled(cell.text))
    short = all(
        len(cell.text) <= _TITLE_LENGTH and ("\n" not in cell.text or (labels > 1 and _is_wrapped(cell.text)))
        for cell in printed
    )
    few = len(printed) <= 4 and (len(printed) < column_count or labels > 1)
    # A labelled line that is longer than its cell spills over the cells beside it.
    spilled = is_labelled(printed[0].text) and len(printed) < column_count
    return labels > 0 and short and (few or spilled)


def _is_wrapped(text: str) -> bool:
    """True for whose table it is, with its label or without, in two lines of its cell."""
    return not is_labelled(text) or bool(_WRAPPED.match(text))


def _is_number_above_title(rows: list[list[GridCell]], row_no: int, column_count: int) -> bool:
    """True at a form's number in a corner of the grid, above a title over its full width."""
    if row_no + 1 >= len(rows):
        return False
    row, below = rows[row_no], rows[row_no + 1]
    alone = sum(1 for cell in row if cell.text.strip()) == 1 and all(cell.row_span == 1 for cell in row)
    full = len(below) == 1 and below[0].column_span == column_count and bool(below[0].text.strip())
    return alone and full and not holds_amounts(row) and _is_title_row(below, column_count)


def _is_heading_above_names(rows: list[list[GridCell]], row_no: int) -> bool:
    """True at a heading with a text in each column (whose, when, unit) above the names of the columns."""
    if row_no + 2 >= len(rows):
        return False
    row, below = rows[row_no], rows[row_no + 1]
    plain = all(cell.text.strip() and cell.row_span == cell.column_span == 1 for cell in [*row, *below])
    labelled = bool(row) and _LABELLED.fullmatch(row[-1].text.strip()) is not None
    return plain and labelled and not any(holds_amounts(one) or is_ordinal_row(one) for one in (row, below))


def _starts_another(rows: list[list[GridCell]], row_no: int, column_count: int) -> bool:
    """True at a row that is another table's title: the full width, then a labelled heading line."""
    if row_no + 2 >= len(rows) or len(rows[row_no]) != 1:
        return False
    title, below = rows[row_no][0], rows[row_no + 1]
    full = title.column_span == column_count and bool(title.text.strip())
    labelled = any("：" in cell.text for cell in below) and len(below) > 1
    return full and labelled and _is_title_row(below, column_count)


def table_starts(cells: list[GridCell], row_count: int, column_count: int) -> list[int]:
    """Rows at which the tables of one grid begin; more than one when titles stand inside it."""
    wide = sorted({cell.row for cell in cells if cell.column_span == column_count and cell.row > 0})
    if not wide:
        return [0]
    rows = rows_of(cells, row_count)
    inner = [row for row in wide if _starts_another(rows, row, column_count)]
    # A title in the second row is the table's own, unless the row above it is data of another.
    return [0, *(row for row in inner if row > 1 or holds_amounts(rows[0]))]


def only_titles(cells: list[GridCell], row_count: int, column_count: int) -> bool:
    """True when every row of a piece is a line of heading: a box around titles, no table."""
    first = rows_of([cell for cell in cells if cell.row == 0], 1)[0] if row_count else []
    return (not row_count or _is_title_row(first, column_count)) and all(
        _is_title_row(row, column_count) for row in rows_of(cells, row_count)
    )


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
        title = _title_rows(rows, column_count)
        # Further down than that nobody looks.
        if title + _LOOKS_DOWN <= _TOP:
            return _header_below(rows, title)
    rows = rows_of(cells, row_count)
    title = _title_rows(rows, column_count)
    return _header_below(rows, title) if title < row_count else HeaderRows(0, min(1, row_count), 0)


def _title_rows(rows: list[list[GridCell]], column_count: int) -> int:
    """How many rows at the top are lines of the heading."""
    title = 0
    while title < len(rows) and (
        _is_title_row(rows[title], column_count)
        or _is_number_above_title(rows, title, column_count)
        or _is_heading_above_names(rows, title)
    ):
        title += 1
    return title


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
