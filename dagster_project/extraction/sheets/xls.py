"""Reads an old XLS workbook (BIFF5 and BIFF8) by xlrd.

Belongs here: what xlrd says of a workbook, as sheets. Does not belong here: how numbers are shown.
"""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT
from xlrd.book import Book
from xlrd.formatting import XF
from xlrd.formatting import Font as XlsFont
from xlrd.sheet import Sheet as XlsSheet

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.characters import raised
from dagster_project.extraction.look import CHARACTER, Alignment, Look, blanks_before
from dagster_project.extraction.sheets.model import BLANKS, LEAST_HEIGHT, LEAST_WIDTH, Place, Sheet
from dagster_project.extraction.sheets.number_format import is_of_fixed_length, shown, shown_text
from dagster_project.extraction.sheets.tables import reading_of
from dagster_project.extraction.sheets.widths import FontSize, least_width, mark_too_wide, may_be_too_wide
from dagster_project.extraction.sheets.xls_floating import floating_of

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_SIDES: dict[int, Alignment] = {1: "left", 2: "center", 3: "right"}
# Set to no side of their own, or to one of those.
_UPRIGHT = (0, 1, 2, 3)
_BOLD = 600
_WHITE, _INK = (255, 255, 255), (0, 0, 0)
_NO_FILL, _SOLID = 0, 1
_SUPERSCRIPT = 1
# Heights are counted in twentieths of a point, widths in 256ths of a character.
_TWIPS, _WIDTHS = 20, 256
# From this version on texts are stored in Unicode.
_UNICODE = 80
_PRINT_AREA = "\x06"


