"""Made-up disclosures: entries of a bookkeeping, summed up to whatever forms a layout prints.

Belongs here: entries, their sums by code, unit, fund and source. Does not belong here:
figures of real publications (``facts``), which do not always add up.

Because every form is a sum of the same entries, the fiscal identities hold in each
layout; what a test finds violated is a fault of the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from dagster_project.yaml_file import read_yaml
from tools.writer.facts import (
    ECONOMIC_FORMS,
    DisclosureFacts,
    FactRow,
    FormFacts,
    Measure,
    Panel,
)
from tools.writer.layout import FormLayout, Layout, Line

ENTRIES_DIR = Path(__file__).resolve().parent.parent / "entries"
BASES = ("budget", "prior_year", "final")
APPROPRIATED = ("general_public_budget", "government_fund_budget", "state_capital_budget")
FORM_FUNDS = {
    "general_public_expenditure": "general_public_budget",
    "basic_expenditure": "general_public_budget",
    "government_fund_expenditure": "government_fund_budget",
    "state_capital_expenditure": "state_capital_budget",
}
# Sums of items; each item of a bookkeeping is a leaf of one of them.
ITEM_SUMS = {
    "vehicle_total": ("vehicle_purchase", "vehicle_operation"),
    "three_public_total": (
        "overseas_travel",
        "vehicle_purchase",
        "vehicle_operation",
        "official_reception",
    ),
    "grand_total": (
        "overseas_travel",
        "vehicle_purchase",
        "vehicle_operation",
        "official_reception",
        "meeting",
        "training",
    ),
}
_NUMERALS = "〇一二三四五六七八九"
Figures = dict[Measure, Decimal]


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of money: who spends it, on what, out of which money."""

    unit: str
    functional: str
    economic: str
    government: str
    type: str
    category: str
    fund: str
    source: str
    amounts: Mapping[str, Decimal]

    def has(self, key: str, value: str) -> bool:
        """Whether the entry's ``key`` is ``value``; codes match by their beginning."""
        if key == "carried":
            return (self.source == "carried_forward_in") == (value == "yes")
        if key == "appropriated":
            return (self.fund in APPROPRIATED) == (value == "yes")
        attribute = str(getattr(self, key))
        return (
            attribute.startswith(value)
            if key in ("functional", "economic", "government")
            else attribute == value
        )


Entries = Sequence[Entry]
Test = Callable[[Entry], bool]


def selector(text: str) -> Test:
    """Read a selection such as ``fund=general_public_budget,carried=no``."""
    pairs = [part.split("=", 1) for part in text.split(",") if part]
    return lambda entry: all(entry.has(key, value) for key, value in pairs)


def _same(key: str, *values: str) -> dict[str, str]:
    return {value: f"{key}={value}" for value in values}


