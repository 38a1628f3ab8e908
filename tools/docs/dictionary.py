"""Writes the data dictionary of the published warehouse from the descriptions, types and tests of dbt.

Belongs here: reading the manifest, and the page: a table for each mart, a diagram of their keys, the
identities.
Does not belong here: what a column means, which is said once, beside its model; what an identity says, which
stands in the seed.
``python -m tools.docs.dictionary`` writes ``docs/data-dictionary.md``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.audit.suites import read_identities
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.runs.history_tables import TABLES, Table
from dagster_project.settings import PROJECT_ROOT, Settings

PAGE = PROJECT_ROOT / "docs" / "data-dictionary.md"
_PARTS = (
    (
        "dim_",
        "Dimensions",
        "Every dimension has a `not_disclosed` member: facts point to it where a form prints none.",
    ),
    ("fct_", "Facts", "Money is in yuan (`_yuan`). Star facts hold leaves only: a plain sum is right."),
    (
        "v_",
        "Views in words",
        "Labels in Chinese and English, amounts in yuan and in 万元; no entity is counted twice.",
    ),
)
_DRAWN = (
    "fct_revenue",
    "fct_expenditure",
    "fct_appropriation_expenditure",
    "fct_basic_expenditure",
    "fct_three_public_expenses",
    "fct_published_amount",
    "fct_identity_term",
    "fct_identity_check",
    "fct_finding",
)
_HEAD = """\
# Data dictionary

The published file holds the schema `marts`, described here, and `raw`, what the files show word by word. The
same words are comments in the file: column `comment` of `duckdb_tables()`, `duckdb_views()` and
`duckdb_columns()`. A column marked * is never null; → names the table whose key it holds.
`make docs` writes this page.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a mart: its type, whether it may be null, and the table whose key it holds."""

    name: str
    data_type: str
    is_required: bool
    is_unique: bool
    refers_to: str
    description: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A table or view that readers get; its description begins with its grain."""

    name: str
    description: str
    columns: tuple[Column, ...]


def read_marts(manifest_file: Path) -> list[Mart]:
    """The marts of a dbt manifest and the tables that a publication adds, by name."""
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    nodes: Mapping[str, Mapping[str, Any]] = manifest["nodes"]
    tests: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for node in nodes.values():
        if node["resource_type"] == "test" and node.get("column_name") and node.get("attached_node"):
            tests.setdefault((node["attached_node"], node["column_name"]), []).append(node)
    marts = [
        _mart(key, node, tests)
        for key, node in nodes.items()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
    marts += map(_of_publication, TABLES)
    return sorted(marts, key=lambda mart: mart.name)


def _mart(
    key: str, node: Mapping[str, Any], tests: Mapping[tuple[str, str], list[Mapping[str, Any]]]
) -> Mart:
    columns = []
    for column in node["columns"].values():
        names = {test["test_metadata"]["name"]: test for test in tests.get((key, column["name"]), [])}
        reference = names.get("relationships")
        columns.append(
            Column(
                column["name"],
                column.get("data_type") or "",
                "not_null" in names or any(c["type"] == "not_null" for c in column.get("constraints", [])),
                "unique" in names,
                _target(reference) if reference else "",
                " ".join(column.get("description", "").split()),
            )
        )
    return Mart(node["name"], " ".join(node["description"].split()), tuple(columns))


def _of_publication(table: Table) -> Mart:
    columns = [
        Column(name, kind.removesuffix(" not null"), kind.endswith("not null"), name == "run_id", "", meaning)
        for name, (kind, meaning) in table.columns.items()
    ]
    return Mart(table.name, table.description, tuple(columns))


def _target(test: Mapping[str, Any]) -> str:
    """The table that a relationships test looks into: ref('dim_form') or {{ ref('dim_form') }}."""
    return str(test["test_metadata"]["kwargs"]["to"]).split("'")[1]


def page(marts: list[Mart]) -> str:
    """The dictionary as Markdown."""
    lines = [_HEAD, *_diagram(marts)]
    for prefix, title, remark in _PARTS:
        lines += ["", f"## {title}", "", remark]
        for mart in marts:
            if mart.name.startswith(prefix):
                lines += _section(mart)
    lines += _identities()
    return "\n".join(lines) + "\n"


def _section(mart: Mart) -> list[str]:
    rows = [f"| {_name(c)} | {c.data_type} | {_key(c)} | {_escape(c.description)} |" for c in mart.columns]
    return [
        "",
        f"### {mart.name}",
        "",
        _escape(mart.description),
        "",
        "| column | type | key | meaning |",
        "|---|---|---|---|",
        *rows,
    ]


def _identities() -> list[str]:
    """What documents are checked by, as the seed states it."""
    rows = [
        f"| {one.code} | {one.scope} | {one.severity} | {one.name_zh}<br>{_escape(one.says_zh)} "
        f"| {one.name_en}<br>{_escape(one.says_en)} |"
        for one in read_identities()
    ]
    return [
        "",
        "## Fiscal identities",
        "",
        "The rows of `dim_identity`; the fiscal suite of expectations has one expectation for each.",
        "",
        "| identity | class | severity | 中文 | English |",
        "|---|---|---|---|---|",
        *rows,
    ]


def _name(column: Column) -> str:
    return f"{column.name}{'*' if column.is_required else ''}"


def _key(column: Column) -> str:
    parts = ["unique"] if column.is_unique else []
    if column.refers_to:
        parts.append(f"→ {column.refers_to}")
    return ", ".join(parts)


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


def _diagram(marts: list[Mart]) -> list[str]:
    """The star facts, the amounts and their proof, drawn from the tests of their keys."""
    known = {mart.name for mart in marts}
    edges = sorted(
        {
            (mart.name, column.refers_to)
            for mart in marts
            for column in mart.columns
            if mart.name in _DRAWN and column.refers_to in known and column.refers_to != mart.name
        }
    )
    drawn = [f'    {target} ||--o{{ {source} : ""' for source, target in edges]
    return ["```mermaid", "erDiagram", *drawn, "```"]


if __name__ == "__main__":
    PAGE.write_text(page(read_marts(parsed_manifest(Settings.load()))), encoding="utf-8")
