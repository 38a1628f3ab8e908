"""The warehouse that Spark builds: an asset that launches the job, where FISCAL_SPARK_MASTER names a cluster.

Belongs here: launching the command by Dagster Pipes, which brings its checks. Does not belong here: the job
(``spark``). Without that setting there is no such asset, and a refresh never runs it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from dagster import (
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    AssetSelection,
    PipesExecutionResult,
    PipesSubprocessClient,
    asset,
    define_asset_job,
    in_process_executor,
)
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from dagster_project.audit.suites import NONE_HELD_BACK, load_suites
from dagster_project.orchestration.suite_checks import suite_checks
from dagster_project.settings import SparkSettings

_NAME = "spark_warehouse"


@asset(
    name=_NAME,
    group_name="spark",
    kinds={"spark", "parquet"},
    check_specs=[
        *suite_checks(_NAME, load_suites()),
        AssetCheckSpec(NONE_HELD_BACK, asset=_NAME, description="Every shard was built to its end."),
    ],
)
def spark_warehouse(
    context: AssetExecutionContext, spark_pipes: PipesSubprocessClient
) -> Iterator[PipesExecutionResult]:
    """The Parquet files of all marts, read and built on the cluster."""
    command = [str(Path(sys.executable).with_name("fiscal")), "spark", "refresh"]
    yield from spark_pipes.run(command=command, context=context).get_results()


_IS_CONFIGURED = SparkSettings.load().is_configured
ASSETS: list[AssetsDefinition] = [spark_warehouse] if _IS_CONFIGURED else []
JOBS: list[UnresolvedAssetJobDefinition] = (
    [
        define_asset_job(
            "spark_refresh",
            selection=AssetSelection.assets(_NAME),
            executor_def=in_process_executor,
            description="Reads new documents and builds their shards on the Spark cluster.",
        )
    ]
    if _IS_CONFIGURED
    else []
)
RESOURCES = {"spark_pipes": PipesSubprocessClient()} if _IS_CONFIGURED else {}
# What the other jobs do not run.
APART = AssetSelection.assets(_NAME) if _IS_CONFIGURED else None
