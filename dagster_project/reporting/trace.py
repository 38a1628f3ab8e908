"""Leads from an amount or a finding to the place in the document where it is printed, with a picture.

Belongs here: what ``fiscal trace`` tells, and the file it writes.
Does not belong here: the terminal (``cli``), the drawing (``pictures``), the site (``findings_site``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from PIL.Image import Image as Picture

from dagster_project.duckdb_file import records
from dagster_project.output.pages import render
from dagster_project.reporting import evidence
from dagster_project.reporting.evidence import Figure, NoSuchKeyError, SourceFileError
from dagster_project.reporting.pictures import Box, Mark, PageRequest, draw, save, spaced, stack

# The pages of a sum over a whole document would make a picture that nobody can look at.
_PAGES_IN_A_PICTURE = 6
_CHECKS = """
    select
        checks.check_key, checks.identity_code, checks.status, checks.equation_text, checks.equation_unit,
        checks.actual_text, checks.expected_text, checks.reason
    from marts.fct_identity_check as checks
    where checks.check_key in (select check_key from marts.fct_identity_term where amount_key = ?)
    order by checks.status <> 'violated', checks.identity_code, checks.check_key
"""
# White space is not kept in what is judged.
_TEXT_PLACES = r"""
    select
        documents.document_key,
        documents.file_path,
        documents.file_format,
        paragraphs.page_no,
        paragraphs.text
    from marts.fct_finding as findings
    inner join marts.dim_document as documents using (document_key)
    inner join raw.paragraph as paragraphs on findings.document_key = paragraphs.document_id
    where findings.finding_key = ?
        and findings.line_label <> ''
        and contains(regexp_replace(paragraphs.text, '[\s\x{00A0}\x{3000}]+', '', 'g'), findings.line_label)
    order by paragraphs.paragraph_no
    limit 1
"""
_FINDING = """
    select
        finding_key, identity_code, findings.disclosure_key, form_code, line_label, measure_code,
        equation_text, equation_unit, summary_zh, summary_en, certainty, responsibility, pages,
        likely_amount_key,
        documents.document_key, documents.file_path, documents.file_format
    from marts.fct_finding as findings
    inner join marts.dim_document as documents using (document_key)
    where finding_key = ?
"""


_HEADERS = """
    select x0, top, x1, bottom
    from raw.table_cell
    where table_id in (select unnest(?)) and page_no = ? and is_header and x0 is not null and text <> ''
"""
_EXTENTS = """
    select min(x0), min(top), max(x1), max(bottom)
    from raw.table_cell
    where table_id in (select unnest(?)) and page_no = ? and x0 is not null
    group by table_id
"""


class BlankPageError(Exception):
    """Nothing is drawn of any page: what a publisher's file holds is beyond the library that draws."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a key leads to: the record of an amount or a finding, and its figures."""

    kind: str
    record: dict[str, Any]
    figures: tuple[Figure, ...]
    checks: tuple[dict[str, Any], ...]

    def as_record(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "kind": self.kind,
            **self.record,
            "figures": [asdict(figure) for figure in self.figures],
            "checks": list(self.checks),
        }


def trace(connection: duckdb.DuckDBPyConnection, key: str) -> Trace:
    """What is known of an amount or a finding.

    Raises:
        NoSuchKeyError: The key is of neither.
    """
    amount = evidence.amount(connection, key)
    if amount is not None:
        return Trace("amount", {"key": key}, (amount,), tuple(records(connection, _CHECKS, [key])))
    for finding in records(connection, _FINDING, [key]):
        figures = evidence.figures(connection, [key])[key] or text_figure(connection, finding)
        return Trace("finding", {"key": key, **finding}, tuple(figures), ())
    raise NoSuchKeyError(
        f"No amount and no finding has the key {key!r}. `fiscal findings` shows the keys of findings, and "
        "marts.fct_published_amount holds those of amounts (amount_key)."
    )


def write_picture(connection: duckdb.DuckDBPyConnection, traced: Trace, raw_dir: Path, out: Path) -> Path:
    """Writes a picture of what was traced: pages as PNG, tables of formats without pages as HTML.

    Args:
        connection: The warehouse it was traced in.
        traced: What to show.
        raw_dir: Folder of the source documents.
        out: The file; its ending is replaced by that of the picture's format.

    Returns:
        The file that was written.

    Raises:
        SourceFileError: The document is gone or was changed, or cannot be drawn.
    """
    likely = traced.record.get("likely_amount_key")
    requests = page_requests(connection, traced.figures, likely)
    if requests:
        # A page that nothing is drawn of is shown as the table that was read from it.
        with suppress(BlankPageError):
            return _write_pages(traced, requests, raw_dir, out.with_suffix(".png"))
    path = out.with_suffix(".html")
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = excerpts(connection, traced.figures, likely)
    path.write_text(
        render("trace.html", trace=traced, excerpts=tables, sentences=sentences(traced.figures)),
        encoding="utf-8",
    )
    return path


