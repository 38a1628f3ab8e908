"""Shards of whole regions and of single departments put together are what one build makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dagster_project.sharding import (
    HandedOver,
    ShardOutcome,
    Store,
    assign_regions,
    build_rounds,
    build_shard,
    find_regions,
    put_together,
)
from dagster_project.sharding.province_file import write_file
from tests.support.built import Build
from tests.support.sharded import failing_on, template_of_build
from tools.checks.shards import build_whole, differences, write_raw

_MEMORY_MB = 512
# One document of each of three cities, and of one of them those of two departments of one county.
_DOCUMENTS = "file_path like 'samples/%.docx'"


def test_shards_of_departments_are_equal_to_one_build_without_the_document_that_breaks_a_model(
    own_build: Build, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    sound = template_of_build(own_build.file, store.templates / "sound")
    template = failing_on(sound, "int_form_line", _broken(own_build), store.templates / sound.program[:16])
    write_raw(own_build.file, store, _DOCUMENTS)
    shards = assign_regions(
        store,
        template,
        lambda groups: (find_regions(one, store, template, tmp_path, _MEMORY_MB) for one in groups),
        2,
        largest=1,
    )
    assert [len(shard.documents) > 0 for shard in shards] == [False, True, True]

    def build_all(handed_over: HandedOver | None) -> Iterator[ShardOutcome]:
        for shard in shards:
            yield build_shard(shard, store, template, tmp_path, _MEMORY_MB, handed_over)

    outcomes = build_rounds(store, template, build_all)
    manifest = put_together(store, template, outcomes)
    assert manifest["held_back"] == []
    assert all(shard["is_new"] for shard in manifest["shards"])
    (aside,) = manifest["set_aside"]
    assert aside["document_id"] == _broken(own_build)
    assert "the model int_form_line fails on it (Invalid Input Error: broken)" in aside["reason"]
    assert json.loads(store.manifest.read_text())["set_aside"] == [aside]

    together = write_file(store, tmp_path / "together.duckdb")
    with duckdb.connect(str(together), read_only=True) as connection:
        covered = connection.execute(
            "select region_code, count(distinct left(parse_filename(filename), length('shard-0000'))) "
            "from read_parquet(?, filename = true) where body_source = 'disclosure' "
            "group by region_code having count(distinct fiscal_year) > 1",
            [str(store.marts(manifest["publication"]) / "fct_coverage" / "*" / "*" / "*.parquet")],
        ).fetchall()
        # Each of two departments in two shards is told the year of the other.
        assert [shards for _, shards in covered] == [2]
        said = connection.execute(
            "select status, status_reason, count(*) over () from marts.dim_document order by status desc"
        ).fetchall()
        assert said[0] == ("quarantined", aside["reason"], 5)
        assert [status for status, _, _ in said[1:]] == ["loaded"] * 4
    whole = build_whole(store, sound, tmp_path, _MEMORY_MB, {aside["document_id"]: aside["reason"]})
    assert differences(whole, together) == []


def _broken(build: Build) -> str:
    ((document,),) = build.rows(
        f"select document_id from raw.document_path where {_DOCUMENTS} order by all limit 1"
    )
    return str(document)
