"""Forms whose lines end below the header or begin there, or run one way only, read as with all lines.

Belongs here: which lines are drawn. Does not belong here: forms without any (``test_forms_without_lines``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from dagster_project.extraction.records import Document
from tests.support.drawing import FONT, Sheet
from tests.support.extracted import compact, read, rows

# A header text with its first row and column, its rows and columns.
Name = tuple[str, int, int, int, int]
XS = [30.0, 85.0, 180.0, 240.0, 300.0, 360.0, 420.0, 480.0, 560.0]
NAMES: list[Name] = [
    ("科目编码", 0, 0, 4, 1),
    ("科目名称", 0, 1, 4, 1),
    ("支出总计", 0, 2, 1, 6),
    ("合计", 1, 2, 3, 1),
    ("本年支出", 1, 3, 1, 5),
    ("小计", 2, 3, 2, 1),
    ("基本支出", 2, 4, 1, 2),
    ("项目支出", 2, 6, 1, 2),
    ("人员经费", 3, 4, 1, 1),
    ("公用经费", 3, 5, 1, 1),
    ("特定目标类", 3, 6, 1, 1),
    ("其他运转类", 3, 7, 1, 1),
]
PATHS = [
    "科目编码",
    "科目名称",
    "支出总计/合计",
    "支出总计/本年支出/小计",
    "支出总计/本年支出/基本支出/人员经费",
    "支出总计/本年支出/基本支出/公用经费",
    "支出总计/本年支出/项目支出/特定目标类",
    "支出总计/本年支出/项目支出/其他运转类",
]
ROWS = [
    ["201", "一般公共服务支出", "1,000.00", "1,000.00", "700.00", "100.00", "150.00", "50.00"],
    [
        "20103",
        "政府办公厅（室）及相关机构事务",
        "1,000.00",
        "1,000.00",
        "700.00",
        "100.00",
        "150.00",
        "50.00",
    ],
    ["2010301", "行政运行", "800.00", "800.00", "700.00", "100.00", "", ""],
    ["2010302", "一般行政管理事务", "200.00", "200.00", "", "", "150.00", "50.00"],
    ["", "合计", "1,000.00", "1,000.00", "700.00", "100.00", "150.00", "50.00"],
]
STYLES = (
    "nothing",
    "a box around each name",
    "a box around each name, a line below each row",
    "a box around each name, a line beside each column",
    "a box around each name, a frame around the rows",
    "three lines",
    "a frame, a line below the names",
    "a grid around the rows, nothing around the names",
)
TOP, NAME_ROW, ROW, SIZE = 100.0, 22.0, 26.0, 9.0


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for character in text:
        if stringWidth(lines[-1] + character, FONT, SIZE) > width:
            lines.append("")
        lines[-1] += character
    return lines


def _print(sheet: Sheet, text: str, box: tuple[float, float, float, float], side: str) -> None:
    """Prints a text in the middle of its box's height."""
    left, top, right, bottom = box
    lines = _wrapped(text, right - left - 6)
    baseline = (top + bottom) / 2 - len(lines) * (SIZE + 1) / 2 + SIZE
    for line in lines:
        free = right - left - stringWidth(line, FONT, SIZE)
        sheet.text(left + {"left": 3, "center": free / 2, "right": free - 3}[side], baseline, line)
        baseline += SIZE + 1


def _lines_around(sheet: Sheet, style: str, body: float, end: float) -> None:
    """Draws the lines that run beside or around the rows."""
    if "beside each column" in style:
        sheet.lines(XS, [body, end])
    if "around the rows" in style:
        sheet.lines([XS[0], XS[-1]], [body, end])
    if style.startswith("a grid around the rows"):
        sheet.lines(XS, [body + ROW * number for number in range(round((end - body) / ROW) + 1)])
    if style == "three lines":
        for y in (TOP, body, end):
            sheet.line(XS[0], y, XS[-1], y)
    if style.startswith("a frame"):
        sheet.lines([XS[0], XS[-1]], [TOP, body, end])


