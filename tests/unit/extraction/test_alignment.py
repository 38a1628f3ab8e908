"""Tables without lines: what counts as evidence, and how columns, rows and names follow from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.extraction.pdf.alignment import find_aligned
from dagster_project.extraction.pdf.column_names import header_cells
from dagster_project.extraction.pdf.names import Name
from dagster_project.extraction.pdf.words import Word
from dagster_project.extraction.records import Table
from tests.support.drawing import FONT, HEIGHT, Sheet
from tests.support.extracted import compact, read, rows
from tests.support.traits import TRAITS, write_traits

SIZE = 8.0
XS = [60.0, 120.0, 300.0, 380.0]


def _line(y: float, *texts: str) -> list[Word]:
    """Words of one line, amounts set right and others left in their column."""
    words = []
    for x, text in zip(XS, texts, strict=False):
        if text:
            words.append(Word(x, x + 4 * len(text), y, y + SIZE, SIZE, text))
    return words


def _figures(count: int, top: float = 140) -> list[list[Word]]:
    return [_line(top + 16 * n, f"20{n}", "支出", f"{n}2.00", f"{n}1.00") for n in range(count)]


def test_three_lines_of_aligned_figures_are_a_table() -> None:
    (found,) = find_aligned([_line(120, "编码", "名称", "合计", "项目"), *_figures(3)], 1)
    assert (found.piece.row_count, found.piece.column_count) == (4, 4)
    assert found.lines == range(4)


def test_two_lines_with_numbers_are_not_a_table() -> None:
    assert find_aligned(_figures(2), 1) == []


def test_sentences_with_numbers_are_not_a_table() -> None:
    lines = [
        [
            Word(60, 400, 100 + 16 * n, 108 + 16 * n, SIZE, "预算收入12.00万元。"),
            *_line(100 + 16 * n, "", "", "3.00"),
        ]
        for n in range(5)
    ]
    assert find_aligned(lines, 1) == []


def test_row_that_numbers_the_columns_is_evidence_enough() -> None:
    (found,) = find_aligned(
        [_line(120, "编码", "名称", "合计", "项目"), _line(136, "栏次", "1", "2", "3")], 1
    )
    assert (found.piece.row_count, found.piece.column_count) == (2, 4)


def test_wrapped_name_belongs_to_the_row_that_it_stands_around() -> None:
    lines = _figures(4)
    above = [Word(120, 220, 150.6, 158.6, SIZE, "政府办公厅及相关机")]
    below = [Word(120, 140, 161.4, 169.4, SIZE, "构事务")]
    middle = [word for word in lines[1] if word.text != "支出"]
    (found,) = find_aligned([lines[0], above, middle, below, *lines[2:]], 1)
    texts = [cell.text for cell in found.piece.cells if cell.row == 1]
    assert [compact(text) for text in texts] == ["201", "政府办公厅及相关机构事务", "12.00", "11.00"]


def test_numbered_labels_without_figures_are_rows_though_few_rows_have_figures(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    labels = (
        "一、公共服务支出",
        "二、外交支出",
        "三、国防支出",
        "四、公共安全支出",
        "五、教育支出",
        "本年支出合计",
    )
    for x, text in ((60, "项目"), (240, "预算数"), (330, "项目"), (500, "预算数")):
        sheet.text(x, 100, text)
    for block in range(3):
        for number, text in enumerate(labels):
            y = 120 + 17 * (6 * block + number)
            sheet.text(300, y, text)
            if number in (0, 3):
                sheet.text(60, y, "拨款收入" if number == 0 else "其他收入")
                _set_right(sheet, 270, y, f"{block + 1}2.50")
                _set_right(sheet, 530, y, f"{block + 1}1.50")
    (table,) = read(sheet.save()).tables
    assert [row[2] for row in rows(table)[1:]] == list(labels) * 3


def test_a_blank_row_parts_no_table() -> None:
    lines = [_line(140 + 17 * n, f"20{n}", "支出", f"{n}2.00", f"{n}1.00") for n in (0, 1, 2, 4, 5)]
    (found,) = find_aligned(lines, 1)
    assert found.piece.row_count == 5


def test_label_without_a_figure_is_a_row_of_its_own() -> None:
    lines = _figures(4)
    lines[2] = _line(140 + 32, "203", "外交支出")
    (found,) = find_aligned(lines, 1)
    assert [cell.text for cell in found.piece.cells if cell.row == 2] == ["203", "外交支出", "", ""]


@pytest.fixture
def borderless(tmp_path: Path) -> Table:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.text(200, 80, "支出总表")
    sheet.text(60, 98, "部门：某某局")
    for y, texts in (
        (108, ("", "", "支出")),
        (119, ("编码", "名称")),
        (130, ("", "", "基本", "项目")),
        (150, ("201", "服务", "1.00", "2.00")),
        (170, ("202", "外交", "3.00", "4.00")),
        (190, ("203", "国防", "5.00", "6.00")),
    ):
        for x, text in zip((60, 120, 300, 380), texts, strict=False):
            sheet.text(x + (45 if text == "支出" else 0), y, text)
    (table,) = read(sheet.save()).tables
    return table


def test_name_over_two_columns_spans_both(borderless: Table) -> None:
    assert borderless.strategy == "aligned"
    assert [c.header_path for c in borderless.cells if c.row_no == 3] == [
        "编码",
        "名称",
        "支出/基本",
        "支出/项目",
    ]
    assert borderless.caption == "支出总表\n部门：某某局"
    assert rows(borderless)[-1] == ["203", "国防", "5.00", "6.00"]


NAMES = [(60.0, "编码"), (120.0, "名称"), (300.0, "合计"), (380.0, "基本支出"), (460.0, "项目支出")]


def _set_right(sheet: Sheet, x: float, y: float, text: str) -> None:
    sheet.canvas.drawRightString(x, HEIGHT - y, text)


def test_names_set_left_over_amounts_set_right_name_their_columns(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    for x, text in NAMES:
        sheet.text(x, 100, text)
    for y, code, amounts in ((120, "201", "5"), (140, "202", "35"), (160, "203", "5")):
        sheet.text(60, y, code)
        sheet.text(120, y, "支出")
        for right, amount in ((376, "8.00"), (456, f"{amounts}.00"), (536, "3.00")):
            # The column of basic expenditure is blank.
            if right != 456:
                _set_right(sheet, right, y, amount)
    (table,) = read(sheet.save()).tables
    assert rows(table) == [
        [text for _, text in NAMES],
        *([code, "支出", "8.00", "", "3.00"] for code in ("201", "202", "203")),
    ]


def test_amount_close_to_the_next_columns_text_stands_apart(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    for x, text in ((60, "收入"), (260, "支出")):
        sheet.text(x, 100, text)
    for x, text in ((60, "项目"), (200, "预算数"), (260, "项目"), (400, "预算数")):
        sheet.text(x, 118, text)
    for y, amount in ((136, "11.50"), (154, "2.25"), (172, "13.75")):
        sheet.text(60, y, "拨款")
        _set_right(sheet, 256, y, amount)
        sheet.text(260, y, "卫生健康支出")
        _set_right(sheet, 456, y, amount)
    (table,) = read(sheet.save()).tables
    assert [c.header_path for c in table.cells if c.row_no == 3] == [
        "收入/项目",
        "收入/预算数",
        "支出/项目",
        "支出/预算数",
    ]
    assert rows(table)[2:] == [["拨款", n, "卫生健康支出", n] for n in ("11.50", "2.25", "13.75")]


def test_one_line_of_amounts_below_a_line_of_names_is_a_table(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    for x, text in ((60, "合计"), (160, "公务用车费"), (360, "公务接待费")):
        sheet.text(x, 100, text)
    for x, text in ((160, "小计"), (260, "运行费")):
        sheet.text(x, 118, text)
    for right, text in ((156, "15.50"), (256, "12.00"), (356, "12.00"), (456, "3.50")):
        _set_right(sheet, right, 136, text)
    (table,) = read(sheet.save()).tables
    assert [(c.header_path, c.text) for c in table.cells if c.row_no == 3] == [
        ("合计", "15.50"),
        ("公务用车费/小计", "12.00"),
        ("公务用车费/运行费", "12.00"),
        ("公务接待费", "3.50"),
    ]


@pytest.mark.parametrize("name", ["yuan_with_separators", "forms_follow_each_other_on_a_page"])
def test_forms_without_lines_and_numbered_columns_keep_each_number_in_its_column(
    name: str, tmp_path: Path
) -> None:
    (ruled,) = (trait for trait in TRAITS if trait.name == name)
    parts = tuple(replace(p, layout=replace(p.layout, ruled=False, ordinal_row=False)) for p in ruled.parts)
    trait = replace(ruled, parts=parts)
    document = read(write_traits(tmp_path, [trait])[name])
    drawn = trait.document().tables()
    assert len(document.tables) == len(drawn)
    placed = [(p.column + 1, compact(p.cell.text)) for table in drawn for p in table.place()]
    found = [(c.column_no, compact(c.text)) for table in document.tables for c in table.cells]
    assert _numbers(found) == _numbers(placed)


def test_header_of_three_levels_without_lines_reads_as_the_one_with_lines(tmp_path: Path) -> None:
    (ruled,) = (trait for trait in TRAITS if trait.name == "xian_summary_of_four_sides")
    parts = tuple(replace(part, layout=replace(part.layout, ruled=False)) for part in ruled.parts)
    found, meant = (
        Counter(
            (cell.column_no, cell.header_path, compact(cell.text))
            for table in read(write_traits(tmp_path / name, [trait])[trait.name]).tables
            for cell in table.cells
            if cell.header_path is not None and any(character.isdigit() for character in cell.text)
        )
        for name, trait in (("found", replace(ruled, parts=parts)), ("meant", ruled))
    )
    assert any(path.count("/") == 2 for _, path, _ in meant if path)
    assert found == meant


def test_groups_of_the_same_names_divide_where_the_first_name_stands_again(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    for x, text in ((163, "收入"), (410, "支出")):
        sheet.text(x, 100, text)
    for x, text in ((136, "项目"), (253, "预算数"), (383, "项目"), (506, "预算数")):
        sheet.text(x, 120, text)
    for row in range(4):
        for x, text in ((53, "一般公共预算拨款收入来源"), (300, "文化旅游体育与传媒支出")):
            sheet.text(x, 140 + 18 * row, f"{row}、{text}")
        for x in (287, 540):
            _set_right(sheet, x, 140 + 18 * row, f"{row + 1}2.50")
    (table,) = read(sheet.save()).tables
    paths = {cell.column_no: cell.header_path for cell in table.cells if not cell.is_header}
    assert list(paths.values()) == ["收入/项目", "收入/预算数", "支出/项目", "支出/预算数"]


def test_name_in_the_middle_of_a_low_row_above_a_high_one_spans_both(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    high = ("国", "有", "资", "本", "经", "营")
    sheet.text(330, 100, "本年收入")
    for x, text in ((60, "编码"), (110, "名称"), (220, "合计")):
        sheet.text(x, 145, text)
    sheet.text(280, 153, "小计")
    for x, lines in ((350, high), (420, ("一般", "公共"))):
        for number, text in enumerate(lines):
            sheet.text(x, 153 + 12 * (number - (len(lines) - 1) / 2), text)
    for row in range(4):
        sheet.text(60, 206 + 18 * row, f"20{row}")
        sheet.text(110, 206 + 18 * row, "服务支出")
        for x in (240, 300, 362, 440):
            _set_right(sheet, x, 206 + 18 * row, f"{row + 1}.50")
    (table,) = read(sheet.save()).tables
    paths = {cell.column_no: compact(cell.header_path or "") for cell in table.cells if not cell.is_header}
    assert list(paths.values()) == [
        *("编码", "名称", "合计"),
        *("本年收入/小计", "本年收入/国有资本经营", "本年收入/一般公共"),
    ]


def test_names_of_two_lines_are_whole_beside_a_column_whose_texts_overlap(tmp_path: Path) -> None:
    """项, set left of 科目名称 and half a line below it, is no line of that name."""
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.canvas.setFont(FONT, 8)
    names = {
        103: ((108, "科目编码"), (470, "本年收入")),
        116: ((236, "科目名称"), (332, "总计")),
        119: ((425, "一般公共预"), (489, "政府性基金")),
        124: ((67, "类"), (108, "款"), (190, "项"), (384, "小计"), (565, "其他收入")),
        130: ((441, "算"), (501, "预算")),
    }
    for y, line in names.items():
        for x, text in line:
            sheet.text(x, y, text)
    for number in range(5):
        y = 146 + 16 * number
        for x, text in ((60, "201"), (88, "03"), (140, f"0{number + 1}"), (193, "一般公共服务支出")):
            sheet.text(x, y, text)
        for right in (364, 416, 468, 530, 593):
            sheet.canvas.drawRightString(right, HEIGHT - y, f"{number + 1}7.31")
    (table,) = read(sheet.save()).tables
    paths = {cell.column_no: compact(cell.header_path or "") for cell in table.cells if not cell.is_header}
    assert list(paths.values())[-3:] == [
        "本年收入/一般公共预算",
        "本年收入/政府性基金预算",
        "本年收入/其他收入",
    ]


def _numbers(cells: list[tuple[int, str]]) -> Counter[tuple[int, str]]:
    return Counter(cell for cell in cells if any(character.isdigit() for character in cell[1]))


def _page_of_rows(sheet: Sheet, names: bool, figures: tuple[str, ...]) -> None:
    for x, text in NAMES if names else ():
        sheet.text(x, 100, text.replace("基本支出", "其中：基本支出"))
    for number, figure in enumerate(figures):
        y = 120 + 20 * number
        sheet.text(60, y, f"2{number}")
        sheet.text(120, y, "支出" * (1 + number))
        for right in (326, 410, 490)[: 3 if names else 2]:
            _set_right(sheet, right, y, figure)


def test_rows_on_the_next_page_stand_under_the_columns_of_the_page_before(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "pages.pdf")
    _page_of_rows(sheet, names=True, figures=("1.00", "2.00", "3.00"))
    sheet.next_page()
    _page_of_rows(sheet, names=False, figures=("1,004.00", "5.00", "6.00"))
    (table,) = read(sheet.save()).tables
    assert rows(table)[0] == ["编码", "名称", "合计", "其中：基本支出", "项目支出"]
    assert rows(table)[4] == ["20", "支出", "1,004.00", "1,004.00", ""]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("head", ["", "示例市水利局2025年部门预算"])
def test_last_rows_alone_on_the_next_page_end_the_table(tmp_path: Path, count: int, head: str) -> None:
    sheet = Sheet(tmp_path / "pages.pdf")
    for page in range(3):
        if head:
            sheet.text(150, 60, head)
        if page == 0:
            _page_of_rows(sheet, names=True, figures=("1.00", "2.00", "3.00"))
        if page == 1:
            for number, text in enumerate(("上年结转", "合计")[-count:]):
                sheet.text(120, 100 + 20 * number, text)
                for right in (326, 410, 490):
                    _set_right(sheet, right, 100 + 20 * number, "6.00")
            sheet.text(60, 160, "注：本表单位为万元。")
        sheet.next_page()
    document = read(sheet.save())
    (table,) = document.tables
    assert table.page_last == 2
    assert rows(table)[4:] == [["", text, "6.00", "6.00", "6.00"] for text in ("上年结转", "合计")[-count:]]
    assert "注：本表单位为万元。" in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("labels", [("合计",), ("外交支出", "国防支出", "教育支出", "结转下年", "合计")])
def test_rows_below_the_names_printed_again_end_the_table(tmp_path: Path, labels: tuple[str, ...]) -> None:
    """Few, or with most of their amounts blank, they show no columns of their own."""
    sheet = Sheet(tmp_path / "pages.pdf")
    names = {
        73: ((378, "基本经费"),),
        85: ((62, "支出功能分类"),),
        90: ((166, "科目名称"), (271, "总计"), (493, "项目经费")),
        96: ((70, "科目编码"),),
        107: ((329, "小计"), (378, "人员经费"), (428, "日常公用经费")),
    }
    columns = (305, 363, 420, 478, 536)
    shown = {"外交支出": (305, 363), "国防支出": (305, 536), "教育支出": (), "结转下年": ()}
    for given in (("农林支出", "其他支出", "住房支出", "卫生支出", "水利支出"), labels):
        sheet.canvas.setFont(FONT, 8)
        for y, line in names.items():
            for x, text in line:
                sheet.text(x, y, text)
        for number, label in enumerate(given):
            y = 141 + 34 * number
            sheet.text(166, y, label)
            for right in shown.get(label, columns):
                sheet.canvas.drawRightString(right, HEIGHT - y, f"{number + 1}6.00")
        sheet.next_page()
    (table,) = read(sheet.save()).tables
    assert table.page_last == 2
    found = {row[1]: row[2:] for row in rows(table)[-len(labels) :]}
    assert list(found) == list(labels)
    assert found["合计"] == [f"{len(labels)}6.00"] * 5
    if len(labels) > 1:
        assert (found["国防支出"], found["结转下年"]) == (["26.00", "", "", "", "26.00"], [""] * 5)


def test_a_total_below_names_and_numbers_of_columns_printed_again_ends_the_table(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "pages.pdf")
    top = ((("科目编码", 74), ("科目名称", 184), ("合计", 301), ("人员经费", 359), ("项目支出", 424)),)
    numbers = (("栏次", 159), ("1", 308), ("2", 373), ("3", 438))
    for labels in (("农林支出", "其他支出", "住房支出", "卫生支出", "水利支出"), ("合计",)):
        sheet.canvas.setFont(FONT, 8)
        for number, line in enumerate((*top, numbers)):
            for text, x in line:
                sheet.text(x, 73 + 34 * number, text)
        for number, label in enumerate(labels):
            y = 141 + 34 * number
            sheet.text(159, y, label)
            if label != "合计":
                sheet.text(74, y, f"20{number}")
            for right in (336, 400, 462):
                sheet.canvas.drawRightString(right, HEIGHT - y, f"{number + 1}6.00")
        sheet.next_page()
    (table,) = read(sheet.save()).tables
    assert table.page_last == 2
    assert rows(table)[-1] == ["", "合计", "16.00", "16.00", "16.00"]


@pytest.mark.parametrize("numbered", [False, True])
def test_a_blank_row_above_the_only_figures_of_a_form_parts_them_from_no_name(
    tmp_path: Path, numbered: bool
) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.text(60, 60, "部门：甲局 单位：万元")
    sheet.canvas.setFont(FONT, 8)
    names = {
        108: ((380, "公务用车费"),),
        125: ((70, "合计"), (150, "因公出国费"), (480, "公务接待费")),
        142: ((240, "小计"), (310, "公务用车购置"), (390, "公务用车运行费")),
    }
    for y, line in names.items():
        for x, text in line:
            sheet.text(x, y, text)
    rights = (110, 190, 270, 350, 440, 520)
    if numbered:
        for number, right in enumerate(rights, 1):
            sheet.canvas.drawRightString(right, HEIGHT - 159, str(number))
    figures = ["348.10", "86.00", "242.00", "179.80", "62.20", "20.10"]
    for right, figure in zip(rights, figures, strict=True):
        sheet.canvas.drawRightString(right, HEIGHT - (193 if numbered else 176), figure)
    (table,) = read(sheet.save()).tables
    assert rows(table)[-1] == figures
    assert table.caption == "部门：甲局 单位：万元"


@pytest.mark.parametrize("words", [["合计", "6.00"], ["2.", "年初结余", "6.00"]])
def test_line_of_figures_that_stands_otherwise_ends_no_table(tmp_path: Path, words: list[str]) -> None:
    sheet = Sheet(tmp_path / "pages.pdf")
    _page_of_rows(sheet, names=True, figures=("1.00", "2.00", "3.00"))
    sheet.next_page()
    if len(words) == 2:
        sheet.text(60, 80, "二、收支情况")
    for number, text in enumerate(words):
        sheet.text(60 + 95 * number, 100, text)
    document = read(sheet.save())
    (table,) = document.tables
    assert table.row_count == 4
    assert " ".join(words) in [paragraph.text for paragraph in document.paragraphs]


def test_three_lines_far_apart_are_a_table_when_they_stand_evenly() -> None:
    lines = [_line(106, "编码", "名称", "合计", "项目")]
    lines += [_line(140 + 34 * n, f"20{n}", "支出", f"{n}2.00", f"{n}1.00") for n in range(3)]
    (found,) = find_aligned(lines, 1)
    assert (found.piece.row_count, found.piece.column_count) == (4, 4)


def test_dashes_beside_amounts_are_of_their_column_though_a_name_stands_alone() -> None:
    lines = [[Word(60, 66, 124, 132, SIZE, "栏次"), *_at(124, {300: "1", 380: "2"})]]
    for n in range(4):
        amounts = {300: "-", 415: f"{n}1.00"} if n % 2 else {335: f"{n}2.00", 380: "-"}
        lines.append([Word(80, 200, 140 + 16 * n, 148 + 16 * n, SIZE, "名称"), *_at(140 + 16 * n, amounts)])
        lines[-1].insert(0, Word(60, 78, 140 + 16 * n, 148 + 16 * n, SIZE, f"20{n}"))
    (found,) = find_aligned(lines, 1)
    assert found.piece.column_count == 4


def _at(y: float, texts: dict[int, str]) -> list[Word]:
    return [Word(x, x + 4 * len(text), y, y + SIZE, SIZE, text) for x, text in texts.items()]


def test_two_texts_of_a_header_with_one_place_are_one_cell() -> None:
    names = [
        Name([Word(300, 320, y, y + SIZE, SIZE, text)], range(2, 3)) for y, text in ((120, "下"), (100, "上"))
    ]
    cells = header_cells(names, 1, 4)
    assert [(cell.row, cell.column, cell.text) for cell in cells if cell.text] == [(0, 2, "上\n下")]
    assert len({(cell.row, cell.column) for cell in cells}) == len(cells) == 4
