"""``fiscal serve`` runs Dagster's pages and its daemon, with the schedule and the sensors switched on."""

from __future__ import annotations

import json
import os
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

from tests.pipeline.workplace import FISCAL, Workplace

pytestmark = pytest.mark.timeout(300)

_SECONDS_TO_START = 200
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
def served(tmp_path: Path, port: int) -> Iterator[int]:
    """The port of a server that has just been started."""
    place = Workplace(tmp_path)
    place.raw.mkdir()
    process = subprocess.Popen(
        [FISCAL, "serve", "--port", str(port)],
        env=place.environment | {"FISCAL_SCHEDULE": "30 4 * * 1-5"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Of a group of its own: what it started is stopped with it.
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    yield port
    process.terminate()
    try:
        process.wait(60)
    finally:
        _kill_group(process.pid)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


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


def test_the_pages_show_the_schedule_and_the_sensors_and_the_daemon_runs_them(
    served: int,
) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        known = ask(served)
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
    assert sensors.keys() == {"new_files", "tell_failure", "tell_success", "tell_cancelled"}
    assert {sensor["sensorState"]["status"] for sensor in sensors.values()} == {"RUNNING"}
    assert all(sensor["description"] for sensor in sensors.values())
    assert ticks[0]["skipReason"] == "Every file of the raw folder is published."
    assert known is not None
    daemons = known["instance"]["daemonHealth"]["allDaemonStatuses"]
    assert {d["daemonType"] for d in daemons if d["healthy"]} >= {"SCHEDULER", "SENSOR"}
