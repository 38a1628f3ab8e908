"""What a release was made from, as a hash: equal hashes mean that a refresh has nothing to do.

Belongs here: hashing the folder of documents and the program that turns it into a warehouse.
Does not belong here: what follows from it (``release.archive``, ``release.nothing_new``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import open_for_reading
from dagster_project.loading.folder import Found
from dagster_project.loading.set_aside import note_replacements_built
from dagster_project.settings import PROJECT_ROOT

# Whose new version may give other numbers, or write the file another way.
_PACKAGES = ("fiscal-warehouse", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")
_PROGRAM = (("dagster_project", "*.py"), ("dbt", "*"), ("expectations", "*.yml"))
_NOT_PROGRAM = frozenset({"target", "logs", "__pycache__"})
_FOLDER, _PROGRAM_KEY = "folder", "program"


def folder_fingerprint(found: Iterable[Found]) -> str:
    """The hash of a folder's documents: bytes, places, what the list says of them, times of modification.

    The times are in it since the currency rule asks them last.
    """
    lines = sorted("\0".join(_parts(item)) + "\n" for item in found)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _parts(item: Found) -> list[str]:
    said = (item.source_url, *item.stated)
    return [item.digest, item.name, item.modified_at.isoformat(), *(text or "" for text in said)]


@cache
def program_fingerprint(root: Path = PROJECT_ROOT) -> str:
    """The hash of extraction, models, seeds, macros, expectations and of the packages that run them."""
    digest = hashlib.sha256("".join(f"{name}={version(name)}\n" for name in _PACKAGES).encode())
    for path in _program_files(root):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _program_files(root: Path) -> Iterator[Path]:
    for folder, pattern in _PROGRAM:
        for path in sorted((root / folder).rglob(pattern)):
            if path.is_file() and not _NOT_PROGRAM & set(path.relative_to(root).parts):
                yield path


def joined(folder: str, program: str) -> str:
    """The fingerprint of a release."""
    return hashlib.sha256(f"{folder}\0{program}".encode()).hexdigest()


# ---- What the build file was made from -------------------------------------------------------


def note_folder(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Notes what the raw tables hold, in the transaction that filled them."""
    connection.execute("create schema if not exists pipeline")
    connection.execute("create table if not exists pipeline.made_from (part varchar, fingerprint varchar)")
    _note(connection, _FOLDER, folder)


def note_program(build_file: Path, program: str | None) -> None:
    """Notes which program built all marts; None says that they are being built, or only some were."""
    with duckdb.connect(str(build_file)) as connection:
        _note(connection, _PROGRAM_KEY, program)
        if program:
            note_replacements_built(connection)


def build_fingerprint(build_file: Path) -> str | None:
    """The fingerprint of a release of this build file; None when its marts are not whole and new."""
    with open_for_reading(build_file) as connection:
        try:
            parts = dict(connection.execute("select part, fingerprint from pipeline.made_from").fetchall())
        except duckdb.CatalogException:
            return None
    folder, program = parts.get(_FOLDER), parts.get(_PROGRAM_KEY)
    return joined(folder, program) if folder and program else None


def program_in_build(build_file: Path) -> str | None:
    """The fingerprint of the program that built all marts; None when they are not whole."""
    with open_for_reading(build_file) as connection:
        try:
            query = "select fingerprint from pipeline.made_from where part = ?"
            row = connection.execute(query, [_PROGRAM_KEY]).fetchone()
        except duckdb.CatalogException:
            return None
    return str(row[0]) if row else None


def folder_in_build(build_file: Path) -> str | None:
    """The fingerprint of the folder that the raw tables were last brought in line with."""
    with open_for_reading(build_file) as connection:
        query = "select fingerprint from pipeline.made_from where part = ?"
        row = connection.execute(query, [_FOLDER]).fetchone()
    return str(row[0]) if row else None


def _note(connection: duckdb.DuckDBPyConnection, part: str, fingerprint: str | None) -> None:
    connection.execute("delete from pipeline.made_from where part = ?", [part])
    if fingerprint:
        connection.execute("insert into pipeline.made_from values (?, ?)", [part, fingerprint])
