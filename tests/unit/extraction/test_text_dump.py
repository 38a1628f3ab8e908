"""How text dumps are read: both shapes, spans inferred, words put together again."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.extraction.records import Document
from tests.support.extracted import header_rows, read, rows


def _read(folder: Path, text: str, encoding: str = "utf-8") -> Document:
    path = folder / "dump.txt"
    path.write_bytes(text.encode(encoding))
    return read(path)


def _cell_lines(*table: list[str]) -> str:
    return "\n".join("".join(f"\t{cell}\n" for cell in row) for row in table)


def test_header_spans_follow_from_the_shape_of_two_rows(tmp_path: Path) -> None:
    text = "[bookmark: a]收支总表\n" + _cell_lines(
        ["序号", "收入", "支出"],
        ["", "项目", "预算数", "项目", "预算数"],
        ["1", "一、拨款", "9.00", "一、一般公共服务", "8.00"],
    )
    (table,) = _read(tmp_path, text).tables
    assert table.caption == "收支总表"
    assert [c.header_path for c in table.cells if c.row_no == 3] == [
        "序号",
        "收入/项目",
        "收入/预算数",
        "支出/项目",
        "支出/预算数",
    ]


def test_wide_header_cells_part_where_words_meet_amounts(tmp_path: Path) -> None:
    text = _cell_lines(
        ["序号", "科目", "基本支出"],
        ["", "编码", "名称", "合计", "人员经费"],
        ["1", "301", "工资", "9.00", "9.00"],
    )
    (table,) = _read(tmp_path, text).tables
    assert [c.header_path for c in table.cells if c.row_no == 3] == [
        "序号",
        "科目/编码",
        "科目/名称",
        "基本支出/合计",
        "基本支出/人员经费",
    ]


def test_labelled_lines_before_the_first_row_are_caption(tmp_path: Path) -> None:
    head = "收入总表\n\t某某局\n\t预算年度：2024\n\t单位：万元\n\n"
    (table,) = _read(
        tmp_path, head + _cell_lines(["序号", "项目", "金额", "备注"], ["1", "合计", "1.00", ""])
    ).tables
    assert table.caption == "收入总表\n某某局\n预算年度：2024\n单位：万元"
    assert rows(table)[0] == ["序号", "项目", "金额", "备注"]


def test_blank_line_inside_a_cell_does_not_cut_its_row(tmp_path: Path) -> None:
    text = "\t一级\n\t二级\n\t值\n\n\t产出\n\t数量\n\n\t≥1\n\n\n\t效益\n\t社会\n\t提高\n\n"
    (table,) = _read(tmp_path, text).tables
    assert rows(table) == [["一级", "二级", "值"], ["产出", "数量", "≥1"], ["效益", "社会", "提高"]]


def test_line_without_a_tab_goes_on_with_the_cell_before_it(tmp_path: Path) -> None:
    (table,) = _read(tmp_path, "\t目标\n\t1.保障\n2.聘用\n\n\t甲\n\t乙\n\n").tables
    assert table.cells[1].text == "1.保障\n2.聘用"


def test_row_lines_join_their_page_pieces(tmp_path: Path) -> None:
    piece = "某某局 预算年度：2023\n\n单位：万元\n\n序号\t科目\t\t合计\n\t编码\t名称\t\n栏次\t1\t2\t3\n"
    text = f"1、支出总表\n\n{piece}1\t201\t服务\t5.00\n\n{piece}2\t202\t外交\t6.00\n\n说明\n"
    (table,) = _read(tmp_path, text).tables
    assert header_rows(table) == [1, 2, 3, 5, 6, 7]
    assert [row for row in rows(table) if row[0] in ("1", "2")] == [
        ["1", "201", "服务", "5.00"],
        ["2", "202", "外交", "6.00"],
    ]


def test_header_words_broken_over_columns_are_put_together(tmp_path: Path) -> None:
    text = (
        "序号\t合计\t基本支出\t上解上级\t支出\t补助支出\n"
        "档次\t1\t2\t3\t4\t\n"
        "1\t9.00\t8.00\t\t1.00\t\n"
        "2\t9.00\t8.00\t\t1.00\t\n"
    )
    (table,) = _read(tmp_path, text).tables
    assert table.column_count == 5
    assert [c.header_path for c in table.cells if c.row_no == 3] == [
        "序号",
        "合计",
        "基本支出",
        "上解上级支出",
        "补助支出",
    ]


def test_contents_with_page_numbers_are_no_table(tmp_path: Path) -> None:
    document = _read(tmp_path, "目录\n1、收支总表......\t3\n2、收入总表......\t5\n")
    assert document.tables == []
    assert len(document.paragraphs) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_that_publishers_use_are_read(tmp_path: Path, encoding: str) -> None:
    (table,) = _read(tmp_path, "单位\t金额\n某某局\t1.00\n", encoding).tables
    assert rows(table) == [["单位", "金额"], ["某某局", "1.00"]]
