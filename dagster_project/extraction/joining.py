"""Joins the pieces of a table that goes on over pages.

Belongs here: whether a piece continues the table before it, and how their rows fit together.
Does not belong here: where pieces come from, captions, numbering.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from difflib import SequenceMatcher
from itertools import pairwise

from dagster_project.extraction.blocks import GridCell, Piece, TextLine
from dagster_project.extraction.cut_cells import join_cut_cells
from dagster_project.extraction.cut_rows import fold_row, is_rest_of_row
from dagster_project.extraction.grid import holds_amounts, squeeze
from dagster_project.extraction.headers import HeaderRows, find_header
from dagster_project.extraction.open_table import OpenTable, top_cells, words

# Column edges of two pages' pieces differ by less than this when they are the same columns.
_SAME_EDGE = 6.0
# How many rows of a table may come before the row that names its columns.
_TOP = 8
# A header printed again loses or doubles a few characters: in a text dump, or cut off by its cell.
_SAME_WORDS = 0.85
# Texts stand under a column when they share less than this part of it with any other one.
_SHARED = 0.5
# Blanks, and the marks that stand for nothing.
_NOTHING = " \t\n\u3000-－—–"
# Two tables of fewer columns each may stand below each other by chance.
_FEWEST_COLUMNS = 3
Spans = tuple[tuple[float, float], ...]
_CONTINUED = re.compile(r"[（(]?续表?[一二三四五六七八九十\d]*[)）]?$")


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
    rows = table.header.name_rows
    mine, its = words(top_cells(table, rows.stop), rows), words(piece.cells, header.name_rows)
    if mine and mine == its:
        return True
    same_columns = piece.column_count == table.column_count and (
        table.strategy == "lines" or _have_same_edges(table, piece)
    )
    same_height = header.names == table.header.names
    return bool(mine) and same_columns and same_height and _nearly_same(mine, its)


def _have_same_edges(table: OpenTable, piece: Piece) -> bool:
    mine, its = table.column_edges, piece.column_edges
    return mine is not None and its is not None and _same_edges(mine, its)


def _nearly_same(left: str, right: str) -> bool:
    return SequenceMatcher(None, left, right).ratio() >= _SAME_WORDS


def _repeats_inner_row(table: OpenTable, piece: Piece) -> bool:
    """True when a piece begins with a row that named columns further down in the table's top.

    A tall cell beside it goes on from the page before, and names no column.
    """
    first = [cell for cell in piece.cells if cell.row == 0 and cell.row_span == 1 and cell.text.strip()]
    top = words(first, range(1))
    if len(first) < 3 or any(character.isdigit() for character in top):
        return False
    low = [cell for cell in top_cells(table, _TOP) if cell.row < _TOP and cell.row_span == 1]
    return any(top == words(low, range(row, row + 1)) for row in range(min(_TOP, table.row_count)))


def _begins_with_data(piece: Piece, header: HeaderRows) -> bool:
    """True when the top of a piece does not look like a header of its own.

    A header names every column in words; data leaves places blank or holds digits.
    """
    if _title_words(piece, header) or header.ordinal:
        return False
    top = [cell for cell in piece.cells if cell.row in header.name_rows]
    blank = any(not cell.text.strip() for cell in top)
    return not top or blank or any(character.isdigit() for cell in top for character in cell.text)


def _numbers_columns_of(table: OpenTable, header: HeaderRows) -> bool:
    """True when a page ends below the names of a table's columns, and the piece begins with their numbers."""
    ends_there = table.row_count == table.header.total and table.header.names and not table.header.ordinal
    return bool(ends_there and header.ordinal) and not header.title and not header.names


def _is_rest_of_header(table: OpenTable, piece: Piece, header: HeaderRows, between: list[TextLine]) -> bool:
    """Whether a page ends below the names of groups, and the piece begins with those of their columns.

    Columns that are in no group have their name above, and a blank cell here.
    """
    mine, its = table.column_edges, piece.column_edges
    ends_there = table.row_count == table.header.total and table.header.names and not table.header.ordinal
    if not ends_there or header.title or not header.names or mine is None or its is None:
        return False
    places = _positions_in(mine, its) if len(its) > len(mine) else None
    if places is None or any(not line.furniture and line.text.strip() for line in between):
        return False
    widths = [end - start for start, end in pairwise(places)]
    is_in_group = [width > 1 for width in widths for _ in range(width)]
    first = {cell.column: bool(cell.text.strip()) for cell in piece.cells if cell.row == 0}
    return [first.get(column) for column in range(piece.column_count)] == is_in_group


def new_lines(table: OpenTable, between: list[TextLine], titles: str = "") -> list[str]:
    """The texts before a piece that are not just the table's own heading again, without white space."""
    heading = squeeze("".join(table.caption))
    said = [squeeze(line.text) for line in between if not line.furniture and line.text.strip()]
    return [text for text in [*said, titles] if _CONTINUED.sub("", text) not in heading]


def _title_words(piece: Piece, header: HeaderRows) -> str:
    return words(piece.cells, range(header.title))


def _columns_fit(table: OpenTable, piece: Piece, repeats: bool) -> bool:
    """True when the piece has the table's columns; finer columns of either are spread first."""
    mine, its = table.column_edges, piece.column_edges
    if mine is None or its is None:
        return table.column_count == piece.column_count
    if table.column_count == piece.column_count and (repeats or _same_edges(mine, its)):
        return True
    names = table.header_rows.union(range(table.header.total))
    blank = {} if repeats else blank_columns(table, names)
    if not repeats and (columns := columns_above(table.spans, piece.spans, blank)):
        _set_under(piece, columns, table.column_count, mine)
        return True
    if len(its) < len(mine) and (places := _positions_in(its, mine)):
        _spread(piece.cells, places)
        piece.column_count, piece.column_edges = table.column_count, mine
        return True
    if len(its) > len(mine) and (places := _positions_in(mine, its)):
        _spread(table.cells, places)
        table.column_count, table.column_edges = piece.column_count, its
        return True
    return False


