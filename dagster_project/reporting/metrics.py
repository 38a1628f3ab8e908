"""Asks the warehouse for metrics as dbt's semantic models define them.

Belongs here: reading metrics from dbt's manifest and rendering them to SQL on the published views.
Does not belong here: what a metric means (``dbt/models/semantic``), nor joins between semantic
models: each lies on a view that has every dimension of its metrics.

The packages that query dbt's semantic layer need a server or a second engine. A metric that sums,
counts or divides over one view needs neither: this is that part of the semantic layer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from dagster_project.duckdb_file import records

_Member = TypeVar("_Member")
# Plan and outcome of one year are never added up without being asked for.
_KEPT_APART = "budget_stage"
_DIMENSION = re.compile(r"\{\{\s*(?:Time)?Dimension\(\s*'(?:\w+__)?(\w+)'[^)]*\)\s*\}\}")
_AGGREGATES = {
    "sum": "sum({})",
    "count": "count({})",
    "count_distinct": "count(distinct {})",
    "average": "avg({})",
    "min": "min({})",
    "max": "max({})",
}


class MetricError(ValueError):
    """The question cannot be asked; the message says what can be."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and the view it is taken from.

    Attributes:
        relation: The view, ``schema.name``.
        dimensions: SQL on the view by dimension.
        sql: The aggregate, on the view's columns.
    """

    name: str
    label: str
    description: str
    relation: str
    dimensions: Mapping[str, str]
    sql: str


def read_metrics(manifest: Path) -> dict[str, Metric]:
    """Every metric of a parsed dbt project by its name.

    Raises:
        MetricError: A metric is of a kind that is not rendered here.
    """
    content = json.loads(manifest.read_text(encoding="utf-8"))
    reader = _Reader(
        {metric["name"]: metric for metric in content["metrics"].values()},
        list(content["semantic_models"].values()),
    )
    return {name: reader.metric(name) for name in reader.metrics}


def metric_query(
    metrics: Mapping[str, Metric], names: Sequence[str], by: Sequence[str], where: Mapping[str, str]
) -> tuple[str, list[str]]:
    """SQL that answers metrics by dimensions, and the values of its parameters.

    Args:
        metrics: All metrics.
        names: The metrics asked for; all from one view.
        by: Dimensions, one row a combination of their members.
        where: A value a dimension; other rows do not count.

    Raises:
        MetricError: A name is unknown, or the metrics lie on several views.
    """
    chosen = [_known(metrics, name, "metric") for name in names]
    if len({metric.relation for metric in chosen}) != 1:
        raise MetricError("Ask for metrics of one view at a time: " + ", ".join(metrics_by_view(metrics)))
    dimensions = chosen[0].dimensions
    asked = list(dict.fromkeys(by))
    if _KEPT_APART in dimensions and _KEPT_APART not in where:
        asked = list(dict.fromkeys([*asked, _KEPT_APART]))
    columns = [f"{_known(dimensions, name, 'dimension')} as {name}" for name in asked]
    columns += [f"{metric.sql} as {metric.name}" for metric in chosen]
    lines = ["select", ",\n".join(f"    {column}" for column in columns), f"from {chosen[0].relation}"]
    if where:
        tests = [f"cast({_known(dimensions, name, 'dimension')} as varchar) = ?" for name in where]
        lines += ["where", "    " + "\n    and ".join(tests)]
    if asked:
        lines += ["group by all", "order by all"]
    return "\n".join(lines) + "\n", list(where.values())


def ask_metrics(
    connection: duckdb.DuckDBPyConnection,
    metrics: Mapping[str, Metric],
    names: Sequence[str],
    by: Sequence[str],
    where: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The answer of ``metric_query`` as records.

    Raises:
        MetricError: As ``metric_query``.
    """
    query, values = metric_query(metrics, names, by, where)
    return records(connection, query, values)


def metrics_by_view(metrics: Mapping[str, Metric]) -> list[str]:
    """A line a view: the metrics that can be asked for together."""
    views = sorted({metric.relation for metric in metrics.values()})
    return [
        f"{view} ({', '.join(name for name, metric in metrics.items() if metric.relation == view)})"
        for view in views
    ]


def _known(members: Mapping[str, _Member], name: str, kind: str) -> _Member:
    if name not in members:
        raise MetricError(f"There is no {kind} {name!r}. There are: {', '.join(sorted(members))}.")
    return members[name]


class _Reader:
    """Renders the metrics of one manifest."""

    def __init__(self, metrics: Mapping[str, Any], models: Sequence[Mapping[str, Any]]) -> None:
        self.metrics = metrics
        self._measures = {
            measure["name"]: (model, measure) for model in models for measure in model["measures"]
        }

    def metric(self, name: str) -> Metric:
        found = self.metrics[name]
        parts = found["type_params"]
        if found["type"] == "simple":
            return self._simple(found, parts["measure"]["name"])
        if found["type"] == "ratio":
            return self._ratio(found, parts["numerator"]["name"], parts["denominator"]["name"])
        raise MetricError(
            f"Metric {name!r} is of type {found['type']!r}; only simple and ratio are rendered."
        )

    def _simple(self, found: Mapping[str, Any], measure_name: str) -> Metric:
        model, measure = self._measures[measure_name]
        dimensions = {part["name"]: part["expr"] or part["name"] for part in model["dimensions"]}
        sql = _AGGREGATES[measure["agg"]].format(measure["expr"] or measure["name"])
        filters = [part["where_sql_template"] for part in (found["filter"] or {}).get("where_filters", [])]
        if filters:
            conditions = " and ".join(f"({_resolved(text, dimensions)})" for text in filters)
            sql = f"{sql} filter (where {conditions})"
        relation = f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"
        return Metric(found["name"], found["label"], found["description"], relation, dimensions, sql)

    def _ratio(self, found: Mapping[str, Any], numerator_name: str, denominator_name: str) -> Metric:
        numerator, denominator = self.metric(numerator_name), self.metric(denominator_name)
        if numerator.relation != denominator.relation:
            raise MetricError(f"The parts of {found['name']!r} lie on different views.")
        # Undefined where there is nothing to divide by: null, neither 0 nor infinity.
        sql = f"round(cast({numerator.sql} as double) / nullif({denominator.sql}, 0), 6)"
        return Metric(
            found["name"],
            found["label"],
            found["description"],
            numerator.relation,
            numerator.dimensions,
            sql,
        )


def _resolved(template: str, dimensions: Mapping[str, str]) -> str:
    return _DIMENSION.sub(lambda match: _known(dimensions, match[1], "dimension"), template).strip()
