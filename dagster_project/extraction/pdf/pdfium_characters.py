"""The characters of a page by PDFium, each with its place as displayed.

Belongs here: which of PDFium's characters are in the file, where each ends and on which line it stands.
Does not belong here: lines and fills (``shapes``), and what a reader sees of them (``visible``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dagster_project.extraction.pdf import pdfium_text
from dagster_project.extraction.pdf.frame import Frame
from dagster_project.extraction.pdf.glyphs import draws_other_figures
from dagster_project.extraction.pdf.layers import Layers
from dagster_project.extraction.pdf.lines import blank
from dagster_project.extraction.pdf.native_loops import Rows
from dagster_project.extraction.pdf.page import (
    UNPAINTED_MODES,
    Characters,
    Flags,
    Floats,
    Ints,
    Texts,
    changes,
    true_at,
)
from dagster_project.extraction.pdf.pdfium_objects import clips_of
from dagster_project.extraction.pdf.replaced import show_characters
from dagster_project.extraction.pdf.shapes import Painted, painted

# How far a character stands above and below its baseline, in parts of its size.
ASCENT, DESCENT = 0.86, 0.14
# No character is wider than this many times its height.
_BROADEST = 3.0
# A box reaches beyond the stated width by no more than this part of the size; else the width is another's.
_OVERHANG = 0.25
_TAB, _BLANK, _LATIN = 9, 32, 0x250
# What PDFium says of a hyphen that ends a line.
_LINE_END_HYPHEN = 2
# A blank is so wide, in parts of the font's height; a wider gap needs no blank to be seen.
_BLANK_GAP = (0.15, 0.7)
# Coordinates are stored in single precision.
_SAME_PLACE = 0.01
# The code points of no character.
_NO_CHARACTER = (0xFFFE, 0xFFFF)


class UntoldPageError(Exception):
    """The page holds what PDFium cannot tell; another reader may."""


@dataclass(slots=True)
class Runs:
    """The text objects of a page, the first character of each, and each character's number of its own."""

    objects: Ints
    first: Ints
    of: Ints


def _runs(owners: Ints, kept: Flags) -> Runs:
    """Characters of one text object follow each other."""
    numbers = kept.nonzero()[0]
    objects = owners.take(numbers)
    begins = changes(objects)
    starts = begins.nonzero()[0]
    return Runs(objects.take(starts), numbers.take(starts), begins.cumsum() - 1)


@dataclass(slots=True)
class PageText:
    """The characters of a page in PDF coordinates, and the text objects that they belong to."""

    codes: Ints
    boxes: Floats
    points: Floats
    runs: Runs
    matrices: Floats
    sizes: Floats
    advances: Floats
    texts: Texts
    clips: tuple[Floats, Ints]
    whole: str
    is_disguised: bool


