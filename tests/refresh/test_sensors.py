"""What Dagster watches: new files in the raw folder, and how runs ended that no command started.

The instances, runs and sensors are Dagster's own; the runs are of small jobs that use the same workplace.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import dagster
import duckdb
import pytest
from dagster import (
    DagsterInstance,
    DagsterRunStatus,
    ExecuteInProcessResult,
    RunStatusSensorContext,
    SensorResult,
    SkipReason,
    build_run_status_sensor_context,
    build_sensor_context,
)

from dagster_project.loading.folder import survey
from dagster_project.loading.raw_tables import create_tables, store_context
from dagster_project.orchestration.instance import fail_killed_runs, marked_as_holder, open_instance
from dagster_project.orchestration.resources import Workplace
from dagster_project.orchestration.schedules import COMMAND_TAGS
from dagster_project.orchestration.sensors import new_files, notify_of_failure, notify_of_success
from dagster_project.release.archive import Releases
from dagster_project.runs.lock import refresh_lock
from dagster_project.runs.record import recorded_runs
from dagster_project.settings import Settings

_HOOK = (
    "import json, os, sys; json.dump([os.environ['FISCAL_OUTCOME'], json.load(sys.stdin)], open({!r}, 'w'))"
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "raw").mkdir()
    script = tmp_path / "hook.py"
    script.write_text(_HOOK.format(str(tmp_path / "told.json")))
    places = {
        "FISCAL_RAW_DIR": tmp_path / "raw",
        "FISCAL_HOME": tmp_path / "home",
        "FISCAL_WAREHOUSE": tmp_path / "out" / "fiscal.duckdb",
        "FISCAL_ON_FAILURE": f"{sys.executable} {script}",
        "FISCAL_ON_SUCCESS": f"{sys.executable} {script}",
    }
    for key, value in places.items():
        monkeypatch.setenv(key, str(value))
    # What a run exports must not outlive the test.
    for key in ("FISCAL_BUILD_FILE", "DAGSTER_HOME"):
        monkeypatch.setenv(key, os.environ.get(key, ""))
    return Settings.load()


@pytest.fixture
def instance(settings: Settings) -> Iterator[DagsterInstance]:
    with open_instance(settings.dagster_home) as instance:
        yield instance


def told(settings: Settings) -> list[object] | None:
    """What the hook got since it was last asked."""
    note = settings.home.parent / "told.json"
    content = json.loads(note.read_text()) if note.exists() else None
    note.unlink(missing_ok=True)
    return content


# ---- New files -------------------------------------------------------------------------------


def publish(settings: Settings) -> None:
    """A published file that knows what lies in the raw folder now."""
    settings.warehouse_file.parent.mkdir(exist_ok=True)
    settings.warehouse_file.unlink(missing_ok=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        create_tables(connection)
        for item in survey(settings.raw_dir).values():
            values = [item.digest, item.name, item.modified_at, None]
            connection.execute("insert into raw.document_path values (?, ?, ?, ?)", values)
        store_context(connection, settings.raw_dir)


class Watch:
    """The sensor with the memory that Dagster keeps for it."""

    def __init__(self, instance: DagsterInstance) -> None:
        self._instance = instance
        self._cursor: str | None = None

    def tick(self) -> str:
        """What the sensor says: the reason why it waits, or ``refresh``."""
        context = build_sensor_context(instance=self._instance, cursor=self._cursor)
        result = new_files(context)
        assert isinstance(result, SensorResult)
        self._cursor = result.cursor
        if result.run_requests:
            (request,) = result.run_requests
            assert request.tags["fiscal/new_files"].isdigit()
            return "refresh"
        assert result.skip_reason is not None
        return str(result.skip_reason.skip_message)


def test_a_refresh_is_asked_for_once_and_only_when_files_have_settled(
    settings: Settings, instance: DagsterInstance
) -> None:
    watch = Watch(instance)
    assert watch.tick() == "Every file of the raw folder is published."
    (settings.raw_dir / "a.pdf").write_bytes(b"half of")
    assert watch.tick() == "a.pdf: waiting until the folder stays as it is."
    with (settings.raw_dir / "a.pdf").open("ab") as file:
        file.write(b" a document")
    (settings.raw_dir / "b.txt").write_text("another")
    assert watch.tick() == "a.pdf, b.txt: waiting until the folder stays as it is."
    assert watch.tick() == "refresh"
    assert "a refresh was asked for" in watch.tick()
    publish(settings)
    assert watch.tick() == "Every file of the raw folder is published."


def test_moved_and_replaced_files_are_new_and_deleted_ones_are_not(
    settings: Settings, instance: DagsterInstance
) -> None:
    watch = Watch(instance)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (settings.raw_dir / name).write_bytes(name.encode())
    publish(settings)
    (settings.raw_dir / "a.pdf").unlink()
    assert "published" in watch.tick()
    (settings.raw_dir / "b.pdf").rename(settings.raw_dir / "moved.pdf")
    assert [watch.tick(), watch.tick()] == ["moved.pdf: waiting until the folder stays as it is.", "refresh"]
    # The times of the file system are what counts, not the clock: it may go back.
    yesterday = time.time() - 86_400
    (settings.raw_dir / "c.pdf").write_bytes(b"other")
    os.utime(settings.raw_dir / "c.pdf", (yesterday, yesterday))
    assert "c.pdf, moved.pdf: waiting" in watch.tick()
    assert watch.tick() == "refresh"


def test_a_changed_table_of_population_is_news(settings: Settings, instance: DagsterInstance) -> None:
    watch = Watch(instance)
    table = settings.raw_dir / "context" / "population.csv"
    table.parent.mkdir()
    waiting = "context/population.csv: waiting until the folder stays as it is."
    for persons in ("3100000.00005", "3200000.00005", "many"):
        table.write_text(f"region_code,fiscal_year,population\n130300,2024,{persons}\n")
        # Neither its size nor its time need change.
        os.utime(table, (1_700_000_000, 1_700_000_000))
        assert [watch.tick(), watch.tick()] == [waiting, "refresh"]
        publish(settings)
        assert watch.tick() == "Every file of the raw folder is published."


def test_what_somebody_rolled_back_is_not_undone_by_a_sensor(
    settings: Settings, instance: DagsterInstance
) -> None:
    publish(settings)
    (settings.raw_dir / "later.pdf").write_bytes(b"known to the release that was left")
    note = Releases(settings.warehouse_file).rollback_note
    note.parent.mkdir()
    note.write_text("{}")
    watch = Watch(instance)
    assert [watch.tick()[:12], watch.tick()[:12], watch.tick()[:12]] == ["Rolled back:"] * 3
    note.unlink()
    assert [watch.tick()[:10], watch.tick()] == ["later.pdf:", "refresh"]


def test_a_missing_folder_and_names_that_a_terminal_obeys_are_told_safely(
    settings: Settings, instance: DagsterInstance
) -> None:
    watch = Watch(instance)
    (settings.raw_dir / "\x1b[2Jevil.pdf").write_bytes(b"x")
    assert watch.tick().startswith("\\x1b[2Jevil.pdf: waiting")
    settings.raw_dir.rename(settings.raw_dir.with_name("gone"))
    assert watch.tick() == f"There is no folder {settings.raw_dir}."


# ---- Hooks -----------------------------------------------------------------------------------


@dagster.op
def _work(context: dagster.OpExecutionContext, workplace: Workplace) -> None:
    asked = context.run.tags["do"]
    if asked == "fail":
        raise workplace.failure("Nothing was published. The reason.")
    if asked == "break":
        raise ZeroDivisionError("a fault")
    if asked == "publish":
        workplace.run.note(release_id="20260101T000000Z")
        workplace.run.end("published")


@dagster.job(resource_defs={"workplace": Workplace()}, executor_def=dagster.in_process_executor)
def small() -> None:
    """A run that ends as its tag says."""
    _work()


def ran(instance: DagsterInstance, do: str, **tags: str) -> ExecuteInProcessResult:
    return small.execute_in_process(instance=instance, raise_on_error=False, tags={"do": do, **tags})


def context_of(
    instance: DagsterInstance, result: ExecuteInProcessResult, name: str
) -> RunStatusSensorContext:
    event = result.get_run_success_event() if result.success else result.get_run_failure_event()
    return build_run_status_sensor_context(
        name, dagster_event=event, dagster_instance=instance, dagster_run=result.dagster_run
    )


def after_failure(instance: DagsterInstance, result: ExecuteInProcessResult) -> object:
    return notify_of_failure(context_of(instance, result, "notify_of_failure").for_run_failure())


def test_the_hooks_are_told_of_runs_that_no_command_started(
    settings: Settings, instance: DagsterInstance
) -> None:
    failed = ran(instance, "fail")
    assert after_failure(instance, failed) is None
    outcome, record = told(settings) or (None, None)
    assert outcome == "failed"
    assert isinstance(record, dict)
    assert record["message"] == "Nothing was published. The reason."
    assert record["dagster_run_id"] == failed.run_id
    broken = ran(instance, "break")
    after_failure(instance, broken)
    _, record = told(settings) or (None, {})
    assert isinstance(record, dict)
    assert record["message"] == "The step _work failed: ZeroDivisionError: a fault"
    published = ran(instance, "publish")
    notify_of_success(context_of(instance, published, "notify_of_success"))
    outcome, record = told(settings) or (None, {})
    assert outcome == "published"
    assert isinstance(record, dict)
    assert record["release_id"] == "20260101T000000Z"


def test_the_hooks_are_not_told_twice_nor_of_parts(settings: Settings, instance: DagsterInstance) -> None:
    by_command = ran(instance, "fail", **COMMAND_TAGS)
    assert isinstance(after_failure(instance, by_command), SkipReason)
    part = ran(instance, "a part")
    assert isinstance(notify_of_success(context_of(instance, part, "notify_of_success")), SkipReason)
    assert told(settings) is None
    assert [facts["outcome"] for facts in recorded_runs(settings)] == ["failed", "unpublished"]


def test_the_hooks_are_told_of_a_killed_run(settings: Settings, instance: DagsterInstance) -> None:
    script = (
        "import os, signal\n"
        "from dagster_project.orchestration.refresh import conducted\n"
        "from dagster_project.settings import Settings\n"
        "with conducted(Settings.load(), 'dagster', dagster_run_id=os.environ['RUN']):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = instance.create_run_for_job(small, status=DagsterRunStatus.STARTED)
    killed = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "RUN": run.run_id}, check=False
    )
    assert killed.returncode == -9
    event = instance.report_run_failed(run, "its process is gone")
    context = build_run_status_sensor_context(
        "notify_of_failure", dagster_event=event, dagster_instance=instance, dagster_run=run
    )
    notify_of_failure(context.for_run_failure())
    outcome, record = told(settings) or (None, {})
    assert outcome == "killed"
    assert isinstance(record, dict)
    assert record["message"] == "It was killed, or the machine went down."


# ---- One at a time ---------------------------------------------------------------------------


def test_a_run_waits_for_the_holder_of_the_lock_and_says_who_it_is(
    settings: Settings, instance: DagsterInstance
) -> None:
    hold = (
        "import sys; from pathlib import Path; from dagster_project.runs.lock import refresh_lock\n"
        "with refresh_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, settings.lock_file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    let_go = threading.Timer(3, holder.communicate)
    let_go.start()
    began = time.monotonic()
    result = ran(instance, "publish")
    let_go.join()
    assert result.success
    assert time.monotonic() - began > 2.5
    logged = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert any(f"already running (process {holder.pid}, since" in text for text in logged)


def test_a_killed_run_does_not_keep_its_place_in_the_queue(
    settings: Settings, instance: DagsterInstance
) -> None:
    killed = instance.create_run_for_job(small, status=DagsterRunStatus.STARTED)
    holding = marked_as_holder(instance, killed.run_id)
    holding.__enter__()
    waiting = instance.create_run_for_job(small, status=DagsterRunStatus.STARTED)
    script = (
        "import sys; from pathlib import Path; from dagster_project.runs.lock import refresh_lock\n"
        "with refresh_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, settings.lock_file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    # As long as somebody holds the lock, it may be that run.
    assert fail_killed_runs(instance, settings.lock_file) == []
    holder.kill()
    holder.communicate()
    assert fail_killed_runs(instance, settings.lock_file) == [killed.run_id]
    states = {run.run_id: run.status for run in instance.get_runs()}
    assert states == {killed.run_id: DagsterRunStatus.FAILURE, waiting.run_id: DagsterRunStatus.STARTED}
    with refresh_lock(settings.lock_file):
        assert fail_killed_runs(instance, settings.lock_file) == []