_EXPENDITURE = {
    "total": "",
    "amount": "",
    **_same("type", "basic", "project", "business"),
    **_same("category", "personnel", "operating"),
    **_same("fund", *APPROPRIATED, "fiscal_special_account", "unit_own_funds"),
    "fiscal_appropriation": "appropriated=yes",
    "wages_and_benefits": "type=basic,economic=301",
    "transfers_to_individuals": "type=basic,economic=303",
    "goods_and_services": "type=basic,economic=302",
    "capital": "type=basic,economic=310",
    "project_goods_and_services": "type=project,economic=302",
    "opening_balance": "carried=yes",
    "current_year_revenue": "carried=no",
}
_REVENUE = {
    "total": "",
    "amount": "",
    "current_year_subtotal": "carried=no",
    **_same("source", "fiscal_appropriation", "fiscal_special_account", "institutional", "business"),
    **_same("source", "other", "higher_level_subsidy", "affiliated_remittance", "carried_forward_in"),
    **{fund: f"fund={fund},carried=no" for fund in APPROPRIATED},
    "unit_own_funds": "fund=unit_own_funds,carried=no",
    **{f"carried_forward_in_{fund}": f"fund={fund},carried=yes" for fund in APPROPRIATED},
}


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """A made-up department's entries and the names of its codes; amounts in yuan."""

    entity: str
    fiscal_year: int
    department_code: str
    units: Mapping[str, str]
    unit_codes: Mapping[str, str]
    functional: Mapping[str, str]
    economic: Mapping[str, str]
    government: Mapping[str, str]
    entries: tuple[Entry, ...]
    items: Mapping[str, Mapping[str, Mapping[str, Decimal]]]

    def scaled(self, factor: Decimal) -> Bookkeeping:
        """The same bookkeeping with every amount multiplied, to the cent: figures of many digits."""

        def times(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
            return {b: (a * factor).quantize(Decimal("0.01"), ROUND_HALF_UP) for b, a in amounts.items()}

        entries = tuple(replace(entry, amounts=times(entry.amounts)) for entry in self.entries)
        items = {
            unit: {item: times(amounts) for item, amounts in found.items()}
            for unit, found in self.items.items()
        }
        return replace(self, entries=entries, items=items)

    def only(self, unit: str, entity: str) -> Bookkeeping:
        """One unit's part, as that unit's own disclosure prints it."""
        return replace(
            self,
            entity=entity,
            units={unit: self.units[unit]},
            entries=tuple(entry for entry in self.entries if entry.unit == unit),
            items={unit: self.items[unit]},
        )

    def facts(self, layout: Layout, *, stage: str = "budget", scope: str = "department") -> DisclosureFacts:
        """The facts that a layout prints, summed from the entries."""
        forms = {form.form_code: self._form(form, layout) for form in layout.forms}
        return DisclosureFacts(
            entity=f"{self.department_code}{self.entity}",
            legal_name=self.entity,
            fiscal_year=self.fiscal_year,
            unit="元",
            budget_stage=stage,
            reporting_scope=scope,
            forms=forms,
        )

    def _form(self, form: FormLayout, layout: Layout) -> FormFacts:
        if form.form_code == "three_public_expenses":
            return FormFacts(form.form_code, {Panel(): tuple(self._item_rows(form))})
        entries = self._entries(form.form_code)
        if form.lines:
            panels = {panel: tuple(self._lines(entries, panel, ls)) for panel, ls in form.lines.items()}
            return FormFacts(form.form_code, panels)
        return FormFacts(form.form_code, {Panel(): tuple(self._rows(entries, form, layout))})

    def _entries(self, form_code: str) -> Entries:
        if form_code == "appropriation_summary":
            return [e for e in self.entries if e.fund in APPROPRIATED]
        fund = FORM_FUNDS.get(form_code)
        return [
            e
            for e in self.entries
            if (fund is None or e.fund == fund) and (form_code != "basic_expenditure" or e.type == "basic")
        ]

    # Rows of forms by code or unit.

    def _rows(self, entries: Entries, form: FormLayout, layout: Layout) -> Iterable[FactRow]:
        view = _REVENUE if form.form_code == "revenue" else _EXPENDITURE
        if not entries:
            return
        yield FactRow(form.total_label, "total", figures(entries, view))
        if form.rows == "units":
            yield from self._unit_rows(entries, view)
        elif form.rows == "cross":
            yield from self._cross_rows(entries, view, with_functional=form.form_code != "basic_expenditure")
        elif form.rows == "codes":
            yield from self._code_rows(entries, form, view)
            if layout.unit_rows:
                yield from self._codes_by_unit(entries, form, view)

    def _unit_rows(self, entries: Entries, view: Mapping[str, str]) -> Iterable[FactRow]:
        for unit, name in self.units.items():
            mine = [e for e in entries if e.unit == unit]
            if mine:
                yield FactRow(
                    name, "unit", figures(mine, view), unit_label=name, unit_code=self.unit_codes[unit]
                )

    def _codes_by_unit(
        self, entries: Entries, form: FormLayout, view: Mapping[str, str]
    ) -> Iterable[FactRow]:
        for row in self._unit_rows(entries, view):
            yield row
            mine = [e for e in entries if self.units[e.unit] == row.unit_label]
            for code_row in self._code_rows(mine, form, view):
                yield replace(code_row, unit_label=row.unit_label, unit_code=row.unit_code)

    def _code_rows(self, entries: Entries, form: FormLayout, view: Mapping[str, str]) -> Iterable[FactRow]:
        key = "economic" if form.form_code in ECONOMIC_FORMS else "functional"
        names = self.economic if key == "economic" else self.functional
        leaves = {str(getattr(entry, key)) for entry in entries}
        for code in sorted({leaf[:length] for leaf in leaves for length in (3, 5, 7)}):
            under = [e for e in entries if e.has(key, code)]
            government = sorted({e.government for e in under}) if key == "economic" and len(code) == 5 else []
            yield FactRow(
                names[code],
                "code",
                figures(under, view),
                code=code,
                government_code=government[0] if len(government) == 1 else "",
                government_name=self.government[government[0]] if len(government) == 1 else "",
            )

    def _cross_rows(
        self, entries: Entries, view: Mapping[str, str], *, with_functional: bool
    ) -> Iterable[FactRow]:
        """A row a combination of codes, as Beijing prints expenditure."""
        keys = sorted({(e.functional if with_functional else "", e.government, e.economic) for e in entries})
        for functional, government, economic in keys:
            under = [
                e
                for e in entries
                if (e.government, e.economic) == (government, economic)
                and e.functional.startswith(functional)
            ]
            yield FactRow(
                self.functional[functional] if with_functional else self.economic[economic],
                "code",
                figures(under, view),
                code=functional if with_functional else economic,
                economic_code=economic,
                economic_name=self.economic[economic],
                government_code=government,
                government_name=self.government[government],
            )

    # Lines of summaries.

    def _lines(self, entries: Entries, panel: Panel, lines: Sequence[Line]) -> Iterable[FactRow]:
        view = _REVENUE if panel.side == "revenue" else _EXPENDITURE
        for line in lines:
            if line.expand:
                yield from self._class_lines(entries, line, view)
                continue
            test = selector(line.select)
            under = [] if line.select == "none" else [e for e in entries if test(e)]
            yield FactRow(line.label, line.kind, figures(under, view))

    def _class_lines(self, entries: Entries, line: Line, view: Mapping[str, str]) -> Iterable[FactRow]:
        used = {e.functional[:3] for e in entries}
        classes = sorted(code for code in self.functional if len(code) == 3)
        if line.expand != "all_classes":
            classes = [code for code in classes if code in used]
        for number, code in enumerate(classes, start=1):
            label = line.label.format(n=numeral(number), name=self.functional[code])
            under = [e for e in entries if e.has("functional", code)]
            yield FactRow(label, line.kind, figures(under, view), code=code)
            if line.expand == "classes_deep":
                yield from self._deep_lines(entries, code, view)

    def _deep_lines(self, entries: Entries, class_code: str, view: Mapping[str, str]) -> Iterable[FactRow]:
        used = {e.functional for e in entries if e.has("functional", class_code)}
        for code in sorted({leaf[:length] for leaf in used for length in (5, 7)}):
            under = [e for e in entries if e.has("functional", code)]
            yield FactRow(self.functional[code], "sub_line", figures(under, view))

    # Rows of the three public expenses.

    def _item_rows(self, form: FormLayout) -> Iterable[FactRow]:
        if not form.items_as_columns:
            for line in form.lines[Panel()]:
                figures_ = self._item(line.item_code, self.units) if line.item_code else {}
                yield FactRow(line.label, line.kind, figures_, item_code=line.item_code)
            return
        codes = list(dict.fromkeys(c.item_code for c in form.columns if c.item_code))
        groups = [("", list(self.units))]
        if form.rows == "units":
            groups += [(self.units[unit], [unit]) for unit in self.items]
        for label, units in groups:
            for code in codes:
                figures_ = self._item(code, units)
                yield FactRow(label or form.total_label, "item", figures_, item_code=code, unit_label=label)

    def _item(self, code: str, units: Iterable[str]) -> Figures:
        found: Figures = {}
        for basis in BASES:
            amounts = [
                self.items[unit][leaf][basis]
                for unit in units
                for leaf in ITEM_SUMS.get(code, (code,))
                if basis in self.items.get(unit, {}).get(leaf, {})
            ]
            if amounts:
                found |= {
                    Measure(m, basis): sum(amounts, Decimal(0)) for m in ("total", "general_public_budget")
                }
        return _with_change(found)


def figures(entries: Entries, view: Mapping[str, str]) -> Figures:
    """Every measure's sum on every basis; a measure without an entry is not printed."""
    found: Figures = {}
    for code, selection in view.items():
        test = selector(selection)
        chosen = [entry for entry in entries if test(entry)]
        for basis in BASES:
            if chosen:
                found[Measure(code, basis)] = sum((e.amounts[basis] for e in chosen), Decimal(0))
    return _with_change(found)


def _with_change(found: Figures) -> Figures:
    """Add the change from last year's budget; a year that prints nothing counts as nothing."""
    for code in {measure.code for measure in found if measure.basis in ("budget", "prior_year")}:
        now, before = (found.get(Measure(code, basis), Decimal(0)) for basis in ("budget", "prior_year"))
        found[Measure(code, "change")] = now - before
    return found


def numeral(number: int) -> str:
    """A number below 100 in Chinese numerals: 12 is 十二."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _NUMERALS[tens]) + "十"
    return head + (_NUMERALS[ones] if ones else "")


def load_bookkeeping(name: str) -> Bookkeeping:
    """Read a bookkeeping by its name in ``tools/entries``."""
    content = read_yaml(ENTRIES_DIR / f"{name}.yaml")
    return Bookkeeping(
        entity=content["entity"],
        fiscal_year=content["fiscal_year"],
        department_code=content["department_code"],
        units={unit["key"]: unit["name"] for unit in content["units"]},
        unit_codes={unit["key"]: unit["code"] for unit in content["units"]},
        functional=content["functional"],
        economic=content["economic"],
        government=content["government"],
        entries=tuple(_entry(row) for row in content["entries"]),
        items={
            unit: {item: _amounts(amounts) for item, amounts in found.items()}
            for unit, found in content["three_public"].items()
        },
    )


def _entry(row: Sequence[Any]) -> Entry:
    words, amounts = row[:-3], row[-3:]
    unit, functional, economic, government, kind, category, fund, source = map(str, words)
    return Entry(unit, functional, economic, government, kind, category, fund, source, _amounts(amounts))


def _amounts(amounts: Sequence[str | None]) -> dict[str, Decimal]:
    return {b: Decimal(a) for b, a in zip(BASES, amounts, strict=True) if a is not None}
