"""Which characters of a page a reader sees.

Belongs here: text painted twice, clipped away, or off the page.
Does not belong here: which cell a clipped character belongs to (``cells``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.extraction.pdf.page import Characters, Flags, Ints, PageView

# A line of text that a page break cuts in half is read on the page that shows this much of it.
_PARTLY = 0.35
# The same character painted again this near is bold type.
_AGAIN = 1.0


@dataclass(slots=True)
class Seen:
    """Characters that show, those clipped away, and which of these show in good part."""

    shown: Characters
    clipped: Characters
    partly: Flags


def sort_out(characters: Characters, view: PageView) -> Seen:
    """Parts characters into those on the page that show and those that a clip hides."""
    clipped = np.zeros(len(characters), np.bool_)
    partly = np.zeros(len(characters), np.bool_)
    clip = characters.clip
    if view.clips:
        boxes = np.array([*view.clips, (-np.inf, -np.inf, np.inf, np.inf)])[clip]
        x, y = characters.x, characters.y
        clipped = (x < boxes[:, 0]) | (x > boxes[:, 2]) | (y < boxes[:, 1]) | (y > boxes[:, 3])
        shown = np.minimum(characters.bottom, boxes[:, 3]) - np.maximum(characters.top, boxes[:, 1])
        partly = shown >= _PARTLY * (characters.bottom - characters.top)
    on_page = characters.inside(view.area)
    return Seen(characters.where(~clipped & on_page), characters.where(clipped), partly[clipped])


def painted_once(characters: Characters) -> Characters:
    """The characters without those painted again in nearly the same place, which makes them bold."""
    order = np.lexsort((characters.x0, np.rint(characters.baseline), characters.code))
    again = _repeats(characters, order)
    # A baseline may lie on either side of a rounding edge.
    order = np.lexsort((characters.x0, np.rint(characters.baseline + 0.5), characters.code))
    again |= _repeats(characters, order)
    return characters.where(~again) if again.any() else characters


def _repeats(characters: Characters, order: Ints) -> Flags:
    """Which characters follow, in an order, the same one in nearly the same place."""
    again = np.zeros(len(order), np.bool_)
    before, after = order[:-1], order[1:]
    same = characters.code[before] == characters.code[after]
    near = np.abs(characters.x0[before] - characters.x0[after]) <= _AGAIN
    level = np.abs(characters.baseline[before] - characters.baseline[after]) <= _AGAIN
    again[after] = same & near & level
    return again
