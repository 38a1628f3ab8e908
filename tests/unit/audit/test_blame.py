"""Which documents are to blame for a check that fails, of those that a refresh built."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dagster_project.audit.blame import ProgramFaultError, blamed
from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import load_suites

_CHECK = "every_document_has_an_outcome"


def _build_file(folder: Path) -> Path:
    """A build of four documents, the last of which was built anew; two have no outcome."""
    path = folder / "fiscal.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in (
            "create schema raw",
            "create schema staging",
            "create schema marts",
            "create schema intermediate",
            "create table intermediate.int_document_portion (document_id varchar, is_waiting boolean)",
            "create table raw.document as "
            "select unnest(['a', 'b', 'c', 'd']) as document_id, 'read' as status",
            "create table raw.document_path as select document_id from raw.document",
            "create table staging.stg_document_state as "
            "select document_id, document_id = 'd' as is_to_build from raw.document",
            "create table marts.dim_document as "
            "select document_id as document_key from raw.document where document_id in ('c', 'd')",
        ):
            connection.execute(statement)
    return path


def test_a_document_that_a_former_build_of_the_refresh_built_is_to_blame_too(tmp_path: Path) -> None:
    build_file, manifest = _build_file(tmp_path), tmp_path / "manifest.json"
    manifest.write_text('{"nodes": {}}')
    failure = CheckResult(_CHECK, "structural", "critical", "data_wrong", 2, None)

    def to_blame(*changed_before: str) -> list[str]:
        found = blamed(
            build_file, tmp_path, manifest, [failure], load_suites(), changed_before=changed_before
        )
        assert {blame.check for blame in found} <= {_CHECK}
        return [blame.document_id for blame in found]

    # What was published before and did not change is not to blame, whatever the check finds.
    assert to_blame() == []
    assert to_blame("b", "c") == ["b"]
    # Of a build in portions the last one alone is to be built; the portions before it are as new.
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("insert into intermediate.int_document_portion values ('a', false)")
    assert to_blame() == ["a"]


@pytest.mark.parametrize(("size_of_one", "to_blame"), [(40, None), (900, ["e7"])])
def test_memory_that_suffices_for_each_document_is_no_document_s_fault(
    size_of_one: int, to_blame: list[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of words of 40 MB a document, or of one of them alone, in 512 MB."""
    monkeypatch.setenv("FISCAL_MEMORY_MB", "512")
    build_file, manifest = _build_file(tmp_path), tmp_path / "manifest.json"
    with duckdb.connect(str(build_file)) as connection:
        for statement in (
            "delete from raw.document",
            "delete from staging.stg_document_state",
            "insert into raw.document select format('e{}', range), 'read' from range(20)",
            "insert into staging.stg_document_state select document_id, true from raw.document",
            "create table raw.document_table (document_id varchar, table_id varchar, table_no int)",
            "create table raw.table_cell (table_id varchar, row_no int, column_no int, text varchar)",
        ):
            connection.execute(statement)
    size_of_others = 40 if to_blame is None else 0
    node = {
        "resource_type": "model",
        "name": "words",
        "schema": "staging",
        "package_name": "fiscal",
        "path": "words.sql",
        "original_file_path": "models/words.sql",
    }
    manifest.write_text(json.dumps({"nodes": {"model.words": node}}), encoding="utf-8")
    query = tmp_path / "compiled" / "fiscal" / "models" / "words.sql"
    query.parent.mkdir(parents=True)
    query.write_text(
        f"select list(repeat('0123456789', if(document_id = 'e7', {size_of_one}, {size_of_others}) * 100000 "
        '+ length(document_id))) as words from "fiscal"."raw"."document"',
        encoding="utf-8",
    )
    said = [
        {"unique_id": "model.words", "name": "words", "status": "error", "message": "Out of Memory Error"}
    ]

    def found() -> list[str]:
        return [blame.document_id for blame in blamed(build_file, tmp_path, manifest, results=said)]

    if to_blame is None:
        with pytest.raises(ProgramFaultError, match="Out of Memory"):
            found()
    else:
        assert found() == to_blame
