"""Characters of a PDF page as lines of text, and lines as paragraphs.

Belongs here: which characters stand on one line, and which lines are one paragraph.
Does not belong here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from dagster_project.extraction.pdf.alignment import Word
from dagster_project.extraction.pdf.glyphs import Glyph

# A gap wider than this part of the character size is printed as a space.
_SPACE = 0.5
# A gap wider than this sets words of different columns apart.
_APART = 0.6
# Lines begin a paragraph of their own when they begin like an item of a list.
_ITEM = re.compile(
    r"^\s*([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、．)）]|\d+\.(?!\d)|"
    r"第[一二三四五六七八九十\d]+[部章节条]|[①-⑳]|[★●■◆])"
)
_LEADER = re.compile(r"[.…·]{4,}\s*\d*$")


@dataclass(slots=True)
class Line:
    """A line of text: its place on the page, its character size, its text."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    text: str


def _baseline(glyph: Glyph) -> float:
    """Distance of the baseline from a fixed height; fonts of one line differ in their tops."""
    return -float(glyph["matrix"][5]) if glyph["upright"] else float(glyph["bottom"])


def _text(glyphs: Sequence[Glyph]) -> str:
    parts: list[str] = []
    previous: Glyph | None = None
    for glyph in glyphs:
        if previous is not None and glyph["x0"] - previous["x1"] > _SPACE * glyph["size"]:
            parts.append(" ")
        parts.append(glyph["text"])
        previous = glyph
    return re.sub(r" {2,}", " ", "".join(parts).replace("\xa0", " ")).strip()


def _printed_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters on each baseline, from left to right."""
    rows: list[list[Glyph]] = []
    last = 0.0
    for glyph in sorted(glyphs, key=_baseline):
        at = _baseline(glyph)
        if rows and at - last <= max(1.5, 0.35 * glyph["size"]):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
        last = at
    for row in rows:
        row.sort(key=lambda g: g["x0"])
    return rows


def _line(glyphs: list[Glyph]) -> Line | None:
    text = _text(glyphs)
    shown = [g for g in glyphs if g["text"].strip()]
    if not text or not shown:
        return None
    return Line(
        min(g["x0"] for g in shown),
        max(g["x1"] for g in shown),
        min(g["top"] for g in shown),
        max(g["bottom"] for g in shown),
        max(g["size"] for g in shown),
        text,
    )


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that characters stand on, from top to bottom."""
    return [line for row in _printed_lines(glyphs) if (line := _line(row)) is not None]


def words_of(glyphs: Iterable[Glyph]) -> list[list[Word]]:
    """The same lines, each parted where a gap is wider than a character."""
    found = []
    for row in _printed_lines(glyphs):
        parts: list[list[Glyph]] = []
        for glyph in (g for g in row if g["text"].strip()):
            if parts and glyph["x0"] - parts[-1][-1]["x1"] <= _APART * glyph["size"]:
                parts[-1].append(glyph)
            else:
                parts.append([glyph])
        words = [Word(*astuple(line)) for part in parts if (line := _line(part)) is not None]
        if words:
            found.append(words)
    return found


def text_of(glyphs: Iterable[Glyph]) -> str:
    """The text of characters, a printed line a line."""
    return "\n".join(line.text for line in lines_of(glyphs))


def runs_on(line: Line, right: float) -> bool:
    """True when a line reaches the right margin, so that its paragraph may go on."""
    return line.x1 >= right - 1.6 * line.size and not _LEADER.search(line.text)


def may_follow(line: Line, left: float) -> bool:
    """True when a line begins at the left margin, and not like an item of a list."""
    return line.x0 <= left + 0.8 * line.size and not _ITEM.match(line.text)


def _goes_on(line: Line, following: Line, left: float, right: float) -> bool:
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
