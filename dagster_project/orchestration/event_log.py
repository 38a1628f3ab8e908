"""Dagster's event log for a run inside this process: its own files, read and written by one connection each.

Belongs here: keeping a connection to each file, and how safely SQLite writes. Does not belong here: what is
logged, the places of the files (``instance``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

_WAIT_SECONDS = 30


class EventLog(SqliteEventLogStorage):
    """Dagster's event log in SQLite, without opening a file and compiling each statement anew an event.

    As shipped it makes an engine an event: SQLAlchemy compiles the same statements each time, and the last
    connection to close folds SQLite's log into the file and flushes it to the disk, twice an event. Here
    ``synchronous = normal`` leaves the flushing to one folding at the end: a power cut may lose the last
    events, never damage the file (https://www.sqlite.org/wal.html). Other processes read it meanwhile.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

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

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

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
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _flush_seldom(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.execute("pragma synchronous = normal")
    # In pages: the log is folded into the file, and flushed, when the last connection closes.
    connection.execute("pragma wal_autocheckpoint = 20000")
