"""Small documents of an invented place, one trait of prose or lists each, as the writer renders them.

Belongs here: their text, in a notation of a line a paragraph or row, and what must be read of them.
Does not belong here: whole disclosures (``tests.support.traits``), what a build must hold (the tests).

The notation: ``---`` begins a page; ``| a | b`` is a row, ``|! a | b`` one of the header; ``a <3``
spans three columns, ``a ^2`` two rows; any other line is a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tools.writer.model import Block, Cell, Document, PageStart, Paragraph, Row, Table
from tools.writer.pdf import render_pdf

_SPANS = re.compile(r"\s+([<^])(\d+)$")
Printed = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class SmallDocument:
    """A document and what the warehouse must hold of it.

    Attributes:
        name: What the trait is, and the file's name.
        text: Its pages in the notation of this module.
        amounts: Form, line, measure and yuan of the figures in question.
        violated: The identities that a planted fault breaks; empty where all figures add up.
        year: The fiscal year; None where none is stated.
        stage: The stage.
    """

    name: str
    text: str
    amounts: tuple[Printed, ...] = ()
    violated: frozenset[str] = frozenset()
    year: int | None = 2025
    stage: str = "budget"

    @property
    def path(self) -> str:
        """The file's name."""
        return f"{self.name}.pdf"

    def document(self) -> Document:
        """The blocks of the text."""
        blocks: list[Block] = []
        rows: list[tuple[bool, Row]] = []
        for line in [*self.text.strip().splitlines(), ""]:
            if line.startswith("|"):
                rows.append((line.startswith("|!"), _row(line)))
                continue
            if rows:
                blocks.append(_table(rows))
                rows = []
            if line == "---":
                blocks.append(PageStart())
            elif line.strip():
                style = "title" if not blocks else "body"
                blocks.append(Paragraph(line.strip(), style))
        return Document(self.name, tuple(blocks))


def write_small_documents(folder: Path) -> None:
    """Renders all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in SMALL_DOCUMENTS:
        (folder / document.path).write_bytes(render_pdf(document.document()))


def _row(line: str) -> Row:
    cells = [text.strip(" ") for text in line.lstrip("|!").split("|")]
    return tuple(_cell(text) for text in cells)


def _cell(text: str) -> Cell:
    spans = {"<": 1, "^": 1}
    while found := _SPANS.search(" " + text):
        spans[found[1]] = int(found[2])
        text = (" " + text)[: found.start()].strip(" ")
    return Cell("" if text == "_" else text, spans["<"], spans["^"])


def _table(rows: list[tuple[bool, Row]]) -> Table:
    header_rows = sum(is_header for is_header, _ in rows)
    width = sum(cell.column_span for cell in rows[0][1])
    return Table(tuple(row for _, row in rows), max(header_rows, 1), (1.0,) * width)


_TARGETS = """
| 年度目标 | 按计划完成全年任务。 <3
| 一级指标 | 二级指标 | 三级指标 | 指标值
| 产出指标 | 数量指标 | 走访户数 | ≥200户
| 效益指标 | 社会效益指标 | 投诉办结率 | ≥95%
"""


def _sheet(name: str, money: str) -> str:
    return f"""
---
{name}绩效目标表
（2025年度）
| 项目名称 | {name} <3
| 主管部门 | 云溪市南湖区民政局 | 实施单位 | 云溪市南湖区民政局
{money.strip()}
{_TARGETS.strip()}"""


def _summary(expenditure: str) -> str:
    return f"""
