"""The commands of ``fiscal``, their options and exit status.

Dagster is imported by ``refresh`` and ``serve`` alone, and late: it takes seconds, and every other command
answers at once.
"""

from __future__ import annotations

import atexit
import gc
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from dagster_project.cli import display, finding_display, refresh_display
from dagster_project.cli.asking import asking
from dagster_project.cli.options import (
    NOTHING_PUBLISHED,
    WRONG_USAGE,
    JobsOption,
    JsonOption,
    RawOption,
    RetryOption,
    WarehouseOption,
    ask,
    fail,
    settings_of,
)
from dagster_project.cli.publishing import publishing
from dagster_project.cli.spark import spark
from dagster_project.imports import do_without
from dagster_project.reporting.queries import (
    NoWarehouseError,
    document_status,
    news,
    open_warehouse,
    unread_values,
    unrecognised,
)
from dagster_project.reporting.violations import doubts, findings, layouts
from dagster_project.runs.lock import RefreshBusyError, refresh_lock
from dagster_project.settings import Settings, SettingsError, require_raw_dir

# What is known of a title and not of a value.
_TITLED = ("title", "table_count", "document_count", "amount_count", "header", "seed", "seed_row")

app = typer.Typer(
    help="Published budgets and final accounts of Chinese departments, as an audited DuckDB warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(asking)
app.add_typer(spark, name="spark")
app.add_typer(publishing)


@app.callback()
def _begin(context: typer.Context) -> None:
    # Spark hands its rows over as data frames.
    if context.invoked_subcommand != "spark":
        do_without("pandas")


@app.command()
def refresh(
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    jobs: JobsOption = None,
    retry: RetryOption = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build and publish though nothing is new.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Forget documents whose file is gone.")] = False,
    allow_shrink: Annotated[
        bool,
        typer.Option("--allow-shrink", help="Publish though more than a tenth of the disclosures is gone."),
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for a refresh that is already running.")] = False,
) -> None:
    """Read new documents, build, audit and publish the warehouse."""
    settings = settings_of(
        raw, warehouse, jobs, retry=retry, rebuild=rebuild, prune=prune, allow_shrink=allow_shrink
    )
    try:
        require_raw_dir(settings)
    except SettingsError as error:
        fail(str(error), WRONG_USAGE)
    from dagster_project.orchestration.auditor import prepare_auditor

    # It takes longest to load, and loads while this process does; by the environment it knows the options.
    settings.export()
    prepare_auditor()
    from dagster_project.orchestration.in_process import refresh as refresh_here

    # At its end Python would look through all that Dagster leaves for garbage: half a second.
    atexit.register(gc.freeze)
    try:
        ended = refresh_here(settings, wait=wait, on_wait=display.note)
    except RefreshBusyError as error:
        fail(str(error), NOTHING_PUBLISHED)
    for problem in ended.hook_problems:
        display.note(problem)
    if ended.is_failure:
        log = f"\nLog: {ended.log_file}" if ended.log_file else ""
        fail(ended.message + log, NOTHING_PUBLISHED)
    try:
        with open_warehouse(settings.warehouse_file) as connection:
            refresh_display.show_refresh(
                ended,
                settings,
                document_status(connection),
                findings(connection),
                news(connection, ended.release_id, ended.compared_with),
            )
    except NoWarehouseError as error:
        # It ended well all the same: somebody opened the file for writing since.
        display.note(f"{ended.message} {error}")


@app.command()
def status(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show what became of each document."""
    records = ask(warehouse, document_status)
    show = display.print_json if as_json else refresh_display.show_status
    show(records)


@app.command(name="doubts")
def doubts_command(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show violated identities that may be our own misreading, and why we think so."""
    records = ask(warehouse, doubts)
    show = display.print_json if as_json else finding_display.show_doubts
    show(records)


@app.command(name="layouts")
def layouts_command(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show the layouts that disclosures are printed in, the worst read first."""
    records = ask(warehouse, layouts)
    show = display.print_json if as_json else finding_display.show_layouts
    show(records)


@app.command(name="unrecognised")
def unrecognised_command(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show tables that hold amounts and are no known form, and values that are out of range."""
    records, unread = ask(warehouse, unrecognised), ask(warehouse, unread_values)
    if as_json:
        display.print_json([*records, *({**dict.fromkeys(_TITLED), **one} for one in unread)])
        return
    finding_display.show_unrecognised(records)
    finding_display.show_unread(unread)


@app.command()
def report(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the report.", show_default="FISCAL_HOME/report"),
    ] = None,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    jobs: JobsOption = None,
) -> None:
    """Write the findings as pages with pictures, to open, copy or put on a server."""
    from dagster_project.reporting.findings_site import ReportFolderError, write_report

    settings = settings_of(raw, warehouse, jobs)
    folder = out.absolute() if out else settings.report_dir
    try:
        with open_warehouse(settings.warehouse_file) as connection:
            written = write_report(
                connection,
                settings.raw_dir,
                folder,
                jobs=settings.jobs,
                data_docs=settings.data_docs_dir / "index.html" if _is_own(settings) else None,
            )
    except NoWarehouseError as error:
        fail(str(error), NOTHING_PUBLISHED)
    except (ReportFolderError, OSError) as error:
        fail(str(error), WRONG_USAGE)
    for problem in written.problems:
        display.err.print(problem, markup=False, soft_wrap=True)
    display.out.print(f"{written.finding_count} findings, {written.picture_count} pictures.")
    display.out.print(f"Report: {written.index}", markup=False, soft_wrap=True)


def _is_own(settings: Settings) -> bool:
    """Whether the audit's pages in FISCAL_HOME are those of the published warehouse, and not of another."""
    from dagster_project.loading.made_from import build_fingerprint

    try:
        with open_warehouse(settings.warehouse_file) as connection:
            published = connection.execute(
                "select arg_max(input_fingerprint, run_id) from marts.fct_refresh_run "
                "where outcome = 'published'"
            ).fetchone()
        return published is not None and published[0] == build_fingerprint(settings.build_file)
    except (duckdb.Error, OSError):
        return False


@app.command(name="releases")
def show_releases(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show the releases that are kept, the newest first."""
    from dagster_project.release.archive import Releases

    releases = Releases(settings_of(None, warehouse, None).warehouse_file)
    manifests, current = releases.manifests(), releases.current()
    if as_json:
        display.print_json(manifests)
        return
    display.show_records(
        [
            {
                "release": manifest["release_id"],
                "state": "published" if current and manifest["release_id"] == current.release_id else "",
                "disclosures": manifest["contents"]["current_disclosures"],
                "amounts": manifest["contents"]["amounts"],
                "violated": manifest["checks"]["checks_violated"],
                "changes": ", ".join(f"{count} {kind}" for kind, count in manifest["changes"].items()),
            }
            for manifest in manifests
        ]
    )


@app.command()
def rollback(
    release: Annotated[
        str | None, typer.Argument(help="A release; without one, that before the published one.")
    ] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Publish a former release again, and pin it: refreshes leave it alone until ``fiscal unpin``."""
    from dagster_project.orchestration.refresh import conducted
    from dagster_project.release.archive import ReleaseError, Releases
    from dagster_project.release.build_copy import PublicationError

    settings = settings_of(None, warehouse, None)
    try:
        with conducted(settings, "rollback") as run:
            manifest = Releases(settings.warehouse_file).rollback(release)
            run.note(release_id=manifest["release_id"])
            run.end("rolled_back", f"Rolled back to release {manifest['release_id']}.")
    except (RefreshBusyError, ReleaseError, PublicationError) as error:
        fail(str(error), NOTHING_PUBLISHED)
    display.out.print(
        f"Release {manifest['release_id']} is published again, and stays until it is unpinned: fiscal unpin"
    )
    display.out.print(f"Warehouse: {settings.warehouse_file}", markup=False, soft_wrap=True)


@app.command()
def unpin(warehouse: WarehouseOption = None) -> None:
    """Let refreshes publish again after a rollback. The next one builds anew."""
    from dagster_project.release.archive import ReleaseError, Releases

    settings = settings_of(None, warehouse, None)
    try:
        with refresh_lock(settings.lock_file):
            release = Releases(settings.warehouse_file).unpin()
    except (RefreshBusyError, ReleaseError) as error:
        fail(str(error), NOTHING_PUBLISHED)
    display.out.print(f"Release {release} is no longer pinned; the next refresh builds anew and publishes.")


@app.command()
def serve(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000) -> None:
    """Open Dagster's pages and run its schedule until stopped (Ctrl-C, or SIGTERM)."""
    settings = settings_of(None, None, None)
    settings.export()
    from dagster_project.orchestration.serve import serve as serve_pages

    try:
        status = serve_pages(settings, port)
    except RefreshBusyError as error:
        fail(str(error), NOTHING_PUBLISHED)
    raise typer.Exit(status)
