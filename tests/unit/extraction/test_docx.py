"""How a DOCX is read: spans, order, and text that change tracking or controls wrap."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document as DocxDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.table import Table as DocxTable
from PIL import Image

from dagster_project.extraction.read import read_document
from tests.support.extracted import header_rows, read, rows, spans


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


def test_large_pictures_are_named_as_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    for width, height in ((400, 300), (60, 60)):
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(picture, "PNG")
        document.add_picture(picture, Pt(width), Pt(height))
    found = read_document(_save(document, tmp_path))
    assert found.reading_note == "1 large picture, which may show a form, is not read."


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


@pytest.mark.parametrize("width", ["1e308", "-1", "²"])
def test_a_cell_whose_width_is_no_count_is_damage(tmp_path: Path, width: str) -> None:
    document = docx.Document()
    table = _table(document, [["编码", "支出"], ["201", "3.00"]])
    table.cell(0, 0)._tc.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), width)
    found = read_document(_save(document, tmp_path))
    assert found.status == "quarantined"
    assert str(found.status_reason).startswith(
        f"The file is damaged: a cell of a table is {width} columns wide."
    )


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


def _changed(document: DocxDocument, folder: Path, old: str, new: str) -> Path:
    """The document with a part of its markup replaced."""
    path = _save(document, folder)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"].decode()
    assert old in body
    members["word/document.xml"] = body.replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "mark",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>7.00</w:t></w:r>",
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>7.00</w:t></w:r>",
        '<w:del w:id="1" w:author="a"><w:r><w:delText>7.00</w:delText></w:r></w:del>',
        '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>7.00</w:t></w:r></w:moveFrom>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>7.00</w:instrText></w:r>',
    ],
)
def test_text_that_is_not_shown_is_not_read(tmp_path: Path, mark: str) -> None:
    document = docx.Document()
    _table(document, [["甲", "乙"], ["丙", "2.00"]])
    path = _changed(document, tmp_path, "<w:r><w:t>2.00</w:t></w:r>", f"{mark}<w:r><w:t>2.00</w:t></w:r>")
    assert rows(read(path).tables[0])[1] == ["丙", "2.00"]


def test_text_whose_mark_is_switched_off_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    _table(document, [["甲", "乙"], ["丙", "2.00"]])
    shown = '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>2.00</w:t></w:r>'
    path = _changed(document, tmp_path, "<w:r><w:t>2.00</w:t></w:r>", shown)
    assert rows(read(path).tables[0])[1] == ["丙", "2.00"]


@pytest.mark.parametrize("mark", ["<w:hidden/>", '<w:del w:id="1" w:author="a"/>'])
def test_hidden_and_deleted_rows_are_not_read_and_are_counted(tmp_path: Path, mark: str) -> None:
    document = docx.Document()
    _table(document, [["甲", "乙"], ["草稿", "9.00"], ["丙", "2.00"]])
    row = document.tables[0].rows[1]._tr.get_or_add_trPr()
    row.append(parse_xml(mark.replace("/>", f" {nsdecls('w')}/>", 1)))
    found = read(_save(document, tmp_path))
    assert rows(found.tables[0]) == [["甲", "乙"], ["丙", "2.00"]]
    assert "6 characters that are not shown" in str(found.reading_note)


def test_forms_inside_the_cells_of_a_layout_table_are_tables(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    for column, title in enumerate(("收入总表", "支出总表")):
        cell = outer.cell(0, column)
        cell.text = title
        inner = cell.add_table(2, 2)
        for place, text in zip(inner._cells, ("项目", "金额", "合计", "1.00"), strict=True):
            place.text = text
    tables = read(_save(document, tmp_path)).tables
    assert [(t.caption, rows(t)) for t in tables] == [
        (title, [["项目", "金额"], ["合计", "1.00"]]) for title in ("收入总表", "支出总表")
    ]


def test_strict_document_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    _table(document, [["甲", "乙"], ["丙", "2.00"]])
    path = _save(document, tmp_path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    strict = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            is_markup = name.endswith((".xml", ".rels")) and not name.startswith(("[", "docProps", "_rels"))
            archive.writestr(
                name, strict.sub(rb"http://purl.oclc.org/ooxml/\1/", data) if is_markup else data
            )
    assert rows(read(path).tables[0])[1] == ["丙", "2.00"]


def test_embedded_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["项目", "金额"], ["合计", 1.5]):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    document = docx.Document()
    document.add_paragraph("收支总表")
    part = Part(
        PackURI("/word/embeddings/book.bin"),
        "application/octet-stream",
        stream.getvalue(),
        document.part.package,
    )
    relation = document.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
    )
    run = document.add_paragraph().add_run()._r
    run.append(
        parse_xml(
            f'<w:object {nsdecls("w")}><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" '
            f'{nsdecls("r")} Type="Embed" r:id="{relation}"/></w:object>'
        )
    )
    (table,) = read(_save(document, tmp_path)).tables
    assert rows(table) == [["项目", "金额"], ["合计", "1.5"]]


CASES = Path(__file__).resolve().parents[4] / "shared/cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not beside the project")
@pytest.mark.parametrize(
    "name",
    [
        "D01_tracked_changes_not_accepted.docx",
        "D02_forms_nested_in_layout_tables.docx",
        "D04_hidden_and_struck_text.docx",
        "D07_strict_ooxml.docx",
    ],
)
def test_made_case_shows_the_tables_of_the_clean_one(name: str) -> None:
    clean, case = read(CASES / "D00_clean_control.docx"), read(CASES / name)
    assert [rows(table) for table in case.tables] == [rows(table) for table in clean.tables]
