"""What page breaks and neighbouring pages cut arrives in the warehouse as it is printed.

Does not belong here: how tables are joined (``tests.unit.extraction.test_page_breaks``).
"""

from __future__ import annotations

from decimal import Decimal

from tests.support.built import Build
from tests.support.page_breaks import PLACE


def _amounts(build: Build, office: str, form: str) -> dict[tuple[str, str], Decimal]:
    """Yuan by code (or label) and measure."""
    rows = build.rows(
        """
        select coalesce(amounts.functional_code, amounts.economic_code, amounts.line_label),
            amounts.measure_code, amounts.amount_yuan
        from marts.fct_published_amount as amounts
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document as documents using (document_key)
        where documents.file_path = ? and amounts.form_code = ?
        """,
        f"breaks/{office}.pdf",
        form,
    )
    return {(line, measure): yuan for line, measure, yuan in rows}


def test_number_cut_by_the_page_break_is_published_whole(small_build: Build) -> None:
    amounts = _amounts(small_build, "运输局", "revenue")
    label = PLACE + "驾驶人考试中心"
    assert amounts[label, "institutional"] == Decimal("24373600.00")
    assert amounts[label, "total"] == Decimal("26496400.00")
    assert len(amounts) == 8


def test_columns_and_unit_of_the_next_page_belong_to_the_form(small_build: Build) -> None:
    amounts = _amounts(small_build, "档案馆", "revenue")
    assert amounts["2010101", "total"] == Decimal("912000.00")
    assert amounts["2010101", "other"] == Decimal("12000.00")
    assert len(amounts) == 12


def test_forms_beside_each_other_are_converted_from_their_own_units(small_build: Build) -> None:
    assert set(_amounts(small_build, "水文站", "general_public_expenditure").values()) == {
        Decimal("500000.00")
    }
    assert set(_amounts(small_build, "水文站", "basic_expenditure").values()) == {Decimal("500000.00")}


def test_nothing_of_these_documents_is_violated_withheld_or_lost(small_build: Build) -> None:
    documents = """
        from marts.dim_disclosure as disclosures
        inner join marts.dim_document as documents using (document_key)
        {more}
        where documents.file_path like 'breaks/%'
        """
    checks = documents.format(more="inner join marts.fct_identity_check as checks using (disclosure_key)")
    assert small_build.rows(f"select * {checks} and checks.status = 'violated'") == []
    query = "select withheld_forms, disclosures.suspect_pages, count(*)"
    assert small_build.rows(f"{query} {documents.format(more='')} group by all") == [(None, None, 3)]
