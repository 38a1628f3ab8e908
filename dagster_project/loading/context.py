"""What users add to set amounts in proportion: ``context/population.csv`` and ``context/prices.csv``.

Belongs here: reading these two tables, line by line. Does not belong here: what is divided by them (dbt).

Neither needs to be there. A line that cannot be used is kept with its fault and stops nothing.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

_LARGEST = 16 * 1024 * 1024
_YEARS = range(1990, 2100)
_CODE_DIGITS = 6
# As DECIMAL(20,4) holds it, with sixteen digits before the point: what is read compares with what is kept.
_LARGEST_VALUE, _LAST_PLACE = Decimal(10) ** 16, Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class _Table:
    measure: str
    columns: tuple[str, ...]


# The files, below the folder of documents; their values are in the last column.
_TABLES: Mapping[str, _Table] = {
    "context/population.csv": _Table("population", ("region_code", "fiscal_year", "population")),
    "context/prices.csv": _Table("price_index", ("fiscal_year", "price_index")),
}
CONTEXT_FILES = frozenset(_TABLES)


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A line of one of the tables.

    Attributes:
        file_path: The file, below the folder of documents.
        line_no: Line of the file, counted from 1; the header is the first.
        measure: ``population`` or ``price_index``.
        region_code: GB/T 2260 code; None for prices.
        fiscal_year: The year.
        value: Persons, or the level of prices on any base; rounded to four places.
        fault: Why the line is not used; the values are None then.
    """

    file_path: str
    line_no: int
    measure: str
    region_code: str | None = None
    fiscal_year: int | None = None
    value: Decimal | None = None
    fault: str | None = None

    @property
    def warning(self) -> str:
        """The fault with its place."""
        return f"{self.file_path}, line {self.line_no}: {self.fault} The line is not used."


class _FaultError(ValueError):
    """A line cannot be used; the message says why and what to write."""


def context_lines(raw_dir: Path) -> list[ContextLine]:
    """All lines of the tables that are there, mistaken ones included."""
    return [line for name, table in _TABLES.items() for line in _lines(raw_dir, name, table)]


def context_digests(raw_dir: Path) -> list[tuple[str, str]]:
    """The SHA-256 of each table that is there, with its name."""
    return [
        (name, hashlib.sha256(content).hexdigest())
        for name in _TABLES
        if (content := _content(raw_dir / name)) is not None
    ]


def _content(path: Path) -> bytes | None:
    """The bytes of a table; None where there is none, empty where it cannot be read."""
    if not path.is_symlink() and not path.exists():
        return None
    try:
        is_ordinary = path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST
        return path.read_bytes() if is_ordinary else b""
    except OSError:
        return b""


def _lines(raw_dir: Path, name: str, table: _Table) -> Iterator[ContextLine]:
    content = _content(raw_dir / name)
    if content is None:
        return
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = [column.strip().lower() for column in next(rows, [])]
        if not set(table.columns) <= set(header):
            expected = ",".join(table.columns)
            yield ContextLine(name, 1, table.measure, fault=f"The header is not {expected} (UTF-8).")
            return
        yield from _unique(
            _line(name, rows.line_num, table, dict(zip(header, map(str.strip, row), strict=False)))
            for row in rows
            if any(map(str.strip, row))
        )
    except (UnicodeDecodeError, csv.Error) as error:
        yield ContextLine(name, 1, table.measure, fault=f"The file is not CSV in UTF-8 ({error}).")


def _unique(lines: Iterable[ContextLine]) -> Iterator[ContextLine]:
    seen: dict[tuple[str | None, int | None], int] = {}
    for line in lines:
        key = (line.region_code, line.fiscal_year)
        if line.fault is None and key in seen:
            fault = f"Line {seen[key]} says it already."
            yield ContextLine(line.file_path, line.line_no, line.measure, fault=fault)
            continue
        if line.fault is None:
            seen[key] = line.line_no
        yield line


def _line(name: str, number: int, table: _Table, row: Mapping[str, str]) -> ContextLine:
    try:
        region = _region(row["region_code"]) if "region_code" in table.columns else None
        year, value = _year(row["fiscal_year"]), _value(row[table.columns[-1]], table.columns[-1])
    except KeyError as error:
        return ContextLine(name, number, table.measure, fault=f"{error.args[0]} is missing.")
    except _FaultError as error:
        return ContextLine(name, number, table.measure, fault=str(error))
    return ContextLine(name, number, table.measure, region, year, value)


def _region(text: str) -> str:
    if len(text) != _CODE_DIGITS or not (text.isascii() and text.isdigit()):
        raise _FaultError(f"region_code {text!r} is not a code of six digits (GB/T 2260).")
    return text


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:5]) not in _YEARS or len(text) > len("2026"):
        raise _FaultError(f"fiscal_year {text!r} is not a year from {_YEARS[0]} to {_YEARS[-1]}.")
    return int(text)


def _value(text: str, column: str) -> Decimal:
    try:
        value = Decimal(text).quantize(_LAST_PLACE, ROUND_HALF_UP)
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value < _LARGEST_VALUE:
        raise _FaultError(f"{column} {text!r} is not a number above 0, written without separators.")
    return value
