"""The command ``fiscal``.

Belongs here: commands, their options, exit status, and how results look on a terminal.
Does not belong here: what a command does. Dagster is imported by ``refresh`` alone, and late:
it takes seconds, and every other command answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import duckdb
import typer
from rich.markup import escape
from rich.table import Table

from dagster_project.output.console import SafeConsole
from dagster_project.output.safe_text import for_json
from dagster_project.reporting.queries import (
    NoWarehouseError,
    Record,
    document_status,
    findings,
    open_warehouse,
    unrecognised,
)
from dagster_project.runs.lock import RefreshBusyError, refresh_lock
from dagster_project.settings import Settings, SettingsError, require_raw_dir

if TYPE_CHECKING:
    from dagster_project.reporting.evidence import Figure
    from dagster_project.reporting.trace import Trace
    from dagster_project.runs.record import Run

_NOTHING_PUBLISHED = 1
_WRONG_USAGE = 2
_STATUTORY_FORMS = 9
# A refresh names some; `fiscal findings` lists all.
_FINDINGS_SHOWN = 20

app = typer.Typer(
    help="Published budgets and final accounts of Chinese departments, as an audited DuckDB warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = SafeConsole()
_err = SafeConsole(stderr=True)

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
    settings = _settings(
        raw, warehouse, jobs, retry=retry, rebuild=rebuild, prune=prune, allow_shrink=allow_shrink
    )
    try:
        require_raw_dir(settings)
    except SettingsError as error:
        _fail(str(error), _WRONG_USAGE)
    settings.export()
    try:
        with refresh_lock(settings.lock_file, wait=wait, told=_tell_waiting):
            _recorded_refresh(settings)
    except RefreshBusyError as error:
        _fail(str(error), _NOTHING_PUBLISHED)
    except KeyboardInterrupt:
        _fail("Interrupted. Nothing was published; the previous warehouse is untouched.", _NOTHING_PUBLISHED)


@app.command()
def status(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show what became of each document."""
    records = _ask(warehouse, document_status)
    show = _print_json if as_json else _show_status
    show(records)


