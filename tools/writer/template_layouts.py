"""Layouts of made-up disclosures after the templates of the state and of provinces.

Belongs here: which columns, lines and titles a template prescribes. Does not belong here:
layouts after one city's publications (``city_layouts``), the traits (``layout``), any figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tools.writer.city_layouts import FUND_FORMS, item_columns
from tools.writer.dialects import EXPENDITURE, REVENUE, figure, side
from tools.writer.facts import Measure, Panel
from tools.writer.layout import Column, FormLayout, Layout, Line

Names = Sequence[tuple[str, str]]
_FUNDS = (
    ("一般公共预算", "general_public_budget"),
    ("政府性基金预算", "government_fund_budget"),
    ("国有资本经营预算", "state_capital_budget"),
)
_TYPES = (("基本支出", "basic"), ("项目支出", "project"))
_NUMERALS = "一二三四五六七八九十"


def _money(names: Names, *head: str, basis: str = "budget") -> tuple[Column, ...]:
    return tuple(figure([*head, name], f"{measure}@{basis}") for name, measure in names)


def _fund_lines(label: str, kind: str, carried: str) -> list[Line]:
    return [
        Line(label.format(n=n, name=name), kind, f"fund={fund},carried={carried}")
        for n, (name, fund) in zip(_NUMERALS, _FUNDS, strict=False)
    ]


def _lines_of_sources(names: Names) -> list[Line]:
    """One numbered line a source of revenue; a select is written out."""
    return [Line(f"{n}、{name}", "line", select) for n, (name, select) in zip(_NUMERALS, names, strict=False)]


_SOURCE_LINES = (
    ("一般公共预算拨款收入", "fund=general_public_budget,carried=no"),
    ("政府性基金预算拨款收入", "fund=government_fund_budget,carried=no"),
    ("国有资本经营预算拨款收入", "fund=state_capital_budget,carried=no"),
    ("财政专户管理资金收入", "source=fiscal_special_account"),
    ("事业收入", "source=institutional"),
    ("事业单位经营收入", "source=business"),
    ("其他收入", "source=other"),
)


def _classes(label: str = "{n}、{name}", total: str = "本年支出合计", *after: Line) -> tuple[Line, ...]:
    return (
        Line(label, "line", expand="all_classes"),
        Line(total, "current_year_total"),
        *after,
    )


def _free_lines(revenue_total: str, expenditure_total: str, carried: str) -> dict[Panel, tuple[Line, ...]]:
    """一、本年收入 above its funds, beside 一、本年支出 above its classes."""
    return {
        REVENUE: (
            Line("一、本年收入", "current_year_total", "carried=no"),
            *_fund_lines("（{n}）{name}拨款", "line", "no"),
            Line(carried, "balance", "carried=yes"),
            *_fund_lines("（{n}）{name}拨款", "sub_balance", "yes"),
            Line(revenue_total, "grand_total"),
        ),
        EXPENDITURE: (
            Line("一、本年支出", "current_year_total"),
            Line("（{n}）{name}", "line", expand="all_classes"),
            Line("二、结转下年", "balance", "none"),
            Line(expenditure_total, "grand_total"),
        ),
    }


def _codes(head: str = "科目") -> tuple[Column, Column]:
    return (
        Column((head, "科目编码"), "code", width=1.1),
        Column((head, "科目名称"), "name", width=2.6),
    )


def _split(*head: str) -> tuple[Column, ...]:
    roles = (("类", "class_code"), ("款", "section_code"), ("项", "item_code"))
    return tuple(Column((*head, name), role, width=0.6) for name, role in roles)  # type: ignore[arg-type]


_ITEMS = (
    (("合计",), "three_public_total"),
    (("因公出国（境）费",), "overseas_travel"),
    (("公务用车购置及运行费", "小计"), "vehicle_total"),
    (("公务用车购置及运行费", "公务用车购置费"), "vehicle_purchase"),
    (("公务用车购置及运行费", "公务用车运行费"), "vehicle_operation"),
    (("公务接待费",), "official_reception"),
)


def _titled(forms: Sequence[FormLayout], titles: Sequence[str]) -> tuple[FormLayout, ...]:
    return tuple(
        replace(form, title=title, landscape=True) for form, title in zip(forms, titles, strict=True)
    )


def central() -> Layout:
    """The central departments' budgets: last year's outcome beside this year's budget, 公开表N."""
    two = (
        *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("预算数", "amount")]),
    )
    appropriation = (
        *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("预算数", "total")]),
    )
    sources = (
        ("合计", "total"),
        ("上年结转", "carried_forward_in"),
        ("一般公共预算拨款收入", "general_public_budget"),
        ("政府性基金预算拨款收入", "government_fund_budget"),
        ("国有资本经营预算拨款收入", "state_capital_budget"),
        ("财政专户管理资金收入", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("事业单位经营收入", "business"),
        ("上级补助收入", "higher_level_subsidy"),
        ("附属单位上缴收入", "affiliated_remittance"),
        ("其他收入", "other"),
    )
    spending = (
        ("合计", "total"),
        *_TYPES,
        ("上缴上级支出", "remittance_to_higher_level"),
        ("事业单位经营支出", "business"),
        ("对附属单位补助支出", "subsidy_to_affiliated"),
    )
    general = (
        *_codes("功能分类科目"),
        figure(["2025年执行数"], "total@prior_year"),
        *_money((("小计", "total"), *_TYPES), "2026年预算数"),
        figure(["2026年预算数比2025年执行数", "增减额"], "total@change"),
        Column(("2026年预算数比2025年执行数", "增减%"), "change_ratio"),
    )
    categories = (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))
    years = (("2025年预算数", "prior_year"), ("2026年预算数", "budget"))
    items = [c for head, basis in years for c in item_columns(_ITEMS, (head,), basis)]
    summary = {
        REVENUE: (
            *_lines_of_sources(_SOURCE_LINES),
            Line("本年收入合计", "current_year_total", "carried=no"),
            Line("使用非财政拨款结余", "balance", "none"),
            Line("上年结转", "balance", "carried=yes"),
            Line("收 入 总 计", "grand_total"),
        ),
        EXPENDITURE: _classes(
            "{n}、{name}",
            "本年支出合计",
            Line("结转下年", "balance", "none"),
            Line("支 出 总 计", "grand_total"),
        ),
    }
    forms = (
        FormLayout("income_expenditure_summary", two, lines=summary),
        FormLayout("revenue", (*_codes(), *_money(sources))),
        FormLayout("expenditure", (*_codes(), *_money(spending))),
        FormLayout(
            "appropriation_summary",
            appropriation,
            lines=_free_lines("收 入 总 计", "支 出 总 计", "二、上年结转"),
            aligned=False,
        ),
        FormLayout("general_public_expenditure", general),
        FormLayout("basic_expenditure", (*_codes("经济分类科目"), *_money(categories, "2026年基本支出"))),
        FormLayout("three_public_expenses", tuple(items), items_as_columns=True),
        *[
            FormLayout(
                code, (*_codes("功能分类科目"), *_money((("合计", "total"), *_TYPES), f"2026年{name}支出"))
            )
            for code, (name, _) in list(zip(FUND_FORMS, _FUNDS, strict=True))[1:]
        ],
    )
    titles = (
        "部门收支总表",
        "部门收入总表",
        "部门支出总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
        "一般公共预算基本支出表",
        "一般公共预算“三公”经费支出表",
        "政府性基金预算支出表",
        "国有资本经营预算支出表",
    )
    return Layout(
        forms=_titled(forms, titles),
        decimals=2,
        thousands=True,
        total_position="last",
        total_in_code_column=True,
        ordinal_row=False,
        indent=" ",
        above=("部门公开表{number}", "{title}", "单位：{unit}"),
        repeat_above=(),
        cover=("{legal_name}{year}年部门预算",),
        prose="none",
    )


