"""Bodies of tables whose header alone is drawn: rows told by their lines of text, columns by the header's.

Belongs here: rows below a boxed header, and rows that only vertical lines, or a frame, hold together.
Does not belong here: tables of which nothing is drawn (``alignment``).
"""

from __future__ import annotations

from statistics import median

from dagster_project.extraction.blocks import Box, GridCell, Piece
from dagster_project.extraction.grid import holds_amounts, looks_like_amount, rows_of
from dagster_project.extraction.headers import find_header
from dagster_project.extraction.pdf.alignment import (
    NUMBERED,
    find_aligned,
    groups_of,
    is_enough,
    pitch_of,
    rows_between,
)
from dagster_project.extraction.pdf.columns import Span, column_of, parted
from dagster_project.extraction.pdf.figures import end_of_table, fits, is_figures, is_labelled_line
from dagster_project.extraction.pdf.lines import lines_of
from dagster_project.extraction.pdf.page import Characters
from dagster_project.extraction.pdf.ruling import Grid
from dagster_project.extraction.pdf.words import Word, Words, is_prose, middle_of, text_of

_FEWEST_COLUMNS = 3
# A row of a body follows the header, or the row above it, within so many line heights.
_FARTHEST = 3.0
# So many lines of figures stand in a row that holds several.
_LEAST_LINES = 3


def add_rows_below(piece: Piece, characters: Characters, limit: float) -> Box | None:
    """Adds the rows that stand below a piece which is nothing but a header.

    Args:
        piece: A ruled piece.
        characters: What the page shows outside of its grids.
        limit: Where the next grid begins, or the page ends.

    Returns:
        What the rows take of the page; None where none follow.
    """
    edges = piece.column_edges
    if edges is None or piece.column_count < _FEWEST_COLUMNS or not _is_header(piece):
        return None
    bottom = max(cell.box[3] for cell in piece.cells if cell.box is not None)
    below = (characters.y > bottom) & (characters.y < limit)
    if not below.any():
        return None
    lines = parted(lines_of(characters.chosen(below)).words, edges)
    end = _end_of_body(lines, edges, bottom)
    if end is None:
        return None
    _append(piece, lines[:end], edges)
    top, last = min(w.top for w in lines[0]), max(w.bottom for w in lines[end - 1])
    left, right = (
        min(w.x0 for line in lines[:end] for w in line),
        max(w.x1 for line in lines[:end] for w in line),
    )
    return left, top, right, last


def part_rows(piece: Piece, characters: Characters) -> None:
    """Parts each row of a piece that holds several lines of figures which no line keeps apart."""
    edges = piece.column_edges
    if edges is None or piece.column_count < _FEWEST_COLUMNS:
        return
    first = find_header(piece.cells, piece.row_count, piece.column_count).total
    rows = rows_of(piece.cells, piece.row_count)
    # The header of a page that the table goes on to may not be printed again.
    first = 0 if first == piece.row_count == 1 else first
    for row_no in reversed(range(first, piece.row_count)):
        row = rows[row_no]
        if not _may_hold_rows(row):
            continue
        boxes = [cell.box for cell in row if cell.box is not None]
        box = boxes[0][0], boxes[0][1], boxes[-1][2], boxes[0][3]
        lines = parted(lines_of(characters.chosen(characters.inside(box))).words, edges)
        if _are_rows(lines, edges, alone=len(row) == 1):
            _replace(piece, row_no, lines, edges)


def is_frame(grid: Grid, characters: Characters, page_no: int) -> bool:
    """True for lines around a table whose columns no line parts: words alone show them."""
    if len(grid.xs) != 2:
        return False
    lines = lines_of(characters).words
    rows = all(is_figures(line) and len(line) >= _FEWEST_COLUMNS for line in lines)
    return rows or bool(find_aligned(lines, page_no))


def _is_header(piece: Piece) -> bool:
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    return header.names > 0 and header.total == piece.row_count and not holds_amounts(piece.cells)


def _end_of_body(lines: list[Words], edges: tuple[float, ...], bottom: float) -> int | None:
    """The line after the body that begins with the first of some lines; None where it is none."""
    groups = groups_of(lines)
    if not groups:
        return None
    core = [lines[number] for number in groups[0]]
    size = median(word.size for line in core for word in line)
    far = min(word.top for word in lines[0]) - bottom > _FARTHEST * size
    upper = lines[: groups[0][-1] + 1]
    if far or not all(_stands_in(line, edges) for line in upper):
        return None
    columns = {column_of(word, list(edges)) for line in core for word in line}
    if len(columns) < _FEWEST_COLUMNS:
        return None
    pitch = pitch_of([middle_of(line) for line in core], size)
    return end_of_table(lines, groups[0][-1], list(edges), pitch) + 1


