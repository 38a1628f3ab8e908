"""Forms beside each other on one page, and rows stacked in one cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.extraction.stacks import is_stack
from tests.support.drawing import Sheet
from tests.support.extracted import read, rows

LEFT, RIGHT = [40.0, 120.0, 200.0, 270.0], [320.0, 400.0, 480.0, 550.0]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "page.pdf")


def _form(sheet: Sheet, xs: list[float], count: int, amount: str) -> None:
    ys = [100.0 + 20 * i for i in range(count + 1)]
    sheet.lines(xs, ys)
    sheet.fill(xs, ys, [["编码", "名称", "金额"], *([f"20{i}", "支出", amount] for i in range(1, count))])


def test_forms_beside_each_other_have_their_own_titles_and_units(sheet: Sheet) -> None:
    for x, title, unit in ((40, "一般公共预算支出表", "单位：万元"), (320, "基本支出表", "单位：元")):
        sheet.text(x + 60, 60, title)
        sheet.text(x, 85, "部门：甲局")
        sheet.text(x + 170, 85, unit)
    _form(sheet, LEFT, 4, "1.00")
    _form(sheet, RIGHT, 6, "10,000.00")
    tables = read(sheet.save()).tables
    assert [table.caption.split("\n") for table in tables] == [
        ["一般公共预算支出表", "部门：甲局 单位：万元"],
        ["基本支出表", "部门：甲局 单位：元"],
    ]


def test_two_halves_of_one_form_have_one_title(sheet: Sheet) -> None:
    sheet.text(250, 60, "部门收支预算总表")
    sheet.text(40, 85, "部门：甲局")
    sheet.text(500, 85, "单位：万元")
    _form(sheet, LEFT, 4, "1.00")
    _form(sheet, RIGHT, 4, "2.00")
    tables = read(sheet.save()).tables
    assert tables[0].caption.split("\n") == ["部门收支预算总表", "部门：甲局 单位：万元"]


def test_each_form_beside_another_goes_on_below_itself(sheet: Sheet) -> None:
    for page in range(2):
        for x, title in ((40, "甲表"), (320, "乙表")):
            sheet.text(x, 60, title)
            sheet.text(x, 85, "部门：甲局")
        _form(sheet, LEFT, 3, f"1.0{page}")
        _form(sheet, RIGHT, 3, f"2.0{page}")
        sheet.next_page()
    tables = read(sheet.save()).tables
    assert [(t.page_first, t.page_last) for t in tables] == [(1, 2), (1, 2)]
    amounts = [[row[2] for row in rows(table) if row[2] != "金额"] for table in tables]
    assert amounts == [["1.00", "1.00", "1.01", "1.01"], ["2.00", "2.00", "2.01", "2.01"]]


def test_two_pages_of_a_form_on_one_sheet_are_one_form(sheet: Sheet) -> None:
    sheet.text(100, 60, "部门支出总表")
    sheet.text(40, 85, "单位：万元")
    _form(sheet, LEFT, 4, "1.00")
    ys = [100.0, 120.0, 140.0]
    sheet.lines(RIGHT, ys)
    sheet.fill(RIGHT, ys, [["204", "支出", "1.00"], ["205", "支出", "1.00"]])
    (table,) = read(sheet.save()).tables
    assert [row[0] for row in rows(table)] == ["编码", "201", "202", "203", "204", "205"]


# ---- Stacked rows ----------------------------------------------------------------------------


def test_stacked_numbers_are_rows(sheet: Sheet) -> None:
    xs = [60.0, 160.0, 300.0]
    sheet.lines(xs, [100, 120, 170, 190])
    sheet.fill(xs, [100, 170], [["单位", "合计"], ["丁局", "5"]])
    for number, texts in enumerate([("甲局", "76341"), ("乙局", "78709"), ("丙局", "1637034")]):
        sheet.fill(xs, [119.0 + 16 * number], [texts])
    (table,) = read(sheet.save()).tables
    assert rows(table)[1:] == [["甲局", "76341"], ["乙局", "78709"], ["丙局", "1637034"], ["丁局", "5"]]


def test_number_broken_over_lines_stays_in_one_row(sheet: Sheet) -> None:
    xs = [60.0, 160.0, 210.0]
    sheet.lines(xs, [100, 120, 160])
    sheet.fill(xs, [100], [["单位", "合计"]])
    sheet.fill(xs, [119.0], [["甲市驾驶", "12,437.3"]])
    sheet.fill(xs, [135.0], [["人考试中心", "6"]])
    (table,) = read(sheet.save()).tables
    assert rows(table)[1:] == [["甲市驾驶人考试中心", "12,437.36"]]


@pytest.mark.parametrize(
    ("text", "stacked"),
    [
        ("76341\n78709\n1637034", True),
        ("100.00\n200.00", True),
        ("12,437.3\n6", False),
        ("1,264,602\n.38", False),
        ("7,200.0000\n00", False),
        ("合计\n1", False),
        ("1637034", False),
    ],
)
def test_lines_are_a_stack_when_each_is_a_whole_number_of_one_kind(text: str, stacked: bool) -> None:
    assert is_stack(text) == stacked
