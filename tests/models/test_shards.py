"""Shards put together are one build, row for row, and what was published before stays readable."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.sharding import Store, assign_regions, make_template
from dagster_project.sharding.province_file import manifest_of, provinces_of, write_file, write_views
from tests.support.built import Build
from tools.checks.shards import build_by_shards, build_whole, differences, write_raw

pytestmark = pytest.mark.timeout(600)

_MEMORY_MB = 1024


def test_shards_of_whole_regions_put_together_are_one_build(own_build: Build, tmp_path: Path) -> None:
    store, workplace = Store(tmp_path / "store"), tmp_path / "workplace"
    write_raw(own_build.file, store, "file_path like 'samples/%'")
    template = make_template(store.templates, built=own_build.file)
    whole = build_whole(store, template, tmp_path, _MEMORY_MB)

    shards = assign_regions(store, template, workplace, memory_mb=_MEMORY_MB)
    assert [(shard.name, len(shard.documents)) for shard in shards] == [
        ("everywhere", 0),
        ("1302", 1),
        ("1303", 3),
        ("1306", 1),
        ("not_disclosed", 4),
    ]

    outcomes = build_by_shards(store, template, shards, workplace, _MEMORY_MB)
    assert [outcome.error for outcome in outcomes] == [None] * len(shards)
    first = str(manifest_of(store)["publication"])
    assert differences(whole, write_file(store, tmp_path / "together.duckdb")) == []

    # A night in which nothing came builds nothing, and publishes the same once more.
    again = build_by_shards(store, template, shards, workplace, _MEMORY_MB)
    assert [outcome.is_new for outcome in again] == [False] * len(shards)
    assert manifest_of(store)["publication"] != first
    former = write_views(store, tmp_path / "former.duckdb", publication=first)
    assert differences(whole, former) == []

    # A province's file holds its own documents, and what is the same everywhere.
    assert provinces_of(store) == ["130000", "not_disclosed"]
    province = write_file(store, tmp_path / "130000.duckdb", province="130000")
    with duckdb.connect(str(province), read_only=True) as connection:
        held = connection.execute(
            "select (select count(*) from marts.dim_document), (select count(*) from raw.document), "
            "(select count(*) from marts.v_published_amount), (select count(*) from marts.dim_form)"
        ).fetchall()
        comments = connection.execute(
            "select count(*) from duckdb_columns() where schema_name = 'marts' and comment is null"
        ).fetchall()
    expected = own_build.rows("select count(*) from marts.dim_form")
    assert held[0][:2] == (5, 5)
    assert held[0][2] > 0
    assert held[0][3:] == expected[0]
    assert comments == [(0,)]
