"""Replaces the published warehouse by the audited build file, all at once or not at all.

Belongs here: which schemas are published, how they are copied, verified and swapped in.
Does not belong here: whether they may be published (``assets.publication`` asks the audit).

Readers never see half a refresh: the new file is written beside the old one under another name,
verified, flushed to disk and then renamed over it. A program that has the old file open goes on
reading it undisturbed, since its bytes stay until it closes them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import (
    attach,
    connect_within,
    in_plain_words,
    open_for_reading,
    quoted_name,
    quoted_text,
)
from dagster_project.loading.raw_words import WORDS

PUBLISHED_SCHEMAS = ("raw", "marts")
# Drivers from 0.10 on open it; 1.4 would write what only 1.4 and later open if it were let.
STORAGE_VERSION = "v1.0.0"
_TEMPORARY_SUFFIX = ".publishing"


# By schema and name of a relation: its columns, and what they mean.
Columns = dict[tuple[str, str], dict[str, str | None]]


class PublicationError(RuntimeError):
    """The warehouse was not replaced; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the file, its size in bytes, and rows by table (``schema.name``)."""

    warehouse_file: Path
    byte_size: int
    row_counts: dict[str, int]
    views: tuple[str, ...]


def publish(
    build_file: Path,
    warehouse_file: Path,
    *,
    complete: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
    keep: Callable[[Path], None] | None = None,
) -> Published:
    """Copies the published schemas into a new file and renames it over the warehouse.

    The caller holds the refresh lock: leftovers of a killed run are removed without asking.

    Args:
        build_file: What was audited.
        warehouse_file: What readers open.
        complete: Adds to the new file, attached as ``published``, what no model can know.
        keep: Given the new file, verified, before it takes the place of the old one.

    Raises:
        PublicationError: The build file lacks something, or the target's place cannot be used.
    """
    target = warehouse_file.resolve()
    temporary = target.with_name(f".{target.name}{_TEMPORARY_SUFFIX}")
    try:
        _prepare_place(build_file, target)
        copier = _Copier(build_file, temporary)
        copier.copy(complete)
        _verify(temporary, copier.row_counts, copier.views)
        if keep:
            keep(temporary)
        _swap(temporary, target)
    except (duckdb.Error, OSError) as error:
        raise PublicationError(f"{target} was not replaced: {in_plain_words(str(error))}") from error
    finally:
        # On a disk that became read-only nothing can be removed; the next publication does it.
        with suppress(OSError):
            _remove_leftovers(target)
    return Published(target, target.stat().st_size, copier.row_counts, tuple(copier.views))


def _prepare_place(build_file: Path, target: Path) -> None:
    if not build_file.is_file():
        raise PublicationError(f"{build_file} is missing; run a whole refresh.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target)
    log = _write_ahead_log(target)
    if log.exists():
        # DuckDB would replay that log, which belongs to the old file, into the new one.
        raise PublicationError(
            f"{log} exists: {_writer_of(target)} "
            "Close it, open the warehouse once with it read-write so that the log is absorbed, and run again."
        )


def _writer_of(target: Path) -> str:
    """Who writes into the warehouse; the log may be left by one that died."""
    try:
        open_for_reading(target).close()
    except duckdb.IOException as error:
        said = in_plain_words(str(error))
        if said != str(error):
            return said
    except duckdb.Error:
        pass
    return "a program has the warehouse open for writing, or died while it had."


def _write_ahead_log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _remove_leftovers(target: Path) -> None:
    for leftover in target.parent.glob(f".{target.name}{_TEMPORARY_SUFFIX}*"):
        leftover.unlink(missing_ok=True)


class _Copier:
    """Copies the published schemas to a new file: definitions and their comments, then rows."""

    def __init__(self, build_file: Path, temporary: Path) -> None:
        self.build_file = build_file
        self.temporary = temporary
        self.row_counts: dict[str, int] = {}
        self.views: list[str] = []
        self._columns: Columns = {}

    def copy(self, complete: Callable[[duckdb.DuckDBPyConnection], None] | None) -> None:
        with connect_within(self.build_file.parent) as connection:
            attach(connection, self.build_file, "build", read_only=True)
            attach(connection, self.temporary, "published", storage_version=STORAGE_VERSION)
            # One statement for all comments: to add them one by one takes as long as to copy the rows.
            connection.execute("copy from database build to published (schema)")
            connection.execute("use published")
            self._drop_unpublished(connection)
            self._copy_rows(connection)
            self._columns = columns_of(connection)
            self._describe_raw(connection)
            self._check_views(connection)
            show_in_main(connection, self._columns)
            if complete:
                complete(connection)
                self._count_others(connection)
            connection.execute("checkpoint published")
            connection.execute("use memory")
            connection.execute("detach published")

    def _drop_unpublished(self, connection: duckdb.DuckDBPyConnection) -> None:
        schemas = connection.execute(
            "select schema_name from duckdb_schemas() where database_name = 'published' and not internal"
        ).fetchall()
        for (schema,) in schemas:
            if schema not in PUBLISHED_SCHEMAS:
                connection.execute(f"drop schema published.{quoted_name(schema)} cascade")

    def _copy_rows(self, connection: duckdb.DuckDBPyConnection) -> None:
        tables = _relations(connection, "tables")
        if not tables:
            raise PublicationError(f"{self.build_file} holds no table to publish; run a whole refresh.")
        for schema, name, _ in tables:
            relation = f"{schema}.{quoted_name(name)}"
            connection.execute(f"insert into published.{relation} select * from build.{relation}")
            self.row_counts[f"{schema}.{name}"] = _count(connection, f"build.{relation}")

    def _describe_raw(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Says what the raw tables mean, which no model describes."""
        for schema, name, _ in _relations(connection, "tables"):
            if schema == "raw" and (words := WORDS.get(name)):
                meanings = {
                    column: meaning
                    for column, meaning in words.columns.items()
                    if column in self._columns[schema, name]
                }
                _describe(connection, "table", f"raw.{quoted_name(name)}", words.table, meanings)

    def _check_views(self, connection: duckdb.DuckDBPyConnection) -> None:
        for schema, name, _ in _relations(connection, "views"):
            try:
                # The database has another name here than in the build, and there is no other schema.
                connection.execute(f"describe published.{schema}.{quoted_name(name)}")
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                raise PublicationError(
                    f"{schema}.{name}: reads something outside {' and '.join(PUBLISHED_SCHEMAS)}, or names "
                    "the database of the build. Materialise the model as a table, or refer to relations "
                    "without their database: ref('...').include(database=false)."
                ) from error
            self.views.append(f"{schema}.{name}")

    def _count_others(self, connection: duckdb.DuckDBPyConnection) -> None:
        for schema, name, _ in _relations(connection, "tables"):
            if f"{schema}.{name}" not in self.row_counts:
                self.row_counts[f"{schema}.{name}"] = _count(
                    connection, f"published.{schema}.{quoted_name(name)}"
                )


