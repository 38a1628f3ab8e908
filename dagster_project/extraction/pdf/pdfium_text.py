"""The characters of a page by PDFium, in arrays: codes, boxes, and how each text is painted.

Belongs here: PDFium's text pages and fonts. Does not belong here: what is read of them
(``pdfium_characters``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.native_loops import Numbers
from dagster_project.extraction.pdf.pdfium_library import (
    INT,
    POINTER,
    Quick,
    function,
)

_load_text = function("FPDFText_LoadPage", POINTER, POINTER)
close_text = function("FPDFText_ClosePage", None, POINTER)
_count_characters = function("FPDFText_CountChars", INT, POINTER)
_text = function("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)
_unicode = Quick.declared("unsigned int FPDFText_GetUnicode(void*, int)")
_generated = Quick.declared("int FPDFText_IsGenerated(void*, int)")
_loose_box = Quick.declared("int FPDFText_GetLooseCharBox(void*, int, void*)")
_origin = Quick.declared("int FPDFText_GetCharOrigin(void*, int, void*, void*)")
_text_object = Quick.declared("intptr_t FPDFText_GetTextObject(void*, int)")
_font_size = Quick.declared("double FPDFText_GetFontSize(void*, int)")
_matrix = Quick.declared("int FPDFText_GetMatrix(void*, int, void*)")

_font = Quick.declared("intptr_t FPDFTextObj_GetFont(void*)")
_render_mode = Quick.declared("int FPDFTextObj_GetTextRenderMode(void*)")
_is_embedded = function("FPDFFont_GetIsEmbedded", INT, POINTER)
_glyph_width = Quick.declared("int FPDFFont_GetGlyphWidth(void*, unsigned int, float, void*)")

# A Chinese character is this wide, in parts of the font size, or wider.
_EM = 0.9
# Units of UTF-16 that are half a character, and those from which on none is a character.
_SURROGATES = (0xD800, 0xDFFF)
_NO_CHARACTERS = 0xFFFE

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]


def load_text(page: int) -> tuple[int, int]:
    """The text page of a page, and how many characters it has."""
    text: int = _load_text(page) or 0
    return text, max(0, _count_characters(text))


def codes_of(text: int, count: int, whole: NDArray[np.uint16]) -> Numbers:
    """The Unicode code point of each character.

    Args:
        text: A text page.
        count: Its number of characters.
        whole: Its text. As long as there are characters, it has one unit for each, in their order; else
            characters are left out or take two.
    """
    codes = whole.astype(np.int64)
    if len(codes) != count or ((codes >= _SURROGATES[0]) & (codes <= _SURROGATES[1])).any():
        return _unicode.numbers(text, range(count))
    # The text has another sign for a hyphen that ends a line.
    for number in np.flatnonzero(codes >= _NO_CHARACTERS).tolist():
        codes[number] = _unicode.call(text, number)
    return codes


def whole_text(text: int, count: int) -> NDArray[np.uint16]:
    """All text of a text page in UTF-16, with the blanks and line ends that PDFium sees."""
    found = np.zeros(count + 1, np.uint16)
    written = _text(text, 0, count, found.ctypes.data) if count else 0
    return found[: max(0, written - 1)]


def objects_of(text: int, count: int) -> Numbers:
    """The address of each character's text object, 0 for a character that PDFium has added."""
    return _text_object.numbers(text, range(count))


def generated(text: int, indexes: Numbers) -> NDArray[np.bool_]:
    """Which characters are not in the file: PDFium adds blanks and line ends where it sees them."""
    found: NDArray[np.bool_] = _generated.numbers(text, indexes) == 1
    return found


def loose_boxes(text: int, count: int) -> Singles:
    """Boxes with the height of the font and the advance width: left, top, right, bottom."""
    return _loose_box.written(np.zeros(4, np.float32), (0,), text, range(count))


def origins(text: int, indexes: Numbers) -> Doubles:
    """The points at which some characters are drawn."""
    return _origin.written(np.zeros(2), (0, 8), text, indexes)


def font_sizes(text: int, indexes: Numbers) -> Doubles:
    """The font size of some characters, before any matrix."""
    return _font_size.floats(text, indexes)


def matrices(text: int, indexes: Numbers) -> Doubles:
    """The text matrix of some characters: a, b, c, d, e, f."""
    return _matrix.written(np.zeros(6, np.float32), (0,), text, indexes).astype(np.float64)


# ---- Text objects and their fonts ------------------------------------------------------------


def render_modes(texts: Numbers) -> Numbers:
    """The render mode of each text object."""
    return _render_mode.numbers(texts)


def fonts_not_embedded(texts: Numbers) -> Numbers:
    """The address of each text object's font, 0 for a font that the file brings with it."""
    fonts = _font.numbers(texts)
    for font in set(fonts.tolist()):
        if font and _is_embedded(font) != 0:
            fonts[fonts == font] = 0
    return fonts


def all_fonts_known(texts: Numbers) -> bool:
    """True when the file brings the fonts of these text objects with it, or they are of letters alone."""
    fonts = set(_font.numbers(texts).tolist())
    return all(_is_embedded(font) == 1 or _is_of_letters(font) for font in fonts if font)


def _is_of_letters(font: int) -> bool:
    """True for a font that states a figure's width and no Chinese character's, which is a whole em."""
    figure, chinese = advances(np.array([font, font]), np.array([ord("0"), ord("中")])).tolist()
    return bool(0 < figure < _EM > chinese)


def advances(fonts: Numbers, codes: Numbers) -> Doubles:
    """The width that the file states for each font and code point, in parts of the font size; 0 for none."""
    found = _glyph_width.written(np.zeros(1, np.float32), (0,), fonts, codes, 1.0)
    return found[:, 0].astype(np.float64)
