"""How findings, doubts, layouts and traces look on a terminal.

Belongs here: their lines and order. Does not belong here: tables of any records, JSON (``display``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from dagster_project.cli.display import out
from dagster_project.duckdb_file import Record

if TYPE_CHECKING:
    from dagster_project.reporting.evidence import Figure
    from dagster_project.reporting.trace import Trace

_LONGEST_TEXT = 60


def show_findings(records: Sequence[Record]) -> None:
    """The findings of each disclosure: where, with what numbers, and the key to trace them by."""
    if not records:
        out.print("No findings.")
    _show_violations(records)


def show_doubts(records: Sequence[Record]) -> None:
    """The doubts of each disclosure: where, with what numbers, and the evidence."""
    if not records:
        out.print("No doubts: no violated identity looks like a misreading.")
    _show_violations(records, with_evidence=True)


def _show_violations(records: Sequence[Record], *, with_evidence: bool = False) -> None:
    for subject, of_subject in groupby(records, _subject):
        out.print(subject, style="bold", markup=False, soft_wrap=True)
        for record in of_subject:
            lines = [f"  {_where(record)}", f"    {_equation(record)}"]
            if with_evidence:
                lines.append(f"    {record['responsibility']}: {record['responsibility_reason']}")
            out.print(*lines, sep="\n", markup=False, soft_wrap=True)
            out.print(f"    {record['finding_key']}", style="dim", markup=False, soft_wrap=True)


def show_layouts(records: Sequence[Record]) -> None:
    """The layouts, the worst read first: who prints them, how much is proven, what fails."""
    if not records:
        out.print("No form was recognised.")
        return
    for record in records:
        share = f"{record['proven_share']:.1%} proven" if record["amount_count"] else "no amounts"
        out.print(
            f"{record['form_code']}, {record['region_names']}", style="bold", markup=False, soft_wrap=True
        )
        lines = [
            f"  {record['disclosure_count']} disclosures, {record['amount_count']} amounts, {share}",
            f"  columns: {record['columns_text']}",
        ]
        if record["failing_identities"]:
            lines.append(f"  fails: {record['failing_identities']}")
        out.print(*lines, sep="\n", markup=False, soft_wrap=True)


def show_trace(traced: Trace) -> None:
    """What is printed where, line by line; nothing is cut."""
    record = traced.record
    if traced.kind == "finding":
        equation = " ".join(filter(None, (record["equation_text"], record["equation_unit"])))
        for line in (record["summary_zh"], record["summary_en"], equation):
            out.print(line, markup=False, soft_wrap=True)
    for figure in traced.figures:
        out.print(
            f"{figure.printed_text} {(figure.printed_unit or '') if figure.table_id else ''}",
            style="bold",
            markup=False,
            soft_wrap=True,
        )
        for name, value in _address(figure):
            out.print(f"  {name}: {value}", markup=False, soft_wrap=True)
    for check in traced.checks:
        equation = check["equation_text"] or f"{check['actual_text']}; should be {check['expected_text']}"
        line = f"  {check['status']} {check['identity_code']}: {equation} {check['equation_unit'] or ''}"
        out.print(line.rstrip(), markup=False, soft_wrap=True)


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


def show_unrecognised(records: Sequence[Record]) -> None:
    """The titles of tables that are not known, and the seed row that would teach each."""
    if not records:
        out.print("Every table with amounts is a known form.")
        return
    for record in records:
        out.print(record["title"], style="bold", markup=False, soft_wrap=True)
        out.print(
            f"  {record['table_count']} tables in {record['document_count']} documents, "
            f"{record['amount_count']} amounts: {record['reason']}",
            markup=False,
            soft_wrap=True,
        )
        if record["seed"]:
            out.print(f"  teach it in {record['seed']}: {record['seed_row']}", markup=False, soft_wrap=True)


def show_unread(records: Sequence[Record]) -> None:
    """The values that are none because they are out of range, each with its cell."""
    for path, of_document in groupby(records, lambda record: record["file_path"]):
        out.print(path, style="bold", markup=False, soft_wrap=True)
        for record in of_document:
            out.print(
                f"  {record['text'][:_LONGEST_TEXT]} is no {record['field']}: {record['reason']} (table "
                f"{record['table_id']}, row {record['row_no']}, column {record['column_no']})",
                markup=False,
                soft_wrap=True,
            )


def _subject(record: Record) -> str:
    return f"{record['department_name']} {record['fiscal_year']}"


def _where(record: Record) -> str:
    form = record["form_name_zh"] or record["form_code"]
    line = " ".join(filter(None, (record["line_label"], record["measure_code"])))
    place = ": ".join(filter(None, (form, line)))
    return f"{record['identity_name_zh']} ({record['identity_code']}), {place}"


def _equation(record: Record) -> str:
    """The numbers of a finding as printed, how far they are apart, how sure it is and where to look."""
    equation = " ".join(filter(None, (record["equation_text"], record["equation_unit"])))
    parts = [
        equation,
        _size(record),
        record["certainty"],
        f"page {record['pages']}" if record["pages"] else "",
    ]
    return "; ".join(filter(None, parts))


def _size(record: Record) -> str:
    if record["difference_yuan"] is None:
        return ""
    relative = record["relative_size"]
    share = "" if relative is None else f" ({relative:.2%})"
    return f"off by {abs(record['difference_yuan']):,.2f} yuan{share}"
