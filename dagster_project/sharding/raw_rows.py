"""The raw rows of some documents: from the store's Parquet into a build file.

Belongs here: which files and rows are of which documents. Does not belong here: who wrote them.

A task that is tried again may have written the rows of a document twice, to two files: they are equal, but
for the time of reading, and go in once. What is read is sorted, so that it is the same whatever wrote it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import duckdb

from dagster_project.duckdb_file import quoted_text
from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.sharding.store import Store

# Users add them beside documents: every shard has all of them.
OF_NO_DOCUMENT = "context_line"
# Written anew as a whole, so their files are not batches of documents.
_OF_A_COLLECTION = ("document_path", "source_list", "cell_picture")
_SORTED_BY = 3


def load_documents(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    documents: Collection[str] | None,
    batches: Collection[str] | None = None,
) -> int:
    """Fills the raw tables of the database in use.

    Args:
        connection: To a file whose raw tables are there.
        store: Where the rows lie.
        documents: The documents; None for all.
        batches: The files of ``raw/document`` that hold them, where that is known; else all are searched.

    Returns:
        How many documents were found.
    """
    connection.execute("create or replace temp table wanted (document_id varchar)")
    if documents is not None:
        connection.execute("insert into wanted select distinct unnest(?::varchar[])", [list(documents)])
    for table, columns in COLUMNS.items():
        connection.execute(f"delete from raw.{table}")
        if table == OF_NO_DOCUMENT:
            files, is_all = store.raw_files(table), True
        elif batches is not None and table not in _OF_A_COLLECTION:
            files, is_all = store.files_of_batches(table, batches), documents is None
        else:
            files, is_all = store.raw_files(table, documents), documents is None
        if files:
            _load(connection, table, list(columns), files, is_all)
    connection.execute("drop table wanted")
    row = connection.execute("select count(*) from raw.document").fetchone()
    return int(row[0]) if row else 0


def places_of(store: Store, documents: Collection[str]) -> str:
    """The digest of what is said of documents beside their content: their places, lists, users' tables."""
    said = hashlib.sha256()
    with duckdb.connect() as connection:
        for table in (*_OF_A_COLLECTION, OF_NO_DOCUMENT):
            is_all = table == OF_NO_DOCUMENT
            files = store.raw_files(table, None if is_all else documents)
            if not files or not (is_all or "document_id" in COLUMNS[table]):
                continue
            rows = "read_parquet($files, union_by_name = true, hive_partitioning = false)"
            values: dict[str, list[str]] = {"files": files}
            if not is_all:
                rows += " where list_contains($documents, document_id)"
                values["documents"] = list(documents)
            found = connection.execute(
                f"select count(*), bit_xor(hash(own)) from (select distinct * from {rows}) as own", values
            ).fetchone()
            said.update(f"{table} {found}".encode())
    return said.hexdigest()


def cells_of_documents(
    store: Store, documents: Collection[str], batches: Collection[str] | None = None
) -> dict[str, int]:
    """How many cells the tables of documents have, about; those without tables are not in it.

    Args:
        store: Where the rows lie.
        documents: The documents.
        batches: The files of ``raw/document`` that hold them, where that is known; else all are searched.
    """
    table = "document_table"
    files = store.files_of_batches(table, batches) if batches else store.raw_files(table, documents)
    if not files:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(
            """
            select document_id, cast(sum(row_count * column_count) as bigint)
            from read_parquet(?, union_by_name = true, hive_partitioning = false)
            where list_contains(?, document_id)
            group by document_id
            """,
            [files, list(documents)],
        ).fetchall()
    return dict(rows)


def _load(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], files: list[str], is_all: bool
) -> None:
    listed = ", ".join(map(quoted_text, files))
    rows = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    if is_all:
        condition = ""
    elif "document_id" in columns:
        condition = " semi join wanted using (document_id)"
    else:
        # The raw tables come before their cells.
        condition = " semi join raw.document_table using (table_id)"
    # Columns that another version of the program does not write are empty, those too many are left out.
    known = f"columns(name -> name in ({', '.join(map(quoted_text, columns))}))"
    once = f"distinct {known} from {rows}{condition}"
    if table == "document":
        once = f"distinct on (document_id) {known} from {rows}{condition} order by extracted_at"
    order = ", ".join(columns[:_SORTED_BY])
    connection.execute(f"insert into raw.{table} by name select * from (select {once}) order by {order}")
