"""Which rows at the top of a grid are lines of its heading: title, number, whose it is, unit.

Belongs here: what such a line looks like, by shape only.
Does not belong here: the header below them (``headers``), where another table begins (``stacked_forms``).
"""

from __future__ import annotations

import re

from dagster_project.extraction.blocks import GridCell
from dagster_project.extraction.grid import holds_amounts, is_labelled, is_ordinal_row, rows_of, squeeze

# The longest title, or labelled line of a heading: an entity's name with its code and label.
TITLE_LENGTH = 45
# A label in one line, what it says perhaps in several (部门：…); 其中 introduces a part, and names a column.
_WRAPPED = re.compile(r"(?!其中)[^：:\n]+[：:] *[^\s：:][^：:]*$")
# 单位：万元 in a cell of its own.
_LABELLED = re.compile(r"(?!其中)[^（(：:]{2,6}[：:][^：:]{1,6}")
# A form's number: 公开03表, 表3, 附表3-1.
_FORM_NUMBER = re.compile(
    r"(?:附|预算|决算|公开|财决公开){0,2}(?:[表件][\d一二三四五六七八九十]{1,3}(?:[-－—]\d{1,2})?|\d{1,3}(?:[-－—]\d{1,2})?表)"
)


def is_title_row(row: list[GridCell], column_count: int) -> bool:
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
        len(cell.text) <= TITLE_LENGTH and ("\n" not in cell.text or (labels > 1 and _is_wrapped(cell.text)))
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
    return alone and full and not holds_amounts(row) and is_title_row(below, column_count)


def _is_heading_above_names(rows: list[list[GridCell]], row_no: int) -> bool:
    """True at a heading with a text in each column (whose, when, unit) above the names of the columns."""
    if row_no + 2 >= len(rows):
        return False
    row, below = rows[row_no], rows[row_no + 1]
    plain = all(cell.text.strip() and cell.row_span == cell.column_span == 1 for cell in [*row, *below])
    labelled = bool(row) and _LABELLED.fullmatch(row[-1].text.strip()) is not None
    return plain and labelled and not any(holds_amounts(one) or is_ordinal_row(one) for one in (row, below))


def is_form_number(text: str) -> bool:
    """True for a form's number (公开03表)."""
    return _FORM_NUMBER.fullmatch(squeeze(text)) is not None


def is_number_row(row: list[GridCell]) -> bool:
    """True for a row of nothing but a form's number, mostly in its last cell."""
    printed = [cell for cell in row if cell.text.strip()]
    return len(printed) == 1 and is_form_number(printed[0].text) and all(cell.row_span == 1 for cell in row)


def _is_title_with_number(row: list[GridCell]) -> bool:
    """True at a merged title with the form's number beside it."""
    printed = [cell for cell in row if cell.text.strip()]
    if len(printed) != 2 or not is_form_number(printed[1].text) or any(cell.row_span > 1 for cell in row):
        return False
    return printed[0].column_span > 1 and not holds_amounts(row)


def _is_title_above_labels(rows: list[list[GridCell]], row_no: int, column_count: int) -> bool:
    """True at a title that is not merged over the grid, above whose it is, when and in which unit."""
    row, below = rows[row_no], rows[row_no + 1 : row_no + 2]
    printed = [cell for cell in row if cell.text.strip()]
    if below and is_number_row(below[0]):
        below = rows[row_no + 2 : row_no + 3]
    if len(printed) != 1 or not below or any(cell.row_span > 1 for cell in row) or holds_amounts(row):
        return False
    labelled = sum(1 for cell in below[0] if is_labelled(cell.text))
    return labelled > 1 and len(printed[0].text) <= TITLE_LENGTH and is_title_row(below[0], column_count)


def title_rows(rows: list[list[GridCell]], column_count: int) -> int:
    """How many rows at the top are lines of the heading."""
    title = 0
    while title < len(rows) and (
        is_title_row(rows[title], column_count)
        or _is_number_above_title(rows, title, column_count)
        or _is_heading_above_names(rows, title)
        or _is_title_with_number(rows[title])
        or _is_title_above_labels(rows, title, column_count)
        or is_number_row(rows[title])
    ):
        title += 1
    return title


def only_titles(cells: list[GridCell], row_count: int, column_count: int) -> bool:
    """True when every row of a piece is a line of heading: a box around titles, no table."""
    first = rows_of([cell for cell in cells if cell.row == 0], 1)[0] if row_count else []
    return (not row_count or is_title_row(first, column_count)) and all(
        is_title_row(row, column_count) for row in rows_of(cells, row_count)
    )
