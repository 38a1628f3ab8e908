"""Layouts of made-up disclosures, each after the custom of a place.

Belongs here: which columns, lines and traits a place's forms have, as seen in its
publications. Does not belong here: the traits (``layout``), Hebei's published layout
(``dialects``), any figure: those come from a ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tools.writer.dialects import EXPENDITURE, REVENUE, figure, hebei, side
from tools.writer.facts import Measure, Panel
from tools.writer.layout import Column, Expand, FormLayout, Layout, Line

Lines = Mapping[Panel, tuple[Line, ...]]
NINE_TITLES = {
    "income_expenditure_summary": "收支总表",
    "revenue": "收入总表",
    "expenditure": "支出总表",
    "appropriation_summary": "财政拨款收支总表",
    "general_public_expenditure": "一般公共预算支出表",
    "basic_expenditure": "一般公共预算基本支出表",
    "government_fund_expenditure": "政府性基金预算支出表",
    "state_capital_expenditure": "国有资本经营预算支出表",
    "three_public_expenses": "一般公共预算“三公”经费支出表",
}
FUND_FORMS = ("general_public_expenditure", "government_fund_expenditure", "state_capital_expenditure")
_FUND_NAMES = (
    ("一般公共预算", "general_public_budget"),
    ("政府性基金预算", "government_fund_budget"),
    ("国有资本经营预算", "state_capital_budget"),
)
_CODE = Column(("科目编码",), "code", width=1.1)
_NAME = Column(("科目名称",), "name", width=2.6)
_ITEM_NAMES = (
    ("grand_total", "合计"),
    ("three_public_total", "“三公”经费小计"),
    ("overseas_travel", "一、因公出国（境）费"),
    ("vehicle_total", "二、公务用车购置及运维费"),
    ("vehicle_purchase", "其中：公务用车购置费"),
    ("vehicle_operation", "公务用车运行维护费"),
    ("official_reception", "三、公务接待费"),
    ("meeting", "四、会议费"),
    ("training", "五、培训费"),
)
# Each city's items as columns: header path, item.
_ITEM_COLUMNS = (
    (("合计",), "three_public_total"),
    (("因公出国（境）费",), "overseas_travel"),
    (("公务接待费",), "official_reception"),
    (("公务用车购置及运行费", "小计"), "vehicle_total"),
    (("公务用车购置及运行费", "购置费"), "vehicle_purchase"),
    (("公务用车购置及运行费", "运行费"), "vehicle_operation"),
)


# Lines of summaries.


def _fund(fund: str, carried: str = "no") -> str:
    return f"fund={fund},carried={carried}"


def _revenue_sources(label: str = "{n}、{name}收入") -> list[Line]:
    """The usual nine sources of revenue, one line each."""
    sources = [
        ("一般公共预算拨款", _fund("general_public_budget")),
        ("政府性基金预算拨款", _fund("government_fund_budget")),
        ("国有资本经营预算拨款", _fund("state_capital_budget")),
        ("财政专户管理资金", "source=fiscal_special_account"),
        ("事业", "source=institutional"),
        ("事业单位经营", "source=business"),
        ("上级补助", "source=higher_level_subsidy"),
        ("附属单位上缴", "source=affiliated_remittance"),
        ("其他", "source=other"),
    ]
    numerals = "一二三四五六七八九"
    return [
        Line(label.format(n=n, name=name), "line", select)
        for n, (name, select) in zip(numerals, sources, strict=True)
    ]


def _fund_lines(label: str, kind: str, carried: str) -> list[Line]:
    numerals = "一二三"
    return [
        Line(label.format(n=n, name=name), kind, _fund(fund, carried))
        for n, (name, fund) in zip(numerals, _FUND_NAMES, strict=True)
    ]


def _summary_lines(classes: Expand = "all_classes") -> Lines:
    revenue = [
        *_revenue_sources(),
        Line("本年收入合计", "current_year_total", "carried=no"),
        Line("上年结转结余", "balance", "carried=yes"),
        Line("收入总计", "grand_total"),
    ]
    return {REVENUE: tuple(revenue), EXPENDITURE: _expenditure_lines(classes)}


def _expenditure_lines(classes: Expand = "all_classes") -> tuple[Line, ...]:
    return (
        Line("{n}、{name}", "line", expand=classes),
        Line("本年支出合计", "current_year_total"),
        Line("年终结转结余", "balance", "none"),
        Line("支出总计", "grand_total"),
    )


def _appropriation_lines(classes: Expand = "all_classes") -> Lines:
    revenue = [
        *_fund_lines("{n}、{name}拨款", "line", "no"),
        Line("本年收入合计", "current_year_total", "carried=no"),
        Line("年初财政拨款结转和结余", "balance", "carried=yes"),
        *_fund_lines("{n}、{name}拨款", "sub_balance", "yes"),
        Line("收入总计", "grand_total"),
    ]
    return {REVENUE: tuple(revenue), EXPENDITURE: _expenditure_lines(classes)}


def _items(names: Sequence[tuple[str, str]] = _ITEM_NAMES) -> Lines:
    return {Panel(): tuple(Line(label, "item", item_code=item) for item, label in names)}


def item_columns(
    pairs: Sequence[tuple[tuple[str, ...], str]] = _ITEM_COLUMNS,
    head: tuple[str, ...] = (),
    basis: str = "budget",
) -> tuple[Column, ...]:
    """A column an item of the public expenses, below ``head``."""
    measure = Measure("total", basis)
    return tuple(Column((*head, *path), "figure", measure, 1.0, item_code=item) for path, item in pairs)


def _money(names: Sequence[tuple[str, str]], *head: str) -> tuple[Column, ...]:
    return tuple(figure([*head, name], measure) for name, measure in names)


# The plain layout that single traits vary.


def plain() -> Layout:
    """Hebei's layout with the lines of a ledger."""
    lines: dict[str, Lines] = {
        "income_expenditure_summary": _summary_lines(),
        "appropriation_summary": _appropriation_lines(),
        "three_public_expenses": _items(),
    }
    forms = [replace(form, lines=lines.get(form.form_code, {})) for form in hebei().forms]
    return replace(hebei(), forms=tuple(forms), prose="none")


