"""Chinese text whose font is not embedded is drawn and read on machines without Chinese fonts."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.pdf.fonts import font_folder, use_installed_font

_TEXT = "住房保障支出。"
_SIZE = 40.0


def _document(folder: Path) -> Path:
    path = folder / "not_embedded.pdf"
    canvas = Canvas(str(path), pagesize=(400, 100))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", _SIZE)
    canvas.drawString(20, 40, _TEXT)
    canvas.save()
    return path


def test_the_installation_brings_a_font() -> None:
    assert list(font_folder().glob("*.tt[cf]"))


def test_a_font_that_is_not_embedded_is_drawn(tmp_path: Path) -> None:
    use_installed_font()
    with pypdfium2.PdfDocument(_document(tmp_path)) as document:
        picture = document[0].render(scale=1).to_pil().convert("L")
    for place in range(len(_TEXT) - 1):
        left = 20 + int(place * _SIZE)
        character = picture.crop((left, 20, left + int(_SIZE), 70))
        darkest, _ = character.getextrema()
        assert darkest < 128, f"nothing is drawn for {_TEXT[place]}"


def test_every_glyph_is_on_the_text_page(tmp_path: Path) -> None:
    use_installed_font()
    with pypdfium2.PdfDocument(_document(tmp_path)) as document:
        assert document[0].get_textpage().get_text_bounded().strip() == _TEXT
