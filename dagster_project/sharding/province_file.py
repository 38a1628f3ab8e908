"""A DuckDB file out of a publication: of a province, or of everything.

Belongs here: which rows go in, and that the file has the tables, views and comments of a release.
Does not belong here: what is published (``together``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import attach, quoted_name, quoted_text
from dagster_project.release.build_copy import (
    STORAGE_VERSION,
    close_published,
    copy_definitions,
    show_in_main,
)
from dagster_project.release.warehouse_file import publish
from dagster_project.sharding.raw_rows import load_documents
from dagster_project.sharding.store import EVERYWHERE, Store, read_json
from dagster_project.sharding.template import BUILD_FILE, Template, template_of
from dagster_project.sharding.workfile import workfile

_MEMORY_MB = 2048


class NoPublicationError(RuntimeError):
    """The store has no such publication; the message says which it has."""


def manifest_of(store: Store, publication: str | None = None) -> dict[str, Any]:
    """The manifest of a publication; of the current one when none is named.

    Raises:
        NoPublicationError: There is none.
    """
    found = read_json(store.manifest if publication is None else store.manifest_of(publication))
    if found is None:
        kept = sorted(path.stem for path in (store.root / "manifests").glob("*.json"))
        raise NoPublicationError(
            f"{store.root} has no publication{f' {publication}' if publication else ''}; "
            f"it has {', '.join(kept) or 'none'}."
        )
    return found


def provinces_of(store: Store, publication: str | None = None) -> list[str]:
    """The provinces that a publication has rows of; ``not_disclosed`` for documents that name no place."""
    folder = store.marts(manifest_of(store, publication)["publication"])
    found = {path.name.partition("=")[2] for path in folder.glob("*/province=*")}
    return sorted(found - {EVERYWHERE})


def _template(store: Store, manifest: dict[str, Any]) -> Template:
    """The template of the program that built a publication.

    Raises:
        NoPublicationError: It is gone.
    """
    template = template_of(store.templates, manifest["program"])
    if not template.build_file.is_file():
        raise NoPublicationError(
            f"{template.build_file} is missing, which holds the tables of {manifest['publication']}."
        )
    return template


def write_file(
    store: Store,
    target: Path,
    *,
    province: str | None = None,
    publication: str | None = None,
    memory_mb: int = _MEMORY_MB,
) -> Path:
    """Writes a file with the raw tables, marts, views and comments of a release.

    Args:
        store: What was published.
        target: The file, which is replaced at once.
        province: Its code; None for all that was published.
        publication: Its name; None for the current one.
        memory_mb: Memory for DuckDB.

    Returns:
        The file.

    Raises:
        NoPublicationError: There is none.
        PublicationError: The file cannot be written.
    """
    manifest = manifest_of(store, publication)
    template, marts = _template(store, manifest), store.marts(manifest["publication"])
    target.parent.mkdir(parents=True, exist_ok=True)
    with workfile(template.build_file, target.absolute().parent, memory_mb) as (connection, folder):
        for mart in _tables(connection, "marts"):
            connection.execute(f"delete from marts.{quoted_name(mart)}")
            files = _files_of(marts, mart, province)
            if files:
                connection.execute(
                    f"insert into marts.{quoted_name(mart)} by name "
                    "select * from read_parquet(?, hive_partitioning = false)",
                    [files],
                )
        documents = connection.execute("select document_key from marts.dim_document").fetchall()
        load_documents(connection, store, [key for (key,) in documents])
        connection.close()
        publish(folder / BUILD_FILE, target.absolute())
    return target


def write_views(
    store: Store,
    target: Path,
    *,
    province: str | None = None,
    publication: str | None = None,
) -> Path:
    """Writes a small file whose tables are views over the store's Parquet, under the names of a release.

    Args and errors are those of ``write_file``.
    """
    manifest = manifest_of(store, publication)
    template, marts = _template(store, manifest), store.marts(manifest["publication"]).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.publishing")
    temporary.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        attach(connection, template.build_file, "build", read_only=True)
        attach(connection, temporary, "published", storage_version=STORAGE_VERSION)
        connection.execute("use published")
        connection.execute("begin")
        copy_definitions(connection)
        for mart in _tables(connection, "marts"):
            _show_as_view(connection, "marts", mart, _globs(marts, mart, province))
        for table in _tables(connection, "raw"):
            folder = (store.root / "raw" / table).resolve()
            _show_as_view(connection, "raw", table, [f"{folder}/*/*.parquet"])
        show_in_main(connection)
        connection.execute("commit")
        close_published(connection)
    temporary.replace(target)
    return target


def _files_of(marts: Path, mart: str, province: str | None) -> list[str]:
    return sorted(path for glob in _globs(marts, mart, province) for path in _matching(glob))


def _globs(marts: Path, mart: str, province: str | None) -> list[str]:
    provinces = ("*",) if province is None else (province, EVERYWHERE)
    return [f"{marts}/{mart}/province={code}/*/*.parquet" for code in provinces]


def _matching(glob: str) -> Iterator[str]:
    path = Path(glob)
    depth = next(number for number, part in enumerate(path.parts) if "*" in part)
    return map(str, Path(*path.parts[:depth]).glob(str(Path(*path.parts[depth:]))))


def _show_as_view(connection: duckdb.DuckDBPyConnection, schema: str, name: str, globs: list[str]) -> None:
    """A table becomes a view of the same name; it stays an empty table where nothing was published of it."""
    globs = [glob for glob in globs if any(_matching(glob))]
    if not globs:
        return
    relation = f"{schema}.{quoted_name(name)}"
    comments = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = 'published' "
        "and schema_name = ? and table_name = ? and comment is not null",
        [schema, name],
    ).fetchall()
    comment = connection.execute(
        "select comment from duckdb_tables() where database_name = 'published' and schema_name = ? "
        "and table_name = ?",
        [schema, name],
    ).fetchone()
    listed = ", ".join(map(quoted_text, globs))
    connection.execute(f"drop table {relation}")
    connection.execute(
        f"create view {relation} as "
        f"select * from read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    )
    if comment and comment[0]:
        connection.execute(f"comment on view {relation} is {quoted_text(comment[0])}")
    for column, meaning in comments:
        connection.execute(f"comment on column {relation}.{quoted_name(column)} is {quoted_text(meaning)}")


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() "
        "and schema_name = ? order by 1",
        [schema],
    ).fetchall()
    return [row[0] for row in rows]
