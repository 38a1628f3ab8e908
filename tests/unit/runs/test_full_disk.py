"""A full disk is told in words, whoever met it: the system, or a database that a library writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.runs.full_disk import words_on_full_disk
from dagster_project.settings import Settings


def _full_device() -> None:
    Path("/dev/full").write_text("1")


def _full_database() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("pragma max_page_count = 2")
        connection.execute("create table event (text)")
        connection.execute("insert into event values (?)", ["1" * 100_000])


def _behind_another_error(work: Callable[[], None]) -> None:
    try:
        work()
    except (OSError, sqlite3.Error) as error:
        raise RuntimeError("an event cannot be written") from error


@pytest.mark.parametrize("work", [_full_device, _full_database])
def test_a_full_disk_is_told_also_behind_another_error(tmp_path: Path, work: Callable[[], None]) -> None:
    settings = Settings.load(home=tmp_path)
    with pytest.raises(RuntimeError) as raised:
        _behind_another_error(work)
    assert f"no space left on the disk of {tmp_path}" in str(words_on_full_disk(settings, raised.value))


def test_other_errors_are_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    settings = Settings.load(home=tmp_path)
    assert words_on_full_disk(settings, FileNotFoundError(2, "No such file")) is None
