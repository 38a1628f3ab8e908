"""The characters of a page by PDFium, in arrays: codes, boxes, and how each text is painted.

Belongs here: PDFium's text pages and fonts. Does not belong here: what is read of them
(``pdfium_characters``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.pdfium_library import (
    DOUBLE,
    FLOAT,
    INT,
    POINTER,
    UINT,
    Addresses,
    function,
    places,
)

load_text = function("FPDFText_LoadPage", POINTER, POINTER)
close_text = function("FPDFText_ClosePage", None, POINTER)
count_characters = function("FPDFText_CountChars", INT, POINTER)
_text = function("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)
_unicode = function("FPDFText_GetUnicode", UINT, POINTER, INT)
_generated = function("FPDFText_IsGenerated", INT, POINTER, INT)
_loose_box = function("FPDFText_GetLooseCharBox", INT, POINTER, INT, POINTER)
_origin = function("FPDFText_GetCharOrigin", INT, POINTER, INT, POINTER, POINTER)
_text_object = function("FPDFText_GetTextObject", POINTER, POINTER, INT)
_font_size = function("FPDFText_GetFontSize", DOUBLE, POINTER, INT)
_matrix = function("FPDFText_GetMatrix", INT, POINTER, INT, POINTER)

_font = function("FPDFTextObj_GetFont", POINTER, POINTER)
_render_mode = function("FPDFTextObj_GetTextRenderMode", INT, POINTER)
_is_embedded = function("FPDFFont_GetIsEmbedded", INT, POINTER)
_glyph_width = function("FPDFFont_GetGlyphWidth", INT, POINTER, UINT, FLOAT, POINTER)

# A Chinese character is this wide, in parts of the font size, or wider.
_EM = 0.9
# Units of UTF-16 that are half a character, and those from which on none is a character.
_SURROGATES = (0xD800, 0xDFFF)
_NO_CHARACTERS = 0xFFFE

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]


def codes_of(text: int, count: int, whole: NDArray[np.uint16]) -> NDArray[np.int64]:
    """The Unicode code point of each character.

    Args:
        text: A text page.
        count: Its number of characters.
        whole: Its text. As long as there are characters, it has one unit for each, in their order; else
            characters are left out or take two.
    """
    codes = whole.astype(np.int64)
    if len(codes) != count or ((codes >= _SURROGATES[0]) & (codes <= _SURROGATES[1])).any():
        return _unicode.each(count, text, range(count))
    # The text has another sign for a hyphen that ends a line.
    for number in np.flatnonzero(codes >= _NO_CHARACTERS).tolist():
        codes[number] = _unicode(text, number)
    return codes


def whole_text(text: int, count: int) -> NDArray[np.uint16]:
    """All text of a text page in UTF-16, with the blanks and line ends that PDFium sees."""
    found = np.zeros(count + 1, np.uint16)
    written = _text(text, 0, count, found.ctypes.data) if count else 0
    return found[: max(0, written - 1)]


def objects_of(text: int, count: int) -> Addresses:
    """The address of each character's text object, 0 for a character that PDFium has added."""
    return _text_object.each(count, text, range(count))


def generated(text: int, indexes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which characters are not in the file: PDFium adds blanks and line ends where it sees them."""
    found: NDArray[np.bool_] = _generated.each(len(indexes), text, indexes) == 1
    return found


def loose_boxes(text: int, count: int) -> Singles:
    """Boxes with the height of the font and the advance width: left, top, right, bottom."""
    found = np.zeros((count, 4), np.float32)
    _loose_box.each(count, text, range(count), places(found))
    return found


def origins(text: int, count: int) -> Doubles:
    """The points at which characters are drawn."""
    found = np.zeros((count, 2), np.float64)
    _origin.each(count, text, range(count), places(found), places(found, 8))
    return found


def font_sizes(text: int, indexes: NDArray[np.int64]) -> Doubles:
    """The font size of some characters, before any matrix."""
    return _font_size.each(len(indexes), text, indexes)


def matrices(text: int, indexes: NDArray[np.int64]) -> Doubles:
    """The text matrix of some characters: a, b, c, d, e, f."""
    found = np.zeros((len(indexes), 6), np.float32)
    _matrix.each(len(indexes), text, indexes, places(found))
    return found.astype(np.float64)


# ---- Text objects and their fonts ------------------------------------------------------------


def render_modes(texts: Addresses) -> NDArray[np.int64]:
    """The render mode of each text object."""
    return _render_mode.each(len(texts), texts)


def fonts_not_embedded(texts: Addresses) -> Addresses:
    """The address of each text object's font, 0 for a font that the file brings with it."""
    fonts: Addresses = _font.each(len(texts), texts)
    for font in set(fonts.tolist()):
        if font and _is_embedded(font) != 0:
            fonts[fonts == font] = 0
    return fonts


def all_fonts_known(texts: Addresses) -> bool:
    """True when the file brings the fonts of these text objects with it, or they are of letters alone."""
    fonts = set(_font.each(len(texts), texts).tolist())
    return all(_is_embedded(font) == 1 or _is_of_letters(font) for font in fonts if font)


def _is_of_letters(font: int) -> bool:
    """True for a font that states a figure's width and no Chinese character's, which is a whole em."""
    figure, chinese = advances([font, font], [ord("0"), ord("中")]).tolist()
    return bool(0 < figure < _EM > chinese)


def advances(fonts: Sequence[int], codes: Sequence[int]) -> Doubles:
    """The width that the file states for each font and code point, in parts of the font size; 0 for none."""
    found = np.zeros((len(fonts), 1), np.float32)
    for font, code, place in zip(fonts, codes, places(found), strict=True):
        _glyph_width(font, code, 1.0, place)
    return found[:, 0].astype(np.float64)
