"""Header cells that name the blank cells beside them: a group that was not merged over its columns.

Belongs here: giving such a cell its span back, by shape only. Does not belong here: which rows are
header rows (``headers``).
"""

from __future__ import annotations

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.grid import holds_amounts, is_ordinal_row, rows_of
from dagster_project.extraction.headers import find_header

# A header of three rows has two rows of groups.
_GROUP_ROWS = 2
# The longest name of a column; what is longer below a blank is data.
_NAME_LENGTH = 20


def extend_groups(piece: Piece) -> None:
    """Lets a group's cell span the blank cells right of it that have names of columns below them."""
    start = find_header(piece.cells, piece.row_count, piece.column_count).title
    end = min(start + _GROUP_ROWS + 1, piece.row_count)
    rows = rows_of([cell for cell in piece.cells if cell.row < end], end)
    for row_no in range(start, min(start + _GROUP_ROWS, piece.row_count - 2)):
        upper, lower = rows[row_no], rows[row_no + 1]
        if not _is_names(upper) or not _is_names(lower):
            return
        if not _extended(piece, upper, lower):
            return
        rows = rows_of([cell for cell in piece.cells if cell.row < end], end)


def _is_names(row: list[GridCell]) -> bool:
    return bool(row) and not holds_amounts(row) and not is_ordinal_row(row)


def _extended(piece: Piece, upper: list[GridCell], lower: list[GridCell]) -> bool:
    """Extends the groups of one row; False when it has none."""
    names = {cell.column: cell for cell in lower if cell.text.strip()}
    names = {
        c: cell for c, cell in names.items() if len(cell.text) <= _NAME_LENGTH and not cell.text[0].isdigit()
    }
    group: GridCell | None = None
    gone: list[GridCell] = []
    for cell in upper:
        if cell.text.strip():
            group = cell if cell.row_span == 1 and cell.column in names else None
        elif group is None or cell.row_span > 1 or not all(column in names for column in cell.columns):
            group = None
        elif cell.column == group.column + group.column_span:
            group.column_span += cell.column_span
            gone.append(cell)
    if gone:
        left_out = set(map(id, gone))
        piece.cells = [cell for cell in piece.cells if id(cell) not in left_out]
    return bool(gone)
