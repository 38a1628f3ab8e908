"""Pages that are pictures of text are read by OCR where it is installed, and named where it is not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.outcome import WITHOUT_OCR, current_versions
from dagster_project.extraction.pdf.scans import engine
from dagster_project.extraction.read import read_document
from tests.support.extracted import read, rows
from tools.writer.model import Block, Cell, Document, PageStart, Paragraph, Table
from tools.writer.pdf import render_pdf
from tools.writer.scan import Scanner

FIGURES = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["208", "社会保障和就业支出", "1,152.30", "1,152.30", ""],
    ["2080505", "基本养老保险缴费支出", "61.76", "61.76", ""],
    ["213", "农林水支出", "905.71", "562.11", "343.60"],
    ["", "合计", "2,058.01", "1,714.41", "343.60"],
]
needs_ocr = pytest.mark.skipif(not engine.available(), reason="OCR is not installed (`make ocr`)")


def _pages(count: int = 1) -> bytes:
    table = Table(tuple(tuple(Cell(text) for text in row) for row in FIGURES), 1, (1.0, 2.5, 1.2, 1.2, 1.2))
    blocks: list[Block] = []
    for title in ("支出总表", "项目支出表", "基本支出表")[:count]:
        blocks += [PageStart(), Paragraph(title, "title"), Paragraph("单位：万元", "caption"), table]
    return render_pdf(Document("表", tuple(blocks)))


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "scan.pdf"
    path.write_bytes(content)
    return path


@pytest.mark.usefixtures("without_ocr")
def test_scan_without_ocr_says_how_to_read_it(tmp_path: Path) -> None:
    document = read_document(_file(tmp_path, Scanner(100).scan(_pages())))
    assert (document.status, document.extractor_version) == ("no_text", WITHOUT_OCR)
    assert "a scan" in str(document.status_reason)
    assert "install the extra `ocr`" in str(document.status_reason)
    assert WITHOUT_OCR in current_versions()


@pytest.mark.usefixtures("without_ocr")
def test_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    content = Scanner(100).scan(_pages(3), only=frozenset({2, 3}))
    document = read(_file(tmp_path, content))
    assert [(table.page_first, rows(table)) for table in document.tables] == [(1, FIGURES)]
    assert str(document.reading_note).startswith("Pages 2-3: pictures of text, not read.")


def test_document_without_pictures_is_not_read_again_for_ocr(tmp_path: Path) -> None:
    document = read(_file(tmp_path, _pages()))
    assert document.extractor_version in current_versions()
    assert document.extractor_version != WITHOUT_OCR
    assert all(cell.ocr_confidence is None for table in document.tables for cell in table.cells)


def test_blank_page_is_no_picture(tmp_path: Path) -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.line(50, 700, 540, 700)
    canvas.showPage()
    canvas.save()
    document = read_document(_file(tmp_path, buffer.getvalue()))
    assert (document.status, document.reading_note) == ("no_text", None)
    assert "blank pages" in str(document.status_reason)


@needs_ocr
@pytest.mark.parametrize(
    "scanner",
    [
        Scanner(150, skew=1.5, paper=230),
        Scanner(200, noise=12, specks=4000, turned_pages=((1, 1),)),
        Scanner(150, turned_pages=((1, 2),)),
    ],
    ids=["askew", "noisy and on its side", "upside down"],
)
def test_scanned_form_has_the_texts_of_the_original(tmp_path: Path, scanner: Scanner) -> None:
    document = read(_file(tmp_path, scanner.scan(_pages())))
    (table,) = document.tables
    assert rows(table) == FIGURES
    assert table.caption == "支出总表\n单位：万元"
    assert all((cell.ocr_confidence is None) == (not cell.text) for cell in table.cells)
    assert str(document.reading_note) == "Page 1: pictures of text, read by OCR."


@needs_ocr
def test_cells_of_a_turned_scan_lie_where_the_page_shows_them(tmp_path: Path) -> None:
    (upright,) = read(_file(tmp_path, Scanner(150).scan(_pages()))).tables
    document = read(_file(tmp_path, Scanner(150, turned_pages=((1, 1),)).scan(_pages())))
    (turned,) = document.tables
    width = document.pages[0].width
    for cell, other in zip(upright.cells, turned.cells, strict=True):
        assert None not in (cell.top, cell.x0, other.x1, other.top)
        # A clockwise quarter: what was on top is on the right.
        assert (other.x1, other.top) == pytest.approx((width - cell.top, cell.x0), abs=3)


@needs_ocr
def test_text_and_scanned_pages_are_read_in_one_document(tmp_path: Path) -> None:
    document = read(_file(tmp_path, Scanner(150).scan(_pages(2), only=frozenset({2}))))
    assert [(table.page_first, rows(table)) for table in document.tables] == [(1, FIGURES), (2, FIGURES)]


@needs_ocr
def test_a_wrong_text_layer_under_a_scan_is_told_and_not_read(tmp_path: Path) -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    with pdfium.PdfDocument(Scanner(150).scan(_pages())) as page:
        picture = page[0].render(scale=150 / 72).to_pil()
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    layer = canvas.beginText(100, 700)
    layer.setTextRenderMode(3)
    layer.textLine("208 l,152.3O 905.77 343.60")
    canvas.drawText(layer)
    canvas.save()
    document = read(_file(tmp_path, buffer.getvalue()))
    assert [rows(table) for table in document.tables] == [FIGURES]
    assert "2 of the 4 numbers in the text layer under them" in str(document.reading_note)


def test_a_page_of_few_words_in_a_table_under_an_emblem_is_a_page_of_text(tmp_path: Path) -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.circle(300, 700, 30, fill=1)
    canvas.grid([100, 200, 300], [400, 450, 500])
    for x, y, text in ((110, 470, "code"), (210, 470, "total"), (110, 420, "208"), (210, 420, "9.50")):
        canvas.drawString(x, y, text)
    canvas.save()
    document = read(_file(tmp_path, buffer.getvalue()))
    assert document.reading_note is None
    assert [rows(table) for table in document.tables] == [[["code", "total"], ["208", "9.50"]]]
