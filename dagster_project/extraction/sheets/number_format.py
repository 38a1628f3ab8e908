"""A number as its number format shows it.

Belongs here: the format language of spreadsheets as far as figures need it: sections and
conditions, places, grouping, scale, percent, literals, dates.
Does not belong here: fractions, elapsed hours, locales of other scripts; such a number is shown plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

# Significant digits that a double holds for sure, and that spreadsheets show.
_DIGITS = 15
# A double has no more places before its point; longer integers are no program's.
_LARGEST_EXPONENT = 308
# What may be shown: those, and as many decimals and percent signs as a format has room for.
_MOST_DIGITS = 1_000
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<room>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>[Ee][+-]0+)"
    r"|(?P<date>AM/PM|am/pm|上午/下午|y+|m+|d+|h+|s+|Y+|M+|D+|H+|S+)"
    r"|(?P<place>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
_COLOUR = re.compile(r"(?i)red|magenta|红色?|洋红色?|color\s?\d+|颜色\s?\d+")
_SIGNS = frozenset("-(（△▲")
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_DAY = 2_958_465

Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format, between semicolons."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    is_coloured: bool = False

    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.tokens}


def shown(value: float | int, number_format: str, *, since_1904: bool = False) -> str:
    """The text that a cell with this value and format shows.

    Args:
        value: The stored number; a date is its number of days.
        number_format: The format code, such as ``#,##0.00`` or ``0!.0000``.
        since_1904: Whether the workbook counts days from 1904.
    """
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return "#NUM!"
    if isinstance(value, int) and value.bit_length() > _LARGEST_EXPONENT * 4:
        return str(value)
    with localcontext() as context:
        context.prec = _MOST_DIGITS
        return _shown(_decimal(value), number_format, since_1904)


def _shown(number: Decimal, number_format: str, since_1904: bool) -> str:
    section, negative_own = _choose(_sections(number_format), number)
    if section is None or not section.tokens:
        return _general(number) if section is None else ""
    if "general" in section.kinds():
        own_sign = negative_own and bool(_SIGNS & set(_literals(section)))
        return _around(section, "general", _general(abs(number) if own_sign else number))
    if "date" in section.kinds():
        return _date(number, section, since_1904)
    if "place" not in section.kinds():
        return _general(number) if "text" in section.kinds() else _literals(section)
    if "exponent" in section.kinds() or ("other", "/") in section.tokens:
        return _general(number)
    text = _number(abs(number) if negative_own else number, section)
    # A negative number that only its colour tells from a positive one.
    coloured = section.is_coloured and not _SIGNS & set(text)
    return f"-{text}" if negative_own and number < 0 and coloured else text


def shown_text(text: str, number_format: str) -> str:
    """What a cell with this text and format shows: nothing under ``;;;``, more under ``"单位："@``."""
    if ";" not in number_format and "@" not in number_format:
        return text
    sections = _sections(number_format)
    own = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) < 4 and "text" not in own.kinds():
        return text
    return _around(own, "text", text)


def is_date_format(number_format: str) -> bool:
    """True for a format that shows a number of days as a date."""
    return any("date" in section.kinds() for section in _sections(number_format))


def is_of_fixed_length(number_format: str) -> bool:
    """True for a format that shows a number whole or not at all; General and E+00 shorten it."""
    kinds = {kind for section in _sections(number_format)[:3] for kind in section.kinds()}
    return bool(kinds & {"place", "date"}) and not kinds & {"general", "exponent"}


def _decimal(value: float | int) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    coloured = False
    for match in _TOKEN.finditer(number_format):
        kind, text = match.lastgroup or "other", match[match.lastgroup or 0]
        if (kind, text) == ("other", ";"):
            sections.append(_Section(tuple(tokens), condition, coloured))
            tokens, condition, coloured = [], None, False
        elif kind == "bracket":
            found = _CONDITION.fullmatch(text)
            condition = (found[1], Decimal(found[2])) if found else condition
            coloured = coloured or bool(_COLOUR.fullmatch(text))
            if text.startswith("$") and text[1:].partition("-")[0]:
                tokens.append(("quoted", text[1:].partition("-")[0]))
        else:
            tokens.append((kind, text))
    return (*sections, _Section(tuple(tokens), condition, coloured))


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, bool]:
    """The section for a number, and whether its sign is the section's to show."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(number, *section.condition):
                return section, section.condition is not None and number < 0 and section.condition[0][
                    0
                ] == "<"
        return None, False
    numeric = sections[:3]
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], False


def _holds(number: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "<>": number != bound,
    }[sign]


