"""Variants of the kinds of layout: other words, other order, other columns, a level more.

Belongs here: what places nobody has seen might print of a kind that is known. Does not belong here: the
kinds themselves and their notation (``layout_kinds``).
"""

from __future__ import annotations

from tests.support.layout_kinds import CODE_AND_NAME, Column, Form, Kind, summary_columns


def _summary(*expenditure: Column) -> list[Column]:
    columns = summary_columns()
    return [*columns[:3], *(expenditure or columns[3:])]


# The statutory form that makes a document with lists a disclosure.
_MONEY = Form(
    "income_expenditure_summary",
    "收支总表",
    _summary(),
    ("|205,一、一般公共预算拨款收入,900.00,一、教育支出,900.00", ",收入总计,900.00,支出总计,900.00"),
)

_FUNDS = _summary(
    *(
        Column(f"支出/{name}", measure, "expenditure", labels=2)
        for name, measure in (
            ("合计", "total"),
            ("一般公共预算", "general_public_budget"),
            ("政府性基金预算", "government_fund_budget"),
        )
    )
)

VARIANTS: tuple[Kind, ...] = (
    Kind(
        "names_on_three_levels_below_a_numbered_total",
        "云州市白石区体育局",
        (
            Form(
                "appropriation_summary",
                "财政拨款收支总表",
                _FUNDS,
                (
                    ",一、本年收入,900.00,一、本年支出,900.00,800.00,100.00",
                    "|207,一般公共预算拨款,800.00,文化旅游体育与传媒支出,640.00,640.00,",
                    "|20703,政府性基金预算拨款,100.00,体育,640.00,640.00,",
                    "|2070301,,,行政运行,340.00,340.00,",
                    "|2070308,,,群众体育,300.00,300.00,",
                    "|221,,,住房保障支出,160.00,160.00,",
                    "|22102,,,住房改革支出,160.00,160.00,",
                    "|2210201,,,住房公积金,160.00,160.00,",
                    "|229,,,其他支出,100.00,,100.00",
                    "|22960,,,彩票公益金安排的支出,100.00,,100.00",
                    "|2296003,,,用于体育事业的彩票公益金支出,100.00,,100.00",
                    ",二、上年结转,,二、结转下年,,,",
                    ",收入总计,900.00,支出总计,900.00,800.00,100.00",
                ),
            ),
        ),
    ),
    Kind(
        "classes_numbered_above_bare_names",
        "云州市白石区科技局",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    Column("支出功能分类科目"),
                    Column("2024年执行数", "total", amount_basis="prior_year"),
                    Column("2025年预算数/小计", "total"),
                    Column("2025年预算数/基本支出", "basic"),
                    Column("2025年预算数/项目支出", "project"),
                ],
                (
                    "206,一、科学技术支出,500.00,600.00,400.00,200.00",
                    "20601,科学技术管理事务,450.00,540.00,400.00,140.00",
                    "2060101,行政运行,380.00,400.00,400.00,",
                    "2060102,一般行政管理事务,70.00,140.00,,140.00",
                    "20607,科学技术普及,50.00,60.00,,60.00",
                    "2060702,科普活动,50.00,60.00,,60.00",
                    "221,二、住房保障支出,50.00,60.00,60.00,",
                    "22102,住房改革支出,50.00,60.00,60.00,",
                    "2210201,住房公积金,50.00,60.00,60.00,",
                    ",合计,550.00,660.00,460.00,200.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "6600000"},
    ),
    Kind(
        "years_name_this_years_money",
        "云州市白石区信访局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                [
                    Column("收入/项目"),
                    Column("收入/合计", "amount", "revenue"),
                    Column("收入/其中：2025年预算", "amount", "revenue", period="current_year"),
                    Column("收入/其中：结转资金", "amount", "revenue", period="carried_forward"),
                    Column("支出/项目"),
                    Column("支出/合计", "amount", "expenditure", labels=4),
                    Column("支出/其中：2025年预算", "amount", "expenditure", "", "current_year", labels=4),
                    Column("支出/其中：结转资金", "amount", "expenditure", "", "carried_forward", labels=4),
                ],
                (
                    "|201,一、财政拨款收入,400.00,360.00,40.00,一、一般公共服务支出,330.00,290.00,40.00",
                    "|221,二、单位资金收入,30.00,30.00,0.00,二、住房保障支出,100.00,100.00,0.00",
                    ",收入总计,430.00,390.00,40.00,支出总计,430.00,390.00,40.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    Column("总计", "total", labels=1),
                    Column("结转资金/合计", "carried_forward_in", period="carried_forward", labels=1),
                    Column("结转资金/基本支出", "basic", period="carried_forward", labels=1),
                    Column("结转资金/项目支出", "project", period="carried_forward", labels=1),
                    Column("当年资金/合计", "total", period="current_year", labels=1),
                    Column("当年资金/基本支出", "basic", period="current_year", labels=1),
                    Column("当年资金/项目支出", "project", period="current_year", labels=1),
                ],
                (
                    ",,合计,430.00,40.00,5.00,35.00,390.00,260.00,130.00",
                    "201,201,一般公共服务支出,330.00,40.00,5.00,35.00,290.00,160.00,130.00",
                    "20140,20140,信访事务,330.00,40.00,5.00,35.00,290.00,160.00,130.00",
                    "2014001,2014001,行政运行,165.00,5.00,5.00,0.00,160.00,160.00,0.00",
                    "2014004,2014004,信访业务,165.00,35.00,0.00,35.00,130.00,0.00,130.00",
                    "221,221,住房保障支出,100.00,0.00,0.00,0.00,100.00,100.00,0.00",
                    "22102,22102,住房改革支出,100.00,0.00,0.00,0.00,100.00,100.00,0.00",
                    "2210201,2210201,住房公积金,100.00,0.00,0.00,0.00,100.00,100.00,0.00",
                ),
            ),
        ),
        {"fct_revenue": "4300000", "fct_expenditure": "4300000"},
    ),
    Kind(
        "each_fund_of_this_year_and_carried_forward",
        "云州市白石区统计局",
        (
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("财政拨款/小计", "fiscal_appropriation", labels=1),
                    Column("财政拨款/当年财政拨款", "fiscal_appropriation", period="current_year", labels=1),
                    Column(
                        "财政拨款/上年财政拨款结转",
                        "fiscal_appropriation",
                        period="carried_forward",
                        labels=1,
                    ),
                    Column("单位资金/小计", "unit_own_funds", labels=1),
                    Column("单位资金/当年单位资金", "unit_own_funds", period="current_year", labels=1),
                    Column("单位资金/上年单位资金结转", "unit_own_funds", period="carried_forward", labels=1),
                ],
                (
                    ",,合计,500.00,480.00,430.00,50.00,20.00,12.00,8.00",
                    "201,201,一般公共服务支出,500.00,480.00,430.00,50.00,20.00,12.00,8.00",
                    "20105,20105,统计信息事务,500.00,480.00,430.00,50.00,20.00,12.00,8.00",
                    "2010501,2010501,行政运行,300.00,300.00,300.00,0.00,0.00,0.00,0.00",
                    "2010505,2010505,专项统计业务,200.00,180.00,130.00,50.00,20.00,12.00,8.00",
                ),
            ),
        ),
        {"fct_expenditure": "5000000"},
    ),
    Kind(
        "projects_without_capital_construction",
        "云州市白石区发改局",
        (
            Form(
                "general_public_expenditure",
                "一般公共预算支出表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("基本支出", "basic", labels=1),
                    Column("项目支出", "project", labels=1),
                    Column("其中：剔除中央基建投资后项目支出", "project_without_construction", labels=1),
                ],
                (
                    ",,合计,500.00,200.00,300.00,250.00",
                    "201,201,一般公共服务支出,500.00,200.00,300.00,250.00",
                    "20104,20104,发展与改革事务,500.00,200.00,300.00,250.00",
                    "2010401,2010401,行政运行,200.00,200.00,,",
                    "2010404,2010404,战略规划与实施,300.00,,300.00,250.00",
                ),
            ),
        ),
        {"fct_appropriation_expenditure": "5000000"},
    ),
    Kind(
        "balances_of_real_accounts_and_reserves_for_small_firms",
        "云州市白石区文体局",
        (
            Form(
                "revenue",
                "部门收入总表",
                [
                    Column("单位名称"),
                    Column("合计", "total"),
                    Column("财政拨款收入", "fiscal_appropriation"),
                    Column("上年结转", "carried_forward_in"),
                    Column("上年实户资金余额", "own_account_balance"),
                    Column("其他收入", "other"),
                ],
                (
                    ",合计,100.00,70.00,10.00,15.00,5.00",
                    ",云州市白石区文体局,100.00,70.00,10.00,15.00,5.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("基本支出", "basic", labels=1),
                    Column("项目支出", "project", labels=1),
                    Column("其中：政府采购/小计", "procurement", labels=1),
                    Column("其中：政府采购/面向中小企业预留", "sme_reserved", labels=1),
                    Column("其中：政府采购/其中：面向小微企业预留", "small_micro_reserved", labels=1),
                ],
                (
                    ",,合计,100.00,60.00,40.00,30.00,20.00,12.00",
                    "205,205,教育支出,100.00,60.00,40.00,30.00,20.00,12.00",
                    "20502,20502,普通教育,100.00,60.00,40.00,30.00,20.00,12.00",
                    "2050202,2050202,小学教育,100.00,60.00,40.00,30.00,20.00,12.00",
                ),
            ),
        ),
        {"fct_revenue": "1000000", "fct_expenditure": "1000000"},
    ),
    Kind(
        "levels_by_indentation_alone",
        "云州市白石区侨务局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总表",
                _summary(),
                (
                    "|201,财政拨款收入,880.00,一般公共服务支出,740.00",
                    ",　一般公共预算,800.00,　侨务日常事项,500.00",
                    ",　政府性基金,80.00,　侨联活动事项,240.00",
                    "|221,单位其他收入,20.00,住房保障支出,160.00",
                    ",　捐赠,15.00,　公积金缴存,160.00",
                    ",　利息,5.00,,",
                    ",收入总计,900.00,支出总计,900.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总表",
                [
                    Column("项目"),
                    Column("合计", "total"),
                    Column("基本支出", "basic"),
                    Column("项目支出", "project"),
                ],
                (
                    ",合计,900.00,600.00,300.00",
                    ",机关运转事项,740.00,440.00,300.00",
                    ",　日常,500.00,300.00,200.00",
                    ",　活动,240.00,140.00,100.00",
                    ",职工住房事项,160.00,160.00,",
                    ",　公积金缴存,160.00,160.00,",
                ),
            ),
        ),
        {"fct_revenue": "9000000", "fct_expenditure": "9000000"},
    ),
    Kind(
        "purchases_below_the_codes_of_their_kind",
        "云州市白石区医保局",
        (
            _MONEY,
            Form(
                "procurement",
                "政府采购预算明细表",
                [
                    Column("采购品目/编码"),
                    Column("采购品目/名称"),
                    Column("采购数量"),
                    Column("资金来源/总计", "total", labels=1),
                    Column("资金来源/财政拨款", "fiscal_appropriation", labels=1),
                    Column("资金来源/其他资金", "unit_own_funds", labels=1),
                ],
                (
                    ",合计,合计,,48.20,40.20,8.00",
                    ",A,货物,,18.20,18.20,",
                    ",A02010105,台式计算机,20,12.00,12.00,",
                    ",A05010301,办公椅,40,6.20,6.20,",
                    ",C,服务,,30.00,22.00,8.00",
                    ",C21040000,物业管理服务,1,30.00,22.00,8.00",
                ),
            ),
        ),
    ),
    Kind(
        "units_without_codes_above_theirs_and_a_header_that_names_the_form",
        "云州市白石区水务局",
        (
            Form(
                "income_expenditure_summary",
                "部门收支总体情况表",
                _FUNDS,
                (
                    ",一、一般公共预算,500.00,一、基本支出,300.00,300.00,",
                    ",二、政府性基金预算,100.00,二、项目支出,300.00,200.00,100.00",
                    ",本年收入小计,600.00,本年支出小计,600.00,500.00,100.00",
                    ",上年结转结余,,结转下年,,,",
                    ",收入合计,600.00,支出合计,600.00,500.00,100.00",
                ),
            ),
            Form(
                "expenditure",
                "部门支出总体情况表",
                [
                    *CODE_AND_NAME,
                    Column("合计", "total", labels=1),
                    Column("基本经费", "basic", labels=1),
                    Column("项目经费", "project", labels=1),
                ],
                (
                    ",,云州市白石区水务局（本级）,400.00,200.00,200.00",
                    "213,213,农林水支出,400.00,200.00,200.00",
                    "21303,21303,水利,400.00,200.00,200.00",
                    "2130301,2130301,行政运行,200.00,200.00,",
                    "2130306,2130306,水利工程运行与维护,200.00,,200.00",
                    ",,云州市白石区河道管理站,200.00,100.00,100.00",
                    "213,213,农林水支出,200.00,100.00,100.00",
                    "21303,21303,水利,200.00,100.00,100.00",
                    "2130304,2130304,水利行业业务管理,100.00,100.00,",
                    "2130311,2130311,水资源节约管理与保护,100.00,,100.00",
                ),
            ),
            Form(
                "three_public_expenses",
                "一般公共预算“三公”经费支出情况表",
                [Column("项目"), Column("2025年“三公”经费预算数", "total")],
                (
                    "three_public_total,共计,12.00",
                    "overseas_travel,1、因公出国（境）费用,2.00",
                    "official_reception,2、公务接待费,1.00",
                    "vehicle_total,3、公务用车费,9.00",
                    "vehicle_operation,其中：（1）公务用车运行维护费,4.00",
                    "vehicle_purchase,（2）公务用车购置,5.00",
                ),
            ),
        ),
        {"fct_expenditure": "6000000", "fct_three_public_expenses": "120000"},
    ),
)
