"""The copy of a build that is to be published: its published schemas in a file of their own.

Belongs here: which schemas are published, their rows, comments, and views also in ``main``.
Does not belong here: what is added to the copy, verifying it and swapping it in (``warehouse_file``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import attach, connect_within, keep_log, quoted_name, quoted_text
from dagster_project.fingerprint import of_build_file
from dagster_project.loading.made_from import release_fingerprint
from dagster_project.loading.raw_words import WORDS
from dagster_project.loading.set_aside import listed

PUBLISHED_SCHEMAS = ("raw", "marts")
# Drivers from 0.10 on open it; 1.4 would write what only 1.4 and later open if it were let.
STORAGE_VERSION = "v1.0.0"


# By schema and name of a relation: its columns, and what they mean.
Columns = dict[tuple[str, str], dict[str, str | None]]


class PublicationError(RuntimeError):
    """The warehouse was not replaced; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a build file's published schemas.

    Attributes:
        build: The state of the build file that was copied, as ``fingerprint.of_build_file`` tells it.
        row_counts: Rows of each table in the build file.
        views: The views.
        fingerprint: Of a release of that build (``made_from.build_fingerprint``).
        set_aside: What was set aside there (``set_aside.set_aside_now``).
    """

    build: str
    row_counts: dict[str, int]
    views: tuple[str, ...]
    fingerprint: str | None
    set_aside: list[tuple[str, str]]

    def is_of(self, build_file: Path) -> bool:
        """Whether a build file is as it was when it was copied."""
        return self.build == of_build_file(build_file)


def copy_build(build_file: Path, file: Path) -> Copy:
    """Copies the published schemas of a build file into a new file.

    Raises:
        PublicationError: The build file lacks something.
    """
    state = of_build_file(build_file)
    copier = _Copier(build_file, file)
    copier.copy()
    return Copy(state, copier.row_counts, tuple(copier.views), copier.fingerprint, copier.set_aside)


class _Copier:
    """Copies the published schemas to a new file: definitions and their comments, then rows."""

    def __init__(self, build_file: Path, temporary: Path) -> None:
        self.build_file = build_file
        self.temporary = temporary
        self.row_counts: dict[str, int] = {}
        self.views: list[str] = []
        self.fingerprint: str | None = None
        self.set_aside: list[tuple[str, str]] = []

    def copy(self) -> None:
        with connect_within(self.build_file.parent, file=self.build_file) as connection:
            attach(connection, self.build_file, "build", read_only=True)
            # A variable of Python is no table that is not there.
            connection.execute("use build; set python_enable_replacements = false")
            self.fingerprint, self.set_aside = release_fingerprint(connection), listed(connection)
            attach(connection, self.temporary, "published", storage_version=STORAGE_VERSION)
            connection.execute("use published")
            # Few transactions: each statement by itself would be flushed to the disk.
            connection.execute("begin")
            copy_definitions(connection)
            connection.execute("commit")
            self._copy_rows(connection)
            connection.execute("begin")
            self.views = [f"{schema}.{name}" for schema, name, _ in relations_of(connection, "views")]
            _describe_raw(connection)
            # Of a build of which a part was made since, what it shows in main may be what was.
            show_in_main(connection, anew=self.fingerprint is None)
            connection.execute("commit")
            close_published(connection)

    def _copy_rows(self, connection: duckdb.DuckDBPyConnection) -> None:
        tables = _largest_first(connection)
        if not tables:
            raise PublicationError(f"{self.build_file} holds no table to publish; run a whole refresh.")
        ((threads,),) = connection.execute("select current_setting('threads')").fetchall()

        def copy(some: Sequence[str]) -> None:
            with connection.cursor() as cursor:
                cursor.execute("begin")
                for table in map(quoted_relation, some):
                    cursor.execute(f"insert into published.{table} select * from build.{table}")
                cursor.execute("commit")

        # DuckDB compresses a table of some hundred thousand rows on one core.
        with ThreadPoolExecutor(threads) as copying:
            list(copying.map(copy, (tables[first::threads] for first in range(threads))))
        self.row_counts = count_rows(connection, tables, "build")


def _largest_first(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The published tables by their values in ``build``, each as ``schema.name``."""
    rows = connection.execute(
        """
        select schema_name || '.' || table_name
        from duckdb_tables()
        where database_name = 'build' and not internal and schema_name in (select unnest(?))
        order by estimated_size * column_count desc, schema_name, table_name
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return [table for (table,) in rows]


def copy_definitions(connection: duckdb.DuckDBPyConnection) -> None:
    """Copies the tables and views of the published schemas, empty, with their comments, from ``build``."""
    connection.execute("copy from database build to published (schema)")
    schemas = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = 'published' and not internal"
    ).fetchall()
    for (schema,) in schemas:
        if schema not in PUBLISHED_SCHEMAS:
            connection.execute(f"drop schema published.{quoted_name(schema)} cascade")


def relations_of(connection: duckdb.DuckDBPyConnection, kind: str) -> list[tuple[str, str, str | None]]:
    """Schema, name and comment of the published tables or views."""
    return connection.execute(
        f"""
        select schema_name, {kind.removesuffix("s")}_name, comment
        from duckdb_{kind}()
        where database_name = 'published' and not internal and schema_name in (select unnest(?))
        order by all
        """,
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def show_in_main(connection: duckdb.DuckDBPyConnection, *, anew: bool = True) -> None:
    """Shows the views in words in ``main``, too, so that `show tables` lists them at once.

    Args:
        connection: To the new file, attached as ``published``; in a transaction.
        anew: Whether to do so where all of them are shown already.
    """
    views = [
        (name, comment)
        for schema, name, comment in relations_of(connection, "views")
        if schema == "marts" and name.startswith("v_")
    ]
    shown = _shown_in_main(connection)
    if not anew and shown == {name for name, _ in views}:
        return
    for name in shown:
        connection.execute(f"drop view published.main.{quoted_name(name)}")
    columns = columns_of(connection)
    for name, comment in views:
        quoted = quoted_name(name)
        connection.execute(f"create view published.main.{quoted} as select * from marts.{quoted}")
        meanings = {column: meaning for column, meaning in columns["marts", name].items() if meaning}
        _describe(connection, "view", f"main.{quoted}", comment, meanings)


def describe_build(build_file: Path) -> None:
    """Gives a build that dbt made what copies of it need and no model has: it is copied with the rest.

    These are the comments of the raw tables and the views in ``main``.
    """
    with connect_within(build_file.parent, file=build_file) as connection:
        attach(connection, build_file, "published")
        keep_log(connection)
        connection.execute("use published")
        connection.execute("begin")
        _describe_raw(connection)
        show_in_main(connection)
        connection.execute("commit")


def _describe_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Says what raw tables of ``published`` mean that do not say it yet; no model describes them."""
    for schema, name, comment in relations_of(connection, "tables"):
        if schema == "raw" and comment is None and (words := WORDS.get(name)):
            relation = f"raw.{quoted_name(name)}"
            there = {row[0] for row in connection.execute(f"describe published.{relation}").fetchall()}
            meanings = {column: meaning for column, meaning in words.columns.items() if column in there}
            _describe(connection, "table", relation, words.table, meanings)


def _shown_in_main(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        """
        select view_name
        from duckdb_views()
        where database_name = 'published' and schema_name = 'main' and not internal
        """
    ).fetchall()
    return {name for (name,) in rows}


def columns_of(connection: duckdb.DuckDBPyConnection) -> Columns:
    """Columns of each relation of the file attached as ``published``, and what they mean.

    One question for all: to list columns DuckDB binds every view of all databases.
    """
    found: Columns = {}
    for schema, name, column, meaning in connection.execute(
        """
        select schema_name, table_name, column_name, comment
        from duckdb_columns()
        where database_name = 'published' and not internal
        """
    ).fetchall():
        found.setdefault((schema, name), {})[column] = meaning
    return found


def _describe(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    relation: str,
    comment: str | None,
    columns: Mapping[str, str],
) -> None:
    statements = [f"comment on {kind} published.{relation} is {quoted_text(comment)}"] if comment else []
    statements += (
        f"comment on column published.{relation}.{quoted_name(column)} is {quoted_text(text)}"
        for column, text in columns.items()
    )
    connection.execute(";".join(statements))


def close_published(connection: duckdb.DuckDBPyConnection) -> None:
    """Writes all of the database ``published`` into its file, and lets go of it."""
    connection.execute("checkpoint published")
    connection.execute("use memory")
    connection.execute("detach published")


def count_rows(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[str], database: str | None = None
) -> dict[str, int]:
    """The rows of tables or views, each named ``schema.name``, of a database or of the one in use."""
    if not relations:
        return {}
    prefix = f"{database}." if database else ""
    counts = " union all ".join(
        f"select {number} as number, count(*) from {prefix}{quoted_relation(relation)}"
        for number, relation in enumerate(relations)
    )
    found = dict(connection.execute(counts).fetchall())
    return {relation: int(found[number]) for number, relation in enumerate(relations)}


def quoted_relation(relation: str) -> str:
    """A relation named ``schema.name`` as SQL writes it."""
    schema, name = relation.split(".", 1)
    return f"{quoted_name(schema)}.{quoted_name(name)}"
