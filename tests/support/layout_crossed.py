"""Kinds of layout in what is crossed with what: types and funds, years and items, ordinals beside units.

Belongs here: forms of which both the lines and the columns divide the money. Does not belong here: the order
of columns and lines (``layout_towns``), what they are called (``layout_templates``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts

CROSSED: tuple[Kind, ...] = (
    Kind(
        "deep_headers_and_ordinals",
        "云岭县东桥镇",
        (
            Form(
                "expenditure",
                "部门支出预算总表",
                [
                    Column("序号"),
                    Column("单位名称（功能科目）"),
                    *amounts(
                        ("2025年预算/总计", "total"),
                        ("2025年预算/财政拨款/小计", "fiscal_appropriation"),
                        ("2025年预算/财政拨款/一般公共预算/小计", "total"),
                        ("2025年预算/财政拨款/一般公共预算/基本支出", "basic"),
                        ("2025年预算/财政拨款/一般公共预算/项目支出", "project"),
                        ("2025年预算/财政拨款/政府性基金预算", "total"),
                        ("2025年预算/单位资金", "unit_own_funds"),
                    ),
                ],
                (
                    ",,合计,330.00,320.00,300.00,180.00,120.00,20.00,10.00",
                    "205,1,205 教育支出,310.00,300.00,280.00,160.00,120.00,20.00,10.00",
                    "20502,2,20502 普通教育,310.00,300.00,280.00,160.00,120.00,20.00,10.00",
                    "2050202,3,2050202 小学教育,310.00,300.00,280.00,160.00,120.00,20.00,10.00",
                    "221,4,221 住房保障支出,20.00,20.00,20.00,20.00,,,",
                    "22102,5,22102 住房改革支出,20.00,20.00,20.00,20.00,,,",
                    "2210201,6,2210201 住房公积金,20.00,20.00,20.00,20.00,,,",
                ),
            ),
        ),
        {"fct_expenditure": "3300000"},
    ),
    Kind(
        "types_of_two_years_side_by_side",
        "云岭县西桥镇",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    *amounts(*((f"2025年/{n}", c) for n, c in TYPES)),
                    *amounts(*((f"2024年/{n}", c) for n, c in TYPES), basis="prior_year"),
                    *amounts(("增减情况/金额", "total"), basis="change"),
                    Column("增减情况/比例"),
                ],
                (
                    ",,合计,300.00,180.00,120.00,280.00,170.00,110.00,20.00,7.14",
                    "205,205,教育支出,280.00,160.00,120.00,260.00,150.00,110.00,20.00,7.69",
                    "20502,20502,普通教育,280.00,160.00,120.00,260.00,150.00,110.00,20.00,7.69",
                    "2050202,2050202,小学教育,280.00,160.00,120.00,260.00,150.00,110.00,20.00,7.69",
                    "221,221,住房保障支出,20.00,20.00,,20.00,20.00,,0.00,0.00",
                    "22102,22102,住房改革支出,20.00,20.00,,20.00,20.00,,0.00,0.00",
                    "2210201,2210201,住房公积金,20.00,20.00,,20.00,20.00,,0.00,0.00",
                ),
            ),
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("部门（单位）代码"),
                    Column("部门（单位）名称"),
                    *amounts(("2023年决算数", "total"), basis="prior_year_outcome"),
                    *amounts(("2024年预算数", "total"), basis="prior_year"),
                    *amounts(
                        ("2025年预算数/合计", "total"),
                        ("2025年预算数/财政拨款", "fiscal_appropriation"),
                        ("2025年预算数/单位资金", "unit_own_funds"),
                    ),
                ],
                (",001,云岭县西桥镇人民政府,250.00,290.00,310.00,300.00,10.00",),
            ),
        ),
        {"fct_appropriation_expenditure": "3000000", "fct_revenue": "3100000"},
    ),
    Kind(
        "total_at_both_ends_and_types_below_it",
        "云岭县南桥镇",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *amounts(*TYPES)],
                (
                    ",,合计,320.00,200.00,120.00",
                    "205,205,教育支出,270.00,150.00,120.00",
                    "20502,20502,普通教育,270.00,150.00,120.00",
                    "2050202,2050202,小学教育,270.00,150.00,120.00",
                    "221,221,住房保障支出,50.00,50.00,",
                    "22102,22102,住房改革支出,50.00,50.00,",
                    "2210201,2210201,住房公积金,50.00,50.00,",
                    ",,合计,320.00,200.00,120.00",
                ),
            ),
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("收入/项目"),
                    Column("收入/预算数", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/合计", "total", "expenditure", labels=2),
                    Column("支出/财政拨款", "fiscal_appropriation", "expenditure", labels=2),
                    Column("支出/财政专户管理资金", "fiscal_special_account", "expenditure", labels=2),
                    Column("支出/单位资金", "unit_own_funds", "expenditure", labels=2),
                ],
                (
                    "|205,一、财政拨款收入,300.00,一、教育支出,270.00,250.00,5.00,15.00",
                    "|221,二、财政专户管理资金收入,5.00,二、住房保障支出,50.00,50.00,,",
                    ",三、单位资金收入,15.00,,,,,",
                    ",本年收入合计,320.00,本年支出合计,320.00,300.00,5.00,15.00",
                    ",收入总计,320.00,支出总计,320.00,300.00,5.00,15.00",
                ),
            ),
        ),
        {"fct_expenditure": "3200000", "fct_revenue": "3200000"},
    ),
    Kind(
        "units_named_behind_their_codes",
        "云岭县北桥镇",
        (
            Form(
                "revenue",
                "部门收入总体情况表",
                [
                    Column("预算单位"),
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算拨款收入", "general_public_budget"),
                        ("政府性基金预算拨款收入", "government_fund_budget"),
                        ("事业收入", "institutional"),
                        ("上年结转", "carried_forward_in"),
                        labels=0,
                    ),
                ],
                (
                    ",合计,330.00,300.00,10.00,10.00,10.00",
                    ",[101001]云岭县北桥镇人民政府,230.00,210.00,10.00,,10.00",
                    ",[101002]云岭县北桥镇卫生院,100.00,90.00,,10.00,",
                ),
            ),
            Form(
                "three_public_expenses",
                "“三公”经费支出预算表",
                [
                    Column("单位名称"),
                    Column("2024年预算数/合计", "total", "", "prior_year", item_code="three_public_total"),
                    Column(
                        "2024年预算数/公务接待费", "total", "", "prior_year", item_code="official_reception"
                    ),
                    Column(
                        "2024年预算数/公务用车运行维护费",
                        "total",
                        "",
                        "prior_year",
                        item_code="vehicle_operation",
                    ),
                    Column("2025年预算数/合计", "total", item_code="three_public_total"),
                    Column("2025年预算数/公务接待费", "total", item_code="official_reception"),
                    Column("2025年预算数/公务用车运行维护费", "total", item_code="vehicle_operation"),
                    Column("同比增减%"),
                ],
                (
                    ",合计,10.00,4.00,6.00,9.00,3.00,6.00,-10.00",
                    ",云岭县北桥镇人民政府,6.00,2.00,4.00,5.00,1.00,4.00,-16.67",
                    ",云岭县北桥镇卫生院,4.00,2.00,2.00,4.00,2.00,2.00,0.00",
                ),
            ),
        ),
        {"fct_revenue": "3300000", "fct_three_public_expenses": "90000"},
    ),
    Kind(
        "types_as_lines_crossed_with_funds",
        "云岭县中桥镇",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("支出类型"),
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算", "general_public_budget"),
                        ("政府性基金预算", "government_fund_budget"),
                        ("单位资金", "unit_own_funds"),
                        labels=0,
                    ),
                ],
                (
                    "#basic,基本支出,200.00,190.00,,10.00",
                    "#personnel,人员经费,150.00,145.00,,5.00",
                    "#operating,公用经费,50.00,45.00,,5.00",
                    "#project,项目支出,120.00,100.00,20.00,",
                    ",合计,320.00,290.00,20.00,10.00",
                ),
            ),
        ),
    ),
    Kind(
        "agency_information_of_final_accounts",
        "云岭县后桥镇",
        (
            Form(
                "three_public_expenses",
                "机构运行信息表",
                [
                    Column("项目"),
                    Column("行次"),
                    Column("预算数", "total", amount_basis="budget"),
                    Column("决算数", "total"),
                ],
                (
                    "three_public_total,一、“三公”经费支出,1,10.00,9.00",
                    "overseas_travel,1．因公出国（境）费,2,,",
                    "vehicle_total,2．公务用车购置及运行维护费,3,7.00,6.50",
                    "vehicle_purchase,（1）公务用车购置费,4,,",
                    "vehicle_operation,（2）公务用车运行维护费,5,7.00,6.50",
                    "official_reception,3．公务接待费,6,3.00,2.50",
                ),
            ),
        ),
        stage="决算",
    ),
    Kind(
        "government_classes_of_basic_expenditure",
        "云岭县上桥镇",
        (
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表（按政府预算支出经济分类）",
                [
                    Column("政府预算支出经济分类科目/编码"),
                    Column("政府预算支出经济分类科目/名称"),
                    *amounts(("合计", "total"), ("人员类支出", "personnel"), ("公用类支出", "operating")),
                ],
                (
                    "501,501,机关工资福利支出,260.00,260.00,",
                    "50101,50101,工资奖金津补贴,180.00,180.00,",
                    "50103,50103,住房公积金,80.00,80.00,",
                    "502,502,机关商品和服务支出,40.00,,40.00",
                    "50201,50201,办公经费,40.00,,40.00",
                    ",,合 计,300.00,260.00,40.00",
                ),
            ),
        ),
    ),
    Kind(
        "odd_words_of_totals",
        "云岭县下桥镇",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("支出总额", "total"),
                        ("政府预算资金", "fiscal_appropriation"),
                        ("财政专户管理资金", "fiscal_special_account"),
                        ("单位资金", "unit_own_funds"),
                    ),
                ],
                (
                    ",,总 计,320.00,300.00,5.00,15.00",
                    "205,205,教育支出,320.00,300.00,5.00,15.00",
                    "20502,20502,普通教育,320.00,300.00,5.00,15.00",
                    "2050202,2050202,小学教育,320.00,300.00,5.00,15.00",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    *amounts(("上年同期数", "total"), basis="prior_year"),
                    *amounts(("本年预算", "total"), ("其中：基本支出", "basic"), ("项目支出", "project")),
                    *amounts(("本年比上年增减", "total"), basis="change"),
                    Column("增减原因"),
                ],
                (
                    "205,205,教育支出,280.00,300.00,200.00,100.00,20.00,增人增资",
                    "20502,20502,普通教育,280.00,300.00,200.00,100.00,20.00,",
                    "2050202,2050202,小学教育,280.00,300.00,200.00,100.00,20.00,",
                    ",,合计,280.00,300.00,200.00,100.00,20.00,",
                ),
            ),
        ),
        {"fct_expenditure": "3200000", "fct_appropriation_expenditure": "3000000"},
    ),
)
