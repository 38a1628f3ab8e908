"""The findings as a site of static pages that needs no network: one folder to open, copy or put on a server.

Belongs here: what the pages show, which pictures they need, and how the folder is replaced.
Does not belong here: how pictures are drawn (``pictures``), how a place is found (``evidence``).
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import Record, records
from dagster_project.output.pages import render
from dagster_project.reporting import evidence
from dagster_project.reporting.evidence import SourceFileError
from dagster_project.reporting.overview import newest_changes, plots
from dagster_project.reporting.pictures import PageRequest, draw, save
from dagster_project.reporting.queries import document_status, withheld
from dagster_project.reporting.trace import excerpts, page_requests, sentences, text_figure
from dagster_project.reporting.violations import findings

# A finding of a whole document is understood from the total's page and a few of its parts.
_PICTURES_A_FINDING = 3
_MARKER = ".fiscal-report"
_STAGE_ZH = {"budget": "预算", "final_accounts": "决算"}
_DISCLOSURES = """
    select
        disclosures.disclosure_key,
        departments.department_name,
        disclosures.printed_entity_name,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        documents.file_path,
        if(documents.source_url like 'http%', documents.source_url, null) as source_url,
        count(checks.check_key) filter (where checks.status <> 'not_applicable') as check_count
    from marts.dim_disclosure as disclosures
    inner join marts.dim_department as departments using (department_key)
    inner join marts.dim_document as documents using (document_key)
    left join marts.fct_identity_check as checks using (disclosure_key)
    where disclosures.is_current
    group by all
    order by departments.department_name, disclosures.fiscal_year, disclosures.disclosure_key
"""
_IDENTITIES = """
    select
        identities.identity_code,
        identities.name_zh,
        identities.name_en,
        identities.says,
        identities.sort_order,
        count(checks.check_key) filter (where checks.status <> 'not_applicable') as check_count
    from marts.dim_identity as identities
    left join (
        select checks.*
        from marts.fct_identity_check as checks
        inner join marts.dim_disclosure as disclosures using (disclosure_key)
        where disclosures.is_current
    ) as checks using (identity_code)
    group by all
    order by identities.sort_order
"""
_CHECKS = """
    select
        checks.disclosure_key,
        identities.name_zh,
        identities.name_en,
        count(*) filter (where checks.status in ('exact', 'rounding')) as held,
        count(*) filter (where checks.status = 'violated') as failed,
        count(*) filter (where checks.status not in ('exact', 'rounding', 'violated')) as not_judged
    from marts.fct_identity_check as checks
    inner join marts.dim_identity as identities using (identity_code)
    inner join marts.dim_disclosure as disclosures using (disclosure_key)
    where disclosures.is_current
    group by checks.disclosure_key, identities.name_zh, identities.name_en, identities.sort_order
    order by failed = 0, identities.sort_order
"""
_FORMS = """
    select
        recognised.disclosure_key,
        recognised.table_id,
        forms.name_zh,
        forms.name_en,
        if(recognised.printed_unit = 'not_disclosed', '', recognised.printed_unit) as printed_unit,
        printed.page_first,
        count(amounts.amount_key) as amount_count,
        count(amounts.amount_key) filter (where amounts.proof_status = 'proven') as proven_count
    from marts.fct_recognised_table as recognised
    inner join marts.dim_disclosure as disclosures using (disclosure_key)
    inner join raw.document_table as printed using (table_id)
    inner join marts.dim_form as forms
        on recognised.form_code = forms.form_code and disclosures.budget_stage = forms.budget_stage
    left join marts.fct_published_amount as amounts
        on recognised.table_id = amounts.table_id and recognised.disclosure_key = amounts.disclosure_key
    where disclosures.is_current
    group by
        recognised.disclosure_key, recognised.table_id, forms.name_zh, forms.name_en, recognised.printed_unit,
        printed.page_first, printed.table_no
    order by printed.table_no, recognised.table_id
"""
_CHANGE_ZH = {
    "disclosure_added": "新公开 New disclosure",
    "disclosure_superseded": "被替换 Superseded",
    "disclosure_removed": "不再现行 No longer current",
    "finding_new": "新发现 New finding",
    "finding_resolved": "已消除的发现 Resolved finding",
}


class ReportFolderError(RuntimeError):
    """The report cannot be written where it was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was written: its first page, its findings, its pictures and what could not be drawn."""

    index: Path
    finding_count: int
    picture_count: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Order:
    """A page of a document that a finding needs a picture of; files are named without folder."""

    finding_key: str
    request: PageRequest
    name: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture as a page refers to it; ``problem`` says why there is none."""

    finding_key: str
    page_no: int
    cut: str = ""
    whole: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""


