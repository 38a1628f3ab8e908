"""What is read: a folder, an object store, or a list of paths and addresses.

Belongs here: finding files by their names, without opening any. Does not belong here: opening them
(``reading``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from dagster_project.extraction.limits import HostileFileError, require_bytes
from dagster_project.loading.context import CONTEXT_FILES
from dagster_project.loading.folder import entries, is_note, shown_name
from dagster_project.settings import SettingsError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# The root of files that a list names one by one.
ANYWHERE = Path("/")
_LIST = ".txt"
_PATTERN = re.compile(r"([\\\[\]{}*?])")
_BESIDE = ("manifest.csv", *sorted(CONTEXT_FILES))


@dataclass(frozen=True, slots=True)
class Source:
    """A file by its name in the collection, and where it lies."""

    name: str
    place: bytes
    modified_at: datetime | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """All files of an input.

    Attributes:
        sources: In the order of their names.
        root: The folder of local files.
        uri: Of an object store, whose files Spark reads (``binaryFile``); None where tasks open them.
        beside: The folder with the list of sources and the users' tables.
        addresses: Of files of the web, by name.
    """

    sources: Sequence[Source]
    root: Path
    uri: str | None = None
    beside: Path = Path()
    addresses: dict[str, str] = field(default_factory=dict)


def collection(session: SparkSession, place: str, working: Path) -> Collection:
    """The files of an input.

    Args:
        session: Lists object stores.
        place: A folder, a URI, or a list of paths and addresses.
        working: Gets copies of what lies beside documents in an object store.

    Raises:
        SettingsError: There is no such input.
    """
    if len(urlsplit(place).scheme) > 1:
        return _of_object_store(session, place.rstrip("/"), working)
    path = Path(place).absolute()
    if path.is_dir():
        found = [Source(shown_name(path, file), os.fsencode(file)) for file in entries(path)]
        return Collection(sorted(found, key=lambda source: source.name), path, beside=path)
    if path.is_file() and path.suffix.lower() == _LIST:
        return _of_list(path)
    raise SettingsError(
        f"FISCAL_SPARK_INPUT (--input): {place!r} is not a folder, not a URI such as s3a://bucket/folder, "
        f"and not a list of paths and addresses ({_LIST}, one a line)."
    )


def contents(session: SparkSession, sources: Sequence[Source]) -> DataFrame:
    """Path, time of modification and bytes of files of an object store.

    Spark passes over empty files, and over names that begin with ``_`` or ``.``.
    """
    # Brackets and stars in a name are no pattern.
    names = [_PATTERN.sub(r"\\\1", source.place.decode()) for source in sources]
    return session.read.format("binaryFile").load(names)


def _of_list(path: Path) -> Collection:
    lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    places = dict.fromkeys(line for line in lines if line and not line.startswith("#"))
    found: dict[str, Source] = {}
    addresses = {}
    for place in places:
        if place.startswith(("http://", "https://")):
            parts = urlsplit(place)
            name = unquote(f"{parts.netloc}{parts.path}") + (f"?{parts.query}" if parts.query else "")
            addresses[name] = place
            found[name] = Source(name, place.encode())
        else:
            file = path.parent / place
            found[place] = Source(place, os.fsencode(file))
    sources = [found[name] for name in sorted(found)]
    return Collection(sources, ANYWHERE, beside=path.parent, addresses=addresses)


def _of_object_store(session: SparkSession, uri: str, working: Path) -> Collection:
    from pyspark.errors import PySparkException

    reader = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        # Only these columns: no file is opened.
        rows = reader.load(uri).select("path", "modificationTime", "length").toLocalIterator()
        found = sorted(_listed(rows, uri), key=lambda source: source.name)
    except PySparkException as error:
        reason = str(error).splitlines()[0][:300]
        raise SettingsError(f"FISCAL_SPARK_INPUT (--input): {uri} cannot be listed: {reason}") from error
    beside = [source for source in found if source.name in _BESIDE]
    for source, row in zip(beside, _read(session, beside), strict=True):
        target = working / "beside" / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(row)
    documents = [source for source in found if _is_document(source.name)]
    return Collection(documents, Path(uri), uri, working / "beside")


def _read(session: SparkSession, sources: Sequence[Source]) -> list[bytes]:
    if not sources:
        return []
    rows = {path_of(row.path): bytes(row.content) for row in contents(session, sources).collect()}
    return [rows[path_of(source.place.decode())] for source in sources]


def path_of(uri: str) -> str:
    """What names a file in an object store, however its scheme is written (``file:/a``, ``file:///a``)."""
    scheme, _, rest = uri.partition(":")
    return f"{scheme}:/{rest.lstrip('/')}"


def _listed(rows: Iterator[Any], uri: str) -> Iterator[Source]:
    root = path_of(uri) + "/"
    for row in rows:
        name = path_of(row.path).removeprefix(root)
        refused = None
        try:
            require_bytes(row.length)
        except HostileFileError as error:
            refused = str(error)
        yield Source(name, row.path.encode(), row.modificationTime, refused)


def _is_document(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_open = not any(part.startswith(".") for part in parts)
    return is_open and name not in CONTEXT_FILES and not is_note(parts[-1], at_top=len(parts) == 1)
