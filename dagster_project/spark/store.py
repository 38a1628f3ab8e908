"""The store: schema ``raw`` as Parquet files, written side by side by tasks that may die and be run again.

Belongs here: where its files lie, writing a batch of documents so that it is there whole or not at all, and
removing what dead tasks left. Does not belong here: reading documents (``reading``), Spark (``extraction``).

    raw/<table>/part=<first two hex digits of document_id>/<batch>.parquet

A batch counts when its file of ``raw/document`` is there: that one is written last, by a rename. Documents
that are read again (by a new extractor, or on request) replace their rows: the batch that holds them is
written anew with what else it held, under a note in ``replacing/`` that says which batch goes then.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np

from dagster_project.duckdb_file import connect_within, quoted_text
from dagster_project.extraction.outcome import current_versions
from dagster_project.extraction.records import Document
from dagster_project.loading.folder import Found
from dagster_project.loading.raw_tables import COLUMNS, create_tables, refresh_paths, store_context
from dagster_project.loading.raw_tables import store as store_rows
from dagster_project.loading.set_aside import prepare
from dagster_project.settings import Settings
from dagster_project.sharding.former import keep_former_places
from dagster_project.sharding.store import PART_DIGITS, Store

# Those with rows of a document's content; ``document`` comes last, and says that a batch is whole.
_OF_A_BATCH = ("page", "paragraph", "document_table", "table_cell", "hidden_cell", "document")
# Written anew by each extraction: they say where documents were found.
_OF_THE_COLLECTION = ("document_path", "source_list", "context_line")
_EMPTY = "empty"
_DIGEST = 32


class StoreError(RuntimeError):
    """The store is not as it must be; the message says what to do."""


def source_of(store: Path, table: str) -> str:
    """A table of the store as SQL of DuckDB reads it, with the columns of schema ``raw`` alone."""
    files = quoted_text(str(Store(store).raw_folder(table) / "*" / "*.parquet"))
    return f"read_parquet({files}, hive_partitioning = false)"


def open_store(store: Path) -> None:
    """Makes what is missing, removes what dead tasks left. No task may be writing."""
    for folder in ("replacing", "working"):
        (store / folder).mkdir(parents=True, exist_ok=True)
    for table in (*_OF_THE_COLLECTION, *_OF_A_BATCH):
        _put_back(Store(store).raw_folder(table))
    _settle(store)
    shutil.rmtree(store / "working", ignore_errors=True)
    (store / "working").mkdir()
    with _connection() as connection:
        for table in COLUMNS:
            empty = Store(store).raw_folder(table) / "part=00" / f"{_EMPTY}.parquet"
            if not empty.exists():
                _write(connection, store, f"select * from raw.{table} where false", empty)


def known_documents(store: Path, *, retry: bool = False) -> Path:
    """Writes the documents that need not be read again, sorted, for tasks to map into their memory.

    Raises:
        StoreError: A document is there twice.
    """
    with _connection() as connection:
        documents = source_of(store, "document")
        doubled = connection.execute(
            f"select document_id from {documents} group by all having count(*) > 1 limit 1"
        ).fetchone()
        if doubled:
            raise StoreError(
                f"{store} holds document {doubled[0]} twice: two extractions wrote it at the same time. "
                f"Remove {store / 'raw'} and extract again."
            )
        ids = connection.execute(
            f"select document_id from {documents} "
            "where list_contains(?, extractor_version) and not (? and status = 'quarantined') order by 1",
            [current_versions(), retry],
        ).fetchnumpy()["document_id"]
    known = np.array([bytes.fromhex(text) for text in ids], dtype=f"S{_DIGEST}")
    path = store / "working" / f"known-{uuid.uuid4().hex}.npy"
    np.save(path, known)
    return path


class KnownDocuments:
    """What ``known_documents`` wrote, shared by the processes of a machine."""

    def __init__(self, path: Path) -> None:
        self._sorted = np.load(path, mmap_mode="r") if path.stat().st_size else np.array([])

    def __contains__(self, document_id: object) -> bool:
        if not len(self._sorted):
            return False
        # Fixed width: a digest's last zero bytes are cut off on both sides.
        key = np.array([bytes.fromhex(str(document_id))], dtype=self._sorted.dtype)
        place = int(np.searchsorted(self._sorted, key)[0])
        return place < len(self._sorted) and bool(self._sorted[place] == key[0])


def write_batch(store: Path, run: str, part: str, documents: Sequence[Document]) -> None:
    """Writes documents of one part, those of its earlier batches that they replace included.

    A task that is run again writes the same batch: what is there already stays.
    """
    name = f"{run}-{_name_of(documents)}"
    if _file(store, "document", part, name).exists():
        # What it replaces may still be there: ``open_store`` removes it.
        return
    with _connection() as connection:
        replaced = _holding(connection, store, part, [one.document_id for one in documents])
        for batch in replaced:
            for table in _OF_A_BATCH:
                if (file := _file(store, table, part, batch)).exists():
                    connection.execute(
                        f"insert into raw.{table} by name "
                        f"from read_parquet({quoted_text(str(file))}, hive_partitioning = false)"
                    )
        for document in documents:
            store_rows(connection, document)
        note = store / "replacing" / f"{part}-{name}.json"
        if replaced:
            _put(store, note, json.dumps({"part": part, "batch": name, "replaces": replaced}))
        for table in _OF_A_BATCH:
            _write(connection, store, f"from raw.{table}", _file(store, table, part, name))
    _remove_replaced(store, part, replaced)
    note.unlink(missing_ok=True)


def store_collection(
    store: Path, run: str, found: Iterable[Found], beside: Path, *, prune: bool
) -> tuple[dict[str, int], list[str]]:
    """Writes where documents were found, by the rules of a load into a build file.

    Args:
        store: No task may be writing.
        run: The name of the extraction.
        found: All files of the collection.
        beside: The folder with the tables that users add beside documents.
        prune: Forget documents whose file is gone.

    Returns:
        Documents of the collection by status, and warnings about the users' tables.
    """
    with _connection() as connection:
        for table in ("document", "document_path"):
            connection.execute(f"insert into raw.{table} by name from {source_of(store, table)}")
        prepare(connection)
        refresh_paths(connection, found, prune)
        keep_former_places(connection, Store(store), run)
        warnings = store_context(connection, beside)
        for table in _OF_THE_COLLECTION:
            _replace_table(connection, store, run, table)
        counts = connection.execute("select status, count(*) from raw.document group by 1 order by 1")
        return dict(counts.fetchall()), warnings


# ---- Files -----------------------------------------------------------------------------------


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty schema ``raw`` in memory; it uses this machine's own disk beyond."""
    with (
        tempfile.TemporaryDirectory() as spill,
        connect_within(Path(spill), Settings.load().memory_mb) as connection,
    ):
        create_tables(connection)
        yield connection


