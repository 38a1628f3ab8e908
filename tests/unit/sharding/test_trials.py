"""Where no model and no row tells on which document a shard fails, builds without some of them do."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading.raw_tables import COLUMNS, create_tables
from dagster_project.modelling.plan import Plan, Step
from dagster_project.sharding import Shard, Store, Template, build_shard
from dagster_project.sharding.rounds import build_rounds
from dagster_project.sharding.set_aside import content_of
from dagster_project.sharding.template import BUILD_FILE

_DOCUMENTS = tuple(f"{number:02x}" for number in range(7))
_MEMORY_MB = 256


def _template(folder: Path, condition: str, error: str = "if(count(*) > 0, 'broken', null)") -> Template:
    """A program of which one model fails where a condition of the readable documents is met."""
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / BUILD_FILE)) as connection:
        create_tables(connection)
        connection.execute("create schema marts; create schema intermediate")
    script = (
        "create or replace table intermediate.int_some as "
        f"select case when {condition} then error({error}) end as some from raw.document "
        "where status = 'read'"
    )
    # What fails is no model of the last round, whose tests would be asked.
    later = "create or replace table intermediate.{} as select 1 as some"
    steps = (
        Step("some", "int_some", "intermediate", "int_some", script),
        Step("shared", "int_shared_some", "intermediate", "int_shared_some", later.format("int_shared_some")),
        Step("last", "int_last", "intermediate", "int_last", later.format("int_last"), ("shared",)),
    )
    plan = Plan(steps, ())
    (folder / "plan.json").write_text(json.dumps(asdict(plan)), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"nodes": {}}), encoding="utf-8")
    (folder / "template.json").write_text(json.dumps({"program": "some program"}), encoding="utf-8")
    return Template(folder)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    with duckdb.connect() as connection:
        create_tables(connection)
        read_at = datetime(2026, 1, 1, tzinfo=UTC)
        for one in _DOCUMENTS:
            connection.execute(
                "insert into raw.document by name select ? as document_id, 'txt' as file_format, "
                "0 as byte_size, 'read' as status, '1' as extractor_version, ? as extracted_at",
                [one, read_at],
            )
            connection.execute(
                "insert into raw.document_path values (?, ?, ?, null)", [one, f"{one}.txt", read_at]
            )
        for table in COLUMNS:
            folder = store.raw_folder(table) / "part=00"
            folder.mkdir(parents=True)
            connection.execute(f"copy raw.{table} to '{folder / 'all.parquet'}' (format parquet)")
    return store


def _blamed(store: Store, template: Template, workplace: Path) -> list[str]:
    shard = Shard("1303", _DOCUMENTS)
    build_rounds(store, template, lambda _: [build_shard(shard, store, template, workplace, _MEMORY_MB)])
    return [f"{one}: {reason}" for one, reason in content_of(shard, store, template).reasons.items()]


def test_two_documents_that_only_whole_builds_tell_are_set_aside_and_no_more(
    store: Store, tmp_path: Path
) -> None:
    template = _template(
        store.templates / "some program", "count(*) filter (document_id in ('01', '02', '05')) > 0"
    )
    blamed = _blamed(store, template, tmp_path)
    assert [one[:2] for one in blamed] == ["01", "02"]
    assert all("the build fails with it (int_some: Invalid Input Error: broken" in one for one in blamed)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param("'broken' || count(*)", id="it stays without any document"),
        pytest.param("if(count(*) > 0, 'IO Error: no disk', null)", id="it is of the machine"),
    ],
)
def test_a_fault_that_is_no_documents_sets_none_aside(store: Store, tmp_path: Path, error: str) -> None:
    template = _template(store.templates / "some program", "true", error)
    assert _blamed(store, template, tmp_path) == []
