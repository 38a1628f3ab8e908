"""No year of a department counts twice, over every set of documents that tests build.

Belongs here: what holds of the consolidated views whatever documents are loaded. Does not belong here:
which of several documents counts (``test_history``, unit tests of the currency rule).
"""

from __future__ import annotations

import pytest

from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)

BUILDS = ("own_build", "cookbook_build", "disclosures_build")
STAR_FACTS = (
    "revenue",
    "expenditure",
    "appropriation_expenditure",
    "basic_expenditure",
    "three_public_expenses",
)
VIEWS = tuple(f"fct_{fact}_consolidated" for fact in STAR_FACTS) + tuple(f"v_{fact}" for fact in STAR_FACTS)


@pytest.fixture(params=BUILDS)
def build(request: pytest.FixtureRequest) -> Build:
    found: Build = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_a_year_and_stage_of_a_department_comes_from_one_current_disclosure(build: Build, view: str) -> None:
    """Of its department and its own unit the wider one, of several formats and publications one."""
    rows = build.rows(f"""
        select
            departments.department_name,
            facts.fiscal_year,
            facts.budget_stage,
            count(distinct disclosures.disclosure_key) as disclosure_count,
            bool_and(disclosures.is_current) as is_current
        from marts.{view} as facts
        inner join marts.dim_disclosure as disclosures on facts.disclosure_key = disclosures.disclosure_key
        inner join marts.dim_department as departments
            on disclosures.department_key = departments.department_key
        where departments.department_key <> 'not_disclosed' and facts.fiscal_year > 0
        group by
            departments.department_lineage_key,
            departments.department_name,
            facts.fiscal_year,
            facts.budget_stage
    """)
    assert rows
    assert [row for row in rows if row[3] != 1 or not row[4]] == []


@pytest.mark.parametrize("fact", STAR_FACTS)
def test_no_unit_counts_beside_a_department_that_holds_its_money(build: Build, fact: str) -> None:
    both = build.rows(f"""
        select covered.disclosure_key
        from marts.fct_disclosure_overlap as covered
        where
            covered.disclosure_key in (select disclosure_key from marts.fct_{fact}_consolidated)
            and covered.covering_disclosure_key in (select disclosure_key from marts.fct_{fact}_consolidated)
    """)
    assert both == []


@pytest.mark.parametrize("fact", STAR_FACTS)
def test_what_does_not_count_is_held_by_a_disclosure_that_does(build: Build, fact: str) -> None:
    dropped = build.rows(f"""
        select distinct facts.disclosure_key
        from marts.fct_{fact} as facts
        where
            facts.amount_key not in (select amount_key from marts.fct_{fact}_consolidated)
            and facts.disclosure_key not in (
                select covered.disclosure_key
                from marts.fct_disclosure_overlap as covered
                inner join marts.fct_{fact} as wider
                    on covered.covering_disclosure_key = wider.disclosure_key
            )
    """)
    assert dropped == []
