"""Pages by pdfplumber: slow, asked where PDFium cannot tell.

Belongs here: filling ``PageView`` from pdfplumber's characters and edges.
Does not belong here: when this reader is asked (``read``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pdfplumber
from pdfminer.layout import LTChar
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page as PlumberPage
from pdfplumber.pdf import PDF

from dagster_project.extraction.formats import UnreadableFileError
from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.page import Characters, Fills, Floats, PageView, Texts
from dagster_project.extraction.pdf.pdfium_characters import ASCENT, DESCENT
from dagster_project.extraction.pdf.plumber_layers import lay_out

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
    # A file that is given open is not gone through to its last page when pdfplumber closes it.
    with path.open("rb") if content is None else BytesIO(content) as stream:
        pdf = pdfplumber.open(stream, pages=list(page_nos))
        pages = {number: PlumberPage(pdf, page, number) for number, page in _asked_for(pdf, page_nos)}
        for page_no in page_nos:
            if page_no not in pages:
                raise UnreadableFileError(
                    "pdf",
                    f"Page {page_no} of the file is damaged: download it again, or open and save it anew.",
                )
            yield _view(pages[page_no], layers)
            pages[page_no].close()


def _asked_for(pdf: PDF, page_nos: Sequence[int]) -> Iterator[tuple[int, PDFPage]]:
    """Some pages of a file with their numbers."""
    found = islice(PDFPage.create_pages(pdf.doc), max(page_nos, default=0))
    return ((number, page) for number, page in enumerate(found, 1) if number in page_nos)


def _view(page: PlumberPage, layers: Layers | None) -> PageView:
    left, top, right, bottom = (float(side) for side in page.bbox)
    glyphs, left_out = lay_out(page, layers)
    view = PageView(
        page.page_number,
        float(page.width),
        float(page.height),
        int(page.rotation or 0),
        (left, top, right, bottom),
        _characters(page, glyphs),
        np.zeros((0, 4)),
        _edges(page, "h", "top", "x0", "x1"),
        _edges(page, "v", "x0", "top", "bottom"),
        _PAINTED,
        Fills.none(),
    )
    view.removed_count = len("".join(left_out.split()))
    view.removed_digit_count = sum(character.isdigit() for character in left_out)
    return view


def _edges(page: PlumberPage, orientation: str, at: str, start: str, end: str) -> Floats:
    found = [(e[at], e[start], e[end]) for e in page.edges if e["orientation"] == orientation]
    return np.array(found, np.float64).reshape(-1, 3)


def _characters(page: PlumberPage, glyphs: list[LTChar]) -> Characters:
    """One element a character: a ligature's box is shared out among its letters."""
    across, down = float(page.mediabox[0]), float(page.mediabox[1])
    height, end = float(page.height), float(page.bbox[3])
    rows = list(chain.from_iterable(_letters(glyph, across, down, height, end) for glyph in glyphs))
    columns = np.array(rows, np.float64).reshape(-1, 8)
    code, x0, x1, top, bottom, baseline, size, turn = columns.T
    clip, text = np.full(len(columns), -1, np.int64), np.zeros(len(columns), np.int64)
    return Characters(
        code.astype(np.int64), x0, x1, top, bottom, baseline, size, turn.astype(np.int64), clip, text
    )


def _letters(glyph: LTChar, across: float, down: float, height: float, end: float) -> list[tuple[float, ...]]:
    """The letters of a glyph; its place is counted from the media box, as pdfplumber does."""
    text, size = glyph.get_text(), glyph.size
    x0 = glyph.x0 + across
    step = (glyph.x1 + across - x0) / max(1, len(text))
    top, bottom = height - glyph.y1 + down, height - glyph.y0 + down
    baseline, turn = bottom, -1
    if glyph.upright:
        baseline, turn = end - glyph.matrix[5], 0
        top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    return [
        (ord(letter), x0 + n * step, x0 + (n + 1) * step, top, bottom, baseline, size, turn)
        for n, letter in enumerate(text)
        if ord(letter) >= 32
    ]
