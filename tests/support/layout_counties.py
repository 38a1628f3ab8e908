"""Kinds of layout that counties and towns print: three public expenses by fund, and money that others leave.

Belongs here: forms of small publishers in words and orders of their own. Does not belong here: other kinds
and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts, summary_columns

_TYPES = amounts(*TYPES)
_EXPENDITURE = Form(
    "expenditure",
    "部门支出总表",
    [*CODE_AND_NAME, *_TYPES],
    (
        ",,合计,300.00,200.00,100.00",
        "201,201,一般公共服务支出,300.00,200.00,100.00",
        "20103,20103,政府办公厅（室）及相关机构事务,300.00,200.00,100.00",
        "2010301,2010301,行政运行,200.00,200.00,",
        "2010302,2010302,一般行政管理事务,100.00,,100.00",
    ),
)


def _by_source(title: str, sources: tuple[tuple[str, str], ...], *rows: str, form: str = "revenue") -> Form:
    """A form by code and source: its total, what one item takes of each source, and what the other does."""
    total, one, two = rows
    return Form(
        form,
        title,
        [*CODE_AND_NAME, *amounts(("合计", "total"), *sources)],
        (
            f",,合计,{total}",
            f"201,201,一般公共服务支出,{total}",
            f"20103,20103,政府办公厅（室）及相关机构事务,{total}",
            f"2010301,2010301,行政运行,{one}",
            f"2010350,2010350,事业运行,{two}",
        ),
    )


COUNTIES: tuple[Kind, ...] = (
    Kind(
        "three_public_items_by_fund_above_counts",
        "洞湖县北坪镇人民政府",
        (
            Form(
                "three_public_expenses",
                "2025年度“三公”经费预算表",
                [
                    Column("项目"),
                    Column("2025年预算数合计", "total"),
                    Column("公共财政预算拨款", "general_public_budget"),
                    Column("政府性基金预算拨款", "government_fund_budget"),
                    Column("国有资本经营预算拨款", "state_capital_budget"),
                ],
                (
                    "three_public_total,一、支出合计,4.90,4.40,0.50,0",
                    "overseas_travel,1、因公出国(境)费用,0,,,",
                    "official_reception,2、公务接待费,1.80,1.80,,",
                    "vehicle_total,3、公务用车费,3.10,2.60,0.50,0",
                    "vehicle_operation,其中：(1)公务用车运行维护费,3.10,2.60,0.50,",
                    "vehicle_purchase,(2)公务用车购置,0,,,",
                    "!,二、相关统计数,,,,",
                    "!,1.因公出国(境)团组数(个),,,,",
                    "!,5.公务接待批次(批),35,,,",
                    "!,6.公务接待人数(人),650,,,",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_three_public_expenses": "49000"},
    ),
    Kind(
        "three_public_items_with_the_part_of_one_fund",
        "洞湖县司法局",
        (
            Form(
                "three_public_expenses",
                "2025年部门“三公”经费情况统计表",
                [
                    Column("项目"),
                    Column("本年预算数", "total"),
                    Column("其中：公共预算财政拨款", "general_public_budget"),
                ],
                (
                    "three_public_total,合计,34.35,30.35",
                    "overseas_travel,1.因公出国(境)费用,0,0",
                    "official_reception,2.公务接待费,1.70,1.70",
                    "vehicle_total,3.公务用车费,32.65,28.65",
                    "vehicle_operation,其中：(1)公务用车运行维护费,32.65,28.65",
                    "vehicle_purchase,(2)公务用车购置,0,0",
                ),
            ),
            _EXPENDITURE,
        ),
    ),
    Kind(
        "subtotal_beside_the_item_it_is_of",
        "洞湖县农业局",
        (
            Form(
                "three_public_expenses",
                "“三公”经费支出预算表",
                [Column("项目/项目"), Column("项目/明细"), Column("预算数", "total", labels=1)],
                (
                    "three_public_total,合计,,20.00",
                    "overseas_travel,因公出国（境）费,,2.00",
                    "vehicle_total,公务用车购置及运行费,小计,12.00",
                    "vehicle_purchase,,公务用车购置费,5.00",
                    "vehicle_operation,,公务用车运行维护费,7.00",
                    "official_reception,公务接待费,,6.00",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_three_public_expenses": "200000"},
    ),
    Kind(
        "total_of_items_below_a_heading_that_names_them",
        "洞湖县广电局",
        (
            Form(
                "three_public_expenses",
                "机构运行信息表",
                [Column("项目"), Column("预算数", "total", amount_basis="budget"), Column("决算数", "total")],
                (
                    "!,一、“三公”经费支出,—,—",
                    "three_public_total,（一）支出合计,12.00,10.00",
                    "overseas_travel,1．因公出国（境）费,,",
                    "vehicle_total,2．公务用车购置及运行维护费,8.00,7.00",
                    "vehicle_purchase,（1）公务用车购置费,,",
                    "vehicle_operation,（2）公务用车运行维护费,8.00,7.00",
                    "official_reception,3．公务接待费,4.00,3.00",
                    "!,（二）相关统计数,—,—",
                    "!,1．因公出国（境）团组数（个）,—,0",
                    "!,4．公务用车保有量（辆）,—,2",
                    "agency_operating_expenses,二、机关运行经费,,86.50",
                ),
                nothing="—",
            ),
            _EXPENDITURE,
        ),
        stage="决算",
    ),
    Kind(
        "other_money_behind_the_earnings_of_institutions",
        "洞湖县文化馆",
        (
            _by_source(
                "部门收入总表",
                (
                    ("财政拨款收入", "fiscal_appropriation"),
                    ("事业收入", "institutional"),
                    ("经营收入", "business"),
                    ("其他资金", "other"),
                ),
                "300.00,200.00,50.00,20.00,30.00",
                "200.00,200.00,,,",
                "100.00,,50.00,20.00,30.00",
            ),
            _by_source(
                "部门支出总表（分资金来源）",
                (
                    ("财政拨款", "fiscal_appropriation"),
                    ("事业收入", "institutional"),
                    ("经营收入", "business_revenue"),
                    ("其他资金", "other"),
                ),
                "300.00,200.00,50.00,20.00,30.00",
                "200.00,200.00,,,",
                "100.00,,50.00,20.00,30.00",
                form="expenditure",
            ),
        ),
        {"fct_revenue": "3000000", "fct_expenditure": "3000000"},
    ),
    Kind(
        "own_money_behind_the_earnings_of_institutions",
        "洞湖县疾控中心",
        (
            _by_source(
                "部门收入总表",
                (
                    ("一般公共预算", "general_public_budget"),
                    ("政府性基金预算", "government_fund_budget"),
                    ("财政专户管理资金", "fiscal_special_account"),
                    ("事业收入", "institutional"),
                    ("自有资金", "other"),
                ),
                "300.00,200.00,,,50.00,50.00",
                "200.00,200.00,,,,",
                "100.00,,,,50.00,50.00",
            ),
        ),
        {"fct_revenue": "3000000"},
    ),
    Kind(
        "general_public_budget_alone_in_two_sides",
        "洞湖县民政局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                summary_columns(),
                (
                    "|201,一、一般公共预算拨款收入,290.00,一、一般公共服务支出,300.00",
                    ",二、其他收入,10.00,,",
                    ",收入总计,300.00,支出总计,300.00",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算收支总表",
                summary_columns(),
                (
                    "!,一、本年收入,290.00,一、本年支出,290.00",
                    "!,（一）一般公共预算拨款,290.00,（一）一般公共服务支出,290.00",
                    "!,收入总计,290.00,支出总计,290.00",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_expenditure": "3000000"},
    ),
    Kind(
        "types_and_named_projects_below_their_units",
        "洞湖县水务局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("支出项目类别（资金使用单位）"),
                    Column("总计", "total"),
                    Column("财政拨款", "fiscal_appropriation"),
                    Column("其他资金", "unit_own_funds"),
                ],
                (
                    ",合计,500.00,490.00,10.00",
                    ",洞湖县水务局,400.00,400.00,",
                    ",人员支出,180.00,180.00,",
                    ",公用支出,50.00,50.00,",
                    ",对个人和家庭补助,20.00,20.00,",
                    ",河道整治专项,100.00,100.00,",
                    ",防汛物资购置,50.00,50.00,",
                    ",洞湖县水文站,100.00,90.00,10.00",
                    ",人员支出,60.00,60.00,",
                    ",防汛物资购置,40.00,30.00,10.00",
                ),
            ),
        ),
        {"fct_expenditure": "5000000"},
    ),
    Kind(
        "a_unit_that_no_word_tells_from_its_projects",
        "洞湖县商务局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("支出项目类别（资金使用单位）"),
                    Column("总计", "total"),
                    Column("财政拨款", "fiscal_appropriation"),
                ],
                (
                    ",合计,500.00,500.00",
                    ",洞湖县商务局,400.00,400.00",
                    ",人员支出,300.00,300.00",
                    ",招商引资,100.00,100.00",
                    ",洞湖县开发区管委会,100.00,100.00",
                    ",人员支出,100.00,100.00",
                ),
            ),
        ),
        {"fct_expenditure": "5000000"},
    ),
)