def _stands_in(line: Words, edges: tuple[float, ...]) -> bool:
    """True for a line whose words stand each in one column."""
    inside = edges[0] - 3 <= line[0].x0 and line[-1].x1 <= edges[-1] + 3
    return (
        inside
        and not is_prose(line)
        and not is_labelled_line(line)
        and all(fits(w, list(edges)) for w in line)
    )


def _may_hold_rows(row: list[GridCell]) -> bool:
    """True for a row over the whole width: one cell, or several of which some have lines."""
    if not row or any(cell.row_span > 1 or cell.box is None for cell in row):
        return False
    return len(row) == 1 or sum("\n" in cell.text for cell in row) > 1


def _are_rows(lines: list[Words], edges: tuple[float, ...], *, alone: bool) -> bool:
    """True for rows of figures in several columns; in one cell over all columns a single one is enough."""
    figures = [line for line in lines if is_figures(line)]
    columns = [len({column_of(word, list(edges)) for word in line}) for line in figures]
    if not figures or not all(_stands_in(line, edges) for line in lines):
        return False
    if alone and min(columns) >= _FEWEST_COLUMNS:
        return True
    if min(columns) < 2:
        return False
    return _are_numbered(lines) or _are_alike(figures, edges) or is_enough(figures)


def _are_numbered(lines: list[Words]) -> bool:
    """True for several lines that all begin with a numbered label, as those of a summary do."""
    return sum(bool(NUMBERED.match(line[0].text)) for line in lines) >= _LEAST_LINES


def _are_alike(figures: list[Words], edges: tuple[float, ...]) -> bool:
    """True for two lines or more with amounts in the same columns, whole in each."""
    columns = [
        frozenset(column_of(word, list(edges)) for word in line if looks_like_amount(word.text))
        for line in figures
    ]
    shared = frozenset.intersection(*columns)
    return len(figures) > 1 and len(shared) > 1


def _cells(lines: list[Words], edges: tuple[float, ...], page_no: int | None) -> list[list[GridCell]]:
    """The cells of each row of a body, rows counted from 0."""
    figures = [line for line in lines if is_figures(line)]
    size = median(word.size for line in figures for word in line)
    pitch = pitch_of([middle_of(line) for line in figures], size)
    rows: list[list[GridCell]] = []
    for row_no, words in enumerate(rows_between(lines, list(edges), pitch)):
        by_column: dict[int, list[Word]] = {}
        for word in words:
            by_column.setdefault(column_of(word, list(edges)), []).append(word)
        top, bottom = min(w.top for w in words), max(w.bottom for w in words)
        rows.append(
            [
                GridCell(
                    row_no,
                    c,
                    1,
                    1,
                    text_of(by_column.get(c, [])),
                    page_no,
                    (edges[c], top, edges[c + 1], bottom),
                )
                for c in range(len(edges) - 1)
            ]
        )
    return rows


def _append(piece: Piece, lines: list[Words], edges: tuple[float, ...]) -> None:
    rows = _cells(lines, edges, piece.page_no)
    for row in rows:
        for cell in row:
            cell.row += piece.row_count
            piece.cells.append(cell)
    piece.row_count += len(rows)
    piece.open_bottom = frozenset()
    piece.spans = _spans(piece, lines, edges)


def _spans(piece: Piece, lines: list[Words], edges: tuple[float, ...]) -> tuple[Span, ...]:
    """How far the texts of each column reach; a blank one its whole width."""
    found: list[Span] = []
    for column in range(piece.column_count):
        inside = [word for line in lines for word in line if column_of(word, list(edges)) == column]
        left = min((word.x0 for word in inside), default=edges[column])
        found.append((left, max((word.x1 for word in inside), default=edges[column + 1])))
    return tuple(found)


def _replace(piece: Piece, row_no: int, lines: list[Words], edges: tuple[float, ...]) -> None:
    rows = _cells(lines, edges, piece.page_no)
    more = len(rows) - 1
    if not more and all(cell.column_span == 1 for cell in piece.cells if cell.row == row_no):
        return
    kept = [cell for cell in piece.cells if cell.row != row_no]
    for cell in kept:
        if cell.row > row_no:
            cell.row += more
    for row in rows:
        for cell in row:
            cell.row += row_no
    if row_no == piece.row_count - 1:
        piece.spans = _spans(piece, lines, edges)
    piece.cells = [*kept, *(cell for row in rows for cell in row)]
    piece.row_count += more
