"""Where characters and lines of a page lie, whatever the file says of boxes and turns."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pdfplumber.utils.exceptions import PdfminerException
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.pdf import pdfium_source, plumber_source
from dagster_project.extraction.pdf.page import PageView
from dagster_project.extraction.read import explain
from tests.support.extracted import read, rows

WIDTH, HEIGHT = 300.0, 400.0
CELLS = ((50, 300, "code"), (150, 300, "amount"), (50, 280, "201"), (150, 280, "12.50"))


def _draw(path: Path, turn: int = 0, media: tuple[float, ...] | None = None) -> Path:
    """A table of two rows and columns, drawn so that it reads upright when the page is turned."""
    # Reportlab swaps the sides of a page that is turned by a quarter.
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    if turn:
        canvas.setPageRotation(turn)
        move = {90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn]
        canvas.translate(*move)
        canvas.rotate(turn)
    canvas.grid([40, 140, 240], [270, 295, 320])
    for x, y, text in CELLS:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    if media:
        with pdfium.PdfDocument(path) as document:
            document[0].set_mediabox(*media)
            document.save(path.with_name("boxed.pdf"))
        return path.with_name("boxed.pdf")
    return path


def _view(path: Path) -> PageView:
    with pdfium.PdfDocument(path) as document:
        return pdfium_source.read_page(document, 1)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_page_turned_by_its_own_entry_reads_as_it_is_displayed(tmp_path: Path, turn: int) -> None:
    path = _draw(tmp_path / "page.pdf", turn)
    view = _view(path)
    assert (view.width, view.height, view.rotation) == (WIDTH, HEIGHT, turn)
    assert set(view.characters.turn.tolist()) == {0}
    assert view.characters.baseline.min() == pytest.approx(HEIGHT - 300, abs=0.1)
    (table,) = read(path).tables
    assert rows(table) == [["code", "amount"], ["201", "12.50"]]
    assert (table.cells[0].x0, table.cells[0].top) == pytest.approx((40, HEIGHT - 320), abs=0.1)


def test_both_readers_place_characters_and_lines_alike(tmp_path: Path) -> None:
    path = _draw(tmp_path / "page.pdf")
    fast, slow = _view(path), plumber_source.read_page(path, 1)
    assert fast.characters.code.tolist() == slow.characters.code.tolist()
    for name in ("x0", "x1", "top", "bottom", "baseline", "size"):
        assert getattr(fast.characters, name) == pytest.approx(getattr(slow.characters, name), abs=0.2)
    assert sorted(fast.across[:, 0]) == pytest.approx(sorted(slow.across[:, 0]), abs=0.1)
    assert sorted(fast.down[:, 0]) == pytest.approx(sorted(slow.down[:, 0]), abs=0.1)


def test_page_box_written_from_its_other_corners_loses_nothing(tmp_path: Path) -> None:
    path = _draw(tmp_path / "page.pdf", media=(0, HEIGHT, WIDTH, 0))
    (table,) = read(path).tables
    assert rows(table) == [["code", "amount"], ["201", "12.50"]]


def test_page_box_that_begins_elsewhere_moves_nothing_out_of_its_cell(tmp_path: Path) -> None:
    path = _draw(tmp_path / "page.pdf", media=(-20, 100, WIDTH, HEIGHT))
    (table,) = read(path).tables
    assert rows(table) == [["code", "amount"], ["201", "12.50"]]


def test_hyphen_that_ends_a_line_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.drawString(50, 300, "from 2025-")
    canvas.drawString(50, 286, "2026 on")
    canvas.save()
    assert "2025-" in "".join(paragraph.text for paragraph in read(path).paragraphs)


def test_box_that_hangs_below_its_baseline_stands_on_it(tmp_path: Path) -> None:
    view = _view(_draw(tmp_path / "page.pdf"))
    characters = view.characters
    assert (characters.baseline - characters.top) / characters.size == pytest.approx(0.86, abs=0.01)


def test_blanks_of_a_font_of_letters_ask_no_second_reader(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "blanks.pdf"))
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(50, 300, "before")
    canvas.drawString(90, 300, " ")
    canvas.save()
    view = _view(tmp_path / "blanks.pdf")
    assert "".join(map(chr, view.characters.code.tolist())) == "before"


def test_page_read_after_another_reads_as_it_does_alone(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "pages.pdf"))
    for text in ("first 1.00", "second 2.00"):
        canvas.drawString(60, 700, text)
        canvas.showPage()
    canvas.save()
    with pdfium.PdfDocument(tmp_path / "pages.pdf") as document:
        with pdfium_source.LastPage() as last:
            after = [pdfium_source.read_page(document, number, last=last) for number in (1, 2)]
        alone = [pdfium_source.read_page(document, number) for number in (1, 2)]
    assert [view.text for view in after] == [view.text for view in alone] == ["first 1.00", "second 2.00"]
    assert [view.characters.x1.tolist() for view in after] == [view.characters.x1.tolist() for view in alone]


def test_what_a_library_stumbles_over_under_our_code_is_damage_and_no_fault_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    # No byte is 0o701 to pdfminer.
    canvas.addLiteral(r"BT /F1 12 Tf 50 100 Td (\701) Tj ET")
    canvas.save()
    with pytest.raises(PdfminerException) as raised:
        plumber_source.read_page(path, 1)
    reason = explain(raised.value, 20, None)
    assert reason.startswith("The file is damaged: download it again")
