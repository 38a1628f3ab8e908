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

from dagster_project.audit.dbt_results import dbt_check_results
from dagster_project.audit.result import Audit, CheckResult, fingerprint
from dagster_project.audit.suites import load_suites
from dagster_project.orchestration.assets.warehouse import MARTS
from dagster_project.orchestration.resources import Workplace
from dagster_project.output.progress import phase_shown

_SUITES = load_suites()


@asset(
    group_name="audit",
    kinds={"greatexpectations"},
    deps=[*MARTS, "data_tests"],
    check_specs=[
        AssetCheckSpec(
            f"{suite.name}__{expectation.name}", asset="validation", description=expectation.description
        )
        for suite in _SUITES
        for expectation in suite.expectations
    ],
)
def validation(
    context: AssetExecutionContext, workplace: Workplace
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """What all checks say of the build file, as an audit and as Data Docs."""
    # Great Expectations takes seconds to import, and nothing else here needs it.
    from dagster_project.audit.great_expectations import run_suites

    settings = workplace.settings
    with workplace.run.phase("auditing"), phase_shown("Auditing the build"):
        results = run_suites(settings.build_file, _SUITES, settings.data_docs_dir)
    tests = dbt_check_results(settings.dbt_dir / "target", settings.build_file)
    audit = Audit(fingerprint(settings.build_file), (*tests, *results))
    audit.save(settings.audit_file)
    context.log.info("%d obstacles, %d warnings", len(audit.obstacles), len(audit.warnings))
    for result in (*audit.obstacles, *audit.warnings):
        workplace.run.event(
            "check_not_passed",
            check=result.name,
            source=result.source,
            severity=result.severity,
            outcome=result.outcome,
            message=result.message,
        )
    yield from map(_asset_check, results)
    yield MaterializeResult(
        metadata={
            "data_docs": MetadataValue.path(settings.data_docs_dir / "index.html"),
            "obstacles": len(audit.obstacles),
            "warnings": len(audit.warnings),
        }
    )


def _asset_check(result: CheckResult) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=f"{result.source}__{result.name}",
        passed=result.outcome == "passed",
        severity=AssetCheckSeverity.ERROR if result.severity == "critical" else AssetCheckSeverity.WARN,
        metadata={"outcome": result.outcome, "rows": result.unexpected_count or 0},
        description=result.message,
    )
