"""The other tables of a disclosure: units, projects, indicators, procurement, assets.

Belongs here: their headers and rows. Does not belong here: the nine forms (``forms``).
Each builder takes the part of the fact file's ``attachments`` that it prints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.writer.forms import header_rows
from tools.writer.model import Block, Cell, Paragraph, Row, Table

_PROCUREMENT_MONEY = "政府采购金额（当年部门预算安排资金）"
_SOURCE = "政府采购项目来源"


def attachment_blocks(attachments: Mapping[str, Any], legal_name: str) -> list[Block]:
    """All tables of the attachments, each under its title."""
    blocks: list[Block] = []
    blocks += _units(attachments.get("units", []))
    for number, project in enumerate(attachments.get("projects", []), start=1):
        blocks += _project(project, number)
    if "procurement" in attachments:
        blocks += _procurement(attachments["procurement"], legal_name)
    if "assets" in attachments:
        blocks += _assets(attachments["assets"], legal_name)
    return blocks


def _plain(row: Sequence[str]) -> Row:
    return tuple(Cell(str(text)) for text in row)


def _units(units: Sequence[Sequence[str]]) -> list[Block]:
    if not units:
        return []
    header = _plain(["单位名称", "单位性质", "单位规格", "经费保障形式"])
    rows = (header, *(_plain(unit) for unit in units))
    return [Paragraph("部门机构设置情况", "caption"), Table(rows, 1, (3, 1, 1, 2))]


def _project(project: Mapping[str, Any], number: int) -> list[Block]:
    blocks: list[Block] = [Paragraph(f"{number}、{project['name']}绩效目标表", "heading")]
    if "code" in project:
        blocks.append(_project_sheet(project))
    blocks.append(_indicators(project["indicators"]))
    return blocks


def _project_sheet(project: Mapping[str, Any]) -> Table:
    """The sheet of a project: its code, its budget by source, its plan by date.

    Its columns are those of the form in use in Hebei since 2024: seven, joined by row.
    """
    budget, fiscal, other = project["budget"]
    plan = project["plan"]
    dates = (Cell("3月底"), Cell("6月底", 2), Cell("10月底"), Cell("12月底", 2))
    shares = (Cell(plan[0]), Cell(plan[1], 2), Cell(plan[2]), Cell(plan[3], 2))
    rows: tuple[Row, ...] = (
        (Cell("单位：万元", 7, 1, "right"),),
        (Cell("项目编码"), Cell(project["code"], 2), Cell("项目名称"), Cell(project["name"], 3)),
        (
            Cell("预算规模及资金用途", 1, 2),
            Cell("预算数"),
            Cell(budget or "", align="right"),
            Cell("其中：财政资金"),
            Cell(fiscal or "", align="right"),
            Cell("其他资金"),
            Cell(other or "", align="right"),
        ),
        (Cell(f"用于{project['name']}", 6),),
        (Cell("资金支出计划（%）", 1, 2), *dates),
        shares,
    )
    return Table(rows, 1, (1.6, 1.2, 1.2, 1.4, 1.2, 1.2, 1.2), repeat_header=False)


def _indicators(indicators: Sequence[Sequence[str]]) -> Table:
    """Indicators; neighbours of one first-level indicator share its cell."""
    header = ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]
    rows: list[Row] = [_plain(header)]
    previous = ""
    for index, (level_1, level_2, level_3, target, basis) in enumerate(indicators):
        cells = [Cell(level_2), Cell(level_3), Cell(f"反映{level_3}"), Cell(target), Cell(basis)]
        if level_1 != previous:
            following = [row[0] for row in indicators[index:]]
            span = next((i for i, name in enumerate(following) if name != level_1), len(following))
            cells.insert(0, Cell(level_1, 1, span))
        previous = level_1
        rows.append(tuple(cells))
    return Table(tuple(rows), 1, (1, 1.2, 2, 2.2, 1.2, 1.8))


def _procurement(procurement: Mapping[str, Any], legal_name: str) -> list[Block]:
    funds = procurement["funds"]
    paths = [
        (_SOURCE, "项目名称"),
        (_SOURCE, "预算资金"),
        *[(name,) for name in ("采购物品名称", "政府采购目录序号", "计量单位", "数量", "单价")],
        *[(_PROCUREMENT_MONEY, name) for name in ("合计", *funds)],
        (f"{procurement['year']}年预留中小微企业份额",),
    ]
    rows = [_row_of(row, len(paths)) for row in procurement["rows"]]
    blank = [tuple(Cell() for _ in paths)]
    first = (Cell(legal_name, 7), Cell("单位：万元", len(paths) - 7, 1, "right"))
    header = [first, *header_rows(paths)]
    table = Table(
        (*header, *(rows or blank)),
        len(header),
        (2.2, 1.1, 1.8, 1.5, 0.8, 0.8, 1, *([1.1] * (len(funds) + 1)), 1.2),
    )
    blocks: list[Block] = [Paragraph("部门政府采购预算", "title"), table]
    if not rows:
        blocks.append(Paragraph("注：本部门没有政府采购预算，本表为空。", "note"))
    return blocks


def _row_of(row: Mapping[str, Any], width: int) -> Row:
    """A procurement row: texts, then figures by position from the total on, the SME share last."""
    texts = [*row.get("item", []), *[""] * 7][:7]
    figures = [*row.get("figures", []), *[None] * width][: width - 8]
    cells = [*texts, *figures, row.get("sme")]
    return tuple(Cell("" if text is None else str(text)) for text in cells)


def _assets(assets: Mapping[str, Any], legal_name: str) -> list[Block]:
    header = [
        (Cell(legal_name, 2), Cell(f"截止时间：{assets['as_of']}", align="right")),
        _plain(["项目", "数量", "价值（金额单位：万元）"]),
    ]
    rows = [tuple(Cell("" if text is None else text) for text in row) for row in assets["rows"]]
    title = Paragraph("部门固定资产占用情况表", "title")
    return [title, Table((*header, *rows), len(header), (3, 1, 2))]
