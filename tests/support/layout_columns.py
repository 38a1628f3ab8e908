"""Kinds of layout whose columns or lines hold the same money again: budgets, years, sources, sums of a list.

Belongs here: columns that only the ones beside them explain, lists whose sums have no column of their own.
Does not belong here: other kinds and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, Column, Form, Kind, summary_columns

_BASES = (("年初预算数", "budget"), ("全年预算数", "revised_budget"), ("决算数", "final"))
_ITEMS = (
    ("合计", "three_public_total"),
    ("公务用车购置及运行费/小计", "vehicle_total"),
    ("公务用车购置及运行费/公务用车运行费", "vehicle_operation"),
    ("公务接待费", "official_reception"),
)

COLUMNS: tuple[Kind, ...] = (
    Kind(
        "two_budgets_beside_the_outcome",
        "云渡市青坪区应急局",
        (
            Form(
                "income_expenditure_summary",
                "收入支出决算总表",
                [
                    Column("收入/项目"),
                    *(Column(f"收入/{name}", "amount", "revenue", basis) for name, basis in _BASES),
                    Column("支出/项目"),
                    *(
                        Column(f"支出/{name}", "amount", "expenditure", basis, labels=4)
                        for name, basis in _BASES
                    ),
                ],
                (
                    "|224,一、财政拨款收入,90.00,95.00,93.00,一、灾害防治及应急管理支出,70.00,76.00,75.00",
                    "|221,二、其他收入,,,2.00,二、住房保障支出,20.00,19.00,20.00",
                    ",本年收入合计,90.00,95.00,95.00,本年支出合计,90.00,95.00,95.00",
                    ",总计,90.00,95.00,95.00,总计,90.00,95.00,95.00",
                ),
            ),
            Form(
                "three_public_expenses",
                "“三公”经费支出决算表",
                [
                    *(
                        Column(f"{stage}/{name}", "total", "", basis, item_code=code)
                        for stage, basis in (("2025年度预算数", "budget"), ("2025年度决算数", "final"))
                        for name, code in _ITEMS
                    )
                ],
                (",9.00,7.00,7.00,2.00,6.50,6.00,6.00,0.50",),
            ),
        ),
        {"fct_revenue": "950000", "fct_three_public_expenses": "65000"},
        stage="决算",
    ),
    Kind(
        "types_of_all_money_and_of_one_source",
        "云渡市青坪区科协",
        (
            Form(
                "income_expenditure_summary",
                "收支预算总表",
                [
                    Column("收入/项目"),
                    Column("收入/金额", "amount", "revenue"),
                    Column("收入/其中：上年结转", "amount", "revenue", period="carried_forward"),
                    Column("支出/项目"),
                    Column("支出/金额", "amount", "expenditure", labels=3),
                    Column("支出/其中：上年结转", "amount", "expenditure", "", "carried_forward", labels=3),
                ],
                (
                    "|206,一、财政拨款收入,80.00,5.00,一、科学技术支出,75.00,5.00",
                    "|221,二、其他收入,10.00,,二、住房保障支出,15.00,",
                    ",收入合计,90.00,5.00,支出合计,90.00,5.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    Column("总计", "total", labels=1),
                    Column("基本支出", "basic", labels=1),
                    Column("项目支出", "project", labels=1),
                    Column("财政拨款/小计", "fiscal_appropriation", labels=1),
                    Column("财政拨款/基本支出", "basic", labels=1),
                    Column("财政拨款/项目支出", "project", labels=1),
                ],
                (
                    ",,合计,90.00,50.00,40.00,80.00,50.00,30.00",
                    "206,206,科学技术支出,75.00,35.00,40.00,65.00,35.00,30.00",
                    "20607,20607,科学技术普及,75.00,35.00,40.00,65.00,35.00,30.00",
                    "2060701,2060701,机构运行,35.00,35.00,,35.00,35.00,",
                    "2060702,2060702,科普活动,40.00,,40.00,30.00,,30.00",
                    "221,221,住房保障支出,15.00,15.00,,15.00,15.00,",
                    "22102,22102,住房改革支出,15.00,15.00,,15.00,15.00,",
                    "2210201,2210201,住房公积金,15.00,15.00,,15.00,15.00,",
                ),
            ),
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    Column("2024年决算数", "total", "", "prior_year", labels=1),
                    Column("2025年预算数/合计", "total", labels=1),
                    Column("2025年预算数/基本支出", "basic", labels=1),
                    Column("2025年预算数/项目支出", "project", labels=1),
                ],
                (
                    ",,合计,70.00,80.00,50.00,30.00",
                    "206,206,科学技术支出,60.00,65.00,35.00,30.00",
                    "20607,20607,科学技术普及,60.00,65.00,35.00,30.00",
                    "2060701,2060701,机构运行,35.00,35.00,35.00,",
                    "2060702,2060702,科普活动,25.00,30.00,,30.00",
                    "221,221,住房保障支出,10.00,15.00,15.00,",
                    "22102,22102,住房改革支出,10.00,15.00,15.00,",
                    "2210201,2210201,住房公积金,10.00,15.00,15.00,",
                ),
            ),
        ),
        {"fct_revenue": "900000", "fct_expenditure": "900000", "fct_appropriation_expenditure": "800000"},
    ),
    Kind(
        "lists_whose_sums_only_their_place_tells",
        "云渡市青坪区水利局",
        (
            Form(
                "income_expenditure_summary",
                "收支总表",
                summary_columns(),
                ("|213,一、一般公共预算拨款,90.00,一、农林水支出,90.00", ",收入总计,90.00,支出总计,90.00"),
            ),
            Form(
                "procurement",
                "政府采购预算表",
                [
                    Column("项目名称"),
                    Column("采购品目"),
                    Column("数量"),
                    Column("采购预算合计", "total"),
                    Column("财政拨款/小计", "fiscal_appropriation"),
                    Column("财政拨款/一般公共预算", "general_public_budget"),
                ],
                (
                    ",货物类,,,12.00,12.00,12.00",
                    ",台式计算机,台式计算机,10,8.00,8.00,8.00",
                    ",编织袋,编织袋,4000,4.00,4.00,4.00",
                    ",服务类,,,30.00,30.00,30.00",
                    ",河道保洁,河道保洁,1,30.00,30.00,30.00",
                    ",合计,,,42.00,42.00,42.00",
                ),
            ),
            Form(
                "project_expenditure",
                "项目支出预算表",
                [
                    Column("项目名称"),
                    Column("项目总投资", "whole_project"),
                    Column("截至上年底已安排资金"),
                    Column("2025年预算安排", "total"),
                    Column("市本级支出", "own_level"),
                    Column("对区县补助支出", "to_lower_levels"),
                ],
                (
                    ",合计,90.00,40.00,30.00,10.00,20.00",
                    ",堤防加固,60.00,30.00,20.00,5.00,15.00",
                    ",泵站改造,30.00,10.00,10.00,5.00,5.00",
                ),
            ),
            Form(
                "carried_forward_expenditure",
                "财政拨款上年结转资金支出表",
                [
                    Column("预算单位代码"),
                    Column("预算单位名称"),
                    Column("预算项目名称"),
                    Column("金额", "total", labels=2),
                    Column("功能分类科目代码"),
                    Column("项目类别"),
                ],
                (
                    ",,,合计,22.00,,",
                    ",153001,云渡市青坪区水利局,堤防加固,12.00,2130305,专用项目",
                    ",153002,云渡市青坪区河道所,泵站改造,10.00,2130306,专用项目",
                ),
            ),
        ),
        {"fct_revenue": "900000"},
    ),
)
