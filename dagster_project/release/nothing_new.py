"""Whether a refresh has anything to do, asked before it starts anything.

Belongs here: comparing what a refresh would be made from with what the published release was made from.
Does not belong here: the fingerprints (``fingerprint``), and what happens when something is new.
"""

from __future__ import annotations

from dagster_project.audit.result import Audit
from dagster_project.fingerprint import of_build_file, of_program, of_release
from dagster_project.loading.context import context_digests
from dagster_project.loading.folder import survey
from dagster_project.loading.made_from import fingerprint_of_documents
from dagster_project.release.archive import Current, Releases
from dagster_project.settings import Settings


def published_from_the_same(settings: Settings) -> tuple[Current, int] | None:
    """The published release and its number of files, when a refresh would only make it again.

    Files are hashed, not opened. The build file must be as it was audited: a missing or damaged one is
    made anew at the next refresh, not when the next document comes.
    """
    current = _comparable(settings)
    if current is None or not _is_as_audited(settings):
        return None
    found = survey(settings.raw_dir)
    folder = fingerprint_of_documents(found.values(), context_digests(settings.raw_dir))
    same = of_release(folder, of_program()) == current.input_fingerprint
    return (current, len(found)) if same else None


def _comparable(settings: Settings) -> Current | None:
    if settings.rebuild or settings.retry or settings.prune:
        return None
    releases = Releases(settings.warehouse_file)
    return None if releases.rollback_note.exists() else releases.current()


def _is_as_audited(settings: Settings) -> bool:
    audit = Audit.load(settings.audit_file)
    return (
        audit is not None
        and settings.build_file.is_file()
        and audit.fingerprint == of_build_file(settings.build_file)
    )
