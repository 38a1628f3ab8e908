"""Tables without drawn lines: columns and rows from how their words stand.

Belongs here: plain geometry over the words of one page that lie in no ruled table.
Does not belong here: characters, files, and what a word means.

Only rows of figures are evidence for a table: at least three lines that set amounts apart from
other words, or a line that numbers the columns. Their words give the columns; the lines above
them are the header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median, quantiles

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.grid import is_ordinal_row, looks_like_amount

# Fewer lines of figures than this are a sentence with numbers, unless a line numbers the columns.
_LEAST_ROWS = 3
# The next line of a table follows within this many line heights.
_FARTHEST = 4.0
# A title above a header is set in larger type than the table.
_LARGER = 1.2
# Lines of one wrapped text are nearer to their row than this part of the distance of two rows.
_OWN = 0.75


@dataclass(frozen=True, slots=True)
class Word:
    """A text set apart from others on its line: its box, its character size."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    text: str

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The x position of its middle."""
        return (self.x0 + self.x1) / 2


Words = list[Word]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table found, and which of the page's lines it takes."""

    piece: Piece
    top: float
    lines: range


def _is_ordinal(line: Words) -> bool:
    return is_ordinal_row([GridCell(0, i, 1, 1, word.text) for i, word in enumerate(line)])


def _is_figures(line: Words) -> bool:
    """True for a line that sets an amount apart from other words, or numbers the columns."""
    if len(line) < 2 or any("。" in word.text for word in line):
        return False
    return any(looks_like_amount(word.text) for word in line) or _is_ordinal(line)


def _groups(lines: Sequence[Words]) -> list[list[int]]:
    """Runs of lines of figures, with nothing but words of a table between them."""
    groups: list[list[int]] = []
    for index, line in enumerate(lines):
        if not _is_figures(line):
            continue
        if groups and _close(lines[groups[-1][-1] : index + 1]):
            groups[-1].append(index)
        else:
            groups.append([index])
    return [group for group in groups if _is_enough([lines[i] for i in group])]


def _close(lines: Sequence[Words]) -> bool:
    """True when no line lies farther from the next than a row, and none is a sentence."""
    near = all(_middle(b) - _middle(a) <= _FARTHEST * max(a[0].size, b[0].size) for a, b in pairwise(lines))
    return near and not any(_is_prose(line) for line in lines) and not _is_ordinal(lines[-1])


def _is_prose(line: Words) -> bool:
    return any("。" in word.text or len(word.text) > 40 for word in line)


def _is_enough(lines: list[Words]) -> bool:
    if any(_is_ordinal(line) and len(line) >= 4 for line in lines):
        return True
    if len(lines) < _LEAST_ROWS:
        return False
    ends = [word.x1 for line in lines for word in line if looks_like_amount(word.text)]
    starts = [word.x0 for line in lines for word in line if looks_like_amount(word.text)]
    return _shared(ends) >= 0.6 * len(ends) or _shared(starts) >= 0.6 * len(starts)


def _shared(positions: list[float]) -> int:
    """How many positions another one shares."""
    ordered = sorted(positions)
    near = [False, *(b - a <= 2 for a, b in pairwise(ordered)), False]
    return sum(1 for i in range(len(ordered)) if near[i] or near[i + 1])


def _columns(lines: Sequence[Words], header: Sequence[Words]) -> list[tuple[float, float]]:
    """The x ranges of the columns: of words that overlap, row after row.

    Where a line numbers the columns, a range without a number belongs to a neighbour. A header
    word that stands over no range names a blank column.
    """
    spans = _ranges([word for line in lines for word in line])
    numbers = next((line for line in lines if _is_ordinal(line)), None)
    if numbers is not None:
        return _with_numbers(spans, numbers, lines)
    lowest = max((word.middle for line in header for word in line), default=0.0)
    leaves = [w for line in header for w in line if lowest - w.middle < w.size]
    blank = [w for w in leaves if not any(w.x0 < right and left < w.x1 for left, right in spans)]
    return sorted([*spans, *_ranges(blank)])


def _ranges(words: Sequence[Word]) -> list[tuple[float, float]]:
    merged: list[list[float]] = []
    for word in sorted(words, key=lambda w: w.x0):
        if merged and word.x0 < merged[-1][1] - 0.5:
            merged[-1][1] = max(merged[-1][1], word.x1)
        else:
            merged.append([word.x0, word.x1])
    return [(left, right) for left, right in merged]


