"""Tables, views and queries of the warehouse as files for other programs, with where they come from.

Belongs here: what is exported, into which files, and that a file under its own name is always complete.
Does not belong here: how a format is written (``export_formats``), what lies beside the files
(``export_sources``), workbooks of a department (``workbook``).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import columns_of, quoted_name, quoted_text
from dagster_project.reporting.export_formats import EXCEL_ROWS, CsvFile, Sheet, XlsxFile
from dagster_project.reporting.export_sources import describe, write_package

_YEAR_COLUMN = "fiscal_year"
_PARTITIONS = (_YEAR_COLUMN, "region_code")
_ROWS_AT_A_TIME = 5_000
_TABLE_NAME = re.compile(r"(?:(?:marts|raw|main)\.)?[a-z][a-z0-9_]*")


class ExportError(ValueError):
    """It cannot be exported as asked; the message says what to do."""


class Format(StrEnum):
    """What the files are."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSONL = "jsonl"
    PACKAGE = "datapackage"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file, or the folder of a partitioned table, and how many rows it holds."""

    file: Path
    row_count: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is exported: the query, its columns, its name, and the table it is, if it is one."""

    query: str
    columns: tuple[str, ...]
    stem: str
    table: str | None


def export(
    connection: duckdb.DuckDBPyConnection,
    what: str,
    out: Path,
    file_format: Format,
    *,
    name: str | None = None,
    one_file: bool = False,
    mark_utf8: bool = True,
) -> list[Exported]:
    """Writes what a table, view or query holds, and beside it a manifest and the source documents.

    Excel and CSV files are one a fiscal year where there is that column; Parquet is partitioned by year and
    region; JSON lines and packages are one file. Numbers stay numbers: whole amounts in yuan and ratios as
    the warehouse holds them. Text that a spreadsheet would take for a formula is marked as text.

    Args:
        connection: A warehouse, opened for reading only.
        what: A table or view, with or without its schema, or a query.
        out: The folder of the files.
        file_format: What to write.
        name: What the files are named after; default the table's name, or ``query``.
        one_file: All years in one file.
        mark_utf8: Whether CSV files begin with a byte order mark, without which Excel misreads Chinese.

    Raises:
        ExportError: There is no such table, the query is wrong, or Excel cannot hold so many rows.
    """
    asked = _asked(connection, what, name)
    out.mkdir(parents=True, exist_ok=True)
    if file_format in (Format.CSV, Format.XLSX):
        written = _write_rows(connection, asked, out, file_format, one_file=one_file, mark_utf8=mark_utf8)
    elif file_format is Format.PARQUET:
        written = [_write_parquet(connection, asked, out)]
    elif file_format is Format.JSONL:
        written = [_write_jsonl(connection, asked, out)]
    else:
        return [Exported(*write_package(connection, asked.query, asked.stem, asked.table, out))]
    files = [(one.file, one.row_count) for one in written]
    describe(connection, asked.query, out / f"{asked.stem}.manifest.json", files)
    return written


def _asked(connection: duckdb.DuckDBPyConnection, what: str, name: str | None) -> _Asked:
    try:
        query = _query(connection, what)
        columns = tuple(columns_of(connection.execute(f"select * from ({query}) as asked limit 0")))
    except duckdb.Error as error:
        raise ExportError(f"That is no table and no query that the warehouse answers: {error}") from error
    table = what.rsplit(".", 1)[-1] if _TABLE_NAME.fullmatch(what) else None
    return _Asked(query, columns, name or table or "query", table)


def _query(connection: duckdb.DuckDBPyConnection, what: str) -> str:
    """A query for a table's rows in a fixed order, or the query itself."""
    if not _TABLE_NAME.fullmatch(what):
        return what.strip().rstrip(";")
    schema, _, table = what.rpartition(".")
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
        [schema or "marts", table],
    ).fetchall()
    if not columns:
        raise ExportError(
            f"The warehouse has no table {what}. `fiscal tables` lists its tables; those of marts need no "
            "schema."
        )
    return f"select * from {quoted_name(schema or 'marts')}.{quoted_name(table)} order by all"


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
        yield from rows


def _write_rows(
    connection: duckdb.DuckDBPyConnection,
    asked: _Asked,
    out: Path,
    file_format: Format,
    *,
    one_file: bool,
    mark_utf8: bool,
) -> list[Exported]:
    """Writes to temporary names first: a file under its own name is always complete."""

    def opened(file: Path) -> Sheet:
        unfinished.callback(_temporary(file).unlink, missing_ok=True)
        if file_format is Format.CSV:
            return CsvFile(_temporary(file), asked.columns, mark_utf8=mark_utf8)
        return XlsxFile(_temporary(file), asked.columns)

    sheets: dict[Path, Sheet] = {}
    counts: dict[Path, int] = {}
    with ExitStack() as unfinished:
        for year, row in _with_years(connection, asked, one_file=one_file):
            file = out / f"{asked.stem}{'' if year is None else f'_{year}'}.{file_format}"
            if file not in sheets:
                sheets[file], counts[file] = opened(file), 0
            counts[file] += 1
            if file_format is Format.XLSX and counts[file] > EXCEL_ROWS:
                raise ExportError(f"{file.name} would have more rows than Excel opens; use --format csv.")
            sheets[file].write(row)
        if not sheets:
            file = out / f"{asked.stem}.{file_format}"
            sheets[file], counts[file] = opened(file), 0
        for sheet in sheets.values():
            sheet.close()
        for file in sheets:
            _temporary(file).replace(file)
    return [Exported(file, count) for file, count in sorted(counts.items())]


def _with_years(
    connection: duckdb.DuckDBPyConnection, asked: _Asked, *, one_file: bool
) -> Iterable[tuple[object, tuple[Any, ...]]]:
    """Each row with the year of its file; None for the one file of all."""
    place = None if one_file or _YEAR_COLUMN not in asked.columns else asked.columns.index(_YEAR_COLUMN)
    for row in _rows(connection.execute(asked.query)):
        yield (None if place is None else row[place]), row


def _write_parquet(connection: duckdb.DuckDBPyConnection, asked: _Asked, out: Path) -> Exported:
    """A folder partitioned by year and region, or a file where there is neither."""
    partitions = [column for column in _PARTITIONS if column in asked.columns]
    target = out / (asked.stem if partitions else f"{asked.stem}.parquet")
    options = ["format parquet", "compression zstd"]
    if partitions:
        # The columns stay in the files: a reader that guesses types from folder names has them right.
        options += [f"partition_by ({', '.join(partitions)})", "write_partition_columns true"]
    return _copied(connection, asked, target, options)


def _write_jsonl(connection: duckdb.DuckDBPyConnection, asked: _Asked, out: Path) -> Exported:
    return _copied(connection, asked, out / f"{asked.stem}.jsonl", ["format json"])


def _copied(
    connection: duckdb.DuckDBPyConnection, asked: _Asked, target: Path, options: list[str]
) -> Exported:
    """What DuckDB itself writes, under a temporary name until it is complete."""
    temporary = _temporary(target)
    _remove(temporary)
    try:
        found = connection.execute(
            f"copy ({asked.query}) to {quoted_text(str(temporary))} ({', '.join(options)})"
        ).fetchone()
        if not temporary.exists():
            temporary.mkdir()
        _remove(target)
        temporary.replace(target)
    finally:
        _remove(temporary)
    return Exported(target, int(found[0]) if found else 0)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            path.unlink()


def _temporary(file: Path) -> Path:
    return file.with_name(f".{file.name}.writing")
