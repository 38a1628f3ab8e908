"""Characters as lines of text, as words, and as the texts of cells; lines as paragraphs.

Belongs here: which characters stand on one line, and which lines are one paragraph.
Does not belong here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.grid import is_labelled
from dagster_project.extraction.pdf.page import Characters, Flags, Floats, Ints, changes, true_at
from dagster_project.extraction.pdf.words import Word

# A gap wider than this part of the character size is printed as a space.
_SPACE = 0.5
# A gap wider than this sets words of different columns apart.
_APART = 0.6
# A gap wider than this before another text object may set apart a text of another column.
_JOINT = 0.25
# Characters whose baselines are this near, in points or as a part of their size, stand on one line,
# unless a run of them is higher than the last part of their size, and some stand above others.
_LEVEL, _LEVEL_SHARE, _MIXED = 1.5, 0.35, 0.6
# Lines begin a paragraph of their own when they begin like an item of a list.
_ITEM = re.compile(
    r"^\s*([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、．)）]|\d+\.(?!\d)|"
    r"第[一二三四五六七八九十\d]+[部章节条]|[①-⑳]|[★●■◆])"
)
# The title of a table ends so; whose it is and its unit stand below, perhaps in the same size.
_TITLE = re.compile(r"表\s*([(（][^()（）]*[)）])?\s*$")
_LEADER = re.compile(r"[.…·]{4,}\s*\d*$")
_BLANK_CODE = 0x20
_SPACES = re.compile(r" {2,}")
# Whether each code point is white space; the last one stands for all beyond.
_BLANK = np.array([*(chr(code).isspace() for code in range(0x3001)), False])


@dataclass(slots=True)
class Line:
    """A line of text: its place on the page, its character size, its text."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    text: str


def blank(code: Ints) -> Flags:
    """Which code points are white space."""
    flags: Flags = _BLANK[np.minimum(code, len(_BLANK) - 1)]
    return flags


def is_digit(code: Ints) -> Flags:
    """Which code points are digits, of full width or not."""
    flags: Flags = ((code >= 0x30) & (code <= 0x39)) | ((code >= 0xFF10) & (code <= 0xFF19))
    return flags


@dataclass(slots=True)
class _Printed:
    """Characters in reading order: which begins a line, which is set apart from the one before it."""

    characters: Characters
    group: Ints
    begins: Flags
    gap: Floats


def _laid_level(characters: Characters) -> Characters:
    """Characters that are written downwards, upwards or upside down, with places as if written level."""
    turn = characters.turn
    if not (turn > 0).any():
        return characters
    x0, x1, top, bottom = characters.x0, characters.x1, characters.top, characters.bottom
    turns = [turn == 1, turn == 2, turn == 3]
    return replace(
        characters,
        x0=np.select(turns, [top, -x1, -bottom], x0),
        x1=np.select(turns, [bottom, -x0, -top], x1),
        baseline=np.select(turns, [-x0, -top, x1], characters.baseline),
    )


def overlaid(characters: Characters) -> str:
    """The texts that lie over a page, one text object a line, in the order of painting."""
    if not len(characters):
        return ""
    lines: dict[int, list[str]] = {}
    for text, code in zip(characters.text.tolist(), characters.code.tolist(), strict=True):
        lines.setdefault(text, []).append(chr(code))
    return "\n".join(filter(None, (_tidy("".join(line)) for line in lines.values())))


def _printed(characters: Characters, group: Ints) -> _Printed:
    """Characters of each group sorted by baselines, and on each baseline from left to right."""
    if not _ascend(group, characters.baseline):
        order = np.lexsort((characters.baseline, group))
        characters, group = characters.where(order), group[order]
    begins, at = changes(group), characters.baseline
    begins[1:] |= at[1:] - at[:-1] > np.maximum(_LEVEL, _LEVEL_SHARE * characters.size[1:])
    _part_mixed(characters, begins)
    line = np.cumsum(begins)
    if not _ascend(line, characters.x0):
        order = np.lexsort((characters.x0, line))
        characters, group = characters.where(order), group[order]
    gap = np.zeros(len(group))
    np.subtract(characters.x0[1:], characters.x1[:-1], out=gap[1:])
    return _Printed(characters, group, begins, gap)


