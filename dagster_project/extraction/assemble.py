"""From a reader's blocks to numbered tables and paragraphs: captions, joins, header paths.

Belongs here: what is the same for every format once its blocks are known.
Does not belong here: reading a format, or the meaning of a title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import attrgetter

from dagster_project.extraction.blank_headers import extend_groups
from dagster_project.extraction.blocks import Block, Piece, Reading, TextLine
from dagster_project.extraction.grid import one_a_place, rows_of, squeeze
from dagster_project.extraction.headers import find_header, header_paths
from dagster_project.extraction.headings import only_titles
from dagster_project.extraction.joining import append, continues
from dagster_project.extraction.last_rows import with_last_rows
from dagster_project.extraction.open_table import OpenTable
from dagster_project.extraction.records import Cell, Paragraph, Table
from dagster_project.extraction.sideways import add_columns, continues_left, widen, widens
from dagster_project.extraction.stacked_forms import forms_of
from dagster_project.extraction.stacks import divide_rows

CAPTION_LINES = 8
CAPTION_LINE_LENGTH = 60
_NOWHERE = (None, None, None, None)
# A text that opens or closes so many pages, and this share of all, belongs to the pages.
_RUNNING_PAGES = 3
_RUNNING_SHARE = 0.4
_PLACE = attrgetter("row", "column")
_CONTENTS = re.compile(r"[.…·]{4,}\s*\d*$")
_SENTENCE_ENDS = ("。", "；", "：", "！", "？")
_NO_TITLE_ENDS = ("。", "；", "，", "、")
# 单位：万元, or (万元) behind a title or name.
_UNIT = re.compile(r"单位[:：]|[(（][亿万千百]*元[)）]")
_TITLE_ENDS = re.compile(r"表([(（][^()（）]*[)）])?$")


def _caption_of(before: list[TextLine]) -> list[str]:
    """The short lines directly above a table, nearest last."""
    lines: list[str] = []
    for line in reversed(before):
        text = line.text.strip()
        if line.furniture or not text:
            continue
        # A title broken over two lines may be broken after an enumeration's comma.
        broken_title = text.endswith("、") and bool(lines) and bool(_TITLE_ENDS.search(lines[0]))
        ends_early = text.endswith(_NO_TITLE_ENDS) and not broken_title
        no_title = len(text) > CAPTION_LINE_LENGTH or ends_early or _CONTENTS.search(text)
        if no_title or len(lines) >= CAPTION_LINES:
            break
        lines.insert(0, text)
    return lines


def _says_unit(lines: Iterable[str]) -> bool:
    return any(_UNIT.search(squeeze(line)) for line in lines)


def _open(piece: Piece, before: list[TextLine], block_no: int) -> OpenTable:
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    caption = _caption_of(before)
    titles = [cell for cell in piece.cells if cell.row < header.title]
    for row in rows_of(titles, header.title):
        texts = [" ".join(cell.text.split("\n")).strip() for cell in row]
        caption.extend([" ".join(text for text in texts if text)] if any(texts) else [])
    if not _says_unit([*caption, *(cell.text for cell in piece.cells if cell.row < header.total)]):
        caption[:0] = [line for line in piece.heads if _says_unit([line])]
    table = OpenTable(
        block_no=block_no,
        caption=caption,
        cells=list(piece.cells),
        row_count=piece.row_count,
        column_count=piece.column_count,
        strategy=piece.strategy,
        header=header,
        column_edges=piece.column_edges,
        page_first=piece.page_no,
        page_last=piece.page_no,
        open_bottom=piece.open_bottom,
        header_rows=set(range(header.total)),
        spans=piece.spans,
    )
    table.add_band(piece, 0)
    return table


def _goes_on(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """Adds a piece to the table before it, to its right or below, when it belongs there."""
    if widens(table, piece, between):
        widen(table, piece)
        return True
    if add_columns(table, piece, between) or continues_left(table, piece, between):
        return True
    header = continues(table, piece, between)
    if header is not None:
        append(table, piece, header)
    return header is not None


def _above(tables: list[OpenTable], piece: Piece) -> OpenTable | None:
    """The table that a piece may go on with: the last one, or of several on a page the one above it."""
    if not tables:
        return None
    on_page = [table for table in tables[-3:] if table.page_last == tables[-1].page_last]
    return next((table for table in reversed(on_page) if _share_a_column(table, piece)), tables[-1])


def _share_a_column(table: OpenTable, piece: Piece) -> bool:
    mine, its = table.column_edges, piece.column_edges
    return mine is None or its is None or (mine[0] < its[-1] and its[0] < mine[-1])


def _finish(table: OpenTable, table_no: int) -> Table:
    paths = header_paths(table.cells, table.header.name_rows, table.column_count)
    cells = []
    header_rows = table.header_rows
    for cell in sorted(one_a_place(table.cells), key=_PLACE):
        row, column, look = cell.row, cell.column, cell.look
        path = None if (is_header := row in header_rows) else paths[column]
        spans = (row + 1, column + 1, cell.row_span, cell.column_span)
        looks = (look.indent, look.is_bold, look.alignment, cell.confidence)
        # Twice as fast as with the names of the fields.
        told = (*spans, is_header, path, cell.text, cell.page_no, *(cell.box or _NOWHERE), *looks)
        cells.append(tuple.__new__(Cell, told))
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


def _tidied(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks: grids of several tables and stacked rows parted, grids of headings alone made text."""
    for block in blocks:
        if isinstance(block, TextLine):
            yield block
            continue
        for part in forms_of(block):
            if only_titles(part.cells, part.row_count, part.column_count):
                yield from _heading_lines(part)
            else:
                divide_rows(part)
                extend_groups(part)
                yield part


