"""Kinds of layout of towns and counties: what stands in which order, how nothing and sums are printed.

Belongs here: the order and number of columns and lines, codes and names in one cell, several departments in
one form. Does not belong here: what columns and lines are called (``layout_templates``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts

TOWNS: tuple[Kind, ...] = (
    Kind(
        "carried_forward_before_this_year_and_sums_last",
        "云岭县赤山镇",
        (
            Form(
                "revenue",
                "部门收入预算总表",
                [
                    Column("单位编码"),
                    Column("单位名称"),
                    Column("合  计", "total", labels=1),
                    Column("年初结转结余", "carried_forward_in", period="carried_forward", labels=1),
                    Column("本年收入/小计", "current_year_subtotal", period="current_year", labels=1),
                    Column(
                        "本年收入/一般公共预算资金", "general_public_budget", period="current_year", labels=1
                    ),
                    Column(
                        "本年收入/政府性基金预算资金",
                        "government_fund_budget",
                        period="current_year",
                        labels=1,
                    ),
                    Column(
                        "本年收入/财政专户管理资金", "fiscal_special_account", period="current_year", labels=1
                    ),
                    Column("本年收入/单位资金", "unit_own_funds", period="current_year", labels=1),
                ],
                (
                    ",101001,云岭县赤山镇人民政府本级,1200.50,100.50,1100.00,900.00,150.00,,50.00",
                    ",101002,云岭县赤山镇农业服务中心,299.50,,299.50,299.50,,,",
                    ",,合  计,1500.00,100.50,1399.50,1199.50,150.00,,50.00",
                ),
                nothing="-",
                has_separators=True,
            ),
            Form(
                "expenditure",
                "部门支出预算总表",
                [
                    Column("科目编码/类"),
                    Column("科目编码/款"),
                    Column("科目编码/项"),
                    Column("科目名称"),
                    *amounts(("总  计", "total"), ("项目支出", "project"), ("基本支出", "basic"), labels=3),
                ],
                (
                    "201,201,,,一般公共服务支出,1300.00,600.00,700.00",
                    "20103,201,03,,政府办公厅（室）及相关机构事务,1300.00,600.00,700.00",
                    "2010301,201,03,01,行政运行,700.00,,700.00",
                    "2010302,201,03,02,一般行政管理事务,600.00,600.00,",
                    "221,221,,,住房保障支出,200.00,,200.00",
                    "22102,221,02,,住房改革支出,200.00,,200.00",
                    "2210201,221,02,01,住房公积金,200.00,,200.00",
                    ",,,,总  计,1500.00,600.00,900.00",
                ),
                nothing="-",
                has_separators=True,
            ),
        ),
        {"fct_revenue": "15000000", "fct_expenditure": "15000000"},
    ),
    Kind(
        "names_behind_their_codes_in_one_cell_and_nothing_as_zero",
        "云岭县白水镇",
        (
            Form(
                "expenditure",
                "支出预算总表",
                [
                    Column("功能科目"),
                    *amounts(
                        ("总计", "total"),
                        ("财政拨款/一般公共预算", "general_public_budget"),
                        ("财政拨款/政府性基金预算", "government_fund_budget"),
                        ("财政专户管理资金", "fiscal_special_account"),
                        ("单位资金/小计", "unit_own_funds"),
                        ("单位资金/事业收入", "institutional"),
                        ("单位资金/其他收入", "other"),
                        labels=0,
                    ),
                ],
                (
                    ",总计,640.00,600.00,20.00,5.00,15.00,10.00,5.00",
                    "205,[205]教育支出,520.00,500.00,0.00,5.00,15.00,10.00,5.00",
                    "20502,[20502]普通教育,520.00,500.00,0.00,5.00,15.00,10.00,5.00",
                    "2050202,[2050202]小学教育,520.00,500.00,0.00,5.00,15.00,10.00,5.00",
                    "212,[212]城乡社区支出,20.00,0.00,20.00,0.00,0.00,0.00,0.00",
                    "21208,[21208]国有土地使用权出让收入安排的支出,20.00,0.00,20.00,0.00,0.00,0.00,0.00",
                    "2120804,[2120804]农村基础设施建设支出,20.00,0.00,20.00,0.00,0.00,0.00,0.00",
                    "221,[221]住房保障支出,100.00,100.00,0.00,0.00,0.00,0.00,0.00",
                    "22102,[22102]住房改革支出,100.00,100.00,0.00,0.00,0.00,0.00,0.00",
                    "2210201,[2210201]住房公积金,100.00,100.00,0.00,0.00,0.00,0.00,0.00",
                ),
            ),
            Form(
                "basic_expenditure",
                "一般公共预算基本支出情况表",
                [
                    Column("部门预算支出经济分类"),
                    *amounts(
                        ("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating"), labels=0
                    ),
                ],
                (
                    "301,301-工资福利支出,480.00,480.00,0.00",
                    "30101,30101-基本工资,300.00,300.00,0.00",
                    "30113,30113-住房公积金,180.00,180.00,0.00",
                    "302,302-商品和服务支出,100.00,0.00,100.00",
                    "30201,30201-办公费,60.00,0.00,60.00",
                    "30217,30217-公务接待费,40.00,0.00,40.00",
                    "303,303-对个人和家庭的补助,20.00,20.00,0.00",
                    "30302,30302-退休费,20.00,20.00,0.00",
                    ",合计,600.00,500.00,100.00",
                ),
            ),
        ),
        {"fct_expenditure": "6400000", "fct_basic_expenditure": "6000000"},
    ),
    Kind(
        "several_units_each_with_its_codes_and_sum",
        "云岭县青竹镇",
        (
            Form(
                "expenditure",
                "2025年部门支出总体情况表（汇总）",
                [
                    Column("单位名称"),
                    Column("科目编码"),
                    Column("科目名称"),
                    *amounts(*TYPES, labels=2),
                ],
                (
                    ",合计,,,400.00,280.00,120.00",
                    ",云岭县青竹镇财政所,,,250.00,150.00,100.00",
                    "201,,201,一般公共服务支出,250.00,150.00,100.00",
                    "20106,,20106,财政事务,250.00,150.00,100.00",
                    "2010601,,2010601,行政运行,150.00,150.00,",
                    "2010605,,2010605,财政国库业务,100.00,,100.00",
                    ",云岭县青竹镇中心小学,,,150.00,130.00,20.00",
                    "205,,205,教育支出,150.00,130.00,20.00",
                    "20502,,20502,普通教育,150.00,130.00,20.00",
                    "2050202,,2050202,小学教育,150.00,130.00,20.00",
                ),
            ),
        ),
        {"fct_expenditure": "4000000"},
    ),
    Kind(
        "summary_of_expenditure_told_three_times",
        "云岭县黑石镇",
        (
            Form(
                "income_expenditure_summary",
                "收支预算总表",
                [
                    Column("收入/项目"),
                    Column("收入/金额", "amount", "revenue"),
                    Column("支出/项目（按功能分类）"),
                    Column("支出/金额", "amount", "expenditure", labels=2),
                    Column("支出/项目（按支出性质）"),
                    Column("支出/金额", "amount", "expenditure", labels=4),
                ],
                (
                    "|204|,一、一般公共预算,500.00,一、公共安全支出,420.00,一、基本支出,370.00",
                    "|208|,二、政府性基金预算,,二、社会保障和就业支出,80.00,人员经费,300.00",
                    "|221|,三、单位资金,70.00,三、住房保障支出,70.00,公用经费,70.00",
                    "||,,,,,二、项目支出,200.00",
                    ",收入合计,570.00,支出合计,570.00,支出合计,570.00",
                ),
                unit="千元",
            ),
        ),
        {"fct_revenue": "570000"},
    ),
    Kind(
        "classes_of_both_kinds_side_by_side",
        "云岭县红岩镇",
        (
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表",
                [
                    Column("部门预算支出经济分类科目/科目编码"),
                    Column("部门预算支出经济分类科目/科目名称"),
                    Column("本年一般公共预算基本支出/小计", "total", labels=1),
                    Column("本年一般公共预算基本支出/人员经费", "personnel", labels=1),
                    Column("本年一般公共预算基本支出/日常公用经费", "operating", labels=1),
                ],
                (
                    "301,301,工资福利支出,260.00,260.00,",
                    "30101,30101,基本工资,180.00,180.00,",
                    "30113,30113,住房公积金,80.00,80.00,",
                    "302,302,商品和服务支出,40.00,,40.00",
                    "30201,30201,办公费,40.00,,40.00",
                    ",,本年支出合计,300.00,260.00,40.00",
                ),
                nothing="—",
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算财政拨款支出预算表",
                [
                    *CODE_AND_NAME,
                    Column("2024年预算执行数", "total", amount_basis="prior_year", labels=1),
                    Column("2025年年初预算数/小计", "total", labels=1),
                    Column("2025年年初预算数/基本支出", "basic", labels=1),
                    Column("2025年年初预算数/项目支出", "project", labels=1),
                    Column("2025年预算数比2024年执行数/增减额", "total", amount_basis="change", labels=1),
                    Column("2025年预算数比2024年执行数/增减%"),
                ],
                (
                    ",,本年支出合计,280.00,320.00,300.00,20.00,40.00,14.29",
                    "207,207,文化旅游体育与传媒支出,200.00,240.00,220.00,20.00,40.00,20.00",
                    "20702,20702,文物,200.00,240.00,220.00,20.00,40.00,20.00",
                    "2070201,2070201,行政运行,200.00,220.00,220.00,,20.00,10.00",
                    "2070204,2070204,文物保护,,20.00,,20.00,20.00,",
                    "221,221,住房保障支出,80.00,80.00,80.00,,,",
                    "22102,22102,住房改革支出,80.00,80.00,80.00,,,",
                    "2210201,2210201,住房公积金,80.00,80.00,80.00,,,",
                ),
                nothing="—",
            ),
        ),
        {"fct_basic_expenditure": "3000000", "fct_appropriation_expenditure": "3200000"},
    ),
    Kind(
        "appropriations_by_fund_in_another_order",
        "云岭县双河镇",
        (
            Form(
                "appropriation_summary",
                "财政拨款收支预算总表",
                [
                    Column("收入/项目"),
                    Column("收入/预算数", "amount", "revenue"),
                    Column("支出/项目"),
                    Column("支出/一般公共预算", "general_public_budget", "expenditure", labels=2),
                    Column("支出/政府性基金预算", "government_fund_budget", "expenditure", labels=2),
                    Column("支出/国有资本经营预算", "state_capital_budget", "expenditure", labels=2),
                    Column("支出/合计", "total", "expenditure", labels=2),
                ],
                (
                    ",一、本年收入,700.00,一、本年支出,680.00,50.00,10.00,740.00",
                    "|208,（一）一般公共预算拨款,640.00,（一）社会保障和就业支出,500.00,,,500.00",
                    "|212,（二）政府性基金预算拨款,50.00,（二）城乡社区支出,,50.00,,50.00",
                    "|221,（三）国有资本经营预算拨款,10.00,（三）住房保障支出,180.00,,,180.00",
                    "|223,,,（四）国有资本经营预算支出,,,10.00,10.00",
                    ",二、上年结转,40.00,二、结转下年,,,,",
                    ",（一）一般公共预算拨款,40.00,,,,,",
                    ",收入总计,740.00,支出总计,680.00,50.00,10.00,740.00",
                ),
                nothing="/",
            ),
            Form(
                "three_public_expenses",
                "一般公共预算“三公”经费支出情况表",
                [
                    Column("项目"),
                    Column("2024年预算数", "total", amount_basis="prior_year"),
                    Column("2025年预算数", "total"),
                    Column("增减额", "total", amount_basis="change"),
                    Column("增减变动原因"),
                ],
                (
                    "three_public_total,“三公”经费合计,12.00,10.00,-2.00,厉行节约",
                    "overseas_travel,1.因公出国（境）费用,,,,",
                    "official_reception,2.公务接待费,4.00,3.00,-1.00,",
                    "vehicle_total,3.公务用车费,8.00,7.00,-1.00,",
                    "vehicle_operation,其中：公务用车运行维护费,8.00,7.00,-1.00,",
                    "vehicle_purchase,公务用车购置费,,,,",
                ),
            ),
        ),
        {"fct_three_public_expenses": "100000"},
    ),
)
