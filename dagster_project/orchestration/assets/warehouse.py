"""The models: every dbt model and seed as an asset, dbt's data tests as checks of their layer.

Belongs here: running dbt, and what its failure means.
Does not belong here: what the models say (``dbt/``).

An event costs Dagster as much time as a small model costs DuckDB. A run therefore reports what it made of
staging and marts, asset by asset, and one check a layer that names the tests that did not pass. Seeds and
steps in between are shown in the graph; views stay as the last whole build made them.
"""

from collections.abc import Iterator, Mapping, Set

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from dagster_project.audit.result import CheckResult
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.orchestration.ahead import result_of
from dagster_project.orchestration.model_specs import model_specs
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.steps import BuildFailedError, build, made_relations
from dagster_project.settings import Settings

LAYERS = ("seeds", "staging", "intermediate", "marts")
# The layers whose assets a run reports one by one.
_REPORTED = ("staging", "marts")
_DATA_TESTS = "data_tests"


_SPECS = model_specs(parsed_manifest(Settings.load()))
_MARTS = sorted(spec.key for spec in _SPECS if spec.group_name == "marts")
_REPORTED_KEYS = tuple(spec.key for spec in _SPECS if spec.group_name in _REPORTED)
# Shown in the graph, made with the marts that need them.
STEPS = tuple(spec for spec in _SPECS if spec.group_name not in _REPORTED)


@multi_asset(
    name="warehouse",
    specs=[
        *(spec for spec in _SPECS if spec.group_name in _REPORTED),
        AssetSpec(
            _DATA_TESTS, deps=_MARTS, group_name="audit", kinds={"dbt"}, description="Results of dbt's tests."
        ),
    ],
    check_specs=[
        AssetCheckSpec(f"dbt__{layer}", asset=_DATA_TESTS, description=f"All data tests of {layer} pass.")
        for layer in LAYERS
    ],
    can_subset=True,
)
def warehouse(
    context: AssetExecutionContext, workplace: Workplace
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Builds seeds, staging, intermediate and marts, and tests their data."""
    settings, run = workplace.settings, workplace.run
    try:
        if context.is_subset:
            tests = build(settings, run, _selected(context))
        else:
            tests = result_of("warehouse", lambda: build(settings, run))
    except BuildFailedError as error:
        yield from _reports(context, error.made, error.tests)
        raise workplace.failure(
            f"Nothing was published; the previous warehouse is untouched. dbt failed:\n{error}"
        ) from error
    yield from _reports(context, made_relations(settings), tests)


def _selected(context: AssetExecutionContext) -> list[str]:
    """What dbt selects for a part of the assets: each with what it is made from."""
    return sorted(f"+{key.path[-1]}" for key in context.selected_asset_keys if len(key.path) > 1)


def _reports(
    context: AssetExecutionContext,
    made: Set[str],
    tests: Mapping[str, list[CheckResult]],
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """What was made, asset by asset, and the tests, layer by layer."""
    selected = context.selected_asset_keys
    # Dagster wants what an asset is made from before it.
    for key in _REPORTED_KEYS:
        if key in selected and "/".join(key.path) in made:
            yield MaterializeResult(asset_key=key)
    if not any(key.path == [_DATA_TESTS] for key in selected):
        return
    yield MaterializeResult(
        asset_key=_DATA_TESTS, metadata={layer: len(tests.get(layer, ())) for layer in LAYERS}
    )
    for layer in LAYERS:
        yield _layer_check(layer, tests.get(layer, []))


def _layer_check(layer: str, tests: list[CheckResult]) -> AssetCheckResult:
    """One check of a layer; the tests that did not pass are named in it."""
    failed = [test for test in tests if test.outcome != "passed"]
    is_critical = any(test.severity == "critical" for test in failed)
    return AssetCheckResult(
        check_name=f"dbt__{layer}",
        asset_key=_DATA_TESTS,
        passed=not failed,
        severity=AssetCheckSeverity.ERROR if is_critical else AssetCheckSeverity.WARN,
        metadata={"tests": len(tests), **{test.name: f"{test.outcome}: {test.message}" for test in failed}},
        description="; ".join(test.name for test in failed) or None,
    )
