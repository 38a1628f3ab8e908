"""A standalone cluster of Spark on this machine: a master and workers, as processes of the test.

Belongs here: starting them, killing one, ending all, by their own process groups. Does not belong here: what
must come of it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pyspark

from dagster_project.settings import SparkSettings

_HOME = Path(pyspark.__file__).parent
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
_LOOPBACK = "127.0.0.1"
_SECONDS = 300


class Cluster:
    """A master and its workers, of one core each."""

    def __init__(self, place: Path, environment: Mapping[str, str]) -> None:
        self._place = place
        self._environment = environment | {"SPARK_HOME": str(_HOME), "SPARK_LOCAL_IP": _LOOPBACK}
        self._processes: list[subprocess.Popen[bytes]] = []
        self.master = ""

    def start(self, workers: int) -> None:
        log = self._start("master", _MASTER, "--host", _LOOPBACK, "--port", "0", "--webui-port", "0")
        self.master = _awaited(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            name = f"worker-{number}"
            folder = str(self._place / name)
            log = self._start(
                name, _WORKER, self.master, "--host", _LOOPBACK, "--cores", "1", "--memory", "1g",
                "--webui-port", "0", "--work-dir", folder,
            )  # fmt: skip
            _awaited(log, r"Successfully registered with (master)")

    def settings(self, **options: object) -> SparkSettings:
        """Settings of a driver on this machine."""
        conf = f"spark.driver.host={_LOOPBACK}; spark.driver.bindAddress={_LOOPBACK}"
        path = self._environment.get("PYTHONPATH")
        if path:
            conf += f"; spark.executorEnv.PYTHONPATH={path}"
        values = {"master": self.master, "conf": conf, "driver_memory": "1g", "executor_memory": "512m"}
        return SparkSettings(**(values | options))

    def kill_worker(self) -> None:
        """Kills the last worker with all that it started."""
        self._kill(self._processes.pop())

    def stop(self) -> None:
        while self._processes:
            self._kill(self._processes.pop())

    def _start(self, name: str, *arguments: str) -> Path:
        log = self._place / f"{name}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [_HOME / "bin" / "spark-class", *arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                # A process group of its own: it can be killed with its executors, and nothing else is.
                start_new_session=True,
            )
        self._processes.append(process)
        return log

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def cluster(place: Path, workers: int = 2, environment: Mapping[str, str] = os.environ) -> Iterator[Cluster]:
    """A cluster that ends with the block."""
    place.mkdir()
    started = Cluster(place, dict(environment))
    try:
        started.start(workers)
        yield started
    finally:
        started.stop()


def _awaited(log: Path, pattern: str) -> str:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if found := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(f"{log} does not say {pattern!r}:\n{log.read_text(encoding='utf-8')[-2000:]}")
