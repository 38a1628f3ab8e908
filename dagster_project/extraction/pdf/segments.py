"""Straight lines of a page: those drawn in pieces made whole, and those that hang together.

Belongs here: plain geometry over horizontal and vertical segments. Does not belong here: the cells that they
enclose (``ruling``).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

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
# A grid higher than this may have columns of which one page shows no horizontal line.
_TALL = 100.0


class Segment(NamedTuple):
    """A straight line: ``at`` on the one axis, from ``start`` to ``end`` on the other."""

    at: float
    start: float
    end: float


def as_array(lines: list[Segment]) -> Floats:
    """Lines as an array, one a row."""
    return np.fromiter(chain.from_iterable(lines), np.float64, 3 * len(lines)).reshape(-1, 3)


def merge_segments(segments: Iterable[Segment] | Floats) -> list[Segment]:
    """Snaps nearby parallel segments to one position and joins those that touch."""
    lines = np.array(segments if isinstance(segments, np.ndarray) else list(segments), np.float64)
    if not len(lines):
        return []
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
    return list(map(Segment, at[group[first]][long].tolist(), start[long].tolist(), end[long].tolist()))


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


def _meetings(across: list[Segment], down: list[Segment]) -> Flags:
    """Which horizontal line (row) meets which vertical one (column)."""
    y, left, right = as_array(across).T[:, :, None]
    x, top, bottom = as_array(down).T[:, None]
    meet: Flags = left - TOUCH <= x
    meet &= x <= right + TOUCH
    meet &= top - TOUCH <= y
    meet &= y <= bottom + TOUCH
    return meet


def _hanging(meet: Flags) -> tuple[list[int], list[int]]:
    """For each horizontal and each vertical line the number of its group; a lone vertical one has -1."""
    rows = len(meet)
    first = np.arange(rows)
    for _ in range(_STEPS):
        # The least number goes from line to line.
        second = np.where(meet, first[:, None], rows).min(axis=0, initial=rows)
        found = np.minimum(np.where(meet, second, rows).min(axis=1, initial=rows), first)
        if (found == first).all():
            return first.tolist(), np.where(second == rows, -1, second).tolist()
        first = found
    return _joined_one_by_one(meet)


def _joined_one_by_one(meet: Flags) -> tuple[list[int], list[int]]:
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
    groups = list(map(find, range(rows + columns)))
    return groups[:rows], [-1 if group >= rows else group for group in groups[rows:]]


def components(across: list[Segment], down: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Groups of lines that hang together."""
    if not across or not down:
        return []
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    firsts, seconds = _hanging(_meetings(across, down))
    for group, horizontal in zip(firsts, across, strict=True):
        groups.setdefault(group, ([], []))[0].append(horizontal)
    for group, vertical in zip(seconds, down, strict=True):
        groups.setdefault(group, ([], []))[1].append(vertical)
    alone = groups.pop(-1, ([], []))[1]
    found = [group for group in groups.values() if group[1]]
    for horizontals, verticals in found:
        verticals.extend(_beside(horizontals, verticals, alone))
    return found


def _beside(across: list[Segment], down: list[Segment], alone: list[Segment]) -> list[Segment]:
    """Lone vertical lines that run along a whole grid: columns whose cells go on over both pages."""
    top, bottom = min(line.start for line in down), max(line.end for line in down)
    left, right = min(line.start for line in across), max(line.end for line in across)
    along = [line for line in alone if _overlap(line, top, bottom) >= 0.9 * (bottom - top)]
    outside = [line for line in along if not left - TOUCH <= line.at <= right + TOUCH]
    if bottom - top > _TALL:
        return outside
    # On a low grid, such as a page with one row: as long as the grid is high, and more than one.
    level = [line for line in outside if abs(line.start - top) <= TOUCH and abs(line.end - bottom) <= TOUCH]
    return level if len(level) > 1 else []


def _overlap(line: Segment, start: float, end: float) -> float:
    return max(0.0, min(line.end, end) - max(line.start, start))
