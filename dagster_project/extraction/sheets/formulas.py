"""Computes formulas whose results a workbook does not hold, as far as they add and multiply.

Belongs here: numbers, references, ranges, + - * /, SUM and ROUND: what totals of forms are made of.
Does not belong here: any other function. Such a formula stays without a result, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol

# The value of a place: a number, a text, a formula that begins with '=', or None for a blank.
Lookup = Callable[[str | None, int, int], object]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[Ee][+-]?\d+)?)"
    r"|(?P<ref>(?:(?:'(?:[^']|'')+'|[\w.（）()·]+?)!)?\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)(?![\w(])"
    r"|(?P<name>SUM|ROUND)(?=\()|(?P<sign>[-+*/(),]))"
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
# Nothing but another place, perhaps on another sheet.
_PLACE = re.compile(r"=\s*(?:('(?:[^']|'')+'|[\w.（）()·]+)!)?(\$?[A-Z]{1,3}\$?\d{1,7})\s*")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
# Formulas that lead to formulas: a chain this deep is a circle or an attack.
_DEEPEST = 60
# Places that one formula may add up, and all formulas of a workbook together.
_MOST_PLACES = 200_000


class Values(Protocol):
    """What stands at the places of a reference; ``alone`` where it is one by itself, outside of a sum."""

    def __call__(self, reference: str, *, alone: bool) -> list[float]:
        """The numbers, line by line."""


class CannotComputeError(Exception):
    """The formula holds what is not computed here."""


class Calculator:
    """Computes formulas of one workbook; results are kept."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._known: dict[tuple[str | None, int, int], float] = {}
        self._places = 0

    def compute(self, formula: str, sheet: str | None, depth: int = 0) -> float:
        """The result of a formula such as ``=SUM(B2:B5)+C1``.

        Raises:
            CannotComputeError: It holds another function, a text, or leads in a circle.
        """
        if depth > _DEEPEST:
            raise CannotComputeError(formula)

        def values(reference: str, *, alone: bool) -> list[float]:
            return self._values(reference, sheet, depth, alone=alone)

        return _Parser(formula.removeprefix("="), values).result()

    def result(self, formula: str, sheet: str | None, depth: int = 0) -> float | str:
        """The same, and the text of another place where a formula does nothing but show it (``=A3``).

        Raises:
            CannotComputeError: As above.
        """
        reference = _PLACE.fullmatch(formula)
        if reference is None or depth > _DEEPEST:
            return self.compute(formula, sheet, depth)
        other = _sheet_of(reference[1], sheet)
        column, row, _, _ = _bounds(reference[2])
        value = self._lookup(other, row, column)
        if not isinstance(value, str) or value.startswith("#"):
            return self.compute(formula, sheet, depth)
        return self.result(value, other, depth + 1) if value.startswith("=") else value

    def _values(self, reference: str, sheet: str | None, depth: int, *, alone: bool) -> list[float]:
        name, _, area = reference.rpartition("!")
        other = _sheet_of(name, sheet)
        left, top, right, bottom = _bounds(area)
        self._places += (right - left + 1) * (bottom - top + 1)
        if self._places > _MOST_PLACES:
            raise CannotComputeError(reference)
        return [
            self._value(other, row, column, depth, alone=alone)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def _value(self, sheet: str | None, row: int, column: int, depth: int, *, alone: bool) -> float:
        """The number at a place; a text is one by itself (``B2+B3``), and nothing in a sum of places."""
        key = (sheet, row, column)
        if key in self._known:
            return self._known[key]
        value = self._lookup(sheet, row, column)
        if isinstance(value, str) and value.startswith("="):
            value = self.result(value, sheet, depth + 1)
        if isinstance(value, str) and alone:
            return _number_of(value)
        if value is None or (isinstance(value, str) and not value.startswith("#")):
            # A text counts as nothing in a sum; SUM is what totals are made of. It is not kept: elsewhere it
            # may be a number by itself.
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CannotComputeError(str(value))
        number = float(value)
        self._known[key] = number
        return number


def _sheet_of(name: str | None, here: str | None) -> str | None:
    """The sheet that a reference names, without quotes; the one it stands on where it names none."""
    return name.strip("'").replace("''", "'") if name else here


def _number_of(text: str) -> float:
    """The number that a text is, as spreadsheets take it in a calculation."""
    plain = text.strip().replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise CannotComputeError(text)
    return float(plain)


def _bounds(area: str) -> tuple[int, int, int, int]:
    found = _REFERENCE.fullmatch(area)
    if not found:
        raise CannotComputeError(area)
    left, top, right, bottom = found.groups()
    columns = sorted((column_number(left), column_number(right or left)))
    rows = sorted((int(top), int(bottom or top)))
    return columns[0], rows[0], columns[1], rows[1]


def column_number(letters: str) -> int:
    """The number of a column from its letters, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Parser:
    """Recursive descent over one formula; a range outside of SUM is an error."""

    def __init__(self, text: str, values: Values) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._values = values

    def result(self) -> float:
        number = self._sum()
        if self._peek() is not None:
            raise CannotComputeError(str(self._peek()))
        return number

    def _peek(self) -> str | None:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else None

    def _take(self, expected: str | None = None) -> tuple[str, str]:
        if self._at >= len(self._tokens) or (expected and self._tokens[self._at][1] != expected):
            raise CannotComputeError(f"{expected} expected")
        self._at += 1
        return self._tokens[self._at - 1]

    def _sum(self) -> float:
        number = self._product()
        while self._peek() in ("+", "-"):
            number += self._product() if self._take()[1] == "+" else -self._product()
        return number

    def _product(self) -> float:
        number = self._factor()
        while self._peek() in ("*", "/"):
            if self._take()[1] == "*":
                number *= self._factor()
            else:
                divisor = self._factor()
                if not divisor:
                    raise CannotComputeError("division by zero")
                number /= divisor
        return number

    def _factor(self) -> float:
        kind, text = self._take()
        if kind == "number":
            return float(text)
        if kind == "ref":
            values = self._values(text, alone=":" not in text)
            if len(values) != 1:
                raise CannotComputeError(text)
            return values[0]
        if kind == "name":
            arguments = self._arguments()
            return sum(arguments) if text == "SUM" else round(arguments[0] + 1e-9, int(arguments[1]))
        if text in ("-", "+"):
            return -self._factor() if text == "-" else self._factor()
        if text == "(":
            number = self._sum()
            self._take(")")
            return number
        raise CannotComputeError(text)

    def _arguments(self) -> list[float]:
        self._take("(")
        found: list[float] = []
        while True:
            after = self._tokens[self._at + 1][1] if self._at + 1 < len(self._tokens) else ""
            if self._at < len(self._tokens) and self._tokens[self._at][0] == "ref" and after in (",", ")"):
                found.extend(self._values(self._take()[1], alone=False))
            else:
                found.append(self._sum())
            if self._take()[1] == ")":
                return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text.rstrip()):
        found = _TOKEN.match(text, position)
        if not found:
            raise CannotComputeError(text)
        kind = found.lastgroup or ""
        yield kind, found[kind]
        position = found.end()
