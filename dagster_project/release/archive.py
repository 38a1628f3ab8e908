"""Releases: every published file kept for a while, with a manifest, and the way back to one.

Belongs here: the folder ``archive`` beside the warehouse, its manifests, pruning and rolling back.
Does not belong here: making the file of a release (``warehouse_file``, ``history``).

A release is a folder named after its UTC time that holds the file (a hard link where the file system has
them, else a copy) and SUCCESS.json, which is written after the file was swapped in: a folder without it
was never published. Which release is published, the published file itself tells.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import open_for_reading, records
from dagster_project.release.build_copy import count_rows
from dagster_project.release.warehouse_file import flush, swap

Manifest = dict[str, Any]

_FOLDER = "releases"
_FILE = "fiscal.duckdb"
_SUCCESS = "SUCCESS.json"
_ROLLBACK = "ROLLBACK.json"


class ReleaseError(RuntimeError):
    """A release cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Current:
    """What the published file says of itself."""

    release_id: str
    input_fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases of one warehouse."""

    warehouse_file: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.warehouse_file.resolve().parent / _FOLDER

    @property
    def rollback_note(self) -> Path:
        """Says that the published file was rolled back to, and pinned; the next publication removes it."""
        return self.folder / _ROLLBACK

    def file(self, release_id: str) -> Path:
        """The file of a release."""
        return self.folder / release_id / _FILE

    def manifests(self) -> list[Manifest]:
        """The manifests of all releases of this warehouse, the newest first."""
        found = []
        for path in sorted(self.folder.glob(f"*/{_SUCCESS}"), reverse=True):
            try:
                manifest = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if manifest.get("warehouse") == self.warehouse_file.resolve().name:
                found.append(manifest)
        return found

    def new_id(self) -> str:
        """The time in UTC, later than every release by name, also when the clock went back."""
        taken = sorted(path.name for path in self.folder.glob("[0-9]*"))
        now = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        if not taken or now > taken[-1]:
            return now
        base, _, number = taken[-1].partition("-")
        return f"{base}-{int(number or 0) + 1:03}"

    def current(self) -> Current | None:
        """The release that is published; None when the file is missing, damaged or tells of none."""
        return described(self.warehouse_file)

    # ---- Publishing --------------------------------------------------------------------------

    def keep(self, file: Path, release_id: str) -> None:
        """Links or copies a file that is about to be published."""
        target = self.file(release_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, target)
        except OSError:
            shutil.copy2(file, target)
            flush(target)

    def confirm(self, changes: dict[str, int] | None = None) -> Manifest | None:
        """Writes the manifest of the published release, if it has none; a killed run leaves it to the next.

        Returns:
            The manifest; None when the published file tells of no release.
        """
        current = self.current()
        if current is None:
            return None
        if not self.file(current.release_id).is_file():
            self.keep(self.warehouse_file.resolve(), current.release_id)
        path = self.file(current.release_id).with_name(_SUCCESS)
        if path.is_file():
            return dict(json.loads(path.read_text(encoding="utf-8")))
        manifest = _manifest(self.warehouse_file.resolve(), current.release_id, changes)
        _write_json(path, manifest)
        return manifest

    def prune(self, kept: int) -> list[str]:
        """Removes all but the newest releases, and folders that were never published.

        Returns:
            The names of those that are left.
        """
        current = self.current()
        named = [str(manifest["release_id"]) for manifest in self.manifests()]
        left = named[:kept]
        if current and current.release_id in named and current.release_id not in left:
            # Rolled back to: what is published stays.
            left.append(current.release_id)
        others = {path.parent.name for path in self.folder.glob(f"*/{_SUCCESS}")} - set(named)
        for folder in self.folder.glob("[0-9]*"):
            if folder.is_dir() and folder.name not in {*left, *others}:
                shutil.rmtree(folder, ignore_errors=True)
        return left

    # ---- Going back --------------------------------------------------------------------------

    def rollback(self, release_id: str | None = None) -> Manifest:
        """Publishes a former release again and pins it; without a name the one before the published one.

        The caller holds the refresh lock. Readers are as undisturbed as by a publication.

        Raises:
            ReleaseError: There is no such release, or its file is damaged.
            PublicationError: It cannot be swapped in.
        """
        manifest = self._choose(release_id)
        file = self.file(str(manifest["release_id"]))
        if (found := described(file)) is None or found.release_id != manifest["release_id"]:
            raise ReleaseError(f"{file} is missing or damaged; choose another one: fiscal releases")
        left = self.current()
        # First the note: killed after it, the next refresh only works more than it had to.
        _write_json(
            self.rollback_note,
            {
                "at": datetime.now(UTC).isoformat(),
                "from": left.release_id if left else None,
                "to": manifest["release_id"],
                "pinned": True,
            },
        )
        swap(file, self.warehouse_file.resolve())
        return manifest

    def pinned(self) -> str | None:
        """The release that was rolled back to and stays until it is unpinned; None when there is none."""
        try:
            note = json.loads(self.rollback_note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return str(note["to"]) if note.get("pinned") else None

    def unpin(self) -> str:
        """Lets the next refresh build and publish again; it is not asked whether anything is new.

        Returns:
            The release that was pinned.

        Raises:
            ReleaseError: None is.
        """
        pinned = self.pinned()
        if pinned is None:
            raise ReleaseError("No release is pinned; refreshes publish.")
        note = json.loads(self.rollback_note.read_text(encoding="utf-8"))
        _write_json(self.rollback_note, {**note, "pinned": False})
        return pinned

    def _choose(self, release_id: str | None) -> Manifest:
        manifests = self.manifests()
        if release_id is None:
            current = self.current()
            manifests = [m for m in manifests if current is None or m["release_id"] < current.release_id]
            if not manifests:
                raise ReleaseError("There is no release before the published one.")
            return manifests[0]
        for manifest in manifests:
            if manifest["release_id"] == release_id:
                return manifest
        raise ReleaseError(f"There is no release {release_id}. `fiscal releases` lists them.")


def described(file: Path) -> Current | None:
    """What a published file says of its release; None when it cannot be read or says nothing."""
    try:
        state = file.stat()
        return _described(file, (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns))
    except (OSError, duckdb.Error):
        return None


@lru_cache(maxsize=8)
def _described(file: Path, _state: tuple[int, ...]) -> Current | None:
    """The same of a file in a state; asked several times a refresh.

    Raises:
        duckdb.Error: It cannot be read.
    """
    with _opened(file) as connection:
        row = connection.execute(
            "select release_id, input_fingerprint from marts.fct_refresh_run "
            "where outcome = 'published' and release_id is not null order by release_id desc limit 1"
        ).fetchone()
    return Current(*row) if row else None


@contextmanager
def _opened(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    if not file.is_file():
        raise duckdb.IOException(f"{file} is missing")
    with open_for_reading(file) as connection:
        yield connection


def _manifest(file: Path, release_id: str, changes: dict[str, int] | None) -> Manifest:
    """All that a manifest says, read from the release itself."""
    with _opened(file) as connection:
        (facts,) = records(
            connection,
            "select * from marts.fct_refresh_run where release_id = ? and outcome = 'published'",
            [release_id],
        )
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by schema_name, table_name"
        ).fetchall()
        counts = count_rows(connection, [table for (table,) in tables])
        if changes is None:
            changes = dict(
                connection.execute(
                    "select change_kind, count(*) from marts.fct_release_change "
                    "where release_id = ? group by 1 order by 1",
                    [release_id],
                ).fetchall()
            )
    return {
        "release_id": release_id,
        "warehouse": file.name,
        "published_at": facts["ended_at"],
        "byte_size": file.stat().st_size,
        "inputs": _part(facts, "documents_") | {"fingerprint": facts["input_fingerprint"]},
        "versions": {key: value for key, value in facts.items() if key.endswith("_version")},
        "contents": {key: facts[key] for key in ("current_disclosures", "amounts")}
        | _part(facts, "amounts_"),
        "checks": _part(facts, "checks_") | _part(facts, "audit_"),
        "changes": changes,
        "row_counts": counts,
        "run_id": facts["run_id"],
    }


def _part(facts: Manifest, prefix: str) -> Manifest:
    return {key: value for key, value in facts.items() if key.startswith(prefix)}


def _write_json(path: Path, content: Manifest) -> None:
    """The whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8"
    )
    flush(temporary)
    temporary.replace(path)
