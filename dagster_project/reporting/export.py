"""Tables, views and queries of the warehouse as CSV and Excel files, one a fiscal year.

Belongs here: what a query gives, written so that a spreadsheet shows it as it is.
Does not belong here: which queries people ask; they bring them, or name a table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Protocol

import duckdb
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dagster_project.duckdb_file import columns_of, quoted_name
from dagster_project.output.safe_text import for_spreadsheet

_YEAR_COLUMN = "fiscal_year"
_ROWS_AT_A_TIME = 5_000
# Excel opens no file with more rows; the header is one.
_EXCEL_ROWS = 1_048_575
_EXCEL_CELL_LENGTH = 32_767
_TABLE_NAME = re.compile(r"(?:(?:marts|raw)\.)?[a-z][a-z0-9_]*")
_WIDEST_COLUMN = 60


class ExportError(ValueError):
    """It cannot be exported as asked; the message says what to do."""


class Format(StrEnum):
    """What the files are."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file and how many rows it holds."""

    file: Path
    row_count: int


class _Sheet(Protocol):
    """A file that rows are written to."""

    def write(self, row: Sequence[object]) -> None:
        """Writes a row."""

    def close(self) -> None:
        """Completes the file."""


def export(
    connection: duckdb.DuckDBPyConnection,
    what: str,
    out: Path,
    file_format: Format,
    *,
    name: str | None = None,
) -> list[Exported]:
    """Writes what a table, view or query holds: one file a fiscal year where it has that column.

    Numbers stay numbers: whole amounts in yuan and ratios as the warehouse holds them. Text that a
    spreadsheet would take for a formula is marked as text. CSV files begin with a byte order mark,
    without which Excel misreads Chinese.

    Args:
        connection: A warehouse, opened for reading only.
        what: A table or view, with or without its schema, or a query.
        out: The folder of the files.
        file_format: CSV or Excel.
        name: What the files are named after; default the table's name, or ``query``.

    Raises:
        ExportError: There is no such table, the query is wrong, or Excel cannot hold so many rows.
    """
    try:
        cursor = connection.execute(_query(connection, what))
    except duckdb.Error as error:
        raise ExportError(f"That is no table and no query that the warehouse answers: {error}") from error
    columns = columns_of(cursor)
    stem = name or (what.rsplit(".", 1)[-1] if _TABLE_NAME.fullmatch(what) else "query")
    out.mkdir(parents=True, exist_ok=True)
    return _write(columns, _rows(cursor), out, stem, file_format)


def _query(connection: duckdb.DuckDBPyConnection, what: str) -> str:
    """A query for a table's rows in a fixed order, or the query itself."""
    if not _TABLE_NAME.fullmatch(what):
        return what
    schema, _, table = what.rpartition(".")
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
        [schema or "marts", table],
    ).fetchall()
    if not columns:
        raise ExportError(
            f"The warehouse has no table {what}. `select table_name from duckdb_tables()` lists its tables; "
            "those of marts need no schema."
        )
    return f"select * from {quoted_name(schema or 'marts')}.{quoted_name(table)} order by all"


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
        yield from rows


def _write(
    columns: Sequence[str], rows: Iterable[tuple[Any, ...]], out: Path, stem: str, file_format: Format
) -> list[Exported]:
    """Writes to temporary names first: a file under its own name is always complete."""
    year_place = columns.index(_YEAR_COLUMN) if _YEAR_COLUMN in columns else None
    sheets: dict[Path, _Sheet] = {}
    counts: dict[Path, int] = {}
    with ExitStack() as unfinished:
        for row in rows:
            file = out / _file_name(stem, None if year_place is None else row[year_place], file_format)
            if file not in sheets:
                sheets[file], counts[file] = _open(file, columns, file_format, unfinished), 0
            counts[file] += 1
            if file_format is Format.XLSX and counts[file] > _EXCEL_ROWS:
                raise ExportError(f"{file.name} would have more rows than Excel opens; use --format csv.")
            sheets[file].write(row)
        if not sheets:
            file = out / _file_name(stem, None, file_format)
            sheets[file], counts[file] = _open(file, columns, file_format, unfinished), 0
        for sheet in sheets.values():
            sheet.close()
        for file in sheets:
            _temporary(file).replace(file)
    return [Exported(file, count) for file, count in sorted(counts.items())]


def _open(file: Path, columns: Sequence[str], file_format: Format, unfinished: ExitStack) -> _Sheet:
    unfinished.callback(_temporary(file).unlink, missing_ok=True)
    sheet: _Sheet = _Csv(_temporary(file)) if file_format is Format.CSV else _Xlsx(_temporary(file), columns)
    if isinstance(sheet, _Csv):
        sheet.write(columns)
    return sheet


def _file_name(stem: str, year: object, file_format: Format) -> str:
    return f"{stem}{'' if year is None else f'_{year}'}.{file_format}"


def _temporary(file: Path) -> Path:
    return file.with_name(f".{file.name}.writing")


class _Csv:
    """A CSV file as Excel reads it, in the language of numbers that every program shares."""

    def __init__(self, file: Path) -> None:
        self._stream: IO[str] = file.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)

    def write(self, row: Sequence[object]) -> None:
        self._writer.writerow([_plain(value) for value in row])

    def close(self) -> None:
        self._stream.close()


class _Xlsx:
    """An Excel file with one sheet whose header stays in sight."""

    def __init__(self, file: Path, columns: Sequence[str]) -> None:
        self._file = file
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("data")
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
        self._sheet.append([_cell_value(self._sheet, value) for value in row])

    def close(self) -> None:
        self._book.save(self._file)


def _plain(value: object) -> object:
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


def _cell_value(sheet: Any, value: object) -> object:
    """A value as a cell of an Excel file; text is text, whatever it begins with."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value=for_spreadsheet(str(value))[:_EXCEL_CELL_LENGTH])
    cell.data_type = "s"
    return cell