---
收支总表
部门名称：云溪市南湖区民政局 单位：万元
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 项目 | 预算数
| 一、一般公共预算拨款收入 | 900.00 | {expenditure} | 900.00
| 收入总计 | 900.00 | 支出总计 | 900.00"""


_COVER = "云溪市南湖区民政局2025年部门预算"

_PROCUREMENT_CODES = """
---
政府采购预算表
部门名称：云溪市南湖区民政局 单位：万元
|! 科目编码 <3 | 科目名称 ^2 | 合计 ^2 | 财政拨款 <3 | 单位资金 ^2 | 上年结转 ^2
|! 类 | 款 | 项 | 小计 | 一般公共预算 | 政府性基金预算
| _ | _ | _ | 合 计 | 71.30 | 60.80 | 50.80 | 10.00 | 6.50 | 4.00
| 208 | _ | _ | 社会保障和就业支出 | 71.30 | 60.80 | 50.80 | 10.00 | 6.50 | 4.00
| _ | 02 | _ | 民政管理事务 | 71.30 | 60.80 | 50.80 | 10.00 | 6.50 | 4.00
| _ | _ | 01 | 行政运行 | 21.30 | 20.80 | 20.80 | _ | 0.50 | _
| _ | _ | 99 | 其他民政管理事务支出 | {item} | 40.00 | 30.00 | 10.00 | 6.00 | 4.00"""

_SUBTOTALS = """
---
2025年政府采购预算表
部门名称：云溪市南湖区民政局 单位：万元
|! 采购品目大类 | 专项名称 | 经济科目 | 采购物品名称 | 采购组织形式 | 总计
| 合计 | _ | _ | _ | _ | 128.00
| 一、货物A | _ | _ | _ | _ | 78.00
| _ | 救助业务费 | 办公设备购置 | _ | _ | {goods}
| _ | _ | _ | 台式计算机 | 分散采购 | 17.00
| _ | _ | _ | 多功能一体机 | 分散采购 | 9.00
| _ | 养老服务费 | 办公设备购置 | _ | _ | 52.00
| _ | _ | _ | 护理床 | 集中采购 | 52.00
| 三、服务C | _ | _ | _ | _ | 50.00
| _ | 物业费 | 物业管理费 | _ | _ | 50.00
| _ | _ | _ | 物业管理服务 | 分散采购 | 50.00"""

_SERVICES = """
---
政府购买服务支出表
部门名称：云溪市南湖区民政局 单位：万元
|! 指导性目录 <3 | 预算金额 ^2
|! 一级 | 二级 | 三级
| 合 计 <3 | {total}
| 01-公共服务 | 0105-社会保障服务 | 养老服务 | 41.00
| 01-公共服务 | 0105-社会保障服务 | 救助服务 | 22.50
| 02-政府履职辅助性服务 | 0211-后勤服务 | 物业管理服务 | 9.50"""

_OF_WHICH = """
---
2025年部门综合预算收支总表
部门名称：云溪市南湖区民政局 单位：万元
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 支出功能分科目（按大类） | 预算数
| 一、部门预算 | 620.00 | 一、部门预算 | 620.00
| 1、财政拨款 | 620.00 | 1、社会保障和就业支出 | 570.00
| (1)一般公共预算拨款 | 620.00 | 2、住房保障支出 | 50.00
| 其中：专项资金列入部门预算的项目 | {memo} | _ | _
| 本年收入合计 | 620.00 | 本年支出合计 | 620.00
| 收入总计 | 620.00 | 支出总计 | 620.00"""

_PROJECT_LIST = """
---
二、2025年本部门重点项目绩效目标情况如下：
|! 项目 | 预算数（单位：万元） | 绩效目标
| 合计 | 245.00 | _
| 云溪市南湖区民政局 | {unit} | _
| 低保核查经费 | 95.00 | 核查低保对象一次。
| 社区建设经费 | 60.00 | 建成示范社区两个。
| 南湖区福利院 | 90.00 | _
| 护理用品经费 | 64.00 | 配齐护理用品。
| 康复器材经费 | 26.00 | 更新康复器材。"""

_FUND_FORMS = """
---
财政拨款收支总表
部门名称：云溪市南湖区民政局 单位：万元
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 项目 | 预算数
| 一、一般公共预算拨款 | 700.00 | 社会保障和就业支出 | 730.00
| 二、政府性基金预算拨款 | 120.00 | 其他支出 | 90.00
| 收入总计 | 820.00 | 支出总计 | 820.00
---
一般公共预算支出表
部门名称：云溪市南湖区民政局 单位：万元
|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
| _ | 合计 | 700.00 | 420.00 | 280.00
| 208 | 社会保障和就业支出 | 700.00 | 420.00 | 280.00
| 20802 | 民政管理事务 | 700.00 | 420.00 | 280.00
| 2080201 | 行政运行 | 460.00 | 420.00 | 40.00
| 2080299 | 其他民政管理事务支出 | 240.00 | _ | 240.00
---
政府性基金预算支出表
部门名称：云溪市南湖区民政局 单位：万元
|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
| _ | 合计 | 120.00 | _ | 120.00
| 208 | 社会保障和就业支出 | 30.00 | _ | 30.00
| 20822 | 大中型水库移民后期扶持基金支出 | 30.00 | _ | 30.00
| 2082201 | 移民补助 | 30.00 | _ | 30.00
| 229 | 其他支出 | 90.00 | _ | 90.00
| 22960 | 彩票公益金安排的支出 | 90.00 | _ | 90.00
| 2296002 | 用于社会福利的彩票公益金支出 | 90.00 | _ | 90.00"""

_BALANCE = """
---
财政拨款收支总表
部门名称：云溪市南湖区民政局 单位：万元
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 项目 | 预算数
| 一、本年收入 | 610.00 | 一、本年支出 | 645.00
| （一）一般公共预算拨款 | 610.00 | （一）社会保障和就业支出 | 610.00
| （二）政府性基金预算拨款 | _ | （二）其他支出 | 35.00
| 二、上年结转 | 35.00 | 二、年终结转结余 | _
| （一）一般公共预算拨款 | _ | _ | _
| （二）政府性基金预算拨款 | 35.00 | _ | _
| 收入总计 | 645.00 | 支出总计 | 645.00
---
政府性基金预算支出表
部门名称：云溪市南湖区民政局 单位：万元
|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
| _ | 合计 | 35.00 | _ | 35.00
| 229 | 其他支出 | 35.00 | _ | 35.00
| 22960 | 彩票公益金安排的支出 | 35.00 | _ | 35.00
| 2296002 | 用于社会福利的彩票公益金支出 | 35.00 | _ | 35.00
---
2025年部门预算情况说明
一、收入预算情况说明
2025年收入预算645.00万元。
（一）本年财政拨款收入610.00万元。
1.一般公共预算拨款收入610.00万元。
2.政府性基金预算拨款收入0元。
（二）上年结转结余35.00万元。"""

_SHARES = """
---
收支总表
部门名称：云溪市南湖区民政局 单位：万元
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 项目 | 预算数
| 一、一般公共预算拨款收入 | 960.00 | 一、社会保障和就业支出 | 740.00
| 二、其他收入 | 40.00 | 二、住房保障支出 | 60.00
| 本年收入合计 | 1,000.00 | 本年支出合计 | 800.00
| 上年结转 | _ | 结转下年 | 200.00
| 收入总计 | 1,000.00 | 支出总计 | 1,000.00
---
2025年部门预算情况说明
三、支出预算情况说明
2025年支出预算1,000.00万元，比2024年年初预算数900.00万元增加100.00万元，增长11.11%。
（一）基本支出。基本支出预算{basic}万元，占本年支出预算{share}%。
（二）项目支出。项目支出预算280.00万元，占本年支出预算35.00%。"""


def _final_accounts(chapter: str) -> str:
    return f"""云溪市南湖区民政局2025年部门决算
