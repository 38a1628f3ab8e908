"""A build file as the tests of the whole pipeline look at it.

Belongs here: reading from a build file. Does not belong here: making one (``tools.build``),
what it must hold; each test module says that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tools.writer.model import PublishedAmount

_AMOUNT_COLUMNS = (
    "form_code",
    "measure_code",
    "amount_yuan",
    "printed_text",
    "printed_unit",
    "line_label",
    "amount_basis",
    "side",
    "breakdown",
    "functional_code",
    "economic_code",
    "government_economic_code",
    "item_code",
    "budget_unit_label",
)


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
        query = f"""
            select {", ".join(_AMOUNT_COLUMNS)}
            from marts.fct_published_amount
            where disclosure_key = ?
                and form_code in (select form_code from marts.dim_form where is_statutory)
            order by table_id, row_no, column_no
        """
        return [
            PublishedAmount(**dict(zip(_AMOUNT_COLUMNS, row, strict=True)))
            for row in self.rows(query, disclosure_key)
        ]

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()
