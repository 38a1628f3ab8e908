"""How tables of a PDF are read: each test draws the least page that shows one rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.support.drawing import FONT, HEIGHT, Sheet
from tests.support.extracted import header_rows, read, rows

XS = [60.0, 160.0, 300.0, 400.0]
HEADER = ["编码", "名称", "金额"]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "page.pdf")


def _ys(top: float, count: int) -> list[float]:
    return [top + 20 * i for i in range(count + 1)]


def _table(sheet: Sheet, top: float, texts: list[list[str]], **lines: bool) -> None:
    ys = _ys(top, len(texts))
    sheet.lines(XS, ys, **lines)
    sheet.fill(XS, ys, texts)


def test_ruled_table_gives_its_cells_with_their_places(sheet: Sheet) -> None:
    sheet.text(150, 80, "收入总表")
    _table(sheet, 100, [HEADER, ["201", "一般公共服务支出", "12.50"]])
    (table,) = read(sheet.save()).tables
    assert rows(table) == [HEADER, ["201", "一般公共服务支出", "12.50"]]
    amount = table.cells[-1]
    assert (amount.header_path, amount.page_no) == ("金额", 1)
    assert amount.x0 == pytest.approx(300, abs=1)
    assert amount.bottom == pytest.approx(140, abs=1)
    assert table.caption == "收入总表"


def test_merged_cell_is_a_span_and_an_empty_cell_is_not(sheet: Sheet) -> None:
    for y, x0 in ((100, 60), (120, 160), (140, 60), (160, 60)):
        sheet.line(x0, y, 400, y)
    for x, y0 in ((60, 100), (160, 100), (300, 120), (400, 100)):
        sheet.line(x, y0, x, 160)
    sheet.fill([60, 160], [110], [["编码", ""]])
    sheet.fill([160], [100], [["支出"]])
    sheet.fill([160, 300], [120], [["基本", "项目"]])
    sheet.fill(XS[:3], [140], [["201", "", "3.00"]])
    (table,) = read(sheet.save()).tables
    found = {c.text: (c.row_span, c.column_span, c.header_path) for c in table.cells if c.text}
    assert found["编码"] == (2, 1, None)
    assert found["支出"] == (1, 2, None)
    assert found["3.00"] == (1, 1, "支出/项目")
    assert [c.text for c in table.cells if c.row_no == 3] == ["201", "", "3.00"]


def test_row_without_a_bottom_line_is_not_lost(sheet: Sheet) -> None:
    _table(sheet, 100, [HEADER, ["201", "甲", "1.00"], ["202", "乙", "2.00"]], bottom=False)
    (table,) = read(sheet.save()).tables
    assert rows(table)[-1] == ["202", "乙", "2.00"]


def test_table_without_outer_vertical_lines_keeps_its_outer_columns(sheet: Sheet) -> None:
    _table(sheet, 100, [HEADER, ["201", "甲", "1.00"]], sides=False)
    (table,) = read(sheet.save()).tables
    assert rows(table) == [HEADER, ["201", "甲", "1.00"]]


def test_two_tables_on_a_page_stay_two(sheet: Sheet) -> None:
    _table(sheet, 100, [HEADER, ["201", "甲", "1.00"]])
    sheet.text(60, 200, "第二张表")
    _table(sheet, 220, [HEADER, ["301", "乙", "2.00"]])
    tables = read(sheet.save()).tables
    assert [table.caption for table in tables] == ["", "第二张表"]


def test_text_printed_twice_for_bold_is_read_once(sheet: Sheet) -> None:
    _table(sheet, 100, [HEADER, ["201", "甲", "1.00"]])
    sheet.text(303.2, 134, "1.00")
    (table,) = read(sheet.save()).tables
    assert rows(table)[1][2] == "1.00"


def test_number_that_crosses_a_line_goes_whole_to_the_cell_that_holds_most_of_it(sheet: Sheet) -> None:
    ys = _ys(100, 2)
    sheet.lines(XS, ys)
    sheet.fill(XS, ys, [HEADER])
    sheet.text(292, 134, "25180591.33")
    (table,) = read(sheet.save()).tables
    assert rows(table)[1] == ["", "", "25180591.33"]


def test_text_that_runs_over_a_line_into_a_blank_cell_is_whole_in_its_own(sheet: Sheet) -> None:
    xs, ys = [50.0, 110.0, 170.0, 230.0, 290.0], [100.0, 120.0, 140.0, 160.0, 180.0]
    sheet.lines(xs, ys)
    texts = [
        ["行政事业单位养老支出", "", "3.50", "甲"],
        ["行政", "运行项目", "2.50", "乙"],
        ["", "", "", "1.50"],
        ["合计", "", "", ""],
    ]
    sheet.fill(xs, ys, texts)
    # Two amounts that touch each other on the line are two.
    sheet.text(230 - stringWidth("7.50", FONT, 10), 174, "7.50")
    sheet.text(230, 174, "6.25")
    texts[3][2:] = ["7.50", "6.25"]
    # Set in the middle of its cell, it runs out on both sides.
    sheet.text(100, 154, "机关服务中心支出")
    texts[2][1] = "机关服务中心支出"
    (table,) = read(sheet.save()).tables
    assert rows(table) == texts


def test_part_of_a_merged_cell_that_is_clipped_at_the_page_break_is_printed_once(sheet: Sheet) -> None:
    _table(sheet, 680, [["项目", "指标", "值"]])
    _clipped_half(sheet, 700, 760, text_at=750)
    sheet.next_page()
    _clipped_half(sheet, 60, 120, text_at=50)
    (table,) = read(sheet.save()).tables
    merged = [c for c in table.cells if c.column_no == 1 and not c.is_header]
    assert [(c.text, c.row_span) for c in merged] == [("项目甲\n9.00", 6)]


def _clipped_half(sheet: Sheet, top: float, bottom: float, text_at: float) -> None:
    """Three rows beside one half of a merged cell, whose text is drawn whole and clipped."""
    ys = _ys(top, 3)
    for x in XS:
        sheet.line(x, top, x, bottom)
    for y in ys:
        sheet.line(XS[1], y, XS[3], y)
    sheet.fill(XS[1:], ys, [["指标", "≥1"], ["指标", "≥2"], ["指标", "≥3"]])
    sheet.line(XS[0], top if top > 600 else bottom, XS[1], top if top > 600 else bottom)
    canvas = sheet.canvas
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(XS[0], HEIGHT - bottom, 340, bottom - top)
    canvas.clipPath(clip, stroke=0)
    canvas.setFont(FONT, 10)
    sheet.text(63, text_at, "项目甲")
    sheet.text(63, text_at + 25, "9.00")
    canvas.restoreState()


def test_header_printed_again_on_the_next_page_is_joined_once(sheet: Sheet) -> None:
    sheet.text(150, 80, "支出总表")
    _table(sheet, 100, [HEADER, ["201", "甲", "1.00"]])
    sheet.text(290, 820, "— 1 —")
    sheet.next_page()
    sheet.text(150, 80, "支出总表")
    _table(sheet, 100, [HEADER, ["202", "乙", "2.00"]])
    (table,) = read(sheet.save()).tables
    assert (table.page_first, table.page_last) == (1, 2)
    assert header_rows(table) == [1, 3]
    assert [c.header_path for c in table.cells if c.row_no == 4] == HEADER


def test_table_without_a_repeated_header_goes_on_over_the_page(sheet: Sheet) -> None:
    _table(sheet, 700, [HEADER, ["201", "甲", "1.00"]])
    sheet.next_page()
    _table(sheet, 60, [["202", "乙", "2.00"]])
    (table,) = read(sheet.save()).tables
    assert rows(table) == [HEADER, ["201", "甲", "1.00"], ["202", "乙", "2.00"]]


def test_same_header_under_another_title_is_another_table(sheet: Sheet) -> None:
    sheet.text(150, 80, "政府性基金支出表")
    _table(sheet, 100, [HEADER, ["201", "甲", "1.00"]])
    sheet.next_page()
    sheet.text(150, 80, "国有资本经营支出表")
    _table(sheet, 100, [HEADER, ["", "", ""]])
    assert len(read(sheet.save()).tables) == 2


def test_same_title_for_another_entity_is_another_table(sheet: Sheet) -> None:
    for entity in ("部门：甲局", "部门：乙局"):
        sheet.text(150, 60, "支出总表")
        sheet.text(60, 80, entity)
        _table(sheet, 100, [HEADER, ["201", "甲", "1.00"]])
        sheet.next_page()
    assert len(read(sheet.save()).tables) == 2


def test_row_cut_by_the_page_break_is_one_row(sheet: Sheet) -> None:
    _table(sheet, 700, [HEADER, ["201", "甲", "1.00"], ["20103", "政府办公厅（室）", "2.00"]])
    sheet.next_page()
    _table(sheet, 60, [["", "及相关机构事务", ""], ["202", "外交支出", "3.00"]])
    (table,) = read(sheet.save()).tables
    assert rows(table)[2:] == [
        ["20103", "政府办公厅（室）及相关机构事务", "2.00"],
        ["202", "外交支出", "3.00"],
    ]


def test_rest_of_a_numbered_label_cut_by_the_page_break_belongs_to_its_row(sheet: Sheet) -> None:
    # A summary leaves most cells blank, but numbers its lines: a rest without a number is not a line.
    xs = (50, 200, 320, 400, 500)
    sheet.lines(xs, (600, 620, 640, 660, 680))
    header = ("项目", "金额", "功能科目", "金额")
    lines = [("一、财政拨款", "9.00", "一、外交支出", ""), ("二、其他资金", "", "二、国防支出", "")]
    sheet.fill(xs, (600, 620, 640, 660), [header, *lines, ("", "", "三、社会保障和", "8.00")])
    sheet.next_page()
    sheet.lines(xs, (50, 70, 90))
    sheet.fill(xs, (50, 70), [("", "", "就业支出", ""), ("本年收入", "9.00", "四、教育支出", "1.00")])
    (table,) = read(sheet.save()).tables
    assert rows(table)[3:] == [
        ["", "", "三、社会保障和就业支出", "8.00"],
        ["本年收入", "9.00", "四、教育支出", "1.00"],
    ]


def test_a_full_line_is_full_by_its_printed_width_not_by_its_characters(sheet: Sheet) -> None:
    xs = (50, 120, 260, 360)
    sheet.lines(xs, (600, 620, 640, 660))
    header = ("二级指标", "指标内容", "指标值")
    sheet.fill(
        xs,
        (600, 620, 640),
        [header, ("数量", "全年办理的业务数量", "≥100000件"), ("效益", "保障办事群众顺利完成", "比上年有所")],
    )
    sheet.next_page()
    sheet.lines(xs, (50, 70, 90, 110))
    sheet.fill(
        xs, (50, 70, 90), [header, ("", "审批的流程", "提高"), ("满意度", "办事群众的满意程度", "≥90%")]
    )
    (table,) = read(sheet.save()).tables
    assert rows(table)[2] == ["效益", "保障办事群众顺利完成审批的流程", "比上年有所提高"]


def test_row_without_an_amount_at_the_top_of_a_page_stays_a_row(sheet: Sheet) -> None:
    _table(sheet, 700, [HEADER, ["1", "甲", "1.00"], ["2", "乙", ""]])
    sheet.next_page()
    _table(sheet, 60, [["3", "丙", ""], ["4", "丁", "3.00"]])
    (table,) = read(sheet.save()).tables
    assert [row[0] for row in rows(table)] == ["编码", "1", "2", "3", "4"]


def test_running_text_is_paragraphs_not_lines(sheet: Sheet) -> None:
    for number, text in enumerate(("一" * 40, "　　" + "二" * 44, "三" * 46, "四" * 10)):
        sheet.text(60, 100 + 16 * number, text)
    texts = [p.text for p in read(sheet.save()).paragraphs]
    assert texts[-1].endswith("三" * 46 + "四" * 10)


@pytest.mark.parametrize("page_number", ["— 1 —", "─1─"])
def test_sentence_cut_by_the_page_break_is_one_paragraph(sheet: Sheet, page_number: str) -> None:
    sheet.text(60, 780, "　　" + "一" * 44)
    sheet.text(60, 796, "支出" * 23)
    sheet.text(290, 820, page_number)
    sheet.next_page()
    sheet.text(60, 80, "合计" * 23)
    sheet.text(60, 96, "12.00万元。")
    sheet.text(60, 112, "　　下一段" + "二" * 20)
    texts = {p.text: p.page_no for p in read(sheet.save()).paragraphs}
    assert texts.get("一" * 44 + "支出" * 23 + "合计" * 23 + "12.00万元。") == 1


def test_head_of_every_page_neither_parts_a_table_nor_names_it(sheet: Sheet) -> None:
    for number in range(4):
        sheet.text(60, 30, "某某局2026年度部门预算公开")
        if number == 0:
            sheet.text(150, 80, "支出总表")
        _table(sheet, 100, [[f"20{number}", "甲", "1.00"]] if number else [HEADER, ["201", "甲", "1.00"]])
        sheet.next_page()
    (table,) = read(sheet.save()).tables
    assert (table.page_first, table.page_last) == (1, 4)


def test_page_number_between_the_pieces_is_no_title(sheet: Sheet) -> None:
    _table(sheet, 700, [HEADER, ["201", "甲", "1.00"]])
    sheet.text(290, 820, "第 1 页 共 2 页")
    sheet.next_page()
    _table(sheet, 60, [["202", "乙", "2.00"]])
    assert len(read(sheet.save()).tables) == 1


def test_a_running_head_is_no_title_between_the_pages_of_a_table(sheet: Sheet) -> None:
    for page in range(4):
        if page:
            sheet.next_page()
        sheet.text(100, 40, "示例市示例局2026年度部门预算公开")
        if page == 0:
            sheet.text(150, 80, "支出总表")
            _table(sheet, 100, [HEADER, ["201", "一般公共服务支出", "12.50"]])
        else:
            _table(sheet, 60, [[f"20{page + 1}", "其他支出", f"{page}.00"]])
    (table,) = read(sheet.save()).tables
    assert [row[-1] for row in rows(table)] == ["金额", "12.50", "1.00", "2.00", "3.00"]
    assert (table.page_first, table.page_last) == (1, 4)


def test_a_number_in_a_corner_above_the_title_is_heading_too(sheet: Sheet) -> None:
    ys = _ys(100, 4)
    for y in ys:
        sheet.line(XS[0], y, XS[-1], y)
    for x, top in ((XS[0], 0), (XS[1], 0), (XS[-1], 0), (XS[1], 2), (XS[2], 2)):
        bottom = ys[1] if top == 0 and x == XS[1] else ys[-1]
        sheet.line(x, ys[top], x, bottom)
    sheet.fill([XS[0]], ys, [["表七"], ["支出总表"]])
    sheet.fill(XS, ys[2:], [HEADER, ["201", "其他支出", "12.50"]])
    (table,) = read(sheet.save()).tables
    assert table.caption.split("\n")[-2:] == ["表七", "支出总表"]
    assert [cell.header_path for cell in table.cells if cell.text == "12.50"] == ["金额"]


def _too_wide(sheet: Sheet, right: list[list[str]], title: str) -> None:
    """A table of two columns and the beginning of a third at the page's edge; the rest on the next page."""
    sheet.text(150, 80, "收入总表")
    ys = _ys(100, 4)
    sheet.lines([60.0, 200.0, 400.0, 430.0], ys)
    sheet.fill([60, 200], ys, [["合计", "本年收入"], ["", "小计"], ["30.00", "20.00"], ["30.00", "20.00"]])
    sheet.next_page()
    sheet.text(150, 80, title)
    sheet.lines([60.0, 160.0, 300.0], ys)
    sheet.fill([60, 160], ys, right)


