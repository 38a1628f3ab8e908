"""Drawn forms that page breaks cut, and forms beside each other, of offices of an invented place.

Belongs here: what is printed where. Does not belong here: what must be read of it (``tests.models``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.support.drawing import Sheet

PLACE = "江川市永宁县"


class _Document(Sheet):
    """A document of an invented place: a cover, then forms."""

    def __init__(self, folder: Path, office: str) -> None:
        self.entity = PLACE + office
        super().__init__(folder / f"{office}.pdf")
        self.text(150, 300, f"{self.entity}2025年部门预算")
        self.next_page()

    def form(
        self,
        title: str,
        xs: Sequence[float],
        texts: Sequence[Sequence[str]],
        unit: str = "单位：万元",
        end: bool = True,
    ) -> None:
        """A form under its title; without one, what goes on of the page before."""
        if title:
            self.text(xs[0] + 60, 60, title)
            self.text(xs[0], 85, f"部门名称：{self.entity}")
        if unit:
            self.text(xs[-1] - 60, 85, unit)
        ys = [100.0 + 24 * i for i in range(len(texts) + 1)]
        self.lines(xs, ys)
        self.fill(xs, ys, texts)
        if end:
            self.next_page()


def _cut_number(folder: Path) -> None:
    """A row, its label and its number cut by the page break."""
    document, xs = _Document(folder, "运输局"), [40.0, 170.0, 260.0, 370.0, 460.0]
    header = ["单位名称", "总计", "一般公共预算", "事业收入"]
    rows = [
        ["合计", "3,049.64", "612.28", "2,437.36"],
        [PLACE + "运输局", "400.00", "400.00", ""],
        [PLACE + "驾驶", "2,649.64", "212.28", "2,437.3"],
    ]
    document.form("2025年部门收入预算总表", xs, [header, *rows])
    document.form("", xs, [["人考试中心", "", "", "6"]], unit="")
    document.save()


_CODES = [["201", "一般公共服务支出"], ["20101", "人大事务"], ["2010101", "行政运行"], ["", "合计"]]


def _wide(folder: Path) -> None:
    """A form whose last columns stand on the next page, and its unit above them."""
    document = _Document(folder, "档案馆")
    left = [["科目编码", "科目名称", "合计"], *([*code, "912,000"] for code in _CODES)]
    document.form("2025年部门收入预算总表", [40.0, 120.0, 300.0, 420.0], left, unit="")
    right = [["财政拨款收入", "其他收入"], *([["900,000", "12,000"]] * 4)]
    document.form("", [40.0, 160.0, 280.0], right, unit="单位：元")
    document.save()


def _beside(folder: Path) -> None:
    """Two forms beside each other on one page, each with its own unit."""
    document = _Document(folder, "水文站")
    codes = [["213", "农林水支出"], ["21303", "水利"], ["2130301", "行政运行"], ["", "合计"]]
    rows = [["编码", "名称", "合计", "基本支出"], *([*code, "50.00", "50.00"] for code in codes)]
    document.form("一般公共预算支出表", [20.0, 65.0, 145.0, 200.0, 255.0], rows, end=False)
    economic = [["301", "工资福利支出"], ["30101", "基本工资"], ["", "合计"]]
    rows = [["编码", "名称", "合计", "人员经费"], *([*code, "500,000", "500,000"] for code in economic)]
    xs = [310.0, 355.0, 435.0, 500.0, 565.0]
    document.form("一般公共预算基本支出表", xs, rows, unit="单位：元")
    document.save()


def write_page_breaks(folder: Path) -> None:
    """Writes all of them into a folder."""
    folder.mkdir(parents=True)
    for draw in (_cut_number, _wide, _beside):
        draw(folder)
