"""Joins the pieces of a table that goes on over pages.

Belongs here: whether a piece continues the table before it, and how their rows fit together.
Does not belong here: where pieces come from, captions, numbering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from unicodedata import east_asian_width

from dagster_project.extraction.blocks import GridCell, Piece, TextLine
from dagster_project.extraction.grid import holds_amounts, squeeze
from dagster_project.extraction.headers import HeaderRows, find_header

# Column edges of two pages' pieces differ by less than this when they are the same columns.
_SAME_EDGE = 6.0
# How many rows of a table may come before the row that names its columns.
_TOP = 8
# A text dump loses and doubles words of a header that is printed again.
_SAME_WORDS = 0.85
# A value of its own: a number, perhaps after a comparison sign.
_MEASURE = re.compile(r"^[≥≤≧≦<>=＝＞＜±]?\s*\d")
# What numbers the lines of a form: 一、 (二) 3. ④
_NUMBERED = re.compile(
    r"^(其中[:：])?([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．]|[①-⑳])"
)
_CONTINUED = re.compile(r"[（(]?续表?[一二三四五六七八九十\d]*[)）]?$")


@dataclass(slots=True)
class OpenTable:
    """A table being put together; ``header`` counts the rows of its first piece."""

    block_no: int
    caption: list[str]
    cells: list[GridCell]
    row_count: int
    column_count: int
    strategy: str
    header: HeaderRows
    column_edges: tuple[float, ...] | None
    page_first: int | None
    page_last: int | None
    open_bottom: frozenset[int]
    header_rows: set[int] = field(default_factory=set)


def _words(cells: list[GridCell], rows: range) -> str:
    inside = [cell for cell in cells if cell.row in rows]
    return "".join(squeeze(cell.text) for cell in sorted(inside, key=lambda c: (c.row, c.column)))


def _same_edges(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    """True when both have the same columns, perhaps moved as a whole by another margin."""
    if len(left) != len(right):
        return False
    shift = right[0] - left[0]
    return all(abs(b - a - shift) <= _SAME_EDGE for a, b in zip(left, right, strict=True))


def _positions_in(inner: tuple[float, ...], outer: tuple[float, ...]) -> list[int] | None:
    """Where each edge of ``inner`` lies among those of ``outer``; None when one is missing."""
    found = []
    for edge in inner:
        nearest = min(range(len(outer)), key=lambda i: abs(outer[i] - edge))
        if abs(outer[nearest] - edge) > _SAME_EDGE:
            return None
        found.append(nearest)
    ends_meet = found[0] == 0 and found[-1] == len(outer) - 1
    return found if ends_meet and len(set(found)) == len(found) else None


def _spread(cells: list[GridCell], places: list[int]) -> None:
    """Moves cells onto finer columns; ``places`` are the finer positions of their edges."""
    for cell in cells:
        last = places[cell.column + cell.column_span]
        cell.column = places[cell.column]
        cell.column_span = last - cell.column


def _repeats_header(table: OpenTable, piece: Piece, header: HeaderRows) -> bool:
    mine, its = _words(table.cells, table.header.name_rows), _words(piece.cells, header.name_rows)
    if table.strategy == "lines" and piece.column_count == table.column_count and mine:
        return SequenceMatcher(None, mine, its).ratio() >= _SAME_WORDS
    return bool(mine) and mine == its


def _repeats_inner_row(table: OpenTable, piece: Piece) -> bool:
    """True when a piece begins with a row that named columns further down in the table's top."""
    first = [cell for cell in piece.cells if cell.row == 0 and cell.text.strip()]
    words = _words(piece.cells, range(1))
    if len(first) < 3 or any(character.isdigit() for character in words):
        return False
    return any(words == _words(table.cells, range(row, row + 1)) for row in range(min(_TOP, table.row_count)))


def _begins_with_data(piece: Piece, header: HeaderRows) -> bool:
    """True when the top of a piece does not look like a header of its own.

    A header names every column in words; data leaves places blank or holds digits.
    """
    if _title_words(piece, header) or header.ordinal:
        return False
    top = [cell for cell in piece.cells if cell.row in header.name_rows]
    blank = any(not cell.text.strip() for cell in top)
    return not top or blank or any(character.isdigit() for cell in top for character in cell.text)


