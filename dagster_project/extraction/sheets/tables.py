"""From what a sheet shows to its tables: several forms on a sheet, below and beside each other.

Belongs here: where on a sheet one table ends and the next begins, by shape only.
Does not belong here: headers and captions, which all formats share (``assemble``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.grid import is_labelled, looks_like_amount
from dagster_project.extraction.limits import require_places
from dagster_project.extraction.look import PLAIN
from dagster_project.extraction.sheets.model import Grid, Place, Sheet, grid_of

# The longest title of a form; a longer text alone in its row is a note.
_TITLE_LENGTH = 60
# A title, its number above it, whose it is: so many rows may stand between a title and its header.
_HEADING_ROWS = 4
# Whose, which year, which unit: a heading has no more labelled texts beside each other.
_LABELLED_TEXTS = 4
# A title may be numbered, or begin with its year; a figure does neither.
_FIGURE_FIRST = re.compile(r"\d(?!\d?[、.．](?!\d))(?!\d{3}\s*(?:年|[—–－-]))")
_NOTE = re.compile(r"(?:备?注|说明)\s*\d*[：:]")
# The number of a form, which may stand beside its title: 表1, 公开01表.
_FORM_NUMBER = re.compile(r"(?:附|预算|决算|公开)?[表件]?\s*[\d一二三四五六七八九十-]+\s*表?$")
# A title may be merged over the whole sheet; columns so far from every text belong to no table.
_FARTHEST_SPAN = 64
# So many cells that are not shown are kept of a workbook.
_MOST_HIDDEN = 50_000
# Rows so far below others belong to no table with them.
_FARTHEST_ROW = 500


def blocks_of(sheets: list[Sheet]) -> list[Block]:
    """The blocks of a workbook: of each sheet that is shown its name as a line, then its tables."""
    blocks: list[Block] = []
    for sheet in sheets:
        if not sheet.is_hidden:
            blocks.extend([TextLine(sheet.name)] if sheet.name else [])
            blocks.extend(TextLine(line) for line in sheet.heads)
            before, after = _boxes(sheet)
            blocks.extend([*before, *_sheet_blocks(grid_of(sheet)), *after])
    return blocks


def _boxes(sheet: Sheet) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of the boxes over a sheet: of those above its first amount, and of all others."""
    first = min((row for (row, _), text in sheet.texts.items() if looks_like_amount(text)), default=1)
    lines = [(row, line) for row, text in sheet.shown_boxes() for line in text.split("\n")]
    above = [TextLine(line) for row, line in lines if row < first]
    return above, [TextLine(line) for row, line in lines if row >= first]


def reading_of(sheets: list[Sheet]) -> Reading:
    """The blocks of a workbook, the cells that it does not show, and what is said of both."""
    hidden = [cell for sheet in sheets for cell in sheet.hidden_cells()]
    note = _note_on(sheets, sum(cell.reason != "width" for cell in hidden))
    return Reading(blocks=blocks_of(sheets), note=note, hidden_cells=hidden[:_MOST_HIDDEN])


def _note_on(sheets: list[Sheet], cells: int) -> str | None:
    """What of a workbook is not read, in words; None when all of it is."""
    parts = []
    hidden = sum(sheet.is_hidden for sheet in sheets)
    if cells:
        where = f", {hidden} hidden sheets among them" if hidden else ""
        parts.append(
            f"{cells} cells that are not shown (hidden, struck out or not printed) are not read{where}."
        )
    too_wide = [
        _address(sheet, place)
        for sheet in sheets
        if not sheet.is_hidden
        for place, _ in sheet.shown_too_wide()
    ]
    if too_wide:
        parts.append(
            f"{len(too_wide)} figures are shown as #### and not read, because their columns are too narrow "
            f"({', '.join(too_wide[:5])}): widen the columns in a spreadsheet program and save the file."
        )
    open_formulas = [
        _address(sheet, place) for sheet in sheets if not sheet.is_hidden for place in sheet.uncomputed
    ]
    if open_formulas:
        parts.append(
            f"{len(open_formulas)} formulas have no stored result and could not be computed "
            f"({', '.join(open_formulas[:5])}): open the file in a spreadsheet program and save it."
        )
    return " ".join(parts) or None


def _address(sheet: Sheet, place: Place) -> str:
    return f"{sheet.name}!{_column_name(place[1])}{place[0] + 1}"


