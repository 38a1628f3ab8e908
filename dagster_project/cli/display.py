"""How results look on a terminal, and as JSON.

Belongs here: tables, lines and their order. Does not belong here: asking the warehouse (``reporting``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from rich.markup import escape
from rich.table import Table

from dagster_project.duckdb_file import Record
from dagster_project.output.console import SafeConsole
from dagster_project.output.safe_text import for_json
from dagster_project.reporting.queries import News
from dagster_project.settings import Settings

if TYPE_CHECKING:
    from dagster_project.orchestration.in_process import Refresh
    from dagster_project.reporting.evidence import Figure
    from dagster_project.reporting.trace import Trace

_STATUTORY_FORMS = 9
# A refresh names some; `fiscal findings` lists all.
_FINDINGS_SHOWN = 20
_LONGEST_TEXT = 60
_COPIES_SHOWN = 5

# Columns that a text gets at least in a table.
_NARROWEST_TEXT = 12

out = SafeConsole()
err = SafeConsole(stderr=True)


def note(text: str) -> None:
    """A line for the person, beside the results."""
    err.print(text, markup=False, soft_wrap=True)


def show_refresh(
    ended: Refresh,
    settings: Settings,
    documents: Sequence[Record],
    found: Sequence[Record],
    new: News = News(),  # noqa: B008  (it cannot change)
) -> None:
    """What a refresh did, what is new by it, and how much the warehouse holds now.

    Args:
        ended: How it ended.
        settings: The places of the refresh.
        documents: All documents of the warehouse.
        found: All findings.
        new: What is new of them.
    """
    counts = ended.counts
    if ended.outcome != "published":
        out.print(ended.message, markup=False, soft_wrap=True)
    if counts.get("moved"):
        out.print(f"{counts['moved']} documents have moved.")
    if counts.get("kept_without_file"):
        out.print(
            f"{counts['kept_without_file']} documents stay though their file is gone; --prune removes them."
        )
    if "read" in counts:
        out.print(_reading_line(counts, len(ended.copies)))
    for copy, original in ended.copies[:_COPIES_SHOWN]:
        out.print(f"{copy} is a copy of {original}, byte for byte.", markup=False, soft_wrap=True)
    if len(ended.copies) > _COPIES_SHOWN:
        out.print(f"{len(ended.copies) - _COPIES_SHOWN} more files are copies of others.")
    if ended.left_out:
        names = ", ".join(ended.left_out[:_COPIES_SHOWN])
        more = " and others" if len(ended.left_out) > _COPIES_SHOWN else ""
        out.print(
            f"Left out by their names, as notes or unfinished downloads: {names}{more}.",
            markup=False,
            soft_wrap=True,
        )
    show_summary(
        documents,
        found,
        [record for record in documents if _is_new(record, new) or record["file_path"] in ended.set_aside],
        [record for record in found if new.finding_keys is None or record["finding_key"] in new.finding_keys],
    )
    out.print(f"Data Docs: {settings.data_docs_dir / 'index.html'}", markup=False, soft_wrap=True)
    out.print(f"Warehouse: {settings.warehouse_file}", markup=False, soft_wrap=True)
    if ended.release_id:
        page = settings.changes_dir / f"{ended.release_id}.html"
        out.print(f"Changes: {page}", markup=False, soft_wrap=True)


def _reading_line(counts: Mapping[str, int], copies: int) -> str:
    """Of each file in the folder what was done; the numbers add up to all of them."""
    failed = f", {counts['not_read']} could not be read" if counts.get("not_read") else ""
    copied = f", {copies} new copies" if copies else ""
    return (
        f"Read {counts['read']} new or changed documents{failed}; "
        f"{counts['unchanged']} unchanged, not read again{copied}."
    )


def _is_new(record: Record, new: News) -> bool:
    """Whether a document was read since the release before."""
    return new.since is None or bool(record["loaded_at"] >= new.since)


def show_summary(
    documents: Sequence[Record],
    found: Sequence[Record],
    new_documents: Sequence[Record],
    new_findings: Sequence[Record],
) -> None:
    """How many documents, disclosures and amounts there are; what is new of what was not read and found."""
    paths = {record["file_path"]: record for record in documents}
    loaded = [record for record in paths.values() if record["status"] == "loaded"]
    current = sum(bool(record["is_current"]) for record in documents)
    amounts = sum(record["amount_count"] for record in documents)
    out.print(
        f"{len(loaded)} of {len(paths)} documents loaded: {current} current disclosures, {amounts} amounts."
    )
    not_loaded = [record for record in documents if record["status"] != "loaded"]
    new = [record for record in new_documents if record["status"] != "loaded"]
    _show_not_loaded(new)
    if len(not_loaded) > len(new):
        out.print(f"{len(not_loaded) - len(new)} files are not loaded, as before: fiscal status")
    if lost := sum(bool(record["suspect_pages"]) for record in paths.values()):
        out.print(
            f"{lost} documents have pages of which numbers were lost: another reader sees them. "
            "See fiscal status."
        )
    if withheld := sum(bool(record["withheld_forms"]) for record in documents):
        out.print(
            f"{withheld} disclosures have forms that are withheld from the facts: their lines do not sum to "
            "the printed totals, and the print does not explain it. See fiscal status."
        )
    out.print(_findings_line(found, new_findings))
    if new_findings:
        show_findings(new_findings[:_FINDINGS_SHOWN])
    if len(new_findings) > _FINDINGS_SHOWN:
        out.print(f"{len(new_findings) - _FINDINGS_SHOWN} more: fiscal findings")


def _findings_line(found: Sequence[Record], new: Sequence[Record]) -> str:
    if not found:
        return "No findings."
    disclosures = len({record["disclosure_key"] for record in found})
    new_ones = "" if len(new) == len(found) else f", {len(new) or 'none'} of them new"
    return f"{len(found)} findings in {disclosures} disclosures{new_ones}."


def show_status(records: Sequence[Record]) -> None:
    """A table of the disclosures, then the documents that hold none, with the reason."""
    disclosures = [record for record in records if record["department_name"] is not None]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("Forms", "Amounts", "Proven", "Failed"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("State", no_wrap=True)
    # Last, so that a long name runs over without tearing the numbers apart.
    table.add_column("Document", overflow="fold", ratio=1)
    for record in disclosures:
        table.add_row(*_status_cells(record))
    if disclosures:
        out.print(table)
    _show_not_loaded(record for record in records if record["department_name"] is None)


def _show_not_loaded(records: Iterable[Record]) -> None:
    for record in records:
        out.print(f"{record['status']}: {record['file_path']}", style="bold", markup=False, soft_wrap=True)
        out.print(f"  {record['status_reason'] or ''}", markup=False, soft_wrap=True)


def _status_cells(record: Record) -> tuple[str, ...]:
    amounts = record["amount_count"]
    state = "current" if record["is_current"] else "superseded" if record["fiscal_year"] else "in no fact"
    return (
        f"{record['form_count']}/{_STATUTORY_FORMS}",
        str(amounts),
        f"{record['proven_count'] / amounts:.0%}" if amounts else "",
        str(record["violation_count"]),
        state,
        "\n".join(
            [escape(record["file_path"]), *(f"  [dim]{escape(text)}[/dim]" for text in _notes(record))]
        ),
    )


def _notes(record: Record) -> list[str]:
    """Whose a disclosure is, where its file's name does not tell, and what is known to be wrong with it."""
    year = record["fiscal_year"]
    path, department = record["file_path"], record["department_name"]
    said = year and str(year) in path and department in path
    subject = [] if said else [f"{department} {year or 'no year stated: say it in manifest.csv'}"]
    return [*subject, *_doubts(record)]


