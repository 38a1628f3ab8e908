"""Tables without drawn lines: columns and rows from how their words stand.

Belongs here: plain geometry over the words of one page that lie in no ruled table.
Does not belong here: characters, files, and what a word means.

Only rows of figures are evidence for a table: at least three lines that set amounts apart from
other words, or a line that numbers the columns. Their words give the columns; the lines above
them are the header. Fewer lines are a table below a line that names each of their columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.pdf.column_names import arrange, header_cells
from dagster_project.extraction.pdf.columns import Span, column_of, columns_of, divided, edges_of, overlap
from dagster_project.extraction.pdf.figures import (
    amounts_of,
    end_of_table,
    first_amount,
    is_figures,
    is_labelled_line,
)
from dagster_project.extraction.pdf.names import names_of
from dagster_project.extraction.pdf.page import Floats
from dagster_project.extraction.pdf.words import (
    Word,
    Words,
    is_prose,
    middle_of,
    numbers_columns,
    placed,
    text_of,
)

# Fewer lines of figures than this are a sentence with numbers, unless a line numbers the columns.
_LEAST_ROWS = 3
# Below a line of at least so many names, so many amounts are a table.
_LEAST_NAMES, _LEAST_AMOUNTS = 3, 2
# The next line of a table follows within this many line heights.
_FARTHEST = 4.0
# Rows of even height may be as high as this.
_HIGHEST = 6.0
# A row, a blank one and half of what their distances differ by.
_BLANK_ROW = 2.1
# Few rows stand evenly when no distance is larger than another by more than this factor.
_EVEN = 1.1
# Of fewer distances the least is the usual one.
_FEW_GAPS = 4
# What labels something; 其中 introduces a part.
_LABEL = re.compile(r"(?<!其中)[：:]")
# A title above a header is set in larger type than the table.
_LARGER = 1.2
# Lines of one wrapped text are nearer to their row than this part of the distance of two rows.
_OWN = 0.75
# Lines as far from a third one as each other are so within this.
_FLAT = 1.5
# Lines of one text stand nearer to each other than this part of their size.
_ROW = 1.6
# A label in a list of numbered ones.
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]+[)）、.．]|[（(]\d+[)）]|\d+[、．]")
_ORDINAL = re.compile(r"[1-9]\d{0,2}")
# Lines nearer than this part of their size stand beside each other.
_BESIDE = 0.9


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table found, and which of the page's lines it takes."""

    piece: Piece
    top: float
    lines: range


def groups_of(lines: Sequence[Words]) -> list[list[int]]:
    """Runs of lines of figures, with nothing but words of a table between them."""
    groups: list[list[int]] = []
    figures = [index for index, line in enumerate(lines) if is_figures(line)]
    steps = [middle_of(lines[b]) - middle_of(lines[a]) for a, b in pairwise(figures)]
    even = len(steps) == _LEAST_ROWS - 1 and max(steps) <= _EVEN * min(steps)
    usual = median(steps) if len(steps) >= _LEAST_ROWS or even else 0.0
    for index in figures:
        if groups and _close(lines[groups[-1][-1] : index + 1], usual):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _close(lines: Sequence[Words], usual: float) -> bool:
    """True when no line lies farther from the next than a row, and none is a sentence or a heading."""
    # Nothing stands in a blank row between two lines of figures.
    rows = _BLANK_ROW if len(lines) == 2 else 1.3
    for above, line in pairwise(lines):
        size = max(above[0].size, line[0].size)
        farthest = max(_FARTHEST * size, min(rows * usual, _HIGHEST * size))
        if numbers_columns(above) and len(list(amounts_of(line))) == len(line) == len(above):
            # A figure below the number of each column, a blank row between them.
            farthest = _HIGHEST * size
        if middle_of(line) - middle_of(above) > farthest:
            return False
    headings = any(map(is_labelled_line, lines[1:-1]))
    return not headings and not any(is_prose(line) for line in lines) and not numbers_columns(lines[-1])


def is_enough(lines: list[Words]) -> bool:
    """True for so many lines of figures below each other that they are a table."""
    if any(numbers_columns(line) and len(line) >= 4 for line in lines):
        return True
    if len(lines) < _LEAST_ROWS:
        return False
    ends = [word.x1 for line in lines for word in amounts_of(line)]
    starts = [word.x0 for line in lines for word in amounts_of(line)]
    return _shared(ends) >= 0.6 * len(ends) or _shared(starts) >= 0.6 * len(starts)