@app.command(name="findings")
def show_findings(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show the fiscal identities that current disclosures violate."""
    records = _ask(warehouse, findings)
    show = _print_json if as_json else _show_findings
    show(records)


@app.command(name="unrecognised")
def show_unrecognised(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show tables that hold amounts and are no known form, and the seed row that would teach them."""
    records = _ask(warehouse, unrecognised)
    show = _print_json if as_json else _show_unrecognised
    show(records)


@app.command(name="metric")
def show_metric(
    names: Annotated[list[str] | None, typer.Argument(help="Metrics of one view; none lists them.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="A dimension to divide by; may be repeated.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="dimension=value; may be repeated.")] = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer metrics as dbt's semantic models define them: sums, counts and shares, by dimensions."""
    from dagster_project.modelling.manifest import parsed_manifest
    from dagster_project.reporting.metrics import MetricError, ask_metrics, read_metrics

    metrics = read_metrics(parsed_manifest(_settings(None, warehouse, None)))
    if not names:
        _show_records([{"metric": m.name, "is": m.description, "view": m.relation} for m in metrics.values()])
        return
    try:
        conditions = dict(_pair(text) for text in where or ())
        answer = _ask(warehouse, lambda asked: ask_metrics(asked, metrics, names, by or (), conditions))
    except MetricError as error:
        _fail(str(error), _WRONG_USAGE)
    show = _print_json if as_json else _show_records
    show(answer)


@app.command(name="trace")
def trace_key(
    key: Annotated[str, typer.Argument(help="The amount_key of an amount, or the finding_key of a finding.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="File of the picture.", show_default="the key's name in FISCAL_HOME/trace"
        ),
    ] = None,
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show where an amount or a finding is printed, and make a picture of it."""
    from dagster_project.reporting.evidence import NoSuchKeyError, SourceFileError
    from dagster_project.reporting.trace import file_name, trace, write_picture

    settings = _settings(raw, warehouse, None)
    file = out.absolute() if out else settings.trace_dir / file_name(key)
    try:
        with open_warehouse(settings.warehouse_file) as connection:
            traced = trace(connection, key)
            if not as_json:
                _show_trace(traced)
            picture = write_picture(connection, traced, settings.raw_dir, file)
    except NoWarehouseError as error:
        _fail(str(error), _NOTHING_PUBLISHED)
    except NoSuchKeyError as error:
        _fail(str(error.args[0]), _WRONG_USAGE)
    except (SourceFileError, OSError) as error:
        _fail(str(error), _NOTHING_PUBLISHED)
    if as_json:
        _print_json({**traced.as_record(), "picture": str(picture)})
    else:
        _out.print(f"Picture: {picture}", markup=False, soft_wrap=True)


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

    settings = _settings(raw, warehouse, jobs)
    folder = out.absolute() if out else settings.report_dir
    try:
        with open_warehouse(settings.warehouse_file) as connection:
            written = write_report(
                connection,
                settings.raw_dir,
                folder,
                jobs=settings.jobs,
                data_docs=settings.data_docs_dir / "index.html",
            )
    except NoWarehouseError as error:
        _fail(str(error), _NOTHING_PUBLISHED)
    except (ReportFolderError, OSError) as error:
        _fail(str(error), _WRONG_USAGE)
    for problem in written.problems:
        _err.print(problem, markup=False, soft_wrap=True)
    _out.print(f"{written.finding_count} findings, {written.picture_count} pictures.")
    _out.print(f"Report: {written.index}", markup=False, soft_wrap=True)


@app.command(name="export")
def export_files(
    what: Annotated[str, typer.Argument(help="A table or view of marts, or a query in quotes.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the files.")] = Path("export"),
    file_format: Annotated[str, typer.Option("--format", help="csv or xlsx.")] = "xlsx",
    name: Annotated[str | None, typer.Option("--name", help="What the files are named after.")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Write a table or the result of a query as Excel or CSV files, one a fiscal year."""
    from dagster_project.reporting.export import ExportError, Format, export

    if file_format not in list(Format):
        _fail(f"--format: {file_format!r} is neither csv nor xlsx.", _WRONG_USAGE)
    try:
        with open_warehouse(_settings(None, warehouse, None).warehouse_file) as connection:
            written = export(connection, what, out.absolute(), Format(file_format), name=name)
    except NoWarehouseError as error:
        _fail(str(error), _NOTHING_PUBLISHED)
    except (ExportError, OSError) as error:
        _fail(str(error), _WRONG_USAGE)
    for one in written:
        _out.print(f"{one.file}: {one.row_count} rows", markup=False, soft_wrap=True)


@app.command(name="releases")
def show_releases(warehouse: WarehouseOption = None, as_json: JsonOption = False) -> None:
    """Show the releases that are kept, the newest first."""
    from dagster_project.release.archive import Releases

    releases = Releases(_settings(None, warehouse, None).warehouse_file)
    manifests, current = releases.manifests(), releases.current()
    if as_json:
        _print_json(manifests)
        return
    _show_records(
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
    """Publish a former release again. The next refresh builds anew."""
    from dagster_project.release.archive import ReleaseError, Releases
    from dagster_project.release.warehouse_file import PublicationError
    from dagster_project.runs.record import recorded_run

    settings = _settings(None, warehouse, None)
    try:
        with refresh_lock(settings.lock_file), recorded_run(settings, "rollback") as run:
            manifest = Releases(settings.warehouse_file).rollback(release)
            run.note(release_id=manifest["release_id"])
            run.end("rolled_back", f"Rolled back to release {manifest['release_id']}.")
    except (RefreshBusyError, ReleaseError, PublicationError) as error:
        _fail(str(error), _NOTHING_PUBLISHED)
    _out.print(f"Release {manifest['release_id']} is published again; the next refresh builds anew.")
    _out.print(f"Warehouse: {settings.warehouse_file}", markup=False, soft_wrap=True)


@app.command()
def serve(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000) -> None:
    """Open Dagster's pages and run its schedule until stopped."""
    settings = _settings(None, None, None)
    settings.export()
    from dagster_project.orchestration.instance import fail_killed_runs, open_instance

    with open_instance(settings.dagster_home) as instance:
        fail_killed_runs(instance, settings.lock_file)
    # A sensor that tells hooks takes as long as they do.
    os.environ.setdefault("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS", "300")
    dagster = Path(sys.executable).with_name("dagster")
    arguments = ["dev", "--module-name", "dagster_project.orchestration.definitions", "--host", "127.0.0.1"]
    os.execv(dagster, [str(dagster), *arguments, "--port", str(port)])


def _tell_waiting(text: str) -> None:
    _err.print(text, markup=False, soft_wrap=True)


def _recorded_refresh(settings: Settings) -> None:
    """A refresh with its row in the ledger, after which the hooks are told."""
    from dagster_project.runs.hooks import tell
    from dagster_project.runs.record import recorded_run

    facts: dict[str, object] = {}
    try:
        with recorded_run(settings, "command") as run:
            facts = run.facts
            _refresh(settings, run)
    finally:
        for problem in tell(settings, facts) if facts else []:
            _tell_waiting(problem)


def _refresh(settings: Settings, run: Run) -> None:
    from dagster_project.release.archive import Releases
    from dagster_project.release.nothing_new import published_from_the_same

    with suppress(OSError, duckdb.Error):
        # Of a run that was killed after it had published, before it wrote the manifest.
        Releases(settings.warehouse_file).confirm()
    same = published_from_the_same(settings)
    if same:
        current, files = same
        run.note(documents_found=files, documents_read=0, documents_unchanged=files)
        run.end("nothing_new", f"Nothing new since release {current.release_id}.")
        _out.print(f"Nothing new since release {current.release_id}.")
        _show_published(settings, 0, files)
        return
    _build(settings, run)


def _build(settings: Settings, run: Run) -> None:
    from dagster_project.orchestration.refresh import run_refresh

    ended = run_refresh(settings, run)
    if ended.failure:
        _fail(f"{ended.failure}\nLog: {ended.log_file}", _NOTHING_PUBLISHED)
    if ended.nothing_new:
        _out.print(str(run.facts["message"]))
    if ended.moved:
        _out.print(f"{ended.moved} documents have moved.")
    if ended.kept_without_file:
        _out.print(
            f"{ended.kept_without_file} documents stay though their file is gone; --prune removes them."
        )
    _show_published(settings, ended.read, ended.unchanged)
    if run.facts.get("release_id"):
        page = settings.changes_dir / f"{run.facts['release_id']}.html"
        _out.print(f"Changes: {page}", markup=False, soft_wrap=True)


def _show_published(settings: Settings, read: int | None, unchanged: int | None) -> None:
    with open_warehouse(settings.warehouse_file) as connection:
        documents, found = document_status(connection), findings(connection)
    _out.print(f"Read {read} new or changed documents; {unchanged} unchanged, not read again.")
    _show_summary(documents, found)
    _out.print(f"Data Docs: {settings.data_docs_dir / 'index.html'}", soft_wrap=True)
    _out.print(f"Warehouse: {settings.warehouse_file}", soft_wrap=True)


def _show_summary(documents: Sequence[Record], found: Sequence[Record]) -> None:
    paths = {record["file_path"]: record for record in documents}
    loaded = [record for record in paths.values() if record["status"] == "loaded"]
    current = sum(bool(record["is_current"]) for record in documents)
    amounts = sum(record["amount_count"] for record in documents)
    _out.print(
        f"{len(loaded)} of {len(paths)} documents loaded: {current} current disclosures, {amounts} amounts."
    )
    _show_not_loaded(record for record in paths.values() if record["status"] != "loaded")
    if withheld := sum(bool(record["withheld_forms"]) for record in documents):
        _out.print(
            f"{withheld} disclosures have forms that are withheld from the facts: their lines do not sum to "
            "the printed totals, and the print does not explain it. See fiscal status."
        )
    _out.print(_findings_line(found))
    if found:
        _show_findings(found[:_FINDINGS_SHOWN])
    if len(found) > _FINDINGS_SHOWN:
        _out.print(f"{len(found) - _FINDINGS_SHOWN} more: fiscal findings")


def _findings_line(found: Sequence[Record]) -> str:
    disclosures = len({record["disclosure_key"] for record in found})
    suspect = sum(record["suspect_extraction"] for record in found)
    doubt = f", {suspect} of them where the reading itself is suspect" if suspect else ""
    return f"{len(found)} findings in {disclosures} disclosures{doubt}." if found else "No findings."


def _show_status(records: Sequence[Record]) -> None:
    disclosures = [record for record in records if record["department_name"] is not None]
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Document, entity and year", overflow="fold", ratio=1)
    for name in ("Forms", "Amounts", "Proven", "Violated"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("State", overflow="fold", min_width=10)
    for record in disclosures:
        table.add_row(*_status_cells(record))
    if disclosures:
        _out.print(table)
    _show_not_loaded(record for record in records if record["department_name"] is None)


def _show_not_loaded(records: Iterable[Record]) -> None:
    for record in records:
        _out.print(f"{record['status']}: {record['file_path']}", style="bold", markup=False, soft_wrap=True)
        _out.print(f"  {record['status_reason'] or ''}", markup=False, soft_wrap=True)


def _status_cells(record: Record) -> tuple[str, ...]:
    amounts = record["amount_count"]
    year = record["fiscal_year"] or "no year stated: say it in manifest.csv"
    state = "current" if record["is_current"] else "superseded" if record["fiscal_year"] else "in no fact"
    subject = escape(f"{record['department_name']} {year}")
    return (
        f"{escape(record['file_path'])}\n  [dim]{subject}[/dim]",
        f"{record['form_count']}/{_STATUTORY_FORMS}",
        str(amounts),
        f"{record['proven_count'] / amounts:.0%}" if amounts else "",
        str(record["violation_count"]),
        ", ".join([state, *_doubts(record)]),
    )


def _doubts(record: Record) -> list[str]:
    """What is known to be wrong, or likely so, with the reading of a disclosure."""
    suspect = ["suspect"] if record["suspect_extraction"] else []
    return [*suspect, *([f"withheld: {record['withheld_forms']}"] if record["withheld_forms"] else [])]


def _show_findings(records: Sequence[Record]) -> None:
    if not records:
        _out.print("No findings.")
        return
    for subject, of_subject in groupby(records, _subject):
        _out.print(subject, style="bold", markup=False, soft_wrap=True)
        for record in of_subject:
            _out.print(
                f"  {_where(record)}", f"    {_equation(record)}", sep="\n", markup=False, soft_wrap=True
            )
            _out.print(f"    {record['finding_key']}", style="dim", markup=False, soft_wrap=True)


def _show_trace(traced: Trace) -> None:
    """What is printed where, line by line; nothing is cut."""
    record = traced.record
    if traced.kind == "finding":
        equation = " ".join(filter(None, (record["equation_text"], record["equation_unit"])))
        for line in (record["summary_zh"], record["summary_en"], equation):
            _out.print(line, markup=False, soft_wrap=True)
    for figure in traced.figures:
        _out.print(
            f"{figure.printed_text} {(figure.printed_unit or '') if figure.table_id else ''}",
            style="bold",
            markup=False,
            soft_wrap=True,
        )
        for name, value in _address(figure):
            _out.print(f"  {name}: {value}", markup=False, soft_wrap=True)
    for check in traced.checks:
        said = check["equation_text"] or f"{check['actual_text']}; should be {check['expected_text']}"
        told = f"  {check['status']} {check['identity_code']}: {said} {check['equation_unit'] or ''}"
        _out.print(told.rstrip(), markup=False, soft_wrap=True)


def _address(figure: Figure) -> list[tuple[str, object]]:
    place = [
        ("document", figure.file_path),
        ("page", figure.page_no),
        ("table", figure.table_id),
        ("row", figure.row_no),
        ("column", figure.column_no),
        ("line", figure.line_label),
        ("header", figure.header_path),
        ("text", figure.text),
        ("yuan", None if figure.amount_yuan is None else f"{figure.amount_yuan:,.2f}"),
        ("amount_key" if figure.table_id else "claim_key", figure.key),
    ]
    return [(name, value) for name, value in place if value not in (None, "")]


def _show_unrecognised(records: Sequence[Record]) -> None:
    if not records:
        _out.print("Every table with amounts is a known form.")
        return
    for record in records:
        _out.print(record["title"], style="bold", markup=False, soft_wrap=True)
        _out.print(
            f"  {record['table_count']} tables in {record['document_count']} documents, "
            f"{record['amount_count']} amounts: {record['reason']}",
            markup=False,
            soft_wrap=True,
        )
        if record["seed"]:
            _out.print(f"  teach it in {record['seed']}: {record['seed_row']}", markup=False, soft_wrap=True)


def _subject(record: Record) -> str:
    suspect = " (suspect extraction)" if record["suspect_extraction"] else ""
    return f"{record['department_name']} {record['fiscal_year']}{suspect}"


def _pair(text: str) -> tuple[str, str]:
    dimension, separator, value = text.partition("=")
    if not separator:
        _fail(f"--where {text}: write dimension=value", _WRONG_USAGE)
    return dimension, value


def _show_records(shown: Sequence[Record]) -> None:
    """A table of any records; numbers to the right."""
    if not shown:
        _out.print("Nothing in the warehouse answers to that.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, value in shown[0].items():
        number = isinstance(value, int | float | Decimal)
        table.add_column(name, justify="right" if number else "left", overflow="fold", no_wrap=number)
    for record in shown:
        table.add_row(*(_cell(value) for value in record.values()))
    _out.print(table)


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "" if value is None else escape(str(value))


def _where(record: Record) -> str:
    form = record["form_name_zh"] or record["form_code"]
    line = " ".join(filter(None, (record["line_label"], record["measure_code"])))
    place = ": ".join(filter(None, (form, line)))
    return f"{record['identity_name_zh']} ({record['identity_code']}), {place}"


def _equation(record: Record) -> str:
    """The numbers of a finding as printed, how far they are apart, how sure it is and where to look."""
    said = " ".join(filter(None, (record["equation_text"], record["equation_unit"])))
    parts = [said, _size(record), record["certainty"], f"page {record['pages']}" if record["pages"] else ""]
    return "; ".join(filter(None, parts))


def _size(record: Record) -> str:
    if record["difference_yuan"] is None:
        return ""
    relative = record["relative_size"]
    share = "" if relative is None else f" ({relative:.2%})"
    return f"off by {abs(record['difference_yuan']):,.2f} yuan{share}"


def _ask(
    warehouse: Path | None, question: Callable[[duckdb.DuckDBPyConnection], list[Record]]
) -> list[Record]:
    try:
        with open_warehouse(_settings(None, warehouse, None).warehouse_file) as connection:
            return question(connection)
    except NoWarehouseError as error:
        _fail(str(error), _NOTHING_PUBLISHED)


def _settings(
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
        _fail(str(error), _WRONG_USAGE)


def _print_json(records: Sequence[Record] | Record) -> None:
    document = json.dumps(records, ensure_ascii=False, indent=1, default=_plain)
    sys.stdout.write(for_json(document) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def _fail(message: str, status: int) -> NoReturn:
    _err.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(status)
