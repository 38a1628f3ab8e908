"""The objects of a page by PDFium, in arrays: their kinds, layers, colours, paths and clips.

Belongs here: PDFium's page objects. Does not belong here: which of them rule a table (``shapes``).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.native_loops import Numbers
from dagster_project.extraction.pdf.page import changes
from dagster_project.extraction.pdf.pdfium_library import (
    INT,
    POINTER,
    Quick,
    function,
)

_count_objects = function("FPDFPage_CountObjects", INT, POINTER)
_object = Quick.declared("intptr_t FPDFPage_GetObject(void*, int)")
_count_inner = function("FPDFFormObj_CountObjects", INT, POINTER)
_inner_object = Quick.declared("intptr_t FPDFFormObj_GetObject(void*, unsigned int)")
_remove_object = function("FPDFPage_RemoveObject", INT, POINTER, POINTER)
_remove_inner = function("FPDFFormObj_RemoveObject", INT, POINTER, POINTER)
_destroy_object = function("FPDFPageObj_Destroy", None, POINTER)
_type = Quick.declared("int FPDFPageObj_GetType(void*)")
_object_matrix = Quick.declared("int FPDFPageObj_GetMatrix(void*, void*)")
_fill_colour = Quick.declared("int FPDFPageObj_GetFillColor(void*, void*, void*, void*, void*)")
_stroke_colour = Quick.declared("int FPDFPageObj_GetStrokeColor(void*, void*, void*, void*, void*)")
_draw_mode = Quick.declared("int FPDFPath_GetDrawMode(void*, void*, void*)")

_count_segments = Quick.declared("int FPDFPath_CountSegments(void*)")
_segment = Quick.declared("intptr_t FPDFPath_GetPathSegment(void*, int)")
_clip_path = Quick.declared("intptr_t FPDFPageObj_GetClipPath(void*)")
_count_clips = Quick.declared("int FPDFClipPath_CountPaths(void*)")
_count_clip_segments = Quick.declared("int FPDFClipPath_CountPathSegments(void*, int)")
_clip_segment = Quick.declared("intptr_t FPDFClipPath_GetPathSegment(void*, int, int)")
_point = Quick.declared("int FPDFPathSegment_GetPoint(void*, void*, void*)")
_segment_type = Quick.declared("int FPDFPathSegment_GetType(void*)")
_segment_closes = Quick.declared("int FPDFPathSegment_GetClose(void*)")

_count_marks = function("FPDFPageObj_CountMarks", INT, POINTER)
_mark = function("FPDFPageObj_GetMark", POINTER, POINTER, ctypes.c_ulong)
_mark_name = function("FPDFPageObjMark_GetName", INT, POINTER, POINTER, ctypes.c_ulong, POINTER)
_mark_text = function(
    "FPDFPageObjMark_GetParamStringValue",
    INT,
    POINTER,
    ctypes.c_char_p,
    POINTER,
    ctypes.c_ulong,
    POINTER,
)
# A mark's name or text is read up to so many bytes.
_LONGEST_NAME = 1024

# How a point of a path is reached by moving there.
_MOVE = 2

Doubles = NDArray[np.float64]
_IDENTITY = np.array([1, 0, 0, 1, 0, 0], np.float32)
# A pattern has no colour of its own: it is taken for a dark one.
_DARK = np.array([0, 0, 0, 255], np.uint32)
_NO_CLIP = np.array([-np.inf, -np.inf, np.inf, np.inf])


def page_objects(page: int) -> list[int]:
    """Addresses of the objects on a page."""
    found: list[int] = _object.numbers(page, range(max(0, _count_objects(page)))).tolist()
    return found


def inner_objects(form: int) -> list[int]:
    """Addresses of the objects in a form object."""
    found: list[int] = _inner_object.numbers(form, range(max(0, _count_inner(form)))).tolist()
    return found


def kinds_of(objects: list[int]) -> list[int]:
    """The types of objects: 1 a text, 2 a path, 3 a picture, 5 a form."""
    kinds: list[int] = _type.numbers(np.array(objects, np.int64)).tolist()
    return kinds


def remove(page: int, form: int, item: int) -> bool:
    """Takes an object off a page, or off the form (0 for none) that holds it; it must not be used again."""
    taken = _remove_inner(form, item) if form else _remove_object(page, item)
    if taken == 1:
        _destroy_object(item)
    return bool(taken == 1)


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


def object_matrices(objects: Numbers) -> Doubles:
    """The matrix of each object: a, b, c, d, e, f."""
    return _object_matrix.written(_IDENTITY, (0,), objects).astype(np.float64)


def fill_colours(objects: Numbers) -> Numbers:
    """Red, green, blue and opacity, 0 to 255, with which each object is filled."""
    return _fill_colour.written(_DARK, (0, 4, 8, 12), objects).astype(np.int64)


def stroke_colours(objects: Numbers) -> Numbers:
    """Red, green, blue and opacity, 0 to 255, with which each object is stroked."""
    return _stroke_colour.written(_DARK, (0, 4, 8, 12), objects).astype(np.int64)


def draw_modes(paths: Numbers) -> Numbers:
    """How each path is painted: fill mode (0 is none), and whether it is stroked."""
    return _draw_mode.written(np.zeros(2, np.int32), (0, 4), paths).astype(np.int64)


@dataclass(slots=True)
class Outlines:
    """The points of many paths, one after the other.

    Attributes:
        path: For each point, the number of its path.
        points: Before the path's matrix.
        kind: How each is reached: 0 by a line, 1 by a curve, 2 by moving there.
        closes: Whether a line goes from it back to where the subpath began.
    """

    path: Numbers
    points: Doubles
    kind: Numbers
    closes: NDArray[np.bool_]


def outlines(paths: Numbers) -> Outlines:
    """The points of path objects."""
    counts = _count_segments.numbers(paths).clip(0)
    path = np.repeat(np.arange(len(paths)), counts)
    segments = _segment.numbers(paths[path], _counted(counts))
    kind = _segment_type.numbers(segments)
    # Only the last point of a subpath closes it.
    last = np.ones(len(kind), np.bool_)
    last[:-1] = (kind[1:] == _MOVE) | (path[1:] != path[:-1])
    ends = np.flatnonzero(last)
    closes = np.zeros(len(kind), np.bool_)
    closes[ends] = _segment_closes.numbers(segments[ends]) == 1
    return Outlines(path, _points(segments), kind, closes)


def _counted(counts: Numbers) -> Numbers:
    """0, 1, 2 ... for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def _points(segments: Numbers) -> Doubles:
    return _point.written(np.zeros(2, np.float32), (0, 4), segments).astype(np.float64)


