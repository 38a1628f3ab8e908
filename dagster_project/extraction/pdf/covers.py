"""What is painted over the text of a page: boxes that cover it, and the words of stamps that lie on it.

Belongs here: characters under a box, figures of which a part is under one, and texts put on top of others.
Does not belong here: other reasons why text is not seen (``visible``).
"""

from __future__ import annotations

import numpy as np

from dagster_project.extraction.pdf.lines import blank, is_digit
from dagster_project.extraction.pdf.page import Characters, Fills, Flags, Floats, Ints, PageView, true_at

# A picture over this part of the page hides the text under it.
_WHOLE_PAGE = 0.8
# No fill as thin as this is the ground of a character.
_LINE = 3.0
# The characters of one figure are no farther from each other than this, in parts of their size.
_APART = 0.3
# Besides digits a figure holds these: , - . and their full-width forms.
_SIGNS = np.array([0x2C, 0x2D, 0x2E, 0xFF0C, 0xFF0E])


def covered(characters: Characters, view: PageView) -> Flags:
    """Characters over which an opaque box, or a picture of the whole page, is painted later.

    Of a figure that is covered in part no character is left: what still shows is another figure.
    """
    fills = view.fills
    found = np.zeros(len(characters), np.bool_)
    if not len(fills.order):
        return found
    left, top, right, bottom = view.area
    area = (fills.box[:, 2] - fills.box[:, 0]) * (fills.box[:, 3] - fills.box[:, 1])
    whole = (fills.colour[:, 0] < 0) & (area > _WHOLE_PAGE * (right - left) * (bottom - top))
    late = (fills.opaque | whole) & (fills.order > view.texts.order.min())
    late &= is_thick(fills)
    if not late.any():
        return found
    x, y, order = characters.x, characters.y, view.texts.order[characters.text]
    for number in true_at(late).tolist():
        found |= (order < fills.order[number]) & within(fills.box[number], x, y)
    return _whole_figures(found, characters) if found.any() and not found.all() else found


def _whole_figures(found: Flags, characters: Characters) -> Flags:
    """The characters found, and the others of the figures that these are parts of."""
    of_figure = is_digit(characters.code) | np.isin(characters.code, _SIGNS)
    before, after = slice(None, -1), slice(1, None)
    joined = of_figure[before] & of_figure[after] & (characters.text[before] == characters.text[after])
    joined &= np.abs(characters.baseline[before] - characters.baseline[after]) < 1.0
    gap = characters.x0[after] - characters.x1[before]
    joined &= np.abs(gap) < _APART * characters.size[after]
    figure = np.cumsum(np.concatenate([[True], ~joined]))
    whole: Flags = of_figure & (np.bincount(figure, found & of_figure) > 0)[figure]
    return found | whole


def stamped(characters: Characters, hidden: Flags, view: PageView) -> Flags:
    """Characters of texts that are no part of the page and lie on characters of it that show."""
    order = view.texts.order
    found = np.zeros(len(characters), np.bool_)
    stamps = true_at(order > view.own_count)
    if not stamps.size:
        return found
    of_page = ~hidden & ~blank(characters.code) & (order <= view.own_count)[characters.text]
    x, y = characters.x[of_page], characters.y[of_page]
    for text in stamps.tolist():
        of_stamp = (characters.text == text) & ~hidden & ~blank(characters.code)
        if of_stamp.any() and within(_around(characters, true_at(of_stamp)), x, y).any():
            found |= of_stamp
    return found


def _around(characters: Characters, numbers: Ints) -> Floats:
    return np.array(
        [
            characters.x0[numbers].min(),
            characters.top[numbers].min(),
            characters.x1[numbers].max(),
            characters.bottom[numbers].max(),
        ]
    )


def is_thick(fills: Fills) -> Flags:
    """Which fills are more than lines: thinner than a character, none is its ground and none covers it."""
    width, height = fills.box[:, 2] - fills.box[:, 0], fills.box[:, 3] - fills.box[:, 1]
    thick: Flags = (width > _LINE) & (height > _LINE)
    return thick


def within(box: Floats, x: Floats, y: Floats) -> Flags:
    """Which places lie in a box: left, top, right, bottom."""
    inside: Flags = (box[0] < x) & (x < box[2]) & (box[1] < y) & (y < box[3])
    return inside
