"""Reads a DOCX: paragraphs and tables in order, merged cells as spans.

Belongs here: the body of a word-processing document.
Does not belong here: page numbers (the format has none) and headers or footers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table as DocxTable

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine


def _text_of(element: Any) -> str:
    """All text under a paragraph, tracked insertions and fields included, deletions not."""
    parts: list[str] = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:tab"):
            if node.getparent().tag == qn("w:r"):
                parts.append("\t")
        else:
            parts.append("\n")
    return "".join(parts)


def _cell_text(cell: Any) -> str:
    return "\n".join(_text_of(paragraph) for paragraph in cell.iter(qn("w:p"))).strip("\n")


def _piece(table: Any) -> Piece:
    cells: list[GridCell] = []
    open_merges: dict[int, GridCell] = {}
    width = 0
    rows = [row for row in table.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is table]
    for row_no, row in enumerate(rows):
        column = row.grid_before
        for cell in row.tc_lst:
            span = cell.grid_span
            above = open_merges.get(column)
            if cell.vMerge == "continue" and above is not None and above.column_span == span:
                above.row_span = row_no - above.row + 1
            else:
                item = GridCell(row_no, column, 1, span, _cell_text(cell))
                cells.append(item)
                open_merges = {c: m for c, m in open_merges.items() if not column <= c < column + span}
                if cell.vMerge == "restart":
                    open_merges[column] = item
            column += span
        width = max(width, column)
    return Piece(cells, len(rows), width, "markup")


def _blocks(document: Any) -> Iterator[Block]:
    for block in document.iter_inner_content():
        if isinstance(block, DocxTable):
            yield _piece(block._tbl)
        else:
            yield TextLine(_text_of(block._p))


def read(path: Path) -> Reading:
    """Reads a DOCX file into blocks."""
    with path.open("rb") as stream:
        document = docx.Document(stream)
    return Reading(blocks=list(_blocks(document)))
