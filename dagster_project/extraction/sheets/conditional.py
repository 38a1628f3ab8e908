"""What conditional formats hide of a sheet: a zero in white, an error under ;;;.

Belongs here: rules that compare a cell with a number or a text, or ask for an error; what they make unseen.
Does not belong here: what a cell shows without them (``xlsx_visibility``); rules of other kinds, which hide
nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.sheets.formulas import column_number
from dagster_project.extraction.sheets.model import Place

_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
}
_SIGNS = dict(zip(("=", "<>", "<", "<=", ">", ">="), _COMPARED, strict=True))
_REFERENCE = r"(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})"
_COMPARISON = re.compile(rf"{_REFERENCE}(<=|>=|<>|=|<|>)(-?\d+(?:\.\d+)?|\"[^\"]*\")")
_ERROR = re.compile(rf"IS(?:ERROR|ERR|NA)\({_REFERENCE}\)", re.IGNORECASE)
# So many cells are asked about in all; a sheet of which more would be is hostile.
_MOST_ASKED = 2_000_000
Holds = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as far as it can be told: which cell the first one of its area asks, and what of it."""

    row: int
    column: int
    moves_down: bool
    moves_right: bool
    holds: Holds


class ConditionalStyles:
    """The styles that the rules of a sheet give its cells."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._found: dict[Place, list[tuple[int, DifferentialStyle]]] = {}
        asked = 0
        for formatted in sheet.conditional_formatting:
            areas = list(formatted.sqref.ranges)
            rules = list(formatted.rules)
            if not areas or not rules:
                continue
            places = [place for area in areas for place in self._places(area)]
            asked += len(places) * len(rules)
            if asked > _MOST_ASKED:
                return
            first = min(area.min_row for area in areas), min(area.min_col for area in areas)
            for rule in rules:
                self._apply(rule, places, first)

    def of(self, cell: Cell) -> list[DifferentialStyle]:
        """The styles of a cell, the strongest first."""
        found = self._found.get((cell.row or 0, cell.column or 0), [])
        return [style for _, style in sorted(found, key=lambda pair: pair[0])]

    def _places(self, area: CellRange) -> list[Place]:
        """The cells of an area that the file holds; rows and columns count from 1."""
        cells, (left, top, right, bottom) = self._sheet._cells, area.bounds
        if (bottom - top + 1) * (right - left + 1) > len(cells):
            return [(r, c) for r, c in cells if top <= r <= bottom and left <= c <= right]
        return [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if (r, c) in cells]

    def _apply(self, rule: Rule, places: list[Place], first: Place) -> None:
        told, style = _told(rule, first), rule.dxf
        if told is None or style is None:
            return
        for row, column in places:
            at = (
                told.row + (row - first[0] if told.moves_down else 0),
                told.column + (column - first[1] if told.moves_right else 0),
            )
            other = self._sheet._cells.get(at)
            if told.holds(other.value if other is not None else None):
                self._found.setdefault((row, column), []).append((rule.priority or 0, style))


def _told(rule: Rule, first: Place) -> _Rule | None:
    """What a rule asks; None where it cannot be told."""
    formulas = [str(formula).replace(" ", "") for formula in rule.formula or ()]
    if rule.type == "expression" and formulas:
        return _of_expression(formulas[0])
    holds: Holds | None = None
    if rule.type == "cellIs":
        holds = _comparison(str(rule.operator), formulas)
    elif rule.type == "containsErrors":
        holds = _is_error
    return None if holds is None else _Rule(*first, moves_down=True, moves_right=True, holds=holds)


def _of_expression(formula: str) -> _Rule | None:
    holds: Holds | None = _is_error
    found = _ERROR.fullmatch(formula)
    if found is None and (found := _COMPARISON.fullmatch(formula)):
        holds = _comparison(_SIGNS[found[5]], [found[6]])
    if found is None or holds is None:
        return None
    return _Rule(int(found[4]), column_number(found[2]), not found[3], not found[1], holds)


def _comparison(name: str, operands: list[str]) -> Holds | None:
    values = [_constant(operand) for operand in operands]
    numbers = [value for value in values if isinstance(value, float)]
    if name in ("between", "notBetween") and len(numbers) == len(values) == 2:
        low, high = numbers
        return lambda value: _is_number(value) and (low <= value <= high) == (name == "between")
    if name in _COMPARED and len(numbers) == len(values) == 1:
        return lambda value: _is_number(value) and _COMPARED[name](value, numbers[0])
    if name in ("equal", "notEqual") and len(values) == 1 and isinstance(values[0], str):
        text = values[0].lower()
        return lambda value: isinstance(value, str) and (value.lower() == text) == (name == "equal")
    return None


def _constant(text: str) -> float | str | None:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    try:
        return float(text)
    except ValueError:
        return None


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_error(value: object) -> bool:
    return isinstance(value, str) and value.startswith("#")
