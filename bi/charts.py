"""What Superset's kinds of charts are called, and how each is asked for.

Belongs here: from a chart's short description to Superset's form data.
Does not belong here: datasets, layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Spec = Mapping[str, Any]
_DEFAULT_LIMIT = 1000


def used_columns(chart: Spec) -> set[str]:
    """The columns that a chart groups by; those of its ``where`` are in the SQL."""
    by = chart.get("by", [])
    groups = [by] if isinstance(by, str) else list(by)
    return {*groups, *chart.get("rows", []), *chart.get("columns", []), *filter(None, [chart.get("split")])}


def parameters(chart: Spec, measures: Spec, labels: Mapping[str, str]) -> dict[str, Any]:
    """Superset's form data of a chart.

    Args:
        chart: kind, dataset, measures; by, split, rows, columns, where, limit, stacked by its kind.
        measures: The dataset's measures, for their formats.
        labels: What columns are called.
    """
    params = _COMMON | {"adhoc_filters": _where(chart)} | _KINDS[chart["kind"]](chart, measures)
    # Of a cross table Superset shows the columns' own names.
    for side in ("groupbyRows", "groupbyColumns"):
        if side in params:
            params[side] = [_labelled(column, labels) for column in params[side]]
    return params


def _labelled(column: str, labels: Mapping[str, str]) -> dict[str, str]:
    return {"label": labels.get(column, column), "sqlExpression": column, "expressionType": "SQL"}


_COMMON: dict[str, Any] = {"time_range": "No filter", "extra_form_data": {}}


def _where(chart: Spec) -> list[dict[str, Any]]:
    if "where" not in chart:
        return []
    return [{"expressionType": "SQL", "clause": "WHERE", "sqlExpression": chart["where"]}]


def _number(chart: Spec, measures: Spec) -> dict[str, Any]:
    (measure,) = chart["measures"]
    return {
        "viz_type": "big_number_total",
        "metric": measure,
        "y_axis_format": measures[measure]["format"],
        "header_font_size": 0.4,
        "subheader_font_size": 0.15,
    }


def _columns(chart: Spec, measures: Spec) -> dict[str, Any]:
    first = chart["measures"][0]
    return {
        "viz_type": "echarts_timeseries_bar",
        "x_axis": chart["by"],
        # A year is a name here, not a number on a scale.
        "xAxisForceCategorical": True,
        "x_axis_sort": chart["by"],
        "x_axis_sort_asc": True,
        "metrics": chart["measures"],
        "groupby": [chart["split"]] if "split" in chart else [],
        "stack": "Stack" if chart.get("stacked") else None,
        "row_limit": _DEFAULT_LIMIT,
        "orientation": "vertical",
        "y_axis_format": measures[first]["format"],
        "truncate_metric": True,
        "show_legend": True,
        "legendType": "scroll",
        "legendOrientation": "top",
        "rich_tooltip": True,
        "tooltipTimeFormat": "smart_date",
        "show_empty_columns": False,
    }


def _bars(chart: Spec, measures: Spec) -> dict[str, Any]:
    limit = chart.get("limit", 15)
    return _columns(chart, measures) | {
        "orientation": "horizontal",
        "x_axis_sort": chart["measures"][0],
        # Superset draws the last of a horizontal chart on top.
        "x_axis_sort_asc": True,
        "row_limit": limit if "split" not in chart else _DEFAULT_LIMIT,
        "show_legend": "split" in chart,
        "order_desc": True,
        "x_axis_title_margin": 0,
        # Every bar has its name; by itself ECharts leaves out each second one.
        "xAxisLabelInterval": "0",
    }


def _pie(chart: Spec, measures: Spec) -> dict[str, Any]:
    (measure,) = chart["measures"]
    return {
        "viz_type": "pie",
        "groupby": [chart["by"]],
        "metric": measure,
        "row_limit": 20,
        "sort_by_metric": True,
        "label_type": "key_percent",
        "number_format": measures[measure]["format"],
        "donut": True,
        "innerRadius": 40,
        "show_legend": True,
        "legendOrientation": "top",
    }


def _table(chart: Spec, measures: Spec) -> dict[str, Any]:
    formats = {measure: {"d3NumberFormat": measures[measure]["format"]} for measure in chart["measures"]}
    # Years and pages are no quantities.
    plain = {
        column: {"d3NumberFormat": "d"} for column in chart["by"] if column in ("fiscal_year", "page_no")
    }
    return {
        "viz_type": "table",
        "query_mode": "aggregate",
        "groupby": chart["by"],
        "metrics": chart["measures"],
        "timeseries_limit_metric": chart["measures"][0],
        "order_desc": True,
        "row_limit": chart.get("limit", _DEFAULT_LIMIT),
        "server_pagination": False,
        "include_search": True,
        "show_cell_bars": False,
        "column_config": formats | plain,
    }


def _cross(chart: Spec, measures: Spec) -> dict[str, Any]:
    return {
        "viz_type": "pivot_table_v2",
        "groupbyRows": chart["rows"],
        "groupbyColumns": chart["columns"],
        "metrics": chart["measures"],
        "metricsLayout": "COLUMNS",
        "aggregateFunction": "Sum",
        "valueFormat": measures[chart["measures"][0]]["format"],
        "rowOrder": "key_a_to_z",
        "colOrder": "key_a_to_z",
        "row_limit": 10000,
    }


_KINDS = {
    "number": _number,
    "columns": _columns,
    "bars": _bars,
    "pie": _pie,
    "table": _table,
    "cross": _cross,
}
