"""Rows that are shaded in turn and not ruled: the shades part no table from the rows between them.

Belongs here: which grids are nothing but such shades. Does not belong here: how the table is read without
them (``alignment``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dagster_project.extraction.pdf.figures import is_figures, is_labelled_line
from dagster_project.extraction.pdf.lines import lines_of
from dagster_project.extraction.pdf.page import Characters
from dagster_project.extraction.pdf.ruling import Grid
from dagster_project.extraction.pdf.words import Words, is_prose

# Shades of rows begin and end this near to each other.
_FLUSH = 2.0
# So many shaded rows, and as many rows of figures between them less one, are stripes.
_FEWEST = 3
# The row between two shaded ones, and one of names above the first, is this much higher than those, at most.
_HIGHER = 2.2


def without_stripes(grids: Sequence[Grid], characters: Characters) -> list[Grid]:
    """The grids without those that are the shaded rows of a table, and what is shaded between or above them.

    Args:
        grids: Those of a page, from top to bottom.
        characters: What the page shows.
    """
    kept = list(grids)
    while rows := _stripes(kept, characters):
        top, bottom = rows[0].ys[0], rows[-1].ys[-1]
        over = [grid for grid in kept if _lies_within(grid, rows[0]) and grid.ys[-1] <= top + 1]
        for grid in reversed(over):
            if not _parts_names(grid, top, rows[0], characters):
                break
            top = min(top, grid.ys[0])
        kept = [
            grid
            for grid in kept
            if not (_lies_within(grid, rows[0]) and top - 1 <= grid.ys[0] and grid.ys[-1] <= bottom + 1)
        ]
    return kept


def _stripes(grids: list[Grid], characters: Characters) -> list[Grid]:
    """The first of the grids that stand below each other, a row of texts between them; none for none.

    Most have one row; the first one may end a header, the last one begin with rows that are blank.
    """
    for first in grids:
        rows = [first]
        for grid in grids:
            gap = grid.ys[0] - rows[-1].ys[-1]
            if _is_flush(grid, first) and 0 < gap <= _HIGHER * _row_height(rows[-1], grid):
                rows.append(grid)
        if len(rows) < _FEWEST:
            continue
        low = sum(len(row.ys) == 2 for row in rows)
        between = [_lines(above, below.ys[0], characters) for above, below in pairwise(rows)]
        parted = sum(any(map(_is_row, lines)) for lines in between)
        if min(low, parted) >= _FEWEST - 1 and _hold_figures(rows, characters):
            return rows
    return []


def _is_row(line: Words) -> bool:
    """True for texts set apart, of which none is a sentence or labels another."""
    return len(line) > 1 and not is_prose(line) and not is_labelled_line(line)


def _hold_figures(rows: list[Grid], characters: Characters) -> bool:
    """Whether several lines of figures stand in some rows and between them."""
    box = rows[0].xs[0], rows[0].ys[0], rows[0].xs[-1], rows[-1].ys[-1]
    lines = lines_of(characters.chosen(characters.inside(box))).words
    return sum(map(is_figures, lines)) >= _FEWEST


def _parts_names(grid: Grid, top: float, row: Grid, characters: Characters) -> bool:
    """Whether a shade above others parts names, or names from figures: no ruled header stands so."""
    if top - grid.ys[-1] > _HIGHER * _row_height(row, row):
        return False
    inside = lines_of(characters.chosen(characters.inside(grid.box))).words
    return any(map(is_figures, inside)) or not any(map(is_figures, _lines(grid, top, characters)))


def _lies_within(grid: Grid, row: Grid) -> bool:
    return grid.xs[0] >= row.xs[0] - _FLUSH and grid.xs[-1] <= row.xs[-1] + _FLUSH


def _is_flush(grid: Grid, other: Grid) -> bool:
    return abs(grid.xs[0] - other.xs[0]) <= _FLUSH and abs(grid.xs[-1] - other.xs[-1]) <= _FLUSH


def _row_height(above: Grid, below: Grid) -> float:
    """The height of the rows on both sides of a gap."""
    return max(above.ys[-1] - above.ys[-2], below.ys[1] - below.ys[0])


def _lines(above: Grid, bottom: float, characters: Characters) -> list[Words]:
    """The lines that stand below a grid, over its width, down to a height."""
    box = above.xs[0], above.ys[-1], above.xs[-1], bottom
    return lines_of(characters.chosen(characters.inside(box))).words
