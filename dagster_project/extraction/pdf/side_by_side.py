"""Forms that stand beside each other on one page: each with its own lines above it.

Belongs here: which grids of a page are beside each other, and which texts are whose.
Does not belong here: characters and cells, and what a line says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.extraction.blocks import Block, Box
from dagster_project.extraction.pdf.words import Word

# Grids stand beside each other when they share this part of the lower one's height.
_SHARED = 0.5
_LABEL_ENDS = ("：", ":")


@dataclass(frozen=True, slots=True)
class _Zone:
    """A strip of the page, and the x positions that part its forms."""

    top: float
    bottom: float
    cuts: tuple[float, ...]

    def column_of(self, x0: float, x1: float) -> int | None:
        """The form that a text belongs to, counted from the left; None when it stands over several."""
        if any(x0 < cut < x1 for cut in self.cuts):
            return None
        return sum(1 for cut in self.cuts if cut <= x0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block of a page and where it stands."""

    x0: float
    x1: float
    top: float
    block: Block


class SideBySide:
    """The strips of a page in which forms stand beside each other, each under a title of its own.

    The two halves of one form may be drawn as two grids; they have one title over both.
    """

    def __init__(self, boxes: Sequence[Box], lines: Sequence[Sequence[Word]]) -> None:
        self._zones = [zone for zone in _zones(boxes) if _all_titled(zone, lines)]

    def parts(self, line: Sequence[Word]) -> list[list[Word]]:
        """The words of a line by the form that they belong to; one part when it is one text."""
        zone = self._zone(line[0].top)
        columns = [zone.column_of(word.x0, word.x1) for word in line] if zone else []
        if None in columns or len(set(columns)) < 2:
            return [list(line)]
        return [
            [w for w, at in zip(line, columns, strict=True) if at == column] for column in _ordered(columns)
        ]

    def in_order(self, placed: Iterable[Placed]) -> list[Block]:
        """The blocks of a page from top to bottom; of forms beside each other the left one first."""
        keyed: list[tuple[tuple[float, int, float], Block]] = []
        over = 0.0
        for item in sorted(placed, key=lambda item: item.top):
            zone = self._zone(item.top)
            column = zone.column_of(item.x0, item.x1) if zone else None
            if zone is None or column is None:
                over = item.top
                keyed.append(((item.top, -1, item.top), item.block))
            else:
                keyed.append(((max(over, zone.top), column, item.top), item.block))
        return [block for _, block in sorted(keyed, key=lambda pair: pair[0])]

    def _zone(self, top: float) -> _Zone | None:
        return next((zone for zone in self._zones if zone.top <= top < zone.bottom), None)


def _ordered(columns: Sequence[int | None]) -> list[int]:
    return sorted({column for column in columns if column is not None})


def _beside(left: Box, right: Box) -> bool:
    shared = min(left[3], right[3]) - max(left[1], right[1])
    lower = min(left[3] - left[1], right[3] - right[1])
    return shared >= _SHARED * lower and (left[2] <= right[0] or right[2] <= left[0])


def _zones(boxes: Sequence[Box]) -> list[_Zone]:
    """Strips that grids beside each other make, from the grid above them to the lowest of them."""
    found: list[_Zone] = []
    left = list(boxes)
    while left:
        group = [left.pop(0)]
        while more := [box for box in left if any(_beside(box, other) for other in group)]:
            group.extend(more)
            left = [box for box in left if box not in more]
        if len(group) > 1 and (zone := _zone_of(group, boxes)) is not None:
            found.append(zone)
    return found


def _zone_of(group: list[Box], boxes: Sequence[Box]) -> _Zone | None:
    columns: list[list[float]] = []
    for box in sorted(group):
        if columns and box[0] < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], box[2])
        else:
            columns.append([box[0], box[2]])
    if len(columns) < 2:
        return None
    top = min(box[1] for box in group)
    above = max((box[3] for box in boxes if box not in group and box[3] <= top), default=0.0)
    cuts = tuple((left[1] + right[0]) / 2 for left, right in pairwise(columns))
    return _Zone(above, max(box[3] for box in group), cuts)


def _all_titled(zone: _Zone, lines: Sequence[Sequence[Word]]) -> bool:
    """True when over each form stands a text of its own that is more than a label with its value."""
    titled = {
        zone.column_of(word.x0, word.x1)
        for line in lines
        for word in line
        if zone.top <= word.top < zone.bottom and not any(end in word.text for end in _LABEL_ENDS)
    }
    return titled >= set(range(len(zone.cuts) + 1))
