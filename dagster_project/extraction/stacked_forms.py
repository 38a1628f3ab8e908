"""Several forms in one grid, one below the other: where each begins.

Belongs here: telling a title of the next form from a line of the form above it, and parting the grid.
Does not belong here: the header below a title (``headers``), forms beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.grid import holds_amounts, is_labelled, part_of, rows_of, squeeze
from dagster_project.extraction.headers import find_header
from dagster_project.extraction.headings import (
    TITLE_LENGTH,
    is_form_number,
    is_number_row,
    is_title_row,
    title_rows,
)

_Rows = list[list[GridCell]]
_TITLE = re.compile(r".{3,}表(?:[(（][^()（）]*[)）])?")
_UNIT = re.compile(r"(?:金额)?单位[:：].{0,4}元")
_NOTE = re.compile(r"(?:备?注|说明)\d*[:：]")
# A section of a form is mostly numbered so; a form that is has a unit.
_ENUMERATED = re.compile(r"[(（]?[一二三四五六七八九十]+[、)）.．]")
# A title, its number, whose it is and the unit: so many rows stand above a form's header.
_HEADING_ROWS = 5


def forms_of(piece: Piece) -> Iterator[Piece]:
    """The forms of one grid, each a piece of its own; the piece itself when it holds one."""
    starts = _starts(piece.cells, piece.row_count, piece.column_count)
    if len(starts) == 1:
        yield piece
        return
    for first, end in pairwise([*starts, piece.row_count]):
        if piece.column_edges is None:
            _fit(piece, first, end)
        yield part_of(piece, first, end)


def _starts(cells: list[GridCell], row_count: int, column_count: int) -> list[int]:
    if not any(cell.row > 0 and _may_be_title(cell) for cell in cells):
        return [0]
    rows = rows_of(cells, row_count)
    starts = [0]
    for row_no in range(1, row_count - 2):
        if not any(_may_be_title(cell) for cell in rows[row_no]):
            continue
        # The form's number may stand above its title.
        start = row_no - 1 if is_number_row(rows[row_no - 1]) else row_no
        if starts[-1] < start and (
            _is_title_above_labels(rows, row_no, column_count)
            or _is_title_above_header(rows, starts[-1], row_no, column_count)
        ):
            starts.append(start)
    return starts


def _may_be_title(cell: GridCell) -> bool:
    """True for a short text that begins at the left and is merged over several columns or called a table."""
    if cell.column or cell.row_span > 1:
        return False
    text = squeeze(cell.text)
    merged = cell.column_span > 1 and bool(text) and not _NOTE.match(text)
    return (merged or _TITLE.fullmatch(text) is not None) and len(text) <= TITLE_LENGTH


def _is_title_above_labels(rows: _Rows, row_no: int, column_count: int) -> bool:
    """True at a title over the full width, then a labelled line of heading."""
    if len(rows[row_no]) != 1 or rows[row_no][0].column_span != column_count:
        return False
    below = rows[row_no + 1]
    labelled = any("：" in cell.text for cell in below) and len(below) > 1
    # A title in the second row is the table's own, unless the row above it is data of another.
    return labelled and is_title_row(below, column_count) and (row_no > 1 or holds_amounts(rows[0]))


def _is_title_above_header(rows: _Rows, first: int, row_no: int, column_count: int) -> bool:
    """True at a title, called a table or with a unit below it, after data and above names and data."""
    beside = [cell for cell in rows[row_no][1:] if cell.text.strip()]
    if is_labelled(rows[row_no][0].text) or not all(
        is_labelled(cell.text) or is_form_number(cell.text) for cell in beside
    ):
        return False
    heading = title_rows(rows[row_no:], column_count)
    if not 0 < heading <= _HEADING_ROWS or row_no + heading + 1 >= len(rows):
        return False
    lines = [squeeze(cell.text) for row in rows[row_no : row_no + heading] for cell in row]
    numbered = _ENUMERATED.match(lines[0]) is not None
    if not any(_UNIT.fullmatch(line) or (_TITLE.fullmatch(line) and not numbered) for line in lines):
        return False
    names, values = rows[row_no + heading], rows[row_no + heading + 1]
    named = sum(1 for cell in names if cell.text.strip()) > 1 and not holds_amounts(names)
    return named and bool(values) and _holds_data(rows[first:row_no], column_count)


def _holds_data(rows: _Rows, column_count: int) -> bool:
    """True when a header and more stand in some rows."""
    above = [
        GridCell(row, c.column, c.row_span, c.column_span, c.text)
        for row, cells in enumerate(rows)
        for c in cells
    ]
    header = find_header(above, len(rows), column_count)
    if title_rows(rows, column_count) == len(rows):
        return False
    return header.names > 0 and any(len(row) > 1 for row in rows[header.total :])


def _fit(piece: Piece, first: int, end: int) -> None:
    """Cuts the rows of a form to its own columns: titles and notes may be merged over more."""
    rows = rows_of([cell for cell in piece.cells if first <= cell.row < end], end)[first:]
    right = 0
    for row in rows:
        printed = [cell for cell in row if cell.text.strip()]
        if len(printed) > 1:
            right = max(right, printed[-1].column + printed[-1].column_span)
    if not right:
        return
    beyond = {id(cell) for row in rows for cell in row if cell.column >= right and not cell.text.strip()}
    piece.cells = [cell for cell in piece.cells if id(cell) not in beyond]
    for row in rows:
        for cell in row:
            if cell.column < right < cell.column + cell.column_span:
                cell.column_span = right - cell.column
