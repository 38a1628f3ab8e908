"""Blocks to DOCX by python-docx.

Belongs here: merged cells, page orientation, and bytes that do not depend on the clock.
Does not belong here: what is printed (``disclosure``).
"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.table import Table as WordTable

from tools.writer.model import Block, Document, PageStart, Paragraph, Table

_FIXED_TIME = datetime(2024, 1, 1, tzinfo=UTC)
_ZIP_TIME = (2024, 1, 1, 0, 0, 0)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def render_docx(document: Document) -> bytes:
    """Render a document to DOCX; the same document gives the same bytes."""
    word = docx.Document()
    _set_properties(word, document.title)
    began = False
    for block in document.blocks:
        _add(word, block, began=began)
        began = True
    buffer = BytesIO()
    word.save(buffer)
    return _without_times(buffer.getvalue())


def _set_properties(word: WordDocument, title: str) -> None:
    properties = word.core_properties
    properties.title = title
    properties.author = "fiscal-warehouse"
    properties.last_modified_by = "fiscal-warehouse"
    properties.comments = ""
    properties.created = properties.modified = _FIXED_TIME
    word.styles["Normal"].font.size = Pt(9)


def _add(word: WordDocument, block: Block, *, began: bool) -> None:
    if isinstance(block, PageStart):
        _start_page(word, block, began=began)
    elif isinstance(block, Paragraph):
        paragraph = word.add_paragraph(block.text)
        if block.style == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        _add_table(word, block)


def _start_page(word: WordDocument, start: PageStart, *, began: bool) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE) if began else word.sections[0]
    lying = section.orientation == WD_ORIENT.LANDSCAPE
    if start.landscape != lying:
        section.orientation = WD_ORIENT.LANDSCAPE if start.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width


def _add_table(word: WordDocument, table: Table) -> None:
    drawn = word.add_table(len(table.rows), len(table.widths))
    if table.ruled:
        drawn.style = "Table Grid"
    grid = [row.cells for row in drawn.rows]
    for placed in table.place():
        cell = placed.cell
        target = grid[placed.row][placed.column]
        if cell.column_span > 1 or cell.row_span > 1:
            last_row = placed.row + cell.row_span - 1
            last_column = placed.column + cell.column_span - 1
            target = target.merge(grid[last_row][last_column])
        target.text = cell.text
        target.paragraphs[0].alignment = _ALIGN[cell.align]
    if table.repeat_header:
        _mark_header(drawn, table.header_rows)


def _mark_header(drawn: WordTable, count: int) -> None:
    for row in list(drawn.rows)[:count]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _without_times(content: bytes) -> bytes:
    """Pack the same parts again with one fixed time, so that equal documents are equal bytes."""
    source = zipfile.ZipFile(BytesIO(content))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
