"""Compares two warehouses, mart by mart and row for row.

Belongs here: which rows, columns and tables differ. Does not belong here: building either warehouse.

``python -m tools.checks.compare BEFORE.duckdb AFTER.duckdb`` compares the schema ``marts`` of two build
or published files, and ends with 1 if they differ. Rows are compared in the columns that both files
have, so a column or a table that is only in the second file is listed, not counted as a difference;
one that is only in the first file is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import attach, records

# When a document was read differs between two builds of the same documents.
READING_TIMES = ("loaded_at", "extracted_at")
_EXAMPLES = 3
_CELL_WIDTH = 60


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How a table of the first file differs from the one of the same name in the second.

    Attributes:
        name: The table.
        rows: The number of its rows in the first file; None where a file lacks the table.
        only_before: The number of rows that only the first file has.
        only_after: The number of rows that only the second file has.
        examples: Some of those rows, each with the file that has it.
        removed: Columns that only the first file has.
        added: Columns that only the second file has.
        retyped: Columns that have another type in the second file, with both types.
        is_missing: Whether the second file lacks the table.
        is_new: Whether the first file lacks the table.
    """

    name: str
    rows: int | None = None
    only_before: int = 0
    only_after: int = 0
    examples: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    is_missing: bool = False
    is_new: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything changed or is gone; what was only added is not a difference."""
        lost = self.is_missing or self.removed or self.retyped
        return bool(lost or self.only_before or self.only_after)


class Comparison:
    """Two warehouses, opened read-only for as long as the comparison is used as a context."""

    def __init__(
        self, before: Path, after: Path, *, schema: str = "marts", ignored: Sequence[str] = READING_TIMES
    ) -> None:
        """Attaches both files.

        Args:
            before: The first warehouse, a DuckDB file.
            after: The second one.
            schema: The schema to compare.
            ignored: Columns that are not compared.

        Raises:
            duckdb.Error: A file is missing, is not a DuckDB file or is being written.
        """
        self._schema = schema
        self._ignored = frozenset(ignored)
        self._connection = duckdb.connect()
        for name, file in (("before", before), ("after", after)):
            attach(self._connection, file, name, read_only=True)

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def tables(self) -> list[str]:
        """The tables and views of the schema in either file, by name."""
        query = """
            select distinct table_name from information_schema.tables
            where table_schema = ? and table_catalog in ('before', 'after') order by all
        """
        return [name for (name,) in self._connection.execute(query, [self._schema]).fetchall()]

    def table(self, name: str) -> TableDifference:
        """How one table differs."""
        before, after = self._columns("before", name), self._columns("after", name)
        if not before or not after:
            return TableDifference(name, is_missing=not after, is_new=not before)
        common = [column for column in before if column in after]
        compared = [column for column in common if column not in self._ignored]
        only_before = self._only("before", "after", name, compared)
        only_after = self._only("after", "before", name, compared)
        return TableDifference(
            name,
            rows=self._count(f"from before.{self._schema}.{name}"),
            only_before=self._count(only_before),
            only_after=self._count(only_after),
            examples=[
                *(("before", row) for row in self._examples(only_before)),
                *(("after", row) for row in self._examples(only_after)),
            ],
            removed=[column for column in before if column not in after],
            added=[column for column in after if column not in before],
            retyped=[
                f"{column} ({before[column]}, now {after[column]})"
                for column in common
                if before[column] != after[column]
            ],
        )

    def _columns(self, file: str, table: str) -> dict[str, str]:
        """The columns of a table with their types; none if the file lacks the table."""
        query = """
            select column_name, data_type from information_schema.columns
            where table_catalog = ? and table_schema = ? and table_name = ? order by ordinal_position
        """
        return dict(self._connection.execute(query, [file, self._schema, table]).fetchall())

    def _only(self, one: str, other: str, table: str, columns: list[str]) -> str:
        listed = ", ".join(f'"{column}"' for column in columns)
        selects = [f"select {listed} from {file}.{self._schema}.{table}" for file in (one, other)]
        return f"from ({' except all '.join(selects)})"

    def _count(self, rows: str) -> int:
        found = self._connection.execute(f"select count(*) {rows}").fetchone()
        return int(found[0]) if found else 0

    def _examples(self, rows: str) -> list[dict[str, Any]]:
        return records(self._connection, f"select * {rows} order by all limit {_EXAMPLES}")


def lines(difference: TableDifference) -> list[str]:
    """What there is to say of a table, a line each; the first names it."""
    if difference.is_missing:
        return [f"DIFFERS  {difference.name}: the second file lacks it"]
    if difference.is_new:
        return [f"new      {difference.name}: the first file lacks it"]
    told = [f"rows in the first file: {difference.rows:,}"]
    if difference.only_before or difference.only_after:
        told.append(f"only there: {difference.only_before:,}, only in the second: {difference.only_after:,}")
    told += [
        f"{label}: {', '.join(columns)}"
        for label, columns in (
            ("columns gone", difference.removed),
            ("columns of another type", difference.retyped),
            ("columns added", difference.added),
        )
        if columns
    ]
    head = f"{'DIFFERS' if difference.differs else 'equal  '}  {difference.name}: {'; '.join(told)}"
    return [head, *(f"           only {_side(file)}: {_shown(row)}" for file, row in difference.examples)]


def _side(file: str) -> str:
    return "in the first" if file == "before" else "in the second"


def _shown(row: dict[str, Any]) -> str:
    return ", ".join(f"{name}={str(value)[:_CELL_WIDTH]}" for name, value in row.items() if value is not None)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.checks.compare", description="Compare two warehouses row for row."
    )
    parser.add_argument("before", type=Path, help="the first warehouse")
    parser.add_argument("after", type=Path, help="the second warehouse")
    parser.add_argument("--schema", default="marts", help="the schema to compare (default: marts)")
    parser.add_argument("--table", action="append", help="compare this table only; may be repeated")
    parser.add_argument(
        "--ignore",
        action="append",
        default=[*READING_TIMES],
        metavar="COLUMN",
        help=f"do not compare this column; may be repeated (always: {', '.join(READING_TIMES)})",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints how two warehouses differ.

    Returns:
        0: their rows are equal. 1: they differ. 2: they cannot be compared.
    """
    given = _arguments(arguments)
    out = sys.stdout.write
    for file in (given.before, given.after):
        if not file.is_file():
            sys.stderr.write(f"{file}: there is no such file; name two DuckDB files.\n")
            return 2
    try:
        with Comparison(given.before, given.after, schema=given.schema, ignored=given.ignore) as comparison:
            tables = [name for name in comparison.tables() if not given.table or name in given.table]
            differences = [comparison.table(name) for name in tables]
    except duckdb.Error as error:
        sys.stderr.write(f"The files cannot be compared; is a refresh writing one of them?\n{error}\n")
        return 2
    if not tables:
        sys.stderr.write(f"Neither file has such a table in the schema {given.schema}.\n")
        return 2
    for difference in differences:
        out("\n".join(lines(difference)) + "\n")
    differing = sum(difference.differs for difference in differences)
    out(f"{len(tables)} tables compared, {differing} differ.\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
