"""Kinds of layout that the templates of provinces and cities differ in: words of columns, years, checks.

Belongs here: what a template calls its columns and lines, and what it prints beside them. Does not belong
here: other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind

_YEARS = (
    ("2024年执行数", "amount", "prior_year"),
    ("2025年预算数", "amount", ""),
)


def _amounts(*columns: tuple[str, str], labels: int = 1, basis: str = "") -> list[Column]:
    return [Column(header, measure, amount_basis=basis, labels=labels) for header, measure in columns]


TEMPLATES: tuple[Kind, ...] = (
    Kind(
        "kinds_of_basic_expenditure_and_parts_of_the_general_budget",
        "云岭市黄石区教育局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *_amounts(
                        ("合计", "total"),
                        ("基本支出/小计", "basic"),
                        ("基本支出/人员类支出", "personnel"),
                        ("基本支出/公用类支出", "operating"),
                        ("项目支出", "project"),
                    ),
                ],
                (
                    ",,合计,320.00,200.00,150.00,50.00,120.00",
                    "205,205,教育支出,270.00,150.00,100.00,50.00,120.00",
                    "20502,20502,普通教育,270.00,150.00,100.00,50.00,120.00",
                    "2050202,2050202,小学教育,270.00,150.00,100.00,50.00,120.00",
                    "221,221,住房保障支出,50.00,50.00,50.00,,",
                    "22102,22102,住房改革支出,50.00,50.00,50.00,,",
                    "2210201,2210201,住房公积金,50.00,50.00,50.00,,",
                ),
            ),
            Form(
                "appropriation_expenditure",
                "财政拨款支出预算表",
                [
                    *CODE_AND_NAME,
                    *_amounts(
                        ("合计", "total"),
                        ("一般公共预算拨款/小计", "general_public_budget"),
                        ("一般公共预算拨款/经费拨款", "general_public_appropriation"),
                        ("一般公共预算拨款/纳入预算管理的非税收入", "non_tax_appropriation"),
                        ("政府性基金预算拨款", "government_fund_budget"),
                    ),
                ],
                (
                    ",,合计,320.00,300.00,240.00,60.00,20.00",
                    "205,205,教育支出,250.00,250.00,190.00,60.00,",
                    "20502,20502,普通教育,250.00,250.00,190.00,60.00,",
                    "2050202,2050202,小学教育,250.00,250.00,190.00,60.00,",
                    "212,212,城乡社区支出,20.00,,,,20.00",
                    "21208,21208,国有土地使用权出让收入安排的支出,20.00,,,,20.00",
                    "2120899,2120899,其他国有土地使用权出让收入安排的支出,20.00,,,,20.00",
                    "221,221,住房保障支出,50.00,50.00,50.00,,",
                    "22102,22102,住房改革支出,50.00,50.00,50.00,,",
                    "2210201,2210201,住房公积金,50.00,50.00,50.00,,",
                ),
            ),
        ),
        {"fct_expenditure": "3200000"},
    ),
    Kind(
        "sides_of_two_years_and_their_growth",
        "云岭市黄石区民政局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支预算总表",
                [
                    Column("收入/项目"),
                    *(Column(f"收入/{name}", code, "revenue", basis) for name, code, basis in _YEARS),
                    Column("收入/增减%"),
                    Column("支出/项目"),
                    *(
                        Column(f"支出/{name}", code, "expenditure", basis, labels=4)
                        for name, code, basis in _YEARS
                    ),
                    Column("支出/增减%"),
                ],
                (
                    "|208,一、财政拨款收入,260.00,280.00,7.69,一、社会保障和就业支出,250.00,270.00,8.00",
                    "|221,二、其他收入,20.00,20.00,0.00,二、住房保障支出,30.00,30.00,0.00",
                    ",本年收入合计,280.00,300.00,7.14,本年支出合计,280.00,300.00,7.14",
                    ",收入总计,280.00,300.00,7.14,支出总计,280.00,300.00,7.14",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    *_amounts(("2024年执行数", "total"), basis="prior_year"),
                    *_amounts(*((f"2025年预算数/{name}", code) for name, code in TYPES)),
                    *_amounts(("2025年预算比2024年执行/±", "total"), basis="change"),
                    Column("2025年预算比2024年执行/%"),
                ],
                (
                    ",,合计,260.00,280.00,160.00,120.00,20.00,7.69",
                    "208,208,社会保障和就业支出,230.00,250.00,130.00,120.00,20.00,8.70",
                    "20802,20802,民政管理事务,230.00,250.00,130.00,120.00,20.00,8.70",
                    "2080201,2080201,行政运行,120.00,130.00,130.00,,10.00,8.33",
                    "2080207,2080207,行政区划和地名管理,110.00,120.00,,120.00,10.00,9.09",
                    "221,221,住房保障支出,30.00,30.00,30.00,,0.00,0.00",
                    "22102,22102,住房改革支出,30.00,30.00,30.00,,0.00,0.00",
                    "2210201,2210201,住房公积金,30.00,30.00,30.00,,0.00,0.00",
                ),
            ),
        ),
        {"fct_revenue": "3000000", "fct_appropriation_expenditure": "2800000"},
    ),
    Kind(
        "types_of_expenditure_as_lines_of_two_years",
        "云岭市黄石区体育局",
        (
            Form(
                "revenue",
                "收入预算总表",
                [
                    Column("项目"),
                    *_amounts(("2024年执行数", "total"), labels=0, basis="prior_year"),
                    *_amounts(("2025年预算数", "total"), labels=0),
                    Column("增减%"),
                ],
                (
                    "#fiscal_appropriation,一、财政拨款收入,250.00,270.00,8.00",
                    "#institutional,二、事业收入,30.00,30.00,0.00",
                    "#current_year_subtotal,本年收入合计,280.00,300.00,7.14",
                    "#total,收入总计,280.00,300.00,7.14",
                ),
            ),
            Form(
                "expenditure",
                "支出预算总表",
                [
                    Column("项目"),
                    *_amounts(("2024年执行数", "total"), labels=0, basis="prior_year"),
                    *_amounts(("2025年预算数", "total"), labels=0),
                    Column("增减%"),
                ],
                (
                    "#basic,一、基本支出,160.00,170.00,6.25",
                    "#personnel,人员经费,130.00,140.00,7.69",
                    "#operating,公用经费,30.00,30.00,0.00",
                    "#project,二、项目支出,120.00,130.00,8.33",
                    "#total,支出总计,280.00,300.00,7.14",
                ),
            ),
        ),
        {"fct_revenue": "3000000"},
    ),
    Kind(
        "bare_sources_below_non_tax_revenue",
        "云岭市黄石区城管局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("收入/项目"),
                    Column("收入/预算数", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/预算数", "amount", "expenditure", labels=2),
                ],
                (
                    "|212,一、一般公共预算拨款收入,300.00,一、城乡社区支出,270.00",
                    "|221,（一）经费拨款,240.00,二、住房保障支出,50.00",
                    ",（二）非税收入,60.00,,",
                    ",行政事业性收费收入,20.00,,",
                    ",罚没收入,30.00,,",
                    ",国有资源（资产）有偿使用收入,10.00,,",
                    ",二、其他收入,20.00,,",
                    ",本年收入合计,320.00,本年支出合计,320.00",
                    ",收入总计,320.00,支出总计,320.00",
                ),
            ),
        ),
        {"fct_revenue": "3200000"},
    ),
    Kind(
        "rows_that_check_the_table_above_them",
        "云岭市黄石区水务局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *_amounts(*TYPES)],
                (
                    ",,合计,320.00,200.00,120.00",
                    "213,213,农林水支出,270.00,150.00,120.00",
                    "21303,21303,水利,270.00,150.00,120.00",
                    "2130301,2130301,行政运行,150.00,150.00,",
                    "2130314,2130314,防汛,120.00,,120.00",
                    "221,221,住房保障支出,50.00,50.00,",
                    "22102,22102,住房改革支出,50.00,50.00,",
                    "2210201,2210201,住房公积金,50.00,50.00,",
                    "!,,核对数,320.00,200.00,120.00",
                    "!,,校验,0.00,0.00,0.00",
                ),
            ),
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("收入/项目"),
                    Column("收入/预算数", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/预算数", "amount", "expenditure", labels=2),
                ],
                (
                    "|213,一、财政拨款收入,300.00,一、农林水支出,270.00",
                    "|221,二、其他收入,20.00,二、住房保障支出,50.00",
                    ",收入总计,320.00,支出总计,320.00",
                    "!,收支校验,0.00,收支平衡校验,0.00",
                ),
            ),
        ),
        {"fct_expenditure": "3200000", "fct_revenue": "3200000"},
    ),
    Kind(
        "whole_amounts_that_name_their_unit_among_figures_in_yuan",
        "云岭市黄石区审计局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *_amounts(*TYPES)],
                (
                    ",,合计,5001234.56,2001234.56,300万元",
                    "201,201,一般公共服务支出,4501234.56,1501234.56,300万元",
                    "20108,20108,审计事务,4501234.56,1501234.56,300万元",
                    "2010801,2010801,行政运行,1501234.56,1501234.56,",
                    "2010804,2010804,审计业务,3000000.00,,300万元",
                    "221,221,住房保障支出,500000.00,500000.00,",
                    "22102,22102,住房改革支出,500000.00,500000.00,",
                    "2210201,2210201,住房公积金,500000.00,500000.00,",
                ),
                unit="元",
            ),
        ),
        {"fct_expenditure": "5001234.56"},
    ),
    Kind(
        "rounded_amounts_that_name_their_unit_among_figures_in_yuan",
        "云岭市黄石区统计局",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [*CODE_AND_NAME, *_amounts(*TYPES)],
                (
                    ",,合计,5003456.78,2001234.56,300万元",
                    "201,201,一般公共服务支出,4503456.78,1501234.56,300万元",
                    "20108,20108,审计事务,4503456.78,1501234.56,300万元",
                    "2010801,2010801,行政运行,1501234.56,1501234.56,",
                    "2010804,2010804,审计业务,3002222.22,,300万元",
                    "221,221,住房保障支出,500000.00,500000.00,",
                    "22102,22102,住房改革支出,500000.00,500000.00,",
                    "2210201,2210201,住房公积金,500000.00,500000.00,",
                ),
                unit="元",
            ),
        ),
    ),
)
