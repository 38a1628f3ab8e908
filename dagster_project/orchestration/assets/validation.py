"""The audit: Great Expectations judges the build, and each expectation is an asset check.

Belongs here: running the suites and keeping their results beside those of dbt's tests.
Does not belong here: what is expected (``expectations/``), what follows (``release.warehouse_file``).
"""

from collections.abc import Iterator, Sequence

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    MaterializeResult,
    MetadataValue,
    asset,
)

from dagster_project.audit.dbt_results import dbt_check_results
from dagster_project.audit.result import Audit, CheckResult
from dagster_project.audit.suites import check_name, load_suites
from dagster_project.fingerprint import of_build_file
from dagster_project.loading.set_aside import set_aside_now
from dagster_project.orchestration.assets.warehouse import MARTS
from dagster_project.orchestration.auditor import AuditorLostError, auditor
from dagster_project.orchestration.building import rebuilt_without, target_of
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.suite_checks import suite_checks
from dagster_project.output.progress import phase_shown

_SUITES = load_suites()
_NONE_SET_ASIDE = "no_document_is_set_aside"
# Another fault may hide behind the documents that a check names.
_ROUNDS = 4


@asset(
    group_name="audit",
    kinds={"greatexpectations"},
    deps=[*MARTS, "data_tests"],
    check_specs=[
        *suite_checks("validation", _SUITES),
        AssetCheckSpec(
            _NONE_SET_ASIDE, asset="validation", description="No model and no check fails on any document."
        ),
    ],
)
def validation(
    context: AssetExecutionContext, workplace: Workplace
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """What all checks say of the build file, as an audit and as Data Docs."""
    settings, run = workplace.settings, workplace.run
    try:
        with run.phase("auditing"), phase_shown("Auditing the build"), auditor() as audits:
            results = audits.run_suites(settings.build_file, _SUITES, settings.data_docs_dir)
            # What this run did not build is shown as it is.
            for _ in range(_ROUNDS if "seconds_building" in run.facts else 0):
                if not (failures := _unmet(results)) or not rebuilt_without(settings, run, failures, _SUITES):
                    break
                results = audits.run_suites(settings.build_file, _SUITES, settings.data_docs_dir)
    except AuditorLostError as error:
        raise workplace.failure(f"Nothing was published. {error}") from error
    tests = dbt_check_results(target_of(settings), settings.build_file)
    audit = Audit(of_build_file(settings.build_file), (*tests, *results))
    audit.save(settings.audit_file)
    aside = set_aside_now(settings.build_file)
    run.note_set_aside(aside)
    context.log.info("%d obstacles, %d warnings", len(audit.obstacles), len(audit.warnings))
    for result in (*audit.obstacles, *audit.warnings):
        run.event(
            "check_not_passed",
            check=result.name,
            source=result.source,
            severity=result.severity,
            outcome=result.outcome,
            message=result.message,
        )
    yield from map(_asset_check, results)
    yield AssetCheckResult(
        check_name=_NONE_SET_ASIDE,
        passed=not aside,
        severity=AssetCheckSeverity.WARN,
        metadata={"documents": len(aside), **dict(aside)},
        description="; ".join(f"{path}: {reason}" for path, reason in aside) or None,
    )
    yield MaterializeResult(
        metadata={
            "data_docs": MetadataValue.path(settings.data_docs_dir / "index.html"),
            "obstacles": len(audit.obstacles),
            "warnings": len(audit.warnings),
        }
    )


def _unmet(results: Sequence[CheckResult]) -> list[CheckResult]:
    """The critical expectations that found wrong data."""
    return [one for one in results if one.severity == "critical" and one.outcome == "data_wrong"]


def _asset_check(result: CheckResult) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=check_name(result.source, result.name),
        passed=result.outcome == "passed",
        severity=AssetCheckSeverity.ERROR if result.severity == "critical" else AssetCheckSeverity.WARN,
        metadata={"outcome": result.outcome, "rows": result.unexpected_count or 0},
        description=result.message,
    )
