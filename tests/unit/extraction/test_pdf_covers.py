"""What lies over the text of a page: boxes that cover it, markers and stamps that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.extraction.records import Document
from tests.support.drawing import page_of, stream
from tests.support.extracted import read, rows

_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_TABLE = (
    b"1 w 40 720 m 240 720 l S 40 690 m 240 690 l S 40 660 m 240 660 l S "
    b"40 660 m 40 720 l S 120 660 m 120 720 l S 240 660 m 240 720 l S "
    b"BT /F1 12 Tf 60 700 Td (code) Tj ET BT /F1 12 Tf 140 700 Td (amount) Tj ET "
    b"BT /F1 12 Tf 60 670 Td (201) Tj ET BT /F1 12 Tf 140 670 Td (1,286.45) Tj ET "
)
_WHITE_BOX = b"1 1 1 rg 138 664 62 20 re f "
_NEW_FIGURE = b"BT 0 g /F1 12 Tf 140 670 Td (999.00) Tj ET"
_SEAL = b"1 0 0 rg 1 0 0 RG 2 w 131 656 98 48 re S BT /F1 14 Tf 150 668 Td (APPROVED) Tj ET"
_MARKER = b"/ExtGState << /G << /BM /Multiply >> >>"


def _annotated(path: Path, kind: bytes, drawing: bytes, more: bytes = b"") -> Document:
    box = b"130 655 232 706"
    annotation = b"<< /Type /Annot /Subtype /%s /F 4 /Rect [%s] /AP << /N 7 0 R >> >>" % (kind, box)
    font = b"/Resources << /Font << /F1 5 0 R >> %s >>" % more
    form = stream(drawing, b"/Type /XObject /Subtype /Form /BBox [%s] %s" % (box, font))
    path.write_bytes(
        page_of(_TABLE, _HELVETICA, annotation, form, fonts=b"/F1 5 0 R", entries=b"/Annots [6 0 R]")
    )
    return read(path)


@pytest.mark.parametrize(
    ("kind", "drawing", "figure"),
    [
        (b"Square", _WHITE_BOX, ""),
        (b"Polygon", b"1 1 1 rg 138 664 m 200 664 l 200 684 l 138 684 l h f", ""),
        (b"FreeText", _WHITE_BOX, ""),
        (b"FreeText", _WHITE_BOX + _NEW_FIGURE, "999.00"),
        (b"Square", b"1 0 0 RG 1 w 139 665 60 18 re S", "1,286.45"),
        (b"Stamp", _SEAL, "1,286.45"),
        (b"Stamp", b"1 0 0 rg 160 668 m 170 690 l 180 668 l f", "1,286.45"),
    ],
)
def test_a_box_put_on_the_page_covers_a_figure_and_a_stamp_does_not(
    tmp_path: Path, kind: bytes, drawing: bytes, figure: str
) -> None:
    (table,) = _annotated(tmp_path / "page.pdf", kind, drawing).tables
    assert rows(table) == [["code", "amount"], ["201", figure]]


def test_a_marker_through_which_a_figure_shows_covers_nothing(tmp_path: Path) -> None:
    drawing = b"/G gs 1 1 0 rg 138 664 62 20 re f"
    (table,) = _annotated(tmp_path / "page.pdf", b"Square", drawing, _MARKER).tables
    assert rows(table)[1] == ["201", "1,286.45"]


def test_the_words_of_a_stamp_are_told_apart_from_what_they_lie_on(tmp_path: Path) -> None:
    document = _annotated(tmp_path / "page.pdf", b"Stamp", _SEAL)
    assert [(paragraph.kind, paragraph.text) for paragraph in document.paragraphs] == [
        ("watermark", "APPROVED")
    ]


def test_of_a_figure_that_is_covered_in_part_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page_of(_TABLE + b"1 1 1 rg 138 664 30 20 re f", _HELVETICA, fonts=b"/F1 5 0 R"))
    document = read(path)
    assert rows(document.tables[0])[1] == ["201", ""]
    assert document.pages[0].hidden_character_count == len("1,286.45")
