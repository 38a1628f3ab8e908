"""What assets are given: the workplace of a refresh, and dbt.

Belongs here: Dagster resources.
Does not belong here: how the places in it are found (``settings``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import ConfigurableResource, InitResourceContext
from dagster_dbt import DbtCliResource

from dagster_project.dbt_manifest import DBT_PROJECT_DIR, dbt_executable
from dagster_project.refresh_lock import refresh_lock
from dagster_project.run_record import Run, current_run, recorded_run
from dagster_project.settings import Settings


class Workplace(ConfigurableResource["Workplace"]):
    """The places of a refresh; held by one run at a time, from its first step to its last."""

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return Settings.load()

    @property
    def run(self) -> Run:
        """The record of this run."""
        run = current_run()
        if run is None:
            raise RuntimeError("a step runs outside a recorded run")
        return run

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[Workplace]:
        """Holds the refresh lock; every step of a run shares one process, hence one holding.

        Raises:
            RefreshBusyError: Another process refreshes.
        """
        settings = self.settings
        settings.export()
        with refresh_lock(settings.lock_file), recorded_run(settings, "dagster") as run:
            run.note(dagster_run_id=context.run_id)
            settings.build_file.parent.mkdir(parents=True, exist_ok=True)
            yield self


def dbt_resource() -> DbtCliResource:
    """The dbt of this environment on this project."""
    return DbtCliResource(
        project_dir=str(DBT_PROJECT_DIR),
        profiles_dir=str(DBT_PROJECT_DIR),
        dbt_executable=str(dbt_executable()),
    )
