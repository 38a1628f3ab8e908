"""What counts as the same amount when published ones are held against expected ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tools.checks.amounts import differences
from tools.writer.model import PublishedAmount

AMOUNT = PublishedAmount("revenue", "total", Decimal("10000"), "1.00", "万元", "合计", functional_code="201")


def test_equal_amounts_do_not_differ() -> None:
    assert differences([AMOUNT, AMOUNT], [AMOUNT, AMOUNT]) == ([], [])


def test_an_amount_that_is_not_published_is_missing_and_one_too_many_is_left_over() -> None:
    assert differences([AMOUNT, AMOUNT], [AMOUNT]) == ([AMOUNT], [])
    assert differences([AMOUNT], [AMOUNT, AMOUNT]) == ([], [AMOUNT])


def test_another_measure_code_or_value_is_another_amount() -> None:
    for other in (
        replace(AMOUNT, measure_code="basic"),
        replace(AMOUNT, functional_code="202"),
        replace(AMOUNT, amount_yuan=Decimal("10001")),
        replace(AMOUNT, amount_basis="final"),
    ):
        assert differences([AMOUNT], [other]) == ([AMOUNT], [other])


def test_what_the_expectation_leaves_open_may_be_inferred() -> None:
    known = replace(AMOUNT, breakdown="functional", line_label="合计", functional_code="201")
    assert differences([replace(AMOUNT, functional_code=None, line_label="")], [known]) == ([], [])


def test_an_open_expectation_does_not_take_the_match_of_a_strict_one() -> None:
    open_one = replace(AMOUNT, functional_code=None)
    other = replace(AMOUNT, functional_code="202")
    assert differences([open_one, AMOUNT], [AMOUNT, other]) == ([], [])


def test_white_space_in_the_printed_text_does_not_matter() -> None:
    assert differences([AMOUNT], [replace(AMOUNT, printed_text="1.\n00")]) == ([], [])
