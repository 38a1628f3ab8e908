"""Runs Dagster's refresh job in this process, and says how it ended.

Belongs here: the run as a person at a terminal or a cron job wants it: quiet, with a log.
Does not belong here: what a refresh does (``assets``): this is the same job that the web pages
and the schedule start.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dagster_project.dagster_home import open_instance
from dagster_project.dbt_manifest import DbtProjectError
from dagster_project.settings import Settings

_LOGS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a refresh ended.

    Attributes:
        failure: Why nothing was published and what to do; None when it was.
        read: Documents read in this run; None when reading did not get that far.
        unchanged: Documents known from their bytes, not read again.
        log_file: What all tools said meanwhile.
    """

    failure: str | None
    read: int | None
    unchanged: int | None
    log_file: Path


def run_refresh(settings: Settings) -> Refresh:
    """Runs the job; the caller holds the refresh lock and has exported the settings."""
    log_file = _new_log(settings.log_dir)
    with _into(log_file):
        try:
            return _run(settings, log_file)
        except DbtProjectError as error:
            return Refresh(f"Nothing was published. {error}", None, None, log_file)


def _run(settings: Settings, log_file: Path) -> Refresh:
    # Importing the definitions parses the dbt project, hence inside the log and the lock.
    from dagster_project.definitions import defs

    with open_instance(settings.dagster_home) as instance:
        job = defs.resolve_job_def("refresh")
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    read = unchanged = None
    failures = []
    for event in result.all_events:
        if event.is_step_materialization and event.step_key == "raw_tables":
            metadata = event.step_materialization_data.materialization.metadata
            read, unchanged = (int(str(metadata[key].value)) for key in ("read", "unchanged"))
        if event.is_step_failure:
            data = event.step_failure_data
            told = data.user_failure_data.description if data.user_failure_data else None
            failures.append(told or f"The step {event.step_key} failed: {_cause(data.error)}")
    if not result.success and not failures:
        failures.append(_cause(None))
    return Refresh("\n".join(failures) or None, read, unchanged, log_file)


def _cause(error: object) -> str:
    """The innermost message of an error that no step foresaw."""
    while getattr(error, "cause", None):
        error = error.cause  # type: ignore[attr-defined]
    return str(getattr(error, "message", "the run ended without an error; see its log")).strip()


def _new_log(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for former in sorted(folder.glob("refresh-*.log"))[: -_LOGS_KEPT + 1]:
        former.unlink(missing_ok=True)
    return folder / f"refresh-{datetime.now():%Y%m%d-%H%M%S-%f}.log"


@contextmanager
def _into(log_file: Path) -> Iterator[None]:
    """Sends what libraries print and log to a file; the terminal is for the person."""
    with log_file.open("w", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)
