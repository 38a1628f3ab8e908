"""What PDFium paints besides text: straight lines, filled boxes and pictures, in the order of painting.

Belongs here: page objects, those in forms included, and what of them a reader sees.
Does not belong here: characters (``pdfium_source``), and the grids that lines form (``ruling``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dagster_project.extraction.pdf import pdfium_objects as native
from dagster_project.extraction.pdf.frame import Frame
from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.native_loops import Rows
from dagster_project.extraction.pdf.page import Fills, Flags, Floats, Ints, true_at

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
# Forms within forms: producers nest two or three.
_DEEPEST_FORM = 12
# Coordinates are stored in single precision.
_STRAIGHT = 0.05
_WHITE = 250
# A point this near to the corner of a box lies in it.
_OFF_CORNER = 1.0
_UNIT = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


@dataclass(slots=True)
class Painted:
    """The objects of a page, each with its place in the order of painting and the number of its form.

    ``matrices`` are those of the page, which is number 0, and of its forms; ``holders`` the forms of texts
    that lie in one, ``off`` the texts on layers that are switched off.
    """

    texts: Ints
    paths: Ints
    images: Ints
    holders: dict[int, int] = field(default_factory=dict)
    off: set[int] = field(default_factory=set)
    matrices: list[Floats] = field(default_factory=list)
    count: int = 0

    @property
    def is_text_alone(self) -> bool:
        """True when nothing but text is painted."""
        return 0 < self.count == len(self.texts)

    def orders(self, texts: Ints) -> Ints:
        """The place of each of some texts in the order of painting, 0 for one that is not on the page."""
        if len(texts) == len(self.texts) and (texts == self.texts[:, 0]).all():
            return self.texts[:, 1]
        known = self.texts[np.argsort(self.texts[:, 0])]
        if not len(known):
            return np.zeros(len(texts), np.int64)
        place = np.searchsorted(known[:, 0], texts).clip(0, len(known) - 1)
        return np.where(known[place, 0] == texts, known[place, 1], 0)


IsOff = Callable[[int], bool]


def _always(_item: int) -> bool:
    return True


def painted(page: int, layers: Layers | None = None) -> Painted:
    """The objects of a page, those in forms included; of layers that are switched off the texts alone.

    Args:
        page: A page.
        layers: What the file switches off.
    """
    none = np.zeros((0, 3), np.int64)
    found = Painted(none, none, none)
    identity = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    parts: list[Ints] = []
    is_off = None if layers is None else _is_off_by(layers)
    _collect(0, native.page_objects(page), identity, found, parts, is_off)
    every = parts[0] if len(parts) == 1 else np.concatenate(parts)
    kinds = every[:, 3]
    places = [(kinds == kind).nonzero()[0] for kind in (_TEXT, _PATH, _IMAGE)]
    found.texts, found.paths, found.images = (every.take(place, axis=0)[:, :3] for place in places)
    return found


def _is_off_by(layers: Layers) -> IsOff:
    def is_off(item: int) -> bool:
        return any(name in layers.names if name else layers.groups for name in native.layers_of(item))

    return is_off


def _collect(
    form: int,
    objects: Rows,
    matrix: Floats,
    found: Painted,
    parts: list[Ints],
    is_off: IsOff | None,
    depth: int = 0,
) -> None:
    """Adds the objects of a page or a form: address, order, number of the form and kind, one a row."""
    number = len(found.matrices)
    found.matrices.append(matrix)
    rows = np.empty((len(objects), 4), np.int64)
    rows[:, 0], rows[:, 2], rows[:, 3] = objects["item"], number, objects["kind"]
    off = np.zeros(len(rows), np.bool_)
    if is_off is not None:
        off = np.fromiter(map(is_off, rows[:, 0].tolist()), np.bool_, len(rows))
        found.off.update(rows[off & (rows[:, 3] == _TEXT), 0].tolist())
    if form:
        found.holders.update(dict.fromkeys(rows[rows[:, 3] == _TEXT, 0].tolist(), form))
    seen = ~off | (rows[:, 3] == _TEXT)
    done = 0
    forms = (rows[:, 3] == _FORM).nonzero()[0].tolist() if depth < _DEEPEST_FORM else []
    for end in [*forms, len(rows)]:
        # What stands before a form is painted before it.
        rows[done:end, 1] = np.arange(found.count + 1, found.count + 1 + end - done)
        found.count += end - done
        parts.append(rows[done:end] if is_off is None else rows[done:end][seen[done:end]])
        done = end + 1
        if end == len(rows):
            break
        found.count += 1
        item = int(rows[end, 0])
        inner: Floats = _products(native.object_matrices(rows[end : end + 1, 0]), matrix[None])[0]
        within = _always if off[end] else is_off
        _collect(item, native.inner_objects(item), inner, found, parts, within, depth + 1)


def _products(first: Floats, then: Floats) -> Floats:
    """The matrices that apply one matrix, then another."""
    a, b, c, d, e, f = first.T
    g, h, i, j, k, m = then.T
    parts = (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
    return _beside(parts)


def _beside(columns: Sequence[Floats]) -> Floats:
    """Numbers as the columns of an array: several times as fast as numpy's own ``stack``."""
    found = np.empty((len(columns[0]), len(columns)))
    for number, column in enumerate(columns):
        found[:, number] = column
    return found


