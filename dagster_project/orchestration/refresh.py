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

from dagster_project.modelling.build import end_prepared_child, prepare_child
from dagster_project.modelling.manifest import DbtProjectError
from dagster_project.orchestration.instance import fail_killed_runs, open_instance
from dagster_project.orchestration.schedules import COMMAND_TAGS
from dagster_project.orchestration.step_failures import cause, failures_of
from dagster_project.runs.record import Run
from dagster_project.settings import Settings

_LOGS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a refresh ended.

    Attributes:
        failure: Why nothing was published and what to do; None when it was.
        read: Documents read in this run; None when reading did not get that far.
        unchanged: Documents known from their bytes, not read again.
        moved: Those of them that lie elsewhere now.
        kept_without_file: Documents that stay though their file is gone.
        nothing_new: Whether the published release is what a refresh would have made.
        log_file: What all tools said meanwhile.
    """

    failure: str | None
    read: int | None
    unchanged: int | None
    log_file: Path
    moved: int = 0
    kept_without_file: int = 0
    nothing_new: bool = False


def run_refresh(settings: Settings, run: Run) -> Refresh:
    """Runs the job; the caller holds the refresh lock and has exported the settings."""
    log_file = _new_log(settings.log_dir)
    with _into(log_file):
        try:
            refresh = _run(settings, log_file, run)
        except DbtProjectError as error:
            refresh = Refresh(f"Nothing was published. {error}", None, None, log_file)
        finally:
            end_prepared_child()
    if refresh.failure:
        run.end("failed", refresh.failure)
    return refresh


def _run(settings: Settings, log_file: Path, run: Run) -> Refresh:
    # dbt loads while Dagster does and while documents are read. It may have to parse the project first, hence
    # inside the log and the lock.
    prepare_child(settings)
    from dagster_project.orchestration.definitions import defs

    with open_instance(settings.dagster_home) as instance:
        fail_killed_runs(instance, settings.lock_file)
        job = defs.resolve_job_def("refresh")
        result = job.execute_in_process(instance=instance, raise_on_error=False, tags=COMMAND_TAGS)
    failures = failures_of(result.all_events)
    if not result.success and not failures:
        failures.append(cause(None))
    facts = run.facts
    return Refresh(
        "\n".join(failures) or None,
        facts.get("documents_read"),
        facts.get("documents_unchanged"),
        log_file,
        facts.get("documents_moved", 0),
        facts.get("documents_kept_without_file", 0),
        facts["outcome"] == "nothing_new",
    )


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
