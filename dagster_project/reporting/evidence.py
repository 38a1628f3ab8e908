"""Where figures are printed: their documents, pages, tables, cells and sentences.

Belongs here: what the published warehouse knows of a figure's place, and the source file it names.
Does not belong here: pictures of the place (``pictures``), how it is told (``trace``, ``findings_site``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.extraction.outcome import sha256_of

# Rows shown above and below a marked one where a table is shown in part.
_ROWS_AROUND = 1
_ROWS_OF_A_TABLE = 200


class NoSuchKeyError(LookupError):
    """The warehouse holds nothing under this key; the message says where keys are found."""


class SourceFileError(RuntimeError):
    """The document of a figure cannot be shown; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an equation and where it is printed.

    ``box`` is in PDF points from the top left corner of the page; it and ``page_no`` are None where the
    format has no pages. ``text`` is the sentence of a figure that stands in prose.
    """

    key: str
    check_key: str
    role: str
    coefficient: Decimal
    document_key: str
    file_path: str
    file_format: str
    table_id: str | None
    row_no: int | None
    column_no: int | None
    header_path: str | None
    line_label: str | None
    printed_text: str
    printed_unit: str | None
    amount_yuan: Decimal | None
    page_no: int | None
    box: tuple[float, float, float, float] | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a picture of its table shows it; ``mark`` names its role in the equation."""

    text: str
    row_span: int
    column_span: int
    is_header: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The rows of a table around marked cells; None stands for rows that are left out."""

    caption: str
    rows: tuple[tuple[Cell, ...] | None, ...]


_CELL_FIGURES = """
    select
        amounts.amount_key,
        {terms}
        documents.document_key,
        documents.file_path,
        documents.file_format,
        amounts.table_id,
        amounts.row_no,
        amounts.column_no,
        cells.header_path,
        amounts.line_label,
        amounts.printed_text,
        amounts.printed_unit,
        amounts.amount_yuan,
        amounts.page_no,
        [amounts.x0, amounts.top, amounts.x1, amounts.bottom],
        null
    from {source}
    inner join marts.dim_disclosure as disclosures on amounts.disclosure_key = disclosures.disclosure_key
    inner join marts.dim_document as documents on disclosures.document_key = documents.document_key
    left join raw.table_cell as cells
        on amounts.table_id = cells.table_id
        and amounts.row_no = cells.row_no
        and amounts.column_no = cells.column_no
"""
_ONE_AMOUNT = _CELL_FIGURES.format(
    terms="'', 'actual', 1,", source="marts.fct_published_amount as amounts"
) + ("where amounts.amount_key = ?")
_TERM_AMOUNTS = (
    _CELL_FIGURES.format(
        terms="terms.check_key, terms.term_side, terms.coefficient,",
        source="marts.fct_identity_term as terms "
        "inner join marts.fct_published_amount as amounts on terms.amount_key = amounts.amount_key",
    )
    + "where terms.check_key in (select unnest(?))"
    " order by terms.check_key, terms.term_side, terms.coefficient < 0, amounts.table_id,"
    " amounts.row_no, amounts.column_no"
)
_TERM_CLAIMS = """
    select
        claims.claim_key,
        terms.check_key,
        terms.term_side,
        terms.coefficient,
        documents.document_key,
        documents.file_path,
        documents.file_format,
        null,
        null,
        null,
        null,
        claims.claim_name_zh,
        claims.printed_text,
        claims.printed_unit,
        claims.claimed_yuan,
        claims.page_no,
        null,
        claims.text
    from marts.fct_identity_term as terms
    inner join marts.fct_narrative_claim as claims on terms.claim_key = claims.claim_key
    inner join marts.dim_document as documents on claims.document_key = documents.document_key
    where terms.check_key in (select unnest(?))
    order by terms.check_key, terms.term_side, terms.coefficient < 0, claims.claim_key
"""

_TEXT_CHECKS = """
    select checks.check_key, checks.actual_text, checks.line_label
    from marts.fct_identity_check as checks
    where checks.check_key in (select unnest(?)) and checks.actual_text is not null
    order by checks.check_key
