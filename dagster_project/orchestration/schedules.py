"""The refresh job, and when it runs without anyone asking.

Belongs here: jobs and schedules. Does not belong here: what a refresh does (``assets``).
"""

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
)

from dagster_project.orchestration.assets.spark import APART
from dagster_project.settings import Settings

# The command notifies its own hooks; the sensors leave its runs alone.
COMMAND_TAGS = {"fiscal/started_by": "command"}

refresh_job = define_asset_job(
    "refresh",
    selection=AssetSelection.all() - APART if APART else AssetSelection.all(),
    # One DuckDB file has one writer, and the lock of a refresh belongs to one process.
    # What can run side by side, the reading of documents, has a process pool of its own.
    executor_def=in_process_executor,
    description="Reads the raw folder, builds the warehouse, audits it and publishes it.",
)

nightly = ScheduleDefinition(
    name="nightly",
    job=refresh_job,
    cron_schedule=Settings.load().schedule,
    execution_timezone="Asia/Shanghai",
    default_status=DefaultScheduleStatus.RUNNING,
)
