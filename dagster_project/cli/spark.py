"""The commands ``fiscal spark``: extraction and building by Apache Spark.

Belongs here: their options, and what they print. Does not belong here: the jobs (``spark``), which are
imported late: the libraries they need take a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dagster_project.cli import display
from dagster_project.cli.options import (
    NOTHING_PUBLISHED,
    WRONG_USAGE,
    JsonOption,
    RetryOption,
    fail,
    settings_of,
)
from dagster_project.output.safe_text import for_terminal
from dagster_project.runs.lock import RefreshBusyError
from dagster_project.settings import SettingsError, SparkSettings

if TYPE_CHECKING:
    from dagster_project.spark.extraction import Extracted

spark = typer.Typer(
    help="Extraction and building by Apache Spark, past one machine: docs/scale.md.", no_args_is_help=True
)

MasterOption = Annotated[
    str | None,
    typer.Option("--master", help="Spark's master (FISCAL_SPARK_MASTER).", show_default="local[*]"),
]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", help="Folder of Parquet files (FISCAL_SPARK_STORE).", show_default=".fiscal/store"
    ),
]
InputOption = Annotated[
    str | None,
    typer.Option(
        "--input",
        help="Folder, URI of an object store, or list of paths and addresses (FISCAL_SPARK_INPUT).",
        show_default="FISCAL_RAW_DIR",
    ),
]
PruneOption = Annotated[bool, typer.Option("--prune", help="Forget documents whose file is gone.")]


@spark.command(name="extract")
def extract_command(
    place: InputOption = None,
    store: StoreOption = None,
    master: MasterOption = None,
    retry: RetryOption = False,
    prune: PruneOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read new documents into the store."""
    from dagster_project.spark.extraction import extract
    from dagster_project.spark.session import SparkMissingError, spark_session
    from dagster_project.spark.store import StoreError

    spark_settings, settings = _settings(place, store, master), settings_of(None, None, None)
    try:
        with spark_session(spark_settings, "extract") as session:
            done = extract(session, spark_settings, settings, retry=retry, prune=prune)
    except SettingsError as error:
        fail(str(error), WRONG_USAGE)
    except (SparkMissingError, RefreshBusyError, StoreError) as error:
        fail(str(error), NOTHING_PUBLISHED)
    _show_extracted(done, spark_settings, as_json=as_json)


def _settings(place: str | None, store: Path | None, master: str | None) -> SparkSettings:
    try:
        return SparkSettings.load(input=place, store=store.absolute() if store else None, master=master)
    except SettingsError as error:
        fail(str(error), WRONG_USAGE)


def _show_extracted(done: Extracted, spark_settings: SparkSettings, *, as_json: bool) -> None:
    if as_json:
        facts = {"files": done.files, "read": done.read, "unchanged": done.unchanged, "cells": done.cells}
        not_read = [{"file_path": name, "reason": reason} for name, reason in done.not_read]
        display.print_json([facts | {"documents": done.documents, "not_read": not_read}])
        return
    for warning in done.warnings:
        display.note(warning)
    for name, reason in done.not_read:
        display.note(f"{for_terminal(name)}: {for_terminal(reason)}")
    display.out.print(
        f"{done.files} files: {done.read} documents read, {done.unchanged} unchanged, "
        f"{len(done.not_read)} not read.",
        markup=False,
    )
    display.out.print(f"Store: {spark_settings.store}", markup=False, soft_wrap=True)