"""
_CELLS = """
    select table_id, row_no, column_no, row_span, column_span, is_header, text
    from raw.table_cell
    where table_id in (select unnest(?))
    order by table_id, row_no, column_no
"""
_ROW_CELLS = """
    select
        documents.document_key,
        documents.file_path,
        documents.file_format,
        cells.row_no,
        cells.column_no,
        cells.header_path,
        cells.text,
        cells.page_no,
        [cells.x0, cells.top, cells.x1, cells.bottom]
    from raw.table_cell as cells
    inner join raw.document_table as tables using (table_id)
    inner join marts.dim_document as documents on tables.document_id = documents.document_key
    where cells.table_id = ? and ? between cells.row_no and cells.row_no + cells.row_span - 1
    order by cells.column_no
"""
# Keys of checks of a row of a table end in the table and the row.
_ROW_KEY = re.compile(r"([0-9a-f]{16}-\d+)[-|](\d+)$")


def amount(connection: duckdb.DuckDBPyConnection, amount_key: str) -> Figure | None:
    """The published amount of a key; None where there is none."""
    found = connection.execute(_ONE_AMOUNT, [amount_key]).fetchone()
    return _figure(found) if found else None


def figures(connection: duckdb.DuckDBPyConnection, check_keys: Sequence[str]) -> dict[str, list[Figure]]:
    """The figures of checks, by check, in the order in which their equations are written."""
    by_check: dict[str, list[Figure]] = {key: [] for key in check_keys}
    for query in (_TERM_AMOUNTS, _TERM_CLAIMS):
        if query is _TERM_CLAIMS and not _has_claims(connection):
            continue
        for row in connection.execute(query, [list(check_keys)]).fetchall():
            figure = _figure(row)
            by_check[figure.check_key].append(figure)
    for check_key, actual_text, line_label in connection.execute(_TEXT_CHECKS, [list(check_keys)]).fetchall():
        cell = _text_cell(connection, check_key, actual_text, line_label)
        if cell is not None:
            # An amount of the same row only led there; one of another row is what the text is held against.
            others = [
                replace(figure, role="expected")
                for figure in by_check[check_key]
                if (figure.table_id, figure.row_no) != (cell.table_id, cell.row_no)
            ]
            by_check[check_key] = [cell, *others]
    return by_check


def excerpt(
    connection: duckdb.DuckDBPyConnection, table_id: str, marks: dict[tuple[int, int], str]
) -> Excerpt:
    """The header of a table and the rows around its marked cells.

    Args:
        connection: A warehouse.
        table_id: The table.
        marks: The role of each marked cell, by row and column.
    """
    caption = connection.execute(
        "select caption from raw.document_table where table_id = ?", [table_id]
    ).fetchone()
    rows, headers = _rows_of(connection.execute(_CELLS, [[table_id]]).fetchall(), marks)
    marked_rows = {row for row, _ in marks}
    shown = [no for no in sorted(rows) if _is_shown(no, headers, marked_rows)]
    return Excerpt(str(caption[0]) if caption else "", tuple(_with_gaps(shown, rows)))


def tables(connection: duckdb.DuckDBPyConnection, table_ids: Sequence[str]) -> dict[str, Excerpt]:
    """Whole tables as they were read; of one with more rows than a page can show, its first ones."""
    found = connection.execute(_CELLS, [list(table_ids)]).fetchall()
    whole = {}
    for table_id, cells in groupby(found, key=itemgetter(0)):
        rows, _ = _rows_of(cells, {})
        shown = sorted(rows)[:_ROWS_OF_A_TABLE]
        # The gap at the end says that there is more.
        more = (None,) if len(rows) > len(shown) else ()
        whole[table_id] = Excerpt("", (*(tuple(rows[no]) for no in shown), *more))
    return whole


def _rows_of(
    cells: Iterable[tuple[Any, ...]], marks: dict[tuple[int, int], str]
) -> tuple[dict[int, list[Cell]], set[int]]:
    """The cells of a table by row, and which rows are of its header."""
    rows: dict[int, list[Cell]] = {}
    headers: set[int] = set()
    for _, row_no, column_no, row_span, column_span, is_header, text in cells:
        mark = marks.get((row_no, column_no), "")
        rows.setdefault(row_no, []).append(Cell(text, row_span, column_span, is_header, mark))
        if is_header:
            headers.add(row_no)
    return rows, headers


def source_file(raw_dir: Path, file_path: str, document_key: str) -> Path:
    """The file that a document was read from.

    Raises:
        SourceFileError: It is gone, or holds something else by now.
    """
    path = raw_dir / file_path
    archive, _, member = file_path.partition("!/")
    if member:
        raise SourceFileError(
            f"{member} lies in the archive {archive}. Unpack the archive in {raw_dir} and run "
            "`fiscal refresh` to see its pages."
        )
    if not path.is_file() or not path.resolve().is_relative_to(raw_dir.resolve()):
        raise SourceFileError(
            f"{file_path} is not in {raw_dir} any more. Name the folder it is in with FISCAL_RAW_DIR, "
            "or put the file back."
        )
    if sha256_of(path) != document_key:
        raise SourceFileError(
            f"{file_path} in {raw_dir} is not the file that was read: its content changed. "
            "Run `fiscal refresh` to read it again."
        )
    return path


def _figure(row: tuple[Any, ...]) -> Figure:
    *others, box, text = row
    complete = box is not None and all(side is not None for side in box)
    columns = (*others, tuple(box) if complete else None, text)
    return Figure(*columns)


def _text_cell(
    connection: duckdb.DuckDBPyConnection, check_key: str, actual_text: str, line_label: str | None
) -> Figure | None:
    """The cell that prints what a check of text judges (a code, a target); None where no row is known."""
    place = _ROW_KEY.search(check_key)
    if place is None:
        return None
    table_id, row_no = place[1], int(place[2])
    found = connection.execute(_ROW_CELLS, [table_id, row_no]).fetchall()
    wanted = _bare(actual_text)
    hits = [cell for cell in found if _prints(_bare(cell[6]), wanted)]
    if not hits:
        return None
    # A target may be printed in pieces, its sign and its unit in cells of their own.
    best = max(hits, key=lambda cell: min(len(_bare(cell[6])), len(wanted)))
    document_key, file_path, file_format, cell_row, column_no, header_path, text, page_no, box = best
    return Figure(
        key="",
        check_key=check_key,
        role="actual",
        coefficient=Decimal(0),
        document_key=document_key,
        file_path=file_path,
        file_format=file_format,
        table_id=table_id,
        row_no=cell_row,
        column_no=column_no,
        header_path=header_path,
        line_label=line_label,
        printed_text=text,
        printed_unit=None,
        amount_yuan=None,
        page_no=page_no,
        box=tuple(box) if None not in box else None,
        text=None,
    )


def _prints(cell_text: str, wanted: str) -> bool:
    """Whether a cell holds a text, or the number in it."""
    return wanted in cell_text or (cell_text in wanted and any(map(str.isdigit, cell_text)))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000]+", "", text)


def _has_claims(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the warehouse was made by a version that reads prose."""
    return bool(
        connection.execute(
            "select 1 from duckdb_tables() where schema_name = 'marts' and table_name = 'fct_narrative_claim'"
        ).fetchone()
    )


def _is_shown(row_no: int, headers: set[int], marked: set[int]) -> bool:
    first_header = row_no in headers and all(other in headers for other in range(min(headers), row_no))
    return first_header or any(abs(row_no - other) <= _ROWS_AROUND for other in marked)


def _with_gaps(shown: Iterable[int], rows: dict[int, list[Cell]]) -> Iterable[tuple[Cell, ...] | None]:
    before = None
    for row_no in shown:
        if before is not None and row_no > before + 1:
            yield None
        yield tuple(rows[row_no])
        before = row_no
