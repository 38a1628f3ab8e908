"""Builds the models, and goes on without the documents on which they fail.

Belongs here: setting documents aside until what is left can be built and passes its checks.
Does not belong here: finding them (``audit.blame``), marking them (``loading.set_aside``), what Dagster shows
of a build (``assets``).

A fault that stays when no changed document is left is the program's, and stops the release.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from dagster_project.audit.blame import (
    MOST_BY_BUILDS,
    Blame,
    ProgramFaultError,
    blame_by_builds,
    blamed,
    readable_changes,
)
from dagster_project.audit.dbt_results import models_not_built, note_tested
from dagster_project.audit.halving import shortest_failing
from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import Suite
from dagster_project.duckdb_file import open_for_reading, open_for_writing
from dagster_project.fingerprint import of_program
from dagster_project.loading.made_from import note_program, noting_program
from dagster_project.loading.set_aside import ON_TRIAL, readmit, set_aside
from dagster_project.modelling.build import (
    Outcome,
    build_environment,
    ready_child,
    ready_child_that_builds_again,
)
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.modelling.plan import plan_file
from dagster_project.modelling.portions import (
    begin_with_a_portion,
    count_waiting,
    let_none_wait,
    with_former,
)
from dagster_project.release.build_copy import describe_build
from dagster_project.runs.record import Run
from dagster_project.settings import Settings

# Each round sets aside all documents that a build shows to be at fault; another fault may hide behind one.
_ROUNDS = 12


def build_models(settings: Settings, run: Run, scope: str, *, is_same_program: bool = False) -> Outcome:
    """Builds and tests all models, if need be without some of the changed documents.

    Args:
        settings: The places of the refresh.
        run: Gets an event for each document that is set aside.
        scope: ``all`` documents or those that ``changed``.
        is_same_program: Whether this program made all tables of the build file: then it can make them again
            without dbt.

    Returns:
        The outcome of the last build; with an error when the fault is not a document's.
    """
    outcome = _built_again(settings, run, scope) if is_same_program else None
    if outcome is None:
        outcome = _built(settings, scope)
    for _ in range(_ROUNDS):
        if not outcome.error:
            break
        blames = _blamed(settings, run)
        if blames is None:
            return outcome
        scope = _scope_of_next(settings, scope)
        if not blames:
            return _by_builds(settings, run, outcome, scope)
        _set_aside(settings, run, blames)
        outcome = _built(settings, scope)
    return outcome


def build_some(settings: Settings, select: Sequence[str]) -> Outcome:
    """Builds and tests some models, over all documents; no document is set aside for them."""
    return _built(settings, "all", select)


def rebuilt_without(
    settings: Settings, run: Run, failures: Sequence[CheckResult], suites: Sequence[Suite]
) -> bool:
    """Builds again without the documents that unmet expectations name; False when they name none."""
    blames = _blamed(settings, run, failures, suites)
    if not blames:
        return False
    _set_aside(settings, run, blames)
    outcome = build_models(settings, run, "changed", is_same_program=True)
    if outcome.error:
        return False
    note_built(settings, outcome)
    return True


def note_built(settings: Settings, outcome: Outcome) -> None:
    """Notes that this program built all models, and that their tests ran on the build file as it is."""
    if not outcome.did_after:
        describe_build(settings.build_file)
        note_program(settings.build_file, of_program())
    note_tested(target_of(settings), settings.build_file)


def needs_dbt(settings: Settings) -> bool:
    """Whether the build to come is probably dbt's: there is no build file yet, or no plan of this program."""
    return not (settings.build_file.exists() and plan_file(target_of(settings), of_program()))


def target_of(settings: Settings) -> Path:
    """Where dbt writes its results."""
    return settings.dbt_dir / "target"


def _built(settings: Settings, scope: str, select: Sequence[str] = ()) -> Outcome:
    note_program(settings.build_file, None)
    if scope == "all":
        with open_for_writing(settings.build_file) as connection:
            begin_with_a_portion(connection, sys.maxsize if select else settings.cells_at_a_time)
    outcome = _built_by_dbt(settings, scope, select)
    while outcome.error is None and (count := _count_waiting(settings)):
        sys.stdout.write(f"{count} documents wait for the next portion\n")
        more = _built_next(settings)
        outcome = replace(more, results=tuple(with_former(more.results, outcome.results)))
    return outcome


def _built_next(settings: Settings) -> Outcome:
    """The outcome of building the documents that wait."""
    child = ready_child_that_builds_again(settings, of_program())
    if child is None:
        # Nothing but dbt can build them, which knows no portions.
        with open_for_writing(settings.build_file) as connection:
            let_none_wait(connection)
        return _built_by_dbt(settings, "changed")
    outcome = child.build(build_environment(settings, "waiting"), on_line=print)
    if outcome.error and (not outcome.results or models_not_built(target_of(settings))):
        return _built_by_dbt(settings, "changed")
    return outcome


