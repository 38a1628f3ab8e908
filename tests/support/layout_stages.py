"""Kinds of layout that print two stages of one year, or the classes of economic codes, as columns.

Belongs here: last year's budget beside what came of it, classes beside types, words of two languages.
Does not belong here: other kinds and their notation (``layout_kinds``, ``layout_columns``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts, summary_columns

_LAST_YEAR = (("2024年预算数", "prior_year"), ("2024年执行数", "prior_year_outcome"))
_TYPES = [Column(name, code, labels=1) for name, code in TYPES]


def _side(side: str, word: str, labels: int) -> list[Column]:
    stages = (*_LAST_YEAR, ("2025年预算数", ""))
    columns = [Column(f"{word}/{name}", "amount", side, basis, labels=labels) for name, basis in stages]
    return [Column(f"{word}/项目"), *columns]


STAGES: tuple[Kind, ...] = (
    Kind(
        "last_years_budget_beside_what_came_of_it",
        "云泽市青石区科技馆",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [*_side("revenue", "收入", 0), *_side("expenditure", "支出", 4)],
                (
                    "|206,一、财政拨款收入,65.00,69.00,73.00,一、科学技术支出,60.00,64.00,65.00",
                    "|221,二、其他收入,5.00,6.00,7.00,二、住房保障支出,10.00,11.00,15.00",
                    ",本年收入合计,70.00,75.00,80.00,本年支出合计,70.00,75.00,80.00",
                    ",收入总计,70.00,75.00,80.00,支出总计,70.00,75.00,80.00",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    Column("上年预算数", "total", amount_basis="prior_year", labels=1),
                    Column("上年预计执行数", "total", amount_basis="prior_year_outcome", labels=1),
                    *(Column(f"本年预算数/{name}", code, labels=1) for name, code in TYPES),
                    Column("比上年执行数增减/增减额", "total", amount_basis="change", labels=1),
                    Column("比上年执行数增减/增减%"),
                ],
                (
                    ",,合计,70.00,75.00,80.00,50.00,30.00,5.00,6.67",
                    "206,206,科学技术支出,60.00,64.00,65.00,35.00,30.00,1.00,1.56",
                    "20607,20607,科学技术普及,60.00,64.00,65.00,35.00,30.00,1.00,1.56",
                    "2060701,2060701,机构运行,35.00,34.00,35.00,35.00,,1.00,2.94",
                    "2060702,2060702,科普活动,25.00,30.00,30.00,,30.00,0.00,0.00",
                    "221,221,住房保障支出,10.00,11.00,15.00,15.00,,4.00,36.36",
                    "22102,22102,住房改革支出,10.00,11.00,15.00,15.00,,4.00,36.36",
                    "2210201,2210201,住房公积金,10.00,11.00,15.00,15.00,,4.00,36.36",
                ),
            ),
        ),
        {"fct_revenue": "800000", "fct_appropriation_expenditure": "800000"},
    ),
    Kind(
        "basic_expenditure_once_more_by_classes_as_columns",
        "云泽市青石区残联",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [*CODE_AND_NAME, *_TYPES],
                (
                    ",,合计,260.00,200.00,60.00",
                    "208,208,社会保障和就业支出,260.00,200.00,60.00",
                    "20811,20811,残疾人事业,260.00,200.00,60.00",
                    "2081101,2081101,行政运行,200.00,200.00,",
                    "2081104,2081104,残疾人康复,60.00,,60.00",
                ),
            ),
            Form(
                "basic_expenditure",
                "一般公共预算基本支出表",
                [
                    *CODE_AND_NAME,
                    *amounts(("合计", "total"), ("人员经费", "personnel"), ("公用经费", "operating")),
                ],
                (
                    ",,合计,200.00,160.00,40.00",
                    "301,301,工资福利支出,150.00,150.00,",
                    "30101,30101,基本工资,150.00,150.00,",
                    "302,302,商品和服务支出,40.00,,40.00",
                    "30201,30201,办公费,40.00,,40.00",
                    "303,303,对个人和家庭的补助,10.00,10.00,",
                    "30302,30302,退休费,10.00,10.00,",
                ),
            ),
            Form(
                "general_public_basic_wages_government",
                "一般公共预算基本支出表--人员经费（工资福利支出）（按政府预算经济分类）",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("工资福利支出/合计", "wages_and_benefits"),
                        ("工资福利支出/工资奖金津补贴", "salaries_and_allowances"),
                        ("工资福利支出/住房公积金", "housing_fund"),
                        ("对事业单位经常性补助/合计", "institution_current_subsidy"),
                        ("对事业单位经常性补助/工资福利支出", "institution_wages"),
                    ),
                ],
                (
                    ",,合计,150.00,120.00,80.00,40.00,30.00,30.00",
                    "208,208,社会保障和就业支出,150.00,120.00,80.00,40.00,30.00,30.00",
                    "20811,20811,残疾人事业,150.00,120.00,80.00,40.00,30.00,30.00",
                    "2081101,2081101,行政运行,150.00,120.00,80.00,40.00,30.00,30.00",
                ),
            ),
            Form(
                "expenditure_by_economic",
                "支出预算分类汇总表（按政府预算经济分类）",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("总计", "total"),
                        ("机关工资福利支出", "agency_wages_and_benefits"),
                        ("机关商品和服务支出", "agency_goods_and_services"),
                        ("机关资本性支出（一）", "agency_capital"),
                        ("对事业单位经常性补助", "institution_current_subsidy"),
                        ("对个人和家庭的补助", "transfers_to_individuals"),
                    ),
                ],
                (
                    ",,合计,260.00,120.00,70.00,20.00,40.00,10.00",
                    "208,208,社会保障和就业支出,260.00,120.00,70.00,20.00,40.00,10.00",
                    "20811,20811,残疾人事业,260.00,120.00,70.00,20.00,40.00,10.00",
                    "2081101,2081101,行政运行,200.00,120.00,30.00,,40.00,10.00",
                    "2081104,2081104,残疾人康复,60.00,,40.00,20.00,,",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    *_TYPES,
                    *amounts(
                        ("工资福利支出", "unknown"),
                        ("商品和服务支出", "unknown"),
                        ("对个人和家庭的补助", "unknown"),
                        ("资本性支出", "unknown"),
                    ),
                ],
                (
                    ",,合计,260.00,200.00,60.00,150.00,70.00,10.00,30.00",
                    "208,208,社会保障和就业支出,260.00,200.00,60.00,150.00,70.00,10.00,30.00",
                    "20811,20811,残疾人事业,260.00,200.00,60.00,150.00,70.00,10.00,30.00",
                    "2081101,2081101,行政运行,200.00,200.00,,150.00,40.00,10.00,",
                    "2081104,2081104,残疾人康复,60.00,,60.00,,30.00,,30.00",
                ),
            ),
        ),
        {
            "fct_expenditure": "2600000",
            "fct_appropriation_expenditure": "2600000",
            "fct_basic_expenditure": "2000000",
        },
    ),
    Kind(
        "revenue_of_the_year_by_type_beside_its_expenditure",
        "云泽市青石区农机站",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算财政拨款收入支出决算表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("年初结转和结余/合计", "opening_balance"),
                        ("年初结转和结余/基本支出结转", "opening_balance_basic"),
                        ("年初结转和结余/项目支出结转和结余", "opening_balance_project"),
                        ("本年收入/合计", "current_year_revenue"),
                        ("本年收入/基本支出", "current_year_revenue_basic"),
                        ("本年收入/项目支出", "current_year_revenue_project"),
                        ("本年支出/合计", "total"),
                        ("本年支出/基本支出", "basic"),
                        ("本年支出/项目支出", "project"),
                        ("年末结转和结余/合计", "closing_balance"),
                        ("年末结转和结余/基本支出结转", "closing_balance_basic"),
                        ("年末结转和结余/项目支出结转和结余", "closing_balance_project"),
                    ),
                ],
                (
                    ",,合计,10.00,2.00,8.00,90.00,60.00,30.00,95.00,61.00,34.00,5.00,1.00,4.00",
                    "213,213,农林水支出,10.00,2.00,8.00,90.00,60.00,30.00,95.00,61.00,34.00,5.00,1.00,4.00",
                    "21301,21301,农业农村,10.00,2.00,8.00,90.00,60.00,30.00,95.00,61.00,34.00,5.00,1.00,4.00",
                    "2130104,2130104,事业运行,2.00,2.00,,60.00,60.00,,61.00,61.00,,1.00,1.00,",
                    "2130122,2130122,农业生产发展,8.00,,8.00,30.00,,30.00,34.00,,34.00,4.00,,4.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "950000"},
        stage="决算",
    ),
    Kind(
        "words_of_two_languages",
        "云泽市青石区民宗局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表 Summary of Revenue and Expenditure",
                [
                    Column("收入 Revenue/项目 Item"),
                    Column("收入 Revenue/预算数 Budget", "amount", "revenue"),
                    Column("支出 Expenditure/项目 Item"),
                    Column("支出 Expenditure/预算数 Budget", "amount", "expenditure", labels=2),
                ],
                (
                    "|201,一、财政拨款收入,320.00,一、一般公共服务支出,310.00",
                    "|221,二、其他收入,10.00,二、住房保障支出,20.00",
                    ",收入总计Total,330.00,支出总计Total,330.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("科目编码/Code"),
                    Column("科目名称/Item"),
                    *amounts(
                        ("合计/Total", "total"),
                        ("基本支出/Basic", "basic"),
                        ("项目支出/Projects", "project"),
                    ),
                ],
                (
                    ",,合计Total,330.00,210.00,120.00",
                    "201,201,一般公共服务支出,310.00,190.00,120.00",
                    "20123,20123,民族事务,310.00,190.00,120.00",
                    "2012301,2012301,行政运行,190.00,190.00,",
                    "2012304,2012304,民族工作专项,120.00,,120.00",
                    "221,221,住房保障支出,20.00,20.00,",
                    "22102,22102,住房改革支出,20.00,20.00,",
                    "2210201,2210201,住房公积金,20.00,20.00,",
                ),
            ),
        ),
        {"fct_revenue": "3300000", "fct_expenditure": "3300000"},
    ),
    Kind(
        "units_as_columns_of_a_summary",
        "云泽市青石区团委",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("收入/项目"),
                    Column("收入/合计", "amount", "revenue"),
                    Column("收入/团委机关", "unknown", "revenue"),
                    Column("收入/青少年宫", "unknown", "revenue"),
                    Column("支出/项目"),
                    Column("支出/合计", "total", "expenditure", labels=4),
                    Column("支出/团委机关", "unknown", "expenditure", labels=4),
                    Column("支出/青少年宫", "unknown", "expenditure", labels=4),
                ],
                (
                    "|201,一、财政拨款收入,320.00,200.00,120.00,一、一般公共服务支出,310.00,200.00,110.00",
                    "|221,二、其他收入,10.00,10.00,,二、住房保障支出,20.00,10.00,10.00",
                    ",本年收入合计,330.00,210.00,120.00,本年支出合计,330.00,210.00,120.00",
                    ",收入总计,330.00,210.00,120.00,支出总计,330.00,210.00,120.00",
                ),
            ),
        ),
        {"fct_revenue": "3300000"},
    ),
    Kind(
        "types_that_make_up_a_total_and_parts_of_a_type",
        "云泽市青石区农业局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    *summary_columns()[:2],
                    Column("支出/按功能分类"),
                    Column("支出/预算数", "amount", "expenditure", labels=2),
                    Column("支出/按支出类型"),
                    Column("支出/预算数 ", "amount", "expenditure", labels=4),
                ],
                (
                    "|213|,一、财政拨款收入,320.00,一、农林水支出,310.00,一、基本支出,250.00",
                    "|221|,二、事业收入,10.00,二、住房保障支出,20.00,人员经费,200.00",
                    ",,,,,公用经费,50.00",
                    ",,,,,二、项目支出,80.00",
                    ",本年收入合计,330.00,本年支出合计,330.00,本年支出合计,330.00",
                    ",收入总计,330.00,支出总计,330.00,支出总计,330.00",
                ),
            ),
        ),
    ),
    Kind(
        "receptions_at_home_and_abroad_below_all_receptions",
        "云泽市青石区外事办",
        (
            Form(
                "three_public_expenses",
                "财政拨款“三公”经费支出决算表",
                [
                    Column("项目"),
                    Column("预算数", "total", amount_basis="budget"),
                    Column("决算数", "total"),
                ],
                (
                    "three_public_total,“三公”经费支出合计,30.00,25.00",
                    "overseas_travel,1.因公出国（境）费,5.00,4.00",
                    "vehicle_total,2.公务用车购置及运行维护费,20.00,18.00",
                    "vehicle_operation,其中：公务用车运行维护费,20.00,18.00",
                    "official_reception,3.公务接待费,5.00,3.00",
                    "official_reception_domestic,（1）国内接待费,4.50,2.75",
                    "official_reception_foreign_affairs,其中：外事接待费,1.00,0.50",
                    "official_reception_abroad,（2）国（境）外接待费,0.50,0.25",
                ),
            ),
            Form(
                "revenue",
                "收入决算表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("本年收入合计", "current_year_subtotal"),
                        ("财政拨款收入/小计", "fiscal_appropriation"),
                        ("财政拨款收入/其中：政府性基金预算财政拨款", "government_fund_budget"),
                        ("事业收入", "institutional"),
                    ),
                ],
                (
                    ",,合计,670.00,450.00,50.00,220.00",
                    "201,201,一般公共服务支出,670.00,450.00,50.00,220.00",
                    "20103,20103,政府办公厅（室）及相关机构事务,670.00,450.00,50.00,220.00",
                    "2010301,2010301,行政运行,490.00,300.00,20.00,190.00",
                    "2010302,2010302,一般行政管理事务,180.00,150.00,30.00,30.00",
                ),
            ),
        ),
        {"fct_three_public_expenses": "250000", "fct_revenue": "6700000"},
        stage="决算",
    ),
    Kind(
        "last_years_budget_and_outcome_as_rows",
        "云泽市青石区侨办",
        (
            Form(
                "three_public_expenses",
                "“三公”经费预算表",
                [
                    Column("年度"),
                    Column("“三公”经费合计", "total", item_code="three_public_total"),
                    Column("因公出国（境）费", "total", item_code="overseas_travel"),
                    Column("公务用车运行维护费", "total", item_code="vehicle_operation"),
                    Column("公务接待费", "total", item_code="official_reception"),
                ],
                (
                    "@prior_year,2024年预算数,32.00,2.00,21.00,9.00",
                    "@prior_year_outcome,2024年执行数,29.00,2.00,20.00,7.00",
                    "@budget,2025年预算数,30.00,2.00,20.00,8.00",
                ),
            ),
        ),
        {"fct_three_public_expenses": "300000"},
    ),
)
