"""Which pages are to be read by their picture, because their text is not what a person sees there.

Belongs here: pages without text, with a picture over them, or drawn as outlines. Does not belong here:
reading them (``page``), which needs the extra ``ocr``.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from numpy.typing import NDArray
from PIL import Image

from dagster_project.extraction.pdf.lines import blank
from dagster_project.extraction.pdf.page import Characters, Floats, PageView

# A page with so many characters is a page of text, unless a picture lies over most of it.
_FEW = 40
_LARGE, _WHOLE = 0.3, 0.6
# So much of a page's ink is not in its characters when these are not what a person reads there.
_MOST, _NEARLY_ALL = 0.5, 0.8
# Less ink than this (of the page's area) is dirt on a page without characters, and beside characters an
# emblem or a stamp.
_DIRT, _EMBLEM = 0.0003, 0.01
# So much of it is seen without drawing the page.
_CLEARLY = 10 * _DIRT
_DOTS_PER_INCH = 72
# Larger photographs, in dots, are left to PDFium.
_LARGEST = 50_000_000
_DARK = 190


def is_picture(document: pdfium.PdfDocument, view: PageView, shown: Characters) -> bool:
    """Whether most of what a page shows is not in its characters.

    Args:
        document: The document, open.
        view: The page.
        shown: Those of its characters that a person sees.
    """
    if view.is_text_alone:
        return False
    count, pictured = int((~blank(shown.code)).sum()), _pictured(view)
    if count >= _FEW and pictured < _WHOLE:
        return False
    if not len(view.characters) and pictured >= _WHOLE:
        dark = _darkness(document, view)
        if dark == 0 or dark > _CLEARLY:
            return dark > 0
    ink = _ink(document, view.page_no)
    rest = _outside(ink, shown, view)
    if not count:
        return bool(rest.mean() >= _DIRT)
    if rest.mean() < (_DIRT if pictured >= _LARGE else _EMBLEM):
        return False
    most = _NEARLY_ALL if count >= _FEW else _MOST
    return float(rest.sum()) > most * float(ink.sum())


def _pictured(view: PageView) -> float:
    """The part of a page that its largest picture covers."""
    left, top, right, bottom = view.area
    boxes = view.fills.box[view.fills.colour[:, 0] < 0]
    if not len(boxes):
        return 0.0
    width = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
    height = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    return float((width.clip(0) * height.clip(0)).max() / max((right - left) * (bottom - top), 1.0))


def _darkness(document: pdfium.PdfDocument, view: PageView) -> float:
    """How much of a page that is one photograph and nothing else is dark; between dirt and ink if unknown.

    JPEG unpacks at a half or less of its size in a part of the time, and is then no smaller than the page.
    """
    page = document[view.page_no - 1]
    try:
        found = list(page.get_objects(max_depth=1))
        if len(found) != 1 or not isinstance(found[0], pdfium.PdfImage):
            return _DIRT
        clips = pdfium_raw.FPDFClipPath_CountPaths(pdfium_raw.FPDFPageObj_GetClipPath(found[0].raw))
        width, height = found[0].get_px_size()
        if clips > 0 or width * height > _LARGEST or found[0].get_filters() != ["DCTDecode"]:
            return _DIRT
        with Image.open(BytesIO(bytes(found[0].get_data()))) as picture:
            if picture.mode not in ("L", "RGB"):
                return _DIRT
            picture.draft("L", (round(view.width), round(view.height)))
            return float((np.asarray(picture.convert("L")) < _DARK).mean())
    except OSError:
        # PDFium may draw what Pillow cannot read.
        return _DIRT
    finally:
        page.close()


def _ink(document: pdfium.PdfDocument, page_no: int) -> NDArray[np.bool_]:
    """The dark places of a page, a pixel a point, as displayed; straight lines over a third are left out."""
    page = document[page_no - 1]
    try:
        picture = page.render(scale=_DOTS_PER_INCH / 72, grayscale=True, may_draw_forms=False).to_numpy()
    finally:
        page.close()
    dark: NDArray[np.bool_] = picture.reshape(picture.shape[0], picture.shape[1]) < _DARK
    lines_across = dark.mean(axis=1) > 1 / 3
    lines_down = dark.mean(axis=0) > 1 / 3
    # A scan's dark edges and a table's lines, not a page that is dark all over.
    if lines_across.mean() < 0.5:
        dark[lines_across] = False
        dark[:, lines_down] = False
    return dark


def _outside(ink: NDArray[np.bool_], shown: Characters, view: PageView) -> NDArray[np.bool_]:
    """The ink that is not where characters stand and lines are drawn."""
    across, down = view.across, view.down
    boxes: Floats = np.concatenate(
        [
            np.stack([shown.x0, shown.top, shown.x1, shown.bottom], axis=1),
            np.stack([across[:, 1], across[:, 0], across[:, 2], across[:, 0]], axis=1),
            np.stack([down[:, 0], down[:, 1], down[:, 0], down[:, 2]], axis=1),
        ]
    )
    left, top = view.area[0], view.area[1]
    if view.upright is not None:
        boxes = view.upright(boxes)
        left, top = view.upright(np.array([view.area]))[0, :2]
    rest = ink.copy()
    for x0, y0, x1, y1 in (boxes - np.array([left, top, left, top])).round().astype(int).tolist():
        rest[max(0, y0 - 1) : max(0, y1 + 1), max(0, x0 - 1) : max(0, x1 + 1)] = False
    return rest
