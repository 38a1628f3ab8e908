"""The characters of a page by PDFium, in arrays: codes, boxes, and how each text is painted.

Belongs here: PDFium's text pages and fonts. Does not belong here: what is read of them
(``pdfium_characters``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.native_loops import Loop, Numbers, Rows
from dagster_project.extraction.pdf.pdfium_library import INT, POINTER, QUICK, function

_load_text = function("FPDFText_LoadPage", POINTER, POINTER)
close_text = function("FPDFText_ClosePage", None, POINTER)
_count_characters = function("FPDFText_CountChars", INT, POINTER)
_text = function("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)

_characters = Loop(
    QUICK,
    [("item", np.intp), ("box", np.float32, 4), ("code", np.uintc), ("generated", np.intc)],
    "item = intptr_t FPDFText_GetTextObject(intptr_t text, int index)",
    "int FPDFText_GetLooseCharBox(intptr_t text, int index, float* box)",
    "code = unsigned int FPDFText_GetUnicode(intptr_t text, int index)",
    "generated = int FPDFText_IsGenerated(intptr_t text, int index)",
)
_mapped = Loop(
    QUICK,
    [("item", np.intp), ("code", np.uintc), ("unknown", np.intc)],
    "item = intptr_t FPDFText_GetTextObject(intptr_t text, int index)",
    "code = unsigned int FPDFText_GetUnicode(intptr_t text, int index)",
    "unknown = int FPDFText_HasUnicodeMapError(intptr_t text, int index)",
)
_origins = Loop(
    QUICK,
    [("point", np.float64, 2)],
    "int FPDFText_GetCharOrigin(intptr_t text, int index, double* point[0], double* point[1])",
)
_texts = Loop(
    QUICK,
    [
        ("matrix", np.float32, 6),
        ("size", np.float64),
        ("font", np.intp),
        ("embedded", np.intc),
        ("mode", np.intc),
        ("colour", np.uintc, 4),
        ("clip", np.intp),
        ("clips", np.intc),
        ("clip_start", np.intp),
    ],
    "int FPDFText_GetMatrix(intptr_t text, int first, float* matrix)",
    "size = double FPDFText_GetFontSize(intptr_t text, int first)",
    "font = intptr_t FPDFTextObj_GetFont(intptr_t item)",
    "embedded = int FPDFFont_GetIsEmbedded(intptr_t font)",
    "mode = int FPDFTextObj_GetTextRenderMode(intptr_t item)",
    "int FPDFPageObj_GetFillColor(intptr_t item, unsigned int* colour[0], unsigned int* colour[1], "
    "unsigned int* colour[2], unsigned int* colour[3])",
    "clip = intptr_t FPDFPageObj_GetClipPath(intptr_t item)",
    "clips = int FPDFClipPath_CountPaths(intptr_t clip)",
    "clip_start = intptr_t FPDFClipPath_GetPathSegment(intptr_t clip, int 0, int 0)",
    # A pattern has no colour of its own: it is taken for a dark one.
    colour=(0, 0, 0, 255),
)
_fonts = Loop(
    QUICK,
    [("font", np.intp), ("embedded", np.intc)],
    "font = intptr_t FPDFTextObj_GetFont(intptr_t item)",
    "embedded = int FPDFFont_GetIsEmbedded(intptr_t font)",
)
_widths = Loop(
    QUICK,
    [("width", np.float32)],
    "int FPDFFont_GetGlyphWidth(intptr_t font, unsigned int code, float size, float* width)",
)

# A Chinese character is this wide, in parts of the font size, or wider.
_EM = 0.9

Doubles = NDArray[np.float64]


def load_text(page: int) -> tuple[int, int]:
    """The text page of a page, and how many characters it has."""
    text: int = _load_text(page) or 0
    return text, max(0, _count_characters(text))


def whole_text(text: int, count: int) -> str:
    """All text of a text page, with the blanks and line ends that PDFium sees."""
    found = np.zeros(count + 1, np.uint16)
    written = _text(text, 0, count, found.ctypes.data) if count else 0
    return found[: max(0, written - 1)].tobytes().decode("utf-16-le", "replace")


def characters(text: int, count: int) -> Rows:
    """The characters of a text page.

    Returns:
        For each one ``item``, its text object, 0 for one that PDFium has added; ``box``, left, top, right and
        bottom, as high as the font and as wide as the step to the next one; ``code``, its Unicode code point;
        ``generated``, 1 where PDFium has added a blank or line end that it sees.
    """
    return _characters(text=text, index=range(count))


def mapped(text: int, count: int) -> Rows:
    """The characters of a text page: ``item``, ``code``, and ``unknown``, 1 where no font maps it."""
    return _mapped(text=text, index=range(count))


def origins(text: int, indexes: Numbers) -> Doubles:
    """The points at which some characters are drawn."""
    points: Doubles = _origins(text=text, index=indexes)["point"]
    return points


def texts(text: int, first: Numbers, items: Numbers) -> Rows:
    """How text objects are painted.

    Args:
        text: A text page.
        first: The number of the first character of each.
        items: Their addresses.

    Returns:
        For each one ``matrix`` (a, b, c, d, e, f), ``size``, that of the font before any matrix, ``font``,
        ``embedded``, 0 where the file does not bring the font with it, ``mode``, the render mode, ``colour``
        (red, green, blue, opacity, 0 to 255), ``clip``, ``clips``, how many paths clip it, and
        ``clip_start``, which texts that are clipped alike have in common.
    """
    return _texts(text=text, first=first, item=items)


def all_fonts_known(items: Numbers) -> bool:
    """True when the file brings the fonts of these text objects with it, or they are of letters alone."""
    fonts = _fonts(item=items)
    unknown = set(fonts["font"][fonts["embedded"] != 1].tolist()) - {0}
    return all(map(_is_of_letters, unknown))


def _is_of_letters(font: int) -> bool:
    """True for a font that states a figure's width and no Chinese character's, which is a whole em."""
    figure, chinese = advances(np.array([font, font]), np.array([ord("0"), ord("中")])).tolist()
    return bool(0 < figure < _EM > chinese)


def advances(fonts: Numbers, codes: Numbers) -> Doubles:
    """The width that the file states for each font and code point, in parts of the font size; 0 for none."""
    return _widths(font=fonts, code=codes, size=1.0)["width"].astype(np.float64)
