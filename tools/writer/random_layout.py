"""Layouts of cities that do not exist: words, columns, rows and pages drawn at random from what cities use.

Belongs here: the words and shapes to choose from, and a layout for each seed. Does not belong here: drawing
(``forms``), figures (``entries``), what is read of them (``tools.checks.made_up_cities``).

All words of a document hang together: a city that says 人员支出 says so in each form.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from tools.writer.layout import Layout
from tools.writer.layouts import layout_of

Spec = dict[str, Any]
T = TypeVar("T")

_TYPES = (
    ("基本支出", "人员经费", "公用经费", "项目支出"),
    ("基本支出", "人员支出", "日常公用支出", "项目支出"),
    ("基本支出", "人员类", "公用类", "项目支出"),
    ("基本经费", "人员经费", "日常公用经费", "项目经费"),
)
_NUMBERS = (("一、", "二、", "三、", "四、", "五、", "六、"), ("1.", "2.", "3.", "4.", "5.", "6."), ("",) * 6)
_YEAR_TOTALS = (("本年收入合计", "本年支出合计"), ("本年收入小计", "本年支出小计"), ("本年收入", "本年支出"))
_BALANCES = (("上年结转", "结转下年"), ("上年结转结余", "年终结转结余"), ("年初结转和结余", "年末结转和结余"))
_GRAND_TOTALS = (("收入总计", "支出总计"), ("收 入 总 计", "支 出 总 计"), ("总计", "总计"))
_ABOVE = (
    ["{title}", "部门：{legal_name}  单位：{unit}"],
    ["表{number}", "{title}", "单位：{unit}"],
    ["附件{number}：{title}", "单位名称：{legal_name}　　　单位：{unit}"],
    ["{year}年{legal_name}{title}", "单位：{unit}"],
)
_COVERS = (
    ["{legal_name}{year}年部门%s"],
    ["{year}年度", "{legal_name}部门%s公开"],
    ["{legal_name}", "{year}年部门%s情况说明"],
)
_FUNDS = (
    ("general_public_budget", "一般公共预算"),
    ("government_fund_budget", "政府性基金预算"),
    ("state_capital_budget", "国有资本经营预算"),
)
_SOURCES = (
    ("fiscal_special_account", "财政专户管理资金"),
    ("institutional", "事业收入"),
    ("other", "其他收入"),
)
_TITLES = {
    "income_expenditure_summary": ("收支{stage}总表", "部门收支总体情况表", "收支总表"),
    "revenue": ("收入{stage}总表", "部门收入总体情况表", "收入总表"),
    "expenditure": ("支出{stage}总表", "部门支出总体情况表", "支出总表"),
    "appropriation_summary": ("财政拨款收支{stage}总表", "财政拨款收支总体情况表", "财政拨款收支总表"),
    "general_public_expenditure": ("一般公共预算支出{kind}", "一般公共预算财政拨款支出{stage}表"),
    "basic_expenditure": ("一般公共预算基本支出{kind}", "一般公共预算财政拨款基本支出{stage}表"),
    "three_public_expenses": ("一般公共预算“三公”经费支出{kind}", "财政拨款“三公”经费支出{stage}表"),
    "government_fund_expenditure": ("政府性基金预算支出{kind}", "政府性基金预算财政拨款支出{stage}表"),
    "state_capital_expenditure": ("国有资本经营预算支出{kind}", "国有资本经营预算财政拨款支出{stage}表"),
}
_ITEMS = (
    ("overseas_travel", ("因公出国（境）费", "因公出国（境）费用")),
    ("vehicle_total", ("公务用车购置及运行费", "公务用车购置及运行维护费", "公务用车费")),
    ("vehicle_purchase", ("公务用车购置费", "公务用车购置")),
    ("vehicle_operation", ("公务用车运行维护费", "公务用车运行费")),
    ("official_reception", ("公务接待费", "公务接待费用")),
)


@dataclass(frozen=True, slots=True)
class City:
    """A made-up city's custom: how it prints its disclosures, and at which stage.

    Attributes:
        layout: The layout of its forms.
        is_final: Whether they are final accounts.
        file_format: As which kind of file they are published.
        traits: The choices that matter most, for a person who looks at what was misread.
    """

    layout: Layout
    is_final: bool
    file_format: str
    traits: str


def _column(header: str, measure: str = "", role: str = "", **more: Any) -> Spec:
    wide = role in ("name", "unit", "unit_or_name", "label", "code_name", "bracket_code_name")
    column: Spec = {"header": header, "width": 2.6 if wide else 0.6 if role.endswith("s_code") else 1.1}
    if measure:
        column["measure"] = measure
    if role:
        column["role"] = role
    return column | more


def _line(label: str, select: str = "", kind: str = "line", **more: str) -> Spec:
    return {"label": label, "select": select, "kind": kind, **more}


class _Drawn:
    """The choices of one city, drawn in one order, so that a seed always gives the same city."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311
        self.is_final = self.random.random() < 0.4
        self.basis = "@final" if self.is_final else ""
        self.stage = "决算" if self.is_final else "预算"
        self.types = self.pick(*_TYPES)
        self.total = self.pick("合计", "总计", "本年支出合计")
        self.amount = self.pick("金额", f"{self.stage}数")
        self.codes = self.pick("code", "code", "split", "bracket", "code_name")
        self.has_units = self.codes in ("code", "split") and self.random.random() < 0.3
        self.numbers = self.pick(*_NUMBERS)
        self.year_total = self.pick(*_YEAR_TOTALS)
        self.balance = self.pick(*_BALANCES)
        self.grand_total = self.pick(*_GRAND_TOTALS)
        self.kind = self.pick("表", "情况表", "明细表")

    def pick(self, *choices: T) -> T:
        """One of them."""
        return self.random.choice(choices)

    def happens(self, chance: float) -> bool:
        """True in that share of all cities."""
        return self.random.random() < chance

    def measure(self, code: str) -> str:
        """A measure of the city's stage."""
        return code + self.basis

    def title(self, form_code: str) -> str:
        """The title of a form."""
        return self.pick(*_TITLES[form_code]).format(stage=self.stage, kind=self.kind)

    # ---- Columns ---------------------------------------------------------------------------------

    def code_columns(self) -> list[Spec]:
        """The columns that say what a row by function is of."""
        if self.codes in ("bracket", "code_name"):
            role = "bracket_code_name" if self.codes == "bracket" else "code_name"
            return [_column(self.pick("支出功能分类科目", "科目", "功能分类科目"), role=role)]
        header = self.pick("科目编码", "功能分类科目编码", "支出功能分类科目编码")
        parts = (("类", "class_code"), ("款", "section_code"), ("项", "item_code"))
        columns = [_column(f"{header}/{name}", role=role) for name, role in parts]
        if self.codes == "code":
            columns = [_column(header, role="code")]
        if not self.has_units:
            return [*columns, _column(self.pick("科目名称", "功能科目名称", "名称"), role="name")]
        name = self.pick("单位（科目名称）", "科目名称（单位）", "科目名称")
        return [*columns, _column(name, role="unit_or_name")]

    def type_columns(self, *, has_parts: bool | None = None) -> list[Spec]:
        """The columns of the types of expenditure."""
        basic, personnel, operating, project = self.types
        last = _column(project, self.measure("project"))
        parts = [
            _column(personnel, self.measure("personnel")),
            _column(operating, self.measure("operating")),
        ]
        total = _column(self.total, self.measure("total"))
        shape = self.pick("plain", "nested", "flat") if has_parts is None else "plain"
        if shape == "plain":
            return [total, _column(basic, self.measure("basic")), last]
        if shape == "flat":
            return [total, *parts, last]
        below = [column | {"header": f"{basic}/{column['header']}"} for column in parts]
        return [total, _column(f"{basic}/小计", self.measure("basic")), *below, last]

    def revenue_columns(self) -> list[Spec]:
        """The columns of the sources of money."""
        own = [_column(name, self.measure(code)) for code, name in _SOURCES]
        if self.is_final:
            whole = [_column("本年收入合计", self.measure("current_year_subtotal"))]
            return [*whole, _column("财政拨款收入", self.measure("fiscal_appropriation")), *own]
        sources = [_column(name, code) for code, name in _FUNDS] + own
        carried = _column(self.pick("上年结转", "上年结转结余"), "carried_forward_in")
        if self.happens(0.5):
            return [_column("合计"), *sources, carried]
        this_year = [column | {"header": f"本年收入/{column['header']}"} for column in sources]
        subtotal = _column("本年收入/小计", "current_year_subtotal")
        return [_column("总计"), subtotal, *this_year, carried]

    # ---- Forms -----------------------------------------------------------------------------------

    def summary(self, form_code: str) -> Spec:
        """A form of two sides."""
        is_appropriation = form_code == "appropriation_summary"
        item = self.pick("项目", "项 目")
        columns = [
            _column(f"收入/{item}", role="label", panel="revenue"),
            _column(f"收入/{self.amount}", self.measure("amount"), panel="revenue"),
            _column(f"支出/{self.pick('项目', '项目（按功能分类）')}", role="label", panel="expenditure"),
        ]
        if is_appropriation:
            columns.append(_column("支出/合计", self.measure("total"), panel="expenditure"))
            columns += [_column(f"支出/{n}", self.measure(c), panel="expenditure") for c, n in _FUNDS]
        else:
            columns.append(_column(f"支出/{self.amount}", self.measure("amount"), panel="expenditure"))
        lines = self._appropriation_lines() if is_appropriation else self._summary_lines()
        return {"columns": columns, "lines": lines, "landscape": True, "aligned": not is_appropriation}

    def _ends(self, side: int, carried: str) -> list[Spec]:
        return [
            _line(self.balance[side], carried, "balance"),
            _line(self.grand_total[side], kind="grand_total"),
        ]

    def _summary_lines(self) -> Spec:
        word = self.pick("拨款收入", "拨款", "收入")
        named = [(f"fund={c},carried=no", n + word) for c, n in _FUNDS] + [
            (f"source={c}", n) for c, n in _SOURCES
        ]
        revenue = [
            _line(number + name, select) for number, (select, name) in zip(self.numbers, named, strict=True)
        ]
        classes = _line(self.pick("{n}、{name}", "（{n}）{name}", "{name}"), expand="all_classes")
        return {
            "revenue": [
                *revenue,
                _line(self.year_total[0], "carried=no", "current_year_total"),
                *self._ends(0, "carried=yes"),
            ],
            "expenditure": [
                classes,
                _line(self.year_total[1], kind="current_year_total"),
                *self._ends(1, "none"),
            ],
        }

    def _appropriation_lines(self) -> Spec:
        funds = zip(("（一）", "（二）", "（三）"), _FUNDS, strict=True)
        return {
            "revenue": [
                _line("一、本年收入", "carried=no", "current_year_total"),
                *(_line(number + name, f"fund={code},carried=no") for number, (code, name) in funds),
                _line(f"二、{self.balance[0]}", "carried=yes", "balance"),
                _line(self.grand_total[0], kind="grand_total"),
            ],
            "expenditure": [
                _line("一、本年支出", kind="current_year_total"),
                _line(self.pick("（{n}）{name}", "{name}"), expand="all_classes"),
                _line(f"二、{self.balance[1]}", "none", "balance"),
                _line(self.grand_total[1], kind="grand_total"),
            ],
        }

    def basic_form(self) -> Spec:
        """The form by economic class."""
        name = _column("科目名称", role="unit_or_name" if self.has_units else "name")
        columns = [_column(self.pick("经济分类科目编码", "科目编码"), role="code"), name]
        if self.happens(0.4):
            parts = (("类", "class_code"), ("款", "section_code"))
            columns = [*(_column(f"经济分类科目编码/{text}", role=role) for text, role in parts), name]
        _, personnel, operating, _ = self.types
        return {
            "columns": [
                *columns,
                _column("合计", self.measure("total")),
                _column(personnel, self.measure("personnel")),
                _column(operating, self.measure("operating")),
            ]
        }

    def three_public(self) -> Spec:
        """The form of the three public expenses: a row an item, or a column an item."""
        names = {code: self.pick(*words) for code, words in _ITEMS}
        total = self.pick("合计", "“三公”经费合计", "总计")
        if self.happens(0.4):
            group = names["vehicle_total"]
            headers = {"vehicle_total": f"{group}/小计"} | {
                code: f"{group}/{names[code]}" for code in ("vehicle_purchase", "vehicle_operation")
            }
            columns = [_column(total, self.measure("total"), item_code="three_public_total")] + [
                _column(headers.get(code, name), self.measure("total"), item_code=code)
                for code, name in names.items()
            ]
            return {"columns": columns, "items_as_columns": True, "rows": "total", "landscape": True}
        figures = [_column(self.amount, "total")]
        if self.is_final:
            figures = [_column("预算数", "total"), _column("决算数", "total@final")]
        elif self.happens(0.5):
            figures = [_column("2025年预算数", "total@prior_year"), _column("2026年预算数", "total")]
        rows = [_line(total, item_code="three_public_total")]
        before = ("1.", "2.", "其中：（1）", "（2）", "3.")
        rows += [_line(n + name, item_code=c) for n, (c, name) in zip(before, names.items(), strict=True)]
        return {
            "columns": [_column("项目", role="label"), *figures],
            "rows": "total",
            "lines": {"rows": rows if self.happens(0.7) else rows[1:] + rows[:1]},
        }

    def forms(self) -> Spec:
        """All forms, each with its title."""
        by_code: Spec = {
            "income_expenditure_summary": self.summary("income_expenditure_summary"),
            "revenue": {"columns": [*self.code_columns(), *self.revenue_columns()], "landscape": True},
            "expenditure": {"columns": [*self.code_columns(), *self.type_columns()], "landscape": True},
            "appropriation_summary": self.summary("appropriation_summary"),
            "general_public_expenditure": {"columns": [*self.code_columns(), *self.type_columns()]},
            "basic_expenditure": self.basic_form(),
            "three_public_expenses": self.three_public(),
        }
        for form_code in ("government_fund_expenditure", "state_capital_expenditure"):
            by_code[form_code] = {"columns": [*self.code_columns(), *self.type_columns(has_parts=False)]}
        return {code: form | {"title": self.title(code)} for code, form in by_code.items()}

    def pages(self) -> Spec:
        """What is printed around the forms, and how."""
        unit = self.pick("万元", "元", "千元")
        pages: Spec = {
            "unit": unit,
            "decimals": self.pick(0, 2) if unit == "元" else 2,
            "thousands": self.happens(0.5),
            "nothing": self.pick("", "", "0.00", "-"),
            "total_position": self.pick("first", "first", "last", "none"),
            "total_in_code_column": self.happens(0.4),
            "unit_rows": self.has_units,
            "ordinal_row": self.happens(0.4),
            "indent": self.pick("", "　", "  "),
            "repeat_header": self.happens(0.7),
            "above": self.pick(*_ABOVE),
            "cover": [line.replace("%s", self.stage) for line in self.pick(*_COVERS)],
            "prose": self.pick("none", "none", "before", "after"),
            "ruled": not self.happens(0.2),
            "row_height": 34 if self.happens(0.2) else 0.0,
            "rotated": self.happens(0.1),
            "form_per_page": not self.happens(0.2),
            "contents": self.happens(0.15),
        }
        return pages


def made_up_city(seed: int) -> City:
    """The city of a seed; the same one every time."""
    drawn = _Drawn(seed)
    pages = drawn.pages()
    layout = layout_of(pages | {"forms": drawn.forms()})
    file_format = drawn.pick("pdf", "pdf", "docx", "xlsx", "html")
    lines = "ruled" if pages["ruled"] else "no lines"
    traits = ", ".join([drawn.codes, "units" if drawn.has_units else "no units", lines, pages["unit"]])
    return City(layout, drawn.is_final, file_format, traits)
