"""Fact files: what a disclosure says, free of how it is laid out.

Belongs here: reading a fact file (YAML) into typed facts. Does not belong here: columns,
headers, units to print in (``layout``); the sums of a made-up disclosure (``bookkeeping``).

A fact file names its figures as the contract does: a form code, rows with a code or a
label, and one figure a measure. A figure is the printed number, digit for digit, in the
file's ``unit``; null where nothing is printed. Where a column shows another year or
stage, its measure is written ``measure@basis`` (``total@prior_year``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from dagster_project.yaml_file import read_yaml

FACTS_DIR = Path(__file__).resolve().parent.parent / "facts"
NINE_FORMS = (
    "income_expenditure_summary",
    "revenue",
    "expenditure",
    "appropriation_summary",
    "general_public_expenditure",
    "basic_expenditure",
    "government_fund_expenditure",
    "state_capital_expenditure",
    "three_public_expenses",
)
ECONOMIC_FORMS = frozenset({"basic_expenditure"})


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """What a figure measures, and on which basis."""

    code: str
    basis: str = "budget"

    @classmethod
    def parse(cls, text: str) -> Measure:
        """Read ``measure`` or ``measure@basis``."""
        code, _, basis = text.partition("@")
        return cls(code, basis or "budget")


@dataclass(frozen=True, slots=True)
class Panel:
    """A side of a summary, and by what it breaks the money down; both None elsewhere."""

    side: str | None = None
    breakdown: str | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A printed row. ``kind`` as in int_published_amount.line_kind."""

    label: str
    kind: str
    figures: Mapping[Measure, Decimal]
    code: str = ""
    item_code: str = ""
    unit_label: str = ""
    unit_code: str = ""
    economic_code: str = ""
    economic_name: str = ""
    government_code: str = ""
    government_name: str = ""

    @property
    def level(self) -> str:
        """The level of the row's code; '' where it has none."""
        return {3: "class", 5: "section", 7: "item"}.get(len(self.code), "")


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form; ``title`` as the publisher prints it, '' where the layout names it."""

    form_code: str
    panels: Mapping[Panel, tuple[FactRow, ...]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the prose and the amounts it claims, by subject, in the file's unit."""

    text: str
    claims: Mapping[str, Decimal] = field(default_factory=dict)
    heading: bool = False


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """All that one disclosure says."""

    entity: str
    legal_name: str
    fiscal_year: int
    unit: str
    forms: Mapping[str, FormFacts]
    budget_stage: str = "budget"
    reporting_scope: str = "department"
    source_file: str = ""
    narrative: tuple[Sentence, ...] = ()
    attachments: Mapping[str, Any] = field(default_factory=dict)


def load_facts(name: str | Path) -> DisclosureFacts:
    """Read a fact file by path, or by its name in ``tools/facts``.

    Raises:
        ValueError: a key or a row does not have the expected shape; the message names it.
    """
    path = name if isinstance(name, Path) else FACTS_DIR / f"{name}.yaml"
    content = read_yaml(path)
    try:
        return _disclosure(content)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise ValueError(f"{path.name}: {error!r}") from error


def _disclosure(content: Mapping[str, Any]) -> DisclosureFacts:
    head = content["disclosure"]
    return DisclosureFacts(
        entity=head["entity"],
        legal_name=head["legal_name"],
        fiscal_year=head["fiscal_year"],
        unit=head["unit"],
        budget_stage=head.get("budget_stage", "budget"),
        reporting_scope=head.get("reporting_scope", "department"),
        source_file=head.get("source_file", ""),
        forms={code: _form(code, form) for code, form in content["forms"].items()},
        narrative=tuple(_sentence(item) for item in content.get("narrative", [])),
        attachments=content.get("attachments", {}),
    )


def _form(code: str, form: Mapping[str, Any]) -> FormFacts:
    measures = [Measure.parse(text) for text in form["measures"]]
    panels: dict[Panel, tuple[FactRow, ...]] = {}
    if "rows" in form:
        read = _item_row if code == "three_public_expenses" else _code_row
        panels[Panel()] = tuple(read(row, measures) for row in form["rows"])
    for side in ("revenue", "expenditure"):
        if side in form:
            used = measures if side == "expenditure" else [Measure("amount")]
            panels[Panel(side)] = tuple(_line(row, used) for row in form[side])
    return FormFacts(code, panels, form.get("title", ""))


def _code_row(row: Sequence[str | None], measures: Sequence[Measure]) -> FactRow:
    code, name, *figures = row
    kind = "code" if code else "total"
    return FactRow(str(name), kind, _figures(figures, measures), code=code or "")


def _item_row(row: Sequence[str | None], measures: Sequence[Measure]) -> FactRow:
    item_code, label, *figures = row
    return FactRow(str(label), "item", _figures(figures, measures), item_code=item_code or "")


def _line(row: Sequence[str | None], measures: Sequence[Measure]) -> FactRow:
    kind, label, *figures = row
    return FactRow(str(label), str(kind), _figures(figures, measures))


def _figures(figures: Sequence[str | None], measures: Sequence[Measure]) -> dict[Measure, Decimal]:
    if len(figures) > len(measures):
        raise ValueError(f"{len(figures)} figures for {len(measures)} measures: {figures}")
    return {
        measure: Decimal(figure)
        for measure, figure in zip(measures, figures, strict=False)
        if figure is not None
    }


def _sentence(item: Mapping[str, Any]) -> Sentence:
    if "heading" in item:
        return Sentence(item["heading"], heading=True)
    claims = {subject: Decimal(figure) for subject, figure in item.get("claims", {}).items()}
    return Sentence(item["text"], claims)