def test_columns_that_did_not_fit_on_the_page_are_put_beside_the_others(sheet: Sheet) -> None:
    right = [["其他收入", "上年结转"], ["", "小计"], ["4.00", "6.00"], ["4.00", "6.00"]]
    _too_wide(sheet, right, "收入总表")
    (table,) = read(sheet.save()).tables
    assert (table.page_first, table.page_last, table.column_count) == (1, 2, 4)
    assert rows(table)[-1] == ["30.00", "20.00", "4.00", "6.00"]


def test_another_form_of_the_same_height_is_no_further_columns(sheet: Sheet) -> None:
    right = [["科目", "支出"], ["", "小计"], ["201", "6.00"], ["201", "6.00"]]
    _too_wide(sheet, right, "支出总表")
    assert len(read(sheet.save()).tables) == 2


def test_long_title_and_the_label_below_it_are_two_lines(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.text(60, 82, "示例市二〇二五年一般公共预算财政拨款基本支出表（按经济分类科目）")
    sheet.text(60, 96, "部门：示例市水利局 单位：万元")
    sheet.lines([60, 200, 300], [100, 120, 140])
    sheet.fill([60, 200], [100, 120], [["科目", "预算数"], ["合计", "1.50"]])
    (table,) = read(sheet.save()).tables
    assert table.caption.split("\n")[-1] == "部门：示例市水利局 单位：万元"