def blank_columns(table: OpenTable | Piece, names: Set[int]) -> dict[int, tuple[float, float]]:
    """The columns in which no row of a table without lines prints anything, with their edges.

    Args:
        table: A table, or its piece of one page.
        names: The rows of its headers.
    """
    edges = table.column_edges
    if table.spans is None or edges is None:
        return {}
    filled = {
        column
        for cell in table.cells
        if cell.row not in names and cell.text.strip(_NOTHING)
        for column in cell.columns
    }
    # The outer columns of a table without lines reach as far as the page.
    reach = [float("-inf"), *edges[1:-1], float("inf")]
    return {c: (reach[c], reach[c + 1]) for c in range(table.column_count) if c not in filled}


def columns_above(
    above: Spans | None, below: Spans | None, blank: Mapping[int, tuple[float, float]] | None = None
) -> list[int]:
    """For each column of a piece without lines, the column above whose texts stand over its own.

    None at all when the texts of one stand under none, or just as well under two. Over figures of a column
    that is blank so far there is only its name or its number, narrower perhaps and elsewhere in it: they lie
    between the edges of just that column.

    Args:
        above: How far the texts of each column of the table reach.
        below: The same of the piece.
        blank: The edges of the table's columns without any figure.
    """
    found: list[int] = []
    for start, end in below or ():
        shared = [min(end, right) - max(start, left) for left, right in above or ()]
        *_, second, best = sorted([0.0, 0.0, *shared])
        around = [c for c, (left, right) in (blank or {}).items() if left <= start and end <= right]
        if best <= 0 and len(around) == 1:
            found.append(around[0])
        elif best <= 0 or second > _SHARED * best:
            return []
        else:
            found.append(shared.index(best))
    return found if found == sorted(set(found)) else []


def _set_under(piece: Piece, columns: list[int], width: int, edges: tuple[float, ...]) -> None:
    """Gives a piece without lines the columns of the table that it goes on with, blank ones included."""
    for cell in piece.cells:
        last = columns[cell.column + cell.column_span - 1]
        cell.column = columns[cell.column]
        cell.column_span = last + 1 - cell.column
    blank = sorted(set(range(width)).difference(columns))
    firsts = {cell.row: cell for cell in piece.cells}
    for row, column in ((row, column) for row in firsts for column in blank):
        _, top, _, bottom = firsts[row].box or (0.0, 0.0, 0.0, 0.0)
        box = (edges[column], top, edges[column + 1], bottom)
        piece.cells.append(GridCell(row, column, 1, 1, "", piece.page_no, box))
    piece.column_count, piece.column_edges = width, edges


def _is_cut_in_two(table: OpenTable, piece: Piece) -> bool:
    """True for what stands right below a table of a format without pages, with amounts in columns as many.

    A blank paragraph parts them, perhaps where a page was to end.
    """
    is_named = (
        table.strategy == "markup" and bool(table.header.names) and table.column_count >= _FEWEST_COLUMNS
    )
    return is_named and table.column_count == piece.column_count and holds_amounts(piece.cells)


def _is_beside(table: OpenTable, piece: Piece) -> bool:
    """True for the same columns right of a table: two pages of a form printed on one sheet."""
    mine, its = table.column_edges, piece.column_edges
    if mine is None or its is None or table.column_count < _FEWEST_COLUMNS:
        return False
    return mine[-1] <= its[0] and _same_edges(mine, its)


def continues(table: OpenTable, piece: Piece, between: list[TextLine]) -> HeaderRows | None:
    """The header rows of a piece that goes on with the table, or None for a new table."""
    if piece.page_no is not None and table.page_last == piece.page_no and not _is_beside(table, piece):
        return None
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    repeats = _repeats_header(table, piece, header)
    titles = _title_words(piece, header) if repeats else ""
    if new_lines(table, between, titles):
        return None
    if not repeats and _is_rest_of_header(table, piece, header, between):
        table.header = HeaderRows(table.header.title, table.header.names + header.names, header.ordinal)
        return header if _columns_fit(table, piece, repeats) else None
    if not repeats and _repeats_inner_row(table, piece):
        repeats, header = True, HeaderRows(0, 1, 0)
    if not repeats:
        heading_again = any(not line.furniture and line.text.strip() for line in between)
        cut_header = _numbers_columns_of(table, header)
        if heading_again or not (cut_header or _begins_with_data(piece, header)):
            return None
        if piece.page_no is None and not _is_cut_in_two(table, piece):
            return None
        header = HeaderRows(0, 0, header.ordinal if cut_header else 0)
    return header if _columns_fit(table, piece, repeats) else None


def append(table: OpenTable, piece: Piece, header: HeaderRows) -> None:
    """Adds the rows of a continuing piece; cells cut by the page break become one."""
    offset = table.row_count
    first_data = offset + header.total
    for cell in piece.cells:
        cell.row += offset
    rest = is_rest_of_row(table, piece, first_data)
    table.add_band(piece, offset)
    table.cells.extend(piece.cells)
    table.header_rows.update(range(offset, first_data))
    table.row_count += piece.row_count
    table.page_last = piece.page_no if piece.page_no is not None else table.page_last
    if rest:
        fold_row(table, offset, first_data)
    else:
        join_cut_cells(table, piece, offset, first_data)
    table.open_bottom = piece.open_bottom
