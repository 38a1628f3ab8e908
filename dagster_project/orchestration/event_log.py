"""Dagster's event log for a run inside this process: its own files, read and written by one connection each.

Belongs here: keeping a connection to each file, and how safely SQLite writes. Does not belong here: what is
logged, the places of the files (``instance``).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from dagster import AssetKey, DagsterEventType, EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.base import AssetRecord
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

_WAIT_SECONDS = 30
_BY_THE_DOZEN = frozenset(
    {
        DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
        DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
        DagsterEventType.STEP_OUTPUT,
        DagsterEventType.ASSET_MATERIALIZATION,
        DagsterEventType.ASSET_CHECK_EVALUATION,
    }
)


class EventLog(SqliteEventLogStorage):
    """Dagster's event log in SQLite, without opening a file and compiling each statement anew an event.

    As shipped it makes an engine an event: SQLAlchemy compiles the same statements each time, and the last
    connection to close folds SQLite's log into the file and flushes it to the disk, twice an event. Here
    ``synchronous = normal`` leaves the flushing to one folding at the end: a power cut may lose the last
    events, never damage the file (https://www.sqlite.org/wal.html). Other processes read it meanwhile.

    Events that come by the dozen (what a step is to make and has made) are committed together with the event
    that follows them: as shipped each is three to five transactions. What tables and columns there are is
    asked until they are there: nobody drops them. What is known of the assets is read once, and of an asset
    again after each event of it; Dagster asks for each input of each output.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._open: dict[str, Connection] = {}
        self._is_gathering = False
        self._known: set[tuple[str, str]] = set()
        self._records: dict[AssetKey, AssetRecord] | None = None
        self._outdated: set[AssetKey] = set()
        super().__init__(base_dir, inst_data)
        # Whoever stores an event holds it throughout.
        self._db_lock = threading.RLock()  # type: ignore[assignment]

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> EventLog:
        """The log of a folder: ``base_dir``."""
        return cls(inst_data=inst_data, **config_value)

    @property
    def asset_records_have_last_observation(self) -> bool:
        """True: no asset of this project is observed, so Dagster need not ask for each of them."""
        return True

    def has_table(self, table_name: str) -> bool:
        """Whether a table is there."""
        return self._is_there("table", table_name, super().has_table)

    def has_secondary_index(self, name: str) -> bool:
        """Whether a column was filled for the events of former versions."""
        return self._is_there("index", name, super().has_secondary_index)

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        ask = super()._has_asset_key_col_on_connection
        return self._is_there("column", column_name, lambda name: ask(conn, name))

    def _is_there(self, kind: str, name: str, ask: Callable[[str], bool]) -> bool:
        if (kind, name) not in self._known and ask(name):
            self._known.add((kind, name))
        return (kind, name) in self._known

    def store_event(self, event: EventLogEntry) -> None:
        """Stores an event, in all tables and files that tell of it."""
        with self._db_lock:
            self._is_gathering = event.dagster_event_type in _BY_THE_DOZEN
            try:
                super().store_event(event)
            finally:
                if event.dagster_event and event.dagster_event.asset_key:
                    self._outdated.add(event.dagster_event.asset_key)
                if not self._is_gathering:
                    self._commit_all()
                self._is_gathering = False

    def get_asset_records(self, asset_keys: Sequence[AssetKey] | None = None) -> Sequence[AssetRecord]:
        """What is known of assets, or of all of them; those of which nothing is are left out."""
        with self._db_lock:
            if self._records is None:
                self._records, self._outdated = {}, set()
                self._note(super().get_asset_records())
            elif again := self._outdated.intersection(asset_keys or self._outdated):
                self._outdated -= again
                self._note(super().get_asset_records(list(again)))
            asked = self._records if asset_keys is None else asset_keys
            return [self._records[key] for key in asked if key in self._records]

    def _note(self, records: Sequence[AssetRecord]) -> None:
        if self._records is not None:
            self._records |= {record.asset_entry.asset_key: record for record in records}

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            is_first = shard not in self._open
            if is_first:
                self._open[shard] = self._engine(shard).connect()
            try:
                yield self._open[shard]
            except BaseException:
                if is_first:
                    self._open.pop(shard).close()
                raise
            if is_first and not self._is_gathering:
                self._commit(shard)

    def _commit(self, shard: str) -> None:
        with self._open.pop(shard) as connection:
            connection.commit()

    def _commit_all(self) -> None:
        for shard in tuple(self._open):
            self._commit(shard)

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                pool_size=1,
                connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _flush_seldom)
            self._initdb(engine)
            # Dagster may begin to write with a connection that is not in the mode it just set.
            engine.dispose()
            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Closes the files."""
        self._commit_all()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _flush_seldom(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.execute("pragma synchronous = normal")
    # In pages: the log is folded into the file, and flushed, when the last connection closes.
    connection.execute("pragma wal_autocheckpoint = 20000")
