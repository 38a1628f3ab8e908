"""Stores what extraction returns in the ``raw`` schema of the build file.

Belongs here: the raw tables, one transaction for all.
Does not belong here: how files are read (``extraction``, ``reader_pool``), which files
there are (``raw_folder``), or what its content means (dbt).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd

from dagster_project.bounded import bounded_connection
from dagster_project.build_file import make_fit
from dagster_project.extraction.read import EXTRACTOR_VERSION
from dagster_project.extraction.records import Document
from dagster_project.fingerprint import folder_fingerprint, note_folder
from dagster_project.raw_folder import Found, survey
from dagster_project.reader_limits import ReadingLimits
from dagster_project.reader_pool import read_documents

Row = tuple[object, ...]

_log = logging.getLogger(__name__)

_COLUMNS = {
    "document": {
        "document_id": "varchar not null",
        "file_format": "varchar not null",
        "byte_size": "bigint not null",
        "page_count": "integer",
        "status": "varchar not null",
        "status_reason": "varchar",
        "reading_note": "varchar",
        "extractor_version": "varchar not null",
        "extracted_at": "timestamp not null",
    },
    "document_path": {
        "document_id": "varchar not null",
        "file_path": "varchar not null",
        "modified_at": "timestamp not null",
        "source_url": "varchar",
    },
    "page": {
        "document_id": "varchar not null",
        "page_no": "integer not null",
        "width": "double not null",
        "height": "double not null",
        "rotation": "integer not null",
    },
    "paragraph": {
        "document_id": "varchar not null",
        "paragraph_no": "integer not null",
        "block_no": "integer not null",
        "page_no": "integer",
        "text": "varchar not null",
    },
    "document_table": {
        "table_id": "varchar not null",
        "document_id": "varchar not null",
        "table_no": "integer not null",
        "block_no": "integer not null",
        "caption": "varchar not null",
        "page_first": "integer",
        "page_last": "integer",
        "row_count": "integer not null",
        "column_count": "integer not null",
        "strategy": "varchar not null",
    },
    "table_cell": {
        "table_id": "varchar not null",
        "row_no": "integer not null",
        "column_no": "integer not null",
        "row_span": "integer not null",
        "column_span": "integer not null",
        "is_header": "boolean not null",
        "header_path": "varchar",
        "text": "varchar not null",
        "page_no": "integer",
        "x0": "double",
        "top": "double",
        "x1": "double",
        "bottom": "double",
    },
}
_TABLE_FIELDS = tuple(_COLUMNS["document_table"])[2:]
_CELL_FIELDS = tuple(_COLUMNS["table_cell"])[1:]
_OF_A_DOCUMENT = ("document", "page", "paragraph", "document_table")


class Progress(Protocol):
    """Told how far a load is; the caller decides how that is shown."""

    def start(self, total: int) -> None:
        """Called once with the number of files to read."""

    def advance(self, name: str) -> None:
        """Called after each file."""

    def note(self, text: str) -> None:
        """Called with what a person should know."""


@dataclass(slots=True)
class LoadSummary:
    """What a load did. ``quarantined`` and ``no_text`` hold (file path, reason) of the whole folder.

    Attributes:
        moved: Documents found at other places than before; they were not read again.
        kept_without_file: Former places of documents whose file is gone.
    """

    total: int = 0
    read: int = 0
    unchanged: int = 0
    moved: int = 0
    kept_without_file: list[str] = field(default_factory=list)
    quarantined: list[tuple[str, str]] = field(default_factory=list)
    no_text: list[tuple[str, str]] = field(default_factory=list)


def load_folder(
    raw_dir: Path,
    build_file: Path,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    limits: ReadingLimits | None = None,
    retry: bool = False,
    prune: bool = False,
) -> LoadSummary:
    """Brings the raw schema in line with a folder, in one transaction.

    New content is read by ``jobs`` processes (all cores by default); content known from the same
    extractor version is not opened again, also when its file has moved. A document whose file is gone
    stays unless ``prune`` is set; one whose file holds other content now is removed, unless the new
    content cannot be read. A damaged build file is set
    aside, and all is read again.

    Raises:
        FileNotFoundError: There is no such folder.
        duckdb.Error: The build file cannot be opened or written.
    """
    if not raw_dir.is_dir():
        raise FileNotFoundError(f"There is no folder {raw_dir}. Create it and put documents in it.")
    build_file.parent.mkdir(parents=True, exist_ok=True)
    found = survey(raw_dir)
    damage = make_fit(build_file, _COLUMNS)
    if damage:
        _log.warning("%s", damage)
        if progress:
            progress.note(damage)
    with bounded_connection(build_file.parent) as connection:
        # Attached by a name of its own: a file called raw.duckdb would hide the schema raw.
        connection.execute(f"attach '{str(build_file).replace(chr(39), chr(39) * 2)}' as build")
        connection.execute("use build")
        connection.execute("begin")
        _create_tables(connection)
        known = _known(connection, retry)
        new = {item.digest: path for path, item in reversed(found.items()) if item.digest not in known}
        if progress:
            progress.start(len(new))
        for document in _documents(new, found, jobs, limits):
            _store(connection, document)
            if progress:
                progress.advance(found[new[document.document_id]].name)
        moved = _refresh_paths(connection, found.values(), prune)
        note_folder(connection, folder_fingerprint(found.values()))
        connection.execute("commit")
        return _summary(connection, found.values(), set(new), moved)


def _documents(
    new: dict[str, Path], found: dict[Path, Found], jobs: int | None, limits: ReadingLimits | None
) -> Iterator[Document]:
    """The records of new content; ``found`` and ``new`` follow files that change while they are read."""
    wanted = sorted(new.values())
    for path in wanted:
        if (refused := found[path].refused) is not None:
            yield refused
    readable = [path for path in wanted if found[path].refused is None]
    for path, document in read_documents(readable, jobs or os.cpu_count() or 1, limits or ReadingLimits()):
        if document.document_id != found[path].digest:
            found[path] = replace(found[path], digest=document.document_id)
            new[document.document_id] = path
        yield document


# ---- Writing ---------------------------------------------------------------------------------


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema if not exists raw")
    for name, columns in _COLUMNS.items():
        body = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"create table if not exists raw.{name} ({body})")


def _known(connection: duckdb.DuckDBPyConnection, retry: bool) -> set[str]:
    """Content that need not be read: of this extractor version, and not to be tried again."""
    query = """
        select document_id from raw.document
        where extractor_version = ? and not (? and status = 'quarantined')
    """
    return {row[0] for row in connection.execute(query, [EXTRACTOR_VERSION, retry]).fetchall()}


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Row]) -> None:
    """Appends rows at once, through a data frame: DuckDB reads that in bulk."""
    frame = pd.DataFrame(list(rows), columns=list(_COLUMNS[name]), dtype=object)
    if not frame.empty:
        connection.register("incoming", frame)
        connection.execute(f"insert into raw.{name} by name select * from incoming")
        connection.unregister("incoming")


def _store(connection: duckdb.DuckDBPyConnection, document: Document) -> None:
    _remove(connection, [document.document_id])
    for name, rows in _rows_of(document).items():
        _insert(connection, name, rows)


def _rows_of(document: Document) -> dict[str, list[Row]]:
    """The rows of each raw table that a document gives."""
    key = document.document_id
    now = datetime.now(UTC).replace(tzinfo=None)
    ids = {table.table_no: f"{key[:16]}-{table.table_no}" for table in document.tables}
    return {
        "document": [
            (
                key,
                document.file_format,
                document.byte_size,
                document.page_count,
                document.status,
                document.status_reason,
                document.reading_note,
                document.extractor_version,
                now,
            )
        ],
        "page": [(key, p.page_no, p.width, p.height, p.rotation) for p in document.pages],
        "paragraph": [(key, p.paragraph_no, p.block_no, p.page_no, p.text) for p in document.paragraphs],
        "document_table": [
            (ids[t.table_no], key, *(getattr(t, name) for name in _TABLE_FIELDS)) for t in document.tables
        ],
        "table_cell": [
            (ids[t.table_no], *(getattr(c, name) for name in _CELL_FIELDS))
            for t in document.tables
            for c in t.cells
        ],
    }


def _remove(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> None:
    tables = "select table_id from raw.document_table where list_contains(?, document_id)"
    connection.execute(f"delete from raw.table_cell where table_id in ({tables})", [document_ids])
    for name in _OF_A_DOCUMENT:
        connection.execute(f"delete from raw.{name} where list_contains(?, document_id)", [document_ids])


def _refresh_paths(connection: duckdb.DuckDBPyConnection, found: Iterable[Found], prune: bool) -> int:
    """Rewrites the paths; a path whose new content is not readable keeps its last good content too.

    Returns:
        How many documents have moved.
    """
    rows: list[Row] = [(item.digest, item.name, item.modified_at, item.source_url) for item in found]
    connection.execute("create or replace temp table former_path as from raw.document_path")
    connection.execute("delete from raw.document_path")
    _insert(connection, "document_path", rows)
    moved = connection.execute("""
        select count(distinct former_path.document_id)
        from former_path
        semi join raw.document_path as present_path using (document_id)
        anti join raw.document_path as same_path using (file_path)
    """).fetchone()
    connection.execute("""
        insert into raw.document_path by name
        select former_path.*
        from former_path
        inner join raw.document as former_document using (document_id)
        inner join raw.document_path as present_path using (file_path)
        inner join raw.document as present_document
            on present_path.document_id = present_document.document_id
        where former_path.document_id != present_path.document_id
            and former_document.status = 'read' and present_document.status != 'read'
    """)
    if not prune:
        _keep_documents_without_file(connection)
    gone = connection.execute("""
        select document_id from raw.document
        where document_id not in (select document_id from raw.document_path)
    """).fetchall()
    _remove(connection, [row[0] for row in gone])
    return int(moved[0]) if moved else 0


def _keep_documents_without_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Leaves readable documents the places where they were, when nothing lies there now."""
    connection.execute("""
        insert into raw.document_path by name
        select former_path.*
        from former_path
        semi join (select document_id from raw.document where status = 'read') as readable
            using (document_id)
        anti join (select document_id from raw.document_path) as present_document using (document_id)
        anti join (select file_path from raw.document_path) as present_path using (file_path)
    """)


def _summary(
    connection: duckdb.DuckDBPyConnection, found: Iterable[Found], new: set[str], moved: int
) -> LoadSummary:
    status = {
        row[0]: (row[1], row[2] or "")
        for row in connection.execute(
            "select document_id, status, status_reason from raw.document"
        ).fetchall()
    }
    places = connection.execute("select distinct file_path from raw.document_path order by 1").fetchall()
    names = {item.name for item in found}
    summary = LoadSummary(moved=moved)
    summary.kept_without_file.extend(path for (path,) in places if path not in names)
    for item in found:
        state, reason = status[item.digest]
        summary.total += 1
        summary.unchanged += item.digest not in new
        summary.read += item.digest in new and state == "read"
        if state == "quarantined":
            summary.quarantined.append((item.name, reason))
        elif state == "no_text":
            summary.no_text.append((item.name, reason))
    return summary
