"""Figures are read as they are printed; where the file says others for copying, none are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dagster_project.extraction.read import read_document
from tests.support.drawing import file_of, stream

_PRINTED = "total 1,286.45 of 0,123,456,789.00"
_ROTATED = {figure: str((int(figure) + 1) % 10) for figure in "0123456789"}
_SWAPPED = {"3": "8", "8": "3"}


def _pages(path: Path, typeface: str, *said: Mapping[str, str]) -> Path:
    """A file with a page for each mapping of what is printed to what the file says of it."""
    kids = " ".join(f"{3 + 4 * n} 0 R" for n in range(len(said))).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(said)),
    ]
    for number, mapping in enumerate(said):
        first = 3 + 4 * number
        codes = b"\n".join(b"<%02X> <%04X>" % (c, ord(mapping.get(chr(c), chr(c)))) for c in range(32, 127))
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (first + 1, first + 2),
            stream(b"BT /F1 12 Tf 60 700 Td (%s) Tj ET" % _PRINTED.encode()),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /ToUnicode %d 0 R >>"
            % (typeface.encode(), first + 3),
            stream(
                b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Said def "
                b"/CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange "
                b"95 beginbfchar\n%s\nendbfchar endcmap end end" % codes
            ),
        ]
    path.write_bytes(file_of(objects))
    return path


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("said", [_ROTATED, _SWAPPED], ids=["all others", "two swapped"])
@pytest.mark.parametrize("typeface", ["Helvetica", "Times-Roman", "Courier"])
def test_figures_that_are_printed_otherwise_than_the_file_says_are_not_read(
    tmp_path: Path, said: dict[str, str], typeface: str
) -> None:
    document = read_document(_pages(tmp_path / "page.pdf", typeface, said))
    assert document.status == "no_text"
    assert str(document.status_reason).startswith(
        "Page 1: the fonts draw other figures than the file says, not read."
    )


@pytest.mark.usefixtures("without_ocr")
def test_a_page_of_other_figures_is_named_and_costs_no_other_page(tmp_path: Path) -> None:
    document = read_document(_pages(tmp_path / "page.pdf", "Helvetica", {}, _ROTATED))
    assert [paragraph.text for paragraph in document.paragraphs] == [_PRINTED]
    assert str(document.reading_note).startswith("Page 2: the fonts draw other figures")
    assert [page.lost_number_count for page in document.pages] == [0, 2]


@pytest.mark.parametrize("typeface", ["Helvetica-BoldOblique", "Times-Italic", "Courier-Bold"])
def test_figures_of_any_typeface_are_read(tmp_path: Path, typeface: str) -> None:
    document = read_document(_pages(tmp_path / "page.pdf", typeface, {}))
    assert [paragraph.text for paragraph in document.paragraphs] == [_PRINTED]
