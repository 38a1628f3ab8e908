"""Pages by PDFium: fast, and what is painted is what PDFium would display.

Belongs here: filling ``PageView`` from PDFium's text page and page objects.
Does not belong here: what the characters and lines of a page mean.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.pdf import pdfium_arrays as native
from dagster_project.extraction.pdf.frame import Frame
from dagster_project.extraction.pdf.page import Characters, Flags, Floats, Ints, PageView

_TEXT, _PATH, _FORM = 1, 2, 5
# Forms within forms: producers nest two or three.
_DEEPEST_FORM = 12
# How far a character stands above and below its baseline, in parts of its size.
ASCENT, DESCENT = 0.86, 0.14
# No character is wider than this many times its height.
_BROADEST = 3.0
# Coordinates are stored in single precision.
_STRAIGHT = 0.05
_TAB, _BLANK, _LATIN = 9, 32, 0x250
# What PDFium says of a hyphen that ends a line.
_LINE_END_HYPHEN = 2
# A blank is so wide, in parts of the font's height; a wider gap needs no blank to be seen.
_BLANK_GAP = (0.15, 0.7)
# The code points of no character.
_NO_CHARACTER = (0xFFFE, 0xFFFF)


class UntoldPageError(Exception):
    """The page holds what PDFium cannot tell; another reader may."""


def read_page(document: pdfium.PdfDocument, page_no: int) -> PageView:
    """A page of an open document.

    Raises:
        UntoldPageError: PDFium cannot load the page, or has no Unicode for its characters.
    """
    page = native.load_page(_address(document), page_no - 1)
    if not page:
        raise UntoldPageError(f"PDFium cannot load page {page_no}")
    try:
        shapes, texts = _collected(page)
        media, _ = native.boxes_of(page)
        left, bottom, right, top = media.tolist()
        frame = Frame((left, bottom, right, top), native.page_rotation(page) % 4)
        characters, clips = _characters(page, frame, texts)
        across, down = _lines(shapes, frame)
    finally:
        native.close_page(page)
    width, height = frame.size
    return PageView(page_no, width, height, 90 * frame.turns, frame.area, characters, clips, across, down)


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


def _characters(page: int, frame: Frame, texts: list[int]) -> tuple[Characters, list[Box]]:
    text = native.load_text(page)
    try:
        count = max(0, native.count_characters(text))
        owners = native.objects_of(text, count)
        _require_all(texts, owners)
        codes = native.codes_of(text, count)
        codes[codes == _LINE_END_HYPHEN] = ord("-")
        codes[codes == _TAB] = _BLANK
        kept = (owners != 0) & (codes >= _BLANK) & ~np.isin(codes, _NO_CHARACTER)
        boxes = native.loose_boxes(text, count).astype(np.float64)
        points = native.origins(text, count)
        blanks = np.flatnonzero((codes == _BLANK) & ((owners == 0) | kept))
        blanks = blanks[native.generated(text, blanks.tolist())]
        kept[blanks] = False
        _keep_blanks(blanks, kept, codes, owners, boxes, points)
        boxes, points = boxes[kept], points[kept]
        runs = _runs(owners[kept])
        first = np.flatnonzero(kept)[runs.first].tolist() if runs.first else []
        matrices = native.matrices(text, first)
        sizes = native.font_sizes(text, first) * np.hypot(matrices[:, 2], matrices[:, 3])
    finally:
        native.close_text(text)
    clips, clip_of_run = _clips(runs, frame)
    turns = frame.writing_turns(matrices[:, 0], matrices[:, 1])
    placed = _placed(frame, boxes, points, sizes[runs.of], turns[runs.of])
    return Characters(codes[kept], *placed, sizes[runs.of], turns[runs.of], clip_of_run[runs.of]), clips


def _require_all(texts: list[int], owners: Ints) -> None:
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


def _placed(
    frame: Frame, boxes: Floats, points: Floats, size: Floats, turn: Ints
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Displayed left, right, top, bottom and baseline of characters.

    Some embedded fonts state no ascent, and their boxes then hang below the line of text, in the
    next row of a table (Chongqing's 2026 budgets). Where a character is drawn is certain.
    """
    shown = frame.boxes(boxes)
    _cut_at_next(shown, size, turn)
    _, baseline = frame.points(points[:, 0], points[:, 1])
    upright = turn == 0
    # PDFium gives characters of vertical fonts boxes of any width.
    broad = shown[:, 2] - shown[:, 0] > _BROADEST * size
    shown[:, 2] = np.where(upright & broad, shown[:, 0] + size, shown[:, 2])
    top = np.where(upright, baseline - ASCENT * size, shown[:, 1])
    bottom = np.where(upright, baseline + DESCENT * size, shown[:, 3])
    return shown[:, 0], shown[:, 2], top, bottom, np.where(upright, baseline, shown[:, 3])


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
    distinct, numbers = np.unique(boxes[clipped], axis=0, return_inverse=True)
    of[clipped] = numbers.ravel()
    shown = frame.boxes(distinct).tolist()
    return [(left, top, right, bottom) for left, top, right, bottom in shown], of


