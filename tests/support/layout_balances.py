"""Kinds of layout in sums and in what is left of other years: their words, as lines and as columns.

Belongs here: what places nobody has seen might call totals and balances, and where they print the money of
both years. Does not belong here: other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts, summary_columns

BALANCES: tuple[Kind, ...] = (
    Kind(
        "sums_and_balances_of_other_words",
        "云湖市南岭区教育局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支预算总表",
                summary_columns(),
                (
                    "|205,一、财政拨款收入,300.00,一、教育支出,300.00",
                    "|221,二、事业收入,20.00,二、住房保障支出,50.00",
                    ",本年收入预算合计,320.00,本年支出预算合计,350.00",
                    ",历年结余,40.00,转入下年,10.00",
                    ",收入预算总计,360.00,支出预算总计,360.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *amounts(("合计数", "total"), ("基本支出", "basic"), ("项目支出", "project")),
                ],
                (
                    ",,合计数,350.00,230.00,120.00",
                    "205,205,教育支出,300.00,180.00,120.00",
                    "20502,20502,普通教育,300.00,180.00,120.00",
                    "2050202,2050202,小学教育,300.00,180.00,120.00",
                    "221,221,住房保障支出,50.00,50.00,",
                    "22102,22102,住房改革支出,50.00,50.00,",
                    "2210201,2210201,住房公积金,50.00,50.00,",
                ),
            ),
            Form(
                "appropriation_summary",
                "财政拨款收支总表",
                summary_columns("amount", "total"),
                (
                    "|205,一、一般公共预算财政拨款,290.00,一、教育支出,275.00",
                    "|221,二、政府性基金预算财政拨款,10.00,二、住房保障支出,50.00",
                    ",本年财政拨款收入合计,300.00,本年财政拨款支出合计,325.00",
                    ",年初财政拨款结转和结余,30.00,年末财政拨款结转和结余,5.00",
                    ",一般公共预算财政拨款,30.00,,",
                    ",财政拨款收入总计,330.00,财政拨款支出总计,330.00",
                ),
            ),
            Form(
                "three_public_expenses",
                "“三公”经费支出预算表",
                [Column("项目"), Column("预算数", "total")],
                (
                    "three_public_total,合计数,12.00",
                    "overseas_travel,1、因公出国（境）费,2.00",
                    "official_reception,2、招待费,3.00",
                    "vehicle_total,3、公务用车费,7.00",
                    "vehicle_purchase,其中：（1）购车费,4.00",
                    "vehicle_operation,（2）用车运行费,3.00",
                ),
            ),
        ),
        {"fct_revenue": "3600000", "fct_expenditure": "3500000", "fct_three_public_expenses": "120000"},
    ),
    Kind(
        "sums_of_final_accounts_of_other_words",
        "云湖市南岭区民政局",
        (
            Form(
                "income_expenditure_summary",
                "收入支出决算总表",
                [
                    Column("收入/项目"),
                    Column("收入/行次"),
                    Column("收入/金额", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/行次"),
                    Column("支出/金额", "amount", "expenditure", labels=3),
                ],
                (
                    "!,栏次,,1,栏次,,2",
                    "|208,一、财政拨款收入,1,300.00,一、社会保障和就业支出,9,305.00",
                    "|221,二、其他收入,2,20.00,二、住房保障支出,10,40.00",
                    ",本年收入决算合计,3,320.00,本年支出决算合计,11,345.00",
                    ",使用非财政拨款结余和专用结余,4,5.00,结余分配,12,2.00",
                    ",上年结余结转,5,30.00,结转和结余转入下年,13,8.00",
                    ",收入决算总计,6,355.00,支出决算总计,14,355.00",
                ),
            ),
            Form(
                "expenditure",
                "支出决算表",
                [
                    *CODE_AND_NAME,
                    *amounts(("本年支出合计数", "total"), ("基本支出", "basic"), ("项目支出", "project")),
                ],
                (
                    ",,合计,345.00,225.00,120.00",
                    "208,208,社会保障和就业支出,305.00,185.00,120.00",
                    "20802,20802,民政管理事务,305.00,185.00,120.00",
                    "2080201,2080201,行政运行,305.00,185.00,120.00",
                    "221,221,住房保障支出,40.00,40.00,",
                    "22102,22102,住房改革支出,40.00,40.00,",
                    "2210201,2210201,住房公积金,40.00,40.00,",
                ),
            ),
            Form(
                "appropriation_summary",
                "财政拨款收入支出决算总表",
                [
                    Column("收入/项目"),
                    Column("收入/金额", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/合计数", "total", "expenditure", labels=2),
                    Column("支出/一般公共预算财政拨款", "general_public_budget", "expenditure", labels=2),
                    Column("支出/政府性基金预算财政拨款", "government_fund_budget", "expenditure", labels=2),
                ],
                (
                    "|208,一、一般公共预算财政拨款,290.00,一、社会保障和就业支出,285.00,275.00,10.00",
                    "|221,二、政府性基金预算财政拨款,10.00,二、住房保障支出,40.00,40.00,",
                    ",本年财政拨款收入合计,300.00,本年财政拨款支出合计,325.00,315.00,10.00",
                    ",年初财政拨款结转结余,30.00,年末财政拨款结转结余,5.00,5.00,",
                    ",其中：一般公共预算财政拨款,30.00,,,,",
                    ",政府性基金预算财政拨款,0.00,,,,",
                    ",财政拨款收入总计,330.00,财政拨款支出总计,330.00,320.00,10.00",
                ),
            ),
        ),
        {"fct_revenue": "3550000", "fct_expenditure": "3450000"},
        stage="决算",
    ),
    Kind(
        "money_left_of_all_years_before",
        "云湖市南岭区司法局",
        (
            Form(
                "income_expenditure_summary",
                "收支总表",
                summary_columns(),
                (
                    "|204,一、财政拨款收入,300.00,一、公共安全支出,300.00",
                    "|221,二、其他收入,20.00,二、住房保障支出,50.00",
                    ",收入小计,320.00,支出小计,350.00",
                    ",滚存结余,40.00,滚存结转下年,10.00",
                    ",收入总计,360.00,支出总计,360.00",
                ),
            ),
            Form(
                "appropriation_summary",
                "财政拨款收支预算总表",
                summary_columns("amount", "total"),
                (
                    "|204,一、一般公共预算,300.00,一、公共安全支出,280.00",
                    "|221,,,二、住房保障支出,50.00",
                    ",当年财政拨款收入小计,300.00,当年财政拨款支出小计,330.00",
                    ",历年财政拨款结余,40.00,财政拨款结转下年,10.00",
                    ",总计,340.00,总计,340.00",
                ),
            ),
        ),
        {"fct_revenue": "3600000"},
    ),
    Kind(
        "sources_with_money_of_both_years",
        "云湖市南岭区体育局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("项目"),
                    Column("合计", "total"),
                    Column("本年", "total", period="current_year"),
                    Column("上年结转", "total", period="carried_forward"),
                ],
                (
                    "#fiscal_appropriation,一、财政拨款收入,300.00,280.00,20.00",
                    "#general_public_budget,（一）一般公共预算拨款收入,280.00,260.00,20.00",
                    "#government_fund_budget,（二）政府性基金预算拨款收入,20.00,20.00,",
                    "#institutional,二、事业收入,20.00,15.00,5.00",
                    "#other,三、其他收入,10.00,10.00,",
                    "#total,收入总计,330.00,305.00,25.00",
                ),
            ),
        ),
        {"fct_revenue": "3300000"},
    ),
    Kind(
        "expenditure_with_a_column_left_of_appropriations",
        "云湖市南岭区水利局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算", "general_public_budget"),
                        ("政府性基金预算", "government_fund_budget"),
                        ("事业收入", "institutional"),
                    ),
                    Column("财政拨款结转", "carried_forward_in", labels=1),
                ],
                (
                    ",,合计,345.00,280.00,20.00,20.00,25.00",
                    "213,213,农林水支出,305.00,240.00,20.00,20.00,25.00",
                    "21303,21303,水利,305.00,240.00,20.00,20.00,25.00",
                    "2130301,2130301,行政运行,180.00,160.00,,20.00,",
                    "2130305,2130305,水利工程建设,125.00,80.00,20.00,,25.00",
                    "221,221,住房保障支出,40.00,40.00,,,",
                    "22102,22102,住房改革支出,40.00,40.00,,,",
                    "2210201,2210201,住房公积金,40.00,40.00,,,",
                ),
            ),
            Form(
                "revenue",
                "部门收入总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算", "general_public_budget"),
                        ("政府性基金预算", "government_fund_budget"),
                        ("事业收入", "institutional"),
                        ("财政拨款结转", "carried_forward_in_fiscal_appropriation"),
                    ),
                ],
                (
                    ",,合计,345.00,280.00,20.00,20.00,25.00",
                    "213,213,农林水支出,305.00,240.00,20.00,20.00,25.00",
                    "21303,21303,水利,305.00,240.00,20.00,20.00,25.00",
                    "2130301,2130301,行政运行,180.00,160.00,,20.00,",
                    "2130305,2130305,水利工程建设,125.00,80.00,20.00,,25.00",
                    "221,221,住房保障支出,40.00,40.00,,,",
                    "22102,22102,住房改革支出,40.00,40.00,,,",
                    "2210201,2210201,住房公积金,40.00,40.00,,,",
                ),
            ),
        ),
        {"fct_expenditure": "3450000", "fct_revenue": "3450000"},
    ),
    Kind(
        "projects_and_purchases_by_sources",
        "云湖市南岭区城管局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *amounts(*TYPES)],
                (
                    ",,合计,200.00,130.00,70.00",
                    "212,212,城乡社区支出,200.00,130.00,70.00",
                    "21201,21201,城乡社区管理事务,200.00,130.00,70.00",
                    "2120104,2120104,城管执法,200.00,130.00,70.00",
                ),
            ),
            Form(
                "project_expenditure",
                "项目支出预算表",
                [
                    Column("序号"),
                    Column("项目名称"),
                    Column("主管部门"),
                    *amounts(
                        ("资金来源/合计", "total"),
                        ("资金来源/财政拨款", "fiscal_appropriation"),
                        ("资金来源/财政拨款结转", "carried_forward_in"),
                        ("资金来源/其他资金", "unit_own_funds"),
                        labels=1,
                    ),
                ],
                (
                    ",1,市容整治,云湖市南岭区城管局,40.00,30.00,10.00,",
                    ",2,环卫保洁,云湖市南岭区城管局,30.00,20.00,5.00,5.00",
                    ",合计,,,70.00,50.00,15.00,5.00",
                ),
            ),
            Form(
                "procurement",
                "政府采购预算表",
                [
                    Column("采购项目"),
                    Column("采购方式"),
                    Column("实施地点"),
                    *amounts(
                        ("采购金额/合计", "total"),
                        ("采购金额/本年财政拨款", "fiscal_appropriation"),
                        ("采购金额/财政拨款结转", "carried_forward_in"),
                        ("采购金额/其他", "unit_own_funds"),
                        labels=0,
                    ),
                ],
                (
                    ",合计,,,34.00,24.00,8.00,2.00",
                    ",道路清扫,公开招标,南岭区,30.00,20.00,8.00,2.00",
                    ",办公设备,询价,南岭区,4.00,4.00,,",
                ),
            ),
        ),
        {"fct_expenditure": "2000000"},
    ),
    Kind(
        "sources_as_lines_of_two_years_and_their_parts",
        "云湖市南岭区统计局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("收入项目"),
                    *amounts(("2024年预算数", "total"), labels=0, basis="prior_year"),
                    Column("2025年/合计", "total"),
                    Column("2025年/本年安排", "total", period="current_year"),
                    Column("2025年/上年结转", "total", period="carried_forward"),
                ],
                (
                    "#fiscal_appropriation,一、财政拨款收入,250.00,300.00,280.00,20.00",
                    "#institutional,二、事业收入,20.00,20.00,15.00,5.00",
                    "#other,三、其他收入,10.00,10.00,10.00,",
                    "#total,收入总计,280.00,330.00,305.00,25.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("支出项目"),
                    *amounts(("2024年预算数", "total"), labels=0, basis="prior_year"),
                    Column("2025年/合计", "total"),
                    Column("2025年/本年安排", "total", period="current_year"),
                    Column("2025年/上年结转", "total", period="carried_forward"),
                ],
                (
                    "#basic,一、基本支出,150.00,170.00,170.00,",
                    "#personnel,人员经费,130.00,140.00,140.00,",
                    "#operating,公用经费,20.00,30.00,30.00,",
                    "#project,二、项目支出,130.00,160.00,135.00,25.00",
                    "#total,支出总计,280.00,330.00,305.00,25.00",
                ),
            ),
        ),
        {"fct_revenue": "3300000", "fct_expenditure": "3300000"},
    ),
)
