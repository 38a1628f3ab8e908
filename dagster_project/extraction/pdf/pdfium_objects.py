"""The objects of a page by PDFium, in arrays: their kinds, layers, colours, paths and clips.

Belongs here: PDFium's page objects. Does not belong here: which of them rule a table (``shapes``).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.page import changes
from dagster_project.extraction.pdf.pdfium_library import (
    INT,
    POINTER,
    Address,
    Numbers,
    Quick,
    addresses,
    function,
)

_count_objects = Quick.named("FPDFPage_CountObjects")
_object = Quick.named("FPDFPage_GetObject", ctypes.c_size_t)
_count_inner = Quick.named("FPDFFormObj_CountObjects")
_inner_object = Quick.named("FPDFFormObj_GetObject", ctypes.c_size_t)
_remove_object = function("FPDFPage_RemoveObject", INT, POINTER, POINTER)
_remove_inner = function("FPDFFormObj_RemoveObject", INT, POINTER, POINTER)
_destroy_object = function("FPDFPageObj_Destroy", None, POINTER)
_type = Quick.named("FPDFPageObj_GetType")
_object_matrix = Quick.named("FPDFPageObj_GetMatrix")
_fill_colour = Quick.named("FPDFPageObj_GetFillColor")
_stroke_colour = Quick.named("FPDFPageObj_GetStrokeColor")
_draw_mode = Quick.named("FPDFPath_GetDrawMode")

_count_segments = Quick.named("FPDFPath_CountSegments")
_segment = Quick.named("FPDFPath_GetPathSegment", Address)
_clip_path = Quick.named("FPDFPageObj_GetClipPath", Address)
_count_clips = Quick.named("FPDFClipPath_CountPaths")
_count_clip_segments = Quick.named("FPDFClipPath_CountPathSegments")
_clip_segment = Quick.named("FPDFClipPath_GetPathSegment", Address)
_clip_segment_number = Quick.named("FPDFClipPath_GetPathSegment", ctypes.c_size_t)
_point = Quick.named("FPDFPathSegment_GetPoint")
_segment_type = Quick.named("FPDFPathSegment_GetType")
_segment_closes = Quick.named("FPDFPathSegment_GetClose")

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


def page_objects(page: Address) -> list[int]:
    """Addresses of the objects on a page."""
    count = max(0, _count_objects.call(page))
    found: list[int] = _object.numbers(count, page, range(count)).tolist()
    return found


def inner_objects(form: Address) -> list[int]:
    """Addresses of the objects in a form object."""
    count = max(0, _count_inner.call(form))
    found: list[int] = _inner_object.numbers(count, form, range(count)).tolist()
    return found


def kinds_of(objects: list[int]) -> list[int]:
    """The types of objects: 1 a text, 2 a path, 3 a picture, 5 a form."""
    kinds: list[int] = _type.numbers(len(objects), addresses(objects)).tolist()
    return kinds


def remove(page: Address, form: int, item: int) -> bool:
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


def object_matrices(objects: list[Address]) -> Doubles:
    """The matrix of each object: a, b, c, d, e, f."""
    return _object_matrix.written(_IDENTITY, (0,), objects).astype(np.float64)


def fill_colours(objects: list[Address]) -> Numbers:
    """Red, green, blue and opacity, 0 to 255, with which each object is filled."""
    return _fill_colour.written(_DARK, (0, 4, 8, 12), objects).astype(np.int64)


def stroke_colours(objects: list[Address]) -> Numbers:
    """Red, green, blue and opacity, 0 to 255, with which each object is stroked."""
    return _stroke_colour.written(_DARK, (0, 4, 8, 12), objects).astype(np.int64)


def draw_modes(paths: list[Address]) -> Numbers:
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


def outlines(paths: list[Address]) -> Outlines:
    """The points of path objects."""
    counts = _count_segments.numbers(len(paths), paths).clip(0)
    path = np.repeat(np.arange(len(paths)), counts)
    owners = [paths[number] for number in path.tolist()]
    segments = _segment.addresses(owners, _counted(counts).tolist())
    kind = _segment_type.numbers(len(segments), segments)
    # Only the last point of a subpath closes it.
    last = np.ones(len(kind), np.bool_)
    last[:-1] = (kind[1:] == _MOVE) | (path[1:] != path[:-1])
    ends = np.flatnonzero(last)
    closes = np.zeros(len(kind), np.bool_)
    closes[ends] = _segment_closes.numbers(len(ends), [segments[number] for number in ends.tolist()]) == 1
    return Outlines(path, _points(segments), kind, closes)


def _counted(counts: Numbers) -> Numbers:
    """0, 1, 2 ... for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def _points(segments: list[Address]) -> Doubles:
    return _point.written(np.zeros(2, np.float32), (0, 4), segments).astype(np.float64)


# ---- Clips -----------------------------------------------------------------------------------


def clips_of(objects: list[Address]) -> tuple[Doubles, Numbers]:
    """The boxes (left, bottom, right, top, as in the file) that objects are clipped to.

    Objects that follow each other mostly share one clip: its first segments then lie in one place in
    memory, and it is measured once.

    Returns:
        The boxes, and which of them each object is clipped to, -1 for none.
    """
    which = np.full(len(objects), -1, np.int64)
    handles = _clip_path.addresses(objects)
    paths = _count_clips.numbers(len(objects), handles).clip(0)
    of = np.repeat(np.arange(len(objects)), paths)
    if not len(of):
        return np.zeros((0, 4)), which
    clips, path_no = [handles[number] for number in of.tolist()], _counted(paths)
    firsts = _clip_segment_number.numbers(len(of), clips, path_no.tolist(), [0] * len(of))
    firsts, samples, place = np.unique(firsts, return_index=True, return_inverse=True)
    drawn = firsts != 0
    sides = np.tile(_NO_CLIP, (len(firsts), 1))
    samples = samples[drawn]
    sides[drawn] = _clip_sides([clips[number] for number in samples.tolist()], path_no[samples])
    place = place.reshape(-1)
    if paths.max() == 1:
        which[of] = np.where(drawn[place], place, -1)
        return sides, which
    found = sides[place]
    starts = np.flatnonzero(changes(of))
    inner = np.hstack([np.maximum.reduceat(found[:, :2], starts), np.minimum.reduceat(found[:, 2:], starts)])
    which[of[starts]] = np.where(np.isfinite(inner[:, 0]), np.arange(len(starts)), -1)
    return inner, which


def _clip_sides(clips: list[Address], path_no: Numbers) -> Doubles:
    """Left, bottom, right, top of some paths of clips, none of which is empty."""
    if not clips:
        return np.zeros((0, 4))
    counts = _count_clip_segments.numbers(len(clips), clips, path_no.tolist()).clip(0)
    owners = [clips[number] for number in np.repeat(np.arange(len(clips)), counts).tolist()]
    numbers = np.repeat(path_no, counts).tolist()
    points = _points(_clip_segment.addresses(owners, numbers, _counted(counts).tolist()))
    starts = np.cumsum(counts) - counts
    return np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