def _general(number: Decimal) -> str:
    """As a cell without a format shows it: up to eleven digits, nothing after the last one."""
    if number == number.to_integral_value():
        return f"{number.quantize(Decimal(1)):f}" if abs(number) < Decimal(10) ** 27 else f"{number:.5E}"
    whole = len(str(abs(int(number))))
    places = max(0, 10 - whole) if abs(number) >= 1 else 9
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _literals(section: _Section) -> str:
    return "".join(text for kind, text in section.tokens if kind in ("quoted", "escaped", "other")).strip()


def _around(section: _Section, place: str, text: str) -> str:
    """A text in the place of a section that stands for it, with what the section says beside it."""
    beside = ("quoted", "escaped", "other", "point", "comma")
    parts = [text if kind == place else said for kind, said in section.tokens if kind in (place, *beside)]
    return "".join(parts).strip()


def _number(number: Decimal, section: _Section) -> str:
    tokens = list(section.tokens)
    places = [i for i, (kind, _) in enumerate(tokens) if kind == "place"]
    if not places:
        return _literals(section).replace("@", _general(number))
    point = next((i for i, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole = [i for i in places if i < point]
    fraction = [i for i in places if i > point]
    last_place = places[-1]
    scale = 0
    for kind, _ in tokens[last_place + 1 :]:
        if kind == "comma":
            scale += 3
        elif kind not in ("room", "fill"):
            break
    grouped = any(kind == "comma" for kind, _ in tokens[whole[0] : whole[-1]]) if whole else False
    percent = sum(2 for kind, _ in tokens if kind == "percent")
    exact = number.scaleb(percent - scale)
    rounded = exact.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    integer, _, decimals = f"{abs(rounded):f}".partition(".")
    body = _laid_out(tokens, whole, fraction, integer.lstrip("0"), decimals, grouped=grouped)
    negative = rounded < 0
    return ("-" if negative else "") + body.strip()


def _laid_out(
    tokens: list[Token], whole: list[int], fraction: list[int], integer: str, decimals: str, *, grouped: bool
) -> str:
    """Digits put in their places, literals between them kept where they stand."""
    required = sum(1 for i in whole if tokens[i][1] == "0")
    integer = integer.rjust(required, "0")
    # Digits beyond the places stand before the first one.
    shares = dict.fromkeys(whole, "")
    rest = integer
    for i in reversed(whole):
        shares[i], rest = (rest[-1:], rest[:-1]) if rest else ("", "")
    if whole:
        shares[whole[0]] = rest + shares[whole[0]]
    plain = grouped and not any(k in ("quoted", "escaped", "other") for k, _ in tokens[whole[0] : whole[-1]])
    if plain:
        digits = f"{int(integer):,}".rjust(required, "0") if integer else ""
        shares = dict.fromkeys(whole, "") | {whole[0]: digits}
    kept = _kept_decimals(tokens, fraction, decimals)
    out: list[str] = []
    for i, (kind, text) in enumerate(tokens):
        if kind == "place":
            out.append(shares[i] if i in shares else kept.get(i, ""))
        elif kind == "point":
            out.append(".")
        elif kind == "percent":
            out.append("%")
        elif kind in ("quoted", "escaped", "other"):
            out.append(text)
    return "".join(out)


def _kept_decimals(tokens: list[Token], fraction: list[int], decimals: str) -> dict[int, str]:
    """The decimals by their places; trailing zeros of optional places are not shown."""
    kept = dict(zip(fraction, decimals, strict=True)) if fraction else {}
    for i in reversed(fraction):
        if tokens[i][1] == "0" or kept[i] != "0":
            break
        kept[i] = ""
    return kept


def _date(number: Decimal, section: _Section, since_1904: bool) -> str:
    if not 0 <= number <= _LAST_DAY:
        return _general(number)
    seconds = int((number * 86_400).to_integral_value(ROUND_HALF_UP))
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=seconds)
    out: list[str] = []
    before = ""
    for position, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            following = next((t for k, t in section.tokens[position + 1 :] if k == "date"), "")
            out.append(_date_part(moment, text.lower(), before, following.lower()))
            before = text.lower()
        elif kind in ("quoted", "escaped", "other", "point", "comma"):
            out.append(text)
    return "".join(out).strip()


def _date_part(moment: datetime, part: str, before: str, following: str) -> str:
    if part[0] == "y":
        return f"{moment.year:04d}" if len(part) > 2 else f"{moment.year % 100:02d}"
    if part[0] == "m":
        minutes = before.startswith("h") or following.startswith("s")
        value = moment.minute if minutes else moment.month
        return f"{value:02d}" if len(part) == 2 else str(value)
    values = {"d": moment.day, "h": moment.hour, "s": moment.second}
    if part[0] in values:
        value = values[part[0]]
        return f"{value:02d}" if len(part) == 2 else str(value)
    return ""
