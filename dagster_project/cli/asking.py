"""The commands that ask the warehouse: SQL, tables, findings, metrics, traces and exports.

Belongs here: their options and exit status. Does not belong here: the queries (``reporting``), what a
refresh does (``commands``).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from dagster_project.cli import display, finding_display
from dagster_project.cli.options import (
    NOTHING_PUBLISHED,
    WRONG_USAGE,
    JsonOption,
    RawOption,
    WarehouseOption,
    ask,
    fail,
    settings_of,
)
from dagster_project.duckdb_file import Record
from dagster_project.reporting.queries import NoWarehouseError, open_warehouse
from dagster_project.reporting.search import (
    NoSuchTableError,
    ask_sql,
    columns,
    is_number,
    printed_amounts,
    tables,
)
from dagster_project.reporting.violations import FindingFilter, NoHistoryError, findings

asking = typer.Typer()

# What a person needs to tell amounts of one number apart.
_PLACE = (
    "department_name",
    "fiscal_year",
    "budget_stage",
    "form_name_zh",
    "line_label",
    "printed_text",
    "printed_unit",
    "proof_status",
    "file_path",
    "page_no",
    "amount_key",
)

CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, safe to open in a spreadsheet.")]


@asking.command(name="sql")
def sql_command(
    query: Annotated[str, typer.Argument(help="A query in quotes; tables of marts need no schema.")],
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Answer a query of SQL: fiscal sql "select * from v_expenditure limit 5"."""
    try:
        answer = ask(warehouse, lambda connection: ask_sql(connection, query))
    except duckdb.Error as error:
        fail(f"{error}\n`fiscal tables` lists the tables, `fiscal tables NAME` their columns.", WRONG_USAGE)
    _show(answer, as_json=as_json, as_csv=as_csv)


