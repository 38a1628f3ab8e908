"""What a task does with files: locate, open archives, read, and put batches of documents into the store.

Belongs here: the two functions that Spark runs over data frames on the executors, and what they are given.
Does not belong here: how a file is read (``extraction``) and within which limits (``loading``); Spark's plan
(``extraction``, beside this).

The first time a task runs, one reading process serves all its files. A task that is run again, because its
process or its machine died, takes one file after the other and leaves a note while it does: a file whose note
is found has ended two processes, and is set aside.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tempfile
import urllib.request
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pandas as pd

from dagster_project.extraction.limits import HostileFileError, require_bytes
from dagster_project.extraction.outcome import sha256_of
from dagster_project.extraction.records import Document
from dagster_project.loading.archives import opened
from dagster_project.loading.folder import Found, look_at, modified_at, refused
from dagster_project.loading.load import read_new
from dagster_project.settings import ReadingLimits
from dagster_project.sharding.store import PART_DIGITS
from dagster_project.spark.sources import ANYWHERE
from dagster_project.spark.store import KnownDocuments, write_batch

# What is read: a name in the collection; a path of this machine, or an address; content where Spark read it.
SOURCE_COLUMNS = "name string, place binary, modified_at timestamp_ntz, content binary, refused string"
# A row for each document that was read (with it), and one for each place where one was found.
READ_COLUMNS = "part string, document_id string, name string, modified_at timestamp_ntz, document binary"
FOUND_COLUMNS = (
    "document_id string, name string, modified_at timestamp_ntz, status string, reason string, cells long"
)

_ENDED = (
    "Reading this file ended its process twice, that of the task itself. Look at the file with care; save it "
    "anew, or get it from its publisher again, and run `fiscal spark extract --retry`."
)
_NOT_THERE = "The list names it, and it is not there. Mend its path in the list."
_SECONDS_TO_FETCH = 60
_LEVEL = 1
_CELLS = 500_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tasks of one extraction are given; every executor sees its paths.

    Attributes:
        store: Where batches go.
        run: The name of the extraction.
        root: The folder that local files lie in.
        known: What ``store.known_documents`` wrote.
        limits: Of one document.
        batch_documents: Documents of a batch at most.
    """

    store: Path
    run: str
    root: Path
    known: Path
    limits: ReadingLimits
    batch_documents: int

    @property
    def notes(self) -> Path:
        """Where a task that is run again notes which file it is at."""
        return self.store / "working" / f"trying-{self.run}"

    def read(self, frames: Iterable[pd.DataFrame], attempt: int) -> Iterator[pd.DataFrame]:
        """Rows of READ_COLUMNS for rows of SOURCE_COLUMNS; ``attempt`` is 0 where a task runs first."""
        known = KnownDocuments(self.known)
        with tempfile.TemporaryDirectory(prefix="fiscal-") as name:
            folder = Path(name)
            if attempt:
                for row in _rows(frames):
                    yield from self._one_by_one(row, known, folder)
            else:
                located = dict(found for row in _rows(frames) for found in _located(row, self.root, folder))
                yield from self._outcomes(located, known, folder)

    def write(self, frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Puts documents into the store; rows of FOUND_COLUMNS for sorted rows of READ_COLUMNS."""
        batch: list[Document] = []
        part, cells, last = "", 0, ""
        for row in _rows(frames):
            if row.document is None:
                yield _frame(FOUND_COLUMNS, (row.document_id, row.name, row.modified_at, None, None, None))
                continue
            if row.document_id == last:
                # The same content in two places, read by two tasks.
                continue
            if batch and (row.part != part or len(batch) >= self.batch_documents or cells > _CELLS):
                write_batch(self.store, self.run, part, batch)
                batch, cells = [], 0
            part, last = row.part, row.document_id
            document = _unpacked(row.document)
            size = sum(len(table.cells) for table in document.tables)
            batch.append(document)
            cells += size
            yield _frame(FOUND_COLUMNS, (last, None, None, document.status, document.status_reason, size))
        if batch:
            write_batch(self.store, self.run, part, batch)

    def _outcomes(
        self, located: dict[Path, Found], known: KnownDocuments, folder: Path
    ) -> Iterator[pd.DataFrame]:
        found = opened(located, folder / "archives")
        new = {item.digest: path for path, item in reversed(found.items()) if item.digest not in known}
        for document in read_new(new, found, 1, self.limits):
            key = document.document_id
            yield _frame(READ_COLUMNS, (key[:PART_DIGITS], key, None, None, _packed(document)))
        for item in found.values():
            yield _frame(
                READ_COLUMNS, (item.digest[:PART_DIGITS], item.digest, item.name, item.modified_at, None)
            )

    def _one_by_one(self, row: Any, known: KnownDocuments, folder: Path) -> Iterator[pd.DataFrame]:
        self.notes.mkdir(parents=True, exist_ok=True)
        note = self.notes / hashlib.sha256(row.name.encode()).hexdigest()
        place = folder / note.name
        place.mkdir()
        if note.exists():
            located = [(place, refused(row.name, _modified_at(row), _ENDED))]
        else:
            note.touch()
            located = _located(row, self.root, place)
        yield from self._outcomes(dict(located), known, place)
        shutil.rmtree(place, ignore_errors=True)
        note.unlink(missing_ok=True)


def _located(row: Any, root: Path, folder: Path) -> list[tuple[Path, Found]]:
    """The file of a row on this machine, and what it is; nothing of a file that is gone."""
    modified = _modified_at(row)
    target = folder / (hashlib.sha256(row.name.encode()).hexdigest()[:16] + Path(row.name).suffix[:8])
    if row.refused is not None:
        return [(target, refused(row.name, modified, row.refused))]
    if row.content is not None:
        target.write_bytes(row.content)
        return [(target, Found(row.name, modified, sha256_of(target)))]
    place = bytes(row.place)
    if place.startswith((b"http://", b"https://")):
        return [(target, _fetched(row.name, place.decode(), target))]
    path = Path(os.fsdecode(place))
    item = look_at(root, path)
    if item is None and root == ANYWHERE:
        return [(path, refused(row.name, _now(), _NOT_THERE))]
    return [(path, replace(item, name=row.name))] if item is not None else []


def _fetched(name: str, address: str, target: Path) -> Found:
    """A document from an address of the web, within the bytes that a document may have."""
    now = _now()
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS_TO_FETCH) as answer, target.open("wb") as file:  # noqa: S310
            while chunk := answer.read(1 << 20):
                file.write(chunk)
                require_bytes(file.tell())
        return Found(name, now, sha256_of(target), source_url=address)
    except HostileFileError as error:
        return refused(name, now, str(error))
    except (URLError, OSError, ValueError) as error:
        return refused(name, now, f"It could not be fetched ({error}). Try again, or mend its address.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _rows(frames: Iterable[pd.DataFrame]) -> Iterator[Any]:
    for frame in frames:
        # None where pandas would say NaN or NaT.
        yield from frame.astype(object).where(frame.notna(), None).itertuples(index=False)


def _frame(columns: str, row: tuple[object, ...]) -> pd.DataFrame:
    names = [column.split()[0] for column in columns.split(", ")]
    return pd.DataFrame([row], columns=names, dtype=object)


def _modified_at(row: Any) -> datetime:
    """As Spark says of an object store, or the file itself; now for what has no such time."""
    if row.modified_at is not None:
        moment: datetime = pd.Timestamp(row.modified_at).to_pydatetime()
        return moment
    with suppress(OSError):
        return modified_at(Path(os.fsdecode(bytes(row.place))).lstat())
    return _now()


def _packed(document: Document) -> bytes:
    return zlib.compress(pickle.dumps(document, pickle.HIGHEST_PROTOCOL), _LEVEL)


def _unpacked(data: bytes) -> Document:
    document = pickle.loads(zlib.decompress(data))  # noqa: S301 - made by this module in another task
    assert isinstance(document, Document)  # noqa: S101 - narrows for the type checker
    return document
