"""Findings tell what is wrong with its numbers, where it is printed, and whose it is.

Belongs here: findings of whole documents. Does not belong here: how equations and sentences are put
together, which the models' unit tests say; which checks are violated (``test_hebei``, ``test_scoreboard``).
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.support.built import Build
from tests.support.traits import DISORDERED

pytestmark = pytest.mark.timeout(900)


def test_the_total_that_is_no_sum_of_its_parts_is_found_with_its_numbers(own_build: Build) -> None:
    (found,) = own_build.rows("""
        select finding.equation_text, finding.equation_unit, finding.difference_yuan, finding.certainty,
            finding.responsibility, finding.pages, amount.printed_text
        from marts.fct_finding as finding
        inner join marts.dim_disclosure using (disclosure_key)
        left join marts.fct_published_amount as amount on finding.likely_amount_key = amount.amount_key
        where finding.identity_code = 'row_cross_foot' and finding.form_code = 'expenditure'
            and printed_entity_name = '区委部门'
    """)
    assert found[0].replace(",", "") == "827.09 + 447.83 = 1274.92 ≠ 1274.78"
    assert found[1:5] == ("万元", Decimal("-1400.00"), "certain", "publisher")
    assert found[6].replace(",", "") == "827.09"


def test_findings_are_the_violated_checks_of_current_disclosures(own_build: Build) -> None:
    violated = own_build.rows("""
        select check_key from marts.fct_identity_check inner join marts.dim_disclosure using (disclosure_key)
        where is_current and status = 'violated' order by 1
    """)
    assert violated
    assert violated == own_build.rows("select finding_key from marts.fct_finding order by 1")


def test_a_form_whose_rows_fail_throughout_is_a_doubt_of_ours(own_build: Build) -> None:
    """Rows out of order are what a misread column looks like."""
    rows = own_build.rows(f"""
        select finding.responsibility, finding.responsibility_reason, amount.proof_status
        from marts.fct_finding as finding
        inner join marts.dim_document using (document_key)
        inner join marts.fct_identity_term as term on finding.finding_key = term.check_key
        inner join marts.fct_published_amount as amount using (amount_key)
        where ends_with(file_path, '{DISORDERED}') and finding.form_code = 'expenditure'
    """)
    assert len(rows) >= 3
    assert {responsibility for responsibility, _, _ in rows} <= {"reader", "unclear"}
    assert {status for _, _, status in rows} == {"disputed"}


def test_an_equation_holds_what_its_terms_add_up_to(own_build: Build) -> None:
    """The text is checked against the figures of the terms, which it was not made from."""
    rows = own_build.rows("""
        select finding_key, equation_text, expected_yuan, actual_yuan, equation_unit
        from marts.fct_finding
        where equation_unit = '万元' and relation = '='
    """)
    assert rows
    for key, equation, expected, actual, _ in rows:
        left, right = equation.replace(",", "").split(" ≠ ")
        assert Decimal(left.split(" = ")[-1]) * 10000 == expected, key
        assert Decimal(right.split(" = ")[0]) * 10000 == actual, key


def test_the_faults_that_a_person_listed_in_one_document_are_found(disclosures_build: Build) -> None:
    """A percentage that does not recompute, prose beside prose, and a class by the name of other years."""
    rows = disclosures_build.rows("""
        select identity_code, equation_text
        from marts.fct_finding
        inner join marts.dim_document using (document_key)
        where starts_with(document_key, 'c8821d984a54')
        order by 1, 2
    """)
    assert ("narrative_ratio", "17.62% ≠ -91.11%") in rows
    assert ("narrative_amount", "2,087,959.00 ≠ 2,015,000.00") in rows
    assert ("code_name", "210 医疗卫生与计划生育支出 ≠ 210 卫生健康支出") in rows
    assert len(rows) == 4


def test_findings_are_said_in_chinese_and_in_english(own_build: Build) -> None:
    """An English phrase in the Chinese sentence, or a unit that an English reader does not know, is none."""
    rows = own_build.rows("select summary_zh, summary_en, line_label from marts.fct_finding")
    assert rows
    for chinese, english, label in rows:
        assert not re.search(r"[a-z]{3}", chinese.replace(label or "", "")), chinese
        assert not re.search(r"\d 万元", english), english
