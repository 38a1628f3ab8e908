"""Stores what extraction returns in the ``raw`` schema of the build file.

Belongs here: the raw tables, the folder walk, the process pool, one transaction for all.
Does not belong here: how a file is read (``extraction``), or what its content means (dbt).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd

from dagster_project.extraction.read import EXTRACTOR_VERSION, read_document, sha256_of
from dagster_project.extraction.records import Document

DOCUMENT_SUFFIXES = {
    ".pdf",
    ".docx",
    ".doc",
    ".xlsx",
    ".xls",
    ".txt",
    ".html",
    ".htm",
    ".wps",
    ".et",
    ".rtf",
    ".odt",
    ".ods",
}
_NOT_DOCUMENTS = {"manifest.csv", "readme.md", "readme.txt", "readme"}

_SCHEMA = """
create schema if not exists raw;
create table if not exists raw.document (
    document_id varchar primary key, file_format varchar not null, byte_size bigint not null, page_count integer,
    status varchar not null, status_reason varchar, extractor_version varchar not null, extracted_at timestamp not null
);
create table if not exists raw.document_path (document_id varchar not null, file_path varchar not null, modified_at timestamp not null);
create table if not exists raw.page (document_id varchar not null, page_no integer not null, width double not null, height double not null, rotation integer not null);
create table if not exists raw.paragraph (
    document_id varchar not null, paragraph_no integer not null, block_no integer not null, page_no integer, text varchar not null
);
create table if not exists raw.document_table (
    table_id varchar not null, document_id varchar not null, table_no integer not null, block_no integer not null, caption varchar not null,
    page_first integer, page_last integer, row_count integer not null, column_count integer not null, strategy varchar not null
);
create table if not exists raw.table_cell (
    table_id varchar not null, row_no integer not null, column_no integer not null, row_span integer not null, column_span integer not null,
    is_header boolean not null, header_path varchar, text varchar not null, page_no integer, x0 double, top double, x1 double, bottom double
);
"""
_TABLES = ("document", "page", "paragraph", "document_table", "table_cell")


class Progress(Protocol):
    """What the loader tells about its progress; the caller decides how it is shown."""

    def start(self, total: int) -> None:
        """Called once with the number of files to read."""

    def advance(self, name: str) -> None:
        """Called after each file."""


@dataclass(slots=True)
class LoadSummary:
    """What a load did; the lists hold (file path, reason)."""

    total: int = 0
    read: int = 0
    unchanged: int = 0
    quarantined: list[tuple[str, str]] = field(default_factory=list)
    no_text: list[tuple[str, str]] = field(default_factory=list)


def find_documents(raw_dir: Path) -> list[Path]:
    """All document files under a folder in a fixed order; links and dot files are left out."""
    found = []
    for path in sorted(raw_dir.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(raw_dir).parts)
        if hidden or path.is_symlink() or not path.is_file():
            continue
        if path.name.lower() not in _NOT_DOCUMENTS and path.suffix.lower() in DOCUMENT_SUFFIXES:
            found.append(path)
    return found


def _frames(document: Document) -> dict[str, list[tuple[Any, ...]]]:
    key = document.document_id
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _TABLES}
    rows["document"].append(
        (
            key,
            document.file_format,
            document.byte_size,
            document.page_count,
            document.status,
            document.status_reason,
            document.extractor_version,
            datetime.now(UTC).replace(tzinfo=None),
        )
    )
    rows["page"] = [(key, p.page_no, p.width, p.height, p.rotation) for p in document.pages]
    rows["paragraph"] = [(key, p.paragraph_no, p.block_no, p.page_no, p.text) for p in document.paragraphs]
    for table in document.tables:
        table_id = f"{key[:16]}-{table.table_no}"
        rows["document_table"].append(
            (
                table_id,
                key,
                table.table_no,
                table.block_no,
                table.caption,
                table.page_first,
                table.page_last,
                table.row_count,
                table.column_count,
                table.strategy,
            )
        )
        rows["table_cell"].extend(
            (
                table_id,
                c.row_no,
                c.column_no,
                c.row_span,
                c.column_span,
                c.is_header,
                c.header_path,
                c.text,
                c.page_no,
                c.x0,
                c.top,
                c.x1,
                c.bottom,
            )
            for c in table.cells
        )
    return rows


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = [row[0] for row in connection.execute(f"describe raw.{name}").fetchall()]
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    if not frame.empty:
        connection.register("incoming", frame)
        connection.execute(f"insert into raw.{name} select * from incoming")
        connection.unregister("incoming")


def _delete(connection: duckdb.DuckDBPyConnection, document_id: str) -> None:
    connection.execute(
        "delete from raw.table_cell where table_id in (select table_id from raw.document_table where document_id = ?)",
        [document_id],
    )
    for name in ("document_table", "paragraph", "page", "document"):
        connection.execute(f"delete from raw.{name} where document_id = ?", [document_id])


def load_folder(
    raw_dir: Path, build_file: Path, *, jobs: int | None = None, progress: Progress | None = None
) -> LoadSummary:
    """Reads every new document of a folder into the raw schema, in one transaction."""
    paths = find_documents(raw_dir)
    build_file.parent.mkdir(parents=True, exist_ok=True)
    summary = LoadSummary(total=len(paths))
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(_SCHEMA)
        known = {
            row[0]
            for row in connection.execute(
                "select document_id from raw.document where extractor_version = ?", [EXTRACTOR_VERSION]
            ).fetchall()
        }
        hashes = {path: sha256_of(path) for path in paths}
        todo: dict[str, Path] = {}
        for path, digest in hashes.items():
            if digest not in known:
                todo.setdefault(digest, path)
        summary.unchanged = len(paths) - len(todo)
        if progress:
            progress.start(len(todo))
        connection.execute("begin")
        with ProcessPoolExecutor(max_workers=jobs or os.cpu_count() or 1) as pool:
            futures = {pool.submit(read_document, path): path for path in todo.values()}
            for future in as_completed(futures):
                document = future.result()
                name = str(futures[future].relative_to(raw_dir))
                if document.status == "quarantined":
                    summary.quarantined.append((name, document.status_reason or ""))
                elif document.status == "no_text":
                    summary.no_text.append((name, document.status_reason or ""))
                else:
                    summary.read += 1
                _delete(connection, document.document_id)
                for table, rows in _frames(document).items():
                    _insert(connection, table, rows)
                if progress:
                    progress.advance(name)
        connection.execute("delete from raw.document_path")
        _insert(
            connection,
            "document_path",
            [
                (
                    digest,
                    str(path.relative_to(raw_dir)),
                    datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None),
                )
                for path, digest in hashes.items()
            ],
        )
        connection.execute("commit")
    return summary