def write_report(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    out: Path,
    *,
    jobs: int,
    data_docs: Path | None = None,
) -> Report:
    """Writes the site of all findings.

    Args:
        connection: The published warehouse.
        raw_dir: Folder of the documents, for their pictures.
        out: The site's folder; an earlier report in it is replaced as a whole.
        jobs: Documents drawn at a time.
        data_docs: Index of Great Expectations' pages, to link to where it exists.

    Raises:
        ReportFolderError: ``out`` holds something that is not a report.
    """
    _require_own(out)
    building = out.with_name(f".{out.name}.new")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    (building / _MARKER).touch()
    found = _findings(connection)
    drawn = _draw_all(found, raw_dir, building / "pictures", jobs)
    _add_pictures(found, drawn)
    _write_pages(connection, found, building, _link(out, data_docs))
    shutil.rmtree(out, ignore_errors=True)
    building.rename(out)
    problems = dict.fromkeys(picture.problem for picture in drawn if picture.problem)
    return Report(out / "index.html", len(found), sum(not one.problem for one in drawn), tuple(problems))


def _require_own(out: Path) -> None:
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / _MARKER).exists()):
        raise ReportFolderError(
            f"{out} exists and is not a findings report. Name a new or empty folder with --out."
        )


def _findings(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """All findings with what their pages show, pictures excepted."""
    found = findings(connection)
    figures = evidence.figures(connection, [finding["finding_key"] for finding in found])
    causes = Counter(finding["group_key"] for finding in found)
    for finding in found:
        key, likely = finding["finding_key"], finding["likely_amount_key"]
        finding["figures"] = figures[key]
        finding["anchor"] = f"f{_digest(key)}"
        finding["page"] = f"disclosures/{finding['disclosure_key']}.html"
        shown = figures[key] or text_figure(connection, finding)
        finding["requests"] = page_requests(connection, shown, likely)
        finding["documents"] = {figure.document_key: figure.file_path for figure in shown}
        paged = [figure for figure in shown if figure.page_no is None]
        finding["excerpts"] = excerpts(connection, paged, likely)
        finding["sentences"] = sentences(shown)
        shared = causes[finding["group_key"]]
        finding["shared_cause"] = shared if shared > 1 else 0
    return found


def _draw_all(found: Sequence[Record], raw_dir: Path, folder: Path, jobs: int) -> list[_Drawn]:
    """Draws every page once a finding, a document in one process."""
    orders: dict[tuple[str, str], list[_Order]] = {}
    for finding in found:
        pages = [(key, request) for key, requests in finding["requests"].items() for request in requests]
        for document_key, request in sorted(pages, key=_importance)[:_PICTURES_A_FINDING]:
            place = (document_key, finding["documents"][document_key])
            name = f"{finding['anchor']}-{document_key[:8]}-{request.page_no}"
            orders.setdefault(place, []).append(_Order(finding["finding_key"], request, name))
        finding["pages_left"] = max(0, len(pages) - _PICTURES_A_FINDING)
    if not orders:
        return []
    # A fresh process holds neither the warehouse nor its threads; one that crashes takes no page of another
    # document with it that is drawn already.
    with ProcessPoolExecutor(max_workers=min(jobs, len(orders)), mp_context=get_context("spawn")) as pool:
        tasks = [
            (of_document, pool.submit(_draw_document, raw_dir, file_path, document_key, of_document, folder))
            for (document_key, file_path), of_document in orders.items()
        ]
        return [drawn for of_document, task in tasks for drawn in _outcome(of_document, task)]


def _importance(page: tuple[str, PageRequest]) -> tuple[bool, bool]:
    """First the page of the likeliest cause, then that of what is tested, then others as printed."""
    roles = {mark.role for mark in page[1].marks}
    return ("likely" not in roles, "actual" not in roles)


def _draw_document(
    raw_dir: Path, file_path: str, document_key: str, orders: Sequence[_Order], folder: Path
) -> list[_Drawn]:
    path = evidence.source_file(raw_dir, file_path, document_key)
    drawn = []
    for order, page in zip(orders, draw(path, [order.request for order in orders]), strict=True):
        if page.is_blank:
            problem = f"Nothing is drawn of page {page.page_no} of {file_path}."
            drawn.append(_Drawn(order.finding_key, page.page_no, problem=problem))
            continue
        save(page.cut, folder / f"{order.name}.png")
        save(page.whole, folder / f"{order.name}-page.png")
        cut, whole = f"../pictures/{order.name}.png", f"../pictures/{order.name}-page.png"
        drawn.append(_Drawn(order.finding_key, page.page_no, cut, whole, *page.cut.size))
    return drawn


def _outcome(orders: Sequence[_Order], task: Future[list[_Drawn]]) -> list[_Drawn]:
    """What a process drew; a document that cannot be drawn costs its own pictures alone."""
    try:
        return task.result()
    except SourceFileError as error:
        problem = str(error)
    except Exception as error:  # whatever the libraries raise, a crashed process included
        problem = f"The page could not be drawn: {type(error).__name__}"
    return [_Drawn(key, 0, problem=problem) for key in dict.fromkeys(order.finding_key for order in orders)]


def _add_pictures(found: Sequence[Record], drawn: Sequence[_Drawn]) -> None:
    for finding in found:
        finding["pictures"] = [picture for picture in drawn if picture.finding_key == finding["finding_key"]]


def _write_pages(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Record], folder: Path, data_docs: str
) -> None:
    disclosures = records(connection, _DISCLOSURES)
    for disclosure in disclosures:
        disclosure["page"] = f"disclosures/{disclosure['disclosure_key']}.html"
    identities = records(connection, _IDENTITIES)
    _count_findings(disclosures, found, "disclosure_key")
    _count_findings(identities, found, "identity_code")
    disclosures.sort(key=lambda disclosure: not disclosure["finding_count"])
    index = render(
        "report_index.html",
        findings=found,
        disclosures=disclosures,
        identities=identities,
        not_loaded=[one for one in document_status(connection) if one["status"] != "loaded"],
        withheld=withheld(connection),
        checked=sum(disclosure["check_count"] for disclosure in disclosures),
        data_docs=data_docs,
        made_at=f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}",
        stage_zh=_STAGE_ZH,
        plots=plots(connection),
        changes=newest_changes(connection),
        change_zh=_CHANGE_ZH,
    )
    (folder / "index.html").write_text(index, encoding="utf-8")
    (folder / "disclosures").mkdir()
    for disclosure, page in _disclosure_pages(connection, disclosures, found):
        (folder / disclosure["page"]).write_text(page, encoding="utf-8")


