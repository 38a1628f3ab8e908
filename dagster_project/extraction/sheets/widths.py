"""Numbers that are wider than their column: a spreadsheet shows #### in their place.

Belongs here: how wide a number is at least, in characters of the workbook's own font, and which do not fit.
Does not belong here: texts, which run on or are cut, and numbers of the format General, which are shortened.

Fonts are not measured. A number is judged too wide only where no font is narrow enough: the file gives its
column a width, and what the digits need at least is more than all of it, without the room at its sides. The
rule of Excel: https://support.microsoft.com/office/6c62ee6b (Correct a ##### error).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.extraction.sheets.model import Place, Sheet

SHOWN = "####"
# A digit of the narrowest common font (Arial Narrow) has 0.72 of the width of one of the widest (Verdana).
_DIGIT_OF_OTHER_FONT, _DIGIT_OF_SAME_FONT = 0.7, 0.9
# Commas, points, signs and blanks have a third of a digit and more; a character of Chinese has two digits.
_MARK, _WIDE = 0.3, 1.6
_LATIN = 0x2E80
# So much larger than the workbook's own a font of figures is at most.
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class FontSize:
    """The name of a font and its size in points, as far as the file says."""

    name: str | None
    size: float | None


def least_width(text: str, font: FontSize, normal: FontSize) -> float:
    """The width of a number's text in digits of the workbook's normal font, in the narrowest case.

    Args:
        text: The number as its format shows it.
        font: The font of its cell.
        normal: The font in whose digits the workbook counts the widths of columns.
    """
    is_same = font.name is not None and font.name == normal.name
    digit = _DIGIT_OF_SAME_FONT if is_same else _DIGIT_OF_OTHER_FONT
    scale = font.size / normal.size if font.size and normal.size else 1.0
    return scale * digit * sum(map(_share, text))


def may_be_too_wide(text: str, width: float | None) -> bool:
    """False for what fits a column in any font that is not much larger than the workbook's own."""
    return width is not None and _LARGEST * sum(map(_share, text)) > width


def _share(character: str) -> float:
    if character.isascii() and character.isdigit():
        return 1.0
    return _MARK if ord(character) < _LATIN else _WIDE


def mark_too_wide(sheet: Sheet, needed: Mapping[Place, float], columns: Mapping[int, float]) -> None:
    """Lets a sheet show #### for numbers that do not fit, and keeps apart what they are.

    Args:
        sheet: A sheet with its texts and merged areas.
        needed: The least width of each number that is not shortened where it does not fit.
        columns: The widths of those columns to which the file gives one.
    """
    areas = {(top, left): range(left, right + 1) for top, left, _, right in sheet.merged}
    for place, width in needed.items():
        room = _room(areas.get(place, range(place[1], place[1] + 1)), columns)
        if room is not None and width > room and place in sheet.texts:
            sheet.too_wide[place] = sheet.texts[place]
            sheet.texts[place] = SHOWN


def _room(across: Iterable[int], columns: Mapping[int, float]) -> float | None:
    """The width of columns together; None where the file does not give it for each."""
    widths = [columns.get(column) for column in across]
    known = [width for width in widths if width is not None]
    return sum(known) if len(known) == len(widths) else None