def page_requests(
    connection: duckdb.DuckDBPyConnection, figures: Iterable[Figure], likely_key: str | None
) -> dict[str, list[PageRequest]]:
    """The pages to draw of each document (by document key), in order, with the header cells on them."""
    marks: dict[tuple[str, int], list[Mark]] = {}
    tables: dict[tuple[str, int], set[str]] = {}
    for figure in figures:
        if figure.page_no is None:
            continue
        place = (figure.document_key, figure.page_no)
        text = "" if figure.box else figure.printed_text
        marks.setdefault(place, []).append(Mark(role_of(figure, likely_key), figure.box, text))
        if figure.table_id:
            tables.setdefault(place, set()).add(figure.table_id)
    requests: dict[str, list[PageRequest]] = {}
    for (document_key, page_no), on_page in sorted(marks.items()):
        table_ids = sorted(tables.get((document_key, page_no), ()))
        headers, extents = (
            tuple(_boxes(connection, query, table_ids, page_no)) for query in (_HEADERS, _EXTENTS)
        )
        request = PageRequest(page_no, tuple(on_page), headers, extents)
        requests.setdefault(document_key, []).append(request)
    return requests


def excerpts(
    connection: duckdb.DuckDBPyConnection, figures: Iterable[Figure], likely_key: str | None
) -> list[evidence.Excerpt]:
    """The tables of figures, with their cells marked."""
    marks: dict[str, dict[tuple[int, int], str]] = {}
    for figure in figures:
        if figure.table_id is None or figure.row_no is None or figure.column_no is None:
            continue
        cells = marks.setdefault(figure.table_id, {})
        cells[figure.row_no, figure.column_no] = role_of(figure, likely_key)
    return [evidence.excerpt(connection, table_id, cells) for table_id, cells in sorted(marks.items())]


def sentences(figures: Iterable[Figure]) -> list[tuple[str, str, str]]:
    """Prose around figures that stand in it: what is before, the figure, what is after."""
    found = []
    for figure in figures:
        if figure.text is None:
            continue
        hit = re.search(spaced(figure.printed_text), figure.text)
        start, end = hit.span() if hit else (0, 0)
        found.append((figure.text[:start], figure.text[start:end], figure.text[end:]))
    return list(dict.fromkeys(found))


def text_figure(connection: duckdb.DuckDBPyConnection, finding: dict[str, Any]) -> list[Figure]:
    """What a finding without figures is about: the text it judges, where the document prints it."""
    places = connection.execute(_TEXT_PLACES, [finding["finding_key"]]).fetchall()
    return [
        Figure(
            key="",
            check_key=finding["finding_key"],
            role="actual",
            coefficient=Decimal(0),
            document_key=document_key,
            file_path=file_path,
            file_format=file_format,
            table_id=None,
            row_no=None,
            column_no=None,
            header_path=None,
            line_label=finding["line_label"],
            printed_text=finding["line_label"],
            printed_unit=None,
            amount_yuan=None,
            page_no=page_no,
            box=None,
            text=text,
        )
        for document_key, file_path, file_format, page_no, text in places
    ]


def role_of(figure: Figure, likely_key: str | None) -> str:
    """How a figure is marked: the likeliest cause, what is tested, or what it is compared with."""
    return "likely" if figure.key == likely_key else figure.role


def _write_pages(traced: Trace, requests: dict[str, list[PageRequest]], raw_dir: Path, out: Path) -> Path:
    files = {figure.document_key: figure.file_path for figure in traced.figures}
    pages: list[Picture] = []
    for document_key, of_document in requests.items():
        path = evidence.source_file(raw_dir, files[document_key], document_key)
        left = _PAGES_IN_A_PICTURE - len(pages)
        try:
            drawn = list(draw(path, of_document[:left]))
        except Exception as error:  # whatever the libraries raise: a file may be damaged in any way
            raise SourceFileError(f"{files[document_key]} cannot be drawn: {error}") from error
        pages += [page.whole for page in drawn if not page.is_blank]
    if not pages:
        raise BlankPageError
    save(stack(pages), out)
    return out


def _boxes(
    connection: duckdb.DuckDBPyConnection, query: str, table_ids: Sequence[str], page_no: int
) -> list[Box]:
    return connection.execute(query, [table_ids, page_no]).fetchall()


def file_name(key: str) -> str:
    """A key as a file's name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", key)[:120]
