"""Small documents of bodies of all kinds, and whose each is: universities, ministries, governments.

Belongs here: what stands on the pages that says whose they are. Does not belong here: the figures' reading
(``small_documents``). All places and figures are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.small_documents import SmallDocument
from tools.writer.pdf import render_pdf

_TAXES = """
|! 项目 | 预算数
| 一、税收收入 | 700.00
| 增值税 | 400.00
| 企业所得税 | 180.00
| 城市维护建设税 | 70.00
| 契税 | 50.00
| 二、非税收入 | 200.00
| 收入合计 | 900.00"""
_EXPENDITURE = """
|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
| 201 | 一般公共服务支出 | 300.00 | 200.00 | 100.00
| 205 | 教育支出 | 600.00 | 400.00 | 200.00
| _ | 合计 | 900.00 | 600.00 | 300.00"""
_SUMMARY = """
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 项目 | 预算数
| 一、一般公共预算拨款收入 | 800.00 | 一、教育支出 | 900.00
| 二、事业收入 | 100.00 | 二、住房保障支出 | 0.00
| 收入总计 | 900.00 | 支出总计 | 900.00"""
_TARGETS = """
| 年度目标 | 按计划完成全年任务。 <3
| 一级指标 | 二级指标 | 三级指标 | 指标值
| 产出指标 | 数量指标 | 建设基地数 | ≥2个
| 效益指标 | 社会效益指标 | 成果转化率 | ≥95%"""


@dataclass(frozen=True, slots=True)
class Body:
    """A document, and the department whose it is; None for a government's own budget."""

    name: str
    text: str
    department: str | None = None

    @property
    def path(self) -> str:
        """The file's name."""
        return f"{self.name}.pdf"


BODIES = (
    Body(
        "university_with_programme_targets",
        "云溪大学2025年部门预算\n2025年3月\n---\n云溪大学收支预算总表\n单位：万元"
        + _SUMMARY
        + "\n---\n财政拨款支出预算表\n单位：万元"
        + _EXPENDITURE
        + "\n---\n项目支出绩效目标表\n（2025年度）\n"
        + "| 项目名称 | 一流学科建设中心 <3\n| 主管部门 | 教育部 | 实施单位 | 云溪大学一流学科建设办公室"
        + _TARGETS,
        "云溪大学",
    ),
    Body(
        "university_final_accounts",
        "云溪大学2024年度部门决算\n---\n高等学校收支决算总表\n编制单位：云溪大学 金额单位：万元"
        + _SUMMARY.replace("预算数", "决算数")
        + "\n---\n高等学校支出决算表\n编制单位：云溪大学 金额单位：万元"
        + _EXPENDITURE,
        "云溪大学",
    ),
    Body(
        "university_whose_forms_name_a_programme",
        "云溪理工学院2025年单位预算\n---\n收支预算总表\n单位：万元"
        + _SUMMARY
        + "\n---\n项目支出绩效目标表\n项目名称：现代产业学院建设中心 单位：万元\n"
        + "| 项目名称 | 现代产业学院建设中心 <3\n"
        + "| 主管部门及代码 | 云溪市教育局 | 实施单位 | 现代产业学院建设中心"
        + _TARGETS,
        "云溪理工学院",
    ),
    Body(
        "institute_whose_targets_name_a_centre",
        "云溪石油学院\n2025年部门预算\n---\n收支预算总表\n单位：万元"
        + _SUMMARY
        + "\n---\n部门整体绩效目标表\n（2025年度）\n| 部门名称 | 一流学科建设中心 <3"
        + _TARGETS,
        "云溪石油学院",
    ),
    Body(
        "云溪农学院2025年部门预算",
        "收支预算总表\n单位：万元" + _SUMMARY,
        "云溪农学院",
    ),
    Body(
        "ministry",
        "国家水土保持局2025年部门预算\n---\n部门收支总表\n部门公开表1\n单位：万元"
        + _SUMMARY
        + "\n---\n财政拨款支出预算表\n部门公开表5\n单位：万元"
        + _EXPENDITURE,
        "国家水土保持局",
    ),
    Body(
        "office_of_a_government",
        "云溪市人民政府办公室2025年部门预算\n---\n部门收支总表\n部门名称：云溪市人民政府办公室 单位：万元"
        + _SUMMARY
        + "\n---\n说明\n本部门负责汇总全市一般公共预算收入和政府性债务限额情况，增值税等收入由财政局负责。",
        "云溪市人民政府办公室",
    ),
    Body(
        "finance_bureau",
        "云溪市财政局2025年部门预算\n---\n部门职责\n组织编制全市政府预算草案，向市人民代表大会报告预算执行情况。"
        + "\n---\n部门收支总表\n部门名称：云溪市财政局 单位：万元"
        + _SUMMARY,
        "云溪市财政局",
    ),
    Body(
        "town_as_a_department",
        "云溪市东山镇人民政府2025年部门预算\n---\n部门收支总表\n部门名称：云溪市东山镇人民政府 单位：万元"
        + _SUMMARY,
        "云溪市东山镇人民政府",
    ),
    Body(
        "government_budget_of_a_city",
        "云溪市2025年政府预算公开\n---\n云溪市2025年一般公共预算收入表\n单位：万元"
        + _TAXES
        + "\n---\n云溪市2025年一般公共预算支出表\n单位：万元"
        + _EXPENDITURE,
    ),
    Body(
        "report_on_the_execution_of_the_budget",
        "关于云溪市2024年预算执行情况和2025年预算草案的报告\n云溪市财政局\n---\n"
        + "2025年全市一般公共预算收入安排900万元，支出安排900万元。\n---\n"
        + "附件：2025年市本级一般公共预算支出表\n单位：万元"
        + _EXPENDITURE,
    ),
    Body(
        "tables_of_a_countys_finances",
        "2025年南湖区财政预算表\n---\n2025年区级一般公共预算收入预算表\n"
        + "编制单位：云溪市南湖区财政局 单位：万元"
        + _TAXES
        + "\n---\n2025年区级一般公共预算支出预算表\n编制单位：云溪市南湖区财政局 单位：万元"
        + _EXPENDITURE,
    ),
    Body(
        "governments_accounts_of_a_town",
        "云溪市东山镇2024年政府决算\n---\n东山镇2024年一般公共预算收入决算表\n单位：万元"
        + _TAXES.replace("预算数", "决算数")
        + "\n---\n东山镇2024年一般公共预算支出决算表\n单位：万元"
        + _EXPENDITURE,
    ),
)


def write_bodies(folder: Path) -> None:
    """Renders all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for body in BODIES:
        document = SmallDocument(body.name, body.text).document()
        (folder / body.path).write_bytes(render_pdf(document))
