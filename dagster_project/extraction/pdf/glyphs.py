"""The characters of a PDF page that a reader of the page sees, and the cells they belong to.

Belongs here: visible characters, number tokens, the text of a set of characters.
Does not belong here: where the cells come from (``extraction.ruling``).
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.pdf.ruling import Region

Glyph = dict[str, Any]

_BUCKET = 10.0
# Two readers of one file place the same character this near.
_SAME_POINT = 0.3
# A line of text that a page break cuts in half is read on the page that shows this much of it.
_PARTLY = 0.35
_NUMBER_CHARACTERS = frozenset("0123456789.,-−－%")
_NUMBER = re.compile(r"^[-−－]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?$")


def middle(glyph: Glyph) -> tuple[float, float]:
    """The middle of a character's box."""
    return (glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2


def contains(box: Box, x: float, y: float, margin: float = 0.0) -> bool:
    """True when the point lies in the box, widened by a margin."""
    return box[0] - margin <= x <= box[2] + margin and box[1] - margin <= y <= box[3] + margin


def _clip_of(item: pdfium_raw.FPDF_PAGEOBJECT) -> Box | None:
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


@dataclass(frozen=True, slots=True)
class Clip:
    """The area to which a character is clipped, and whether a good part of it shows."""

    box: Box
    partly: bool


class Clips:
    """The characters of a page that are clipped away, found by the point where each is drawn.

    Spreadsheets print a merged cell that goes over a page break whole on both pages and clip
    it; the clipped half is in the text layer, but nobody sees it.
    """

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._hidden: dict[tuple[int, int], list[tuple[float, float, Clip]]] = defaultdict(list)
        text = page.get_textpage()
        clips: dict[int, Box | None] = {}
        for index in range(text.count_chars()):
            item = pdfium_raw.FPDFText_GetTextObject(text, index)
            if not item:
                continue
            address = ctypes.addressof(item.contents)
            if address not in clips:
                clips[address] = _clip_of(item)
            clip = clips[address]
            if clip is not None:
                self._note(text, index, clip)
        text.close()

    def _note(self, text: pdfium.PdfTextPage, index: int, clip: Box) -> None:
        # The loose box has the font's height: all characters of a line share one answer.
        loose = pdfium_raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_raw.FPDFText_GetLooseCharBox(text, index, loose)
        pdfium_raw.FPDFText_GetCharOrigin(text, index, x, y)
        if not contains(clip, (loose.left + loose.right) / 2, (loose.bottom + loose.top) / 2):
            seen = min(loose.top, clip[3]) - max(loose.bottom, clip[1])
            partly = seen >= _PARTLY * (loose.top - loose.bottom)
            key = (int(x.value // _BUCKET), int(y.value // _BUCKET))
            self._hidden[key].append((x.value, y.value, Clip(clip, partly)))

    def clip_of(self, glyph: Glyph) -> Clip | None:
        """The clip, in PDF coordinates, that hides a character's middle; None for a visible one."""
        x, y = float(glyph["matrix"][4]), float(glyph["matrix"][5])
        column, row = int(x // _BUCKET), int(y // _BUCKET)
        for key in ((c, r) for c in (column - 1, column, column + 1) for r in (row - 1, row, row + 1)):
            for at_x, at_y, clip in self._hidden.get(key, ()):
                if abs(at_x - x) < _SAME_POINT and abs(at_y - y) < _SAME_POINT:
                    return clip
        return None

    def __bool__(self) -> bool:
        return bool(self._hidden)


def seated(glyph: Glyph, height: float) -> Glyph:
    """The character with its box on its baseline.

    Some embedded fonts state no ascent, and their boxes then hang below the line of text, in
    the next row of a table (Chongqing's 2026 budgets). Where a character is drawn is certain.
    """
    _, skew_y, skew_x, scale, _, origin = glyph["matrix"]
    if skew_y or skew_x or scale <= 0:
        return glyph
    size = float(glyph["size"])
    baseline = height - float(origin)
    if abs(glyph["top"] - baseline) > 0.3 * size or glyph["bottom"] - baseline < 0.5 * size:
        return glyph
    return {**glyph, "top": baseline - 0.8 * size, "bottom": baseline + 0.2 * size}


def sort_out(
    glyphs: Iterable[Glyph], area: Box, height: float, clips: Clips | None
) -> tuple[list[Glyph], list[tuple[Glyph, Clip]]]:
    """Parts the characters on the page into visible ones and (hidden one, its clip)."""
    shown: list[Glyph] = []
    hidden: list[tuple[Glyph, Clip]] = []
    for glyph in glyphs:
        clip = clips.clip_of(glyph) if clips else None
        if clip is not None:
            left, bottom, right, top = clip.box
            hidden.append((glyph, Clip((left, height - top, right, height - bottom), clip.partly)))
        elif contains(area, *middle(glyph)):
            shown.append(seated(glyph, height))
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
