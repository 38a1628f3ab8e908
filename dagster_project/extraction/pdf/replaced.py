"""Texts that a file gives for what it shows (``ActualText``): what is shown is read.

Belongs here: which objects of a page have such a text, and when it stands in for their characters.
Does not belong here: the characters themselves (``pdfium_text``).

The text is for voices and for copying, and nobody sees it. PDFium tells it instead of the characters that are
painted, whatever these are. Where their font says nothing of what they are, it is all there is.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np

from dagster_project.extraction.pdf import pdfium_text
from dagster_project.extraction.pdf.native_loops import Loop
from dagster_project.extraction.pdf.page import Ints, true_at
from dagster_project.extraction.pdf.pdfium_library import INT, POINTER, QUICK, function

# Code points that mean what a font wants them to.
_PRIVATE = (0xE000, 0xF8FF)
_KEY = ctypes.create_string_buffer(b"ActualText")

_counts = Loop(QUICK, [("count", np.intc)], "count = int FPDFPageObj_CountMarks(intptr_t item)")
_marks = Loop(
    QUICK,
    [("mark", np.intp), ("kind", np.intc)],
    "mark = intptr_t FPDFPageObj_GetMark(intptr_t item, intptr_t number)",
    "kind = int FPDFPageObjMark_GetParamValueType(intptr_t mark, intptr_t key)",
)
_value = function(
    "FPDFPageObjMark_GetParamBlobValue", INT, POINTER, POINTER, POINTER, ctypes.c_ulong, POINTER
)
_set_value = function(
    "FPDFPageObjMark_SetBlobParam", INT, POINTER, POINTER, POINTER, POINTER, POINTER, ctypes.c_ulong
)
_remove_value = function("FPDFPageObjMark_RemoveParam", INT, POINTER, POINTER, POINTER)


@dataclass(slots=True)
class _Replaced:
    """A mark with a text, and the text objects that it is about."""

    mark: int
    objects: list[int]
    text: bytes


def show_characters(document: int, page: int, texts: Ints) -> None:
    """Lets PDFium tell the characters of a page that are painted, where their fonts say what they are.

    Args:
        document: The document.
        page: One of its pages, before its text is asked for.
        texts: The addresses of its text objects.
    """
    found = _replaced(texts)
    if not found:
        return
    for one in found:
        _remove_value(one.objects[0], one.mark, _KEY)
    known = _known(page)
    for one in found:
        if not known.issuperset(one.objects):
            _set_value(document, one.objects[0], one.mark, _KEY, one.text, len(one.text))


def _replaced(texts: Ints) -> list[_Replaced]:
    counts = _counts(item=texts)["count"]
    most = int(counts.max()) if len(counts) else 0
    found: dict[int, _Replaced] = {}
    for number in range(most):
        items = texts[counts > number]
        marks = _marks(item=items, number=number, key=ctypes.addressof(_KEY))
        for place in true_at(marks["kind"] > 0).tolist():
            mark = int(marks["mark"][place])
            if mark not in found:
                found[mark] = _Replaced(mark, [], _text(mark))
            found[mark].objects.append(int(items[place]))
    return list(found.values())


def _text(mark: int) -> bytes:
    size = ctypes.c_ulong()
    _value(mark, _KEY, None, 0, ctypes.byref(size))
    text = ctypes.create_string_buffer(max(1, size.value))
    _value(mark, _KEY, text, size.value, ctypes.byref(size))
    return text.raw[: size.value]


def _known(page: int) -> set[int]:
    """The text objects of which every character is known."""
    text, count = pdfium_text.load_text(page)
    try:
        told = pdfium_text.mapped(text, count)
    finally:
        pdfium_text.close_text(text)
    is_private = (told["code"] >= _PRIVATE[0]) & (told["code"] <= _PRIVATE[1])
    unknown = told["item"][(told["unknown"] != 0) | is_private]
    return set(told["item"].tolist()).difference(unknown.tolist())