def text_of(document: int, page: int, layers: Layers | None = None) -> tuple[PageText, Painted]:
    """The characters of a page, but those that PDFium has made up, and all that is painted on it.

    Args:
        document: The document.
        page: One of its pages.
        layers: What the file switches off.

    Raises:
        UntoldPageError: PDFium has left out a text.
    """
    found = painted(page, layers)
    show_characters(document, page, found.texts[:, 0])
    text, count = pdfium_text.load_text(page)
    try:
        told = pdfium_text.characters(text, count)
        owners, codes = told["item"].astype(np.int64), told["code"].astype(np.int64)
        _require_all(found.texts[:, 0], owners)
        whole = pdfium_text.whole_text(text, count)
        codes[codes == _LINE_END_HYPHEN] = ord("-")
        codes[codes == _TAB] = _BLANK
        kept = (owners != 0) & (codes >= _BLANK) & (codes != _NO_CHARACTER[0]) & (codes != _NO_CHARACTER[1])
        boxes = told["box"].astype(np.float64)
        blanks = ((codes == _BLANK) & (told["generated"] == 1)).nonzero()[0]
        kept[blanks] = False
        runs = _runs(owners, kept)
        drawn = pdfium_text.texts(text, runs.first, runs.objects)
        matrices = drawn["matrix"].astype(np.float64)
        points = _points(text, runs, matrices, kept, boxes)
    finally:
        pdfium_text.close_text(text)
    if _keep_blanks(blanks, kept, codes, owners, boxes, points):
        runs = replace(runs, of=np.cumsum(changes(owners[kept])) - 1)
    numbers = kept.nonzero()[0]
    codes, boxes, points = codes.take(numbers), boxes.take(numbers, axis=0), points.take(numbers, axis=0)
    sizes = drawn["size"]
    advances = _advances(runs, drawn, codes, sizes * np.hypot(matrices[:, 0], matrices[:, 1]))
    sizes = sizes * np.hypot(matrices[:, 2], matrices[:, 3])
    off = np.isin(runs.objects, list(found.off)) if found.off else np.zeros(len(runs.objects), np.bool_)
    mode, colour = drawn["mode"].astype(np.int64), drawn["colour"].astype(np.int64)
    texts = Texts(mode, colour, found.orders(runs.objects), off)
    clips = clips_of(drawn["clip"], drawn["clips"], drawn["clip_start"])
    others = draws_other_figures(_shown(drawn)[runs.of], codes)
    return PageText(codes, boxes, points, runs, matrices, sizes, advances, texts, clips, whole, others), found


def _shown(drawn: Rows) -> Ints:
    """The fonts of texts, 0 for a text that is not painted."""
    return np.where(np.isin(drawn["mode"], UNPAINTED_MODES), 0, drawn["font"]).astype(np.int64)


def _points(text: int, runs: Runs, matrices: Floats, kept: Flags, boxes: Floats) -> Floats:
    """The points at which characters are drawn.

    In level text these are the left ends of the boxes, on a line where the matrix has it: where the first
    box begins where the matrix has it, too. Others, vertical characters among them, are asked for theirs.
    """
    level = (matrices[:, 1] == 0) & (np.abs(boxes[runs.first, 0] - matrices[:, 4]) < _SAME_PLACE)
    points = np.zeros((len(kept), 2))
    points[:, 0] = boxes[:, 0]
    points[kept, 1] = matrices[runs.of, 5]
    if not level.all():
        others = true_at(kept)[~level[runs.of]]
        points[others] = pdfium_text.origins(text, others)
    return points


def characters_of(text: PageText, frame: Frame) -> tuple[Characters, Floats]:
    """The characters as displayed, and the boxes that texts are clipped to."""
    clips, clip_of_run = text.clips
    turns = frame.writing_turns(text.matrices[:, 0], text.matrices[:, 1])
    of = text.runs.of
    placed = _placed(frame, text, text.sizes[of], turns[of])
    return Characters(text.codes, *placed, text.sizes[of], turns[of], clip_of_run[of], of), frame.boxes(clips)


def _require_all(texts: Ints, owners: Ints) -> None:
    """Raises when PDFium has left out a text for want of a font.

    It leaves out a text object without any extent: blanks, and characters that are in no font of this
    machine. Where the file brings its font with it, these are seen by nobody; of a font of letters, which
    PDFium always has, they are blanks.
    """
    known = owners[changes(owners)]
    known = known[known != 0]
    if len(known) == len(texts) and (known == texts).all():
        return
    lost = set(texts.tolist()).difference(known.tolist())
    if lost and not pdfium_text.all_fonts_known(np.array(list(lost), np.int64)):
        raise UntoldPageError("PDFium has no font for a text")