def _grid(
    sheet: Sheet, style: str, rows: Sequence[Sequence[str]], names: Sequence[Name], depth: int
) -> float:
    """Prints names and rows with their lines; returns where they end."""
    sheet.canvas.setFont(FONT, SIZE)
    body = TOP + depth * NAME_ROW
    end = body + len(rows) * ROW
    for text, row, column, height, width in names:
        top = TOP + row * NAME_ROW
        box = (XS[column], top, XS[column + width], top + height * NAME_ROW)
        _print(sheet, text, box, "center")
        if style.startswith("a box"):
            sheet.lines([box[0], box[2]], [box[1], box[3]])
    for number, row_texts in enumerate(rows):
        top = body + number * ROW
        for column, text in enumerate(row_texts):
            side = "left" if column < 2 else "right"
            _print(sheet, text, (XS[column], top, XS[column + 1], top + ROW), side)
        if "below each row" in style:
            sheet.line(XS[0], top + ROW, XS[-1], top + ROW)
    _lines_around(sheet, style, body, end)
    return end


def _form(path: Path, style: str, rows: Sequence[Sequence[str]], names: Sequence[Name], depth: int) -> Path:
    sheet = Sheet(path)
    sheet.text(220, 60, "青石区渔政局2025年支出总表")
    sheet.text(XS[-1] - 60, 85, "单位：万元")
    end = _grid(sheet, style, rows, names, depth)
    sheet.text(XS[0], end + 25, "注：本表反映本部门本年情况。")
    return sheet.save()


def _values(document: Document) -> list[tuple[str | None, str]]:
    (table,) = document.tables
    assert "单位：万元" in table.caption
    values = (cell for cell in table.cells if not cell.is_header and cell.text)
    return [(cell.header_path, compact(cell.text)) for cell in values]


@pytest.mark.parametrize("style", STYLES)
def test_each_figure_stands_under_its_names(style: str, tmp_path: Path) -> None:
    document = read(_form(tmp_path / "form.pdf", style, ROWS, NAMES, 4))
    expected = [(path, text) for row in ROWS for path, text in zip(PATHS, row, strict=True) if text]
    assert _values(document) == expected


@pytest.mark.parametrize("style", STYLES[1:])
def test_a_single_row_of_figures_belongs_to_the_names_above_it(style: str, tmp_path: Path) -> None:
    names: list[Name] = [(path.rpartition("/")[2], 0, number, 1, 1) for number, path in enumerate(PATHS)]
    row = ["2010301", "行政运行", "8.00", "8.00", "7.00", "1.00", "3.00", "5.00"]
    document = read(_form(tmp_path / "form.pdf", style, [row], names, 1))
    assert _values(document) == [(name[0], text) for name, text in zip(names, row, strict=True)]


def test_a_group_over_the_middle_one_of_its_names_is_none_of_its_lines_nor_a_title(tmp_path: Path) -> None:
    funds = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "上年结转")
    names: list[Name] = [
        ("单位编码", 0, 0, 2, 1),
        ("单位名称", 0, 1, 2, 1),
        ("财政拨款", 0, 2, 1, 5),
        *((text, 1, 2 + number, 1, 1) for number, text in enumerate(funds)),
        ("其他资金", 0, 7, 2, 1),
    ]
    rows = [["青石区渔政局", "本级", "8.00", "5.00", "1.00", "", "2.00", "3.00"]] * 3
    document = read(_form(tmp_path / "form.pdf", STYLES[-1], rows, names, 2))
    paths = [path for path, _ in _values(document)[:7]]
    assert paths == [
        "单位编码",
        "单位名称",
        "财政拨款/合计",
        "财政拨款/一般公共预算",
        "财政拨款/政府性基金预算",
        "财政拨款/上年结转",
        "其他资金",
    ]


