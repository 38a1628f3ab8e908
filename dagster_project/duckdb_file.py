"""DuckDB files as this project opens, joins and asks them.

Belongs here: opening a file for reading, a connection within the refresh's memory limit, attaching,
quoting, and rows as records.
Does not belong here: dbt's connection, which reads the same setting in ``dbt/profiles.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.settings import Settings

Record = dict[str, Any]
_LOCKED = re.compile(
    r'(?:_?duckdb\.)?(?:\w+: )?IO Error: Could not set lock on file "(?P<file>[^"]+)": '
    r"(?:Conflicting lock is held(?: in (?P<program>.+?))? \(PID (?P<process>\d+)\))?[^\n]*"
)


def in_plain_words(text: str) -> str:
    """A message with DuckDB's words on a locked file replaced by who holds it, and what to do."""
    return _LOCKED.sub(_who_holds_it, text)


def _who_holds_it(locked: re.Match[str]) -> str:
    program = Path(locked["program"] or "a program").name
    by = f"{program} (process {locked['process']})" if locked["process"] else "another program"
    settings = Settings.load()
    if Path(locked["file"]) == settings.build_file:
        return (
            f"{locked['file']} is open in {by}, and a refresh writes it. Nothing was published. Close it "
            f"there, then try again; {settings.warehouse_file} is the file to read."
        )
    return (
        f"{locked['file']} is open in {by}, which keeps all others out. Close it there, or open it read-only "
        "there, then try again."
    )


def open_for_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A file that others may read at the same time, within the memory that DuckDB may take.

    Raises:
        duckdb.Error: It is missing, damaged, or held by a process that writes.
    """
    connection = duckdb.connect(str(path), read_only=True)
    # Not among the options of the connection: others of this process to the same file may have none.
    connection.execute(f"set memory_limit = '{Settings.load().memory_mb}MB'")
    return connection


def log_of(file: Path) -> Path:
    """Where DuckDB writes changes first, beside the file; there only while some are not in the file."""
    return file.with_name(file.name + ".wal")


def keep_log(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets changes stay in the log beside the file, where all who open the file find them.

    Putting them into the file writes down anew what all its tables are: half a second, whatever has changed.
    Who writes next does that.
    """
    connection.execute("pragma disable_checkpoint_on_shutdown")


def connect_within(place: Path) -> duckdb.DuckDBPyConnection:
    """An empty database in memory that takes no more of it than FISCAL_MEMORY_MB.

    What does not fit lies in a folder ``.spill`` of ``place`` meanwhile.
    """
    spill = str(place / ".spill")
    return duckdb.connect(config={"memory_limit": f"{Settings.load().memory_mb}MB", "temp_directory": spill})


def attach(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    name: str,
    *,
    read_only: bool = False,
    storage_version: str | None = None,
) -> None:
    """Attaches a file by a name that does not depend on its own: one like a schema's would hide the schema.

    Args:
        connection: To attach to.
        file: Need not exist unless ``read_only``.
        name: How queries name the database.
        read_only: Let others read it meanwhile.
        storage_version: Of a new file; the oldest DuckDB that can read it.

    Raises:
        duckdb.Error: It cannot be opened.
    """
    options = ["read_only"] if read_only else []
    if storage_version:
        options.append(f"storage_version {quoted_text(storage_version)}")
    suffix = f" ({', '.join(options)})" if options else ""
    connection.execute(f"attach {quoted_text(str(file))} as {name}{suffix}")


def records(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> list[Record]:
    """The rows of a query, each with its values by column."""
    cursor = connection.execute(query, list(values))
    columns = columns_of(cursor)
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def columns_of(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of a result's columns."""
    return [column[0] for column in cursor.description or ()]


def quoted_name(identifier: str) -> str:
    """A name as SQL writes it, whatever it holds."""
    return '"' + identifier.replace('"', '""') + '"'


def quoted_text(value: str) -> str:
    """A text as SQL writes it, where a parameter is not possible."""
    return "'" + value.replace("'", "''") + "'"