def _keep_blanks(blanks: Ints, kept: Flags, codes: Ints, owners: Ints, boxes: Floats, points: Floats) -> bool:
    """Takes over blanks that PDFium adds between words in Latin letters or figures.

    PDFium leaves out a text object that is a blank and nothing else, and adds blanks where it sees
    gaps. Between Chinese characters, which have none, a gap is spacing.

    Returns:
        Whether there are any such blanks.
    """
    blanks = blanks[(blanks > 0) & (blanks < len(codes) - 1)]
    before, after = blanks - 1, blanks + 1
    beside = kept[before] & kept[after] & (codes[before] < _LATIN) & (codes[after] < _LATIN)
    if not beside.any():
        return False
    level = points[before, 1] == points[after, 1]
    gap = boxes[after, 0] - boxes[before, 2]
    part = gap / np.maximum(boxes[before, 1] - boxes[before, 3], 0.01)
    chosen = beside & level & (part > _BLANK_GAP[0]) & (part < _BLANK_GAP[1])
    blanks, before, after = blanks[chosen], before[chosen], after[chosen]
    kept[blanks], owners[blanks] = True, owners[before]
    boxes[blanks], points[blanks] = boxes[before], points[before]
    boxes[blanks, 0], boxes[blanks, 2] = boxes[before, 2], boxes[after, 0]
    return bool(len(blanks))


def _advances(runs: Runs, drawn: Rows, codes: Ints, widths: Floats) -> Floats:
    """The steps that the file states for characters of fonts that it does not bring with it, else infinite.

    Args:
        runs: The text objects of the characters.
        drawn: How these are painted.
        codes: Their code points.
        widths: For each text object, the width of its font's em square in points.
    """
    found = np.full(len(codes), np.inf)
    missing = np.where(drawn["embedded"] == 0, drawn["font"], 0)
    if not missing.any():
        return found
    fonts = missing[runs.of]
    chosen = true_at((fonts != 0) & ~blank(codes))
    if not len(chosen):
        return found
    stated = pdfium_text.advances(fonts[chosen], codes[chosen])
    found[chosen] = np.where(stated > 0, stated * widths[runs.of[chosen]], np.inf)
    return found


def _placed(
    frame: Frame, text: PageText, size: Floats, turn: Ints
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Displayed left, right, top, bottom and baseline of characters.

    Some embedded fonts state no ascent, and their boxes then hang below the line of text, in the
    next row of a table (Chongqing's 2026 budgets). Where a character is drawn is certain.
    """
    shown = frame.boxes(text.boxes)
    left, baseline = frame.points(text.points[:, 0], text.points[:, 1])
    _cut_at_advance(shown, left + text.advances, size, turn)
    _cut_at_next(shown, size, turn)
    upright = turn == 0
    # PDFium gives characters of vertical fonts boxes of any width.
    broad = shown[:, 2] - shown[:, 0] > _BROADEST * size
    shown[:, 2] = np.where(upright & broad, shown[:, 0] + size, shown[:, 2])
    top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    if not upright.all():
        top, bottom = np.where(upright, top, shown[:, 1]), np.where(upright, bottom, shown[:, 3])
        baseline = np.where(upright, baseline, shown[:, 3])
    left, _, right, _ = np.ascontiguousarray(shown.T)
    return left, right, top, bottom, baseline


def _cut_at_advance(shown: Floats, end: Floats, size: Floats, turn: Ints) -> None:
    """Ends characters of fonts that are not embedded where the file says that they end.

    The last character of a text has no next one to be cut at: the wider figure of the font that stands
    in would take away the gap that sets it apart from the next column.
    """
    if not np.isfinite(end).any():
        return
    over = shown[:, 2] - end
    cut = (turn == 0) & (over > 0) & (over < _OVERHANG * size)
    shown[cut, 2] = end[cut]


def _cut_at_next(shown: Floats, size: Floats, turn: Ints) -> None:
    """Ends characters where the next one of their line begins.

    PDFium's boxes hold the glyph of the font that stands in for one that is not embedded, which may be
    wider than the step to the next character.
    """
    step = shown[1:, 0] - shown[:-1, 0]
    over = (shown[:-1, 2] - shown[1:, 0] > 0) & (step > 0.2 * size[:-1])
    level = np.abs(shown[1:, 3] - shown[:-1, 3]) < 0.3 * size[:-1]
    cut = true_at(over & level & (turn[1:] == 0) & (turn[:-1] == 0))
    shown[cut, 2] = shown[cut + 1, 0]
