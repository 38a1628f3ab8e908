"""Figures to printed text.

Belongs here: unit, decimals, separators, full-width digits, broken numbers.
Does not belong here: which figure stands where (``forms``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

UNIT_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
_FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@dataclass(frozen=True, slots=True)
class FigureStyle:
    """How figures are printed; ``fact_unit`` is the unit the fact file gives them in."""

    fact_unit: str
    unit: str
    decimals: int | None = None
    thousands: bool = False
    nothing: str = ""
    full_width: bool = False
    break_after: int | None = None

    def printed(self, figure: Decimal | None) -> str:
        """The printed text of a figure, or of nothing."""
        if figure is None:
            return self.nothing
        value = self._shown(figure)
        text = f"{value:,f}" if self.thousands else f"{value:f}"
        if self.break_after is not None and len(text) > self.break_after:
            text = text[: self.break_after] + "\n" + text[self.break_after :]
        return text.translate(_FULL_WIDTH) if self.full_width else text

    def yuan(self, figure: Decimal | None) -> Decimal | None:
        """What the printed text is worth in yuan; None where it is not an amount."""
        shown = _number(self.nothing) if figure is None else self._shown(figure)
        if shown is None:
            return None
        return (shown * UNIT_YUAN[self.unit]).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _shown(self, figure: Decimal) -> Decimal:
        value = figure
        if self.unit != self.fact_unit:
            value = figure * UNIT_YUAN[self.fact_unit] / UNIT_YUAN[self.unit]
        if self.decimals is not None:
            value = value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        return value


def _number(text: str) -> Decimal | None:
    """The number a text is; a dash or a blank is none."""
    return Decimal(text) if text.replace(".", "", 1).isdigit() else None
