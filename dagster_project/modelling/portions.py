"""The documents of a large build in portions, each built as a night builds what is new.

Belongs here: which documents wait for a later portion, results of portions together. Does not belong here:
building (``again``, ``worker``).

What models about one document put together, words and rows, DuckDB does not move to the disk: of a portion
memory suffices. What is known of all documents is kept in tables, which are on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

_PORTIONS = "intermediate.int_document_portion"
_BUILT = "intermediate.int_document_built"


def begin_with_a_portion(connection: duckdb.DuckDBPyConnection, cells: int) -> None:
    """Lets all documents but a first portion wait, before dbt builds everything.

    Args:
        connection: To the build file, in which there may be nothing but raw tables.
        cells: How many cells a portion has; a document at least.
    """
    connection.execute(
        f"""
        create schema if not exists intermediate;
        create table if not exists {_PORTIONS} (document_id varchar, is_waiting boolean);
        create table if not exists {_BUILT} (document_id varchar, fingerprint varchar);
        delete from {_BUILT};
        """
    )
    _hold_back(connection, "raw.document", cells)


def hold_back(connection: duckdb.DuckDBPyConnection, cells: int) -> None:
    """Lets all documents that a build is to make wait, but for a first portion of so many cells.

    Args:
        connection: To the build file, whose ``stg_document_state`` tells which documents are to be built.
        cells: How many cells a portion has; a document at least.
    """
    _hold_back(connection, "(select document_id from staging.stg_document_state where is_to_build)", cells)


def _hold_back(connection: duckdb.DuckDBPyConnection, documents: str, cells: int) -> None:
    let_none_wait(connection)
    connection.execute(f"insert into {_PORTIONS} select document_id, true from {documents}")
    next_portion(connection, cells)
    if not count_waiting(connection):
        let_none_wait(connection)


def next_portion(connection: duckdb.DuckDBPyConnection, cells: int) -> None:
    """Lets the next documents of so many cells be built; what lies in one folder goes together."""
    connection.execute(
        f"""
        update {_PORTIONS} set is_waiting = false
        where document_id in (
            with places as (
                select document_id, min(file_path) as place from raw.document_path group by document_id
            ),
            sizes as (
                select document_id, count(*) as size
                from raw.document_table inner join raw.table_cell using (table_id)
                group by document_id
            )
            select document_id
            from {_PORTIONS} left join places using (document_id) left join sizes using (document_id)
            where is_waiting
            qualify coalesce(
                sum(size) over (
                    order by place, document_id rows between unbounded preceding and 1 preceding
                ),
                0
            ) < {int(cells)}
        )
        """
    )


def count_waiting(connection: duckdb.DuckDBPyConnection) -> int:
    """How many documents wait for a later portion."""
    ((count,),) = connection.execute(f"select count(*) from {_PORTIONS} where is_waiting").fetchall()
    return int(count)


def let_none_wait(connection: duckdb.DuckDBPyConnection) -> None:
    """Ends a build in portions."""
    connection.execute(f"delete from {_PORTIONS}")


def with_former(
    results: Sequence[Mapping[str, Any]], former: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The results of a portion with those of the portions before it, and the seconds of both together."""
    found = {result["unique_id"]: dict(result) for result in former}
    for result in results:
        before = found.get(result["unique_id"], {})
        seconds = (before.get("execution_time") or 0) + (result["execution_time"] or 0)
        found[result["unique_id"]] = {**result, "execution_time": seconds}
    return list(found.values())
