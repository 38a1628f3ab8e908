"""Documents set aside after they were read, because a model or a check fails on them.

Belongs here: marking them as quarantined in the build file, bringing back the version that they replaced, and
trying them again with another program.
Does not belong here: which documents they are (``audit.blame``), when they are set aside (``orchestration``).

What was read of such a document stays in the raw tables; the models leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import open_for_reading, open_for_writing

# The raw tables whose rows say themselves which document they are of; cells say it by their table.
_OF_A_DOCUMENT = ("document", "document_path", "page", "paragraph", "document_table", "hidden_cell")
_KEPT = (*_OF_A_DOCUMENT, "table_cell")
# The program that is named for documents set aside to find out which of them is at fault: none is of it, so
# the next refresh after a killed one tries them again.
ON_TRIAL = "on trial"


_LISTS = (
    "create schema if not exists pipeline",
    "create table if not exists pipeline.set_aside (document_id varchar, program varchar, reason varchar)",
    # Empty until what replaced them was built.
    "create table if not exists pipeline.replacements_built (is_built boolean)",
)
# What notes that the models were built over all replacements: the next load forgets what they replaced.
REPLACEMENTS_BUILT = (*_LISTS, "insert into pipeline.replacements_built values (true)")


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the list of what is set aside, in the database in use."""
    for statement in _LISTS:
        connection.execute(statement)


def try_again(connection: duckdb.DuckDBPyConnection, program: str, *, retry: bool) -> None:
    """Lets documents take part again that another program set aside; with ``retry`` all of them."""
    connection.execute(
        """
        update raw.document set status = 'read', status_reason = null
        where document_id in (select document_id from pipeline.set_aside where ? or program <> ?)
        """,
        [retry, program],
    )
    connection.execute(
        """
        delete from pipeline.set_aside
        where document_id not in (select document_id from raw.document where status = 'quarantined')
        """
    )


def keep_former(connection: duckdb.DuckDBPyConnection) -> None:
    """Keeps what was read of documents whose file holds other content now, until that was built.

    Reads the temporary table ``former_path`` of a load, before what is gone is removed.
    """
    if _shapes(connection, "former") - _shapes(connection, "raw"):
        # Of a version whose tables had other columns.
        connection.execute("drop schema former cascade")
    connection.execute("create schema if not exists former")
    connection.execute(
        """
        create or replace temp table displaced as
        select former_path.*
        from former_path
        semi join (select document_id from raw.document where status = 'read') as readable using (document_id)
        semi join raw.document_path as present using (file_path)
        anti join raw.document_path as still using (document_id)
        """
    )
    for name in _KEPT:
        connection.execute(
            f"create table if not exists former.{name} as select * from raw.{name} where false"
        )
    if connection.execute("select 1 from displaced limit 1").fetchall():
        connection.execute("delete from pipeline.replacements_built")
    connection.execute("insert into former.document_path by name from displaced")
    for name in _OF_A_DOCUMENT:
        if name != "document_path":
            connection.execute(
                f"insert into former.{name} by name select * from raw.{name} "
                "where document_id in (select document_id from displaced)"
            )
    connection.execute(
        """
        insert into former.table_cell by name
        select * from raw.table_cell
        where table_id in (
            select table_id from raw.document_table where document_id in (select document_id from displaced)
        )
        """
    )


def _shapes(connection: duckdb.DuckDBPyConnection, schema: str) -> set[tuple[str, tuple[str, ...]]]:
    """The tables of a schema that are kept, each with its columns."""
    rows = connection.execute(
        """
        select table_name, list(column_name order by column_index)
        from duckdb_columns()
        where database_name = current_database() and schema_name = ? and list_contains(?, table_name)
        group by table_name
        """,
        [schema, list(_KEPT)],
    ).fetchall()
    return {(name, tuple(sorted(columns))) for name, columns in rows}


def forget_former(connection: duckdb.DuckDBPyConnection) -> None:
    """Forgets replaced versions once what replaced them was built, or set aside with them in its place."""
    if connection.execute("select 1 from pipeline.replacements_built limit 1").fetchall():
        connection.execute("drop schema if exists former cascade")
        connection.execute("delete from pipeline.replacements_built")


