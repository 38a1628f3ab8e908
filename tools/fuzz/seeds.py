"""The sound documents that are mutated: small ones, of the project's own writer, in every format.

Belongs here: what a mutation starts from. Does not belong here: the mutations.
"""

from __future__ import annotations

import html
import io
from functools import cache

import openpyxl

from tools.writer.dialects import hebei
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import load_facts
from tools.writer.model import Document, Paragraph, Table
from tools.writer.pdf import render_pdf
from tools.writer.samples import SAMPLES
from tools.writer.text import render_cell_lines, render_tabbed

_BLOCKS = 14
_FIRST_BLOCKS = (0, 20)


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Documents by format."""
    documents = [
        Document(whole.title, whole.blocks[first : first + _BLOCKS])
        for whole in (compose(load_facts(sample.facts), hebei()) for sample in SAMPLES[:2])
        for first in _FIRST_BLOCKS
    ]
    return {
        "pdf": tuple(render_pdf(document) for document in documents),
        "docx": tuple(render_docx(document) for document in documents),
        "xlsx": tuple(_workbook(document) for document in documents),
        "html": tuple(_page(document).encode() for document in documents),
        "txt": tuple(
            text.encode()
            for document in documents
            for text in (render_cell_lines(document), render_tabbed(document))
        ),
    }


def _workbook(document: Document) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(document.tables()):
        sheet = book.create_sheet(f"表{number}")
        for placed in table.place():
            row, column = placed.row + 1, placed.column + 1
            sheet.cell(row, column, placed.cell.text)
            down, across = placed.cell.row_span - 1, placed.cell.column_span - 1
            if down or across:
                sheet.merge_cells(None, row, column, row + down, column + across)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _page(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{html.escape(block.text)}</p>")
        elif isinstance(block, Table):
            rows = (
                "".join(_cell(cell.text, cell.row_span, cell.column_span) for cell in r) for r in block.rows
            )
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return f"<!DOCTYPE html><html><head><title>t</title></head><body>{''.join(parts)}</body></html>"


def _cell(text: str, down: int, across: int) -> str:
    return f'<td rowspan="{down}" colspan="{across}">{html.escape(text)}</td>'
