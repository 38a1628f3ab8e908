"""Reads a workbook saved as XML (SpreadsheetML 2003), which often goes by the name .xls.

Belongs here: its markup. Does not belong here: how numbers are shown, where tables begin.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lxml import etree
from openpyxl.utils.datetime import to_excel

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.limits import MAX_CELLS, require
from dagster_project.extraction.package import parsed_xml
from dagster_project.extraction.sheets.model import BLANKS, Sheet
from dagster_project.extraction.sheets.number_format import shown
from dagster_project.extraction.sheets.tables import reading_of

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_NAMED_FORMATS = {
    "Standard": "#,##0.00",
    "Fixed": "0.00",
    "Currency": "#,##0.00",
    "Percent": "0.00%",
    "Short Date": "yyyy/m/d",
    "General Date": "yyyy/m/d",
    "Long Date": "yyyy年m月d日",
}


def _formats(root: etree._Element) -> dict[str, tuple[str, bool]]:
    """The number format of each style, and whether its text is struck through; parents come first."""
    found: dict[str, tuple[str, bool]] = {}
    for style in root.iter(_SS + "Style"):
        code, struck = found.get(style.get(_SS + "Parent") or "Default", ("General", False))
        number, font = style.find(_SS + "NumberFormat"), style.find(_SS + "Font")
        if number is not None:
            code = number.get(_SS + "Format", "General")
        if font is not None:
            struck = font.get(_SS + "StrikeThrough") == "1"
        found[style.get(_SS + "ID", "")] = (_NAMED_FORMATS.get(code, code), struck)
    return found


def _text(data: etree._Element, code: str) -> str:
    text = "".join(data.itertext())
    kind = data.get(_SS + "Type")
    try:
        if kind == "Number":
            return shown(float(text), code)
        if kind == "DateTime":
            number = to_excel(datetime.fromisoformat(text))  # type: ignore[no-untyped-call]
            return shown(number, code) if number is not None else text
    except ValueError:
        return text.strip()
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text.strip(BLANKS)


def _count(node: etree._Element, name: str, default: int) -> int:
    value = node.get(_SS + name, "")
    return int(value[:9]) if value.isdecimal() else default


def _sheet(worksheet: etree._Element, formats: dict[str, tuple[str, bool]]) -> Sheet:
    visible = worksheet.find(f"{_X}WorksheetOptions/{_X}Visible")
    sheet = Sheet(
        worksheet.get(_SS + "Name", ""), is_hidden=visible is not None and visible.text != "SheetVisible"
    )
    table = worksheet.find(_SS + "Table")
    if table is None:
        return sheet
    number = 0
    for column in table.iterfind(_SS + "Column"):
        number = _count(column, "Index", number + 1)
        last = number + _count(column, "Span", 0)
        if column.get(_SS + "Hidden") == "1" or column.get(_SS + "Width") == "0":
            sheet.hidden_columns.append(range(number - 1, last))
        number = last
    row_no = 0
    for row in table.iterfind(_SS + "Row"):
        row_no = _count(row, "Index", row_no + 1)
        if row.get(_SS + "Hidden") == "1" or row.get(_SS + "Height") == "0":
            sheet.hidden_rows.add(row_no - 1)
        _read_row(sheet, row, row_no - 1, formats)
        row_no += _count(row, "Span", 0)
        require(len(sheet.texts) <= MAX_CELLS, f"more than {MAX_CELLS} table cells")
    return sheet


def _read_row(sheet: Sheet, row: etree._Element, row_no: int, formats: dict[str, tuple[str, bool]]) -> None:
    column = 0
    for cell in row.iterfind(_SS + "Cell"):
        column = _count(cell, "Index", column + 1)
        across, down = _count(cell, "MergeAcross", 0), _count(cell, "MergeDown", 0)
        code, struck = formats.get(
            cell.get(_SS + "StyleID") or row.get(_SS + "StyleID") or "Default", ("", False)
        )
        data = cell.find(_SS + "Data")
        text = _text(data, code or "General") if data is not None else ""
        if text and struck:
            sheet.unseen[row_no, column - 1] = text
        elif text:
            sheet.texts[row_no, column - 1] = text
        elif data is None and cell.get(_SS + "Formula"):
            sheet.uncomputed.append((row_no, column - 1))
        if across or down:
            sheet.merged.append((row_no, column - 1, row_no + down, column - 1 + across))
        column += across


def read(path: Path) -> Reading:
    """Reads a workbook saved as XML into blocks."""
    root = parsed_xml(path.read_bytes(), recover=True)
    formats = _formats(root)
    sheets = [_sheet(worksheet, formats) for worksheet in root.iterfind(_SS + "Worksheet")]
    return reading_of(sheets)
