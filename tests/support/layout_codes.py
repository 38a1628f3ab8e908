"""Kinds of layout in how codes are written, and sums of types that are printed as rows above codes.

Belongs here: what places nobody has seen might do with their columns of codes. Does not belong here: other
kinds and their notation (``layout_kinds``, ``layout_variants``, ``layout_words``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, TYPES, Column, Form, Kind, summary_columns

_TITLE = "支出预算总表"


def _types(label_column: int) -> list[Column]:
    return [Column(name, code, labels=label_column) for name, code in TYPES]


CODES: tuple[Kind, ...] = (
    Kind(
        "whole_codes_in_each_of_three_columns",
        "云河市青石区信访局",
        (
            Form(
                "expenditure",
                _TITLE,
                [
                    Column("科目编码/类"),
                    Column("科目编码/款"),
                    Column("科目编码/项"),
                    Column("科目名称"),
                    *_types(3),
                ],
                (
                    ",,,,合计,260.00,150.00,110.00",
                    "201,201,,,一般公共服务支出,230.00,120.00,110.00",
                    "20103,201,20103,,政府办公厅（室）及相关机构事务,230.00,120.00,110.00",
                    "2010301,201,20103,2010301,行政运行,120.00,120.00,0.00",
                    "2010308,201,20103,2010308,信访事务,110.00,0.00,110.00",
                    "221,221,,,住房保障支出,30.00,30.00,0.00",
                    "22102,221,22102,,住房改革支出,30.00,30.00,0.00",
                    "2210201,221,22102,2210201,住房公积金,30.00,30.00,0.00",
                ),
            ),
        ),
        {"fct_expenditure": "2600000"},
    ),
    *(
        Kind(
            f"codes_with_{name}_between_their_levels",
            entity,
            (
                Form(
                    "expenditure",
                    _TITLE,
                    [*CODE_AND_NAME, *_types(1)],
                    (
                        ",,合计,330.00,150.00,180.00",
                        "205,205,教育支出,300.00,120.00,180.00",
                        f"20501,205{sign}01,教育管理事务,120.00,120.00,0.00",
                        f"2050101,205{sign}01{sign}01,行政运行,120.00,120.00,0.00",
                        f"20502,205{sign}02,普通教育,180.00,0.00,180.00",
                        f"2050202,205{sign}02{sign}02,小学教育,180.00,0.00,180.00",
                        "221,221,住房保障支出,30.00,30.00,0.00",
                        f"22102,221{sign}02,住房改革支出,30.00,30.00,0.00",
                        f"2210201,221{sign}02{sign}01,住房公积金,30.00,30.00,0.00",
                    ),
                ),
            ),
            {"fct_expenditure": "3300000"},
        )
        for name, sign, entity in (("dots", ".", "云河市青石区教育局"), ("dashes", "-", "云河市青石区教研室"))
    ),
    Kind(
        "codes_in_brackets_before_names_of_a_stated_level",
        "云河市青石区体育局",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [Column("功能分类科目"), *_types(0)],
                (
                    ",合计,90.00,60.00,30.00",
                    "207,【207】文化旅游体育与传媒支出（类）,90.00,60.00,30.00",
                    "20703,【20703】体育（款）,90.00,60.00,30.00",
                    "2070301,【2070301】行政运行（项）,60.00,60.00,0.00",
                    "2070307,【2070307】体育场馆（项）,30.00,0.00,30.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "900000"},
    ),
    Kind(
        "types_as_rows_above_their_codes",
        "云河市青石区交通局",
        (
            Form(
                "expenditure",
                _TITLE,
                [*CODE_AND_NAME, Column("2025年预算数", "total", labels=1)],
                (
                    ",,合计,350.00",
                    "#basic,,基本支出,120.00",
                    "214,214,交通运输支出,120.00",
                    "21401,21401,公路水路运输,120.00",
                    "2140101,2140101,行政运行,120.00",
                    "#project,,项目支出,230.00",
                    "214,214,交通运输支出,230.00",
                    "21401,21401,公路水路运输,230.00",
                    "2140104,2140104,公路建设,200.00",
                    "2140106,2140106,公路养护,30.00",
                ),
            ),
        ),
        {"fct_expenditure": "3500000"},
    ),
    Kind(
        "share_of_the_budget_carried_out",
        "云河市青石区退役军人局",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算财政拨款支出决算表",
                [
                    *CODE_AND_NAME,
                    Column("年初预算数", "total", amount_basis="budget", labels=1),
                    Column("决算数", "total", labels=1),
                    Column("完成年初预算的%"),
                ],
                (
                    ",,合计,250.00,240.00,96.00",
                    "208,208,社会保障和就业支出,250.00,240.00,96.00",
                    "20828,20828,退役军人管理事务,250.00,240.00,96.00",
                    "2082801,2082801,行政运行,150.00,145.00,96.67",
                    "2082804,2082804,拥军优属,100.00,95.00,95.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "2400000"},
        stage="决算",
    ),
    Kind(
        "own_funds_and_the_parts_of_them_that_are_named",
        "云河市青石区水务局",
        (
            Form(
                "expenditure",
                "部门支出预算表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("一般公共预算", "general_public_budget", labels=1),
                    Column("单位资金/小计", "unit_own_funds", labels=1),
                    Column("单位资金/事业支出", "institutional", labels=1),
                    Column("单位资金/其他支出", "other", labels=1),
                ],
                (
                    ",,合计,260.00,200.00,60.00,50.00,10.00",
                    "213,213,农林水支出,260.00,200.00,60.00,50.00,10.00",
                    "21303,21303,水利,260.00,200.00,60.00,50.00,10.00",
                    "2130301,2130301,行政运行,200.00,200.00,0.00,0.00,0.00",
                    "2130306,2130306,水利工程运行与维护,60.00,0.00,60.00,50.00,10.00",
                ),
            ),
        ),
        {"fct_expenditure": "2600000"},
    ),
    Kind(
        "columns_below_a_subtotal_that_no_word_tells_from_it",
        "云河市青石区文旅局",
        (
            Form(
                "expenditure",
                _TITLE,
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("基本支出", "basic", labels=1),
                    Column("项目支出/小计", "project", labels=1),
                    Column("项目支出/发展项目", "unknown", labels=1),
                    Column("项目支出/运转项目", "unknown", labels=1),
                ],
                (
                    ",,合计,260.00,150.00,110.00,70.00,40.00",
                    "207,207,文化旅游体育与传媒支出,260.00,150.00,110.00,70.00,40.00",
                    "20701,20701,文化和旅游,260.00,150.00,110.00,70.00,40.00",
                    "2070101,2070101,行政运行,150.00,150.00,0.00,0.00,0.00",
                    "2070109,2070109,群众文化,110.00,0.00,110.00,70.00,40.00",
                ),
            ),
            Form(
                "revenue",
                "收入总表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("一般公共预算/小计", "general_public_budget", labels=1),
                    Column("一般公共预算/财力安排", "unknown", labels=1),
                    Column("一般公共预算/专项安排", "unknown", labels=1),
                ],
                (
                    ",,合计,260.00,260.00,200.00,60.00",
                    "207,207,文化旅游体育与传媒支出,260.00,260.00,200.00,60.00",
                    "20701,20701,文化和旅游,260.00,260.00,200.00,60.00",
                    "2070101,2070101,行政运行,150.00,150.00,150.00,0.00",
                    "2070109,2070109,群众文化,110.00,110.00,50.00,60.00",
                ),
            ),
        ),
        {"fct_expenditure": "2600000", "fct_revenue": "2600000"},
    ),
    Kind(
        "summary_closed_by_a_subtotal_with_a_fund_below_all_funds",
        "云河市青石区水利局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总体情况表",
                [
                    Column("收入/项目"),
                    Column("收入/预算数", "amount", "revenue"),
                    Column("支出/功能分类"),
                    Column("支出/预算数", "amount", "expenditure", labels=2),
                ],
                (
                    "|208,财政拨款（补助）,300.00,208社会保障和就业支出,40.00",
                    "|213,一般公共预算,300.00,213农林水支出,270.00",
                    ",事业收入,10.00,,",
                    ",小计,310.00,小计,310.00",
                    ",上年结转结余,5.00,结转下年,5.00",
                    ",收入总计,315.00,支出总计,315.00",
                ),
            ),
        ),
    ),
    Kind(
        "nothing_said_by_a_word_and_a_total_of_all",
        "云河市青石区档案馆",
        (
            Form(
                "expenditure",
                _TITLE,
                [*CODE_AND_NAME, *_types(1)],
                (
                    ",,全部合计,150.00,100.00,50.00",
                    "201,201,一般公共服务支出,130.00,80.00,50.00",
                    "20126,20126,档案事务,130.00,80.00,50.00",
                    "2012601,2012601,行政运行,80.00,80.00,无",
                    "2012604,2012604,档案馆,50.00,无,50.00",
                    "221,221,住房保障支出,20.00,20.00,无",
                    "22102,22102,住房改革支出,20.00,20.00,无",
                    "2210201,2210201,住房公积金,20.00,20.00,无",
                ),
            ),
        ),
        {"fct_expenditure": "1500000"},
    ),
    Kind(
        "classes_of_projects_of_the_integrated_budget",
        "云河市青石区公路局",
        (
            Form(
                "expenditure",
                _TITLE,
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("人员类", "personnel", labels=1),
                    Column("运转类/公用经费", "operating", labels=1),
                    Column("运转类/其他运转类", "other_operation_projects", labels=1),
                    Column("特定目标类", "special_target_projects", labels=1),
                ],
                (
                    ",,合计,300.00,80.00,40.00,20.00,160.00",
                    "214,214,交通运输支出,300.00,80.00,40.00,20.00,160.00",
                    "21401,21401,公路水路运输,300.00,80.00,40.00,20.00,160.00",
                    "2140101,2140101,行政运行,140.00,80.00,40.00,20.00,0.00",
                    "2140106,2140106,公路养护,160.00,0.00,0.00,0.00,160.00",
                ),
            ),
        ),
        {"fct_expenditure": "3000000"},
    ),
    Kind(
        "total_of_this_year_called_the_total_above_a_balance",
        "云河市青石区实验学校",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                summary_columns(),
                (
                    "|205,一、财政拨款收入,300.00,一、教育支出,310.00",
                    "|221,二、事业收入,10.00,二、住房保障支出,20.00",
                    ",收入合计,310.00,支出合计,330.00",
                    ",上年结转,25.00,结转下年,5.00",
                    ",收入总计,335.00,支出总计,335.00",
                ),
            ),
        ),
    ),
    Kind(
        "types_below_the_total_of_this_year",
        "云河市青石区招商局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                summary_columns(),
                (
                    "|201,一、财政拨款收入,320.00,一、一般公共服务支出,310.00",
                    "|221,,,二、住房保障支出,20.00",
                    ",本年收入合计,320.00,本年支出合计,330.00",
                    ",,,其中：基本支出,250.00",
                    ",,,项目支出,80.00",
                    ",上年结转,15.00,结转下年,5.00",
                    ",收入总计,335.00,支出总计,335.00",
                ),
            ),
        ),
    ),
)
