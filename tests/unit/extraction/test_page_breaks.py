"""What a page break cuts is whole again: rows, numbers, merged cells, wide forms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dagster_project.extraction.records import Table
from tests.support.drawing import Sheet
from tests.support.extracted import header_rows, read, rows

XS = [60.0, 200.0, 300.0, 400.0]
HEADER = ["单位", "合计", "事业收入"]
TARGETS_XS = [50.0, 150.0, 230.0, 380.0, 460.0]
TARGETS = ["项目名称", "项目总额", "指标", "指标值"]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "page.pdf")


def _table(
    sheet: Sheet, top: float, texts: Sequence[Sequence[str]], xs: Sequence[float] = XS, height: float = 20
) -> None:
    ys = [top + height * i for i in range(len(texts) + 1)]
    sheet.lines(xs, ys)
    sheet.fill(xs, ys, texts)


def _only(sheet: Sheet) -> Table:
    (table,) = read(sheet.save()).tables
    return table


# ---- Rows and numbers ------------------------------------------------------------------------


def test_row_whose_number_the_page_break_cut_is_one_row(sheet: Sheet) -> None:
    _table(sheet, 700, [HEADER, ["甲局", "310.40", ""], ["市驾驶", "14,649.64", "12,437.3"]])
    sheet.next_page()
    _table(sheet, 60, [["人考试中心", "", "6"], ["乙局", "88.15", ""]])
    table = _only(sheet)
    assert rows(table)[2:] == [["市驾驶人考试中心", "14,649.64", "12,437.36"], ["乙局", "88.15", ""]]


@pytest.mark.parametrize(
    ("upper", "lower"), [("12,437", ".36"), ("12,4", "37.36"), ("12,", "437.36"), ("-12,437.", "36")]
)
def test_number_is_joined_wherever_it_was_cut(sheet: Sheet, upper: str, lower: str) -> None:
    _table(sheet, 700, [HEADER, ["甲局", "310.40", "20.00"], ["乙局", "14,649.64", upper]])
    sheet.next_page()
    _table(sheet, 60, [["", "", lower], ["丙局", "88.15", ""]])
    assert rows(_only(sheet))[2] == ["乙局", "14,649.64", upper + lower]


def test_header_that_the_page_break_cuts_below_its_groups_goes_on_with_their_names(sheet: Sheet) -> None:
    sheet.lines([60, 160, 240, 400], [760, 780])
    sheet.fill([60, 160, 240], [760], [["单位", "合计", "基本支出"]])
    sheet.next_page()
    rest = [
        ["", "", "人员经费", "公用经费"],
        ["甲局", "30.00", "20.00", "10.00"],
        ["乙局", "8.00", "", "8.00"],
    ]
    sheet.lines([60, 160, 240, 320, 400], [60 + 20 * number for number in range(4)])
    sheet.fill([60, 160, 240, 320], [60 + 20 * number for number in range(3)], rest)
    table = _only(sheet)
    assert header_rows(table) == [1, 2]
    assert rows(table)[2:] == rest[1:]
    paths = {cell.column_no: cell.header_path for cell in table.cells if cell.row_no == 3}
    assert list(paths.values()) == ["单位", "合计", "基本支出/人员经费", "基本支出/公用经费"]


def test_names_below_another_header_that_are_all_filled_are_another_table(sheet: Sheet) -> None:
    sheet.lines([60, 160, 240, 400], [760, 780])
    sheet.fill([60, 160, 240], [760], [["单位", "合计", "基本支出"]])
    sheet.next_page()
    other = [["单位", "人数", "人员经费", "公用经费"], ["甲局", "30.00", "20.00", "10.00"]]
    sheet.lines([60, 160, 240, 320, 400], [60 + 20 * number for number in range(3)])
    sheet.fill([60, 160, 240, 320], [60, 80], other)
    assert len(read(sheet.save()).tables) == 2


def test_header_at_a_pages_end_goes_on_with_the_numbers_of_its_columns(sheet: Sheet) -> None:
    _table(sheet, 760, [HEADER])
    sheet.next_page()
    _table(sheet, 60, [["栏次", "1", "2"], ["甲局", "310.40", "20.00"], ["乙局", "88.15", ""]])
    table = _only(sheet)
    assert header_rows(table) == [1, 2]
    assert rows(table)[2:] == [["甲局", "310.40", "20.00"], ["乙局", "88.15", ""]]


@pytest.mark.parametrize("lower", ["857.23", "6"])
def test_two_numbers_are_not_joined(sheet: Sheet, lower: str) -> None:
    # 622 is an amount of its own where others have decimals too, and 622.00 is a whole one.
    upper = "622" if lower == "857.23" else "622.00"
    _table(sheet, 700, [HEADER, ["甲局", "310.40", "20.00"], ["综合业务", "100.00", upper]])
    sheet.next_page()
    _table(sheet, 60, [["权益保障", "", lower], ["丙局", "88.15", ""]])
    assert [row[2] for row in rows(_only(sheet))[2:4]] == [upper, lower]


def test_rest_of_a_label_without_amounts_belongs_to_its_row(sheet: Sheet) -> None:
    _table(sheet, 640, [HEADER, ["清河市临泉县", "310.40", "1.00"], ["清河市临泉县驾驶", "14.64", "2.00"]])
    sheet.next_page()
    _table(sheet, 60, [["人考试中心", "", ""], ["清河市临泉县驾驶", "8.15", "3.00"]])
    sheet.text(63, 60 + 38, "员协会")
    assert rows(_only(sheet))[2] == ["清河市临泉县驾驶人考试中心", "14.64", "2.00"]


@pytest.mark.parametrize("rest", ["（本级）", "（机关）"])
def test_rest_of_two_texts_belongs_to_its_row_where_the_first_is_printed_whole_elsewhere(
    sheet: Sheet, rest: str
) -> None:
    whole = "市民政局（本级）"
    first = [["预算单位", "项目", "金额", "目标"], [whole, "论坛经费", "100.00", "办论坛。"]]
    _table(sheet, 700, [*first, ["市民政局", "物资储备", "124.73", "查储备粮油，"]], TARGETS_XS)
    sheet.next_page()
    _table(sheet, 60, [[rest, "", "", "审费用。"], [whole, "准备金", "419.00", "保障。"]], TARGETS_XS)
    found = rows(_only(sheet))[2:]
    if rest in whole:
        assert found[0] == [whole, "物资储备", "124.73", "查储备粮油，审费用。"]
    else:
        assert found[:2] == [["市民政局", "物资储备", "124.73", "查储备粮油，"], [rest, "", "", "审费用。"]]


def test_line_without_amounts_after_a_total_stays_a_line(sheet: Sheet) -> None:
    header, xs = ["项目", "预算数", "项目", "预算数"], [50.0, 200.0, 280.0, 420.0, 500.0]
    lines = [["财政拨款", "9.00", "外交支出", "4.00"], ["", "", "国防支出", "5.00"]]
    _table(sheet, 640, [header, *lines, *lines, ["本年收入合计", "9.00", "", ""]], xs)
    sheet.next_page()
    _table(sheet, 60, [header, ["上年结转结余", "", "", ""], ["收入总计", "9.00", "支出总计", "9.00"]], xs)
    table = _only(sheet)
    assert rows(table)[5:] == [
        ["本年收入合计", "9.00", "", ""],
        header,
        ["上年结转结余", "", "", ""],
        ["收入总计", "9.00", "支出总计", "9.00"],
    ]


# ---- Headers ---------------------------------------------------------------------------------


def test_header_printed_again_without_a_character_is_the_same_header(sheet: Sheet) -> None:
    header = ["项目名称", "项目总额", "绩效目标", "指标值"]
    _table(sheet, 700, [header, ["甲项目", "12.00", "完成", "90"]], TARGETS_XS)
    sheet.next_page()
    _table(sheet, 60, [["项目名称", "项目总", *header[2:]], ["乙项目", "8.00", "完成", "80"]], TARGETS_XS)
    table = _only(sheet)
    assert header_rows(table) == [1, 3]
    assert {c.header_path for c in table.cells if c.column_no == 2 and not c.is_header} == {"项目总额"}


def test_another_header_is_another_table(sheet: Sheet) -> None:
    _table(sheet, 700, [["科目", "基本支出", "项目支出"], ["201", "12.00", "1.00"]])
    sheet.next_page()
    _table(sheet, 60, [["科目", "人员经费", "公用经费"], ["301", "8.00", "2.00"]])
    assert len(read(sheet.save()).tables) == 2


@pytest.mark.parametrize("label", ["**", "*", "栏次"])
def test_row_with_a_single_column_number_is_header(sheet: Sheet, label: str) -> None:
    _table(sheet, 100, [["科目", "项目支出"], [label, "1"], ["合计", ""]], XS[:3])
    assert header_rows(_only(sheet)) == [1, 2]


def test_lettered_and_numbered_columns_are_header(sheet: Sheet) -> None:
    _table(sheet, 100, [["编码", "名称", "合计"], ["甲", "乙", "1"], ["201", "支出", "5.00"]])
    assert header_rows(_only(sheet)) == [1, 2]


def test_row_of_a_label_and_one_is_data(sheet: Sheet) -> None:
    _table(sheet, 100, [["科目", "辆"], ["轿车", "1"], ["合计", "1"]], XS[:3])
    assert header_rows(_only(sheet)) == [1]


# ---- Merged cells ----------------------------------------------------------------------------


def _project(sheet: Sheet, top: float, bottom: float, at: float | None, texts: Sequence[str]) -> None:
    """The cells of a project beside its indicators: lines where ``top`` and ``bottom`` are drawn."""
    for x in TARGETS_XS[:3]:
        sheet.line(x, top, x, bottom)
    if at is not None:
        sheet.fill(TARGETS_XS[:2], [at], [texts])


def _indicators(sheet: Sheet, top: float, texts: Sequence[str]) -> float:
    _table(sheet, top, [[text, "1"] for text in texts], TARGETS_XS[2:])
    return top + 20 * len(texts)


def _top_of_targets(sheet: Sheet, closed: bool) -> None:
    """One project with two indicators, and the first indicator of the next one without its name."""
    sheet.text(200, 60, "绩效目标表")
    _table(sheet, 80, [TARGETS], TARGETS_XS)
    _project(sheet, 100, 140, 110, ["宣传", "12.00"])
    _indicators(sheet, 100, ["印制数量", "合格率"])
    sheet.line(TARGETS_XS[0], 140, TARGETS_XS[2], 140)
    _project(sheet, 140, 160, None, [])
    _indicators(sheet, 140, ["检测成本"])
    if closed:
        sheet.line(TARGETS_XS[0], 160, TARGETS_XS[2], 160)
    sheet.next_page()


def _owners(table: Table) -> dict[str, str]:
    """The project of each indicator."""
    names = [c for c in table.cells if c.column_no == 1 and not c.is_header]
    return {
        cell.text: next(n.text for n in names if n.row_no <= cell.row_no < n.row_no + n.row_span)
        for cell in table.cells
        if cell.column_no == 3 and not cell.is_header
    }


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("header_again", [True, False])
def test_project_named_after_the_page_break_has_its_first_indicator(
    sheet: Sheet, closed: bool, header_again: bool
) -> None:
    _top_of_targets(sheet, closed)
    top = 60.0
    if header_again:
        _table(sheet, 60, [TARGETS], TARGETS_XS)
        top = 80.0
    bottom = _indicators(sheet, top, ["样品数量", "完成时间"])
    _project(sheet, top, bottom, top + 10, ["样品检测", "45.00"])
    sheet.line(TARGETS_XS[0], bottom, TARGETS_XS[2], bottom)
    if closed and not header_again:
        sheet.line(TARGETS_XS[0], top, TARGETS_XS[2], top)
    table = _only(sheet)
    assert _owners(table) == {
        "印制数量": "宣传",
        "合格率": "宣传",
        "检测成本": "样品检测",
        "样品数量": "样品检测",
        "完成时间": "样品检测",
    }
    assert [c.text for c in table.cells if c.column_no == 2 and not c.is_header] == ["12.00", "45.00"]
    _covers_each_place_once(table)


def test_two_projects_at_a_page_break_stay_two(sheet: Sheet) -> None:
    _table(sheet, 80, [TARGETS, ["宣传", "12.00", "数量", "1"], ["培训", "8.00", "人数", "1"]], TARGETS_XS)
    sheet.next_page()
    _table(sheet, 60, [TARGETS, ["检测", "45.00", "样品", "1"]], TARGETS_XS)
    assert set(_owners(_only(sheet)).values()) == {"宣传", "培训", "检测"}


def test_page_with_one_row_whose_other_cells_are_open_on_both_sides(sheet: Sheet) -> None:
    _table(sheet, 80, [TARGETS], TARGETS_XS)
    _project(sheet, 100, 120, 100, ["样品检测", "45.00"])
    _indicators(sheet, 100, ["样品数量"])
    sheet.next_page()
    _project(sheet, 60, 80, None, [])
    _indicators(sheet, 60, ["检测成本"])
    sheet.next_page()
    _project(sheet, 60, 80, None, [])
    _indicators(sheet, 60, ["满意度"])
    sheet.line(TARGETS_XS[0], 80, TARGETS_XS[2], 80)
    table = _only(sheet)
    assert set(_owners(table).values()) == {"样品检测"}
    assert (table.row_count, table.page_last) == (4, 3)


def _covers_each_place_once(table: Table) -> None:
    places = [
        (row, column)
        for c in table.cells
        for row in range(c.row_no, c.row_no + c.row_span)
        for column in range(c.column_no, c.column_no + c.column_span)
    ]
    assert len(places) == len(set(places)) == table.row_count * table.column_count


# ---- Forms wider than their page -------------------------------------------------------------

CODES = [["编码", "名称", "合计"], ["201", "甲", "9.00"], ["20101", "乙", "5.00"], ["20102", "丙", "4.00"]]
FUNDS = [["财政拨款", "其他收入"], ["8.00", "1.00"], ["5.00", ""], ["3.00", "1.00"]]
FUNDS_XS = [60.0, 160.0, 260.0]


def _wide(sheet: Sheet, right: Sequence[Sequence[str]], above: str = "", top: float = 100) -> None:
    sheet.text(150, 80, "收入总表")
    _table(sheet, 100, CODES)
    sheet.next_page()
    if above:
        sheet.text(200, 80, above)
    _table(sheet, top, right, FUNDS_XS)


def test_columns_of_the_next_page_are_put_beside_their_rows(sheet: Sheet) -> None:
    _wide(sheet, FUNDS)
    table = _only(sheet)
    assert rows(table) == [[*left, *right] for left, right in zip(CODES, FUNDS, strict=True)]
    assert [c.header_path for c in table.cells if c.text == "1.00"] == ["其他收入", "其他收入"]


def test_unit_above_the_last_columns_is_the_forms(sheet: Sheet) -> None:
    blank = [[FUNDS[0][1]], [""], [""], [""]]
    sheet.text(150, 80, "收入总表")
    sheet.text(60, 95, "编制单位：甲局")
    _table(sheet, 100, CODES)
    sheet.next_page()
    sheet.text(90, 95, "单位：元")
    _table(sheet, 100, blank, FUNDS_XS[:2])
    table = _only(sheet)
    assert table.caption.split("\n") == ["收入总表", "编制单位：甲局", "单位：元"]
    assert table.column_count == 4


@pytest.mark.parametrize(
    ("right", "above", "top"),
    [
        (FUNDS[:3], "", 100),
        (FUNDS, "", 130),
        (FUNDS, "支出总表", 100),
        ([["科目", "金额"], ["201", "1.00"], ["20101", "2.00"], ["20102", "3.00"]], "", 100),
        ([["项目", "金额"], ["甲", "1.00"], ["乙", "2.00"], ["丙", "3.00"]], "", 100),
    ],
    ids=["fewer rows", "other heights", "its own title", "codes", "names"],
)
def test_what_only_resembles_further_columns_is_another_table(
    sheet: Sheet, right: list[list[str]], above: str, top: float
) -> None:
    _wide(sheet, right, above, top)
    assert [table.column_count for table in read(sheet.save()).tables] == [3, 2]


def _two_level(sheet: Sheet, xs: Sequence[float], tall: Sequence[str], groups: Sequence[str]) -> None:
    """A header of columns named over both of its rows, then of one group over the others; two lines."""
    ys, first = [100.0, 120.0, 140.0, 160.0, 180.0], len(tall)
    for y in ys:
        sheet.line(xs[first] if y == 120 else xs[0], y, xs[-1], y)
    for number, x in enumerate(xs):
        sheet.line(x, 120 if first < number < len(xs) - 1 else 100, x, 180)
    sheet.fill(xs, [110], [tall])
    if groups:
        sheet.fill(xs[first:], [100, 120], [["本年收入"], groups])


def test_header_of_one_row_on_the_one_page_stands_beside_two_on_the_other(sheet: Sheet) -> None:
    body = [["201", "9.00", "8.00", "1.00"], ["合计", "9.00", "8.00", "1.00"]]
    for left in (True, False):
        page = Sheet(sheet.path.with_name(f"{left}.pdf"))
        page.text(150, 80, "收入总表")
        tall, grouped = (["编码"], ["合计", "财政拨款"]) if left else (["编码", "合计"], [])
        _two_level(page, [60.0, 160.0, 260.0, 360.0][: len(tall) + len(grouped) + 1], tall, grouped)
        cut = len(tall) + len(grouped)
        page.fill([60.0, 160.0, 260.0], [140, 160], [row[:cut] for row in body])
        page.next_page()
        tall, grouped = (["其他收入"], []) if left else ([], ["财政拨款", "其他收入"])
        _two_level(page, [60.0, 160.0, 260.0][: len(tall) + len(grouped) + 1], tall, grouped)
        page.fill([60.0, 160.0], [140, 160], [row[cut:] for row in body])
        table = _only(page)
        assert rows(table)[2:] == body
        assert header_rows(table) == [1, 2]
        paths = [c.header_path for c in table.cells if c.row_no == 4]
        assert paths[0] == "编码"
        assert paths[-1] == ("其他收入" if left else "本年收入/其他收入")
        _covers_each_place_once(table)


def _pages(sheet: Sheet, order: str) -> Table:
    """A form of two pages of rows and two of columns, printed in the given order."""
    more = [["203", "丁", "2.00"], ["20301", "戊", "1.50"], ["20302", "己", "0.50"], ["", "合计", "11.00"]]
    more_funds = [["2.00", ""], ["1.50", ""], ["0.50", ""], ["10.00", "1.00"]]
    pieces = {"A1": (CODES, XS), "A2": (more, XS), "B1": (FUNDS, FUNDS_XS), "B2": (more_funds, FUNDS_XS)}
    sheet.text(150, 80, "收入总表")
    for name in order.split():
        texts, xs = pieces[name]
        _table(sheet, 100, texts, xs)
        sheet.next_page()
    return _only(sheet)


@pytest.mark.parametrize("order", ["A1 A2 B1 B2", "A1 B1 A2 B2"])
def test_form_of_several_pages_in_both_directions(sheet: Sheet, order: str) -> None:
    table = _pages(sheet, order)
    assert [row for row in rows(table) if row[1] == "合计"] == [["", "合计", "11.00", "10.00", "1.00"]]
    _covers_each_place_once(table)
