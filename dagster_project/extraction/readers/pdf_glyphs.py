"""The characters of a PDF page that a reader of the page sees, and the cells they belong to.

Belongs here: visible characters, number tokens, the text of a set of characters.
Does not belong here: where the cells come from (``extraction.ruling``).
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium_raw

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.ruling import Region

Glyph = dict[str, Any]

_BUCKET = 20.0
_NUMBER_CHARACTERS = frozenset("0123456789.,-−－%")
_NUMBER = re.compile(r"^[-−－]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?$")


def middle(glyph: Glyph) -> tuple[float, float]:
    """The middle of a character's box."""
    return (glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2


def contains(box: Box, x: float, y: float, margin: float = 0.0) -> bool:
    """True when the point lies in the box, widened by a margin."""
    return box[0] - margin <= x <= box[2] + margin and box[1] - margin <= y <= box[3] + margin


def _clip_of(item: Any) -> Box | None:  # noqa: ANN401 - an object of an untyped package
    """The box, in PDF coordinates, that a page object is clipped to."""
    clip = pdfium_raw.FPDFPageObj_GetClipPath(item)
    box: Box | None = None
    for path in range(max(0, pdfium_raw.FPDFClipPath_CountPaths(clip))):
        xs, ys = [], []
        for number in range(pdfium_raw.FPDFClipPath_CountPathSegments(clip, path)):
            segment = pdfium_raw.FPDFClipPath_GetPathSegment(clip, path, number)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium_raw.FPDFPathSegment_GetPoint(segment, x, y)
            xs.append(x.value)
            ys.append(y.value)
        if xs:
            new = (min(xs), min(ys), max(xs), max(ys))
            old = box or new
            box = (max(old[0], new[0]), max(old[1], new[1]), min(old[2], new[2]), min(old[3], new[3]))
    return box


def clipped_texts(page: Any, height: float) -> list[tuple[Box, Box]]:  # noqa: ANN401
    """Text objects that stick out of their clip: (their box, their clip), origin top left.

    Spreadsheets print a merged cell that goes over a page break whole on both pages and clip
    it; the clipped half is in the text layer, but nobody sees it.
    """
    found = []
    for item in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
        clip = _clip_of(item)
        if clip is None:
            continue
        left, bottom, right, top = item.get_bounds()
        middle_out = not contains(clip, (left + right) / 2, (bottom + top) / 2)
        if middle_out or left < clip[0] - 2 or right > clip[2] + 2:
            box = (left, height - top, right, height - bottom)
            found.append((box, (clip[0], height - clip[3], clip[2], height - clip[1])))
    return found


def sort_out(
    glyphs: Iterable[Glyph], area: Box, clipped: Sequence[tuple[Box, Box]]
) -> tuple[list[Glyph], list[tuple[Glyph, Box]]]:
    """Parts the characters on the page into visible ones and (hidden one, its clip)."""
    buckets: dict[int, list[tuple[Box, Box]]] = defaultdict(list)
    for box, clip in clipped:
        for bucket in range(int(box[1] // _BUCKET) - 1, int(box[3] // _BUCKET) + 2):
            buckets[bucket].append((box, clip))
    shown: list[Glyph] = []
    hidden: list[tuple[Glyph, Box]] = []
    for glyph in glyphs:
        x, y = middle(glyph)
        clips = [
            clip
            for box, clip in buckets.get(int(y // _BUCKET), ())
            if contains(box, x, y, 0.4 * glyph["size"]) and not contains(clip, x, y)
        ]
        if clips:
            hidden.append((glyph, clips[0]))
        elif contains(area, x, y):
            shown.append(glyph)
    return shown, hidden


def number_tokens(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Runs of characters, in the order they were printed, that are one number."""
    tokens: list[list[Glyph]] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        near = (
            bool(run)
            and abs(glyph["top"] - run[-1]["top"]) < 1
            and -1 <= glyph["x0"] - run[-1]["x1"] < 0.25 * glyph["size"]
        )
        if glyph["text"] in _NUMBER_CHARACTERS and (near or not run):
            run.append(glyph)
            continue
        tokens.append(run)
        run = [glyph] if glyph["text"] in _NUMBER_CHARACTERS else []
    tokens.append(run)
    return [token for token in tokens if _NUMBER.match("".join(g["text"] for g in token))]


def place(
    glyphs: Sequence[Glyph], owner_of: Callable[[float, float], Region | None]
) -> dict[Region | None, list[Glyph]]:
    """Gives each character to the cell that its middle lies in; a number is never divided.

    ``owner_of`` tells the cell of a point, or None. A number that crosses a line goes whole to
    the cell that holds most of it, provided that it is one number with its crossing part.
    """
    owners = {id(glyph): owner_of(*middle(glyph)) for glyph in glyphs}
    for token in number_tokens(glyphs):
        votes = Counter(owners[id(glyph)] for glyph in token)
        if len(votes) > 1:
            winner, count = votes.most_common(1)[0]
            if winner is not None and count > 0.6 * len(token):
                owners.update({id(glyph): winner for glyph in token})
    placed: dict[Region | None, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        placed[owners[id(glyph)]].append(glyph)
    return placed
