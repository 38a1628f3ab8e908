"""Kinds of layout that only words tell apart: units in headers, codes behind names, sums in names.

Belongs here: what places nobody has seen might call their columns and lines. Does not belong here: other
kinds and their notation (``layout_kinds``, ``layout_variants``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind

WORDS: tuple[Kind, ...] = (
    Kind(
        "units_of_money_in_the_headers_of_two_years",
        "云河市赤石区防汛办",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出情况表",
                [
                    *CODE_AND_NAME,
                    Column("2024年预算数（万元）", "total", amount_basis="prior_year", labels=1),
                    *(Column(f"2025年预算数（万元）/{name}", code, labels=1) for name, code in TYPES),
                    Column("增减情况/增减额", "total", amount_basis="change", labels=1),
                ],
                (
                    "213,213,农林水支出,300.00,360.00,160.00,200.00,60.00",
                    "21303,21303,水利,300.00,360.00,160.00,200.00,60.00",
                    "2130301,2130301,行政运行,150.00,160.00,160.00,,10.00",
                    "2130314,2130314,防汛,150.00,200.00,,200.00,50.00",
                    ",,合计,300.00,360.00,160.00,200.00,60.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "3600000"},
    ),
    Kind(
        "whole_yuan_under_a_header_with_its_unit",
        "云河市赤石区供销社",
        (
            Form(
                "expenditure",
                "支出预算总表",
                [
                    Column("功能科目代码"),
                    Column("功能科目名称"),
                    Column("预算支出合计（元）", "total", labels=1),
                    Column("基本支出（元）", "basic", labels=1),
                    Column("项目支出（元）", "project", labels=1),
                ],
                (
                    ",,合计,3200000,2000000,1200000",
                    "216,216,商业服务业等支出,3200000,2000000,1200000",
                    "21602,21602,商业流通事务,3200000,2000000,1200000",
                    "2160201,2160201,行政运行,2000000,2000000,0",
                    "2160299,2160299,其他商业流通事务支出,1200000,0,1200000",
                ),
                unit="元",
            ),
        ),
        {"fct_expenditure": "3200000"},
    ),
    Kind(
        "codes_behind_names_and_sums_in_names",
        "云河市赤石区粮储局",
        (
            Form(
                "expenditure",
                "支出预算总表",
                [Column("支出功能分类科目"), *(Column(name, code) for name, code in TYPES)],
                (
                    ",合计,350.00,250.00,100.00",
                    "222,粮油物资储备支出（222）,300.00,200.00,100.00",
                    "22201,粮油物资事务（22201）,300.00,200.00,100.00",
                    "2220101,行政运行（2220101）,200.00,200.00,",
                    "2220106,专项业务活动（2220106）,100.00,,100.00",
                    "221,住房保障支出（221）,50.00,50.00,",
                    "22102,住房改革支出（22102）,50.00,50.00,",
                    "2210201,住房公积金（2210201）,50.00,50.00,",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算财政拨款支出表",
                [*CODE_AND_NAME, *(Column(name, code, labels=1) for name, code in TYPES)],
                (
                    "2220101,2220101,行政运行,200.00,200.00,",
                    "2220106,2220106,专项业务活动,100.00,,100.00",
                    "22201,22201,粮油物资事务小计,300.00,200.00,100.00",
                    "222,222,粮油物资储备支出合计,300.00,200.00,100.00",
                    "2210201,2210201,住房公积金,50.00,50.00,",
                    "22102,22102,住房改革支出小计,50.00,50.00,",
                    "221,221,住房保障支出合计,50.00,50.00,",
                    ",,总计,350.00,250.00,100.00",
                ),
            ),
        ),
        {"fct_expenditure": "3500000", "fct_appropriation_expenditure": "3500000"},
    ),
    Kind(
        "parts_of_a_balance_of_which_the_first_says_so",
        "云河市赤石区红十字会",
        (
            Form(
                "income_expenditure_summary",
                "收支预算总表",
                [
                    Column("收入/项目"),
                    Column("收入/预算数", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/预算数", "amount", "expenditure", labels=2),
                ],
                (
                    "|208,一、一般公共预算财政拨款收入,300.00,一、社会保障和就业支出,310.00",
                    "|221,二、其他收入,10.00,二、住房保障支出,40.00",
                    ",本年收入合计,310.00,本年支出合计,350.00",
                    ",上年结转和结余,60.00,年终结转和结余,20.00",
                    ",其中：财政拨款结转,50.00,,",
                    ",非财政拨款结转,10.00,,",
                    ",收入总计,370.00,支出总计,370.00",
                ),
            ),
            Form(
                "expenditure",
                "2025年部门支出预算明细表",
                [
                    Column("科目代码"),
                    Column("科目名称（类/款/项）"),
                    Column("支出预算数", "total", labels=1),
                    Column("其中/基本支出/工资福利支出", "wages_and_benefits", labels=1),
                    Column("其中/基本支出/商品和服务支出", "goods_and_services", labels=1),
                    Column("其中/项目支出", "project", labels=1),
                ],
                (
                    ",,合计,350.00,210.00,60.00,80.00",
                    "208,208,社会保障和就业支出,310.00,170.00,60.00,80.00",
                    "20816,20816,红十字事业,310.00,170.00,60.00,80.00",
                    "2081601,2081601,行政运行,230.00,170.00,60.00,",
                    "2081699,2081699,其他红十字事业支出,80.00,,,80.00",
                    "221,221,住房保障支出,40.00,40.00,,",
                    "22102,22102,住房改革支出,40.00,40.00,,",
                    "2210201,2210201,住房公积金,40.00,40.00,,",
                ),
            ),
        ),
        {"fct_revenue": "3700000", "fct_expenditure": "3500000"},
    ),
    Kind(
        "unit_above_items_that_only_its_name_tells",
        "云河市赤石区信访局",
        (
            Form(
                "basic_by_fund",
                "基本支出总表",
                [
                    Column("支出项目类别"),
                    Column("总计", "total"),
                    Column("财政拨款/小计", "fiscal_appropriation"),
                    Column("财政拨款/一般公共预算拨款", "general_public_budget"),
                    Column("单位资金", "unit_own_funds"),
                ],
                (
                    ",云河市赤石区信访局（本级）,300.00,280.00,280.00,20.00",
                    "301,工资福利支出,220.00,220.00,220.00,0.00",
                    "30101,基本工资,150.00,150.00,150.00,0.00",
                    "30113,住房公积金,70.00,70.00,70.00,0.00",
                    "302,商品和服务支出,80.00,60.00,60.00,20.00",
                    "30201,办公费,80.00,60.00,60.00,20.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, Column("合计", "total", labels=1), Column("基本支出", "basic", labels=1)],
                (
                    ",,合计,300.00,300.00",
                    "201,201,一般公共服务支出,300.00,300.00",
                    "20140,20140,信访事务,300.00,300.00",
                    "2014001,2014001,行政运行,300.00,300.00",
                ),
            ),
        ),
        {"fct_expenditure": "3000000"},
    ),
)
