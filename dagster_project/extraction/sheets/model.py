"""A sheet as its file holds it, before what is hidden is taken out.

Belongs here: cells with the text they show, spans, what is hidden.
Does not belong here: where a table begins (``tables``), how a format is read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from dagster_project.extraction.grid import is_labelled
from dagster_project.extraction.limits import require_places
from dagster_project.extraction.look import PLAIN, Look
from dagster_project.extraction.records import HiddenCell

Place = tuple[int, int]
# What stands around a cell's text and shows nothing.
BLANKS = " \t\r\n\u00a0\u3000"
# A lower row, in points, and a narrower column, in characters, shows nothing: a line at most.
LEAST_HEIGHT, LEAST_WIDTH = 2.0, 0.3
# First row, first column, last row, last column, all included.
Area = tuple[int, int, int, int]


@dataclass(slots=True)
class Sheet:
    """A sheet; rows and columns count from 0, and only cells that show something are in ``texts``.

    Attributes:
        name: The name on its tab.
        texts: What each cell shows.
        merged: Merged areas; the first cell's text is shown over the area.
        hidden_rows: Rows that are not shown.
        hidden_columns: The same of columns, as ranges.
        is_hidden: The whole sheet is not shown.
        printed_columns: The columns of the print area, when there is one.
        uncomputed: Places of formulas whose result the file does not hold.
        looks: How the texts stand in their cells, where the file says.
        unseen: Texts that are not shown for another reason, such as struck-through ones.
        boxes: Texts of boxes that lie over the sheet, with the cells that they begin over.
        heads: Lines at the head of each printed page.
        too_wide: Numbers in whose place #### is shown, because their column is too narrow.
    """

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    is_hidden: bool = False
    printed_columns: list[range] = field(default_factory=list)
    uncomputed: list[Place] = field(default_factory=list)
    looks: dict[Place, Look] = field(default_factory=dict)
    unseen: dict[Place, str] = field(default_factory=dict)
    boxes: list[tuple[Place, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    too_wide: dict[Place, str] = field(default_factory=dict)

    def shows_column(self, column: int) -> bool:
        """Whether a column is neither hidden nor outside the print area."""
        if any(column in hidden for hidden in self.hidden_columns):
            return False
        return not self.printed_columns or any(column in printed for printed in self.printed_columns)

    def shown_boxes(self) -> list[tuple[int, str]]:
        """The texts of boxes over rows and columns that are shown, with the rows, from the top."""
        return sorted(
            (row, text) for (row, column), text in self.boxes if self._why_hidden(row, column) is None
        )

    def hidden_cells(self) -> list[HiddenCell]:
        """The cells that hold a text and do not show it."""
        stored = self.texts | self.too_wide
        found = [(place, text, self._why_hidden(*place)) for place, text in stored.items()]
        found += [(place, text, "text") for place, text in self.unseen.items()]
        found += [(place, text, "width") for place, text in self.shown_too_wide()]
        return [
            HiddenCell(self.name, row + 1, column + 1, text, reason)
            for (row, column), text, reason in found
            if reason is not None
        ]

    def shown_too_wide(self) -> list[tuple[Place, str]]:
        """The numbers that are #### to who looks at the sheet; not those in hidden rows and columns."""
        return [(place, text) for place, text in self.too_wide.items() if self._why_hidden(*place) is None]

    def _why_hidden(self, row: int, column: int) -> str | None:
        if self.is_hidden:
            return "sheet"
        if row in self.hidden_rows:
            return "row"
        if any(column in hidden for hidden in self.hidden_columns):
            return "column"
        return None if self.shows_column(column) else "print_area"


@dataclass(slots=True)
class Grid:
    """What a sheet shows: rows and columns counted anew from 0 without those that are hidden.

    ``covered`` are the places under a span but its first.
    """

    texts: dict[Place, str]
    looks: dict[Place, Look]
    spans: dict[Place, tuple[int, int]]
    covered: set[Place]

    def span(self, place: Place) -> tuple[int, int]:
        """Rows and columns of the cell at a place."""
        return self.spans.get(place, (1, 1))

    def rows(self) -> dict[int, list[int]]:
        """The columns with a text of every row that has one, in order."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            found.setdefault(row, []).append(column)
        return found


def labelled_lines(head: Iterable[str]) -> list[str]:
    """What the texts of the head of printed pages say with a label (单位：万元); page numbers have none."""
    lines = [line.strip() for text in head for line in text.splitlines()]
    return [line for line in lines if is_labelled(line) and "&" not in line]


def grid_of(sheet: Sheet) -> Grid:
    """The visible part of a sheet.

    Raises:
        HostileFileError: Its merged areas are larger than any table.
    """
    require_places(
        1, sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merged)
    )
    last_column = max([*(c for _, c in sheet.texts), *(area[3] for area in sheet.merged)], default=-1)
    moved = _Moved(sorted(sheet.hidden_rows), sheet, last_column)
    texts: dict[Place, str] = {}
    spans: dict[Place, tuple[int, int]] = {}
    looks: dict[Place, Look] = {}
    under: set[Place] = set()
    for top, left, bottom, right in sheet.merged:
        text = sheet.texts.get((top, left), "")
        place, size = moved.area(top, left, bottom, right)
        if place is None:
            continue
        if text:
            texts[place] = text
            looks[place] = sheet.looks.get((top, left), PLAIN)
            if size != (1, 1):
                spans[place] = size
        # What a program left in the other cells of the area is not shown.
        under.update(_within(sheet.texts, top, left, bottom, right))
    for (row, column), text in sheet.texts.items():
        place = moved.place(row, column)
        if place is not None and (row, column) not in under:
            texts[place] = text
            looks[place] = sheet.looks.get((row, column), PLAIN)
    covered = {
        (row + r, column + c)
        for (row, column), (down, across) in spans.items()
        for r in range(down)
        for c in range(across)
    } - spans.keys()
    texts = {place: text for place, text in texts.items() if place not in covered}
    return Grid(texts, looks, spans, covered)


def _within(texts: dict[Place, str], top: int, left: int, bottom: int, right: int) -> list[Place]:
    """The places of texts in an area, which may be far larger than the sheet's texts, or far smaller."""
    if (bottom - top + 1) * (right - left + 1) > len(texts):
        return [(r, c) for r, c in texts if top <= r <= bottom and left <= c <= right]
    return [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if (r, c) in texts]


class _Moved:
    """Where rows and columns stand when the hidden ones are gone."""

    def __init__(self, hidden_rows: list[int], sheet: Sheet, last_column: int) -> None:
        self._hidden = hidden_rows
        self._hidden_set = set(hidden_rows)
        self._columns: list[int | None] = []
        shown = 0
        for column in range(last_column + 1):
            visible = sheet.shows_column(column)
            self._columns.append(shown if visible else None)
            shown += visible

    def _row(self, row: int) -> int:
        return row - bisect_left(self._hidden, row)

    def place(self, row: int, column: int) -> Place | None:
        moved = self._columns[column]
        return None if row in self._hidden_set or moved is None else (self._row(row), moved)

    def area(self, top: int, left: int, bottom: int, right: int) -> tuple[Place | None, tuple[int, int]]:
        shown = [c for c in self._columns[left : right + 1] if c is not None]
        first, end = self._row(top), self._row(bottom + 1)
        if not shown or first == end:
            return None, (0, 0)
        return (first, shown[0]), (end - first, shown[-1] - shown[0] + 1)
