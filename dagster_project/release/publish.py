"""Publishes the audited build as a release: with its history and changes, kept and described.

Belongs here: the order of these steps, so that a run killed between any two loses nothing.
Does not belong here: each of them (``warehouse_file``, ``history``, ``archive``, ``page``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.audit.result import Audit
from dagster_project.duckdb_file import open_for_reading
from dagster_project.loading.made_from import build_fingerprint
from dagster_project.release.archive import Releases
from dagster_project.release.build_copy import Copy
from dagster_project.release.changes import HeldBackError
from dagster_project.release.history import History
from dagster_project.release.page import write_page
from dagster_project.release.warehouse_file import Published, publish
from dagster_project.runs.record import Run
from dagster_project.settings import Settings


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its name, its file, changes by kind, and the page that shows them."""

    release_id: str
    published: Published
    changes: dict[str, int]
    page: Path | None


def publish_release(settings: Settings, run: Run, audit: Audit, copied: Copy | None = None) -> Release:
    """Publishes the build file; the caller conducts the run and has asked the audit.

    Args:
        settings: The places of the refresh.
        run: Gets the outcome.
        audit: What the release tells of its checks.
        copied: A copy of the build as it was audited, if there is one (``warehouse_file.copy_ahead``).

    Raises:
        PublicationError: The warehouse was not replaced.
        HeldBackError: The release lost too much to be published unasked, or another one is pinned.
    """
    releases = Releases(settings.warehouse_file)
    if pinned := releases.pinned():
        raise HeldBackError(f"Release {pinned} stays published until it is unpinned: `fiscal unpin`.")
    release_id = releases.new_id()
    kept = [str(manifest["release_id"]) for manifest in releases.manifests()]
    history = History(
        settings=settings,
        run=run,
        release_id=release_id,
        former=_former(settings, releases, kept),
        kept_releases=frozenset(kept[: settings.releases_kept]),
        audit=audit,
        input_fingerprint=_fingerprint(settings, copied),
    )
    published = publish(
        settings.build_file,
        settings.warehouse_file,
        complete=history.complete,
        keep=lambda file: releases.keep(file, release_id),
        copied=copied,
    )
    # From here on it is published; a run killed now leaves the rest to the next one.
    run.note(release_id=release_id, compared_with=history.compared_with)
    run.end("published", history.message())
    run.event("published", release_id=release_id, changes=history.changes, bytes=published.byte_size)
    releases.rollback_note.unlink(missing_ok=True)
    page = None
    try:
        # Each of these opens the file, which takes longer than what they ask: they share what is open here.
        with open_for_reading(settings.warehouse_file):
            releases.confirm(history.changes)
            releases.prune(settings.releases_kept)
            page = write_page(settings.warehouse_file, release_id, settings.changes_dir)
    except (OSError, duckdb.Error) as error:
        # The next refresh does it again; what is published is whole.
        run.event("release_not_described", reason=str(error))
    return Release(release_id, published, history.changes, page)


def _fingerprint(settings: Settings, copied: Copy | None) -> str | None:
    if copied is not None and copied.is_of(settings.build_file):
        return copied.fingerprint
    return build_fingerprint(settings.build_file)


def _former(settings: Settings, releases: Releases, kept: list[str]) -> tuple[Path, ...]:
    """What to compare with: the published file, and should it be damaged, the newest releases."""
    files = [settings.warehouse_file.resolve(), *(releases.file(release_id) for release_id in kept)]
    return tuple(file for file in files if file.is_file())
