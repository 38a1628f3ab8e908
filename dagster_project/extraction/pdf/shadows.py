"""Shadows of texts: the same text painted once more, paler, a little beside it.

Belongs here: which texts are shadows. Does not belong here: bold type, which is painted again in the same
place (``visible``).
"""

from __future__ import annotations

import numpy as np

from dagster_project.extraction.pdf.page import Characters, Flags, Ints, true_at

# A shadow lies this near to its text, in parts of its size, and so much of it is found there.
_NEAR, _FOUND = 0.3, 0.8
# It is so much paler in each part of its colour.
_PALER = 50
# So many pairs of characters are looked at together: some ten megabytes.
_PAIRS = 1_000_000


def shadows(characters: Characters, colours: Ints) -> Flags:
    """Which characters are of a shadow.

    Args:
        characters: Those of a page.
        colours: Red, green and blue of each of its text objects.
    """
    found = np.zeros(len(characters), np.bool_)
    if not len(characters) or (colours == colours[0]).all():
        return found
    tone = colours.max(axis=1)[characters.text]
    pale, dark = true_at(tone >= tone.min() + _PALER), true_at(tone < tone.max())
    for code in np.intersect1d(characters.code[pale], characters.code[dark]).tolist():
        mine, others = pale[characters.code[pale] == code], dark[characters.code[dark] == code]
        for some in np.array_split(mine, len(mine) * len(others) // _PAIRS + 1):
            found[some] = _beside_darker(some, others, characters, tone)
    return _whole_texts(found, characters)


def _beside_darker(mine: Ints, others: Ints, characters: Characters, tone: Ints) -> Flags:
    """Which of some characters lie near one of others that is darker."""
    near = _NEAR * characters.size[mine][:, None]
    across = np.abs(characters.x0[mine][:, None] - characters.x0[others][None])
    down = np.abs(characters.baseline[mine][:, None] - characters.baseline[others][None])
    paler = tone[mine][:, None] - tone[others][None] >= _PALER
    pairs: Flags = (across <= near) & (down <= near) & paler
    beside: Flags = np.logical_or.reduce(pairs, axis=1)
    return beside


def _whole_texts(found: Flags, characters: Characters) -> Flags:
    """The characters of the texts of which most are found."""
    if not found.any():
        return found
    count = np.bincount(characters.text)
    share = np.bincount(characters.text, found) / np.maximum(count, 1)
    return found & (share >= _FOUND)[characters.text]
