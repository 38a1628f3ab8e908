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

_DECIMALS = re.compile(r"0\.(0+)")


def _text(value: object, number_format: str) -> str:
    """A value as the cell's number format prints it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value).strip()
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


def _piece(sheet: Worksheet) -> Piece | None:
    """The printed part of a sheet; None when it holds less than two texts."""
    spans = _spans(sheet)
    texts = {
        (row, column): _text(cell.value, cell.number_format)
        for row, cells in enumerate(sheet.iter_rows(), sheet.min_row)
        for column, cell in enumerate(cells, sheet.min_column)
        if spans.get((row, column)) != (0, 0)
    }
    ends = []
    for (row, column), text in texts.items():
        down, across = spans.get((row, column), (1, 1))
        if text:
            ends.append((row, column, row + down, column + across))
    if len(ends) < 2:
        return None
    top, left = min(end[0] for end in ends), min(end[1] for end in ends)
    bottom, right = max(end[2] for end in ends), max(end[3] for end in ends)
    cells = []
    for (row, column), text in texts.items():
        if top <= row < bottom and left <= column < right:
            down, across = spans.get((row, column), (1, 1))
            down, across = min(down, bottom - row), min(across, right - column)
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
            texts = [_text(cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row]
            blocks.extend(TextLine(text) for text in texts if text)
    return Reading(blocks=blocks)