def _text(book: Book, sheet: XlsSheet, row: int, column: int) -> tuple[str, str]:
    """What a cell shows, and what of its text nobody sees."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    code = book.format_map[_xf(book, sheet, row, column).format_key].format_str
    if kind in (XL_CELL_NUMBER, XL_CELL_DATE):
        if value == 0 and not sheet.show_zero_values:
            return "", ""
        text = shown(value, code, since_1904=bool(book.datemode))
        return text, "" if text or value == 0 else str(value)
    if kind == XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE", ""
    if kind == XL_CELL_ERROR:
        return _ERRORS.get(value, "#ERROR!"), ""
    if kind != XL_CELL_TEXT:
        return "", ""
    seen, gone = _runs(book, sheet, row, column, str(value))
    seen = seen.strip(BLANKS)
    text = shown_text(seen, code)
    return text, gone.strip(BLANKS) or ("" if text else seen)


def _runs(book: Book, sheet: XlsSheet, row: int, column: int, text: str) -> tuple[str, str]:
    """The runs of a text that are seen, and those in other fonts that are not."""
    runs = sheet.rich_text_runlist_map.get((row, column))
    if not runs:
        return text, ""
    form = _xf(book, sheet, row, column)
    seen: list[str] = []
    unseen: list[str] = []
    starts = [(0, form.font_index), *runs]
    for (start, font), (end, _) in pairwise([*starts, (len(text), 0)]):
        part = text[start:end]
        if _is_unseen(book, form, font):
            unseen.append(part)
        else:
            is_raised = book.font_list[font].escapement == _SUPERSCRIPT
            seen.append(raised(part) if is_raised else part)
    return "".join(seen), "".join(unseen)


def _xf(book: Book, sheet: XlsSheet, row: int, column: int) -> XF:
    return book.xf_list[sheet.cell_xf_index(row, column)]


def _is_unseen(book: Book, form: XF, font_index: int) -> bool:
    """Whether text in a font is struck through, or has the colour of what is under it."""
    font, ground = book.font_list[font_index], form.background
    if font.struck_out:
        return True
    ink = book.colour_map.get(font.colour_index) or _INK
    if ground.fill_pattern == _NO_FILL:
        return bool(ink == _WHITE)
    return ground.fill_pattern == _SOLID and bool(ink == book.colour_map.get(ground.pattern_colour_index))


def _look_of(book: Book, form: XF, value: object) -> Look:
    """How a text stands in its cell; a step of indentation is as wide as a character."""
    font, alignment = book.font_list[form.font_index], form.alignment
    blanks = blanks_before(value) if isinstance(value, str) else 0.0
    return Look(
        CHARACTER * alignment.indent_level + blanks,
        bool(font.bold) or font.weight >= _BOLD,
        _SIDES.get(alignment.hor_align),
    )


def _sheet(book: Book, sheet: XlsSheet) -> Sheet:
    found = Sheet(sheet.name, is_hidden=sheet.visibility != 0)
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text, gone = _text(book, sheet, row, column)
            if gone:
                found.unseen[row, column] = gone
            if not text:
                continue
            form = _xf(book, sheet, row, column)
            # Runs in other fonts were looked at one by one.
            if (row, column) not in sheet.rich_text_runlist_map and _is_unseen(book, form, form.font_index):
                found.unseen[row, column] = text
            else:
                found.texts[row, column] = text
                found.looks[row, column] = _look_of(book, form, sheet.cell_value(row, column))
    found.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    found.hidden_rows = {
        number
        for number, info in sheet.rowinfo_map.items()
        if info.hidden or (not info.has_default_height and info.height < LEAST_HEIGHT * _TWIPS)
    }
    found.hidden_columns = [
        range(number, number + 1)
        for number, info in sheet.colinfo_map.items()
        if info.hidden or info.width < LEAST_WIDTH * _WIDTHS
    ]
    found.printed_columns = _printed_columns(book, sheet)
    columns = {
        number: info.width / _WIDTHS
        for number, info in sheet.colinfo_map.items()
        if not info.hidden and info.width >= LEAST_WIDTH * _WIDTHS
    }
    mark_too_wide(found, _needed_widths(book, sheet, found, columns), columns)
    if book.biff_version >= _UNICODE:
        found.boxes, found.heads = floating_of(book.mem, book._sh_abs_posn[sheet.number])
    return found


def _needed_widths(
    book: Book, sheet: XlsSheet, found: Sheet, columns: dict[int, float]
) -> dict[Place, float]:
    """How wide the numbers are at least that may not fit their columns."""
    normal = _font_size(book.font_list[0])
    needed = {}
    for (row, column), text in found.texts.items():
        if not may_be_too_wide(text, columns.get(column)):
            continue
        form = _xf(book, sheet, row, column)
        alignment, code = form.alignment, book.format_map[form.format_key].format_str
        if (
            sheet.cell_type(row, column) in (XL_CELL_NUMBER, XL_CELL_DATE)
            and is_of_fixed_length(code)
            and not (alignment.shrink_to_fit or alignment.rotation)
            and alignment.hor_align in _UPRIGHT
        ):
            needed[row, column] = least_width(text, _font_size(book.font_list[form.font_index]), normal)
    return needed


def _font_size(font: XlsFont) -> FontSize:
    return FontSize(font.name, font.height / _TWIPS)


def _printed_columns(book: Book, sheet: XlsSheet) -> list[range]:
    """The columns of the print area, a name that the program itself gives; empty when all are printed."""
    for name in book.name_map.get("print_area", []) + book.name_map.get(_PRINT_AREA, []):
        if name.scope != sheet.number or name.result is None:
            continue
        areas = [r.coords for r in (name.result.value or []) if hasattr(r, "coords")]
        return [range(coords[4], coords[5]) for coords in areas]
    return []


def sheets_of(content: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order.

    Raises:
        xlrd.XLRDError: The workbook is damaged or protected by a password.
    """
    with xlrd.open_workbook(
        file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    ) as book:
        return [_sheet(book, book.sheet_by_index(number)) for number in range(book.nsheets)]


def read(path: Path) -> Reading:
    """Reads an XLS file into blocks."""
    sheets = sheets_of(path.read_bytes())
    return reading_of(sheets)
