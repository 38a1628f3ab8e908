"""The child process that builds the models: dbt loaded once, its request read from standard input.

Belongs here: the steps of a build as dbt's commands, and their results as one file.
Does not belong here: starting the child and waiting for it (``build``).

dbt takes seconds to import and to load its project. A child that is started before the documents are read has
done both when they are; one process for all steps loads them once.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from dagster_project.imports import collect_seldom, without_collecting
from dagster_project.modelling import rules
from dagster_project.modelling.child_process import exit_with_parent
from dagster_project.modelling.plan import keep_plan

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# A build of fewer cells is planning more than work: the threads of a query would wait for each other.
_CELLS_FOR_ALL_CORES = 2_000_000
_OF_THE_BUILD = frozenset({"FISCAL_MEMORY_MB", "FISCAL_DUCKDB_THREADS"})
_KINDS_OF_RULES = (
    "not_null",
    "unique",
    "accepted_values",
    "relationships",
    "matches_pattern",
    "unique_combination_of_columns",
    "relationship_of_columns",
)
# Unit tests judge SQL, not data: they run in the test suite, not each night. Superset makes the dashboards.
_NOT_BUILT = ("--exclude-resource-type", "unit_test", "exposure")

Tests = Literal["build", "only", "alone"]


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is asked to build.

    Attributes:
        environment: What is set for dbt: the build file, the scope.
        select: Names of models and seeds; empty for all of them and all rules.
        tests: ``build`` builds the models and tests them; ``only`` tests what was built before in the same
            way, ``alone`` test by test.
        results_file: Where the results go.
        program: The fingerprint of the program, for the plan that a whole build leaves; empty for no plan.
        before: Statements for a child that builds again, before it makes the first model.
        after: The same when all models are made and no test failed.
    """

    environment: dict[str, str]
    select: tuple[str, ...]
    results_file: str
    tests: Tests = "build"
    program: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def parsing_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which the project is parsed, whatever will be built.

    dbt parses all files again when a variable that the profile reads changed. Parsing opens no database.
    """
    constant = {name: value for name, value in environment.items() if name not in _OF_THE_BUILD}
    return constant | {"FISCAL_BUILD_FILE": "fiscal.duckdb"}


def main() -> None:
    """``python -m dagster_project.modelling.worker PROJECT TARGET``: one request, then it ends."""
    exit_with_parent()
    project, target = sys.argv[1:]
    common = [
        "--project-dir",
        project,
        "--profiles-dir",
        project,
        "--target-path",
        target,
        "--log-path",
        target,
    ]
    quiet = ["--log-level-file", "none", "--no-write-json"]
    manifest, error = parsed([*quiet, "--quiet"], common)
    line = sys.stdin.readline()
    if not line:
        return
    given = json.loads(line)
    request = Request(**given | {"select": tuple(given["select"])})
    results: list[dict[str, Any]] = []
    if manifest is not None:
        results, error = _build(manifest, request, [*quiet], common)
    Path(request.results_file).write_text(
        json.dumps({"results": results, "error": error}, ensure_ascii=False), encoding="utf-8"
    )
    sys.exit(1 if error else 0)


def parsed(flags: list[str], common: list[str]) -> tuple[Manifest | None, str | None]:
    """The manifest of a project in this process, or why dbt cannot parse it.

    Args:
        flags: Options of dbt before its command.
        common: Options that say where project and target lie.
    """
    with without_collecting():
        from dbt.cli.main import dbtRunner
    collect_seldom()
    former = dict(os.environ)
    os.environ.clear()
    os.environ.update(parsing_environment(former))
    run = dbtRunner().invoke([*flags, "parse", *common])
    os.environ.update(former)
    gc.freeze()
    return (run.result, None) if run.success else (None, str(run.exception))  # type: ignore[return-value]


def _build(
    manifest: Manifest, request: Request, flags: list[str], common: list[str]
) -> tuple[list[dict[str, Any]], str | None]:
    """Runs the steps until one fails; returns the result of each node, and any other error."""
    from dbt.cli.main import dbtRunner

    threads = 1
    # Where the file cannot be opened dbt says so in its own way.
    with suppress(duckdb.Error), duckdb.connect(request.environment["FISCAL_BUILD_FILE"]) as connection:
        threads = threads_of_a_query(cell_count(connection))
    os.environ.update(
        request.environment | {"FISCAL_RULES": "together", "FISCAL_DUCKDB_THREADS": str(threads)}
    )
    runner = dbtRunner(manifest=manifest)
    results: list[dict[str, Any]] = []
    for arguments in _steps(request):
        run = runner.invoke([*flags, *arguments, *common])
        results.extend(_results_of(manifest, result) for result in getattr(run.result, "results", None) or ())
        if not run.success:
            break
    else:
        if request.program and not request.select:
            ran = [result["unique_id"] for result in results if result["name"] != rules.TEST]
            keep_plan(Path(request.results_file).parent, request.program, manifest.nodes, ran)
        return list(_with_rules(results, request.environment["FISCAL_BUILD_FILE"])), None
    failed = any(result["status"] in ("error", "fail") for result in results)
    merged = _with_rules(results, request.environment["FISCAL_BUILD_FILE"])
    return list(merged), "dbt failed" if failed else str(run.exception or "dbt failed")


def threads_of_a_query(cells: int) -> int:
    """How many threads DuckDB is to use for a query over documents of so many cells."""
    return 1 if cells < _CELLS_FOR_ALL_CORES else os.cpu_count() or 1


def cell_count(connection: duckdb.DuckDBPyConnection) -> int:
    """The cells of all documents of a build file."""
    try:
        ((count,),) = connection.execute("select count(*) from raw.table_cell").fetchall()
    except duckdb.CatalogException:
        return 0
    return int(count)


def _steps(request: Request) -> Iterator[list[str]]:
    if request.tests == "alone":
        yield ["test", "--exclude-resource-type", "unit_test", "--exclude", rules.TEST]
        return
    if request.select:
        # A part of the models may stand beside tables that do not exist yet: each test by itself.
        one_by_one = ["--indirect-selection", "cautious", "--exclude", rules.TEST]
        yield ["build", *_NOT_BUILT, *one_by_one, "--select", *request.select]
        return
    if request.tests == "build":
        yield ["build", *_NOT_BUILT, "test", *_what_stays(request)]
    kinds = [f"test_name:{kind}" for kind in _KINDS_OF_RULES]
    yield ["test", "--exclude-resource-type", "unit_test", "--exclude", *kinds]


def _what_stays(request: Request) -> list[str]:
    # The program that builds what changed has made the same views and loaded the same seeds before.
    if request.environment.get("FISCAL_BUILD_SCOPE") != "changed":
        return []
    return ["seed", "--exclude", "config.materialized:view"]


def _results_of(manifest: Manifest, result: Any) -> dict[str, Any]:
    node = result.node
    # A test's layer and model are those it is about.
    about = manifest.nodes.get(getattr(node, "attached_node", None) or "", node)
    return {
        "unique_id": node.unique_id,
        "name": node.name,
        "layer": about.schema,
        "model": about.name,
        "status": str(result.status),
        "execution_time": result.execution_time,
        "message": result.message,
        "failures": result.failures,
    }


def _with_rules(results: list[dict[str, Any]], build_file: str) -> Iterator[dict[str, Any]]:
    """The results with the one of all rules replaced by one a rule, as if dbt had asked each alone."""
    for result in results:
        if result["name"] == rules.TEST and result["status"] in ("pass", "fail"):
            with _reading(build_file) as connection:
                yield from rules.answers(connection)
        else:
            yield result


def _reading(build_file: str) -> duckdb.DuckDBPyConnection:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    # dbt keeps the file open for its next command.
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    return duckdb.connect(build_file, read_only=True)


def line_of(request: Request) -> str:
    """A request as the child reads it."""
    return json.dumps(asdict(request)) + "\n"


if __name__ == "__main__":
    main()
