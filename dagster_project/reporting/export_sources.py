"""What lies beside exported files: how they were made, the documents they come from, and data packages.

Belongs here: manifests, lists of sources, the descriptor of a Fiscal Data Package made from the comments of
the warehouse. Does not belong here: the files themselves (``export``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import columns_of, records
from dagster_project.reporting.export_formats import CsvFile

_ROWS_AT_A_TIME = 5_000
_ALL_SOURCES = """
    select file_path, document_key as sha256, source_url, status
    from marts.dim_document
    order by file_path
"""
_SOURCES = """
    select distinct
        documents.file_path, documents.document_key as sha256, documents.source_url, documents.status
    from ({query}) as exported
    inner join marts.dim_disclosure as disclosures on exported.disclosure_key = disclosures.disclosure_key
    inner join marts.dim_document as documents on disclosures.document_key = documents.document_key
    order by documents.file_path
"""
_TYPES = {"varchar": "string", "boolean": "boolean", "date": "date", "timestamp": "datetime"}
# What columns are in the words of the Fiscal Data Package, version 1.
_COLUMN_TYPES = {
    "amount_yuan": "value",
    "fiscal_year": "date:fiscal-year",
    "budget_stage": "phase:id",
    "functional_class_code": "functional-classification:generic:level1:code",
    "functional_class_name": "functional-classification:generic:level1:label",
    "functional_section_code": "functional-classification:generic:level2:code",
    "functional_section_name": "functional-classification:generic:level2:label",
    "functional_code": "functional-classification:generic:level3:code",
    "functional_name": "functional-classification:generic:level3:label",
    "economic_class_code": "economic-classification:generic:level1:code",
    "economic_class_name": "economic-classification:generic:level1:label",
    "economic_code": "economic-classification:generic:level2:code",
    "economic_name": "economic-classification:generic:level2:label",
    "department_code": "administrative-classification:generic:level1:code",
    "department_name": "administrative-classification:generic:level1:label",
    "region_code": "geo:region:code",
    "region_name": "geo:region:label",
    "fund_source_code": "fin-source:generic:level1:code",
    "fund_source_zh": "fin-source:generic:level1:label",
}


def describe(
    connection: duckdb.DuckDBPyConnection, query: str, manifest: Path, files: Iterable[tuple[Path, int]]
) -> None:
    """Writes a manifest, and the documents that the rows come from, beside exported files.

    Args:
        connection: The warehouse.
        query: What was exported.
        manifest: The manifest's file; that of the sources is named after it.
        files: The files or folders that were written, with their rows.
    """
    sources = manifest.with_name(manifest.name.replace(".manifest.json", ".sources.csv"))
    _write_csv(sources, *_source_rows(connection, query))
    content = {
        "exported_at": _now(),
        "release_id": _release(connection),
        "query": query,
        "sources": sources.name,
        "files": [{"path": path.name, "rows": rows, "sha256": sha256_of_all(path)} for path, rows in files],
    }
    manifest.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_package(
    connection: duckdb.DuckDBPyConnection, query: str, stem: str, table: str | None, out: Path
) -> tuple[Path, int]:
    """Writes a Fiscal Data Package: the rows and their sources as CSV, and a descriptor of both.

    Returns:
        The descriptor, and how many rows the data has.
    """
    data, sources = out / f"{stem}.csv", out / f"{stem}.sources.csv"
    described = connection.execute(f"describe {query}").fetchall()
    names, types = [str(row[0]) for row in described], [str(row[1]).lower() for row in described]
    cursor = connection.execute(query)
    sheet = CsvFile(data, names, mark_utf8=False)
    count = 0
    while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
        count += len(rows)
        for row in rows:
            sheet.write(row)
    sheet.close()
    source_columns, source_rows = _source_rows(connection, query)
    _write_csv(sources, source_columns, source_rows)
    descriptor = {
        "profile": "data-package",
        "name": stem.replace("_", "-").lower(),
        "title": f"{stem}: budgets and final accounts of Chinese departments",
        "description": _comment(connection, table),
        "created": _now(),
        "version": _release(connection) or "unpublished",
        "keywords": ["budget", "final accounts", "China", "fiscal-data-package"],
        "countryCode": "CN",
        "resources": [
            _resource(data, stem, _fields(connection, table, names, types)),
            _resource(
                sources, f"{stem}.sources", [{"name": one, "type": "string"} for one in source_columns]
            ),
        ],
    }
    file = out / "datapackage.json"
    file.write_text(json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file, count


def sha256_of_all(path: Path) -> str:
    """The hash of a file, or of the files of a folder in the order of their names."""
    digest = hashlib.sha256()
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    for file in files:
        with file.open("rb") as stream:
            hashlib.file_digest(stream, lambda: digest)
    return digest.hexdigest()


def _resource(file: Path, name: str, fields: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name.replace("_", "-").lower(),
        "path": file.name,
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256_of_all(file)}",
        "schema": {"fields": list(fields), "missingValues": [""]},
    }


def _fields(
    connection: duckdb.DuckDBPyConnection, table: str | None, names: Sequence[str], types: Sequence[str]
) -> list[dict[str, Any]]:
    described = dict(
        connection.execute(
            "select column_name, comment from duckdb_columns() "
            "where schema_name = 'marts' and table_name = ?",
            [table],
        ).fetchall()
    )
    fields = []
    for name, kind in zip(names, types, strict=True):
        field: dict[str, Any] = {"name": name, "type": _type(kind)}
        if text := " ".join((described.get(name) or "").split()):
            field["description"] = text
        if name in _COLUMN_TYPES:
            field["columnType"] = _COLUMN_TYPES[name]
        if name.endswith("_yuan"):
            field["unit"] = "10000 CNY" if name.endswith("_wan_yuan") else "CNY"
        fields.append(field)
    return fields


def _type(kind: str) -> str:
    """The type of Table Schema that a type of DuckDB is."""
    if kind in _TYPES:
        return _TYPES[kind]
    if kind.startswith("decimal") or kind in ("double", "float"):
        return "number"
    return "integer" if kind.endswith("int") or kind.endswith("integer") else "string"


def _source_rows(
    connection: duckdb.DuckDBPyConnection, query: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The documents that rows come from: those of their disclosures, or all where they name none."""
    columns = columns_of(connection.execute(f"select * from ({query}) as exported limit 0"))
    try:
        of_rows = _SOURCES.format(query=query) if "disclosure_key" in columns else _ALL_SOURCES
        cursor = connection.execute(of_rows)
    except duckdb.CatalogException:
        return ["file_path", "sha256", "source_url", "status"], []
    return columns_of(cursor), cursor.fetchall()


def _write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet = CsvFile(file, columns, mark_utf8=False)
    for row in rows:
        sheet.write(row)
    sheet.close()


def _release(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The release that the file is; None for a build that was not published."""
    try:
        found = records(
            connection,
            "select max(release_id) as release_id from marts.fct_refresh_run where outcome = 'published'",
        )
    except duckdb.CatalogException:
        return None
    return found[0]["release_id"] if found else None


def _comment(connection: duckdb.DuckDBPyConnection, table: str | None) -> str:
    rows = connection.execute(
        """
        select comment from duckdb_tables() where schema_name = 'marts' and table_name = $1
        union all
        select comment from duckdb_views() where schema_name = 'marts' and view_name = $1
        """,
        [table],
    ).fetchall()
    return " ".join((rows[0][0] or "").split()) if rows else "The result of a query."


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