def final_accounts_template() -> Layout:
    """The state's nine forms of final accounts: 行次 on each side, 栏次, codes split, 06表 in blocks."""
    head = ("项目", "功能分类科目编码")
    code = (Column(head, "code", width=1.2), Column(("项目", "科目名称"), "name", width=2.6))

    def lined(panel: Panel, label: str, figures: Names) -> list[Column]:
        first, *rest = side(panel, label, "项目", figures)
        return [first, Column((label, "行次"), "row_number", width=0.6, panel=panel), *rest]

    two = (
        *lined(REVENUE, "收入", [("金额", "amount@final")]),
        *lined(EXPENDITURE, "支出", [("金额", "amount@final")]),
    )
    funds = [
        ("合计", "total@final"),
        *[(f"{name}财政拨款", f"{fund}@final") for name, fund in _FUNDS],
    ]
    appropriation = (*lined(REVENUE, "收入", [("金额", "amount@final")]), *lined(EXPENDITURE, "支出", funds))
    sources = (
        ("本年收入合计", "current_year_subtotal"),
        ("财政拨款收入", "fiscal_appropriation"),
        ("上级补助收入", "higher_level_subsidy"),
        ("财政专户管理资金收入", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("经营收入", "business"),
        ("附属单位上缴收入", "affiliated_remittance"),
        ("其他收入", "other"),
    )
    spending = (
        ("本年支出合计", "total"),
        *_TYPES,
        ("上缴上级支出", "remittance_to_higher_level"),
        ("经营支出", "business"),
        ("对附属单位补助支出", "subsidy_to_affiliated"),
    )
    blocks: list[Column] = []
    for block, (group, measure) in enumerate(
        (("人员经费", "personnel"), ("公用经费", "operating"), ("公用经费", "operating")), start=1
    ):
        blocks += [
            Column((group, "科目编码"), "code", width=1.0, block=block),
            Column((group, "科目名称"), "name", width=2.2, block=block),
            Column((group, "决算数"), "figure", Measure(measure, "final"), 1.1, block=block),
        ]
    items = [
        c
        for name, basis in (("预算数", "budget"), ("决算数", "final"))
        for c in item_columns(_ITEMS, (name,), basis)
    ]
    summary = {
        REVENUE: (
            *_lines_of_sources(_SOURCE_LINES),
            Line("本年收入合计", "current_year_total", "carried=no"),
            Line("使用非财政拨款结余（含专用结余）", "balance", "none"),
            Line("年初结转和结余", "balance", "carried=yes"),
            Line("总计", "grand_total"),
        ),
        EXPENDITURE: _classes(
            "{n}、{name}",
            "本年支出合计",
            Line("结余分配", "balance", "none"),
            Line("年末结转和结余", "balance", "none"),
            Line("总计", "grand_total"),
        ),
    }
    own = {
        REVENUE: (
            *_fund_lines("{n}、{name}财政拨款", "line", "no"),
            Line("本年收入合计", "current_year_total", "carried=no"),
            Line("年初财政拨款结转和结余", "balance", "carried=yes"),
            *_fund_lines("{n}、{name}财政拨款", "sub_balance", "yes"),
            Line("总计", "grand_total"),
        ),
        EXPENDITURE: _classes(
            "{n}、{name}",
            "本年支出合计",
            Line("年末财政拨款结转和结余", "balance", "none"),
            Line("总计", "grand_total"),
        ),
    }
    types = (("小计", "total"), *_TYPES)
    forms = (
        FormLayout("income_expenditure_summary", two, lines=summary),
        FormLayout("revenue", (*code, *_money(sources, basis="final"))),
        FormLayout("expenditure", (*code, *_money(spending, basis="final"))),
        FormLayout("appropriation_summary", appropriation, lines=own),
        FormLayout("general_public_expenditure", (*code, *_money(types, "本年支出", basis="final"))),
        FormLayout(
            "basic_expenditure",
            tuple(blocks),
            blocks=(("301", "303"), ("302",), ("310",)),
            ordinal_row=False,
        ),
        FormLayout("three_public_expenses", tuple(items), items_as_columns=True),
        FormLayout("government_fund_expenditure", (*code, *_money(types, "本年支出", basis="final"))),
        FormLayout(
            "state_capital_expenditure",
            (*code, *_money((("合计", "total"), *_TYPES), "本年支出", basis="final")),
        ),
    )
    titles = (
        "收入支出决算总表",
        "收入决算表",
        "支出决算表",
        "财政拨款收入支出决算总表",
        "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款基本支出决算表",
        "财政拨款“三公”经费支出决算表",
        "政府性基金预算财政拨款收入支出决算表",
        "国有资本经营预算财政拨款支出决算表",
    )
    return Layout(
        forms=_titled(forms, titles),
        decimals=2,
        thousands=True,
        total_in_code_column=True,
        above=("{title}", "公开{number:0>2}表", "部门：{legal_name}", "金额单位：{unit}"),
        repeat_above=(),
        cover=("{year}年度", "{legal_name}部门决算"),
        prose="none",
        empty_note="注：本表反映部门本年度收支情况。",
    )


def sichuan() -> Layout:
    """表1, 表1-1: unit codes beside split codes in every row; carried-forward appropriations a column."""
    split = (*_split("项目", "科目编码"),)
    unit = (
        Column(("项目", "单位代码"), "unit_code", width=1.0),
        Column(("项目", "单位名称（科目）"), "unit_or_name", width=2.6),
    )
    two = (
        *side(REVENUE, "收入", "项目", [("2026年预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("2026年预算数", "amount")]),
    )
    appropriation = (
        *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("合计", "total"), *_FUNDS]),
    )
    sources = (
        ("合计", "total"),
        ("上年结转", "carried_forward_in"),
        ("一般公共预算拨款收入", "general_public_budget"),
        ("政府性基金预算拨款收入", "government_fund_budget"),
        ("国有资本经营预算拨款收入", "state_capital_budget"),
        ("事业收入", "institutional"),
        ("财政专户管理资金收入", "fiscal_special_account"),
        ("其他收入", "other"),
    )
    types = (("合计", "total"), *_TYPES)
    more = (("上缴上级支出", "remittance_to_higher_level"), ("对附属单位补助支出", "subsidy_to_affiliated"))
    categories = (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))
    summary = {
        REVENUE: (
            *_lines_of_sources(_SOURCE_LINES),
            Line("本年收入合计", "current_year_total", "carried=no"),
            Line("八、用事业基金弥补收支差额", "balance", "none"),
            Line("九、上年结转", "balance", "carried=yes"),
            Line("收入总计", "grand_total"),
        ),
        EXPENDITURE: _classes(
            "{n}、{name}",
            "本年支出合计",
            Line("三十一、事业单位结余分配", "balance", "none"),
            Line("三十二、结转下年", "balance", "none"),
            Line("支出总计", "grand_total"),
        ),
    }
    units = (
        Column(("项目", "单位代码"), "unit_code", width=1.0),
        Column(("项目", "单位名称（科目）"), "unit", width=2.6),
    )
    forms = (
        FormLayout("income_expenditure_summary", two, lines=summary),
        FormLayout("revenue", (*units, *_money(sources)), rows="units"),
        FormLayout("expenditure", (*split, *unit, *_money((*types, *more)))),
        FormLayout(
            "appropriation_summary",
            appropriation,
            lines=_free_lines("收入总计", "支出总计", "二、上年结转"),
            aligned=False,
        ),
        FormLayout("general_public_expenditure", (*split, *unit, *_money(types, "当年财政拨款安排"))),
        FormLayout(
            "basic_expenditure",
            (*_split("项目", "科目编码")[:2], *unit, *_money(categories, "基本支出")),
        ),
        FormLayout(
            "three_public_expenses",
            (
                Column(("单位编码",), "unit_code", width=1.0),
                Column(("单位名称（科目）",), "label", width=2.4),
                *item_columns(_ITEMS, ("当年财政拨款预算安排",)),
            ),
            items_as_columns=True,
            rows="units",
        ),
        *[
            FormLayout(code, (*split, *unit, *_money(types, f"本年{name}支出")))
            for code, (name, _) in list(zip(FUND_FORMS, _FUNDS, strict=True))[1:]
        ],
    )
    titles = (
        "部门收支总表",
        "部门收入总表",
        "部门支出总表",
        "财政拨款收支预算总表",
        "一般公共预算支出预算表",
        "一般公共预算基本支出预算表",
        "一般公共预算“三公”经费支出预算表",
        "政府性基金预算支出预算表",
        "国有资本经营预算支出预算表",
    )
    return Layout(
        forms=_titled(forms, titles),
        decimals=2,
        thousands=True,
        unit_rows=True,
        unit_codes_repeated=True,
        ordinal_row=False,
        above=("表{number}", "{title}", "部门：{legal_name}  金额单位：{unit}"),
        repeat_above=(),
        cover=("{legal_name}", "{year}年部门预算"),
        prose="none",
    )


def yunnan() -> Layout:
    """预算01-1表: funds above types in the expenditure form, revenue by unit in two levels."""
    two = (
        *side(REVENUE, "收入", "项目", [("2026年预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目（按功能分类）", [("2026年预算数", "amount")]),
    )
    appropriation = (
        *side(REVENUE, "收入", "项目", [("2026年预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目（按功能分类）", [("2026年预算数", "total")]),
    )
    own = (("小计", "unit_own_funds"), ("事业收入", "institutional"), ("其他收入", "other"))
    revenue = (
        Column(("部门（单位）代码",), "unit_code", width=1.0),
        Column(("部门（单位）名称",), "unit", width=2.4),
        figure(["合计"]),
        *_money((("小计", "current_year_subtotal"), *_FUNDS), "本年收入"),
        figure(["本年收入", "财政专户管理资金"], "fiscal_special_account"),
        *_money(own, "本年收入", "单位资金"),
        figure(["上年结转结余", "小计"], "carried_forward_in"),
        figure(["上年结转结余", "一般公共预算"], "carried_forward_in_general_public_budget"),
    )
    spending = (
        *_codes_plain(),
        figure(["合计"]),
        *_money((("小计", "general_public_budget"),), "一般公共预算"),
        figure(["政府性基金预算"], "government_fund_budget"),
        figure(["国有资本经营预算"], "state_capital_budget"),
        figure(["财政专户管理的支出"], "fiscal_special_account"),
        figure(["单位资金", "小计"], "unit_own_funds"),
    )
    general = (
        *_codes("部门预算支出功能分类科目"),
        figure(["合计"]),
        *_money((("小计", "basic"), ("人员经费", "personnel"), ("公用经费", "operating")), "基本支出"),
        figure(["项目支出"], "project"),
    )
    categories = (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))
    summary = {
        REVENUE: (
            *_lines_of_sources(_SOURCE_LINES[:3]),
            Line("四、财政专户管理资金收入", "line", "source=fiscal_special_account"),
            Line("五、单位资金", "line", "fund=unit_own_funds,carried=no"),
            Line("1、事业收入", "sub_line", "source=institutional"),
            Line("2、其他收入", "sub_line", "source=other"),
            Line("本年收入合计", "current_year_total", "carried=no"),
            Line("上年结转结余", "balance", "carried=yes"),
            Line("收 入 总 计", "grand_total"),
        ),
        EXPENDITURE: _classes(
            "{n}、{name}",
            "本年支出合计",
            Line("年终结转结余", "balance", "none"),
            Line("支 出 总 计", "grand_total"),
        ),
    }
    forms = (
        FormLayout("income_expenditure_summary", two, lines=summary),
        FormLayout("revenue", revenue, rows="units"),
        FormLayout("expenditure", spending),
        FormLayout(
            "appropriation_summary",
            appropriation,
            lines=_free_lines("收 入 总 计", "支 出 总 计", "二、上年结转"),
            aligned=False,
        ),
        FormLayout("general_public_expenditure", general),
        FormLayout("basic_expenditure", (*_codes("部门预算支出经济分类科目"), *_money(categories))),
        FormLayout("three_public_expenses", item_columns(_ITEMS), items_as_columns=True),
        *[
            FormLayout(code, (*_codes_plain(), *_money((("合计", "total"), *_TYPES), f"本年{name}支出")))
            for code, (name, _) in list(zip(FUND_FORMS, _FUNDS, strict=True))[1:]
        ],
    )
    titles = (
        "部门财务收支预算总表",
        "部门收入预算表",
        "部门支出预算表",
        "部门财政拨款收支预算总表",
        "一般公共预算支出预算表（按功能科目分类）",
        "一般公共预算基本支出预算表",
        "一般公共预算“三公”经费支出预算表",
        "政府性基金预算支出预算表",
        "国有资本经营预算支出预算表",
    )
    return Layout(
        forms=_titled(forms, titles),
        unit="元",
        decimals=2,
        thousands=True,
        total_position="last",
        total_in_code_column=True,
        ordinal_label="1",
        ordinal_row=False,
        above=("预算{number:0>2}-1表", "{title}", "单位名称：{legal_name}  单位：{unit}"),
        repeat_above=(),
        cover=("{legal_name}{year}年度部门预算公开",),
        prose="none",
    )


def _codes_plain() -> tuple[Column, Column]:
    return Column(("科目编码",), "code", width=1.1), Column(("科目名称",), "name", width=2.6)


def situation() -> Layout:
    """…情况表: split codes, basic by economic class, items of the public expenses over two years."""
    two = (
        *side(REVENUE, "收入", "项目", [("金额", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("金额", "amount")]),
    )
    appropriation = (
        *side(REVENUE, "收入", "项目", [("金额", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("合计", "total"), *_FUNDS]),
    )
    split = (*_split("科目编码"), Column(("单位（科目名称）",), "name", width=2.6))
    types = (("总计", "total"), *_TYPES)
    personnel = (("小计", "basic"), ("人员经费", "personnel"), ("公用经费", "operating"))
    general = (*split, figure(["合计"]), *_money(personnel, "基本支出"), figure(["项目支出"], "project"))
    sources = (
        ("总计", "total"),
        ("一般公共预算财政拨款", "general_public_budget"),
        ("政府性基金", "government_fund_budget"),
        ("国有资本经营预算", "state_capital_budget"),
        ("财政专户管理资金", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
        ("上年结转", "carried_forward_in"),
    )
    years = (
        Column(("项目",), "label", width=3.0),
        figure(["上年预算数"], "total@prior_year"),
        figure(["本年预算数"], "total"),
        figure(["增减额"], "total@change"),
        Column(("增减率（%）",), "change_ratio"),
    )
    names = (
        ("三公经费合计", "three_public_total"),
        ("1.因公出国（境）费用", "overseas_travel"),
        ("2.公务接待费", "official_reception"),
        ("3.公务用车费", "vehicle_total"),
        ("其中：（1）公务用车运行维护费", "vehicle_operation"),
        ("（2）公务用车购置", "vehicle_purchase"),
    )
    lines = {Panel(): tuple(Line(label, "item", item_code=item) for label, item in names)}
    summary = {
        REVENUE: (
            *_lines_of_sources(_SOURCE_LINES),
            Line("本年收入小计", "current_year_total", "carried=no"),
            Line("加：上年结转", "balance", "carried=yes"),
            Line("收入合计", "grand_total"),
        ),
        EXPENDITURE: _classes(
            "{n}、{name}",
            "本年支出小计",
            Line("减：结转下年", "balance", "none"),
            Line("支出合计", "grand_total"),
        ),
    }
    forms = (
        FormLayout("income_expenditure_summary", two, lines=summary),
        FormLayout("revenue", (*split, *_money(sources))),
        FormLayout("expenditure", (*split, *_money(types))),
        FormLayout(
            "appropriation_summary",
            appropriation,
            lines=_free_lines("收入合计", "支出合计", "二、上年结转"),
            aligned=False,
        ),
        FormLayout("general_public_expenditure", general),
        FormLayout(
            "basic_expenditure",
            (
                *_split("部门预算经济分类")[:2],
                Column(("科目名称",), "name", width=2.6),
                figure(["2026年基本支出", "合计"]),
                figure(["2026年基本支出", "人员支出"], "personnel"),
                figure(["2026年基本支出", "公用支出"], "operating"),
            ),
        ),
        *[FormLayout(code, (*split, *_money(types))) for code in FUND_FORMS[1:]],
        FormLayout("three_public_expenses", years, lines=lines),
    )
    titles = (
        "部门收支总体情况表",
        "部门收入总体情况表",
        "部门支出总体情况表",
        "财政拨款收支总体情况表",
        "一般公共预算支出情况表",
        "一般公共预算基本支出情况表",
        "政府性基金预算支出情况表",
        "国有资本经营预算支出情况表",
        "一般公共预算“三公”经费支出情况表",
    )
    return Layout(
        forms=_titled(forms, titles),
        decimals=1,
        total_in_code_column=True,
        ordinal_row=True,
        ordinal_label="**",
        above=("附表{number}", "{year}年{title}", "填报单位：{legal_name}", "（单位：{unit}）"),
        repeat_above=(),
        prose="none",
    )


_CLASSES = (
    ("工资福利支出", "wages_and_benefits"),
    ("商品和服务支出", "goods_and_services"),
    ("对个人和家庭的补助", "transfers_to_individuals"),
    ("资本性支出", "capital"),
)


def _counted(names: Names) -> tuple[Line, ...]:
    """Items of the public expenses, and below them what a form counts; counts are no amounts."""
    items = [Line(label, "item", item_code=item) for item, label in names]
    counts = (
        "二、相关统计数",
        "1.因公出国（境）团组数（个）",
        "2.公务用车保有量（辆）",
        "3.国内公务接待批次（批）",
    )
    return (*items, *[Line(label, "count") for label in counts])


def classes_as_columns() -> Layout:
    """Economic classes as columns below 基本支出; counts of vehicles and guests below the public expenses."""
    layout = situation()
    split = (*_split("科目编码"), Column(("科目名称",), "name", width=2.2))
    basic = (("小计", "basic"), *_CLASSES)
    # Projects of enterprises' subsidies are printed in their 小计 alone.
    project = (("小计", "project"),)
    money = (figure(["合计"]), *_money(basic, "基本支出"), *_money(project, "项目支出"))
    names = (
        ("three_public_total", "一、“三公”经费支出合计"),
        ("overseas_travel", "1、因公出国（境）费用"),
        ("official_reception", "2、公务接待费"),
        ("vehicle_total", "3、公务用车费"),
        ("vehicle_operation", "其中：（1）公务用车运行维护费"),
        ("vehicle_purchase", "（2）公务用车购置"),
    )
    items = (
        Column(("项目",), "label", width=3.0),
        figure(["2025年执行数"], "total@prior_year"),
        figure(["2026年预算数"], "total"),
        Column(("公务用车保有量（辆）",), "remark"),
    )
    changed = {
        "expenditure": {"columns": (*split, *money)},
        "general_public_expenditure": {"columns": (*split, *money)},
        "three_public_expenses": {"columns": items, "lines": {Panel(): _counted(names)}},
    }
    forms = tuple(
        replace(form, **changed.get(form.form_code, {}))  # type: ignore[arg-type]
        for form in layout.forms
    )
    return replace(
        layout,
        forms=forms,
        decimals=2,
        ordinal_row=False,
        above=("附件{number}", "{title}", "编报单位：{legal_name}", "金额单位：人民币{unit}"),
        cover=("{legal_name}", "二〇二六年部门预算"),
    )


def balances_of_funds() -> Layout:
    """Final accounts of 2015 to 2018: each fund's opening balance, revenue, expenditure and balance."""
    layout = final_accounts_template()
    code = (
        Column(("项目", "支出功能分类科目编码"), "code", width=1.2),
        Column(("项目", "科目名称"), "name", width=2.4),
    )
    money = (
        figure(["年初结转和结余"], "opening_balance@final"),
        figure(["本年收入"], "current_year_revenue@final"),
        *_money((("小计", "total"), *_TYPES), "本年支出", basis="final"),
        figure(["年末结转和结余"], "closing_balance@final"),
    )
    titles = {
        "general_public_expenditure": "一般公共预算财政拨款收入支出决算表",
        "government_fund_expenditure": "政府性基金预算财政拨款收入支出决算表",
        "state_capital_expenditure": "国有资本经营预算财政拨款收入支出决算表",
    }
    items = (
        Column(("项目",), "label", width=3.0),
        Column(("行次",), "row_number", width=0.6),
        figure(["预算数"], "total"),
        figure(["决算数"], "total@final"),
    )
    names = (
        ("three_public_total", "一、“三公”经费支出"),
        ("overseas_travel", "1.因公出国（境）费"),
        ("vehicle_total", "2.公务用车购置及运行维护费"),
        ("vehicle_purchase", "（1）公务用车购置费"),
        ("vehicle_operation", "（2）公务用车运行维护费"),
        ("official_reception", "3.公务接待费"),
    )
    forms = tuple(
        replace(form, columns=(*code, *money), title=titles[form.form_code])
        if form.form_code in titles
        else replace(form, columns=items, items_as_columns=False, lines={Panel(): _counted(names)})
        if form.form_code == "three_public_expenses"
        else form
        for form in layout.forms
    )
    return replace(
        layout, forms=forms, above=("{title}", "财决公开{number:0>2}表", "编制单位：{legal_name}", "{unit}")
    )
