"""A second reader, asked about tables that look odd: what it reads in the same cells.

Belongs here: which tables look odd by plain arithmetic, and how two readings of a page compare.
Does not belong here: what an odd figure means, and whose fault it is (the models tell).

A publisher's slip looks alike to both readers; a cell that they read differently is a doubt of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dagster_project.extraction.blocks import Block, GridCell, Piece
from dagster_project.extraction.grid import looks_like_amount, squeeze
from dagster_project.extraction.pdf.page import Flags, Floats, true_at

# Rows that add up show that columns are meant to, when there are so many of them and they are this part.
_LEAST_ROWS, _MOST = 4, 0.75
# Figures rounded one by one differ from their sum by no more than this a part, in their last place.
_ROUNDING = 0.51
# So many sums are asked about at once.
_AT_ONCE = 500_000
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells with figures that two readers have read on a page, and those that differ."""

    cells: int
    differing: int


# ---- Odd tables ------------------------------------------------------------------------------


def looks_odd(piece: Piece) -> bool:
    """True where in most rows one amount is the sum of those that follow it, and not in all."""
    amounts, places = _amounts(piece)
    if amounts.shape[0] < _LEAST_ROWS:
        return False
    shown, figures = ~np.isnan(amounts), np.nan_to_num(amounts)
    for total in _totals(shown, figures, places):
        # Each column of these: the sum, and the number, of the parts up to there.
        sums = figures[:, total + 1 :].cumsum(axis=1)[:, 1:]
        counts = shown[:, total + 1 :].cumsum(axis=1)[:, 1:]
        asked = shown[:, [total]] & (counts > 0)
        rounding = _ROUNDING * np.arange(3, 3 + sums.shape[1]) / 10.0**places
        holds = asked & (np.abs(figures[:, [total]] - sums) <= rounding)
        held, needed = holds.sum(axis=0), np.maximum(_LEAST_ROWS, _MOST * asked.sum(axis=0))
        meant = true_at((held >= needed) & ((holds & (counts > 1)).sum(axis=0) > 1))
        if len(meant):
            return bool((asked & ~holds)[:, meant[0]].any())
    return False


def _totals(shown: Flags, figures: Floats, places: int) -> Sequence[int]:
    """Columns that may be sums of those that follow them, all asked at once; the others are none."""
    rows, width = figures.shape
    if rows * width * width > _AT_ONCE:
        return range(width - 2)
    sums, counts = figures.cumsum(axis=1), shown.cumsum(axis=1)
    asked = shown[:, :, None] & (counts[:, None] > counts[:, :, None])
    steps = np.arange(width)[None] - np.arange(width)[:, None]
    # Differences of sums are not exact to the last bit.
    rounding = (_ROUNDING * (steps + 1) / 10.0**places + 1e-9 * np.abs(figures).max()) * 1.01
    holds = asked & (np.abs(figures[:, :, None] - (sums[:, None] - sums[:, :, None])) <= rounding)
    held, needed = holds.sum(axis=0), np.maximum(_LEAST_ROWS, _MOST * asked.sum(axis=0))
    found: list[int] = true_at(((held >= needed) & (steps >= 2)).any(axis=1)).tolist()
    return found


def _amounts(piece: Piece) -> tuple[Floats, int]:
    """The amounts of a table by row and column, nan where there is none, and their usual decimals."""
    found = np.full((piece.row_count, piece.column_count), np.nan)
    rows, columns, amounts = list[int](), list[int](), list[float]()
    places = 0
    for cell in piece.cells:
        value = _value(cell.text) if cell.text and cell.column_span == 1 and cell.row_span == 1 else None
        if value is not None:
            rows.append(cell.row)
            columns.append(cell.column)
            amounts.append(value[0])
            places = max(places, value[1])
    if len(amounts) < _LEAST_ROWS:
        return np.zeros((0, 0)), 0
    found[rows, columns] = amounts
    shown = ~np.isnan(found)
    return found[shown.any(axis=1)][:, shown.any(axis=0)], min(places, 6)


@lru_cache(maxsize=8192)
def _value(text: str) -> tuple[float, int] | None:
    """An amount, and how many decimals it is printed with."""
    if not looks_like_amount(text) or "%" in text:
        return None
    plain = squeeze(text).translate(_PLAIN)
    try:
        return float(plain), len(plain.partition(".")[2])
    except ValueError:
        return None


_PLAIN = str.maketrans("．－−—", ".---", ",，¥￥")


# ---- Comparison ------------------------------------------------------------------------------


def compare(blocks: Iterable[Block], others: Iterable[Block]) -> Comparison:
    """Holds each cell with a figure against the other reading's cell in the same place."""
    theirs = [cell for block in others if isinstance(block, Piece) for cell in block.cells if cell.box]
    mine = [
        cell
        for block in blocks
        if isinstance(block, Piece)
        for cell in block.cells
        if cell.box and _DIGITS.sub("", cell.text)
    ]
    if not mine:
        return Comparison(0, 0)
    if not theirs:
        return Comparison(len(mine), len(mine))
    boxes = np.array([cell.box for cell in theirs], np.float64)
    return Comparison(len(mine), sum(1 for cell in mine if not _agrees(cell, theirs, boxes)))


def _agrees(cell: GridCell, others: list[GridCell], boxes: Floats) -> bool:
    assert cell.box is not None  # noqa: S101 - chosen so
    x, y = (cell.box[0] + cell.box[2]) / 2, (cell.box[1] + cell.box[3]) / 2
    here = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
    digits = _DIGITS.sub("", cell.text)
    return any(_DIGITS.sub("", others[number].text) == digits for number in true_at(here).tolist())
