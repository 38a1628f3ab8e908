"""Pages by PDFium: fast, and what is painted is what PDFium would display.

Belongs here: filling ``PageView`` from PDFium's text page and page objects.
Does not belong here: what the characters and lines of a page mean.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.pdf import pdfium_arrays as native
from dagster_project.extraction.pdf.frame import Frame
from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.lines import blank, is_digit
from dagster_project.extraction.pdf.page import Characters, Flags, Floats, Ints, PageView, Texts
from dagster_project.extraction.pdf.shapes import Painted, lines_and_fills, painted
from dagster_project.extraction.pdf.visible import hidden

# How far a character stands above and below its baseline, in parts of its size.
ASCENT, DESCENT = 0.86, 0.14
# No character is wider than this many times its height.
_BROADEST = 3.0
# Hidden texts are taken off a page this many times: each may hide another one.
_LAYERS = 4
# A page is written in a direction when so many characters, and this part of all, are.
_ENOUGH, _MOST = 20, 0.7
# A box reaches beyond the stated width by no more than this part of the size; else the width is another's.
_OVERHANG = 0.25
_TAB, _BLANK, _LATIN = 9, 32, 0x250
# What PDFium says of a hyphen that ends a line.
_LINE_END_HYPHEN = 2
# A blank is so wide, in parts of the font's height; a wider gap needs no blank to be seen.
_BLANK_GAP = (0.15, 0.7)
# The code points of no character.
_NO_CHARACTER = (0xFFFE, 0xFFFF)


class UntoldPageError(Exception):
    """The page holds what PDFium cannot tell; another reader may."""


def read_page(document: pdfium.PdfDocument, page_no: int, layers: Layers | None = None) -> PageView:
    """A page of an open document, without what lies on layers that are switched off.

    Raises:
        UntoldPageError: PDFium cannot load the page, or has no Unicode for its characters.
    """
    page, own = _loaded(_address(document), page_no)
    try:
        view, removed = _view_of(page, page_no, own, layers)
        for _ in range(_LAYERS):
            if not removed:
                break
            before = view
            own -= removed
            view, removed = _view_of(page, page_no, own, layers, before.mode_leaks)
            view.removed_count += before.removed_count
            view.removed_digit_count += before.removed_digit_count
            view.text = before.text
    finally:
        native.close_page(page)
    return view


def blank_fields(document: pdfium.PdfDocument, page_no: int) -> int:
    """How many form fields of a page of an open document are for a text and hold none."""
    if document.formenv is None:
        return 0
    page = native.load_page(_address(document), page_no - 1)
    if not page:
        return 0
    try:
        return native.blank_fields(page, int(ctypes.cast(document.formenv.raw, ctypes.c_void_p).value or 0))
    finally:
        native.close_page(page)


def _view_of(
    page: int, page_no: int, own: int, layers: Layers | None, mode_leaks: bool = False
) -> tuple[PageView, int]:
    """A page as it is now, and how many of its texts have been taken off it for the next view."""
    found = painted(page, layers)
    # The frames and grounds of form fields rule no table.
    found.paths = [path for path in found.paths if path[1] <= own]
    view, objects = _view(page, page_no, found)
    view.mode_leaks = mode_leaks
    unseen = view.unseen = hidden(view.characters, view)
    if not unseen.any():
        return view, 0
    items = _hidden_texts(view, unseen)
    taken = [
        number
        for number in items
        if native.remove(page, found.holders.get(objects[number], 0), objects[number])
    ]
    gone = np.isin(view.characters.text, taken) & ~blank(view.characters.code)
    view.removed_count = int(gone.sum())
    view.removed_digit_count = int((gone & is_digit(view.characters.code)).sum())
    return view, len(taken)


def _view(page: int, page_no: int, found: Painted) -> tuple[PageView, list[int]]:
    """A page, and its text objects."""
    media, shown = native.boxes_of(page)
    left, bottom, right, top = media.tolist()
    frame = Frame((left, bottom, right, top), native.page_rotation(page) % 4)
    text = _text_of(page, found)
    upright = frame.turned_back(_common_turn(frame.writing_turns(*text.matrices.T[:2])[text.runs.of]))
    characters, clips = _characters(text, upright)
    across, down, fills = lines_and_fills(found, upright)
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
    )
    if upright != frame:
        view.upright = lambda boxes: frame.boxes(upright.back(boxes))
    return view, text.runs.objects


def _hidden_texts(view: PageView, unseen: Flags) -> list[int]:
    """The numbers of texts that nobody sees, to be taken off the page.

    PDFium tells a character only once where the same one is painted twice in a place: the hidden one
    under a printed figure would be told in its stead.
    """
    count = len(view.texts.mode)
    shown = np.bincount(view.characters.text[~unseen], minlength=count) > 0
    found = np.bincount(view.characters.text[unseen], minlength=count) > 0
    numbers: list[int] = np.flatnonzero(found & ~shown).tolist()
    return numbers


def _loaded(document: int, page_no: int) -> tuple[int, int]:
    """A page with the values of its form fields, and what else is put on it, as part of it.

    Returns:
        The page, and how many objects it has without them.
    """
    page = native.load_page(document, page_no - 1)
    own = sys.maxsize
    if page and native.has_printed_annotations(page):
        own = painted(page).count
        if native.flatten(page):
            native.close_page(page)
            page = native.load_page(document, page_no - 1)
    if not page:
        raise UntoldPageError(f"PDFium cannot load page {page_no}")
    return int(page), own


def _common_turn(turns: Ints) -> int:
    """The quarter turns in which nearly all of a page is written, 0 when there is no such turn."""
    counts = np.bincount(turns[turns >= 0], minlength=4)
    best = int(np.argmax(counts))
    enough = counts[best] >= _ENOUGH and counts[best] > _MOST * len(turns)
    return best if enough else 0


def _address(document: pdfium.PdfDocument) -> int:
    return int(ctypes.cast(document.raw, ctypes.c_void_p).value or 0)


# ---- Characters ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Runs:
    """The text objects of a page, and for each character the number of its own."""

    objects: list[int]
    first: list[int]
    of: Ints


def _runs(objects: Ints) -> _Runs:
    """Characters of one text object follow each other."""
    starts = np.flatnonzero(np.diff(objects, prepend=-1))
    of = np.cumsum(np.bincount(starts, minlength=len(objects))) - 1 if len(objects) else starts
    return _Runs(objects[starts].tolist(), starts.tolist(), of)


@dataclass(slots=True)
class _Text:
    """The characters of a page in PDF coordinates, and the text objects that they belong to."""

    codes: Ints
    boxes: Floats
    points: Floats
    runs: _Runs
    matrices: Floats
    sizes: Floats
    advances: Floats
    texts: Texts
    whole: str


def _text_of(page: int, found: Painted) -> _Text:
    text = native.load_text(page)
    try:
        count = max(0, native.count_characters(text))
        owners = native.objects_of(text, count)
        _require_all(found.texts, owners)
        whole = native.whole_text(text, count)
        codes = native.codes_of(text, count, whole)
        codes[codes == _LINE_END_HYPHEN] = ord("-")
        codes[codes == _TAB] = _BLANK
        kept = (owners != 0) & (codes >= _BLANK) & (codes != _NO_CHARACTER[0]) & (codes != _NO_CHARACTER[1])
        boxes = native.loose_boxes(text, count).astype(np.float64)
        points = native.origins(text, count)
        blanks = np.flatnonzero((codes == _BLANK) & ((owners == 0) | kept))
        blanks = blanks[native.generated(text, blanks.tolist())]
        kept[blanks] = False
        _keep_blanks(blanks, kept, codes, owners, boxes, points)
        runs = _runs(owners[kept])
        first = np.flatnonzero(kept)[runs.first].tolist() if runs.first else []
        matrices = native.matrices(text, first)
        sizes = native.font_sizes(text, first)
        advances = _advances(runs, codes[kept], sizes * np.hypot(matrices[:, 0], matrices[:, 1]))
        sizes = sizes * np.hypot(matrices[:, 2], matrices[:, 3])
    finally:
        native.close_text(text)
    order = np.array([found.texts.get(item, 0) for item in runs.objects], np.int64)
    off = np.zeros(len(order), np.bool_)
    if found.off:
        off = np.array([item in found.off for item in runs.objects], np.bool_)
    texts = Texts(native.render_modes(runs.objects), native.fill_colours(runs.objects), order, off)
    said = whole.tobytes().decode("utf-16-le", "replace")
    return _Text(codes[kept], boxes[kept], points[kept], runs, matrices, sizes, advances, texts, said)


def _characters(text: _Text, frame: Frame) -> tuple[Characters, list[Box]]:
    clips, clip_of_run = _clips(text.runs, frame)
    turns = frame.writing_turns(text.matrices[:, 0], text.matrices[:, 1])
    of = text.runs.of
    placed = _placed(frame, text, text.sizes[of], turns[of])
    return Characters(text.codes, *placed, text.sizes[of], turns[of], clip_of_run[of], of), clips


def _require_all(texts: dict[int, int], owners: Ints) -> None:
    """Raises when PDFium has left out a text for want of a font.

    It leaves out a text object without any extent: blanks, and characters that are in no font of this
    machine. Where the file brings its font with it, these are seen by nobody.
    """
    lost = set(texts).difference(owners.tolist())
    if lost and not native.all_fonts_embedded(list(lost)):
        raise UntoldPageError("PDFium has no font for a text")


def _keep_blanks(blanks: Ints, kept: Flags, codes: Ints, owners: Ints, boxes: Floats, points: Floats) -> None:
    """Takes over blanks that PDFium adds between words in Latin letters or figures.

    PDFium leaves out a text object that is a blank and nothing else, and adds blanks where it sees
    gaps. Between Chinese characters, which have none, a gap is spacing.
    """
    blanks = blanks[(blanks > 0) & (blanks < len(codes) - 1)]
    before, after = blanks - 1, blanks + 1
    beside = kept[before] & kept[after] & (codes[before] < _LATIN) & (codes[after] < _LATIN)
    level = points[before, 1] == points[after, 1]
    gap = boxes[after, 0] - boxes[before, 2]
    part = gap / np.maximum(boxes[before, 1] - boxes[before, 3], 0.01)
    chosen = beside & level & (part > _BLANK_GAP[0]) & (part < _BLANK_GAP[1])
    blanks, before, after = blanks[chosen], before[chosen], after[chosen]
    kept[blanks], owners[blanks] = True, owners[before]
    boxes[blanks], points[blanks] = boxes[before], points[before]
    boxes[blanks, 0], boxes[blanks, 2] = boxes[before, 2], boxes[after, 0]


def _advances(runs: _Runs, codes: Ints, widths: Floats) -> Floats:
    """The steps that the file states for characters of fonts that it does not bring with it, else infinite.

    Args:
        runs: The text objects of the characters.
        codes: Their code points.
        widths: For each text object, the width of its font's em square in points.
    """
    fonts = native.fonts_not_embedded(runs.objects)[runs.of]
    found = np.full(len(codes), np.inf)
    chosen = np.flatnonzero((fonts != 0) & ~blank(codes))
    if not len(chosen):
        return found
    pairs, which = np.unique(np.stack([fonts[chosen], codes[chosen]]), axis=1, return_inverse=True)
    stated = native.advances(pairs[0].tolist(), pairs[1].tolist())[which.reshape(-1)]
    found[chosen] = np.where(stated > 0, stated * widths[runs.of[chosen]], np.inf)
    return found


def _placed(
    frame: Frame, text: _Text, size: Floats, turn: Ints
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Displayed left, right, top, bottom and baseline of characters.

    Some embedded fonts state no ascent, and their boxes then hang below the line of text, in the
    next row of a table (Chongqing's 2026 budgets). Where a character is drawn is certain.
    """
    shown = frame.boxes(text.boxes)
    left, baseline = frame.points(text.points[:, 0], text.points[:, 1])
    _cut_at_advance(shown, left + text.advances, size, turn)
    _cut_at_next(shown, size, turn)
    upright = turn == 0
    # PDFium gives characters of vertical fonts boxes of any width.
    broad = shown[:, 2] - shown[:, 0] > _BROADEST * size
    shown[:, 2] = np.where(upright & broad, shown[:, 0] + size, shown[:, 2])
    top = np.where(upright, baseline - ASCENT * size, shown[:, 1])
    bottom = np.where(upright, baseline + DESCENT * size, shown[:, 3])
    return shown[:, 0], shown[:, 2], top, bottom, np.where(upright, baseline, shown[:, 3])