# ---- Lines -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Shapes:
    """Paths of a page in the order of painting, with the matrices of the forms that hold them."""

    paths: list[int]
    forms: list[Floats]


def _collected(page: int) -> tuple[_Shapes, list[int]]:
    """The paths of a page, and its text objects, those in forms included."""
    shapes, texts = _Shapes([], []), list[int]()
    identity = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    _collect(*native.page_objects(page), identity, shapes, texts, 0)
    return shapes, texts


def _collect(
    objects: list[int], types: list[int], matrix: Floats, shapes: _Shapes, texts: list[int], depth: int
) -> None:
    for item, kind in zip(objects, types, strict=True):
        if kind == _TEXT:
            texts.append(item)
        elif kind == _PATH:
            shapes.paths.append(item)
            shapes.forms.append(matrix)
        elif kind == _FORM and depth < _DEEPEST_FORM:
            inner = _product(native.object_matrices([item])[0], matrix)
            _collect(*native.inner_objects(item), inner, shapes, texts, depth + 1)


def _product(first: Floats, then: Floats) -> Floats:
    """The matrix that applies one matrix, then another."""
    product: Floats = _products(first[None], then[None])[0]
    return product


def _products(first: Floats, then: Floats) -> Floats:
    a, b, c, d, e, f = first.T
    g, h, i, j, k, m = then.T
    parts = [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]
    return np.stack(parts, axis=1)


def _lines(shapes: _Shapes, frame: Frame) -> tuple[Floats, Floats]:
    """Horizontal and vertical lines: straight strokes, and the edges of filled shapes."""
    drawn = np.flatnonzero(_is_drawn(shapes.paths)).tolist()
    paths = [shapes.paths[number] for number in drawn]
    if not paths:
        return np.zeros((0, 3)), np.zeros((0, 3))
    matrices = _products(native.object_matrices(paths), np.array([shapes.forms[n] for n in drawn]))
    found = native.outlines(paths)
    points = _transformed(found.points, matrices[found.path])
    starts, ends = _strokes(found)
    x0, y0 = frame.points(*points[starts].T)
    x1, y1 = frame.points(*points[ends].T)
    level, upright = np.abs(y1 - y0) < _STRAIGHT, np.abs(x1 - x0) < _STRAIGHT
    across = np.stack([(y0 + y1) / 2, np.minimum(x0, x1), np.maximum(x0, x1)], axis=1)
    down = np.stack([(x0 + x1) / 2, np.minimum(y0, y1), np.maximum(y0, y1)], axis=1)
    return across[level], down[upright & ~level]


def _is_drawn(paths: list[int]) -> Flags:
    modes = native.draw_modes(paths)
    filled = (modes[:, 0] != 0) & (native.fill_colours(paths)[:, 3] > 0)
    stroked = (modes[:, 1] != 0) & (native.stroke_colours(paths)[:, 3] > 0)
    drawn: Flags = filled | stroked
    return drawn


def _transformed(points: Floats, matrices: Floats) -> Floats:
    x, y = points[:, 0], points[:, 1]
    a, b, c, d, e, f = matrices.T
    return np.stack([a * x + c * y + e, b * x + d * y + f], axis=1)


def _strokes(outlines: native.Outlines) -> tuple[Ints, Ints]:
    """The two ends, as numbers of points, of each straight piece of a path, the ones that close it too."""
    numbers = np.arange(len(outlines.kind))
    ends = np.flatnonzero(outlines.kind[1:] == 0) + 1
    ends = ends[outlines.path[ends] == outlines.path[ends - 1]]
    begun = np.maximum.accumulate(np.where(outlines.kind == 2, numbers, 0))
    closing = np.flatnonzero(outlines.closes & (begun < numbers))
    return np.concatenate([ends - 1, closing]), np.concatenate([ends, begun[closing]])
