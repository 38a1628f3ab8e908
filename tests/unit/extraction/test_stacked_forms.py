"""Several forms in one table of a page or document, one below the other, are read as forms of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.support.extracted import read

Row = list[tuple[str, int]]
WIDTH = 6
FORMS: dict[str, tuple[int, list[list[str]]]] = {
    "收支总表": (
        4,
        [
            ["收入", "预算数", "支出", "预算数"],
            ["一、财政拨款收入", "1,200.50", "一、教育支出", "1,000.00"],
            ["收入总计", "1,200.50", "支出总计", "1,200.50"],
        ],
    ),
    "收入总表": (
        6,
        [
            ["编码", "名称", "合计", "一般公共预算", "政府性基金", "其他收入"],
            ["205", "教育支出", "1,000.00", "1,000.00", "", ""],
            ["208", "社会保障和就业支出", "200.50", "200.50", "", ""],
        ],
    ),
    "“三公”经费支出表": (
        3,
        [["项目", "上年数", "本年数"], ["合计", "12.00", "10.00"], ["公务接待费", "12.00", "10.00"]],
    ),
}
# A span of 0 is the form's width, a negative one that much less.
TITLE, OWN = ("{title}", WIDTH), ("{title}", 0)
HEADINGS: dict[str, list[Row]] = {
    "title, whose and unit": [[TITLE], [("部门：某局", -1), ("单位：万元", 1)]],
    "title and unit in lines of their own": [[TITLE], [("单位：万元", WIDTH)]],
    "title over its own columns, unit at the right": [[OWN], [("", -1), ("单位：万元", 1)]],
    "title alone": [[TITLE]],
    "number above the title": [[("", -1), ("公开0{no}表", 1)], [TITLE], [("单位：万元", WIDTH)]],
    "number below the title": [
        [TITLE],
        [("", -1), ("公开0{no}表", 1)],
        [("部门：某局", -1), ("单位：万元", 1)],
    ],
    "number beside the title": [[("{title}", -1), ("表{no}", 1)], [("单位：万元", WIDTH)]],
    "title that is not merged": [[("{title}", 1)], [("部门：某局", 1), ("", -2), ("单位：万元", 1)]],
}
ENDS: dict[str, list[Row]] = {
    "nothing": [],
    "a blank row": [[("", WIDTH)]],
    "a note": [[("注：本表反映本年情况。", WIDTH)]],
}


def _grid(heading: list[Row], end: list[Row]) -> list[Row]:
    """The rows of all forms."""
    grid = []
    for number, (title, (width, body)) in enumerate(FORMS.items(), 1):
        for line in heading:
            texts = [(text.format(title=title, no=number), span) for text, span in line]
            grid.append([(text, span if span > 0 else width + span) for text, span in texts])
        grid.extend([(text, 1) for text in row] for row in body)
        grid.extend(end)
    return grid


def _html(folder: Path, grid: list[Row]) -> Path:
    lines = ["".join(f"<td colspan={span}>{text}</td>" for text, span in row) for row in grid]
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    path = folder / "forms.html"
    path.write_text(f"<html><body><table border=1>{table}</table></body></html>", encoding="utf-8")
    return path


def _docx(folder: Path, grid: list[Row]) -> Path:
    document = docx.Document()
    table = document.add_table(len(grid), WIDTH)
    for row, line in zip(table.rows, grid, strict=True):
        cells, column = list(row.cells), 0
        for text, span in line:
            cell = cells[column].merge(cells[column + span - 1]) if span > 1 else cells[column]
            cell.text = text
            column += span
    path = folder / "forms.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("write", [_html, _docx])
def test_each_form_has_its_own_title_header_and_rows(
    write: Callable[[Path, list[Row]], Path], heading: str, end: str, tmp_path: Path
) -> None:
    document = read(write(tmp_path, _grid(HEADINGS[heading], ENDS[end])))
    assert len(document.tables) == len(FORMS)
    for number, (table, (title, (width, body))) in enumerate(
        zip(document.tables, FORMS.items(), strict=True), 1
    ):
        assert title in table.caption
        assert ("单位：万元" in table.caption) == (heading != "title alone")
        assert (f"0{number}表" in table.caption or f"表{number}" in table.caption) == ("number" in heading)
        values = [cell for cell in table.cells if not cell.is_header and cell.text and cell.column_span == 1]
        assert [cell.text for cell in values] == [text for row in body[1:] for text in row if text]
        assert {cell.header_path for cell in values} <= set(body[0])
        assert table.column_count == width


def test_a_section_of_a_form_that_is_called_a_table_begins_no_form(tmp_path: Path) -> None:
    grid: list[Row] = [
        [("科目", 1), ("合计", 1), ("其中", 1)],
        [("一、基本支出明细表", 3)],
        [("工资", 1), ("按月", 1), ("", 1)],
        [("津贴", 1), ("1.00", 1), ("", 1)],
        [("二、项目支出明细表", 3)],
        [("设备", 1), ("一次", 1), ("1.00", 1)],
        [("设备", 1), ("一次", 1), ("1.00", 1)],
    ]
    (table,) = read(_html(tmp_path, grid)).tables
    assert table.row_count == len(grid)