def _relations(connection: duckdb.DuckDBPyConnection, kind: str) -> list[tuple[str, str, str | None]]:
    """Schema, name and comment of the published tables or views."""
    return connection.execute(
        f"""
        select schema_name, {kind.removesuffix("s")}_name, comment
        from duckdb_{kind}()
        where database_name = 'published' and not internal and schema_name in (select unnest(?))
        order by all
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def show_in_main(connection: duckdb.DuckDBPyConnection, columns: Columns) -> None:
    """Shows the views in words in ``main``, too, so that `show tables` lists them at once.

    Args:
        connection: To the new file, attached as ``published``.
        columns: What ``columns_of`` finds there.
    """
    for schema, name, comment in _relations(connection, "views"):
        if schema == "marts" and name.startswith("v_"):
            quoted = quoted_name(name)
            connection.execute(f"create view published.main.{quoted} as select * from marts.{quoted}")
            meanings = {column: meaning for column, meaning in columns[schema, name].items() if meaning}
            _describe(connection, "view", f"main.{quoted}", comment, meanings)


def columns_of(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Columns of each relation of the file attached as ``published``, and what they mean.

    One question for all: to list columns DuckDB binds every view of all databases.
    """
    found: Columns = {}
    for schema, name, column, meaning in connection.execute(
        """
        select schema_name, table_name, column_name, comment
        from duckdb_columns()
        where database_name = 'published' and not internal
        """
    ).fetchall():
        found.setdefault((schema, name), {})[column] = meaning
    return found


def _describe(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    relation: str,
    comment: str | None,
    columns: Mapping[str, str],
) -> None:
    statements = [f"comment on {kind} published.{relation} is {quoted_text(comment)}"] if comment else []
    statements += (
        f"comment on column published.{relation}.{quoted_name(column)} is {quoted_text(text)}"
        for column, text in columns.items()
    )
    # One transaction: each of its own would be written to the disk by itself.
    connection.execute(";".join(["begin", *statements, "commit"]))


def _verify(temporary: Path, row_counts: dict[str, int], views: list[str]) -> None:
    """Opens the new file as a reader would, and compares what it finds with the build file."""
    with open_for_reading(temporary) as connection:
        for table, expected in row_counts.items():
            schema, name = table.split(".", 1)
            found = _count(connection, f"{schema}.{quoted_name(name)}")
            if found != expected:
                raise PublicationError(f"{table} has {found} rows in the copy and {expected} in the build.")
        for view in views:
            schema, name = view.split(".", 1)
            _count(connection, f"{schema}.{quoted_name(name)}")


def _swap(temporary: Path, target: Path) -> None:
    for path in (temporary, target):
        if _write_ahead_log(path).exists():
            raise PublicationError(f"{_write_ahead_log(path)} exists; close the program that writes it.")
    flush(temporary)
    temporary.replace(target)
    flush(target.parent)


def swap(file: Path, warehouse_file: Path) -> None:
    """Puts a file that was published before in the place of the warehouse; it stays where it is, too.

    Raises:
        PublicationError: The warehouse was not replaced.
    """
    target = warehouse_file.resolve()
    temporary = target.with_name(f".{target.name}{_TEMPORARY_SUFFIX}")
    try:
        _remove_leftovers(target)
        try:
            os.link(file, temporary)
        except OSError:
            shutil.copy2(file, temporary)
        _swap(temporary, target)
    except OSError as error:
        raise PublicationError(f"{target} was not replaced: {in_plain_words(str(error))}") from error
    finally:
        # Renaming a link over another one of the same file does nothing and leaves both.
        with suppress(OSError):
            _remove_leftovers(target)


def flush(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0