def _says_something_new(table: OpenTable, between: list[TextLine], titles: str) -> bool:
    """True when the lines before a piece are not just the table's own heading again."""
    heading = squeeze("".join(table.caption))
    new = [squeeze(line.text) for line in between if not line.furniture and line.text.strip()]
    return any(_CONTINUED.sub("", text) not in heading for text in [*new, titles])


def _title_words(piece: Piece, header: HeaderRows) -> str:
    return _words(piece.cells, range(header.title))


def _columns_fit(table: OpenTable, piece: Piece, repeats: bool) -> bool:
    """True when the piece has the table's columns; finer columns of either are spread first."""
    mine, its = table.column_edges, piece.column_edges
    if mine is None or its is None:
        return table.column_count == piece.column_count
    if table.column_count == piece.column_count:
        return repeats or _same_edges(mine, its)
    if len(its) < len(mine) and (places := _positions_in(its, mine)):
        _spread(piece.cells, places)
        piece.column_count, piece.column_edges = table.column_count, mine
        return True
    if len(its) > len(mine) and (places := _positions_in(mine, its)):
        _spread(table.cells, places)
        table.column_count, table.column_edges = piece.column_count, its
        return True
    return False


def continues(table: OpenTable, piece: Piece, between: list[TextLine]) -> HeaderRows | None:
    """The header rows of a piece that goes on with the table, or None for a new table."""
    if piece.page_no is not None and table.page_last == piece.page_no:
        return None
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    repeats = _repeats_header(table, piece, header)
    titles = _title_words(piece, header) if repeats else ""
    if _says_something_new(table, between, titles):
        return None
    if not repeats and _repeats_inner_row(table, piece):
        repeats, header = True, HeaderRows(0, 1, 0)
    if not repeats:
        heading_again = any(not line.furniture and line.text.strip() for line in between)
        if heading_again or piece.page_no is None or not _begins_with_data(piece, header):
            return None
        header = HeaderRows(0, 0, 0)
    return header if _columns_fit(table, piece, repeats) else None


def append(table: OpenTable, piece: Piece, header: HeaderRows) -> None:
    """Adds the rows of a continuing piece; cells cut by the page break become one."""
    offset = table.row_count
    first_data = offset + header.total
    for cell in piece.cells:
        cell.row += offset
    remainder = _remainder(table, piece, first_data)
    table.cells.extend(piece.cells)
    table.header_rows.update(range(offset, first_data))
    table.row_count += piece.row_count
    table.page_last = piece.page_no if piece.page_no is not None else table.page_last
    if remainder:
        _fold_row(table, offset, first_data)
    else:
        _join_cut_cells(table, piece, offset, first_data)
    table.open_bottom = piece.open_bottom


def _last_cells(table: OpenTable, last_row: int) -> dict[int, GridCell]:
    """For each column the cell that reaches down to the row."""
    return {c: cell for cell in table.cells if last_row in cell.rows for c in cell.columns}


def _always_printed(table: OpenTable) -> set[int]:
    """Columns in which nearly every data row so far prints something."""
    rows = [row for row in range(table.row_count) if row not in table.header_rows]
    printed: dict[int, int] = {}
    for cell in table.cells:
        if cell.text.strip() and cell.row not in table.header_rows:
            for column in cell.columns:
                printed[column] = printed.get(column, 0) + cell.row_span
    return {column for column, count in printed.items() if rows and count >= 0.9 * len(rows)}


def _remainder(table: OpenTable, piece: Piece, first_data: int) -> bool:
    """True when the piece's first row is the rest of a row that the page break cut.

    It continues texts of some columns, holds no amount, and leaves blank what every row prints.
    """
    row = [cell for cell in piece.cells if cell.row == first_data]
    printed = [cell for cell in row if cell.text.strip()]
    above = _last_cells(table, table.row_count - 1)
    keys = _always_printed(table)
    if table.row_count - 1 in table.header_rows or holds_amounts(printed):
        return False
    if _rest_of_numbered_lines(table, printed, above):
        return True
    if len(keys) < 2:
        return False
    if not printed:
        # The break came below the row's last line of text: its rest is blank.
        return bool(row) and piece.row_count > first_data - table.row_count + 1
    fits = all(
        cell.row_span == 1
        and cell.column in above
        and above[cell.column].text.strip()
        and above[cell.column].column == cell.column
        for cell in printed
    )
    blank = keys - {column for cell in printed for column in cell.columns}
    first_is_blank = min(keys) in blank and len(blank) >= len(keys) - len(blank)
    few = first_is_blank or len(blank) >= max(3, len(keys) - 1)
    return fits and (few or _goes_on_from_full_lines(table, printed, above, keys))


