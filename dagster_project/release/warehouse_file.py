"""Replaces the published warehouse by the audited build file, all at once or not at all.

Belongs here: how the new file is completed, verified and swapped in.
Does not belong here: what is copied (``build_copy``), whether it may be published (the audit is asked).

Readers never see half a refresh: the new file is written beside the old one under another name,
verified, flushed to disk and then renamed over it. A program that has the old file open goes on
reading it undisturbed, since its bytes stay until it closes them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import (
    attach,
    connect_within,
    in_plain_words,
    log_of,
    open_for_reading,
)
from dagster_project.release.build_copy import (
    PUBLISHED_SCHEMAS,
    Copy,
    PublicationError,
    close_published,
    copy_build,
    count_rows,
    quoted_relation,
    relations_of,
)

_TEMPORARY_SUFFIX = ".publishing"


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
    copied: Copy | None = None,
) -> Published:
    """Copies the published schemas into a new file and renames it over the warehouse.

    The caller holds the refresh lock: leftovers of a killed run are removed without asking.

    Args:
        build_file: What was audited.
        warehouse_file: What readers open.
        complete: Adds to the new file, attached as ``published``, what no model can know.
        keep: Given the new file, verified, before it takes the place of the old one.
        copied: What ``copy_ahead`` copied; it is used if the build file has not changed since.

    Raises:
        PublicationError: The build file lacks something, or the target's place cannot be used.
    """
    target = warehouse_file.resolve()
    temporary = _temporary(target)
    try:
        if copied is None or not temporary.is_file() or not copied.is_of(build_file):
            _prepare_place(build_file, target)
            copied = copy_build(build_file, temporary)
        row_counts = copied.row_counts | _completed(temporary, build_file.parent, complete, copied.row_counts)
        _verify(temporary, build_file.parent, row_counts, copied.views)
        if keep:
            keep(temporary)
        _swap(temporary, target)
    except (duckdb.Error, OSError) as error:
        raise PublicationError(f"{target} was not replaced: {in_plain_words(str(error))}") from error
    finally:
        # On a disk that became read-only nothing can be removed; the next publication does it.
        with suppress(OSError):
            _remove_leftovers(target)
    return Published(target, target.stat().st_size, row_counts, copied.views)


def copy_ahead(build_file: Path, warehouse_file: Path) -> Copy | None:
    """Copies a build that is still being audited, so that ``publish`` need not.

    Returns:
        The copy; None when it failed: to publish will fail for the same reason, and tell it.
    """
    target = warehouse_file.resolve()
    try:
        _prepare_place(build_file, target)
        return copy_build(build_file, _temporary(target))
    except (duckdb.Error, OSError, PublicationError):
        remove_copy(warehouse_file)
        return None


def remove_copy(warehouse_file: Path) -> None:
    """Removes a copy that will not be published; on a disk that became read-only the next run does it."""
    with suppress(OSError):
        _remove_leftovers(warehouse_file.resolve())


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}{_TEMPORARY_SUFFIX}")


def _completed(
    temporary: Path,
    place: Path,
    complete: Callable[[duckdb.DuckDBPyConnection], None] | None,
    known: Mapping[str, int],
) -> dict[str, int]:
    """Lets the caller add to the copy; returns the rows of the tables that were added.

    What does not fit into memory meanwhile lies in a folder of ``place``.
    """
    if complete is None:
        return {}
    with connect_within(place, file=temporary) as connection:
        attach(connection, temporary, "published")
        connection.execute("use published")
        complete(connection)
        tables = [f"{schema}.{name}" for schema, name, _ in relations_of(connection, "tables")]
        added = count_rows(connection, [table for table in tables if table not in known], "published")
        close_published(connection)
    return added


def _prepare_place(build_file: Path, target: Path) -> None:
    if not build_file.is_file():
        raise PublicationError(f"{build_file} is missing; run a whole refresh.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target)
    log = log_of(target)
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


def _remove_leftovers(target: Path) -> None:
    for leftover in target.parent.glob(f".{target.name}{_TEMPORARY_SUFFIX}*"):
        if leftover.is_dir():
            # What DuckDB had no memory for.
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)


def _verify(temporary: Path, place: Path, row_counts: Mapping[str, int], views: Sequence[str]) -> None:
    """Opens the new file as a reader would, and compares what it finds with the build file.

    What does not fit into memory meanwhile lies in a folder of ``place``.
    """
    with connect_within(place, file=temporary) as connection:
        # A reader's file may have any name: here it is not that of the build.
        attach(connection, temporary, "published", read_only=True)
        connection.execute("use published")
        for table, found in count_rows(connection, list(row_counts)).items():
            if found != row_counts[table]:
                raise PublicationError(
                    f"{table} has {found} rows in the copy and {row_counts[table]} in the build."
                )
        for view in views:
            _bind(connection, view)


def _bind(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    """Sees to it that a view finds all it reads; what it shows was judged in the build."""
    try:
        connection.execute(f"describe {quoted_relation(view)}")
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise PublicationError(
            f"{view}: reads something outside {' and '.join(PUBLISHED_SCHEMAS)}, or names the database of "
            "the build. Materialise the model as a table, or refer to relations without their database: "
            "ref('...').include(database=false)."
        ) from error


def _swap(temporary: Path, target: Path) -> None:
    for path in (temporary, target):
        if log_of(path).exists():
            raise PublicationError(f"{log_of(path)} exists; close the program that writes it.")
    flush(temporary)
    temporary.replace(target)
    flush(target.parent)


def swap(file: Path, warehouse_file: Path) -> None:
    """Puts a file that was published before in the place of the warehouse; it stays where it is, too.

    Raises:
        PublicationError: The warehouse was not replaced.
    """
    target = warehouse_file.resolve()
    temporary = _temporary(target)
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
