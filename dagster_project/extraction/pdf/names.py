"""The texts of a header without drawn lines: which words, of several lines perhaps, are one text.

Belongs here: lines of words stacked to texts. Does not belong here: which columns each text names
(``column_names``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dagster_project.extraction.pdf.columns import STACKED, are_of_one_text, column_of
from dagster_project.extraction.pdf.page import Floats
from dagster_project.extraction.pdf.words import Word

# Texts below each other that are set left begin this near to each other.
FLUSH = 3.0
# Texts of one row are set in its middle when their middles, or else their ends, are this near.
LEVEL = 1.5
# Of rows that are drawn names of one line have their middles as near as this.
_ONE_ROW = 0.75
# A line is shorter than another by more than a character.
_SHORTER = 1.2
# Rows of names stand farther apart than lines of one by this part of their size.
_FARTHER = 0.3
# A line drawn between two texts covers at least this part of their width.
_HALF = 0.5
# A row of groups has at least this part of a line above and below its middle.
HALF_ROW = 0.5


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


def names_of(
    words: list[Word], edges: list[float], across: Floats | None = None, *, are_drawn: bool = False
) -> list[Name]:
    """Words of a header stacked to texts; a gap above a line, or another middle, begins another text.

    Args:
        words: The words.
        edges: Where the columns begin and end.
        across: The horizontal lines of the page: height, left end, right end.
        are_drawn: Whether lines show the edges: then a text over one of them is of several columns.
    """
    names: list[Name] = []
    lines = _lines(words, edges)
    alone = [
        line for line in lines if not any(_are_near(line, other) for other in lines if other is not line)
    ]
    leading = _leading(lines)
    for line in lines:
        for name in reversed(names):
            far = line.top - name.bottom > leading + _FARTHER * line.words[0].size
            apart = far or _is_in_row_between(name, line, alone) or _is_ruled_off(name, line, across)
            apart = apart or (are_drawn and _are_apart(name, line, alone, edges))
            if _are_near(name, line) and _goes_on(name, line, alone) and not apart:
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
            if line.columns[0] == column and line.bottom - word.top > HALF_ROW * word.size:
                line.words.append(word)
                break
        else:
            lines.append(Name([word], range(column, column + 1)))
    return lines


def _are_near(name: Name, other: Name) -> bool:
    """Whether two texts of one column stand as near as lines of one text."""
    gap = max(other.top - name.bottom, name.top - other.bottom)
    return name.columns == other.columns and gap < STACKED * other.words[0].size


def _leading(lines: list[Name]) -> float:
    """The least gap between two lines of a column that may be of one text."""
    gaps = [
        b.top - a.bottom
        for column in {line.columns for line in lines}
        for a, b in pairwise(line for line in lines if line.columns == column)
        if are_of_one_text((a.left, a.right), (b.left, b.right), b.words[0].size)
    ]
    return min(gaps, default=0.0)


def _are_apart(name: Name, line: Name, alone: list[Name], edges: list[float]) -> bool:
    """Whether one of two texts alone reaches into two columns, or they stand in rows of their own."""
    return _is_over(name, edges) != _is_over(line, edges) or _is_level_below(name, line, alone, edges)


def _is_level_below(name: Name, line: Name, alone: list[Name], edges: list[float]) -> bool:
    """Whether a line is level with names of one line below a group: of rows in which others span both.

    Then a name stands half-way between the group and them, or the two texts had room beside each other.
    """
    width = edges[name.columns[0] + 1] - edges[name.columns[0]]
    has_room = line.right - line.left + name.right - name.left < width - 2 * FLUSH
    between = any(abs(other.middle - (name.middle + line.middle) / 2) <= LEVEL for other in alone)
    return (has_room or between) and any(abs(other.middle - line.middle) <= _ONE_ROW for other in alone)


def _is_ruled_off(name: Name, line: Name, across: Floats | None) -> bool:
    """Whether a horizontal line is drawn between two texts."""
    if across is None or not len(across):
        return False
    at, start, end = across.T
    left, right = min(name.left, line.left), max(name.right, line.right)
    between = (name.bottom - FLUSH < at) & (at < line.top + FLUSH)
    shared = np.minimum(end, right) - np.maximum(start, left)
    return bool((between & (shared >= _HALF * (right - left))).any())


def _is_in_row_between(name: Name, line: Name, alone: list[Name]) -> bool:
    """Whether a line stands in a row with the names of both columns beside it, right below a group of them.

    Half-way between the two a name spans both rows: no line of a text of two lines has all of these.
    """
    column = name.columns[0]
    between = any(abs(other.middle - (name.middle + line.middle) / 2) <= _ONE_ROW for other in alone)
    row = {other.columns[0] for other in alone if abs(other.middle - line.middle) <= _ONE_ROW}
    is_one_line = name.bottom - name.top < 2 * line.words[0].size
    return between and is_one_line and {column - 1, column + 1} <= row


def _is_over(name: Name, edges: list[float]) -> bool:
    """Whether a text reaches over an edge of its column."""
    return name.left < edges[name.columns[0]] - FLUSH or edges[name.columns[0] + 1] + FLUSH < name.right


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
    level = any(abs(other.middle - line.middle) <= LEVEL for other in alone)
    return not (shorter and is_one_line and level)
