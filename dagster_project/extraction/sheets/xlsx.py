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
from openpyxl.styles.fonts import Font
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.look import CHARACTER, Alignment, Look, blanks_before
from dagster_project.extraction.package import repacked
from dagster_project.extraction.sheets.floating import boxes_of, labelled_heads
from dagster_project.extraction.sheets.formulas import Calculator, CannotComputeError, column_number
from dagster_project.extraction.sheets.model import BLANKS, LEAST_HEIGHT, LEAST_WIDTH, Place, Sheet
from dagster_project.extraction.sheets.number_format import is_of_fixed_length, shown, shown_text
from dagster_project.extraction.sheets.tables import reading_of
from dagster_project.extraction.sheets.widths import FontSize, least_width, mark_too_wide, may_be_too_wide
from dagster_project.extraction.sheets.xlsx_visibility import CellVisibility

_LAST_COLUMN = 16_384
_SIDES: dict[str, Alignment] = {"left": "left", "center": "center", "right": "right"}
_SHEET_NAME = re.compile(r"'(?:[^']|'')*'!")
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
    text = str(value).replace("_x000D_", "").strip(BLANKS)
    return shown_text(text, number_format)


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

    def of(self, sheet: str, row: int, column: int) -> tuple[float | str | None, bool]:
        """The result at a place, and whether a formula there stays without one."""
        formula = self._formula(sheet, row, column)
        if formula is None:
            return None, False
        try:
            return self._calculator.result(formula, sheet), False
        except CannotComputeError:
            return None, True


def _add(found: Sheet, cell: Cell, value: object, visibility: CellVisibility, *, since_1904: bool) -> None:
    """Adds what a cell shows to a sheet, and apart from it what it holds and does not show."""
    if value is None or cell.row is None or cell.column is None:
        return
    place: Place = (cell.row - 1, cell.column - 1)
    seen, gone = visibility.seen_and_unseen(cell, value)
    text = text_of(seen, visibility.number_format(cell), since_1904=since_1904) if seen is not None else ""
    if text and visibility.is_unseen(cell, value):
        text, gone = "", text
    elif not text and not gone and value != 0:
        # A format such as ;;; shows nothing; that it shows no zero says nothing.
        gone = str(value).strip()
    if gone:
        found.unseen[place] = gone
    if text:
        found.texts[place] = text
        found.looks[place] = _look_of(cell)


def _column_widths(sheet: Worksheet) -> dict[int, float]:
    """The columns to which the file gives a width, in characters; not those to the sheet's end."""
    return {
        column - 1: width.width
        for width in sheet.column_dimensions.values()
        if width.width >= LEAST_WIDTH and not width.hidden
        for column in range(width.min or 1, min(width.max or 1, sheet.max_column) + 1)
    }


def _needed_widths(sheet: Worksheet, found: Sheet, columns: dict[int, float]) -> dict[Place, float]:
    """How wide the numbers are at least that may not fit their columns."""
    # The first font of a workbook is that of its style Normal; the stubs leave the fonts out.
    fonts = sheet.parent._fonts if sheet.parent is not None else []  # type: ignore[attr-defined]
    normal = _font_size(fonts[0] if fonts else None)
    needed = {}
    for (row, column), text in found.texts.items():
        if not may_be_too_wide(text, columns.get(column)):
            continue
        cell = sheet._cells[row + 1, column + 1]
        if isinstance(cell, Cell) and _keeps_its_length(cell):
            needed[row, column] = least_width(text, _font_size(cell.font), normal)
    return needed


def _keeps_its_length(cell: Cell) -> bool:
    """Whether a cell shows a number that is neither shortened, nor made smaller, nor turned."""
    alignment = cell.alignment
    return (
        cell.data_type in ("n", "d")
        and is_of_fixed_length(cell.number_format)
        and not (alignment.shrink_to_fit or alignment.textRotation)
        and alignment.horizontal in (None, "general", "left", "center", "right")
    )


def _font_size(font: Font | StyleProxy | None) -> FontSize:
    return FontSize(None, None) if font is None else FontSize(font.name, font.sz)


def _sheet(sheet: Worksheet, results: _Results | None, since_1904: bool) -> Sheet:
    found = Sheet(sheet.title, is_hidden=sheet.sheet_state != "visible")
    visibility = CellVisibility(sheet)
    for (row, column), cell in sheet._cells.items():
        if isinstance(cell, Cell):
            value, is_open = cell.value, False
            if value is None and results is not None:
                value, is_open = results.of(sheet.title, row, column)
            if is_open:
                found.uncomputed.append((row - 1, column - 1))
            _add(found, cell, value, visibility, since_1904=since_1904)
    for area in sheet.merged_cells.ranges:
        left, top, right, bottom = area.bounds
        found.merged.append((top - 1, left - 1, bottom - 1, right - 1))
    found.hidden_rows = {
        number - 1
        for number, row in sheet.row_dimensions.items()
        if row.hidden or (row.height is not None and row.height < LEAST_HEIGHT)
    }
    for width in sheet.column_dimensions.values():
        if width.hidden or width.width < LEAST_WIDTH:
            found.hidden_columns.append(range((width.min or 1) - 1, width.max or _LAST_COLUMN))
    found.printed_columns = _printed_columns(sheet)
    found.heads = labelled_heads(sheet)
    columns = _column_widths(sheet)
    mark_too_wide(found, _needed_widths(sheet, found, columns), columns)
    return found


def _printed_columns(sheet: Worksheet) -> list[range]:
    """The columns of the print area; empty when all are printed."""
    areas = _SHEET_NAME.sub("", str(sheet.print_area or ""))
    found = [_COLUMNS.fullmatch(area.rpartition("!")[2]) for area in areas.split(",")]
    # An area of whole rows has all columns.
    known = [area for area in found if area is not None]
    columns = [range(column_number(area[1]) - 1, column_number(area[2])) for area in known]
    return columns if len(columns) == len(found) else []


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order."""
    book = openpyxl.load_workbook(BytesIO(content), data_only=True, rich_text=True)
    results = _Results(book, openpyxl.load_workbook(BytesIO(content))) if _may_lack_results(content) else None
    sheets = [_sheet(sheet, results, _since_1904(book)) for sheet in book.worksheets]
    boxes = boxes_of(content)
    for sheet in sheets:
        sheet.boxes = boxes.get(sheet.name, [])
    return sheets


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
