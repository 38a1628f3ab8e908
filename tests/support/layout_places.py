"""Kinds of layout in where a form puts its parts: sides below each other, sources of revenue as lines.

Belongs here: what other places print in the other direction, or divide once more. Does not belong here:
other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts

_YEARS = (
    Column("2024年预算数", "amount", amount_basis="prior_year"),
    Column("2025年预算数", "amount"),
)
_EXPENDITURE = Form(
    "expenditure",
    "部门支出总表",
    [*CODE_AND_NAME, *(Column(name, code, labels=1) for name, code in TYPES)],
    (
        ",,合计,320.00,200.00,120.00",
        "205,205,教育支出,270.00,150.00,120.00",
        "20502,20502,普通教育,270.00,150.00,120.00",
        "2050202,2050202,小学教育,270.00,150.00,120.00",
        "221,221,住房保障支出,50.00,50.00,",
        "22102,22102,住房改革支出,50.00,50.00,",
        "2210201,2210201,住房公积金,50.00,50.00,",
    ),
)


PLACES: tuple[Kind, ...] = (
    Kind(
        "expenditure_below_revenue_of_two_years",
        "云泉市赤石区教育局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [Column("项目"), *_YEARS],
                (
                    "<,收入,,",
                    "<,一、财政拨款收入,260.00,280.00",
                    "<,二、其他收入,20.00,20.00",
                    "<,本年收入合计,280.00,300.00",
                    "<,上年结转,30.00,30.00",
                    "<,收入总计,310.00,330.00",
                    ">,支出,,",
                    ">205,一、教育支出,250.00,270.00",
                    ">221,二、住房保障支出,50.00,50.00",
                    ">,本年支出合计,300.00,320.00",
                    ">,结转下年,10.00,10.00",
                    ">,支出总计,310.00,330.00",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_revenue": "3300000", "fct_expenditure": "3200000"},
    ),
    Kind(
        "expenditure_below_revenue_whose_last_line_is_a_balance",
        "云泉市赤石区民政局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [Column("收入项目"), Column("金额", "amount")],
                (
                    "<,一、财政拨款收入,300.00",
                    "<,二、事业收入,20.00",
                    "<,本年收入合计,320.00",
                    "<,上年结转,10.00",
                    ">,支出项目,",
                    ">205,一、教育支出,270.00",
                    ">221,二、住房保障支出,50.00",
                    ">,本年支出合计,320.00",
                    ">,结转下年,10.00",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_expenditure": "3200000"},
    ),
    Kind(
        "revenue_as_lines_of_two_years",
        "云泉市赤石区体育局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("项目"),
                    Column("2024年预算数", "total", amount_basis="prior_year"),
                    Column("2025年预算数", "total"),
                    Column("增减额", "total", amount_basis="change"),
                    Column("增减比例%"),
                ],
                (
                    "#current_year_subtotal,本年收入合计,280.00,300.00,20.00,7.14",
                    "#fiscal_appropriation,一、财政拨款收入,250.00,270.00,20.00,8.00",
                    "#general_public_budget,其中：一般公共预算拨款收入,240.00,250.00,10.00,4.17",
                    "#government_fund_budget,政府性基金预算拨款收入,10.00,20.00,10.00,100.00",
                    "#institutional,二、事业收入,20.00,20.00,0.00,0.00",
                    "#other,三、其他收入,10.00,10.00,0.00,0.00",
                    "#carried_forward_in,上年结转,20.00,30.00,10.00,50.00",
                    "#total,收入总计,300.00,330.00,30.00,10.00",
                ),
            ),
        ),
        {"fct_revenue": "3300000"},
    ),
    Kind(
        "revenue_as_lines_of_which_one_names_a_fragment",
        "云泉市赤石区统计局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [Column("项目"), Column("金额", "total")],
                (
                    "#fiscal_appropriation,一、财政拨款收入,270.00",
                    "#government_fund_budget,其中：政府性基金预算拨款收入,20.00",
                    "#other,二、其他收入,30.00",
                    "#total,收入总计,300.00",
                ),
            ),
            _EXPENDITURE,
        ),
        {"fct_revenue": "3000000"},
    ),
    Kind(
        "appropriation_beside_what_non_tax_revenue_pays_for",
        "云泉市赤石区审计局",
        (
            Form(
                "revenue",
                "收入总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算拨款/小计", "general_public_budget"),
                        ("一般公共预算拨款/经费拨款", "general_public_appropriation"),
                        ("一般公共预算拨款/纳入一般公共预算管理的非税收入拨款", "non_tax_appropriation"),
                        ("政府性基金预算拨款", "government_fund_budget"),
                        ("纳入专户管理的非税收入拨款", "fiscal_special_account"),
                    ),
                ],
                (
                    ",,合计,320.00,300.00,240.00,60.00,,20.00",
                    "205,205,教育支出,270.00,250.00,190.00,60.00,,20.00",
                    "20502,20502,普通教育,270.00,250.00,190.00,60.00,,20.00",
                    "2050202,2050202,小学教育,270.00,250.00,190.00,60.00,,20.00",
                    "221,221,住房保障支出,50.00,50.00,50.00,,,",
                    "22102,22102,住房改革支出,50.00,50.00,50.00,,,",
                    "2210201,2210201,住房公积金,50.00,50.00,50.00,,,",
                ),
            ),
        ),
        {"fct_revenue": "3200000"},
    ),
    Kind(
        "appropriation_and_non_tax_revenue_of_no_group",
        "云泉市赤石区司法局",
        (
            Form(
                "revenue",
                "部门收入总体情况表",
                [
                    Column("单位编码"),
                    Column("单位名称"),
                    *amounts(
                        ("总计", "total"),
                        ("经费拨款", "general_public_appropriation"),
                        ("纳入预算管理的非税收入拨款", "non_tax_appropriation"),
                        ("政府性基金拨款", "government_fund_budget"),
                        ("其他收入", "other"),
                        ("上年结转", "carried_forward_in"),
                    ),
                ],
                (
                    ",,合计,310.00,200.00,60.00,10.00,10.00,30.00",
                    ",205001,云泉市赤石区司法局,230.00,150.00,40.00,10.00,,30.00",
                    ",205002,云泉市赤石区法律援助中心,80.00,50.00,20.00,,10.00,",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("经费拨款", "general_public_budget"),
                        ("单位资金", "unit_own_funds"),
                    ),
                ],
                (
                    ",,合计,310.00,300.00,10.00",
                    "204,204,公共安全支出,310.00,300.00,10.00",
                    "20406,20406,司法,310.00,300.00,10.00",
                    "2040601,2040601,行政运行,310.00,300.00,10.00",
                ),
            ),
        ),
        {"fct_revenue": "3100000", "fct_expenditure": "3100000"},
    ),
    Kind(
        "items_of_economic_classes_as_columns",
        "云泉市赤石区信访局",
        (
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表",
                [
                    *CODE_AND_NAME,
                    *amounts(("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating")),
                ],
                (
                    ",,合计,210.00,170.00,40.00",
                    "301,301,工资福利支出,150.00,150.00,",
                    "30101,30101,基本工资,70.00,70.00,",
                    "30102,30102,津贴补贴,30.00,30.00,",
                    "30108,30108,机关事业单位基本养老保险缴费,20.00,20.00,",
                    "30113,30113,住房公积金,15.00,15.00,",
                    "30114,30114,医疗费,5.00,5.00,",
                    "30199,30199,其他工资福利支出,10.00,10.00,",
                    "302,302,商品和服务支出,40.00,,40.00",
                    "30201,30201,办公费,25.00,,25.00",
                    "30299,30299,其他商品和服务支出,15.00,,15.00",
                    "303,303,对个人和家庭的补助,20.00,20.00,",
                    "30302,30302,退休费,20.00,20.00,",
                ),
            ),
            Form(
                "general_public_basic_wages",
                "一般公共预算基本支出表--人员经费（工资福利支出）（按部门预算经济分类）",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("工资津补贴/小计", "salaries_and_allowances"),
                        ("工资津补贴/基本工资", "base_salary"),
                        ("工资津补贴/津贴补贴", "allowances"),
                        ("社会保障缴费/小计", "social_security_contributions"),
                        ("社会保障缴费/基本养老保险缴费", "basic_pension_contributions"),
                        ("住房公积金", "housing_fund"),
                        ("其他工资福利支出/小计", "other_wages_and_benefits"),
                        ("其他工资福利支出/医疗费", "medical_expenses"),
                        ("其他工资福利支出/其他工资福利支出", "remaining_wages_and_benefits"),
                    ),
                ],
                (
                    ",,合计,150.00,100.00,70.00,30.00,20.00,20.00,15.00,15.00,5.00,10.00",
                    "201,201,一般公共服务支出,150.00,100.00,70.00,30.00,20.00,20.00,15.00,15.00,5.00,10.00",
                    "20140,20140,信访事务,150.00,100.00,70.00,30.00,20.00,20.00,15.00,15.00,5.00,10.00",
                    "2014001,2014001,行政运行,150.00,100.00,70.00,30.00,20.00,20.00,15.00,15.00,5.00,10.00",
                ),
            ),
            Form(
                "general_public_basic_goods",
                "一般公共预算基本支出表--公用经费（商品和服务支出）（按部门预算经济分类）",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("办公费", "office_supplies"),
                        ("印刷费", "printing"),
                        ("其他商品和服务支出", "other_goods_and_services"),
                    ),
                ],
                (
                    ",,合计,40.00,25.00,,15.00",
                    "201,201,一般公共服务支出,40.00,25.00,,15.00",
                    "20140,20140,信访事务,40.00,25.00,,15.00",
                    "2014001,2014001,行政运行,40.00,25.00,,15.00",
                ),
            ),
            Form(
                "general_public_basic_goods_government",
                "一般公共预算基本支出表--公用经费（商品和服务支出）（按政府预算经济分类）",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("商品和服务支出/合计", "goods_and_services"),
                        ("商品和服务支出/办公经费", "office_expenses"),
                        ("商品和服务支出/其他商品和服务支出", "other_goods_and_services"),
                        ("对事业单位经常性补助/合计", "institution_current_subsidy"),
                        ("对事业单位经常性补助/商品和服务支出", "institution_goods"),
                    ),
                ],
                (
                    ",,合计,40.00,30.00,20.00,10.00,10.00,10.00",
                    "201,201,一般公共服务支出,40.00,30.00,20.00,10.00,10.00,10.00",
                    "20140,20140,信访事务,40.00,30.00,20.00,10.00,10.00,10.00",
                    "2014001,2014001,行政运行,40.00,30.00,20.00,10.00,10.00,10.00",
                ),
            ),
            Form(
                "general_public_basic_transfers",
                "一般公共预算基本支出表--人员经费（对个人和家庭的补助）（按部门预算经济分类）",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("退休费", "retirement"),
                        ("抚恤金", "survivors_pensions"),
                        ("其他对个人和家庭的补助", "other_transfers_to_individuals"),
                    ),
                ],
                (
                    ",,合计,20.00,12.00,5.00,3.00",
                    "201,201,一般公共服务支出,20.00,12.00,5.00,3.00",
                    "20140,20140,信访事务,20.00,12.00,5.00,3.00",
                    "2014001,2014001,行政运行,20.00,12.00,5.00,3.00",
                ),
            ),
        ),
        {"fct_basic_expenditure": "2100000"},
    ),
)
