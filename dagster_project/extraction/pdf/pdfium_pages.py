"""Pages of a document by PDFium: their boxes, and what lies on them without being a part of them.

Belongs here: whole pages, annotations and form fields. Does not belong here: characters (``pdfium_text``)
and objects (``pdfium_objects``).
"""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.pdfium_library import INT, POINTER, function

load_page = function("FPDF_LoadPage", POINTER, POINTER, INT)
close_page = function("FPDF_ClosePage", None, POINTER)
page_rotation = function("FPDFPage_GetRotation", INT, POINTER)
_bounding_box = function("FPDF_GetPageBoundingBox", INT, POINTER, POINTER)
_media_box = function("FPDFPage_GetMediaBox", INT, POINTER, POINTER, POINTER, POINTER, POINTER)

_flatten = function("FPDFPage_Flatten", INT, POINTER, INT)
_count_annotations = function("FPDFPage_GetAnnotCount", INT, POINTER)
_annotation = function("FPDFPage_GetAnnot", POINTER, POINTER, INT)
_annotation_kind = function("FPDFAnnot_GetSubtype", INT, POINTER)
_close_annotation = function("FPDFPage_CloseAnnot", None, POINTER)
# Text put on the page, a line, a box, an ellipse, a shape, what strikes out, a stamp, a pen's stroke, a form
# field, a black box: what is printed with the page, or changes what was.
_SHOWN_KINDS = frozenset((3, 4, 5, 6, 7, 12, 13, 15, 20, 28))

_field_kind = function("FPDFAnnot_GetFormFieldType", INT, POINTER, POINTER)
_field_value = function(
    "FPDFAnnot_GetFormFieldValue", ctypes.c_ulong, POINTER, POINTER, POINTER, ctypes.c_ulong
)
# Fields that hold a choice or a text.
_VALUE_KINDS = frozenset((4, 5, 6))
_FORM_FIELD = 20

_Sides = ctypes.c_float * 4
Doubles = NDArray[np.float64]


def boxes_of(page: int) -> tuple[Doubles, Doubles]:
    """The page's own media box and what of it is displayed: left, bottom, right, top, in order."""
    # The bounding box names its sides left, top, right, bottom; either may be written corner for corner.
    shown, media = _Sides(), _Sides()
    _bounding_box(page, shown)
    at = ctypes.addressof(media)
    if not _media_box(page, at, at + 4, at + 8, at + 12):
        media = shown
    return np.array(_in_order(media)), np.array(_in_order(shown))


def _in_order(sides: ctypes.Array[ctypes.c_float]) -> list[float]:
    """Left, bottom, right, top of a box by any two opposite corners."""
    x, y, other_x, other_y = sides
    return [min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)]


def flatten(page: int) -> bool:
    """Makes what lies on a page, as it is displayed, a part of it; the page is to be loaded again."""
    return bool(_flatten(page, 0) == 1)


def has_annotations(page: int) -> bool:
    """Whether form fields, stamps, texts, boxes or strokes lie on a page and are no part of it."""
    kinds = set()
    for number in range(max(0, _count_annotations(page))):
        annotation = _annotation(page, number)
        if annotation:
            kinds.add(_annotation_kind(annotation))
            _close_annotation(annotation)
    return not kinds.isdisjoint(_SHOWN_KINDS)


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
