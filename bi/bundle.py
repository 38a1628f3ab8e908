"""Makes the files that Superset imports from the dashboards described in this folder.

Belongs here: datasets, measures, charts, filters and layout as Superset's own import knows them.
Does not belong here: Superset itself (``serve``); this runs without it.

Columns come from the dbt models of the same name, so a dataset never knows a column that the warehouse lacks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bi.charts import parameters, used_columns

HERE = Path(__file__).resolve().parent
VIEWS = HERE.parent / "dbt" / "models" / "marts" / "views"
_NAMESPACE = uuid.UUID("4c8f5a52-6a0b-4c5c-9b0e-2f6f1d2b7a11")
_DATABASE = "财政数据仓库 Fiscal warehouse"
_WIDTH = 12
_SMALL = {"number": 20}
_HEIGHT = 56

Spec = Mapping[str, Any]


@cache
def described() -> dict[str, Any]:
    """What ``datasets.yaml`` says: labels, datasets with their measures, filters."""
    content: dict[str, Any] = yaml.safe_load((HERE / "datasets.yaml").read_text(encoding="utf-8"))
    return content


@cache
def dashboards() -> dict[str, Any]:
    """The dashboards by name, in their order."""
    found = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (HERE / "dashboards").glob("*.yaml")
    }
    return dict(sorted(found.items(), key=lambda item: item[1]["order"]))


@cache
def columns_of(dataset: str) -> list[dict[str, Any]]:
    """The columns of a view as its dbt model declares them."""
    model = yaml.safe_load((VIEWS / f"{dataset}.yml").read_text(encoding="utf-8"))
    columns: list[dict[str, Any]] = model["models"][0]["columns"]
    return columns


def columns_used() -> dict[str, set[str]]:
    """The columns that charts and filters name, by dataset; those of measures are in their SQL."""
    used: dict[str, set[str]] = {name: set() for name in described()["datasets"]}
    for dashboard in dashboards().values():
        for chart in dashboard["charts"].values():
            used[chart["dataset"]].update(used_columns(chart))
    for one in described()["filters"].values():
        used[one["dataset"]].add(one["column"])
    return used


def datasets_of(dashboard: Spec) -> set[str]:
    """The views that a dashboard asks, by its charts and its filters."""
    filters = described()["filters"]
    charts = {chart["dataset"] for chart in dashboard["charts"].values()}
    return charts | {filters[one]["dataset"] for one in dashboard["filters"]}


def bundle(warehouse_uri: str) -> dict[str, str]:
    """The files of Superset's import, by their path.

    Args:
        warehouse_uri: SQLAlchemy's address of the published file.
    """
    files: dict[str, Any] = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2000-01-01T00:00:00+00:00"},
        "databases/warehouse.yaml": _database(warehouse_uri),
    }
    content = described()
    for name, dataset in content["datasets"].items():
        files[f"datasets/warehouse/{name}.yaml"] = _dataset(name, dataset, content["labels"])
    for name, dashboard in dashboards().items():
        for chart, spec in dashboard["charts"].items():
            files[f"charts/{name}_{chart}.yaml"] = _chart(name, chart, spec, content)
        files[f"dashboards/{name}.yaml"] = _dashboard(name, dashboard, content)
        files[f"dashboards/{name}_phone.yaml"] = _dashboard(name, _for_phones(dashboard), content, "_phone")
    return {path: yaml.safe_dump(each, allow_unicode=True, sort_keys=False) for path, each in files.items()}


def identifier(*names: str) -> str:
    """The identifier of a thing, the same whenever it is imported."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def _database(uri: str) -> dict[str, Any]:
    return {
        "database_name": _DATABASE,
        "sqlalchemy_uri": uri,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {
            "engine_params": {"connect_args": {"read_only": True}},
            "allows_virtual_table_explore": True,
        },
        "uuid": identifier("database"),
        "version": "1.0.0",
    }


def _dataset(name: str, dataset: Spec, labels: Mapping[str, str]) -> dict[str, Any]:
    columns = [
        _column(column["name"], column["data_type"], labels, column["description"])
        for column in columns_of(name)
    ]
    for derived, expression in dataset.get("derived", {}).items():
        columns.append(_column(derived, "varchar", labels, "") | {"expression": expression})
    return {
        "table_name": name,
        "schema": "main",
        "main_dttm_col": None,
        "filter_select_enabled": True,
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "uuid": identifier("dataset", name),
        "database_uuid": identifier("database"),
        "version": "1.0.0",
        "metrics": [
            {
                "metric_name": measure,
                "verbose_name": spec["label"],
                "expression": spec["sql"],
                "d3format": spec["format"],
            }
            for measure, spec in dataset["measures"].items()
        ],
        "columns": columns,
    }