def set_aside(build_file: Path, reasons: Mapping[str, str], program: str) -> list[str]:
    """Quarantines documents, and brings back the readable versions that they replaced.

    Args:
        build_file: Not in use by anybody else.
        reasons: Why, by document.
        program: The program that fails on them; another one tries them again.

    Returns:
        The documents that came back.
    """
    with open_for_writing(build_file) as connection:
        connection.execute("begin")
        prepare(connection)
        for document_id, reason in reasons.items():
            connection.execute("delete from pipeline.set_aside where document_id = ?", [document_id])
            connection.execute(
                "insert into pipeline.set_aside values (?, ?, ?)", [document_id, program, reason]
            )
            connection.execute(
                "update raw.document set status = 'quarantined', status_reason = ? where document_id = ?",
                [reason, document_id],
            )
        back = _bring_back(connection, list(reasons))
        connection.execute("commit")
    return back


def readmit(build_file: Path, document_ids: list[str]) -> None:
    """Takes back that documents were set aside; what they had replaced goes."""
    with open_for_writing(build_file) as connection:
        connection.execute("begin")
        connection.execute(
            "update raw.document set status = 'read', status_reason = null "
            "where list_contains(?, document_id)",
            [document_ids],
        )
        connection.execute(
            "delete from pipeline.set_aside where list_contains(?, document_id)", [document_ids]
        )
        if _has_former(connection):
            _remove_brought_back(connection, document_ids)
        connection.execute("commit")


def set_aside_now(build_file: Path) -> list[tuple[str, str]]:
    """The documents that are set aside: a file path and the reason of each."""
    with open_for_reading(build_file) as connection:
        return listed(connection)


def listed(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The same of the database in use."""
    try:
        return connection.execute(
            """
            select min(file_path), any_value(reason)
            from pipeline.set_aside
            inner join raw.document_path using (document_id)
            group by document_id
            order by all
            """
        ).fetchall()
    except duckdb.CatalogException:
        return []


def _has_former(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        connection.execute("select 1 from duckdb_tables() where schema_name = 'former' limit 1").fetchall()
    )


def _bring_back(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> list[str]:
    if not _has_former(connection):
        return []
    connection.execute(
        """
        create or replace temp table back as
        select former_path.*
        from former.document_path as former_path
        semi join (
            select file_path from raw.document_path where list_contains(?, document_id)
        ) as places using (file_path)
        anti join raw.document as present using (document_id)
        """,
        [document_ids],
    )
    connection.execute("insert into raw.document_path by name from back")
    for name in _OF_A_DOCUMENT:
        if name != "document_path":
            connection.execute(
                f"insert into raw.{name} by name select distinct * from former.{name} "
                "where document_id in (select document_id from back)"
            )
    connection.execute(
        """
        insert into raw.table_cell by name
        select distinct * from former.table_cell
        where table_id in (
            select table_id from former.document_table where document_id in (select document_id from back)
        )
        """
    )
    _build_again(connection)
    return [row[0] for row in connection.execute("select distinct document_id from back").fetchall()]


def _build_again(connection: duckdb.DuckDBPyConnection) -> None:
    """Their rows are gone from the kept tables, whatever the list of what is built says."""
    known = connection.execute(
        "select 1 from duckdb_tables() "
        "where schema_name = 'intermediate' and table_name = 'int_document_built'"
    ).fetchall()
    if known:
        connection.execute(
            "delete from intermediate.int_document_built where document_id in (select document_id from back)"
        )


def _remove_brought_back(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> None:
    connection.execute(
        """
        create or replace temp table back as
        select former_path.*
        from former.document_path as former_path
        semi join (
            select file_path from raw.document_path where list_contains(?, document_id)
        ) as places using (file_path)
        """,
        [document_ids],
    )
    connection.execute(
        """
        delete from raw.table_cell where table_id in (
            select table_id from raw.document_table where document_id in (select document_id from back)
        )
        """
    )
    for name in _OF_A_DOCUMENT:
        connection.execute(f"delete from raw.{name} where document_id in (select document_id from back)")
