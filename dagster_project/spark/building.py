"""Building as a Spark job: the shards of a store, a task each, round after round.

Belongs here: the plan of the job, and what becomes of a task that dies. Does not belong here: what a shard is
and how it is built (``sharding``), when (``cli``).
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dagster_project.runs.lock import refresh_lock
from dagster_project.settings import SparkSettings
from dagster_project.sharding import (
    DocumentRegion,
    HandedOver,
    Shard,
    ShardOutcome,
    Store,
    Template,
    assign_regions,
    build_rounds,
    build_shard,
    find_regions,
    make_template,
    put_together,
)
from dagster_project.sharding.store import NOWHERE
from dagster_project.spark.session import FAILURES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_log = logging.getLogger(__name__)
_Given = TypeVar("_Given")
_Result = TypeVar("_Result")
_MEMORY = "FISCAL_SPARK_SHARD_MEMORY_MB, or run fewer tasks on a machine"


@dataclass(frozen=True, slots=True)
class Building:
    """What the tasks of one build are given; every executor sees its paths.

    Attributes:
        store: The raw tables, and where results go.
        template: The folder of the build file and the plan that all tasks start from.
        memory_mb: Memory of DuckDB in one task.
    """

    store: Path
    template: Path
    memory_mb: int

    def find(self, documents: Mapping[str, str], attempt: int) -> list[DocumentRegion]:
        """The regions of some documents, given with their files.

        Where finding them ended its task each time, the documents are built with those of no region.
        """
        if attempt >= FAILURES - 1:
            return [DocumentRegion(document, NOWHERE) for document in documents]
        store, template = Store(self.store), Template(self.template)
        with tempfile.TemporaryDirectory(prefix="fiscal-") as workplace:
            return find_regions(documents, store, template, Path(workplace), self.memory_mb)

    def build(self, shard: Shard, handed_over: HandedOver | None, attempt: int) -> ShardOutcome:
        """A round of a shard; one that ended its task each time but the last is not tried once more."""
        store, template = Store(self.store), Template(self.template)
        number = 0 if handed_over is None else handed_over.number + 1
        if attempt >= FAILURES - 1:
            folder = store.round_of(shard.name, number)
            reason = (
                f"Building it ended its task {attempt} times, perhaps for want of memory: lower {_MEMORY}."
            )
            return ShardOutcome(
                shard.name,
                number,
                template.program,
                "",
                str(folder),
                documents=len(shard.documents),
                error=reason,
                handed_over=handed_over,
            )
        with tempfile.TemporaryDirectory(prefix="fiscal-") as workplace:
            return build_shard(shard, store, template, Path(workplace), self.memory_mb, handed_over)


def build(session: SparkSession, spark: SparkSettings, *, count: int | None = None) -> dict[str, Any]:
    """Builds all shards that have something new, and publishes them together.

    Args:
        session: Where tasks run.
        spark: The store, and the memory of a task.
        count: So many shards; as many as regions ask for when None.

    Returns:
        The manifest.

    Raises:
        NotPublishedError: No shard came to its end.
        RefreshBusyError: Another process builds in this store.
    """
    store = Store(spark.store)
    with refresh_lock(spark.store / "build.lock", what="A build"):
        template = make_template(store.templates)
        task = Building(spark.store, template.folder, spark.shard_memory_mb)
        shards = _assigned(session, task, store, template, count)

        def build_all(handed_over: HandedOver | None) -> Iterator[ShardOutcome]:
            _log.info("Round %d of %d", (handed_over.number + 1 if handed_over else 0) + 1, template.rounds)
            return _each(session, shards, _builder(task, handed_over))

        outcomes = build_rounds(store, template, build_all)
        return put_together(store, template, outcomes)


def _assigned(
    session: SparkSession, task: Building, store: Store, template: Template, count: int | None
) -> list[Shard]:
    """The shards of today's documents, the largest first: a long one does not begin last."""
    shards = assign_regions(store, template, lambda groups: _each(session, groups, task.find), count)
    return sorted(shards, key=lambda shard: (-len(shard.documents), shard.name))


def _builder(task: Building, handed_over: HandedOver | None) -> Callable[[Shard, int], ShardOutcome]:
    def build_one(shard: Shard, attempt: int) -> ShardOutcome:
        return task.build(shard, handed_over, attempt)

    return build_one


def _each(
    session: SparkSession, given: Sequence[_Given], work: Callable[[_Given, int], _Result]
) -> Iterator[_Result]:
    """What work on each of them gives, a task each; ``work`` is told how often the task was begun before."""
    if not given:
        return
    from pyspark import TaskContext

    def run(items: Iterator[_Given]) -> Iterator[_Result]:
        context = TaskContext.get()
        attempt = context.attemptNumber() if context else 0
        return (work(item, attempt) for item in items)

    yield from session.sparkContext.parallelize(given, len(given)).mapPartitions(run).collect()
