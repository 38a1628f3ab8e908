"""What of an XLSX cell's text a person sees: not what is struck through or in the colour of its ground.

Belongs here: fonts, fills and runs of cells as openpyxl gives them. Does not belong here: rows, columns and
sheets that are hidden (``xlsx``).
"""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.fills import PatternFill
from openpyxl.styles.fonts import Font
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.characters import raised
from dagster_project.extraction.sheets.conditional import ConditionalStyles

_AREA = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}")
_PAPER, _INK = "FFFFFF", "000000"
# The first two colours of a theme are those of the paper and of the ink.
_THEME = {0: _PAPER, 1: _INK}


class CellVisibility:
    """What is seen of the cells of a sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        # A table's own style gives its cells a ground that they do not name.
        self._styled = [
            range_boundaries(table.ref)
            for table in sheet.tables.values()
            if table.tableStyleInfo is not None and _AREA.fullmatch(table.ref or "")
        ]
        self._conditional = ConditionalStyles(sheet)
        self._shows_zeros = sheet.sheet_view.showZeros is not False

    def seen_and_unseen(self, cell: Cell, value: object) -> tuple[object, str]:
        """A value without what nobody sees of it, None where that is all; and the text that is not seen."""
        if isinstance(value, CellRichText):
            return self._of_runs(cell, value)
        is_zero = isinstance(value, int | float) and not isinstance(value, bool) and value == 0
        return (None if is_zero and not self._shows_zeros else value), ""

    def is_unseen(self, cell: Cell, value: object) -> bool:
        """Whether all of a text is struck through or has the colour of what is under it."""
        if isinstance(value, CellRichText) or cell.font is None:
            return False
        styles = self._conditional.of(cell)
        if not styles:
            return cell.has_style and self._is_unseen(cell, cell.font)
        fonts = [style.font for style in styles if style.font is not None]
        strike = next((font.strike for font in fonts if font.strike is not None), cell.font.strike)
        colour = next((font.color for font in fonts if font.color is not None), cell.font.color)
        fill = next((style.fill for style in styles if isinstance(style.fill, PatternFill)), None)
        # The solid fill of a rule has the colour that is the ground of other patterns.
        ground = self._ground(cell) if fill is None else _colour(fill.bgColor, _INK)
        return bool(strike) or _colour(colour, _INK) == ground

    def number_format(self, cell: Cell) -> str:
        """The number format of a cell, that of a rule before its own."""
        formats = [style.numFmt for style in self._conditional.of(cell) if style.numFmt is not None]
        return str(formats[0].formatCode) if formats else cell.number_format

    def _of_runs(self, cell: Cell, runs: CellRichText) -> tuple[str, str]:
        seen: list[str] = []
        unseen: list[str] = []
        for run in runs:
            font = run.font if isinstance(run, TextBlock) else cell.font
            text = run.text if isinstance(run, TextBlock) else str(run)
            if font is not None and self._is_unseen(cell, font):
                unseen.append(text)
            elif font is not None and font.vertAlign == "superscript":
                seen.append(raised(text))
            else:
                seen.append(text)
        return "".join(seen), "".join(unseen).strip()

    def _is_unseen(self, cell: Cell, font: Font | InlineFont | StyleProxy) -> bool:
        if font.strike:
            return True
        ink = _colour(font.color, _INK)
        ground = self._ground(cell) if ink is not None else None
        return ink is not None and ink == ground and not self._is_in_table(cell)

    def _ground(self, cell: Cell) -> str | None:
        """The colour under a text; None where it is a pattern."""
        fill = cell.fill
        kind = fill.fill_type if fill is not None else None
        if kind is None:
            return _PAPER
        return _colour(fill.fgColor, _INK) if kind == "solid" else None

    def _is_in_table(self, cell: Cell) -> bool:
        row, column = cell.row or 0, cell.column or 0
        return any(
            (left or 0) <= column <= (right or 0) and (top or 0) <= row <= (bottom or 0)
            for left, top, right, bottom in self._styled
        )


def _colour(colour: Color | None, default: str) -> str | None:
    """A colour as a text that two like ones have in common; None where the file does not say it."""
    if colour is None:
        return default
    if colour.type == "rgb":
        return colour.rgb[-6:].upper() if isinstance(colour.rgb, str) else None
    if colour.type == "indexed":
        return COLOR_INDEX[colour.indexed][-6:] if colour.indexed < len(COLOR_INDEX) else default
    if colour.type == "theme":
        shade = round(colour.tint or 0.0, 3)
        known = _THEME.get(colour.theme) if shade == 0 else None
        return known or f"theme {colour.theme} {shade}"
    return default
