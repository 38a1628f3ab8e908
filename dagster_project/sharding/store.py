"""The store: the folder that all tasks share, and where everything lies in it.

Belongs here: names of places, and how a file or folder appears there whole or not at all. Another kind of
store is another one of this module.
Does not belong here: what is in the files.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

# In the place of a province: what is the same for all of them, and what belongs to none.
EVERYWHERE = "everywhere"
NOWHERE = "not_disclosed"
# A part of a raw table holds the documents whose SHA-256 begins so.
PART_DIGITS = 2
_DIGITS = 16
# As Hive, Spark and DuckDB write a partition whose value is null.
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class Store:
    """A folder that every task can read and write under the same path."""

    root: Path

    def raw_folder(self, table: str) -> Path:
        """Where the files of a raw table lie."""
        return self.root / "raw" / table

    def raw_files(self, table: str, documents: Collection[str] | None = None) -> list[str]:
        """The files of a raw table; those that may hold rows of some documents only."""
        folder = self.raw_folder(table)
        parts = None if documents is None else {document[:PART_DIGITS] for document in documents}
        names = [f"part={part}" for part in sorted(parts)] if parts is not None else ["*"]
        return sorted(str(path) for name in names for path in folder.glob(f"{name}/*.parquet"))

    def files_of_batches(self, table: str, batches: Collection[str]) -> list[str]:
        """The files of a raw table that belong to batches of documents; a batch may have none."""
        folder = self.raw_folder(table)
        return sorted(str(folder / batch) for batch in batches if (folder / batch).is_file())

    @property
    def former(self) -> Path:
        """The places of what files held before."""
        return self.root / "former.parquet"

    @property
    def regions(self) -> Path:
        """What is known of the region of each document."""
        return self.root / "regions"

    @property
    def templates(self) -> Path:
        """What each program makes of no documents."""
        return self.root / "template"

    @property
    def handed_over(self) -> Path:
        """What all shards share."""
        return self.root / "handed_over"

    def set_aside(self, program: str) -> Path:
        """The documents that a program fails on, by its fingerprint; another one tries them again."""
        return self.root / "set_aside" / program[:_DIGITS]

    @property
    def manifest(self) -> Path:
        """What is published."""
        return self.root / "manifest.json"

    def manifest_of(self, publication: str) -> Path:
        """What was published once."""
        return self.root / "manifests" / f"{publication}.json"

    def marts(self, publication: str) -> Path:
        """The marts of a publication."""
        return self.root / "marts" / publication

    def round_of(self, shard: str, number: int) -> Path:
        """What a shard has built in a round."""
        return self.root / "work" / shard / f"round-{number}"


def partition(mart: str, province: str, year: int | None) -> Path:
    """The folder of a mart's rows of a province and year."""
    return Path(mart) / f"province={province}" / f"fiscal_year={NO_YEAR if year is None else year}"


def read_json(path: Path) -> dict[str, Any] | None:
    """A file's content; None where there is none."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes a file at once: a reader finds the former one or this one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{uuid4().hex}")
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)


def put_folder(folder: Path, place: Path) -> None:
    """Moves a folder to its place at once; what another attempt has put there meanwhile goes.

    The folder may lie on another disk.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    arriving = place.with_name(f".{place.name}-{uuid4().hex}")
    shutil.move(folder, arriving)
    while True:
        try:
            arriving.rename(place)
            return
        except OSError:
            leaving = place.with_name(f".{place.name}-{uuid4().hex}")
            with suppress(FileNotFoundError):
                place.rename(leaving)
            shutil.rmtree(leaving, ignore_errors=True)


def link_files(folder: Path, into: Path) -> int:
    """Lets files appear in another folder, too, under the same names; returns how many."""
    count = 0
    for path in _files(folder):
        target = into / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copy2(path, target)
        count += 1
    return count


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.parquet")) if path.is_file())