def _file(store: Path, table: str, part: str, batch: str) -> Path:
    return Store(store).raw_folder(table) / f"part={part}" / f"{batch}.parquet"


def _name_of(documents: Sequence[Document]) -> str:
    ids = sorted(document.document_id for document in documents)
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]


def _write(connection: duckdb.DuckDBPyConnection, store: Path, query: str, file: Path) -> None:
    """Puts the rows of a query into a file that is there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    working = store / "working" / f"{uuid.uuid4().hex}.parquet"
    connection.execute(f"copy ({query}) to {quoted_text(str(working))} (format parquet, compression zstd)")
    working.replace(file)


def _put(store: Path, file: Path, text: str) -> None:
    working = store / "working" / uuid.uuid4().hex
    working.write_text(text, encoding="utf-8")
    working.replace(file)


def _holding(
    connection: duckdb.DuckDBPyConnection, store: Path, part: str, document_ids: list[str]
) -> list[str]:
    """The batches of a part that hold any of the documents."""
    files = [str(file) for file in sorted(_file(store, "document", part, "x").parent.glob("*.parquet"))]
    if not files:
        return []
    rows = connection.execute(
        "select distinct filename from read_parquet(?, filename = true, hive_partitioning = false) "
        "where list_contains(?, document_id) order by 1",
        [files, document_ids],
    ).fetchall()
    return [Path(row[0]).stem for row in rows]


def _remove_replaced(store: Path, part: str, batches: Iterable[str]) -> None:
    for batch in batches:
        # ``document`` first: without it the others are leftovers.
        for table in reversed(_OF_A_BATCH):
            _file(store, table, part, batch).unlink(missing_ok=True)


def _settle(store: Path) -> None:
    """Ends replacements that were under way, and removes files of batches that are not whole."""
    for path in sorted((store / "replacing").glob("*.json")):
        note = json.loads(path.read_text(encoding="utf-8"))
        if _file(store, "document", note["part"], note["batch"]).exists():
            _remove_replaced(store, note["part"], note["replaces"])
        path.unlink()
    for table in _OF_A_BATCH:
        for folder in Store(store).raw_folder(table).glob("part=*"):
            whole = {
                file.name for file in (Store(store).raw_folder("document") / folder.name).glob("*.parquet")
            }
            for file in folder.glob("*.parquet"):
                if file.name not in whole and file.stem != _EMPTY:
                    file.unlink()


def _replace_table(connection: duckdb.DuckDBPyConnection, store: Path, run: str, table: str) -> None:
    """Puts a whole table in the place of what was there; ``_put_back`` mends it where this was cut off."""
    folder, new = Store(store).raw_folder(table), store / "raw" / f".{table}-{run}"
    shutil.rmtree(new, ignore_errors=True)
    rows = connection.execute(f"select * from raw.{table} where false").description or ()
    key = f"left(document_id, {PART_DIGITS})" if "document_id" in {column[0] for column in rows} else "'00'"
    parts = connection.execute(f"select distinct coalesce({key}, '00') from raw.{table}").fetchall()
    _write(connection, store, f"select * from raw.{table} where false", new / "part=00" / f"{_EMPTY}.parquet")
    for (part,) in sorted(parts):
        query = f"select * from raw.{table} where coalesce({key}, '00') = {quoted_text(part)}"
        _write(connection, store, query, new / f"part={part}" / f"{run}.parquet")
    old = store / "raw" / f".{table}-old"
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _put_back(folder: Path) -> None:
    old = folder.with_name(f".{folder.name}-old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
