"""The dbt project as Dagster's assets, read from dbt's manifest.

Belongs here: key, group, parents and columns of each seed and model.
Does not belong here: making them (``assets.warehouse``).

``dagster-dbt`` does this too; importing it imports dbt, which takes longer than all else that a refresh
imports. dbt is loaded once, in the process that builds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from dagster import AssetKey, AssetSpec, TableColumn, TableSchema


def model_specs(manifest_file: Path) -> tuple[AssetSpec, ...]:
    """One asset for each seed and model, named by schema and relation, each after what it is made from."""
    manifest = json.loads(manifest_file.read_bytes())
    specs = {
        spec.key: spec
        for spec in (
            _spec(node, manifest)
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("seed", "model")
        )
    }
    made_from = {key: [dep.asset_key for dep in spec.deps] for key, spec in specs.items()}
    return tuple(specs[key] for key in TopologicalSorter(made_from).static_order() if key in specs)


def _spec(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> AssetSpec:
    columns = [
        TableColumn(name, column["data_type"] or "?", column["description"])
        for name, column in node["columns"].items()
    ]
    return AssetSpec(
        _key(node),
        deps=[
            _key(parent)
            for parent in (_found(manifest, one) for one in node["depends_on"].get("nodes", ()))
            # What other shards say: nothing fills these tables here.
            if parent["schema"] != "elsewhere"
        ],
        group_name="seeds" if node["resource_type"] == "seed" else node["schema"],
        kinds={"dbt", "duckdb"},
        description=node["description"] or None,
        metadata={"dagster/column_schema": TableSchema(columns)} if columns else {},
    )


def _key(node: Mapping[str, Any]) -> AssetKey:
    return AssetKey([node["schema"], node["name"]])


def _found(manifest: Mapping[str, Any], unique_id: str) -> Mapping[str, Any]:
    return dict(manifest["nodes"].get(unique_id) or manifest["sources"][unique_id])