def _with_numbers(
    spans: list[tuple[float, float]], numbers: Words, lines: Sequence[Words]
) -> list[tuple[float, float]]:
    """Joins each range without a column number to the nearest neighbour that shares no line with it."""
    joined = list(spans)
    while True:
        lone = next((s for s in joined if not any(s[0] <= n.centre <= s[1] for n in numbers)), None)
        place = joined.index(lone) if lone else 0
        beside = [joined[i] for i in (place - 1, place + 1) if 0 <= i < len(joined)]
        free = [other for other in beside if lone and not _share_a_line(lone, other, lines)]
        if lone is None or not free:
            return joined
        other = min(free, key=lambda o: max(o[0] - lone[1], lone[0] - o[1]))
        joined.remove(lone)
        joined[joined.index(other)] = (min(lone[0], other[0]), max(lone[1], other[1]))


def _share_a_line(left: tuple[float, float], right: tuple[float, float], lines: Sequence[Words]) -> bool:
    def holds(line: Words, span: tuple[float, float]) -> bool:
        return any(span[0] <= word.centre <= span[1] for word in line)

    return any(holds(line, left) and holds(line, right) for line in lines)


def _edges(columns: list[tuple[float, float]]) -> list[float]:
    inner = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return [columns[0][0] - 2, *inner, columns[-1][1] + 2]


def _column_of(word: Word, edges: list[float]) -> int:
    """The column that a word lies in, by its middle."""
    return max(0, min(len(edges) - 2, sum(1 for edge in edges if edge <= word.centre) - 1))


def _first_line(lines: Sequence[Words], first: int, size: float) -> int:
    """The first line of the header above the first line of figures."""
    while first > 0:
        line, below = lines[first - 1], lines[first]
        gap = min(word.top for word in below) - max(word.bottom for word in line)
        labelled = any("：" in word.text or ":" in word.text for word in line)
        larger = max(word.size for word in line) > _LARGER * size
        if labelled or larger or gap > 2 * size or _is_prose(line):
            break
        first -= 1
    return first


def _last_line(lines: Sequence[Words], last: int, edges: list[float], pitch: float) -> int:
    """The last line of the table: words without figures that still stand in the columns."""
    while last + 1 < len(lines):
        line, above = lines[last + 1], lines[last]
        fits = all(_fits(word, edges) for word in line) and not _is_prose(line)
        if not fits or line[0].middle - above[0].middle > 1.3 * pitch:
            break
        last += 1
    return last


def _fits(word: Word, edges: list[float]) -> bool:
    column = _column_of(word, edges)
    return edges[column] - 3 <= word.x0 and word.x1 <= edges[column + 1] + 3


# ---- Rows ------------------------------------------------------------------------------------


def _rows(lines: Sequence[Words], edges: list[float], pitch: float) -> list[list[Word]]:
    """The words of each row: lines of figures, wrapped lines with the row that they belong to."""
    anchors = [line for line in lines if _is_anchor(line, edges)]
    rows = [list(line) for line in anchors]
    heights = [_middle(line) for line in anchors]
    for line in lines:
        if any(line is anchor for anchor in anchors):
            continue
        at = _middle(line)
        nearest = min(range(len(heights)), key=lambda i: abs(heights[i] - at))
        if abs(heights[nearest] - at) <= _OWN * pitch:
            rows[nearest].extend(line)
        else:
            rows.append(list(line))
            heights.append(at)
    order = sorted(range(len(rows)), key=lambda i: heights[i])
    return [rows[i] for i in order]


def _is_anchor(line: Words, edges: list[float]) -> bool:
    return _is_figures(line) or (len(line) > 1 and any(_column_of(word, edges) == 0 for word in line))


def _middle(line: Words) -> float:
    return sum(word.middle for word in line) / len(line)


def _text(words: list[Word]) -> str:
    """The words of one cell, a printed line a line."""
    ordered = sorted(words, key=lambda w: (round(w.middle), w.x0))
    lines: list[list[Word]] = []
    for word in ordered:
        if lines and abs(lines[-1][-1].middle - word.middle) <= 0.4 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(word.text for word in line) for line in lines)


