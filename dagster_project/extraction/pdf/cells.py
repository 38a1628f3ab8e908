"""Which cell of a grid each character belongs to.

Belongs here: cells and numbers that cross a line, and text that is clipped.
Does not belong here: where the cells come from (``extraction.pdf.ruling``).
"""

from __future__ import annotations

import re
from itertools import chain

import numpy as np

from dagster_project.extraction.blocks import Box, GridCell, Piece
from dagster_project.extraction.grid import without_margins
from dagster_project.extraction.look import PLAIN, Look, standing
from dagster_project.extraction.pdf.lines import blank, texts_of
from dagster_project.extraction.pdf.page import Characters, Flags, Floats, Ints, changes, true_at
from dagster_project.extraction.pdf.ruling import Grid, Region

_NUMBER_CODES = frozenset(map(ord, "0123456789.,-−－%"))
# Whether each code point stands in a number; the last one stands for all beyond.
_IN_NUMBER = np.array([code in _NUMBER_CODES for code in range(max(_NUMBER_CODES) + 2)])
_NUMBER = re.compile(r"^[-−－]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?$")
# A number belongs to the cell that holds more than this part of it.
_MOST = 0.6
# Characters of one text stand this near to each other, in parts of their size.
_NO_GAP = 0.06
# A text begins so far from the line on its left at most, or has its middle this near to that of its cell.
_PADDING, _CENTRED = 6.0, 2.0


def number_runs(characters: Characters) -> Ints:
    """For each character, in the order of painting, the number of the run of digits it is in; -1 for none."""
    count = len(characters)
    digit = _IN_NUMBER[np.minimum(characters.code, len(_IN_NUMBER) - 1)]
    near = np.zeros(count, np.bool_)
    gap = characters.x0[1:] - characters.x1[:-1]
    level = np.abs(characters.top[1:] - characters.top[:-1]) < 1
    near[1:] = digit[1:] & digit[:-1] & level & (gap >= -1) & (gap < 0.25 * characters.size[1:])
    return np.where(digit, np.cumsum(digit & ~near) - 1, -1)


def _go_on(characters: Characters, printed: Ints) -> Flags:
    """For each printed character but the last, whether the next one goes on its text without a gap.

    None of either is one of a number, which may stand close to that of another column.
    """
    before, after = printed[:-1], printed[1:]
    gap = characters.x0[after] - characters.x1[before]
    level = np.abs(characters.baseline[after] - characters.baseline[before]) < 1
    alike = characters.size[after] == characters.size[before]
    numeric = _IN_NUMBER[np.minimum(characters.code[printed], len(_IN_NUMBER) - 1)]
    near = level & alike & (np.abs(gap) <= _NO_GAP * characters.size[after])
    found: Flags = near & ~(numeric[:-1] | numeric[1:])
    return found