def with_columns(layout: Layout, form_code: str, columns: Sequence[Column]) -> Layout:
    """The same layout with other columns in one form."""
    return _changed(layout, form_code, lambda form: replace(form, columns=tuple(columns)))


def with_lines(layout: Layout, form_code: str, lines: Lines) -> Layout:
    """The same layout with other lines in one form."""
    return _changed(layout, form_code, lambda form: replace(form, lines=lines))


def with_unit(layout: Layout, form_code: str, unit: str, decimals: int) -> Layout:
    """The same layout with one form printed in a unit of its own."""
    return _changed(layout, form_code, lambda form: replace(form, unit=unit, decimals=decimals))


def _changed(layout: Layout, form_code: str, change: Callable[[FormLayout], FormLayout]) -> Layout:
    forms = (change(form) if form.form_code == form_code else form for form in layout.forms)
    return replace(layout, forms=tuple(forms))


def years_compared() -> Layout:
    """Last year's budget, this year's, the change and its ratio, in the general public form."""
    code, name = plain().forms[4].columns[1:3]
    columns = (
        code,
        name,
        figure(["上年预算数"], "total@prior_year"),
        figure(["本年预算数", "合计"]),
        figure(["本年预算数", "基本支出"], "basic"),
        figure(["本年预算数", "项目支出"], "project"),
        figure(["比上年增减", "增减额"], "total@change"),
        Column(("比上年增减", "增减%"), "change_ratio"),
    )
    return replace(
        with_columns(plain(), "general_public_expenditure", columns), ordinal_row=False, decimals=2
    )


def header_words_lost() -> Layout:
    """Forms whose header calls every column of amounts the same."""
    forms = {form.form_code: form for form in plain().forms}
    layout = plain()
    for form_code, measures in (
        ("general_public_expenditure", ("total", "basic", "project")),
        ("basic_expenditure", ("total", "personnel", "operating")),
    ):
        code, name = forms[form_code].columns[1:3]
        columns = (code, name, *(figure(["金额"], measure) for measure in measures))
        layout = with_columns(layout, form_code, columns)
    return replace(layout, ordinal_row=False, decimals=2)


# Places.


