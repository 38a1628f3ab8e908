"""Checks end in one of three ways, and only the right ones stop publication."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest

from dagster_project.audit.great_expectations import run_suites
from dagster_project.audit.result import Audit, CheckResult
from dagster_project.audit.suites import (
    Expectation,
    Suite,
    SuiteError,
    load_suite,
    load_suites,
    read_identities,
)
from dagster_project.fingerprint import of_build_file
from dagster_project.modelling.manifest import DBT_PROJECT_DIR

# What a browser would load from elsewhere, or run.
FETCHED = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?https?:|<script""")

SEVERAL = Suite(
    "several",
    (
        Expectation("met", "Numbers are small.", "select * from marts.numbers where n > 99"),
        Expectation("not_met", "Numbers are below three.", "select n from marts.numbers where n >= 3"),
        Expectation("no_such_table", "It is there.", "select * from marts.missing"),
        Expectation("not_a_number", "It is a number.", "select 1 from marts.numbers where 'x'::int = n"),
        Expectation("braces", "None is 12.", "select n from marts.numbers where n::varchar ~ '^[0-9]{2}$'"),
    ),
)


@pytest.fixture
def build_file(tmp_path: Path) -> Path:
    path = tmp_path / "fiscal.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema marts; create table marts.numbers as select range as n from range(5)"
        )
    return path


@pytest.fixture
def results(build_file: Path, tmp_path: Path) -> dict[str, CheckResult]:
    return {result.name: result for result in run_suites(build_file, (SEVERAL,), tmp_path / "docs")}


def test_wrong_data_and_a_broken_check_are_told_apart(results: dict[str, CheckResult]) -> None:
    assert {name: result.outcome for name, result in results.items()} == {
        "met": "passed",
        "not_met": "data_wrong",
        "no_such_table": "check_broke",
        "not_a_number": "check_broke",
        "braces": "passed",
    }


def test_wrong_data_is_counted_and_shown(results: dict[str, CheckResult]) -> None:
    assert results["not_met"].unexpected_count == 2
    assert results["not_met"].examples == ({"n": "3"}, {"n": "4"})
    assert "missing" in results["no_such_table"].message


def test_the_build_file_is_let_go_and_not_changed(build_file: Path, tmp_path: Path) -> None:
    before = of_build_file(build_file)
    run_suites(build_file, (SEVERAL,), tmp_path / "docs")
    assert of_build_file(build_file) == before
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("insert into marts.numbers values (7)")
    assert of_build_file(build_file) != before


def test_disclosures_that_name_no_department_keep_nobody_from_publishing(tmp_path: Path) -> None:
    path = tmp_path / "fiscal.duckdb"
    (suite,) = (suite for suite in load_suites() if suite.name == "structural")
    (rule,) = (one for one in suite.expectations if one.name == "one_disclosure_is_current")
    outcomes = []
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema marts; create table marts.dim_disclosure (department_key varchar, fiscal_year int,"
            " budget_stage varchar, reporting_scope varchar, content varchar, is_current boolean)"
        )
    for department in ("not_disclosed", "a", "not_disclosed", "a"):
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "insert into marts.dim_disclosure values (?, 2025, 'budget', 'department', 'forms', true)",
                [department],
            )
        (result,) = run_suites(path, (Suite("structural", (rule,)),), tmp_path / "docs")
        outcomes.append(result.outcome)
    assert outcomes == ["passed", "passed", "passed", "data_wrong"]


def test_text_of_cells_stays_text_on_the_pages(build_file: Path, tmp_path: Path) -> None:
    evil = (
        "<svg onload=alert(1)><img src=x><meta http-equiv=refresh content=0><form action=//evil><b>$x {{7*7}}"
    )
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create table marts.texts as select ? as text", [evil])
    rows = Expectation("rows", "No rows.", "select * from marts.texts")
    broken = Expectation("broken", "Numbers.", "select text::int from marts.texts")
    run_suites(build_file, (Suite("evil", (rows, broken)),), tmp_path / "docs")
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "docs").rglob("*.html")]
    assert sum("&lt;svg onload=alert(1)" in page for page in pages) == 2
    for page in pages:
        assert not re.search(r"<(?:svg|img|form|meta http-equiv=refresh)", page)
        # Whatever slipped through runs nothing and fetches nothing.
        assert page.index("default-src 'none'") < page.index("<body")


