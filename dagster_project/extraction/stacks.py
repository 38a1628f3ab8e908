"""Rows that share one cell a column: several numbers stand below each other, and no line parts them.

Belongs here: telling stacked numbers from one number broken over lines, and dividing their rows.
Does not belong here: rows that lines part (``ruling``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.grid import rows_of, squeeze
from dagster_project.extraction.headers import find_header

_NUMBER = re.compile(r"^[-－−+]?(\d{1,3}([,，]\d{3})+|\d+)([.．]\d+)?$")


def lines_of(text: str) -> list[str]:
    """The printed lines of a cell without white space, blank ones left out."""
    return [line for line in map(squeeze, text.split("\n")) if line]


def is_stack(text: str) -> bool:
    """True for several numbers, one a line: each is whole, all with as many digits after the point.

    The parts of one number broken over lines differ in that (12,437.3 / 6).
    """
    lines = lines_of(text)
    if len(lines) < 2 or not all(_NUMBER.match(line) for line in lines):
        return False
    return len({len(re.split("[.．]", line)[1]) if re.search("[.．]", line) else 0 for line in lines}) == 1


def divide_rows(piece: Piece) -> None:
    """Divides each row whose cells all print as many lines, and some of them a stack of numbers.

    A row of which one text has another number of lines is left as it is: which line belongs to
    which number cannot be told, and nobody takes the stack for one number.
    """
    if not any("\n" in cell.text and is_stack(cell.text) for cell in piece.cells):
        return
    first = find_header(piece.cells, piece.row_count, piece.column_count).total
    rows = rows_of(piece.cells, piece.row_count)
    for row_no in reversed(range(first, piece.row_count)):
        count = _stacked(rows[row_no])
        if count > 1:
            _divide(piece, row_no, count)


def _stacked(row: list[GridCell]) -> int:
    """How many rows a row holds."""
    if not any("\n" in cell.text for cell in row):
        return 1
    counts = {len(lines_of(cell.text)) for cell in row if cell.text.strip()}
    together = len(counts) == 1 and all(cell.row_span == 1 for cell in row)
    if not together or not any(is_stack(cell.text) for cell in row):
        return 1
    # Alone in its row, a number too long for its cell looks the same.
    printed = [cell for cell in row if cell.text.strip()]
    return counts.pop() if len(printed) > 1 else 1


def _divide(piece: Piece, row_no: int, count: int) -> None:
    divided: list[GridCell] = []
    for cell in piece.cells:
        if cell.row == row_no:
            lines = _printed_lines(cell.text) or [""] * count
            divided.extend(_part(cell, number, count, line) for number, line in enumerate(lines))
            continue
        if cell.row > row_no:
            cell.row += count - 1
        elif row_no in cell.rows:
            cell.row_span += count - 1
        divided.append(cell)
    piece.cells = divided
    piece.row_count += count - 1


def _printed_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _part(cell: GridCell, number: int, count: int, text: str) -> GridCell:
    box = cell.box
    if box is not None:
        height = (box[3] - box[1]) / count
        box = (box[0], box[1] + number * height, box[2], box[1] + (number + 1) * height)
    return replace(cell, row=cell.row + number, text=text, box=box)
