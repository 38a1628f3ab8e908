"""Publishes a build: the raw and marts schemas in a file of their own, swapped in whole.

Belongs here: writing, checking and renaming the published file, and the lock that keeps two
refreshes apart. Does not belong here: whether a build may be published (``validation``).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

PUBLISHED_SCHEMAS = ("raw", "marts")
# Drivers since 1.0 open this version; a newer one answers "0 tables" or an error in older tools.
STORAGE_VERSION = "v1.0.0"


class PublicationError(RuntimeError):
    """Nothing was published; the message says why and what to do."""


class RefreshLockedError(PublicationError):
    """Another refresh is running; the message says which process, since when."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: the file, its size in bytes and the rows of each table."""

    path: Path
    byte_size: int
    row_counts: dict[str, int]


@contextmanager
def refresh_lock(lock_file: Path) -> Iterator[None]:
    """Hold the lock that only one refresh can hold; the system frees it when the process ends.

    Args:
        lock_file: Lies in the home folder; says who holds it.

    Raises:
        RefreshLockedError: Another process holds it.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise RefreshLockedError(_holder(handle.read())) from None
        handle.seek(0)
        handle.truncate()
        json.dump({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, handle)
        handle.flush()
        yield


def _holder(text: str) -> str:
    try:
        owner = json.loads(text)
        who = f"process {owner['pid']} since {owner['since']}"
    except (ValueError, KeyError, TypeError):
        who = "another process"
    return f"A refresh is running already ({who}). Wait until it ends, then try again."


def remove_leftovers(target: Path) -> list[Path]:
    """Remove what a killed publication left beside the target.

    Args:
        target: The published file.

    Returns:
        The files that were removed.
    """
    leftovers = sorted(target.parent.glob(f".{target.name}.*.tmp*")) if target.parent.is_dir() else []
    for path in leftovers:
        path.unlink(missing_ok=True)
    return leftovers


def publish(build_file: Path, target: Path) -> Publication:
    """Write the published schemas of the build into a new file and swap it in for the target.

    Readers that have the old file open go on with it; new connections see the new one.

    Args:
        build_file: The closed build file.
        target: The file that readers open.

    Returns:
        What was published.

    Raises:
        PublicationError: The new file could not be written or is not whole; the target is as before.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    temporary = target.parent / f".{target.name}.{os.getpid()}.tmp"
    try:
        expected = _write(build_file, temporary)
        _verify(temporary, expected)
        _sync_file(temporary)
        _swap(temporary, target)
    except (duckdb.Error, OSError) as error:
        raise PublicationError(
            f"{target} was not replaced: {error}. The previous file is untouched; "
            "free the disk or mend the folder's rights, then refresh again."
        ) from error
    finally:
        remove_leftovers(target)
    return Publication(target, target.stat().st_size, expected)


def _write(build_file: Path, temporary: Path) -> dict[str, int]:
    """Copy tables, comments and views; returns the rows of each table."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quote(build_file)}' as build (read_only)")
        connection.execute(f"attach '{_quote(temporary)}' as published (storage_version '{STORAGE_VERSION}')")
        counts: dict[str, int] = {}
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f'create schema if not exists published."{schema}"')
            counts.update(_copy_tables(connection, schema))
        _copy_views(connection)
        _copy_comments(connection)
        connection.execute("checkpoint published")
        connection.execute("detach published")
    return counts


def _quote(value: object) -> str:
    return str(value).replace("'", "''")


def _copy_tables(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, int]:
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'build' and schema_name = ? order by 1",
        [schema],
    ).fetchall()
    counts: dict[str, int] = {}
    for (name,) in names:
        relation = f'"{schema}"."{name}"'
        connection.execute(f"create table published.{relation} as select * from build.{relation}")
        counts[f"{schema}.{name}"] = _count(connection, f"published.{relation}")
    return counts


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0


def _copy_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Views are created again; their SQL names schemas only, so it holds in a file of any name."""
    views = connection.execute(
        "select sql from duckdb_views() where database_name = 'build' and not internal "
        "and schema_name in (select unnest(?)) order by view_oid",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    connection.execute("use published")
    for (sql,) in views:
        connection.execute(sql)
    connection.execute("use memory")


def _copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    tables = connection.execute(
        "select schema_name, table_name, comment, 'table' from duckdb_tables() "
        "where database_name = 'build' and comment is not null "
        "union all select schema_name, view_name, comment, 'view' from duckdb_views() "
        "where database_name = 'build' and comment is not null"
    ).fetchall()
    for schema, name, comment, kind in tables:
        if schema in PUBLISHED_SCHEMAS:
            connection.execute(f'comment on {kind} published."{schema}"."{name}" is \'{_quote(comment)}\'')
    columns = connection.execute(
        "select c.schema_name, c.table_name, c.column_name, c.comment from duckdb_columns() as c "
        "join duckdb_tables() as t on c.table_oid = t.table_oid and c.database_name = t.database_name "
        "where c.database_name = 'build' and c.comment is not null"
    ).fetchall()
    for schema, name, column, comment in columns:
        if schema in PUBLISHED_SCHEMAS:
            connection.execute(
                f'comment on column published."{schema}"."{name}"."{column}" is \'{_quote(comment)}\''
            )


def _verify(path: Path, expected: dict[str, int]) -> None:
    """Open the new file as a reader does: every table has its rows, every view answers."""
    with duckdb.connect(str(path), read_only=True) as connection:
        for name, count in expected.items():
            found = _count(connection, name)
            if found != count:
                raise PublicationError(f"{path} holds {found} rows of {name}, not {count}; refresh again.")
        views = connection.execute(
            "select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
        for schema, name in views:
            connection.execute(f'select * from "{schema}"."{name}" limit 1')


def _sync_file(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _swap(temporary: Path, target: Path) -> None:
    for path in (temporary, target):
        wal = path.with_name(path.name + ".wal")
        if wal.exists():
            raise PublicationError(
                f"{wal} lies beside the file: a writer is at work or was killed. "
                "Nothing but the refresh may write there; remove it and refresh again."
            )
    temporary.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
