"""Whether the raw folder holds files that no release knows; asked every minute, so no document is read.

Belongs here: comparing names and times of modification, and the lines of the small tables that users add,
with the published file; waiting for copies.
Does not belong here: comparing bytes (``release.nothing_new``), starting a refresh (``sensors``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any, Literal

import duckdb

from dagster_project.duckdb_file import open_for_reading
from dagster_project.fingerprint import of_folder
from dagster_project.loading.context import ContextLine, context_digests, context_lines
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
    """Looks at the folder; documents are new when the published file has none of that name and time.

    A refresh is asked for when the folder is as it was at the look before: files that are still being
    copied change from look to look, and no clock need be right. It is asked for once for each state of
    the folder; what fails or is held back then waits for the schedule or for a person.
    """
    found = listing(settings.raw_dir)
    documents = [(name, modified_at.isoformat(), str(size)) for name, (modified_at, size) in found.items()]
    present = of_folder([*documents, *context_digests(settings.raw_dir)])
    published = _published(settings, "select file_path, modified_at from raw.document_path")
    new = [name for name, (modified_at, _) in found.items() if (name, modified_at) not in published]
    files = (*new, *_changed_tables(settings))
    if not files:
        return Look("none", files, Cursor(present, cursor.requested))
    if present == cursor.requested:
        return Look("requested", files, Cursor(present, present))
    if present != cursor.seen:
        return Look("arriving", files, Cursor(present, cursor.requested))
    return Look("new", files, Cursor(present, present))


def _changed_tables(settings: Settings) -> list[str]:
    """The tables that users add, where the published file has other lines; one that is gone is not new."""
    columns = ", ".join(field.name for field in fields(ContextLine))
    published = _published(settings, f"select {columns} from raw.context_line")
    present = set(map(astuple, context_lines(settings.raw_dir)))
    changed = {name for name, *_ in published ^ present}
    return [name for name, _ in context_digests(settings.raw_dir) if name in changed]


def _published(settings: Settings, query: str) -> set[tuple[Any, ...]]:
    """What the published file knows; nothing when there is no such file yet, or one without that table."""
    if not settings.warehouse_file.is_file():
        return set()
    try:
        with open_for_reading(settings.warehouse_file) as connection:
            return set(connection.execute(query).fetchall())
    except duckdb.Error:
        return set()
