"""Text that a drawn line strikes through: what it said before somebody corrected it.

Belongs here: lines through the middle of characters, as long as these are. Does not belong here: other text
that is not to be read (``visible``).
"""

from __future__ import annotations

import numpy as np

from dagster_project.extraction.pdf.lines import blank
from dagster_project.extraction.pdf.page import Characters, Flags, Floats, Ints, true_at

# A line that strikes through lies so far above the baseline, in parts of the size of the type.
_LOW, _HIGH = 0.12, 0.5
# It begins and ends within this part of a size of the text that it strikes.
_ENDS = 0.6
# The side of a cell ends at a line that crosses it, this near.
_TOUCH = 1.5
# What runs down no farther is the end of a thick line.
_THICKEST = 2.0


def struck(characters: Characters, across: Floats, down: Floats) -> Flags:
    """Which characters are struck through by one of a page's horizontal lines."""
    found = np.zeros(len(characters), np.bool_)
    level = true_at((characters.turn == 0) & ~blank(characters.code))
    if not len(level) or not len(across):
        return found
    level = level[np.argsort(characters.baseline[level])]
    baseline = characters.baseline[level]
    size = float(characters.size[level].max())
    first = np.searchsorted(baseline, across[:, 0] + _LOW * characters.size[level].min(), "left")
    end = np.searchsorted(baseline, across[:, 0] + _HIGH * size, "right")
    for number in true_at(end > first).tolist():
        y, left, right = across[number].tolist()
        near = level[first[number] : end[number]]
        x, rise, own = characters.x[near], characters.baseline[near] - y, characters.size[near]
        over = (left <= x) & (x <= right) & (rise >= _LOW * own) & (rise <= _HIGH * own)
        if (
            over.any()
            and _is_as_long(characters, near[over], left, right)
            and not _is_side(y, left, right, down)
        ):
            found[near[over]] = True
    return found


def _is_as_long(characters: Characters, over: Ints, left: float, right: float) -> bool:
    ends = _ENDS * float(characters.size[over].max())
    return bool(
        abs(characters.x0[over].min() - left) <= ends and abs(characters.x1[over].max() - right) <= ends
    )


def _is_side(y: float, left: float, right: float, down: Floats) -> bool:
    """Whether a line ends at, or crosses, one that runs down, as the side of a cell does."""
    x, top, bottom = down.T
    meets = (left - _TOUCH <= x) & (x <= right + _TOUCH) & (top - _TOUCH <= y) & (y <= bottom + _TOUCH)
    return bool((meets & (bottom - top > _THICKEST)).any())
