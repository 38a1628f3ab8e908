"""How many numbers a page holds by another reader's eyes, and how many of them were not read.

Belongs here: the text that PDFium itself gives of a page, held against the page's blocks.
Does not belong here: why a number is missing, and what is done about it.

PDFium's text knows nothing of cells, lines, clips or the page's edges: whatever those lose, it still
sees. Digits are compared, because a number may be broken over lines or pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Block, Piece

_NUMBER = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers that a page shows to another reader, and those of them that were not read."""

    seen: int
    lost: int


def text_of(document: pdfium.PdfDocument, page_no: int) -> str:
    """All text of a page, as PDFium gives it; pages count from 1."""
    page = document[page_no - 1]
    try:
        text = page.get_textpage()
        try:
            return str(text.get_text_range())
        finally:
            text.close()
    finally:
        page.close()


def count(text: str, blocks: Iterable[Block], hidden: int = 0) -> Count:
    """Compares the numbers of a page's text with those of its blocks.

    Args:
        text: What another reader sees, characters that are painted over included.
        blocks: What was read of the page.
        hidden: Digits that were left out because nobody sees them. They excuse no page of which
            nothing was read.
    """
    seen, read = _numbers([text]), _numbers(_texts(blocks))
    missing, surplus = seen - read, read - seen
    digits = _digits(missing) - _digits(surplus)
    if digits <= 0 or (read and digits <= hidden):
        return Count(seen.total(), 0)
    if read:
        digits -= hidden
    return Count(seen.total(), max(1, round(missing.total() * digits / _digits(missing))))


def differing(text: str, blocks: Iterable[Block]) -> Count:
    """How many numbers of a text there are, and how many of them stand nowhere in the blocks."""
    seen = _numbers([text])
    return Count(seen.total(), (seen - _numbers(_texts(blocks))).total())


def digits_of(text: str) -> int:
    """How many digits a text holds."""
    return sum(character.isdigit() for character in text)


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Piece):
            yield from (cell.text for cell in block.cells)
        else:
            yield block.text


def _numbers(texts: Iterable[str]) -> Counter[str]:
    # No number goes over the end of a line.
    return Counter(_NUMBER.findall("\n".join(texts)))


def _digits(numbers: Counter[str]) -> int:
    return sum(digits_of(number) * times for number, times in numbers.items())
