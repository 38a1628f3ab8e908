"""Layouts in use, one a publisher's custom.

Belongs here: which traits and columns go together in print. Does not belong here: the
traits themselves (``layout``), any figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tools.writer.facts import Measure, Panel
from tools.writer.layout import Column, FormLayout, Layout

_NUMBER = Column(("序号",), "row_number", width=0.7)
_FUNCTIONAL = (
    Column(("功能分类科目", "科目编码"), "code", width=1.2),
    Column(("功能分类科目", "科目名称"), "name", width=2.6),
)
_ECONOMIC = (
    Column(("支出部门经济分类科目", "科目编码"), "code", width=1.2),
    Column(("支出部门经济分类科目", "科目名称"), "name", width=2.6),
)
REVENUE = Panel("revenue")
EXPENDITURE = Panel("expenditure")
_FUNDS = (
    ("一般公共预算财政拨款", "general_public_budget"),
    ("政府性基金预算财政拨款", "government_fund_budget"),
    ("国有资本经营预算财政拨款", "state_capital_budget"),
)


def figure(header: Sequence[str], measure: str = "total", width: float = 1.1) -> Column:
    """A column of figures of one measure."""
    return Column(tuple(header), "figure", Measure.parse(measure), width)


def side(panel: Panel, head: str, label: str, figures: Sequence[tuple[str, str]]) -> list[Column]:
    """The columns of one side of a summary: its labels, then its figures."""
    columns = [Column((head, label), "label", width=2.8, panel=panel)]
    for name, measure in figures:
        column = Column((head, name), "figure", Measure.parse(measure), 1.2, panel)
        columns.append(column)
    return columns


def _functional_form(form_code: str, title: str) -> FormLayout:
    figures = (
        figure(["合计"]),
        figure(["基本支出"], "basic"),
        figure(["项目支出"], "project"),
    )
    return FormLayout(form_code, (_NUMBER, *_FUNCTIONAL, *figures), title)


def hebei() -> Layout:
    """The nine forms as Hebei's districts print them: 序号, 栏次, 合计 in the first row."""
    return Layout(
        forms=_hebei_forms(),
        repeat_above=("{entity}  预算年度：{year}  单位：{unit}",),
    )


def hebei_word() -> Layout:
    """The same, with entity, year and unit as the table's first row, as in Word files."""
    first_row = ("{entity}", "预算年度：{year}", "单位：{unit}")
    return replace(hebei(), above=("{title}",), first_rows=(first_row,), repeat_above=())


def _hebei_forms() -> tuple[FormLayout, ...]:
    return (
        FormLayout(
            "income_expenditure_summary",
            (
                _NUMBER,
                *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
                *side(EXPENDITURE, "支出", "项目", [("预算数", "amount")]),
            ),
            "部门预算收支总表",
        ),
        _hebei_revenue(),
        _hebei_expenditure(),
        FormLayout(
            "appropriation_summary",
            (
                _NUMBER,
                *side(REVENUE, "收入", "项目", [("金额", "amount")]),
                *side(EXPENDITURE, "支出", "项目", [("合计", "total"), *_FUNDS]),
            ),
            "部门预算财政拨款收支总表",
            landscape=True,
        ),
        _functional_form("general_public_expenditure", "部门预算一般公共预算财政拨款支出表"),
        _hebei_basic(),
        _functional_form("government_fund_expenditure", "部门预算政府性基金预算财政拨款支出表"),
        _functional_form("state_capital_expenditure", "部门预算国有资本经营预算财政拨款支出表"),
        _hebei_three_public(),
    )


def _hebei_revenue() -> FormLayout:
    sources = (
        ("小计", "current_year_subtotal"),
        ("财政拨款收入", "fiscal_appropriation"),
        ("财政专户收入", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("经营收入", "business"),
        ("上级补助收入", "higher_level_subsidy"),
        ("附属单位上缴收入", "affiliated_remittance"),
        ("其他收入", "other"),
    )
    columns = (
        _NUMBER,
        *_FUNCTIONAL,
        figure(["合计"]),
        *[figure(["本年收入", name], measure) for name, measure in sources],
        figure(["上年结转"], "carried_forward_in"),
    )
    return FormLayout("revenue", columns, "部门预算收入总表", landscape=True)


def _hebei_expenditure() -> FormLayout:
    figures = (
        ("合计", "total"),
        ("基本支出", "basic"),
        ("项目支出", "project"),
        ("经营支出", "business"),
        ("上解上级支出", "remittance_to_higher_level"),
        ("对附属单位补助支出", "subsidy_to_affiliated"),
    )
    columns = (_NUMBER, *_FUNCTIONAL, *[figure([name], measure) for name, measure in figures])
    return FormLayout("expenditure", columns, "部门预算支出总表")


def _hebei_basic() -> FormLayout:
    figures = (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))
    money = [figure(["一般公共预算基本支出", name], measure) for name, measure in figures]
    title = "部门预算一般公共预算财政拨款基本支出表"
    return FormLayout("basic_expenditure", (_NUMBER, *_ECONOMIC, *money), title)


def _hebei_three_public() -> FormLayout:
    names = (
        ("合计", "total"),
        ("一般公共预算财政拨款", "general_public_budget"),
        ("政府性基金预算拨款", "government_fund_budget"),
        ("国有资本经营预算财政拨款", "state_capital_budget"),
    )
    columns = (
        _NUMBER,
        Column(("项目",), "label", width=3.0),
        *[figure(["资金性质", name], measure) for name, measure in names],
    )
    title = "部门预算财政拨款“三公”经费支出表"
    return FormLayout("three_public_expenses", columns, title)
