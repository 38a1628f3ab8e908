"""What assets are given: the workplace of a refresh.

Belongs here: Dagster resources.
Does not belong here: how the places in it are found (``settings``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import ConfigurableResource, DagsterInstance, Failure, InitResourceContext

from dagster_project.orchestration.instance import marked_as_holder
from dagster_project.orchestration.refresh import conducted
from dagster_project.orchestration.step_failures import failures_of_run
from dagster_project.runs.record import Run, current_run
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

        While another process refreshes it waits, and says for whom.
        """
        settings = self.settings
        settings.export()
        log = context.log.info if context.log else None
        run_id = context.run.run_id if context.run else None
        with (
            conducted(settings, "dagster", wait=True, on_wait=log, dagster_run_id=run_id) as run,
            marked_as_holder(context.instance, run_id),
        ):
            yield self
            _end(run, context.instance, run_id)

    def failure(self, message: str) -> Failure:
        """What a step raises that fails for a foreseen reason; the history keeps the reason, too."""
        self.run.end("failed", message)
        return Failure(message, allow_retries=False)


def _end(run: Run, instance: DagsterInstance | None, run_id: str | None) -> None:
    """Says of a run that did not publish whether it should have."""
    if run.ended or instance is None or run_id is None:
        return
    failures = failures_of_run(instance, run_id)
    if failures:
        run.end("failed", "\n".join(failures))
    else:
        run.end("unpublished", "Only a part of the assets was made; nothing was published.")
