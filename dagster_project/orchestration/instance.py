"""Dagster's home: where it keeps runs and schedules, and the settings it reads there.

Belongs here: ``dagster.yaml``, opening the instance it describes, and tidying its list of runs.
Does not belong here: assets, jobs, schedules.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from dagster import DagsterInstance, DagsterRunStatus, RunsFilter
from dagster._core.instance.ref import InstanceRef

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
_EVENT_LOG = {"module": "dagster_project.orchestration.event_log", "class": "EventLog"}
_NO_COMPUTE_LOGS = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}


def _read_migrations_once() -> None:
    """Lets Alembic keep Dagster's ninety migration scripts, which it reads anew whenever a file is opened."""
    read = ScriptDirectory.from_config
    kept: dict[str, ScriptDirectory] = {}

    def read_once(config: Config) -> ScriptDirectory:
        place = str(config.get_main_option("script_location"))
        if place not in kept:
            kept[place] = read(config)
        return kept[place]

    ScriptDirectory.from_config = read_once


_read_migrations_once()


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
    # Where Dagster's pages look for it.
    event_log = _EVENT_LOG | {"config": {"base_dir": str(folder / "history" / "runs")}}
    overrides = _NO_COMPUTE_LOGS | {"event_log_storage": event_log}
    reference = InstanceRef.from_dir(str(prepare(folder)), overrides=overrides)
    with DagsterInstance.from_ref(reference) as instance:
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
