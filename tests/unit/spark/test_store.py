"""The store holds a document once and whole, whatever was cut off while it was written."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dagster_project.extraction.read import read_document
from dagster_project.extraction.records import Document
from dagster_project.sharding import Shard
from dagster_project.spark.building import Building
from dagster_project.spark.session import FAILURES, missing
from dagster_project.spark.store import (
    KnownDocuments,
    StoreError,
    known_documents,
    open_store,
    source_of,
    write_batch,
)

_TEXT = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t{amount}\n\n"


@pytest.fixture
def documents(tmp_path: Path) -> list[Document]:
    """Two documents of one part, as far as the store knows."""
    found = []
    for number in range(2):
        path = tmp_path / f"{number}.txt"
        path.write_text(_TEXT.format(amount=number), encoding="utf-8")
        found.append(read_document(path))
    return found


@pytest.fixture
def store(tmp_path: Path) -> Path:
    open_store(tmp_path / "store")
    return tmp_path / "store"


def _count(store: Path, table: str) -> int:
    (count,) = duckdb.sql(f"select count(*) from {source_of(store, table)}").fetchone() or (0,)
    return int(count)


def test_a_task_that_is_run_again_writes_nothing_twice(store: Path, documents: list[Document]) -> None:
    for _ in range(2):
        write_batch(store, "run", "ab", documents)
    assert (_count(store, "document"), _count(store, "table_cell")) == (2, 8)
    known = KnownDocuments(known_documents(store))
    assert [one.document_id in known for one in documents] == [True, True]
    assert "00" * 32 not in known


def test_a_document_that_is_read_again_replaces_its_rows_and_no_others(
    store: Path, documents: list[Document]
) -> None:
    write_batch(store, "first", "ab", documents)
    write_batch(store, "second", "ab", documents[:1])
    assert (_count(store, "document"), _count(store, "table_cell")) == (2, 8)
    assert not list((store / "replacing").iterdir())


def test_a_replacement_that_was_cut_off_is_ended(store: Path, documents: list[Document]) -> None:
    write_batch(store, "first", "ab", documents[:1])
    before = {path: path.read_bytes() for path in (store / "raw").rglob("first-*.parquet")}
    write_batch(store, "second", "ab", documents[:1])
    # As a task leaves it that dies between writing the new batch and removing the former one.
    new = next((store / "raw" / "document" / "part=ab").glob("second-*.parquet")).stem
    old = next(iter(before)).stem
    for path, content in before.items():
        path.write_bytes(content)
    note = {"part": "ab", "batch": new, "replaces": [old]}
    (store / "replacing" / f"ab-{new}.json").write_text(json.dumps(note), encoding="utf-8")
    with pytest.raises(StoreError, match="twice"):
        known_documents(store)
    open_store(store)
    assert (_count(store, "document"), _count(store, "table_cell")) == (1, 4)
    known_documents(store)


def test_what_dead_tasks_left_is_removed(store: Path, documents: list[Document]) -> None:
    write_batch(store, "run", "ab", documents)
    left = store / "raw" / "page" / "part=ab" / "run-dead.parquet"
    left.touch()
    open_store(store)
    assert not left.exists()
    assert _count(store, "table_cell") == 8


def test_a_shard_that_ends_its_task_each_time_is_held_back_with_the_reason(tmp_path: Path) -> None:
    task = Building(tmp_path, tmp_path / "template", 512)
    outcome = task.build(Shard("1302", ("a" * 64,)), None, FAILURES - 1)
    assert outcome.error is not None
    assert "FISCAL_SPARK_SHARD_MEMORY_MB" in outcome.error
    assert (outcome.shard, outcome.documents) == ("1302", 1)


def test_what_is_missing_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    lack = missing() or ""
    assert "make spark" in lack or ("Java 17" in lack and "JAVA_HOME" in lack)
