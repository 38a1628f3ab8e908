"""Layers that are switched off, annotations that are hidden, form fields that are blank."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.pdf import plumber_source
from dagster_project.extraction.pdf.layers import layers_of
from dagster_project.extraction.records import Document
from tests.support.drawing import file_of, stream
from tests.support.extracted import read

_OFF, _ON = b"/OFF [6 0 R]", b"/BaseState /OFF /ON [7 0 R]"
_FONT = b"/Resources << /Font << /F 5 0 R >> >>"


def _text(y: int, text: str) -> bytes:
    return b"BT /F 10 Tf 50 %d Td (%s) Tj ET\n" % (y, text.encode())


def _layered(path: Path, state: bytes, content: bytes, form: bytes = b"") -> Document:
    """A page whose layer A (object 6) is switched off and whose layer B (object 7) is not."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources <<"
        b" /Font << /F 5 0 R >> /XObject << /X 8 0 R >>"
        b" /Properties << /A 6 0 R /B 7 0 R /M 9 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R 7 0 R] /D << %s >> >> >>" % state,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /OCG /Name (old figures) >>",
        b"<< /Type /OCG /Name (figures) >>",
        stream(form, b"/Type /XObject /Subtype /Form /BBox [0 0 300 400] /OC 6 0 R " + _FONT),
        b"<< /Type /OCMD /OCGs [6 0 R] >>",
    ]
    path.write_bytes(file_of(objects))
    return read(path)


def _marked(name: bytes, content: bytes) -> bytes:
    return b"/OC /%s BDC\n%sEMC\n" % (name, content)


_SHOWN = _marked(b"B", _text(260, "12.50"))
_BOX = b"40 250 100 50 re S\n90 250 m 90 300 l S\n40 275 m 140 275 l S\n"


@pytest.mark.parametrize("state", [_OFF, _ON])
@pytest.mark.parametrize(
    ("content", "form"),
    [
        (_marked(b"A", _text(280, "19.90")) + _SHOWN, b""),
        (_marked(b"M", _text(280, "19.90")) + _SHOWN, b""),
        (b"/X Do\n" + _SHOWN, _text(280, "19.90")),
    ],
    ids=["layer", "group of layers", "form"],
)
def test_text_on_a_layer_that_is_switched_off_is_counted_and_not_read(
    state: bytes, content: bytes, form: bytes, tmp_path: Path
) -> None:
    document = _layered(tmp_path / "page.pdf", state, content, form)
    assert [paragraph.text for paragraph in document.paragraphs] == ["12.50"]
    assert document.pages[0].hidden_character_count == len("19.90")
    assert document.pages[0].lost_number_count == 0


def test_second_reader_leaves_out_layers_that_are_switched_off(tmp_path: Path) -> None:
    content = _marked(b"A", _text(280, "19.90") + _BOX) + _marked(b"M", b"/X Do\n") + _SHOWN
    path = tmp_path / "page.pdf"
    _layered(path, _OFF, content, _text(270, "7.30"))
    view = plumber_source.read_page(path, 1, layers_of(path))
    assert "".join(map(chr, view.characters.code.tolist())) == "12.50"
    assert not len(view.across)
    assert not len(view.down)
    assert view.removed_digit_count == 4
    shown = plumber_source.read_page(path, 1)
    assert "19.90" in "".join(map(chr, shown.characters.code.tolist()))
    assert len(shown.across)


def test_lines_on_a_layer_that_is_switched_off_rule_no_table(tmp_path: Path) -> None:
    document = _layered(tmp_path / "page.pdf", _OFF, _marked(b"A", _BOX) + _SHOWN)
    assert document.tables == []
    assert len(_layered(tmp_path / "other.pdf", _OFF, _marked(b"B", _BOX) + _SHOWN).tables) == 1


def test_layers_that_are_all_shown_are_read(tmp_path: Path) -> None:
    content = _marked(b"A", _text(280, "19.90")) + _SHOWN
    document = _layered(tmp_path / "page.pdf", b"/OFF []", content)
    assert [paragraph.text for paragraph in document.paragraphs] == ["19.90", "12.50"]
    assert document.pages[0].hidden_character_count == 0


_LABEL = "amount of the general public budget in yuan"


def _form(path: Path, value: str, flags: str) -> Document:
    canvas = Canvas(str(path), pagesize=(300, 400))
    # A page of text: one with next to none may be taken for a picture.
    canvas.drawString(50, 300, _LABEL)
    canvas.acroForm.textfield(name="a", value=value, x=50, y=250, width=80, height=18, annotationFlags=flags)
    canvas.save()
    return read(path)


def test_form_field_without_a_value_is_said(tmp_path: Path) -> None:
    assert _form(tmp_path / "a.pdf", "", "print").reading_note == "1 form fields hold no value."
    filled = _form(tmp_path / "b.pdf", "12.50", "print")
    assert filled.reading_note is None
    assert [paragraph.text for paragraph in filled.paragraphs] == [_LABEL, "12.50"]


def test_hidden_form_field_is_not_read(tmp_path: Path) -> None:
    document = _form(tmp_path / "a.pdf", "12.50", "hidden")
    assert [paragraph.text for paragraph in document.paragraphs] == [_LABEL]
