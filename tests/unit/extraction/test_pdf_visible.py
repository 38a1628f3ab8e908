"""What a reader of a page sees is read, what nobody sees is counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.colors import Color, black, blue, white
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.pdf import pdfium_source
from dagster_project.extraction.pdf.page import PageView
from dagster_project.extraction.records import Document
from tests.support.drawing import page_of, stream
from tests.support.extracted import read, rows

WIDTH, HEIGHT = 300.0, 400.0
TABLE = [["code", "amount"], ["201", "12.50"]]
Draw = Callable[[Canvas], None]
_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _table(canvas: Canvas) -> None:
    canvas.grid([40, 140, 240], [270, 295, 320])
    for y, row in ((300, TABLE[0]), (280, TABLE[1])):
        for x, text in zip((50, 150), row, strict=True):
            canvas.drawString(x, y, text)


def _document(path: Path, *drawing: Draw) -> Document:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for draw in drawing:
        canvas.saveState()
        draw(canvas)
        canvas.restoreState()
    canvas.save()
    return read(path)


def _invisible(canvas: Canvas) -> None:
    text = canvas.beginText(150, 280)
    text.setTextRenderMode(3)
    text.textOut("19.90")
    canvas.drawText(text)


def _white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.drawString(150, 280, "19.90")


def _faint(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    canvas.drawString(150, 280, "19.90")


def _off_page(canvas: Canvas) -> None:
    canvas.drawString(-60, 280, "19.90")


def _blue_on_blue(canvas: Canvas) -> None:
    canvas.setFillColor(blue)
    canvas.rect(150, 100, 100, 40, stroke=0, fill=1)
    canvas.drawString(160, 110, "19.90")


def _covered(canvas: Canvas) -> None:
    canvas.setFillColor(black)
    canvas.drawString(150, 100, "19.90")
    canvas.setFillColor(white)
    canvas.rect(145, 95, 80, 20, stroke=0, fill=1)


def _speck(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(150, 280, "19.90")


@pytest.mark.parametrize("draw", [_invisible, _white, _faint, _off_page, _blue_on_blue, _covered, _speck])
def test_text_that_nobody_sees_is_counted_and_not_read(tmp_path: Path, draw: Draw) -> None:
    document = _document(tmp_path / "page.pdf", draw, _table)
    (table,) = document.tables
    assert rows(table) == TABLE
    assert document.paragraphs == []
    assert document.pages[0].hidden_character_count == len("19.90")


def _spoken(canvas: Canvas, text: str, drawn: str) -> None:
    """Draws something of which the file says what is to be spoken and copied for it."""
    canvas._code.append(f"/Span <</ActualText ({text})>> BDC")
    canvas.drawString(150, 280, drawn)
    canvas._code.append("EMC")


def test_what_is_printed_is_read_and_not_the_text_that_the_file_gives_for_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([40, 140, 240], [270, 295, 320])
        for x, y, text in ((50, 300, "code"), (150, 300, "amount"), (50, 280, "201")):
            canvas.drawString(x, y, text)
        _spoken(canvas, "99.99", "12.50")

    document = _document(tmp_path / "page.pdf", draw)
    (table,) = document.tables
    assert rows(table) == TABLE
    assert document.pages[0].lost_number_count == 0


@pytest.mark.parametrize("mark", [b"/Span <</ActualText (12.50)>> BDC", b"/Span <<>> BDC"])
def test_a_text_for_glyphs_of_which_the_font_says_nothing_is_read(tmp_path: Path, mark: bytes) -> None:
    glyph = stream(b"1000 0 0 0 750 750 d1 100 100 600 600 re f")
    content = b"BT /F1 12 Tf 60 700 Td %s (A) Tj EMC ET BT /F2 12 Tf 60 600 Td (next) Tj ET" % mark
    unmapped = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] "
        b"/CharProcs << /g1 6 0 R >> /Encoding << /Type /Encoding /Differences [65 /g1] >> "
        b"/FirstChar 65 /LastChar 65 /Widths [1000] /Resources << >> >>"
    )
    path = tmp_path / "page.pdf"
    path.write_bytes(page_of(content, unmapped, glyph, _HELVETICA, fonts=b"/F1 5 0 R /F2 7 0 R"))
    said = "12.50" if b"12.50" in mark else "A"
    assert [paragraph.text for paragraph in read(path).paragraphs] == [said, "next"]


def test_type_that_is_drawn_larger_than_it_is_named_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([40, 140, 240], [270, 295, 320])
        canvas.setFont("Helvetica", 0.5)
        canvas.scale(20, 20)
        for y, row in ((300, TABLE[0]), (280, TABLE[1])):
            for x, text in zip((50, 150), row, strict=True):
                canvas.drawString(x / 20, y / 20, text)

    (table,) = _document(tmp_path / "scaled.pdf", draw).tables
    assert rows(table) == TABLE


def _struck(canvas: Canvas) -> None:
    canvas.drawString(150, 280, "19.90")
    canvas.line(150, 284, 150 + canvas.stringWidth("19.90"), 284)


def _struck_by_a_bar(canvas: Canvas) -> None:
    canvas.drawString(150, 280, "19.90")
    canvas.rect(150, 283.6, canvas.stringWidth("19.90"), 0.8, stroke=0, fill=1)


def _underlined(canvas: Canvas) -> None:
    canvas.line(180, 278.5, 180 + canvas.stringWidth("12.50"), 278.5)


@pytest.mark.parametrize("draw", [_struck, _struck_by_a_bar])
def test_a_figure_that_a_line_strikes_through_is_not_read(draw: Draw, tmp_path: Path) -> None:
    def corrected(canvas: Canvas) -> None:
        canvas.grid([40, 140, 240], [270, 295, 320])
        for x, y, text in ((50, 300, "code"), (150, 300, "amount"), (50, 280, "201"), (190, 280, "12.50")):
            canvas.drawString(x, y, text)

    document = _document(tmp_path / "page.pdf", corrected, draw)
    assert rows(document.tables[0]) == TABLE
    assert document.pages[0].hidden_character_count == 5


def test_the_shadow_of_a_text_is_not_read(tmp_path: Path) -> None:
    def shaded(canvas: Canvas) -> None:
        canvas.grid([40, 140, 240], [270, 295, 320])
        for moved, grey in ((2.6, 0.6), (0.0, 0.0)):
            canvas.setFillGray(grey)
            for y, row in ((300, TABLE[0]), (280, TABLE[1])):
                for x, text in zip((50, 150), row, strict=True):
                    canvas.drawString(x + moved, y - moved, text)

    assert rows(_document(tmp_path / "page.pdf", shaded).tables[0]) == TABLE


def test_an_underlined_figure_and_one_on_a_line_of_its_table_are_read(tmp_path: Path) -> None:
    def crossed(canvas: Canvas) -> None:
        canvas.grid([40, 140, 240], [270, 295, 320])
        for x, y, text in ((50, 300, "code"), (150, 300, "amount"), (50, 280, "201"), (180, 280, "12.50")):
            canvas.drawString(x, y, text)

    assert rows(_document(tmp_path / "page.pdf", crossed, _underlined).tables[0]) == TABLE


def test_white_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    def header(canvas: Canvas) -> None:
        canvas.setFillColor(blue)
        canvas.rect(40, 340, 200, 30, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.drawString(50, 350, "title")

    document = _document(tmp_path / "page.pdf", header, _table)
    assert [paragraph.text for paragraph in document.paragraphs] == ["title"]
    assert document.pages[0].hidden_character_count == 0


def test_watermark_is_a_paragraph_of_its_own_kind(tmp_path: Path) -> None:
    def watermark(canvas: Canvas) -> None:
        canvas.translate(60, 220)
        canvas.rotate(35)
        canvas.setFillColor(Color(0.75, 0.75, 0.75))
        canvas.setFont("Helvetica", 40)
        canvas.drawString(0, 0, "draft 888.88")

    document = _document(tmp_path / "page.pdf", _table, watermark)
    (table,) = document.tables
    assert rows(table) == TABLE
    assert table.caption == ""
    assert [(p.kind, p.text) for p in document.paragraphs] == [("watermark", "draft 888.88")]


def _see_through(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0.15))
    canvas.setFont("Helvetica", 40)
    canvas.drawString(60, 275, "draft 8")


def _hardly_there(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.9, 0.9, 0.9))
    canvas.drawString(120, 283, "draft 8")


@pytest.mark.parametrize("draw", [_see_through, _hardly_there])
def test_upright_watermark_across_the_cells_is_in_none_of_them(draw: Draw, tmp_path: Path) -> None:
    document = _document(tmp_path / "page.pdf", _table, draw)
    assert rows(document.tables[0]) == TABLE
    assert [(p.kind, p.text) for p in document.paragraphs] == [("watermark", "draft 8")]


def test_pale_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    def header(canvas: Canvas) -> None:
        canvas.setFillColor(blue)
        canvas.rect(40, 340, 200, 30, stroke=0, fill=1)
        canvas.setFillColor(Color(0.9, 0.9, 0.9))
        canvas.drawString(50, 350, "title")

    document = _document(tmp_path / "page.pdf", header, _table)
    assert [(p.kind, p.text) for p in document.paragraphs] == [("text", "title")]


def test_raised_figures_are_the_mark_of_a_note(tmp_path: Path) -> None:
    def marked(canvas: Canvas) -> None:
        _table(canvas)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(150 + canvas.stringWidth("12.50", "Helvetica", 12), 284, "12")

    document = _document(tmp_path / "page.pdf", marked)
    assert rows(document.tables[0])[1] == ["201", "12.50¹²"]


def test_smaller_figures_on_the_line_are_figures(tmp_path: Path) -> None:
    def smaller(canvas: Canvas) -> None:
        _table(canvas)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(150 + canvas.stringWidth("12.50", "Helvetica", 12), 280, "12")

    assert rows(_document(tmp_path / "page.pdf", smaller).tables[0])[1] == ["201", "12.5012"]


def _turned(canvas: Canvas, turn: int) -> None:
    canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[turn])
    canvas.rotate(turn)
    canvas.translate(0, -120 if turn % 180 else 0)
    _table(canvas)
    canvas.drawString(50, 240, "total of all departments")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_page_drawn_sideways_is_read_and_keeps_its_places(tmp_path: Path, turn: int) -> None:
    document = _document(tmp_path / "page.pdf", lambda canvas: _turned(canvas, turn))
    (table,) = document.tables
    assert rows(table) == TABLE
    assert (document.pages[0].width, document.pages[0].height) == (WIDTH, HEIGHT)
    corner = table.cells[0]
    assert corner.x0 is not None
    wide = corner.x1 - corner.x0, corner.bottom - corner.top
    assert wide == pytest.approx((100, 25) if turn == 180 else (25, 100), abs=0.5)
    assert 0 <= corner.x0 < corner.x1 <= WIDTH


def test_text_written_upwards_in_a_cell_is_read_in_order(tmp_path: Path) -> None:
    def upwards(canvas: Canvas) -> None:
        canvas.grid([40, 80, 240], [200, 280])
        canvas.drawString(90, 240, "a level text of some length")
        canvas.translate(64, 205)
        canvas.rotate(90)
        canvas.drawString(0, 0, "amount")

    (table,) = _document(tmp_path / "page.pdf", upwards).tables
    assert rows(table) == [["amount", "aleveltextofsomelength"]]


@pytest.mark.parametrize(
    ("kind", "drawing"),
    [
        (b"StrikeOut", b"1 0 0 RG 1 w 131 704 m 182 704 l S"),
        (b"Ink", b"1 0 0 RG 1 w 131 704 m 182 704 l S"),
        (b"Redact", b"0 0 0 rg 130 695 51 20 re f"),
    ],
)
def test_a_figure_that_is_struck_out_or_blacked_out_on_the_page_is_not_read(
    tmp_path: Path, kind: bytes, drawing: bytes
) -> None:
    box = b"130 695 183 715"
    path = tmp_path / "page.pdf"
    content = b"BT /F1 12 Tf 60 700 Td (2080505 old 1,286.45 next) Tj ET"
    annotation = b"<< /Type /Annot /Subtype /%s /F 4 /Rect [%s] /AP << /N 7 0 R >> >>" % (kind, box)
    form = stream(drawing, b"/Type /XObject /Subtype /Form /BBox [%s]" % box)
    on_page = b"/Annots [6 0 R]"
    path.write_bytes(page_of(content, _HELVETICA, annotation, form, fonts=b"/F1 5 0 R", entries=on_page))
    document = read(path)
    assert [paragraph.text for paragraph in document.paragraphs] == ["2080505 old next"]
    assert document.pages[0].hidden_character_count >= len("1,286.45")


def test_value_of_a_form_field_is_read_in_its_cell(tmp_path: Path) -> None:
    def form(canvas: Canvas) -> None:
        canvas.grid([40, 140, 240], [270, 295, 320])
        for x, y, text in ((50, 300, "code"), (150, 300, "amount"), (50, 280, "201")):
            canvas.drawString(x, y, text)
        canvas.acroForm.textfield(
            name="a", value="12.50", x=145, y=273, width=80, height=18, fontSize=10, borderWidth=0
        )

    (table,) = _document(tmp_path / "page.pdf", form).tables
    assert rows(table) == TABLE


def test_white_boxes_behind_words_are_no_lines(tmp_path: Path) -> None:
    def boxes(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        for x, y in ((48, 298), (148, 298), (48, 278), (148, 278)):
            canvas.rect(x, y, 40, 13, stroke=0, fill=1)

    (table,) = _document(tmp_path / "page.pdf", boxes, _table).tables
    assert rows(table) == TABLE


def _view(path: Path) -> PageView:
    with pdfium.PdfDocument(path) as document:
        return pdfium_source.read_page(document, 1)


def test_white_lines_between_dark_cells_are_lines(tmp_path: Path) -> None:
    def dark(canvas: Canvas) -> None:
        canvas.setFillColor(blue)
        canvas.rect(40, 200, 200, 60, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.rect(139, 200, 2, 60, stroke=0, fill=1)
        canvas.drawString(50, 220, "title")

    _document(tmp_path / "page.pdf", dark)
    assert any(abs(x - 139) < 1 for x in _view(tmp_path / "page.pdf").down[:, 0])
