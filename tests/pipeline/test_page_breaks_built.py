"""What page breaks and neighbouring pages cut arrives in the warehouse as it is printed.

Does not belong here: how tables are joined (``tests.extraction.test_page_breaks``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.extraction.drawing import Sheet
from tests.pipeline.build import Build
from tools.build import build_warehouse

_PLACE = "江川市永宁县"


class _Document(Sheet):
    """A document of an invented place: a cover, then forms."""

    def __init__(self, folder: Path, office: str) -> None:
        self.entity = _PLACE + office
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
        [_PLACE + "运输局", "400.00", "400.00", ""],
        [_PLACE + "驾驶", "2,649.64", "212.28", "2,437.3"],
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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """A build of the documents above."""
    folder = tmp_path_factory.mktemp("breaks")
    (folder / "documents").mkdir()
    for draw in (_cut_number, _wide, _beside):
        draw(folder / "documents")
    build = Build(build_warehouse(folder / "documents", folder, jobs=2))
    yield build
    build.close()


def _amounts(build: Build, office: str, form: str) -> dict[tuple[str, str], Decimal]:
    """Yuan by code (or label) and measure."""
    rows = build.rows(
        """
        select coalesce(amounts.functional_code, amounts.economic_code, amounts.line_label),
            amounts.measure_code, amounts.amount_yuan
        from marts.fct_published_amount as amounts
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document as documents using (document_key)
        where documents.file_path = ? and amounts.form_code = ?
        """,
        f"{office}.pdf",
        form,
    )
    return {(line, measure): yuan for line, measure, yuan in rows}


def test_number_cut_by_the_page_break_is_published_whole(built: Build) -> None:
    amounts = _amounts(built, "运输局", "revenue")
    label = _PLACE + "驾驶人考试中心"
    assert amounts[label, "institutional"] == Decimal("24373600.00")
    assert amounts[label, "total"] == Decimal("26496400.00")
    assert len(amounts) == 8


def test_columns_and_unit_of_the_next_page_belong_to_the_form(built: Build) -> None:
    amounts = _amounts(built, "档案馆", "revenue")
    assert amounts["2010101", "total"] == Decimal("912000.00")
    assert amounts["2010101", "other"] == Decimal("12000.00")
    assert len(amounts) == 12


def test_forms_beside_each_other_are_converted_from_their_own_units(built: Build) -> None:
    assert set(_amounts(built, "水文站", "general_public_expenditure").values()) == {Decimal("500000.00")}
    assert set(_amounts(built, "水文站", "basic_expenditure").values()) == {Decimal("500000.00")}


def test_nothing_of_these_documents_is_violated_withheld_or_lost(built: Build) -> None:
    assert built.rows("select * from marts.fct_identity_check where status = 'violated'") == []
    query = "select withheld_forms, suspect_pages from marts.dim_disclosure group by all"
    assert built.rows(query) == [(None, None)]
