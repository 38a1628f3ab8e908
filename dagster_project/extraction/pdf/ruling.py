"""From drawn lines to the grid they enclose: columns, rows, merged cells.

Belongs here: plain geometry over horizontal and vertical segments of one page.
Does not belong here: where the segments come from, and the text inside the cells.

A cell is a region of the finest grid that no drawn line divides. So a merged cell is a span, a
missing outer line closes nothing and loses nothing, and every point of a table's area lies in
exactly one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import add
from typing import NamedTuple

import numpy as np

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.pdf.page import Floats
from dagster_project.extraction.pdf.segments import TOUCH, components, merge_segments

# Two lines nearer than this are one column edge drawn at slightly different places,
# unless some row uses both.
SLIVER = 6.0
# A row lower than this holds no text; it is a double line.
MIN_ROW = 4.0


class Region(NamedTuple):
    """A cell of a grid: first row and column, counted from 0, and its spans."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Column edges ``xs``, row edges ``ys`` and the regions between them, covering all."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]
    top_drawn: list[bool]
    bottom_drawn: list[bool]

    def open_columns(self) -> tuple[frozenset[int], frozenset[int]]:
        """Columns without an outer line at the top and at the bottom, where others have one."""
        return _gaps(self.top_drawn), _gaps(self.bottom_drawn)

    def is_open(self, region: Region) -> bool:
        """True when the region ends at an outer edge that is not drawn there."""
        columns = set(range(region.column, region.column + region.column_span))
        at_top = region.row == 0 and columns & self.open_columns()[0]
        at_bottom = region.row + region.row_span == len(self.ys) - 1 and columns & self.open_columns()[1]
        return bool(at_top or at_bottom)

    @property
    def box(self) -> Box:
        """The area from the first to the last edge."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, region: Region) -> Box:
        """The area of a region."""
        return (
            self.xs[region.column],
            self.ys[region.row],
            self.xs[region.column + region.column_span],
            self.ys[region.row + region.row_span],
        )


def _gaps(drawn: list[bool]) -> frozenset[int]:
    return frozenset(i for i, line in enumerate(drawn) if not line) if any(drawn) else frozenset()


def _reach(ends: list[float], sign: int) -> float:
    """The outermost end that at least two lines share; one line alone may be an ornament."""
    ordered = sorted(ends, reverse=sign < 0)
    for end, following in pairwise(ordered):
        if abs(end - following) <= SLIVER:
            return end
    return ordered[-1]


def _positions(lines: Floats, crossing: Floats) -> list[float]:
    """Edge positions of ``lines``, with the outer ones that only the crossing lines' ends show."""
    positions = sorted(set(lines[:, 0].tolist()))
    first, last = _reach(crossing[:, 1].tolist(), 1), _reach(crossing[:, 2].tolist(), -1)
    if first < positions[0] - TOUCH * 2:
        positions.insert(0, first)
    if last > positions[-1] + TOUCH * 2:
        positions.append(last)
    distinct: list[float] = []
    for position in positions:
        if not distinct or position - distinct[-1] > 0.01:
            distinct.append(position)
    return distinct


def _dividers(positions: list[float], lines: Floats, bands: list[float]) -> list[list[bool]]:
    """For each edge and each band between crossing edges: is a line drawn there, over half of it."""
    edges, steps = np.array(positions), np.array(bands)
    at, start, end = lines.T
    nearest = np.abs(edges[:, None] - at[None]).argmin(axis=0)
    shared = np.minimum(end[:, None], steps[1:]) - np.maximum(start[:, None], steps[:-1])
    covered = (np.arange(len(edges))[:, None] == nearest[None]).astype(np.float64) @ shared.clip(0.0)
    drawn: list[list[bool]] = (covered >= 0.5 * (steps[1:] - steps[:-1])).tolist()
    return drawn


def _merge_slivers(positions: list[float], drawn: list[list[bool]], limit: float) -> None:
    """Takes two near edges as one when no band has a line at both."""
    index = 0
    while index + 1 < len(positions):
        left, right = drawn[index], drawn[index + 1]
        near = positions[index + 1] - positions[index] < limit
        if near and not any(a and b for a, b in zip(left, right, strict=True)):
            drawn[index] = [a or b for a, b in zip(left, right, strict=True)]
            keep_right = index + 1 == len(positions) - 1 and index > 0
            positions[index] = positions[index + 1] if keep_right else positions[index]
            del positions[index + 1], drawn[index + 1]
        else:
            index += 1


def _rectangles(places: set[tuple[int, int]]) -> list[Region]:
    """The fewest row-wise rectangles that cover a connected set of grid places."""
    top, bottom = min(places)[0], max(places)[0]
    inside = {column for _, column in places}
    left, right = min(inside), max(inside)
    if len(places) == (bottom - top + 1) * (right - left + 1):
        return [Region(top, left, bottom - top + 1, right - left + 1)]
    runs: dict[tuple[int, int], list[int]] = {}
    for row in sorted({row for row, _ in places}):
        columns = sorted(column for r, column in places if r == row)
        start = columns[0]
        for column, following in zip(columns, [*columns[1:], -1], strict=True):
            if following != column + 1:
                runs.setdefault((start, column), []).append(row)
                start = following
    regions: list[Region] = []
    for (first, last), rows in runs.items():
        top = rows[0]
        for row, following in zip(rows, [*rows[1:], -1], strict=True):
            if following != row + 1:
                regions.append(Region(top, first, row - top + 1, last - first + 1))
                top = following
    return regions


