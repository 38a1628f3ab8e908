"""How published amounts are held against the truth of a made case."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tools.checks.cases import CASES, Published, compare, main, read_truth


def _published(names: set[str], measure: str, yuan: str, proof: str = "proven") -> Published:
    return Published("expenditure", frozenset(names), measure, "budget", Decimal(yuan), proof, "row 1")


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    file = tmp_path / "truth.csv"
    file.write_text(
        "form_code,key,measure,yuan\nexpenditure,208 养老 (subtotal),total,10.00\n"
        "expenditure,合计,total,30.00\nexpenditure,合计,project,5.00\n",
        encoding="utf-8",
    )
    return file


def test_codes_and_labels_find_their_amounts(truth: Path) -> None:
    amounts = [
        _published({"一、合计", "合计"}, "total", "30.00"),
        _published({"208", "养老"}, "total", "10.00"),
        _published({"合计"}, "project", "5.00"),
    ]
    outcome = compare("a", read_truth(truth, "X00"), amounts, whole=True)
    assert (outcome.right, outcome.is_right) == (3, True)


def test_missing_wrong_and_extra_amounts_are_told_apart(truth: Path) -> None:
    amounts = [
        _published({"合计"}, "total", "31.00"),
        _published({"208"}, "total", "10.00"),
        _published({"草稿"}, "total", "7.00", "unproven"),
    ]
    outcome = compare("a", read_truth(truth, "X00"), amounts, whole=True)
    counts = [
        outcome.right,
        len(outcome.missing),
        len(outcome.wrong),
        len(outcome.extra),
        outcome.proven_wrong,
    ]
    assert counts == [1, 1, 1, 1, 1]
    assert not outcome.is_right


def test_forms_that_a_case_does_not_hold_are_not_missing(tmp_path: Path) -> None:
    file = tmp_path / "truth.csv"
    file.write_text("form_code,key,measure,yuan\nrevenue,合计,total,1.00\n", encoding="utf-8")
    assert [t.form for t in read_truth(file, "X00")] == ["revenue"]
    assert read_truth(file, "P10") == []


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not beside the project")
def test_a_name_that_no_case_has_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "ZZZ"]) == 2
    assert "No case begins with ZZZ" in capsys.readouterr().out
