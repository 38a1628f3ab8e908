"""Whether the figures that a font draws are those that the file says they are.

Belongs here: how outlines tell figures apart. Does not belong here: what becomes of a page whose figures are
others (``scans``).

A file may map its glyphs to any characters, so that what is copied is not what is printed: by a fault of the
program that wrote it, or against copying. An outline of 8 has two holes, one of 0, 4, 6 and 9 has one, and
the others have none, in every typeface.
"""

from __future__ import annotations

import numpy as np

from dagster_project.extraction.pdf.native_loops import Loop
from dagster_project.extraction.pdf.page import Flags, Ints
from dagster_project.extraction.pdf.pdfium_library import QUICK
from dagster_project.extraction.pdf.pdfium_objects import MOVE, numbered

# How many closed curves draw each figure from 0 to 9.
_CURVES = np.array([2, 1, 1, 1, 2, 1, 2, 1, 3, 2])
# A slashed 0 and an open 4 are two that differ.
_OF_A_TYPEFACE = 2

_outlines = Loop(
    QUICK,
    [("path", np.intp), ("count", np.intc)],
    "path = intptr_t FPDFFont_GetGlyphPath(intptr_t font, unsigned int code, float size)",
    "count = int FPDFGlyphPath_CountGlyphSegments(intptr_t path)",
)
_segments = Loop(
    QUICK,
    [("segment", np.intp), ("kind", np.intc), ("closes", np.intc)],
    "segment = intptr_t FPDFGlyphPath_GetGlyphPathSegment(intptr_t path, int index)",
    "kind = int FPDFPathSegment_GetType(intptr_t segment)",
    "closes = int FPDFPathSegment_GetClose(intptr_t segment)",
)


def draws_other_figures(fonts: Ints, codes: Ints) -> bool:
    """Whether a font draws other figures than the file says.

    Args:
        fonts: The address of the font of each character, 0 for none.
        codes: What the file says each is, as code points.
    """
    chosen = (codes >= ord("0")) & (codes <= ord("9")) & (fonts != 0)
    if not chosen.any():
        return False
    pairs = np.unique(fonts[chosen] * 10 + (codes[chosen] - ord("0")))
    of, figures = pairs // 10, pairs % 10
    curves = _curves(of, figures + ord("0"))
    return any(_are_others(figures[of == font], curves[of == font]) for font in np.unique(of))


def _curves(fonts: Ints, codes: Ints) -> Ints:
    """How many closed curves draw each character; 0 where that is not known."""
    found = _outlines(font=fonts, code=codes, size=1.0)
    of, index = numbered(found["count"])
    drawn = _segments(path=found["path"][of], index=index)
    begun = np.bincount(of[drawn["kind"] == MOVE], minlength=len(found))
    closed = np.bincount(of[drawn["closes"] == 1], minlength=len(found))
    curves: Ints = np.where(begun == closed, begun, 0)
    return curves


def _are_others(figures: Ints, curves: Ints) -> bool:
    """Whether some have more holes than they should and others fewer, as where they have changed places."""
    expected = _CURVES[figures]
    more: Flags = curves > expected
    fewer: Flags = (curves > 0) & (curves < expected)
    if not (more.any() and fewer.any()):
        return False
    wrong = more | fewer
    changed_places = sorted(curves[wrong].tolist()) == sorted(expected[wrong].tolist())
    return changed_places or int(wrong.sum()) > _OF_A_TYPEFACE
