"""Dagster's home: where it keeps runs and schedules, and the settings it reads there.

Belongs here: ``dagster.yaml``, opening the instance it describes, and tidying its list of runs.
Does not belong here: assets, jobs, schedules.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter
from dagster._core.instance.ref import InstanceRef
from sqlalchemy import event
from sqlalchemy.engine import Engine

from dagster_project.runs.lock import RefreshBusyError, refresh_lock

_CONFIG = """\
# Written by `fiscal`; changes are overwritten.
telemetry:
  enabled: false
nux:
  enabled: false
# A refresh writes one build file: a second run waits for the first.
concurrency:
  runs:
    max_concurrent_runs: 1
"""
_NO_COMPUTE_LOGS = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}


def prepare(folder: Path) -> Path:
    """Makes the home and its ``dagster.yaml``; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "dagster.yaml"
    if not config.is_file() or config.read_text(encoding="utf-8") != _CONFIG:
        config.write_text(_CONFIG, encoding="utf-8")
    return folder


@contextmanager
def open_instance(folder: Path) -> Iterator[DagsterInstance]:
    """The persistent instance, for a run inside this process.

    Such a run writes a log of its own. Dagster's capture of standard output starts two more
    processes a step, which takes longer than most steps.
    """
    reference = InstanceRef.from_dir(str(prepare(folder)), overrides=_NO_COMPUTE_LOGS)
    with _sqlite_without_waiting(), DagsterInstance.from_ref(reference) as instance:
        yield instance


# A run has it from when it got the refresh lock until it gives it up.
_HOLDS, _HELD, _FREED = "fiscal/refresh_lock", "held", "given up"


@contextmanager
def marked_as_holder(instance: DagsterInstance | None, run_id: str | None) -> Iterator[None]:
    """Marks a run that holds the refresh lock, so that others can tell when it was killed."""
    if instance is None or run_id is None or not instance.has_run(run_id):
        yield
        return
    instance.add_run_tags(run_id, {_HOLDS: _HELD})
    try:
        yield
    finally:
        instance.add_run_tags(run_id, {_HOLDS: _FREED})


def fail_killed_runs(instance: DagsterInstance, lock_file: Path) -> list[str]:
    """Marks runs as failed that Dagster believes to be under way, though they do not hold the lock any more.

    Such a run was killed with its process. Dagster runs one at a time, so it would keep all others waiting.

    Returns:
        Their names.
    """
    under_way = [DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    marked = instance.get_runs(RunsFilter(statuses=under_way, tags={_HOLDS: _HELD}))
    if not marked:
        return []
    try:
        with refresh_lock(lock_file):
            # Asked again: one that held it a moment ago has given it up in good order.
            killed = instance.get_runs(RunsFilter(statuses=under_way, tags={_HOLDS: _HELD}))
            for run in killed:
                instance.report_run_failed(run, "It was killed, or the machine went down.")
    except RefreshBusyError:
        return []
    return [run.run_id for run in killed]


@contextmanager
def _sqlite_without_waiting() -> Iterator[None]:
    """Spares Dagster's event log two flushes to disk an event, 110 of 210 seconds of a small refresh.

    It opens a connection for each event; the last one to close folds SQLite's log into the file, so
    one is kept open meanwhile. ``synchronous = normal`` leaves the flushing to that folding: a power
    cut may lose the last events, never damage the file (https://www.sqlite.org/wal.html).
    """
    kept: dict[str, sqlite3.Connection] = {}

    def on_connect(connection: object, _record: object) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        connection.execute("pragma synchronous = normal")
        ((_, _, path), *_) = connection.execute("pragma database_list").fetchall()
        # Until it is in that mode another connection would stand in its way.
        is_logged = connection.execute("pragma journal_mode").fetchall() == [("wal",)]
        if path and is_logged and path not in kept:
            kept[path] = sqlite3.connect(path, check_same_thread=False)
            kept[path].execute("select count(*) from sqlite_master").fetchall()

    event.listen(Engine, "connect", on_connect)
    try:
        yield
    finally:
        event.remove(Engine, "connect", on_connect)
        for connection in kept.values():
            connection.close()
