"""The commands ``fiscal spark``: extraction and building by Apache Spark.

Belongs here: their options, and what they print. Does not belong here: the jobs (``spark``), which are
imported late: the libraries they need take a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from dagster_project.duckdb_file import Record
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
ShardsOption = Annotated[
    int | None,
    typer.Option("--shards", help="So many shards; as many as the regions ask for otherwise.", min=1),
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
    spark_settings = _settings(place, store, master)
    with _session(spark_settings, "extract") as session:
        done = _extracted(session, spark_settings, retry=retry, prune=prune)
    _show_extracted(done, spark_settings, as_json=as_json)


@spark.command(name="build")
def build_command(
    store: StoreOption = None,
    master: MasterOption = None,
    shards: ShardsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the warehouse from the store, shard by shard, and publish its Parquet files."""
    spark_settings = _settings(None, store, master)
    with _session(spark_settings, "build") as session:
        manifest = _built(session, spark_settings, shards)
    _show_built(manifest, spark_settings, as_json=as_json)


@spark.command(name="refresh")
def refresh_command(
    place: InputOption = None,
    store: StoreOption = None,
    master: MasterOption = None,
    retry: RetryOption = False,
    prune: PruneOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read new documents into the store, build what they concern, and publish."""
    spark_settings = _settings(place, store, master)
    with _session(spark_settings, "refresh") as session:
        done = _extracted(session, spark_settings, retry=retry, prune=prune)
        manifest = _built(session, spark_settings, None)
    from dagster_project.spark.pipes import report

    report(done, manifest)
    if as_json:
        display.print_json(_facts(done) | {"publication": manifest})
        return
    _show_extracted(done, spark_settings, as_json=False)
    _show_built(manifest, spark_settings, as_json=False)


@contextmanager
def _session(spark_settings: SparkSettings, name: str) -> Iterator[Any]:
    """A session of Spark; a command ends with a message where none can be had."""
    from dagster_project.spark.session import SparkMissingError, spark_session

    try:
        with spark_session(spark_settings, name) as session:
            yield session
    except SparkMissingError as error:
        fail(str(error), NOTHING_PUBLISHED)


def _extracted(session: Any, spark_settings: SparkSettings, *, retry: bool, prune: bool) -> Extracted:
    from dagster_project.spark.extraction import extract
    from dagster_project.spark.store import StoreError

    try:
        return extract(session, spark_settings, settings_of(None, None, None), retry=retry, prune=prune)
    except SettingsError as error:
        fail(str(error), WRONG_USAGE)
    except (RefreshBusyError, StoreError) as error:
        fail(str(error), NOTHING_PUBLISHED)


def _built(session: Any, spark_settings: SparkSettings, shards: int | None) -> Record:
    from dagster_project.sharding.template import TemplateError
    from dagster_project.sharding.together import NotPublishedError
    from dagster_project.spark.building import build

    try:
        return build(session, spark_settings, count=shards)
    except (RefreshBusyError, TemplateError, NotPublishedError) as error:
        fail(str(error), NOTHING_PUBLISHED)


def _settings(place: str | None, store: Path | None, master: str | None) -> SparkSettings:
    try:
        return SparkSettings.load(input=place, store=store.absolute() if store else None, master=master)
    except SettingsError as error:
        fail(str(error), WRONG_USAGE)


def _show_extracted(done: Extracted, spark_settings: SparkSettings, *, as_json: bool) -> None:
    if as_json:
        display.print_json(_facts(done))
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


def _facts(done: Extracted) -> Record:
    facts = {"files": done.files, "read": done.read, "unchanged": done.unchanged, "cells": done.cells}
    not_read = [{"file_path": name, "reason": reason} for name, reason in done.not_read]
    return facts | {"documents": done.documents, "not_read": not_read}


def _show_built(manifest: Record, spark_settings: SparkSettings, *, as_json: bool) -> None:
    if as_json:
        display.print_json(manifest)
        return
    for one in manifest["set_aside"]:
        display.note(for_terminal(f"{one['file_path']}: {one['reason']}"))
    for shard in manifest["shards"]:
        if shard["error"]:
            display.note(f"Shard {shard['shard']} was held back: {for_terminal(str(shard['error']))}")
    new = sum(bool(shard["is_new"]) for shard in manifest["shards"])
    display.out.print(
        f"Published {manifest['publication']}: {manifest['documents']} documents in "
        f"{len(manifest['shards'])} shards, {new} of them built anew; {manifest['findings']} findings.",
        markup=False,
        soft_wrap=True,
    )
    display.out.print(f"Files: fiscal publish --from {spark_settings.store}", markup=False, soft_wrap=True)
