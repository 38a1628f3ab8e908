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
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.audit.dbt_results import check_results
from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import load_suites
from dagster_project.modelling.again import run_tests
from dagster_project.sharding.batches import CELLS_PER_MB, FAILED_BATCH, batches_of, fill_by_batches
from dagster_project.sharding.export import write_marts
from dagster_project.sharding.handing_over import (
    concerning,
    fill_elsewhere,
    layouts_of_findings,
    regions_of,
    write_candidates,
)
from dagster_project.sharding.raw_rows import places_of
from dagster_project.sharding.records import OUTCOME, HandedOver, Shard, ShardOutcome, outcome_in
from dagster_project.sharding.set_aside import (
    Content,
    blamed_of,
    content_of,
    fill_raw,
    memory_of_settings,
)
from dagster_project.sharding.store import EVERYWHERE, Store, put_folder, write_json
from dagster_project.sharding.template import BUILD_FILE, Template
from dagster_project.sharding.trials import blamed_by_builds, refused
from dagster_project.sharding.workfile import TaskError, make_steps, workfile

_RESULTS = "results"
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
    cells_at_a_time: int | None = None,
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
        cells_at_a_time: Documents of how many cells are made at once of what needs no other documents; None
            for what fits into the memory.

    Returns:
        The outcome; what a document or the program breaks is an outcome with an error, not an exception.

    Raises:
        OSError: The store or the workplace cannot be used.
    """
    began = time.perf_counter()
    number = 0 if handed_over is None else handed_over.number + 1
    former = None if number == 0 else outcome_in(store.round_of(shard.name, number - 1))
    content = content_of(shard, store, template)
    outcome = ShardOutcome(
        shard.name,
        number,
        template.program,
        _key(shard, store, template, former, handed_over, content),
        str(store.round_of(shard.name, number)),
        documents=len(content.documents),
        set_aside=former.set_aside if former else (),
        handed_over=handed_over,
    )
    known = outcome_in(Path(outcome.folder))
    if known is not None and known.key == outcome.key:
        return replace(known, is_new=False, seconds=0.0, handed_over=handed_over, folder=outcome.folder)
    if number and former is None:
        return replace(outcome, error="The round before is not there; build all rounds in their order.")
    cells = cells_at_a_time or memory_mb * CELLS_PER_MB
    round_ = _Round(shard, store, template, memory_mb, threads, content, cells)
    with workfile(round_.base_of(number), workplace, memory_mb, threads) as (connection, folder):
        outcome = round_.built(outcome, connection, folder)
        outcome = replace(outcome, seconds=round(time.perf_counter() - began, 1))
        if (folder / _RESULTS).is_dir() and not outcome.blamed:
            write_json(folder / _RESULTS / OUTCOME, asdict(replace(outcome, handed_over=None)))
            put_folder(folder / _RESULTS, Path(outcome.folder))
    return outcome


def _key(
    shard: Shard,
    store: Store,
    template: Template,
    former: ShardOutcome | None,
    handed_over: HandedOver | None,
    content: Content,
) -> str:
    """The same where nothing changed that the round reads: a night's other documents seldom concern it."""
    if former is None or handed_over is None:
        places = places_of(store, content.documents)
        reasons, back = dict(content.reasons), [asdict(one) for one in content.back]
        said: list[Any] = [template.program, places, content.documents, content.batches, reasons, back]
    elif shard.name == EVERYWHERE:
        said = [former.key, handed_over.digest]
    else:
        said = [former.key, handed_over.names, concerning(handed_over, former.layouts, former.regions)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Round:
    """What a round of a shard is built of."""

    shard: Shard
    store: Store
    template: Template
    memory_mb: int
    threads: int
    content: Content
    cells: int

    def base_of(self, number: int) -> Path:
        """The build file that a round starts from."""
        if number == 0:
            return self.template.build_file
        return self.store.round_of(self.shard.name, number - 1) / BUILD_FILE

    def built(
        self, outcome: ShardOutcome, connection: duckdb.DuckDBPyConnection, folder: Path
    ) -> ShardOutcome:
        """The outcome of the round, whose results are in a folder of their own; none where a model failed."""
        try:
            outcome = self._modelled(outcome, connection, folder)
        except (duckdb.Error, TaskError) as error:
            connection.close()
            said = error.results if isinstance(error, TaskError) else ()
            found = self._blamed(folder, said) or self._blamed_by_builds(outcome, folder, str(error))
            return replace(outcome, error=str(error), blamed=found)
        (folder / _RESULTS).mkdir()
        is_last = outcome.number == self.template.rounds - 1
        try:
            return (self._checked if is_last else self._counted)(outcome, connection, folder)
        except duckdb.Error as error:
            # Memory or disk of this machine, rather than a document: what is there of it is not kept.
            shutil.rmtree(folder / _RESULTS)
            return replace(outcome, error=str(error))

    def _modelled(
        self, outcome: ShardOutcome, connection: duckdb.DuckDBPyConnection, folder: Path
    ) -> ShardOutcome:
        steps = self.template.steps_of(outcome.number)
        if outcome.handed_over is not None:
            fill_elsewhere(connection, outcome.handed_over)
        elif len(batches := batches_of(self.content, self.store, self.cells)) < 2:
            outcome = replace(outcome, set_aside=fill_raw(connection, self.store, self.content))
        else:
            given = self.store, self.template, folder, self.memory_mb, self.threads
            outcome = replace(outcome, set_aside=tuple(fill_by_batches(connection, batches, *given)))
            steps = [one for one in steps if one not in self.template.steps_by_document]
        make_steps(connection, steps, self.threads)
        return outcome

    def _counted(
        self, outcome: ShardOutcome, connection: duckdb.DuckDBPyConnection, folder: Path
    ) -> ShardOutcome:
        """With what the shard counted for all, and the build file for the next round."""
        shared = tuple(self.template.shared_of(outcome.number))
        write_candidates(connection, shared, folder / _RESULTS)
        layouts, regions = layouts_of_findings(connection), regions_of(connection)
        connection.close()
        (folder / BUILD_FILE).rename(folder / _RESULTS / BUILD_FILE)
        return replace(outcome, shared=shared, layouts=layouts, regions=regions)

    def _checked(
        self, outcome: ShardOutcome, connection: duckdb.DuckDBPyConnection, folder: Path
    ) -> ShardOutcome:
        """With the marts and what checks say of them."""
        tested = list(run_tests(connection, self.template.plan.tests, self.threads))
        rows = write_marts(connection, self.template, self.shard.name, folder / _RESULTS / "marts")
        found = connection.execute(
            "select count(*) from marts.fct_finding where responsibility = 'publisher'"
        ).fetchone()
        connection.close()
        audited = _audited(folder, self.memory_mb)
        checks = [*check_results(tested), *audited]
        outcome = replace(
            outcome,
            rows=rows,
            findings=found[0] if found else 0,
            checks=_summary(checks),
            error=_refusal(checks),
        )
        if outcome.error is None:
            return outcome
        blamed = self._blamed(folder, tested, audited)
        if not blamed and refused(tested):
            blamed = self._blamed_by_builds(outcome, folder, outcome.error)
        return replace(outcome, blamed=blamed)

    def _blamed(
        self,
        folder: Path,
        said: Sequence[Mapping[str, Any]],
        audited: Sequence[CheckResult] = (),
    ) -> tuple[tuple[str, str], ...]:
        """The documents on which a model, else a data test, else an expectation fails."""
        unmet = [one for one in audited if one.finds_critical_fault]
        failed = folder / FAILED_BATCH
        build_file = failed if failed.exists() else folder / BUILD_FILE
        given = (build_file, self.shard, self.template, self.memory_mb)
        return blamed_of(*given, said) or (blamed_of(*given, said, unmet) if unmet else ())

    def _blamed_by_builds(
        self, outcome: ShardOutcome, folder: Path, says: str
    ) -> tuple[tuple[str, str], ...]:
        return blamed_by_builds(
            self.content, self.store, self.template, folder, self.memory_mb, outcome.handed_over, says
        )


def _audited(folder: Path, memory_mb: int) -> list[CheckResult]:
    """What Great Expectations finds; it opens the file itself."""
    from dagster_project.audit.great_expectations import run_suites

    with memory_of_settings(memory_mb):
        return run_suites(folder / BUILD_FILE, load_suites(), folder / "data_docs")


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
    wrong = [check for check in checks if check.is_obstacle]
    if not wrong:
        return None
    return "; ".join(f"{check.source}: {check.name}: {check.message}" for check in wrong[:_SHOWN])
