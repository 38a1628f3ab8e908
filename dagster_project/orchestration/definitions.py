"""All that Dagster loads."""

from dagster import Definitions, in_process_executor, load_assets_from_modules

from dagster_project.orchestration.assets import (
    documents,
    publication,
    raw_tables,
    spark,
    validation,
    warehouse,
)
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.schedules import nightly, refresh_job
from dagster_project.orchestration.sensors import (
    new_files,
    notify_of_cancellation,
    notify_of_failure,
    notify_of_success,
)

defs = Definitions(
    assets=[
        *load_assets_from_modules([documents, raw_tables, warehouse, validation, publication]),
        *warehouse.STEPS,
        *spark.ASSETS,
    ],
    jobs=[refresh_job, *spark.JOBS],
    schedules=[nightly],
    sensors=[new_files, notify_of_failure, notify_of_success, notify_of_cancellation],
    executor=in_process_executor,
    resources={"workplace": Workplace(), **spark.RESOURCES},
)
