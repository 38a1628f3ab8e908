"""Builds of a shard without some of its documents, where nothing else tells on which one it fails.

Belongs here: which builds are tried, how many. Does not belong here: what single models and rows tell
(``audit.blame``), what becomes of a document that is found (``set_aside``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.audit.blame import BY_BUILDS, MOST_BY_BUILDS, blame_by_builds, is_of_the_machine
from dagster_project.audit.dbt_results import check_results
from dagster_project.audit.halving import shortest_failing
from dagster_project.duckdb_file import OUT_OF_MEMORY
from dagster_project.modelling.again import run_tests
from dagster_project.sharding.handing_over import fill_elsewhere
from dagster_project.sharding.records import HandedOver
from dagster_project.sharding.set_aside import Content, fill_raw, leave_out
from dagster_project.sharding.store import Store
from dagster_project.sharding.template import Template
from dagster_project.sharding.workfile import TaskError, make_steps, workfile

_LEFT_OUT = "Left out to find a fault."


def refused(tested: Sequence[Mapping[str, Any]]) -> bool:
    """Whether data tests keep a shard from being published."""
    return any(one.is_obstacle for one in check_results(list(tested)))


def blamed_by_builds(
    content: Content,
    store: Store,
    template: Template,
    workplace: Path,
    memory_mb: int,
    handed_over: HandedOver | None,
    says: str,
) -> tuple[tuple[str, str], ...]:
    """The one document without which a shard's models and tests do not fail, with the reason; else none.

    Where a fault stays without any document, comes of the machine, or goes when it is tried again, none is
    found; and no more than ``MOST_BY_BUILDS`` are looked for in a shard, one a time.

    Args:
        content: What the shard is built of.
        store: Raw rows.
        template: The program.
        workplace: A folder on this machine.
        memory_mb: Memory for DuckDB.
        handed_over: What the round that failed was given.
        says: How it failed.
    """
    found_before = sum(reason.startswith(BY_BUILDS) for reason in content.reasons.values())
    # A document that needs more than a task has is no reason to look for it among thousands.
    if found_before >= MOST_BY_BUILDS or is_of_the_machine(says) or OUT_OF_MEMORY in says:
        return ()
    candidates = sorted(set(content.documents) - content.reasons.keys())

    def fails(count: int) -> bool:
        with workfile(template.build_file, workplace, memory_mb) as (connection, _):
            fill_raw(connection, store, content)
            leave_out(connection, dict.fromkeys(candidates[count:], _LEFT_OUT))
            return _fails(connection, template, handed_over)

    try:
        if not candidates or fails(0):
            return ()
        count = shortest_failing(len(candidates), fails)
        if count == len(candidates) and not fails(count):
            return ()
    except TaskError:
        return ()
    blame = blame_by_builds(candidates[count - 1], says)
    return ((blame.document_id, blame.reason),)


def _fails(connection: duckdb.DuckDBPyConnection, template: Template, handed_over: HandedOver | None) -> bool:
    """Whether the rounds until the one after what was handed over fail.

    Raises:
        TaskError: It tells nothing, since the machine failed.
    """
    last = 0 if handed_over is None else handed_over.number + 1
    try:
        for number in range(last + 1):
            if number and handed_over:
                fill_elsewhere(connection, handed_over)
            make_steps(connection, template.steps_of(number))
        return last == template.rounds - 1 and refused(list(run_tests(connection, template.plan.tests, 1)))
    except (duckdb.Error, TaskError) as error:
        if is_of_the_machine(str(error)):
            raise TaskError(str(error)) from error
        return True
