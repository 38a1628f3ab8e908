"""The asset graph, as Dagster shows it, is the reviewed one.

``asset_graph.txt`` holds every asset that the contract or the pipeline names. Intermediate models
and seeds come and go; of them only the layering law is asserted. After a change that is meant:

    .venv/bin/python -m tests.unit.orchestration.test_asset_graph
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("asset_graph.txt")
_INNER = {"intermediate", "seeds"}


def _lines() -> list[str]:
    """An asset a line: group, key, dependencies outside the inner layers."""
    from dagster_project.orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    groups = {key: graph.get(key).group_name for key in graph.get_all_asset_keys()}
    return sorted(
        f"{group} {key.to_user_string()} <- "
        + " ".join(
            sorted(
                parent.to_user_string()
                for parent in graph.get(key).parent_keys
                if groups[parent] not in _INNER and group not in {"staging"} | _INNER
            )
        )
        for key, group in groups.items()
        if group not in _INNER
    )


def test_the_graph_is_the_reviewed_one() -> None:
    assert _lines() == SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_marts_never_read_raw_or_staging() -> None:
    from dagster import AssetKey

    from dagster_project.orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        if graph.get(key).group_name == "marts":
            # A mart that keeps the rows of former runs asks which documents are built again.
            read = graph.get(key).parent_keys - {AssetKey(["staging", "stg_document_state"])}
            parents = {graph.get(parent).group_name for parent in read}
            assert parents <= {"marts", "intermediate", "seeds"}, key.to_user_string()


def test_a_step_in_between_reads_no_mart() -> None:
    """What is made from marts stands beside the mart it is for."""
    from dagster_project.modelling.manifest import parsed_manifest
    from dagster_project.settings import Settings

    nodes = json.loads(parsed_manifest(Settings.load()).read_bytes())["nodes"]
    steps = [node for node in nodes.values() if node["fqn"][1] == "intermediate"]
    read = {parent for step in steps for parent in step["depends_on"]["nodes"] if parent in nodes}
    assert read
    assert not {parent for parent in read if nodes[parent]["fqn"][1] == "marts"}


def test_every_expectation_and_the_tests_of_every_layer_are_asset_checks() -> None:
    from dagster_project.audit.suites import load_suites
    from dagster_project.orchestration.definitions import defs

    checks = defs.resolve_asset_graph().asset_check_keys
    names = {check.name for check in checks}
    for suite in load_suites():
        assert {f"{suite.name}__{expectation.name}" for expectation in suite.expectations} <= names
    assert {f"dbt__{layer}" for layer in ("seeds", "staging", "intermediate", "marts")} <= names


def test_the_nightly_run_is_the_refresh_of_everything() -> None:
    from dagster_project.orchestration.definitions import defs

    schedule = defs.resolve_schedule_def("nightly")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert schedule.job_name == "refresh"
    selected = set(defs.resolve_job_def("refresh").asset_layer.executable_asset_keys)
    graph = defs.resolve_asset_graph()
    # Seeds and steps in between are made with the marts that need them.
    steps = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name in _INNER}
    assert selected == set(graph.get_all_asset_keys()) - steps


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["FISCAL_HOME"] = home
        SNAPSHOT.write_text("\n".join(_lines()) + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {SNAPSHOT}\n")
