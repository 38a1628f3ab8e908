"""Small helpers over the cells of a grid: rows, positions, and what a text looks like.

Belongs here: shape questions that several steps ask (is this row data, is this the ordinal row).
Does not belong here: how a grid was found, and what its texts mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from dagster_project.extraction.blocks import GridCell

_AMOUNT = re.compile(
    r"^[-－−—+]?[¥￥]?[\d,，]*\d[.．]\d+%?$|^[-－−+]?\d{1,3}([,，]\d{3})+%?$|^[-+]?\d+%$|^-?0$"
)
_ORDINAL = re.compile(r"^[（(]?(\d{1,3})(?:[=＝][\d+＋\-－]+)?[)）]?$")


def squeeze(text: str) -> str:
    """The text with all white space removed, the form in which texts are compared."""
    return "".join(text.split())


def looks_like_amount(text: str) -> bool:
    """True for a number with decimals, digit groups or a percent sign, or a bare zero."""
    return bool(_AMOUNT.match(squeeze(text)))


def holds_amounts(row: Iterable[GridCell]) -> bool:
    """True for a row of data: one of its cells is an amount."""
    return any(looks_like_amount(cell.text) for cell in row)


def rows_of(cells: Iterable[GridCell], row_count: int) -> list[list[GridCell]]:
    """The cells that begin in each row, from left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(row_count)]
    for cell in cells:
        rows[cell.row].append(cell)
    for row in rows:
        row.sort(key=lambda cell: cell.column)
    return rows


def is_ordinal_row(row: list[GridCell]) -> bool:
    """True for the row that numbers the columns: 1, 2, 3 … n in order, perhaps after a label.

    Without a label at least three numbers from 1 are asked for, because a data row may begin
    with its own number.
    """
    texts = [squeeze(cell.text) for cell in row]
    label = texts[0] if texts and texts[0] and not _ORDINAL.match(texts[0]) else ""
    matches = [_ORDINAL.match(text) for text in texts[1 if label else 0 :] if text]
    values = [int(match.group(1)) for match in matches if match]
    if len(values) < len(matches) or not all(after == before + 1 for before, after in pairwise(values)):
        return False
    return len(values) >= 2 if label else len(values) >= 3 and values[0] == 1