def test_a_line_above_rows_that_names_no_column_of_amounts_is_no_header(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    xs, ys = [60.0, 160.0, 260.0, 360.0], [120.0, 140.0, 160.0, 180.0]
    sheet.text(63, 110, "青石区渔政局 （续）")
    sheet.text(170, 110, "2025年")
    sheet.lines(xs, ys)
    sheet.fill(xs, ys, [["行政运行", "3.00", "3.00"], ["事业运行", "2.00", "2.00"], ["合计", "5.00", "5.00"]])
    (table,) = read(sheet.save()).tables
    assert rows(table) == [
        ["行政运行", "3.00", "3.00"],
        ["事业运行", "2.00", "2.00"],
        ["合计", "5.00", "5.00"],
    ]


def test_a_sentence_below_a_boxed_header_is_no_row(tmp_path: Path) -> None:
    path = _form(tmp_path / "form.pdf", STYLES[1], [], NAMES, 4)
    assert [paragraph.text for paragraph in read(path).paragraphs][-1] == "注：本表反映本部门本年情况。"


def _pages(path: Path, style: str, again: bool) -> Path:
    """A form of which the last row stands on a page of its own, perhaps below the names printed again."""
    names: list[Name] = [(path.rpartition("/")[2], 0, number, 1, 1) for number, path in enumerate(PATHS)]
    sheet = Sheet(path)
    sheet.text(220, 60, "青石区渔政局2025年支出总表")
    sheet.text(XS[-1] - 60, 85, "单位：万元")
    _grid(sheet, style, ROWS[:-1], names, 1)
    sheet.next_page()
    _grid(sheet, style, ROWS[-1:], names if again else [], int(again))
    return sheet.save()


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_the_last_row_on_the_next_page_stands_under_its_names(
    style: str, again: bool, tmp_path: Path
) -> None:
    document = read(_pages(tmp_path / "form.pdf", style, again))
    expected = [
        (path.rpartition("/")[2], text) for row in ROWS for path, text in zip(PATHS, row, strict=True) if text
    ]
    assert _values(document) == expected


@pytest.mark.parametrize("nothing", ["", "-"])
@pytest.mark.parametrize("column", [5, 7])
def test_figures_of_a_column_that_is_blank_on_the_first_page_stand_in_it(
    column: int, nothing: str, tmp_path: Path
) -> None:
    headers = ["科目", "名称", "合计", "小计", "拨款", "基金", "国资", "其他"]
    above = [["201", "公共服务", *["10.00"] * 6], ["20101", "人大事务", *["10.00"] * 6]]
    for row in above:
        row[column] = nothing
    below = [["205", "教育支出", *["9.00"] * 6], ["206", "科学技术", *["8.00"] * 6]]
    sheet = Sheet(tmp_path / "form.pdf")
    sheet.text(220, 60, "青石区渔政局2025年支出总表")
    sheet.text(XS[-1] - 60, 85, "单位：万元")
    _grid(sheet, "nothing", above, [(name, 0, number, 1, 1) for number, name in enumerate(headers)], 1)
    sheet.next_page()
    _grid(sheet, "nothing", below, [], 0)
    expected = [
        (name, text) for row in above + below for name, text in zip(headers, row, strict=True) if text
    ]
    assert _values(read(sheet.save())) == expected


@pytest.mark.parametrize("blank", [1, 2])
def test_rows_of_labels_above_the_total_on_the_next_page_are_rows(blank: int, tmp_path: Path) -> None:
    xs = [40.0, 190.0, 270.0, 430.0]
    rows = [
        ["一、拨款收入", "1,200.50", "一、一般公共服务支出", "1,000.00"],
        ["二、事业收入", "", "二、社会保障支出", "200.50"],
        *[["三、经营收入", "", "三、卫生健康支出", ""], ["四、其他收入", "", "四、节能环保支出", ""]][:blank],
        ["收入总计", "1,200.50", "支出总计", "1,200.50"],
    ]
    sheet = Sheet(tmp_path / "form.pdf")
    sheet.text(220, 60, "青石区渔政局2025年收支总表")
    sheet.text(450, 85, "单位：万元")
    texts = [["收入项目", "预算数", "支出项目", "预算数"], *rows]
    sheet.fill(xs, [100.0 + 24 * number for number in range(3)], texts[:3])
    sheet.next_page()
    sheet.fill(xs, [60.0 + 24 * number for number in range(len(texts) - 3)], texts[3:])
    assert [text for _, text in _values(read(sheet.save()))] == [text for row in rows for text in row if text]


def test_columns_that_end_above_a_merged_total_are_columns_without_a_line_across(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    # A page that a table goes on to: nothing is drawn across but its last line.
    sheet.line(60, 180, 460, 180)
    for x in (60, 260, 360, 460):
        sheet.line(x, 60, x, 180)
    for x in (110, 150):
        sheet.line(x, 60, x, 164)
    codes = (
        ("302", "26", "劳务费"),
        ("302", "27", "委托业务费"),
        ("302", "28", "工会经费"),
        ("303", "02", "退休费"),
    )
    lines = [[*code, f"{n}.50", f"{n}.50"] for n, code in enumerate(codes)]
    for number, line in enumerate(lines):
        for x, text in zip((63, 113, 153, 263, 363), line, strict=True):
            sheet.text(x, 74 + 24 * number, text)
    for x, text in ((63, "合计"), (263, "9.50"), (363, "9.50")):
        sheet.text(x, 176, text)
    (table,) = read(sheet.save()).tables
    assert rows(table)[:4] == lines