def _is_named(lines: list[Words], header: Sequence[Words], columns: list[Span]) -> bool:
    """True for few lines of amounts below a line of names, a name over each column."""
    if not header or len(columns) < _LEAST_NAMES or max(map(len, header)) < _LEAST_NAMES:
        return False
    edges = edges_of(columns)
    named = {column_of(word, edges) for line in header for word in line}
    amounts = sum(1 for line in lines for _ in amounts_of(line))
    return len(named) == len(columns) and amounts >= _LEAST_AMOUNTS


def _shared(positions: list[float]) -> int:
    """How many positions another one shares."""
    ordered = sorted(positions)
    near = [False, *(b - a <= 2 for a, b in pairwise(ordered)), False]
    return sum(1 for i in range(len(ordered)) if near[i] or near[i + 1])


def _first_line(lines: Sequence[Words], first: int, size: float, pitch: float) -> int:
    """The first line of the header above the first line of figures."""
    # Rows are not laid to the last hundredth of a point.
    farthest = max(2 * size, min(pitch, _HIGHEST * size) - size) + 0.5
    while first > 0:
        line, below = lines[first - 1], lines[first]
        gap = min(word.top for word in below) - max(word.bottom for word in line)
        labelled = any(_LABEL.search(word.text) for word in line)
        larger = max(word.size for word in line) > _LARGER * size
        if labelled or larger or gap > farthest or is_prose(line):
            break
        first -= 1
    return first


def _first_below_title(lines: Sequence[Words], figures: int, size: float) -> int:
    """The first line of a header below the title or the unit of a form of few rows.

    Few rows do not tell how far apart they are: a blank one may stand between them and their names.
    """
    first = _first_line(lines, figures, size, 2 * _BLANK_ROW * size)
    above = lines[first - 1] if first else []
    is_title = any(_LABEL.search(word.text) or word.size > _LARGER * size for word in above)
    return first if is_title else figures


def _first_of_row(lines: Sequence[Words], first: int, figures: int, pitch: float) -> int:
    """The first line of the row of the first figures: a text of several lines is set about their middle.

    Each of its lines above the figures has one as far below them, in the same column.
    """
    at = middle_of(lines[figures])
    start = figures
    while start > first:
        line = lines[start - 1]
        away = at - middle_of(line)
        if away > _OWN * pitch or not all(
            _has_mirror(word, lines[figures + 1 :], at + away) for word in line
        ):
            break
        start -= 1
    return start


def _has_mirror(word: Word, below: Sequence[Words], height: float) -> bool:
    """True when a text stands under another one at this height."""
    return any(
        abs(middle_of(line) - height) <= _FLAT
        and not is_figures(line)
        and any(overlap(word, (other.x0, other.x1)) for other in line)
        for line in below
    )


# ---- Rows ------------------------------------------------------------------------------------


def rows_between(lines: Sequence[Words], edges: list[float], pitch: float) -> list[list[Word]]:
    """The words of each row: lines of figures, wrapped lines with the row that they belong to."""
    numbers = _numbers_of_rows(lines, edges)
    anchors = [line for line in lines if _is_anchor(line, edges) or any(line is it for it in numbers)]
    if numbers:
        # Rows without figures make the distance of those with figures a large one.
        pitch = min(pitch, pitch_of([middle_of(line) for line in anchors], anchors[0][0].size))
    rows: list[list[Word]] = []
    heights: list[float] = []
    last = float("-inf")
    for line in anchors:
        at = middle_of(line)
        if at - last < _BESIDE * line[0].size:
            # No two rows are so near: a number is broken over lines beside a name of one line.
            rows[-1].extend(line)
            heights[-1] = middle_of(rows[-1])
        else:
            rows.append(list(line))
            heights.append(at)
        last = at
    for line in lines:
        if any(line is anchor for anchor in anchors):
            continue
        at = middle_of(line)
        nearest = min(range(len(heights)), key=lambda i: abs(heights[i] - at))
        if abs(heights[nearest] - at) <= _OWN * pitch and not _is_own_row(line, rows[nearest], edges):
            rows[nearest].extend(line)
        else:
            rows.append(list(line))
            heights.append(at)
    order = sorted(range(len(rows)), key=lambda i: heights[i])
    return [rows[i] for i in order]


