"""Files that hold the forms of several bodies: a department's own, and those of each of its units.

Belongs here: what says on the pages whose each form is, and whose it is. Does not belong here: the reading of
the figures (``layout_kinds``), bodies of one file each (``bodies``). All places and figures are made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.small_documents import SmallDocument
from tools.writer.pdf import render_pdf

_TITLES = {
    "income_expenditure_summary": "收支总表",
    "expenditure": "支出总表",
    "general_public_expenditure": "一般公共预算支出表",
}
_BOTH = ("income_expenditure_summary", "expenditure")
_ALL = tuple(_TITLES)
# A body's total, and of it money of its own, housing and projects.
_DEPARTMENT = (900, 100, 60, 240)
_UNITS = {"救助管理站": (200, 20, 15, 50), "儿童福利院": (150, 30, 10, 40), "殡葬服务中心": (120, 40, 8, 30)}
Lines = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SeveralBodies:
    """A file, and per body and form the total in 万元 that the warehouse must hold.

    ``scopes`` are the reporting scopes by body. ``doubted`` are forms of which nothing is certain but that
    they are printed: none of their amounts may be proven.
    """

    name: str
    text: str
    totals: Mapping[tuple[str, str], int]
    scopes: Mapping[str, str]
    doubted: frozenset[tuple[str, str]] = frozenset()

    @property
    def path(self) -> str:
        """The file's name."""
        return f"{self.name}.pdf"


def _summary(total: int, own: int, housing: int) -> str:
    return f"""
|! 收入 <2 | 支出 <2
|! 项目 | 预算数 | 项目 | 预算数
| 一、一般公共预算拨款收入 | {total - own}.00 | 一、社会保障和就业支出 | {total - housing}.00
| 二、事业收入 | {own}.00 | 二、住房保障支出 | {housing}.00
| 本年收入合计 | {total}.00 | 本年支出合计 | {total}.00
| 收入总计 | {total}.00 | 支出总计 | {total}.00"""


def _expenditure(total: int, housing: int, project: int) -> str:
    social, basic = total - housing, total - housing - project
    return f"""
|! 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
| _ | 合计 | {total}.00 | {total - project}.00 | {project}.00
| 208 | 社会保障和就业支出 | {social}.00 | {basic}.00 | {project}.00
| 20802 | 民政管理事务 | {social}.00 | {basic}.00 | {project}.00
| 2080201 | 行政运行 | {basic}.00 | {basic}.00 | _
| 2080202 | 一般行政管理事务 | {project}.00 | _ | {project}.00
| 221 | 住房保障支出 | {housing}.00 | {housing}.00 | _
| 22102 | 住房改革支出 | {housing}.00 | {housing}.00 | _
| 2210201 | 住房公积金 | {housing}.00 | {housing}.00 | _"""


def _form(form_code: str, figures: tuple[int, int, int, int], lines: tuple[str, ...]) -> str:
    total, own, housing, project = figures
    if form_code == "income_expenditure_summary":
        table = _summary(total, own, housing)
    elif form_code == "expenditure":
        table = _expenditure(total, housing, project)
    else:
        table = _expenditure(total - own, housing, project)
    return "\n".join(("\n---", *lines)) + table


def _plain(_: str, title: str) -> tuple[str, ...]:
    return title, "单位：万元"


def _labelled(body: str, title: str) -> tuple[str, ...]:
    return title, f"单位名称：{body} 单位：万元"


def _headed(body: str, title: str) -> tuple[str, ...]:
    return f"{body}2025年部门预算表", title, "单位：万元"


def _under_its_name(body: str, title: str) -> tuple[str, ...]:
    return body, title, "单位：万元"


def _in_the_title(body: str, title: str) -> tuple[str, ...]:
    return f"{body}{title}", "单位：万元"


