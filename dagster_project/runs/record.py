"""The record of a refresh: its phases, counts and outcome, as a log of JSON lines and a row of the history.

Belongs here: what is written down about a run, and where.
Does not belong here: what a run does (``assets``); its table in the warehouse (``release.history``).

A run is recorded when it begins and when it ends. One that has no end, when another one begins, was
killed: only the holder of the refresh lock records.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from dagster_project.extraction.outcome import EXTRACTOR_VERSION
from dagster_project.runs.history_tables import REFRESH_RUN
from dagster_project.settings import Settings

Phase = Literal["reading", "building", "auditing", "publishing"]
Facts = dict[str, Any]

_LOGS_KEPT = 30
_RUNNING, _KILLED = "running", "killed"


class Run:
    """One refresh, from its first step to its end."""

    def __init__(self, settings: Settings, started_by: str, log_file: Path) -> None:
        """Begins the record.

        Args:
            settings: Where the history lies.
            started_by: ``command``, ``dagster`` or ``rollback``.
            log_file: The log of JSON lines.
        """
        self._began = time.monotonic()
        # None until somebody asked whether there is anything to do.
        self.has_work: bool | None = None
        # Whether the raw tables were loaded, and the program that had built all marts then.
        self.is_loaded = False
        self.built_by: str | None = None
        # What was built by builds of this run that failed, or whose audit did.
        self.changed_documents: frozenset[str] = frozenset()
        self._history = ledger_file(settings)
        self._log_file = log_file
        now = _now()
        self.facts: Facts = {
            "run_id": f"{now:%Y%m%dT%H%M%S}.{now.microsecond:06d}Z-{os.getpid()}",
            "started_at": now.isoformat(),
            "outcome": _RUNNING,
            "started_by": started_by,
            "fiscal_version": version("fiscal-warehouse"),
            "extractor_version": EXTRACTOR_VERSION,
            "dbt_version": version("dbt-core"),
            "duckdb_version": version("duckdb"),
        }

    @property
    def ended(self) -> bool:
        """Whether an outcome is known."""
        return bool(self.facts["outcome"] != _RUNNING)

    def event(self, event: str, **facts: object) -> None:
        """Writes a line to the log; a log that cannot be written stops no refresh."""
        line = {"at": _now().isoformat(), "run_id": self.facts["run_id"], "event": event, **facts}
        try:
            with self._log_file.open("a", encoding="utf-8") as log:
                log.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        except OSError:
            return

    @contextmanager
    def phase(self, name: Phase) -> Iterator[None]:
        """Times a part of the refresh."""
        began = time.monotonic()
        self.event("phase_started", phase=name)
        try:
            yield
        finally:
            seconds = self.facts[f"seconds_{name}"] = round(time.monotonic() - began, 3)
            self.event("phase_ended", phase=name, seconds=seconds)

    def note(self, **facts: object) -> None:
        """Adds counts, by the names of the history's columns."""
        self.facts |= facts

    def note_set_aside(self, documents: Sequence[tuple[str, str]]) -> None:
        """Notes the documents that are left out because a model or check fails on them: path and reason."""
        self.note(
            documents_set_aside=len(documents),
            set_aside=[{"file_path": path, "reason": reason} for path, reason in documents],
        )

    def end(self, outcome: str, message: str | None = None) -> None:
        """Sets how it ended; what is set first stays."""
        if not self.ended:
            self.facts |= {"outcome": outcome, "message": message, **self._until_now()}

    def as_published(self, release_id: str) -> Facts:
        """The row that goes into the release which this run is about to publish."""
        return {**self.facts, **self._until_now(), "outcome": "published", "release_id": release_id}

    def save(self) -> None:
        """Appends the record to the history; its last line counts."""
        line = json.dumps(self.facts, ensure_ascii=False, default=str) + "\n"
        self._history.parent.mkdir(parents=True, exist_ok=True)
        # A line of its own even after one that a full disk or a power cut broke off.
        with self._history.open("a+b") as history:
            history.seek(0, os.SEEK_END)
            if history.tell():
                history.seek(-1, os.SEEK_END)
                if history.read(1) != b"\n":
                    history.write(b"\n")
            history.write(line.encode())
            history.flush()
            os.fsync(history.fileno())

    def _until_now(self) -> Facts:
        return {
            "ended_at": _now().isoformat(),
            "seconds_total": round(time.monotonic() - self._began, 3),
        }


_current: Run | None = None


@contextmanager
def recorded_run(settings: Settings, started_by: str, **facts: object) -> Iterator[Run]:
    """The run of this process; inside a run it is that run. The caller holds the refresh lock.

    Args:
        settings: Where the record is kept.
        started_by: ``command``, ``dagster`` or ``rollback``.
        facts: What is known of it from the start, should it be killed.
    """
    global _current
    if _current is not None:
        _current.note(**facts)
        yield _current
        return
    run = _current = Run(settings, started_by, _new_log(settings.log_dir))
    run.note(**facts)
    _save(run)
    run.event("run_started", started_by=started_by, raw_dir=str(settings.raw_dir))
    try:
        yield run
    except KeyboardInterrupt:
        run.end("interrupted", "Interrupted.")
        raise
    except BaseException as error:
        run.end("failed", str(error))
        raise
    finally:
        run.end("failed", "The run ended without publishing; see its log.")
        run.event("run_ended", **{key: value for key, value in run.facts.items() if key != "run_id"})
        _current = None
        _save(run)


def current_run() -> Run | None:
    """The run of this process, if one is under way."""
    return _current


def ledger_file(settings: Settings) -> Path:
    """All runs of this home, a JSON line for each beginning and end."""
    return settings.home / "runs.jsonl"


def recorded_runs(settings: Settings, own_run_id: str | None = None) -> list[Facts]:
    """All runs on record, the latest state of each, in their order; torn lines are left out.

    Args:
        settings: Where the history lies.
        own_run_id: The run that asks; every other one that has no end was killed.
    """
    runs: dict[str, Facts] = {}
    try:
        lines = ledger_file(settings).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    for line in lines:
        facts = _parsed(line)
        if facts is not None:
            runs[str(facts["run_id"])] = facts
    for facts in runs.values():
        if facts["outcome"] == _RUNNING and facts["run_id"] != own_run_id:
            facts |= {"outcome": _KILLED, "message": "It was killed, or the machine went down."}
    return list(runs.values())


def _parsed(line: str) -> Facts | None:
    try:
        facts = json.loads(line)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) and {"run_id", "started_at", "outcome"} <= facts.keys() else None


def _save(run: Run) -> None:
    """A full disk must not keep a refresh from publishing elsewhere, nor hide why it failed."""
    try:
        run.save()
    except OSError as error:
        run.event("ledger_not_written", reason=str(error))


def _new_log(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for former in sorted(folder.glob("refresh-*.jsonl"))[: -_LOGS_KEPT + 1]:
        former.unlink(missing_ok=True)
    return folder / f"refresh-{datetime.now():%Y%m%d-%H%M%S-%f}.jsonl"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def row_of(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of a record in the order of the history's columns."""
    return tuple(facts.get(name) for name in REFRESH_RUN.columns)
