"""The tables of schema ``raw``: their columns, and how rows get in and out.

Belongs here: writing what extraction returns, and where its files lie.
Does not belong here: the order of a load (``load``), what its content means (dbt).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.extraction.outcome import current_versions
from dagster_project.extraction.records import Document
from dagster_project.loading.context import context_lines
from dagster_project.loading.elsewhere import create_elsewhere
from dagster_project.loading.folder import Found
from dagster_project.loading.set_aside import keep_former
from dagster_project.loading.source_list import STATED_COLUMNS

Row = tuple[object, ...]

COLUMNS = {
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
    # Nothing in it is "not null": a build file of an earlier version lacks it, and is fit all the same.
    "source_list": {
        "document_id": "varchar",
        "file_path": "varchar",
        **dict.fromkeys(STATED_COLUMNS, "varchar"),
    },
    "page": {
        "document_id": "varchar not null",
        "page_no": "integer not null",
        "width": "double not null",
        "height": "double not null",
        "rotation": "integer not null",
        "number_count": "integer",
        "lost_number_count": "integer",
        "hidden_character_count": "integer",
        "second_cell_count": "integer",
        "second_difference_count": "integer",
    },
    "paragraph": {
        "document_id": "varchar not null",
        "paragraph_no": "integer not null",
        "block_no": "integer not null",
        "page_no": "integer",
        "text": "varchar not null",
        "kind": "varchar",
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
        "indent": "double",
        "is_bold": "boolean",
        "alignment": "varchar",
        "ocr_confidence": "double",
    },
    # As of the list of sources: a build file of an earlier version lacks it.
    "hidden_cell": {
        "document_id": "varchar",
        "sheet_name": "varchar",
        "row_no": "integer",
        "column_no": "integer",
        "text": "varchar",
        "reason": "varchar",
    },
    "cell_picture": {
        "table_id": "varchar",
        "row_no": "integer",
        "column_no": "integer",
        "picture_text": "varchar",
        "confidence": "double",
    },
    # As of the list of sources, too.
    "context_line": {
        "file_path": "varchar",
        "line_no": "integer",
        "measure": "varchar",
        "region_code": "varchar",
        "fiscal_year": "integer",
        "value": "decimal(20, 4)",
        "fault": "varchar",
    },
}
_PAGE_FIELDS = tuple(COLUMNS["page"])[1:]
_TABLE_FIELDS = tuple(COLUMNS["document_table"])[2:]
_CELL_FIELDS = tuple(COLUMNS["table_cell"])[1:]
_HIDDEN_FIELDS = tuple(COLUMNS["hidden_cell"])[1:]
_OF_A_DOCUMENT = ("document", "page", "paragraph", "document_table", "hidden_cell")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the tables that are missing in the database in use."""
    connection.execute("create schema if not exists raw")
    for name, columns in COLUMNS.items():
        body = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"create table if not exists raw.{name} ({body})")
    create_elsewhere(connection)


def known_documents(connection: duckdb.DuckDBPyConnection, retry: bool) -> set[str]:
    """Content that need not be read: of this extractor version, and not to be tried again."""
    query = """
        select document_id from raw.document
        where list_contains(?, extractor_version) and not (? and status = 'quarantined')
    """
    return {row[0] for row in connection.execute(query, [current_versions(), retry]).fetchall()}


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Row]) -> None:
    """Appends rows at once, as arrays: DuckDB reads these in bulk."""
    # Only a refresh that has read something needs it.
    import numpy as np

    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    incoming = {}
    for column, values in zip(COLUMNS[name], by_column, strict=True):
        incoming[column] = np.empty(len(values), dtype=object)
        incoming[column][:] = values
    # What is a text, a number or a time the table says: DuckDB would guess it from some of the rows.
    connection.execute("set pandas_analyze_sample = 0")
    # DuckDB finds the variable by its name. Registered, it would be kept until the transaction ends.
    connection.execute(f"insert into raw.{name} by name select * from incoming")


def store(connection: duckdb.DuckDBPyConnection, document: Document) -> None:
    """Writes a document in the place of what was stored of it before."""
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
        "page": [(key, *(getattr(p, name) for name in _PAGE_FIELDS)) for p in document.pages],
        "paragraph": [
            (key, p.paragraph_no, p.block_no, p.page_no, p.text, p.kind) for p in document.paragraphs
        ],
        "document_table": [
            (ids[t.table_no], key, *(getattr(t, name) for name in _TABLE_FIELDS)) for t in document.tables
        ],
        "table_cell": [
            (ids[t.table_no], *(getattr(c, name) for name in _CELL_FIELDS))
            for t in document.tables
            for c in t.cells
        ],
        "hidden_cell": [(key, *(getattr(c, name) for name in _HIDDEN_FIELDS)) for c in document.hidden_cells],
    }


def _remove(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> None:
    tables = "select table_id from raw.document_table where list_contains(?, document_id)"
    for name in ("table_cell", "cell_picture"):
        connection.execute(f"delete from raw.{name} where table_id in ({tables})", [document_ids])
    for name in _OF_A_DOCUMENT:
        connection.execute(f"delete from raw.{name} where list_contains(?, document_id)", [document_ids])


def store_context(connection: duckdb.DuckDBPyConnection, raw_dir: Path) -> list[str]:
    """Rewrites what users add beside documents; returns what is wrong with its lines."""
    lines = context_lines(raw_dir)
    connection.execute("delete from raw.context_line")
    _insert(connection, "context_line", map(astuple, lines))
    return [line.warning for line in lines if line.fault]


def refresh_paths(connection: duckdb.DuckDBPyConnection, found: Iterable[Found], prune: bool) -> int:
    """Rewrites the paths and what the list says of them.

    A path whose new content is not readable keeps its last good content, too.

    Returns:
        How many documents have moved.
    """
    items = list(found)
    rows: list[Row] = [(item.digest, item.name, item.modified_at, item.source_url) for item in items]
    connection.execute("delete from raw.source_list")
    stated: list[Row] = [(item.digest, item.name, *item.stated) for item in items if any(item.stated)]
    _insert(connection, "source_list", stated)
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
    keep_former(connection)
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
