"""Reads a spreadsheet: every sheet is a table, merged ranges are spans, hidden rows are kept.

Belongs here: the values of cells as the sheet prints them.
Does not belong here: formulas; their stored results are read.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.limits import require_places

# Numbers of a spreadsheet are doubles; a longer integer is no program's, and no format prints it.
_DOUBLE_BITS = 1023
_DECIMALS = re.compile(r"0\.(0+)")


def _text(value: object, number_format: str) -> str:
    """A value as the cell's number format prints it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value).strip()
    if isinstance(value, int) and value.bit_length() > _DOUBLE_BITS:
        return str(value)
    places = _DECIMALS.search(number_format)
    grouped = "," if "#,##" in number_format else ""
    if "%" in number_format:
        return f"{value * 100:.{len(places.group(1)) if places else 0}f}%"
    if places:
        return f"{value:{grouped}.{len(places.group(1))}f}"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:{grouped}.15g}" if not grouped else f"{value:,}"
    return f"{int(value):{grouped}d}"


def _spans(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For the first place of each merged range its rows and columns; (0, 0) for covered places."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for merged in sheet.merged_cells.ranges:
        left, top, right, bottom = merged.bounds
        for place in product(range(top, bottom + 1), range(left, right + 1)):
            spans[place] = (0, 0)
        spans[top, left] = (bottom - top + 1, right - left + 1)
    return spans


def _texts(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """The text of each cell that the file holds, by row and column.

    Only those: a sheet formatted down to its last row would else have 17 thousand million cells.
    """
    cells = sheet._cells
    return {place: _text(cells[place].value, cells[place].number_format) for place in sorted(cells)}


def _piece(sheet: Worksheet) -> Piece | None:
    """The printed part of a sheet; None when it holds less than two texts."""
    spans = _spans(sheet)
    texts = {place: text for place, text in _texts(sheet).items() if spans.get(place) != (0, 0)}
    ends = []
    for (row, column), text in texts.items():
        down, across = spans.get((row, column), (1, 1))
        if text:
            ends.append((row, column, row + down, column + across))
    if len(ends) < 2:
        return None
    top, left = min(end[0] for end in ends), min(end[1] for end in ends)
    bottom, right = max(end[2] for end in ends), max(end[3] for end in ends)
    require_places(bottom - top, right - left)
    cells = []
    for row, column in product(range(top, bottom), range(left, right)):
        down, across = spans.get((row, column), (1, 1))
        if down:
            down, across = min(down, bottom - row), min(across, right - column)
            text = texts.get((row, column), "")
            cells.append(GridCell(row - top, column - left, down, across, text))
    return Piece(cells, bottom - top, right - left, "markup")


def read(path: Path) -> Reading:
    """Reads an XLSX file into blocks: each sheet's name as a line, then its table."""
    book = openpyxl.load_workbook(path, data_only=True)
    blocks: list[Block] = []
    for sheet in book.worksheets:
        blocks.append(TextLine(sheet.title))
        piece = _piece(sheet)
        if piece:
            blocks.append(piece)
        else:
            blocks.extend(TextLine(text) for text in _texts(sheet).values() if text)
    return Reading(blocks=blocks)
