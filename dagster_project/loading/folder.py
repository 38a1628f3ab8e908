"""The folder of documents: which files in it are read, which are refused, and why.

Belongs here: the walk, the digests, names, links and whatever else a folder may hold.
Does not belong here: opening a document to read it (``reader_pool``), the database (``load``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dagster_project.extraction.limits import HostileFileError, require_bytes
from dagster_project.extraction.outcome import sha256_of, unopened
from dagster_project.extraction.records import Document
from dagster_project.loading.context import CONTEXT_FILES
from dagster_project.loading.source_list import STATED_COLUMNS, Listed, source_list

# Notes about a folder, and what systems leave in one, that are not documents of it.
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
_NOTES = frozenset({"readme.txt", "readme.md", "license", "license.txt"}) | _OF_SYSTEMS
# The list of addresses at the top of the folder (``raw_manifest``).
_LIST = "manifest.csv"
# What people write down beside documents. It is read; a folder of nothing else holds no documents.
_NOTE_SUFFIXES = frozenset({".md", ".markdown", ".rst", ".log", ".json", ".yml", ".yaml", ".toml", ".ini"})
# Downloads that are not finished.
_UNFINISHED = frozenset({".part", ".partial", ".crdownload", ".download", ".tmp"})

_LINK = (
    "A symbolic link that leads out of the folder of documents: it is not followed. "
    "Put the document itself into the folder, or mount its folder there."
)
_NO_FILE = "No ordinary file but a pipe, a socket or a device. Put the document itself into the folder."


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder.

    Attributes:
        name: Its path in the folder; bytes that are no UTF-8 are shown as escapes.
        modified_at: Its time of modification, UTC.
        digest: The sha256 of its bytes in hex, or what stands for it where they cannot be had.
        refused: The record of a file that is not opened; None for one that is read.
        source_url: The address where it was published, when the folder's list says so.
        stated: What else the list says of it, one text for each of ``STATED_COLUMNS``.
    """

    name: str
    modified_at: datetime
    digest: str
    refused: Document | None = None
    source_url: str | None = None
    stated: tuple[str | None, ...] = (None,) * len(STATED_COLUMNS)


def find_documents(raw_dir: Path) -> list[Path]:
    """All document files under a folder in a fixed order; links, notes and dot files are left out."""
    return [path for path in entries(raw_dir) if not path.is_symlink() and path.is_file()]


def listing(raw_dir: Path) -> dict[str, tuple[datetime, int]]:
    """Time of modification and size of every document file by its name, without opening any."""
    found = {}
    for path in find_documents(raw_dir):
        try:
            state = path.stat()
        except OSError:
            continue
        found[shown_name(raw_dir, path)] = (modified_at(state), state.st_size)
    return found


def survey(raw_dir: Path) -> dict[Path, Found]:
    """What the folder holds, read or refused. No file can make this fail: it changes while it is walked."""
    found = {path: look_at(raw_dir, path) for path in entries(raw_dir)}
    listed = source_list(raw_dir)
    return {path: _as_listed(item, listed) for path, item in found.items() if item is not None}


def _as_listed(item: Found, listed: dict[str, Listed]) -> Found:
    line = listed.get(item.name, Listed())
    return replace(item, source_url=line.source_url, stated=line.stated)


def shown_name(raw_dir: Path, path: Path) -> str:
    """A file's path in the folder, as text that any database and terminal can hold."""
    return os.fsencode(path.relative_to(raw_dir)).decode("utf-8", "backslashreplace")


def entries(raw_dir: Path) -> Iterator[Path]:
    """All files of a folder but notes and unfinished ones, and folders that are links or cannot be opened."""
    closed: list[Path] = []
    for folder, folders, names in os.walk(raw_dir, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            is_context = path.relative_to(raw_dir).as_posix() in CONTEXT_FILES
            if not is_context and not is_note(name, at_top=Path(folder) == raw_dir):
                yield path
        yield from (path for name in folders if (path := Path(folder, name)).is_symlink())
    yield from closed


def left_out(raw_dir: Path) -> list[str]:
    """Files that are not documents by their names, and not a system's own: notes, unfinished downloads."""
    found = []
    for folder, folders, names in os.walk(raw_dir):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        at_top = Path(folder) == raw_dir
        found += [
            shown_name(raw_dir, Path(folder, name))
            for name in sorted(names)
            if is_note(name, at_top=at_top)
            and not name.startswith((".", "~$"))
            and name.lower() not in _OF_SYSTEMS
            and not (at_top and name.lower() == _LIST)
        ]
    return found


def holds_documents(paths: Iterable[Path]) -> bool:
    """Whether any of the files may be a document by its name."""
    return any(path.suffix.lower() not in _NOTE_SUFFIXES for path in paths)


def is_note(name: str, *, at_top: bool) -> bool:
    """True for a name that no document of a folder has; ``at_top`` of the folder lies its list."""
    lower = name.lower()
    if name.startswith((".", "~$")) or lower in _NOTES or (at_top and lower == _LIST):
        return True
    return Path(lower).suffix in _UNFINISHED


def look_at(raw_dir: Path, path: Path) -> Found | None:
    """What an entry is; None for one that is gone, and for a link to what is found by itself."""
    name = shown_name(raw_dir, path)
    try:
        state = path.lstat()
    except OSError:
        return None
    modified = modified_at(state)
    if stat.S_ISLNK(state.st_mode):
        # Of a loop this is the link itself; pathlib's own raises.
        target = Path(os.path.realpath(path))
        inside = target.is_relative_to(os.path.realpath(raw_dir))
        return None if inside else refused(name, modified, _LINK)
    if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):
        return refused(name, modified, _NO_FILE)
    try:
        require_bytes(state.st_size)
        return Found(name, modified, sha256_of(path))
    except HostileFileError as error:
        return refused(name, modified, str(error))
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = f"It cannot be opened ({error.strerror}). Let the account that runs the refresh read it."
        return refused(name, modified, reason)


def modified_at(state: os.stat_result) -> datetime:
    """A file's time of modification, UTC."""
    return datetime.fromtimestamp(state.st_mtime, UTC).replace(tzinfo=None)


def refused(name: str, modified: datetime, reason: str) -> Found:
    """A file that is not opened, with the reason."""
    document = unopened(name, reason)
    return Found(name, modified, document.document_id, document)
