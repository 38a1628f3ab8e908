"""A build file as the tests of the whole pipeline look at it.

Belongs here: reading from a build file. Does not belong here: making one (``tools.build``),
what it must hold; each test module says that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tools.checks.amounts import statutory_amounts
from tools.writer.model import PublishedAmount


class Build:
    """A build file, open for reading."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection = duckdb.connect(str(file), read_only=True)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; ``?`` stand for the values."""
        return self._connection.execute(query, list(values)).fetchall()

    def statutory_amounts(self, disclosure_key: str) -> list[PublishedAmount]:
        """The amounts of a disclosure's statutory forms, in the words of the writer."""
        return statutory_amounts(self._connection, disclosure_key)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()
