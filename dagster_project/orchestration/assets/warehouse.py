"""The models: every dbt model and seed as an asset, every dbt data test as its check.

Belongs here: running dbt, and what its failure means.
Does not belong here: what the models say (``dbt/``).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from dagster_project.audit.dbt_results import dbt_failures, slowest_models
from dagster_project.loading.fingerprint import note_program, program_fingerprint, program_in_build
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.orchestration.resources import Workplace
from dagster_project.output.progress import phase_shown
from dagster_project.settings import Settings


class LayerTranslator(DagsterDbtTranslator):
    """Groups assets by layer: seeds, staging, intermediate, marts."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer a node lies in."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return str(dbt_resource_props["fqn"][1])


@dbt_assets(
    manifest=parsed_manifest(Settings.load()),
    name="warehouse",
    dagster_dbt_translator=LayerTranslator(
        settings=DagsterDbtTranslatorSettings(enable_asset_checks=True, enable_source_tests_as_checks=True)
    ),
)
def warehouse(context: AssetExecutionContext, dbt: DbtCliResource, workplace: Workplace) -> Iterator[Any]:
    """Builds seeds, staging, intermediate and marts, and tests their data."""
    settings, run = workplace.settings, workplace.run
    scope = "all" if context.is_subset else _scope(settings)
    note_program(settings.build_file, None)
    target = settings.dbt_dir / "target"
    # Unit tests judge the SQL, not the data: they run in the test suite, not each night.
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    run.event("models", scope=scope)
    told = "Building the models" if scope == "all" else "Building the models of changed documents"
    with run.phase("building"), phase_shown(told), _environment(FISCAL_BUILD_SCOPE=scope):
        invocation = dbt.cli(arguments, context=context, target_path=target, raise_on_error=False)
        yield from invocation.stream()
    for model, seconds in slowest_models(target):
        run.event("model_built", model=model, seconds=seconds)
    if not invocation.is_successful():
        failures = dbt_failures(target) or str(invocation.get_error())
        raise workplace.failure(
            f"Nothing was published; the previous warehouse is untouched. dbt failed:\n{failures}"
        )
    if not context.is_subset:
        note_program(settings.build_file, program_fingerprint())


def _scope(settings: Settings) -> str:
    """What the models build: all documents, or those that changed since this program built all others."""
    is_same_program = program_in_build(settings.build_file) == program_fingerprint()
    return "changed" if is_same_program and not settings.rebuild else "all"


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Sets what dbt's process inherits, and takes it away again."""
    former = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
