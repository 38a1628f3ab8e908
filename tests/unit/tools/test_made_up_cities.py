"""Made-up cities: the same for a seed every time, each with amounts that its forms print."""

from __future__ import annotations

from tools.checks.made_up_cities import disclosure
from tools.writer.random_layout import made_up_city


def test_a_seed_gives_one_city_and_others_another() -> None:
    assert made_up_city(7) == made_up_city(7)
    assert len({made_up_city(seed).traits for seed in range(20)}) > 5


def test_a_city_prints_all_statutory_forms() -> None:
    (expected,) = disclosure(3)[0].disclosures()
    forms = {amount.form_code for amount in expected.amounts}
    assert len(forms) == 9
    assert len(expected.amounts) > 100
