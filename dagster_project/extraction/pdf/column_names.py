"""The header of a table without drawn lines: which columns each of its texts names.

Belongs here: texts stacked of words, two levels of names told apart. Does not belong here: where the
columns are (``columns``), which lines are a header (``alignment``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from dagster_project.extraction.blocks import GridCell
from dagster_project.extraction.pdf.columns import STACKED, column_of
from dagster_project.extraction.pdf.words import Word, text_of

# Texts below each other that are set left begin this near to each other.
_FLUSH = 3.0


@dataclass(slots=True)
class Name:
    """A header text: its words, and the columns that it names."""

    words: list[Word]
    columns: range
    upper: bool = False
    down: bool = False

    @property
    def left(self) -> float:
        """Where it begins."""
        return min(w.x0 for w in self.words)

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (min(w.top for w in self.words) + max(w.bottom for w in self.words)) / 2


def names_of(words: list[Word], edges: list[float]) -> list[Name]:
    """Words of a header stacked to texts; a gap above a word begins another text."""
    names: list[Name] = []
    for word in sorted(words, key=lambda w: w.middle):
        column = column_of(word, edges)
        for name in reversed(names):
            near = word.top - max(w.bottom for w in name.words) < STACKED * word.size
            if name.columns[0] == column and near:
                name.words.append(word)
                break
        else:
            names.append(Name([word], range(column, column + 1)))
    return names


def arrange(names: list[Name], edges: list[float]) -> int:
    """Tells upper from lower texts and spreads the upper ones; returns the number of rows.

    A column named on both levels, or only on the lower one, lies under an upper text; a text
    that stands alone in the middle of both levels spans down.
    """
    if not names:
        return 0
    top, bottom = min(n.middle for n in names), max(n.middle for n in names)
    size = median(word.size for name in names for word in name.words)
    if bottom - top < 1.2 * size:
        return 1
    for name in names:
        name.upper = name.middle < top + (bottom - top) / 4
        name.down = not name.upper and name.middle < bottom - (bottom - top) / 4
    under = {n.columns[0]: n.left for n in names if not n.upper and not n.down}
    lower = sorted(under)
    parents = sorted((n for n in names if n.upper), key=lambda n: n.words[0].centre)
    for run in _runs(lower):
        left, right = edges[run[0]], edges[run[-1] + 1]
        mine = [n for n in parents if left <= n.words[0].centre <= right]
        parts = _flush_left(run, mine, under) or _divide(run, mine, edges)
        for name, columns in zip(mine, parts, strict=True):
            name.columns = columns
    return 2


def _runs(columns: list[int]) -> list[range]:
    runs: list[range] = []
    for column in columns:
        if runs and runs[-1][-1] + 1 == column:
            runs[-1] = range(runs[-1][0], column + 1)
        else:
            runs.append(range(column, column + 1))
    return runs


def _flush_left(run: range, parents: list[Name], under: dict[int, float]) -> list[range]:
    """The columns of texts that each begin where the first of their columns does; none when one does not."""
    starts = [next((c for c in run if abs(under[c] - parent.left) <= _FLUSH), None) for parent in parents]
    firsts = [start for start in starts if start is not None]
    if len(firsts) < len(parents) or firsts != sorted(set(firsts)) or firsts[:1] != [run[0]]:
        return []
    return [range(a, b) for a, b in pairwise([*firsts, run[-1] + 1])]


def _divide(run: range, parents: list[Name], edges: list[float]) -> list[range]:
    """Shares a run of columns among the texts above it so that each stands over its middle."""
    if not parents:
        return []
    best: list[range] = []
    least = float("inf")
    for cuts in combinations(range(run[0] + 1, run[-1] + 1), len(parents) - 1):
        parts = [range(a, b) for a, b in pairwise([run[0], *cuts, run[-1] + 1])]
        away = sum(
            abs((edges[part[0]] + edges[part[-1] + 1]) / 2 - parent.words[0].centre)
            for part, parent in zip(parts, parents, strict=True)
        )
        if away < least:
            best, least = parts, away
    return best or [range(n.columns[0], n.columns[0] + 1) for n in parents]


def header_cells(names: list[Name], rows: int, width: int) -> list[GridCell]:
    """The cells of a header, blank ones included; rows and columns count from 0."""
    cells = []
    for name in names:
        row = 0 if rows < 2 or name.upper or name.down else 1
        down = 2 if name.down else 1
        cells.append(GridCell(row, name.columns[0], down, len(name.columns), text_of(name.words)))
    taken = {(r, c) for cell in cells for r in cell.rows for c in cell.columns}
    blank = [(r, c) for r in range(rows) for c in range(width) if (r, c) not in taken]
    return [*cells, *(GridCell(r, c, 1, 1, "") for r, c in blank)]
