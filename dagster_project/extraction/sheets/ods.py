"""Reads an OpenDocument sheet: its cells hold the text they show.

Belongs here: the markup of ``content.xml``. Does not belong here: where tables begin (``tables``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.limits import MAX_CELLS, require
from dagster_project.extraction.look import blanks_before
from dagster_project.extraction.package import parsed_xml
from dagster_project.extraction.sheets.model import BLANKS, Sheet
from dagster_project.extraction.sheets.ods_styles import DEFAULT, STYLE, CellStyle, cell_styles, unseen_runs
from dagster_project.extraction.sheets.tables import reading_of

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# Rows and columns repeated to the sheet's end are blank; a text is not repeated so often.
_MOST_REPEATS = 1024


def _hidden_tables(root: etree._Element) -> set[str]:
    """The styles of sheets that are not shown."""
    return {
        style.get(STYLE + "name", "")
        for style in root.iter(STYLE + "style")
        for properties in style.iter(STYLE + "table-properties")
        if properties.get(_TABLE + "display") == "false"
    }


def _paragraph(node: etree._Element, unseen: frozenset[str]) -> str:
    """The text of a paragraph without runs of styles that nobody sees; notes on a cell are not part of it."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == _TEXT + "s":
            parts.append(" " * int(child.get(_TEXT + "c", "1")[:4]))
        elif child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif child.tag == _TEXT + "tab":
            parts.append("\t")
        elif isinstance(child.tag, str) and child.tag != _OFFICE + "annotation":
            is_seen = child.get(_TEXT + "style-name") not in unseen
            parts.append(_paragraph(child, unseen) if is_seen else "")
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


class _Styles:
    """The style of each cell: its own, or that of its row or its column; and the runs that nobody sees."""

    def __init__(self, styles: dict[str, CellStyle], unseen: frozenset[str]) -> None:
        self._styles = styles
        self.unseen = unseen
        self._columns: list[tuple[range, str]] = []

    def column(self, columns: range, name: str) -> None:
        """Notes the style of cells in columns that name none of their own."""
        if name:
            self._columns.append((columns, name))

    def of(self, cell: etree._Element, row: etree._Element, column: int) -> CellStyle:
        """The style of a cell."""
        name = cell.get(_TABLE + "style-name") or row.get(_TABLE + "default-cell-style-name")
        if not name:
            name = next((name for columns, name in self._columns if column in columns), "Default")
        return self._styles.get(name, DEFAULT)


def _sheet(table: etree._Element, hidden: set[str], shown: _Styles) -> Sheet:
    name = table.get(_TABLE + "name", "")
    sheet = Sheet(name, is_hidden=table.get(_TABLE + "style-name") in hidden)
    column = 0
    for node in table.iter(_TABLE + "table-column"):
        columns = range(column, column + _repeats(node, "number-columns-repeated"))
        if node.get(_TABLE + "visibility") in ("collapse", "filter"):
            sheet.hidden_columns.append(columns)
        shown.column(columns, node.get(_TABLE + "default-cell-style-name", ""))
        column = columns.stop
    row_no = 0
    for row in _rows(table):
        count = _repeats(row, "number-rows-repeated")
        is_hidden = row.get(_TABLE + "visibility") in ("collapse", "filter")
        before = len(sheet.texts)
        _read_row(sheet, row, row_no, shown)
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
        sheet.looks |= {(again, column): sheet.looks[row_no, column] for column, _ in of_row}


def _read_row(sheet: Sheet, row: etree._Element, row_no: int, shown: _Styles) -> None:
    column = 0
    for cell in row:
        if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            continue
        count = _repeats(cell, "number-columns-repeated")
        down, across = _repeats(cell, "number-rows-spanned"), _repeats(cell, "number-columns-spanned")
        said = "\n".join(_paragraph(node, shown.unseen) for node in cell.findall(_TEXT + "p"))
        text = said.strip(BLANKS)
        if text and cell.tag == _TABLE + "table-cell":
            style = shown.of(cell, row, column)
            if style.is_unseen:
                sheet.unseen[row_no, column] = text
            else:
                look = replace(style.look, indent=(style.look.indent or 0.0) + blanks_before(said))
                for again in range(min(count, _MOST_REPEATS)):
                    sheet.texts[row_no, column + again] = text
                    sheet.looks[row_no, column + again] = look
        if down * across > 1:
            sheet.merged.append((row_no, column, row_no + down - 1, column + across - 1))
        column += count


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    return parsed_xml(archive.read(name))


def read(path: Path) -> Reading:
    """Reads an ODS file into blocks."""
    with zipfile.ZipFile(path) as archive:
        root = _part(archive, "content.xml")
        named = [_part(archive, "styles.xml")] if "styles.xml" in archive.namelist() else []
    hidden, styles, unseen = _hidden_tables(root), cell_styles([*named, root]), unseen_runs([*named, root])
    tables = root.iterfind(f".//{_OFFICE}spreadsheet/{_TABLE}table")
    return reading_of([_sheet(table, hidden, _Styles(styles, unseen)) for table in tables])
