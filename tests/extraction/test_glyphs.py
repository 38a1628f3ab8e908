"""Where characters lie: the rules for their boxes."""

from __future__ import annotations

from typing import Any

from dagster_project.extraction.pdf.glyphs import seated

HEIGHT = 842.0


def _glyph(top: float, bottom: float, origin: float = 600.0) -> dict[str, Any]:
    matrix = (1.0, 0.0, 0.0, 1.0, 100.0, origin)
    return {"text": "9", "size": 10.0, "top": top, "bottom": bottom, "matrix": matrix}


def test_box_that_hangs_below_its_baseline_is_moved_onto_it() -> None:
    moved = seated(_glyph(242.2, 252.2), HEIGHT)
    assert (moved["top"], moved["bottom"]) == (234.0, 244.0)


def test_box_that_stands_on_its_baseline_stays() -> None:
    glyph = _glyph(233.5, 243.9)
    assert seated(glyph, HEIGHT) is glyph


def test_slanted_and_turned_characters_stay() -> None:
    glyph = _glyph(242.2, 252.2) | {"matrix": (0.0, 1.0, -1.0, 0.0, 100.0, 600.0)}
    assert seated(glyph, HEIGHT) is glyph
