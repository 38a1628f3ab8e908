"""Blocks to a workbook: each table a sheet, the lines above it the sheet's first rows.

Belongs here: sheets, merged cells, figures as numbers with a number format. Does not belong
here: what is printed (``disclosure``).
"""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tools.writer.model import Document, Paragraph, Table

_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")


def render_xlsx(document: Document) -> bytes:
    """Render a document to XLSX; a sheet without a table holds the lines before the first one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            sheet = book.create_sheet(f"表{len(book.worksheets) + 1}")
            _fill(sheet, lines, block)
            lines = []
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Worksheet, lines: list[str], table: Table) -> None:
    width = len(table.widths)
    for row_no, line in enumerate(lines, start=1):
        sheet.cell(row_no, 1, line)
        sheet.merge_cells(start_row=row_no, end_row=row_no, start_column=1, end_column=width)
    for placed in table.place():
        row, column, cell = placed.row + len(lines) + 1, placed.column + 1, placed.cell
        if cell.row_span > 1 or cell.column_span > 1:
            sheet.merge_cells(
                start_row=row,
                end_row=row + cell.row_span - 1,
                start_column=column,
                end_column=column + cell.column_span - 1,
            )
        _write(sheet, row, column, cell.text, is_amount=cell.amount is not None)


def _write(sheet: Worksheet, row: int, column: int, text: str, *, is_amount: bool) -> None:
    """An amount is stored as a number, as spreadsheets of publishers do, with its decimals as format."""
    if not (is_amount and _NUMBER.fullmatch(text)):
        sheet.cell(row, column, text or None)
        return
    digits = text.partition(".")[2]
    cell = sheet.cell(row, column, float(text.replace(",", "")))
    cell.number_format = ("#,##0" if "," in text else "0") + (f".{'0' * len(digits)}" if digits else "")
