"""Every rule that a table's columns declare is seen to break: the mutation table of dbt's data tests.

A refresh asks the rules of a model together (``dbt/macros/rules.sql``). Here each of them is broken in a
copy of a built warehouse, table by table: a value that is none of the accepted ones, a key that leads
nowhere, a null, a doubled row. What a refresh then finds must be what dbt finds when it runs each test alone,
and a rule that was broken must be among it. A column whose contract forbids the change is guarded by the
contract.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.modelling import rules
from dagster_project.modelling.build import DbtChild, Tests
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, parsed_manifest
from dagster_project.settings import Settings
from tests.support.built import Build

# A data test in the manifest, and the table or view that it is about.
Rule = tuple[Mapping[str, Any], Mapping[str, Any]]

_LAYERS = ("seeds", "staging", "intermediate", "marts")
# Rows of a table that are broken by one column each; those after them stay as they are.
_DOUBLED = ("unique", "unique_combination_of_columns")


@dataclass
class Broken:
    """What was done to a build file.

    Attributes:
        file: That file.
        rules: The rules broken, by their names, with their layer and kind.
    """

    file: Path
    rules: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def untested(self) -> Path:
        """A copy that no test was run on."""
        return self.file.parent / "untested" / self.file.name


@pytest.fixture(scope="module")
def manifest() -> Mapping[str, Any]:
    return dict(json.loads(parsed_manifest(Settings.load()).read_bytes()))


def _rules(manifest: Mapping[str, Any]) -> Iterator[Rule]:
    """Declared rules with the table they are about; a view shows what the tables below it hold."""
    for node in manifest["nodes"].values():
        about = manifest["nodes"].get(node.get("attached_node"))
        if about and node.get("test_metadata") and about["config"]["materialized"] != "view":
            yield node, about


def _break(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], file: Path) -> Broken:
    broken = Broken(file)
    for change, seen_by in _RAW_FAULTS:
        ((changed,),) = connection.execute(change).fetchall()
        assert changed == 1, change
        broken.rules[seen_by] = ("raw", "")
    # A step that is a table holds what it was made from.
    connection.execute("insert into staging.stg_cell from staging.stg_cell order by rowid desc limit 1")
    rows: Counter[str] = Counter()
    for rule, about in _rules(manifest):
        table, kind = about["relation_name"], rule["test_metadata"]["name"]
        change = _change(connection, rule, table, rows[table])
        if change is None or rule["config"]["where"]:
            continue
        try:
            ((changed,),) = connection.execute(change).fetchall()
        except duckdb.ConstraintException:
            # The contract is what guards this column.
            continue
        if changed:
            rows[table] += kind not in _DOUBLED
            broken.rules[rule["name"]] = (about["schema"], kind)
    return broken


def _change(
    connection: duckdb.DuckDBPyConnection, rule: Mapping[str, Any], table: str, row: int
) -> str | None:
    """The statement that breaks a rule in the given row of its table; None where there is no such change."""
    kind, given = rule["test_metadata"]["name"], rule["test_metadata"]["kwargs"]
    here = f"where rowid = (select rowid from {table} order by rowid limit 1 offset {row})"
    if kind == "not_null":
        return f"update {table} set {rule['column_name']} = null {here}"
    if kind in _DOUBLED:
        columns = [rule["column_name"]] if kind == "unique" else given["combination"]
        is_key = " and ".join(f"{column} is not null" for column in columns)
        last = f"(select max(rowid) from {table} where {is_key})"
        return f"insert into {table} select * from {table} where rowid = {last}"
    if kind in ("accepted_values", "matches_pattern", "relationships"):
        column = rule["column_name"]
        ((data_type,),) = connection.execute(f"select any_value(typeof({column})) from {table}").fetchall()
        # Each value is written once: no broken key is the one that another leads to.
        nonsense = {"VARCHAR": f"'~{rule['name']}'", "BOOLEAN": None}.get(str(data_type), f"-{987_654 + row}")
        return nonsense and f"update {table} set {column} = {nonsense} {here}"
    return None


# What is broken in the raw tables, of which nothing is declared: a change, and the check that must see it.
_RAW_FAULTS = (
    (
        "insert into raw.document select * from raw.document order by rowid desc limit 1",
        "unique_stg_document_document_id",
    ),
    (
        "update raw.document set status = 'unheard_of' where rowid = (select max(rowid) from raw.document)",
        "accepted_values_stg_document_status__read__no_text__quarantined",
    ),
    (
        "insert into raw.document_table select * from raw.document_table order by rowid desc limit 1",
        "unique_stg_table_table_id",
    ),
    (
        "insert into raw.table_cell select * from raw.table_cell order by rowid desc limit 1",
        "unique_combination_of_columns_stg_cell_table_id__row_no__column_no",
    ),
    (
        "insert into raw.paragraph from raw.paragraph where kind != 'watermark' order by rowid desc limit 1",
        "unique_combination_of_columns_stg_paragraph_document_id__paragraph_no",
    ),
    (
        "insert into raw.page select * from raw.page order by rowid desc limit 1",
        "unique_combination_of_columns_stg_page_document_id__page_no",
    ),
    (
        "update raw.table_cell set table_id = '~' where rowid = (select max(rowid) from raw.table_cell)",
        "raw_rows_belong_to_a_document",
    ),
)
_RAISES = "seed_codes_are_known"


def _failing(build_file: Path, folder: Path, tests: Tests) -> set[str]:
    """The names of the data tests that do not pass, warnings included."""
    child = DbtChild(DBT_PROJECT_DIR, folder / tests, parsed_manifest(Settings.load()).parent)
    outcome = child.build({"FISCAL_BUILD_FILE": str(build_file)}, tests=tests)
    child.end()
    assert outcome.results, outcome.error
    # A misspelled code in a seed raises on purpose: its message names the seed's file and line.
    judged = [result for result in outcome.results if result["name"] != _RAISES]
    assert not [result for result in judged if result["status"] in ("error", "skipped")]
    return {str(result["unique_id"]).split(".")[2] for result in outcome.results if result["failures"]}


@pytest.fixture(scope="module")
def broken(own_build: Build, manifest: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Broken:
    file = tmp_path_factory.mktemp("broken") / "fiscal.duckdb"
    shutil.copyfile(own_build.file, file)
    with duckdb.connect(str(file)) as connection:
        broken = _break(connection, manifest, file)
    # As the build left it, with the answers of before.
    broken.untested.parent.mkdir()
    shutil.copyfile(file, broken.untested)
    return broken


@pytest.fixture(scope="module")
def seen_together(broken: Broken, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return _failing(broken.file, tmp_path_factory.mktemp("together"), "only")


def test_every_kind_of_fault_is_made_in_every_layer(broken: Broken) -> None:
    made = {layer: {kind for where, kind in broken.rules.values() if where == layer} for layer in _LAYERS}
    for layer in _LAYERS:
        assert made[layer] & set(_DOUBLED), layer
    for layer in ("seeds", "intermediate"):
        assert {"not_null", "accepted_values", "relationships"} <= made[layer], layer
    assert {"accepted_values", "relationships"} <= made["marts"]


def test_the_raw_tables_let_no_null_in(own_build: Build, tmp_path: Path) -> None:
    file = tmp_path / "fiscal.duckdb"
    shutil.copyfile(own_build.file, file)
    never_null = own_build.rows("""
        select table_name, column_name from information_schema.columns
        where table_schema = 'raw' and is_nullable = 'NO'
    """)
    assert len(never_null) > 20
    with duckdb.connect(str(file)) as connection:
        for table, column in never_null:
            with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
                connection.execute(f"update raw.{table} set {column} = null")


def test_the_contracts_of_the_marts_keep_nulls_out(
    own_build: Build, manifest: Mapping[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "fiscal.duckdb"
    shutil.copyfile(own_build.file, file)
    refused = 0
    with duckdb.connect(str(file)) as connection:
        for table, column in _never_null(manifest):
            ((rows,),) = connection.execute(f"select count(*) from {table}").fetchall()
            if rows:
                with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
                    connection.execute(f"update {table} set {column} = null")
                refused += 1
    assert refused > 250


def _never_null(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for node in manifest["nodes"].values():
        if node["schema"] == "marts" and node["config"]["materialized"] not in ("view", "test"):
            for name, column in node["columns"].items():
                if any(constraint["type"] == "not_null" for constraint in column["constraints"]):
                    yield node["relation_name"], name


def test_every_broken_rule_is_seen(broken: Broken, seen_together: set[str]) -> None:
    unseen = sorted(set(broken.rules) - seen_together)
    assert not unseen


def test_what_is_asked_together_is_what_dbt_finds_test_by_test(
    broken: Broken, seen_together: set[str], manifest: Mapping[str, Any], tmp_path: Path
) -> None:
    shown = {rule["name"] for rule, _ in _references_of_views(manifest)}
    found = _failing(broken.file, tmp_path, "alone")
    assert found - shown == seen_together
    assert found & shown


def test_what_a_view_refers_to_is_asked_of_a_table_that_it_reads(manifest: Mapping[str, Any]) -> None:
    asked = {
        (about["unique_id"], _parent(rule), rule["column_name"])
        for rule, about in _rules(manifest)
        if rule["test_metadata"]["name"] == "relationships"
    }
    references = list(_references_of_views(manifest))
    assert len(references) > 50
    for rule, view in references:
        tables = _tables_below(manifest, view["unique_id"])
        names = {rule["column_name"], rule["test_metadata"]["kwargs"]["field"]}
        is_asked = {(table, _parent(rule), name) for table in tables for name in names} & asked
        # Or the view takes it from the table that it refers to.
        assert is_asked or _parent(rule) in tables, rule["name"]


def _references_of_views(manifest: Mapping[str, Any]) -> Iterator[Rule]:
    for node in manifest["nodes"].values():
        about = manifest["nodes"].get(node.get("attached_node"))
        if (
            about
            and about["schema"] == "marts"
            and about["config"]["materialized"] == "view"
            and node.get("test_metadata", {}).get("name") in ("relationships", "relationship_of_columns")
        ):
            yield node, about


def _parent(rule: Mapping[str, Any]) -> str:
    others = [one for one in rule["depends_on"]["nodes"] if one != rule["attached_node"]]
    return str((others or [rule["attached_node"]])[0])


def _tables_below(manifest: Mapping[str, Any], view: str) -> set[str]:
    found = set()
    for one in manifest["nodes"][view]["depends_on"]["nodes"]:
        node = manifest["nodes"][one]
        found |= _tables_below(manifest, one) if node["config"]["materialized"] == "view" else {one}
    return found


def test_what_is_asked_again_without_dbt_is_what_dbt_finds(broken: Broken, seen_together: set[str]) -> None:
    with duckdb.connect(str(broken.untested)) as connection:
        before = {one["name"] for one in rules.answers(connection) if one["failures"]}
        rules.ask_again(connection)
        # No night writes seeds.
        answers = [one for one in rules.answers(connection) if one["layer"] != "seeds"]
    failing = {one["name"] for one in answers if one["failures"]}
    assert not before
    assert failing == seen_together & {one["name"] for one in answers}
    assert len(failing) > 300


def test_nothing_fails_where_nothing_is_broken(own_build: Build) -> None:
    """Also no rule that only warns, which a build goes over."""
    told = (own_build.file.parent / "target" / "run_results.json").read_text(encoding="utf-8")
    results = json.loads(told)["results"]
    assert len([result for result in results if result["status"] == "pass"]) > 800
    assert not [
        result["name"]
        for result in results
        if result["failures"] and not result["name"].startswith("no_unexplained_loss")
    ]
