"""Reads an XLSX workbook, Strict or Transitional.

Belongs here: what openpyxl says of a workbook, as sheets. Does not belong here: the package around
it (``extraction.package``).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.look import CHARACTER, Alignment, Look, blanks_before
from dagster_project.extraction.package import repacked
from dagster_project.extraction.sheets.formulas import Calculator, CannotComputeError, column_number
from dagster_project.extraction.sheets.model import Place, Sheet
from dagster_project.extraction.sheets.number_format import shown
from dagster_project.extraction.sheets.tables import reading_of

_LAST_COLUMN = 16_384
_SIDES: dict[str, Alignment] = {"left": "left", "center": "center", "right": "right"}
_COLUMNS = re.compile(r"\$?([A-Z]{1,3})(?:\$?\d+)?:\$?([A-Z]{1,3})(?:\$?\d+)?")


def text_of(value: object, number_format: str, *, since_1904: bool = False) -> str:
    """A value as a cell with this number format shows it; line ends stay, outer blanks go."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | datetime | time | timedelta):
        number = to_excel(value)  # type: ignore[no-untyped-call]
        return str(value) if number is None else shown(number, number_format, since_1904=since_1904)
    if isinstance(value, int | float):
        return shown(value, number_format, since_1904=since_1904)
    return str(value).replace("_x000D_", "").strip(" \t\r\n\u00a0\u3000")


def _is_unseen(cell: Cell) -> bool:
    """Whether a cell's text is struck through or has the colour of the paper."""
    font = cell.font
    if font is None or not cell.has_style:
        return False
    if font.strike:
        return True
    colour = font.color.rgb if font.color is not None and font.color.type == "rgb" else None
    return isinstance(colour, str) and colour[-6:] == "FFFFFF" and cell.fill.fill_type is None


def _look_of(cell: Cell) -> Look:
    """How a text stands in its cell; a step of indentation is as wide as a character."""
    blanks = blanks_before(cell.value) if isinstance(cell.value, str) else 0.0
    if not cell.has_style:
        return Look(blanks, False, None)
    side = cell.alignment.horizontal
    steps = float(cell.alignment.indent or 0)
    bold = bool(cell.font.b) if cell.font is not None else None
    return Look(CHARACTER * steps + blanks, bold, _SIDES.get(str(side)))


class _Results:
    """What formulas without a stored result come to."""

    def __init__(self, values: Workbook, formulas: Workbook) -> None:
        self._values, self._formulas = values, formulas
        self._calculator = Calculator(self._lookup)

    def _lookup(self, sheet: str | None, row: int, column: int) -> object:
        if sheet not in self._values.sheetnames:
            raise CannotComputeError(str(sheet))
        cell = self._values[sheet]._cells.get((row, column))
        value = cell.value if cell is not None else None
        return self._formula(sheet, row, column) if value is None else value

    def _formula(self, sheet: str, row: int, column: int) -> str | None:
        cell = self._formulas[sheet]._cells.get((row, column))
        return str(cell.value) if cell is not None and cell.data_type == "f" else None

    def of(self, sheet: str, row: int, column: int) -> tuple[float | None, bool]:
        """The result at a place, and whether a formula there stays without one."""
        formula = self._formula(sheet, row, column)
        if formula is None:
            return None, False
        try:
            return self._calculator.compute(formula, sheet), False
        except CannotComputeError:
            return None, True


def _sheet(sheet: Worksheet, results: _Results | None, since_1904: bool) -> Sheet:
    found = Sheet(sheet.title, is_hidden=sheet.sheet_state != "visible")
    cells = sheet._cells
    for (row, column), cell in cells.items():
        if not isinstance(cell, Cell):
            continue
        value, is_open = cell.value, False
        if value is None and results is not None:
            value, is_open = results.of(sheet.title, row, column)
        text = text_of(value, cell.number_format, since_1904=since_1904)
        place: Place = (row - 1, column - 1)
        if text and _is_unseen(cell):
            found.unseen[place] = text
        elif text:
            found.texts[place] = text
            found.looks[place] = _look_of(cell)
        elif is_open:
            found.uncomputed.append(place)
    for area in sheet.merged_cells.ranges:
        left, top, right, bottom = area.bounds
        found.merged.append((top - 1, left - 1, bottom - 1, right - 1))
    found.hidden_rows = {
        number - 1 for number, row in sheet.row_dimensions.items() if row.hidden or row.height == 0
    }
    for width in sheet.column_dimensions.values():
        if width.hidden or width.width == 0:
            found.hidden_columns.append(range((width.min or 1) - 1, width.max or _LAST_COLUMN))
    found.printed_columns = _printed_columns(sheet)
    return found


def _printed_columns(sheet: Worksheet) -> list[range]:
    """The columns of the print area; empty when all are printed."""
    found = []
    for left, right in _COLUMNS.findall(str(sheet.print_area or "").rpartition("!")[2]):
        found.append(range(column_number(left) - 1, column_number(right)))
    return found


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    results = _Results(book, openpyxl.load_workbook(BytesIO(content))) if _may_lack_results(content) else None
    return [_sheet(sheet, results, _since_1904(book)) for sheet in book.worksheets]


def _since_1904(book: Workbook) -> bool:
    return bool(book.epoch.year == 1904)


def _may_lack_results(content: bytes) -> bool:
    """Whether a formula of the (unpacked) package stands without a value behind it."""
    return bool(
        re.search(
            rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)",
            content,
        )
    )


def read(path: Path) -> Reading:
    """Reads an XLSX file into blocks."""
    sheets = sheets_of(repacked(path))
    return reading_of(sheets)
