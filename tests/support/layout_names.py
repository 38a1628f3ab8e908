"""Kinds of layout in lines that names alone tell: below numbered lines, behind 其中, and without any code.

Belongs here: lines whose place only their sums show. Does not belong here: sums by other names
(``layout_units``), other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts, summary_columns

_EXPENDITURE = Form(
    "expenditure",
    "部门支出总表",
    [*CODE_AND_NAME, *amounts(*TYPES)],
    (
        ",,合计,900.00,600.00,300.00",
        "213,213,农林水支出,840.00,540.00,300.00",
        "21303,21303,水利,840.00,540.00,300.00",
        "2130301,2130301,行政运行,540.00,540.00,",
        "2130305,2130305,水利工程建设,300.00,,300.00",
        "221,221,住房保障支出,60.00,60.00,",
        "22102,22102,住房改革支出,60.00,60.00,",
        "2210201,2210201,住房公积金,60.00,60.00,",
    ),
)

# Every amount of these is proven.
PROVEN_NAMES: tuple[Kind, ...] = (
    Kind(
        "unnumbered_parts_below_numbered_lines_of_a_summary",
        "松泉市水利局",
        (
            Form(
                "income_expenditure_summary",
                "收支总表",
                summary_columns(),
                (
                    ",一、一般公共预算拨款收入,800.00,一、基本支出,600.00",
                    ",经费拨款,700.00,工资福利支出,420.00",
                    ",专项收入,20.00,商品和服务支出,130.00",
                    ",行政事业性收费收入,30.00,对个人和家庭的补助,50.00",
                    ",罚没收入,15.00,二、项目支出,300.00",
                    ",国有资本经营收入,5.00,商品和服务支出,200.00",
                    ",国有资源（资产）有偿使用收入,30.00,资本性支出,100.00",
                    ",二、政府性基金预算拨款收入,,三、事业单位经营支出,",
                    ",三、单位资金收入,100.00,,",
                    ",事业收入,60.00,,",
                    ",上级补助收入,30.00,,",
                    ",其他收入,10.00,,",
                    ",本年收入合计,900.00,本年支出合计,900.00",
                    ",收入总计,900.00,支出总计,900.00",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_revenue": "9000000", "fct_expenditure": "9000000"},
    ),
    Kind(
        "operating_expenses_by_names_alone",
        "柏泉市水利局",
        (
            _EXPENDITURE,
            Form(
                "agency_operating_expenses",
                "2025年机关运行经费支出表",
                [Column("序号"), Column("科目名称"), Column("机关运行经费预算数", "total", labels=1)],
                (
                    ",1,办公费,40.00",
                    ",2,印刷费,10.00",
                    ",3,水费,5.00",
                    ",4,电费,15.00",
                    ",5,差旅费,30.00",
                    ",6,公务用车运行维护费,20.00",
                    ",7,其他商品和服务支出,10.00",
                    ",,合计,130.00",
                ),
            ),
        ),
    ),
)

NAMES: tuple[Kind, ...] = (
    *PROVEN_NAMES,
    Kind(
        "kinds_of_non_tax_revenue_as_rows_of_which_one_is_called_as_a_fund",
        "竹泉市水利局",
        (
            Form(
                "revenue",
                "收入总表",
                [Column("项目"), Column("金额", "total")],
                (
                    "#general_public_budget,一、一般公共预算拨款收入,800.00",
                    "#general_public_appropriation,经费拨款,700.00",
                    "#special_revenue,专项收入,20.00",
                    "#non_tax_appropriation,行政事业性收费收入,30.00",
                    "#non_tax_appropriation,罚没收入,15.00",
                    "#non_tax_appropriation,国有资本经营收入,5.00",
                    "#non_tax_appropriation,国有资源（资产）有偿使用收入,30.00",
                    "#government_fund_budget,二、政府性基金预算拨款收入,0.00",
                    "#state_capital_budget,三、国有资本经营预算拨款收入,0.00",
                    "#unit_own_funds,四、单位资金收入,100.00",
                    "#institutional,事业收入,60.00",
                    "#higher_level_subsidy,上级补助收入,30.00",
                    "#other,其他收入,10.00",
                    "#current_year_subtotal,本年收入合计,900.00",
                    "#total,收入总计,900.00",
                ),
            ),
        ),
        {"fct_revenue": "9000000"},
    ),
    Kind(
        "items_by_name_below_numbered_categories",
        "梅泉市水利局",
        (
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表",
                [Column("项目"), Column("金额", "total")],
                (
                    ",一、人员经费,470.00",
                    ",基本工资,200.00",
                    ",津贴补贴,120.00",
                    ",奖金,100.00",
                    ",退休费,50.00",
                    ",二、公用经费,130.00",
                    ",办公费,40.00",
                    ",差旅费,60.00",
                    ",公务接待费,30.00",
                    ",其中：外宾接待,10.00",
                    ",合计,600.00",
                ),
            ),
        ),
        {"fct_basic_expenditure": "6000000"},
    ),
    Kind(
        "types_over_parts_of_which_one_is_named_and_a_line_without_a_figure",
        "兰泉市水利局",
        (
            Form(
                "expenditure",
                "支出总表",
                [
                    Column("项目"),
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算", "general_public_budget"),
                        ("单位资金", "unit_own_funds"),
                        labels=0,
                    ),
                ],
                (
                    "#basic,一、基本支出,600.00,500.00,100.00",
                    "#wages_and_benefits,工资福利支出,420.00,400.00,20.00",
                    "#goods_and_services,商品和服务支出,130.00,60.00,70.00",
                    "#transfers_to_individuals,对个人和家庭的补助,50.00,40.00,10.00",
                    "#project,二、项目支出,300.00,300.00,",
                    "#unknown,其中：基本建设支出,100.00,100.00,",
                    ",本年支出合计,900.00,800.00,100.00",
                    ",三、结转下年,,,",
                    ",支出总计,900.00,800.00,100.00",
                ),
            ),
        ),
        {"fct_expenditure": "9000000"},
    ),
    Kind(
        "names_of_some_parts_below_codes",
        "菊泉市水利局",
        (
            Form(
                "expenditure",
                "支出总表",
                [*CODE_AND_NAME, *amounts(*TYPES)],
                (
                    ",,合计,900.00,600.00,300.00",
                    "213,213,农林水支出,840.00,540.00,300.00",
                    "21303,21303,水利,840.00,540.00,300.00",
                    "2130301,2130301,行政运行,540.00,540.00,",
                    ",,其中：工资,300.00,300.00,",
                    "2130305,2130305,水利工程建设,300.00,,300.00",
                    ",,其中：水库除险加固,200.00,,200.00",
                    ",,河道治理,80.00,,80.00",
                    "221,221,住房保障支出,60.00,60.00,",
                    "22102,22102,住房改革支出,60.00,60.00,",
                    "2210201,2210201,住房公积金,60.00,60.00,",
                ),
            ),
        ),
        {"fct_expenditure": "9000000"},
    ),
)
