"""The build file before a refresh works on it: sound and of today's shape, or set aside.

Belongs here: finding a damaged or outdated build file, giving its raw tables today's columns where what
they hold allows it, and making room for a new file where it does not.
Does not belong here: what is built in it (``load``, dbt). All in it comes from the documents,
so a new one costs time and nothing else; the published file is another one and is not touched.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import attach, connect_within, log_of, quoted_name

Columns = Mapping[str, Mapping[str, str]]

_log = logging.getLogger(__name__)

_DAMAGED_SUFFIX = ".damaged"
_TABLES_AT_ONCE = 50
# What DuckDB says of bytes that it did not write, or wrote as another version; a lock, a full disk
# and a missing permission are other faults, and a new file would not cure them.
_DAMAGE = re.compile(
    r"not a valid DuckDB|corrupt|checksum|could not read enough|deserializ|serialization|storage version"
    r"|version number|INTERNAL|FATAL|replaying WAL",
    re.IGNORECASE,
)


def make_fit(build_file: Path, raw_columns: Columns) -> str | None:
    """Reads every block of the build file, and gives its raw tables the columns of this version.

    A file that is damaged is set aside, and so is one that lacks what only the documents can tell.

    Args:
        build_file: May be missing.
        raw_columns: The columns of the tables of schema raw with their types in small letters, ``not null``
            included.

    Returns:
        What was wrong and what happens, for a person; None for a file that is fit now.

    Raises:
        duckdb.Error: The file cannot be opened for a reason that a new file would not cure.
    """
    if not build_file.exists():
        return None
    try:
        with connect_within(build_file.parent, file=build_file) as connection:
            # Closing what was open for writing takes as long as reading it.
            attach(connection, build_file, "build", read_only=True)
            _read_whole(connection)
            outdated, wrong = _compared(connection, raw_columns)
        if outdated:
            wrong = _migrated(build_file, raw_columns, outdated)
    except duckdb.Error as error:
        if not _DAMAGE.search(str(error)):
            raise
        wrong = f"it is damaged ({str(error).splitlines()[0][:200]})"
    if wrong is None:
        return None
    kept = build_file.with_name(build_file.name + _DAMAGED_SUFFIX)
    build_file.replace(kept)
    log_of(build_file).unlink(missing_ok=True)
    return f"The build file is not used: {wrong}. It is kept as {kept.name}; all documents are read again."


def _read_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Every column of every row, so that every block meets its checksum."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'build'"
    ).fetchall()
    queries = [
        f"select bit_xor(hash(t)) from build.{quoted_name(schema)}.{quoted_name(name)} as t"
        for schema, name in tables
    ]
    # Many at once: after each statement this thread would wait for others that import.
    for first in range(0, len(queries), _TABLES_AT_ONCE):
        connection.execute(" union all ".join(queries[first : first + _TABLES_AT_ONCE])).fetchall()


# ---- Files of other versions -----------------------------------------------------------------


def _compared(
    connection: duckdb.DuckDBPyConnection, raw_columns: Columns
) -> tuple[Mapping[str, list[str]], str | None]:
    """The raw tables of another version with the columns that stay, and why there is no way for them."""
    found = {name: _columns_of(connection, name) for name in raw_columns}
    outdated = {}
    for name, columns in raw_columns.items() if any(found.values()) else ():
        lacking = [c for c, kind in columns.items() if kind.endswith("not null") and c not in found[name]]
        if lacking:
            return {}, f"it is of another version, in which raw.{name} has no {', '.join(lacking)}"
        wanted = {
            column: kind.removesuffix(" not null").replace(", ", ",") for column, kind in columns.items()
        }
        if found[name] and found[name] != wanted:
            outdated[name] = [column for column in columns if column in found[name]]
    return outdated, None


def _migrated(build_file: Path, raw_columns: Columns, outdated: Mapping[str, list[str]]) -> str | None:
    """Gives raw tables of another version the columns of this one; says why it cannot."""
    with connect_within(build_file.parent) as connection:
        attach(connection, build_file, "build")
        connection.execute("use build")
        connection.execute("begin")
        try:
            for name, kept in outdated.items():
                _rebuild(connection, name, raw_columns[name], kept)
        except (duckdb.ConversionException, duckdb.ConstraintException) as error:
            connection.execute("rollback")
            return f"it is of another version ({str(error).splitlines()[0][:200]})"
        connection.execute("commit")
    return None


def _columns_of(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    try:
        # duckdb_columns() would bind every view of the file for each table.
        rows = connection.execute(f"select name, lower(type) from pragma_table_info('build.raw.{name}')")
    except duckdb.CatalogException:
        return {}
    return dict(rows.fetchall())


def _rebuild(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], kept: list[str]
) -> None:
    """A table anew with all rows; a column that it did not have is empty, one too many is left out."""
    _log.info("raw.%s gets the columns of this version", name)
    body = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"create table raw.{name}_of_this_version ({body})")
    connection.execute(
        f"insert into raw.{name}_of_this_version by name select {', '.join(kept)} from raw.{name}"
    )
    connection.execute(f"drop table raw.{name}")
    connection.execute(f"alter table raw.{name}_of_this_version rename to {name}")