def _transformed(points: Floats, matrices: Floats) -> Floats:
    x, y = points[:, 0], points[:, 1]
    a, b, c, d, e, f = matrices.T
    return _beside((a * x + c * y + e, b * x + d * y + f))


@dataclass(slots=True)
class _Paths:
    """Paths that leave a mark: their points as displayed, how they are painted, and when."""

    outlines: native.Outlines
    x: Floats
    y: Floats
    order: Ints
    filled: Flags
    stroked: Flags
    colour: Ints
    items: Ints


def lines_and_fills(
    found: Painted, frame: Frame, own: int = sys.maxsize
) -> tuple[Floats, Floats, Floats, Fills]:
    """Horizontal lines, vertical lines, horizontal lines put on the page, and the filled boxes and pictures.

    The frames and grounds of form fields and of what else is put on a page rule no table: they are painted
    after the first ``own`` objects.

    A fill that differs in nothing from the ground under it draws no edges: Word shades words and
    cells in white.
    """
    images = _images(found, frame)
    paths = _paths(found, frame)
    if paths is None:
        return np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 3)), images
    fills, numbers = _fills(paths)
    seen = np.ones(len(paths.order), np.bool_)
    seen[numbers] = paths.stroked[numbers] | ~_lost_in_ground(fills)
    is_own = paths.order <= own
    across, down = _lines(paths, seen & is_own)
    strokes = np.zeros((0, 3)) if is_own.all() else _lines(paths, seen & ~is_own)[0]
    return across, down, strokes, fills.joined(images)


def _paths(found: Painted, frame: Frame) -> _Paths | None:
    if not len(found.paths):
        return None
    items, order, forms = found.paths.T
    rows = native.paths(items)
    colours = rows["fill"].astype(np.int64)
    filled = (rows["filled"] != 0) & (colours[:, 3] > 0)
    stroked = (rows["stroked"] != 0) & (rows["stroke"][:, 3] > 0)
    marks = filled | stroked
    if not marks.all():
        rows, items, order, forms = rows[marks], items[marks], order[marks], forms[marks]
        colours, filled, stroked = colours[marks], filled[marks], stroked[marks]
    if not len(rows):
        return None
    matrices = _products(rows["matrix"].astype(np.float64), np.array(found.matrices)[forms])
    outlines = native.outlines(items, rows["points"])
    points = _transformed(outlines.points, matrices[outlines.path])
    x, y = frame.points(points[:, 0], points[:, 1])
    return _Paths(outlines, x, y, order, filled, stroked, colours, items)


def _fills(paths: _Paths) -> tuple[Fills, Ints]:
    """The filled boxes, and which paths they are: shapes of a few straight lines."""
    counts = np.bincount(paths.outlines.path, minlength=len(paths.order))
    curved = np.bincount(paths.outlines.path[paths.outlines.kind == 1], minlength=len(paths.order)) > 0
    numbers = true_at(paths.filled & ~curved & (counts >= 3) & (counts <= 6))
    if not len(numbers):
        return Fills.none(), numbers
    starts = (np.cumsum(counts) - counts)[counts > 0]
    place = np.cumsum(counts > 0) - 1
    sides = (
        np.minimum.reduceat(paths.x, starts),
        np.minimum.reduceat(paths.y, starts),
        np.maximum.reduceat(paths.x, starts),
        np.maximum.reduceat(paths.y, starts),
    )
    every = _beside(sides)[place]
    boxes = every[numbers]
    # The box around a slanted or pointed shape is not all covered by it.
    opaque = (paths.colour[numbers, 3] == 255) & _fill_their_boxes(paths, every)[numbers]
    if (dense := true_at(opaque)).size:
        opaque[dense] = ~native.show_through(paths.items[numbers[dense]])
    return Fills(boxes, paths.colour[numbers, :3], opaque, paths.order[numbers]), numbers


