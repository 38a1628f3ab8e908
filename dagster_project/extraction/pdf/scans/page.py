"""A page read by its picture: the same ``PageView`` that a page of text gives.

Belongs here: which part of the picture is recognised as one line of text, and where it stands on the page.
Does not belong here: pixels (``picture``), the library (``engine``), tables (``extraction.pdf.reader``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Block, Box, Piece
from dagster_project.extraction.pdf.page import Characters, Fills, Floats, PageView, Texts
from dagster_project.extraction.pdf.ruling import Grid, find_grids
from dagster_project.extraction.pdf.scans import engine
from dagster_project.extraction.pdf.scans.engine import Recognised
from dagster_project.extraction.pdf.scans.picture import Mask, Rulings, Straight, rulings, straight, turned

if TYPE_CHECKING:
    from dagster_project.extraction.pdf.scans.engine import Image

_DOTS_PER_INCH = 200
# A page larger than this is read with fewer dots.
_LARGEST = 4000
# Where text stands is found in a picture of this part of the size; what it says, in the whole.
_COARSE = 0.5
# A page's lines are tested upside down when they are less sure than this.
_SURE = 0.9
_SAMPLE = 6
# Pixels around a line of text that belong to its picture.
_MARGIN = 3
# Lighter than this is paper, on a page that was not scanned.
_PAPER = 180
# Pixels inside a cell's lines that may be theirs.
_INSET = 2
# Lower ink than this (parts of an inch) is a dot or a dash, and no line of text if nothing says it is.
_LOWEST = 0.03
_ASCENT, _DESCENT = 0.86, 0.14
# The height of a line's ink in parts of the size of its characters.
_FIGURES, _WORDS = 0.74, 0.95
_NOISE = re.compile(r"^[.,·。，、'`’‘:：;；|丨_~^\"“”\s]+$")
_FIGURE = re.compile(r"^[-−－—+]?[\d,]*\d(?:\.\d+)?%?$")
# Marks of figures as OCR may write them.
_MARKS = str.maketrans({"，": ",", "．": ".", "。": ".", "·": ".", "－": "-", "—": "-", "–": "-", "％": "%"})
_NARROW = re.compile(r"[ -~]")


@dataclass(slots=True)
class TextBox:
    """A recognised line of text with the box of its ink, in points."""

    box: Box
    said: Recognised


@dataclass(slots=True)
class ScannedPage:
    """A page read by its picture."""

    view: PageView
    lines: list[TextBox]

    def rate(self, blocks: Iterable[Block]) -> None:
        """Notes on every cell, placed as the page is displayed, how sure its least sure character is."""
        boxes = np.array([line.box for line in self.lines], np.float64).reshape(-1, 4)
        shown = self.view.upright(boxes) if self.view.upright else boxes
        x, y = (shown[:, 0] + shown[:, 2]) / 2, (shown[:, 1] + shown[:, 3]) / 2
        least = np.array([min(line.said.confidences, default=0.0) for line in self.lines])
        for block in blocks:
            for cell in block.cells if isinstance(block, Piece) else ():
                if cell.box is not None and cell.text:
                    left, top, right, bottom = cell.box
                    inside = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
                    cell.confidence = float(least[inside].min()) if inside.any() else None


def _holds(cell: Box, line: Box) -> bool:
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def read_page(document: pdfium.PdfDocument, view: PageView) -> ScannedPage:
    """A page of an open document, read by its picture.

    Args:
        document: The document.
        view: The page as its own text has it: its number, size and place are kept.
    """
    picture, per_inch = _rendered(document, view.page_no)
    page, places = _upright(picture, per_inch)
    drawn = rulings(page)
    to_points = 72 / per_inch
    lines = _recognised(page, drawn, places)
    boxes = [TextBox(_scaled(box, to_points), said) for box, said in lines if said.text]
    height, width = page.grey.shape
    found = PageView(
        view.page_no,
        view.width,
        view.height,
        view.rotation,
        (0.0, 0.0, width * to_points, height * to_points),
        _characters(boxes),
        np.zeros((0, 4)),
        drawn.across * to_points,
        drawn.down * to_points,
        Texts(
            np.zeros(len(boxes), np.int64),
            np.tile([0, 0, 0, 255], (len(boxes), 1)),
            np.arange(len(boxes)),
            np.zeros(len(boxes), np.bool_),
        ),
        Fills.none(),
        upright=_back(page, view, to_points),
    )
    return ScannedPage(found, boxes)


def _back(page: Straight, view: PageView, to_points: float) -> Callable[[Floats], Floats]:
    left, top = _displayed(view)[:2]
    shift = np.array([left, top, left, top])
    return lambda boxes: page.back(boxes / to_points) * to_points + shift


def _displayed(view: PageView) -> Box:
    if view.upright is None:
        return view.area
    left, top, right, bottom = view.upright(np.array([view.area]))[0].tolist()
    return left, top, right, bottom


def _rendered(document: pdfium.PdfDocument, page_no: int) -> tuple[Image, float]:
    page = document[page_no - 1]
    try:
        per_inch = min(_DOTS_PER_INCH, _LARGEST / max(page.get_size()) * 72)
        picture = page.render(scale=per_inch / 72, grayscale=True).to_numpy()
    finally:
        page.close()
    return np.array(picture.reshape(picture.shape[:2]), np.uint8), per_inch


# ---- Which way is up -------------------------------------------------------------------------


def _upright(picture: Image, per_inch: float) -> tuple[Straight, list[Box]]:
    """The page laid straight, and the places of its text on it, in pixels."""
    quarters = 0
    page, places = _laid(picture, 0, per_inch)
    if _is_sideways(places):
        quarters = 1
        page, places = _laid(picture, 1, per_inch)
    if _is_upside_down(page, places):
        page, places = _laid(picture, quarters + 2, per_inch)
    return page, places


def _laid(picture: Image, quarters: int, per_inch: float) -> tuple[Straight, list[Box]]:
    page = straight(turned(picture, quarters), quarters, per_inch)
    height, width = page.grey.shape
    coarse = _colours(_shrunk(page.grey))
    corners = engine.places(coarse) * np.array([width / coarse.shape[1], height / coarse.shape[0]])
    low, high = corners.min(axis=1), corners.max(axis=1)
    return page, [(x0, y0, x1, y1) for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True)]


def _is_sideways(places: list[Box]) -> bool:
    tall = sum(bottom - top > 1.5 * (right - left) for left, top, right, bottom in places)
    wide = sum(right - left > 1.5 * (bottom - top) for left, top, right, bottom in places)
    return tall > wide


def _is_upside_down(page: Straight, places: list[Box]) -> bool:
    """Whether the longest lines of a page are surer when they are turned over."""
    longest = sorted(places, key=lambda box: box[0] - box[2])[:_SAMPLE]
    cuts = [_cut(page.grey, box) for box in longest]
    upright = [line.mean for line in engine.texts(cuts)]
    if not upright or np.mean(upright) > _SURE:
        return False
    over = [line.mean for line in engine.texts([turned_colours(cut) for cut in cuts])]
    return bool(np.mean(over) > np.mean(upright))


def turned_colours(picture: Image) -> Image:
    """A picture of a line turned over."""
    return np.ascontiguousarray(picture[::-1, ::-1])


def _shrunk(grey: Image) -> Image:
    height, width = grey.shape
    rows, columns = int(height * _COARSE) * 2, int(width * _COARSE) * 2
    quarters = grey[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2)
    return np.asarray(quarters.mean(axis=(1, 3)), np.uint8)


def _colours(grey: Image) -> Image:
    return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))


# ---- Single cells ----------------------------------------------------------------------------


def read_cells(document: pdfium.PdfDocument, page_no: int, cells: Sequence[Box]) -> list[Recognised]:
    """What cells of a page show, by their picture; nothing where they hold no ink.

    Args:
        document: The document, open.
        page_no: The page.
        cells: Their boxes in points, as the page is displayed.
    """
    picture, per_inch = _rendered(document, page_no)
    page = Straight(picture, np.asarray(picture < _PAPER, np.bool_), per_inch, lambda boxes: boxes)
    drawn = rulings(page).ink
    grey, ink = np.where(drawn, 255, picture).astype(np.uint8), page.ink & ~drawn
    lines: list[tuple[int, Box]] = []
    for number, cell in enumerate(cells):
        left, top, right, bottom = _scaled(cell, per_inch / 72)
        inner = (left + _INSET, top + _INSET, right - _INSET, bottom - _INSET)
        bands = _bands(ink, inner, [], per_inch) if _window(ink, inner).any() else []
        lines += [(number, box) for band in bands if (box := _ink_box(ink, band)) is not None]
    said = [_tidied(line) for line in engine.texts([_cut(grey, box) for _, box in lines])]
    found = [Recognised("", ()) for _ in cells]
    for (number, _), line in zip(lines, said, strict=True):
        before = found[number]
        found[number] = Recognised(before.text + line.text, before.confidences + line.confidences)
    return found


# ---- Lines of text ---------------------------------------------------------------------------


def _recognised(page: Straight, drawn: Rulings, places: list[Box]) -> list[tuple[Box, Recognised]]:
    """Every line of text of a page: those of each cell by themselves, the others as they were found."""
    grey = np.where(drawn.ink, 255, page.grey).astype(np.uint8)
    ink = page.ink & ~drawn.ink
    across, down = drawn.across * 72 / page.per_inch, drawn.down * 72 / page.per_inch
    grids = find_grids(across, down)
    boxes: list[Box] = []
    for grid in grids:
        boxes += _lines_in_cells(grid, ink, places, page.per_inch)
    frames = [_scaled(grid.box, page.per_inch / 72) for grid in grids]
    rest = [place for place in places if not any(_holds(frame, place) for frame in frames)]
    boxes += [box for place in rest if (box := _ink_box(ink, place)) is not None]
    said = engine.texts([_cut(grey, box) for box in boxes])
    lines = [(box, _tidied(line)) for box, line in zip(boxes, said, strict=True)]
    return [(box, line) for box, line in lines if not _NOISE.match(line.text)]


def _lines_in_cells(grid: Grid, ink: Mask, places: list[Box], per_inch: float) -> list[Box]:
    scale = per_inch / 72
    middles = np.array([(b[1] + b[3]) / 2 for b in places])
    lefts, rights = np.array([b[0] for b in places]), np.array([b[2] for b in places])
    found: list[Box] = []
    for region in grid.regions:
        left, top, right, bottom = _scaled(grid.box_of(region), scale)
        cell = (left + _INSET, top + _INSET, right - _INSET, bottom - _INSET)
        if not _window(ink, cell).any():
            continue
        inside = (middles > top) & (middles < bottom) if len(places) else np.zeros(0, np.bool_)
        inside &= (np.minimum(rights, right) - np.maximum(lefts, left)) > 0.3 * (rights - lefts).clip(1, 40)
        bands = _bands(ink, cell, [places[n] for n in np.flatnonzero(inside)], per_inch)
        found += [box for band in bands if (box := _ink_box(ink, band)) is not None]
    return found


def _bands(ink: Mask, cell: Box, places: list[Box], per_inch: float) -> list[Box]:
    """The lines of a cell: those where text was found, and other rows of ink high enough to be some."""
    left, top, right, bottom = cell
    rows: list[list[float]] = []
    for _, low, _, high in sorted(places, key=lambda box: box[1] + box[3]):
        if rows and (low + high) / 2 < rows[-1][1]:
            rows[-1][1] = max(rows[-1][1], high)
        else:
            rows.append([low, high])
    dark = np.flatnonzero(_window(ink, cell).any(axis=1)) + int(top)
    groups = np.split(dark, np.flatnonzero(np.diff(dark) > max(2, 0.02 * per_inch)) + 1)
    for run in groups:
        low, high = float(run[0]), float(run[-1] + 1)
        if any(min(high, end) - max(low, start) > 0 for start, end in rows):
            continue
        if high - low >= _LOWEST * per_inch or not rows:
            rows.append([low - 1, high + 1])
    return [(left, max(top, low), right, min(bottom, high)) for low, high in rows]


def _window(ink: Mask, box: Box) -> Mask:
    left, top, right, bottom = (max(0, round(edge)) for edge in box)
    return ink[top:bottom, left:right]


def _ink_box(ink: Mask, place: Box) -> Box | None:
    """The box of the ink in a place; None where there is none."""
    left, top = max(0, round(place[0])), max(0, round(place[1]))
    window = _window(ink, place)
    rows, columns = np.flatnonzero(window.any(axis=1)), np.flatnonzero(window.any(axis=0))
    if not len(rows):
        return None
    return (
        float(left + columns[0]),
        float(top + rows[0]),
        float(left + columns[-1] + 1),
        float(top + rows[-1] + 1),
    )


def _cut(grey: Image, box: Box) -> Image:
    """The picture of a line of text, with white around it."""
    left, top, right, bottom = (max(0, round(edge)) for edge in box)
    line = grey[top:bottom, left:right]
    return _colours(np.pad(line, ((_MARGIN, _MARGIN), (2 * _MARGIN, 2 * _MARGIN)), constant_values=255))


def _tidied(line: Recognised) -> Recognised:
    """A figure with the marks that figures have; any other text as it is."""
    text = line.text.translate(_MARKS)
    without = text.replace(" ", "")
    if not _FIGURE.match(without):
        return line
    kept = tuple(sure for sign, sure in zip(text, line.confidences, strict=True) if sign != " ")
    return Recognised(without, kept)


def _scaled(box: Box, factor: float) -> Box:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor


# ---- Characters ------------------------------------------------------------------------------


def _characters(lines: list[TextBox]) -> Characters:
    """The characters of recognised lines, each given its share of its line's box."""
    code: list[int] = []
    places: list[tuple[float, float, float, float, int]] = []
    for number, line in enumerate(lines):
        left, _, right, bottom = line.box
        text = line.said.text
        shares = np.cumsum([0.0, *(0.55 if _NARROW.match(sign) else 1.0 for sign in text)])
        edges = left + (right - left) * shares / shares[-1]
        size = (bottom - line.box[1]) / (_FIGURES if _NARROW.fullmatch(text[:1]) else _WORDS)
        for x0, x1, sign in zip(edges[:-1].tolist(), edges[1:].tolist(), text, strict=True):
            code.append(ord(sign))
            places.append((x0, x1, bottom, size, number))
    of = np.array([place[4] for place in places], np.int64)
    numbers: Floats = np.array([place[:4] for place in places], np.float64).reshape(-1, 4)
    x0, x1, baseline, size_of = numbers.T
    return Characters(
        np.array(code, np.int64),
        x0,
        x1,
        baseline - _ASCENT * size_of,
        baseline + _DESCENT * size_of,
        baseline,
        size_of,
        np.zeros(len(code), np.int64),
        np.full(len(code), -1, np.int64),
        of,
    )
