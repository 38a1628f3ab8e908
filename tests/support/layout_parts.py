"""Kinds of layout that print a part of the money under the title of the whole, or sums that look like lines.

Belongs here: tables that are no form of their own, words of totals and of sources that few places use. Does
not belong here: other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, amounts, summary_columns

_TYPES = amounts(*TYPES)
_TOTAL = amounts(("合计", "total"))


def _by_code(title: str, total: str, basic: str, project: str, form: str = "expenditure") -> Form:
    return Form(
        form,
        title,
        [*CODE_AND_NAME, *_TYPES],
        (
            f",,合计,{total},{basic},{project}",
            f"201,201,一般公共服务支出,{total},{basic},{project}",
            f"20129,20129,群众团体事务,{total},{basic},{project}",
            f"2012901,2012901,行政运行,{basic},{basic},",
            f"2012902,2012902,一般行政管理事务,{project},,{project}",
        ),
    )


PARTS: tuple[Kind, ...] = (
    Kind(
        "tables_of_a_part_titled_as_the_whole",
        "南岭市青水区文联",
        (
            _by_code("部门支出总表", "300.00", "200.00", "100.00"),
            _by_code("一般公共预算支出表", "290.00", "200.00", "90.00", "general_public_expenditure"),
            Form(
                "expenditure",
                "人员经费支出预算表",
                [*CODE_AND_NAME, *_TOTAL],
                (
                    "!,,合计,160.00",
                    "!,301,工资福利支出,160.00",
                    "!,30101,基本工资,60.00",
                    "!,30102,津贴补贴,40.00",
                    "!,30103,奖金,20.00",
                    "!,30107,绩效工资,15.00",
                    "!,30113,住房公积金,25.00",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算公用经费支出表",
                [*CODE_AND_NAME, *_TOTAL],
                ("!,,合计,40.00", "!,302,商品和服务支出,40.00", "!,30201,办公费,40.00"),
            ),
            Form(
                "revenue",
                "其他收入情况表",
                [Column("项目"), Column("金额", "total")],
                ("!,利息收入,4.00", "!,捐赠收入,6.00", "!,合计,10.00"),
            ),
            Form(
                "government_fund_expenditure",
                "政府性基金收入预算表",
                [*CODE_AND_NAME, *_TOTAL],
                ("!,,合计,20.00", "!,1030148,国有土地使用权出让收入,20.00"),
            ),
            Form(
                "income_expenditure_summary",
                "单位资金收支预算表",
                summary_columns(),
                ("!,其他收入,10.00,一般公共服务支出,10.00", "!,收入总计,10.00,支出总计,10.00"),
            ),
            Form(
                "general_public_project",
                "一般公共预算专项支出表",
                [*CODE_AND_NAME, *amounts(("项目支出", "total"))],
                (
                    ",,合计,90.00",
                    "201,201,一般公共服务支出,90.00",
                    "20129,20129,群众团体事务,90.00",
                    "2012902,2012902,一般行政管理事务,90.00",
                ),
            ),
        ),
        {"fct_expenditure": "3000000", "fct_appropriation_expenditure": "2900000"},
    ),
    Kind(
        "a_part_alone_titled_as_the_whole",
        "南岭市青水区作协",
        (
            Form(
                "income_expenditure_summary",
                "收支预算总表",
                summary_columns(),
                (
                    "|201,一、财政拨款收入,200.00,一、一般公共服务支出,200.00",
                    ",收入总计,200.00,支出总计,200.00",
                ),
            ),
            Form(
                "expenditure",
                "人员支出预算表",
                [*CODE_AND_NAME, *_TOTAL],
                ("!,,合计,160.00", "!,201,一般公共服务支出,160.00", "!,20129,群众团体事务,160.00"),
            ),
            Form(
                "revenue",
                "事业收入预算表",
                [*CODE_AND_NAME, *_TOTAL],
                ("!,,合计,10.00", "!,201,一般公共服务支出,10.00"),
            ),
        ),
        {"fct_revenue": "2000000"},
    ),
    Kind(
        "sources_of_own_funds_beside_appropriations_of_a_summary",
        "南岭市青水区科协",
        (
            Form(
                "income_expenditure_summary",
                "收支预算总表",
                [
                    *summary_columns()[:3],
                    *(
                        Column(f"支出/{header}", code, "expenditure", labels=2)
                        for header, code in (
                            ("合计", "total"),
                            ("财政拨款/一般预算", "general_public_budget"),
                            ("财政拨款/基金预算", "government_fund_budget"),
                            ("教育收费", "fiscal_special_account"),
                            ("事业收入", "institutional"),
                            ("经营收入", "business_revenue"),
                            ("其他收入", "other"),
                        )
                    ),
                ],
                (
                    "|206,一、财政拨款,250.00,一、科学技术支出,280.00,230.00,,20.00,15.00,10.00,5.00",
                    "|229,二、教育收费,20.00,二、其他支出,20.00,,20.00,,,,",
                    ",三、事业收入,15.00,,,,,,,,",
                    ",四、经营收入,10.00,,,,,,,,",
                    ",五、其他收入,5.00,,,,,,,,",
                    ",收入总计,300.00,支出总计,300.00,230.00,20.00,20.00,15.00,10.00,5.00",
                ),
            ),
        ),
        {"fct_revenue": "3000000"},
    ),
    Kind(
        "shares_of_the_total_and_rare_words_of_sources",
        "南岭市青水区卫生院",
        (
            Form(
                "revenue",
                "收入预算表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("2025预算数", "total"),
                        ("本级财政拨款", "fiscal_appropriation"),
                        ("非本级财政拨款", "other"),
                        ("事业收入", "institutional"),
                        ("下级单位上缴收入", "affiliated_remittance"),
                    ),
                    Column("占总收入比重"),
                ],
                (
                    ",,合计,300.00,150.00,20.00,110.00,20.00,100.00",
                    "210,210,卫生健康支出,300.00,150.00,20.00,110.00,20.00,100.00",
                    "21003,21003,基层医疗卫生机构,300.00,150.00,20.00,110.00,20.00,100.00",
                    "2100302,2100302,乡镇卫生院,300.00,150.00,20.00,110.00,20.00,100.00",
                ),
            ),
            Form(
                "expenditure",
                "支出预算表",
                [
                    *CODE_AND_NAME,
                    *amounts(
                        ("2025预算", "total"),
                        ("人员类项目支出", "personnel"),
                        ("公用经费项目支出", "operating"),
                        ("运转类项目支出", "other_operation_projects"),
                        ("特定目标类项目支出", "special_target_projects"),
                    ),
                    Column("占总支出比重"),
                ],
                (
                    ",,合计,300.00,180.00,20.00,30.00,70.00,100.00",
                    "210,210,卫生健康支出,300.00,180.00,20.00,30.00,70.00,100.00",
                    "21003,21003,基层医疗卫生机构,300.00,180.00,20.00,30.00,70.00,100.00",
                    "2100302,2100302,乡镇卫生院,300.00,180.00,20.00,30.00,70.00,100.00",
                ),
            ),
        ),
        {"fct_revenue": "3000000", "fct_expenditure": "3000000"},
    ),
    Kind(
        "money_of_this_year_named_by_its_level",
        "蜀山市青水区总工会",
        (
            _by_code("部门支出总表", "300.00", "200.00", "100.00"),
            Form(
                "appropriation_by_economic",
                "财政拨款支出预算表（部门经济分类科目）",
                [
                    *CODE_AND_NAME,
                    Column("总计", "total", labels=1),
                    Column("省级当年财政拨款安排/合计", "total", period="current_year", labels=1),
                    *(
                        Column(f"省级当年财政拨款安排/{name}", code, period="current_year", labels=1)
                        for name, code in (("基本支出", "basic"), ("项目支出", "project"))
                    ),
                    Column("上年结转安排", "carried_forward_in", period="carried_forward", labels=1),
                ],
                (
                    ",,合计,300.00,290.00,200.00,90.00,10.00",
                    "301,301,工资福利支出,160.00,160.00,160.00,,",
                    "30101,30101,基本工资,160.00,160.00,160.00,,",
                    "302,302,商品和服务支出,140.00,130.00,40.00,90.00,10.00",
                    "30201,30201,办公费,140.00,130.00,40.00,90.00,10.00",
                ),
            ),
        ),
        {"fct_expenditure": "3000000"},
    ),
    Kind(
        "change_against_a_last_year_that_is_not_printed",
        "南岭市青水区外事办",
        (
            Form(
                "three_public_expenses",
                "财政拨款“三公”经费支出决算表",
                [
                    Column("项目"),
                    Column("年初预算数", "total", amount_basis="budget"),
                    Column("决算数", "total"),
                    Column("与上年决算数相比增减额", "total", amount_basis="change"),
                ],
                (
                    "three_public_total,合计,30.00,25.00,-2.00",
                    "overseas_travel,一、因公出国（境）费,10.00,8.00,1.00",
                    "vehicle_total,二、车辆购置及运行费,15.00,13.00,-3.00",
                    "vehicle_purchase,（一）车辆购置费,,,",
                    "vehicle_operation,（二）车辆运行维护费,15.00,13.00,-3.00",
                    "official_reception,三、公务接待费,5.00,4.00,0.00",
                    "official_reception_foreign_affairs,其中：外宾接待费,2.00,1.00,0.00",
                    "!,公务用车购置数,0,0,",
                ),
            ),
        ),
        {"fct_three_public_expenses": "250000"},
        stage="决算",
    ),
    Kind(
        "totals_of_few_words_and_a_surplus",
        "南岭市青水区招待所",
        (
            Form(
                "income_expenditure_summary",
                "单位收支预算总表",
                summary_columns(),
                (
                    "|201,一、财政拨款收入,200.00,一、一般公共服务支出,210.00",
                    "|221,二、经营收入,50.00,二、住房保障支出,30.00",
                    ",本年收入合计：,250.00,本年支出合计：,240.00",
                    ",,,收支结余,10.00",
                    ",总收入,250.00,总支出,250.00",
                ),
            ),
            Form(
                "expenditure",
                "单位支出总表",
                [*CODE_AND_NAME, *_TYPES],
                (
                    "201,201,一般公共服务支出,210.00,150.00,60.00",
                    "20103,20103,政府办公厅（室）及相关机构事务,210.00,150.00,60.00",
                    "2010303,2010303,机关服务,210.00,150.00,60.00",
                    ",,小计：,210.00,150.00,60.00",
                    "221,221,住房保障支出,30.00,30.00,",
                    "22102,22102,住房改革支出,30.00,30.00,",
                    "2210201,2210201,住房公积金,30.00,30.00,",
                    ",,小计：,30.00,30.00,",
                    ",,合计：,240.00,180.00,60.00",
                ),
            ),
        ),
        {"fct_revenue": "2500000", "fct_expenditure": "2400000"},
    ),
    Kind(
        "funds_as_rows_above_their_codes",
        "中州市青水区人社局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [*CODE_AND_NAME, *_TYPES],
                (
                    ",,合计,320.00,200.00,120.00",
                    ",,一般公共预算支出,300.00,200.00,100.00",
                    "208,208,社会保障和就业支出,300.00,200.00,100.00",
                    "20801,20801,人力资源和社会保障管理事务,300.00,200.00,100.00",
                    "2080101,2080101,行政运行,200.00,200.00,",
                    "2080102,2080102,一般行政管理事务,100.00,,100.00",
                    ",,政府性基金预算支出,20.00,,20.00",
                    "212,212,城乡社区支出,20.00,,20.00",
                    "21208,21208,国有土地使用权出让收入安排的支出,20.00,,20.00",
                    "2120899,2120899,其他国有土地使用权出让收入安排的支出,20.00,,20.00",
                ),
            ),
        ),
        {"fct_expenditure": "3200000"},
    ),
    Kind(
        "assets_of_two_values_and_one_total_of_meetings_too",
        "中州市青水区财政局",
        (
            _by_code("部门支出总表", "300.00", "200.00", "100.00"),
            Form(
                "fixed_assets",
                "国有资产占有使用情况表",
                [
                    Column("资产类别"),
                    Column("数量"),
                    Column("账面原值", "total"),
                    Column("账面净值", "total"),
                ],
                (
                    ",一、房屋及构筑物,2,500.00,400.00",
                    ",二、通用设备,120,80.00,40.00",
                    ",合计,122,580.00,440.00",
                ),
            ),
            Form(
                "three_public_expenses",
                "2025年“三公”及会议培训经费预算表",
                [
                    Column("单位名称"),
                    Column("总计", "total", item_code="grand_total"),
                    Column("因公出国（境）费", "total", item_code="overseas_travel"),
                    Column("公务用车/购置费", "total", item_code="vehicle_purchase"),
                    Column("公务用车/运行维护费", "total", item_code="vehicle_operation"),
                    Column("公务接待费", "total", item_code="official_reception"),
                    Column("会议费", "total", item_code="meeting"),
                    Column("培训费", "total", item_code="training"),
                ],
                (",中州市青水区财政局,12.00,,,5.00,2.00,3.00,2.00",),
            ),
        ),
        {"fct_expenditure": "3000000", "fct_three_public_expenses": "120000"},
    ),
)
