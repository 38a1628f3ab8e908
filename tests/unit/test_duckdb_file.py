"""How many cores DuckDB takes for a file."""

import os
from pathlib import Path

import duckdb
import pytest

from dagster_project import duckdb_file


def _threads(connection: duckdb.DuckDBPyConnection) -> int:
    with connection:
        ((threads,),) = connection.execute("select current_setting('threads')").fetchall()
    return int(threads)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "fiscal.duckdb"
    duckdb.connect(str(path)).close()
    return path


def test_a_small_file_is_worked_at_by_one_thread(file: Path) -> None:
    assert _threads(duckdb_file.open_for_reading(file)) == 1
    assert _threads(duckdb_file.open_for_writing(file)) == 1
    assert _threads(duckdb_file.connect_within(file.parent, file=file)) == 1
    assert _threads(duckdb_file.connect_within(file.parent, file=file.parent / "new.duckdb")) == 1


def test_a_large_file_is_worked_at_by_all_cores(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cores = len(os.sched_getaffinity(0))
    monkeypatch.setattr(duckdb_file, "_BYTES_FOR_ALL_CORES", file.stat().st_size)
    assert _threads(duckdb_file.open_for_reading(file)) == cores
    assert _threads(duckdb_file.connect_within(file.parent, file=file)) == cores
    assert _threads(duckdb_file.connect_within(file.parent)) == cores


def test_questions_have_all_cores(file: Path) -> None:
    assert _threads(duckdb_file.open_for_questions(file)) == len(os.sched_getaffinity(0))
