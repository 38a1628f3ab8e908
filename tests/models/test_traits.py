"""Every trait of layout ends in the warehouse as its document states: who, when, and each amount.

Belongs here: documents of ``tests.support.traits`` held against the marts. Does not belong here:
whether tables are read cell for cell (``tests.extraction``).
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.built import Build
from tests.support.traits import TRAITS, ExpectedDisclosure, Trait
from tools.checks.amounts import differences
from tools.writer.model import PublishedAmount

# The first test that asks for the build waits for it.
pytestmark = pytest.mark.timeout(900)
_SHOWN = 8

Identity = tuple[str, int, str, str]


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name)
def test_a_trait_is_published_as_printed(trait: Trait, own_build: Build) -> None:
    expected = {_identity(disclosure): disclosure for disclosure in trait.disclosures()}
    found = _disclosures(own_build, trait)
    assert sorted(found) == sorted(expected)
    reports = [
        _report(identity, *differences(disclosure.amounts, own_build.statutory_amounts(found[identity])))
        for identity, disclosure in expected.items()
    ]
    assert not any(reports), "\n".join(filter(None, reports))


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name)
def test_a_trait_whose_forms_agree_gives_no_finding(trait: Trait, own_build: Build) -> None:
    findings = own_build.rows(
        """
        select identity_code, form_code, line_label, measure_code, expected_yuan, actual_yuan
        from marts.fct_identity_check
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and fct_identity_check.status = 'violated'
        order by all
        """,
        f"traits/{trait.path}",
    )
    assert not findings, "\n".join(str(finding) for finding in findings[:_SHOWN])


def test_columns_read_by_their_sums_say_so_and_are_not_proven_by_those_sums(own_build: Build) -> None:
    readings = own_build.rows(
        """
        select form_code, reading from marts.fct_recognised_table
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = 'traits/header_words_lost.pdf' and reading like '%in this order%'
        order by form_code
        """
    )
    assert [form_code for form_code, _ in readings] == ["basic_expenditure", "general_public_expenditure"]
    # Whatever proves their amounts is another identity than the one that chose the reading.
    wrongly_proven = own_build.rows(
        """
        select amounts.amount_key, amounts.satisfied_count, count(*) as other_satisfied_count
        from marts.fct_published_amount as amounts
        inner join marts.fct_recognised_table as tables using (table_id)
        left join marts.fct_identity_term as terms using (amount_key)
        left join marts.fct_identity_check as checks on
            terms.check_key = checks.check_key and checks.identity_code <> 'row_cross_foot'
            and checks.relation = '=' and checks.status in ('exact', 'rounding') and terms.coefficient <> 0
        where tables.reading like '%in this order%'
        group by all
        having amounts.satisfied_count <> count(checks.check_key)
        """
    )
    assert not wrongly_proven


def _identity(disclosure: ExpectedDisclosure) -> Identity:
    return (
        disclosure.entity_name,
        disclosure.fiscal_year,
        disclosure.budget_stage,
        disclosure.reporting_scope,
    )


def _disclosures(build: Build, trait: Trait) -> dict[Identity, str]:
    """The keys of a trait's disclosures by what they say of themselves."""
    rows = build.rows(
        """
        select printed_entity_name, fiscal_year, budget_stage, reporting_scope, disclosure_key
        from marts.dim_disclosure inner join marts.dim_document using (document_key)
        where file_path = ?
        """,
        f"traits/{trait.path}",
    )
    return {(name, year, stage, scope): key for name, year, stage, scope, key in rows}


def _report(
    identity: Identity, missing: Sequence[PublishedAmount], left_over: Sequence[PublishedAmount]
) -> str:
    """What differs, in lines that a person can hold against the document; '' when nothing does."""
    if not missing and not left_over:
        return ""
    return "\n".join(
        [
            f"{' '.join(map(str, identity))}: {len(missing)} expected amounts are not published, "
            f"{len(left_over)} published ones are not expected",
            *_lines("-", missing),
            *_lines("+", left_over),
        ]
    )


def _lines(sign: str, amounts: Sequence[PublishedAmount]) -> list[str]:
    by_form = sorted(amounts, key=lambda amount: amount.form_code)
    return [f"  {sign} {_line(amount)}" for amount in by_form[:_SHOWN]]


def _line(amount: PublishedAmount) -> str:
    codes = (amount.functional_code, amount.economic_code, amount.government_economic_code, amount.item_code)
    parts = (
        amount.form_code,
        amount.side,
        amount.breakdown,
        amount.budget_unit_label,
        *codes,
        amount.line_label,
        amount.measure_code,
        amount.amount_basis,
        amount.printed_text,
    )
    return " ".join(str(part) for part in parts if part)
