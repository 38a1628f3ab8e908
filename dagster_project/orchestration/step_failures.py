"""Why the steps of a Dagster run failed, as sentences for a person.

Belongs here: finding the words in Dagster's events. Does not belong here: what follows from a failure.
"""

from __future__ import annotations

from collections.abc import Iterable

from dagster import DagsterEvent, DagsterEventType, DagsterInstance

from dagster_project.duckdb_file import in_plain_words


def failures_of(events: Iterable[DagsterEvent]) -> list[str]:
    """Why steps failed, in their own words where they foresaw it."""
    failures = []
    for event in events:
        if event.is_step_failure:
            data = event.step_failure_data
            description = data.user_failure_data.description if data.user_failure_data else None
            failures.append(description or f"The step {event.step_key} failed: {cause(data.error)}")
    return failures


def failures_of_run(instance: DagsterInstance, run_id: str) -> list[str]:
    """The same of a run on record, also while it is under way."""
    entries = instance.all_logs(run_id, of_type=DagsterEventType.STEP_FAILURE)
    return failures_of(entry.dagster_event for entry in entries if entry.dagster_event)


def cause(error: object) -> str:
    """The innermost message of an error that no step foresaw."""
    while getattr(error, "cause", None):
        error = error.cause  # type: ignore[attr-defined]
    return in_plain_words(
        str(getattr(error, "message", "the run ended without an error; see its log")).strip()
    )
