"""A build of what changed equals a build of everything, row for row.

Belongs here: that models about one document, those that keep all documents and those that compare
documents hang together so that it does. Does not belong here: which documents are read again
(``test_raw_store``), when a refresh builds everything (``test_refresh``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.pipeline.build import Build
from tools.build import DBT_PROJECT, build_warehouse
from tools.cookbook import write_documents

pytestmark = pytest.mark.timeout(900)

# What tells when a document was read differs between two readings.
_TIMES = {"loaded_at", "extracted_at"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
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

    build_warehouse(documents, root, jobs=2)

    shutil.copytree(later, documents, dirs_exist_ok=True)
    shutil.move(documents / "elsewhere" / moved.name, documents / moved)
    (documents / f"gone{new[0].suffix}").unlink()
    shutil.copy2(root / "fiscal.duckdb", root / "before.duckdb")
    return root


@pytest.fixture(scope="module")
def changed(folder: Path) -> Iterator[Build]:
    """The build of what changed since the day before."""
    build = Build(build_warehouse(folder / "documents", folder, jobs=2, scope="changed", prune=True))
    yield build
    build.close()


def test_only_changed_documents_are_built(changed: Build, cookbook_build: Build) -> None:
    (built,) = changed.rows("select count(*) from staging.stg_document_state where is_to_build")[0]
    (known,) = cookbook_build.rows("select count(*) from raw.document")[0]
    assert 0 < built < known
    query = "select distinct document_key from intermediate.int_published_amount"
    assert 0 < len(changed.rows(query)) <= built < len(cookbook_build.rows(query))


def test_a_build_of_what_changed_equals_a_build_of_everything(changed: Build, cookbook_build: Build) -> None:
    tables = _tables(cookbook_build)
    assert tables == _tables(changed)
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
    run = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"),
            "run",
            "--select=kept_project",
            f"--project-dir={DBT_PROJECT}",
            f"--profiles-dir={DBT_PROJECT}",
            f"--target-path={tmp_path / 'target'}",
            f"--log-path={tmp_path / 'logs'}",
        ],
        env=os.environ | {"FISCAL_BUILD_FILE": str(file), "FISCAL_BUILD_SCOPE": "all"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "build all models" in run.stdout


def test_models_of_one_document_and_models_of_all_meet_in_the_kept_ones(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    parents = _parents(tmp_path_factory.mktemp("parsed"))
    reads_all = {name for name in parents if _reads(name, parents, "kept_")}
    reads_some = {
        name for name in parents if name not in reads_all and _reads(name, parents, "stg_document_state")
    }
    for name in reads_all:
        if not name.startswith("kept_"):
            assert not parents[name] & reads_some, f"{name} reads models that hold only what changed"
    kept = {name for name in parents if name.startswith("kept_")} - {"kept_document"}
    assert parents["kept_document"] >= kept, "kept_document is built after all others"


def _tables(build: Build) -> list[tuple[str, str]]:
    query = """
        select table_schema, table_name from information_schema.tables
        where table_type = 'BASE TABLE'
            and (table_schema = 'marts' or table_name like 'kept%' and table_name <> 'kept_narrative_lead')
            and table_name <> 'kept_document'
        order by all
    """
    return [(schema, table) for schema, table in build.rows(query)]


def _columns(build: Build, schema: str, table: str) -> list[str]:
    query = "select column_name from information_schema.columns where table_schema = ? and table_name = ?"
    return [name for (name,) in build.rows(query, schema, table) if name not in _TIMES]


def _parents(target: Path) -> dict[str, set[str]]:
    """The models that each model reads."""
    subprocess.run(
        [
            Path(sys.executable).with_name("dbt"),
            "--quiet",
            "parse",
            f"--project-dir={DBT_PROJECT}",
            f"--profiles-dir={DBT_PROJECT}",
            f"--target-path={target}",
            f"--log-path={target}",
        ],
        env=os.environ | {"FISCAL_BUILD_FILE": ":memory:"},
        check=True,
    )
    nodes: dict[str, Any] = json.loads((target / "manifest.json").read_text())["nodes"]
    return {
        node["name"]: {parent.split(".")[-1] for parent in node["depends_on"]["nodes"] if parent in nodes}
        for node in nodes.values()
        if node["resource_type"] == "model"
    }


def _reads(name: str, parents: dict[str, set[str]], what: str) -> bool:
    """Whether a model is, or reads at any remove, a model whose name begins so."""
    return name.startswith(what) or any(
        _reads(parent, parents, what) for parent in parents.get(name, ()) if parent in parents
    )
