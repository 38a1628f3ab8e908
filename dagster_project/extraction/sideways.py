"""Joins a table that is too wide for its page with its other columns on the next page.

Belongs here: whether a piece holds the further columns of the table before it, and how they are put
beside it. Does not belong here: tables that go on downwards (``joining``).
"""

from __future__ import annotations

from dagster_project.extraction.blocks import GridCell, Piece, TextLine
from dagster_project.extraction.grid import holds_amounts, rows_of, squeeze
from dagster_project.extraction.headers import find_header
from dagster_project.extraction.joining import OpenTable

# The rows of both pages are drawn by one printer: their lines differ by rounding alone.
_SAME_LINE = 1.5
# Two forms of one template may share a few row heights by chance.
_LEAST_ROWS = 4


def widens(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """True when a piece prints, on the next page, the columns that the table's page had no room for.

    The page's edge cuts a column of the table, which so is blank; row for row the piece stands as
    high as the table does; nothing but the table's own title is said again; its columns are others.
    """
    if piece.page_no is None or table.page_last != table.page_first or table.page_first is None:
        return False
    return (
        piece.page_no == table.page_first + 1
        and piece.row_count == table.row_count >= _LEAST_ROWS
        # A remark that is left blank is the last column of many a form, page after page.
        and piece.column_count != table.column_count
        and _last_column_is_blank(table)
        and _same_rows(table.cells, piece.cells, piece.row_count)
        and _says_nothing_new(table, piece, between)
        and holds_amounts([cell for cell in piece.cells if cell.row not in table.header_rows])
    )


def widen(table: OpenTable, piece: Piece) -> None:
    """Puts the piece's columns in the place of the column that the page's edge cut."""
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    for row in rows_of(piece.cells, piece.row_count)[: header.title]:
        text = " ".join(cell.text.strip() for cell in row if cell.text.strip())
        if text and squeeze(text) not in squeeze("".join(table.caption)):
            table.caption.append(text)
    cut = table.column_count - 1
    for cell in table.cells:
        if cell.column_span > 1 and cut in cell.columns:
            cell.column_span -= 1
    table.cells = [cell for cell in table.cells if cell.column != cut]
    for cell in piece.cells:
        cell.column += cut
    table.cells.extend(piece.cells)
    table.column_count = cut + piece.column_count
    table.column_edges = None
    table.page_last = piece.page_no


def _last_column_is_blank(table: OpenTable) -> bool:
    last = [cell for cell in table.cells if cell.columns == range(table.column_count - 1, table.column_count)]
    return bool(last) and table.column_count > 2 and not any(cell.text.strip() for cell in last)


def _same_rows(left: list[GridCell], right: list[GridCell], row_count: int) -> bool:
    mine, its = _tops(left), _tops(right)
    return all(
        row in mine and row in its and abs(mine[row] - its[row]) <= _SAME_LINE for row in range(row_count)
    )


def _tops(cells: list[GridCell]) -> dict[int, float]:
    """The upper edge of each row in which a cell begins."""
    tops: dict[int, float] = {}
    for cell in cells:
        if cell.box is not None:
            tops[cell.row] = min(cell.box[1], tops.get(cell.row, cell.box[1]))
    return tops


def _says_nothing_new(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """True when lines and full-width cells before the piece's columns are the table's own, or a unit."""
    heading = squeeze("".join(table.caption))
    lines = [squeeze(line.text) for line in between if not line.furniture and line.text.strip()]
    wide = [squeeze(cell.text) for cell in piece.cells if cell.column_span == piece.column_count]
    return all(text in heading for text in [*lines, *wide])
