"""PDFium's functions called for many characters or objects at once, their answers in arrays.

``map`` calls a foreign function from C, and the function writes its answer straight into an array: a
quarter of a microsecond a call, where a loop in Python with typed pointers takes a whole one.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2_raw
from numpy.typing import NDArray

_POINTER, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
_FLOAT, _DOUBLE = ctypes.c_float, ctypes.c_double


def _library() -> ctypes.CDLL:
    """The library that pypdfium2 has loaded, a second time: with plain addresses for pointers."""
    folder = Path(pypdfium2_raw.__file__).parent
    names = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")
    return ctypes.CDLL(str(next(path for name in names if (path := folder / name).exists())))


_LIBRARY = _library()


def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of the library; pointers are addresses."""
    found = getattr(_LIBRARY, name)
    found.restype, found.argtypes = result, arguments
    # ``Any`` of ctypes.
    call: Callable[..., Any] = found
    return call


load_page = function("FPDF_LoadPage", _POINTER, _POINTER, _INT)
close_page = function("FPDF_ClosePage", None, _POINTER)
load_text = function("FPDFText_LoadPage", _POINTER, _POINTER)
close_text = function("FPDFText_ClosePage", None, _POINTER)
count_characters = function("FPDFText_CountChars", _INT, _POINTER)
page_rotation = function("FPDFPage_GetRotation", _INT, _POINTER)
_bounding_box = function("FPDF_GetPageBoundingBox", _INT, _POINTER, _POINTER)
_media_box = function("FPDFPage_GetMediaBox", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)

_flatten = function("FPDFPage_Flatten", _INT, _POINTER, _INT)
_count_annotations = function("FPDFPage_GetAnnotCount", _INT, _POINTER)
_annotation = function("FPDFPage_GetAnnot", _POINTER, _POINTER, _INT)
_annotation_kind = function("FPDFAnnot_GetSubtype", _INT, _POINTER)
_close_annotation = function("FPDFPage_CloseAnnot", None, _POINTER)
# Text put on the page, a stamp, a form field: what is printed with the page.
_PRINTED_KINDS = frozenset((3, 13, 20))