def _several(
    name: str,
    place: str,
    department: Lines | None,
    unit: Lines,
    forms: tuple[str, ...] = _BOTH,
    *,
    unit_prefix: str = "",
    title_pages: bool = False,
) -> SeveralBodies:
    """A cover, the department's three forms where it prints its own, then the forms of each unit."""
    bureau = f"{place}民政局"
    text = f"{bureau}2025年部门预算"
    bodies = [(bureau, _DEPARTMENT, department, _ALL)] if department else []
    bodies += [
        (f"{unit_prefix or place}{unit_name}", figures, unit, forms) for unit_name, figures in _UNITS.items()
    ]
    totals = {}
    for body, figures, lines, body_forms in bodies:
        text += f"\n---\n{body}2025年单位预算" if title_pages and body != bureau else ""
        for form_code in body_forms:
            text += _form(form_code, figures, lines(body, _TITLES[form_code]))
            is_fund = form_code == "general_public_expenditure"
            totals[body, form_code] = figures[0] - (figures[1] if is_fund else 0)
    scopes = {body: "department" if body == bureau else "unit" for body, *_ in bodies}
    return SeveralBodies(name, text, totals, scopes)


def _with_a_stranger() -> SeveralBodies:
    """One form under the name of a body that has none else, and that the department prints nowhere."""
    bureau, stranger = "梅溪市民政局", "梅溪市审计局"
    text = f"{bureau}2025年部门预算"
    for form_code in _BOTH:
        text += _form(form_code, _DEPARTMENT, _labelled(bureau, _TITLES[form_code]))
    text += _form("general_public_expenditure", _DEPARTMENT, _labelled(stranger, "一般公共预算支出表"))
    totals = {(bureau, form_code): 900 for form_code in _BOTH} | {(bureau, "general_public_expenditure"): 800}
    return SeveralBodies(
        "form_under_a_strangers_name",
        text,
        totals,
        {bureau: "department"},
        frozenset({(bureau, "general_public_expenditure")}),
    )


def _nameless() -> SeveralBodies:
    """The same forms again, of other figures, and nothing says whose."""
    bureau = "兰溪市东区民政局"
    text = f"{bureau}2025年部门预算"
    for form_code in _ALL:
        text += _form(form_code, _DEPARTMENT, _plain(bureau, _TITLES[form_code]))
    for figures in _UNITS.values():
        for form_code in _BOTH:
            text += _form(form_code, figures, _plain("", _TITLES[form_code]))
    totals = {(bureau, form_code): 900 for form_code in _BOTH} | {(bureau, "general_public_expenditure"): 800}
    return SeveralBodies("forms_again_without_a_name", text, totals, {bureau: "department"})


SEVERAL = (
    _several("units_below_a_line_with_their_names", "东溪市", _labelled, _headed),
    _several("units_of_one_form_below_a_line", "西溪市", _labelled, _headed, ("income_expenditure_summary",)),
    _several("units_named_by_a_label", "南溪市", _labelled, _labelled),
    _several("units_of_one_form_named_by_a_label", "北溪市", _labelled, _labelled, ("expenditure",)),
    _several("units_named_and_the_department_by_the_cover_alone", "上溪市", _plain, _labelled),
    _several("units_of_all_forms_and_the_department_by_the_cover_alone", "中溪市", _plain, _labelled, _ALL),
    _several("units_below_their_bare_names", "下溪市", _plain, _under_its_name),
    _several("units_in_the_titles_of_their_forms", "金溪市", _plain, _in_the_title),
    _several("units_behind_title_pages", "银溪市", _plain, _plain, title_pages=True),
    _several("units_alone_below_the_departments_cover", "铜溪市", None, _headed),
    _several(
        "units_whose_names_begin_with_the_departments",
        "铁溪市",
        _labelled,
        _labelled,
        _ALL,
        unit_prefix="铁溪市民政局",
    ),
    _with_a_stranger(),
    _nameless(),
)


def write_several_bodies(folder: Path) -> None:
    """Renders all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for several in SEVERAL:
        document = SmallDocument(several.name, several.text).document()
        (folder / several.path).write_bytes(render_pdf(document))
