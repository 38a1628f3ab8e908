"""Kinds of layout of single regions and years: totals called after their office, budgets before 2015.

Belongs here: small kinds of single regions and years. Does not belong here: the layouts of whole budgets
(``tests/layouts``), other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts, summary_columns

_EXPENDITURE_ROWS = (
    ",,合计,900.00,600.00,300.00",
    "208,208,社会保障和就业支出,840.00,540.00,300.00",
    "20802,20802,民政管理事务,840.00,540.00,300.00",
    "2080201,2080201,行政运行,540.00,540.00,",
    "2080202,2080202,一般行政管理事务,300.00,,300.00",
    "221,221,住房保障支出,60.00,60.00,",
    "22102,22102,住房改革支出,60.00,60.00,",
    "2210201,2210201,住房公积金,60.00,60.00,",
)
_EXPENDITURE = Form("expenditure", "部门支出预算表", [*CODE_AND_NAME, *amounts(*TYPES)], _EXPENDITURE_ROWS)

REGIONS: tuple[Kind, ...] = (
    Kind(
        "total_called_after_the_office_above_codes_glued_to_their_names",
        "越溪市文化馆",
        (
            Form(
                "expenditure",
                "支出预算总表",
                [
                    Column("支出功能分类科目"),
                    Column("总计", "total"),
                    Column("基本支出/人员支出", "personnel"),
                    Column("基本支出/公用支出", "operating"),
                    Column("项目支出", "project"),
                ],
                (
                    ",越溪市文化馆,500.00,300.00,50.00,150.00",
                    "207,[207]文化旅游体育与传媒支出,440.00,240.00,50.00,150.00",
                    "20701,[20701]文化和旅游,440.00,240.00,50.00,150.00",
                    "2070109,[2070109]群众文化,440.00,240.00,50.00,150.00",
                    "221,[221]住房保障支出,60.00,60.00,,",
                    "22102,[22102]住房改革支出,60.00,60.00,,",
                    "2210201,[2210201]住房公积金,60.00,60.00,,",
                ),
            ),
        ),
        {"fct_expenditure": "5000000"},
    ),
    Kind(
        "three_public_expenses_of_this_year_and_carried_forward",
        "越溪市青原旗民政局",
        (
            Form(
                "three_public_expenses",
                "“三公”经费支出预算表",
                [
                    Column("项目"),
                    Column("上年预算数", "total", amount_basis="prior_year"),
                    Column("本年预算数/合计", "total"),
                    Column("本年预算数/当年财政拨款", "total", period="current_year"),
                    Column("本年预算数/上年结转", "total", period="carried_forward"),
                    Column("增减变化/增减额", "total", amount_basis="change"),
                    Column("增减变化/增减率"),
                ],
                (
                    "three_public_total,合计,30.00,28.00,26.00,2.00,-2.00,-6.67%",
                    "overseas_travel,1.因公出国（境）费,0.00,0.00,0.00,,0.00,0.00%",
                    "official_reception,2.公务接待费,10.00,8.00,8.00,,-2.00,-20.00%",
                    "vehicle_total,3.公务用车购置及运行费,20.00,20.00,18.00,2.00,0.00,0.00%",
                    "vehicle_purchase,其中：公务用车购置,0.00,0.00,,,0.00,0.00%",
                    "vehicle_operation,公务用车运行费,20.00,20.00,18.00,2.00,0.00,0.00%",
                ),
            ),
        ),
        {"fct_three_public_expenses": "280000"},
    ),
    Kind(
        "public_budget_in_two_sides_with_money_of_others",
        "越溪市青原旗交通局",
        (
            Form(
                "income_expenditure_summary",
                "公共财政预算收支表",
                summary_columns(),
                (
                    "|208,一、公共财政预算拨款,800.00,一、社会保障和就业支出,840.00",
                    "|221,二、财政专户核拨资金,60.00,二、住房保障支出,60.00",
                    ",三、其他收入,40.00,,",
                    ",本年收入合计,900.00,本年支出合计,900.00",
                    ",收入总计,900.00,支出总计,900.00",
                ),
            ),
            _EXPENDITURE,
            Form(
                "general_public_expenditure",
                "公共财政支出预算表",
                [*CODE_AND_NAME, *amounts(*TYPES)],
                tuple(
                    row.replace("900.00,600.00", "800.00,500.00")
                    .replace("840.00,540.00", "740.00,440.00")
                    .replace("540.00,540.00", "440.00,440.00")
                    for row in _EXPENDITURE_ROWS
                ),
            ),
        ),
        {
            "fct_revenue": "9000000",
            "fct_expenditure": "9000000",
            "fct_appropriation_expenditure": "8000000",
        },
    ),
    Kind(
        "appropriations_called_of_the_budget",
        "越溪市青原旗水务局",
        (
            Form(
                "appropriation_summary",
                "财政预算拨款收支总表",
                summary_columns("amount", "total"),
                (
                    "|208,一、公共财政预算拨款,900.00,一、社会保障和就业支出,840.00",
                    "|221,二、政府性基金预算拨款,,二、住房保障支出,60.00",
                    ",收入总计,900.00,支出总计,900.00",
                ),
            ),
            Form(
                "appropriation_expenditure",
                "财政预算拨款支出表",
                [*CODE_AND_NAME, *amounts(*TYPES)],
                _EXPENDITURE_ROWS,
            ),
        ),
        {"fct_appropriation_expenditure": "9000000"},
    ),
)