# ---- Clips -----------------------------------------------------------------------------------


def clips_of(objects: Numbers) -> tuple[Doubles, Numbers]:
    """The boxes (left, bottom, right, top, as in the file) that objects are clipped to.

    Objects that follow each other mostly share one clip: its first segments then lie in one place in
    memory, and it is measured once.

    Returns:
        The boxes, and which of them each object is clipped to, -1 for none.
    """
    which = np.full(len(objects), -1, np.int64)
    handles = _clip_path.numbers(objects)
    paths = _count_clips.numbers(handles).clip(0)
    of = np.repeat(np.arange(len(objects)), paths)
    if not len(of):
        return np.zeros((0, 4)), which
    clips, path_no = handles[of], _counted(paths)
    firsts = _clip_segment.numbers(clips, path_no, 0)
    firsts, samples, place = np.unique(firsts, return_index=True, return_inverse=True)
    drawn = firsts != 0
    sides = np.tile(_NO_CLIP, (len(firsts), 1))
    samples = samples[drawn]
    sides[drawn] = _clip_sides(clips[samples], path_no[samples])
    place = place.reshape(-1)
    if paths.max() == 1:
        which[of] = np.where(drawn[place], place, -1)
        return sides, which
    found = sides[place]
    starts = np.flatnonzero(changes(of))
    inner = np.hstack([np.maximum.reduceat(found[:, :2], starts), np.minimum.reduceat(found[:, 2:], starts)])
    which[of[starts]] = np.where(np.isfinite(inner[:, 0]), np.arange(len(starts)), -1)
    return inner, which


def _clip_sides(clips: Numbers, path_no: Numbers) -> Doubles:
    """Left, bottom, right, top of some paths of clips, none of which is empty."""
    if not len(clips):
        return np.zeros((0, 4))
    counts = _count_clip_segments.numbers(clips, path_no).clip(0)
    owners, numbers = np.repeat(clips, counts), np.repeat(path_no, counts)
    points = _points(_clip_segment.numbers(owners, numbers, _counted(counts)))
    starts = np.cumsum(counts) - counts
    return np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
