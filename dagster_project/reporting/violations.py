"""The identities that disclosures violate: findings, doubts of our own, and the layouts they are of.

Belongs here: queries on them, and which are wanted. Does not belong here: how they are shown (``cli``).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from dagster_project.duckdb_file import Record, records


class NoHistoryError(RuntimeError):
    """The file does not know its releases; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings are wanted; what is empty admits all."""

    department: str = ""
    year: int | None = None
    identity: str = ""
    certainty: str = ""
    new: bool = False

    def admits(self, record: Record) -> bool:
        """Whether a finding is of the wanted department, year, identity and certainty."""
        names = f"{record['department_name']}\n{record['printed_entity_name']}"
        return (
            self.department in names
            and self.year in (None, record["fiscal_year"])
            and self.identity in ("", record["identity_code"])
            and self.certainty in ("", record["certainty"])
        )


def findings(connection: duckdb.DuckDBPyConnection, wanted: FindingFilter | None = None) -> list[Record]:
    """One record per identity that the evidence says is violated in print, and per lapsed correction.

    Raises:
        NoHistoryError: New ones are asked for, and the file was not published by a refresh.
    """
    found = _violations(
        connection, "findings.responsibility = 'publisher' or findings.identity_code = 'correction'"
    )
    if wanted is None:
        return found
    new = _new_findings(connection) if wanted.new else None
    return [
        record for record in found if wanted.admits(record) and (new is None or record["finding_key"] in new)
    ]


def _new_findings(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The findings that the published release brought."""
    try:
        rows = connection.execute("""
            select finding_key
            from marts.fct_release_change
            where change_kind = 'finding_new'
                and release_id = (
                    select max(release_id) from marts.fct_refresh_run where outcome = 'published'
                )
        """).fetchall()
    except duckdb.CatalogException as error:
        raise NoHistoryError(
            "This file holds no releases, so no finding is known to be new. Run `fiscal refresh`."
        ) from error
    return {key for (key,) in rows}


def doubts(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """One record per violated identity that may be our own misreading, with the evidence."""
    return _violations(
        connection, "findings.responsibility <> 'publisher' and findings.identity_code <> 'correction'"
    )


def layouts(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """One record per layout; those with the most amounts that are not proven come first."""
    return records(
        connection,
        """
        select
            layouts.form_code,
            layouts.region_names,
            layouts.disclosure_count,
            layouts.amount_count,
            layouts.proven_share,
            layouts.failing_identities,
            layouts.columns_text,
            layouts.layout_key
        from marts.dim_layout as layouts
        order by layouts.amount_count - layouts.proven_count desc, layouts.layout_key
        """,
    )


def _violations(connection: duckdb.DuckDBPyConnection, condition: str) -> list[Record]:
    return records(
        connection,
        f"""
        select
            departments.department_name,
            disclosures.printed_entity_name,
            findings.fiscal_year,
            findings.identity_code,
            identities.name_zh as identity_name_zh,
            identities.name_en as identity_name_en,
            findings.form_code,
            forms.name_zh as form_name_zh,
            findings.line_label,
            findings.measure_code,
            findings.equation_text,
            findings.equation_unit,
            findings.summary_zh,
            findings.summary_en,
            findings.actual_yuan,
            findings.relation,
            findings.expected_yuan,
            findings.difference_yuan,
            findings.tolerance_yuan,
            findings.relative_size,
            findings.reason,
            findings.certainty,
            findings.responsibility,
            findings.responsibility_reason,
            findings.pages,
            documents.file_path,
            findings.disclosure_key,
            findings.finding_key,
            findings.likely_amount_key,
            findings.group_key
        from marts.fct_finding as findings
        inner join marts.dim_disclosure as disclosures using (disclosure_key)
        inner join marts.dim_document as documents on findings.document_key = documents.document_key
        inner join marts.dim_department as departments on findings.department_key = departments.department_key
        left join marts.dim_identity as identities on findings.identity_code = identities.identity_code
        left join marts.dim_form as forms
            on findings.form_code = forms.form_code and findings.budget_stage = forms.budget_stage
        where {condition}
        order by
            departments.department_name,
            findings.fiscal_year,
            findings.disclosure_key,
            identities.sort_order,
            findings.finding_key
        """,
    )
