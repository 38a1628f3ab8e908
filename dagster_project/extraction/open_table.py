"""A table while its pieces are put together.

Belongs here: what is known of the table so far, and questions about its cells.
Does not belong here: whether a piece belongs to it (``joining``, ``sideways``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.grid import squeeze
from dagster_project.extraction.headers import HeaderRows


@dataclass(slots=True)
class Band:
    """The rows of one page: the top of each from the page's edge, and how many columns are known."""

    first_row: int
    tops: tuple[float | None, ...]
    columns: int


@dataclass(slots=True)
class OpenTable:
    """A table being put together; ``header`` counts the rows of its first piece.

    ``bands`` are the rows that each page has added. ``left`` counts the columns of the first page
    where further ones stand on pages of their own. ``spans`` are those of the first piece.
    """

    block_no: int
    caption: list[str]
    cells: list[GridCell]
    row_count: int
    column_count: int
    strategy: str
    header: HeaderRows
    column_edges: tuple[float, ...] | None
    page_first: int | None
    page_last: int | None
    open_bottom: frozenset[int]
    header_rows: set[int] = field(default_factory=set)
    bands: list[Band] = field(default_factory=list)
    left: int | None = None
    spans: tuple[tuple[float, float], ...] | None = None

    def add_band(self, piece: Piece, first_row: int) -> None:
        """Notes the rows of a piece whose cells are already numbered by the table's rows."""
        tops = row_tops(piece.cells, first_row + piece.row_count)[first_row:]
        self.bands.append(Band(first_row, tops, piece.column_count))


def row_tops(cells: Iterable[GridCell], row_count: int) -> tuple[float | None, ...]:
    """The upper edge of each row in which a cell begins, rows counted from 0."""
    tops: list[float | None] = [None] * row_count
    for cell in cells:
        if cell.box is not None:
            top, before = cell.box[1], tops[cell.row]
            if before is None or top < before:
                tops[cell.row] = top
    return tuple(tops)


def words(cells: Iterable[GridCell], rows: range) -> str:
    """The texts of rows in reading order, without white space."""
    first, end = rows.start, rows.stop
    inside = [cell for cell in cells if first <= cell.row < end]
    return "".join(squeeze(cell.text) for cell in sorted(inside, key=lambda c: (c.row, c.column)))


def top_cells(table: OpenTable, end: int) -> Iterable[GridCell]:
    """The cells above a row near the top of a table, and perhaps others; further pages add none there."""
    added_below = len(table.bands) > 1 and table.left is None and table.column_edges is not None
    if not added_below or table.bands[1].first_row < end:
        return table.cells
    return takewhile(lambda cell: cell.row < table.bands[1].first_row, table.cells)


def last_cells(table: OpenTable, last_row: int) -> dict[int, GridCell]:
    """For each column the cell that reaches down to the row."""
    found: dict[int, GridCell] = {}
    # From the end, where most of them are.
    for cell in reversed(table.cells):
        if cell.row <= last_row < cell.row + cell.row_span:
            for column in cell.columns:
                found.setdefault(column, cell)
            if len(found) >= table.column_count:
                break
    return found
