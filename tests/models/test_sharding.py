"""Shards of whole regions and of single departments put together are what one build makes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dagster_project.audit.blame import FORMER_STAYS
from dagster_project.loading.folder import Found
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
from dagster_project.sharding.former import StandIn, stand_ins
from dagster_project.sharding.province_file import write_file
from dagster_project.sharding.template import BUILD_FILE
from dagster_project.spark.store import open_store, store_collection
from tests.support.built import Build
from tests.support.sharded import failing_on, template_of_build
from tools.checks.shards import build_whole, differences, write_raw

_MEMORY_MB = 512
# One document of each of three cities, and of one of them those of two departments of one county.
_DOCUMENTS = "file_path like 'samples/%.docx'"
_BROKEN = (
    "select document_id, file_path, modified_at from raw.document_path "
    f"where {_DOCUMENTS} order by all limit 1"
)


def test_shards_of_departments_are_one_build_and_what_a_document_that_breaks_a_model_replaced_comes_back(
    own_build: Build, tmp_path: Path
) -> None:
    store, broken = Store(tmp_path / "store"), _broken(own_build)
    sound = template_of_build(own_build.file, store.templates / "sound")
    template = failing_on(sound, "int_form_line", broken, store.templates / sound.program[:16])
    _write_store(own_build, store)
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
            # The one that will fail document after document, as far as the others do not matter.
            cells = 1 if broken in shard.documents else None
            yield build_shard(
                shard, store, template, tmp_path, _MEMORY_MB, handed_over, cells_at_a_time=cells
            )

    outcomes = build_rounds(store, template, build_all)
    manifest = put_together(store, template, outcomes)
    assert manifest["held_back"] == []
    assert all(shard["is_new"] for shard in manifest["shards"])
    (aside,) = manifest["set_aside"]
    assert aside["document_id"] == broken
    assert "the model int_form_line fails on it (Invalid Input Error: broken)" in aside["reason"]
    assert FORMER_STAYS in aside["reason"]
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
        assert said[0] == ("quarantined", aside["reason"], 6)
        assert [status for status, _, _ in said[1:]] == ["loaded"] * 5
    whole = build_whole(store, sound, tmp_path, _MEMORY_MB, {aside["document_id"]: aside["reason"]})
    assert differences(whole, together) == []

    last = next(one for one in outcomes if one.shard == shards[1].name)
    assert last.handed_over is not None
    shutil.rmtree(last.folder)
    with duckdb.connect(str(store.round_of(last.shard, last.number - 1) / BUILD_FILE)) as connection:
        connection.execute("drop table checks.rule_question")
    failed = build_shard(shards[1], store, template, tmp_path, _MEMORY_MB, last.handed_over)
    # Were it kept, the next run would take it for the shard's.
    assert not Path(failed.folder).exists()
    assert failed.error is not None
    assert "rule_question does not exist" in failed.error


def _write_store(build: Build, store: Store) -> None:
    """The documents as two extractions find them: the file that will break held another version at first."""
    ((now, name, modified_at),) = build.rows(_BROKEN)
    former = f"file_path = '{Path(name).with_suffix('.txt')}'"
    write_raw(build.file, store, f"({_DOCUMENTS} or {former})")
    open_store(store.root)
    found = [
        Found(name, modified_at, digest)
        for digest, name, modified_at in build.rows(
            "select document_id, file_path, modified_at from raw.document_path "
            f"where {_DOCUMENTS} and document_id not in (select document_id from ({_BROKEN}))"
        )
    ]
    ((before,),) = build.rows(f"select document_id from raw.document_path where {former}")
    for number, digest in enumerate((before, now)):
        places = [*found, Found(name, modified_at, digest)]
        store_collection(store.root, f"20260101T00000{number}", places, store.root, prune=False)
    (stand_in,) = stand_ins(store)
    assert stand_in == StandIn(name, before, (now,))


def _broken(build: Build) -> str:
    return str(build.rows(_BROKEN)[0][0])
