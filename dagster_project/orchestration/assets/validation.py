"""The audit: Great Expectations judges the build, and each expectation is an asset check.

Belongs here: running the suites and keeping their results beside those of dbt's tests.
Does not belong here: what is expected (``expectations/``), what follows (``release.warehouse_file``).
"""

from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    MaterializeResult,
    MetadataValue,
    asset,
)

from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import check_name, load_suites
from dagster_project.orchestration.ahead import result_of
from dagster_project.orchestration.auditor import AuditorLostError
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.steps import audit_build
from dagster_project.orchestration.suite_checks import suite_checks

_SUITES = load_suites()
_NONE_SET_ASIDE = "no_document_is_set_aside"


@asset(
    group_name="audit",
    kinds={"greatexpectations"},
    # After the marts; none is named here, since what a run leaves as it is would be missed.
    deps=["data_tests"],
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
        audited = result_of("validation", lambda: audit_build(settings, run, _SUITES))
    except AuditorLostError as error:
        raise workplace.failure(f"Nothing was published. {error}") from error
    audit, aside = audited.audit, audited.set_aside
    context.log.info("%d obstacles, %d warnings", len(audit.obstacles), len(audit.warnings))
    yield from map(_asset_check, audited.expectations)
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


def _asset_check(result: CheckResult) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=check_name(result.source, result.name),
        passed=result.outcome == "passed",
        severity=AssetCheckSeverity.ERROR if result.severity == "critical" else AssetCheckSeverity.WARN,
        metadata={"outcome": result.outcome, "rows": result.unexpected_count or 0},
        description=result.message,
    )
