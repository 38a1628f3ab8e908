"""The header of a table without drawn lines: which columns each of its texts names.

Belongs here: texts stacked of words, levels of names told apart. Does not belong here: where the
columns are (``columns``), which lines are a header (``alignment``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from dagster_project.extraction.blocks import GridCell
from dagster_project.extraction.grid import squeeze
from dagster_project.extraction.pdf.columns import STACKED, are_of_one_text, column_of
from dagster_project.extraction.pdf.words import Word, text_of

# Texts below each other that are set left begin this near to each other.
_FLUSH = 3.0
# Texts of one row are set in its middle when their middles, or else their ends, are this near.
_LEVEL = 1.5
# A line is shorter than another by more than a character.
_SHORTER = 1.2
# A row of groups has at least this part of a line above and below its middle.
_HALF_ROW = 0.5


@dataclass(slots=True)
class Name:
    """A header text: its words, the columns that it names, and the rows of the header that it spans."""

    words: list[Word]
    columns: range
    row: int = 0
    rows: int = 1

    @property
    def left(self) -> float:
        """Where it begins."""
        return min(w.x0 for w in self.words)

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(w.x1 for w in self.words)

    @property
    def centre(self) -> float:
        """Half way between its ends."""
        return (self.left + self.right) / 2

    @property
    def top(self) -> float:
        """Where its first line is."""
        return min(w.top for w in self.words)

    @property
    def bottom(self) -> float:
        """Where its last line ends."""
        return max(w.bottom for w in self.words)

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


def names_of(words: list[Word], edges: list[float]) -> list[Name]:
    """Words of a header stacked to texts; a gap above a line, or another middle, begins another text."""
    names: list[Name] = []
    lines = _lines(words, edges)
    alone = [
        line for line in lines if not any(_are_near(line, other) for other in lines if other is not line)
    ]
    for line in lines:
        for name in reversed(names):
            if _are_near(name, line) and _goes_on(name, line, alone):
                name.words.extend(line.words)
                break
        else:
            names.append(line)
    return names


def _lines(words: list[Word], edges: list[float]) -> list[Name]:
    """The words of each column, those of a line together, from top to bottom."""
    lines: list[Name] = []
    for word in sorted(words, key=lambda w: w.middle):
        column = column_of(word, edges)
        for line in reversed(lines):
            if line.columns[0] == column and line.bottom - word.top > _HALF_ROW * word.size:
                line.words.append(word)
                break
        else:
            lines.append(Name([word], range(column, column + 1)))
    return lines


def _are_near(name: Name, other: Name) -> bool:
    """Whether two texts of one column stand as near as lines of one text."""
    gap = max(other.top - name.bottom, name.top - other.bottom)
    return name.columns == other.columns and gap < STACKED * other.words[0].size


def _goes_on(name: Name, line: Name, alone: list[Name]) -> bool:
    """Whether a line goes on the text above it.

    The name of a group may stand right above the middle one of its columns, in rows as low as lines: but the
    first line of a text is no shorter than its next one, and names of one line stand level with neither.
    """
    size = line.words[0].size
    if not are_of_one_text((name.left, name.right), (line.left, line.right), size):
        return False
    shorter = line.right - line.left - (name.right - name.left) >= _SHORTER * size
    is_one_line = name.bottom - name.top < 2 * size
    level = any(abs(other.middle - line.middle) <= _LEVEL for other in alone)
    return not (shorter and is_one_line and level)


def arrange(names: list[Name], edges: list[float]) -> int:
    """Gives texts their rows and spreads the upper ones over columns; returns the number of rows.

    A column named on two levels, or only on the lower one, lies under an upper text; a text
    that stands alone in the middle of both levels spans down.
    """
    if not names:
        return 0
    top, bottom = min(n.middle for n in names), max(n.middle for n in names)
    size = median(word.size for name in names for word in name.words)
    if bottom - top < 1.2 * size:
        return 1
    quarter = (bottom - top) / 4
    upper = [name for name in names if name.middle < top + quarter]
    lowest = [name for name in names if name not in upper and bottom - name.middle <= _LEVEL]
    between = [
        name
        for name in names
        if name not in upper and (name.middle < bottom - quarter or _is_set_over(name, lowest, size))
    ]
    inner = [name for name in between if _stands_over(name, names, size)]
    rest = [name for name in names if name not in upper and name not in inner]
    levels = _levels(inner, size)
    if len(levels) > 1:
        return _arrange_deeper([upper, *levels], rest, bottom, edges)
    if inner:
        for name in inner:
            name.row = 1
        _arrange_below(rest, top, median(name.middle for name in inner), bottom)
        _spread(inner, [name for name in rest if name.row == 2], edges)
        _spread(upper, [name for name in rest if name.row], edges)
        return 3
    for name in rest:
        name.row, name.rows = (0, 2) if name in between else (1, 1)
    _spread(upper, [name for name in rest if name.row], edges)
    return 2


def _is_set_over(name: Name, lowest: list[Name], size: float) -> bool:
    """True for a text in the middle of both rows of a header whose lower one is far higher.

    Then it stands but half a row of groups above the names of the lower row, which are set in its middle:
    neither its first line nor its last one is level with theirs.
    """
    if len(lowest) < 2:
        return False
    top, bottom = min(other.top for other in lowest), max(other.bottom for other in lowest)
    higher = (top + bottom) / 2 - name.middle
    level = abs(name.top - top) <= _LEVEL or abs(name.bottom - bottom) <= _LEVEL
    return higher >= _HALF_ROW * size and top < name.top and not level


def _stands_over(name: Name, names: list[Name], size: float) -> bool:
    """True for a text below which another one stands."""
    return any(
        other.columns[0] == name.columns[0] and other.middle > name.middle + size
        for other in names
        if other is not name
    )


def _levels(names: list[Name], size: float) -> list[list[Name]]:
    """Texts by the rows that they stand in, from the top."""
    found: list[list[Name]] = []
    for name in sorted(names, key=lambda n: n.middle):
        if found and name.middle - found[-1][-1].middle <= size:
            found[-1].append(name)
        else:
            found.append([name])
    return found


def _arrange_deeper(groups: list[list[Name]], rest: list[Name], bottom: float, edges: list[float]) -> int:
    """Gives texts their rows in a header of four rows or more.

    A text that names one column alone is set in the middle of the rows that it spans, down to the last one.

    Args:
        groups: The texts over several columns, row by row from the top.
        rest: All others.
        bottom: The middle of the last row.
        edges: Where the columns begin and end.
    """
    middles = [*(median(name.middle for name in row) for row in groups), bottom]
    tops = [middles[0] - (middles[1] - middles[0]) / 2, *((a + b) / 2 for a, b in pairwise(middles))]
    end = bottom + (middles[-1] - middles[-2]) / 2
    for name in rest:
        name.row = min(range(len(tops)), key=lambda r: abs((tops[r] + end) / 2 - name.middle))
        name.rows = len(tops) - name.row
    for row_no in reversed(range(len(groups))):
        for name in groups[row_no]:
            name.row = row_no
        _spread(groups[row_no], [name for name in rest if name.row > row_no], edges)
    return len(tops)


def _arrange_below(names: list[Name], first: float, second: float, third: float) -> None:
    """Gives the lowest text of each column its rows, in a header of three.

    The first two rows, of groups, are as high as each other; then a text over the last two rows stands half
    a row above those in the third, whatever its height, and a text over all three a whole one.

    Args:
        names: These texts.
        first: The middle of the first row.
        second: That of the second one.
        third: That of the third one.
    """
    for name in names:
        above = (third - name.middle) / (second - first)
        name.row = 2 if above < 0.25 else 1 if above < 0.75 else 0
        name.rows = 3 - name.row


def _spread(parents: list[Name], children: list[Name], edges: list[float]) -> None:
    """Gives each upper text the columns of the texts that it stands over."""
    under = {name.columns[0]: name for name in children}
    parents = sorted(parents, key=lambda n: n.words[0].centre)
    for run in _runs(sorted(under)):
        left, right = edges[run[0]], edges[run[-1] + 1]
        mine = [n for n in parents if left <= n.words[0].centre <= right]
        parts = _flush_left(run, mine, under) or _repeated(run, mine, under) or _divide(run, mine, under)
        for name, columns in zip(mine, parts, strict=True):
            name.columns = columns


def _runs(columns: list[int]) -> list[range]:
    runs: list[range] = []
    for column in columns:
        if runs and runs[-1][-1] + 1 == column:
            runs[-1] = range(runs[-1][0], column + 1)
        else:
            runs.append(range(column, column + 1))
    return runs


def _flush_left(run: range, parents: list[Name], under: dict[int, Name]) -> list[range]:
    """The columns of texts that each begin where the first of their columns does; none when one does not."""
    starts = [
        next((c for c in run if abs(under[c].left - parent.left) <= _FLUSH), None) for parent in parents
    ]
    firsts = [start for start in starts if start is not None]
    if len(firsts) < len(parents) or firsts != sorted(set(firsts)) or firsts[:1] != [run[0]]:
        return []
    return [range(a, b) for a, b in pairwise([*firsts, run[-1] + 1])]


def _repeated(run: range, parents: list[Name], under: dict[int, Name]) -> list[range]:
    """The columns of groups that each begin with the same name (项目 预算数 项目 预算数).

    None where another number of columns has that name, or a group's own text stands beside its columns.
    """
    names = {column: squeeze(text_of(under[column].words)) for column in run}
    starts = [column for column in run if names[column] == names[run[0]]]
    if len(starts) < 2 or len(starts) != len(parents):
        return []
    parts = [range(a, b) for a, b in pairwise([*starts, run[-1] + 1])]
    over = all(
        under[part[0]].left <= parent.centre <= under[part[-1]].right
        for part, parent in zip(parts, parents, strict=True)
    )
    return parts if over and all(len(part) > 1 for part in parts) else []


def _divide(run: range, parents: list[Name], under: dict[int, Name]) -> list[range]:
    """Shares a run of columns among the texts above it so that each stands over the middle of its names.

    Amounts set right leave the middle of their column to its name.
    """
    if not parents:
        return []
    best: list[range] = []
    least = float("inf")
    for cuts in combinations(range(run[0] + 1, run[-1] + 1), len(parents) - 1):
        parts = [range(a, b) for a, b in pairwise([run[0], *cuts, run[-1] + 1])]
        away = sum(
            abs((under[part[0]].centre + under[part[-1]].centre) / 2 - parent.words[0].centre)
            for part, parent in zip(parts, parents, strict=True)
        )
        if away < least:
            best, least = parts, away
    return best or [range(n.columns[0], n.columns[0] + 1) for n in parents]


def header_cells(names: list[Name], rows: int, width: int) -> list[GridCell]:
    """The cells of a header, blank ones included; rows and columns count from 0."""
    places: dict[tuple[int, int], Name] = {}
    for name in sorted(names, key=lambda n: n.middle):
        # Texts of more lines than the header has rows: one cell, line by line.
        if (first := places.setdefault((name.row, name.columns[0]), name)) is not name:
            first.words, first.rows = first.words + name.words, max(first.rows, name.rows)
    cells = [GridCell(n.row, n.columns[0], n.rows, len(n.columns), text_of(n.words)) for n in places.values()]
    taken = {(r, c) for cell in cells for r in cell.rows for c in cell.columns}
    blank = [(r, c) for r in range(rows) for c in range(width) if (r, c) not in taken]
    return [*cells, *(GridCell(r, c, 1, 1, "") for r, c in blank)]
