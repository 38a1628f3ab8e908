"""Straight lines of a page: those drawn in pieces made whole, and those that hang together.

Belongs here: plain geometry over horizontal and vertical segments. Does not belong here: the cells that they
enclose (``ruling``).
"""

from __future__ import annotations

import numpy as np

from dagster_project.extraction.pdf.page import Flags, Floats, Ints, changes

# Lines drawn twice, or as the two sides of a thin filled rectangle, lie this near to each other.
SNAP = 2.0
# Segments of one line are drawn cell by cell; gaps up to this belong to the line.
JOIN_GAP = 3.0
# Shorter segments are ends of thin rectangles or ornaments.
MIN_LENGTH = 4.0
# Lines that end this near to another line meet it.
TOUCH = 3.0
# Lines of a grid hang together over so few others; longer chains are followed one by one.
_STEPS = 8
# So many meetings of two lines are looked at together.
_AT_ONCE = 1_000_000
# A grid higher than this may have columns of which one page shows no horizontal line.
_TALL = 100.0


def merge_segments(segments: Floats) -> Floats:
    """Snaps nearby parallel segments to one position and joins those that touch.

    Args:
        segments: One a row: where it lies on the one axis, where it begins and ends on the other.
    """
    lines = segments
    if not len(lines):
        return lines
    positions = lines[:, 0]
    if (positions[1:] < positions[:-1]).any():
        lines = lines.take(positions.argsort(kind="stable"), axis=0)
    positions, start, end = np.ascontiguousarray(lines.T)
    group = _near(positions)
    at = np.bincount(group, positions) / np.bincount(group)
    # Groups are set apart by more than any line is long.
    apart = group * (end.max() - start.min() + 1.0)
    order = (start + apart).argsort(kind="stable")
    group, start, end, apart = group.take(order), start.take(order), end.take(order), apart.take(order)
    # The farthest end so far in each group.
    reach = np.maximum.accumulate(end + apart) - apart
    begins = changes(group)
    begins[1:] |= start[1:] > reach[:-1] + JOIN_GAP
    first = begins.nonzero()[0]
    start, end = np.minimum.reduceat(start, first), np.maximum.reduceat(end, first)
    long = end - start >= MIN_LENGTH
    found = np.empty((len(first), 3))
    found[:, 0], found[:, 1], found[:, 2] = at[group[first]], start, end
    merged: Floats = found[long]
    return merged


def _near(positions: Floats) -> Ints:
    """For each of some ascending positions the number of its group of near ones."""
    begins = np.ones(len(positions), np.bool_)
    begins[1:] = positions[1:] - positions[:-1] > SNAP
    first = begins.nonzero()[0]
    last = np.append(first[1:], len(positions)) - 1
    if (positions[last] - positions[first] <= 2 * SNAP).all():
        return begins.cumsum() - 1
    return np.array(_near_first(positions.tolist()))


def _near_first(positions: list[float]) -> list[int]:
    """The same, where a group is so broad that it is parted."""
    numbers: list[int] = []
    number, first, last = -1, float("-inf"), float("-inf")
    for position in positions:
        if position - last > SNAP or position - first > 2 * SNAP:
            number, first = number + 1, position
        numbers.append(number)
        last = position
    return numbers


def _meetings(across: Floats, down: Floats) -> Flags:
    """Which horizontal line (row) meets which vertical one (column)."""
    y, left, right = across.T[:, :, None]
    x, top, bottom = down.T[:, None]
    meet: Flags = left - TOUCH <= x
    meet &= x <= right + TOUCH
    meet &= top - TOUCH <= y
    meet &= y <= bottom + TOUCH
    return meet


def _hanging(meet: Flags) -> tuple[Ints, Ints]:
    """For each horizontal and each vertical line the number of its group; a lone vertical one has -1."""
    rows = len(meet)
    first = np.arange(rows)
    for _ in range(_STEPS if meet.size <= _AT_ONCE else 0):
        # The least number goes from line to line.
        second = np.where(meet, first[:, None], rows).min(axis=0, initial=rows)
        found = np.minimum(np.where(meet, second, rows).min(axis=1, initial=rows), first)
        if (found == first).all():
            return first, np.where(second == rows, -1, second)
        first = found
    return _joined_one_by_one(meet)


def _joined_one_by_one(meet: Flags) -> tuple[Ints, Ints]:
    """The same for lines that hang together in long chains."""
    rows, columns = meet.shape
    parent = list(range(rows + columns))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, j in np.argwhere(meet).tolist():
        a, b = sorted((find(i), find(rows + j)))
        parent[b] = a
    groups = np.array(list(map(find, range(rows + columns))), np.int64)
    return groups[:rows], np.where(groups[rows:] >= rows, -1, groups[rows:])


def components(across: Floats, down: Floats) -> list[tuple[Floats, Floats]]:
    """Groups of lines that hang together."""
    if not len(across) or not len(down):
        return []
    firsts, seconds = _hanging(_meetings(across, down))
    alone = down[seconds < 0]
    found = []
    for group in np.unique(seconds[seconds >= 0]).tolist():
        horizontals, verticals = across[firsts == group], down[seconds == group]
        beside = _beside(horizontals, verticals, alone) if len(alone) else alone
        found.append((horizontals, np.concatenate([verticals, beside]) if len(beside) else verticals))
    return found


def _beside(across: Floats, down: Floats, alone: Floats) -> Floats:
    """Lone vertical lines that run along a whole grid: columns whose cells go on over both pages.

    Inside it they may end above its last row, or begin below its first one, whose cells are merged.
    """
    top, bottom = down[:, 1].min(), down[:, 2].max()
    left, right = across[:, 1].min(), across[:, 2].max()
    at, start, end = alone.T
    shared = np.minimum(end, bottom) - np.maximum(start, top)
    along = (shared >= 0.9 * (bottom - top)) & ((at < left - TOUCH) | (at > right + TOUCH))
    if bottom - top <= _TALL:
        # On a low grid, such as a page with one row: as long as the grid is high, and more than one.
        along &= (np.abs(start - top) <= TOUCH) & (np.abs(end - bottom) <= TOUCH)
        along &= along.sum() > 1
    ends = (np.abs(start - top) <= TOUCH) | (np.abs(end - bottom) <= TOUCH)
    inside = ends & (left + TOUCH < at) & (at < right - TOUCH) & (shared >= 0.5 * (bottom - top))
    beside: Floats = alone[along | inside]
    return beside
