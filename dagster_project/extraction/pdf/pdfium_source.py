"""Pages by PDFium: fast, and what is painted is what PDFium would display.

Belongs here: filling ``PageView`` from PDFium's text page and page objects.
Does not belong here: what the characters and lines of a page mean.
"""

from __future__ import annotations

import ctypes
import sys

import numpy as np
import pypdfium2 as pdfium

from dagster_project.extraction.pdf import pdfium_objects, pdfium_pages
from dagster_project.extraction.pdf.frame import Frame
from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.lines import blank, is_digit
from dagster_project.extraction.pdf.page import Flags, Ints, PageView, true_at
from dagster_project.extraction.pdf.pdfium_characters import PageText, UntoldPageError, characters_of, text_of
from dagster_project.extraction.pdf.shapes import Painted, lines_and_fills, painted
from dagster_project.extraction.pdf.visible import hidden

# Hidden texts are taken off a page this many times: each may hide another one.
_LAYERS = 4
# A page is written in a direction when so many characters, and this part of all, are.
_ENOUGH, _MOST = 20, 0.7


class LastPage:
    """The page read last, open until the next one is: PDFium reads what both use, fonts above all, once."""

    def __init__(self) -> None:
        self._page: int | None = None

    def __enter__(self) -> LastPage:
        return self

    def __exit__(self, *_: object) -> None:
        self.follow(None)

    def follow(self, page: int | None) -> None:
        """Closes the page kept so far and keeps this one."""
        if self._page is not None:
            pdfium_pages.close_page(self._page)
        self._page = page


def read_page(
    document: pdfium.PdfDocument, page_no: int, layers: Layers | None = None, last: LastPage | None = None
) -> PageView:
    """A page of an open document, without what lies on layers that are switched off.

    Args:
        document: The document.
        page_no: Counted from 1.
        layers: What the file switches off.
        last: The page of the document that was read before; it keeps this one instead.

    Raises:
        UntoldPageError: PDFium cannot load the page, or has no Unicode for its characters.
    """
    address = _address(document)
    page, own = _loaded(address, page_no)
    try:
        view, removed = _view_of(address, page, page_no, own, layers)
        for _ in range(_LAYERS):
            if not removed:
                break
            before = view
            own = view.own_count
            view, removed = _view_of(address, page, page_no, own, layers, before.mode_leaks)
            view.removed_count += before.removed_count
            view.removed_digit_count += before.removed_digit_count
            view.text = before.text
    finally:
        if last is None:
            pdfium_pages.close_page(page)
        else:
            last.follow(page)
    return view


def blank_fields(document: pdfium.PdfDocument, page_no: int) -> int:
    """How many form fields of a page of an open document are for a text and hold none."""
    if document.formenv is None:
        return 0
    page = pdfium_pages.load_page(_address(document), page_no - 1)
    if not page:
        return 0
    try:
        return pdfium_pages.blank_fields(
            page, int(ctypes.cast(document.formenv.raw, ctypes.c_void_p).value or 0)
        )
    finally:
        pdfium_pages.close_page(page)


def _view_of(
    document: int, page: int, page_no: int, own: int, layers: Layers | None, mode_leaks: bool = False
) -> tuple[PageView, int]:
    """A page as it is now, and how many of its texts have been taken off it for the next view."""
    text, found = text_of(document, page, layers)
    view = _view(page, page_no, text, found, own)
    objects = text.runs.objects.tolist()
    view.mode_leaks = mode_leaks
    view.is_disguised = text.is_disguised
    view.is_text_alone = found.is_text_alone
    unseen = view.unseen = hidden(view.characters, view)
    if not unseen.any():
        return view, 0
    items = _hidden_texts(view, unseen)
    taken = [
        number
        for number in items
        if pdfium_objects.remove(page, found.holders.get(objects[number], 0), objects[number])
    ]
    gone = np.isin(view.characters.text, taken) & ~blank(view.characters.code)
    view.own_count = own - int((text.texts.order[taken] <= own).sum())
    view.removed_count = int(gone.sum())
    view.removed_digit_count = int((gone & is_digit(view.characters.code)).sum())
    return view, len(taken)


def _view(page: int, page_no: int, text: PageText, found: Painted, own: int) -> PageView:
    """A page as it is displayed."""
    media, shown = pdfium_pages.boxes_of(page)
    left, bottom, right, top = media.tolist()
    frame = Frame((left, bottom, right, top), pdfium_pages.page_rotation(page) % 4)
    upright = frame.turned_back(_common_turn(frame.writing_turns(*text.matrices.T[:2])[text.runs.of]))
    characters, clips = characters_of(text, upright)
    across, down, strokes, fills = lines_and_fills(found, upright, own)
    width, height = frame.size
    area = upright.boxes(shown[None])[0].tolist()
    view = PageView(
        page_no,
        width,
        height,
        90 * frame.turns,
        (area[0], area[1], area[2], area[3]),
        characters,
        clips,
        across,
        down,
        text.texts,
        fills,
        text=text.whole,
        own_count=own,
        strokes=strokes,
    )
    if upright != frame:
        view.upright = lambda boxes: frame.boxes(upright.back(boxes))
    return view


def _hidden_texts(view: PageView, unseen: Flags) -> list[int]:
    """The numbers of texts that nobody sees, to be taken off the page.

    PDFium tells a character only once where the same one is painted twice in a place: the hidden one
    under a printed figure would be told in its stead.
    """
    count = len(view.texts.mode)
    shown = np.bincount(view.characters.text[~unseen], minlength=count) > 0
    found = np.bincount(view.characters.text[unseen], minlength=count) > 0
    numbers: list[int] = true_at(found & ~shown).tolist()
    return numbers


def _loaded(document: int, page_no: int) -> tuple[int, int]:
    """A page with the values of its form fields, and what else is put on it, as part of it.

    Returns:
        The page, and how many objects it has without what is put on it, or any number.
    """
    page = pdfium_pages.load_page(document, page_no - 1)
    own = sys.maxsize
    if page and pdfium_pages.has_annotations(page):
        own = painted(page).count
        if pdfium_pages.flatten(page):
            pdfium_pages.close_page(page)
            page = pdfium_pages.load_page(document, page_no - 1)
    if not page:
        raise UntoldPageError(f"PDFium cannot load page {page_no}")
    return page, own


def _common_turn(turns: Ints) -> int:
    """The quarter turns in which nearly all of a page is written, 0 when there is no such turn."""
    counts = np.bincount(turns[turns >= 0], minlength=4)
    best = int(np.argmax(counts))
    enough = counts[best] >= _ENOUGH and counts[best] > _MOST * len(turns)
    return best if enough else 0


def _address(document: pdfium.PdfDocument) -> int:
    return int(ctypes.cast(document.raw, ctypes.c_void_p).value or 0)