class Sheet:
    """The cells of one grid while characters are put into them."""

    def __init__(self, grid: Grid, page_no: int) -> None:
        self.grid = grid
        self.page_no = page_no
        self._xs, self._ys = np.array(grid.xs), np.array(grid.ys)
        self._owner = np.full((len(grid.ys) + 1, len(grid.xs) + 1), -1, np.int64)
        row, column, row_span, column_span = (
            np.fromiter(chain.from_iterable(grid.regions), np.int64).reshape(-1, 4).T
        )
        self._owner[row + 1, column + 1] = np.arange(len(grid.regions))
        self._left, self._right = self._xs[column], self._xs[column + column_span]
        for number in true_at((row_span > 1) | (column_span > 1)).tolist():
            region = grid.regions[number]
            rows = slice(region.row + 1, region.row + 1 + region.row_span)
            columns = slice(region.column + 1, region.column + 1 + region.column_span)
            self._owner[rows, columns] = number

    def owners(self, x: Floats, y: Floats) -> Ints:
        """The number of the region of each point, -1 outside the grid."""
        rows, columns = np.searchsorted(self._ys, y, "right"), np.searchsorted(self._xs, x, "right")
        found: Ints = self._owner[rows, columns]
        return found

    def placed(self, characters: Characters) -> Ints:
        """The region of each character: that of its middle; a number is never divided.

        A number that crosses a line goes whole to the cell that holds most of it, provided that it
        is one number with its crossing part.
        """
        owners = self.owners(characters.x, characters.y)
        runs = number_runs(characters)
        inside = true_at(runs >= 0)
        if not len(inside):
            return owners
        starts = true_at(changes(runs[inside]))
        least = np.minimum.reduceat(owners[inside], starts)
        most = np.maximum.reduceat(owners[inside], starts)
        ends = [*starts[1:].tolist(), len(inside)]
        for number in true_at(least != most).tolist():
            token = inside[starts[number] : ends[number]]
            if _NUMBER.match("".join(map(chr, characters.code[token].tolist()))):
                found, counts = np.unique(owners[token], return_counts=True)
                best = int(np.argmax(counts))
                if found[best] >= 0 and counts[best] > _MOST * len(token):
                    owners[token] = found[best]
        return owners

    def _keep_texts_whole(self, characters: Characters, owners: Ints) -> None:
        """Gives a text that runs over a line into blank cells beside its own whole to its own."""
        printed = true_at(~blank(characters.code))
        crossing = self._crossings(characters, owners, printed)
        if not len(crossing):
            return
        counts = np.bincount(owners[printed][owners[printed] >= 0], minlength=len(self.grid.regions))
        near = _go_on(characters, printed)
        for number in crossing.tolist():
            first, last = number, number + 1
            while first and near[first - 1]:
                first -= 1
            while last < len(near) and near[last]:
                last += 1
            run = printed[first : last + 1]
            cells = sorted(set(owners[run].tolist()))
            own = self._own_cell(cells, float(characters.x0[run[0]]), float(characters.x1[run[-1]]))
            inside = np.bincount(owners[run][owners[run] >= 0], minlength=len(counts))
            if own is not None and all(inside[cell] == counts[cell] for cell in cells if cell != own):
                counts[own] += sum(int(inside[cell]) for cell in cells if cell != own)
                owners[run] = own

    def _crossings(self, characters: Characters, owners: Ints, printed: Ints) -> Ints:
        """Which printed characters, by their number among them, go on in the cell beside theirs."""
        before, after = printed[:-1], printed[1:]
        other = (owners[before] != owners[after]) & (owners[before] >= 0) & (owners[after] >= 0)
        return true_at(other & _go_on(characters, printed))

    def _own_cell(self, cells: list[int], start: float, end: float) -> int | None:
        """The cell that a text over several cells of a row is set in; None where they are of no one row."""
        if cells[0] < 0:
            return None
        regions = [self.grid.regions[cell] for cell in cells]
        if len({(region.row, region.row_span) for region in regions}) > 1:
            return None
        ordered = sorted(cells, key=lambda cell: self.grid.regions[cell].column)
        left, right = self._left[ordered], self._right[ordered]
        if start - left[0] > _PADDING:
            if right[-1] - end <= _PADDING:
                return ordered[-1]
            middle = np.abs((left + right) / 2 - (start + end) / 2)
            if middle.min() <= _CENTRED:
                return ordered[int(middle.argmin())]
        return ordered[0]

    def overflow(self, hidden: Characters, clips: Floats, partly: Flags) -> Ints:
        """The region of clipped characters that belong to a cell all the same; -1 for the others.

        A text cut off at its own cell is that cell's. A cell open at a page break is printed
        whole on both pages: there the hidden part is the other page's, except a line of which a
        good part shows.
        """
        left, top, right, bottom = clips[hidden.clip].T
        x = np.minimum(np.maximum(hidden.x, left + 1), right - 1)
        y = np.minimum(np.maximum(hidden.y, top + 1), bottom - 1)
        owners = self.owners(x, y)
        corners = zip(left.tolist(), top.tolist(), right.tolist(), bottom.tolist(), strict=True)
        asked = (owners >= 0) & ~partly
        # Characters of one text are asked about together.
        answers: dict[tuple[int, Box], bool] = {}
        for number, (region, clip) in enumerate(zip(owners.tolist(), corners, strict=True)):
            if asked[number]:
                if (region, clip) not in answers:
                    answers[region, clip] = self._is_own(self.grid.regions[region], clip)
                owners[number] = region if answers[region, clip] else -1
        return owners

    def _is_own(self, region: Region, clip: Box) -> bool:
        """True for a text that is clipped to a cell which does not go on over the page break."""
        box = self.grid.box_of(region)
        own = _holds(box, clip[0], clip[1]) and _holds(box, clip[2], clip[3])
        return own and not self.grid.is_open(region)

    def piece(self, shown: Characters, hidden: Characters, clips: Floats, partly: Flags) -> Piece | None:
        """The cells with their texts; None when nothing is printed in the grid."""
        if blank(shown.code).all():
            return None
        owners = self.placed(shown)
        self._keep_texts_whole(shown, owners)
        if len(hidden):
            back = self.overflow(hidden, clips, partly)
            owners = np.concatenate([owners, back[back >= 0]])
            shown = joined(shown, hidden.where(back >= 0))
        text, look, page_no = texts_of(shown, owners).get, self._looks(shown, owners).get, self.page_no
        xs, ys = self.grid.xs, self.grid.ys
        cells = [
            GridCell(
                row,
                column,
                height,
                width,
                text(number, ""),
                page_no,
                (xs[column], ys[row], xs[column + width], ys[row + height]),
                look(number, PLAIN),
            )
            for number, (row, column, height, width) in enumerate(self.grid.regions)
        ]
        rows, columns = len(ys) - 1, len(xs) - 1
        edges = tuple(xs)
        opened = self.grid.open_columns()
        return without_margins(Piece(cells, rows, columns, "ruled", self.page_no, edges, *opened))

    def _looks(self, shown: Characters, owners: Ints) -> dict[int, Look]:
        """How the text of each region stands in it."""
        seen = true_at(~blank(shown.code) & (owners >= 0))
        if not len(seen):
            return {}
        seen = seen[np.argsort(owners[seen], kind="stable")]
        of = owners[seen]
        starts = true_at(changes(of))
        numbers = of[starts]
        left = np.minimum.reduceat(shown.x0[seen], starts) - self._left[numbers]
        right = self._right[numbers] - np.maximum.reduceat(shown.x1[seen], starts)
        return dict(zip(numbers.tolist(), map(standing, left.tolist(), right.tolist()), strict=True))


def joined(first: Characters, then: Characters) -> Characters:
    """Two sets of characters as one."""
    if not len(then):
        return first
    names = Characters.__slots__
    return Characters(*(np.concatenate([getattr(first, name), getattr(then, name)]) for name in names))


def _holds(box: Box, x: float, y: float, margin: float = 3.0) -> bool:
    return box[0] - margin <= x <= box[2] + margin and box[1] - margin <= y <= box[3] + margin
