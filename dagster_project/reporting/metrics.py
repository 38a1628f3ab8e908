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
_YEAR = "fiscal_year"
_CONDITION = re.compile(r"(\w+)\s*(!=|>=|<=|=|>|<)\s*(.*)", re.DOTALL)
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


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that rows have to pass: a dimension, a comparison and a value."""

    dimension: str
    comparison: str
    value: str

    @classmethod
    def read(cls, text: str) -> Condition:
        """Reads ``fiscal_year>=2023`` or ``region_name=丰润区``.

        Raises:
            MetricError: There is no comparison in it.
        """
        found = _CONDITION.fullmatch(text)
        if found is None:
            raise MetricError(
                f"--where {text}: write dimension=value, or with !=, >, >=, <, <= instead of =."
            )
        return cls(*found.groups())


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of metrics.

    Attributes:
        names: The metrics; all from one view.
        by: Dimensions, one row a combination of their members.
        where: Conditions; rows that fail one do not count.
        compare: Whether each year is shown beside the year before.
        sort: A column of the answer, the largest first; with a minus in front the smallest first.
        limit: How many rows at most.
    """

    names: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    compare: bool = False
    sort: str | None = None
    limit: int | None = None


def metric_query(metrics: Mapping[str, Metric], question: Question) -> tuple[str, list[str]]:
    """SQL that answers a question, and the values of its parameters.

    Raises:
        MetricError: A name is unknown, the metrics lie on several views, or years cannot be compared.
    """
    chosen = [_known(metrics, name, "metric") for name in question.names]
    if len({metric.relation for metric in chosen}) != 1:
        raise MetricError("Ask for metrics of one view at a time: " + ", ".join(metrics_by_view(metrics)))
    dimensions = chosen[0].dimensions
    asked = list(dict.fromkeys(question.by))
    given = {condition.dimension for condition in question.where if condition.comparison == "="}
    apart = [_YEAR] if question.compare else []
    asked += [name for name in [*apart, _KEPT_APART] if name in dimensions and name not in given]
    asked = list(dict.fromkeys(asked + apart))
    # The year before takes part in a comparison though it is not asked for.
    later = [one for one in question.where if question.compare and one.dimension == _YEAR]
    sooner = [one for one in question.where if one not in later]
    query = _summed(chosen, asked, sooner)
    if question.compare:
        query = _beside_last_year(query, chosen, [name for name in asked if name != _YEAR], later)
    shown = [*asked, *(column for metric in chosen for column in _columns(metric, question.compare))]
    lines = [query, *_order(shown, asked, question.sort)]
    if question.limit is not None:
        lines.append(f"limit {question.limit:d}")
    return "\n".join(lines) + "\n", [one.value for one in [*sooner, *later]]


def _summed(chosen: Sequence[Metric], asked: Sequence[str], where: Sequence[Condition]) -> str:
    dimensions = chosen[0].dimensions
    columns = [f"{_known(dimensions, name, 'dimension')} as {name}" for name in asked]
    columns += [f"{metric.sql} as {metric.name}" for metric in chosen]
    lines = ["select", ",\n".join(f"    {column}" for column in columns), f"from {chosen[0].relation}"]
    if where:
        tests = [_test(_known(dimensions, one.dimension, "dimension"), one.comparison) for one in where]
        lines += ["where", "    " + "\n    and ".join(tests)]
    if asked:
        lines.append("group by all")
    return "\n".join(lines)


def _test(expression: str, comparison: str) -> str:
    """Equal as texts, larger and smaller as numbers."""
    if comparison in ("=", "!="):
        return f"cast({expression} as varchar) {comparison} ?"
    return f"try_cast({expression} as double) {comparison} try_cast(? as double)"


def _beside_last_year(
    query: str, chosen: Sequence[Metric], others: Sequence[str], where: Sequence[Condition]
) -> str:
    same = [f"this_year.{_YEAR} - 1 = last_year.{_YEAR}"]
    same += [f"this_year.{name} is not distinct from last_year.{name}" for name in others]
    columns = [f"this_year.{name}" for name in [*others, _YEAR]]
    for metric in chosen:
        now, before = f"this_year.{metric.name}", f"last_year.{metric.name}"
        values = (
            now,
            before,
            f"{now} - {before}",
            f"round(cast({now} - {before} as double) / nullif({before}, 0), 6)",
        )
        names = _columns(metric, compare=True)
        columns += [f"{value} as {name}" for value, name in zip(values, names, strict=True)]
    lines = [
        f"with answer as (\n{query}\n)",
        "select",
        ",\n".join(f"    {column}" for column in columns),
        "from answer as this_year",
        "left join answer as last_year on " + " and ".join(same),
    ]
    if where:
        lines.append("where " + " and ".join(_test(f"this_year.{_YEAR}", one.comparison) for one in where))
    compared = "\n".join(lines)
    return f"select *\nfrom (\n{compared}\n) as compared"


def _columns(metric: Metric, compare: bool) -> list[str]:
    """The columns that a metric fills."""
    suffixes = ("", "_last_year", "_change", "_change_ratio") if compare else ("",)
    return [f"{metric.name}{suffix}" for suffix in suffixes]


def _order(shown: Sequence[str], asked: Sequence[str], sort: str | None) -> list[str]:
    if sort is None:
        return ["order by all"] if asked else []
    name = sort.removeprefix("-")
    if name not in shown:
        raise MetricError(f"There is no column {name!r} to sort by. There are: {', '.join(shown)}.")
    direction = "asc" if sort.startswith("-") else "desc"
    return ["order by " + ", ".join([f"{name} {direction} nulls last", *asked])]


def ask_metrics(
    connection: duckdb.DuckDBPyConnection, metrics: Mapping[str, Metric], question: Question
) -> list[dict[str, Any]]:
    """The answer of ``metric_query`` as records.

    Raises:
        MetricError: As ``metric_query``.
    """
    query, values = metric_query(metrics, question)
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
