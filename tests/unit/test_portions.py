"""Which documents of a large build go together."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import duckdb
import pytest

from dagster_project.modelling.portions import (
    begin_with_a_portion,
    count_waiting,
    hold_back,
    next_portion,
    with_former,
)

_CELLS = {"b/1.pdf": 300, "a/2.pdf": 500, "a/1.pdf": 400, "c/large.pdf": 5000, "c/words.pdf": 0}


@pytest.fixture
def build_file() -> Iterator[duckdb.DuckDBPyConnection]:
    """The raw tables of five documents."""
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create schema staging")
        connection.execute("create table raw.document_path (document_id varchar, file_path varchar)")
        connection.execute("create table raw.document_table (document_id varchar, table_id varchar)")
        connection.execute("create table raw.table_cell (table_id varchar, row_no int)")
        for path, cells in _CELLS.items():
            connection.execute("insert into raw.document_path values (md5($1), $1)", [path])
            if cells:
                connection.execute("insert into raw.document_table values (md5($1), $1)", [path])
                connection.execute(
                    "insert into raw.table_cell select $1, range from range($2)", [path, cells]
                )
        connection.execute("create table raw.document as select document_id from raw.document_path")
        yield connection


def _portions(connection: duckdb.DuckDBPyConnection, cells: int) -> list[list[str]]:
    """The files of each portion, until none waits."""
    query = """
        select file_path
        from raw.document_path inner join intermediate.int_document_portion using (document_id)
        where not is_waiting
        order by 1
    """
    found: list[list[str]] = []
    while True:
        known = {path for portion in found for path in portion}
        rows = connection.execute(query).fetchall()
        found.append([path for (path,) in rows if path not in known])
        if not count_waiting(connection):
            return found
        next_portion(connection, cells)


def test_documents_of_one_folder_go_together_and_a_large_one_alone(
    build_file: duckdb.DuckDBPyConnection,
) -> None:
    begin_with_a_portion(build_file, 901)
    assert _portions(build_file, 901) == [["a/1.pdf", "a/2.pdf", "b/1.pdf"], ["c/large.pdf"], ["c/words.pdf"]]
    begin_with_a_portion(build_file, 1)
    assert _portions(build_file, 1) == [[path] for path in sorted(_CELLS)]


def test_what_memory_suffices_for_waits_for_nothing(build_file: duckdb.DuckDBPyConnection) -> None:
    # A build that was killed left documents that wait.
    begin_with_a_portion(build_file, 1)
    assert count_waiting(build_file) == len(_CELLS) - 1
    begin_with_a_portion(build_file, sys.maxsize)
    assert build_file.execute("select count(*) from intermediate.int_document_portion").fetchall() == [(0,)]


def test_only_documents_that_are_to_be_built_wait(build_file: duckdb.DuckDBPyConnection) -> None:
    begin_with_a_portion(build_file, 1)
    build_file.execute(
        "create table staging.stg_document_state as "
        "select document_id, starts_with(file_path, 'a/') as is_to_build from raw.document_path"
    )
    hold_back(build_file, 1)
    assert _portions(build_file, 1) == [["a/1.pdf"], ["a/2.pdf"]]


def test_seconds_of_portions_are_summed_and_the_last_result_counts() -> None:
    former = [
        {"unique_id": "model", "status": "success", "execution_time": 1.5},
        {"unique_id": "seed", "status": "success", "execution_time": 0.5},
    ]
    assert with_former([{"unique_id": "model", "status": "error", "execution_time": 2.0}], former) == [
        {"unique_id": "model", "status": "error", "execution_time": 3.5},
        {"unique_id": "seed", "status": "success", "execution_time": 0.5},
    ]
