"""A table that looks odd is read a second time, by another reader, and the two are compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.colors import black, white

from dagster_project.extraction.records import Page
from tests.support.drawing import HEIGHT, Sheet
from tests.support.extracted import read

_ROWS = [(5, 3), (7, 1), (9, 4), (8, 8), (6, 2)]


def _page(path: Path, wrong: int = 0, under: str = "") -> Page:
    """A table of totals and two parts, one total wrong, a white figure printed under it."""
    sheet = Sheet(path)
    ys = [100.0 + 20 * n for n in range(len(_ROWS) + 2)]
    xs = [60.0, 160.0, 260.0, 360.0, 460.0]
    sheet.lines(xs, ys)
    totals = [a + b + wrong * (n == 2) for n, (a, b) in enumerate(_ROWS)]
    lines = [["line", f"{t}.00", f"{a}.00", f"{b}.00"] for t, (a, b) in zip(totals, _ROWS, strict=True)]
    sheet.canvas.setFillColor(white)
    sheet.canvas.drawString(xs[1] + 3, HEIGHT - ys[3] - 14, under)
    sheet.canvas.setFillColor(black)
    sheet.fill(xs[:-1], ys, [["name", "total", "basic", "project"], *lines])
    (page,) = read(sheet.save()).pages
    return page


def test_table_that_adds_up_is_read_once(tmp_path: Path) -> None:
    page = _page(tmp_path / "page.pdf")
    assert (page.second_cell_count, page.second_difference_count) == (None, None)


@pytest.mark.parametrize(("under", "differing"), [("", 0), ("88.00", 1)])
def test_both_readers_are_asked_where_a_row_does_not_add_up(
    under: str, differing: int, tmp_path: Path
) -> None:
    page = _page(tmp_path / "page.pdf", wrong=30, under=under)
    assert page.second_cell_count == 3 * len(_ROWS)
    assert page.second_difference_count == differing
