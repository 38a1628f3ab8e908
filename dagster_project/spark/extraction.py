"""Extraction as a Spark job: files in, the raw schema as Parquet out.

Belongs here: the plan of the job, its rounds, and what it tells. Does not belong here: what a task does
(``reading``), which files there are (``sources``), how batches are written (``store``).

A round reads so many files and keeps what it read for good: a driver that dies loses one round. Within a
round tasks read, Spark brings what they read together by part, and tasks write one batch after the other.
"""

from __future__ import annotations

import logging
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.loading.archives import MARK
from dagster_project.loading.folder import Found
from dagster_project.loading.source_list import Listed, source_list
from dagster_project.runs.lock import refresh_lock
from dagster_project.settings import ReadingLimits, Settings, SparkSettings
from dagster_project.spark.reading import FOUND_COLUMNS, READ_COLUMNS, SOURCE_COLUMNS, Reading
from dagster_project.spark.sources import Collection, Source, collection, contents, path_of
from dagster_project.spark.store import known_documents, open_store, store_collection

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession

_log = logging.getLogger(__name__)
_TRIES = 2
_GONE = (
    "It is listed and cannot be read. See that the account that runs Spark may read it, and extract again."
)


@dataclass(slots=True)
class Extracted:
    """What an extraction did.

    Attributes:
        files: Files of the input, members of archives counted.
        read: Documents that were read.
        unchanged: Files whose content was in the store.
        cells: Cells that were read.
        not_read: (Name, reason) of new documents that could not be read.
        documents: Documents of the collection by status.
        warnings: About the tables beside documents.
    """

    files: int = 0
    read: int = 0
    unchanged: int = 0
    cells: int = 0
    not_read: list[tuple[str, str]] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def extract(
    session: SparkSession,
    spark: SparkSettings,
    settings: Settings,
    *,
    retry: bool = False,
    prune: bool = False,
) -> Extracted:
    """Brings the store in line with the input.

    Raises:
        SettingsError: There is no such input.
        RefreshBusyError: Another extraction writes this store.
        StoreError: The store holds a document twice.
    """
    store = spark.store
    store.mkdir(parents=True, exist_ok=True)
    limits = ReadingLimits(settings.document_seconds, settings.document_memory_mb, _TRIES)
    with refresh_lock(store / "extract.lock", what="An extraction"), tempfile.TemporaryDirectory() as beside:
        open_store(store)
        run = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        everything = collection(session, spark.input or str(settings.raw_dir), Path(beside))
        listed = source_list(everything.beside)
        summary = Extracted()
        found: dict[str, Found] = {}
        new: dict[str, Any] = {}
        for first in range(0, max(1, len(everything.sources)), spark.round_files):
            sources = everything.sources[first : first + spark.round_files]
            known = known_documents(store, retry=retry)
            task = Reading(store, run, everything.root, known, limits, spark.batch_documents)
            for row in _round(session, spark, everything, sources, task):
                if row.name is None:
                    new[row.document_id] = row
                else:
                    found[row.name] = _as_listed(row, everything, listed)
            open_store(store)
            _log.info("%d of %d files", first + len(sources), len(everything.sources))
        summary.documents, summary.warnings = store_collection(
            store, run, found.values(), everything.beside, prune=prune
        )
        _sum_up(summary, list(found.values()), new)
        open_store(store)
    return summary


def _as_listed(row: Any, everything: Collection, listed: Mapping[str, Listed]) -> Found:
    """A file with what is known of it beside its bytes; of an archive's member that is said of it."""
    outer = row.name.split(MARK)[0]
    said = listed.get(outer, Listed())
    address = everything.addresses.get(outer, said.source_url)
    return Found(row.name, row.modified_at, row.document_id, source_url=address, stated=said.stated)


def _sum_up(summary: Extracted, found: list[Found], new: dict[str, Any]) -> None:
    summary.files = len(found)
    summary.read = sum(row.status == "read" for row in new.values())
    summary.cells = sum(row.cells for row in new.values())
    summary.unchanged = sum(item.digest not in new for item in found)
    names = {item.digest: item.name for item in found}
    summary.not_read = sorted(
        (names.get(key, key), row.reason) for key, row in new.items() if row.status != "read"
    )


def _round(
    session: SparkSession,
    spark: SparkSettings,
    everything: Collection,
    sources: Sequence[Source],
    task: Reading,
) -> Iterator[Any]:
    """Rows of FOUND_COLUMNS for files, once what is new of them is in the store."""
    if not sources:
        return
    if everything.uri is not None:
        opened = [source for source in sources if source.refused is None]
        seen: set[str] = set()
        if opened:
            frame, named = contents(session, opened), _Named(path_of(everything.uri) + "/")
            for row in _run(frame, task, spark, len(opened), named):
                seen.add((row.name or "").split(MARK)[0])
                yield row
        lost = [replace(source, refused=_GONE) for source in opened if source.name not in seen]
        sources = [source for source in sources if source.refused is not None] + lost
    if sources:
        slices = math.ceil(len(sources) / spark.task_files)
        rows = [(s.name, s.place, s.modified_at, None, s.refused) for s in sources]
        frame = session.sparkContext.parallelize(rows, slices).toDF(SOURCE_COLUMNS)
        yield from _run(frame, task, spark, len(sources))


class _Named:
    """Gives what Spark reads of an object store the columns of SOURCE_COLUMNS."""

    def __init__(self, root: str) -> None:
        self._root = root

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        names = [path_of(path).removeprefix(self._root) for path in frame["path"]]
        return frame.assign(name=names, place=None, refused=None, modified_at=frame["modificationTime"])


def _run(
    frame: DataFrame,
    task: Reading,
    spark: SparkSettings,
    count: int,
    named: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> list[Any]:
    from pyspark import TaskContext

    def read(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        context = TaskContext.get()
        attempt = context.attemptNumber() if context else 0
        yield from task.read(map(named, frames) if named else frames, attempt)

    parts = max(1, min(256, math.ceil(count / spark.task_files)))
    read_rows = frame.mapInPandas(read, READ_COLUMNS)
    together = read_rows.repartition(parts, "part").sortWithinPartitions("part", "document_id", "name")
    return list(together.mapInPandas(task.write, FOUND_COLUMNS).collect())