_text = function("FPDFText_GetText", _INT, _POINTER, _INT, _INT, _POINTER)
_unicode = function("FPDFText_GetUnicode", _UINT, _POINTER, _INT)
_generated = function("FPDFText_IsGenerated", _INT, _POINTER, _INT)
_loose_box = function("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
_origin = function("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
_text_object = function("FPDFText_GetTextObject", ctypes.c_size_t, _POINTER, _INT)
_font_size = function("FPDFText_GetFontSize", _DOUBLE, _POINTER, _INT)
_matrix = function("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)

_count_objects = function("FPDFPage_CountObjects", _INT, _POINTER)
_object = function("FPDFPage_GetObject", _POINTER, _POINTER, _INT)
_count_inner = function("FPDFFormObj_CountObjects", _INT, _POINTER)
_inner_object = function("FPDFFormObj_GetObject", _POINTER, _POINTER, ctypes.c_ulong)
_remove_object = function("FPDFPage_RemoveObject", _INT, _POINTER, _POINTER)
_remove_inner = function("FPDFFormObj_RemoveObject", _INT, _POINTER, _POINTER)
_destroy_object = function("FPDFPageObj_Destroy", None, _POINTER)
_type = function("FPDFPageObj_GetType", _INT, _POINTER)
_object_matrix = function("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
_fill_colour = function("FPDFPageObj_GetFillColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_stroke_colour = function(
    "FPDFPageObj_GetStrokeColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER
)
_draw_mode = function("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
_font = function("FPDFTextObj_GetFont", _POINTER, _POINTER)
_is_embedded = function("FPDFFont_GetIsEmbedded", _INT, _POINTER)
_glyph_width = function("FPDFFont_GetGlyphWidth", _INT, _POINTER, _UINT, _FLOAT, _POINTER)
_render_mode = function("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)

_count_segments = function("FPDFPath_CountSegments", _INT, _POINTER)
_segment = function("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
_clip_path = function("FPDFPageObj_GetClipPath", _POINTER, _POINTER)
_count_clips = function("FPDFClipPath_CountPaths", _INT, _POINTER)
_count_clip_segments = function("FPDFClipPath_CountPathSegments", _INT, _POINTER, _INT)
_clip_segment = function("FPDFClipPath_GetPathSegment", _POINTER, _POINTER, _INT, _INT)
_point = function("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
_segment_type = function("FPDFPathSegment_GetType", _INT, _POINTER)
_segment_closes = function("FPDFPathSegment_GetClose", _INT, _POINTER)

_count_marks = function("FPDFPageObj_CountMarks", _INT, _POINTER)
_mark = function("FPDFPageObj_GetMark", _POINTER, _POINTER, ctypes.c_ulong)
_mark_name = function("FPDFPageObjMark_GetName", _INT, _POINTER, _POINTER, ctypes.c_ulong, _POINTER)
_mark_text = function(
    "FPDFPageObjMark_GetParamStringValue",
    _INT,
    _POINTER,
    ctypes.c_char_p,
    _POINTER,
    ctypes.c_ulong,
    _POINTER,
)
# A mark's name or text is read up to so many bytes.
_LONGEST_NAME = 1024

_field_kind = function("FPDFAnnot_GetFormFieldType", _INT, _POINTER, _POINTER)
_field_value = function(
    "FPDFAnnot_GetFormFieldValue", ctypes.c_ulong, _POINTER, _POINTER, _POINTER, ctypes.c_ulong
)
# Fields that hold a choice or a text.
_VALUE_KINDS = frozenset((4, 5, 6))
_FORM_FIELD = 20
# Units of UTF-16 that are half a character, and those from which on none is a character.
_SURROGATES = (0xD800, 0xDFFF)
_NO_CHARACTERS = 0xFFFE

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]


def _run(calls: Iterable[object]) -> None:
    deque(calls, maxlen=0)


def _places(array: NDArray[Any], offset: int = 0) -> range:
    """The address of each row of an array."""
    step = array.itemsize * array.shape[1]
    start = array.ctypes.data + offset
    return range(start, start + step * len(array), step)


# ---- Pages -----------------------------------------------------------------------------------


def boxes_of(page: int) -> tuple[Doubles, Doubles]:
    """The page's own media box and what of it is displayed: left, bottom, right, top, in order."""
    shown, media = np.zeros((1, 4), np.float32), np.zeros((1, 4), np.float32)
    _bounding_box(page, shown.ctypes.data)
    at = media.ctypes.data
    if not _media_box(page, at, at + 4, at + 8, at + 12):
        media[0] = shown[0, [0, 3, 2, 1]]
    # The bounding box names its sides left, top, right, bottom; either may be written corner for corner.
    left, right = sorted((float(shown[0, 0]), float(shown[0, 2])))
    bottom, top = sorted((float(shown[0, 1]), float(shown[0, 3])))
    wide, high = sorted(media[0, [0, 2]].tolist()), sorted(media[0, [1, 3]].tolist())
    return np.array([wide[0], high[0], wide[1], high[1]]), np.array([left, bottom, right, top])


def flatten(page: int) -> bool:
    """Makes what lies on a page, as it is displayed, a part of it; the page is to be loaded again."""
    return bool(_flatten(page, 0) == 1)


def has_printed_annotations(page: int) -> bool:
    """True for a page with form fields, stamps or texts that lie on it and are no part of it."""
    found = False
    for number in range(max(0, _count_annotations(page))):
        annotation = _annotation(page, number)
        if annotation:
            found = found or _annotation_kind(annotation) in _PRINTED_KINDS
            _close_annotation(annotation)
    return found


def blank_fields(page: int, form: int) -> int:
    """How many form fields for a text on a page hold none."""
    found = 0
    for number in range(max(0, _count_annotations(page))):
        annotation = _annotation(page, number)
        if not annotation:
            continue
        if _annotation_kind(annotation) == _FORM_FIELD and _field_kind(form, annotation) in _VALUE_KINDS:
            # The length in bytes of a text in UTF-16 with its end.
            found += _field_value(form, annotation, None, 0) <= 2
        _close_annotation(annotation)
    return found


# ---- Characters ------------------------------------------------------------------------------


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
        return np.fromiter(map(_unicode, repeat(text), range(count)), np.int64, count)
    # The text has another sign for a hyphen that ends a line.
    for number in np.flatnonzero(codes >= _NO_CHARACTERS).tolist():
        codes[number] = _unicode(text, number)
    return codes


def whole_text(text: int, count: int) -> NDArray[np.uint16]:
    """All text of a text page in UTF-16, with the blanks and line ends that PDFium sees."""
    found = np.zeros(count + 1, np.uint16)
    written = _text(text, 0, count, found.ctypes.data) if count else 0
    return found[: max(0, written - 1)]


def objects_of(text: int, count: int) -> NDArray[np.int64]:
    """The address of each character's text object, 0 for a character that PDFium has added."""
    return np.fromiter(map(_text_object, repeat(text), range(count)), np.int64, count)


def generated(text: int, indexes: Sequence[int]) -> NDArray[np.bool_]:
    """Which characters are not in the file: PDFium adds blanks and line ends where it sees them."""
    found: NDArray[np.bool_] = (
        np.fromiter(map(_generated, repeat(text), indexes), np.int64, len(indexes)) == 1
    )
    return found


def loose_boxes(text: int, count: int) -> Singles:
    """Boxes with the height of the font and the advance width: left, top, right, bottom."""
    found = np.zeros((count, 4), np.float32)
    _run(map(_loose_box, repeat(text), range(count), _places(found)))
    return found


def origins(text: int, count: int) -> Doubles:
    """The points at which characters are drawn."""
    found = np.zeros((count, 2), np.float64)
    _run(map(_origin, repeat(text), range(count), _places(found), _places(found, 8)))
    return found


def font_sizes(text: int, indexes: Sequence[int]) -> Doubles:
    """The font size of some characters, before any matrix."""
    return np.fromiter(map(_font_size, repeat(text), indexes), np.float64, len(indexes))


def matrices(text: int, indexes: Sequence[int]) -> Doubles:
    """The text matrix of some characters: a, b, c, d, e, f."""
    found = np.zeros((len(indexes), 6), np.float32)
    _run(map(_matrix, repeat(text), indexes, _places(found)))
    return found.astype(np.float64)


# ---- Objects ---------------------------------------------------------------------------------


def page_objects(page: int) -> tuple[list[int], list[int]]:
    """Addresses and types of the objects on a page."""
    return _with_types(list(map(_object, repeat(page), range(_count_objects(page)))))


def inner_objects(form: int) -> tuple[list[int], list[int]]:
    """Addresses and types of the objects in a form object."""
    return _with_types(list(map(_inner_object, repeat(form), range(max(0, _count_inner(form))))))


def remove(page: int, form: int, item: int) -> bool:
    """Takes an object off a page, or off the form (0 for none) that holds it; it must not be used again."""
    taken = _remove_inner(form, item) if form else _remove_object(page, item)
    if taken == 1:
        _destroy_object(item)
    return bool(taken == 1)


def _with_types(addresses: list[int]) -> tuple[list[int], list[int]]:
    return addresses, list(map(_type, addresses))


def layers_of(item: int) -> list[str]:
    """The names of the layers that an object lies on, '' for a group of layers."""
    found = []
    name, size = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_ulong()
    for number in range(max(0, _count_marks(item))):
        mark = _mark(item, number)
        if not mark or not _mark_name(mark, name, _LONGEST_NAME, ctypes.byref(size)):
            continue
        if _text_in(name, size.value) == "OC":
            named = _mark_text(mark, b"Name", name, _LONGEST_NAME, ctypes.byref(size))
            found.append(_text_in(name, size.value) if named else "")
    return found


def _text_in(buffer: ctypes.Array[ctypes.c_char], size: int) -> str:
    return buffer.raw[: min(size, _LONGEST_NAME)].decode("utf-16-le", "replace").rstrip("\0")


def object_matrices(objects: Sequence[int]) -> Doubles:
    """The matrix of each object: a, b, c, d, e, f."""
    found = np.tile(np.array([1, 0, 0, 1, 0, 0], np.float32), (len(objects), 1))
    _run(map(_object_matrix, objects, _places(found)))
    return found.astype(np.float64)


def all_fonts_embedded(texts: Sequence[int]) -> bool:
    """True when the file brings the fonts of these text objects with it."""
    return all(_is_embedded(font) == 1 for font in set(map(_font, texts)) if font)


def fonts_not_embedded(texts: Sequence[int]) -> NDArray[np.int64]:
    """The address of each text object's font, 0 for a font that the file brings with it."""
    fonts = np.array([font or 0 for font in map(_font, texts)], np.int64)
    distinct, which = np.unique(fonts, return_inverse=True)
    missing = np.array(
        [font if font and _is_embedded(font) == 0 else 0 for font in distinct.tolist()], np.int64
    )
    found: NDArray[np.int64] = missing[which.reshape(-1)] if len(fonts) else fonts
    return found


def advances(fonts: Sequence[int], codes: Sequence[int]) -> Doubles:
    """The width that the file states for each font and code point, in parts of the font size; 0 for none."""
    found = np.zeros((len(fonts), 1), np.float32)
    _run(map(_glyph_width, fonts, codes, repeat(1.0), _places(found)))
    return found[:, 0].astype(np.float64)


def render_modes(objects: Sequence[int]) -> NDArray[np.int64]:
    """The render mode of each text object."""
    return np.fromiter(map(_render_mode, objects), np.int64, len(objects))


def fill_colours(objects: Sequence[int]) -> NDArray[np.int64]:
    """Red, green, blue and opacity, 0 to 255, with which each object is filled."""
    return _colours(_fill_colour, objects)


def stroke_colours(objects: Sequence[int]) -> NDArray[np.int64]:
    """Red, green, blue and opacity, 0 to 255, with which each object is stroked."""
    return _colours(_stroke_colour, objects)


def _colours(function_of: Callable[..., Any], objects: Sequence[int]) -> NDArray[np.int64]:
    found = np.zeros((len(objects), 4), np.uint32)
    # A pattern has no colour of its own: it is taken for a dark one.
    found[:, 3] = 255
    places = [_places(found, 4 * part) for part in range(4)]
    _run(map(function_of, objects, *places))
    return found.astype(np.int64)


def draw_modes(paths: Sequence[int]) -> NDArray[np.int64]:
    """How each path is painted: fill mode (0 is none), and whether it is stroked."""
    found = np.zeros((len(paths), 2), np.int32)
    _run(map(_draw_mode, paths, _places(found), _places(found, 4)))
    return found.astype(np.int64)


@dataclass(slots=True)
class Outlines:
    """The points of many paths, one after the other.

    Attributes:
        path: For each point, the number of its path.
        points: Before the path's matrix.
        kind: How each is reached: 0 by a line, 1 by a curve, 2 by moving there.
        closes: Whether a line goes from it back to where the subpath began.
    """

    path: NDArray[np.int64]
    points: Doubles
    kind: NDArray[np.int64]
    closes: NDArray[np.bool_]


def outlines(paths: Sequence[int]) -> Outlines:
    """The points of path objects."""
    counts = np.fromiter(map(_count_segments, paths), np.int64, len(paths)).clip(0)
    owners, places = np.repeat(np.array(paths, np.int64), counts).tolist(), _counted(counts).tolist()
    segments = list(map(_segment, owners, places))
    kind = np.fromiter(map(_segment_type, segments), np.int64, len(segments))
    closes = np.fromiter(map(_segment_closes, segments), np.int64, len(segments)) == 1
    return Outlines(np.repeat(np.arange(len(paths)), counts), _points(segments), kind, closes)


def _counted(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 ... for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def _points(segments: list[int]) -> Doubles:
    found = np.zeros((len(segments), 2), np.float32)
    _run(map(_point, segments, _places(found), _places(found, 4)))
    return found.astype(np.float64)


def clips_of(objects: Sequence[int]) -> tuple[Doubles, NDArray[np.bool_]]:
    """The boxes (left, bottom, right, top, as in the file) that objects are clipped to, and which are.

    Objects that follow each other mostly share one clip: its first segments then lie in one place in
    memory, and it is measured once.
    """
    boxes = np.tile(np.array([-np.inf, -np.inf, np.inf, np.inf]), (len(objects), 1))
    handles = np.fromiter(map(_clip_path, objects), np.int64, len(objects))
    paths = np.fromiter(map(_count_clips, handles.tolist()), np.int64, len(objects)).clip(0)
    of = np.repeat(np.arange(len(objects)), paths)
    if not len(of):
        return boxes, np.isfinite(boxes[:, 0])
    clips, path_no = handles[of], _counted(paths)
    firsts = map(_clip_segment, clips.tolist(), path_no.tolist(), repeat(0))
    places = np.array([first or 0 for first in firsts], np.int64)
    places, samples, which = np.unique(places, return_index=True, return_inverse=True)
    drawn = places != 0
    sides = np.tile(np.array([-np.inf, -np.inf, np.inf, np.inf]), (len(places), 1))
    sides[drawn] = _clip_sides(clips[samples][drawn].tolist(), path_no[samples][drawn].tolist())
    found = sides[which.reshape(-1)]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    boxes[of[starts], :2] = np.maximum.reduceat(found[:, :2], starts)
    boxes[of[starts], 2:] = np.minimum.reduceat(found[:, 2:], starts)
    return boxes, np.isfinite(boxes[:, 0])


def _clip_sides(clips: list[int], path_no: list[int]) -> Doubles:
    """Left, bottom, right, top of some paths of clips, none of which is empty."""
    if not clips:
        return np.zeros((0, 4))
    counts = np.fromiter(map(_count_clip_segments, clips, path_no), np.int64, len(clips)).clip(0)
    owners, numbers = np.repeat(np.array(clips, np.int64), counts), np.repeat(path_no, counts)
    segments = map(_clip_segment, owners.tolist(), numbers.tolist(), _counted(counts).tolist())
    points = _points(list(segments))
    starts = np.cumsum(counts) - counts
    return np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
