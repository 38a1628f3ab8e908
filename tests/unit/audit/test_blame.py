"""Which documents are to blame for a check that fails, of those that a refresh built."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.audit.blame import blamed
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