def _numbers_of_rows(lines: Sequence[Words], edges: list[float]) -> list[Words]:
    """The lines that begin with the number of a row, where the first column counts the rows."""
    found = [line for line in lines if column_of(line[0], edges) == 0 and _ORDINAL.fullmatch(line[0].text)]
    counts = [int(line[0].text) for line in found]
    is_counted = len(found) >= _LEAST_ROWS and all(b == a + 1 for a, b in pairwise(counts))
    return found if is_counted else []


def _is_own_row(line: Words, row: list[Word], edges: list[float]) -> bool:
    """True for a label without figures in a list of numbered ones, farther from the next than its lines.

    Rows without figures make the usual distance of rows with figures a large one.
    """
    column = column_of(line[0], edges)
    beside = [word for word in row if column_of(word, edges) == column]
    if len(line) > 1 or not beside:
        return False
    numbered = any(NUMBERED.match(word.text) for word in (line[0], *beside))
    nearest = min(abs(word.middle - line[0].middle) for word in beside)
    return numbered and nearest >= _ROW * line[0].size


def _is_anchor(line: Words, edges: list[float]) -> bool:
    return is_figures(line) or (len(line) > 1 and any(column_of(word, edges) == 0 for word in line))


# ---- Tables ----------------------------------------------------------------------------------


def pitch_of(heights: list[float], size: float) -> float:
    """The usual distance of two rows."""
    gaps = [b - a for a, b in pairwise(sorted(heights)) if b - a > _BESIDE * size]
    if len(gaps) < _FEW_GAPS:
        return min(gaps, default=2 * size)
    return quantiles(gaps, n=4)[0]


def find_aligned(lines: Sequence[Words], page_no: int, across: Floats | None = None) -> list[Aligned]:
    """The tables that the lines of words of a page form, from top to bottom; horizontal lines part names."""
    found: list[Aligned] = []
    taken = 0
    lines = divided(lines)
    for group in groups_of(lines):
        group = [number for number in group if number >= taken]
        if not group:
            continue
        core = [lines[i] for i in group]
        size = median(word.size for line in core for word in line)
        pitch = pitch_of([middle_of(line) for line in core], size)
        first = max(taken, _first_line(lines, group[0], size, pitch))
        if first == group[0] and len(core) < _LEAST_ROWS:
            first = max(taken, _first_below_title(lines, first, size))
        body = _first_of_row(lines, first, first_amount(lines, range(first, group[0]), core), pitch)
        header = lines[first:body]
        columns = columns_of(core, header)
        if len(columns) < 2 or not (is_enough(core) or _is_named(core, header, columns)):
            continue
        last = end_of_table(lines, group[-1], edges_of(columns), pitch)
        piece = _piece(header, lines[body : last + 1], columns, pitch, page_no, across)
        if len(core) < _LEAST_ROWS:
            piece.lines = tuple(map(placed, lines[first : last + 1]))
        found.append(Aligned(piece, min(word.top for word in lines[first]), range(first, last + 1)))
        taken = last + 1
    return found


def _piece(
    above: Sequence[Words],
    body: Sequence[Words],
    columns: list[Span],
    pitch: float,
    page_no: int,
    across: Floats | None,
) -> Piece:
    edges = edges_of(columns)
    rows = rows_between(body, edges, pitch)
    names = names_of([word for line in above for word in line], edges, across)
    header_rows = arrange(names, edges)
    cells = header_cells(names, header_rows, len(columns))
    for row_no, words in enumerate(rows, header_rows):
        by_column: dict[int, list[Word]] = {}
        for word in words:
            by_column.setdefault(column_of(word, edges), []).append(word)
        top, bottom = min(w.top for w in words), max(w.bottom for w in words)
        for column in range(len(columns)):
            box = (edges[column], top, edges[column + 1], bottom)
            text = text_of(by_column.get(column, []))
            cells.append(GridCell(row_no, column, 1, 1, text, page_no, box))
    for cell in cells:
        cell.page_no = page_no
    piece = Piece(cells, header_rows + len(rows), len(columns), "aligned", page_no, tuple(edges))
    piece.spans = tuple(columns)
    return piece
