"""The objects of a page by PDFium, in arrays: their kinds, layers, colours, paths and clips.

Belongs here: PDFium's page objects. Does not belong here: which of them rule a table (``shapes``).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.pdfium_library import (
    INT,
    POINTER,
    Addresses,
    Function,
    function,
    places,
)

_count_objects = function("FPDFPage_CountObjects", INT, POINTER)
_object = function("FPDFPage_GetObject", POINTER, POINTER, INT)
_count_inner = function("FPDFFormObj_CountObjects", INT, POINTER)
_inner_object = function("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_remove_object = function("FPDFPage_RemoveObject", INT, POINTER, POINTER)
_remove_inner = function("FPDFFormObj_RemoveObject", INT, POINTER, POINTER)
_destroy_object = function("FPDFPageObj_Destroy", None, POINTER)
_type = function("FPDFPageObj_GetType", INT, POINTER)
_object_matrix = function("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)
_fill_colour = function("FPDFPageObj_GetFillColor", INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_stroke_colour = function("FPDFPageObj_GetStrokeColor", INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_draw_mode = function("FPDFPath_GetDrawMode", INT, POINTER, POINTER, POINTER)

_count_segments = function("FPDFPath_CountSegments", INT, POINTER)
_segment = function("FPDFPath_GetPathSegment", POINTER, POINTER, INT)
_clip_path = function("FPDFPageObj_GetClipPath", POINTER, POINTER)
_count_clips = function("FPDFClipPath_CountPaths", INT, POINTER)
_count_clip_segments = function("FPDFClipPath_CountPathSegments", INT, POINTER, INT)
_clip_segment = function("FPDFClipPath_GetPathSegment", POINTER, POINTER, INT, INT)
_point = function("FPDFPathSegment_GetPoint", INT, POINTER, POINTER, POINTER)
_segment_type = function("FPDFPathSegment_GetType", INT, POINTER)
_segment_closes = function("FPDFPathSegment_GetClose", INT, POINTER)

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

Doubles = NDArray[np.float64]
_NO_CLIP = np.array([-np.inf, -np.inf, np.inf, np.inf])


def page_objects(page: int) -> tuple[list[int], list[int]]:
    """Addresses and types of the objects on a page."""
    count = _count_objects(page)
    return _with_types(_object.each(count, page, range(count)))


def inner_objects(form: int) -> tuple[list[int], list[int]]:
    """Addresses and types of the objects in a form object."""
    count = max(0, _count_inner(form))
    return _with_types(_inner_object.each(count, form, range(count)))


def _with_types(found: Addresses) -> tuple[list[int], list[int]]:
    return found.tolist(), _type.each(len(found), found).tolist()


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


def object_matrices(objects: Addresses) -> Doubles:
    """The matrix of each object: a, b, c, d, e, f."""
    found = np.tile(np.array([1, 0, 0, 1, 0, 0], np.float32), (len(objects), 1))
    _object_matrix.each(len(objects), objects, places(found))
    return found.astype(np.float64)


def fill_colours(objects: Addresses) -> NDArray[np.int64]:
    """Red, green, blue and opacity, 0 to 255, with which each object is filled."""
    return _colours(_fill_colour, objects)


def stroke_colours(objects: Addresses) -> NDArray[np.int64]:
    """Red, green, blue and opacity, 0 to 255, with which each object is stroked."""
    return _colours(_stroke_colour, objects)


def _colours(colour: Function, objects: Addresses) -> NDArray[np.int64]:
    found = np.zeros((len(objects), 4), np.uint32)
    # A pattern has no colour of its own: it is taken for a dark one.
    found[:, 3] = 255
    colour.each(len(objects), objects, *(places(found, 4 * part) for part in range(4)))
    return found.astype(np.int64)


def draw_modes(paths: Addresses) -> NDArray[np.int64]:
    """How each path is painted: fill mode (0 is none), and whether it is stroked."""
    found = np.zeros((len(paths), 2), np.int32)
    _draw_mode.each(len(paths), paths, places(found), places(found, 4))
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


def outlines(paths: Addresses) -> Outlines:
    """The points of path objects."""
    counts = _count_segments.each(len(paths), paths).clip(0)
    owners = np.repeat(paths, counts)
    segments = _segment.each(len(owners), owners, _counted(counts))
    kind = _segment_type.each(len(segments), segments)
    closes = _segment_closes.each(len(segments), segments) == 1
    return Outlines(np.repeat(np.arange(len(paths)), counts), _points(segments), kind, closes)


def _counted(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 ... for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def _points(segments: Addresses) -> Doubles:
    found = np.zeros((len(segments), 2), np.float32)
    _point.each(len(segments), segments, places(found), places(found, 4))
    return found.astype(np.float64)


# ---- Clips -----------------------------------------------------------------------------------


def clips_of(objects: Addresses) -> tuple[Doubles, NDArray[np.int64]]:
    """The boxes (left, bottom, right, top, as in the file) that objects are clipped to.

    Objects that follow each other mostly share one clip: its first segments then lie in one place in
    memory, and it is measured once.

    Returns:
        The boxes, and which of them each object is clipped to, -1 for none.
    """
    which = np.full(len(objects), -1, np.int64)
    handles = _clip_path.each(len(objects), objects)
    paths = _count_clips.each(len(objects), handles).clip(0)
    of = np.repeat(np.arange(len(objects)), paths)
    if not len(of):
        return np.zeros((0, 4)), which
    clips, path_no = handles[of], _counted(paths)
    firsts = _clip_segment.each(len(of), clips, path_no, 0)
    firsts, samples, place = np.unique(firsts, return_index=True, return_inverse=True)
    drawn = firsts != 0
    sides = np.tile(_NO_CLIP, (len(firsts), 1))
    sides[drawn] = _clip_sides(clips[samples][drawn], path_no[samples][drawn])
    place = place.reshape(-1)
    if paths.max() == 1:
        which[of] = np.where(drawn[place], place, -1)
        return sides, which
    found = sides[place]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    inner = np.hstack([np.maximum.reduceat(found[:, :2], starts), np.minimum.reduceat(found[:, 2:], starts)])
    which[of[starts]] = np.where(np.isfinite(inner[:, 0]), np.arange(len(starts)), -1)
    return inner, which


def _clip_sides(clips: Addresses, path_no: NDArray[np.int64]) -> Doubles:
    """Left, bottom, right, top of some paths of clips, none of which is empty."""
    if not len(clips):
        return np.zeros((0, 4))
    counts = _count_clip_segments.each(len(clips), clips, path_no).clip(0)
    owners, numbers = np.repeat(clips, counts), np.repeat(path_no, counts)
    points = _points(_clip_segment.each(len(owners), owners, numbers, _counted(counts)))
    starts = np.cumsum(counts) - counts
    return np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
