"""What the build file was made from: the folder of its raw tables, the program of its marts.

Belongs here: noting both in the build file, and reading them there.
Does not belong here: the fingerprints themselves (``fingerprint``), what follows (``release.nothing_new``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import keep_log, open_for_reading, open_for_writing, quoted_text
from dagster_project.fingerprint import of_folder, of_release
from dagster_project.loading.folder import Found
from dagster_project.loading.set_aside import REPLACEMENTS_BUILT

_FOLDER, _PROGRAM = "folder", "program"


def fingerprint_of_documents(found: Iterable[Found], context: Iterable[tuple[str, str]] = ()) -> str:
    """The fingerprint of a folder's documents: bytes, places, what the list says of them, modification.

    The times are in it since the currency rule asks them last; ``context`` are the tables that users add
    (``context.context_digests``).
    """
    documents = (
        (
            item.digest,
            item.name,
            item.modified_at.isoformat(),
            *(text or "" for text in (item.source_url, *item.stated)),
        )
        for item in found
    )
    return of_folder([*documents, *context])


def note_folder(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Notes what the raw tables hold, in the transaction that filled them."""
    connection.execute("create schema if not exists pipeline")
    connection.execute("create table if not exists pipeline.made_from (part varchar, fingerprint varchar)")
    connection.execute("delete from pipeline.made_from where part = ?", [_FOLDER])
    connection.execute("insert into pipeline.made_from values (?, ?)", [_FOLDER, folder])


def noting_program(program: str | None) -> tuple[str, ...]:
    """What notes which program built all marts; None: they are being built, or only some were."""
    forget = f"delete from pipeline.made_from where part = {quoted_text(_PROGRAM)}"
    if program is None:
        return (forget,)
    row = f"({quoted_text(_PROGRAM)}, {quoted_text(program)})"
    return (forget, f"insert into pipeline.made_from values {row}", *REPLACEMENTS_BUILT)


def note_program(build_file: Path, program: str | None) -> None:
    """Notes which program built all marts; None says that they are being built, or only some were."""
    with open_for_writing(build_file) as connection:
        keep_log(connection)
        for statement in noting_program(program):
            connection.execute(statement)


def build_fingerprint(build_file: Path) -> str | None:
    """The fingerprint of a release of this build file; None when its marts are not whole and new."""
    with open_for_reading(build_file) as connection:
        return release_fingerprint(connection)


def release_fingerprint(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The same of the database in use."""
    try:
        parts = dict(connection.execute("select part, fingerprint from pipeline.made_from").fetchall())
    except duckdb.CatalogException:
        return None
    folder, program = parts.get(_FOLDER), parts.get(_PROGRAM)
    return of_release(folder, program) if folder and program else None


def program_in_build(build_file: Path) -> str | None:
    """The fingerprint of the program that built all marts; None when they are not whole.

    None, too, of a file that is damaged or held by another program: loading documents into it tells of that.
    """
    try:
        with open_for_reading(build_file) as connection:
            return program_noted(connection)
    except duckdb.Error:
        return None


def program_noted(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The same of the database in use."""
    return _noted(connection, _PROGRAM)


def folder_in_build(build_file: Path) -> str | None:
    """The fingerprint of the folder that the raw tables were last brought in line with."""
    with open_for_reading(build_file) as connection:
        return _noted(connection, _FOLDER)


def _noted(connection: duckdb.DuckDBPyConnection, part: str) -> str | None:
    row = connection.execute("select fingerprint from pipeline.made_from where part = ?", [part]).fetchone()
    return str(row[0]) if row else None