def _column(name: str, kind: str, labels: Mapping[str, str], description: str) -> dict[str, Any]:
    return {
        "column_name": name,
        "verbose_name": labels.get(name),
        "type": kind.upper(),
        "is_dttm": False,
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": description.strip() or None,
    }


def _chart(dashboard: str, name: str, chart: Spec, content: Spec) -> dict[str, Any]:
    measures = content["datasets"][chart["dataset"]]["measures"]
    params = parameters(chart, measures, content["labels"])
    return {
        "slice_name": chart["title"],
        "viz_type": params["viz_type"],
        "params": params,
        "cache_timeout": None,
        "uuid": identifier("chart", dashboard, name),
        "dataset_uuid": identifier("dataset", chart["dataset"]),
        "version": "1.0.0",
    }


def _for_phones(dashboard: Spec) -> Spec:
    """The same charts, one a row: Superset's grid keeps twelve columns however narrow the screen is."""
    zh, en = dashboard["title"].split(" ", 1)
    rows = [[chart] for row in dashboard["rows"] for chart in row]
    return dict(dashboard) | {"title": f"{zh}（手机） {en}, phone", "rows": rows}


def _dashboard(name: str, dashboard: Spec, content: Spec, suffix: str = "") -> dict[str, Any]:
    return {
        "dashboard_title": dashboard["title"],
        "slug": f"{name}{suffix}",
        "published": True,
        "uuid": identifier("dashboard", f"{name}{suffix}"),
        "version": "1.0.0",
        "position": dict(_position(name, dashboard)),
        "metadata": {
            "cross_filters_enabled": True,
            "refresh_frequency": 0,
            "color_scheme": "supersetColors",
            "filter_bar_orientation": "HORIZONTAL",
            "native_filter_configuration": [
                _filter(name, one, content["filters"][one]) for one in dashboard["filters"]
            ],
        },
    }


def _position(name: str, dashboard: Spec) -> Iterator[tuple[str, Any]]:
    rows = dashboard["rows"]
    yield "DASHBOARD_VERSION_KEY", "v2"
    yield "ROOT_ID", {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]}
    ids = [f"ROW-{number}" for number, _ in enumerate(rows)]
    yield "GRID_ID", {"type": "GRID", "id": "GRID_ID", "children": ids, "parents": ["ROOT_ID"]}
    yield "HEADER_ID", {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard["title"]}}
    for row_id, row in zip(ids, rows, strict=True):
        parents = ["ROOT_ID", "GRID_ID"]
        children = [f"CHART-{chart}" for chart in row]
        yield (
            row_id,
            {
                "type": "ROW",
                "id": row_id,
                "children": children,
                "parents": parents,
                "meta": {"background": "BACKGROUND_TRANSPARENT"},
            },
        )
        for chart_id, chart in zip(children, row, strict=True):
            meta = {
                "width": _WIDTH // len(row),
                "height": _height(dashboard["charts"][chart]),
                "uuid": identifier("chart", name, chart),
                "sliceName": dashboard["charts"][chart]["title"],
                "chartId": 0,
            }
            yield (
                chart_id,
                {
                    "type": "CHART",
                    "id": chart_id,
                    "children": [],
                    "parents": [*parents, row_id],
                    "meta": meta,
                },
            )


def _height(chart: Spec) -> int:
    """Units of Superset's grid, of eight pixels: numbers are low, ``height`` makes room for many bars."""
    return int(chart.get("height", _SMALL.get(chart["kind"], _HEIGHT)))


def _filter(dashboard: str, name: str, one: Spec) -> dict[str, Any]:
    default = one.get("default")
    chosen = {
        "extraFormData": {"filters": [{"col": one["column"], "op": "IN", "val": [default]}]},
        "filterState": {"value": [default], "label": default},
    }
    return {
        "id": f"NATIVE_FILTER-{identifier('filter', dashboard, name)}",
        "name": one["label"],
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [
            {"datasetUuid": identifier("dataset", one["dataset"]), "column": {"name": one["column"]}}
        ],
        "defaultDataMask": chosen if default else {"extraFormData": {}, "filterState": {}},
        "controlValues": {
            "multiSelect": not one.get("single", False),
            "enableEmptyFilter": default is not None,
            "defaultToFirstItem": False,
            "inverseSelection": False,
            "searchAllOptions": False,
        },
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "description": "",
    }
