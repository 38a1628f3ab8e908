"""How a text stands in its cell is kept, whatever the format.

Belongs here: indentation, bold and side of cells in small files made here. Does not belong here: what
they mean (``tests.models``).
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Pt
from openpyxl.styles import Alignment, Font

from dagster_project.extraction.look import blanks_before, standing
from dagster_project.extraction.read import read_document
from dagster_project.extraction.records import Cell
from tools.writer.model import Cell as Printed
from tools.writer.model import Document, Paragraph, Table
from tools.writer.office import office_program, saved_as
from tools.writer.pdf import render_pdf

_ROWS = (("科目", "金额"), ("教育支出", "30.00"), ("普通教育", "30.00"), ("小学教育", "30.00"))

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("table", "table"),
        ("style", "style"),
        ("text", "text"),
        ("fo", "xsl-fo-compatible"),
    )
)
# A section is set in by the style that its own is made from.
_ODS_NAMED = f"""<office:document-styles {_SPACES}><office:styles>
<style:style style:name="in" style:family="table-cell"><style:paragraph-properties fo:margin-left="0.353cm"/>
</style:style></office:styles></office:document-styles>"""
_ODS = (
    f"<office:document-content {_SPACES}>"
    """<office:automatic-styles>
<style:style style:name="class" style:family="table-cell">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="section" style:family="table-cell" style:parent-style-name="in"/>
<style:style style:name="item" style:family="table-cell" style:parent-style-name="in">
<style:paragraph-properties fo:margin-left="20pt"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
)


def _pdf(path: Path) -> None:
    texts = [(f"{'　' * max(level, 0)}{name}", amount) for level, (name, amount) in enumerate(_ROWS, -1)]
    rows = tuple((Printed(name), Printed(amount, align="right")) for name, amount in texts)
    blocks = (Paragraph("支出表", "title"), Table(rows, 1, (1.0, 1.0)))
    path.write_bytes(render_pdf(Document("支出表", blocks)))


def _docx(path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=len(_ROWS), cols=2)
    for row_no, texts in enumerate(_ROWS):
        for column, text in enumerate(texts):
            paragraph = table.cell(row_no, column).paragraphs[0]
            paragraph.add_run(text).bold = row_no == 1 or None
            if column == 0 and row_no > 1:
                paragraph.paragraph_format.left_indent = Pt(10.5 * (row_no - 1))
    document.save(str(path))


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row_no, (name, amount) in enumerate(_ROWS, 1):
        sheet.cell(row_no, 1, name).alignment = Alignment(horizontal="left", indent=max(row_no - 2, 0))
        sheet.cell(row_no, 2, amount)
    sheet.cell(2, 1).font = Font(bold=True)
    book.save(path)


def _ods(path: Path) -> None:
    looks = ("Default", "class", "section", "item")
    rows = "".join(
        f'<table:table-row><table:table-cell table:style-name="{look}"><text:p>{name}</text:p>'
        f"</table:table-cell><table:table-cell><text:p>{amount}</text:p></table:table-cell></table:table-row>"
        for look, (name, amount) in zip(looks, _ROWS, strict=True)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("styles.xml", _ODS_NAMED)
        archive.writestr("content.xml", _ODS.format(rows=rows))


def _xls(path: Path) -> None:
    if office_program() is None:
        pytest.skip("LibreOffice, which writes the .xls, is not installed")
    path.write_bytes(_saved_as_xls())


@cache
def _saved_as_xls() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book.xlsx")
        _xlsx(book)
        return saved_as({book.name: book.read_bytes()}, "xls")["book"]


def _html(path: Path) -> None:
    styles = ("", "font-weight:bold", "padding-left:10.5pt", "padding-left: 2em")
    rows = "".join(
        f'<tr><td style="{style}">{name}</td><td align="right">{amount}</td></tr>'
        for style, (name, amount) in zip(styles, _ROWS, strict=True)
    )
    path.write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")


@pytest.mark.parametrize(
    "write", [_pdf, _docx, _xlsx, _xls, _ods, _html], ids=["pdf", "docx", "xlsx", "xls", "ods", "html"]
)
def test_lines_set_in_below_each_other_are_told_apart(write: Callable[[Path], None], tmp_path: Path) -> None:
    cells = _cells(write, tmp_path)
    names = {cell.text.strip(): cell.indent or 0.0 for cell in cells if cell.column_no == 1}
    class_, section, item = (names[name] for name in ("教育支出", "普通教育", "小学教育"))
    assert [section - class_, item - section] == pytest.approx([10.5, 10.5], abs=3)


@pytest.mark.parametrize(
    "write", [_docx, _xlsx, _xls, _ods, _html], ids=["docx", "xlsx", "xls", "ods", "html"]
)
def test_a_bold_line_is_told_from_the_others(write: Callable[[Path], None], tmp_path: Path) -> None:
    cells = _cells(write, tmp_path)
    assert {cell.text: cell.is_bold for cell in cells if cell.column_no == 1 and not cell.is_header} == {
        "教育支出": True,
        "普通教育": False,
        "小学教育": False,
    }


def test_the_side_a_text_is_set_to_is_read_from_the_page(tmp_path: Path) -> None:
    cells = _cells(_pdf, tmp_path)
    assert {cell.alignment for cell in cells if cell.text.strip() == "30.00"} == {"right"}
    assert {cell.alignment for cell in cells if "教育" in cell.text} == {"left"}


def test_a_text_is_in_the_middle_only_where_room_is_left_on_both_sides() -> None:
    assert standing(30.0, 31.0).alignment == "center"
    assert standing(2.0, 2.5).alignment == "left"
    assert standing(40.0, 2.0).alignment == "right"


def test_blanks_before_a_text_count_by_their_width() -> None:
    assert blanks_before("　　行政运行") == 21
    assert blanks_before("  行政运行") == 10.5
    assert blanks_before("行政　运行") == 0


def _cells(write: Callable[[Path], None], folder: Path) -> list[Cell]:
    path = folder / f"支出表.{write.__name__.removeprefix('_')}"
    write(path)
    return [cell for table in read_document(path).tables for cell in table.cells]
