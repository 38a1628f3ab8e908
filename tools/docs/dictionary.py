"""Writes the data dictionary of the published warehouse from the descriptions, types and tests of dbt.

Belongs here: reading the manifest, and the page: a table for each mart, a diagram of their keys, the
identities.
Does not belong here: what a column means, which is said once, beside its model; what an identity says, which
stands in the seed.
``python -m tools.docs.dictionary`` writes ``docs/data-dictionary.md``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dagster_project.audit.suites import read_identities
from dagster_project.loading.raw_tables import COLUMNS as RAW_COLUMNS
from dagster_project.loading.raw_words import WORDS
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, parsed_manifest
from dagster_project.runs.history_tables import TABLES, Table
from dagster_project.settings import PROJECT_ROOT, Settings

PAGE = PROJECT_ROOT / "docs" / "data-dictionary.md"
_PARTS = (
    (
        "v_",
        "Views in words",
        "Labels in Chinese and English, amounts in yuan and in 万元; no entity is counted twice.",
    ),
    (
        "dim_",
        "Dimensions",
        "Every dimension has a `not_disclosed` member: facts point to it where a form prints none.",
    ),
    (
        "fct_",
        "Facts",
        "Money is in yuan (`_yuan`). Star facts hold leaves only, of budgets and of final accounts: a plain "
        "sum within one `budget_stage` is right for a disclosure; `_consolidated` counts no entity twice.",
    ),
)
_CODE_SEEDS = (
    ("form_code", "form", "Forms; `dim_form` has their names in each stage."),
    ("measure_code", "measure", "What a column, or a row where measures are rows, measures."),
    ("expenditure_type_code", "expenditure_type", "Types of expenditure; also `cost_category_code`."),
    ("fund_source_code", "fund_source", "Funds that pay; also `fund_source` of facts."),
    ("revenue_source_code", "revenue_source", "Where revenue comes from."),
    ("item_code", "three_public_item", "Three public expenses (“三公”), meetings and training."),
    ("claim_code", "narrative_claim_code", "What prose states."),
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

The published file holds the schema `marts`, described here, and `raw`, what the files show word by word. Its
views in words (`v_…`) are in `main` as well: `show tables` lists them, and they need no schema. The same
words are comments in the file: `fiscal tables NAME` shows them, as do `duckdb_tables()`, `duckdb_views()` and
`duckdb_columns()`. A column marked * is never null; → names the table whose key it holds.
`make docs` writes this page.
"""
_QUESTIONS = """
## Which table for which question

| question | ask |
|---|---|
| What is spent or received, by year, place, department, function, fund? | `v_expenditure`, \
`v_appropriation_expenditure`, `v_revenue`: budgets; the same with `_final`: final accounts |
| What is basic expenditure spent on, and how much of it on personnel? | `v_basic_expenditure` |
| Travel, vehicles, receptions, meetings, training? | `v_three_public_expenses` |
| What changed against last year? | `v_year_over_year`, one `subject` and one `axis` at a time |
| Were budgets kept? | `v_budget_vs_final`, one `subject` and one `axis` at a time |
| Which projects, with which targets? | `v_project`, `v_performance_indicator` |
| What is bought? What does it own? | `v_procurement`, `v_service_purchase`, `v_fixed_asset` |
| Where is a number printed, and is it proven or disputed? | `v_published_amount`, `fiscal trace 8,201.15` |
| What does not add up? | `v_finding`; what may be our misreading: `v_doubt` |
| Does the prose say what the tables say? | `v_narrative_claim` |
| Which disclosures are there, and how well are they read? | `v_disclosure` |
| What is it per head, and in the prices of one year? | `v_expenditure_per_head`, with tables of yours |
| Who lacks a form? Who has not published? | `v_missing_form`, `v_coverage` |
| What was not read, and why? | `dim_document`, `fct_unrecognised_table`, `fct_conservation_check` |
| What did the last refresh change? | `fct_release_change`, `fct_refresh_run` |

Words that mean the same everywhere: a column in `_code` is for programs, `_name` or `_zh` is Chinese, `_en`
English. What a form does not print is the member `not_disclosed`, in Chinese 未公开, in English Not
disclosed; null says that there is nothing of the kind. `_yuan` is 元, `_wan_yuan` 万元. A budget
(`budget_stage` `budget`) and its final accounts (`final_accounts`) are two answers: facts (`fct_…`) and views
with `_all` hold both, so a sum over them names the stage; `v_…` without a suffix holds budgets alone.
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
    values: tuple[str, ...] = ()


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
                _values(names.get("accepted_values")),
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


def _values(test: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The values that an accepted_values test admits."""
    return tuple(map(str, test["test_metadata"]["kwargs"]["values"])) if test else ()


