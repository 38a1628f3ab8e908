"""From a reader's blocks to numbered tables and paragraphs: joins, captions, header rows.

Belongs here: what is the same for every format once its blocks are known.
Does not belong here: reading a format, or the meaning of a title.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dagster_project.extraction.blocks import GridCell, Piece, Reading, TextLine
from dagster_project.extraction.grid import rows_of, squeeze
from dagster_project.extraction.headers import HeaderRows, find_header, header_paths
from dagster_project.extraction.records import Cell, Paragraph, Table

CAPTION_LINES = 8
CAPTION_LINE_LENGTH = 60
_SENTENCE_END = ("。", "；", "，", "、")


@dataclass(slots=True)
class OpenTable:
    """A table being put together from its pieces; header rows are those of the first piece."""

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
    header_rows: set[int] = field(default_factory=set)


def _header_texts(cells: list[GridCell], rows: range) -> list[tuple[int, str]]:
    return [
        (cell.column, squeeze(cell.text))
        for cell in sorted(cells, key=lambda c: (c.row, c.column))
        if cell.row in rows and cell.text.strip()
    ]


def _names_range(header: HeaderRows) -> range:
    return range(header.title, header.title + header.names)


def _same_words(left: list[tuple[int, str]], right: list[tuple[int, str]]) -> bool:
    return "".join(text for _, text in left) == "".join(text for _, text in right)


def _repeats_header(table: OpenTable, piece: Piece, header: HeaderRows) -> bool:
    mine = _header_texts(table.cells, _names_range(table.header))
    return bool(mine) and _same_words(mine, _header_texts(piece.cells, _names_range(header)))


def _is_plain_continuation(piece: Piece, header: HeaderRows) -> bool:
    """True when the piece begins with data: nothing at its top is tied like a header."""
    if header.title or header.ordinal or header.names > 1:
        return False
    if header.names == 0:
        return True
    first = rows_of(piece.cells, piece.row_count)[0]
    return any(not cell.text.strip() for cell in first) or any(
        character.isdigit() for cell in first for character in cell.text
    )


def _nearly_equal(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    return len(left) == len(right) and all(abs(a - b) <= 6 for a, b in zip(left, right, strict=True))


def _continues(table: OpenTable, piece: Piece, between: list[TextLine]) -> HeaderRows | None:
    """The header rows of a piece that goes on with the table, or None for a new table."""
    if piece.page_no is not None and table.page_last == piece.page_no:
        return None
    known = {squeeze(line) for line in table.caption}
    new_text = [line for line in between if not line.furniture and squeeze(line.text) not in known]
    if new_text or piece.column_count != table.column_count:
        return None
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    if _repeats_header(table, piece, header):
        return header
    if between and any(not line.furniture for line in between):
        return None
    if not _is_plain_continuation(piece, header):
        return None
    if (
        table.column_edges
        and piece.column_edges
        and not _nearly_equal(table.column_edges, piece.column_edges)
    ):
        return None
    return HeaderRows(0, 0, 0)


def _append(table: OpenTable, piece: Piece, header: HeaderRows) -> None:
    offset = table.row_count
    for cell in piece.cells:
        cell.row += offset
        table.cells.append(cell)
    table.header_rows.update(range(offset, offset + header.total))
    table.row_count += piece.row_count
    table.page_last = piece.page_no if piece.page_no is not None else table.page_last


def _caption_of(before: list[TextLine]) -> list[str]:
    lines: list[str] = []
    for line in reversed(before):
        text = line.text.strip()
        if line.furniture or not text:
            continue
        if len(text) > CAPTION_LINE_LENGTH or text.endswith(_SENTENCE_END) or len(lines) >= CAPTION_LINES:
            break
        lines.insert(0, text)
    return lines


def _open(piece: Piece, before: list[TextLine], block_no: int) -> OpenTable:
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    caption = _caption_of(before)
    for row in rows_of(piece.cells, piece.row_count)[: header.title]:
        texts = [" ".join(cell.text.split("\n")).strip() for cell in row]
        caption.extend([" ".join(text for text in texts if text)] if any(texts) else [])
    return OpenTable(
        block_no,
        caption,
        list(piece.cells),
        piece.row_count,
        piece.column_count,
        piece.strategy,
        header,
        piece.column_edges,
        piece.page_no,
        piece.page_no,
        set(range(header.total)),
    )


def _finish(table: OpenTable, table_no: int) -> Table:
    names = _names_range(table.header)
    paths = header_paths(table.cells, names.start, names.stop, table.column_count)
    cells = []
    for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
        is_header = cell.row in table.header_rows
        box = cell.box or (None, None, None, None)
        cells.append(
            Cell(
                cell.row + 1,
                cell.column + 1,
                cell.row_span,
                cell.column_span,
                is_header,
                None if is_header else paths[cell.column],
                cell.text,
                cell.page_no,
                *box,
            )
        )
    return Table(
        table_no,
        table.block_no,
        "\n".join(table.caption),
        table.page_first,
        table.page_last,
        table.row_count,
        table.column_count,
        table.strategy,
        cells,
    )


def assemble(reading: Reading) -> tuple[list[Table], list[Paragraph]]:
    """Joins the pieces of continued tables and numbers tables and paragraphs in reading order."""
    tables: list[OpenTable] = []
    paragraphs: list[Paragraph] = []
    between: list[TextLine] = []
    block_no = 0
    for block in reading.blocks:
        block_no += 1
        if isinstance(block, TextLine):
            between.append(block)
            if block.text.strip():
                paragraphs.append(Paragraph(len(paragraphs) + 1, block_no, block.page_no, block.text))
            continue
        header = _continues(tables[-1], block, between) if tables else None
        if header is not None:
            _append(tables[-1], block, header)
        else:
            tables.append(_open(block, between, block_no))
        between = []
    return [_finish(table, number) for number, table in enumerate(tables, 1)], paragraphs