def _count_findings(counted: Sequence[Record], found: Sequence[Record], key: str) -> None:
    """Counts what the report shows, not every violated identity: some of these may be our misreading."""
    counts = Counter(finding[key] for finding in found)
    for one in counted:
        one["finding_count"] = counts[one[key]]


def _disclosure_pages(
    connection: duckdb.DuckDBPyConnection, disclosures: Sequence[Record], found: Sequence[Record]
) -> Iterator[tuple[Record, str]]:
    """A page for each disclosure, also for those without findings."""
    findings_of, checks_of, forms_of = (
        _by_disclosure(rows) for rows in (found, records(connection, _CHECKS), records(connection, _FORMS))
    )
    for disclosure in disclosures:
        key = disclosure["disclosure_key"]
        forms = forms_of.get(key, [])
        excerpts_of = evidence.tables(connection, [form["table_id"] for form in forms])
        for form in forms:
            form["excerpt"] = excerpts_of.get(form["table_id"], evidence.Excerpt("", ()))
        page = render(
            "report_disclosure.html",
            disclosure=disclosure,
            findings=findings_of.get(key, []),
            checks=checks_of.get(key, []),
            forms=forms,
            stage_zh=_STAGE_ZH,
        )
        yield disclosure, page


def _by_disclosure(rows: Iterable[Record]) -> dict[str, list[Record]]:
    grouped: dict[str, list[Record]] = {}
    for row in rows:
        grouped.setdefault(row["disclosure_key"], []).append(row)
    return grouped


def _link(out: Path, data_docs: Path | None) -> str:
    """The Data Docs by a relative path, where they lie beside the report: no other link can be copied."""
    if data_docs is None or not data_docs.is_file() or out.parent != data_docs.parent.parent:
        return ""
    return f"../{data_docs.relative_to(out.parent).as_posix()}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]
