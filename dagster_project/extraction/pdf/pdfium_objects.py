"""The objects of a page by PDFium, in arrays: their kinds, layers, colours, paths and clips.

Belongs here: PDFium's page objects. Does not belong here: which of them rule a table (``shapes``).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.native_loops import Loop, Numbers, Rows
from dagster_project.extraction.pdf.page import changes, true_at
from dagster_project.extraction.pdf.pdfium_library import INT, POINTER, QUICK, function

_count_objects = function("FPDFPage_CountObjects", INT, POINTER)
_count_inner = function("FPDFFormObj_CountObjects", INT, POINTER)
_remove_object = function("FPDFPage_RemoveObject", INT, POINTER, POINTER)
_remove_inner = function("FPDFFormObj_RemoveObject", INT, POINTER, POINTER)
_destroy_object = function("FPDFPageObj_Destroy", None, POINTER)

_OBJECT = [("item", np.intp), ("kind", np.intc)]
_KIND = "kind = int FPDFPageObj_GetType(intptr_t item)"
_objects = Loop(QUICK, _OBJECT, "item = intptr_t FPDFPage_GetObject(intptr_t page, int index)", _KIND)
_inner_objects = Loop(
    QUICK, _OBJECT, "item = intptr_t FPDFFormObj_GetObject(intptr_t form, intptr_t index)", _KIND
)
_MATRIX = "int FPDFPageObj_GetMatrix(intptr_t item, float* matrix)"
_IDENTITY = (1, 0, 0, 1, 0, 0)
_matrices = Loop(QUICK, [("matrix", np.float32, 6)], _MATRIX, matrix=_IDENTITY)
_COLOUR = ", ".join(f"unsigned int* {{0}}[{part}]" for part in range(4))
# A pattern has no colour of its own: it is taken for a dark one.
_DARK = (0, 0, 0, 255)
_transparent = Loop(QUICK, [("shows", np.intc)], "shows = int FPDFPageObj_HasTransparency(intptr_t item)")
_paths = Loop(
    QUICK,
    [
        ("filled", np.intc),
        ("stroked", np.intc),
        ("fill", np.uintc, 4),
        ("stroke", np.uintc, 4),
        ("matrix", np.float32, 6),
        ("points", np.intc),
    ],
    "int FPDFPath_GetDrawMode(intptr_t item, int* filled, int* stroked)",
    f"int FPDFPageObj_GetFillColor(intptr_t item, {_COLOUR.format('fill')})",
    f"int FPDFPageObj_GetStrokeColor(intptr_t item, {_COLOUR.format('stroke')})",
    _MATRIX,
    "points = int FPDFPath_CountSegments(intptr_t item)",
    fill=_DARK,
    stroke=_DARK,
    matrix=_IDENTITY,
)
_POINT = "int FPDFPathSegment_GetPoint(intptr_t segment, float* point[0], float* point[1])"
_points = Loop(
    QUICK,
    [("segment", np.intp), ("point", np.float32, 2), ("kind", np.intc), ("closes", np.intc)],
    "segment = intptr_t FPDFPath_GetPathSegment(intptr_t path, int index)",
    _POINT,
    "kind = int FPDFPathSegment_GetType(intptr_t segment)",
    "closes = int FPDFPathSegment_GetClose(intptr_t segment)",
)
_clip_starts = Loop(
    QUICK,
    [("segment", np.intp)],
    "segment = intptr_t FPDFClipPath_GetPathSegment(intptr_t clip, int path, int 0)",
)
_clip_counts = Loop(
    QUICK, [("points", np.intc)], "points = int FPDFClipPath_CountPathSegments(intptr_t clip, int path)"
)
_clip_points = Loop(
    QUICK,
    [("segment", np.intp), ("point", np.float32, 2)],
    "segment = intptr_t FPDFClipPath_GetPathSegment(intptr_t clip, int path, int index)",
    _POINT,
)

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
MOVE = 2

Doubles = NDArray[np.float64]
_NO_CLIP = np.array([-np.inf, -np.inf, np.inf, np.inf])


def page_objects(page: int) -> Rows:
    """The objects on a page: ``item``, the address of each, and ``kind``.

    Kinds are 1 for a text, 2 for a path, 3 for a picture, 5 for a form.
    """
    return _objects(page=page, index=range(max(0, _count_objects(page))))


def inner_objects(form: int) -> Rows:
    """The objects in a form object, like those on a page."""
    return _inner_objects(form=form, index=range(max(0, _count_inner(form))))


def remove(page: int, form: int, item: int) -> bool:
    """Takes an object off a page, or off the form (0 for none) that holds it; it must not be used again."""
    taken = _remove_inner(form, item) if form else _remove_object(page, item)
    if taken == 1:
        _destroy_object(item)
    return bool(taken == 1)


def show_through(objects: Numbers) -> NDArray[np.bool_]:
    """Which objects let what is painted under them be seen: by their opacity, or as a marker does."""
    found: NDArray[np.bool_] = _transparent(item=objects)["shows"] != 0
    return found


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
    return _matrices(item=objects)["matrix"].astype(np.float64)


def paths(objects: Numbers) -> Rows:
    """How paths are painted.

    Returns:
        For each one ``filled``, a fill mode (0 is none), ``stroked``, whether it is, ``fill`` and ``stroke``,
        the colours for both (red, green, blue, opacity, 0 to 255), ``matrix`` (a, b, c, d, e, f), and
        ``points``, how many it has.
    """
    return _paths(item=objects)


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


def outlines(objects: Numbers, counts: Numbers) -> Outlines:
    """The points of path objects, of which so many are there."""
    path, number = numbered(counts)
    found = _points(path=objects[path], index=number)
    kind = found["kind"].astype(np.int64)
    # Only the last point of a subpath closes it.
    last = np.ones(len(kind), np.bool_)
    last[:-1] = (kind[1:] == MOVE) | (path[1:] != path[:-1])
    return Outlines(path, found["point"].astype(np.float64), kind, last & (found["closes"] == 1))


def numbered(counts: Numbers) -> tuple[Numbers, Numbers]:
    """For each of so many things: whose it is, and which of its owner's things, counted from 0."""
    counts = np.maximum(counts, 0)
    ends = counts.cumsum()
    owner = np.arange(len(counts)).repeat(counts)
    return owner, np.arange(len(owner)) - (ends - counts)[owner]


