"""Dagster's event log as a run in this process writes it: what Dagster's own classes read there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import (
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetSpec,
    DagsterInstance,
    MaterializeResult,
    define_asset_job,
    multi_asset,
)
from dagster import Definitions as Project
from dagster._core.storage.dagster_run import DagsterRunStatus
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project.orchestration.instance import open_instance

_NAMES = [f"table_{number}" for number in range(12)]


@multi_asset(
    specs=[AssetSpec(name, deps=_NAMES[:number][-1:]) for number, name in enumerate(_NAMES)],
    check_specs=[AssetCheckSpec("is_whole", asset=name) for name in _NAMES],
    can_subset=True,
)
def tables(context: AssetExecutionContext) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """A dozen tables; the last is not made, or making it fails."""
    for name in _NAMES[:-1]:
        yield MaterializeResult(asset_key=name, metadata={"rows": 1})
        yield AssetCheckResult(asset_key=name, check_name="is_whole", passed=name != _NAMES[3])
    if "fails" in context.run.tags:
        raise RuntimeError("the disk is full")


def _executed(folder: Path, **tags: str) -> str:
    project = Project(assets=[tables], jobs=[define_asset_job("all")])
    with open_instance(folder) as instance:
        job = project.resolve_job_def("all")
        return job.execute_in_process(instance=instance, raise_on_error=False, tags=tags).run_id


@pytest.mark.parametrize("fails", [False, True])
def test_dagster_finds_every_event_where_it_looks(tmp_path: Path, fails: bool) -> None:
    runs = [_executed(tmp_path), _executed(tmp_path, **({"fails": "yes"} if fails else {}))]
    reference = DagsterInstance.local_temp(str(tmp_path))
    with reference as instance:
        assert isinstance(instance.event_log_storage, SqliteEventLogStorage)
        last = runs[-1]
        statuses = [instance.get_run_by_id(run).status for run in runs]
        assert statuses == [
            DagsterRunStatus.SUCCESS,
            DagsterRunStatus.FAILURE if fails else DagsterRunStatus.SUCCESS,
        ]
        for run in runs:
            kinds = [one.dagster_event_type.value for one in instance.all_logs(run) if one.is_dagster_event]
            assert kinds.count("ASSET_MATERIALIZATION") == kinds.count("STEP_OUTPUT") // 2 == len(_NAMES) - 1
            assert kinds.count("ASSET_MATERIALIZATION_PLANNED") == len(_NAMES)
        for name in _NAMES[:-1]:
            event = instance.get_latest_materialization_event(AssetKey(name))
            assert event is not None
            assert event.run_id == last
            (record,) = instance.event_log_storage.get_asset_check_execution_history(
                AssetCheckKey(AssetKey(name), "is_whole"), limit=1
            )
            assert record.run_id == last
            assert (record.status.value == "SUCCEEDED") == (name != _NAMES[3])
        assert instance.get_latest_materialization_event(AssetKey(_NAMES[-1])) is None


def test_what_is_made_is_there_for_others_when_the_step_is_over(tmp_path: Path) -> None:
    _executed(tmp_path)
    with open_instance(tmp_path) as writing, DagsterInstance.local_temp(str(tmp_path)) as reading:
        project = Project(assets=[tables], jobs=[define_asset_job("all")])
        done = project.resolve_job_def("all").execute_in_process(instance=writing)
        found = reading.get_latest_materialization_event(AssetKey(_NAMES[0]))
        assert found is not None
        assert found.run_id == done.run_id


def test_what_is_known_of_an_asset_is_as_new_as_its_last_event(tmp_path: Path) -> None:
    keys = [AssetKey(name) for name in (*_NAMES, "unheard_of")]
    project = Project(assets=[tables], jobs=[define_asset_job("all")])
    with open_instance(tmp_path) as writing, DagsterInstance.local_temp(str(tmp_path)) as reading:
        assert writing.get_asset_records(keys) == []
        for _ in range(2):
            done = project.resolve_job_def("all").execute_in_process(instance=writing)
            known, read = writing.get_asset_records(keys), reading.get_asset_records(keys)
            made = [one.asset_entry.last_run_id for one in known if one.asset_entry.last_materialization]
            assert made == [done.run_id] * (len(_NAMES) - 1)
            assert {one.asset_entry.asset_key: one for one in known} == {
                one.asset_entry.asset_key: one for one in read
            }
            assert len(writing.get_asset_records()) == len(reading.get_asset_records())
