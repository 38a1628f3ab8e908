"""How a DOCX is read: spans, order, and text that change tracking or controls wrap."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table as DocxTable

from tests.extraction.reading import header_rows, read, rows, spans


def _table(document: docx.document.Document, texts: list[list[str]]) -> DocxTable:
    table = document.add_table(len(texts), len(texts[0]))
    for row, values in enumerate(texts):
        for column, text in enumerate(values):
            table.cell(row, column).text = text
    return table


def _save(document: docx.document.Document, folder: Path) -> Path:
    path = folder / "document.docx"
    document.save(str(path))
    return path


def test_merged_cells_are_spans_and_blank_cells_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    table = _table(document, [["编码", "支出", ""], ["", "基本", "项目"], ["201", "", "3.00"]])
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    (found,) = read(_save(document, tmp_path)).tables
    assert spans(found, 2) == {
        (0, 0, 2, 1): "编码",
        (0, 1, 1, 2): "支出",
        (1, 1, 1, 1): "基本",
        (1, 2, 1, 1): "项目",
        (2, 0, 1, 1): "201",
        (2, 1, 1, 1): "",
        (2, 2, 1, 1): "3.00",
    }
    assert [c.header_path for c in found.cells if c.row_no == 3] == ["编码", "支出/基本", "支出/项目"]


def test_labelled_first_row_is_a_header_row_and_part_of_the_caption(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("部门预算收支总表")
    top = ["某某局", "", "预算年度：2024", "单位：万元"]
    table = _table(document, [top, ["序号", "项目", "预算数", "备注"], ["1", "收入", "9.00", ""]])
    table.cell(0, 0).merge(table.cell(0, 1))
    (found,) = read(_save(document, tmp_path)).tables
    assert found.caption == "部门预算收支总表\n某某局 预算年度：2024 单位：万元"
    assert header_rows(found) == [1, 2]
    assert [c.header_path for c in found.cells if c.row_no == 3] == ["序号", "项目", "预算数", "备注"]


def test_ordinal_row_is_a_header_row_but_not_part_of_the_path(tmp_path: Path) -> None:
    document = docx.Document()
    _table(document, [["序号", "项目", "金额"], ["栏次", "1", "2"], ["1", "合计", "5.00"]])
    (found,) = read(_save(document, tmp_path)).tables
    assert header_rows(found) == [1, 2]
    assert [c.header_path for c in found.cells if c.row_no == 3] == ["序号", "项目", "金额"]


def test_paragraphs_and_tables_keep_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("前言")
    _table(document, [["甲", "乙"], ["1", "2.00"]])
    document.add_paragraph("注：空表列示。")
    read_back = read(_save(document, tmp_path))
    blocks = [(p.block_no, p.text) for p in read_back.paragraphs]
    assert blocks == [(1, "前言"), (3, "注：空表列示。")]
    assert read_back.tables[0].block_no == 2


def test_inserted_text_is_read_and_deleted_text_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收入")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>12万元</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>11</w:delText></w:r></w:del>"))
    assert [p.text for p in read(_save(document, tmp_path)).paragraphs] == ["收入12万元"]


def test_table_inside_a_content_control_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    table = _table(document, [["甲", "乙"], ["1", "2.00"]])
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    table._tbl.addprevious(control)
    control[0].append(table._tbl)
    (found,) = read(_save(document, tmp_path)).tables
    assert rows(found) == [["甲", "乙"], ["1", "2.00"]]


def test_nested_table_gives_its_text_to_the_cell_that_holds_it(tmp_path: Path) -> None:
    document = docx.Document()
    outer = _table(document, [["目标", ""], ["甲", "乙"]])
    outer.cell(0, 1).add_table(1, 2).cell(0, 1).text = "内表"
    (found,) = read(_save(document, tmp_path)).tables
    assert rows(found) == [["目标", "内表"], ["甲", "乙"]]
