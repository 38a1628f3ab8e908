"""The numbers that Word sets before paragraphs of a list and does not store with their text (一、, （一）).

Belongs here: which level of which list a paragraph is on, how its number is counted and written.
Does not belong here: bullets, which say nothing; the paragraphs' own text (``docx``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from dagster_project.extraction.readers.word_visibility import Visibility

_PARAGRAPH, _PROPERTIES, _LIST = qn("w:p"), qn("w:pPr"), qn("w:numPr")
_VALUE, _LEVEL = qn("w:val"), qn("w:ilvl")
_STYLE, _BASED_ON = qn("w:pStyle"), qn("w:basedOn")
_ON = qn("w:numId")
_COUNT = re.compile(r"[0-9]{1,6}")
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 20
_DIGITS, _FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_PLACES, _FORMAL_PLACES = ("", "十", "百", "千"), ("", "拾", "佰", "仟")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_COUNTING = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    )
)
# Numbers that are written as one character, by the first one and how many there are.
_SINGLE = {
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}
_CYCLES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
_NOTHING = frozenset(("none", "bullet"))


@dataclass(slots=True)
class _Level:
    """How a level of a list is counted and written."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    is_parted: bool = True
    is_plain: bool = False
    restarts_after: int | None = None
    paragraph_style: str = ""

    def number(self, counts: list[int], level: int, levels: dict[int, _Level]) -> str:
        """What is shown before a paragraph, with what parts it from the text."""

        def written(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            if of > level:
                return ""
            return number_as(counts[of], "decimal" if self.is_plain else levels.get(of, self).style)

        text = _PLACE.sub(written, self.pattern)
        return f"{text} " if self.is_parted and text[-1:].isalnum() else text


@dataclass(slots=True)
class _List:
    """A list: what it counts together with, its levels, and those that it begins anew."""

    counts_with: str
    levels: dict[int, _Level] = field(default_factory=dict)
    begins_anew: dict[int, int] = field(default_factory=dict)


def number_as(number: int, style: str) -> str:
    """A number as a list of this kind writes it; of kinds that are not known, in digits."""
    if style in _NOTHING:
        return ""
    if style in _COUNTING:
        return _counted(number, _DIGITS, _PLACES)
    if style == "chineseLegalSimplified":
        return _counted(number, _FORMAL, _FORMAL_PLACES)
    if style in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    if style in _CYCLES:
        return _CYCLES[style][(number - 1) % len(_CYCLES[style])]
    if style in _SINGLE and 1 <= number <= _SINGLE[style][1]:
        return chr(ord(_SINGLE[style][0]) + number - 1)
    if style in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    if style in ("upperRoman", "lowerRoman"):
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _counted(number: int, digits: str, places: tuple[str, ...]) -> str:
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        text += digits[int(digit)] + places[place] if digit != "0" else digits[0]
    text = re.sub(f"{digits[0]}+", digits[0], text).rstrip(digits[0])
    # 十一, not 一十一; in sums of money 壹拾壹.
    return text[1:] if digits == _DIGITS and 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value and number < 4_000:
            text, number = text + letters, number - value
    return text or str(number)


def _said(element: BaseOxmlElement | None, path: str) -> str | None:
    found = element.find(path) if element is not None else None
    return None if found is None else str(found.get(_VALUE, ""))


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and _COUNT.fullmatch(text) else None


def _level_of(element: BaseOxmlElement) -> _Level:
    is_unseen = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None
    restart = _count(_said(element, qn("w:lvlRestart")))
    style = _said(element, qn("w:numFmt")) or "decimal"
    return _Level(
        _count(_said(element, qn("w:start"))) or 0,
        style,
        "" if is_unseen or style in _NOTHING else _said(element, qn("w:lvlText")) or "",
        _said(element, qn("w:suff")) != "nothing",
        element.find(qn("w:isLgl")) is not None,
        restart,
        _said(element, qn("w:pStyle")) or "",
    )


class Numbers:
    """The numbers of a document's paragraphs."""

    def __init__(self, numbering: BaseOxmlElement | None, styles: BaseOxmlElement | None) -> None:
        self._styles = {str(s.get(qn("w:styleId"))): s for s in _all(styles, "w:style")}
        self._normal = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"
            ),
            "",
        )
        self._abstract = {str(a.get(qn("w:abstractNumId"))): a for a in _all(numbering, "w:abstractNum")}
        self._nums = {str(n.get(_ON)): n for n in _all(numbering, "w:num")}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._shown: dict[BaseOxmlElement, str] = {}

    def count(self, elements: Iterable[BaseOxmlElement], visibility: Visibility) -> None:
        """Counts the paragraphs that are shown under some elements, in their order."""
        if not self._nums:
            return
        for paragraph in (p for element in elements for p in element.iter(_PARAGRAPH)):
            place = self._place_of(paragraph)
            found = self._list(place[0]) if place is not None else None
            if place is not None and found is not None and visibility.is_shown(paragraph):
                self._shown[paragraph] = self._next(place[0], found, place[1])

    def before(self, paragraph: BaseOxmlElement) -> str:
        """What is shown before the text of a paragraph."""
        return self._shown.get(paragraph, "")

    def _place_of(self, paragraph: BaseOxmlElement) -> tuple[str, int] | None:
        """The list and the level of a paragraph, which its style may say."""
        properties = paragraph.find(_PROPERTIES)
        own = properties.find(_LIST) if properties is not None else None
        if own is not None and _said(own, _ON) is not None:
            return str(_said(own, _ON)), _count(_said(own, _LEVEL)) or 0
        name = _said(properties, _STYLE) or self._normal
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return None
            of_style = style.find(f"{_PROPERTIES}/{_LIST}")
            if of_style is not None and _said(of_style, _ON) is not None:
                number = str(_said(of_style, _ON))
                found = self._list(number)
                levels = found.levels if found is not None else {}
                own_level = next((n for n, v in levels.items() if v.paragraph_style == name), None)
                said = _count(_said(own, _LEVEL)) if own is not None else None
                of_level = own_level if own_level is not None else _count(_said(of_style, _LEVEL)) or 0
                return number, of_level if said is None else said
            name = _said(style, _BASED_ON) or ""
        return None

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._made(number, 0)
        return self._lists[number]

    def _made(self, number: str, depth: int) -> _List | None:
        node = self._nums.get(number)
        name = _said(node, qn("w:abstractNumId")) or ""
        abstract = self._abstract.get(name)
        if node is None or abstract is None or depth > _DEEPEST:
            return None
        link = _said(abstract, qn("w:numStyleLink"))
        if link is not None:
            of_style = _said(self._styles.get(link), f"{_PROPERTIES}/{_LIST}/{_ON}")
            return self._made(of_style, depth + 1) if of_style is not None else None
        made = _List(name)
        for level in abstract.findall(qn("w:lvl")):
            made.levels[_count(str(level.get(_LEVEL))) or 0] = _level_of(level)
        for change in node.findall(qn("w:lvlOverride")):
            at = _count(str(change.get(_LEVEL))) or 0
            own = change.find(qn("w:lvl"))
            if own is not None:
                made.levels[at] = _level_of(own)
            start = _count(_said(change, qn("w:startOverride")))
            if start is not None:
                made.begins_anew[at] = start
        return made

    def _next(self, number: str, found: _List, level: int) -> str:
        own = found.levels.get(level)
        if own is None:
            return ""
        counts = self._counts.setdefault(found.counts_with, [None] * 10)
        before = counts[level]
        if level in found.begins_anew and (number, level) not in self._begun:
            self._begun.add((number, level))
            counts[level] = found.begins_anew[level]
        else:
            counts[level] = own.start if before is None else before + 1
        for deeper in range(level + 1, len(counts)):
            after = found.levels[deeper].restarts_after if deeper in found.levels else None
            if after is None or (after and level < after):
                counts[deeper] = None
        return own.number([self._count_of(found, n, counts) for n in range(len(counts))], level, found.levels)

    @staticmethod
    def _count_of(found: _List, level: int, counts: list[int | None]) -> int:
        count = counts[level]
        start = found.levels[level].start if level in found.levels else 1
        return start if count is None else count


def _all(part: BaseOxmlElement | None, name: str) -> Iterable[BaseOxmlElement]:
    return part.iter(qn(name)) if part is not None else ()
