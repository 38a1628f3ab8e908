"""A DOCX is read as it is seen: marks, symbols and merges that Word writes in other ways than plain text."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document as DocxDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.support.extracted import read, rows

FORM = [["科目", "合计", "基本"], ["208", "9.50", "9.50"], ["合计", "9.50", "9.50"]]
_NAMES = f'{nsdecls("w")} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_WHITE = '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>9.50</w:t></w:r>'


def _cell(content: str, properties: str = "") -> str:
    inner = (
        content
        if content.startswith("<w:") or content.startswith("<m:")
        else f"<w:r><w:t>{content}</w:t></w:r>"
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>"


def _row(cells: list[str], properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _add(document: DocxDocument, table_rows: list[str], properties: str = "") -> None:
    markup = f"<w:tbl {_NAMES}><w:tblPr>{properties}</w:tblPr><w:tblGrid/>{''.join(table_rows)}</w:tbl>"
    document.element.body.sectPr.addprevious(parse_xml(markup))


def _form(content: str = "9.50") -> list[str]:
    texts = [[*FORM[0]], ["208", content, "9.50"], [*FORM[2]]]
    return [_row([_cell(text) for text in line]) for line in texts]


def _save(document: DocxDocument, folder: Path) -> Path:
    document.save(str(folder / "document.docx"))
    return folder / "document.docx"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r><w:r><w:t>9.50</w:t></w:r>', "-9.50"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r><w:r><w:t>9.50</w:t></w:r>', "9.50"),
        ("<m:oMath><m:r><m:t>9.50</m:t></m:r></m:oMath>", "9.50"),
        (
            "<w:r><w:t>9.50</w:t></w:r>"
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>',
            "9.50¹",
        ),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>7</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>9.50</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "9.50",
        ),
        ('<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>7</w:t></w:r><w:r><w:t>9.50</w:t></w:r>', "9.50"),
        (f"{_WHITE}<w:r><w:t>8.00</w:t></w:r>", "8.00"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
            '<w:listEntry w:val="元"/><w:listEntry w:val="万元"/></w:ddList></w:ffData></w:fldChar></w:r>'
            "<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "万元",
        ),
    ],
    ids=["minus", "tick", "formula", "raised", "ruby", "speck", "white", "choice"],
)
def test_text_is_read_as_it_is_seen(content: str, seen: str, tmp_path: Path) -> None:
    document = docx.Document()
    _add(document, _form(content))
    assert rows(read(_save(document, tmp_path)).tables[0])[1] == ["208", seen, "9.50"]


@pytest.mark.parametrize(
    ("of_cell", "of_table"),
    [('<w:shd w:val="clear" w:fill="1F4E79"/>', ""), ("", '<w:tblStyle w:val="MediumShading1-Accent1"/>')],
    ids=["shaded", "styled"],
)
def test_white_text_on_a_ground_is_read(of_cell: str, of_table: str, tmp_path: Path) -> None:
    document = docx.Document()
    lines = _form()
    lines[1] = _row([_cell("208"), _cell(_WHITE, of_cell), _cell("9.50")])
    _add(document, lines, of_table)
    assert rows(read(_save(document, tmp_path)).tables[0]) == FORM


def test_a_text_in_the_colour_of_its_shaded_cell_is_not_read_and_white_on_a_highlight_is(
    tmp_path: Path,
) -> None:
    def run(text: str, properties: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    document = docx.Document()
    lost = run("7", '<w:color w:val="D9D9D9"/>') + run("9.50", '<w:color w:val="000000"/>')
    lit = run("9.50", '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>')
    lines = _form()
    lines[1] = _row([_cell("208"), _cell(lost, '<w:shd w:val="clear" w:fill="D9D9D9"/>'), _cell(lit)])
    _add(document, lines)
    assert rows(read(_save(document, tmp_path)).tables[0]) == FORM


def test_amounts_in_tables_of_one_cell_are_cells_of_the_form(tmp_path: Path) -> None:
    def boxed(text: str) -> str:
        inner = f"<w:tbl><w:tblPr/><w:tblGrid/>{_row([_cell(text)])}</w:tbl>"
        return f"<w:tc><w:tcPr/>{inner}<w:p/></w:tc>"

    document = docx.Document()
    header, *lines = FORM
    _add(
        document,
        [_row(list(map(_cell, header)))] + [_row([_cell(a), boxed(b), boxed(c)]) for a, b, c in lines],
    )
    (table,) = read(_save(document, tmp_path)).tables
    assert rows(table) == FORM


def test_a_row_without_height_is_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    flat = '<w:trHeight w:val="1" w:hRule="exact"/>'
    _add(document, [*_form(), _row([_cell(text) for text in ("209", "7.00", "7.00")], flat)])
    found = read(_save(document, tmp_path))
    assert rows(found.tables[0]) == FORM
    assert found.reading_note == (
        "11 characters that are not shown (deleted, hidden or struck out) are not read."
    )


def test_cells_merged_the_old_way_are_one(tmp_path: Path) -> None:
    document = docx.Document()
    start, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    _add(document, [_row([_cell("科目"), _cell("支出", start), _cell("旧", on)]), *_form()])
    (table,) = read(_save(document, tmp_path)).tables
    assert [(c.text, c.column_span) for c in table.cells if c.row_no == 1] == [("科目", 1), ("支出", 2)]


def test_a_form_that_a_blank_paragraph_cuts_in_two_is_one(tmp_path: Path) -> None:
    document = docx.Document()
    _add(document, _form()[:2])
    document.add_paragraph("")
    _add(document, _form()[2:])
    (table,) = read(_save(document, tmp_path)).tables
    assert rows(table) == FORM


def test_what_a_text_parts_and_what_has_other_columns_stays_two(tmp_path: Path) -> None:
    document = docx.Document()
    _add(document, _form())
    document.add_paragraph("另表")
    _add(document, _form()[2:])
    _add(document, [_row([_cell("合计"), _cell("9.50")])])
    assert len(read(_save(document, tmp_path)).tables) == 3


def test_labels_in_the_head_of_the_page_are_read_first(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].add_run("单位：万元")
    _add(document, _form())
    assert read(_save(document, tmp_path)).tables[0].caption == "单位：万元"


def test_a_head_that_the_package_lacks_costs_nothing(tmp_path: Path) -> None:
    document = docx.Document()
    missing = f'<w:headerReference {nsdecls("w", "r")} w:type="default" r:id="rId999"/>'
    document.element.body.sectPr.insert(0, parse_xml(missing))
    _add(document, _form())
    assert rows(read(_save(document, tmp_path)).tables[0]) == FORM


def test_web_page_put_into_a_document_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    cells = ["".join(f"<td>{text}</td>" for text in line) for line in FORM]
    page = f"<html><body><table>{''.join(f'<tr>{line}</tr>' for line in cells)}</table></body></html>"
    part = Part(PackURI("/word/page.htm"), "text/html", page.encode(), document.part.package)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    chunk = f'<w:altChunk {nsdecls("w", "r")} r:id="{document.part.relate_to(part, kind)}"/>'
    document.element.body.sectPr.addprevious(parse_xml(chunk))
    assert rows(read(_save(document, tmp_path)).tables[0]) == FORM


def test_the_unit_in_the_head_of_the_page_reaches_every_form_of_its_section(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].add_run("单位：万元")
    for title in ("表1 收支总表", "表2 收入总表\n单位：元", "表3 支出总表"):
        document.add_paragraph(title)
        _add(document, _form())
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].add_run("金额单位：元")
    for title in ("表4 资产表", "表5 采购表（万元）", "表6 绩效表"):
        document.add_paragraph(title)
        _add(document, _form())
    document.add_section()
    document.add_paragraph("表7 机关运行经费表")
    _add(document, _form())
    document.add_paragraph("")
    _add(document, _form()[2:])
    tables = read(_save(document, tmp_path)).tables
    assert [table.caption.split("\n") for table in tables] == [
        ["单位：万元", "表1 收支总表"],
        ["表2 收入总表", "单位：元"],
        ["单位：万元", "表3 支出总表"],
        ["金额单位：元", "表4 资产表"],
        ["表5 采购表（万元）"],
        ["金额单位：元", "表6 绩效表"],
        ["金额单位：元", "表7 机关运行经费表"],
    ]
    assert rows(tables[-1]) == [*FORM, FORM[2]]


def test_the_head_of_the_first_page_alone_is_shown_where_it_is_switched_on_and_reaches_the_first_form(
    tmp_path: Path,
) -> None:
    for is_on in (True, False):
        document = docx.Document()
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].add_run("单位：万元")
        section.different_first_page_header_footer = is_on
        for title in ("表1 收支总表", "表2 收入总表"):
            document.add_paragraph(title)
            _add(document, _form())
        captions = [table.caption for table in read(_save(document, tmp_path)).tables]
        assert captions == ["单位：万元\n表1 收支总表" if is_on else "表1 收支总表", "表2 收入总表"]
