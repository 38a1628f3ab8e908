"""A page as arrays: the characters a reader sees, and the straight lines drawn on it.

All coordinates are PDF points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.blocks import Box

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def changes(values: Ints) -> Flags:
    """Where a row of numbers begins, or goes on with another one."""
    found = np.empty(len(values), np.bool_)
    found[:1] = True
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def true_at(flags: Flags) -> Ints:
    """Where flags are set: a third of the time of numpy's ``flatnonzero``."""
    return flags.nonzero()[0]


@dataclass(slots=True)
class Characters:
    """The characters of a page, one element of each array a character, in the order of painting.

    Attributes:
        code: Unicode code points.
        x0: Left ends.
        x1: Right ends: the left end and the advance width.
        top: Upper ends of a box that stands on the baseline.
        bottom: Lower ends of it.
        baseline: Heights of the baselines.
        size: Heights of the font as displayed.
        turn: Clockwise quarter turns of the direction of writing, 0 for upright text, -1 for any other angle.
        clip: Which of the page's clip boxes a character is drawn in, or -1.
        text: Which of the page's text objects a character belongs to.
    """

    code: Ints
    x0: Floats
    x1: Floats
    top: Floats
    bottom: Floats
    baseline: Floats
    size: Floats
    turn: Ints
    clip: Ints
    text: Ints

    def __len__(self) -> int:
        return len(self.code)

    def where(self, chosen: Flags | Ints) -> Characters:
        """The characters that a mask or indexes choose."""
        numbers = chosen.nonzero()[0] if chosen.dtype == np.bool_ else chosen
        return Characters(
            self.code.take(numbers),
            self.x0.take(numbers),
            self.x1.take(numbers),
            self.top.take(numbers),
            self.bottom.take(numbers),
            self.baseline.take(numbers),
            self.size.take(numbers),
            self.turn.take(numbers),
            self.clip.take(numbers),
            self.text.take(numbers),
        )

    @property
    def x(self) -> Floats:
        """The x positions of their middles."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> Floats:
        """The y positions of their middles."""
        return (self.top + self.bottom) / 2

    def chosen(self, flags: Flags) -> Characters:
        """The characters that a mask chooses: these very ones when it chooses all of them."""
        numbers = flags.nonzero()[0]
        if len(numbers) == len(self):
            return self
        return self.where(numbers) if len(numbers) else none()

    def inside(self, box: Box, margin: float = 0.0) -> Flags:
        """Which of them have their middle in a box, widened by a margin."""
        x, y = self.x, self.y
        across = (box[0] - margin <= x) & (x <= box[2] + margin)
        flags: Flags = across & (box[1] - margin <= y) & (y <= box[3] + margin)
        return flags


@cache
def none() -> Characters:
    """No characters at all."""
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    return Characters(whole, real, real, real, real, real, real, whole, whole, whole)


# The render modes that paint nothing.
UNPAINTED_MODES = (3, 7)


@dataclass(slots=True)
class Texts:
    """The text objects of a page: how each is painted, and when.

    Attributes:
        mode: The render mode; some paint nothing (``UNPAINTED_MODES``).
        colour: Red, green, blue and opacity, 0 to 255, one object a row.
        order: Places in the order of painting.
        off: Whether each lies on a layer that is switched off.
    """

    mode: Ints
    colour: Ints
    order: Ints
    off: Flags


@dataclass(slots=True)
class Fills:
    """Filled boxes and pictures.

    Attributes:
        box: Left, top, right, bottom, one box a row.
        colour: Red, green and blue, 0 to 255; -1 in a picture.
        opaque: Whether nothing shows through.
        order: Places in the order of painting.
    """

    box: Floats
    colour: Ints
    opaque: Flags
    order: Ints

    @classmethod
    def none(cls) -> Fills:
        """No fills at all."""
        return cls(np.zeros((0, 4)), np.zeros((0, 3), np.int64), np.zeros(0, np.bool_), np.zeros(0, np.int64))

    def joined(self, others: Fills) -> Fills:
        """These fills and others."""
        pairs = ((getattr(self, f.name), getattr(others, f.name)) for f in fields(self))
        return Fills(*(np.concatenate(pair) for pair in pairs))


@dataclass(slots=True)
class PageView:
    """A page as it is displayed.

    Attributes:
        page_no: Counted from 1.
        width: In points, after rotation.
        height: In points, after rotation.
        rotation: The page's own, in degrees.
        area: What of the page is displayed, in the coordinates of its characters.
        characters: Those that are painted on the page, whether clipped or not.
        clips: The clip boxes that ``characters.clip`` counts, one a row: left, top, right, bottom.
        across: Horizontal lines, one a row: height, left end, right end.
        down: Vertical lines, one a row: x position, upper end, lower end.
        texts: The text objects that ``characters.text`` counts.
        fills: Filled boxes and pictures.
        removed_count: Characters that nobody sees and that were taken off the page.
        removed_digit_count: How many of these are digits.
        mode_leaks: Whether an invisible render mode was set for one text and never set back.
        is_text_alone: Whether nothing but text is painted on the page.
        is_disguised: Whether a font draws other figures than the file says.
        text: All text of the page, hidden or not, as the library itself puts it together; None when another
            one is to be asked.
        unseen: Which characters are painted so that nobody sees them; None when that is not known yet.
        own_count: The last place in the order of painting of what is a part of the page, and not put on it.
        strokes: Horizontal lines put on the page, as ``across``: they strike out, and rule no table.
        upright: Maps boxes of a page that was turned to be read back to the page as it is displayed.
    """

    page_no: int
    width: float
    height: float
    rotation: int
    area: Box
    characters: Characters
    clips: Floats
    across: Floats
    down: Floats
    texts: Texts
    fills: Fills
    text: str | None = None
    unseen: Flags | None = None
    upright: Callable[[Floats], Floats] | None = None
    removed_count: int = 0
    removed_digit_count: int = 0
    mode_leaks: bool = False
    is_disguised: bool = False
    is_text_alone: bool = False
    own_count: int = sys.maxsize
    strokes: Floats = field(default_factory=lambda: np.zeros((0, 3)))
