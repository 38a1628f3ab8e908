"""Rows that a page break cuts: the rest of the last row stands first on the next page.

Belongs here: whether a piece's first row is such a rest, and taking it into the row above.
Does not belong here: merged cells that go on over several rows (``cut_cells``).
"""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import east_asian_width

from dagster_project.extraction.blocks import GridCell, Piece, least_confidence
from dagster_project.extraction.grid import holds_amounts, squeeze
from dagster_project.extraction.open_table import OpenTable, last_cells

# A value of its own: a number, perhaps after a comparison sign.
_MEASURE = re.compile(r"^[≥≤≧≦<>=＝＞＜±]?\s*\d")
# What numbers the lines of a form: 一、 (二) 3. ④
_NUMBERED = re.compile(
    r"^(其中[:：])?([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．]|[①-⑳])"
)
_PLAIN_NUMBER = re.compile(r"^[-－−+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")
_SIGNS = "-－−+"
_DIGITS = re.compile(r"^[\d,.]+$")


def is_rest_of_row(table: OpenTable, piece: Piece, first_data: int) -> bool:
    """True when the piece's first row is the rest of a row that the page break cut.

    It continues texts of some columns, holds no amount, and leaves blank what every row prints;
    or it completes a number that the page break cut.
    """
    row = [cell for cell in piece.cells if cell.row == first_data]
    printed = [cell for cell in row if cell.text.strip()]
    above = last_cells(table, table.row_count - 1)
    if table.row_count - 1 in table.header_rows or _stands_in_closed_cells(table, piece, printed):
        return False
    if _completes_a_number(table, printed, above):
        return True
    if holds_amounts(printed):
        return False
    return _rest_of_numbered_lines(table, printed, above) or _leaves_keys_blank(
        table, piece, row, printed, first_data
    )


def _stands_in_closed_cells(table: OpenTable, piece: Piece, printed: list[GridCell]) -> bool:
    """True when both pages show which cells the break cuts, and the row prints something in others."""
    cut = table.open_bottom & piece.open_top
    return bool(cut) and any(cut.isdisjoint(cell.columns) for cell in printed)


def _leaves_keys_blank(
    table: OpenTable, piece: Piece, row: list[GridCell], printed: list[GridCell], first_data: int
) -> bool:
    above = last_cells(table, table.row_count - 1)
    # What the row above leaves blank too, as a line without amounts does, is not a sign.
    keys = {column for column in _always_printed(table) if column in above and above[column].text.strip()}
    if len(keys) < 2:
        return False
    if not printed:
        # The break came below the row's last line of text: its rest is blank.
        return bool(row) and piece.row_count > first_data - table.row_count + 1
    fits = all(_continues_a_text(cell, above) for cell in printed)
    blank = keys - {column for cell in printed for column in cell.columns}
    first_is_blank = min(keys) in blank and len(blank) >= len(keys) - len(blank)
    few = first_is_blank or len(blank) >= max(3, len(keys) - 1)
    return fits and (
        few
        or _goes_on_from_full_lines(table, printed, above, keys)
        or _rest_of_label(table, piece, printed, above)
        or (bool(blank) and _completes_a_text_of_its_column(table, piece, printed, above))
    )


def _completes_a_text_of_its_column(
    table: OpenTable, piece: Piece, printed: list[GridCell], above: dict[int, GridCell]
) -> bool:
    """True when the first text and the one above it are together what another row prints there."""
    first = min(printed, key=lambda cell: cell.column)
    whole = squeeze(above[first.column].text) + squeeze(first.text)
    return any(
        cell.column == first.column and squeeze(cell.text) == whole for cell in [*table.cells, *piece.cells]
    )


def _continues_a_text(cell: GridCell, above: dict[int, GridCell]) -> bool:
    upper = above.get(cell.column)
    return (
        cell.row_span == 1 and upper is not None and upper.column == cell.column and bool(upper.text.strip())
    )


def _always_printed(table: OpenTable) -> set[int]:
    """Columns in which nearly every data row so far prints something."""
    rows = [row for row in range(table.row_count) if row not in table.header_rows]
    printed: dict[int, int] = {}
    for cell in table.cells:
        if cell.text.strip() and cell.row not in table.header_rows:
            for column in cell.columns:
                printed[column] = printed.get(column, 0) + cell.row_span
    return {column for column, count in printed.items() if rows and count >= 0.9 * len(rows)}


def _rest_of_label(
    table: OpenTable, piece: Piece, printed: list[GridCell], above: dict[int, GridCell]
) -> bool:
    """True when nothing but a label goes on, in a table of which every row prints an amount.

    The label's column wraps its texts elsewhere, and the label above is as long as a wrapped line.
    """
    if len(printed) != 1 or not _every_row_has_an_amount(table):
        return False
    label = above[printed[0].column]
    width = _wrap_width([*table.cells, *piece.cells], label.column)
    line = _printed_width(label.text.split("\n")[-1])
    return (
        label.row == table.row_count - 1
        and _NUMBERED.match(squeeze(printed[0].text)) is None
        and _MEASURE.match(squeeze(printed[0].text)) is None
        and width is not None
        and line >= width - 2
    )


