"""What dies while Spark extracts: readers, tasks, workers of a cluster. The rest is equal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading.load import load_folder
from dagster_project.settings import Settings, SparkSettings
from dagster_project.spark.extraction import Extracted, extract
from dagster_project.spark.session import spark_session
from dagster_project.spark.store import source_of
from tests.spark.obedience import make_readers_obey
from tests.spark.support import TEXT, await_true, differences, run


def test_a_document_that_kills_its_reader_or_the_task_itself_is_set_aside_after_two_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, tries = tmp_path / "raw", tmp_path / "tries"
    raw.mkdir()
    tries.mkdir()
    deeds = {
        "reader": "os.kill(os.getpid(), signal.SIGSEGV)",
        "task": "os.kill(grandparent(), signal.SIGKILL)",
    }
    for name, deed in deeds.items():
        note = f"open({str(tries / name)!r}, 'a').write('x')"
        (raw / f"{name}.txt").write_text(f"do: {note}; {deed}; time.sleep(9)", encoding="utf-8")
    for number in range(6):
        (raw / f"good {number}.txt").write_text(TEXT.format(amount=f"{number}.00"), encoding="utf-8")
    path = make_readers_obey(tmp_path, monkeypatch)
    settings = SparkSettings(
        master="local[2]", driver_memory="1g", conf=f"spark.executorEnv.PYTHONPATH={path}"
    )
    with spark_session(settings, "tests") as session:
        done = run(session, tmp_path / "store", str(raw))
    assert done.read == 6
    assert {name: "ended its process" in reason for name, reason in done.not_read} == {
        "reader.txt": True,
        "task.txt": True,
    }
    assert len((tries / "task").read_text()) == 2
    assert len((tries / "reader").read_text()) >= 2


@pytest.mark.timeout(2400)
def test_a_cluster_loses_a_worker_and_then_executors_to_a_document_and_all_the_rest_is_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.spark.cluster import cluster

    raw, notes, store = tmp_path / "raw", tmp_path / "notes", tmp_path / "store"
    raw.mkdir()
    notes.mkdir()
    for number in range(12):
        deed = f"open({str(notes)!r} + '/{number}', 'a').write('x'); time.sleep(0.5)\n"
        text = f"do: {deed}" + f"# {TEXT.format(amount=number)}".replace("\n", "\n# ")
        (raw / f"{number}.txt").write_text(text, encoding="utf-8")
    load_folder(raw, tmp_path / "plain" / "fiscal.duckdb", jobs=1)
    make_readers_obey(tmp_path, monkeypatch)

    def extracted() -> Extracted:
        settings = spark.settings(store=store, input=str(raw), task_files=3)
        with spark_session(settings, "tests") as session:
            return extract(session, settings, Settings.load())

    with cluster(tmp_path / "cluster") as spark, ThreadPoolExecutor(1) as thread:
        ending = thread.submit(extracted)
        await_true(lambda: len(list(notes.iterdir())) >= 3)
        assert not ending.done()
        spark.kill_worker()
        done = ending.result(timeout=1200)
        assert (done.files, done.read, done.not_read) == (12, 12, [])
        assert sum(len(note.read_text()) for note in notes.iterdir()) > 12
        assert differences(tmp_path / "plain" / "fiscal.duckdb", store) == {}

        deed = f"open({str(tmp_path / 'kills')!r}, 'a').write('x'); os.kill(executor(), signal.SIGKILL)"
        (raw / "killer.txt").write_text(f"do: {deed}; time.sleep(60)", encoding="utf-8")
        done = extracted()
    assert (done.files, done.read, done.unchanged) == (13, 0, 12)
    ((name, reason),) = done.not_read
    assert (name, "ended its process" in reason) == ("killer.txt", True)
    assert (tmp_path / "kills").read_text() == "xx"
    paths = source_of(store, "document_path")
    ((document,),) = duckdb.sql(f"select document_id from {paths} where file_path = 'killer.txt'").fetchall()
    assert differences(tmp_path / "plain" / "fiscal.duckdb", store, without=document) == {}
