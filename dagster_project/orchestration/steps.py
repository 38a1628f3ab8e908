"""What the steps of a refresh do, whoever asks for it: reading, building, auditing, publishing.

Belongs here: each step's work and what is noted of it in the run's record. Dagster is not imported here.
Does not belong here: what Dagster shows of a step (``assets``), how each part is done (``loading``,
``building``, ``auditor``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from dagster_project.audit.dbt_results import (
    built_relations,
    dbt_check_results,
    dbt_failures,
    layers_of_tests,
    note_tested,
    slowest_models,
)
from dagster_project.audit.result import Audit, CheckResult
from dagster_project.audit.suites import Suite
from dagster_project.duckdb_file import OUT_OF_MEMORY, in_plain_words
from dagster_project.fingerprint import of_build_file, of_program
from dagster_project.loading.cell_pictures import look_at_doubts
from dagster_project.loading.folder import find_documents, holds_documents
from dagster_project.loading.load import LoadSummary, load_folder
from dagster_project.loading.made_from import program_in_build
from dagster_project.loading.set_aside import set_aside_now
from dagster_project.orchestration.auditor import auditor, prepare_auditor
from dagster_project.orchestration.building import (
    build_models,
    build_some,
    note_built,
    rebuilt_without,
    target_of,
)
from dagster_project.output.progress import phase_shown, progress_reporter
from dagster_project.release.build_copy import Copy
from dagster_project.release.publish import Release, publish_release
from dagster_project.runs.record import Run
from dagster_project.settings import Settings, SettingsError, require_raw_dir

# Another fault may hide behind the documents that a check names.
_ROUNDS = 4


def count_documents(settings: Settings) -> int:
    """The number of files in the raw folder.

    Raises:
        SettingsError: There is no such folder, or nothing to read in it.
    """
    require_raw_dir(settings)
    found = find_documents(settings.raw_dir)
    if not found or not (holds_documents(found) or settings.warehouse_file.exists()):
        raise SettingsError(
            f"{settings.raw_dir} holds no documents. Put published PDF, DOCX, XLSX or text files there, "
            "or name another folder with --raw or FISCAL_RAW_DIR."
        )
    return len(found)


def read_documents(settings: Settings, run: Run) -> LoadSummary:
    """Brings the raw tables in line with the raw folder."""
    with run.phase("reading"), progress_reporter() as progress:
        summary = load_folder(
            settings.raw_dir,
            settings.build_file,
            jobs=settings.jobs,
            progress=progress,
            limits=settings.limits,
            retry=settings.retry,
            prune=settings.prune,
        )
    run.is_loaded, run.built_by = True, summary.built_by
    run.note(
        documents_found=summary.total,
        documents_read=summary.read,
        documents_not_read=summary.failed,
        documents_unchanged=summary.unchanged,
        documents_moved=summary.moved,
        documents_kept_without_file=len(summary.kept_without_file),
        copies=[list(pair) for pair in summary.copies],
        left_out=summary.left_out,
    )
    for path, reason in summary.quarantined + summary.no_text:
        run.event("document_not_read", file_path=path, reason=reason)
    for path, original in summary.copies:
        run.event("copy_found", file_path=path, copy_of=original)
    for path in summary.left_out:
        run.event("file_left_out", file_path=path)
    return summary


Tests = Mapping[str, list[CheckResult]]


class BuildFailedError(RuntimeError):
    """A build failed; the message says why, for a person.

    Attributes:
        made: The relations that were made all the same, as ``schema/name``.
        tests: The results of data tests by layer.
    """

    def __init__(self, message: str, made: Set[str], tests: Tests) -> None:
        """Keeps what there is of the build."""
        super().__init__(message)
        self.made = made
        self.tests = tests


def build(settings: Settings, run: Run, select: Sequence[str] | None = None) -> Tests:
    """Builds and tests the models.

    Args:
        settings: The places of the refresh.
        run: Notes what was built.
        select: Names of some models, for dbt; without it all are built, if need be without some documents.

    Returns:
        The results of data tests by layer.

    Raises:
        BuildFailedError: It failed, and no document is to blame.
    """
    is_whole = select is None
    built_by = run.built_by if run.is_loaded else program_in_build(settings.build_file)
    is_same_program = built_by == of_program()
    scope = "changed" if is_same_program and not settings.rebuild and is_whole else "all"
    target = target_of(settings)
    if is_same_program and is_whole:
        run.event("cells_read_by_picture", count=look_at_doubts(settings.build_file, settings.raw_dir))
    run.event("models", scope=scope)
    prepare_auditor()
    shown = "Building the models" if scope == "all" else "Building the models of changed documents"
    with run.phase("building"), phase_shown(shown):
        if select is not None:
            outcome = build_some(settings, select)
        else:
            outcome = build_models(settings, run, scope, is_same_program=is_same_program)
    for model, seconds in slowest_models(target):
        run.event("model_built", model=model, seconds=seconds)
    tests = layers_of_tests(target)
    if outcome.error:
        message = in_plain_words(dbt_failures(target) or outcome.error)
        if OUT_OF_MEMORY in message:
            message += (
                f"\nMemory does not suffice for {settings.cells_at_a_time:,} cells at a time: raise "
                f"FISCAL_MEMORY_MB, which is {settings.memory_mb}, or lower FISCAL_PORTION_CELLS."
            )
        raise BuildFailedError(message, made_relations(settings), tests)
    if is_whole:
        note_built(settings, outcome)
    else:
        note_tested(target, settings.build_file)
    return tests


def made_relations(settings: Settings) -> Set[str]:
    """What the last build made, as ``schema/name``; a night makes no view again."""
    return {"/".join(names) for names in built_relations(target_of(settings))}


@dataclass(frozen=True, slots=True)
class Audited:
    """An audit of the build file.

    Attributes:
        audit: All checks.
        expectations: Those of Great Expectations.
        set_aside: Documents that are left out, with the reason.
    """

    audit: Audit
    expectations: Sequence[CheckResult]
    set_aside: Sequence[tuple[str, str]]


def audit_build(
    settings: Settings,
    run: Run,
    suites: tuple[Suite, ...],
    meanwhile: Callable[[], Copy | None] | None = None,
) -> Audited:
    """Judges the build file and keeps the results.

    Args:
        settings: The places of the refresh.
        run: Notes what did not pass.
        suites: What is expected.
        meanwhile: Called while the build is judged for the first time; it may copy the build file.

    Raises:
        AuditorLostError: The process that audits was killed.
    """
    with run.phase("auditing"), phase_shown("Auditing the build"), auditor() as audits:
        copied, results = audits.run_suites(settings.build_file, suites, settings.data_docs_dir, meanwhile)
        # What this run did not build is shown as it is.
        for _ in range(_ROUNDS if "seconds_building" in run.facts else 0):
            failures = [one for one in results if one.finds_critical_fault]
            if not failures or not rebuilt_without(settings, run, failures, suites):
                break
            _, results = audits.run_suites(settings.build_file, suites, settings.data_docs_dir)
    tests = dbt_check_results(target_of(settings), settings.build_file)
    audit = Audit(of_build_file(settings.build_file), (*tests, *results))
    audit.save(settings.audit_file)
    is_copied = copied is not None and copied.is_of(settings.build_file)
    aside = copied.set_aside if copied and is_copied else set_aside_now(settings.build_file)
    run.note_set_aside(aside)
    for result in (*audit.obstacles, *audit.warnings):
        run.event(
            "check_not_passed",
            check=result.name,
            source=result.source,
            severity=result.severity,
            outcome=result.outcome,
            message=result.message,
        )
    return Audited(audit, results, aside)


class NotAuditedError(RuntimeError):
    """The audit does not let the build be published; the message says why."""


def publish(settings: Settings, run: Run, copied: Copy | None = None) -> Release:
    """Publishes the build file, if its audit lets it.

    Args:
        settings: The places of the refresh.
        run: Gets the outcome.
        copied: A copy of the build file, made while it was audited.

    Raises:
        NotAuditedError: It does not, or there is none of the build file as it is.
        PublicationError: The warehouse was not replaced.
        HeldBackError: The release lost too much to be published unasked, or another one is pinned.
    """
    # The audit itself is asked: a run may begin anywhere in the graph, and end anywhere.
    audit = Audit.load(settings.audit_file)
    if audit is None or audit.fingerprint != of_build_file(settings.build_file):
        raise NotAuditedError(
            "Nothing was published: the build was not audited since it changed. Run a whole refresh."
        )
    if refusal := audit.refusal(settings.data_docs_dir):
        raise NotAuditedError(refusal)
    with run.phase("publishing"), phase_shown("Publishing"):
        return publish_release(settings, run, audit, copied)
