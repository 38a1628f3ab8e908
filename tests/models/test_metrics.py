"""A metric is defined once, in dbt's semantic models, and answers as the views it lies on."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.reporting.metrics import (
    Condition,
    Metric,
    MetricError,
    Question,
    ask_metrics,
    metric_query,
    read_metrics,
)
from dagster_project.settings import Settings
from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def metrics() -> dict[str, Metric]:
    return read_metrics(parsed_manifest(Settings.load()))


def _ask(
    file: Path, metrics: dict[str, Metric], *names: str, by: tuple[str, ...] = (), **where: str
) -> list[dict[str, object]]:
    conditions = tuple(Condition(dimension, "=", value) for dimension, value in where.items())
    with duckdb.connect(str(file), read_only=True) as connection:
        return ask_metrics(connection, metrics, Question(names, by, conditions))


def test_every_metric_answers(cookbook_build: Build, metrics: dict[str, Metric]) -> None:
    assert len(metrics) >= 20
    for name in metrics:
        answer = _ask(cookbook_build.file, metrics, name, by=("region_name",))
        assert answer, name
        assert any(row[name] is not None for row in answer), name


def test_a_sum_is_that_of_its_view_and_stages_stay_apart(
    cookbook_build: Build, metrics: dict[str, Metric]
) -> None:
    answer = _ask(cookbook_build.file, metrics, "expenditure_yuan", by=("fiscal_year",))
    expected = cookbook_build.rows("""
        select fiscal_year, budget_stage, sum(amount_yuan)
        from marts.v_expenditure_all
        group by all
        order by all
    """)
    assert [tuple(row.values()) for row in answer] == expected
    assert {stage for _, stage, _ in expected} == {"budget", "final_accounts"}


def test_a_share_is_the_quotient_of_its_parts_and_null_without_a_base(
    cookbook_build: Build, metrics: dict[str, Metric]
) -> None:
    (row,) = _ask(
        cookbook_build.file,
        metrics,
        "personnel_share",
        "personnel_expenditure_yuan",
        "basic_expenditure_yuan",
        budget_stage="budget",
    )
    parts = cookbook_build.rows("""
        select
            sum(amount_yuan) filter (where cost_category_code = 'personnel') / sum(amount_yuan)
        from marts.v_basic_expenditure
        where budget_stage = 'budget'
    """)
    assert row["personnel_share"] == pytest.approx(parts[0][0], abs=1e-6)
    assert 0 < parts[0][0] < 1
    nothing = _ask(
        cookbook_build.file, metrics, "personnel_share", region_name="nowhere", budget_stage="budget"
    )
    assert nothing == [{"personnel_share": None}]


def test_what_cannot_be_asked_is_answered_with_what_can(metrics: dict[str, Metric]) -> None:
    with pytest.raises(MetricError, match=r"no metric 'spending'.*expenditure_yuan"):
        metric_query(metrics, Question(("spending",)))
    with pytest.raises(MetricError, match=r"no dimension 'colour'.*region_name"):
        metric_query(metrics, Question(("findings",), ("colour",)))
    with pytest.raises(MetricError, match="one view at a time"):
        metric_query(metrics, Question(("findings", "revenue_yuan")))
    with pytest.raises(MetricError, match="write dimension=value"):
        Condition.read("fiscal_year")
    with pytest.raises(MetricError, match=r"no column 'money'.*findings"):
        metric_query(metrics, Question(("findings",), sort="money"))


def test_a_year_is_shown_beside_the_year_before(cookbook_build: Build, metrics: dict[str, Metric]) -> None:
    question = Question(
        ("expenditure_yuan",),
        ("department_name_today",),
        (Condition.read("budget_stage=budget"), Condition.read("fiscal_year>=2025")),
        compare=True,
        sort="-expenditure_yuan_change",
        limit=3,
    )
    with duckdb.connect(str(cookbook_build.file), read_only=True) as connection:
        answer = ask_metrics(connection, metrics, question)
    spent = {
        (department, year): amount
        for department, year, amount in cookbook_build.rows("""
            select department_name_today, fiscal_year, sum(amount_yuan)
            from marts.v_expenditure
            group by all
        """)
    }
    assert len(answer) == 3
    changes = [row["expenditure_yuan_change"] for row in answer if row["expenditure_yuan_change"] is not None]
    assert changes
    assert changes == sorted(changes)
    for row in answer:
        department, year = row["department_name_today"], row["fiscal_year"]
        assert year >= 2025
        before = spent.get((department, year - 1))
        assert row["expenditure_yuan_last_year"] == before
        if before:
            assert row["expenditure_yuan_change"] == spent[department, year] - before
