"""Brings schema ``raw`` of the build file in line with the folder of documents.

Belongs here: the order of a load, one transaction for all of it.
Does not belong here: which files there are (``folder``), how they are read (``reader_pool``,
``extraction``) and how they are written (``raw_tables``).
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import SPILL, attach, connect_within, keep_log, spill_of
from dagster_project.extraction.records import Document
from dagster_project.fingerprint import of_program
from dagster_project.loading.archives import opened
from dagster_project.loading.build_file import make_fit
from dagster_project.loading.context import context_digests
from dagster_project.loading.folder import Found, left_out, survey
from dagster_project.loading.made_from import fingerprint_of_documents, note_folder, program_noted
from dagster_project.loading.raw_tables import (
    COLUMNS,
    create_tables,
    known_documents,
    refresh_paths,
    store,
    store_context,
)
from dagster_project.loading.reader_pool import read_documents
from dagster_project.loading.set_aside import forget_former, prepare, try_again
from dagster_project.output.progress import Progress
from dagster_project.settings import ReadingLimits

# Beside the build file: archives of the folder, unpacked once.
UNPACKED = "unpacked"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class LoadSummary:
    """What a load did. ``quarantined`` and ``no_text`` hold (file path, reason) of the whole folder.

    Attributes:
        read: Documents with new bytes that could be read.
        failed: Documents with new bytes that could not, or hold no text.
        moved: Documents found at other places than before; they were not read again.
        kept_without_file: Former places of documents whose file is gone.
        copies: Files that are new, each with the file whose bytes they repeat; counted nowhere else but in
            the total, so that it is what was read, failed, unchanged and these. What cannot be read is none.
        left_out: Files that are notes or unfinished downloads by their names; not in the total.
        built_by: The program that built all marts of the build file before; None when they were not whole.
    """

    total: int = 0
    read: int = 0
    failed: int = 0
    unchanged: int = 0
    moved: int = 0
    kept_without_file: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    quarantined: list[tuple[str, str]] = field(default_factory=list)
    no_text: list[tuple[str, str]] = field(default_factory=list)
    built_by: str | None = None


def load_folder(
    raw_dir: Path,
    build_file: Path,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    limits: ReadingLimits | None = None,
    retry: bool = False,
    prune: bool = False,
) -> LoadSummary:
    """Brings the raw schema in line with a folder, in one transaction.

    New content is read by ``jobs`` processes (all cores by default); content known from the same
    extractor version is not opened again, also when its file has moved. A document whose file is gone
    stays unless ``prune`` is set; one whose file holds other content now is removed, unless the new
    content cannot be read. A damaged build file is set
    aside, and all is read again.

    Raises:
        FileNotFoundError: There is no such folder.
        duckdb.Error: The build file cannot be opened or written.
    """
    if not raw_dir.is_dir():
        raise FileNotFoundError(f"There is no folder {raw_dir}. Create it and put documents in it.")
    build_file.parent.mkdir(parents=True, exist_ok=True)
    # Gigabytes, perhaps, of a refresh that was killed.
    shutil.rmtree(build_file.parent / SPILL, ignore_errors=True)
    files = survey(raw_dir)
    found = opened(files, build_file.parent / UNPACKED)
    damage = make_fit(build_file, COLUMNS)
    if damage:
        _log.warning("%s", damage)
        if progress:
            progress.note(damage)
    with connect_within(build_file.parent, file=build_file) as connection:
        attach(connection, build_file, "build")
        shutil.rmtree(spill_of(build_file), ignore_errors=True)
        keep_log(connection)
        connection.execute("use build")
        connection.execute("begin")
        create_tables(connection)
        prepare(connection)
        try_again(connection, of_program(), retry=retry)
        forget_former(connection)
        known = known_documents(connection, retry)
        new = {item.digest: path for path, item in reversed(found.items()) if item.digest not in known}
        if progress:
            progress.start(len(new))
        for document in read_new(new, found, jobs, limits):
            store(connection, document)
            if progress:
                progress.advance(found[new[document.document_id]].name)
        moved = refresh_paths(connection, found.values(), prune)
        for warning in store_context(connection, raw_dir):
            _log.warning("%s", warning)
            if progress:
                progress.note(warning)
        as_read = (found.get(path, item) for path, item in files.items())
        note_folder(connection, fingerprint_of_documents(as_read, context_digests(raw_dir)))
        connection.execute("commit")
        summary = _summary(connection, found.values(), set(new), moved)
        summary.built_by = program_noted(connection)
    summary.left_out.extend(left_out(raw_dir))
    return summary


def read_new(
    new: dict[str, Path], found: dict[Path, Found], jobs: int | None, limits: ReadingLimits | None
) -> Iterator[Document]:
    """The records of new content, refused files included.

    ``found`` and ``new`` follow files that change while they are read.
    """
    wanted = sorted(new.values())
    for path in wanted:
        if (refused := found[path].refused) is not None:
            yield refused
    readable = [path for path in wanted if found[path].refused is None]
    for path, document in read_documents(readable, jobs or os.cpu_count() or 1, limits or ReadingLimits()):
        if document.document_id != found[path].digest:
            found[path] = replace(found[path], digest=document.document_id)
            new[document.document_id] = path
        yield document


def _summary(
    connection: duckdb.DuckDBPyConnection, found: Iterable[Found], new: set[str], moved: int
) -> LoadSummary:
    status = {
        row[0]: (row[1], row[2] or "")
        for row in connection.execute(
            "select document_id, status, status_reason from raw.document"
        ).fetchall()
    }
    places = connection.execute("select distinct file_path from raw.document_path order by 1").fetchall()
    names = {item.name for item in found}
    former = {path for (path,) in connection.execute("select distinct file_path from former_path").fetchall()}
    summary = LoadSummary(moved=moved)
    summary.kept_without_file.extend(path for (path,) in places if path not in names)
    # New files that cannot be read are named with what is wrong with them: empty ones are no copies.
    sound = (item for item in found if item.digest not in new or status[item.digest][0] != "quarantined")
    summary.copies.extend(_copies(sound, former))
    copies = {name for name, _ in summary.copies}
    for item in found:
        state, reason = status[item.digest]
        summary.total += 1
        if item.name not in copies:
            summary.unchanged += item.digest not in new
            summary.read += item.digest in new and state == "read"
            summary.failed += item.digest in new and state != "read"
        if state == "quarantined":
            summary.quarantined.append((item.name, reason))
        elif state == "no_text":
            summary.no_text.append((item.name, reason))
    return summary


def _copies(found: Iterable[Found], former: Collection[str]) -> Iterator[tuple[str, str]]:
    """New files whose bytes another file has, which was there before or has the shorter name."""
    by_digest: dict[str, list[str]] = {}
    for item in found:
        by_digest.setdefault(item.digest, []).append(item.name)
    for names in by_digest.values():
        first, *others = sorted(names, key=lambda name: (name not in former, len(name), name))
        yield from ((name, first) for name in others if name not in former)
