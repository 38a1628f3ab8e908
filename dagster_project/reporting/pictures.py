"""Pictures of PDF pages with the cells of a figure or an equation marked.

Belongs here: drawing on pages, cutting out what matters, stacking, saving.
Does not belong here: which cells are marked (``evidence``), where pictures are shown (``trace``,
``findings_site``). Documents of formats without pages are shown as tables instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
from PIL import Image, ImageDraw
from PIL.Image import Image as Picture

from dagster_project.extraction.pdf.fonts import use_installed_font

Box = tuple[float, float, float, float]

# Told apart by people who do not see red and green, and on a grey print (Okabe and Ito).
COLOURS = {"expected": (0, 114, 178), "actual": (213, 94, 0), "likely": (230, 0, 126)}
_FILL_OPACITY = 46
_RESOLUTION = 110
# A poster of a page would need gigabytes; it is drawn coarser instead.
_PIXELS_AT_MOST = 12_000_000
_PIXEL_SIDE_AT_MOST = 8_000
_POINTS_PER_INCH = 72
# Points kept above and below what is cut out, and the gap up to which two cuts become one.
_MARGIN = 20.0
_GAP = 40.0
_COLOURS_SAVED = 256
_STACK_GAP = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked on a page: a box in points, or printed text that is looked for; and its role."""

    role: str
    box: Box | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to draw.

    ``headers`` are boxes that belong to what is cut out without being marked; ``tables`` are the boxes of
    the tables of the marked cells, which say how wide the cut is.
    """

    page_no: int
    marks: tuple[Mark, ...]
    headers: tuple[Box, ...] = ()
    tables: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page with its marks, and the part of it around them; blank where nothing was drawn but the marks."""

    page_no: int
    whole: Picture
    cut: Picture
    is_blank: bool = False


def draw(path: Path, requests: Iterable[PageRequest]) -> Iterable[PagePicture]:
    """Draws pages of a PDF with pdfplumber's own drawing, turned pages as they are read.

    Raises:
        Exception: whatever pdfplumber and pdfium raise for a file that they cannot draw.
    """
    use_installed_font()
    with pdfplumber.open(path) as document:
        for request in requests:
            page = document.pages[request.page_no - 1]
            yield _draw_page(page, request)
            page.close()


def stack(pictures: Sequence[Picture]) -> Picture:
    """Pictures below each other, on white."""
    width = max(picture.width for picture in pictures)
    height = sum(picture.height for picture in pictures) + _STACK_GAP * (len(pictures) - 1)
    whole = Image.new("RGB", (width, height), "white")
    top = 0
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height + _STACK_GAP
    return whole


def spaced(text: str) -> str:
    """A pattern for a text that may have any white space in it: pages and paragraphs have their own."""
    return r"\s*".join(re.escape(character) for character in text if not character.isspace())


def save(picture: Picture, path: Path) -> None:
    """Saves a picture as PNG with a palette: smooth edges are shades of few colours, a third of the size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.convert("RGB").quantize(_COLOURS_SAVED)
    few.save(path, format="PNG", optimize=True)


def _draw_page(page: pdfplumber.page.Page, request: PageRequest) -> PagePicture:
    image = page.to_image(resolution=_resolution(float(page.width), float(page.height)), antialias=True)
    is_blank = image.original.convert("L").getcolors(1) is not None
    found = [(mark.role, box) for mark in request.marks for box in _boxes(page, mark)]
    # The total and the likeliest cause are drawn last, over their neighbours.
    for role, box in sorted(found, key=lambda one: list(COLOURS).index(one[0])):
        colour = COLOURS[role]
        image.draw_rect(_grown(box), fill=(*colour, _FILL_OPACITY), stroke=colour, stroke_width=2)
    whole = image.annotated.convert("RGB")
    boxes = [box for _, box in found]
    cut = _cut(whole, whole.height / float(page.height), boxes, request)
    return PagePicture(request.page_no, whole, cut, is_blank)


def _resolution(width: float, height: float) -> float:
    by_area = math.sqrt(_PIXELS_AT_MOST / (width * height)) * _POINTS_PER_INCH
    by_side = _PIXEL_SIDE_AT_MOST / max(width, height) * _POINTS_PER_INCH
    return max(1.0, min(_RESOLUTION, by_area, by_side))


def _boxes(page: pdfplumber.page.Page, mark: Mark) -> list[Box]:
    """Where a mark goes; text that stands in prose is looked for, since its place is not stored."""
    if mark.box is not None:
        return [mark.box]
    if not mark.text:
        return []
    return [(hit["x0"], hit["top"], hit["x1"], hit["bottom"]) for hit in page.search(spaced(mark.text))]


def _grown(box: Box) -> Box:
    return (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)


def _cut(whole: Picture, scale: float, boxes: Sequence[Box], request: PageRequest) -> Picture:
    """The tables' full width at the height of the marks, with the header of their table above."""
    if not boxes:
        return whole
    width = whole.width / scale
    left, right = _sides([*boxes, *request.tables], width) if request.tables else (0.0, width)
    bands = _bands([*boxes, *request.headers], whole.height / scale)
    pieces = [
        whole.crop((int(left * scale), int(top * scale), math.ceil(right * scale), math.ceil(bottom * scale)))
        for top, bottom in bands
    ]
    return _torn(pieces)


def _sides(boxes: Sequence[Box], page_width: float) -> tuple[float, float]:
    left = max(0.0, min(box[0] for box in boxes) - _MARGIN)
    right = min(page_width, max(box[2] for box in boxes) + _MARGIN)
    return (left, right) if right > left else (0.0, page_width)


def _bands(boxes: Sequence[Box], page_height: float) -> list[tuple[float, float]]:
    """Strips of the page from top to bottom; strips that nearly touch are one."""
    bands: list[tuple[float, float]] = []
    for _, top, _, bottom in sorted(boxes, key=lambda box: box[1]):
        top, bottom = max(0.0, top - _MARGIN), min(page_height, bottom + _MARGIN)
        if bands and top - bands[-1][1] < _GAP:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        elif bottom > top:
            bands.append((top, bottom))
    return bands or [(0.0, page_height)]


def _torn(pieces: Sequence[Picture]) -> Picture:
    """Pieces of one page below each other, with a dashed line where something is left out."""
    whole = stack(pieces)
    pen = ImageDraw.Draw(whole)
    top = 0
    for piece in pieces[:-1]:
        top += piece.height + _STACK_GAP
        for left in range(0, whole.width, 12):
            pen.line(
                (left, top - _STACK_GAP // 2, left + 6, top - _STACK_GAP // 2), fill=(140, 140, 140), width=1
            )
    return whole
