"""Every mart is under contract, and every key in it leads to the row it names.

Belongs here: that the models state it, read from the parsed project. Does not belong here: that
it holds; dbt tests each statement in every refresh.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.settings import Settings

pytestmark = pytest.mark.timeout(300)

# Columns that hold the key of a row of a mart, by their names: surrogate keys, and the codes and
# years that are keys of dimensions.
_KEY = re.compile(
    r".*_key|table_id|fiscal_year|form_code|item_code|identity_code"
    r"|(current_region|region|city|province|parent|development_zone)_code"
    r"|(government_)?(functional|economic)_code|class_code|section_code"
)
# A key that groups rows of its own mart, and is said there to be no other row's name; a table of raw.
_GROUPS = {
    ("fct_finding", "group_key"),
    ("fct_coverage", "body_key"),
    ("fct_unread_value", "table_id"),
    # Its key are both together, and users may name regions and years of which no document is there.
    ("dim_population", "region_code"),
    ("dim_population", "fiscal_year"),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return dict(json.loads(parsed_manifest(Settings.load()).read_bytes()))


@pytest.fixture(scope="module")
def marts(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def _tested(manifest: dict[str, Any], test_name: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Model, column and arguments of each data test of a kind."""
    found = []
    for node in manifest["nodes"].values():
        metadata = node.get("test_metadata") or {}
        if node["resource_type"] == "test" and metadata.get("name") == test_name:
            model = manifest["nodes"].get(node["attached_node"] or "", {}).get("name", "")
            found.append((model, node["column_name"], metadata["kwargs"]))
    return found


def test_every_mart_is_under_an_enforced_contract_of_all_its_columns(marts: dict[str, Any]) -> None:
    assert len(marts) > 45
    assert [name for name, node in marts.items() if not node["config"]["contract"]["enforced"]] == []
    untyped = [
        f"{name}.{column}"
        for name, node in marts.items()
        for column, described in node["columns"].items()
        if not described["data_type"]
    ]
    assert untyped == []


def test_every_key_of_every_mart_is_its_own_or_tested_to_lead_to_a_row(
    manifest: dict[str, Any], marts: dict[str, Any]
) -> None:
    unique = {(model, column) for model, column, _ in _tested(manifest, "unique")}
    leading = {}
    for model, column, arguments in _tested(manifest, "relationships"):
        target = re.search(r"'(\w+)'", arguments["to"])
        assert target, arguments
        leading[model, column] = (target[1], arguments["field"])
    keys = {
        (name, column) for name, node in marts.items() for column in node["columns"] if _KEY.fullmatch(column)
    }
    assert len(keys) > 250
    # A view shows keys of the marts it reads; those marts' own are tested here, too.
    shown = {
        (name, column)
        for name, node in marts.items()
        if node["config"]["materialized"] == "view"
        for parent in node["depends_on"]["nodes"]
        for column in manifest["nodes"].get(parent, {}).get("columns", ())
    }
    # A dimension's own code need not be unique by itself: it has a row for each of its periods.
    own = unique | set(leading.values())
    assert sorted(keys - set(leading) - own - shown - _GROUPS) == []
