"""Made-up documents of a few departments over several years, for questions that need years.

Belongs here: who publishes what in which year, and how its money grows. Does not belong here:
the sample documents in ``raw/`` (``samples``), which print real figures of one year each.

The department with code 106 is renamed in 2025, has final accounts of 2024 beside its budget,
and the one with code 107 publishes its own unit's budget as well. The figures come from one
bookkeeping: apart from rounding no identity is violated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from tools.writer.disclosure import compose
from tools.writer.entries import Bookkeeping, Entry, load_bookkeeping, selector
from tools.writer.layout import Layout
from tools.writer.layouts import load_layout
from tools.writer.model import Document
from tools.writer.pdf import render_pdf

_OWN = "（本级）"
# Printed in ten thousand yuan with two decimals, these figures lose nothing.
_STEP = Decimal(100)
NOTICE = "关于做好预算公开工作的通知.txt"


@dataclass(frozen=True, slots=True)
class Example:
    """A disclosure of a made-up department.

    Attributes:
        growth: Factors by what they multiply, as selections of a bookkeeping; the first that fits counts.
        items: The factor of the three public expenses, meetings and training.
        without: Forms that are not published.
    """

    entity: str
    code: str
    year: int
    stage: str = "budget"
    scope: str = "department"
    growth: Mapping[str, str] = field(default_factory=dict)
    items: str = "1"
    without: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The file's name, as a publisher would give it."""
        kind = "部门决算" if self.stage == "final_accounts" else "部门预算"
        return f"{self.entity}{self.year}年{kind}.pdf"

    def document(self) -> Document:
        """The document in print."""
        facts = self._bookkeeping().facts(self._layout(), stage=self.stage, scope=self.scope)
        return compose(facts, self._layout())

    def _layout(self) -> Layout:
        layout = (
            load_layout("budget_beside_final")
            if self.stage == "final_accounts"
            else replace(load_layout("plain"), decimals=2)
        )
        forms = tuple(form for form in layout.forms if form.form_code not in self.without)
        return replace(layout, forms=forms)

    def _bookkeeping(self) -> Bookkeeping:
        bookkeeping = load_bookkeeping("example_bureau")
        own = f"{self.entity.removesuffix(_OWN)}{_OWN}"
        bookkeeping = replace(
            bookkeeping,
            entity=self.entity,
            department_code=self.code,
            fiscal_year=self.year,
            units={**bookkeeping.units, "self": own},
            entries=tuple(self._grown(entry) for entry in bookkeeping.entries),
            items={
                unit: {item: _times(amounts, self.items) for item, amounts in found.items()}
                for unit, found in bookkeeping.items.items()
            },
        )
        return bookkeeping.only("self", self.entity) if self.scope == "unit" else bookkeeping

    def _grown(self, entry: Entry) -> Entry:
        factors = [factor for selection, factor in self.growth.items() if selector(selection)(entry)]
        return replace(entry, amounts=_times(entry.amounts, factors[0] if factors else "1"))


_FORMER, _LATER = "示例市行政审批局", "示例市数据和政务服务局"
_SECOND, _THIRD = "示例市第二局", "示例市第三局"
_2023 = {"functional=2010302": "0.82", "category=personnel": "0.94", "type=project": "0.9"}
_2025 = {"functional=2010302": "0.75", "category=personnel": "1.03", "category=operating": "0.9"}
_SMALL = {"category=operating": "0.6", "type=project": "0.35", "category=personnel": "0.7"}
_SMALLER = {"category=operating": "0.5", "type=project": "0.3", "category=personnel": "0.72"}

EXAMPLES = (
    Example(_FORMER, "106", 2023, growth=_2023, items="1.1"),
    Example(_FORMER, "106", 2024),
    Example(_FORMER, "106", 2024, stage="final_accounts"),
    Example(_LATER, "106", 2025, growth=_2025, items="0.9"),
    Example(_SECOND, "107", 2024, growth=_SMALL, items="0.6"),
    Example(_SECOND, "107", 2025, growth=_SMALLER, items="0.5"),
    Example(f"{_SECOND}{_OWN}", "107", 2025, scope="unit", growth=_SMALLER, items="0.5"),
    Example(_THIRD, "108", 2025, growth=_SMALL, items="0.7", without=("state_capital_expenditure",)),
)


def write_examples(folder: Path) -> list[Path]:
    """Render all examples, and a notice that is not a disclosure, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for example in EXAMPLES:
        path = folder / example.file_name
        path.write_bytes(render_pdf(example.document()))
        written.append(path)
    notice = folder / NOTICE
    notice.write_text("各部门请按时公开预算，并保持公开内容长期可查。\n", encoding="utf-8")
    return [*written, notice]


def _times(amounts: Mapping[str, Decimal], factor: str) -> dict[str, Decimal]:
    return {
        basis: (amount * Decimal(factor) / _STEP).quantize(Decimal(1)) * _STEP
        for basis, amount in amounts.items()
    }