# ---- Header ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Name:
    """A header text: its words, and the columns that it names."""

    words: list[Word]
    columns: range
    upper: bool = False
    down: bool = False

    @property
    def middle(self) -> float:
        return (min(w.top for w in self.words) + max(w.bottom for w in self.words)) / 2


def _names(words: list[Word], edges: list[float]) -> list[_Name]:
    """Words of a header stacked to texts; a gap above a word begins another text."""
    names: list[_Name] = []
    for word in sorted(words, key=lambda w: w.middle):
        column = _column_of(word, edges)
        for name in reversed(names):
            near = word.top - max(w.bottom for w in name.words) < 0.6 * word.size
            if name.columns[0] == column and near:
                name.words.append(word)
                break
        else:
            names.append(_Name([word], range(column, column + 1)))
    return names


def _arrange(names: list[_Name], edges: list[float]) -> int:
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
    lower = sorted({c for n in names if not n.upper and not n.down for c in n.columns})
    parents = sorted((n for n in names if n.upper), key=lambda n: n.words[0].centre)
    for run in _runs(lower):
        left, right = edges[run[0]], edges[run[-1] + 1]
        mine = [n for n in parents if left <= n.words[0].centre <= right]
        for name, columns in zip(mine, _divide(run, mine, edges), strict=True):
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


def _divide(run: range, parents: list[_Name], edges: list[float]) -> list[range]:
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


def _header_cells(names: list[_Name], rows: int, width: int) -> list[GridCell]:
    cells = []
    for name in names:
        row = 0 if rows < 2 or name.upper or name.down else 1
        down = 2 if name.down else 1
        cells.append(GridCell(row, name.columns[0], down, len(name.columns), _text(name.words)))
    taken = {(r, c) for cell in cells for r in cell.rows for c in cell.columns}
    blank = [(r, c) for r in range(rows) for c in range(width) if (r, c) not in taken]
    return [*cells, *(GridCell(r, c, 1, 1, "") for r, c in blank)]


# ---- Tables ----------------------------------------------------------------------------------


def _pitch(heights: list[float], size: float) -> float:
    """The usual distance of two rows."""
    gaps = [b - a for a, b in pairwise(sorted(heights)) if b - a > 0.5 * size]
    if len(gaps) < 2:
        return gaps[0] if gaps else 2 * size
    return quantiles(gaps, n=4)[0]


def find_aligned(lines: Sequence[Words], page_no: int) -> list[Aligned]:
    """The tables that the lines of words of a page form, from top to bottom."""
    found: list[Aligned] = []
    taken = 0
    for group in _groups(lines):
        core = [lines[i] for i in group]
        size = median(word.size for line in core for word in line)
        first = max(taken, _first_line(lines, group[0], size))
        columns = _columns(core, lines[first : group[0]])
        if len(columns) < 2:
            continue
        pitch = _pitch([_middle(line) for line in core], size)
        last = _last_line(lines, group[-1], _edges(columns), pitch)
        piece = _piece(lines[first : group[0]], lines[group[0] : last + 1], columns, pitch, page_no)
        found.append(Aligned(piece, min(word.top for word in lines[first]), range(first, last + 1)))
        taken = last + 1
    return found


def _piece(
    above: Sequence[Words],
    body: Sequence[Words],
    columns: list[tuple[float, float]],
    pitch: float,
    page_no: int,
) -> Piece:
    edges = _edges(columns)
    rows = _rows(body, edges, pitch)
    names = _names([word for line in above for word in line], edges)
    header_rows = _arrange(names, edges)
    cells = _header_cells(names, header_rows, len(columns))
    for row_no, words in enumerate(rows, header_rows):
        by_column: dict[int, list[Word]] = {}
        for word in words:
            by_column.setdefault(_column_of(word, edges), []).append(word)
        top, bottom = min(w.top for w in words), max(w.bottom for w in words)
        for column in range(len(columns)):
            box = (edges[column], top, edges[column + 1], bottom)
            text = _text(by_column.get(column, []))
            cells.append(GridCell(row_no, column, 1, 1, text, page_no, box))
    for cell in cells:
        cell.page_no = page_no
    return Piece(cells, header_rows + len(rows), len(columns), "aligned", page_no, tuple(edges))