def _fill_their_boxes(paths: _Paths, boxes: Floats) -> Flags:
    """Which paths have all their points in corners of the boxes around them."""
    of = paths.outlines.path
    off_x = np.minimum(np.abs(paths.x - boxes[of, 0]), np.abs(paths.x - boxes[of, 2]))
    off_y = np.minimum(np.abs(paths.y - boxes[of, 1]), np.abs(paths.y - boxes[of, 3]))
    elsewhere = np.bincount(of[np.maximum(off_x, off_y) > _OFF_CORNER], minlength=len(paths.order))
    filled: Flags = elsewhere == 0
    return filled


def _lost_in_ground(fills: Fills) -> Flags:
    """White boxes on white: those whose middle no darker box painted before them holds."""
    white = (fills.colour >= _WHITE).all(axis=1)
    dark = np.flatnonzero(~white)
    lost: Flags = np.array(white, np.bool_)
    if len(dark) and white.any():
        x = (fills.box[:, 0] + fills.box[:, 2]) / 2
        y = (fills.box[:, 1] + fills.box[:, 3]) / 2
        box, order = fills.box[dark], fills.order[dark]
        held = (box[:, 0] < x[:, None]) & (x[:, None] < box[:, 2])
        held &= (box[:, 1] < y[:, None]) & (y[:, None] < box[:, 3]) & (order < fills.order[:, None])
        lost &= ~np.asarray(held.any(axis=1))
    return lost


def _images(found: Painted, frame: Frame) -> Fills:
    """Pictures as boxes whose colour nobody knows."""
    if not len(found.images):
        return Fills.none()
    items, order, forms = found.images.T
    own = native.object_matrices(items)
    matrices = _products(own, np.array(found.matrices)[forms])
    corners = _transformed(np.tile(_UNIT, (len(items), 1)), np.repeat(matrices, 4, axis=0))
    x, y = (side.reshape(-1, 4) for side in frame.points(corners[:, 0], corners[:, 1]))
    boxes = np.stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)], axis=1)
    unknown = np.full((len(items), 3), -1, np.int64)
    return Fills(boxes, unknown, np.zeros(len(items), np.bool_), order)


def _lines(paths: _Paths, seen: Flags) -> tuple[Floats, Floats]:
    """Horizontal and vertical lines: straight strokes, and the edges of filled shapes."""
    starts, ends = _strokes(paths.outlines)
    shown = seen[paths.outlines.path[starts]]
    starts, ends = starts[shown], ends[shown]
    x0, y0, x1, y1 = paths.x[starts], paths.y[starts], paths.x[ends], paths.y[ends]
    level, upright = np.abs(y1 - y0) < _STRAIGHT, np.abs(x1 - x0) < _STRAIGHT
    across = _beside(((y0 + y1) / 2, np.minimum(x0, x1), np.maximum(x0, x1)))
    down = _beside(((x0 + x1) / 2, np.minimum(y0, y1), np.maximum(y0, y1)))
    return across[level], down[upright & ~level]


def _strokes(outlines: native.Outlines) -> tuple[Ints, Ints]:
    """The two ends, as numbers of points, of each straight piece of a path, the ones that close it too."""
    numbers = np.arange(len(outlines.kind))
    ends = true_at(outlines.kind[1:] == 0) + 1
    ends = ends[outlines.path[ends] == outlines.path[ends - 1]]
    begun = np.maximum.accumulate(np.where(outlines.kind == 2, numbers, 0))
    closing = true_at(outlines.closes & (begun < numbers))
    return np.concatenate([ends - 1, closing]), np.concatenate([ends, begun[closing]])
