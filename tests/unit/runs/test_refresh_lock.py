"""One refresh at a time, and a killed one never blocks the next."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dagster_project.runs.lock import RefreshBusyError, refresh_lock

_HOLD = """
import sys
from pathlib import Path
from dagster_project.runs.lock import refresh_lock
with refresh_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(lock_file: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(lock_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_the_second_refresh_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock_file = tmp_path / "home" / "refresh.lock"
    holder = start_holder(lock_file)
    said = f"process {holder.pid}, since 20.*, started as `-c "
    with pytest.raises(RefreshBusyError, match=said), refresh_lock(lock_file):
        pass
    holder.communicate()
    with refresh_lock(lock_file):
        assert "process" in lock_file.read_text()


def test_a_run_of_dagsters_is_told_as_people_know_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "argv", ["/site-packages/dagster/__main__.py", "api", "grpc", "--socket", "/tmp/x"]
    )
    lock_file = tmp_path / "refresh.lock"
    with refresh_lock(lock_file):
        assert lock_file.read_text().endswith(
            "started by Dagster: its schedule, a sensor, or a person at its pages"
        )


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    lock_file = tmp_path / "refresh.lock"
    holder = start_holder(lock_file)
    holder.kill()
    holder.communicate()
    with refresh_lock(lock_file), refresh_lock(lock_file):
        assert "process" in lock_file.read_text()
    assert lock_file.read_text() == ""


def test_a_lock_that_is_held_for_a_moment_only_is_waited_for(tmp_path: Path) -> None:
    lock_file = tmp_path / "refresh.lock"
    holder = start_holder(lock_file)
    threading.Timer(0.2, holder.communicate).start()
    with refresh_lock(lock_file):
        assert f"process {os.getpid()}," in lock_file.read_text()