def _column_name(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _sheet_blocks(grid: Grid) -> Iterator[Block]:
    rows = grid.rows()
    if not rows:
        return
    numbers = list(rows)
    starts = [
        numbers[0],
        *(row for i, row in enumerate(numbers) if i and _starts_table(grid, rows, numbers, i)),
    ]
    for first, end in pairwise([*starts, numbers[-1] + 1]):
        for columns in _side_by_side(grid, rows, first, end):
            yield from _region(grid, range(first, end), columns)


def _starts_table(grid: Grid, rows: dict[int, list[int]], numbers: list[int], position: int) -> bool:
    """True at a row of nothing but titles that comes after a blank row or data, with a header to follow.

    Prose after a blank row ends a table, too.
    """
    row, before = numbers[position], numbers[position - 1]
    if row - before > _FARTHEST_ROW:
        return True
    if before < row - 1 and _is_prose(grid, rows, numbers[position:]):
        return True
    if not all(_is_title(grid, row, column) for column in rows[row]):
        return False
    wide = any(grid.span((row, column))[1] > 1 for column in rows[row])
    after_blank = before < row - 1
    ends = _holds_amounts(grid, rows, before) or _is_note(grid, rows, before)
    if not after_blank and not (wide and ends):
        return False
    following = numbers[position + 1 : position + 1 + _HEADING_ROWS]
    return _is_heading_then_header(grid, rows, following, labelled_only=len(rows[row]) > 1)


def _is_prose(grid: Grid, rows: dict[int, list[int]], following: list[int]) -> bool:
    """True when rows of one text each follow, and one of them is a sentence."""
    for row in following:
        if len(rows[row]) > 1:
            return False
        text = grid.texts[row, rows[row][0]]
        if "。" in text or len(text) > _TITLE_LENGTH:
            return True
    return False


def _is_heading_then_header(
    grid: Grid, rows: dict[int, list[int]], following: list[int], *, labelled_only: bool
) -> bool:
    for row in following:
        texts = [grid.texts[row, column] for column in rows[row]]
        if any(looks_like_amount(text) for text in texts):
            return False
        if any(map(is_labelled, texts)):
            return True
        if not labelled_only and len(texts) > 2:
            return True
    return False


def _is_title(grid: Grid, row: int, column: int) -> bool:
    text = grid.texts[row, column]
    return (
        len(text) <= _TITLE_LENGTH
        and len(text) > 1
        and not looks_like_amount(text)
        and not _FIGURE_FIRST.match(text)
        and grid.span((row, column))[0] == 1
    )


def _holds_amounts(grid: Grid, rows: dict[int, list[int]], row: int) -> bool:
    return any(looks_like_amount(grid.texts[row, column]) for column in rows[row])


def _is_note(grid: Grid, rows: dict[int, list[int]], row: int) -> bool:
    """True for a row of nothing but a note, which stands below a form."""
    return len(rows[row]) == 1 and bool(_NOTE.match(grid.texts[row, rows[row][0]]))


def _side_by_side(grid: Grid, rows: dict[int, list[int]], first: int, end: int) -> list[range]:
    """The columns of each table of a band: one, or as many as titles stand beside each other on top."""
    everything = range(1 << 20)
    titles = rows[first]
    named = [column for column in titles if not _FORM_NUMBER.match(grid.texts[first, column])]
    if not named:
        # Numbers beside each other, each with its form's title below it.
        named = titles
    if len(named) < 2 or not all(_is_title(grid, first, column) for column in titles):
        return [everything]
    below = next((row for row in rows if row > first), None)
    ranges = [range(a, b) for a, b in pairwise([0, *named[1:], everything.stop])]
    labelled = below is not None and all(
        any(column in part and is_labelled(grid.texts[below, column]) for column in rows[below])
        for part in ranges
    )
    if labelled or _stand_apart(grid, rows, ranges, range(first, end)):
        return ranges
    return [everything]


def _stand_apart(grid: Grid, rows: dict[int, list[int]], parts: list[range], band: range) -> bool:
    """True for tables with a blank column between them, each with columns and figures of its own."""
    shown = [(row, column) for row in band if row in rows for column in rows[row]]
    taken = {column + more for row, column in shown for more in range(grid.span((row, column))[1])}
    if any(part.start - 1 in taken for part in parts[1:]):
        return False
    with_figures = {column for row, column in shown if looks_like_amount(grid.texts[row, column])}
    return all(
        not with_figures.isdisjoint(part) and sum(column in part for column in taken) > 1 for part in parts
    )


def _region(grid: Grid, rows: range, columns: range) -> Iterator[Block]:
    """One table, blank rows and columns around it dropped; lines when it is not a table."""
    texts = {p: t for p, t in grid.texts.items() if p[0] in rows and p[1] in columns}
    if not texts:
        return
    top, left = min(r for r, _ in texts), min(c for _, c in texts)
    bottom = _end([(r, r + grid.span((r, c))[0]) for r, c in texts], rows.stop)
    right = _end([(c, c + grid.span((r, c))[1]) for r, c in texts], columns.stop)
    per_row: dict[int, int] = {}
    for row, _ in texts:
        per_row[row] = per_row.get(row, 0) + 1
    if max(per_row.values()) < 2 or len(texts) < 3:
        yield from (TextLine(texts[place]) for place in sorted(texts))
        return
    while bottom - top > 2 and (heading := _heading(grid, top, range(left, right))):
        yield TextLine(heading)
        top += 1
        while not any((top, column) in texts for column in range(left, right)):
            top += 1
    require_places(bottom - top, right - left)
    cells = []
    for row in range(top, bottom):
        for column in range(left, right):
            if (row, column) in grid.covered:
                continue
            down, across = grid.span((row, column))
            down, across = min(down, bottom - row), min(across, right - column)
            text, look = texts.get((row, column), ""), grid.looks.get((row, column), PLAIN)
            cells.append(GridCell(row - top, column - left, down, across, text, look=look))
    yield Piece(cells, bottom - top, right - left, "markup")


def _heading(grid: Grid, row: int, columns: range) -> str | None:
    """The line of heading that a row shows: a title from the left, or labelled texts; None for others."""
    found = [column for column in columns if (row, column) in grid.texts]
    texts = [grid.texts[row, column] for column in found]
    if not texts or any(
        looks_like_amount(text) or grid.span((row, c))[0] > 1 for c, text in zip(found, texts, strict=True)
    ):
        return None
    alone = len(texts) == 1 and (
        found[0] == columns.start or grid.span((row, found[0]))[1] * 2 >= len(columns)
    )
    labelled = (
        len(texts) <= _LABELLED_TEXTS and len(texts) < len(columns) and any(is_labelled(t) for t in texts)
    )
    return " ".join(texts) if alone or labelled else None


def _end(ranges: list[tuple[int, int]], limit: int) -> int:
    """Where a table ends; a span that runs far beyond every text, to the sheet's end, does not count."""
    last = max(start for start, _ in ranges) + 1
    return min(max([last, *(end for _, end in ranges if end - last <= _FARTHEST_SPAN)]), limit)
