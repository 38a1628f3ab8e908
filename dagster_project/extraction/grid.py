"""Small helpers over the cells of a grid: rows, positions, and what a text looks like.

Belongs here: shape questions that several steps ask (is this row data, is this the ordinal row).
Does not belong here: how a grid was found, and what its texts mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dagster_project.extraction.blocks import GridCell

_AMOUNT = re.compile(
    r"^[-－−—+]?[¥￥]?[\d,，]*\d[.．]\d+%?$|^[-－−+]?\d{1,3}([,，]\d{3})+%?$|^[-+]?\d+%$|^-?0$"
)
_INTEGER = re.compile(r"^\d{1,3}$")


def squeeze(text: str) -> str:
    """The text with all white space removed, the form in which texts are compared."""
    return "".join(text.split())


def looks_like_amount(text: str) -> bool:
    """True for a number with decimals, digit groups or a percent sign, or a bare zero."""
    return bool(_AMOUNT.match(squeeze(text)))


def rows_of(cells: Iterable[GridCell], row_count: int) -> list[list[GridCell]]:
    """The cells that begin in each row, from left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(row_count)]
    for cell in cells:
        rows[cell.row].append(cell)
    for row in rows:
        row.sort(key=lambda cell: cell.column)
    return rows


def is_ordinal_row(row: list[GridCell]) -> bool:
    """True for the row that numbers the columns: 1, 2, 3 … n in order, a label before them.

    Without a label at least three numbers from 1 are asked for, because a data row may begin
    with its own number.
    """
    texts = [squeeze(cell.text) for cell in row]
    labelled = False
    while texts and not _INTEGER.match(texts[0]):
        labelled = labelled or bool(texts[0])
        texts.pop(0)
    if (
        labelled
        and sum(1 for cell in row if cell.text.strip() and not _INTEGER.match(squeeze(cell.text))) > 2
    ):
        return False
    numbers = [text for text in texts if text]
    if not numbers or not all(_INTEGER.match(text) for text in numbers):
        return False
    values = [int(text) for text in numbers]
    in_order = all(b == a + 1 for a, b in zip(values, values[1:], strict=False))
    return in_order and (len(values) >= 2 if labelled else len(values) >= 3 and values[0] == 1)
