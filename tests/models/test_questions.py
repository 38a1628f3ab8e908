"""Twelve questions in plain words, each asked with the query that comes to mind first, and answered right.

Belongs here: the obvious query on a view in words, held against what the forms print as their totals or
against the facts. Does not belong here: the cookbook's longer queries (``test_cookbook``).
"""

from __future__ import annotations

import pytest

from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)

# What the expenditure form of each disclosure prints as its total, where print itself adds up.
_PRINTED_TOTALS = """
    select disclosures.disclosure_key, checks.printed_total_yuan, checks.tolerance_yuan
    from marts.fct_conservation_check as checks
    inner join marts.v_disclosure as disclosures using (disclosure_key)
    where checks.star_fact = 'fct_expenditure' and checks.status in ('exact', 'rounding')
        and disclosures.budget_stage = 'budget'
"""


@pytest.fixture(scope="module", params=["cookbook_build", "disclosures_build"])
def build(request: pytest.FixtureRequest) -> Build:
    """The samples with a few departments over years; and real disclosures where they are present."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Build)
    return found


def test_1_what_is_spent_on_each_function_over_the_years(build: Build) -> None:
    found = build.rows("""
        select fiscal_year, functional_class_name, sum(amount_yuan)
        from marts.v_expenditure
        group by all
        order by all
    """)
    assert len({year for year, _, _ in found}) > 1
    by_year = build.rows(
        "select fiscal_year, sum(amount_yuan) from marts.v_expenditure group by all order by all"
    )
    total = sum(amount for _, _, amount in found)
    assert total == sum(amount for _, amount in by_year)
    # Budgets and final accounts of one year are never added up.
    assert build.rows("select distinct budget_stage from marts.v_expenditure") == [("budget",)]
    spent = dict(build.rows("select disclosure_key, sum(amount_yuan) from marts.v_expenditure group by all"))
    printed = [row for row in build.rows(_PRINTED_TOTALS) if row[0] in spent]
    assert len(printed) > len(spent) / 2
    assert not [row for row in printed if abs(spent[row[0]] - row[1]) > row[2]]


def test_2_which_share_of_basic_expenditure_is_personnel(build: Build) -> None:
    ((share,),) = build.rows("""
        select sum(amount_yuan) filter (where cost_category_zh = '人员经费') / sum(amount_yuan)
        from marts.v_basic_expenditure
    """)
    ((personnel, whole),) = build.rows("""
        select sum(amount_yuan) filter (where cost_category = 'personnel'), sum(amount_yuan)
        from marts.fct_basic_expenditure_consolidated
        where budget_stage = 'budget'
    """)
    assert 0 < share < 1
    assert share == pytest.approx(float(personnel / whole))


def test_3_what_do_the_three_public_expenses_of_each_department_come_to(build: Build) -> None:
    found = build.rows("""
        select department_name, fiscal_year, sum(amount_yuan)
        from marts.v_three_public_expenses
        where is_three_public
        group by all
        having sum(amount_yuan) > 0
    """)
    assert found
    # A form prints one line of all units, or a line a unit, or both.
    printed = {
        (department, year): amounts
        for department, year, *amounts in build.rows("""
            select department_name, fiscal_year, max(amount_yuan), sum(amount_yuan)
            from marts.v_published_amount
            where item_code = 'three_public_total' and measure_code = 'total' and budget_stage = 'budget'
                and amount_basis = 'budget'
            group by department_name, fiscal_year
            having bool_and(proof_status = 'proven') and count(distinct disclosure_key) = 1
        """)
    }
    comparable = [
        (amount, printed[department, year])
        for department, year, amount in found
        if (department, year) in printed
    ]
    assert comparable
    assert not [both for both in comparable if both[0] not in both[1]]


def test_4_which_projects_are_the_largest(build: Build) -> None:
    found = build.rows("""
        select project_name, budget_yuan, file_path
        from marts.v_project
        order by budget_yuan desc nulls last
        limit 5
    """)
    largest = build.rows("select max(budget_yuan) from marts.fct_project where budget_stage = 'budget'")
    assert [(found[0][1],)] == largest
    assert all(path for _, _, path in found)


def test_5_what_is_bought_most(build: Build) -> None:
    found = build.rows(
        "select item_name, sum(amount_yuan) from marts.v_procurement group by all order by 2 desc"
    )
    whole = build.rows("select sum(amount_yuan) from marts.fct_procurement where budget_stage = 'budget'")
    assert found
    assert sum(amount for _, amount in found) == whole[0][0]


def test_6_what_changed_against_last_year(build: Build) -> None:
    found = build.rows("""
        select department_name, fiscal_year, this_year_yuan, last_year_yuan, change_yuan
        from marts.v_year_over_year
        where subject = 'expenditure' and axis = 'total' and budget_stage = 'budget'
            and last_year_source = 'disclosure' and change_yuan is not null
            and reporting_scope = 'department'
    """)
    spent = {
        (department, year): amount
        for department, year, amount in build.rows("""
            select department_name_today, fiscal_year, sum(amount_yuan)
            from marts.v_expenditure
            where reporting_scope = 'department'
            group by all
        """)
    }
    today = dict(build.rows("select distinct department_name, department_name_today from marts.v_disclosure"))
    for department, year, this_year, last_year, change in found:
        assert spent[today[department], year] == this_year
        assert spent[today[department], year - 1] == last_year
        assert change == this_year - last_year


def test_7_which_figures_are_disputed_and_why(build: Build) -> None:
    found = build.rows("""
        select amount_key, dispute_zh, dispute_en
        from marts.v_published_amount
        where proof_status = 'disputed'
    """)
    expected = build.rows("""
        select amount_key
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        where is_current and proof_status = 'disputed'
    """)
    assert expected
    assert {key for key, _, _ in found} == {key for (key,) in expected}
    assert all(zh and en for _, zh, en in found)


def test_8_on_which_page_is_a_number_printed(build: Build) -> None:
    ((number,),) = build.rows("""
        select printed_text
        from marts.v_published_amount
        where page_no is not null
        order by amount_yuan desc, printed_text
        limit 1
    """)
    found = build.rows(
        """
        select file_path, page_no, table_id, row_no, column_no
        from marts.v_published_amount
        where printed_text = ?
        """,
        number,
    )
    for path, page, table, row, column in found:
        ((text, page_of_cell, path_of_cell),) = build.rows(
            """
            select cells.text, cells.page_no, documents.file_path
            from raw.table_cell as cells
            inner join raw.document_table as tables using (table_id)
            inner join marts.dim_document as documents on tables.document_id = documents.document_key
            where table_id = ? and row_no = ? and column_no = ?
            """,
            table,
            row,
            column,
        )
        assert number in text.replace("，", ",")
        assert (page, path) == (page_of_cell, path_of_cell)


def test_9_where_does_the_prose_say_something_else_than_the_table(build: Build) -> None:
    found = build.rows("""
        select printed_text, cell_text, text, agreement
        from marts.v_narrative_claim
        where agreement <> 'not_compared'
    """)
    assert {agreement for *_, agreement in found} >= {"agrees"}
    differing = build.rows("""
        select count(distinct terms.claim_key)
        from marts.fct_identity_term as terms
        inner join marts.fct_identity_check as checks using (check_key)
        inner join marts.dim_disclosure as disclosures on checks.disclosure_key = disclosures.disclosure_key
        inner join marts.fct_narrative_claim as claims using (claim_key)
        inner join marts.dim_disclosure as own on claims.disclosure_key = own.disclosure_key
        where checks.status = 'violated' and own.is_current
    """)
    assert [(sum(row[3] == "differs" for row in found),)] == differing


def test_11_was_the_budget_kept(build: Build) -> None:
    found = build.rows("""
        select department_name, fiscal_year, planned_yuan, final_yuan
        from marts.v_budget_vs_final
        where subject = 'expenditure' and axis = 'total' and plan_source = 'budget_disclosure'
            and reporting_scope = 'department'
    """)
    for department, year, planned, final in found:
        for view, amount in (("v_expenditure", planned), ("v_expenditure_final", final)):
            spent = build.rows(
                f"select sum(amount_yuan) from marts.{view} "
                "where department_name = ? and fiscal_year = ? and reporting_scope = 'department'",
                department,
                year,
            )
            assert spent == [(amount,)], (view, department, year)


def test_12_which_share_do_projects_have(build: Build) -> None:
    found = build.rows("""
        select department_name, fiscal_year,
            sum(amount_yuan) filter (where expenditure_type_zh = '项目支出') / sum(amount_yuan)
        from marts.v_expenditure
        group by all
    """)
    shares = [share for _, _, share in found if share is not None]
    assert shares
    assert all(0 <= share <= 1 for share in shares)
    ((project, whole),) = build.rows("""
        select
            sum(amount_yuan) filter (where expenditure_type_key = 'project'),
            sum(amount_yuan)
        from marts.fct_expenditure_consolidated
        where budget_stage = 'budget'
    """)
    ((share,),) = build.rows("""
        select sum(amount_yuan) filter (where expenditure_type_en = 'Project expenditure') / sum(amount_yuan)
        from marts.v_expenditure
    """)
    assert share == pytest.approx(float(project / whole))


def test_10_who_lacks_a_form(build: Build) -> None:
    found = build.rows("select disclosure_key, form_code, form_name_zh, reading from marts.v_missing_form")
    assert found
    printed = set(build.rows("select disclosure_key, form_code from marts.fct_recognised_table"))
    assert not [row for row in found if (row[0], row[1]) in printed]
    covered = dict(build.rows("select coverage, sum(missing_form_count) from marts.v_coverage group by all"))
    assert covered["published"] == 0
    assert sum(covered.values()) == len(
        set(
            build.rows("""
            select department_lineage_key, fiscal_year, budget_stage, form_code
            from marts.fct_missing_form
            inner join marts.dim_department using (department_key)
        """)
        )
    )
