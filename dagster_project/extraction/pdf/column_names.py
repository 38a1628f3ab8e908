"""The header of a table without drawn lines: which columns each of its texts names.

Belongs here: levels of names told apart. Does not belong here: which words are one text (``names``), where
the columns are (``columns``), which lines are a header (``alignment``).
"""

from __future__ import annotations

from itertools import combinations, pairwise
from statistics import median

from dagster_project.extraction.blocks import GridCell
from dagster_project.extraction.grid import squeeze
from dagster_project.extraction.pdf.names import FLUSH, HALF_ROW, LEVEL, Name
from dagster_project.extraction.pdf.words import text_of


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
    lowest = [name for name in names if name not in upper and bottom - name.middle <= LEVEL]
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
    level = abs(name.top - top) <= LEVEL or abs(name.bottom - bottom) <= LEVEL
    return higher >= HALF_ROW * size and top < name.top and not level


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
    starts = [next((c for c in run if abs(under[c].left - parent.left) <= FLUSH), None) for parent in parents]
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
