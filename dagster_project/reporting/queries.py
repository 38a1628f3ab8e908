"""What the command line asks of the published warehouse.

Belongs here: queries on the contract's tables, and their rows as plain records.
Does not belong here: how they are shown (``cli``). Nothing here imports Dagster: answers come at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import Record, in_plain_words, open_for_questions, records


class NoWarehouseError(RuntimeError):
    """There is no warehouse to ask; the message says how to get one."""


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens the published file for reading.

    Raises:
        NoWarehouseError: It is missing or no warehouse.
    """
    if not path.is_file():
        raise NoWarehouseError(
            f"There is no warehouse at {path}. Run `make run`, or name one with --warehouse."
        )
    try:
        connection = open_for_questions(path)
    except duckdb.Error as error:
        said = in_plain_words(str(error))
        raise NoWarehouseError(f"{path} cannot be opened as a warehouse: {said}") from error
    with connection:
        yield connection


def document_status(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """One record per document: what it holds, how much of it is proven, or why it is not loaded.

    ``other_paths`` are the files with the same bytes.
    """
    return records(
        connection,
        """
        with places as (
            select document_id as document_key, list(distinct file_path order by file_path) as file_paths
            from raw.document_path
            group by document_id
        ),
        amounts as (
            select
                disclosure_key,
                count(*) as amount_count,
                count(*) filter (where proof_status = 'proven') as proven_count
            from marts.fct_published_amount
            group by disclosure_key
        ),
        forms as (
            select recognised.disclosure_key, count(distinct recognised.form_code) as form_count
            from marts.fct_recognised_table as recognised
            where recognised.form_code in (select form_code from marts.dim_form where is_statutory)
            group by recognised.disclosure_key
        ),
        violations as (
            select disclosure_key, count(*) as violation_count
            from marts.fct_identity_check
            where status = 'violated'
            group by disclosure_key
        )
        select
            documents.file_path,
            list_filter(places.file_paths, lambda path: path <> documents.file_path) as other_paths,
            documents.status,
            documents.status_reason,
            documents.loaded_at,
            departments.department_name,
            disclosures.printed_entity_name,
            disclosures.fiscal_year,
            disclosures.budget_stage,
            disclosures.is_current,
            disclosures.suspect_extraction,
            coalesce(disclosures.suspect_pages, documents.suspect_pages) as suspect_pages,
            disclosures.withheld_forms,
            coalesce(forms.form_count, 0) as form_count,
            coalesce(amounts.amount_count, 0) as amount_count,
            coalesce(amounts.proven_count, 0) as proven_count,
            coalesce(violations.violation_count, 0) as violation_count
        from marts.dim_document as documents
        left join places using (document_key)
        left join marts.dim_disclosure as disclosures using (document_key)
        left join marts.dim_department as departments using (department_key)
        left join amounts using (disclosure_key)
        left join forms using (disclosure_key)
        left join violations using (disclosure_key)
        order by documents.status <> 'loaded', documents.file_path, disclosures.first_page
        """,
    )


def withheld(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """One record per form that a star fact leaves out because its sum is known to be wrong."""
    return records(
        connection,
        """
        select
            departments.department_name,
            disclosures.fiscal_year,
            disclosures.budget_stage,
            documents.file_path,
            checks.star_fact,
            checks.form_code,
            forms.name_zh as form_name_zh,
            checks.printed_total_yuan,
            checks.leaf_sum_yuan,
            checks.withheld_reason
        from marts.fct_conservation_check as checks
        inner join marts.dim_disclosure as disclosures using (disclosure_key)
        inner join marts.dim_document as documents using (document_key)
        inner join marts.dim_department as departments using (department_key)
        left join marts.dim_form as forms
            on checks.form_code = forms.form_code and disclosures.budget_stage = forms.budget_stage
        where checks.is_withheld
        order by departments.department_name, disclosures.fiscal_year, documents.file_path, checks.star_fact
        """,
    )


def unread_values(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """One record per printed value that is out of its field's range, and so no value, with its cell."""
    try:
        return records(
            connection,
            """
            select documents.file_path, unread.*
            from marts.fct_unread_value as unread
            inner join marts.dim_document as documents using (document_key)
            order by documents.file_path, unread.table_id, unread.row_no, unread.column_no
            """,
        )
    except duckdb.CatalogException:
        # A release of an earlier version.
        return []


@dataclass(frozen=True, slots=True)
class News:
    """What a release brought.

    Attributes:
        since: Documents read from then on are new, UTC; None when all are.
        finding_keys: The findings that are new; None when all are.
    """

    since: datetime | None = None
    finding_keys: frozenset[str] | None = None


def news(connection: duckdb.DuckDBPyConnection, release_id: str | None, compared_with: str | None) -> News:
    """What is new by a release since the one that it replaced.

    Args:
        connection: To the published file.
        release_id: The release; None where none was published: nothing is new.
        compared_with: The release that it was compared with: not always the last one, which may have been
            rolled back. None where it was compared with none: what is new is not known, so everything is.
    """
    if release_id is None:
        return News(datetime.max, frozenset())
    row = connection.execute(
        "select max(coalesce(ended_at, started_at)) from marts.fct_refresh_run "
        "where outcome = 'published' and release_id = ?",
        [compared_with],
    ).fetchone()
    if not row or row[0] is None:
        return News()
    keys = connection.execute(
        "select finding_key from marts.fct_release_change "
        "where release_id = ? and change_kind = 'finding_new'",
        [release_id],
    ).fetchall()
    return News(row[0], frozenset(key for (key,) in keys))


def unrecognised(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """One record per title and reason of tables that hold amounts and are no known form.

    The most frequent come first. ``seed`` is the seed file that would teach it and ``seed_row`` a row
    to begin with; both are None where no row would help.
    """
    return records(
        connection,
        r"""
        with titled as (
            select
                tables.*,
                -- The nearest line that looks like a title, else the nearest that is no unit, date, page or
                -- sentence; without numbers in front of it.
                coalesce(
                    nullif(
                        regexp_replace(
                            coalesce(
                                list_last(
                                    list_filter(lines, lambda line: regexp_matches(line, '表|情况|明细|指标'))
                                ),
                                list_last(
                                    list_filter(
                                        lines,
                                        lambda line: regexp_matches(line, '\p{Han}{2}')
                                            and not regexp_matches(line, '单位[:：]|[。；：:]|^第.*页|日期')
                                    )
                                ),
                                ''
                            ),
                            '^[（(]?[一二三四五六七八九十0-9]+[)）、.．]+|[0-9]{4}年度?',
                            '',
                            'g'
                        ),
                        ''
                    ),
                    '(no title)'
                ) as title
            from (
                select
                    *,
                    list_filter(
                        string_split(replace(coalesce(caption, ''), ' ', ''), chr(10)),
                        lambda line: length(line) < 40
                    ) as lines
                from marts.fct_unrecognised_table
            ) as tables
            where amount_count > 0
        )
        select
            title,
            reason,
            count(*) as table_count,
            count(distinct document_key) as document_count,
            sum(amount_count)::bigint as amount_count,
            any_value(left(coalesce(header, ''), 80)) as header,
            case
                when title <> '(no title)' and reason like 'no title%' then 'dbt/seeds/form_title.csv'
            end as seed,
            case
                when title <> '(no title)' and reason like 'no title%'
                    then '70,FORM_CODE,' || title || ',,'
            end as seed_row
        from titled
        group by title, reason
        order by table_count desc, amount_count desc, title
        """,
    )
