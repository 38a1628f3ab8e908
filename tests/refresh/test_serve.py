"""``fiscal serve`` runs Dagster's pages and its daemon, with the schedule and the sensors switched on."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.workplace import FISCAL, Workplace

pytestmark = pytest.mark.timeout(300)

_SECONDS_TO_START = 200
_SECONDS_TO_STOP = 60
_ASK = """
{
  repositoriesOrError { ... on RepositoryConnection { nodes {
    schedules { name cronSchedule executionTimezone scheduleState { status } }
    sensors { name description sensorState { status ticks(limit: 1) { status skipReason } } }
  } } }
  instance { daemonHealth { allDaemonStatuses { daemonType healthy } } }
}
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server just started as a script starts what it leaves in the background: without Ctrl-C."""
    place = Workplace(tmp_path)
    place.raw.mkdir()
    process = subprocess.Popen(
        [FISCAL, "serve", "--port", str(port)],
        env=place.environment | {"FISCAL_SCHEDULE": "30 4 * * 1-5"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(60)


def processes_of(home: Path) -> list[str]:
    """What runs with this home in its environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(home).encode() in path.read_bytes():
                found.append(path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_until_nothing_runs(home: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_STOP
    while processes_of(home):
        assert time.monotonic() < deadline, processes_of(home)
        time.sleep(0.5)


def test_a_server_that_is_stopped_leaves_no_process(server: subprocess.Popen[bytes], tmp_path: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    home = Workplace(tmp_path).home
    while not any("dagster._daemon" in command for command in processes_of(home)):
        assert time.monotonic() < deadline, processes_of(home)
        time.sleep(0.5)
    server.send_signal(signal.SIGTERM)
    assert server.wait(_SECONDS_TO_STOP) == 0
    wait_until_nothing_runs(home)


def ask(port: int) -> dict[str, Any] | None:
    """What the pages know; None as long as they do not answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps({"query": _ASK}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer)["data"])
    except (urllib.error.URLError, OSError):
        return None


def test_the_pages_show_what_the_daemon_runs_and_a_killed_server_leaves_no_process(
    server: subprocess.Popen[bytes], tmp_path: Path, port: int
) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        known = ask(port)
        nodes = known["repositoriesOrError"]["nodes"] if known else []
        sensors = {sensor["name"]: sensor for sensor in nodes[0]["sensors"]} if nodes else {}
        ticks = sensors["new_files"]["sensorState"]["ticks"] if sensors else []
        if ticks and ticks[0]["status"] == "SKIPPED":
            break
        assert time.monotonic() < deadline, known
        time.sleep(1)
    (schedule,) = nodes[0]["schedules"]
    assert schedule == {
        "name": "nightly",
        "cronSchedule": "30 4 * * 1-5",
        "executionTimezone": "Asia/Shanghai",
        "scheduleState": {"status": "RUNNING"},
    }
    assert sensors.keys() == {"new_files", "notify_of_failure", "notify_of_success", "notify_of_cancellation"}
    assert {sensor["sensorState"]["status"] for sensor in sensors.values()} == {"RUNNING"}
    assert all(sensor["description"] for sensor in sensors.values())
    assert ticks[0]["skipReason"] == "Every file of the raw folder is published."
    assert known is not None
    daemons = known["instance"]["daemonHealth"]["allDaemonStatuses"]
    assert {d["daemonType"] for d in daemons if d["healthy"]} >= {"SCHEDULER", "SENSOR"}
    # With all of it at work.
    server.send_signal(signal.SIGKILL)
    assert server.wait(_SECONDS_TO_STOP) == -signal.SIGKILL
    wait_until_nothing_runs(Workplace(tmp_path).home)
