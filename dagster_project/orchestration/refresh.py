"""The one conductor of a refresh: what is the same whoever starts it.

Belongs here: the lock, the record of the run, the last release confirmed, whether there is anything
to do, and notifying the hooks. The command (``in_process``), the schedule, the sensors and a person at
Dagster's pages (``resources``) all pass here. It prints nothing, and Dagster is not imported here.
Does not belong here: the steps (``assets``), what a terminal shows of them (``cli``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import duckdb

from dagster_project.loading.folder import left_out
from dagster_project.release.archive import Releases
from dagster_project.release.nothing_new import published_from_the_same
from dagster_project.runs import hooks
from dagster_project.runs.lock import refresh_lock
from dagster_project.runs.record import Run, current_run, recorded_run
from dagster_project.settings import Settings


@contextmanager
def conducted(
    settings: Settings,
    started_by: str,
    *,
    wait: bool = False,
    on_wait: Callable[[str], None] | None = None,
    **facts: object,
) -> Iterator[Run]:
    """Holds the refresh lock and records the run; the last release is confirmed before anything else.

    Within a run that is conducted already it is that run: the command conducts, and Dagster's job in
    its process joins in.

    Args:
        settings: The places of the refresh.
        started_by: ``command``, ``dagster`` or ``rollback``.
        wait: Wait for a refresh that is already running.
        on_wait: Called once, before waiting, with who is refreshing.
        facts: What is known of the run from the start, should it be killed.

    Raises:
        RefreshBusyError: Another process refreshes, and ``wait`` is not set.
    """
    if (run := current_run()) is not None:
        run.note(**facts)
        yield run
        return
    with (
        refresh_lock(settings.lock_file, wait=wait, on_wait=on_wait),
        recorded_run(settings, started_by, **facts) as run,
    ):
        settings.build_file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError, duckdb.Error):
            # Of a run that was killed after it had published, before it wrote the manifest.
            Releases(settings.warehouse_file).confirm()
        yield run


def has_nothing_to_do(settings: Settings, run: Run) -> bool:
    """Whether a refresh ends before its first step; its outcome is set then.

    It does while a release is pinned, and when the published release was made from the same documents by
    the same program. The folder is hashed once a run, however often this is asked.
    """
    if run.has_work is None:
        run.has_work = not (_is_pinned(settings, run) or _is_published_already(settings, run))
    return not run.has_work


def notify(settings: Settings, facts: Mapping[str, Any]) -> list[str]:
    """Notifies the hooks how a run ended; returns a sentence for each hook that failed."""
    return hooks.notify(settings, facts)


def _is_pinned(settings: Settings, run: Run) -> bool:
    pinned = Releases(settings.warehouse_file).pinned()
    if pinned:
        run.end(
            "pinned",
            f"Nothing was read or built: release {pinned} stays published until `fiscal unpin`.",
        )
    return pinned is not None


def _is_published_already(settings: Settings, run: Run) -> bool:
    same = published_from_the_same(settings)
    if same is None:
        return False
    current, files = same
    run.note(
        documents_found=files,
        documents_read=0,
        documents_unchanged=files,
        left_out=left_out(settings.raw_dir),
    )
    run.end("nothing_new", f"Nothing new since release {current.release_id}.")
    return True
