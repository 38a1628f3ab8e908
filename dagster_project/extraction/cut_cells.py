"""Merged cells that a page break cuts: one cell on the page above, one on the page below.

Belongs here: which two cells are one, with the header printed again between them or not.
Does not belong here: rows that are cut (``cut_rows``), whole pieces (``joining``).
"""

from __future__ import annotations

from dagster_project.extraction.blocks import GridCell, Piece, least_confidence
from dagster_project.extraction.grid import looks_like_amount, squeeze
from dagster_project.extraction.open_table import OpenTable, last_cells

Pair = tuple[GridCell, GridCell]


def join_cut_cells(table: OpenTable, piece: Piece, offset: int, first_data: int) -> None:
    """Makes one cell of two that a page break cut: open ends, or a span that goes on blank."""
    beside_header = any(cell.row < first_data < cell.row + cell.row_span for cell in piece.cells)
    if first_data >= table.row_count or beside_header:
        return
    pairs = _pairs(table, piece, offset, first_data)
    named = _named_below(table, pairs, offset)
    unbroken = offset == first_data
    open_ends = (_open_or_blank if unbroken else _open_above_header)(table, piece, pairs)
    columns = {upper.column for upper, _ in named}
    found = [*named, *(pair for pair in open_ends if pair[0].column not in columns)]
    if not found:
        return
    first_row = _free_row(table, min(upper.row for upper, _ in found))
    for upper, lower in found:
        _merge(upper, lower)
    gone = {id(lower) for _, lower in found}
    # The piece's cells are the table's last ones.
    table.cells[-len(piece.cells) :] = [cell for cell in piece.cells if id(cell) not in gone]
    if offset != first_data:
        _move_header(table, first_row, offset, first_data)


def _pairs(table: OpenTable, piece: Piece, offset: int, first_data: int) -> list[Pair]:
    """The last cell above the page break and the first one below it, for columns that have both."""
    above = last_cells(table, offset - 1)
    below = {cell.column: cell for cell in piece.cells if cell.row == first_data}
    return [
        (above[column], below[column])
        for column in range(table.column_count)
        if column in above and column in below and above[column].column == column
    ]


def _open_or_blank(table: OpenTable, piece: Piece, pairs: list[Pair]) -> list[Pair]:
    """Without a header between them: cells without a line on either page, and blank ends of spans."""
    found = []
    leftmost = True
    for upper, lower in pairs:
        column = upper.column
        cut = column in table.open_bottom and column in piece.open_top
        tall = upper.row_span > 1 or lower.row_span > 1
        blank_span = leftmost and tall and not lower.text.strip() and bool(upper.text.strip())
        if _are_one_column(table, upper, lower) and (cut or blank_span):
            found.append((upper, lower))
        else:
            leftmost = False
    return found


def _open_above_header(table: OpenTable, piece: Piece, pairs: list[Pair]) -> list[Pair]:
    """Cells that are open at the bottom, and what stands below the header printed again.

    The header's line hides whether the lower cells are open. So the leftmost cell decides: its text
    is printed on one of the two pages alone; where both pages print one, two cells end there.
    """
    found = [
        (upper, lower)
        for upper, lower in pairs
        if upper.column in table.open_bottom and _are_one_column(table, upper, lower)
    ]
    if not found or not all(_may_be_one(upper, lower) for upper, lower in found):
        return []
    upper, lower = found[0]
    once = bool(upper.text.strip()) != bool(lower.text.strip())
    return found if once or _goes_on_blank(table, piece, upper, lower) else []


def _goes_on_blank(table: OpenTable, piece: Piece, upper: GridCell, lower: GridCell) -> bool:
    """True when a cell is blank on a whole page, and open again at its end."""
    blank = not upper.text.strip() and not lower.text.strip()
    return blank and lower.column in piece.open_bottom and lower.row + lower.row_span == table.row_count


def _named_below(table: OpenTable, pairs: list[Pair], offset: int) -> list[Pair]:
    """Blank cells at a page's end whose text is printed on the next page, lines between them or not.

    A table that merges the cells of each of its entries, and names each of them, leaves no cell of
    the naming column blank but one that is named after the page break.
    """
    if not pairs or not _are_one_column(table, *pairs[0]):
        return []
    left, named = pairs[0]
    if left.column or left.text.strip() or not named.text.strip():
        return []
    is_printed = any(cell.row == left.row and cell.text.strip() for cell in reversed(table.cells))
    if not is_printed or not _names_each_entry(table, left, offset):
        return []
    return [
        (upper, lower)
        for upper, lower in pairs
        if upper.rows == left.rows
        and lower.rows == named.rows
        and not upper.text.strip()
        and _are_one_column(table, upper, lower)
    ]


def _names_each_entry(table: OpenTable, blank: GridCell, offset: int) -> bool:
    """True when all other cells of the first column are printed, and some of them span rows."""
    others = [
        cell
        for cell in table.cells
        if cell.column == 0 and cell is not blank and cell.row < offset and cell.row not in table.header_rows
    ]
    return all(cell.text.strip() for cell in others) and any(cell.row_span > 1 for cell in others)


def _are_one_column(table: OpenTable, upper: GridCell, lower: GridCell) -> bool:
    same = upper.column == lower.column and upper.column_span == lower.column_span
    return same and upper.row not in table.header_rows


def _may_be_one(upper: GridCell, lower: GridCell) -> bool:
    """False where both pages print an amount, and another one."""
    first, second = squeeze(upper.text), squeeze(lower.text)
    return first == second or not (looks_like_amount(first) and looks_like_amount(second))


def _free_row(table: OpenTable, row: int) -> int:
    """The last row up to ``row`` at whose top no cell goes on."""
    while crossing := [cell.row for cell in last_cells(table, row).values() if cell.row < row]:
        row = min(crossing)
    return row


def _move_header(table: OpenTable, first_row: int, offset: int, first_data: int) -> None:
    """Moves the header printed again, which now lies inside cells, up before the first of them."""
    down, up = first_data - offset, offset - first_row
    for cell in table.cells:
        if offset <= cell.row < first_data:
            cell.row -= up
        elif first_row <= cell.row < offset:
            cell.row += down
    again = {row for row in table.header_rows if offset <= row < first_data}
    moved = {row for row in table.header_rows if first_row <= row < offset}
    table.header_rows -= again | moved
    table.header_rows |= {row - up for row in again} | {row + down for row in moved}


def _merge(upper: GridCell, lower: GridCell) -> None:
    if lower.text.strip() and not upper.text.strip():
        upper.page_no, upper.box = lower.page_no, lower.box
    first, second = upper.text.split("\n"), lower.text.split("\n")
    if squeeze(upper.text) == squeeze(lower.text):
        second = []
    elif first[-1] == second[0]:
        # A line that the page break cuts in half is printed on both pages.
        del second[0]
    upper.text = "\n".join(line for line in [*first, *second] if line.strip())
    upper.confidence = least_confidence(upper, lower)
    upper.row_span += lower.row_span
