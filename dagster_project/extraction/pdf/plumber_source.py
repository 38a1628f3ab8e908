"""Pages by pdfplumber: slow, asked where PDFium cannot tell.

Belongs here: filling ``PageView`` from pdfplumber's characters and edges.
Does not belong here: when this reader is asked (``read``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
from pdfplumber.page import Page as PlumberPage

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.formats import UnreadableFileError
from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.page import Characters, Fills, Floats, PageView, Texts
from dagster_project.extraction.pdf.pdfium_characters import ASCENT, DESCENT
from dagster_project.extraction.pdf.plumber_layers import leave_out

# pdfplumber does not tell how a text is painted: in black.
_PAINTED = Texts(
    np.zeros(1, np.int64), np.array([[0, 0, 0, 255]]), np.zeros(1, np.int64), np.zeros(1, np.bool_)
)


def read_page(path: Path, page_no: int, layers: Layers | None = None) -> PageView:
    """A page of a file, without what lies on layers that are switched off.

    Raises:
        UnreadableFileError: There is no such page.
        Exception: Whatever pdfplumber and pdfminer raise for a file that they cannot read.
    """
    return next(read_pages(path, [page_no], layers))


def read_pages(path: Path, page_nos: Sequence[int], layers: Layers | None = None) -> Iterator[PageView]:
    """Pages of a file, which is opened once, without what lies on layers that are switched off.

    Raises:
        UnreadableFileError: There is no such page.
        Exception: Whatever pdfplumber and pdfminer raise for a file that they cannot read.
    """
    content = layers.content if layers else None
    source = path if content is None else BytesIO(content)
    with pdfplumber.open(source, pages=list(page_nos)) as pdf:
        pages = {page.page_number: page for page in pdf.pages}
        for page_no in page_nos:
            if page_no not in pages:
                raise UnreadableFileError(
                    "pdf",
                    f"Page {page_no} of the file is damaged: download it again, or open and save it anew.",
                )
            left_out = leave_out(pages[page_no], layers) if layers else ""
            view = _view(pages[page_no])
            view.removed_count = len("".join(left_out.split()))
            view.removed_digit_count = sum(character.isdigit() for character in left_out)
            yield view
            pages[page_no].close()


def _view(page: PlumberPage) -> PageView:
    left, top, right, bottom = (float(side) for side in page.bbox)
    area: Box = (left, top, right, bottom)
    characters = _characters(page.chars, bottom)
    across = _edges(page, "h", "top", "x0", "x1")
    down = _edges(page, "v", "x0", "top", "bottom")
    size = float(page.width), float(page.height)
    rotation = int(page.rotation or 0)
    number = page.page_number
    return PageView(
        number, *size, rotation, area, characters, np.zeros((0, 4)), across, down, _PAINTED, Fills.none()
    )


def _edges(page: PlumberPage, orientation: str, at: str, start: str, end: str) -> Floats:
    found = [(e[at], e[start], e[end]) for e in page.edges if e["orientation"] == orientation]
    return np.array(found, np.float64).reshape(-1, 3)


def _characters(glyphs: list[dict[str, Any]], height: float) -> Characters:
    """One element a character: a ligature's box is shared out among its letters."""
    rows = list(chain.from_iterable(_letters(glyph, height) for glyph in glyphs))
    columns = np.array(rows, np.float64).reshape(-1, 8)
    code, x0, x1, top, bottom, baseline, size, turn = columns.T
    clip, text = np.full(len(columns), -1, np.int64), np.zeros(len(columns), np.int64)
    return Characters(
        code.astype(np.int64), x0, x1, top, bottom, baseline, size, turn.astype(np.int64), clip, text
    )


def _letters(glyph: dict[str, Any], height: float) -> list[tuple[float, ...]]:
    text = str(glyph["text"])
    x0, top, bottom, size = (float(glyph[name]) for name in ("x0", "top", "bottom", "size"))
    step = (float(glyph["x1"]) - x0) / max(1, len(text))
    baseline, turn = bottom, -1
    if glyph["upright"]:
        baseline, turn = height - float(glyph["matrix"][5]), 0
        top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    return [
        (ord(letter), x0 + n * step, x0 + (n + 1) * step, top, bottom, baseline, size, turn)
        for n, letter in enumerate(text)
        if ord(letter) >= 32
    ]
