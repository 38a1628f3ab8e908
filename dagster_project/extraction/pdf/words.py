"""Words of a page: texts set apart from others on their line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.extraction.blocks import GridCell, Placed
from dagster_project.extraction.grid import is_ordinal_row

_PAGE_NUMBER = re.compile(r"^[-–—―─－_\s·.，,第页共/\d]{1,16}$")


@dataclass(slots=True)
class Word:
    """A text set apart from others on its line: its box, its character size.

    ``parts`` are what a narrow gap divides it into, where another text object begins: perhaps texts of
    two columns that stand close to each other.
    """

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    text: str
    parts: tuple[Word, ...] = ()

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The x position of its middle."""
        return (self.x0 + self.x1) / 2


Words = list[Word]


def placed(line: Words) -> Placed:
    """The texts of a line with their boxes."""
    return tuple(((word.x0, word.top, word.x1, word.bottom), word.text) for word in line)


def middle_of(line: Words) -> float:
    """The height of the middle of a line of words."""
    return sum(word.middle for word in line) / len(line)


def numbers_columns(line: Words) -> bool:
    """True for the line that numbers the columns."""
    return is_ordinal_row([GridCell(0, i, 1, 1, word.text) for i, word in enumerate(line)])


def is_page_number(text: str) -> bool:
    """True for a text that numbers its page."""
    return bool(_PAGE_NUMBER.match(text))


def is_prose(line: Words) -> bool:
    """True for a line of a sentence."""
    return any("。" in word.text or len(word.text) > 40 for word in line)


def text_of(words: list[Word]) -> str:
    """The words of one cell, a printed line a line."""
    ordered = sorted(words, key=lambda w: (round(w.middle), w.x0))
    lines: list[list[Word]] = []
    for word in ordered:
        if lines and abs(lines[-1][-1].middle - word.middle) <= 0.4 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(word.text for word in line) for line in lines)