def page(marts: list[Mart]) -> str:
    """The dictionary as Markdown."""
    marts = _with_values(marts)
    lines = [_HEAD, *_contents(marts), _QUESTIONS, "## How the tables hang together", "", *_diagram(marts)]
    for prefix, title, remark in _PARTS:
        lines += ["", f"## {title}", "", remark]
        for mart in marts:
            if mart.name.startswith(prefix):
                lines += _section(mart)
    lines += [*_raw(), *_codes(), *_identities()]
    return "\n".join(lines) + "\n"


def _with_values(marts: list[Mart]) -> list[Mart]:
    """Views have no tests of their own: their codes are those of the facts' columns of the same name."""
    known: dict[str, set[tuple[str, ...]]] = {}
    for mart in marts:
        for column in mart.columns:
            if column.values:
                known.setdefault(column.name, set()).add(column.values)
    only = {name: values.pop() for name, values in known.items() if len(values) == 1}
    return [
        replace(
            mart,
            columns=tuple(replace(c, values=c.values or only.get(c.name, ())) for c in mart.columns),
        )
        for mart in marts
    ]


def _contents(marts: list[Mart]) -> list[str]:
    """Links to every part and table."""
    lines = ["## Contents", "", "- [Which table for which question](#which-table-for-which-question)"]
    for prefix, title, _ in _PARTS:
        links = [f"[{mart.name}](#{mart.name})" for mart in marts if mart.name.startswith(prefix)]
        lines.append(f"- [{title}](#{title.lower().replace(' ', '-')}):")
        lines += [f"  {link}" for link in links]
    links = [f"[raw.{name}](#raw{name})" for name in WORDS]
    lines += ["- [Raw tables](#raw-tables):", *(f"  {link}" for link in links)]
    lines += ["- [Codes](#codes)", "- [Fiscal identities](#fiscal-identities)"]
    return lines


def _raw() -> list[str]:
    """The tables of schema raw."""
    lines = ["", "## Raw tables", "", "What the files show, word for word; no budget knowledge is in them."]
    for name, words in WORDS.items():
        columns = [
            Column(column, kind.removesuffix(" not null"), kind.endswith("not null"), False, "", meaning)
            for column, meaning in words.columns.items()
            for kind in [RAW_COLUMNS[name][column]]
        ]
        lines += _section(Mart(f"raw.{name}", words.table, tuple(columns)))
    return lines


def _codes() -> list[str]:
    """The members of the codes that are lists of their own: seeds, each with its names."""
    lines = [
        "",
        "## Codes",
        "",
        "Codes of functional and economic classifications, regions and the procurement catalogue are in "
        "`dim_functional_code`, `dim_economic_code`, `dim_region`, `dim_procurement_item`. Where a form "
        "does not print one of these, the code is `not_disclosed`.",
    ]
    for column, seed, remark in _CODE_SEEDS:
        with (DBT_PROJECT_DIR / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
            names = {row[column]: (row["name_zh"], row["name_en"]) for row in csv.DictReader(stream)}
        lines += ["", f"### {column}", "", remark, "", "| code | 中文 | English |", "|---|---|---|"]
        lines += [f"| {code} | {_escape(zh)} | {_escape(en)} |" for code, (zh, en) in names.items()]
    return lines


def _section(mart: Mart) -> list[str]:
    rows = [f"| {_name(c)} | {c.data_type} | {_key(c)} | {_meaning(c)} |" for c in mart.columns]
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


def _meaning(column: Column) -> str:
    """What a column means, and its values where they are a closed list that the words do not name."""
    unnamed = [value for value in column.values if value not in column.description]
    values = f" One of: {', '.join(column.values)}." if unnamed else ""
    return _escape(column.description + values)


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
