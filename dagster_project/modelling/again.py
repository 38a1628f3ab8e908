"""The child process that runs the scripts of a plan: what dbt ran before, without dbt.

Belongs here: running scripts side by side as soon as what they need is made, and their results as dbt's.
Does not belong here: starting the child (``build``),
when this may stand for dbt (``orchestration.building``).

A small build is planning more than work, which DuckDB does on one core a query: so queries run side by side.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import keep_log
from dagster_project.imports import collect_seldom, do_without
from dagster_project.modelling import portions, rules
from dagster_project.modelling.child_process import exit_with_parent
from dagster_project.modelling.plan import Plan, Step, read_plan
from dagster_project.modelling.worker import Request, cell_count, threads_of_a_query

_CHECKPOINT = "1GB"
# The model that says which documents are to be built.
_STATE = "stg_document_state"
# To find the best compression of some thousand small columns takes longer than to write them. So many cells
# left uncompressed take gigabytes.
_CELLS_TO_COMPRESS = 250_000


def main() -> None:
    """``python -m dagster_project.modelling.again PLAN``: one request, then it ends."""
    exit_with_parent()
    do_without("pandas")
    collect_seldom()
    plan = read_plan(Path(sys.argv[1]))
    line = sys.stdin.readline()
    if not line:
        return
    given = json.loads(line)
    request = Request(**given | {"select": tuple(given["select"])})
    results, error = run_again(plan, request.environment, request.before, request.after)
    Path(request.results_file).write_text(
        json.dumps({"results": results, "error": error}, ensure_ascii=False), encoding="utf-8"
    )
    sys.exit(1 if error else 0)


def run_again(
    plan: Plan, environment: dict[str, str], before: Sequence[str] = (), after: Sequence[str] = ()
) -> tuple[list[dict[str, Any]], str | None]:
    """Runs a plan on a build file whose tables the same program made.

    Args:
        plan: The plan.
        environment: Of ``build.build_environment``.
        before: Statements that come first.
        after: The same when all is made and no test failed.

    Returns:
        The results of models and tests as dbt's ``run_results.json`` has them, and why it failed, if so.
    """
    with duckdb.connect(environment["FISCAL_BUILD_FILE"]) as connection:
        connection.execute(f"set memory_limit = '{int(environment['FISCAL_MEMORY_MB'])}MB'")
        connection.execute(f"set checkpoint_threshold = '{_CHECKPOINT}'")
        cells = cell_count(connection)
        connection.execute(f"set threads = {threads_of_a_query(cells)}")
        if cells < _CELLS_TO_COMPRESS:
            connection.execute("set force_compression = 'uncompressed'")
        _executed(connection, before)
        scope, portion = environment["FISCAL_BUILD_SCOPE"], int(environment["FISCAL_PORTION_CELLS"])
        if scope == "all":
            connection.execute("delete from intermediate.int_document_built")
        if scope == "waiting":
            portions.next_portion(connection, portion)
        else:
            portions.let_none_wait(connection)
            if cells > portion:
                make_models(connection, [step for step in plan.models if step.name == _STATE], 1)
                portions.hold_back(connection, portion)
        results, error = _built(connection, plan)
        while error is None and (count := portions.count_waiting(connection)):
            sys.stdout.write(f"{count} documents wait for the next portion\n")
            portions.next_portion(connection, portion)
            more, error = _built(connection, plan)
            results = portions.with_former(more, results)
        if error is None:
            _executed(connection, after)
        return results, error


def _built(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[list[dict[str, Any]], str | None]:
    """Makes all models of a portion and tests them."""
    at_a_time = min(4, os.cpu_count() or 1)
    results = make_models(connection, plan.models, at_a_time, sys.stdout.write)
    if any(result["status"] != "success" for result in results):
        return results, "a model failed"
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(_write_into_file, connection)
        results += run_tests(connection, plan.tests, at_a_time)
        written.result()
    failed = any(result["status"] in ("error", "fail") for result in results)
    return results, "dbt failed" if failed else None


def _executed(connection: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    """Executes statements, all or none."""
    if statements:
        connection.execute(";".join(("begin", *statements, "commit")))


def _write_into_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts into the file what was made, which takes one core as long as the tests take the others.

    Where the tests write in this very moment, or the disk is full, that is left to closing the file.
    """
    with connection.cursor() as cursor, suppress(duckdb.Error):
        cursor.execute("checkpoint")
        # What is written after it is little: it may stay in the log.
        keep_log(cursor)


