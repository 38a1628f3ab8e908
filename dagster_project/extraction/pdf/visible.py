"""Which characters of a page a reader sees, and which of them are only laid over the page.

Belongs here: text that is painted twice, invisible, covered, in the colour of its ground, clipped away
or off the page; watermarks.
Does not belong here: which cell a clipped character belongs to (``cells``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.characters import raised
from dagster_project.extraction.pdf.covers import covered, is_thick, stamped, within
from dagster_project.extraction.pdf.lines import blank
from dagster_project.extraction.pdf.page import (
    UNPAINTED_MODES,
    Characters,
    Fills,
    Flags,
    Ints,
    PageView,
    true_at,
)
from dagster_project.extraction.pdf.shadows import shadows
from dagster_project.extraction.pdf.struck import struck

# A line of text that a page break cuts in half is read on the page that shows this much of it.
_PARTLY = 0.35
# The same character painted again this near is bold type.
_AGAIN = 1.0
# No baseline lies so many points away; a code point times this is exact.
_FARTHEST = 2.0**24
# Pages are smaller than this; a code point times its square has room for tenths of a point.
_ROOM = 2.0**14
# Whether a render mode paints nothing, and whether it draws outlines; the last one is any other mode.
_INVISIBLE = np.array([mode in UNPAINTED_MODES for mode in range(9)])
_STROKED = np.array([mode in (1, 2, 5, 6) for mode in range(9)])
# Colours that differ by less than this in each part are one colour to the eye.
_SAME_COLOUR = 10
# Less opaque than this nothing is seen.
_FAINTEST = 8
# Type of less than a point shows specks at most.
_SMALLEST = 1.0
# A watermark is pale, and so many times larger than the text of its page.
_PALE = 150
# Text that is paler than this, on a ground that is paler still, is not there to be read.
_FAINT, _PAPER = 215, 240
_LARGER = 2.0
# A mark of a note is smaller than its figure, so far above its line and right behind it, in parts of its
# size.
_SMALL, _RISE, _BESIDE = 0.8, (0.1, 0.8), 0.3
_EVERYWHERE = np.array([[-np.inf, -np.inf, np.inf, np.inf]])
_WHITE = np.array([255, 255, 255])


@dataclass(slots=True)
class Seen:
    """Characters sorted out.

    Attributes:
        shown: Those that a reader sees, each once.
        clipped: Those clipped away.
        partly: Which of the clipped ones show in good part.
        watermark: Those that lie over the page.
        hidden_count: How many of the file's characters nobody sees.
    """

    shown: Characters
    clipped: Characters
    partly: Flags
    watermark: Characters
    hidden_count: int


def sort_out(view: PageView) -> Seen:
    """Parts the characters of a page into those that show, and the others by why they do not."""
    characters = view.characters
    clipped = np.zeros(len(characters), np.bool_)
    partly = np.zeros(len(characters), np.bool_)
    if len(view.clips):
        boxes = np.vstack([view.clips, _EVERYWHERE])[characters.clip]
        x, y = characters.x, characters.y
        clipped = (x < boxes[:, 0]) | (x > boxes[:, 2]) | (y < boxes[:, 1]) | (y > boxes[:, 3])
        if (cut := clipped.nonzero()[0]).size:
            top, bottom, boxes = characters.top[cut], characters.bottom[cut], boxes[cut]
            shown = np.minimum(bottom, boxes[:, 3]) - np.maximum(top, boxes[:, 1])
            partly[cut] = shown >= _PARTLY * (bottom - top)
    unpainted = hidden(characters, view) if view.unseen is None else view.unseen
    inside, area = characters.inside(view.area), read_area(view)
    on_page = inside if area == view.area else characters.inside(area)
    over = (_watermark(characters, view) | stamped(characters, unpainted, view)) & ~unpainted
    unseen = unpainted | ~inside | (clipped & ~partly)
    clipped_away = clipped & ~unpainted
    return Seen(
        _with_raised(painted_once(characters.chosen(~(clipped | unpainted | over) & on_page))),
        characters.chosen(clipped_away),
        partly[clipped_away],
        characters.chosen(over & on_page & ~clipped),
        view.removed_count + (int((unseen & ~blank(characters.code)).sum()) if unseen.any() else 0),
    )


def read_area(view: PageView) -> Box:
    """What of a page is read: its box, or all of it when the box is turned the wrong way.

    A page turned by a quarter that should not be cuts off its text, all of which would have room in
    the box turned back. What is beyond the edge is counted as hidden all the same.
    """
    left, top, right, bottom = view.area
    characters = view.characters
    if view.rotation % 180 == 0 or not len(characters):
        return view.area
    x0, x1 = float(characters.x0.min()), float(characters.x1.max())
    y0, y1 = float(characters.top.min()), float(characters.bottom.max())
    inside = left <= x0 and x1 <= right and top <= y0 and y1 <= bottom
    if inside or x1 - x0 > bottom - top or y1 - y0 > right - left:
        return view.area
    return min(left, x0 - 1), min(top, y0 - 1), max(right, x1 + 1), max(bottom, y1 + 1)


# ---- Hidden text -----------------------------------------------------------------------------


def hidden(characters: Characters, view: PageView) -> Flags:
    """Characters that are painted invisibly, as specks, in the colour of their ground, covered, or struck."""
    texts, of = view.texts, characters.text
    unseen = np.zeros(len(characters), np.bool_)
    if not len(characters):
        return unseen
    mode = np.where((texts.mode >= 0) & (texts.mode < 8), texts.mode, 8)
    if _INVISIBLE[mode].any():
        order, unseen = texts.order[of], _INVISIBLE[mode][of]
        view.mode_leaks |= _lie_on_each_other(characters, unseen, order)
        if view.mode_leaks:
            unseen = _below_another(characters, unseen, order)
    filled = ~_STROKED[mode]
    nothing = ((texts.colour[:, 3] <= _FAINTEST) & filled) | texts.off
    if nothing.any():
        unseen |= nothing[of]
    unseen |= characters.size < _SMALLEST
    unseen |= _like_its_ground(characters, filled, view)
    unseen |= covered(characters, view)
    unseen |= struck(characters, np.vstack([view.across, view.strokes]), view.down)
    unseen |= shadows(characters, texts.colour[:, :3])
    return unseen


def _lie_on_each_other(characters: Characters, invisible: Flags, order: Ints) -> bool:
    """True when invisible texts lie on each other, which nobody paints on purpose.

    A producer that sets the mode for one text and forgets to set it back makes all that follows
    invisible by the letter. Only the lower texts are meant.
    """
    numbers = true_at(invisible & ~blank(characters.code))
    by_place = numbers[np.lexsort((order[numbers], characters.x0[numbers], characters.baseline[numbers]))]
    level = np.abs(np.diff(characters.baseline[by_place])) < 0.5
    near = np.abs(np.diff(characters.x0[by_place])) < 0.25 * characters.size[by_place[1:]]
    return bool((level & near & (np.diff(order[by_place]) != 0)).any())


def _below_another(characters: Characters, invisible: Flags, order: Ints) -> Flags:
    """Marks the invisible characters over which a later invisible text of the same line is painted."""
    numbers = true_at(invisible & ~blank(characters.code))
    under = np.zeros(len(characters), np.bool_)
    spans: list[tuple[int, float, float, float]] = []
    for text in np.unique(order[numbers]).tolist():
        of = numbers[order[numbers] == text]
        span = float(characters.x0[of].min()), float(characters.x1[of].max())
        spans.append((text, float(np.median(characters.baseline[of])), *span))
    for text, baseline, left, right in spans:
        for other, at, start, end in spans:
            shared = min(right, end) - max(left, start)
            narrow = max(0.1, min(right - left, end - start))
            if other > text and abs(at - baseline) < 1.0 and shared > 0.5 * narrow:
                under[numbers[order[numbers] == text]] = True
                break
    return under


def _like_its_ground(characters: Characters, filled: Flags, view: PageView) -> Flags:
    """Characters in the colour of what is painted under them, white paper where nothing is."""
    fills, colour = view.fills, view.texts.colour[:, :3]
    like = np.zeros(len(characters), np.bool_)
    thick = _grounds(fills)
    known = fills.colour[thick]
    grounds = np.array(list({(255, 255, 255), *map(tuple, known[known[:, 0] >= 0].tolist())}))
    # All texts of most pages have one colour.
    different = colour[:1] if (colour == colour[0]).all() else colour
    near = np.abs(different[:, None] - grounds[None]).max(axis=2) < _SAME_COLOUR
    doubtful_texts = filled & near.any(axis=1)
    if not doubtful_texts.any():
        return like
    doubtful = true_at(doubtful_texts[characters.text])
    ground = _ground_of(characters, doubtful, view, thick)
    own = colour[characters.text[doubtful]]
    like[doubtful] = np.abs(ground - own).max(axis=1) < _SAME_COLOUR
    return like


def _grounds(fills: Fills) -> Ints:
    """The fills that may be the ground of a character, in the order of painting."""
    thick = true_at(is_thick(fills))
    return thick[np.argsort(fills.order[thick], kind="stable")]


def _ground_of(characters: Characters, numbers: Ints, view: PageView, thick: Ints) -> Ints:
    """The colour of what is painted under some characters; less than 0 where that is a picture."""
    fills = view.fills
    ground = np.tile(_WHITE, (len(numbers), 1))
    x, y = characters.x[numbers], characters.y[numbers]
    order = view.texts.order[characters.text[numbers]]
    for number in thick.tolist():
        ground[(fills.order[number] < order) & within(fills.box[number], x, y)] = fills.colour[number]
    return ground


# ---- Watermarks ------------------------------------------------------------------------------


def _watermark(characters: Characters, view: PageView) -> Flags:
    """Characters that lie over the page: slanted, pale and far larger than its text, or hardly to be seen."""
    slanted = characters.turn < 0
    if not len(characters):
        return slanted
    # What is under a text shows through it as far as it is not opaque.
    opacity = view.texts.colour[:, 3:] / 255
    paleness = (255 - (255 - view.texts.colour[:, :3]) * opacity).min(axis=1)
    if not (paleness > _PALE).any():
        return slanted
    pale = (paleness > _PALE)[characters.text]
    large = characters.size > _LARGER * float(np.median(characters.size))
    mark: Flags = slanted | (large & pale)
    faint = true_at((paleness > _FAINT)[characters.text] & ~mark)
    if faint.size:
        mark[faint] = _ground_of(characters, faint, view, _grounds(view.fills)).min(axis=1) > _PAPER
    return mark


# ---- Bold type -------------------------------------------------------------------------------


def painted_once(characters: Characters) -> Characters:
    """The characters without those painted again in nearly the same place, which makes them bold."""
    if not _may_repeat(characters):
        return characters
    # One number for a character and its line takes half the time of two.
    code = characters.code * _FARTHEST
    order = np.lexsort((characters.x0, code + np.rint(characters.baseline)))
    again = _repeats(characters, order)
    # A baseline may lie on either side of a rounding edge.
    order = np.lexsort((characters.x0, code + np.rint(characters.baseline + 0.5)))
    again |= _repeats(characters, order)
    return characters.where(~again) if again.any() else characters


def _may_repeat(characters: Characters) -> bool:
    """False when no character stands near to the same one on its line, as on most pages."""
    if len(characters) < 2:
        return False
    x0, baseline = characters.x0, characters.baseline
    if min(x0.min(), baseline.min()) < 0 or max(x0.max(), baseline.max()) > _ROOM - 2:
        return True
    for moved in (0.0, 0.5):
        # Numbers are sorted in a tenth of the time that their order takes.
        places = (characters.code * _ROOM + np.rint(baseline + moved)) * _ROOM + x0
        places.sort()
        if (places[1:] - places[:-1] < _AGAIN + 0.1).any():
            return True
    return False


def _repeats(characters: Characters, order: Ints) -> Flags:
    """Which characters follow, in an order, the same one in nearly the same place."""
    again = np.zeros(len(order), np.bool_)
    before, after = order[:-1], order[1:]
    same = characters.code[before] == characters.code[after]
    near = np.abs(characters.x0[before] - characters.x0[after]) <= _AGAIN
    level = np.abs(characters.baseline[before] - characters.baseline[after]) <= _AGAIN
    again[after] = same & near & level
    return again


# ---- Marks of notes --------------------------------------------------------------------------


def _with_raised(characters: Characters) -> Characters:
    """The characters, small figures set above the line behind a figure named as what they are.

    They are the mark of a note; beside the figure they would be its last digits.
    """
    smaller = true_at(characters.size[1:] < _SMALL * characters.size[:-1]) + 1
    marks = [number for first in smaller.tolist() for number in _mark_from(characters, first)]
    if not marks:
        return characters
    codes = characters.code.copy()
    for number in marks:
        codes[number] = ord(raised(chr(codes[number])))
    return replace(characters, code=codes)


def _mark_from(characters: Characters, first: int) -> Iterator[int]:
    """The figures of the mark that begins with a smaller character, where it begins one, by number."""
    code, size, before = characters.code, characters.size, first - 1
    rise = characters.baseline[before] - characters.baseline[first]
    is_above = _RISE[0] * size[before] < rise < _RISE[1] * size[before]
    if not (is_above and _is_figure(int(code[before]))):
        return
    for number in range(first, len(code)):
        is_beside = abs(characters.x0[number] - characters.x1[number - 1]) <= _BESIDE * size[before]
        if not (is_beside and _is_figure(int(code[number])) and size[number] == size[first]):
            return
        yield number


def _is_figure(code: int) -> bool:
    return ord("0") <= code <= ord("9")
