"""Builds one shard: a task, which knows its documents, what was handed over, and local paths.

Belongs here: a round of a shard from its former state to the next one, its checks, its memory.
Does not belong here: which shards there are (``assign``), what becomes of the outcomes (``handing_over``,
``together``).

A task works on a copy in a folder of its own and moves the result to the store when it is whole. So it can be
killed at any time and tried again, also beside another attempt at the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.audit.dbt_results import check_results
from dagster_project.audit.result import CheckResult
from dagster_project.modelling.again import run_tests
from dagster_project.sharding.export import write_marts
from dagster_project.sharding.handing_over import (
    concerning,
    fill_elsewhere,
    layouts_of_findings,
    write_candidates,
)
from dagster_project.sharding.raw_rows import load_documents, places_of
from dagster_project.sharding.records import OUTCOME, HandedOver, Shard, ShardOutcome, outcome_in
from dagster_project.sharding.store import EVERYWHERE, Store, put_folder, write_json
from dagster_project.sharding.template import BUILD_FILE, Template
from dagster_project.sharding.workfile import TaskError, make_steps, workfile

_LEAST_MEMORY_MB = 512
_SHOWN = 20


def build_shard(
    shard: Shard,
    store: Store,
    template: Template,
    workplace: Path,
    memory_mb: int,
    handed_over: HandedOver | None = None,
    *,
    threads: int = 1,
) -> ShardOutcome:
    """Builds the next round of a shard: the first one, or the one after what was handed over.

    Args:
        shard: What to build.
        store: Raw rows, and where results go.
        template: The program.
        workplace: A folder on this machine, for files of up to some times the shard's size.
        memory_mb: Memory for DuckDB; what does not fit lies in the workplace meanwhile.
        handed_over: What ``reduce_candidates`` made of the round before; None for the first one.
        threads: How many queries run at a time.

    Returns:
        The outcome; what a document or the program breaks is an outcome with an error, not an exception.

    Raises:
        OSError: The store or the workplace cannot be used.
    """
    began = time.perf_counter()
    number = 0 if handed_over is None else handed_over.number + 1
    place = store.round_of(shard.name, number)
    former = None if number == 0 else outcome_in(store.round_of(shard.name, number - 1))
    key = _key(shard, store, template, former, handed_over)
    known = outcome_in(place)
    if known is not None and known.key == key:
        return replace(known, is_new=False, seconds=0.0, handed_over=handed_over, folder=str(place))
    outcome = ShardOutcome(
        shard.name,
        number,
        template.program,
        key,
        str(place),
        documents=len(shard.documents),
        handed_over=handed_over,
    )
    if number and former is None:
        return replace(outcome, error="The round before is not there; build all rounds in their order.")
    base = template.build_file if number == 0 else store.round_of(shard.name, number - 1) / BUILD_FILE
    try:
        with workfile(base, workplace, memory_mb, threads) as (connection, folder):
            outcome = _built(outcome, shard, store, template, connection, folder, memory_mb, threads)
            outcome = replace(outcome, seconds=round(time.perf_counter() - began, 1))
            results = folder / "results"
            write_json(results / OUTCOME, asdict(replace(outcome, handed_over=None)))
            put_folder(results, place)
    except (duckdb.Error, TaskError) as error:
        return replace(outcome, error=str(error), seconds=round(time.perf_counter() - began, 1))
    return outcome


def _key(
    shard: Shard,
    store: Store,
    template: Template,
    former: ShardOutcome | None,
    handed_over: HandedOver | None,
) -> str:
    """The same where nothing changed that the round reads: a night's other documents seldom concern it."""
    if former is None or handed_over is None:
        places = places_of(store, shard.documents)
        said = [template.program, places, *shard.documents, *shard.batches]
    elif shard.name == EVERYWHERE:
        said = [former.key, handed_over.digest]
    else:
        said = [former.key, handed_over.names, concerning(handed_over, former.layouts)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _built(
    outcome: ShardOutcome,
    shard: Shard,
    store: Store,
    template: Template,
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    memory_mb: int,
    threads: int,
) -> ShardOutcome:
    results = folder / "results"
    results.mkdir()
    if outcome.handed_over is None:
        load_documents(connection, store, shard.documents, shard.batches or None)
    else:
        fill_elsewhere(connection, outcome.handed_over)
    make_steps(connection, template.steps_of(outcome.number), threads)
    is_last = outcome.number == template.rounds - 1
    if not is_last:
        shared = tuple(template.shared_of(outcome.number))
        write_candidates(connection, shared, results)
        layouts = layouts_of_findings(connection)
        connection.close()
        (folder / BUILD_FILE).rename(results / BUILD_FILE)
        return replace(outcome, shared=shared, layouts=layouts)
    tests = check_results(run_tests(connection, template.plan.tests, threads))
    rows = write_marts(connection, template, shard.name, results / "marts")
    found = connection.execute(
        "select count(*) from marts.fct_finding where responsibility = 'publisher'"
    ).fetchone()
    connection.close()
    checks = [*tests, *_audited(folder, memory_mb)]
    return replace(
        outcome, rows=rows, findings=found[0] if found else 0, checks=_summary(checks), error=_refusal(checks)
    )


def _audited(folder: Path, memory_mb: int) -> list[CheckResult]:
    """What Great Expectations finds; it opens the file itself, within the memory that the settings name."""
    from dagster_project.audit.great_expectations import run_suites
    from dagster_project.audit.suites import load_suites

    former = os.environ.get("FISCAL_MEMORY_MB")
    os.environ["FISCAL_MEMORY_MB"] = str(max(memory_mb, _LEAST_MEMORY_MB))
    try:
        return run_suites(folder / BUILD_FILE, load_suites(), folder / "data_docs")
    finally:
        with suppress(KeyError):
            del os.environ["FISCAL_MEMORY_MB"]
        if former is not None:
            os.environ["FISCAL_MEMORY_MB"] = former


def _summary(checks: Sequence[CheckResult]) -> dict[str, Any]:
    failed = [check for check in checks if check.outcome != "passed"]
    return {
        "passed": len(checks) - len(failed),
        "failed": [
            {
                "name": check.name,
                "source": check.source,
                "severity": check.severity,
                "outcome": check.outcome,
                "rows": check.unexpected_count,
                "message": check.message,
            }
            for check in failed
        ],
    }


def _refusal(checks: Sequence[CheckResult]) -> str | None:
    wrong = [check for check in checks if check.severity == "critical" and check.outcome != "passed"]
    if not wrong:
        return None
    return "; ".join(f"{check.source}: {check.name}: {check.message}" for check in wrong[:_SHOWN])