def _regions(rows: int, columns: int, down: list[list[bool]], across: list[list[bool]]) -> list[Region]:
    """Flood fill over the finest grid; ``down[c][r]`` and ``across[r][c]`` are drawn lines."""
    alone = _alone(down, across)
    seen: set[tuple[int, int]] = set()
    regions: list[Region] = []
    for row, closed in enumerate(alone):
        for column in range(columns):
            if closed[column]:
                regions.append(Region(row, column, 1, 1))
            elif (row, column) not in seen:
                places = _connected((row, column), rows, columns, down, across)
                seen |= places
                regions.extend(_rectangles(places))
    return regions


def _alone(down: list[list[bool]], across: list[list[bool]]) -> list[list[bool]]:
    """For each place of the grid, whether lines close it on all sides; the outer sides need none."""
    beside, between = np.array(down, np.bool_).T, np.array(across, np.bool_)
    beside[:, [0, -1]] = True
    between[[0, -1]] = True
    closed: list[list[bool]] = (beside[:, :-1] & beside[:, 1:] & between[:-1] & between[1:]).tolist()
    return closed


def _connected(
    start: tuple[int, int], rows: int, columns: int, down: list[list[bool]], across: list[list[bool]]
) -> set[tuple[int, int]]:
    """The places that no line parts from one of them."""
    places, queue = {start}, [start]
    while queue:
        row, column = queue.pop()
        steps = [
            (row, column + 1, column + 1 < columns and not down[column + 1][row]),
            (row, column - 1, column > 0 and not down[column][row]),
            (row + 1, column, row + 1 < rows and not across[row + 1][column]),
            (row - 1, column, row > 0 and not across[row][column]),
        ]
        for r, c, is_open in steps:
            if is_open and (r, c) not in places:
                places.add((r, c))
                queue.append((r, c))
    return places


def _used(edges: list[float], firsts: Sequence[int], spans: Sequence[int], minimum: float) -> list[int]:
    """Indexes of the edges that bound a region and are not one side of a double line."""
    used = sorted({*firsts, *map(add, firsts, spans)})
    kept: list[int] = []
    for index in used:
        if kept and edges[index] - edges[kept[-1]] < minimum:
            continue
        kept.append(index)
    return kept


def _tidy(xs: list[float], ys: list[float], regions: list[Region], across: list[list[bool]]) -> Grid:
    """Drops edges that bound nothing, and rows too low to hold text."""
    rows, columns, row_spans, column_spans = zip(*regions, strict=True) if regions else ((), (), (), ())
    keep_x = _used(xs, columns, column_spans, 1.0)
    keep_y = _used(ys, rows, row_spans, MIN_ROW)
    tidy = regions
    if len(keep_x) < len(xs) or len(keep_y) < len(ys):
        tidy = _on_kept(regions, _places(keep_x, len(xs)), _places(keep_y, len(ys)))
    tops = [_over(across, i, j, keep_y[:1]) for i, j in pairwise(keep_x)]
    bottoms = [_over(across, i, j, keep_y[-1:]) for i, j in pairwise(keep_x)]
    return Grid([xs[i] for i in keep_x], [ys[i] for i in keep_y], tidy, tops, bottoms)


def _over(across: list[list[bool]], first: int, last: int, rows: list[int]) -> bool:
    return any(across[row][column] for row in rows for column in range(first, last))


def _places(kept: list[int], count: int) -> list[int]:
    """For each edge the last one that is kept up to it."""
    return [bisect_right(kept, index) - 1 for index in range(count)]


def _on_kept(regions: list[Region], columns: list[int], rows: list[int]) -> list[Region]:
    """The regions between the edges that are kept; those between edges that are not are gone."""
    found = []
    for row, column, row_span, column_span in regions:
        left, right = columns[column], columns[column + column_span]
        top, bottom = rows[row], rows[row + row_span]
        if right > left and bottom > top:
            found.append(Region(top, left, bottom - top, right - left))
    return found


def _grid(across: Floats, down: Floats) -> Grid | None:
    xs, ys = _positions(down, across), _positions(across, down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    drawn_down, before = _dividers(xs, down, ys), (len(xs), len(ys))
    _merge_slivers(xs, drawn_down, SLIVER)
    drawn_across = _dividers(ys, across, xs)
    _merge_slivers(ys, drawn_across, MIN_ROW)
    if (len(xs), len(ys)) != before:
        drawn_down = _dividers(xs, down, ys)
    regions = _regions(len(ys) - 1, len(xs) - 1, drawn_down, drawn_across)
    grid = _tidy(xs, ys, regions, drawn_across)
    return grid if len(grid.regions) >= 2 else None


def _inside(inner: Grid, outer: Grid) -> bool:
    a, b = inner.box, outer.box
    return b[0] - 1 <= a[0] and b[1] - 1 <= a[1] and a[2] <= b[2] + 1 and a[3] <= b[3] + 1


def find_grids(across: Floats, down: Floats) -> list[Grid]:
    """The grids that horizontal and vertical segments of a page form, from top to bottom.

    Args:
        across: Horizontal ones, one a row: height, left end, right end.
        down: Vertical ones: x position, upper end, lower end.

    A grid drawn inside a cell of another one is left out: its text belongs to that cell.
    """
    groups = components(merge_segments(across), merge_segments(down))
    grids = [grid for group in groups if (grid := _grid(*group)) is not None]
    outer = [g for g in grids if not any(g is not other and _inside(g, other) for other in grids)]
    return sorted(outer, key=lambda grid: (grid.ys[0], grid.xs[0]))
