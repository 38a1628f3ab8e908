"""The models: every dbt model and seed as an asset, dbt's data tests as checks of their layer.

Belongs here: running dbt, and what its failure means.
Does not belong here: what the models say (``dbt/``).

An event costs Dagster as much time as a small model costs DuckDB. A run therefore reports staging and marts,
asset by asset, and one check a layer that names the tests that did not pass. Seeds and steps in between are
shown in the graph.
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

from dagster_project.audit.dbt_results import (
    built_relations,
    dbt_failures,
    layers_of_tests,
    note_tested,
    slowest_models,
)
from dagster_project.audit.result import CheckResult
from dagster_project.duckdb_file import in_plain_words
from dagster_project.loading.cell_pictures import look_at_doubts
from dagster_project.loading.made_from import note_program
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.orchestration.auditor import prepare_auditor
from dagster_project.orchestration.building import (
    build_models,
    build_some,
    made_by_this_program,
    note_built,
    target_of,
)
from dagster_project.orchestration.model_specs import model_specs
from dagster_project.orchestration.resources import Workplace
from dagster_project.output.progress import phase_shown
from dagster_project.settings import Settings

LAYERS = ("seeds", "staging", "intermediate", "marts")
# The layers whose assets a run reports one by one.
_REPORTED = ("staging", "marts")
_DATA_TESTS = "data_tests"


_SPECS = model_specs(parsed_manifest(Settings.load()))
MARTS = sorted(spec.key for spec in _SPECS if spec.group_name == "marts")
_REPORTED_KEYS = tuple(spec.key for spec in _SPECS if spec.group_name in _REPORTED)
# Shown in the graph, made with the marts that need them.
STEPS = tuple(spec for spec in _SPECS if spec.group_name not in _REPORTED)


@multi_asset(
    name="warehouse",
    specs=[
        *(spec for spec in _SPECS if spec.group_name in _REPORTED),
        AssetSpec(
            _DATA_TESTS, deps=MARTS, group_name="audit", kinds={"dbt"}, description="Results of dbt's tests."
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
    is_same_program = made_by_this_program(settings)
    scope = "changed" if is_same_program and not settings.rebuild and not context.is_subset else "all"
    note_program(settings.build_file, None)
    target = target_of(settings)
    if is_same_program and not context.is_subset:
        run.event("cells_read_by_picture", count=look_at_doubts(settings.build_file, settings.raw_dir))
    run.event("models", scope=scope)
    prepare_auditor()
    shown = "Building the models" if scope == "all" else "Building the models of changed documents"
    with run.phase("building"), phase_shown(shown):
        if context.is_subset:
            outcome = build_some(settings, _selected(context))
        else:
            outcome = build_models(settings, run, scope, is_same_program=is_same_program)
    for model, seconds in slowest_models(target):
        run.event("model_built", model=model, seconds=seconds)
    # A night makes no view again: what it did not have to make is as good as made.
    made = {"/".join(names) for names in built_relations(target)}
    yield from _reports(context, made if outcome.error else None, layers_of_tests(target))
    if outcome.error:
        failures = in_plain_words(dbt_failures(target) or outcome.error)
        raise workplace.failure(
            f"Nothing was published; the previous warehouse is untouched. dbt failed:\n{failures}"
        )
    if context.is_subset:
        note_tested(target, settings.build_file)
    else:
        note_built(settings)


def _selected(context: AssetExecutionContext) -> list[str]:
    """What dbt selects for a part of the assets: each with what it is made from; empty for all."""
    if not context.is_subset:
        return []
    return sorted(f"+{key.path[-1]}" for key in context.selected_asset_keys if len(key.path) > 1)


def _reports(
    context: AssetExecutionContext,
    made: Set[str] | None,
    tests: Mapping[str, list[CheckResult]],
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """What was made (None: everything), asset by asset, and the tests, layer by layer."""
    selected = context.selected_asset_keys
    # Dagster wants what an asset is made from before it.
    for key in _REPORTED_KEYS:
        if key in selected and (made is None or "/".join(key.path) in made):
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