def shenzhen() -> Layout:
    """Unit rows above their codes, 0.00 for nothing, items of functions as lines of the summary."""
    codes = (Column(("预算单位",), "unit", width=2.0), _CODE, _NAME)
    types = (("支出总计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
    by_code = (*codes, *_money(types))
    funds = [(f"{name}拨款", fund) for name, fund in _FUND_NAMES]
    own = ("事业收入", "institutional"), ("事业单位经营收入", "business"), ("其他收入", "other")
    revenue = (
        Column(("预算单位",), "unit", width=2.0),
        figure(["收入总计"]),
        *_money(funds, "本年收入", "财政拨款"),
        figure(["本年收入", "财政专户管理资金"], "fiscal_special_account"),
        *_money(own, "本年收入", "单位资金"),
        figure(["上年结余、结转"], "carried_forward_in"),
    )
    column = "2026年预算数"
    deep = (
        *side(REVENUE, "收入", "项目", [(column, "amount")]),
        *side(EXPENDITURE, "支出", "项目", [(column, "amount")]),
    )
    business = figure(["事业单位经营支出"], "business")
    items = (Column(("项目",), "label", width=3.0), *_money([("2026年预算数", "total")]))
    forms = (
        FormLayout("income_expenditure_summary", deep, lines=_shenzhen_summary()),
        FormLayout("revenue", revenue, rows="units"),
        FormLayout("expenditure", (*by_code, business)),
        FormLayout("appropriation_summary", deep, lines=_shenzhen_appropriation()),
        *[FormLayout(code, by_code) for code in FUND_FORMS],
        FormLayout("basic_expenditure", by_code[:4]),
        FormLayout("three_public_expenses", items, lines=_items(_ITEM_NAMES[1:7])),
    )
    caption = ("表{number}", "{title}", "部门名称：{legal_name}  单位：{unit}")
    return Layout(
        forms=_named(forms, landscape=True),
        decimals=2,
        thousands=True,
        nothing="0.00",
        unit_rows=True,
        total_is_department=True,
        ordinal_row=False,
        above=caption,
        repeat_above=caption,
        contents=True,
        prose="none",
        empty_note="注：本套报表金额单位转换时可能存在尾数误差。",
    )


def _shenzhen_summary() -> Lines:
    revenue = (
        Line("一、财政拨款", "line", "source=fiscal_appropriation"),
        *[
            Line(f"{n}.{name}拨款", "sub_line", _fund(fund))
            for n, (name, fund) in enumerate(_FUND_NAMES, start=1)
        ],
        Line("二、财政专户管理资金", "line", "source=fiscal_special_account"),
        Line("三、单位资金", "line", _fund("unit_own_funds")),
        Line("1.事业收入", "sub_line", "source=institutional"),
        Line("2.其他收入", "sub_line", "source=other"),
        Line("本年收入合计", "current_year_total", "carried=no"),
        Line("上年结余、结转", "balance", "carried=yes"),
        Line("1.财政拨款结余、结转", "sub_balance", "carried=yes,appropriated=yes"),
        Line("2.非财政拨款结余、结转", "sub_balance", "carried=yes,appropriated=no"),
        Line("收入总计", "grand_total"),
    )
    return {REVENUE: revenue, EXPENDITURE: _expenditure_lines("classes_deep")}


def _shenzhen_appropriation() -> Lines:
    revenue = (
        Line("财政拨款", "line", "carried=no"),
        *[
            Line(f"{n}.{name}拨款", "sub_line", _fund(fund))
            for n, (name, fund) in enumerate(_FUND_NAMES, start=1)
        ],
        Line("本年收入合计", "current_year_total", "carried=no"),
        Line("上年结余、结转", "balance", "carried=yes"),
        *[
            Line(f"{n}.{name}拨款结余、结转", "sub_balance", _fund(fund, "yes"))
            for n, (name, fund) in enumerate(_FUND_NAMES, start=1)
        ],
        Line("收入总计", "grand_total"),
    )
    return {REVENUE: revenue, EXPENDITURE: _expenditure_lines("classes_deep")}


def shanghai() -> Layout:
    """Yuan without decimals, codes split over 类, 款 and 项, 合计 last."""
    split = (
        Column(("项目", "功能分类科目编码", "类"), "class_code", width=0.6),
        Column(("项目", "功能分类科目编码", "款"), "section_code", width=0.5),
        Column(("项目", "功能分类科目编码", "项"), "item_code", width=0.5),
        Column(("项目", "功能分类科目名称"), "name", width=2.6),
    )
    economic = (
        Column(("项目", "经济分类科目编码", "类"), "class_code", width=0.6),
        Column(("项目", "经济分类科目编码", "款"), "section_code", width=0.5),
        Column(("项目", "部门经济分类科目名称"), "name", width=2.6),
    )
    sources = (
        ("合计", "total"),
        ("财政拨款收入", "fiscal_appropriation"),
        ("财政专户管理资金收入", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
        ("上年结转", "carried_forward_in"),
    )
    types = (("合计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
    categories = (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))
    money = Column(("本年支出", "预算数", "合计"), "figure", Measure("total"), 1.1, EXPENDITURE)
    panel = (
        Column(("本年支出", "项目"), "label", width=2.8, panel=EXPENDITURE),
        money,
        replace(money, header=("本年支出", "预算数", "基本支出", "人员经费"), measure=Measure("personnel")),
        replace(money, header=("本年支出", "预算数", "基本支出", "公用经费"), measure=Measure("operating")),
        replace(money, header=("本年支出", "预算数", "项目支出"), measure=Measure("project")),
    )
    summary = (*side(REVENUE, "本年收入", "项目", [("预算数", "amount")]), *panel)
    appropriation = (
        *side(REVENUE, "财政拨款收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "财政拨款支出", "项目", [("合计", "total"), *_FUND_NAMES]),
    )
    items = item_columns(head=("“三公”经费预算数",))
    forms = (
        FormLayout("income_expenditure_summary", summary, lines=_shanghai_summary()),
        FormLayout("revenue", (*split, *_money(sources, "收入预算"))),
        FormLayout("expenditure", (*split, *_money(types, "支出预算"))),
        FormLayout("appropriation_summary", appropriation, lines=_shanghai_appropriation()),
        *[
            FormLayout(code, (*split, *_money(types, f"{name}支出")))
            for code, (name, _) in zip(FUND_FORMS, _FUND_NAMES, strict=True)
        ],
        FormLayout("basic_expenditure", (*economic, *_money(categories, "一般公共预算基本支出"))),
        FormLayout("three_public_expenses", items, items_as_columns=True, unit="万元", decimals=2),
    )
    return Layout(
        forms=_named(forms, landscape=True, prefix="2026年预算单位"),
        unit="元",
        decimals=0,
        thousands=True,
        total_position="last",
        total_in_code_column=True,
        ordinal_row=False,
        above=("{title}", "编制单位：{legal_name}  单位：{unit}"),
        repeat_above=(),
        prose="none",
        empty_note="",
    )


def _shanghai_summary() -> Lines:
    revenue = (
        Line("一、财政拨款收入", "line", "source=fiscal_appropriation"),
        *[
            Line(f"{n}、{name}", "sub_line", _fund(fund))
            for n, (name, fund) in enumerate(_FUND_NAMES, start=1)
        ],
        Line("二、财政专户管理资金收入", "line", "source=fiscal_special_account"),
        Line("三、事业收入", "line", "source=institutional"),
        Line("四、其他收入", "line", "source=other"),
        Line("五、上年结转", "line", "carried=yes"),
        Line("收入总计", "grand_total"),
    )
    expenditure = (Line("{n}、{name}", "line", expand="classes"), Line("支出总计", "grand_total"))
    return {REVENUE: revenue, EXPENDITURE: expenditure}


def _shanghai_appropriation() -> Lines:
    revenue = (
        *_fund_lines("{n}、{name}", "line", "no"),
        Line("四、上年结转", "line", "carried=yes"),
        Line("收入总计", "grand_total"),
    )
    return {REVENUE: revenue, EXPENDITURE: _shanghai_summary()[EXPENDITURE]}


def beijing() -> Layout:
    """Six decimals, codes and names in one cell, a row a combination of codes, 合计 last."""
    crossed = (
        Column(("支出功能分类科目",), "code_name", width=2.6),
        Column(("政府支出经济分类科目",), "government_code_name", width=2.2),
        Column(("部门支出经济分类科目",), "economic_code_name", width=2.2),
    )
    types = (("合计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
    sources = (
        ("小计", "current_year_subtotal"),
        ("一般公共预算资金", "general_public_budget"),
        ("政府性基金预算资金", "government_fund_budget"),
        ("国有资本经营预算资金", "state_capital_budget"),
        ("财政专户管理资金", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
    )
    functional = (
        Column(("功能分类科目", "科目编码"), "code", width=1.0),
        Column(("功能分类科目", "科目名称"), "name", width=2.4),
    )
    general = (
        *functional,
        figure(["预算数", "合计"]),
        figure(["预算数", "基本支出", "小计"], "basic"),
        figure(["预算数", "基本支出", "人员经费"], "personnel"),
        figure(["预算数", "基本支出", "公用经费"], "operating"),
        figure(["预算数", "项目支出"], "project"),
    )
    categories = (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))
    two = (
        *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("预算数", "amount")]),
    )
    forms = (
        FormLayout("income_expenditure_summary", two, lines=_summary_lines()),
        FormLayout(
            "revenue",
            (
                figure(["合计"]),
                *_money(sources, "本年收入"),
                figure(["上年结转结余", "小计"], "carried_forward_in"),
                figure(["上年结转结余", "一般公共预算资金"], "carried_forward_in_general_public_budget"),
            ),
            rows="total",
        ),
        FormLayout("expenditure", (*crossed, *_money(types)), rows="cross"),
        FormLayout("appropriation_summary", two, lines=_appropriation_lines()),
        FormLayout("general_public_expenditure", general),
        FormLayout(
            "basic_expenditure",
            (crossed[1], crossed[2], *_money(categories, "预算数")),
            rows="cross",
            levels=("section",),
        ),
        *[FormLayout(code, (*functional, *_money(types, "预算数"))) for code in FUND_FORMS[1:]],
        FormLayout(
            "three_public_expenses",
            item_columns(((("“三公”经费财政拨款预算总额",), "three_public_total"), *_ITEM_COLUMNS[1:])),
            items_as_columns=True,
        ),
    )
    return Layout(
        forms=_named(forms, landscape=True),
        decimals=6,
        thousands=True,
        levels=("item",),
        total_position="last",
        ordinal_row=False,
        above=(),
        first_rows=(("预算{number:0>2}表 {title}",), ("金额单位：{unit}",)),
        repeat_header=False,
        cover=("{legal_name}", "{year}年度部门预算报表"),
        prose="none",
        empty_note="",
    )


def jiangsu() -> Layout:
    """The summary's three sides, pages turned by /Rotate, title and unit in the first row."""
    by_type = Panel("expenditure", "expenditure_type")
    by_function = Panel("expenditure", "functional")

    def panel(side_panel: Panel, head: tuple[str, ...], label: str) -> tuple[Column, Column]:
        return (
            Column((*head, label), "label", width=2.4, panel=side_panel),
            Column((*head, "金额"), "figure", Measure("amount"), 1.1, side_panel),
        )

    three = (
        *panel(REVENUE, ("收入",), "项目名称"),
        *panel(by_function, ("支出", "功能分类"), "功能科目名称"),
        *panel(by_type, ("支出", "支出用途"), "项目名称"),
    )
    codes = (
        Column(("功能科目编码",), "code", width=1.0),
        Column(("功能科目名称",), "name", width=2.4),
        figure(["金额"]),
    )
    economic = (
        Column(("科目编码",), "code", width=1.0),
        Column(("科目名称",), "name", width=2.4),
        figure(["金额"]),
    )
    two = (*panel(REVENUE, ("收入",), "项目名称"), *panel(by_type, ("支出", "支出用途"), "项目名称"))
    types = (("合计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
    items = (
        Column(("合计",), item_code="grand_total"),
        *item_columns(
            (
                (("小计",), "three_public_total"),
                (("因公出国（境）费",), "overseas_travel"),
                (("公务用车购置及运行维护费", "小计"), "vehicle_total"),
                (("公务用车购置及运行维护费", "公务用车购置费"), "vehicle_purchase"),
                (("公务用车购置及运行维护费", "公务用车运行维护费"), "vehicle_operation"),
                (("公务接待费",), "official_reception"),
            ),
            head=("“三公”经费",),
        ),
        Column(("会议费",), item_code="meeting"),
        Column(("培训费",), item_code="training"),
    )
    types_only = {REVENUE: _jiangsu_revenue("一般公共预算"), by_type: _jiangsu_types()}
    forms = (
        FormLayout(
            "income_expenditure_summary",
            three,
            "收支预算总表",
            joined_totals=True,
            lines={
                REVENUE: _jiangsu_revenue("财政拨款"),
                by_function: (
                    Line("{n}、{name}", "line", expand="all_classes"),
                    Line("当年支出小计", "current_year_total"),
                    Line("结转下年资金", "balance", "none"),
                    Line("支出合计", "grand_total"),
                ),
                by_type: _jiangsu_types(),
            },
        ),
        FormLayout("expenditure", _money(types), "支出预算总表", rows="total"),
        FormLayout("appropriation_summary", two, "财政拨款收支预算总表", lines=types_only),
        FormLayout("general_public_expenditure", codes, "一般公共预算支出预算表（功能科目）"),
        FormLayout("basic_expenditure", economic, "一般公共预算基本支出预算表（经济科目）"),
        FormLayout(
            "three_public_expenses", items, "“三公”经费、会议费、培训费支出预算表", items_as_columns=True
        ),
        FormLayout("government_fund_expenditure", codes, "政府性基金支出预算表"),
    )
    return Layout(
        forms=_named(forms, landscape=True),
        decimals=2,
        thousands=True,
        total_in_code_column=True,
        ordinal_row=False,
        above=(),
        first_rows=(("{title}\n公开表{number}\n部门：{legal_name}  单位：{unit}",),),
        rotated=True,
        cover=("{legal_name}{year}年度部门预算公开表",),
        prose="none",
        empty_note="",
    )


def _jiangsu_revenue(first: str) -> tuple[Line, ...]:
    if first == "财政拨款":
        lines = [
            Line("一、财政拨款", "line", "source=fiscal_appropriation"),
            *[
                Line(f"{n}.{name}", "sub_line", _fund(fund))
                for n, (name, fund) in enumerate(_FUND_NAMES, start=1)
            ],
            Line("二、财政专户管理资金", "line", "source=fiscal_special_account"),
            Line("三、其他资金", "line", _fund("unit_own_funds")),
        ]
    else:
        lines = _fund_lines("{n}、{name}", "line", "no")
    return (
        *lines,
        Line("当年收入小计", "current_year_total", "carried=no"),
        Line("上年结转资金", "balance", "carried=yes"),
        Line("收入合计", "grand_total"),
    )


def _jiangsu_types() -> tuple[Line, ...]:
    return (
        Line("一、基本支出", "line", "type=basic"),
        Line("二、项目支出", "line", "type=project"),
        Line("三、单位预留机动经费", "line", "none"),
        Line("当年支出小计", "current_year_total"),
        Line("结转下年资金", "balance", "none"),
        Line("支出合计", "grand_total"),
    )


def suzhou() -> Layout:
    """Numbered forms 公开NN表, units by code in the revenue form, each summary side on its own."""
    types = (("合计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
    general = (
        _CODE,
        _NAME,
        figure(["合计"]),
        figure(["基本支出", "小计"], "basic"),
        figure(["基本支出", "人员经费"], "personnel"),
        figure(["基本支出", "公用经费"], "operating"),
        figure(["项目支出"], "project"),
    )
    economic_head = "部门预算支出经济分类科目"
    basic = (
        Column((economic_head, "科目编码"), "code", width=1.1),
        Column((economic_head, "科目名称"), "name", width=2.6),
        *_money(
            (("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating")),
            "本年一般公共预算基本支出",
        ),
    )
    sources = (
        ("小计", "current_year_subtotal"),
        *_FUND_NAMES,
        ("财政专户管理资金", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
    )
    revenue = (
        Column(("部门代码",), "unit_code", width=1.0),
        Column(("部门名称",), "unit", width=2.2),
        figure(["合计"]),
        *_money(sources, "本年收入"),
        figure(["上年结转结余", "小计"], "carried_forward_in"),
    )
    two = (
        *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("预算数", "amount")]),
    )
    items = (
        *item_columns(((("“三公”经费合计",), "three_public_total"), *_ITEM_COLUMNS[1:])),
        Column(("会议费",), item_code="meeting"),
        Column(("培训费",), item_code="training"),
    )
    free = {
        REVENUE: (
            Line("一、本年收入", "current_year_total", "carried=no"),
            *_fund_lines("（{n}）{name}拨款", "line", "no"),
            Line("二、上年结转", "balance", "carried=yes"),
            *_fund_lines("（{n}）{name}拨款", "sub_balance", "yes"),
            Line("收入总计", "grand_total"),
        ),
        EXPENDITURE: (
            Line("一、本年支出", "current_year_total"),
            Line("（{n}）{name}", "line", expand="all_classes"),
            Line("二、年终结转结余", "balance", "none"),
            Line("支出总计", "grand_total"),
        ),
    }
    forms = (
        FormLayout("income_expenditure_summary", two, lines=_summary_lines()),
        FormLayout("revenue", revenue, rows="units"),
        FormLayout("expenditure", (_CODE, _NAME, *_money(types))),
        FormLayout("appropriation_summary", two, lines=free, aligned=False),
        FormLayout("general_public_expenditure", general),
        FormLayout("basic_expenditure", basic),
        FormLayout("three_public_expenses", items, items_as_columns=True),
        *[
            FormLayout(code, (_CODE, _NAME, *_money(types, f"本年{name}支出")))
            for code, (name, _) in list(zip(FUND_FORMS, _FUND_NAMES, strict=True))[1:]
        ],
    )
    return Layout(
        forms=_named(forms, landscape=True),
        decimals=2,
        thousands=True,
        total_in_code_column=True,
        ordinal_row=False,
        above=("公开{number:0>2}表", "{title}", "部门：{legal_name}  单位：{unit}"),
        repeat_header=False,
        row_height=20,
        cover=("{legal_name}{year}年度部门预算公开",),
        prose="none",
        empty_note="",
    )


def guangzhou() -> Layout:
    """Codes in brackets before the names, 0.00 for nothing, revenue by unit."""
    bracket = Column(("功能科目名称",), "bracket_code_name", width=3.0)
    economic = Column(("部门预算支出经济科目",), "bracket_code_name", width=3.0)
    base = shenzhen()
    forms = {form.form_code: form for form in base.forms}
    types = (("小计", "total"), ("其中：基本支出", "basic"), ("项目支出", "project"))
    codes = (
        Column(("功能分类科目", "科目编码"), "code", width=1.1),
        Column(("功能分类科目", "科目名称"), "name", width=2.6),
    )
    changed = (
        replace(forms["income_expenditure_summary"], lines=_summary_lines()),
        forms["revenue"],
        FormLayout("expenditure", (*codes, *_money((("合计", "total"), *types[1:])))),
        replace(forms["appropriation_summary"], lines=_appropriation_lines()),
        FormLayout("general_public_expenditure", (bracket, *_money(types, "一般公共预算支出"))),
        FormLayout("basic_expenditure", (economic, figure(["预算"]))),
        FormLayout(
            "three_public_expenses",
            (Column(("项目",), "label", width=3.0), *_money([("合计", "total"), _FUND_NAMES[0]])),
            lines=_items(_ITEM_NAMES[1:7]),
        ),
        *[
            FormLayout(code, (*codes, *_money(types, f"{name}支出")))
            for code, (name, _) in list(zip(FUND_FORMS, _FUND_NAMES, strict=True))[1:]
        ],
    )
    return replace(
        base,
        forms=_named(changed, landscape=True),
        unit_rows=False,
        total_is_department=False,
        above=("表{number}", "{title}", "单位名称：{legal_name}  单位：{unit}"),
        repeat_above=(),
        contents=False,
    )


def chongqing() -> Layout:
    """合计 as the first line of both sides of the summary; 表一, 表二 before the titles."""
    leading = {
        REVENUE: (
            Line("合计", "leading_total"),
            *_fund_lines("{n}、{name}资金", "line", "no"),
            Line("四、财政专户管理资金", "line", "source=fiscal_special_account"),
            Line("五、事业收入资金", "line", "source=institutional"),
            Line("六、其他收入资金", "line", "source=other"),
            Line("七、上年结转", "line", "carried=yes"),
        ),
        EXPENDITURE: (Line("合计", "leading_total"), Line("{n}、{name}", "line", expand="classes")),
    }
    layout = plain()
    layout = with_lines(layout, "income_expenditure_summary", leading)
    return replace(
        layout,
        decimals=2,
        thousands=True,
        ordinal_row=False,
        titles={code: f"2026 年单位{title}" for code, title in NINE_TITLES.items()},
        above=("表{number}", "{title}", "单位名称：{legal_name}  单位：{unit}"),
        repeat_above=(),
    )


def xian() -> Layout:
    """Yuan with cents, the summary's four sides, government codes, three years of items."""
    function = Panel("expenditure", "functional")
    department = Panel("expenditure", "department_economic")
    government = Panel("expenditure", "government_economic")
    heads = (
        (function, "支出功能分类科目（按大类）"),
        (department, "部门预算支出经济分类科目（按大类）"),
        (government, "政府预算支出经济分类科目（按大类）"),
    )
    four = [*side(REVENUE, "收入", "项目", [("预算数", "amount")])]
    for panel, label in heads:
        four += side(panel, "支出", label, [("预算数", "amount")])
    remark = Column(("备注",), "remark", width=0.6)
    functional = (
        Column(("功能科目编码",), "code", width=1.0),
        Column(("功能科目名称",), "name", width=2.4),
    )
    economic = (
        Column(("部门经济科目编码",), "code", width=1.0),
        Column(("部门经济科目名称",), "name", width=2.2),
        Column(("政府经济科目编码",), "government_code", width=1.0),
        Column(("政府经济科目名称",), "government_name", width=1.8),
    )
    categories = (("合计", "total"), ("人员经费支出", "personnel"), ("公用经费支出", "operating"))
    project = ("专项业务经费支出", "project")
    sources = (
        ("合计", "total"),
        ("一般公共预算拨款", "general_public_budget"),
        ("政府性基金拨款", "government_fund_budget"),
        ("国有资本经营预算拨款", "state_capital_budget"),
        ("财政专户管理资金", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
        ("上年结转", "carried_forward_in"),
    )
    unit = (Column(("单位编码",), "unit_code", width=1.0), Column(("单位名称",), "unit", width=2.0))
    years = (("上年", "prior_year"), ("当年", "budget"), ("增减变化情况", "change"))
    items = [Column(("单位名称",), "label", width=2.0)]
    for name, basis in years:
        items += item_columns(head=(name,), basis=basis)
    forms = (
        FormLayout("income_expenditure_summary", tuple(four), lines=_xian_lines(heads, "")),
        FormLayout("revenue", (*unit, *_money(sources, "部门预算")), rows="units"),
        FormLayout("appropriation_summary", tuple(four), lines=_xian_lines(heads, "appropriated=yes")),
        FormLayout("general_public_expenditure", (*functional, *_money((*categories, project)), remark)),
        FormLayout("basic_expenditure", (*economic, *_money(categories), remark)),
        FormLayout("three_public_expenses", tuple(items), items_as_columns=True, rows="units"),
    )
    return Layout(
        forms=_named(forms, landscape=True, prefix="部门综合预算"),
        unit="元",
        decimals=2,
        thousands=True,
        total_in_code_column=True,
        ordinal_row=False,
        above=("表{number}", "{title}", "单位：{unit}"),
        repeat_header=False,
        cover=("{legal_name}{year}年部门预算",),
        prose="none",
        empty_note="",
    )


def _xian_lines(heads: Sequence[tuple[Panel, str]], _only: str) -> Lines:
    (function, _), (department, _), (government, _) = heads
    totals = (
        Line("本年支出合计", "current_year_total"),
        Line("结转下年", "balance", "none"),
        Line("支出总计", "grand_total"),
    )
    revenue = (
        Line("一、部门预算", "line", "carried=no"),
        Line("1、财政拨款", "sub_line", "source=fiscal_appropriation"),
        Line("(1)一般公共预算拨款", "sub_line", _fund("general_public_budget")),
        Line("(2)政府性基金拨款", "sub_line", _fund("government_fund_budget")),
        Line("(3)国有资本经营预算收入", "sub_line", _fund("state_capital_budget")),
        Line("2、财政专户管理资金", "sub_line", "source=fiscal_special_account"),
        Line("3、事业收入", "sub_line", "source=institutional"),
        Line("4、其他收入", "sub_line", "source=other"),
        Line("本年收入合计", "current_year_total", "carried=no"),
        Line("上年结转", "balance", "carried=yes"),
        Line("收入总计", "grand_total"),
    )
    by_economic = (
        Line("1、人员经费和公用经费支出", "line", "type=basic"),
        Line("(1)工资福利支出", "sub_line", "type=basic,economic=301"),
        Line("(2)商品和服务支出", "sub_line", "type=basic,economic=302"),
        Line("(3)对个人和家庭的补助", "sub_line", "type=basic,economic=303"),
        Line("(4)资本性支出", "sub_line", "type=basic,economic=310"),
        Line("2、专项业务经费支出", "line", "type=project"),
        Line("(1)商品和服务支出", "sub_line", "type=project,economic=302"),
        Line("(2)对企业补助", "sub_line", "type=project,economic=312"),
    )
    by_government = (
        Line("1、机关工资福利支出", "line", "government=501"),
        Line("2、机关商品和服务支出", "line", "government=502"),
        Line("3、机关资本性支出", "line", "government=503"),
        Line("4、对事业单位经常性补助", "line", "government=505"),
        Line("5、对企业补助", "line", "government=507"),
        Line("6、对个人和家庭的补助", "line", "government=509"),
    )
    return {
        REVENUE: revenue,
        function: (Line("{n}、{name}", "line", expand="all_classes"), *totals),
        department: (*by_economic, *totals),
        government: (*by_government, *totals),
    }


def quanzhou() -> Layout:
    """Items of functions only, 其中 above basic and project, the public expenses as rows."""
    types = (("基本支出", "basic"), ("项目支出", "project"))
    codes = (_CODE, _NAME, figure(["小计"]))
    two = (
        *side(REVENUE, "收入", "项目", [("预算数", "amount")]),
        *side(EXPENDITURE, "支出", "项目", [("预算数", "amount")]),
    )
    names = (
        ("three_public_total", "合计"),
        ("overseas_travel", "1、因公出国（境）费用"),
        ("official_reception", "2、公务接待费"),
        ("vehicle_total", "3、公务用车购置及运行费"),
        ("vehicle_purchase", "其中：（1）公务用车购置费"),
        ("vehicle_operation", "（2）公务用车运行费"),
    )
    sources = (
        ("总计", "total"),
        ("一般公共预算拨款收入", "general_public_budget"),
        ("政府性基金预算拨款收入", "government_fund_budget"),
        ("国有资本经营预算拨款收入", "state_capital_budget"),
        ("财政专户管理资金收入", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
        ("上年结转结余", "carried_forward_in"),
    )
    item_rows = (Column(("项目",), "label", width=3.0), figure(["预算数"]))
    forms = (
        FormLayout("income_expenditure_summary", two, lines=_summary_lines()),
        FormLayout("revenue", (Column(("单位名称",), "label", width=2.4), *_money(sources)), rows="units"),
        FormLayout("expenditure", (*codes, *_money(types))),
        FormLayout("appropriation_summary", two, lines=_appropriation_lines()),
        *[FormLayout(code, (*codes, *_money(types, "其中："))) for code in FUND_FORMS],
        FormLayout(
            "basic_expenditure",
            (_CODE, _NAME, figure(["预算数"])),
            "一般公共预算基本支出经济分类情况表",
            levels=("class", "section"),
        ),
        FormLayout("three_public_expenses", item_rows, lines=_items(names)),
    )
    return Layout(
        forms=_named(forms, prefix="2026 年度"),
        decimals=2,
        nothing="0.00",
        levels=("item",),
        total_in_code_column=True,
        ordinal_row=False,
        above=("{title}", "单位：{unit}"),
        cover=("{legal_name}", "{year}年度部门预算"),
        prose="none",
        empty_note="",
    )


# Final accounts.


def final_accounts() -> Layout:
    """Final accounts: 决算数, codes split, 栏次 below, the public expenses as budget and final."""
    head = ("项目", "支出功能分类科目编码")
    split = (
        Column((*head, "类"), "class_code", width=0.6),
        Column((*head, "款"), "section_code", width=0.5),
        Column((*head, "项"), "item_code", width=0.5),
        Column(("项目", "科目名称"), "name", width=2.6),
    )
    types = (("本年支出合计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
    sources = (
        ("本年收入合计", "current_year_subtotal"),
        ("财政拨款收入", "fiscal_appropriation"),
        ("财政专户管理资金收入", "fiscal_special_account"),
        ("事业收入", "institutional"),
        ("其他收入", "other"),
    )
    two = (
        *side(REVENUE, "收入", "项目", [("决算数", "amount@final")]),
        *side(EXPENDITURE, "支出", "项目", [("决算数", "amount@final")]),
    )
    funds = [("合计", "total@final"), *[(f"{n}财政拨款", f"{fund}@final") for n, fund in _FUND_NAMES]]
    appropriation = (
        *side(REVENUE, "收入", "项目", [("决算数", "amount@final")]),
        *side(EXPENDITURE, "支出", "项目", funds),
    )
    economic = (
        Column(("经济分类科目编码", "类"), "class_code", width=0.6),
        Column(("经济分类科目编码", "款"), "section_code", width=0.5),
        Column(("科目名称",), "name", width=2.6),
        *_final((("决算数", "total"), ("人员经费", "personnel"), ("公用经费", "operating"))),
    )
    items: list[Column] = []
    for path, item in _ITEM_COLUMNS:
        for name, basis in (("预算数", "budget"), ("决算数", "final")):
            column = Column((*path, name), "figure", Measure("total", basis), 1.0, item_code=item)
            items.append(column)
    forms = (
        FormLayout("income_expenditure_summary", two, "收入支出决算总表", lines=_summary_lines()),
        FormLayout("revenue", (*split, *_final(sources)), "收入决算表"),
        FormLayout("expenditure", (*split, *_final(types)), "支出决算表"),
        FormLayout(
            "appropriation_summary",
            appropriation,
            "财政拨款收入支出决算总表",
            lines=_appropriation_lines(),
        ),
        *[
            FormLayout(code, (*split, *_final(types)), f"{name}财政拨款支出决算表")
            for code, (name, _) in zip(FUND_FORMS, _FUND_NAMES, strict=True)
        ],
        FormLayout("basic_expenditure", economic, "一般公共预算财政拨款基本支出决算表"),
        FormLayout(
            "three_public_expenses",
            tuple(items),
            "财政拨款“三公”经费支出决算表",
            items_as_columns=True,
            ordinal_row=False,
        ),
    )
    return Layout(
        forms=tuple(replace(form, landscape=True) for form in forms),
        decimals=2,
        thousands=True,
        total_in_code_column=True,
        above=("{title}", "部门：{legal_name}  单位：{unit}"),
        cover=("{legal_name}{year}年度部门决算",),
        prose="none",
    )


def _final(names: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(figure([name], f"{measure}@final") for name, measure in names)


def budget_beside_final() -> Layout:
    """Final accounts whose summary and general public form print the budget beside the final."""
    layout = final_accounts()
    pair = [("年初预算数", "amount"), ("决算数", "amount@final")]
    two = (*side(REVENUE, "收入", "项目", pair), *side(EXPENDITURE, "支出", "项目", pair))
    layout = with_columns(layout, "income_expenditure_summary", two)
    split = next(f for f in layout.forms if f.form_code == "general_public_expenditure").columns[:4]
    money: list[Column] = []
    for name, measure in (("合计", "total"), ("基本支出", "basic"), ("项目支出", "project")):
        money += [figure([name, "年初预算数"], measure), figure([name, "决算数"], f"{measure}@final")]
    return with_columns(layout, "general_public_expenditure", (*split, *money))


def _contract_measures(form: FormLayout) -> FormLayout:
    """The contract calls the single expenditure column of an appropriation summary its total."""
    if form.form_code != "appropriation_summary":
        return form
    columns = tuple(
        replace(column, measure=Measure("total", column.measure.basis))
        if column.panel.side == "expenditure" and column.measure.code == "amount"
        else column
        for column in form.columns
    )
    return replace(form, columns=columns)


def _named(
    forms: Sequence[FormLayout], *, landscape: bool = False, prefix: str = ""
) -> tuple[FormLayout, ...]:
    """Give forms their usual titles, and lay their pages."""
    return tuple(
        replace(
            _contract_measures(form),
            title=form.title or prefix + NINE_TITLES[form.form_code],
            landscape=landscape,
        )
        for form in forms
    )