def _built_by_dbt(settings: Settings, scope: str, select: Sequence[str] = ()) -> Outcome:
    return ready_child(settings).build(
        build_environment(settings, scope), select=select, on_line=print, program=of_program()
    )


def _count_waiting(settings: Settings) -> int:
    with open_for_reading(settings.build_file) as connection:
        return count_waiting(connection)


def _built_again(settings: Settings, run: Run, scope: str) -> Outcome | None:
    """The outcome of running what dbt ran before; None when dbt has to build.

    Where a model fails dbt builds it once more: what follows asks dbt what it compiled, and where it failed.
    """
    child = ready_child_that_builds_again(settings, of_program())
    if child is None:
        return None
    outcome = child.build(
        build_environment(settings, scope),
        on_line=print,
        before=noting_program(None),
        after=noting_program(of_program()),
    )
    run.event("models_built_again", error=outcome.error)
    if outcome.error and (not outcome.results or models_not_built(target_of(settings))):
        _scope_of_next(settings, scope)
        return None
    return outcome


def _blamed(
    settings: Settings, run: Run, failures: Sequence[CheckResult] = (), suites: Sequence[Suite] = ()
) -> list[Blame] | None:
    """The documents to blame; None when the fault is the program's."""
    manifest = parsed_manifest(settings)
    try:
        # The next build takes for built what the failed one built.
        run.changed_documents |= frozenset(readable_changes(settings.build_file))
        return blamed(
            settings.build_file,
            target_of(settings),
            manifest,
            failures,
            suites,
            changed_before=run.changed_documents,
        )
    except (ProgramFaultError, duckdb.Error, OSError) as error:
        run.event("no_document_to_blame", reason=str(error))
        return None


def _scope_of_next(settings: Settings, scope: str) -> str:
    """What a build after a failed one must do: all again where models were left out, else what changed."""
    if not models_not_built(target_of(settings)):
        return "changed"
    with open_for_writing(settings.build_file) as connection:
        # Without what the last whole run knew all is judged again: the failed one judged some already.
        for table in ("int_identity_cross_term_of_last_run", "int_identity_cross_text_check_of_last_run"):
            connection.execute(f"drop table if exists intermediate.{table}")
        # A build of all documents begins with none; what a former portion made of them stays.
        ((is_any_built,),) = connection.execute(
            "select exists (select 1 from intermediate.int_document_built)"
        ).fetchall()
    return "changed" if is_any_built else scope


def _set_aside(settings: Settings, run: Run, blames: Sequence[Blame]) -> None:
    reasons = {blame.document_id: blame.reason for blame in blames}
    back = set_aside(settings.build_file, reasons, of_program())
    for blame in blames:
        run.event("document_set_aside", document_id=blame.document_id, check=blame.check, reason=blame.reason)
    run.note(set_aside_now=[*run.facts.get("set_aside_now", ()), *_paths_of(settings, reasons)])
    if back:
        run.event("former_versions_stay", document_ids=back)


def _paths_of(settings: Settings, document_ids: Collection[str]) -> list[str]:
    with open_for_reading(settings.build_file) as connection:
        rows = connection.execute(
            "select file_path from raw.document_path where list_contains(?, document_id) order by 1",
            [list(document_ids)],
        ).fetchall()
    return [row[0] for row in rows]


def _by_builds(settings: Settings, run: Run, outcome: Outcome, scope: str) -> Outcome:
    """Halves what changed by whole builds, where neither rows nor single models tell the document."""
    candidates = readable_changes(settings.build_file, run.changed_documents)
    failed = outcome
    for _ in range(MOST_BY_BUILDS):
        without_any = _on_trial(settings, candidates, [], scope)
        if without_any.error or not candidates:
            readmit(settings.build_file, candidates)
            return failed
        fails = shortest_failing(
            len(candidates),
            lambda count: bool(_on_trial(settings, candidates, candidates[:count], scope).error),
        )
        if fails == len(candidates):
            # No part of them failed: so it was the disk or the machine, unless all of them fail again.
            again = _on_trial(settings, candidates, candidates, scope)
            if not again.error:
                return again
        culprit = candidates.pop(fails - 1)
        readmit(settings.build_file, candidates)
        _set_aside(settings, run, [blame_by_builds(culprit, failed.error or "")])
        failed = _built(settings, _scope_of_next(settings, scope))
        if not failed.error:
            return failed
    return failed


def _on_trial(settings: Settings, candidates: list[str], taken: Sequence[str], scope: str) -> Outcome:
    """The outcome of a build with some of the changed documents only."""
    readmit(settings.build_file, candidates)
    left_out = dict.fromkeys((one for one in candidates if one not in taken), "Left out to find a fault.")
    set_aside(settings.build_file, left_out, ON_TRIAL)
    return _built(settings, _scope_of_next(settings, scope))
