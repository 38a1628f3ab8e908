"""The models: every dbt model and seed as an asset, every dbt data test as its check.

Belongs here: running dbt, and what its failure means.
Does not belong here: what the models say (``dbt/``).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dagster import AssetExecutionContext
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from dagster_project.dbt_manifest import parsed_manifest
from dagster_project.dbt_results import dbt_failures, slowest_models
from dagster_project.fingerprint import note_program, program_fingerprint
from dagster_project.nothing_new import built_from_the_same
from dagster_project.resources import Workplace
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
    unchanged = None if context.is_subset else built_from_the_same(settings)
    if unchanged:
        # Without outputs the steps after this one are skipped, and the run ends well.
        run.end("nothing_new", f"Nothing new since release {unchanged.release_id}.")
        context.log.info("Nothing new since release %s.", unchanged.release_id)
        return
    note_program(settings.build_file, None)
    target = settings.dbt_dir / "target"
    # Unit tests judge the SQL, not the data: they run in the test suite, not each night.
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    with run.phase("building"):
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