def _heading_lines(piece: Piece) -> Iterator[TextLine]:
    for row in rows_of(piece.cells, piece.row_count):
        text = " ".join(cell.text for cell in row if cell.text.strip())
        if text:
            yield TextLine(text, piece.page_no)


def running_heads(blocks: list[Block]) -> set[str]:
    """The texts that open or close many pages: heads and feet of the document, no titles of tables.

    A table's own title is repeated on the few pages that it runs over.
    """
    pages: dict[int, list[Block]] = {}
    for block in blocks:
        if block.page_no is not None and not (isinstance(block, TextLine) and block.furniture):
            pages.setdefault(block.page_no, []).append(block)
    counts: Counter[str] = Counter()
    for on_page in pages.values():
        ends = (end for end in (on_page[0], on_page[-1]) if isinstance(end, TextLine))
        counts.update({squeeze(end.text) for end in ends})
    enough = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    return {text for text, count in counts.items() if count >= enough}


def _over_pages(blocks: Iterable[Block], running: set[str]) -> Iterator[Block]:
    """The blocks, a sentence that a page break cuts made one paragraph.

    Heads, feet and page numbers between its parts do not part it.
    """
    last = TextLine("")
    page_no: int | None = None
    for block in blocks:
        if isinstance(block, Piece):
            last = TextLine("")
        elif not block.furniture and squeeze(block.text) not in running:
            next_page = page_no is not None and block.page_no == page_no + 1
            cut = last.runs_on and not last.text.endswith(_SENTENCE_ENDS)
            page_no = block.page_no
            if next_page and cut and block.may_follow:
                last.text, last.runs_on = last.text + block.text, block.runs_on
                continue
            last = block
        yield block


def assemble(reading: Reading) -> tuple[list[Table], list[Paragraph]]:
    """Joins the pieces of continued tables and numbers tables and paragraphs in reading order."""
    tables: list[OpenTable] = []
    paragraphs: list[Paragraph] = []
    between: list[TextLine] = []
    running = running_heads(reading.blocks)
    blocks = list(_over_pages(_tidied(with_last_rows(reading.blocks, running)), running))
    for block_no, block in enumerate(blocks, 1):
        if isinstance(block, TextLine):
            if block.kind == "text":
                between.append(block)
            if block.text.strip():
                paragraphs.append(
                    Paragraph(len(paragraphs) + 1, block_no, block.page_no, block.text, block.kind)
                )
            continue
        said = [line for line in between if squeeze(line.text) not in running]
        before = _above(tables, block)
        if before is None or not _goes_on(before, block, said):
            tables.append(_open(block, between, block_no))
        between = []
    return [_finish(table, number) for number, table in enumerate(tables, 1)], paragraphs
