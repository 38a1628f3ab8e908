"""A form reads the same with its lines and without them.

Belongs here: kinds of layout drawn twice, cell held against cell. Does not belong here: what counts as
evidence for a table (``test_alignment``), what the cells mean (``tests.models``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.drawing import HEIGHT, Sheet
from tests.support.extracted import compact, read, rows
from tests.support.layout_columns import COLUMNS
from tests.support.layout_kinds import CODE_AND_NAME, KINDS, Column, Form, Kind
from tests.support.layout_stages import STAGES
from tests.support.layout_variants import VARIANTS
from tests.support.layout_words import WORDS
from tools.writer.model import Cell, Document, Table
from tools.writer.pdf import render_pdf

_AMOUNT = re.compile(r"-?[\d,]+\.\d+")
_THREE_LEVELS = Kind(
    "three_levels_over_wrapped_columns",
    "云海市青石区渔政局",
    (
        Form(
            "expenditure",
            "部门支出总表",
            [
                *CODE_AND_NAME,
                *(
                    Column(header, "total", labels=1)
                    for header in (
                        "总计",
                        "基本支出/小计",
                        "基本支出/人员经费/工资福利支出",
                        "基本支出/人员经费/对个人和家庭的补助支出",
                        "基本支出/日常公用经费/商品和服务支出",
                        "基本支出/日常公用经费/其他资本性支出",
                        "项目支出/小计",
                        "项目支出/部门预算项目",
                        "上缴上级支出",
                        "事业单位经营支出",
                    )
                ),
            ],
            (
                ",,合计,130.00,90.00,60.00,10.00,15.00,5.00,40.00,38.00,1.00,1.00",
                ",213,农林水支出,130.00,90.00,60.00,10.00,15.00,5.00,40.00,38.00,1.00,1.00",
                ",21301,农业农村,130.00,90.00,60.00,10.00,15.00,5.00,40.00,38.00,1.00,1.00",
                ",2130104,事业运行,90.00,90.00,60.00,10.00,15.00,5.00,,,,",
                ",2130110,执法监管,40.00,,,,,,40.00,38.00,1.00,1.00",
            ),
        ),
    ),
)
_NAMES = (
    # A group of names over columns of amounts set right.
    "three_levels_over_wrapped_columns",
    "revenue_of_the_year_by_type_beside_its_expenditure",
    # The first row begins with a text of several lines.
    "two_budgets_beside_the_outcome",
    "unit_above_items_that_only_its_name_tells",
    # A name on two levels over the last column alone.
    "department_row_above_units_of_the_same_name",
    "amounts_without_capital_construction",
)


def _without_lines(table: Table) -> Table:
    """The table without its lines: names set in the middle, amounts right, texts left."""

    def align(cell: Cell, row: int) -> Cell:
        if row < table.header_rows:
            return replace(cell, align="center")
        return replace(cell, align="right" if _AMOUNT.fullmatch(cell.text) else "left")

    rows = tuple(tuple(align(cell, number) for cell in row) for number, row in enumerate(table.rows))
    return replace(table, rows=rows, ruled=False)


def _cells(document: Document, path: Path) -> list[list[tuple[int, int, str, str]]]:
    path.write_bytes(render_pdf(document))
    return [
        sorted(
            (cell.row_no, cell.column_no, compact(cell.text), compact(cell.header_path or ""))
            for cell in table.cells
            if not cell.is_header and cell.text.strip()
        )
        for table in read(path).tables
    ]


@pytest.mark.parametrize("name", _NAMES)
def test_a_form_reads_the_same_without_its_lines(name: str, tmp_path: Path) -> None:
    kinds = {kind.name: kind for kind in (*KINDS, *VARIANTS, *WORDS, *COLUMNS, *STAGES, _THREE_LEVELS)}
    document = kinds[name].document()
    blocks = tuple(_without_lines(block) if isinstance(block, Table) else block for block in document.blocks)
    drawn = _cells(document, tmp_path / "drawn.pdf")
    assert drawn
    assert _cells(replace(document, blocks=blocks), tmp_path / "plain.pdf") == drawn


def _draw(sheet: Sheet, y: float, places: dict[float, str]) -> None:
    for x, text in places.items():
        sheet.text(x, y, text)


def test_names_of_several_lines_in_narrow_columns_keep_their_characters(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.text(60, 60, "收入总表")
    # Each name in the middle of its own cell: the baselines of neighbours are two or three points apart.
    names = {
        60: (102.3, "单位"),
        160: (102.3, "合计"),
        220: (99.8, "一般公", "共预算"),
        280: (97.3, "政府性", "基金预", "算"),
        340: (94.8, "国有资", "本经营", "预算"),
        400: (99.8, "其他", "收入"),
    }
    for x, (first, *lines) in names.items():
        for number, text in enumerate(lines):
            sheet.text(x, first + 11 * number, text)
    for row in range(4):
        amounts = {x: f"{row + 1}.{n}0" for n, x in enumerate(list(names)[1:])}
        _draw(sheet, 140 + 16 * row, {60: f"单位{'甲乙丙丁'[row]}", **amounts})
    (table,) = read(sheet.save()).tables
    paths = [cell.header_path for cell in table.cells if cell.row_no == table.row_count]
    assert [compact(path or "") for path in paths] == [
        "单位",
        "合计",
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
        "其他收入",
    ]


def _summary(sheet: Sheet, lines: dict[int, tuple[str, ...]]) -> list[list[str]]:
    sheet.text(60, 60, "收支总表")
    for number, texts in {0: ("项目", "预算数", "项目", "预算数"), **lines}.items():
        for place, (left, right, text) in enumerate(
            zip((60, 0, 280, 0), (0, 230, 0, 460), texts, strict=True)
        ):
            sheet.text(right - 5 * len(text) if place % 2 else left, 100 + 16 * number, text)
    (table,) = read(sheet.save()).tables
    return [row for row in rows(table)[1:] if any(row)]


def test_the_total_behind_blank_rows_ends_the_form(tmp_path: Path) -> None:
    lines = {
        1: ("一、财政拨款", "30.00", "一、教育支出", "31.00"),
        2: ("二、事业收入", "5.00", "二、卫生健康支出", "2.50"),
        3: ("三、其他收入", "1.00", "三、住房保障支出", "2.50"),
        9: ("收入总计", "36.00", "支出总计", "36.00"),
    }
    assert _summary(Sheet(tmp_path / "page.pdf"), lines) == [list(line) for line in lines.values()]


def test_rows_whose_name_fills_two_lines_are_none_of_the_header(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    _draw(sheet, 60, {105: "收入", 310: "支出"})
    _draw(sheet, 76, {70: "项目", 150: "预算数", 260: "项目", 380: "预算数"})
    for row, name in enumerate((("二十、国有资本经营", "预算支出"), ("二十一、粮油物资", "储备支出"))):
        for line, text in enumerate(name):
            sheet.text(230, 96 + 26 * row + 11 * line, text)
        sheet.text(380, 101.5 + 26 * row, f"{row + 1}.50")
    for row, total in enumerate(("本年", "上年", "全部")):
        _draw(sheet, 150 + 16 * row, {40: f"{total}收入", 150: "4.00", 230: f"{total}支出", 380: "4.00"})
    _draw(sheet, 198, {230: "二十二、债务还本支"})
    _draw(sheet, 203.5, {380: "3.50"})
    _draw(sheet, 209, {230: "出"})
    (table,) = read(sheet.save()).tables
    assert [row for row in rows(table) if not row[0]] == [
        ["", "", "二十、国有资本经营预算支出", "1.50"],
        ["", "", "二十一、粮油物资储备支出", "2.50"],
        ["", "", "二十二、债务还本支出", "3.50"],
    ]
    paths = [compact(cell.header_path or "") for cell in table.cells if cell.row_no == table.row_count]
    assert paths == ["收入/项目", "收入/预算数", "支出/项目", "支出/预算数"]


def test_figures_far_below_that_stand_in_no_column_are_no_row(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.text(60, 100 + 16 * 9, "经办人电话")
    sheet.text(190, 100 + 16 * 9, "36.00")
    lines = {n: (f"第{n}项", f"{n}.00", f"第{n}类", f"{n}.00") for n in range(1, 4)}
    assert _summary(sheet, lines) == [list(line) for line in lines.values()]


def test_a_long_name_fills_the_blank_amount_beside_it(tmp_path: Path) -> None:
    lines = {
        1: ("一、财政拨款", "30.00", "一、教育支出", "31.00"),
        2: ("二、事业收入", "5.00", "二、卫生健康支出", "2.50"),
        3: ("三、其他收入", "1.00", "三、住房保障支出", "2.50"),
        4: ("", "", "四、灾害防治及应急管理支出", ""),
        5: ("", "", "五、预备费", ""),
    }
    assert _summary(Sheet(tmp_path / "page.pdf"), lines) == [list(line) for line in lines.values()]


def test_levels_of_names_in_low_rows_are_told_apart_by_their_middles(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    # Rows as high as the lines of a text: no gap tells a group from its names.
    _draw(sheet, 60, {105: "财政拨款收入", 330: "财政拨款支出"})
    _draw(sheet, 74, {70: "项目", 190: "预算数", 280: "项目", 360: "合计", 430: "一般公共预算"})
    for number, name in enumerate("甲乙丙丁"):
        amount = f"{number + 1}.50"
        line = {40: f"{name}收入", 200: amount, 250: f"{name}支出", 360: amount, 450: amount}
        _draw(sheet, 88 + 14 * number, line)
    (table,) = read(sheet.save()).tables
    paths = [compact(cell.header_path or "") for cell in table.cells if cell.row_no == table.row_count]
    assert paths == [
        "财政拨款收入/项目",
        "财政拨款收入/预算数",
        "财政拨款支出/项目",
        "财政拨款支出/合计",
        "财政拨款支出/一般公共预算",
    ]


def _names_above_figures(sheet: Sheet, y: float, places: Sequence[float]) -> list[str]:
    """What names the columns of four rows drawn from a height on: a label, and a figure at each place."""
    for number, name in enumerate("甲乙丙丁"):
        _draw(sheet, y + 14 * number, {40: f"{name}费用"} | dict.fromkeys(places, f"{number + 1}.50"))
    (table,) = read(sheet.save()).tables
    return [compact(cell.header_path or "") for cell in table.cells if cell.row_no == table.row_count]


def test_a_group_over_the_middle_one_of_its_names_in_low_rows_is_none_of_its_lines(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    _draw(sheet, 60, {300: "资金性质"})
    _draw(sheet, 67, {60: "项目"})
    _draw(sheet, 74, {180: "合计", 285: "政府性基金预算", 410: "国有资本"})
    paths = _names_above_figures(sheet, 94, (180, 310, 420))
    assert paths == ["项目", "资金性质/合计", "资金性质/政府性基金预算", "资金性质/国有资本"]


def test_a_group_as_long_as_the_name_below_it_is_none_of_its_lines(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    _draw(sheet, 60, {300: "项目支出"})
    _draw(sheet, 67, {60: "科目", 480: "其他资金"})
    _draw(sheet, 74, {200: "合计", 300: "基本支出", 400: "结转"})
    paths = _names_above_figures(sheet, 94, (200, 310, 400, 490))
    assert paths == ["科目", "项目支出/合计", "项目支出/基本支出", "项目支出/结转", "其他资金"]


def test_a_horizontal_line_parts_a_group_from_the_name_below_it(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    _draw(sheet, 60, {300: "项目支出"})
    _draw(sheet, 65, {60: "科目"})
    _draw(sheet, 74, {200: "合计", 300: "基本支出", 400: "结转"})
    sheet.line(190, 63, 450, 63)
    paths = _names_above_figures(sheet, 94, (200, 310, 400))
    assert paths[1:] == ["项目支出/合计", "项目支出/基本支出", "项目支出/结转"]


def test_rows_of_names_stand_farther_apart_than_lines_of_one(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    _draw(sheet, 60, {240: "财政拨款"})
    _draw(sheet, 72, {60: "科目", 440: "其他"})
    for x, lines in {
        140: ("一般公", "共预算"),
        240: ("政府性基", "金预算"),
        340: ("国有资", "本经营"),
    }.items():
        for number, text in enumerate(lines):
            sheet.text(x, 75 + 10.5 * number, text)
    paths = _names_above_figures(sheet, 105, (145, 245, 345, 445))
    assert paths[1:4] == ["财政拨款/一般公共预算", "财政拨款/政府性基金预算", "财政拨款/国有资本经营"]


def test_the_number_of_a_row_keeps_its_name_of_two_lines_together(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    _draw(sheet, 60, {40: "序号", 80: "项目", 220: "合计", 300: "基本"})
    y = 80.0
    for number in range(1, 9):
        figures = {220: f"{number}.50", 300: f"{number}.50"} if number % 3 == 1 else {}
        name = {40: str(number), 80: f"{'一二三四五六七八'[number - 1]}、支出"}
        if number == 5:
            _draw(sheet, y + 5.5, {40: "5"})
            _draw(sheet, y, {80: "五、文化旅游体育与"})
            _draw(sheet, y + 11, {80: "传媒支出"})
            y += 10
        else:
            _draw(sheet, y, {**name, **figures})
        y += 15
    (table,) = read(sheet.save()).tables
    assert [row[:2] for row in rows(table)][4:7] == [
        ["4", "四、支出"],
        ["5", "五、文化旅游体育与传媒支出"],
        ["6", "六、支出"],
    ]


def test_rows_shaded_in_turn_are_rows_of_one_table(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    edges = (40, 240, 340, 440)
    lines = [["科目", "合计", "基本"], *([f"20{n}", f"{n}.50", f"{n}.50"] for n in range(1, 9))]
    for number, line in enumerate(lines):
        if number % 2 == 0:
            sheet.canvas.setFillGray(0.9)
            for left, right in pairwise(edges):
                sheet.canvas.rect(left, HEIGHT - 116 - 16 * number, right - left, 16, stroke=0, fill=1)
            sheet.canvas.setFillGray(0)
        _draw(sheet, 112 + 16 * number, dict(zip((44, 260, 360), line, strict=True)))
    (table,) = read(sheet.save()).tables
    assert rows(table) == lines
