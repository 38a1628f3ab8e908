"""Every kind of layout is read as it is meant: each amount, no violated check, sums as printed.

Belongs here: documents of ``tests.support.layout_kinds`` held against the marts. Does not belong here: whole
budgets (``test_traits``).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tests.support.built import Build
from tests.support.layout_balances import BALANCES
from tests.support.layout_kinds import Kind, Reading
from tests.support.layout_names import PROVEN_NAMES
from tests.support.layout_words import WORDS
from tests.support.layouts import ALL

# The first test that asks for the build waits for it.
pytestmark = pytest.mark.timeout(900)
STARS = (
    "fct_revenue",
    "fct_expenditure",
    "fct_appropriation_expenditure",
    "fct_basic_expenditure",
    "fct_three_public_expenses",
)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_every_amount_is_read_as_it_is_meant(kind: Kind, own_build: Build) -> None:
    found = Counter(
        Reading(*row)
        for row in own_build.rows(
            """
            select form_code, line_label, measure_code, amount_yuan,
                coalesce(functional_code, economic_code, government_economic_code, ''),
                coalesce(side, ''), amount_basis, coalesce(period, ''), coalesce(item_code, '')
            from marts.fct_published_amount
            inner join marts.dim_disclosure using (disclosure_key)
            inner join marts.dim_document using (document_key)
            where file_path = ?
            """,
            f"kinds/{kind.path}",
        )
    )
    expected = Counter(kind.readings())
    assert not expected - found, _lines("not read so", expected - found, found - expected)
    assert not found - expected, _lines("read beside", found - expected)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_no_check_is_violated_and_something_is_proven(kind: Kind, own_build: Build) -> None:
    checks = own_build.rows(
        """
        select fct_identity_check.status, identity_code, form_code, line_label, measure_code,
            expected_yuan, actual_yuan
        from marts.fct_identity_check
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and fct_identity_check.status <> 'not_applicable'
        order by all
        """,
        f"kinds/{kind.path}",
    )
    assert [check for check in checks if check[0] == "violated"] == []
    assert {"exact"} <= {status for status, *_ in checks}


@pytest.mark.parametrize("kind", [*WORDS, *BALANCES, *PROVEN_NAMES], ids=lambda kind: kind.name)
def test_every_amount_is_proven_and_sums_are_no_leaves(kind: Kind, own_build: Build) -> None:
    [(proven, amounts)] = own_build.rows(
        """
        select count(*) filter (where proof_status = 'proven'), count(*)
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and not (functional_code is null and economic_code is null and is_leaf
            and form_code = 'basic_by_fund')
        """,
        f"kinds/{kind.path}",
    )
    assert proven == amounts == len(kind.readings())


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_star_facts_hold_the_printed_totals(kind: Kind, own_build: Build) -> None:
    for star_fact, yuan in kind.star_sums.items():
        assert star_fact in STARS
        [(total,)] = own_build.rows(
            f"""
            select sum(amount_yuan) from marts.{star_fact}
            inner join marts.dim_disclosure using (disclosure_key)
            inner join marts.dim_document using (document_key)
            where file_path = ?
            """,
            f"kinds/{kind.path}",
        )
        assert total == Decimal(yuan), star_fact


def _lines(head: str, *counters: Counter[Reading]) -> str:
    return "\n".join([head, *(str(tuple(reading)) for counter in counters for reading in list(counter)[:12])])
