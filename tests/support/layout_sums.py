"""Kinds of layout in what adds up to what: classes before projects, sources before types, both years' money.

Belongs here: columns and lines that divide a total in ways of their own. Does not belong here: the order of
columns and lines (``layout_towns``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, Column, Form, Kind, amounts

SUMS: tuple[Kind, ...] = (
    Kind(
        "basic_expenditure_by_class_before_projects_by_kind",
        "云岭县柳林镇",
        (
            Form(
                "expenditure",
                "部门支出预算总表",
                [
                    Column("功能分类科目/编码"),
                    Column("功能分类科目/名称"),
                    *amounts(
                        ("支出总计", "total"),
                        ("基本支出/合计", "basic"),
                        ("基本支出/工资福利支出", "wages_and_benefits"),
                        ("基本支出/商品和服务支出", "goods_and_services"),
                        ("基本支出/对个人和家庭的补助支出", "transfers_to_individuals"),
                        ("项目支出/合计", "project"),
                        ("项目支出/其他运转类项目", "other_operation_projects"),
                        ("项目支出/特定目标类项目", "special_target_projects"),
                        ("上缴上级支出", "remittance_to_higher_level"),
                    ),
                ],
                (
                    "210,210,卫生健康支出,330000.00,210000.00,160000.00,40000.00,10000.00,120000.00,20000.00,100000.00,",
                    "21003,21003,基层医疗卫生机构,330000.00,210000.00,160000.00,40000.00,10000.00,120000.00,20000.00,100000.00,",
                    "2100302,2100302,乡镇卫生院,330000.00,210000.00,160000.00,40000.00,10000.00,120000.00,20000.00,100000.00,",
                    "221,221,住房保障支出,60000.00,60000.00,60000.00,,,,,,",
                    "22102,22102,住房改革支出,60000.00,60000.00,60000.00,,,,,,",
                    "2210201,2210201,住房公积金,60000.00,60000.00,60000.00,,,,,,",
                    ",,支出总计,390000.00,270000.00,220000.00,40000.00,10000.00,120000.00,20000.00,100000.00,",
                ),
                unit="元",
            ),
        ),
        {"fct_expenditure": "390000"},
    ),
    Kind(
        "final_accounts_of_a_town",
        "云岭县石桥镇",
        (
            Form(
                "revenue",
                "收入决算表",
                [
                    Column("项目/支出功能分类科目编码"),
                    Column("项目/科目名称"),
                    *amounts(
                        ("本年收入合计", "current_year_subtotal"),
                        ("财政拨款收入", "fiscal_appropriation"),
                        ("上级补助收入", "higher_level_subsidy"),
                        ("事业收入/小计", "institutional"),
                        ("事业收入/其中：教育收费", "memo"),
                        ("经营收入", "business"),
                        ("附属单位上缴收入", "affiliated_remittance"),
                        ("其他收入", "other"),
                    ),
                ],
                (
                    "!,栏次,,1,2,3,4,5,6,7,8",
                    ",,合计,420.00,400.00,,15.00,5.00,,,5.00",
                    "205,205,教育支出,340.00,320.00,,15.00,5.00,,,5.00",
                    "20502,20502,普通教育,340.00,320.00,,15.00,5.00,,,5.00",
                    "2050202,2050202,小学教育,340.00,320.00,,15.00,5.00,,,5.00",
                    "221,221,住房保障支出,80.00,80.00,,,,,,",
                    "22102,22102,住房改革支出,80.00,80.00,,,,,,",
                    "2210201,2210201,住房公积金,80.00,80.00,,,,,,",
                ),
            ),
            Form(
                "government_fund_expenditure",
                "政府性基金预算财政拨款收入支出决算表",
                [
                    Column("科目编码"),
                    Column("科目名称"),
                    *amounts(
                        ("年初结转和结余", "opening_balance"),
                        ("本年收入", "current_year_revenue"),
                        ("本年支出/小计", "total"),
                        ("本年支出/基本支出", "basic"),
                        ("本年支出/项目支出", "project"),
                        ("年末结转和结余", "closing_balance"),
                    ),
                ],
                (
                    ",,合计,10.00,30.00,35.00,,35.00,5.00",
                    "212,212,城乡社区支出,10.00,30.00,35.00,,35.00,5.00",
                    "21208,21208,国有土地使用权出让收入安排的支出,10.00,30.00,35.00,,35.00,5.00",
                    "2120804,2120804,农村基础设施建设支出,10.00,30.00,35.00,,35.00,5.00",
                ),
            ),
        ),
        {"fct_revenue": "4200000"},
        stage="决算",
    ),
    Kind(
        "sources_before_types_and_last_years_money_beside_them",
        "云岭县长沟镇",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("科目编码"),
                    Column("科目名称"),
                    *amounts(
                        ("支出合计", "total"),
                        ("资金来源/一般公共预算拨款", "general_public_budget"),
                        ("资金来源/政府性基金预算拨款", "government_fund_budget"),
                        ("资金来源/财政专户管理资金", "fiscal_special_account"),
                        ("资金来源/单位资金", "unit_own_funds"),
                        ("资金来源/上年结转结余", "carried_forward_in"),
                        ("支出性质/基本支出", "basic"),
                        ("支出性质/项目支出", "project"),
                    ),
                ],
                (
                    ",,合计,360.00,300.00,,20.00,10.00,30.00,240.00,120.00",
                    "206,206,科学技术支出,310.00,250.00,,20.00,10.00,30.00,190.00,120.00",
                    "20607,20607,科学技术普及,310.00,250.00,,20.00,10.00,30.00,190.00,120.00",
                    "2060701,2060701,机构运行,190.00,180.00,,,10.00,,190.00,",
                    "2060702,2060702,科普活动,120.00,70.00,,20.00,,30.00,,120.00",
                    "221,221,住房保障支出,50.00,50.00,,,,,50.00,",
                    "22102,22102,住房改革支出,50.00,50.00,,,,,50.00,",
                    "2210201,2210201,住房公积金,50.00,50.00,,,,,50.00,",
                ),
            ),
        ),
        {"fct_expenditure": "3600000"},
    ),
    Kind(
        "totals_in_the_column_of_codes_and_blank_lines_between_classes",
        "云岭县平原镇",
        (
            Form(
                "expenditure",
                "部门支出明细表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("金额合计", "total"),
                        ("其中/人员经费", "personnel"),
                        ("其中/公用经费", "operating"),
                        ("其中/项目经费", "project"),
                    ),
                ],
                (
                    ",合计,,330.00,180.00,30.00,120.00",
                    "!,,,,,,",
                    "213,213,农林水支出,280.00,130.00,30.00,120.00",
                    "21301,21301,农业农村,280.00,130.00,30.00,120.00",
                    "2130104,2130104,事业运行,160.00,130.00,30.00,",
                    "2130108,2130108,病虫害控制,120.00,,,120.00",
                    "!,,,,,,",
                    "221,221,住房保障支出,50.00,50.00,,",
                    "22102,22102,住房改革支出,50.00,50.00,,",
                    "2210201,2210201,住房公积金,50.00,50.00,,",
                ),
            ),
            Form(
                "three_public_expenses",
                "“三公”经费预算表",
                [
                    Column("单位名称"),
                    Column("“三公”经费合计", "total", item_code="three_public_total"),
                    Column("因公出国（境）费", "total", item_code="overseas_travel"),
                    Column("公务用车购置及运行费/小计", "total", item_code="vehicle_total"),
                    Column("公务用车购置及运行费/公务用车购置费", "total", item_code="vehicle_purchase"),
                    Column("公务用车购置及运行费/公务用车运行费", "total", item_code="vehicle_operation"),
                    Column("公务接待费", "total", item_code="official_reception"),
                    Column("会议费", "total", item_code="meeting"),
                    Column("培训费", "total", item_code="training"),
                ],
                (
                    ",合计,9.00,,6.00,,6.00,3.00,2.00,1.00",
                    ",云岭县平原镇人民政府,5.00,,4.00,,4.00,1.00,1.00,",
                    ",云岭县平原镇农技站,4.00,,2.00,,2.00,2.00,1.00,1.00",
                ),
            ),
        ),
        {"fct_expenditure": "3300000", "fct_three_public_expenses": "120000"},
    ),
    Kind(
        "summary_with_money_of_both_years_in_every_line",
        "云岭县临江镇",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总体情况表",
                [
                    Column("收入/项目"),
                    Column("收入/合计", "amount", "revenue"),
                    Column("收入/本年预算", "amount", "revenue", period="current_year"),
                    Column("收入/上年结转", "amount", "revenue", period="carried_forward"),
                    Column("支出/项目"),
                    Column("支出/合计", "total", "expenditure", labels=4),
                    Column("支出/基本支出", "basic", "expenditure", labels=4),
                    Column("支出/项目支出", "project", "expenditure", labels=4),
                ],
                (
                    "|201,一般公共预算拨款收入,400.00,360.00,40.00,一般公共服务支出,330.00,230.00,100.00",
                    "|221,其他收入,30.00,30.00,,住房保障支出,100.00,100.00,",
                    ",收 入 总 计,430.00,390.00,40.00,支 出 总 计,430.00,330.00,100.00",
                ),
            ),
        ),
        {"fct_revenue": "4300000"},
    ),
)