def _part_mixed(characters: Characters, begins: Flags) -> None:
    """Begins a line where a run of near baselines, each a little lower, holds texts above each other.

    So stand the names of narrow columns, each set of several lines in the middle of its own cell.
    """
    if not len(begins):
        return
    starts = true_at(begins)
    ends = np.append(starts[1:], len(begins))
    at, size = characters.baseline, characters.size
    for number in true_at(at[ends - 1] - at[starts] > _MIXED * size[starts]).tolist():
        first, end = int(starts[number]), int(ends[number])
        if not _lie_over_each_other(characters.where(np.arange(first, end))):
            continue
        top = at[first]
        for place in range(first + 1, end):
            if at[place] - top > max(_LEVEL, _LEVEL_SHARE * size[place]):
                begins[place] = True
                top = at[place]


def _lie_over_each_other(characters: Characters) -> bool:
    """Whether some characters stand above others."""
    seen = characters.chosen(~blank(characters.code))
    seen = seen.where(np.argsort(seen.x0, kind="stable"))
    over = seen.x1[:-1] - seen.x0[1:] > _MIXED * np.minimum(seen.x1 - seen.x0, seen.size)[1:]
    apart = np.abs(seen.baseline[1:] - seen.baseline[:-1]) > _LEVEL
    return bool((over & apart).any())


def _ascend(first: NDArray[Any], then: Floats) -> bool:
    """True when things are in order by one number and, where that is the same, by another: many pages are."""
    before, after = first[:-1], first[1:]
    return bool(((before < after) | ((before == after) & (then[:-1] <= then[1:]))).all())


def _tidy(text: str) -> str:
    text = text.replace("\xa0", " ")
    return (_SPACES.sub(" ", text) if "  " in text else text).strip()


def _pieces(printed: _Printed, starts: Ints) -> list[str]:
    """The texts that begin at some characters, a space where one is set apart from its neighbour."""
    codes = printed.characters.code
    spaced = true_at(~printed.begins & (printed.gap > _SPACE * printed.characters.size))
    if len(spaced):
        codes = np.insert(codes, spaced, _BLANK_CODE)
        # A space before the first character of a text is a part of it.
        starts = starts + np.searchsorted(spaced, starts)
    whole = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass").replace("\xa0", " ")
    edges = [*starts.tolist(), len(whole)]
    texts = [whole[start:end].strip() for start, end in pairwise(edges)]
    return [_SPACES.sub(" ", text) for text in texts] if "  " in whole else texts


def texts_of(characters: Characters, group: Ints) -> dict[int, str]:
    """The text of each group of characters, a printed line a line; groups without text are left out."""
    if not len(characters):
        return {}
    printed = _printed(_laid_level(characters), group)
    starts = true_at(printed.begins)
    texts: dict[int, str] = {}
    for owner, text in zip(printed.group[starts].tolist(), _pieces(printed, starts), strict=True):
        if text:
            texts[owner] = f"{texts[owner]}\n{text}" if owner in texts else text
    return texts


def _measured(printed: _Printed, begins: Flags) -> list[Line | None]:
    """A line for each run of characters; None for one without any text."""
    starts = true_at(begins)
    if not len(starts):
        return []
    chars = printed.characters
    seen = ~blank(chars.code)
    whole = bool(seen.all())

    def ends(sides: Floats, find: np.ufunc, far: float) -> list[float]:
        found: list[float] = find.reduceat(sides if whole else np.where(seen, sides, far), starts).tolist()
        return found

    x0, x1 = ends(chars.x0, np.minimum, np.inf), ends(chars.x1, np.maximum, -np.inf)
    top, bottom = ends(chars.top, np.minimum, np.inf), ends(chars.bottom, np.maximum, -np.inf)
    size = ends(chars.size, np.maximum, -np.inf)
    sides = zip(x0, x1, top, bottom, size, _pieces(printed, starts), strict=True)
    return [Line(*found) if found[-1] else None for found in sides]


