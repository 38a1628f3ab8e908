"""Small documents that each show one kind of layout, and the right reading of every amount in them.

Belongs here: what is printed, and beside it what each column and row means. Does not belong here:
how a table is drawn (``tools.writer``), how it is read (the pipeline).

Places and figures are made up, and all figures add up: a violated check or a sum of a star fact
that differs from the printed total is a fault of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from tools.writer.forms import header_rows
from tools.writer.model import Block, Cell, Document, PageStart, Paragraph, Row, Table
from tools.writer.pdf import render_pdf

_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
_SIDES = {"<": "revenue", ">": "expenditure"}


class Reading(NamedTuple):
    """An amount as the warehouse should hold it."""

    form_code: str
    line_label: str
    measure_code: str
    amount_yuan: Decimal
    code: str = ""
    side: str = ""
    amount_basis: str = "budget"
    period: str = ""
    item_code: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header from top to bottom ('/' between), and what it means where it holds amounts.

    ``labels`` names the column (from 0) that holds the label of its lines.
    """

    header: str
    measure_code: str = ""
    side: str = ""
    amount_basis: str = ""
    period: str = ""
    item_code: str = ""
    labels: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form: a row begins with the code of its line (or of each of its lines, '|' between), as read.

    In the form of the three public expenses that is the code of its item.

    Where a row says what its amounts are of, it begins with that basis (``@budget``) or that measure
    (``#basic``) instead. Where it says which side it is of, the code follows ``<`` (revenue) or ``>``.
    What a row of ``!`` prints is no amount of the form. ``nothing`` is what is printed for no money.
    """

    form_code: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[str]
    unit: str = "万元"
    nothing: str = ""
    has_separators: bool = False

    def blocks(self, entity: str) -> list[Block]:
        """The form as printed, on a page of its own."""
        header = header_rows([tuple(column.header.split("/")) for column in self.columns])
        body: list[Row] = [tuple(map(self._cell, self.columns, texts)) for _, texts in self._rows()]
        table = Table((*header, *body), len(header), tuple(1.0 for _ in self.columns))
        return [
            PageStart(landscape=len(self.columns) > 6),
            Paragraph(self.title, "heading"),
            Paragraph(f"部门名称：{entity}　　单位：{self.unit}", "caption"),
            table,
        ]

    def readings(self, stage_basis: str) -> list[Reading]:
        """Every amount of the form, as it should be published."""
        found = []
        for codes, texts in self._rows():
            for column, text in zip(self.columns, texts, strict=True):
                if not column.measure_code or text in ("", "无") or codes[0] == "!":
                    continue
                basis = codes[0].removeprefix("@") if codes[0].startswith("@") else ""
                label_columns = sorted({c.labels for c in self.columns if c.measure_code})
                code = codes[label_columns.index(column.labels)] if len(codes) > 1 else codes[0]
                measure = codes[0].removeprefix("#") if codes[0].startswith("#") else column.measure_code
                side = _SIDES.get(codes[0][:1], column.side)
                code = "" if codes[0][:1] in ("@", "#") else code.lstrip("<>")
                item = code if self.form_code == "three_public_expenses" else ""
                found.append(
                    Reading(
                        self.form_code,
                        self._label(column, texts),
                        measure,
                        self._yuan(text, column),
                        "" if item else code,
                        side,
                        basis or column.amount_basis or stage_basis,
                        column.period,
                        column.item_code or item,
                    )
                )
        return found

    def _cell(self, column: Column, text: str) -> Cell:
        """A cell as printed."""
        if column.measure_code and not text:
            return Cell(self.nothing)
        is_figure = column.measure_code and self.has_separators and text[-1:].isdigit()
        return Cell(f"{Decimal(text):,}" if is_figure else text)

    def _yuan(self, text: str, column: Column) -> Decimal:
        """A figure in yuan: in the unit printed behind it, else in that of its header, else of the form."""
        figure = text.rstrip("万元")
        header_unit = next((unit for unit in _YUAN if column.header.endswith(f"（{unit}）")), "")
        return Decimal(figure) * _YUAN[text.removeprefix(figure) or header_unit or self.unit]

    def _label(self, column: Column, texts: list[str]) -> str:
        """What names an amount: its row, or where no column holds labels, its header."""
        if self.columns[column.labels].measure_code:
            return column.header.rpartition("/")[2]
        labels = [texts[column.labels], *reversed(texts[: column.labels])]
        if self.form_code == "three_public_expenses" and any(labels[1:]):
            # 小计 beside the item that it is of.
            labels = [label for label in labels if label != "小计"]
        return next(("".join(label.split()) for label in labels if label), "")

    def _rows(self) -> list[tuple[list[str], list[str]]]:
        cells = [[cell.strip(" ") for cell in row.split(",")] for row in self.rows]
        return [(first.split("|"), texts) for first, *texts in cells]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of layout; ``star_sums`` are the yuan that the star facts hold of its document."""

    name: str
    entity: str
    forms: Sequence[Form]
    star_sums: Mapping[str, str] = field(default_factory=dict)
    stage: str = "预算"

    @property
    def path(self) -> str:
        """The file's name."""
        return f"{self.name}.pdf"

    def document(self) -> Document:
        """A cover and the forms."""
        title = f"{self.entity}2025年部门{self.stage}"
        blocks: list[Block] = [Paragraph(title, "title")]
        for form in self.forms:
            blocks += form.blocks(self.entity)
        return Document(title, tuple(blocks))

    def readings(self) -> list[Reading]:
        """Every amount of the document."""
        basis = "final" if self.stage == "决算" else "budget"
        return [reading for form in self.forms for reading in form.readings(basis)]


def write_kinds(folder: Path, kinds: Sequence[Kind]) -> None:
    """Render kinds into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        (folder / kind.path).write_bytes(render_pdf(kind.document()))


def summary_columns(revenue: str = "amount", expenditure: str = "amount") -> list[Column]:
    """The columns of a form of incomes beside expenditures, by the measures of its amounts."""
    return [
        Column("收入/项目"),
        Column("收入/预算数", revenue, "revenue"),
        Column("支出/项目"),
        Column("支出/预算数", expenditure, "expenditure", labels=2),
    ]


def amounts(*columns: tuple[str, str], labels: int = 1, basis: str = "") -> list[Column]:
    """Columns of amounts by header and measure; ``labels`` and ``basis`` are those of each (``Column``)."""
    return [Column(header, measure, amount_basis=basis, labels=labels) for header, measure in columns]


TYPES = (("合计", "total"), ("基本支出", "basic"), ("项目支出", "project"))
_TYPES = amounts(*TYPES)
CODE_AND_NAME = [Column("科目编码"), Column("科目名称")]
EXPENDITURE = Form(
    "expenditure",
    "部门支出总表",
    [*CODE_AND_NAME, *_TYPES],
    (
        ",,合计,900.00,600.00,300.00",
        "205,205,教育支出,740.00,440.00,300.00",
        "20502,20502,普通教育,740.00,440.00,300.00",
        "2050202,2050202,小学教育,500.00,300.00,200.00",
        "2050203,2050203,初中教育,240.00,140.00,100.00",
        "221,221,住房保障支出,160.00,160.00,",
        "22102,22102,住房改革支出,160.00,160.00,",
        "2210201,2210201,住房公积金,160.00,160.00,",
    ),
)

KINDS: tuple[Kind, ...] = (
    Kind(
        "summary_by_names_on_three_levels",
        "云州市青石区教育局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                summary_columns(),
                (
                    "|205,一、财政拨款,880.00,教育支出,740.00",
                    "|20502,一般公共预算,880.00,普通教育,740.00",
                    "|2050202,二、其他收入,20.00,小学教育,500.00",
                    "|2050203,,,初中教育,240.00",
                    "|221,,,住房保障支出,160.00",
                    "|22102,,,住房改革支出,160.00",
                    "|2210201,,,住房公积金,160.00",
                    ",本年收入合计,900.00,本年支出合计,900.00",
                    ",收入总计,900.00,支出总计,900.00",
                ),
            ),
            EXPENDITURE,
        ),
        {"fct_expenditure": "9000000", "fct_revenue": "9000000"},
    ),
    Kind(
        "code_forms_by_names_alone",
        "云州市青石区文物局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("功能分类科目名称"),
                    Column("总计", "total"),
                    Column("基本支出/人员经费", "personnel"),
                    Column("基本支出/公用经费", "operating"),
                    Column("项目支出", "project"),
                ],
                (
                    ",合计,500.00,260.00,40.00,200.00",
                    "207,文化旅游体育与传媒支出,420.00,180.00,40.00,200.00",
                    "20702,文物,420.00,180.00,40.00,200.00",
                    "2070201,行政运行,220.00,180.00,40.00,",
                    "2070204,文物保护,200.00,,,200.00",
                    "221,住房保障支出,80.00,80.00,,",
                    "22102,住房改革支出,80.00,80.00,,",
                    "2210201,住房公积金,80.00,80.00,,",
                ),
            ),
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表",
                [
                    Column("经济分类科目名称"),
                    Column("本年一般公共预算基本支出/合计", "total"),
                    Column("本年一般公共预算基本支出/人员经费", "personnel"),
                    Column("本年一般公共预算基本支出/公用经费", "operating"),
                ],
                (
                    ",合计,300.00,260.00,40.00",
                    "301,工资福利支出,260.00,260.00,",
                    "30101,基本工资,180.00,180.00,",
                    "30113,住房公积金,80.00,80.00,",
                    "302,商品和服务支出,40.00,,40.00",
                    "30201,办公费,40.00,,40.00",
                ),
            ),
        ),
        {"fct_expenditure": "5000000", "fct_basic_expenditure": "3000000"},
    ),
    Kind(
        "department_row_above_units_of_the_same_name",
        "云州市青石区水务局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("单位名称"),
                    Column("总计", "total"),
                    Column("本年收入/小计", "current_year_subtotal", period="current_year"),
                    Column("本年收入/一般公共预算", "general_public_budget", period="current_year"),
                    Column("本年收入/其他收入", "other", period="current_year"),
                    Column("上年结转结余/小计", "carried_forward_in", period="carried_forward"),
                ],
                (
                    ",合计,600.00,590.00,550.00,40.00,10.00",
                    ",云州市青石区水务局,600.00,590.00,550.00,40.00,10.00",
                    ",云州市青石区水务局,350.00,340.00,330.00,10.00,10.00",
                    ",云州市青石区河道站,150.00,150.00,120.00,30.00,",
                    ",云州市青石区水质中心,100.00,100.00,100.00,,",
                ),
            ),
        ),
        {"fct_revenue": "6000000"},
    ),
    Kind(
        "funds_below_money_carried_forward",
        "云州市青石区民政局",
        (
            Form(
                "appropriation_summary",
                "部门财政拨款收支总表",
                summary_columns("amount", "total"),
                (
                    ",一、财政拨款,700.00,一、本年支出合计,760.00",
                    "|208,一般公共预算,650.00,一、社会保障和就业支出,710.00",
                    "|212,政府性基金预算,50.00,二、城乡社区支出,50.00",
                    ",二、上年结转结余,60.00,,",
                    ",一般公共预算,60.00,,",
                    ",政府性基金预算,,,",
                    ",,,二、年终结转结余,",
                    ",收入总计,760.00,支出总计,760.00",
                ),
            ),
        ),
    ),
    Kind(
        "summary_of_total_current_year_and_carried_forward",
        "云州市青石区司法局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("收入/项目"),
                    Column("收入/本年预算", "amount", "revenue"),
                    Column("收入/编制预算", "amount", "revenue", period="current_year"),
                    Column("收入/上年结转", "amount", "revenue", period="carried_forward"),
                    Column("支出/项目"),
                    Column("支出/本年预算", "amount", "expenditure", labels=4),
                    Column("支出/编制预算", "amount", "expenditure", period="current_year", labels=4),
                    Column("支出/上年结转", "amount", "expenditure", period="carried_forward", labels=4),
                ],
                (
                    "|204,一、财政拨款收入,400.00,360.00,40.00,一、公共安全支出,330.00,290.00,40.00",
                    "|221,二、单位资金收入,30.00,30.00,0.00,二、住房保障支出,100.00,100.00,0.00",
                    ",本年收入合计,430.00,390.00,40.00,本年支出合计,430.00,390.00,40.00",
                    ",收入总计,430.00,390.00,40.00,支出总计,430.00,390.00,40.00",
                ),
            ),
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("单位代码"),
                    Column("单位名称"),
                    Column("合计", "total", labels=1),
                    Column("编制预算/小计", "current_year_subtotal", period="current_year", labels=1),
                    Column("编制预算/一般公共预算", "general_public_budget", period="current_year", labels=1),
                    Column("编制预算/其他收入", "other", period="current_year", labels=1),
                    Column("上年结转/小计", "carried_forward_in", period="carried_forward", labels=1),
                    Column(
                        "上年结转/一般公共预算",
                        "carried_forward_in_general_public_budget",
                        period="carried_forward",
                        labels=1,
                    ),
                ],
                (",204001,云州市青石区司法局,430.00,390.00,360.00,30.00,40.00,40.00",),
            ),
        ),
        {"fct_revenue": "4300000"},
    ),
    Kind(
        "codes_of_total_current_year_and_carried_forward",
        "云州市青石区审计局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("当年预算/小计", "total", period="current_year", labels=1),
                    Column("当年预算/基本支出", "basic", period="current_year", labels=1),
                    Column("当年预算/项目支出", "project", period="current_year", labels=1),
                    Column("上年结转结余/小计", "carried_forward_in", period="carried_forward", labels=1),
                    Column("上年结转结余/基本支出", "basic", period="carried_forward", labels=1),
                    Column("上年结转结余/项目支出", "project", period="carried_forward", labels=1),
                ],
                (
                    ",,总计：,500.00,440.00,300.00,140.00,60.00,10.00,50.00",
                    "201,201,一般公共服务支出,420.00,360.00,220.00,140.00,60.00,10.00,50.00",
                    "20108,20108,审计事务,420.00,360.00,220.00,140.00,60.00,10.00,50.00",
                    "2010801,2010801,行政运行,230.00,220.00,220.00,0.00,10.00,10.00,0.00",
                    "2010804,2010804,审计业务,190.00,140.00,0.00,140.00,50.00,0.00,50.00",
                    "221,221,住房保障支出,80.00,80.00,80.00,0.00,0.00,0.00,0.00",
                    "22102,22102,住房改革支出,80.00,80.00,80.00,0.00,0.00,0.00,0.00",
                    "2210201,2210201,住房公积金,80.00,80.00,80.00,0.00,0.00,0.00,0.00",
                ),
            ),
        ),
        {"fct_expenditure": "5000000"},
    ),
    Kind(
        "amounts_without_capital_construction",
        "云州市青石区统计局",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    Column("2024年执行数/执行数", "total", amount_basis="prior_year", labels=1),
                    Column(
                        "2024年执行数/扣除基建投资后执行数",
                        "total_without_construction",
                        amount_basis="prior_year",
                        labels=1,
                    ),
                    Column("2025年预算数/小计", "total", labels=1),
                    Column("2025年预算数/基本支出", "basic", labels=1),
                    Column("2025年预算数/项目支出", "project", labels=1),
                    Column("2025年预算数/扣除基建投资后预算数", "total_without_construction", labels=1),
                    Column("2025年预算数比2024年执行数/增减额", "total", amount_basis="change", labels=1),
                    Column(
                        "2025年预算数比2024年执行数（扣除基建投资）/增减额",
                        "total_without_construction",
                        amount_basis="change",
                        labels=1,
                    ),
                ],
                (
                    "201,201,一般公共服务支出,900.00,400.00,500.00,200.00,300.00,450.00,-400.00,50.00",
                    "20105,20105,统计信息事务,900.00,400.00,500.00,200.00,300.00,450.00,-400.00,50.00",
                    "2010501,2010501,行政运行,180.00,180.00,200.00,200.00,,200.00,20.00,20.00",
                    "2010505,2010505,专项统计业务,720.00,220.00,300.00,,300.00,250.00,-420.00,30.00",
                    ",,合计,900.00,400.00,500.00,200.00,300.00,450.00,-400.00,50.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "5000000"},
    ),
    Kind(
        "units_above_their_economic_classes",
        "云州市青石区商务局",
        (
            Form(
                "basic_by_fund",
                "部门基本支出预算表",
                [
                    Column("支出项目类别（资金使用单位）"),
                    Column("总计", "total"),
                    Column("财政拨款/合计", "fiscal_appropriation"),
                    Column("财政拨款/一般公共预算", "general_public_budget"),
                    Column("其他资金", "unit_own_funds"),
                ],
                (
                    ",合计,400.00,380.00,380.00,20.00",
                    ",云州市青石区商务局,300.00,280.00,280.00,20.00",
                    "301,工资和福利支出,220.00,220.00,220.00,",
                    "302,商品与服务支出,50.00,30.00,30.00,20.00",
                    "303,对个人和家庭的补助支出,30.00,30.00,30.00,",
                    ",云州市青石区会展站,100.00,100.00,100.00,",
                    "301,工资和福利支出,90.00,90.00,90.00,",
                    "302,商品与服务支出,10.00,10.00,10.00,",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *_TYPES[:2]],
                (
                    ",,合计,400.00,400.00",
                    "216,216,商业服务业等支出,400.00,400.00",
                    "21602,21602,商业流通事务,400.00,400.00",
                    "2160201,2160201,行政运行,400.00,400.00",
                ),
            ),
        ),
        {"fct_expenditure": "4000000"},
    ),
    Kind(
        "whole_yuan_that_look_like_codes",
        "云州市青石区林业局",
        (
            Form(
                "three_public_expenses",
                "一般公共预算“三公”经费、会议费、培训费支出预算表",
                [
                    Column("单位编码"),
                    Column("单位名称"),
                    Column("合计", "total", item_code="grand_total", labels=1),
                    Column("“三公”经费/小计", "total", item_code="three_public_total", labels=1),
                    Column("“三公”经费/公务接待费", "total", item_code="official_reception", labels=1),
                    Column("“三公”经费/公务用车运行费", "total", item_code="vehicle_operation", labels=1),
                    Column("会议费", "total", item_code="meeting", labels=1),
                    Column("培训费", "total", item_code="training", labels=1),
                ],
                (
                    ",,合计,96000,32500,12000,20500,33500,30000",
                    ",208,云州市青石区林业局,96000,32500,12000,20500,33500,30000",
                    ",208001,云州市青石区林业局,70500,30500,10000,20500,20000,20000",
                    ",208002,青石区林业站,25500,2000,2000,0,13500,10000",
                ),
                unit="元",
            ),
        ),
        {"fct_three_public_expenses": "96000"},
    ),
    Kind(
        "lines_under_headings_without_amounts",
        "云州市青石区就业局",
        (
            Form(
                "appropriation_summary",
                "部门财政拨款收支总表",
                [
                    *summary_columns("amount", "total")[:2],
                    Column("支出/支出功能分类"),
                    Column("支出/预算数", "total", "expenditure", labels=2),
                    Column("支出/部门预算支出经济分类"),
                    Column("支出/预算数 ", "total", "expenditure", labels=4),
                ],
                (
                    ",一、部门预算,,一、部门预算,,一、部门预算,",
                    "|205|,1、财政拨款,,1、教育,90.00,1、人员经费和公用经费,210.00",
                    "|208|,(1)一般公共预算拨款,300.00,2、社会保障和就业,210.00,(1)工资福利支出,180.00",
                    ",(2)政府性基金,0,,,(2)商品和服务支出,30.00",
                    ",,,,,2、专项业务经费,90.00",
                    ",本年收入合计,300.00,本年支出合计,300.00,本年支出合计,300.00",
                    ",收入总计,300.00,支出总计,300.00,支出总计,300.00",
                ),
            ),
        ),
    ),
    Kind(
        "fund_form_titled_as_a_summary",
        "云州市青石区住建局",
        (
            Form(
                "government_fund_expenditure",
                "2025年部门政府性基金收支总表",
                summary_columns(),
                (
                    "|212,一、政府性基金拨款,80.00,一、城乡社区支出,80.00",
                    ",本年收入合计,80.00,本年支出合计,80.00",
                    ",收入总计,80.00,支出总计,80.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "800000"},
    ),
    Kind(
        "headers_that_leave_something_out",
        "云州市青石区职教局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("财政拨款收入", "fiscal_appropriation", labels=1),
                    Column("财政专户管理资金收入", "fiscal_special_account", labels=1),
                    Column("事业收入（不含教育收费）", "institutional", labels=1),
                    Column("其他收入（不包括上级补助收入）", "other", labels=1),
                ],
                (
                    ",,合计,700.00,400.00,200.00,60.00,40.00",
                    "205,205,教育支出,700.00,400.00,200.00,60.00,40.00",
                    "20503,20503,职业教育,700.00,400.00,200.00,60.00,40.00",
                    "2050302,2050302,中等职业教育,430.00,250.00,140.00,,40.00",
                    "2050305,2050305,高等职业教育,270.00,150.00,60.00,60.00,",
                ),
            ),
        ),
        {"fct_revenue": "7000000"},
    ),
    Kind(
        "one_code_on_two_levels",
        "云州市青石区粮食局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *_TYPES],
                (
                    ",,合计,430.00,400.00,30.00",
                    "219,219,援助其他地区支出,30.00,,30.00",
                    "21999,21999,其他支出,30.00,,30.00",
                    "21999,21999,其他支出,30.00,,30.00",
                    "222,222,粮油物资储备支出,400.00,400.00,",
                    "22201,22201,粮油物资事务,400.00,400.00,",
                    "2220101,2220101,行政运行,400.00,400.00,",
                ),
            ),
        ),
        {"fct_expenditure": "4300000"},
    ),
    Kind(
        "funds_below_an_opening_balance",
        "云州市青石区信息局",
        (
            Form(
                "appropriation_summary",
                "财政拨款收入支出决算总表",
                summary_columns("amount", "total"),
                (
                    "|201,一、一般公共预算财政拨款,500.00,一、一般公共服务支出,430.00",
                    "|221,二、政府性基金预算财政拨款,,二、住房保障支出,90.00",
                    ",本年收入合计,500.00,本年支出合计,520.00",
                    ",年初财政拨款结转和结余,50.00,年末财政拨款结转和结余,30.00",
                    ",一般公共预算财政拨款,50.00,,",
                    ",政府性基金预算财政拨款,,,",
                    ",总计,550.00,总计,550.00",
                ),
            ),
        ),
        stage="决算",
    ),
    Kind(
        "budget_and_outcome_as_rows",
        "云州市青石区卫生服务中心",
        (
            Form(
                "three_public_expenses",
                "财政拨款“三公”经费及会议费、培训费支出决算表",
                [
                    Column("项目"),
                    Column("“三公”经费/小计", "total", item_code="three_public_total"),
                    Column("“三公”经费/公务用车运行维护费", "total", item_code="vehicle_operation"),
                    Column("“三公”经费/公务接待费", "total", item_code="official_reception"),
                    Column("会议费", "total", item_code="meeting"),
                    Column("培训费", "total", item_code="training"),
                ],
                (
                    "@budget,预算数,22.00,20.00,2.00,4.00,9.00",
                    "@final,决算数,17.50,17.00,0.50,3.00,8.00",
                ),
            ),
        ),
        {"fct_three_public_expenses": "285000"},
        stage="决算",
    ),
    Kind(
        "units_above_their_classes_and_items_by_name",
        "云州市青石区交通局",
        (
            Form(
                "basic_by_fund",
                "部门基本支出预算表",
                [
                    Column("支出项目类别"),
                    Column("总计", "total"),
                    Column("财政拨款/合计", "fiscal_appropriation"),
                    Column("财政拨款/一般公共预算", "general_public_budget"),
                    Column("其他资金", "unit_own_funds"),
                ],
                (
                    ",合计,400.00,380.00,380.00,20.00",
                    ",云州市青石区交通局,300.00,280.00,280.00,20.00",
                    "301,工资福利支出,220.00,220.00,220.00,",
                    "30101,基本工资,150.00,150.00,150.00,",
                    "30113,住房公积金,70.00,70.00,70.00,",
                    "302,商品和服务支出,80.00,60.00,60.00,20.00",
                    "30201,办公费,80.00,60.00,60.00,20.00",
                    ",云州市青石区路政队,100.00,100.00,100.00,",
                    "301,工资福利支出,100.00,100.00,100.00,",
                    "30101,基本工资,100.00,100.00,100.00,",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *_TYPES[:2]],
                (
                    ",,合计,400.00,400.00",
                    "214,214,交通运输支出,400.00,400.00",
                    "21401,21401,公路水路运输,400.00,400.00",
                    "2140101,2140101,行政运行,400.00,400.00",
                ),
            ),
        ),
        {"fct_expenditure": "4000000"},
    ),
    Kind(
        "items_named_as_sections",
        "云州市青石区路政局",
        (
            Form(
                "government_fund_expenditure",
                "部门政府性基金预算支出表",
                [Column("功能分类科目名称"), Column("合计", "total"), Column("项目支出", "project")],
                (
                    ",合计,385.20,385.20",
                    "214,交通运输支出,385.20,385.20",
                    "21498,超长期特别国债安排的支出,385.20,385.20",
                    "2149801,公路水路运输,385.20,385.20",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "3852000"},
    ),
    Kind(
        "total_alone_without_a_label",
        "云州市青石区航运局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("合计", "total"),
                    Column("基本支出", "basic"),
                    Column("项目支出", "project"),
                    Column("单位预留机动经费", "reserve"),
                ],
                (",512.00,330.00,160.00,22.00",),
            ),
        ),
        {"fct_expenditure": "5120000"},
    ),
)