# ---- Clips -----------------------------------------------------------------------------------


def clips_of(clips: Numbers, counts: Numbers, starts: Numbers) -> tuple[Doubles, Numbers]:
    """The boxes (left, bottom, right, top, as in the file) that objects are clipped to.

    Objects that follow each other mostly share one clip: its first segments then lie in one place in
    memory, and it is measured once.

    Args:
        clips: The address of the clip of each object.
        counts: How many paths each clip has.
        starts: The address of the first segment of the first of these paths.

    Returns:
        The boxes, and which of them each object is clipped to, -1 for none.
    """
    which = np.full(len(clips), -1, np.int64)
    most = int(counts.max()) if len(counts) else 0
    if most < 1:
        return np.zeros((0, 4)), which
    of, path_no = numbered(counts)
    begun: Numbers = starts[of] if most == 1 else _clip_starts(clip=clips[of], path=path_no)["segment"]
    # Most follow one with the same clip.
    fresh = changes(begun)
    news = fresh.nonzero()[0]
    firsts, samples, place = np.unique(begun[news], return_index=True, return_inverse=True)
    drawn = firsts != 0
    sides = np.tile(_NO_CLIP, (len(firsts), 1))
    samples = news[samples[drawn]]
    sides[drawn] = _clip_sides(clips[of[samples]], path_no[samples])
    place = place.reshape(-1)[np.cumsum(fresh) - 1]
    if most == 1:
        which[of] = np.where(drawn[place], place, -1)
        return sides, which
    found = sides[place]
    begins = true_at(changes(of))
    inner = np.hstack([np.maximum.reduceat(found[:, :2], begins), np.minimum.reduceat(found[:, 2:], begins)])
    which[of[begins]] = np.where(np.isfinite(inner[:, 0]), np.arange(len(begins)), -1)
    return inner, which


def _clip_sides(clips: Numbers, path_no: Numbers) -> Doubles:
    """Left, bottom, right, top of some paths of clips, none of which is empty."""
    if not len(clips):
        return np.zeros((0, 4))
    of, number = numbered(_clip_counts(clip=clips, path=path_no)["points"])
    points = _clip_points(clip=clips[of], path=path_no[of], index=number)["point"].astype(np.float64)
    starts = true_at(changes(of))
    return np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
