"""The documents of ``tests.support.traits`` show their trait, and their expected amounts are honest."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import other_readers as reading
from tests.support.traits import TRAITS, Trait
from tools.writer.facts import NINE_FORMS
from tools.writer.figures import UNIT_YUAN
from tools.writer.model import PublishedAmount

BY_NAME = {trait.name: trait for trait in TRAITS}
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


@pytest.fixture
def written(traits_folder: Path) -> dict[str, Path]:
    return {trait.name: traits_folder / trait.path for trait in TRAITS}


def test_names_files_and_publishers_are_unique() -> None:
    assert len(BY_NAME) == len({trait.path for trait in TRAITS}) == len(TRAITS)
    entities = [part.entity for trait in TRAITS for part in trait.parts]
    assert len(set(entities)) == len(entities)


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name)
def test_every_expected_amount_is_worth_its_printed_text(trait: Trait) -> None:
    amounts = [amount for found in trait.disclosures() for amount in found.amounts]
    assert len(amounts) > 80
    assert {amount.form_code for amount in amounts} <= set(NINE_FORMS)
    for amount in amounts:
        number = "".join(amount.printed_text.split()).translate(_HALF_WIDTH).replace(",", "")
        assert amount.amount_yuan == (Decimal(number) * UNIT_YUAN[amount.printed_unit]).quantize(
            Decimal("0.01")
        )


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name)
def test_the_forms_of_a_trait_agree(trait: Trait) -> None:
    """The expenditure total is the same in every form that prints it."""
    for found in trait.disclosures():
        totals = defaultdict(set)
        for a in found.amounts:
            basis = "final" if found.budget_stage == "final_accounts" else "budget"
            is_total = (
                a.line_label in ("合计", "总计", "支出总计", "支出合计")
                and a.side != "revenue"
                and a.amount_basis == basis
            )
            if is_total and a.measure_code in ("total", "amount") and a.budget_unit_label is None:
                totals[a.form_code].add(a.amount_yuan)
        summary = totals["income_expenditure_summary"]
        assert len(summary) == 1
        assert totals["expenditure"] in (summary, set())


@pytest.mark.parametrize("trait", [t for t in TRAITS if t.file_format == "pdf"], ids=lambda trait: trait.name)
def test_a_pdf_shows_every_amount(trait: Trait, written: dict[str, Path]) -> None:
    text = reading.pdf_text(written[trait.name])
    for found in trait.disclosures():
        assert all(str(reading.compact(amount.printed_text)) in text for amount in found.amounts)


def measures(trait: Trait, form_code: str) -> Counter[tuple[str, str]]:
    (found,) = trait.disclosures()
    return Counter((a.measure_code, a.amount_basis) for a in found.amounts if a.form_code == form_code)


def amounts(name: str) -> tuple[PublishedAmount, ...]:
    (found,) = BY_NAME[name].disclosures()
    return found.amounts


def test_a_zero_for_nothing_is_an_amount_and_a_dash_is_none() -> None:
    zero, dash, plain = (len(amounts(n)) for n in ("zero_for_nothing", "dash_for_nothing", "plain_pdf"))
    assert zero > plain == dash


def test_years_compared_print_three_bases_and_falling_figures() -> None:
    found = measures(BY_NAME["years_compared_with_change"], "general_public_expenditure")
    assert {basis for _, basis in found} == {"budget", "prior_year", "change"}
    assert any(a.amount_yuan < 0 for a in amounts("years_compared_with_change"))


def test_final_accounts_print_the_final_basis_and_the_three_public_budget() -> None:
    assert {basis for _, basis in measures(BY_NAME["final_accounts"], "expenditure")} == {"final"}
    assert {basis for _, basis in measures(BY_NAME["final_accounts"], "three_public_expenses")} == {
        "budget",
        "final",
    }


def test_rounded_figures_do_not_add_up_to_their_total() -> None:
    rows = [
        a
        for a in amounts("rounded_figures_that_do_not_add_up")
        if a.form_code == "expenditure" and a.measure_code == "total"
    ]
    total = next(a.amount_yuan for a in rows if a.functional_code is None)
    items = sum(a.amount_yuan for a in rows if a.functional_code and len(a.functional_code) == 7)
    assert 0 < abs(total - items) <= 50 * len(rows)


def test_a_three_sided_summary_names_its_breakdowns_and_prints_totals_over_them() -> None:
    found = [a for a in amounts("jiangsu_summary_of_three_sides") if a.side == "expenditure"]
    assert {a.breakdown for a in found} == {"functional", "expenditure_type", None}
    assert {a.line_label for a in found if a.breakdown is None} == {"当年支出小计", "支出合计"}


def test_rows_by_unit_carry_their_unit_and_the_first_is_the_department() -> None:
    (found,) = BY_NAME["shenzhen_rows_by_unit"].disclosures()
    units = {a.budget_unit_label for a in amounts("shenzhen_rows_by_unit") if a.form_code == "expenditure"}
    assert units == {found.entity_name, f"{found.entity_name}（本级）", "示例市示例中心"}


def test_a_text_dump_holds_every_amount(written: dict[str, Path]) -> None:
    for name in ("text_dump_a_cell_a_line", "text_dump_tabbed_in_pieces"):
        cells = Counter(written[name].read_text(encoding="utf-8").replace("\n", "\t").split("\t"))
        printed = Counter(amount.printed_text for amount in amounts(name))
        assert printed <= cells
