"""What tests of Spark share: running an extraction, and comparing a store with a build file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.settings import Settings, SparkSettings
from dagster_project.spark.extraction import Extracted, extract
from dagster_project.spark.store import source_of

TEXT = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t{amount}\n\n"
# When a document was read differs by nature.
_VARYING = {"document": ("extracted_at",)}


def run(session: Any, store: Path, place: str, **options: Any) -> Extracted:
    settings = SparkSettings(master="local[2]", store=store, input=place, task_files=4, batch_documents=2)
    return extract(session, settings, Settings.load(), **options)


def differences(
    build_file: Path, store: Path, but: Sequence[str] = (), without: str | None = None
) -> dict[str, int]:
    """Rows that one side has and the other has not, by table; none where all are equal.

    Columns that differ by nature are named by ``but``, a document that is left out by ``without``.
    """
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{build_file}' as build (read_only)")
        for table, columns in COLUMNS.items():
            names = ", ".join(name for name in columns if name not in (*_VARYING.get(table, ()), *but))
            some = f" where document_id <> '{without}'" if without and "document_id" in columns else ""
            ours, theirs = (
                f"select {names} from {source_of(store, table)}{some}",
                f"select {names} from build.raw.{table}{some}",
            )
            both = f"(({ours}) except all ({theirs})) union all (({theirs}) except all ({ours}))"
            count = connection.execute(f"select count(*) from ({both})").fetchone()
            if count != (0,):
                found[table] = count[0] if count else -1
            types = [connection.execute(f"describe {query}").fetchall() for query in (ours, theirs)]
            assert [row[:2] for row in types[0]] == [row[:2] for row in types[1]], table
    return found


def await_true(condition: Callable[[], bool], seconds: float = 600) -> None:
    """Waits for what another process does, on a machine that may be busy."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)
