"""A shard reads the rows of its documents, each once, however often tasks were tried again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.loading.raw_tables import create_tables
from dagster_project.sharding.assign import documents_of
from dagster_project.sharding.raw_rows import load_documents, places_of
from dagster_project.sharding.store import Store

_DOCUMENT = "'{id}' as document_id, 'pdf' as file_format, 1 as byte_size, 'read' as status"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two documents of one part and one of another; the first was read twice."""
    with duckdb.connect() as connection:
        for name, document, hour in (
            ("one", "aa1", 1),
            ("again", "aa1", 2),
            ("one-2", "aa2", 1),
            ("one", "bb1", 1),
        ):
            batch = f"part={document[:2]}/{name}.parquet"
            _write(
                connection,
                tmp_path / "raw" / "document" / batch,
                f"select {_DOCUMENT.format(id=document)}, '1' as extractor_version, "
                f"timestamp '2025-01-01 0{hour}:00:00' as extracted_at",
            )
            _write(
                connection,
                tmp_path / "raw" / "paragraph" / batch,
                f"select '{document}' as document_id, unnest([1, 2])::integer as paragraph_no, "
                "0 as block_no, 'text' as text",
            )
            _write(
                connection,
                tmp_path / "raw" / "document_path" / batch,
                f"select '{document}' as document_id, 'a.pdf' as file_path, now()::timestamp as modified_at",
            )
        _write(
            connection,
            tmp_path / "raw" / "context_line" / "part=00" / "all.parquet",
            "select 'population.csv' as file_path, 1 as line_no, 'population' as measure",
        )
    return Store(tmp_path)


def _write(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"copy ({query}) to '{path}' (format parquet)")


def _loaded(store: Store, documents: list[str] | None, batches: list[str] | None) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        # All columns, those that a file lacks as null.
        create_tables(connection)
        load_documents(connection, store, documents, batches)
        return connection.execute(
            "select document_id, count(*), (select count(*) from raw.context_line), "
            "(select count(*) from raw.document) from raw.paragraph group by all order by 1"
        ).fetchall()


def test_each_document_is_read_once(store: Store) -> None:
    assert _loaded(store, None, None) == [("aa1", 2, 1, 3), ("aa2", 2, 1, 3), ("bb1", 2, 1, 3)]


def test_other_documents_are_not_read(store: Store) -> None:
    known = documents_of(store)
    assert known["aa1"] == "part=aa/one.parquet"
    for batches in (None, [known["aa1"], known["bb1"]]):
        assert _loaded(store, ["aa1", "bb1"], batches) == [("aa1", 2, 1, 2), ("bb1", 2, 1, 2)]


def test_a_shard_of_no_documents_has_what_users_add(store: Store) -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        assert load_documents(connection, store, [], []) == 0
        assert connection.execute("select count(*) from raw.context_line").fetchall() == [(1,)]


def test_a_document_that_moves_is_known_by_its_places(store: Store) -> None:
    before = places_of(store, ["aa1"])
    assert places_of(store, ["aa1"]) == before
    with duckdb.connect() as connection:
        _write(
            connection,
            store.root / "raw" / "document_path" / "part=aa" / "moved.parquet",
            "select 'aa1' as document_id, 'b.pdf' as file_path, now()::timestamp as modified_at",
        )
    assert places_of(store, ["aa1"]) != before
