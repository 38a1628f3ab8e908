"""Kinds of layout in how lines are told: parts of codes, units beside them, headings, 其中.

Belongs here: what names a line, and whose part it is. Does not belong here: the order of columns and lines
(``layout_towns``), what they are called (``layout_templates``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind


def _amounts(*columns: tuple[str, str], labels: int = 1, basis: str = "") -> list[Column]:
    return [Column(header, measure, amount_basis=basis, labels=labels) for header, measure in columns]


LINES: tuple[Kind, ...] = (
    Kind(
        "own_segments_alone",
        "云岭县一泉镇",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("科目编码/类"),
                    Column("科目编码/款"),
                    Column("科目编码/项"),
                    Column("科目名称"),
                    *_amounts(*TYPES, labels=3),
                ],
                (
                    ",,,,合计,320.00,200.00,120.00",
                    "205,205,,,教育支出,270.00,150.00,120.00",
                    "20502,,02,,普通教育,270.00,150.00,120.00",
                    "2050202,,,02,小学教育,150.00,150.00,0.00",
                    "2050203,,,03,初中教育,120.00,0.00,120.00",
                    "221,221,,,住房保障支出,50.00,50.00,0.00",
                    "22102,,02,,住房改革支出,50.00,50.00,0.00",
                    "2210201,,,01,住房公积金,50.00,50.00,0.00",
                ),
            ),
            Form(
                "income_expenditure_summary",
                "收支预算总表",
                [
                    Column("收入"),
                    Column("金额", "amount", "revenue"),
                    Column("支出"),
                    Column("金额", "amount", "expenditure", labels=2),
                ],
                (
                    ",收入总计,320.00,支出总计,320.00",
                    "|205,一、财政拨款,300,一、教育支出,270",
                    "|221,其中：一般公共预算,280.5,二、住房保障支出,50",
                    ",政府性基金预算,19.5,,",
                    ",二、事业收入,10,,",
                    ",三、其他收入,10,,",
                ),
            ),
        ),
        {"fct_expenditure": "3200000", "fct_revenue": "3200000"},
    ),
    Kind(
        "items_and_amounts_named_alike_on_both_sides",
        "云岭县二泉镇",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("项  目"),
                    Column("金额", "amount", "revenue"),
                    Column("项  目"),
                    Column("金额", "amount", "expenditure", labels=2),
                ],
                (
                    "|205,一、一般公共预算收入,300.00,一、教育支出,270.00",
                    "|221,二、政府性基金收入,,二、住房保障支出,50.00",
                    ",三、其他收入,20.00,,",
                    ",本年收入合计,320.00,本年支出合计,320.00",
                    ",上年结转,10.00,结转下年,10.00",
                    ",收入总计,330.00,支出总计,330.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("科目编码"),
                    Column("科目名称"),
                    *_amounts(("合计", "total"), ("其中：基本支出", "basic"), ("其中：项目支出", "project")),
                ],
                (
                    ",,合计,320.00,200.00,120.00",
                    "205,205,教育支出,270.00,150.00,120.00",
                    "20502,205-02,普通教育,270.00,150.00,120.00",
                    "2050202,205-02-02,小学教育,270.00,150.00,120.00",
                    "221,221,住房保障支出,50.00,50.00,",
                    "22102,221-02,住房改革支出,50.00,50.00,",
                    "2210201,221-02-01,住房公积金,50.00,50.00,",
                ),
            ),
        ),
        {"fct_expenditure": "3200000", "fct_revenue": "3300000"},
    ),
    Kind(
        "unit_and_code_in_every_row",
        "云岭县三泉镇",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("单位编码"),
                    Column("单位名称"),
                    Column("科目编码"),
                    Column("科目名称"),
                    *_amounts(*TYPES, labels=3),
                ],
                (
                    "2010301,101001,云岭县三泉镇人民政府,2010301,行政运行,150.00,150.00,",
                    "2010302,101001,云岭县三泉镇人民政府,2010302,一般行政管理事务,100.00,,100.00",
                    "2210201,101001,云岭县三泉镇人民政府,2210201,住房公积金,20.00,20.00,",
                    "2050202,101002,云岭县三泉镇中心小学,2050202,小学教育,130.00,110.00,20.00",
                    "2210201,101002,云岭县三泉镇中心小学,2210201,住房公积金,10.00,10.00,",
                    ",,,,合计,410.00,290.00,120.00",
                ),
            ),
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("单位编码"),
                    Column("单位名称"),
                    *_amounts(
                        ("总计", "total"),
                        ("一般公共预算", "general_public_budget"),
                        ("单位资金/小计", "unit_own_funds"),
                        ("单位资金/事业收入", "institutional"),
                        ("单位资金/其他收入", "other"),
                    ),
                ],
                (
                    ",101,云岭县三泉镇,410.00,390.00,20.00,15.00,5.00",
                    ",101001,云岭县三泉镇人民政府,270.00,260.00,10.00,5.00,5.00",
                    ",101002,云岭县三泉镇中心小学,140.00,130.00,10.00,10.00,",
                ),
            ),
        ),
        {"fct_expenditure": "4100000", "fct_revenue": "4100000"},
    ),
    Kind(
        "basic_expenditure_by_names_below_headings",
        "云岭县四泉镇",
        (
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表",
                [Column("项目"), *_amounts(("预算数", "total"), labels=0)],
                (
                    ",合计,320.00",
                    "#personnel,一、人员经费,280.00",
                    "301,（一）工资福利支出,260.00",
                    "30101,基本工资,180.00",
                    "30113,住房公积金,80.00",
                    "303,（二）对个人和家庭的补助,20.00",
                    "30302,退休费,20.00",
                    "#operating,二、公用经费,40.00",
                    "302,（一）商品和服务支出,40.00",
                    "30201,办公费,25.00",
                    "30211,差旅费,15.00",
                ),
            ),
        ),
        {"fct_basic_expenditure": "3200000"},
    ),
    Kind(
        "changes_that_fall",
        "云岭县五泉镇",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    *_amounts(("2024年预算数", "total"), basis="prior_year"),
                    *_amounts(("2025年预算数", "total"), ("基本支出", "basic"), ("项目支出", "project")),
                    *_amounts(("较上年增减额", "total"), basis="change"),
                    Column("较上年增减幅度（%）"),
                ],
                (
                    ",,合计,320.00,300.00,200.00,100.00,-20.00,-6.25",
                    "205,205,教育支出,320.00,300.00,200.00,100.00,-20.00,-6.25",
                    "20502,20502,普通教育,320.00,300.00,200.00,100.00,-20.00,-6.25",
                    "2050202,2050202,小学教育,320.00,300.00,200.00,100.00,-20.00,-6.25",
                ),
            ),
            Form(
                "three_public_expenses",
                "财政拨款“三公”经费预算表",
                [
                    Column("项目"),
                    *_amounts(
                        ("合计", "total"),
                        ("一般公共预算", "general_public_budget"),
                        ("政府性基金预算", "government_fund_budget"),
                        labels=0,
                    ),
                ],
                (
                    "three_public_total,合计,10.00,10.00,",
                    "overseas_travel,一、因公出国（境）费,,,",
                    "official_reception,二、公务接待费,3.00,3.00,",
                    "vehicle_total,三、公务用车购置及运行费,7.00,7.00,",
                    "vehicle_purchase,1.公务用车购置费,,,",
                    "vehicle_operation,2.公务用车运行费,7.00,7.00,",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "3000000", "fct_three_public_expenses": "100000"},
    ),
    Kind(
        "parts_told_with_which_below_a_fund",
        "云岭县六泉镇",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    *CODE_AND_NAME,
                    *_amounts(
                        ("合计", "total"),
                        ("一般公共预算拨款收入", "general_public_budget"),
                        ("其中：上级提前下达", "memo"),
                        ("政府性基金预算拨款收入", "government_fund_budget"),
                        ("其他收入", "other"),
                    ),
                ],
                (
                    ",,合计,320.00,300.00,40.00,10.00,10.00",
                    "205,205,教育支出,320.00,300.00,40.00,10.00,10.00",
                    "20502,20502,普通教育,320.00,300.00,40.00,10.00,10.00",
                    "2050202,2050202,小学教育,320.00,300.00,40.00,10.00,10.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *_amounts(
                        ("合计", "total"),
                        ("人员支出", "personnel"),
                        ("公用支出", "operating"),
                        ("项目支出", "project"),
                        ("事业单位经营支出", "business"),
                    ),
                ],
                (
                    "205,205,教育支出,270.00,120.00,30.00,120.00,",
                    "20502,20502,普通教育,270.00,120.00,30.00,120.00,",
                    "2050202,2050202,小学教育,270.00,120.00,30.00,120.00,",
                    ",,小计,270.00,120.00,30.00,120.00,",
                    "221,221,住房保障支出,50.00,50.00,,,",
                    "22102,22102,住房改革支出,50.00,50.00,,,",
                    "2210201,2210201,住房公积金,50.00,50.00,,,",
                    ",,小计,50.00,50.00,,,",
                    ",,合计,320.00,170.00,30.00,120.00,",
                ),
            ),
        ),
        {"fct_revenue": "3200000", "fct_expenditure": "3200000"},
    ),
    Kind(
        "appropriations_whose_lines_have_no_numbers",
        "云岭县七泉镇",
        (
            Form(
                "appropriation_summary",
                "财政拨款收支总体情况表",
                [
                    Column("收入/项目"),
                    Column("收入/金额", "amount", "revenue"),
                    Column("支出/功能科目"),
                    Column("支出/小计", "total", "expenditure", labels=2),
                    Column("支出/一般公共预算财政拨款", "general_public_budget", "expenditure", labels=2),
                    Column("支出/政府性基金预算财政拨款", "government_fund_budget", "expenditure", labels=2),
                ],
                (
                    "|201,一般公共预算财政拨款,320.00,一般公共服务支出,,,",
                    "|205,政府性基金预算财政拨款,20.00,教育支出,290.00,290.00,",
                    "|212,国有资本经营预算财政拨款,,城乡社区支出,20.00,,20.00",
                    "|221,,,住房保障支出,50.00,50.00,",
                    ",本年收入合计,340.00,本年支出合计,360.00,340.00,20.00",
                    ",年初财政拨款结转和结余,20.00,年末财政拨款结转和结余,,,",
                    ",一般公共预算财政拨款,20.00,,,,",
                    ",政府性基金预算财政拨款,,,,,",
                    ",总计,360.00,总计,360.00,340.00,20.00",
                ),
            ),
        ),
        {},
    ),
)
