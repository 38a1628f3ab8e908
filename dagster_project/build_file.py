"""The build file before a refresh works on it: sound and of today's shape, or set aside.

Belongs here: finding a damaged or outdated build file, and making room for a new one.
Does not belong here: what is built in it (``raw_store``, dbt). All in it comes from the documents,
so a new one costs time and nothing else; the published file is another one and is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

_DAMAGED_SUFFIX = ".damaged"
# What DuckDB says of bytes that it did not write, or wrote as another version; a lock, a full disk
# and a missing permission are other faults, and a new file would not cure them.
_DAMAGE = re.compile(
    r"not a valid DuckDB|corrupt|checksum|could not read enough|deserializ|serialization|storage version"
    r"|version number|INTERNAL|FATAL|replaying WAL",
    re.IGNORECASE,
)


def set_aside_if_damaged(build_file: Path, raw_columns: Mapping[str, Mapping[str, str]]) -> str | None:
    """Reads every block of the build file; one that is damaged or of an older shape is set aside.

    Args:
        build_file: May be missing.
        raw_columns: The columns that the tables of schema raw must have.

    Returns:
        What was wrong and what happens, for a person; None for a sound file.

    Raises:
        duckdb.Error: The file cannot be opened for a reason that a new file would not cure.
    """
    if not build_file.exists():
        return None
    try:
        wrong = _read_whole(build_file, raw_columns)
    except duckdb.Error as error:
        if not _DAMAGE.search(str(error)):
            raise
        wrong = f"it is damaged ({str(error).splitlines()[0][:200]})"
    if wrong is None:
        return None
    kept = build_file.with_name(build_file.name + _DAMAGED_SUFFIX)
    build_file.replace(kept)
    build_file.with_name(build_file.name + ".wal").unlink(missing_ok=True)
    return f"The build file is not used: {wrong}. It is kept as {kept.name}; all documents are read again."


def _read_whole(build_file: Path, raw_columns: Mapping[str, Mapping[str, str]]) -> str | None:
    with duckdb.connect() as connection:
        # A name of its own: one that begins like a schema would hide it.
        connection.execute(f"attach '{str(build_file).replace(chr(39), chr(39) * 2)}' as build")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'build'"
        ).fetchall()
        for schema, name in tables:
            # Every column of every row, so that every block meets its checksum.
            connection.execute(f'select bit_xor(hash(t)) from build."{schema}"."{name}" as t').fetchall()
        for name, columns in raw_columns.items():
            found = connection.execute(
                "select column_name from duckdb_columns() where database_name = 'build' "
                "and schema_name = 'raw' and table_name = ? order by column_index",
                [name],
            ).fetchall()
            if found and [column for (column,) in found] != list(columns):
                return f"raw.{name} has the columns of another version"
    return None