def _rest_of_numbered_lines(table: OpenTable, printed: list[GridCell], above: dict[int, GridCell]) -> bool:
    """True when the row's texts go on from cut lines of columns that number each of their lines.

    Such a column may leave most rows blank, so that nothing is printed in every row (summaries).
    """
    return bool(printed) and all(
        cell.row_span == 1
        and cell.column in above
        and _NUMBERED.match(squeeze(above[cell.column].text)) is not None
        and _NUMBERED.match(squeeze(cell.text)) is None
        and _numbers_its_lines(table, cell.column)
        and _ends_with_a_full_line(table, above[cell.column])
        for cell in printed
    )


def _numbers_its_lines(table: OpenTable, column: int) -> bool:
    texts = [
        squeeze(cell.text)
        for cell in table.cells
        if cell.column == column and cell.row not in table.header_rows and cell.text.strip()
    ]
    return len(texts) >= 3 and all(_NUMBERED.match(text) for text in texts)


def _goes_on_from_full_lines(
    table: OpenTable, printed: list[GridCell], above: dict[int, GridCell], keys: set[int]
) -> bool:
    """True when the row above has its own first key, the rest has not, and every text was cut.

    A text was cut by the page break when its last line is about as long as its column allows.
    """
    own = {c for c, cell in above.items() if cell.row == table.row_count - 1 and c in keys}
    if not own or min(own) >= min(cell.column for cell in printed):
        return False
    return not any(_MEASURE.match(squeeze(cell.text)) for cell in printed) and all(
        _ends_with_a_full_line(table, above[cell.column]) for cell in printed
    )


def _ends_with_a_full_line(table: OpenTable, cell: GridCell) -> bool:
    lines = (line for other in table.cells if other.column == cell.column for line in other.text.split("\n"))
    longest = max((_printed_width(line) for line in lines), default=0)
    return _printed_width(cell.text.split("\n")[-1]) >= 0.75 * longest


def _printed_width(text: str) -> int:
    """Half the width of a Chinese character is the unit: "≥100件" is no longer than "比上年"."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _fold_row(table: OpenTable, offset: int, row: int) -> None:
    """Takes the remainder row into the row before the page break and closes the gap."""
    above = _last_cells(table, offset - 1)
    kept: list[GridCell] = []
    for cell in table.cells:
        if cell.row == row and cell.row_span == 1:
            if cell.text.strip():
                target = above[cell.column]
                target.text = f"{target.text}\n{cell.text}"
            continue
        if cell.row == row:
            cell.row_span -= 1
        elif cell.row > row:
            cell.row -= 1
        kept.append(cell)
    table.cells = kept
    table.row_count -= 1


def _join_cut_cells(table: OpenTable, piece: Piece, offset: int, first_data: int) -> None:
    """Makes one cell of two that a page break cut: open ends, or a span that goes on blank."""
    if first_data >= table.row_count or offset != first_data:
        return
    above = _last_cells(table, offset - 1)
    below = {cell.column: cell for cell in piece.cells if cell.row == first_data}
    leftmost = True
    for column in range(table.column_count):
        upper, lower = above.get(column), below.get(column)
        if lower is None or upper is None or upper.column != lower.column:
            continue
        same = upper.column_span == lower.column_span and upper.row not in table.header_rows
        cut = column in table.open_bottom and column in piece.open_top
        tall = upper.row_span > 1 or lower.row_span > 1
        blank_span = leftmost and tall and not lower.text.strip() and bool(upper.text.strip())
        if same and (cut or blank_span):
            _merge(table, upper, lower)
        else:
            leftmost = False


def _merge(table: OpenTable, upper: GridCell, lower: GridCell) -> None:
    if lower.text.strip() and not upper.text.strip():
        upper.page_no, upper.box = lower.page_no, lower.box
    first, second = upper.text.split("\n"), lower.text.split("\n")
    if first[-1] == second[0]:
        # A line that the page break cuts in half is printed on both pages.
        del second[0]
    upper.text = "\n".join(line for line in [*first, *second] if line.strip())
    upper.row_span += lower.row_span
    table.cells.remove(lower)