def _cut_at_advance(shown: Floats, end: Floats, size: Floats, turn: Ints) -> None:
    """Ends characters of fonts that are not embedded where the file says that they end.

    The last character of a text has no next one to be cut at: the wider figure of the font that stands
    in would take away the gap that sets it apart from the next column.
    """
    over = shown[:, 2] - end
    cut = (turn == 0) & (over > 0) & (over < _OVERHANG * size)
    shown[cut, 2] = end[cut]


def _cut_at_next(shown: Floats, size: Floats, turn: Ints) -> None:
    """Ends characters where the next one of their line begins.

    PDFium's boxes hold the glyph of the font that stands in for one that is not embedded, which may be
    wider than the step to the next character.
    """
    step = shown[1:, 0] - shown[:-1, 0]
    over = (shown[:-1, 2] - shown[1:, 0] > 0) & (step > 0.2 * size[:-1])
    level = np.abs(shown[1:, 3] - shown[:-1, 3]) < 0.3 * size[:-1]
    cut = np.flatnonzero(over & level & (turn[1:] == 0) & (turn[:-1] == 0))
    shown[cut, 2] = shown[cut + 1, 0]


def _clips(runs: _Runs, frame: Frame) -> tuple[list[Box], Ints]:
    """The distinct clip boxes of text objects, and which of them each is drawn in."""
    boxes, clipped = native.clips_of(runs.objects)
    of = np.full(len(runs.objects), -1, np.int64)
    if not clipped.any():
        return [], of
    found, which = np.unique(boxes[clipped], axis=0, return_inverse=True)
    of[clipped] = which.reshape(-1)
    shown = frame.boxes(found).tolist()
    return [(left, top, right, bottom) for left, top, right, bottom in shown], of
