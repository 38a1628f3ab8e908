"""A cluster builds the shards of a store, loses a worker meanwhile, and publishes what one build gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.settings import PROJECT_ROOT, Settings
from dagster_project.sharding import Store, make_template
from dagster_project.sharding.province_file import write_file, write_views
from dagster_project.spark.building import build
from dagster_project.spark.extraction import extract
from dagster_project.spark.session import spark_session
from tests.spark.support import await_true
from tools.checks.shards import build_whole, differences

pytestmark = pytest.mark.timeout(2400)

_MEMORY_MB = 1024
# Of two cities: two shards, and the one of what is the same everywhere.
_DOCUMENTS = ("唐山市丰润区*.pdf", "保定市徐水区*.docx")
_LAUNCH = """
import json
from dagster import DagsterInstance
from dagster_project.orchestration.definitions import defs

with DagsterInstance.ephemeral() as instance:
    done = defs.resolve_job_def("spark_refresh").execute_in_process(instance=instance)
    metadata = done.asset_materializations_for_node("spark_warehouse")[0].metadata
    checks = {one.check_name: one.passed for one in done.get_asset_check_evaluations()}
    print(json.dumps({"metadata": {key: one.value for key, one in metadata.items()}, "checks": checks}))
"""


def test_a_worker_is_killed_while_shards_are_built_and_every_mart_is_equal(tmp_path: Path) -> None:
    from tests.spark.cluster import cluster

    store, raw = Store(tmp_path / "store"), tmp_path / "raw"
    raw.mkdir()
    for pattern in _DOCUMENTS:
        for path in (PROJECT_ROOT / "raw").rglob(pattern):
            shutil.copy(path, raw)
    template = make_template(store.templates)

    def built() -> dict[str, Any]:
        settings = spark.settings(store=store.root, input=str(raw), shard_memory_mb=_MEMORY_MB, task_files=3)
        with spark_session(settings, "tests") as session:
            extract(session, settings, Settings.load())
            return build(session, settings)

    with cluster(tmp_path / "cluster") as spark, ThreadPoolExecutor(1) as thread:
        ending = thread.submit(built)
        await_true(lambda: ending.done() or any(store.root.glob("work/*/round-0")), 300)
        assert not ending.done(), ending.result()
        spark.kill_worker()
        manifest = ending.result(timeout=1800)
    assert manifest["held_back"] == []
    assert {shard["shard"] for shard in manifest["shards"] if shard["is_new"]} == {
        shard["shard"] for shard in manifest["shards"]
    }
    whole = build_whole(store, template, tmp_path, _MEMORY_MB)
    together = write_file(store, tmp_path / "together.duckdb")
    assert differences(whole, together) == []
    assert _shown(write_views(store, tmp_path / "views.duckdb")) == _shown(together)
    _dagster_launches_the_next_one(store, raw)


def _shown(file: Path) -> tuple[Any, ...]:
    """What a reader sees at once: the views of ``main``, their comments, and an answer of one of them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        views = "select view_name, comment from duckdb_views() where schema_name = 'main' order by all"
        spent = "select fiscal_year, count(*), sum(amount_yuan) from v_expenditure group by all order by all"
        return tuple(connection.execute(query).fetchall() for query in (views, spent))


def _dagster_launches_the_next_one(store: Store, raw: Path) -> None:
    """Nothing is new: no shard is built anew, and the asset shows metadata and checks of all of them."""
    environment = {
        "FISCAL_SPARK_MASTER": "local[2]",
        "FISCAL_SPARK_STORE": str(store.root),
        "FISCAL_SPARK_INPUT": str(raw),
        "FISCAL_SPARK_SHARD_MEMORY_MB": str(_MEMORY_MB),
        "DAGSTER_HOME": "",
    }
    run = subprocess.run(
        [sys.executable, "-c", _LAUNCH],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    said = json.loads(run.stdout.splitlines()[-1])
    assert said["metadata"]["read"] == 0
    assert said["metadata"]["shards_built_anew"] == 0
    assert said["metadata"]["publication"] == json.loads(store.manifest.read_text())["publication"]
    assert said["checks"]["no_shard_is_held_back"] is True
    # A publisher's mistake in a sample; nothing of it stops the release.
    assert said["checks"]["fiscal__row_cross_foot"] is False
    assert sum(said["checks"].values()) > len(said["checks"]) / 2
