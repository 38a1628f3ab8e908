"""How a cell's text stands in it: how far in it begins, whether it is bold, to which side it is set.

Belongs here: what each format says of that, in one measure. Does not belong here: what a text set in
means (a level below the line above it, perhaps).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Alignment = Literal["left", "center", "right"]
# A character of body text; formats without pages count what a text is set in by in characters.
CHARACTER = 10.5
_WIDE = "\u3000\u2003"
# Texts whose distances from both sides differ by less are set in the middle, those nearer a side than
# this stand at it.
_EVEN = 2.0
_NEAR = 6.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a text stands in its cell; None where the format does not say.

    Attributes:
        indent: Points between the cell's left edge (or margin) and the text's first character.
        is_bold: Whether all of it is bold.
        alignment: The side it is set to.
    """

    indent: float | None = None
    is_bold: bool | None = None
    alignment: Alignment | None = None


PLAIN = Look()


def blanks_before(text: str) -> float:
    """The width of the blanks that a text begins with, in points."""
    blanks = text[: len(text) - len(text.lstrip())].rpartition("\n")[2]
    return sum(CHARACTER if blank in _WIDE else CHARACTER / 2 for blank in blanks)


def standing(left: float, right: float) -> Look:
    """How a text stands that is so far from the edges of its cell."""
    if abs(left - right) <= _EVEN and left > _NEAR:
        return _look(round(left, 1), "center")
    if right < _NEAR < left:
        return _look(round(left, 1), "right")
    return _look(round(left, 1), "left")


@lru_cache(maxsize=1024)
def _look(indent: float, alignment: Alignment) -> Look:
    """Cells of a column look alike."""
    return Look(indent, None, alignment)
