"""Fact files: every one loads, and the published ones say what the publishers printed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from tools.writer.facts import FACTS_DIR, NINE_FORMS, DisclosureFacts, Measure, Panel, load_facts

Facts = Mapping[str, DisclosureFacts]


@pytest.mark.parametrize("path", sorted(FACTS_DIR.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_fact_file_has_the_nine_forms(path: Path) -> None:
    assert set(load_facts(path).forms) >= set(NINE_FORMS)


def total_row(facts: DisclosureFacts, form_code: str) -> Mapping[Measure, Decimal]:
    rows = facts.forms[form_code].panels[Panel()]
    return next(row.figures for row in rows if row.kind == "total")


def test_the_publishers_mistakes_are_kept(disclosure_facts: Facts) -> None:
    """Fengrun prints 827.09 in one form and 826.95 in the other; neither is corrected."""
    facts = disclosure_facts["fengrun_party_office_2023"]
    assert total_row(facts, "expenditure")[Measure("basic")] == Decimal("827.09")
    assert total_row(facts, "general_public_expenditure")[Measure("basic")] == Decimal("826.95")


def test_the_prose_may_claim_what_the_forms_deny(disclosure_facts: Facts) -> None:
    facts = disclosure_facts["qinhuangdao_zone_services_2023"]
    claims = {subject: claim for s in facts.narrative for subject, claim in s.claims.items()}
    assert claims["expenditure_total"] == Decimal("8320.77")
    assert total_row(facts, "expenditure")[Measure("total")] == Decimal("8900.03")


def test_every_claim_stands_in_its_sentence(disclosure_facts: Facts) -> None:
    claimed = [
        (s, c) for facts in disclosure_facts.values() for s in facts.narrative for c in s.claims.values()
    ]
    assert len(claimed) > 80
    for sentence, claim in claimed:
        assert f"{abs(claim)}万元" in sentence.text


def test_a_row_with_too_many_figures_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "disclosure: {entity: 甲, legal_name: 甲, fiscal_year: 2024, unit: 万元}\n"
        "forms: {revenue: {measures: [total], rows: [['201', 乙, '1', '2']]}}\n"
    )
    with pytest.raises(ValueError, match=r"bad\.yaml.*2 figures for 1 measures"):
        load_facts(path)
