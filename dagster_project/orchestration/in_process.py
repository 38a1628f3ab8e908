"""A refresh in this process, as a person at a terminal or a cron job wants it: quiet, with a log.

Belongs here: running Dagster's job here, and what a display needs to know of its end.
Does not belong here: what a refresh does (``assets``): this is the job that the web pages and the
schedule start, conducted as they are (``refresh``). Dagster takes seconds to import, and is imported
when there is something to do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dagster_project.audit.suites import load_suites
from dagster_project.fingerprint import of_program
from dagster_project.imports import collect_seldom, do_without, without_collecting
from dagster_project.modelling.build import end_prepared_child, prepare_child
from dagster_project.modelling.manifest import DbtProjectError
from dagster_project.orchestration.ahead import ahead_of
from dagster_project.orchestration.auditor import prepare_auditor
from dagster_project.orchestration.building import needs_dbt
from dagster_project.orchestration.refresh import conducted, has_nothing_to_do, notify
from dagster_project.orchestration.steps import audit_build, build, count_documents, publish, read_documents
from dagster_project.release.build_copy import Copy
from dagster_project.release.warehouse_file import copy_ahead, remove_copy
from dagster_project.runs.full_disk import words_on_full_disk
from dagster_project.runs.record import Run
from dagster_project.settings import Settings

_LOGS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Refresh:
    """How a refresh ended.

    Attributes:
        outcome: As in marts.fct_refresh_run.
        message: Why it ended so, for a person.
        is_failure: Whether a release should have been published and was not.
        counts: Documents read, not_read, unchanged, moved and kept_without_file; those that are known.
        release_id: The release that it published.
        compared_with: The release that it was compared with; None where there is none to compare with.
        log_file: What all tools said meanwhile; None when nothing had to be run.
        hook_problems: Hooks that failed, a sentence each.
        set_aside: Files that it set aside after reading them.
        copies: New files with the bytes of another one, and that one.
        left_out: Files that are notes or unfinished downloads by their names.
    """

    outcome: str
    message: str
    is_failure: bool
    counts: dict[str, int]
    release_id: str | None
    log_file: Path | None
    hook_problems: tuple[str, ...]
    set_aside: frozenset[str] = frozenset()
    copies: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    compared_with: str | None = None


def refresh(
    settings: Settings, *, wait: bool = False, on_wait: Callable[[str], None] | None = None
) -> Refresh:
    """Refreshes the warehouse; hooks are notified, whatever happens.

    Raises:
        RefreshBusyError: Another process refreshes, and ``wait`` is not set.
    """
    settings.export()
    facts: dict[str, Any] = {}
    problems: list[str] = []
    failure, log_file = None, None
    try:
        with conducted(settings, "command", wait=wait, on_wait=on_wait) as run:
            facts = run.facts
            if not has_nothing_to_do(settings, run):
                log_file = _new_log(settings.log_dir)
                failure = _run_job(settings, run, log_file)
    except KeyboardInterrupt:
        failure = "Interrupted. Nothing was published; the previous warehouse is untouched."
    except OSError as error:
        failure = words_on_full_disk(settings, error)
        if failure is None:
            raise
    finally:
        problems = notify(settings, facts) if facts else []
    return Refresh(
        str(facts.get("outcome", "interrupted")),
        failure or str(facts.get("message") or ""),
        failure is not None,
        {
            name.removeprefix("documents_"): facts[name]
            for name in facts
            if name.startswith("documents_") and facts[name] is not None
        },
        facts.get("release_id"),
        log_file,
        tuple(problems),
        frozenset(facts.get("set_aside_now", ())),
        tuple((copy, original) for copy, original in facts.get("copies", ())),
        tuple(facts.get("left_out", ())),
        facts.get("compared_with"),
    )


def _run_job(settings: Settings, run: Run, log_file: Path) -> str | None:
    """Runs the job; returns why nothing was published, or None."""
    try:
        with _into(log_file):
            try:
                failure = _executed(settings, run, log_file)
            except DbtProjectError as error:
                failure = f"Nothing was published. {error}"
            finally:
                end_prepared_child()
    except Exception as error:
        # Dagster writes its events to the disk, and fails where it cannot; so does the log when it is closed.
        failure = None if run.facts["outcome"] == "published" else words_on_full_disk(settings, error)
        if failure is None:
            raise
    if failure:
        run.end("failed", failure)
    return failure


def _executed(settings: Settings, run: Run, log_file: Path) -> str | None:
    collect_seldom()
    # What audits and what builds load while Dagster does and while documents are read. What takes longest
    # begins first; dbt may have to parse the project, hence inside the log and the lock.
    prepare_auditor(log_file)
    prepare_child(settings, of_program(), is_dbt=needs_dbt(settings))
    copies: list[Copy | None] = []

    def copy() -> Copy | None:
        copies.append(copy_ahead(settings.build_file, settings.warehouse_file))
        return copies[-1]

    try:
        return ahead_of(
            lambda: _job_failures(settings),
            {
                "documents": lambda: count_documents(settings),
                "raw_tables": lambda: read_documents(settings, run),
                "warehouse": lambda: build(settings, run),
                "validation": lambda: audit_build(settings, run, load_suites(), meanwhile=copy),
                "publication": lambda: publish(settings, run, *copies),
            },
        )
    finally:
        remove_copy(settings.warehouse_file)


def _job_failures(settings: Settings) -> str | None:
    """Runs Dagster's job; returns why its steps failed, or None."""
    # It colours tracebacks; two libraries of Dagster's import it in case there is one to show.
    do_without("pygments")
    with without_collecting():
        from dagster_project.orchestration.definitions import defs
        from dagster_project.orchestration.instance import fail_killed_runs, open_instance
        from dagster_project.orchestration.schedules import COMMAND_TAGS
        from dagster_project.orchestration.step_failures import cause, failures_of

    with open_instance(settings.dagster_home) as instance:
        fail_killed_runs(instance, settings.lock_file)
        job = defs.resolve_job_def("refresh")
        result = job.execute_in_process(instance=instance, raise_on_error=False, tags=COMMAND_TAGS)
    failures = failures_of(result.all_events)
    if not result.success and not failures:
        failures.append(cause(None))
    return "\n".join(failures) or None


def _new_log(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for former in sorted(folder.glob("refresh-*.log"))[: -_LOGS_KEPT + 1]:
        former.unlink(missing_ok=True)
    return folder / f"refresh-{datetime.now():%Y%m%d-%H%M%S-%f}.log"


@contextmanager
def _into(log_file: Path) -> Iterator[None]:
    """Sends what libraries print and log to a file; the terminal is for the person."""
    # Appended to, since the process that audits writes into it, too.
    with log_file.open("a", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)
