"""Which pages are to be read by their picture, because their text is not what a person sees there.

Belongs here: pages without text, with a picture over them, or drawn as outlines. Does not belong here:
reading them (``page``), which needs the extra ``ocr``.
"""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from dagster_project.extraction.pdf.lines import blank
from dagster_project.extraction.pdf.page import Characters, Floats, PageView

# A page with so many characters and no picture is a page of text.
_FEW = 40
# A picture over this part of a page may be all of it.
_LARGE = 0.3
# So much of a page's ink without characters is text that the file does not hold as text.
_MOST = 0.5
# Less ink than this (of the page's area) is dirt.
_LEAST_INK = 0.0003
_DOTS_PER_INCH = 72
_DARK = 190


def is_picture(document: pdfium.PdfDocument, view: PageView, shown: Characters) -> bool:
    """Whether most of what a page shows is not in its characters.

    Args:
        document: The document, open.
        view: The page.
        shown: Those of its characters that a person sees.
    """
    count = int((~blank(shown.code)).sum())
    if count >= _FEW and _pictured(view) < _LARGE:
        return False
    ink = _ink(document, view.page_no)
    if ink.mean() < _LEAST_INK:
        return False
    return count == 0 or float(_outside(ink, shown, view).sum()) > _MOST * float(ink.sum())


def _pictured(view: PageView) -> float:
    """The part of a page that its largest picture covers."""
    left, top, right, bottom = view.area
    boxes = view.fills.box[view.fills.colour[:, 0] < 0]
    if not len(boxes):
        return 0.0
    width = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
    height = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    return float((width.clip(0) * height.clip(0)).max() / max((right - left) * (bottom - top), 1.0))


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
    """The ink that is not where characters stand."""
    boxes: Floats = np.stack([shown.x0, shown.top, shown.x1, shown.bottom], axis=1)
    left, top = view.area[0], view.area[1]
    if view.upright is not None:
        boxes = view.upright(boxes)
        left, top = view.upright(np.array([view.area]))[0, :2]
    rest = ink.copy()
    for x0, y0, x1, y1 in (boxes - np.array([left, top, left, top])).round().astype(int).tolist():
        rest[max(0, y0 - 1) : max(0, y1 + 1), max(0, x0 - 1) : max(0, x1 + 1)] = False
    return rest
