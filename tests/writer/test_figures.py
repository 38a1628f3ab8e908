"""How figures are printed, and what the printed text is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tools.writer.figures import FigureStyle

WAN = FigureStyle(fact_unit="万元", unit="万元")


@pytest.mark.parametrize("figure", ["0.9", "98.90", "0", "18.00", "-12.15", "1274.78"])
def test_a_figure_keeps_the_digits_of_the_fact_file(figure: str) -> None:
    assert WAN.printed(Decimal(figure)) == figure


def test_a_figure_is_worth_its_unit() -> None:
    assert WAN.yuan(Decimal("0.9")) == Decimal("9000.00")


def test_a_figure_printed_in_yuan_is_worth_as_much() -> None:
    style = FigureStyle(fact_unit="万元", unit="元", decimals=0, thousands=True)
    assert style.printed(Decimal("86.6296")) == "866,296"
    assert style.yuan(Decimal("86.6296")) == Decimal("866296.00")


def test_the_worth_is_that_of_the_rounded_text_not_of_the_fact() -> None:
    style = FigureStyle(fact_unit="元", unit="万元", decimals=2)
    assert style.printed(Decimal("12345")) == "1.23"
    assert style.yuan(Decimal("12345")) == Decimal("12300.00")


@pytest.mark.parametrize(("nothing", "worth"), [("", None), ("-", None), ("—", None), ("0.00", Decimal(0))])
def test_nothing_is_an_amount_only_where_a_zero_is_printed(nothing: str, worth: Decimal | None) -> None:
    style = FigureStyle("万元", "万元", nothing=nothing)
    assert style.printed(None) == nothing
    assert style.yuan(None) == worth


def test_full_width_digits_and_a_broken_number() -> None:
    style = FigureStyle("万元", "万元", thousands=True, full_width=True, break_after=6)
    assert style.printed(Decimal("1234567.89")) == "１，２３４，\n５６７．８９"
