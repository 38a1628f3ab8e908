"""DuckDB files as this project opens, joins and asks them.

Belongs here: opening a file within the memory that DuckDB may take there, attaching, quoting, and rows as
records.
Does not belong here: the connection of the process that builds (``modelling``, ``dbt/profiles.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from dagster_project.settings import Settings

Record = dict[str, Any]
# The folder of what does not fit into the memory of a database that has no file.
SPILL = ".spill"
# How DuckDB's error begins.
OUT_OF_MEMORY = "Out of Memory Error"
# Threads of queries over less wait for each other longer than they work: to copy 100 documents takes half as
# much again with two. A build file of ten documents has 150 MiB, one of a hundred 250.
_BYTES_FOR_ALL_CORES = 256 * 2**20
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
    settings = _settings()
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
    """A file that others may read at the same time, within the memory of a step.

    Raises:
        duckdb.Error: It is missing, damaged, or held by a process that writes.
    """
    return _for_a_step(path, read_only=True)


def open_for_questions(path: Path) -> duckdb.DuckDBPyConnection:
    """The same for any question: within the memory of a process that does nothing else.

    Raises:
        duckdb.Error: It is missing, damaged, or held by a process that writes.
    """
    return _opened(path, _settings().memory_mb, read_only=True)


def open_for_writing(path: Path) -> duckdb.DuckDBPyConnection:
    """A file that nobody else has open, within the memory of a step.

    Raises:
        duckdb.Error: It is damaged, cannot be written, or is held by another process.
    """
    return _for_a_step(path, read_only=False)


def _settings() -> Settings:
    # They take longer to import than DuckDB, and not all who open a file need them.
    from dagster_project.settings import Settings

    return Settings.load()


def _opened(path: Path, memory_mb: int, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=read_only)
    # Not among the options of the connection: others of this process to the same file may have none.
    connection.execute(f"set memory_limit = '{memory_mb}MB'")
    return _without_progress_bar(connection)


def _for_a_step(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    connection = _opened(path, _settings().step_memory_mb, read_only=read_only)
    _use_cores_for(connection, path)
    return connection


def _use_cores_for(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """One thread where a file is small or new."""
    if not file.exists() or file.stat().st_size < _BYTES_FOR_ALL_CORES:
        connection.execute("set threads = 1")


def _without_progress_bar(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection, which draws no bar among this program's answers while a query takes seconds."""
    connection.execute("set enable_progress_bar = false")
    return connection


def log_of(file: Path) -> Path:
    """Where DuckDB writes changes first, beside the file; there only while some are not in the file."""
    return file.with_name(file.name + ".wal")


def spill_of(file: Path) -> Path:
    """Where DuckDB puts what does not fit into memory, beside the file; a killed process leaves it."""
    return file.with_name(file.name + ".tmp")


def keep_log(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets changes stay in the log beside the file, where all who open the file find them.

    Putting them into the file writes down anew what all its tables are: half a second, whatever has changed.
    Who writes next does that.
    """
    connection.execute("pragma disable_checkpoint_on_shutdown")


def connect_within(
    place: Path, memory_mb: int | None = None, file: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """An empty database in memory that takes no more of it than that of a step, or than is said.

    Args:
        place: What does not fit lies in a folder of it meanwhile.
        memory_mb: The most that it takes.
        file: What will be attached, and worked at by one thread where it is small; without it by all cores.
    """
    limit = f"{memory_mb or _settings().step_memory_mb}MB"
    connection = duckdb.connect(config={"memory_limit": limit, "temp_directory": str(place / SPILL)})
    if file is not None:
        _use_cores_for(connection, file)
    return _without_progress_bar(connection)


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
