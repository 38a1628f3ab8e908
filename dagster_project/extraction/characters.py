"""Characters as a person sees them: without those that show nothing, others as the ones they look like.

Belongs here: what of a text is not shown, and what fonts and programs write for a plain character.
Does not belong here: what a whole text is, such as an amount (``grid``); halves of characters (``read``).
"""

from __future__ import annotations

import re
import unicodedata

# Zero-width blanks and joiners, marks of direction, the soft hyphen. Overrides of direction stay: with them
# a number is shown in another order than it is stored in, and is not to be read.
_UNSEEN = (
    "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
# Simplified radicals have no equivalent in Unicode's own table.
_RADICALS = dict(
    zip(
        "⺠⺝⺮⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "民月竹虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Radicals, their simplified forms, ideographs kept for old encodings, Latin ligatures.
_ALIKE = [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF), *range(0xFB00, 0xFB07)]
_SEEN = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _ALIKE}
    | _RADICALS
    | dict.fromkeys(_UNSEEN, "")
)
_ANY = re.compile(f"[{_UNSEEN}\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufb06]")


def holds_others(text: str) -> bool:
    """Whether a text holds characters that are not what is seen."""
    return not text.isascii() and bool(_ANY.search(text))


def as_seen(text: str) -> str:
    """A text in the characters that a person sees."""
    return text.translate(_SEEN)


def raised(text: str) -> str:
    """A text set above the line, its digits as raised ones: the mark of a note is no part of a number."""
    return text.translate(_RAISED)
