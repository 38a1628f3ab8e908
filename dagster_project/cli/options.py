"""What several commands share: options, settings, questions to the warehouse, and how a command fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import duckdb
import typer

from dagster_project.cli.display import err
from dagster_project.duckdb_file import Record
from dagster_project.reporting.queries import NoWarehouseError, open_warehouse
from dagster_project.settings import Settings, SettingsError

NOTHING_PUBLISHED = 1
WRONG_USAGE = 2

RawOption = Annotated[
    Path | None, typer.Option("--raw", help="Folder of documents (FISCAL_RAW_DIR).", show_default="raw")
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option(
        "--warehouse", help="Published file (FISCAL_WAREHOUSE).", show_default="warehouse/fiscal.duckdb"
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", help="Documents read at a time (FISCAL_JOBS).", show_default="one a core"),
]
RetryOption = Annotated[
    bool, typer.Option("--retry", help="Read quarantined documents again, though they did not change.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def settings_of(
    raw: Path | None,
    warehouse: Path | None,
    jobs: int | None,
    *,
    retry: bool = False,
    rebuild: bool = False,
    prune: bool = False,
    allow_shrink: bool = False,
) -> Settings:
    """An option that is not given leaves the word to the environment."""
    try:
        return Settings.load(
            raw=raw,
            warehouse=warehouse,
            jobs=jobs,
            retry=retry or None,
            rebuild=rebuild or None,
            prune=prune or None,
            allow_shrink=allow_shrink or None,
        )
    except SettingsError as error:
        fail(str(error), WRONG_USAGE)


def fail(message: str, status: int) -> NoReturn:
    """Ends the command with a message on standard error."""
    err.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(status)


def ask(
    warehouse: Path | None, question: Callable[[duckdb.DuckDBPyConnection], list[Record]]
) -> list[Record]:
    """What the published warehouse answers; a command ends where there is none."""
    try:
        with open_warehouse(settings_of(None, warehouse, None).warehouse_file) as connection:
            return question(connection)
    except NoWarehouseError as error:
        fail(str(error), NOTHING_PUBLISHED)
