"""The two economic classifications meet as the published table says, and as disclosures print them.

Belongs here: the table against the pairs that real disclosures print in one row, kept in
``economic_pairs.csv`` with the number of disclosures. Does not belong here: what the mart does with
pairs against the table; its unit test says that.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)

PRINTED = Path(__file__).parents[1] / "economic_pairs.csv"
# 绩效工资 is what institutions pay; organs that print it put it where it fits. 奖金 of retired staff is
# printed by one disclosure beside the government's code of retirement.
AGAINST_THE_TABLE = {("30107", "50101"): 3, ("30107", "50199"): 2, ("30103", "50905"): 1}


def _printed() -> dict[tuple[str, str], int]:
    with PRINTED.open(encoding="utf-8") as lines:
        return {
            (row["economic_code"], row["government_economic_code"]): int(row["disclosures"])
            for row in csv.DictReader(lines)
        }


def _published(build: Build) -> list[tuple[str, str, str]]:
    return build.rows("""
        select economic_code, government_economic_code, paid_by
        from marts.dim_economic_crosswalk
        where is_published and code_level = 'section' and valid_to_year is null
    """)


def test_all_pairs_printed_by_real_disclosures_but_three_are_in_the_table(own_build: Build) -> None:
    published = {(code, government) for code, government, _ in _published(own_build)}
    printed = _printed()
    assert len(printed) > 100
    assert {pair: n for pair, n in printed.items() if pair not in published} == AGAINST_THE_TABLE


def test_a_code_has_one_government_code_for_each_body_that_pays(own_build: Build) -> None:
    partners = Counter((code, paid_by) for code, _, paid_by in _published(own_build))
    assert {key for key, number in partners.items() if number > 1} == set()
    bodies = {
        code: {paid_by for of, _, paid_by in _published(own_build) if of == code} for code, _ in partners
    }
    # Wages, goods and capital: an organ's and an institution's; but performance pay is institutions' alone.
    assert {code for code, by in bodies.items() if by == {"institution"}} == {"30107"}
    assert all(by in ({"any"}, {"organ", "institution"}) for code, by in bodies.items() if code != "30107")


def test_every_code_of_the_table_has_its_name_in_both_classifications(own_build: Build) -> None:
    assert (
        own_build.rows("""
            select crosswalk_key
            from marts.dim_economic_crosswalk
            where economic_name is null or government_economic_name is null
                or '未公开' in (economic_name, government_economic_name)
        """)
        == []
    )
