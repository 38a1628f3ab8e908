"""What Dagster watches between two nights: the raw folder, and how runs ended.

Belongs here: sensors. Does not belong here: what is new (``new_files``), notifying others (``runs.hooks``).

The command ``fiscal refresh`` notifies its hooks itself; the runs it starts carry a tag and are left alone.
"""

from __future__ import annotations

from typing import Any

from dagster import (
    DagsterRunStatus,
    DefaultSensorStatus,
    RunFailureSensorContext,
    RunRequest,
    RunStatusSensorContext,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    run_failure_sensor,
    run_status_sensor,
    sensor,
)

from dagster_project.orchestration.instance import fail_killed_runs
from dagster_project.orchestration.new_files import Cursor, Look, look
from dagster_project.orchestration.refresh import notify
from dagster_project.orchestration.schedules import COMMAND_TAGS, refresh_job
from dagster_project.orchestration.step_failures import failures_of
from dagster_project.output.safe_text import for_terminal
from dagster_project.release.archive import Releases
from dagster_project.runs.record import recorded_runs
from dagster_project.settings import Settings

_SECONDS_BETWEEN_LOOKS = 60
_NAMED = 5


@sensor(
    job=refresh_job,
    minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS,
    default_status=DefaultSensorStatus.RUNNING,
    description="Asks for a refresh when files of the raw folder are new or changed, and no more arrive.",
)
def new_files(context: SensorEvaluationContext) -> SensorResult:
    """Looks at the raw folder each minute."""
    settings = Settings.load()
    # A killed run would keep its place in the queue, and no other one would ever start.
    fail_killed_runs(context.instance, settings.lock_file)
    if not settings.raw_dir.is_dir():
        return SensorResult(skip_reason=f"There is no folder {settings.raw_dir}.", cursor=context.cursor)
    if Releases(settings.warehouse_file).rollback_note.exists():
        # The release that somebody chose knows less than the folder holds; that is not news.
        pinned = Releases(settings.warehouse_file).pinned()
        reason = (
            f"Rolled back: release {pinned} stays published until it is unpinned."
            if pinned
            else "Rolled back: the next refresh is left to the schedule or to a person."
        )
        return SensorResult(skip_reason=reason, cursor=context.cursor)
    found = look(settings, Cursor.parse(context.cursor))
    cursor = found.cursor.text()
    if found.verdict != "new":
        return SensorResult(skip_reason=SkipReason(_reason(found)), cursor=cursor)
    context.log.info("Refresh for %s", _names(found))
    return SensorResult(
        run_requests=[RunRequest(tags={"fiscal/new_files": str(len(found.files))})], cursor=cursor
    )


def _reason(found: Look) -> str:
    match found.verdict:
        case "none":
            return "Every file of the raw folder is published."
        case "arriving":
            return f"{_names(found)}: waiting until the folder stays as it is."
        case _:
            return f"{_names(found)}: a refresh was asked for; its run says what became of it."


def _names(found: Look) -> str:
    named = ", ".join(for_terminal(name) for name in found.files[:_NAMED])
    more = len(found.files) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


# ---- Hooks -----------------------------------------------------------------------------------


@run_failure_sensor(
    name="notify_of_failure",
    default_status=DefaultSensorStatus.RUNNING,
    description="Tells FISCAL_ON_FAILURE of runs that failed or were killed.",
)
def notify_of_failure(context: RunFailureSensorContext) -> SkipReason | None:
    """Tells who wants to know of failures."""
    failures = failures_of(context.get_step_failure_events()) or [context.failure_event.message or ""]
    return _notify(context, "failed", "\n".join(failures))


@run_status_sensor(
    run_status=DagsterRunStatus.SUCCESS,
    name="notify_of_success",
    default_status=DefaultSensorStatus.RUNNING,
    description="Tells FISCAL_ON_SUCCESS of runs that published, or had nothing new to publish.",
)
def notify_of_success(context: RunStatusSensorContext) -> SkipReason | None:
    """Tells who wants to know of successes."""
    return _notify(context, "published", "")


@run_status_sensor(
    run_status=DagsterRunStatus.CANCELED,
    name="notify_of_cancellation",
    default_status=DefaultSensorStatus.RUNNING,
    description="Tells FISCAL_ON_FAILURE of runs that somebody stopped.",
)
def notify_of_cancellation(context: RunStatusSensorContext) -> SkipReason | None:
    """Tells who wants to know of failures."""
    return _notify(context, "interrupted", "The run was stopped.")


def _notify(context: RunStatusSensorContext, outcome: str, message: str) -> SkipReason | None:
    run_id, tags = context.dagster_run.run_id, context.dagster_run.tags
    if COMMAND_TAGS.items() <= tags.items():
        return SkipReason("Started by the command, which notified the hooks itself.")
    settings = Settings.load()
    facts: dict[str, Any] = {"run_id": run_id, "outcome": outcome, "message": message}
    for recorded in recorded_runs(settings):
        if recorded.get("dagster_run_id") == run_id:
            facts = recorded
    if outcome == "published" and facts["outcome"] == "unpublished":
        return SkipReason("Only a part of the assets was made, and nothing was published.")
    for problem in notify(settings, facts):
        context.log.warning(problem)
    return None