@dataclass(slots=True)
class TextLines:
    """The lines that characters stand on, from top to bottom, whole and parted into words."""

    whole: list[Line]
    words: list[list[Word]]


def lines_of(characters: Characters) -> TextLines:
    """The lines of characters, and the same lines parted where a gap is wider than a character."""
    if not len(characters):
        return TextLines([], [])
    printed = _printed(characters, np.zeros(len(characters), np.int64))
    whole = _measured(printed, printed.begins)
    line_of = np.cumsum(printed.begins).astype(np.int64)
    seen = true_at(~blank(printed.characters.code))
    words: list[list[Word]] = []
    if len(seen):
        shown = printed.characters
        if len(seen) < len(shown):
            shown = shown.where(seen)
        of = line_of[seen]
        begins = np.ones(len(seen), np.bool_)
        begins[1:] = of[1:] != of[:-1]
        gap = np.zeros(len(seen))
        gap[1:] = shown.x0[1:] - shown.x1[:-1]
        begins |= gap > _APART * shown.size
        joint = np.zeros(len(seen), np.bool_)
        joint[1:] = (shown.text[1:] != shown.text[:-1]) & (gap[1:] > _JOINT * shown.size[1:])
        last = -1
        for number, word in _words(_Printed(shown, of, begins, gap), joint & ~begins):
            if number != last:
                words.append([])
                last = number
            words[-1].append(word)
    return TextLines([line for line in whole if line is not None], words)


def _words(printed: _Printed, joint: Flags) -> Iterator[tuple[int, Word]]:
    """Words with the numbers of their lines, each with the parts that joints divide it into."""
    whole = _measured(printed, printed.begins)
    pieces: dict[int, list[Word]] = {}
    if joint.any():
        starts = printed.begins | joint
        word_of = (np.cumsum(printed.begins) - 1)[starts]
        broken = np.isin(word_of, word_of[joint[starts]])
        measured = _measured(printed, starts)
        for number in true_at(broken).tolist():
            piece = measured[number]
            if piece is not None:
                pieces.setdefault(int(word_of[number]), []).append(_word(piece, ()))
    lines = printed.group[printed.begins].tolist()
    for number, (line_no, line) in enumerate(zip(lines, whole, strict=True)):
        if line is not None:
            yield line_no, _word(line, tuple(pieces.get(number, ())))


def _word(line: Line, parts: tuple[Word, ...]) -> Word:
    return Word(line.x0, line.x1, line.top, line.bottom, line.size, line.text, parts)


# ---- Paragraphs ------------------------------------------------------------------------------


def runs_on(line: Line, right: float) -> bool:
    """True when a line reaches the right margin, so that its paragraph may go on."""
    return line.x1 >= right - 1.6 * line.size and not _LEADER.search(line.text)


def may_follow(line: Line, left: float) -> bool:
    """True when a line begins at the left margin, and not like an item of a list."""
    return line.x0 <= left + 0.8 * line.size and not _ITEM.match(line.text)


def _goes_on(line: Line, following: Line, left: float, right: float) -> bool:
    if _TITLE.search(line.text) and is_labelled(following.text):
        return False
    same_size = abs(following.size - line.size) <= 0.15 * line.size
    return same_size and runs_on(line, right) and may_follow(following, left)


def margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Left and right margin of the running text: the reach of its long lines.

    A page without long lines has no running text: nothing on it reaches a right margin.
    """
    long = [line for line in lines if line.x1 - line.x0 > 20 * line.size]
    if not long:
        return 0.0, float("inf")
    return min(line.x0 for line in long), max(line.x1 for line in long)


def paragraphs_of(lines: Sequence[Line]) -> list[Line]:
    """Joins the lines of each paragraph; a joined paragraph keeps its last line's right end."""
    if not lines:
        return []
    left, right = margins(lines)
    joined: list[Line] = []
    bottom = 0.0
    for line in lines:
        if joined and bottom > line.top - 1.6 * line.size and _goes_on(joined[-1], line, left, right):
            before = joined[-1]
            joined[-1] = Line(
                before.x0, line.x1, before.top, line.bottom, before.size, before.text + line.text
            )
        else:
            joined.append(line)
        bottom = line.bottom
    return joined
