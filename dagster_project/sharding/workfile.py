"""A build file that a task works on: a copy in a folder of its own, within some memory.

Belongs here: opening it, and running models in it. Does not belong here: which models, and on what.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from dagster_project.modelling.again import make_models
from dagster_project.modelling.plan import Step
from dagster_project.sharding.template import BUILD_FILE


class TaskError(RuntimeError):
    """A model failed; the message names it.

    Attributes:
        results: What was said of the models until then, as dbt says it.
    """

    def __init__(self, message: str, results: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.results = results


@contextmanager
def workfile(
    base: Path, workplace: Path, memory_mb: int, threads: int = 1
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A copy of a build file in a folder of its own, which goes in the end, open within some memory."""
    folder = workplace / uuid4().hex
    folder.mkdir(parents=True)
    try:
        shutil.copyfile(base, folder / BUILD_FILE)
        with _opened(folder, memory_mb, threads) as connection:
            yield connection, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_steps(connection: duckdb.DuckDBPyConnection, steps: Sequence[Step], threads: int = 1) -> None:
    """Makes models.

    Raises:
        TaskError: One failed.
    """
    results = make_models(connection, steps, threads)
    for result in results:
        if result["status"] != "success":
            raise TaskError(f"{result['name']}: {result['message']}", results)


def _opened(folder: Path, memory_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(folder / BUILD_FILE),
        config={
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(folder / ".spill"),
            "threads": str(threads),
        },
    )
