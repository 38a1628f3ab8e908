"""Reads a DOCX: paragraphs and tables in order, merged cells as spans.

Belongs here: the body of a word-processing document.
Does not belong here: page numbers (the format has none), page headers and footers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import nsmap, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine

_TEXT, _TAB, _PARAGRAPH, _TABLE = qn("w:t"), qn("w:tab"), qn("w:p"), qn("w:tbl")
_ROW, _CELL, _RUN = qn("w:tr"), qn("w:tc"), qn("w:r")
_BREAKS = (qn("w:br"), qn("w:cr"))
# Word writes a text box twice, once for readers that do not know the newer form.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _text_of(paragraph: BaseOxmlElement) -> str:
    """All text under a paragraph, inserted text and fields included, deleted text not."""
    parts: list[str] = []
    for node in paragraph.iter(_TEXT, _TAB, *_BREAKS):
        if any(above.tag == _FALLBACK for above in node.iterancestors()):
            continue
        if node.tag == _TEXT:
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            parts.append("\n")
        elif (parent := node.getparent()) is not None and parent.tag == _RUN:
            parts.append("\t")
    return "".join(parts)


def _cell_text(cell: BaseOxmlElement) -> str:
    return "\n".join(_text_of(paragraph) for paragraph in cell.iter(_PARAGRAPH)).strip("\n")


def _own(element: BaseOxmlElement, tag: str, owner: str) -> Iterator[BaseOxmlElement]:
    """Descendants of a kind that belong to this element and not to a table nested in it."""
    for node in element.iter(tag):
        if next(node.iterancestors(owner), None) is element:
            yield node


def _number(cell: BaseOxmlElement, path: str, default: int) -> int:
    found = cell.find(path, nsmap)
    return int(found.get(qn("w:val"), default)) if found is not None else default


def _merge_of(cell: BaseOxmlElement) -> str | None:
    """'restart', 'continue', or None for a cell that is not merged downwards."""
    mark = cell.find("w:tcPr/w:vMerge", nsmap)
    return str(mark.get(qn("w:val"), "continue")) if mark is not None else None


def _piece(table: BaseOxmlElement) -> Piece:
    cells: list[GridCell] = []
    merges: dict[int, GridCell] = {}
    width = 0
    rows = list(_own(table, _ROW, _TABLE))
    for row_no, row in enumerate(rows):
        column = _number(row, "w:trPr/w:gridBefore", 0)
        for cell in _own(row, _CELL, _ROW):
            span = _number(cell, "w:tcPr/w:gridSpan", 1)
            merge, above = _merge_of(cell), merges.get(column)
            if merge == "continue" and above is not None and above.column_span == span:
                above.row_span = row_no - above.row + 1
            else:
                item = GridCell(row_no, column, 1, span, _cell_text(cell))
                cells.append(item)
                merges = {c: m for c, m in merges.items() if not column <= c < column + span}
                if merge == "restart":
                    merges[column] = item
            column += span
        width = max(width, column)
    return Piece(cells, len(rows), width, "markup")


def _blocks(element: BaseOxmlElement) -> Iterator[Block]:
    """Paragraphs and tables in order, those inside content controls and changes included."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield TextLine(_text_of(child))
        elif child.tag == _TABLE:
            yield _piece(child)
        elif isinstance(child.tag, str) and child.tag != _FALLBACK:
            yield from _blocks(child)


def read(path: Path) -> Reading:
    """Reads a DOCX file into blocks."""
    with path.open("rb") as stream:
        document = docx.Document(stream)
    return Reading(blocks=list(_blocks(document.element.body)))