2026年8月
---
收入支出决算总表
部门：云溪市南湖区民政局 单位：万元
|! 收入 <2 | 支出 <2
|! 项目 | 决算数 | 项目 | 决算数
| 一、一般公共预算财政拨款收入 | 530.00 | 一、社会保障和就业支出 | 530.00
| 本年收入合计 | 530.00 | 本年支出合计 | 530.00
| 总计 | 530.00 | 总计 | 530.00
---
第三部分 2025年度部门决算情况说明
一、关于2025年度收入支出决算总体情况说明
2025年度收、支总计530.00万元。
{chapter}
按照要求，组织对2025年度项目支出开展绩效自评。"""


_GENERAL_ALONE = """
---
一般公共预算支出表
部门名称：云溪市南湖区民政局 单位：万元
|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
| _ | 合计 | 700.00 | 420.00 | 280.00
| 208 | 社会保障和就业支出 | 700.00 | 420.00 | 280.00
| 20802 | 民政管理事务 | 700.00 | 420.00 | 280.00
| 2080201 | 行政运行 | 700.00 | 420.00 | 280.00
---
2025年部门预算情况说明
一、2025年收支总预算820.00万元。其中：一般公共预算拨款收入700.00万元，其他收入120.00万元。
二、2025年一般公共预算支出700.00万元。"""


_PROSE = "---\n第三部分 部门预算情况说明\n"


def _list(form: str, *lines: tuple[str, str, float]) -> tuple[Printed, ...]:
    return tuple((form, line, measure, round(wan * 10000)) for line, measure, wan in lines)


SMALL_DOCUMENTS = (
    SmallDocument("prose_on_all_money_without_the_form_of_it", _COVER + _GENERAL_ALONE),
    SmallDocument(
        "target_with_money_carried_forward",
        _COVER
        + _sheet(
            "低保信息系统维护",
            "| 项目资金（万元） ^4 | 年度资金总额： | 96.40 <2\n| 其中：财政拨款 | 61.40 <2\n"
            "| 上年结转 | 35.00 <2\n| 其他资金 | 0.00 <2",
        )
        + _sheet(
            "救助站修缮",
            "| 项目资金（万元） ^4 | 年度资金总额： | 40.00 <2\n| 其中：财政拨款 | 40.00 <2\n"
            "| 其中：上年结转资金 | 15.00 <2\n| 其他资金 | 0.00 <2",
        ),
        _list(
            "project_performance",
            ("低保信息系统维护", "budget", 96.4),
            ("低保信息系统维护", "fiscal", 61.4),
            ("低保信息系统维护", "carried_forward_in", 35),
            ("低保信息系统维护", "other_funds", 0),
            ("救助站修缮", "carried_forward_in", 15),
        ),
    ),
    SmallDocument(
        "target_whose_funds_do_not_add_up",
        _COVER
        + _sheet(
            "低保信息系统维护",
            "| 项目资金（万元） ^4 | 年度资金总额： | 97.40 <2\n| 其中：财政拨款 | 61.40 <2\n"
            "| 上年结转 | 35.00 <2\n| 其他资金 | 0.00 <2",
        ),
        violated=frozenset({"project_funding"}),
    ),
    SmallDocument(
        "target_with_the_money_of_all_years_alone",
        _COVER
        + _sheet(
            "福利院改造",
            "| 项目资金（万元） ^3 | 项目资金总额 | 640.00 <2\n| 其中：财政资金 | 640.00 <2\n"
            "| 其他资金 | 0.00 <2",
        ),
        _list("project_performance", ("福利院改造", "budget", 640), ("福利院改造", "fiscal", 640)),
    ),
    SmallDocument(
        "whole_project_beside_this_years_application",
        _COVER
        + "\n---\n财政项目支出绩效目标表\n（2025年度）\n"
        + "|! 项目名称 | 殡仪馆扩建 <2 | 项目类别 | 特定目标类\n"
        + "| 项目资金（万元） ^4 | 项目资金总额 | 880.00 | 年度资金申请总额 | 310.00\n"
        + "| 其中：财政资金 | 880.00 | 其中：当年财政拨款 | 290.00\n"
        + "| _ | _ | 上年结转资金 | 20.00\n"
        + "| 其他资金 | 0.00 | 其他资金 | 0.00\n"
        + "| 一级指标 | 二级指标 | 三级指标 <2 | 指标值\n"
        + "| 产出指标 | 数量指标 | 新建馆舍 <2 | =1座",
        _list(
            "project_performance",
            ("殡仪馆扩建", "budget", 310),
            ("殡仪馆扩建", "fiscal", 290),
            ("殡仪馆扩建", "carried_forward_in", 20),
            ("殡仪馆扩建", "whole_project", 880),
        ),
    ),
    SmallDocument(
        "whole_project_above_this_year",
        _COVER
        + _sheet(
            "公墓绿化",
            "| 项目资金（万元） ^6 | 实施期资金总额 | 300.00 <2\n| 其中：财政拨款 | 280.00 <2\n"
            "| 其他资金 | 20.00 <2\n| 年度资金总额 | 110.00 <2\n| 其中：财政拨款 | 100.00 <2\n"
            "| 其他资金 | 10.00 <2",
        ),
        _list(
            "project_performance",
            ("公墓绿化", "budget", 110),
            ("公墓绿化", "fiscal", 100),
            ("公墓绿化", "other_funds", 10),
            ("公墓绿化", "whole_project", 300),
            ("公墓绿化", "whole_project_fiscal", 280),
        ),
    ),
    SmallDocument(
        "targets_whose_money_is_of_all_years_and_of_one",
        _COVER
        + _sheet(
            "救助网络建设",
            "| 项目资金（万元） ^3 | _ | 实施期总目标 | 年度目标\n| 资金总额 | 720.00 | 240.00\n"
            "| 其中：财政拨款 | 720.00 | 240.00",
        )
        + _sheet(
            "福利院迁建",
            "| 项目资金（万元） ^6 | 实施期 ^3 | 资金总额 | 510.00\n| 其中：财政拨款 | 500.00\n"
            "| 其他资金 | 10.00\n| 年度 ^3 | 资金总额 | 170.00\n| 其中：财政拨款 | 165.00\n| 其他资金 | 5.00",
        )
        + _sheet("养老地图", "| 项目资金（万元） ^2 | 项目总投资 | 630.00 <2\n| 本年度预算 | 210.00 <2")
        + _sheet(
            "殡葬监管",
            "| 项目资金（万元） ^3 | 中期资金总额： | 450.00 | 年度资金总额：150.00\n"
            "| 其中：财政拨款 | 430.00 | 其中：财政拨款 140.00\n| 其他资金 | 20.00 | 其他资金 10.00",
        )
        + _sheet("区划勘界", "| 项目资金（万元） ^2 | 项目总投资 | 390.00 <2\n| 2025年预算安排 | 130.00 <2")
        + _sheet(
            "社区营造", "| 项目资金（万元） ^2 | 项目总投资 | 330.00 <2\n| 年度拟投入资金量 | 110.00 <2"
        ),
        _list(
            "project_performance",
            ("救助网络建设", "budget", 240),
            ("救助网络建设", "fiscal", 240),
            ("救助网络建设", "whole_project", 720),
            ("福利院迁建", "budget", 170),
            ("福利院迁建", "other_funds", 5),
            ("福利院迁建", "whole_project", 510),
            ("福利院迁建", "whole_project_fiscal", 500),
            ("养老地图", "budget", 210),
            ("养老地图", "whole_project", 630),
            ("殡葬监管", "budget", 150),
            ("殡葬监管", "fiscal", 140),
            ("殡葬监管", "whole_project", 450),
            ("殡葬监管", "whole_project_other_funds", 20),
            ("区划勘界", "budget", 130),
            ("区划勘界", "whole_project", 390),
            # A label that nobody reads leaves this year's money unread: what is of all years is not it.
            ("社区营造", "whole_project", 330),
        ),
    ),
    SmallDocument(
        "targets_whose_funds_are_named_by_year_and_level",
        _COVER
        + _sheet(
            "低保系统维护",
            "| 项目资金（万元） ^4 | 资金总额 | 96.40 <2\n| 其中：本年财政拨款 | 61.40 <2\n"
            "| 上年结转结余 | 30.00 <2\n| 财政专户管理资金 | 5.00 <2",
        )
        + _sheet(
            "救助站食堂",
            "| 预算情况（万元） ^2 | 年度资金总额 | 其中：财政拨款 | 其他资金\n| 100.00 | 80.00 | 20.00",
        )
        + _sheet(
            "孤儿保障",
            "| 项目资金（万元） ^5 | 年度资金总额 | 102.00 <2\n| 其中：财政拨款 | 102.00 <2\n"
            "| 其中：中央资金 | 40.00 <2\n| 省级资金 | 30.00 <2\n| 市县资金 | 32.00 <2",
        )
        + _sheet(
            "社工站",
            "| 预算数（万元） ^3 | 合计 | 260.00 <2\n| 其中：市级支出 | 180.00 <2\n| 区县支出 | 80.00 <2",
        ),
        _list(
            "project_performance",
            ("低保系统维护", "budget", 96.4),
            ("低保系统维护", "fiscal", 61.4),
            ("低保系统维护", "carried_forward_in", 30),
            ("低保系统维护", "other_funds", 5),
            ("救助站食堂", "budget", 100),
            ("救助站食堂", "fiscal", 80),
            ("救助站食堂", "other_funds", 20),
            ("孤儿保障", "budget", 102),
            ("孤儿保障", "fiscal", 102),
            ("社工站", "budget", 260),
            ("社工站", "own_level", 180),
            ("社工站", "to_lower_levels", 80),
        ),
    ),
    SmallDocument(
        "projects_listed_with_the_money_of_all_years_and_of_one",
        _COVER
        + _summary("一、社会保障和就业支出")
        + "\n---\n2025年重点项目绩效目标表\n单位：万元\n"
        + "|! 项目名称 ^2 | 实施期 <2 | 2025年度 <2 | 绩效目标 ^2\n"
        + "|! 资金总额 | 其中：财政拨款 | 资金总额 | 其中：财政拨款\n"
        + "| 儿童福利院建设 | 960.00 | 900.00 | 320.00 | 300.00 | 完成主体工程。\n"
        + "| 地名标志更换 | 180.00 | 180.00 | 60.00 | 60.00 | 更换标志六百块。",
        _list(
            "project_performance",
            ("儿童福利院建设", "budget", 320),
            ("儿童福利院建设", "fiscal", 300),
            ("儿童福利院建设", "whole_project", 960),
            ("地名标志更换", "budget", 60),
        ),
    ),
    SmallDocument(
        "target_with_funds_by_their_own_names",
        _COVER
        + _sheet(
            "福彩公益活动",
            "| 项目资金（万元） ^5 | 年度资金总额 | 66.00 <2\n| 一般公共预算拨款 | 20.00 <2\n"
            "| 政府性基金预算拨款 | 30.00 <2\n| 财政专户管理资金 | 9.00 <2\n| 单位资金 | 7.00 <2",
        ),
        _list("project_performance", ("福彩公益活动", "budget", 66), ("福彩公益活动", "fiscal", 20)),
    ),
    SmallDocument(
        "transfers_to_districts_among_targets",
        _COVER
        + "\n---\n2025年支出总表\n部门名称：云溪市南湖区民政局 单位：万元\n"
        + "|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
        + "| _ | 合计 | 430.00 | 300.00 | 130.00\n"
        + "| 208 | 社会保障和就业支出 | 430.00 | 300.00 | 130.00\n"
        + "| 20802 | 民政管理事务 | 430.00 | 300.00 | 130.00\n"
        + "| 2080201 | 行政运行 | 300.00 | 300.00 | _\n"
        + "| 2080299 | 其他民政管理事务支出 | 130.00 | _ | 130.00"
        + _sheet("社工服务", "| 项目资金（万元） ^2 | 资金总额 | 50.00 <2\n| 财政拨款 | 50.00 <2")
        + _sheet("养老服务专项", "| 项目资金（万元） ^2 | 资金总额 | 80.00 <2\n| 财政拨款 | 80.00 <2")
        + _sheet(
            "养老服务专项（转移支付）", "| 项目资金（万元） ^2 | 资金总额 | 60.00 <2\n| 财政拨款 | 60.00 <2"
        ),
        _list("project_performance", ("养老服务专项（转移支付）", "budget", 60)),
    ),
    SmallDocument(
        "projects_listed_with_their_money_and_their_targets",
        _COVER
        + _summary("一、社会保障和就业支出")
        + "\n---\n2025年部门项目支出预算表\n部门名称：云溪市南湖区民政局 单位：万元\n"
        + "|! 单位名称 | 项目名称 | 总计 | 一般公共预算 | 单位资金\n"
        + "| _ | 合计 | 131.20 | 118.00 | 13.20\n"
        + "| 云溪市南湖区民政局 | 地名普查 | 58.20 | 45.00 | 13.20\n"
        + "| 云溪市南湖区民政局 | 慈善宣传 | 33.00 | 33.00 | _\n"
        + "| 南湖区福利院 | 设备更新 | 40.00 | 40.00 | _\n"
        + "---\n2025年部门项目支出绩效表\n部门名称：云溪市南湖区民政局 单位：万元\n"
        + "|! 单位名称 | 项目名称 | 金额 | 绩效目标\n"
        + "| 云溪市南湖区民政局 | 地名普查 | 58.20 | 完成地名普查。\n"
        + "| 云溪市南湖区民政局 | 慈善宣传 | 33.00 | 开展慈善宣传。\n"
        + "| 南湖区福利院 | 设备更新 | 40.00 | 更新护理设备。",
        (
            *_list(
                "project_expenditure",
                ("合计", "total", 131.2),
                ("地名普查", "total", 58.2),
                ("地名普查", "unit_own_funds", 13.2),
                ("设备更新", "general_public_budget", 40),
            ),
            *_list("project_performance", ("慈善宣传", "budget", 33)),
        ),
    ),
    SmallDocument(
        "projects_below_kinds_that_only_sums_tell",
        _COVER
        + _summary("一、社会保障和就业支出")
        + "\n---\n部门综合预算专项业务经费支出表\n部门名称：云溪市南湖区民政局 单位：万元\n"
        + "|! 单位编码 | 单位（项目）名称 | 项目金额 | 项目简介\n"
        + "| _ | 合计 | 500.00 | _\n"
        + "| 214 | 云溪市南湖区民政局 | 500.00 | _\n"
        + "| _ | 通用项目 | 300.00 | _\n"
        + "| _ | 办公场所租赁 | 180.00 | _\n"
        + "| _ | 档案库房租赁 | 80.00 | _\n"
        + "| _ | 窗口用房租赁 | 100.00 | _\n"
        + "| _ | 大型活动 | 120.00 | _\n"
        + "| _ | 业务培训 | 120.00 | _\n"
        + "| _ | 专用项目 | 200.00 | _\n"
        + "| _ | 救助管理 | 200.00 | _\n"
        + "| _ | 站点改造 | 150.00 | _\n"
        + "| _ | 物资采购 | 50.00 | _",
        _list(
            "project_expenditure",
            ("合计", "total", 500),
            ("通用项目", "total", 300),
            ("大型活动", "total", 120),
            ("业务培训", "total", 120),
            ("物资采购", "total", 50),
        ),
    ),
    SmallDocument(
        "projects_with_a_total_and_units",
        _COVER + _summary("一、社会保障和就业支出") + _PROJECT_LIST.format(unit="155.00"),
        _list(
            "project_performance",
            ("合计", "budget", 245),
            ("云溪市南湖区民政局", "budget", 155),
            ("南湖区福利院", "budget", 90),
            ("康复器材经费", "budget", 26),
        ),
    ),
    SmallDocument(
        "projects_that_do_not_add_up_to_their_unit",
        _COVER + _summary("一、社会保障和就业支出") + _PROJECT_LIST.format(unit="156.00"),
        violated=frozenset({"project_list_total"}),
    ),
    SmallDocument(
        "project_in_two_parts",
        _COVER
        + _summary("一、社会保障和就业支出")
        + "\n---\n2025年本级重点专项资金绩效目标表（一级项目）\n单位：万元\n"
        + "| 项目名称 | 养老专项 | 主管部门 | 云溪市南湖区民政局\n"
        + "| 当年预算 ^2 | 170.00 ^2 | 本级支出 | 120.00\n"
        + "| 补助区县 | 50.00\n"
        + "| 当年绩效目标 | 建成养老驿站三处。 <3\n"
        + "| 一级指标 | 指标名称 | 指标性质 | 指标值\n"
        + "| 产出指标 | 驿站数量 | ≥ | 3",
        _list(
            "project_performance",
            ("养老专项", "budget", 170),
            ("养老专项", "own_level", 120),
            ("养老专项", "to_lower_levels", 50),
        ),
    ),
    SmallDocument(
        "procurement_by_functional_code",
        # A department of its own: of several disclosures of one the star holds one.
        (_COVER + _summary("一、社会保障和就业支出") + _PROCUREMENT_CODES.format(item="50.00")).replace(
            "南湖区民政局", "西湖区民政局"
        ),
        _list(
            "procurement",
            ("合计", "total", 71.3),
            ("合计", "fiscal_appropriation", 60.8),
            ("社会保障和就业支出", "total", 71.3),
            ("行政运行", "general_public_budget", 20.8),
            ("其他民政管理事务支出", "fiscal_appropriation", 40),
            ("其他民政管理事务支出", "carried_forward_in", 4),
        ),
    ),
    SmallDocument(
        "procurement_by_functional_code_with_a_fault",
        _COVER + _summary("一、社会保障和就业支出") + _PROCUREMENT_CODES.format(item="51.00"),
        violated=frozenset({"procurement_funds", "procurement_total"}),
    ),
    SmallDocument(
        "procurement_total_over_the_columns_of_codes",
        _COVER
        + _summary("一、社会保障和就业支出")
        + "\n---\n部门综合预算政府采购（资产配置、购买服务）预算表\n单位：元\n"
        + "|! 科目编码 <3 | 单位编码 ^2 | 采购项目 ^2 | 采购目录 ^2 | "
        + "数量 ^2 | 支出经济科目编码 <2 | 预算金额 ^2\n"
        + "|! 类 | 款 | 项 | 类 | 款\n"
        + "| 合计 <6 | 65 | _ | _ | 97,500.00\n"
        + "| 208 | 02 | 01 | 1 | 全额 | _ | 65 | _ | _ | 97,500.00\n"
        + "| 208 | 02 | 01 | 214001 | 云溪市南湖区民政局 | _ | 65 | _ | _ | 97,500.00\n"
        + "| 208 | 02 | 01 | _ | 日常公用经费 | A05040101复印纸 | 60 | 302 | 01 | 12,500.00\n"
        + "| 208 | 02 | 02 | _ | 救助热线 | C16070000运行维护服务 | 5 | 302 | 13 | 85,000.00",
        _list(
            "procurement",
            ("合计", "total", 9.75),
            ("云溪市南湖区民政局", "total", 9.75),
            ("A05040101复印纸", "total", 1.25),
            ("C16070000运行维护服务", "total", 8.5),
        ),
    ),
    SmallDocument(
        "procurement_with_subtotals",
        _COVER + _summary("一、社会保障和就业支出") + _SUBTOTALS.format(goods="26.00"),
        _list(
            "procurement",
            ("合计", "total", 128),
            ("一、货物A", "total", 78),
            ("救助业务费", "total", 26),
            ("护理床", "total", 52),
        ),
    ),
    SmallDocument(
        "procurement_with_a_wrong_subtotal",
        _COVER + _summary("一、社会保障和就业支出") + _SUBTOTALS.format(goods="27.00"),
        violated=frozenset({"procurement_total"}),
    ),
    SmallDocument(
        "services_with_a_total",
        _COVER + _summary("一、社会保障和就业支出") + _SERVICES.format(total="73.00"),
        _list("service_purchase", ("合计", "total", 73), ("救助服务", "total", 22.5)),
    ),
    SmallDocument(
        "services_with_a_wrong_total",
        _COVER + _summary("一、社会保障和就业支出") + _SERVICES.format(total="75.00"),
        violated=frozenset({"service_purchase_total"}),
    ),
    SmallDocument(
        "line_of_which",
        _COVER + _OF_WHICH.format(memo="210.00"),
        _list("income_expenditure_summary", ("其中：专项资金列入部门预算的项目", "amount", 210)),
    ),
    SmallDocument(
        "line_of_which_above_its_line",
        _COVER + _OF_WHICH.format(memo="630.00"),
        violated=frozenset({"memo_ceiling", "summary_lines"}),
    ),
    SmallDocument(
        "prose_on_one_fund_names_classes",
        _COVER
        + _FUND_FORMS
        + f"\n{_PROSE}五、一般公共预算当年拨款情况说明\n（一）规模\n2025年一般公共预算当年拨款700.00万元。\n"
        + "（二）结构\n社会保障和就业（类）支出700.00万元，占100.0%。\n"
        + "八、政府性基金预算当年拨款情况说明\n2025年政府性基金预算当年拨款120.00万元。\n"
        + "社会保障和就业（类）支出30.00万元，占25.0%；其他支出（类）支出90.00万元，占75.0%。",
    ),
    SmallDocument(
        "prose_divides_a_code_by_type",
        _COVER
        + _FUND_FORMS
        + f"\n{_PROSE}五、2025年部门预算收支说明\n"
        + "2025年一般公共预算拨款支出700.00万元，按功能科目：（1）行政运行（2080201）460.00万元；\n"
        + "（2）其他民政管理事务支出（2080299）240.00万元。\n"
        + "按支出性质分：基本支出420.00万元，其中：①行政运行（2080201）420.00万元；"
        + "项目支出280.00万元，其中：\n"
        + "①行政运行（2080201）40.00万元；\n"
        + "②其他民政管理事务支出（2080299）240.00万元。",
    ),
    SmallDocument(
        "prose_misstates_a_code_of_one_fund",
        _COVER
        + _FUND_FORMS
        + f"\n{_PROSE}八、政府性基金预算当年拨款情况说明\n2025年政府性基金预算当年拨款120.00万元。\n"
        + "社会保障和就业（类）支出50.00万元。",
        violated=frozenset({"narrative_amount"}),
    ),
    SmallDocument(
        "prose_gives_a_code_the_name_of_another",
        _COVER
        + _FUND_FORMS
        + f"\n{_PROSE}五、一般公共预算支出情况说明\n"
        + "2025年一般公共预算拨款支出700.00万元，其中：行政运行（2080299）460.00万元。",
    ),
    SmallDocument(
        "prose_on_all_appropriations_beside_the_form_of_one_fund",
        _COVER
        + f"\n---{_FUND_FORMS.split('---')[2]}"
        + f"{_PROSE}四、财政拨款收支预算情况说明\n2025年财政拨款收支总预算820.00万元，"
        + "其中一般公共预算拨款支出700.00万元。",
    ),
    SmallDocument(
        "prose_on_what_each_unit_spends",
        _COVER
        + _summary("一、社会保障和就业支出")
        + f"\n{_PROSE}三、支出预算情况说明\n2025年部门支出预算900.00万元，"
        + "其中：局机关支出480.00万元，养老服务中心支出250.00万元，救助管理站支出170.00万元。",
    ),
    SmallDocument(
        "prose_on_parts_that_are_no_totals",
        _COVER
        + _FUND_FORMS
        + f"\n{_PROSE}七、其他重要事项的情况说明\n2025年“三公”经费预算12.00万元，"
        + "其中：一般公共预算拨款支出10.00万元，政府性基金预算拨款支出2.00万元。\n"
        + "项目支出280.00万元（其中：一般公共预算拨款支出250.00万元），减幅5.6%。",
    ),
    SmallDocument(
        "prose_on_the_three_public_expenses_alone",
        "云溪市南湖区水务局2025年“三公”经费预算情况说明\n2025年“三公”经费预算数为12.00万元，其中：因公出国（境）费0万元，"
        + "公务用车购置及运行费10.00万元，公务接待费2.00万元。",
    ),
    SmallDocument(
        "shares_of_the_current_years_expenditure", _COVER + _SHARES.format(basic="520.00", share="65.00")
    ),
    SmallDocument(
        "share_that_misses_by_its_last_place", _COVER + _SHARES.format(basic="520.00", share="64.99")
    ),
    SmallDocument(
        "share_that_is_wrong",
        _COVER + _SHARES.format(basic="520.00", share="56.00"),
        violated=frozenset({"narrative_ratio"}),
    ),
    SmallDocument(
        "fund_that_spends_last_years_balance",
        _COVER + _BALANCE,
        _list("government_fund_expenditure", ("合计", "total", 35)),
    ),
    SmallDocument(
        "final_accounts_with_a_chapter_on_budget_performance",
        _final_accounts("二、关于2025年度预算绩效情况说明"),
        stage="final_accounts",
    ),
    SmallDocument(
        "云溪市东湖区民政局2024年度部门预算报表",
        "预算01表 收支总表\n部门名称：云溪市东湖区民政局 金额单位：万元\n"
        "|! 收入 <2 | 支出 <2\n|! 项目 | 预算数 | 项目 | 预算数\n"
        "| 一、一般公共预算拨款收入 | 310.250000 | 一、社会保障和就业支出 | 310.250000\n"
        "| 收入总计 | 310.250000 | 支出总计 | 310.250000",
        year=2024,
    ),
    SmallDocument(
        "no_year_anywhere",
        "预算01表 收支总表\n部门名称：云溪市北湖区民政局 金额单位：万元\n"
        "|! 收入 <2 | 支出 <2\n|! 项目 | 预算数 | 项目 | 预算数\n"
        "| 一、一般公共预算拨款收入 | 210.250000 | 一、社会保障和就业支出 | 210.250000\n"
        "| 收入总计 | 210.250000 | 支出总计 | 210.250000",
        year=None,
    ),
    SmallDocument(
        "standards_per_head_among_the_costs",
        _COVER
        + _sheet("慰问活动", "| 项目资金（万元） ^2 | 资金总额 | 5.00 <2\n| 财政拨款 | 5.00 <2").replace(
            "| 产出指标 | 数量指标",
            "| 成本指标 | 经济成本指标 | 人均慰问标准 | ≥500元\n| 产出指标 | 数量指标",
        ),
    ),
    SmallDocument(
        "classes_by_the_names_of_2013",
        "云溪市西湖区农业局2013年部门预算\n---\n部门支出总表\n部门名称：云溪市西湖区农业局 单位：万元\n"
        "|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
        "| _ | 合计 | 900.00 | 600.00 | 300.00\n"
        "| 212 | 城乡社区事务 | 60.00 | 60.00 | _\n"
        "| 213 | 农林水事务 | 840.00 | 540.00 | 300.00",
        _list("expenditure", ("农林水事务", "total", 840)),
        year=2013,
    ),
    SmallDocument(
        "public_budget_alone_in_two_sides_beside_other_money",
        "云溪市西湖区交通局2025年部门预算\n---\n公共财政预算收支表\n部门名称：云溪市西湖区交通局 单位：万元\n"
        "|! 收入 <2 | 支出 <2\n|! 项目 | 预算数 | 项目 | 预算数\n"
        "| 一、公共财政预算拨款 | 800.00 | 一、社会保障和就业支出 | 800.00\n"
        "| 收入合计 | 800.00 | 支出合计 | 800.00\n"
        "---\n部门支出总表\n部门名称：云溪市西湖区交通局 单位：万元\n"
        "|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
        "| _ | 合计 | 900.00 | 600.00 | 300.00\n"
        "| 208 | 社会保障和就业支出 | 900.00 | 600.00 | 300.00",
        _list("expenditure", ("合计", "total", 900)),
    ),
)
