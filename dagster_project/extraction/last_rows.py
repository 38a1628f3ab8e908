"""The last rows of a table without lines that stand alone at the top of the next page.

Belongs here: lines too few to be a table of their own, made a piece of the table that the page before ends
with. Does not belong here: which lines of a page may be such rows (``pdf.reader``), joining (``joining``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from dagster_project.extraction.blocks import Block, GridCell, Piece, TextLine
from dagster_project.extraction.grid import squeeze
from dagster_project.extraction.headers import find_header
from dagster_project.extraction.joining import blank_columns, columns_above


def with_last_rows(blocks: Iterable[Block], running: set[str]) -> Iterator[Block]:
    """The blocks, lines of figures that stand under the columns of the page before made pieces.

    Args:
        blocks: The blocks of a document.
        running: The heads and feet of its pages, without white space.
    """
    above: Piece | None = None
    rows: list[tuple[TextLine, list[int]]] = []
    # Names printed again, which go with the rows below them.
    names: list[TextLine] = []
    for block in blocks:
        if isinstance(block, TextLine) and above is not None:
            if not rows and _is_of_names(above, block):
                names.append(block)
                continue
            may_be_row = names or (not block.under_names and (rows or len(block.words) > 1))
            if may_be_row and (columns := _columns(above, block)):
                rows.append((block, columns))
                continue
        if rows and above is not None:
            yield _piece(above, rows)
            above, rows = None, []
        elif names:
            above = None
            yield from names
        names = []
        if isinstance(block, Piece):
            block = _under(above, block) if above is not None and block.lines else block
            above = block
        elif not block.furniture and squeeze(block.text) not in running:
            above = None
        yield block
    if rows and above is not None:
        yield _piece(above, rows)
    else:
        yield from names


def _under(above: Piece, piece: Piece) -> Piece:
    """A piece of few rows below names printed again: its rows under the columns of the page before.

    So few rows do not show where their columns are. The piece itself where anything else is in it.
    """
    known = _names(above)
    lines = [TextLine("", piece.page_no, words=words) for words in piece.lines]
    while lines and all(squeeze(text) in known for _, text in lines[0].words):
        lines.pop(0)
    rows = [(line, _columns(above, line)) for line in lines]
    if len(rows) == len(piece.lines) or not rows or not all(columns for _, columns in rows):
        return piece
    # A text of one line beside figures may be the rest of the one above it.
    return _piece(above, rows) if all(len(line.words) > 1 for line in lines) else piece


def _names(piece: Piece) -> set[str]:
    """What stands on the lines of a piece's header, without white space."""
    names = _name_rows(piece)
    return {squeeze(part) for cell in piece.cells if cell.row in names for part in cell.text.split("\n")}


def _name_rows(piece: Piece) -> Set[int]:
    return frozenset(range(find_header(piece.cells, piece.row_count, piece.column_count).total))


def _is_of_names(above: Piece, line: TextLine) -> bool:
    """Whether a line at the top of the next page says nothing but names of the piece above."""
    if not line.words or above.page_no is None or line.page_no != above.page_no + 1:
        return False
    return {squeeze(text) for _, text in line.words} <= _names(above)


def _columns(above: Piece, line: TextLine) -> list[int]:
    """The column of each text of a line that may end the piece above; none where it does not."""
    if above.column_edges is None or above.page_no is None or line.page_no != above.page_no + 1:
        return []
    # A text alone may be anything.
    blank = blank_columns(above, _name_rows(above)) if len(line.words) > 1 else {}
    return columns_above(above.spans, tuple((box[0], box[2]) for box, _ in line.words), blank)


def _piece(above: Piece, rows: list[tuple[TextLine, list[int]]]) -> Piece:
    """The lines as rows of a piece with the columns of the one above."""
    edges = above.column_edges or ()
    cells: list[GridCell] = []
    for number, (line, columns) in enumerate(rows):
        texts = dict(zip(columns, (text for _, text in line.words), strict=True))
        top, bottom = min(box[1] for box, _ in line.words), max(box[3] for box, _ in line.words)
        for column in range(above.column_count):
            box = (edges[column], top, edges[column + 1], bottom)
            cells.append(GridCell(number, column, 1, 1, texts.get(column, ""), line.page_no, box))
    size = (len(rows), above.column_count)
    return Piece(cells, *size, above.strategy, rows[0][0].page_no, edges, spans=above.spans)