def test_pages_show_the_rows_and_fetch_nothing(build_file: Path, tmp_path: Path) -> None:
    run_suites(build_file, (SEVERAL,), tmp_path / "docs")
    index = (tmp_path / "docs" / "index.html").read_text(encoding="utf-8")
    assert "several (critical): 2 of 5 passed" in index
    assert "<td>3</td>" in index
    for page in (tmp_path / "docs").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not FETCHED.search(text), page


def test_the_pages_are_written_by_templates_that_an_earlier_audit_compiled(
    build_file: Path, tmp_path: Path
) -> None:
    def audited() -> tuple[set[str], set[tuple[str, int]]]:
        run_suites(build_file, (SEVERAL,), tmp_path / "docs")
        templates = (build_file.parent / "data_docs_templates").iterdir()
        texts = {
            re.sub(r"\d{4}-\d.*?Z|[0-9a-f]{8}-[-0-9a-f]{27}", "", page.read_text(encoding="utf-8"))
            for page in (tmp_path / "docs" / "expectations").rglob("*.html")
        }
        return texts, {(one.name, one.stat().st_mtime_ns) for one in templates}

    pages, compiled = audited()
    assert compiled
    assert audited() == (pages, compiled)


def _result(severity: str, outcome: str) -> CheckResult:
    return CheckResult(f"{severity} {outcome}", "suite", severity, outcome, 1, "It says so.")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("severity", "outcome", "refused"),
    [
        ("critical", "passed", False),
        ("critical", "data_wrong", True),
        ("critical", "check_broke", True),
        ("warning", "data_wrong", False),
        ("warning", "check_broke", False),
    ],
)
def test_only_critical_checks_stop_publication(
    severity: str, outcome: str, refused: bool, tmp_path: Path
) -> None:
    audit = Audit("f", (_result("critical", "passed"), _result(severity, outcome)))
    audit.save(tmp_path / "audit.json")
    loaded = Audit.load(tmp_path / "audit.json")
    assert loaded == audit
    refusal = loaded.refusal(tmp_path) if loaded else None
    assert (refusal is not None) == refused
    if refusal:
        assert f"suite: {severity} {outcome}: It says so." in refusal


def test_a_missing_audit_is_no_audit(tmp_path: Path) -> None:
    assert Audit.load(tmp_path / "audit.json") is None


def test_the_suites_of_the_project_can_be_read_critical_ones_first() -> None:
    suites = load_suites()
    assert [(suite.name, suite.severity) for suite in suites] == [
        ("structural", "critical"),
        ("conservation", "warning"),
        ("fiscal", "warning"),
    ]


def test_the_fiscal_suite_is_made_from_the_seed_of_identities() -> None:
    with (DBT_PROJECT_DIR / "seeds" / "identity.csv").open(encoding="utf-8", newline="") as seed:
        rows = [(row["identity_code"], row["says"], row["severity"]) for row in csv.DictReader(seed)]
    (fiscal,) = (suite for suite in load_suites() if suite.name == "fiscal")
    assert [(one.name, one.description, one.severity) for one in fiscal.expectations] == rows
    assert len(rows) > 40
    for one in fiscal.expectations:
        assert f"identity_code = '{one.name}'" in one.unexpected_rows


def test_every_identity_says_what_holds_in_both_languages() -> None:
    identities = read_identities()
    for texts in ([one.says_zh for one in identities], [one.says_en for one in identities]):
        assert len(set(texts)) == len(texts)
    for one in identities:
        assert re.fullmatch(r"[^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*。", one.says_zh), one
        assert re.fullmatch(r"[A-Z].*\.", one.says_en), one


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("severity: grave\nexpectations: []", "severity must be one of"),
        ("severity: critical\nexpectations: []", "holds no expectation"),
        ("severity: critical\nexpectations:\n- {name: a, unexpected_rows: select 1}", "a description"),
        ("severity: critical\nexpectations:\n- {name: a, description: b}", "a needs the query"),
        (
            "severity: critical\nunexpected_rows: select 1\n"
            "expectations:\n- {name: a, description: b}\n- {name: a, description: c}",
            "repeats a",
        ),
    ],
)
def test_a_wrong_suite_is_told_with_its_file(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "suite.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SuiteError, match=rf"suite\.yml: .*{said}"):
        load_suite(path)


def test_no_amount_is_made_a_float(
    build_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    amount = "123456789012345678.45"
    rows = Expectation("rows", "No rows.", f"select {amount}::decimal(20, 2) as amount_yuan")
    (result,) = run_suites(build_file, (Suite("exact", (rows,)),), tmp_path / "docs")
    assert result.examples == ({"amount_yuan": amount},)
    assert "float" not in caplog.text
