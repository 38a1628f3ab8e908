"""Numbers that another reader sees on a page and that were not read are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.extraction.blocks import Block, GridCell, Piece, TextLine
from dagster_project.extraction.pdf import witness
from tests.extraction.drawing import HEIGHT, Sheet
from tests.extraction.reading import read

PAGE = "合计 1,286.45 编码 2080505 共 3 辆"


def _blocks(cells: list[str], text: str) -> list[Block]:
    piece = Piece([GridCell(0, i, 1, 1, cell) for i, cell in enumerate(cells)], 1, len(cells), "ruled", 1)
    return [piece, TextLine(text, 1)]


@pytest.mark.parametrize(
    ("cells", "text", "lost"),
    [
        (["1,286.45", "2080505"], "共3辆", 0),
        (["1,286.4\n5", "2080505"], "共 3 辆", 0),
        (["1,286.45"], "共3辆", 1),
        (["2080505"], "", 2),
        ([], "", 3),
    ],
    ids=["all", "broken over lines", "an integer lost", "two lost", "nothing read"],
)
def test_numbers_in_no_cell_and_no_paragraph_are_lost(cells: list[str], text: str, lost: int) -> None:
    assert witness.count(PAGE, _blocks(cells, text)) == witness.Count(3, lost)


def test_what_nobody_sees_is_not_lost_unless_nothing_was_read() -> None:
    blocks = _blocks(["1,286.45"], "共3辆")
    assert witness.count(PAGE, blocks, hidden=7).lost == 0
    assert witness.count(PAGE, [], hidden=100).lost == 3


def test_each_page_of_a_document_says_what_another_reader_sees(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.lines([60, 160, 300], [100, 120, 140])
    sheet.fill([60, 160], [100, 120], [["编码", "金额"], ["2080505", "1,286.45"]])
    sheet.text(60, 200, "共3辆。")
    sheet.next_page()
    sheet.text(60, 200, "没有数字。")
    pages = read(sheet.save()).pages
    assert [(p.number_count, p.lost_number_count) for p in pages] == [(3, 0), (0, 0)]


def test_numbers_that_a_clip_hides_are_not_lost(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "page.pdf")
    sheet.text(60, 100, "1,286.45")
    canvas = sheet.canvas
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(60, HEIGHT - 300, 100, 20)
    canvas.clipPath(clip, stroke=0)
    sheet.text(60, 500, "99,999.00")
    canvas.restoreState()
    (page,) = read(sheet.save()).pages
    assert page.lost_number_count == 0
