"""Reads an OpenDocument sheet: its cells hold the text they show.

Belongs here: the markup of ``content.xml``. Does not belong here: where tables begin (``tables``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.limits import MAX_CELLS, require
from dagster_project.extraction.sheets.model import Sheet
from dagster_project.extraction.sheets.tables import reading_of

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# Rows and columns repeated to the sheet's end are blank; a text is not repeated so often.
_MOST_REPEATS = 1024


def _hidden_tables(root: etree._Element) -> set[str]:
    """The styles of sheets that are not shown."""
    return {
        style.get(_STYLE + "name", "")
        for style in root.iter(_STYLE + "style")
        for properties in style.iter(_STYLE + "table-properties")
        if properties.get(_TABLE + "display") == "false"
    }


def _struck_styles(root: etree._Element) -> set[str]:
    marks = (_STYLE + "text-line-through-style", _STYLE + "text-line-through-type")
    return {
        style.get(_STYLE + "name", "")
        for style in root.iter(_STYLE + "style")
        for properties in style.iter(_STYLE + "text-properties")
        if any(properties.get(mark, "none") != "none" for mark in marks)
    }


def _paragraph(node: etree._Element) -> str:
    """The text of a paragraph; notes on a cell are not part of it."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == _TEXT + "s":
            parts.append(" " * int(child.get(_TEXT + "c", "1")[:4]))
        elif child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif child.tag == _TEXT + "tab":
            parts.append("\t")
        elif isinstance(child.tag, str) and child.tag != _OFFICE + "annotation":
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _repeats(node: etree._Element, name: str) -> int:
    value = node.get(_TABLE + name, "1")
    return int(value[:9]) if value.isdecimal() else 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows in order, those inside groups and repeated headers included."""
    for child in table:
        if child.tag == _TABLE + "table-row":
            yield child
        elif isinstance(child.tag, str) and child.tag.startswith(_TABLE) and "column" not in child.tag:
            yield from _rows(child)


def _sheet(table: etree._Element, hidden: set[str], struck: set[str]) -> Sheet:
    name = table.get(_TABLE + "name", "")
    sheet = Sheet(name, is_hidden=table.get(_TABLE + "style-name") in hidden)
    column = 0
    for node in table.iter(_TABLE + "table-column"):
        count = _repeats(node, "number-columns-repeated")
        if node.get(_TABLE + "visibility") in ("collapse", "filter"):
            sheet.hidden_columns.append(range(column, column + count))
        column += count
    row_no = 0
    for row in _rows(table):
        count = _repeats(row, "number-rows-repeated")
        is_hidden = row.get(_TABLE + "visibility") in ("collapse", "filter")
        before = len(sheet.texts)
        _read_row(sheet, row, row_no, struck)
        if len(sheet.texts) > before and count <= _MOST_REPEATS:
            _repeat_row(sheet, row_no, count)
        if is_hidden:
            sheet.hidden_rows |= set(range(row_no, row_no + min(count, _MOST_REPEATS)))
        require(len(sheet.texts) <= MAX_CELLS, f"more than {MAX_CELLS} table cells")
        row_no += count
    return sheet


def _repeat_row(sheet: Sheet, row_no: int, count: int) -> None:
    of_row = (
        [(column, text) for (row, column), text in sheet.texts.items() if row == row_no] if count > 1 else []
    )
    for again in range(row_no + 1, row_no + count):
        sheet.texts |= {(again, column): text for column, text in of_row}


def _read_row(sheet: Sheet, row: etree._Element, row_no: int, struck: set[str]) -> None:
    column = 0
    for cell in row:
        if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            continue
        count = _repeats(cell, "number-columns-repeated")
        down, across = _repeats(cell, "number-rows-spanned"), _repeats(cell, "number-columns-spanned")
        text = "\n".join(_paragraph(node) for node in cell.findall(_TEXT + "p")).strip(" \t\r\n\u00a0\u3000")
        if text and cell.tag == _TABLE + "table-cell":
            if cell.get(_TABLE + "style-name") in struck:
                sheet.unseen[row_no, column] = text
            else:
                for again in range(min(count, _MOST_REPEATS)):
                    sheet.texts[row_no, column + again] = text
        if down * across > 1:
            sheet.merged.append((row_no, column, row_no + down - 1, column + across - 1))
        column += count


def read(path: Path) -> Reading:
    """Reads an ODS file into blocks."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True))
    hidden, struck = _hidden_tables(root), _struck_styles(root)
    tables = root.iterfind(f".//{_OFFICE}spreadsheet/{_TABLE}table")
    sheets = [_sheet(table, hidden, struck) for table in tables]
    return reading_of(sheets)
