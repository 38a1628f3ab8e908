"""DuckDB for SQLAlchemy as Great Expectations needs it.

Belongs here: the dialect. Does not belong here: what is asked through it (``great_expectations``).

duckdb-engine 0.17 gives all cursors of a connection one result. Great Expectations 1.24 hands its
connection back before it reads: the rollback that follows empties the result, and every check ends
in an IndexError that is reported as `success: false`. After an error that one connection also
refuses every later query. Here each query has a DuckDB cursor, which is a connection of its own.

It also makes floats of decimals where it shows rows, and walks the whole stack for each one, which takes a
third of an audit: they come as texts, digit by digit.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect
from sqlalchemy.dialects import registry

from dagster_project.duckdb_file import open_for_questions


class _Cursor(CursorWrapper):
    """Gives rows in which decimals are texts."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, connection: ConnectionWrapper) -> None:
        super().__init__(cursor, connection)
        self._cursor = cursor

    def fetchone(self) -> tuple[Any, ...] | None:
        row = self._cursor.fetchone()
        return None if row is None else _shown(row)

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        return [*map(_shown, self._cursor.fetchmany(*([] if size is None else [size])))]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [*map(_shown, self._cursor.fetchall())]


def _shown(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(str(value) if isinstance(value, Decimal) else value for value in row)


class _ReadingConnection(ConnectionWrapper):
    """Opens a cursor for each query; reading needs no transaction around several of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._connection = connection

    def cursor(self) -> CursorWrapper:
        return _Cursor(self._connection.cursor(), self)

    def begin(self) -> None:
        """Every query is a transaction already."""

    commit = rollback = begin


class ReadingDialect(Dialect):
    """Read-only DuckDB whose results outlive the connection they came through."""

    supports_statement_cache = False

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """Opens the file that the address names; all of duckdb-engine's options are left out."""
        path = str(arguments[0] if arguments else options["database"])
        return _ReadingConnection(open_for_questions(Path(path)))


def reading_url(path: Path) -> str:
    """The address of a file, for SQLAlchemy, that is read by this dialect."""
    registry.register("duckdb.reading", __name__, ReadingDialect.__name__)
    return f"duckdb+reading:///{path}"
