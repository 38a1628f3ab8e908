"""Traits of prose, projects, lists and procurement: read as printed, and no fault found but those planted.

Belongs here: the documents of ``tests.support.small_documents`` held against the marts. Does not belong
here: whole disclosures (``test_traits``), the rules of single models (their unit tests).
"""

from __future__ import annotations

import pytest

from tests.support.bodies import BODIES, Body
from tests.support.built import Build
from tests.support.small_documents import SMALL_DOCUMENTS, SmallDocument

pytestmark = pytest.mark.timeout(900)
_NAMES = [document.name for document in SMALL_DOCUMENTS]


@pytest.mark.parametrize("document", SMALL_DOCUMENTS, ids=_NAMES)
def test_every_figure_in_question_is_published(document: SmallDocument, small_build: Build) -> None:
    published = small_build.rows(
        """
        select form_code, line_label, measure_code, amount_yuan::bigint
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ?
        """,
        document.path,
    )
    missing = [amount for amount in document.amounts if amount not in published]
    assert not missing, published


@pytest.mark.parametrize("document", SMALL_DOCUMENTS, ids=_NAMES)
def test_only_a_planted_fault_is_found(document: SmallDocument, small_build: Build) -> None:
    found = small_build.rows(
        """
        select
            identity_code, line_label, measure_code, expected_yuan, actual_yuan, expected_text, actual_text
        from marts.fct_identity_check
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and fct_identity_check.status = 'violated'
        """,
        document.path,
    )
    assert {row[0] for row in found} == document.violated, found


@pytest.mark.parametrize("document", SMALL_DOCUMENTS, ids=_NAMES)
def test_the_year_is_the_contents_else_the_names_else_none(
    document: SmallDocument, small_build: Build
) -> None:
    read = small_build.rows(
        """
        select fiscal_year, budget_stage, year_source, is_current
        from marts.dim_disclosure
        inner join marts.dim_document using (document_key)
        where file_path = ?
        """,
        document.path,
    )
    source = None if document.year is None else "file_name" if document.year == 2024 else "content"
    assert [row[:3] for row in read] == [(document.year, document.stage, source)]
    assert document.year is not None or not read[0][3]


def test_a_year_that_only_the_manifest_says_is_marked(small_build: Build) -> None:
    assert small_build.rows(
        """
        select fiscal_year, year_source from marts.dim_disclosure
        inner join marts.dim_document using (document_key)
        where file_path = 'no_year_anywhere_but_listed.pdf'
        """
    ) == [(2023, "manifest")]


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("projects_with_a_total_and_units", "project_list_total"),
        ("project_in_two_parts", "project_list_total"),
        ("projects_listed_with_their_money_and_their_targets", "project_list_total"),
        ("procurement_by_functional_code", "procurement_total"),
        ("procurement_with_subtotals", "procurement_total"),
        ("procurement_total_over_the_columns_of_codes", "procurement_total"),
        ("services_with_a_total", "service_purchase_total"),
        ("whole_project_beside_this_years_application", "project_funding"),
        ("line_of_which", "memo_ceiling"),
        ("prose_divides_a_code_by_type", "narrative_amount"),
    ],
)
def test_what_adds_up_is_said_to(name: str, identity: str, small_build: Build) -> None:
    ((held,),) = small_build.rows(
        """
        select count(*) from marts.fct_identity_check
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and identity_code = ? and fct_identity_check.status in ('exact', 'rounding')
        """,
        f"{name}.pdf",
        identity,
    )
    assert held > 0


def test_projects_below_kinds_of_projects_are_counted_once_and_proven(small_build: Build) -> None:
    rows = small_build.rows(
        """
        select is_leaf, sum(amount_yuan)::bigint, bool_and(proof_status = 'proven')
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = 'projects_below_kinds_that_only_sums_tell.pdf' and form_code = 'project_expenditure'
        group by is_leaf
        order by is_leaf
        """
    )
    assert rows == [(False, 4 * 5_000_000, True), (True, 5_000_000, True)]


def test_procurement_by_code_counts_its_leaves_once(small_build: Build) -> None:
    ((amount,),) = small_build.rows(
        """
        select sum(amount_yuan)::bigint from marts.fct_procurement
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = 'procurement_by_functional_code.pdf'
        """
    )
    assert amount == 713000


def test_a_share_one_unit_off_in_its_last_place_is_a_note(small_build: Build) -> None:
    assert small_build.rows(
        """
        select distinct fct_identity_check.status, reason from marts.fct_identity_check
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = 'share_that_misses_by_its_last_place.pdf' and actual_text = '64.99%'
        """
    ) == [("rounding", "note: one unit in the last printed place")]


@pytest.mark.parametrize("body", BODIES, ids=[body.name for body in BODIES])
def test_a_department_is_who_the_document_says_and_a_government_is_none(
    body: Body, small_build: Build
) -> None:
    departments = small_build.rows(
        """
        select department_name from marts.dim_disclosure
        inner join marts.dim_document using (document_key)
        inner join marts.dim_department using (department_key)
        where file_path = ?
        """,
        f"bodies/{body.path}",
    )
    assert departments == ([(body.department,)] if body.department else [])
    ((level, reason),) = small_build.rows(
        "select entity_level, status_reason from marts.dim_document where file_path = ?",
        f"bodies/{body.path}",
    )
    assert level == ("department" if body.department else "government")
    assert body.department or reason.startswith("A government's budget")
