"""Kinds of layout that a whole province shares: what stands below a fund, below a class, below a total.

Belongs here: columns and lines that its places print alike, of made-up places. Does not belong here: what one
county prints (``layout_counties``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, Column, Form, Kind, amounts, summary_columns

_WITHIN = "appropriation_within_general_public"

PROVINCES: tuple[Kind, ...] = (
    Kind(
        "appropriations_within_the_general_public_budget",
        "中原市东郊区城市管理局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总体情况表",
                [
                    Column("收入/项目"),
                    Column("收入/金额", "amount", "revenue"),
                    Column("支出/项目"),
                    *(
                        Column(f"支出/{header}", measure, "expenditure", labels=2)
                        for header, measure in (
                            ("合计", "total"),
                            ("一般公共预算/小计", "general_public_budget"),
                            ("一般公共预算/其中：财政拨款", _WITHIN),
                            ("政府性基金预算", "government_fund_budget"),
                            ("单位资金", "unit_own_funds"),
                        )
                    ),
                ],
                (
                    ",一、一般公共预算,900.00,一、基本支出,620.00,600.00,580.00,,20.00",
                    ",其中：财政拨款,850.00,1、人员经费支出,520.00,500.00,490.00,,20.00",
                    ",二、政府性基金,50.00,2、公用经费支出,100.00,100.00,90.00,,",
                    ",三、单位资金,20.00,二、项目支出,350.00,300.00,270.00,50.00,",
                    ",,,1、一般性项目,120.00,120.00,100.00,,",
                    ",,,2、专项资金,230.00,180.00,170.00,50.00,",
                    ",本年收入小计,970.00,本年支出小计,970.00,900.00,850.00,50.00,20.00",
                    ",收入合计,970.00,支出合计,970.00,900.00,850.00,50.00,20.00",
                ),
            ),
            Form(
                "revenue",
                "部门收入总体情况表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("一般公共预算/小计", "general_public_budget"),
                        ("一般公共预算/其中：财政拨款", _WITHIN),
                        ("政府性基金预算", "government_fund_budget"),
                        ("单位资金", "unit_own_funds"),
                    ),
                ],
                (
                    ",,合计,970.00,900.00,850.00,50.00,20.00",
                    "2120101,2120101,行政运行,570.00,550.00,530.00,,20.00",
                    "2120104,2120104,城管执法,300.00,300.00,270.00,,",
                    "2120803,2120803,城市建设支出,50.00,,,50.00,",
                    "2210201,2210201,住房公积金,50.00,50.00,50.00,,",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总体情况表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("基本支出/小计", "basic"),
                        ("基本支出/工资福利支出", "wages_and_benefits"),
                        ("基本支出/商品和服务支出", "goods_and_services"),
                        ("项目支出/小计", "project"),
                        ("项目支出/一般性项目", "general_projects"),
                        ("项目支出/专项资金", "earmarked_projects"),
                    ),
                ],
                (
                    ",,合计,970.00,620.00,520.00,100.00,350.00,120.00,230.00",
                    "2120101,2120101,行政运行,570.00,570.00,470.00,100.00,,,",
                    "2120104,2120104,城管执法,300.00,,,,300.00,120.00,180.00",
                    "2120803,2120803,城市建设支出,50.00,,,,50.00,,50.00",
                    "2210201,2210201,住房公积金,50.00,50.00,50.00,,,,",
                ),
            ),
            Form(
                "project_expenditure",
                "项目支出预算表",
                [
                    Column("项目名称"),
                    *amounts(
                        ("总计", "total"),
                        ("一般公共预算/小计", "general_public_budget"),
                        ("一般公共预算/其中：财政拨款", _WITHIN),
                        ("政府性基金预算", "government_fund_budget"),
                        labels=0,
                    ),
                ],
                (
                    ",合计,350.00,300.00,270.00,50.00",
                    ",市容整治,230.00,230.00,200.00,",
                    ",路灯维护,120.00,70.00,70.00,50.00",
                ),
            ),
        ),
        {"fct_revenue": "9700000", "fct_expenditure": "9700000"},
    ),
    Kind(
        "funds_below_a_numbered_class_below_the_total_of_this_year",
        "草原旗自然资源局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                summary_columns(),
                (
                    ",一、本年收入,1180.00,一、本年支出,1230.00",
                    ",（一）财政拨款收入,1150.00,（一）基本支出,700.00",
                    ",一般公共预算拨款收入,950.00,（二）项目支出,530.00",
                    ",政府性基金预算拨款收入,200.00,（三）事业单位经营支出,",
                    ",（二）单位资金收入,30.00,,",
                    ",事业收入,10.00,,",
                    ",其他收入,20.00,,",
                    ",二、上年结转结余,50.00,二、结转下年,",
                    ",收入总计,1230.00,支出总计,1230.00",
                ),
            ),
        ),
        {"fct_revenue": "12300000"},
    ),
    Kind(
        "kinds_of_non_tax_revenue_as_lines_beside_appropriations",
        "西原县人民法院",
        (
            Form(
                "revenue",
                "部门收入总体情况表",
                [Column("项目"), Column("预算数", "total")],
                (
                    "#general_public_budget,一、一般公共预算收入,1250.00",
                    "#general_public_appropriation,经费拨款,1200.00",
                    "#non_tax_appropriation,行政事业性收费收入,40.00",
                    "#non_tax_appropriation,罚没收入,10.00",
                    "#government_fund_budget,二、政府性基金预算收入,",
                    "#current_year_subtotal,本年收入合计,1250.00",
                    "#carried_forward_in,六、上年结转,20.00",
                    ",收入总计,1270.00",
                ),
            ),
        ),
        {"fct_revenue": "12700000"},
    ),
    Kind(
        "kinds_of_projects_as_a_third_list",
        "江汉市水岸区水务局",
        (
            Form(
                "income_expenditure_summary",
                "收支总表",
                [
                    *summary_columns()[:2],
                    Column("支出/项目（按功能分类）"),
                    Column("支出/预算数", "amount", "expenditure", labels=2),
                    Column("支出/项目（按支出类型）"),
                    Column("支出/预算数", "amount", "expenditure", labels=4),
                ],
                (
                    "|213|,一、一般公共预算财政拨款收入,600.00,一、农林水支出,590.00,一、人员类项目支出,300.00",
                    "|221|,二、上年财政拨款结转,30.00,二、住房保障支出,40.00,二、运转类项目支出,90.00",
                    "||,,,,,三、特定目标类项目支出,240.00",
                    ",收入总计,630.00,支出总计,630.00,支出总计,630.00",
                ),
            ),
        ),
        {"fct_revenue": "6300000"},
    ),
    Kind(
        "appropriations_beside_fees_within_the_budget",
        "辽滨市铁北区水利局",
        (
            Form(
                "revenue",
                "部门收入总体情况表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("合计", "total"),
                        ("财政拨款收入", "general_public_appropriation"),
                        ("纳入预算管理的行政事业性收费等非税收入", "non_tax_appropriation"),
                        ("纳入政府性基金预算管理收入", "government_fund_budget"),
                        ("其他收入", "other"),
                    ),
                ],
                (
                    ",,合计,850.00,780.00,30.00,30.00,10.00",
                    "2130301,2130301,行政运行,400.00,400.00,,,",
                    "2130305,2130305,水利工程建设,390.00,320.00,30.00,30.00,10.00",
                    "2210201,2210201,住房公积金,60.00,60.00,,,",
                ),
            ),
            Form(
                "project_expenditure",
                "项目支出预算表",
                [
                    Column("项目名称"),
                    *amounts(
                        ("资金来源/合计", "total"),
                        ("资金来源/财政拨款", "fiscal_appropriation"),
                        ("资金来源/纳入预算管理的行政事业性收费等非税收入", "non_tax_appropriation"),
                        ("资金来源/政府性基金", "government_fund_budget"),
                        labels=0,
                    ),
                ],
                (
                    ",合计,290.00,260.00,30.00,",
                    ",小型水库除险加固,190.00,160.00,30.00,",
                    ",农村饮水维修养护,100.00,100.00,,",
                ),
            ),
        ),
        {"fct_revenue": "8500000"},
    ),
    Kind(
        "three_public_items_of_two_years_by_type",
        "岭东市委组织部",
        (
            Form(
                "three_public_expenses",
                "“三公”经费及会议费、培训费预算表",
                [
                    Column("项目"),
                    *(
                        Column(f"{year}/{header}", measure, amount_basis=basis)
                        for year, basis in (("上年预算数", "prior_year"), ("本年预算数", ""))
                        for header, measure in (
                            ("小计", "total"),
                            ("基本支出", "basic"),
                            ("项目支出", "project"),
                        )
                    ),
                ],
                (
                    "grand_total,合计,40.00,20.00,20.00,36.00,18.00,18.00",
                    "three_public_total,一、“三公”经费小计,16.00,16.00,,14.00,14.00,",
                    "official_reception,（一）公务接待费,6.00,6.00,,5.00,5.00,",
                    "vehicle_total,（二）公务用车购置及运行维护费,10.00,10.00,,9.00,9.00,",
                    "vehicle_operation,公务用车运行维护费,10.00,10.00,,9.00,9.00,",
                    "meeting,二、会议费,4.00,4.00,,4.00,4.00,",
                    "training,三、培训费,20.00,,20.00,18.00,,18.00",
                ),
            ),
        ),
        {"fct_three_public_expenses": "360000"},
    ),
    Kind(
        "parts_of_types_as_lines_without_numbers",
        "岭南市花埠区应急管理局",
        (
            Form(
                "expenditure",
                "支出总体情况表",
                [Column("项目"), Column("2025年预算", "total")],
                (
                    "#basic,一、基本支出,236.52",
                    "#wages_and_benefits,工资福利支出,200.00",
                    "#goods_and_services,商品和服务支出,25.30",
                    "#transfers_to_individuals,对个人和家庭的补助,11.22",
                    "#project,二、项目支出,150.00",
                    "#unknown,日常运转类项目,20.00",
                    "#unknown,一次性项目,130.00",
                    "#business,三、事业单位经营支出,",
                    ",支出总计,386.52",
                ),
            ),
        ),
        {"fct_expenditure": "3865200"},
    ),
    Kind(
        "bonds_and_funds_of_each_level",
        "海陵市新港经济开发区管委会",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("合计", "total"),
                        ("一般公共预算/小计", "general_public_budget"),
                        ("一般公共预算/本级财力", "own_level_funds"),
                        ("一般公共预算/上级转移支付", "transfers_from_above"),
                        ("一般公共预算/一般债券", "general_bonds"),
                        ("政府性基金预算/小计", "government_fund_budget"),
                        ("政府性基金预算/本级基金", "own_level_government_funds"),
                        ("政府性基金预算/专项债券", "special_bonds"),
                    ),
                ],
                (
                    ",,合计,800.00,500.00,380.00,70.00,50.00,300.00,100.00,200.00",
                    "2010301,2010301,行政运行,500.00,500.00,380.00,70.00,50.00,,,",
                    "2120803,2120803,城市建设支出,300.00,,,,,300.00,100.00,200.00",
                ),
            ),
        ),
        {"fct_revenue": "8000000"},
    ),
    Kind(
        "part_of_a_subtotal_that_nobody_names",
        "岭东市南河区卫生健康局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("合计", "total"),
                        ("人员经费/小计", "personnel"),
                        ("人员经费/工资福利支出", "wages_and_benefits"),
                        ("人员经费/对个人和家庭的补助", "transfers_to_individuals"),
                        ("人员经费/改革性补贴", "unknown"),
                        ("公用经费", "operating"),
                    ),
                ],
                (
                    ",,合计,800.00,700.00,600.00,60.00,40.00,100.00",
                    "2100101,2100101,行政运行,600.00,540.00,480.00,40.00,20.00,60.00",
                    "2100401,2100401,疾病预防控制机构,200.00,160.00,120.00,20.00,20.00,40.00",
                ),
            ),
        ),
        {"fct_expenditure": "8000000"},
    ),
)
