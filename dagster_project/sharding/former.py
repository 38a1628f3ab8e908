"""What files of the store held before: it stays where what a file holds now is set aside.

Belongs here: which former versions are kept, how long, and which of them come back.
Does not belong here: what a load takes for replaced (``loading.set_aside``), setting aside (``set_aside``).

The raw rows of all versions stay in the store; ``former.parquet`` holds the places that they had, and since
when they are former ones. They are forgotten when what replaced them is published, as a refresh does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

import duckdb

from dagster_project.duckdb_file import quoted_text
from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.sharding.store import Store, read_json

_PLACE = COLUMNS["document_path"]
# Names of extractions and of publications begin with their time.
_TIME_DIGITS = len("20260101T000000")


@dataclass(frozen=True, slots=True)
class StandIn:
    """A former version of a file.

    Attributes:
        file_path: The file.
        document_id: What it held before.
        instead_of: What it has held since; all of it must be set aside for the former version to come back.
    """

    file_path: str
    document_id: str
    instead_of: tuple[str, ...]


def keep_former_places(connection: duckdb.DuckDBPyConnection, store: Store, run: str) -> None:
    """Adds what was replaced by an extraction; forgets that of which what replaced it is published.

    Args:
        connection: Holds ``former_path``, ``former.document_path`` and ``raw.document_path`` as
            ``refresh_paths`` leaves them.
        store: Where the places are kept.
        run: The name of the extraction.
    """
    columns = ", ".join(_PLACE)
    _load(connection, store, "former_path")
    connection.execute(f"insert into former_place select {columns}, ? from former.document_path", [run])
    query = (
        "select * from former_place semi join raw.document_path using (file_path) "
        "anti join raw.document_path as present using (document_id) "
        "qualify row_number() over (partition by file_path, document_id order by since desc) = 1 order by all"
    )
    working = store.former.with_name(f".{uuid4().hex}")
    connection.execute(f"copy ({query}) to {quoted_text(str(working))} (format parquet)")
    working.replace(store.former)


def stand_ins(store: Store) -> list[StandIn]:
    """The former versions that are kept, the latest of a file first."""
    places = store.raw_files("document_path")
    if not store.former.exists() or not places:
        return []
    with duckdb.connect() as connection:
        # Of all places in the store those that a former version concerns: few, or none.
        connection.execute(
            """
            create table present as
            from read_parquet(?, hive_partitioning = false)
            where
                file_path in (select file_path from read_parquet(?))
                or document_id in (select document_id from read_parquet(?))
            """,
            [places, str(store.former), str(store.former)],
        )
        _load(connection, store, "present")
        rows = connection.execute(
            """
            select
                file_path,
                document_id,
                (select list(document_id order by document_id) from present where file_path = own.file_path),
                list(document_id) over (
                    partition by file_path order by since desc, document_id
                    rows between unbounded preceding and 1 preceding
                )
            from former_place as own
            semi join present as there using (file_path)
            anti join present as here using (document_id)
            order by file_path, since desc, document_id
            """
        ).fetchall()
    return [
        StandIn(file_path, document, (*present, *(later or ())))
        for file_path, document, present, later in rows
    ]


def comes_back(one: StandIn, set_aside: Collection[str]) -> bool:
    """Whether a former version is what its file holds, given what is set aside."""
    return all(document in set_aside for document in one.instead_of)


def bring_back(connection: duckdb.DuckDBPyConnection, store: Store, back: Collection[StandIn]) -> None:
    """Gives former versions in the build file in use their places again."""
    for one in back:
        connection.execute(
            f"insert into raw.document_path by name select {', '.join(_PLACE)} from read_parquet(?) "
            "where file_path = ? and document_id = ?",
            [str(store.former), one.file_path, one.document_id],
        )


def _load(connection: duckdb.DuckDBPyConnection, store: Store, present: str) -> None:
    """Fills ``former_place`` with what is kept still.

    It is forgotten once a publication holds what replaced it: the file's document of ``present``.
    """
    definition = ", ".join(f"{name} {kind}" for name, kind in _PLACE.items())
    connection.execute(f"create or replace temp table former_place ({definition}, since varchar)")
    if not store.former.exists():
        return
    manifest = read_json(store.manifest) or {}
    # What is held back may be what replaced it.
    published = "" if manifest.get("held_back") else str(manifest.get("publication", ""))[:_TIME_DIGITS]
    aside = [one["document_id"] for one in manifest.get("set_aside", ())]
    connection.execute(
        f"""
        insert into former_place by name
        select * from read_parquet(?)
        where
            left(since, {_TIME_DIGITS}) >= ?
            or file_path in (select file_path from {present} where list_contains(?, document_id))
        """,
        [str(store.former), published, aside],
    )
