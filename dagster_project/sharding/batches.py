"""What a large shard is made of document by document, some documents at a time, so that memory suffices.

Belongs here: which documents go together, and putting what was made of them into the shard's build file.
Does not belong here: models that compare documents; they are made of all of them (``task``).

Half of the models know one document at a time, and these are what cells and words go through. Made of some
documents they hold those documents' rows, so the rows of all are those of one batch after another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import attach, columns_of, quoted_name
from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.sharding.raw_rows import OF_NO_DOCUMENT, cells_of_documents
from dagster_project.sharding.set_aside import Content, fill_raw
from dagster_project.sharding.store import Store
from dagster_project.sharding.template import BUILD_FILE, Template
from dagster_project.sharding.workfile import TaskError, make_steps, workfile

# All tables of a build take about 2.8 KB a cell uncompressed: a batch's fill the memory about once.
CELLS_PER_MB = 400
# The columns by which a row is a document's.
_OF_A_DOCUMENT = frozenset({"document_id", "table_id", "disclosure_key"})
FAILED_BATCH = "failed_batch.duckdb"


def batches_of(content: Content, store: Store, cells: int) -> list[Content]:
    """The documents of a shard in batches of about so many cells, one document at least.

    Args:
        content: What the shard is built of.
        store: Raw rows.
        cells: How many cells a batch may have.
    """
    counts = cells_of_documents(store, content.documents, content.batches or None)
    groups: list[list[str]] = []
    room = 0
    for document in content.documents:
        count = counts.get(document, 0)
        if not groups or count > room:
            groups.append([])
            room = cells
        groups[-1].append(document)
        room -= count
    return [_part(content, group) for group in groups]


def fill_by_batches(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[Content],
    store: Store,
    template: Template,
    folder: Path,
    memory_mb: int,
    threads: int,
) -> Iterator[Mapping[str, str]]:
    """Fills raw tables, and makes the models that know one document at a time.

    Args:
        connection: To the shard's build file, a copy of the template's.
        batches: The documents.
        store: Raw rows.
        template: The program.
        folder: On this machine, for the build file of a batch; that on which a model failed stays there.
        memory_mb: Memory for DuckDB, which the two files share.
        threads: How many queries run at a time.

    Yields:
        What is told of each document that is set aside.

    Raises:
        TaskError: A model failed.
        duckdb.Error: A batch cannot be loaded.
    """
    by_document = template.steps_by_document
    steps = [one for one in template.steps_of(0) if one in by_document or template.is_everywhere(one)]
    tables = [f"raw.{name}" for name in COLUMNS if name != OF_NO_DOCUMENT]
    tables += [f"{step.layer}.{step.model}" for step in by_document]
    for_appending = memory_mb // 4
    connection.execute(f"set memory_limit = '{for_appending}MB'")
    for number, batch in enumerate(batches):
        with workfile(template.build_file, folder, memory_mb - for_appending, threads) as (own, place):
            yield from fill_raw(own, store, batch)
            try:
                make_steps(own, steps, threads)
            except TaskError:
                own.close()
                (place / BUILD_FILE).replace(folder / FAILED_BATCH)
                raise
            own.close()
            attach(connection, place / BUILD_FILE, "batch", read_only=True)
            for name in tables if number else [*tables, f"raw.{OF_NO_DOCUMENT}"]:
                _append(connection, name)
            connection.execute("detach batch")
    connection.execute(f"set memory_limit = '{memory_mb}MB'")


def _append(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Appends a table of a batch: rows of its documents, or of names that any document may have."""
    columns = columns_of(connection.execute(f"select * from batch.{name} limit 0"))
    listed = ", ".join(map(quoted_name, columns))
    rows = f"select {listed} from batch.{name}"
    if not _OF_A_DOCUMENT.intersection(columns):
        rows += f" except select {listed} from {name}"
    connection.execute(f"insert into {name} by name {rows}")


def _part(content: Content, documents: Sequence[str]) -> Content:
    """What a shard is built of, but of some of its documents."""
    own = frozenset(documents)
    return replace(
        content,
        documents=tuple(documents),
        reasons={one: reason for one, reason in content.reasons.items() if one in own},
        back=tuple(one for one in content.back if one.document_id in own),
    )