@asking.command(name="tables")
def tables_command(
    name: Annotated[str | None, typer.Argument(help="A table, to see its columns.")] = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the tables and views with what they hold, or the columns of one."""
    try:
        found = ask(warehouse, tables if name is None else lambda connection: columns(connection, name))
    except NoSuchTableError as error:
        fail(str(error.args[0]), WRONG_USAGE)
    _show(found, as_json=as_json)


@asking.command(name="findings")
def findings_command(
    department: Annotated[str, typer.Option(help="A part of the department's name.")] = "",
    year: Annotated[int | None, typer.Option(help="Fiscal year.")] = None,
    identity: Annotated[str, typer.Option(help="Code of an identity, such as row_cross_foot.")] = "",
    certainty: Annotated[str, typer.Option(help="certain, likely or doubtful.")] = "",
    new: Annotated[bool, typer.Option("--new", help="Those that the published release brought.")] = False,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show the fiscal identities that current disclosures violate in print."""
    wanted = FindingFilter(department, year, identity, certainty, new)
    try:
        found = ask(warehouse, lambda connection: findings(connection, wanted))
    except NoHistoryError as error:
        fail(str(error), NOTHING_PUBLISHED)
    if as_json or as_csv:
        _show(found, as_json=as_json, as_csv=as_csv)
    else:
        finding_display.show_findings(found)


@asking.command(name="metric")
def metric_command(
    names: Annotated[list[str] | None, typer.Argument(help="Metrics of one view; none lists them.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="A dimension to divide by; may be repeated.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="dimension=value, also with !=, >, >=, <, <=; may be repeated."),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Beside each year, the year before and the change.")
    ] = False,
    sort: Annotated[
        str | None, typer.Option(help="A column to sort by, the largest first; -column the smallest first.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Show so many rows.")] = None,
    warehouse: WarehouseOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Answer metrics as dbt's semantic models define them: sums, counts and shares, by dimensions."""
    from dagster_project.modelling.manifest import parsed_manifest
    from dagster_project.reporting.metrics import (
        Condition,
        MetricError,
        Question,
        ask_metrics,
        read_metrics,
    )

    metrics = read_metrics(parsed_manifest(settings_of(None, warehouse, None)))
    if not names:
        _show(
            [{"metric": m.name, "is": m.description, "view": m.relation} for m in metrics.values()],
            as_json=as_json,
            as_csv=as_csv,
        )
        return
    try:
        conditions = tuple(Condition.read(text) for text in where or ())
        question = Question(tuple(names), tuple(by or ()), conditions, compare, sort, limit)
        answer = ask(warehouse, lambda asked: ask_metrics(asked, metrics, question))
    except MetricError as error:
        fail(str(error), WRONG_USAGE)
    _show(answer, as_json=as_json, as_csv=as_csv)


@asking.command(name="trace")
def trace_key(
    key: Annotated[
        str,
        typer.Argument(help="A printed number (8,201.15), an amount_key, or a finding_key of a finding."),
    ],
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
    """Show where a number, an amount or a finding is printed, and make a picture of it."""
    if is_number(key):
        key = _only_amount(key, warehouse, as_json=as_json)
    from dagster_project.reporting.evidence import NoSuchKeyError, SourceFileError
    from dagster_project.reporting.trace import file_name, trace, write_picture

    settings = settings_of(raw, warehouse, None)
    file = out.absolute() if out else settings.trace_dir / file_name(key)
    try:
        with open_warehouse(settings.warehouse_file) as connection:
            traced = trace(connection, key)
            if not as_json:
                finding_display.show_trace(traced)
            picture = write_picture(connection, traced, settings.raw_dir, file)
    except NoWarehouseError as error:
        fail(str(error), NOTHING_PUBLISHED)
    except NoSuchKeyError as error:
        fail(str(error.args[0]), WRONG_USAGE)
    except (SourceFileError, OSError) as error:
        fail(str(error), NOTHING_PUBLISHED)
    if as_json:
        display.print_json({**traced.as_record(), "picture": str(picture)})
    else:
        display.out.print(f"Picture: {picture}", markup=False, soft_wrap=True)


def _only_amount(number: str, warehouse: Path | None, *, as_json: bool) -> str:
    """The key of the one amount that is printed so; the command ends with the list where there are more."""
    found = ask(warehouse, lambda connection: printed_amounts(connection, number))
    if not found:
        fail(f"No document prints {number} as an amount, and none comes to as many yuan.", WRONG_USAGE)
    if len(found) > 1:
        if as_json:
            display.print_json(found)
        else:
            display.show_records([{name: one[name] for name in _PLACE} for one in found])
            display.note(f"{len(found)} amounts. `fiscal trace AMOUNT_KEY` shows one on its page.")
        raise typer.Exit(0)
    return str(found[0]["amount_key"])


def _show(found: Sequence[Record], *, as_json: bool = False, as_csv: bool = False) -> None:
    if as_json:
        display.print_json(found)
    elif as_csv:
        _print_csv(found)
    else:
        display.show_records(found)


def _print_csv(found: Sequence[Record]) -> None:
    # It brings what writes Excel files, which takes longer to import than most answers take.
    from dagster_project.reporting.export_formats import csv_value

    writer = csv.writer(sys.stdout, lineterminator="\n")
    if found:
        writer.writerow(found[0])
    writer.writerows([csv_value(value) for value in record.values()] for record in found)


@asking.command(name="export")
def export_files(
    what: Annotated[
        str | None, typer.Argument(help="A table or view of marts, or a query in quotes.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the files.")] = Path("export"),
    file_format: Annotated[
        str,
        typer.Option("--format", help="xlsx, csv, parquet, jsonl, or datapackage (Fiscal Data Package)."),
    ] = "xlsx",
    department: Annotated[
        str | None,
        typer.Option(
            "--department", help="Instead: a workbook of each such department, its forms as printed."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="What the files are named after.")] = None,
    one_file: Annotated[bool, typer.Option("--one-file", help="All years in one file.")] = False,
    bom: Annotated[
        bool, typer.Option("--bom/--no-bom", help="Begin CSV with the mark that Excel needs.")
    ] = True,
    warehouse: WarehouseOption = None,
) -> None:
    """Write a table, the result of a query, or a department's forms as files for other programs."""
    from dagster_project.reporting.export import ExportError, Format, export
    from dagster_project.reporting.workbook import export_departments

    if (what is None) == (department is None):
        fail("Name a table or a query to export, or a --department.", WRONG_USAGE)
    if file_format not in list(Format):
        fail(f"--format: {file_format!r} is none of {', '.join(Format)}.", WRONG_USAGE)
    try:
        with open_warehouse(settings_of(None, warehouse, None).warehouse_file) as connection:
            if department is not None:
                written = export_departments(connection, department, out.absolute())
            else:
                written = export(
                    connection,
                    str(what),
                    out.absolute(),
                    Format(file_format),
                    name=name,
                    one_file=one_file,
                    mark_utf8=bom,
                )
    except NoWarehouseError as error:
        fail(str(error), NOTHING_PUBLISHED)
    except (ExportError, duckdb.Error, OSError) as error:
        fail(str(error), WRONG_USAGE)
    for one in written:
        display.out.print(f"{one.file}: {one.row_count} rows", markup=False, soft_wrap=True)