def _doubts(record: Record) -> list[str]:
    """What is known to be wrong, or likely so, with the reading of a disclosure."""
    suspect = ["suspect"] if record["suspect_extraction"] else []
    lost = [f"numbers lost on page {record['suspect_pages']}"] if record["suspect_pages"] else []
    return [*suspect, *lost, *([f"withheld: {record['withheld_forms']}"] if record["withheld_forms"] else [])]


def show_findings(records: Sequence[Record]) -> None:
    """The findings of each disclosure: where, with what numbers, and the key to trace them by."""
    if not records:
        out.print("No findings.")
        return
    for subject, of_subject in groupby(records, _subject):
        out.print(subject, style="bold", markup=False, soft_wrap=True)
        for record in of_subject:
            out.print(
                f"  {_where(record)}", f"    {_equation(record)}", sep="\n", markup=False, soft_wrap=True
            )
            out.print(f"    {record['finding_key']}", style="dim", markup=False, soft_wrap=True)


def show_doubts(records: Sequence[Record]) -> None:
    """The doubts of each disclosure: where, with what numbers, and the evidence."""
    if not records:
        out.print("No doubts: no violated identity looks like a misreading.")
        return
    for subject, of_subject in groupby(records, _subject):
        out.print(subject, style="bold", markup=False, soft_wrap=True)
        for record in of_subject:
            lines = (
                f"  {_where(record)}",
                f"    {_equation(record)}",
                f"    {record['responsibility']}: {record['responsibility_reason']}",
            )
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


def show_records(shown: Sequence[Record]) -> None:
    """A table of any records; numbers and keys are never cut, the table grows beyond the terminal instead."""
    if not shown:
        out.print("No rows match.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    needed = 0
    for name in shown[0]:
        values = [record[name] for record in shown]
        number = any(isinstance(value, int | float | Decimal) for value in values)
        whole = number or name.endswith("_key")
        longest = max((len(_cell(value)) for value in values), default=0) if whole else 0
        least = max(len(name), longest or _NARROWEST_TEXT)
        needed += least + 1
        justify: Literal["right", "left"] = "right" if number else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=whole, min_width=least)
    for record in shown:
        table.add_row(*(_cell(value) for value in record.values()))
    out.print(table, width=max(out.width, needed), crop=False)


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


def print_json(records: Sequence[Record] | Record) -> None:
    """Records as JSON on standard output."""
    document = json.dumps(records, ensure_ascii=False, indent=1, default=_plain)
    sys.stdout.write(for_json(document) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")
