"""A build of what changed equals a build of everything, row for row.

Belongs here: that models about one document, those that keep all documents and those that compare
documents hang together so that it does. Does not belong here: which documents are read again
(``test_raw_store``), when a refresh builds everything (``test_refresh``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.fingerprint import of_program
from dagster_project.modelling.again import run_again
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.modelling.plan import read_plan
from dagster_project.settings import Settings
from tests.support.built import Build
from tests.support.dbt import run_dbt
from tools.build import build_warehouse
from tools.docs.cookbook import write_documents

pytestmark = pytest.mark.timeout(900)

_PROGRAM = of_program()
# What tells when a document was read differs between two readings.
_TIMES = {"loaded_at", "extracted_at"}
# It keeps what stretches of text say, whether a document still holds them or not.
_LEADS = "int_narrative_lead_of_all_documents"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, built_by_dbt: Path) -> Path:
    """The documents of the cookbook as they lay there a day before, built, and then as they are."""
    root = tmp_path_factory.mktemp("incremental")
    documents = root / "documents"
    write_documents(documents)
    later = root / "later"
    paths = sorted(path.relative_to(documents) for path in documents.rglob("*") if path.is_file())
    # Of each department some years are known before others; one file has another content a day
    # later, one is moved, and one is gone.
    new = paths[1::4]
    for path in new:
        (later / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(documents / path, later / path)
    replaced, moved = paths[0], paths[2]
    shutil.copy2(documents / replaced, later / replaced)
    shutil.copy2(documents / paths[4], documents / replaced)
    shutil.copy2(later / new[0], documents / f"gone{new[0].suffix}")
    (documents / f"gone{new[0].suffix}").write_bytes("部门预算".encode())
    (documents / "elsewhere").mkdir()
    shutil.move(documents / moved, documents / "elsewhere" / moved.name)

    build_warehouse(documents, root, jobs=2, program=_PROGRAM, like=built_by_dbt)

    shutil.copytree(later, documents, dirs_exist_ok=True)
    shutil.move(documents / "elsewhere" / moved.name, documents / moved)
    (documents / f"gone{new[0].suffix}").unlink()
    shutil.copy2(root / "fiscal.duckdb", root / "before.duckdb")
    return root


@pytest.fixture(scope="module")
def changed(folder: Path) -> Iterator[Build]:
    """The build of what changed since the day before, by what dbt ran then, as a refresh makes it."""
    documents = folder / "documents"
    build = Build(build_warehouse(documents, folder, jobs=2, scope="changed", prune=True, program=_PROGRAM))
    yield build
    build.close()


@pytest.fixture(scope="module")
def changed_by_dbt(folder: Path) -> Iterator[Build]:
    """The same by dbt, which a refresh asks where what it ran before fails."""
    by_dbt = folder / "by dbt"
    by_dbt.mkdir()
    shutil.copyfile(folder / "before.duckdb", by_dbt / "fiscal.duckdb")
    build = Build(build_warehouse(folder / "documents", by_dbt, jobs=2, scope="changed", prune=True))
    yield build
    build.close()


@pytest.fixture(scope="module")
def rebuilt(folder: Path, changed: Build) -> Iterator[Build]:
    """Everything built again by what dbt ran, as ``fiscal refresh --rebuild`` makes it."""
    again = folder / "again"
    shutil.copytree(folder / "target", again / "target")
    shutil.copyfile(changed.file, again / "fiscal.duckdb")
    build = Build(build_warehouse(folder / "documents", again, jobs=2, program=_PROGRAM))
    yield build
    build.close()


@pytest.fixture(scope="module")
def in_portions(folder: Path, changed: Build) -> Iterator[Build]:
    """The same in portions of some documents each, as a collection too large for memory is built."""
    place = folder / "in portions"
    shutil.copytree(folder / "target", place / "target")
    shutil.copyfile(changed.file, place / "fiscal.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FISCAL_PORTION_CELLS", "4000")
        build = Build(build_warehouse(folder / "documents", place, jobs=2, program=_PROGRAM))
    yield build
    build.close()


def test_a_large_build_is_made_in_portions(in_portions: Build) -> None:
    """The last portion alone is what the tables of one document at a time hold."""
    ((last,),) = in_portions.rows("select count(*) from staging.stg_document_state where is_to_build")
    ((documents,),) = in_portions.rows("select count(*) from intermediate.int_document_portion")
    assert 0 < last < documents / 2
    assert in_portions.rows("select count(*) from intermediate.int_document_portion where is_waiting") == [
        (0,)
    ]


def test_only_changed_documents_are_built(changed: Build, cookbook_build: Build) -> None:
    (built,) = changed.rows("select count(*) from staging.stg_document_state where is_to_build")[0]
    (known,) = cookbook_build.rows("select count(*) from raw.document")[0]
    assert 0 < built < known
    query = "select distinct document_key from intermediate.int_published_amount"
    assert 0 < len(changed.rows(query)) <= built < len(cookbook_build.rows(query))


@pytest.mark.parametrize("way", ["changed", "changed_by_dbt", "rebuilt", "in_portions"])
def test_a_build_of_what_changed_equals_a_build_of_everything(
    way: str, request: pytest.FixtureRequest, cookbook_build: Build
) -> None:
    changed: Build = request.getfixturevalue(way)
    _, keepers = _models()
    tables = _tables(cookbook_build, keepers)
    assert tables == _tables(changed, keepers)
    assert {table for _, table in tables} >= keepers - {_LEADS}
    assert len(tables) > 60
    connection = duckdb.connect()
    connection.execute(f"attach '{changed.file}' as changed (read_only)")
    connection.execute(f"attach '{cookbook_build.file}' as whole (read_only)")
    differing = {}
    for schema, table in tables:
        columns = ", ".join(_columns(cookbook_build, schema, table))
        only = [
            connection.execute(
                f"select count(*) from (select {columns} from {one}.{schema}.{table} "
                f"except all select {columns} from {other}.{schema}.{table})"
            ).fetchone()
            for one, other in (("changed", "whole"), ("whole", "changed"))
        ]
        if only != [(0,), (0,)]:
            differing[table] = only
    assert differing == {}


def test_a_script_that_fails_is_named_and_nothing_is_kept_as_built(changed: Build, tmp_path: Path) -> None:
    """A refresh then asks dbt; see ``orchestration.building``."""
    file = tmp_path / "fiscal.duckdb"
    shutil.copyfile(changed.file, file)
    plan = read_plan(changed.file.parent / "target" / "plan.json")
    odd = "int_published_amount"
    models = tuple(
        replace(step, script="select error('odd')") if step.name == odd else step for step in plan.models
    )
    environment = {
        "FISCAL_BUILD_FILE": str(file),
        "FISCAL_BUILD_SCOPE": "all",
        "FISCAL_MEMORY_MB": "1024",
        "FISCAL_PORTION_CELLS": "1000000",
    }
    results, error = run_again(replace(plan, models=models), environment)
    assert error
    assert [(one["name"], one["status"]) for one in results if one["status"] != "success"] == [(odd, "error")]
    assert "odd" in str(next(one["message"] for one in results if one["name"] == odd))
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("select count(*) from intermediate.int_document_built").fetchall() == [(0,)]


def test_the_day_before_differed(folder: Path, cookbook_build: Build) -> None:
    """Else the comparison above would prove nothing."""
    before = Build(folder / "before.duckdb")
    query = "select count(*), sum(amount_yuan) from marts.fct_published_amount"
    assert before.rows(query) != cookbook_build.rows(query)
    before.close()


def test_some_models_alone_cannot_be_built_from_what_changed(changed: Build, tmp_path: Path) -> None:
    """A kept table made anew from the documents of the last night would lose all others."""
    file = tmp_path / "fiscal.duckdb"
    shutil.copy2(changed.file, file)
    run = run_dbt("run", "--select=int_project_of_all_documents", file=file, target=tmp_path)
    assert run.returncode != 0
    assert "build all models" in run.stdout


def test_whatever_is_tied_to_what_changed_is_judged_again(changed: Build, tmp_path: Path) -> None:
    file = tmp_path / "fiscal.duckdb"
    shutil.copy2(changed.file, file)
    query = "select disclosure_key from intermediate.int_disclosure_of_all_documents order by all limit 4"
    teller, told, tied_too, stranger = (key for (key,) in changed.rows(query))
    with duckdb.connect(str(file)) as connection:
        connection.execute("update staging.stg_document_state set is_to_build = false")
        for table in ("int_identity_cross_term", "int_identity_cross_term_of_last_run"):
            connection.execute(f"delete from intermediate.{table}")
            terms = [("known", tied_too, told), ("own", stranger, stranger)]
            if not table.endswith("_of_last_run"):
                terms.append(("new", teller, told))
            for check_key, disclosure_key, amount_disclosure_key in terms:
                connection.execute(
                    f"insert into intermediate.{table} by name select ? as check_key, ? as disclosure_key, "
                    "? as amount_disclosure_key",
                    [check_key, disclosure_key, amount_disclosure_key],
                )
    run = run_dbt("run", "--select=int_disclosure_to_judge", file=file, target=tmp_path, scope="changed")
    assert run.returncode == 0, run.stdout
    with duckdb.connect(str(file), read_only=True) as connection:
        judged = connection.execute(
            "select disclosure_key from intermediate.int_disclosure_to_judge"
        ).fetchall()
    assert {key for (key,) in judged} == {teller, told, tied_too}


def test_what_holds_all_is_made_of_what_holds_all() -> None:
    """Tables that keep rows of former runs stand between models of what changed and models of all."""
    parents, keepers = _models()
    scopes = {name: _scopes(name, parents, keepers) for name in parents}
    for name, scope in scopes.items():
        if name not in keepers and name != "int_disclosure_to_judge" and "documents" in scope:
            assert not parents[name] & keepers, f"{name} mixes documents being built with all"
            assert scope == {"documents"}, name
        if name.startswith(("dim_", "fct_", "v_")) and name not in keepers:
            assert not scope, f"{name} holds only what changed"
    assert {"fct_published_amount", "fct_identity_check", "int_disclosure_of_all_documents"} <= keepers
    assert parents["int_document_built"] >= keepers, "int_document_built is built after all others"


def _tables(build: Build, keepers: set[str]) -> list[tuple[str, str]]:
    """The marts that are tables, and the tables that keep rows of former runs."""
    query = """
        select table_schema, table_name from information_schema.tables
        where table_type = 'BASE TABLE' and (table_schema = 'marts' or list_contains(?, table_name))
        order by all
    """
    return [(schema, table) for schema, table in build.rows(query, sorted(keepers - {_LEADS}))]


def _columns(build: Build, schema: str, table: str) -> list[str]:
    query = "select column_name from information_schema.columns where table_schema = ? and table_name = ?"
    return [name for (name,) in build.rows(query, schema, table) if name not in _TIMES]


def _models() -> tuple[dict[str, set[str]], set[str]]:
    """The models that each model reads, and the models that keep rows of former runs."""
    nodes: dict[str, Any] = json.loads(parsed_manifest(Settings.load()).read_text())["nodes"]
    models = [node for node in nodes.values() if node["resource_type"] == "model"]
    parents = {
        node["name"]: {parent.split(".")[-1] for parent in node["depends_on"]["nodes"] if parent in nodes}
        for node in models
    }
    return parents, {node["name"] for node in models if node["config"]["materialized"] == "incremental"}


def _scopes(name: str, parents: dict[str, set[str]], keepers: set[str]) -> set[str]:
    """What a model holds of: the documents being built, the disclosures being judged; all, if neither."""
    if name == "stg_document_state":
        return {"documents"}
    if name == "int_disclosure_to_judge":
        return {"judged"}
    if name in keepers or name == "int_document_built" or name not in parents:
        return set()
    return set().union(*(_scopes(parent, parents, keepers) for parent in parents[name]))