def make_models(
    connection: duckdb.DuckDBPyConnection,
    steps: Sequence[Step],
    threads: int,
    on_line: Callable[[str], object] | None = None,
) -> list[dict[str, Any]]:
    """Makes models in the build file in use, each when what it needs of the others is there.

    Args:
        connection: To the build file.
        steps: The models.
        threads: How many are made at a time.
        on_line: Called with a line for each one made.

    Returns:
        The result of each; after a failure those that were not begun have none.
    """
    return _Models(connection, steps, on_line).made(threads)


class _Models:
    """Models being made by some threads, each when what it needs is there."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        steps: Sequence[Step],
        on_line: Callable[[str], object] | None,
    ) -> None:
        self._connection = connection
        self._on_line = on_line
        self._steps = {step.unique_id: step for step in steps}
        self._waiting = {step.unique_id: set(step.needs) & self._steps.keys() for step in steps}
        self._results: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._distance = self._distances()

    def _distances(self) -> dict[str, int]:
        """How many models follow one another from each model on: the longest way is gone first."""
        distances: dict[str, int] = dict.fromkeys(self._steps, 1)
        for step in reversed(self._steps.values()):
            for need in self._waiting[step.unique_id]:
                distances[need] = max(distances[need], distances[step.unique_id] + 1)
        return distances

    def made(self, count: int) -> list[dict[str, Any]]:
        """Makes all of them; after a failure what is being made is finished, and nothing else begun."""
        threads = [threading.Thread(target=self._work) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self._results

    def _work(self) -> None:
        with self._connection.cursor() as cursor:
            while step := self._next():
                result = _made(cursor, step)
                with self._changed:
                    self._results.append(result)
                    if self._on_line:
                        self._on_line(
                            f"{len(self._results)} of {len(self._steps)} {result['status']} {step.name}\n"
                        )
                    self._note(step.unique_id, result["status"] == "success")
                    self._changed.notify_all()

    def _next(self) -> Step | None:
        """The next model to make, once there is one; None when there will be none."""
        with self._changed:
            while self._waiting:
                ready = [one for one, needs in self._waiting.items() if not needs]
                if ready:
                    first = max(ready, key=self._distance.__getitem__)
                    del self._waiting[first]
                    return self._steps[first]
                self._changed.wait()
            return None

    def _note(self, made: str, is_success: bool) -> None:
        if not is_success:
            self._waiting.clear()
        for needs in self._waiting.values():
            needs.discard(made)


def _made(cursor: duckdb.DuckDBPyConnection, step: Step) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        cursor.execute("begin")
        cursor.execute(step.script)
        cursor.execute("commit")
    except duckdb.Error as error:
        # Where a commit failed there is nothing left to roll back.
        with suppress(duckdb.Error):
            cursor.execute("rollback")
        return _result(step, "error", started, message=str(error))
    return _result(step, "success", started)


def run_tests(
    connection: duckdb.DuckDBPyConnection, tests: Sequence[Step], threads: int
) -> Iterator[dict[str, Any]]:
    """The results of the rules that columns declare, and of other data tests, on the build file in use."""
    with ThreadPoolExecutor(1) as beside:
        tested = beside.map(lambda test: _tested(connection, test), tests)
        rules.ask_again(connection, threads=threads)
    yield from rules.answers(connection)
    for test, result in zip(tests, tested, strict=True):
        # The memory that it lacked beside the rules it has alone.
        yield _tested(connection, test) if result["status"] == "error" else result


def _tested(connection: duckdb.DuckDBPyConnection, test: Step) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            ((failures, should_warn, should_error),) = cursor.execute(test.script).fetchall()
    except duckdb.Error as error:
        return _result(test, "error", started, message=str(error))
    fails = should_error and test.severity == "error"
    status = "fail" if fails else ("warn" if should_warn else "pass")
    message = f"Got {failures} results, none expected" if failures else None
    return _result(test, status, started, message=message, failures=failures)


def _result(
    step: Step, status: str, started: float, *, message: str | None = None, failures: int | None = None
) -> dict[str, Any]:
    return {
        "unique_id": step.unique_id,
        "name": step.name,
        "layer": step.layer,
        "model": step.model,
        "status": status,
        "execution_time": time.perf_counter() - started,
        "message": message,
        "failures": failures,
    }


if __name__ == "__main__":
    main()
