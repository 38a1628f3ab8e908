"""Files that a spreadsheet shows as the warehouse holds them: CSV and Excel.

Belongs here: how values become cells. Does not belong here: which rows, which files (``export``).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dagster_project.output.safe_text import for_spreadsheet

# Excel opens no file with more rows; the header is one.
EXCEL_ROWS = 1_048_575
_EXCEL_CELL_LENGTH = 32_767
_WIDEST_COLUMN = 60
_THOUSANDS = "#,##0"


class Sheet(Protocol):
    """A file that rows are written to."""

    def write(self, row: Sequence[object]) -> None:
        """Writes a row."""

    def close(self) -> None:
        """Completes the file."""


class CsvFile:
    """A CSV file as Excel reads it, in the language of numbers that every program shares."""

    def __init__(self, file: Path, columns: Sequence[str], *, mark_utf8: bool = True) -> None:
        encoding = "utf-8-sig" if mark_utf8 else "utf-8"
        self._stream: IO[str] = file.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(columns)

    def write(self, row: Sequence[object]) -> None:
        """Writes a row."""
        self._writer.writerow([csv_value(value) for value in row])

    def close(self) -> None:
        """Completes the file."""
        self._stream.close()


class XlsxFile:
    """An Excel file with one sheet whose header stays in sight and has filters."""

    def __init__(self, file: Path, columns: Sequence[str]) -> None:
        self._file = file
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("data")
        self._columns = len(columns)
        self._rows = 1
        self._sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, start=1):
            width = min(_WIDEST_COLUMN, max(10, len(column) + 2))
            self._sheet.column_dimensions[get_column_letter(place)].width = width
        header = []
        for column in columns:
            cell = WriteOnlyCell(self._sheet, value=column)
            cell.font = Font(bold=True)
            header.append(cell)
        self._sheet.append(header)

    def write(self, row: Sequence[object]) -> None:
        """Writes a row."""
        self._rows += 1
        self._sheet.append([_cell(self._sheet, value) for value in row])

    def close(self) -> None:
        """Completes the file."""
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, self._columns))}{self._rows}"
        self._book.save(self._file)


def csv_value(value: object) -> object:
    """A value as a CSV file holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return for_spreadsheet(str(value))


def number_format(value: Decimal) -> str:
    """How Excel shows a number: thousands apart, with the places it has."""
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return _THOUSANDS + ("." + "0" * places if places else "")


def text_value(text: str) -> str:
    """A text as an Excel file can hold it: no formula, not too long."""
    return for_spreadsheet(text)[:_EXCEL_CELL_LENGTH]


def _cell(sheet: Any, value: object) -> object:
    """A value as a cell of an Excel file; text is text, whatever it begins with."""
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = number_format(value)
        return cell
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value=text_value(str(value)))
    cell.data_type = "s"
    return cell
