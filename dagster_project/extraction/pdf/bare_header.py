"""Headers of which nothing is drawn, above a table whose rows have their lines.

Belongs here: which lines of words right above such rows name their columns.
Does not belong here: which columns each text names (``column_names``), rows below a header that alone is
drawn (``open_body``).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from dagster_project.extraction.blocks import Box, GridCell, Piece
from dagster_project.extraction.grid import looks_like_amount
from dagster_project.extraction.headers import find_header
from dagster_project.extraction.pdf.column_names import arrange, header_cells
from dagster_project.extraction.pdf.columns import parted
from dagster_project.extraction.pdf.figures import is_figures, is_labelled_line
from dagster_project.extraction.pdf.lines import lines_of
from dagster_project.extraction.pdf.names import names_of
from dagster_project.extraction.pdf.page import Characters
from dagster_project.extraction.pdf.words import Words, is_prose, numbers_columns

_FEWEST_COLUMNS = 3
# Names stand this near to the rows, and to each other, in parts of their size.
_NEAR = 3.0
# A title is set in larger type than names, or alone in the middle of the table (in parts of its width).
_LARGER, _MIDDLE = 1.2, 0.03
# Texts reach so far over the sides of a table.
_MARGIN = 3.0


def add_names_above(piece: Piece, characters: Characters, limit: float) -> Box | None:
    """Adds the names that stand above rows without a header of their own.

    Args:
        piece: A ruled piece.
        characters: What the page shows outside of its grids.
        limit: Where the grid above it ends, or the page begins.

    Returns:
        What the names take of the page; None where there are none.
    """
    edges = piece.column_edges
    if edges is None or piece.column_count < _FEWEST_COLUMNS:
        return None
    named = _named(piece)
    if len(named) == piece.column_count:
        return None
    amounts = _columns_of_amounts(piece)
    if not amounts or amounts & named:
        return None
    top = min(cell.box[1] for cell in piece.cells if cell.box is not None)
    above = (characters.y < top) & (characters.y > limit)
    if not above.any():
        return None
    lines = parted(lines_of(characters.chosen(above)).words, edges)
    lines = _lines_of_names(lines, edges, top)
    if max(map(len, lines), default=0) < _FEWEST_COLUMNS:
        return None
    words = [word for line in lines for word in line]
    names = names_of(words, list(edges), are_drawn=True)
    rows = arrange(names, list(edges))
    cells = header_cells(names, rows, piece.column_count)
    if not amounts <= {column for cell in cells if cell.text for column in cell.columns}:
        return None
    _put_above(piece, cells, rows)
    sides = min(word.x0 for word in words), max(word.x1 for word in words)
    return sides[0], min(word.top for word in words), sides[1], max(word.bottom for word in words)


def _columns_of_amounts(piece: Piece) -> set[int]:
    cells = (cell for cell in piece.cells if cell.column_span == 1 and looks_like_amount(cell.text))
    return {cell.column for cell in cells}


def _named(piece: Piece) -> set[int]:
    """The columns that the piece names itself, not by numbers alone."""
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    end = header.title + header.names
    return {column for cell in piece.cells if cell.row < end and cell.text for column in cell.columns}


def _lines_of_names(lines: Sequence[Words], edges: Sequence[float], top: float) -> list[Words]:
    """The lines right above a table that may be names, from the top."""
    found: list[Words] = []
    for line in reversed(lines):
        below = found[-1] if found else None
        size = max(word.size for word in line)
        usual = median(word.size for one in found for word in one) if found else size
        gap = (top if below is None else min(word.top for word in below)) - max(w.bottom for w in line)
        inside = edges[0] - _MARGIN <= line[0].x0 and line[-1].x1 <= edges[-1] + _MARGIN
        is_text = is_prose(line) or (is_figures(line) and not numbers_columns(line))
        if is_labelled_line(line):
            # What it says is of the table below it; a title would stand above.
            return found[::-1]
        if gap > _NEAR * usual or size > _LARGER * usual or not inside or is_text:
            break
        found.append(line)
    return _without_title(found[::-1], edges)


def _without_title(lines: list[Words], edges: Sequence[float]) -> list[Words]:
    """The lines without those at the top that hold one text alone in the middle of the table."""
    width, middle = edges[-1] - edges[0], (edges[0] + edges[-1]) / 2
    first = 0
    while first < len(lines) and len(lines[first]) == 1:
        if abs(lines[first][0].centre - middle) > _MIDDLE * width:
            break
        first += 1
    return lines[first:]


def _put_above(piece: Piece, names: Sequence[GridCell], rows: int) -> None:
    for cell in piece.cells:
        cell.row += rows
    for cell in names:
        cell.page_no = piece.page_no
    piece.cells = [*names, *piece.cells]
    piece.row_count += rows
    piece.open_top = frozenset()
