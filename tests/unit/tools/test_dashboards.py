"""The dashboards ask for what the published file holds; Superset itself is not needed to know that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
import yaml

from bi.bundle import VIEWS, bundle, columns_of, columns_used, dashboards, datasets_of, described
from bi.charts import used_columns

_DATASETS = described()["datasets"]
_MEASURES = [(dataset, measure) for dataset, spec in _DATASETS.items() for measure in spec["measures"]]
_CHARTS = [
    pytest.param(chart, id=f"{dashboard}-{name}")
    for dashboard, spec in dashboards().items()
    for name, chart in spec["charts"].items()
]


@pytest.mark.parametrize("dataset", _DATASETS)
def test_every_column_that_a_dashboard_names_is_in_its_model(dataset: str) -> None:
    known = {column["name"] for column in columns_of(dataset)} | set(_DATASETS[dataset].get("derived", {}))
    assert columns_used()[dataset] <= known


@pytest.fixture(scope="module")
def views() -> Iterator[duckdb.DuckDBPyConnection]:
    """The views that dashboards ask, with the columns that their models are held to, and without rows."""
    with duckdb.connect() as connection:
        for dataset in _DATASETS:
            columns = ", ".join(f"{one['name']} {one['data_type']}" for one in columns_of(dataset))
            connection.execute(f"create table {dataset} ({columns})")
        yield connection


@pytest.mark.parametrize(("dataset", "measure"), _MEASURES)
def test_every_measure_can_be_computed(views: duckdb.DuckDBPyConnection, dataset: str, measure: str) -> None:
    views.execute(f"select {_DATASETS[dataset]['measures'][measure]['sql']} from {dataset}")


@pytest.mark.parametrize("chart", _CHARTS)
def test_every_chart_can_be_asked(views: duckdb.DuckDBPyConnection, chart: dict[str, Any]) -> None:
    views.execute(_query(chart))


def test_a_dropped_column_breaks_the_charts_that_need_it(views: duckdb.DuckDBPyConnection) -> None:
    chart = dashboards()["overview"]["charts"]["by_class"]
    with views.cursor() as own:
        own.execute("begin; alter table v_expenditure_all drop column functional_class_name")
        with pytest.raises(duckdb.BinderException, match="functional_class_name"):
            own.execute(_query(chart))
        own.execute("rollback")


def _query(chart: dict[str, Any]) -> str:
    dataset = _DATASETS[chart["dataset"]]
    groups = [f"{dataset.get('derived', {}).get(one, one)} as {one}" for one in sorted(used_columns(chart))]
    measures = [f"{dataset['measures'][name]['sql']} as {name}" for name in chart["measures"]]
    where = f"where {chart['where']}" if "where" in chart else ""
    return f"select {', '.join(groups + measures)} from {chart['dataset']} {where} group by all"


@pytest.mark.parametrize("dashboard", dashboards())
def test_every_chart_has_one_place(dashboard: str) -> None:
    spec = dashboards()[dashboard]
    assert Counter(chart for row in spec["rows"] for chart in row) == Counter(spec["charts"].keys())


def test_filters_hold_for_every_dataset_that_has_their_column() -> None:
    for name in ("year", "region", "department", "stage", "scope"):
        column = described()["filters"][name]["column"]
        without = {
            dataset
            for dataset, spec in _DATASETS.items()
            if column not in {each["name"] for each in columns_of(dataset)} | set(spec.get("derived", {}))
        }
        # What compares both stages has none; a department that published nothing has no scope.
        assert without <= {"stage": {"v_budget_vs_final"}, "scope": {"v_coverage"}}.get(name, set()), name


def test_the_import_names_each_thing_once_and_everything_it_refers_to() -> None:
    files = {path: yaml.safe_load(text) for path, text in bundle("duckdb:////fiscal.duckdb").items()}
    identifiers = Counter(file["uuid"] for file in files.values() if "uuid" in file)
    assert set(identifiers.values()) == {1}
    for path, file in files.items():
        if path.startswith("charts/"):
            assert file["dataset_uuid"] in identifiers
        if path.startswith("dashboards/"):
            position = file["position"].items()
            placed = {item["meta"]["uuid"] for name, item in position if name.startswith("CHART-")}
            assert placed
            assert placed <= identifiers.keys()
    database = files["databases/warehouse.yaml"]
    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}


def test_dbt_declares_the_dashboards_with_the_views_that_they_ask() -> None:
    declared = yaml.safe_load((VIEWS / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    assert {one["name"]: {ref[5:-2] for ref in one["depends_on"]} for one in declared} == {
        name: datasets_of(spec) for name, spec in dashboards().items()
    }
