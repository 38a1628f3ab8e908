"""Whether the raw folder holds files that no release knows; asked every minute, so no file is read.

Belongs here: comparing names and times of modification with the published file, waiting for copies.
Does not belong here: comparing bytes (``release.nothing_new``), starting a refresh (``sensors``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

import duckdb

from dagster_project.duckdb_file import open_for_reading
from dagster_project.fingerprint import of_folder
from dagster_project.loading.folder import listing
from dagster_project.settings import Settings

Verdict = Literal["none", "arriving", "requested", "new"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is remembered between two looks: fingerprints of the folder.

    Attributes:
        seen: As it was at the last look.
        requested: As it was when a refresh was last asked for.
    """

    seen: str = ""
    requested: str = ""

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """Reads what ``text`` wrote; of anything else nothing is remembered."""
        try:
            content = json.loads(text or "")
            return cls(str(content["seen"]), str(content["requested"]))
        except (ValueError, KeyError, TypeError):
            return cls()

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the folder found: new files or none, whether to refresh, and what to remember."""

    verdict: Verdict
    files: tuple[str, ...]
    cursor: Cursor


def look(settings: Settings, cursor: Cursor) -> Look:
    """Looks at the folder; files are new when the published file has none of that name and time.

    A refresh is asked for when the folder is as it was at the look before: files that are still being
    copied change from look to look, and no clock need be right. It is asked for once for each state of
    the folder; what fails or is held back then waits for the schedule or for a person.
    """
    found = listing(settings.raw_dir)
    present = of_folder(
        (name, modified_at.isoformat(), str(size)) for name, (modified_at, size) in found.items()
    )
    published = _published(settings)
    files = tuple(name for name, (modified_at, _) in found.items() if (name, modified_at) not in published)
    if not files:
        return Look("none", files, Cursor(present, cursor.requested))
    if present == cursor.requested:
        return Look("requested", files, Cursor(present, present))
    if present != cursor.seen:
        return Look("arriving", files, Cursor(present, cursor.requested))
    return Look("new", files, Cursor(present, present))


def _published(settings: Settings) -> set[tuple[str, datetime]]:
    """The places that the published file knows; none when there is no such file yet."""
    if not settings.warehouse_file.is_file():
        return set()
    try:
        with open_for_reading(settings.warehouse_file) as connection:
            rows = connection.execute("select file_path, modified_at from raw.document_path").fetchall()
    except duckdb.Error:
        return set()
    return {(str(name), modified_at) for name, modified_at in rows}
