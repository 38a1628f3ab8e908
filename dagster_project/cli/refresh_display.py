"""How a refresh, and what became of each document, look on a terminal.

Belongs here: the summary of a refresh, the table of ``fiscal status``.
Does not belong here: findings line by line (``finding_display``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from dagster_project.cli.display import out
from dagster_project.cli.finding_display import show_findings
from dagster_project.duckdb_file import Record
from dagster_project.reporting.queries import News
from dagster_project.settings import Settings

if TYPE_CHECKING:
    from dagster_project.orchestration.in_process import Refresh

_STATUTORY_FORMS = 9
# A refresh names some; `fiscal findings` lists all.
_FINDINGS_SHOWN = 20
_COPIES_SHOWN = 5


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
    copied = f", {copies} new {'copies' if copies > 1 else 'copy'}" if copies else ""
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
    shown = set()
    for record in records:
        shown.add(record["status"])
        names = ", ".join([record["file_path"], *(record["other_paths"] or ())])
        out.print(f"{record['status']}: {names}", style="bold", markup=False, soft_wrap=True)
        out.print(f"  {record['status_reason'] or ''}", markup=False, soft_wrap=True)
    if "not_a_disclosure" in shown:
        out.print(
            "What is not a disclosure asks for nothing. If one of these is: `fiscal unrecognised` shows "
            "which of its tables are not known, and how to teach them.",
            soft_wrap=True,
        )


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