def _every_row_has_an_amount(table: OpenTable) -> bool:
    with_amounts = {row for cell in table.cells if holds_amounts([cell]) for row in cell.rows}
    data = {row for row in range(table.row_count) if row not in table.header_rows}
    return len(data) > 1 and data <= with_amounts


def _wrap_width(cells: list[GridCell], column: int) -> int | None:
    """The width of the longest line after which a text of the column was broken; None without one."""
    broken = [
        _printed_width(line)
        for cell in cells
        if cell.column == column and cell.column_span == 1
        for line in cell.text.split("\n")[:-1]
    ]
    return max(broken, default=None)


# ---- Numbers ---------------------------------------------------------------------------------


def _completes_a_number(table: OpenTable, printed: list[GridCell], above: dict[int, GridCell]) -> bool:
    """True when a number above lacks digits that the row prints; beside it only texts go on."""
    if not all(_continues_a_text(cell, above) for cell in printed):
        return False
    numbers = [cell for cell in printed if _DIGITS.match(squeeze(cell.text))]
    texts = [cell for cell in printed if not _DIGITS.match(squeeze(cell.text))]
    if not numbers or any(_MEASURE.match(squeeze(cell.text)) for cell in texts):
        return False
    if any(
        _decimals(squeeze(above[cell.column].text).lstrip(_SIGNS) + squeeze(cell.text)) is None
        for cell in numbers
    ):
        return False
    usual = _usual_decimals(table)
    return all(_makes_one_number(above[cell.column].text, cell.text, usual) for cell in numbers)


def _usual_decimals(table: OpenTable) -> int:
    """How many digits after the point most amounts of the table have."""
    counts = Counter(
        _decimals(text)
        for cell in table.cells
        if cell.row not in table.header_rows and ("." in (text := squeeze(cell.text)) or "," in text)
    )
    counts.pop(None, None)
    return (counts.most_common(1)[0][0] or 0) if counts else 0


def _decimals(text: str) -> int | None:
    """Digits after the point; None when the text is not one number."""
    if not _PLAIN_NUMBER.match(text):
        return None
    return len(text.partition(".")[2])


def _makes_one_number(upper: str, lower: str, usual: int) -> bool:
    """True when the texts are broken numbers each, and together one as the table prints them."""
    first, second = squeeze(upper).lstrip(_SIGNS), squeeze(lower)
    broken = (
        _decimals(first) is None
        or ("." in first and (_decimals(first) or 0) < usual and second.isdigit())
        or second.startswith((".", ","))
    )
    return bool(_DIGITS.match(first)) and broken and _decimals(first + second) == usual


# ---- Texts -----------------------------------------------------------------------------------


def _rest_of_numbered_lines(table: OpenTable, printed: list[GridCell], above: dict[int, GridCell]) -> bool:
    """True when the row's texts go on from cut lines of columns that number each of their lines.

    Such a column may leave most rows blank, so that nothing is printed in every row (summaries).
    """
    return bool(printed) and all(
        cell.row_span == 1
        and cell.column in above
        and _NUMBERED.match(squeeze(above[cell.column].text)) is not None
        and _NUMBERED.match(squeeze(cell.text)) is None
        and _numbers_its_lines(table, cell.column)
        and _ends_with_a_full_line(table, above[cell.column])
        for cell in printed
    )


def _numbers_its_lines(table: OpenTable, column: int) -> bool:
    texts = [
        squeeze(cell.text)
        for cell in table.cells
        if cell.column == column and cell.row not in table.header_rows and cell.text.strip()
    ]
    return len(texts) >= 3 and all(_NUMBERED.match(text) for text in texts)


def _goes_on_from_full_lines(
    table: OpenTable, printed: list[GridCell], above: dict[int, GridCell], keys: set[int]
) -> bool:
    """True when the row above has its own first key, the rest has not, and every text was cut.

    A text was cut by the page break when its last line is about as long as its column allows.
    """
    own = {c for c, cell in above.items() if cell.row == table.row_count - 1 and c in keys}
    if not own or min(own) >= min(cell.column for cell in printed):
        return False
    return not any(_MEASURE.match(squeeze(cell.text)) for cell in printed) and all(
        _ends_with_a_full_line(table, above[cell.column]) for cell in printed
    )


def _ends_with_a_full_line(table: OpenTable, cell: GridCell) -> bool:
    lines = (line for other in table.cells if other.column == cell.column for line in other.text.split("\n"))
    longest = max((_printed_width(line) for line in lines), default=0)
    return _printed_width(cell.text.split("\n")[-1]) >= 0.75 * longest


def _printed_width(text: str) -> int:
    """Half the width of a Chinese character is the unit: "≥100件" is no longer than "比上年"."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def fold_row(table: OpenTable, offset: int, row: int) -> None:
    """Takes the rest of a row into the row before the page break and closes the gap."""
    above = last_cells(table, offset - 1)
    kept: list[GridCell] = []
    for cell in table.cells:
        if cell.row == row and cell.row_span == 1:
            if cell.text.strip():
                target = above[cell.column]
                target.text = f"{target.text}\n{cell.text}"
                target.confidence = least_confidence(target, cell)
            continue
        if cell.row == row:
            cell.row_span -= 1
        elif cell.row > row:
            cell.row -= 1
        kept.append(cell)
    table.cells = kept
    table.row_count -= 1
