"""Refreshes while other programs hold what it needs, and prints what each command says.

``python -m tools.checks.holders`` takes about ten minutes. In turn: a program that has the published file
open for writing, one that has the build file open, a second refresh, ``fiscal serve`` whose schedule and
sensor start refreshes in the same moment, a second ``fiscal serve``. Each must end well, or with a sentence
that names the holder and what to do; none with a traceback.

Belongs here: the situations and what is said. Does not belong here: old DuckDB clients, which only read.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.checks.faults import FISCAL, Place

_HOLD = """
import sys, time, duckdb
with duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "r") as connection:
    print("ready", flush=True)
    time.sleep(3600)
"""
_MINUTES = 6


@contextmanager
def holder(file: Path, mode: str) -> Iterator[int]:
    """A process that has a DuckDB file open."""
    process = subprocess.Popen([sys.executable, "-c", _HOLD, file, mode], stdout=subprocess.PIPE, text=True)
    if process.stdout is not None:
        process.stdout.readline()
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


class Situations:
    """What is tried in one place, and what is wrong with what is said."""

    def __init__(self, place: Place) -> None:
        """Refreshes the place once."""
        self.place, self.number = place, 0
        self.faults: list[str] = []
        self.new_document()
        self.run("the first refresh", "refresh", status=0)

    def new_document(self) -> None:
        """Something to publish."""
        self.place.write(self.number)
        self.number += 1

    def run(self, situation: str, *arguments: str, status: int, names: tuple[str, ...] = ()) -> None:
        """Runs a command, shows its words, and notes what they lack."""
        command = [str(FISCAL), *arguments]
        run = subprocess.run(command, env=self.place.environment, capture_output=True, text=True, check=False)
        told = run.stderr + run.stdout
        shown = [line for line in told.splitlines() if line.strip()][:8]
        words = "\n    ".join(shown)
        sys.stdout.write(f"{situation}: fiscal {' '.join(arguments)}: status {run.returncode}\n    {words}\n")
        sys.stdout.flush()
        if run.returncode != status:
            self.faults.append(f"{situation}: status {run.returncode}")
        self.faults += [f"{situation}: {name} is not said" for name in names if name not in told]
        if "Traceback" in told:
            self.faults.append(f"{situation}: a traceback")

    def published_file_held(self) -> None:
        """A desktop tool that has the published file open for writing."""
        with holder(self.place.warehouse, "w") as process:
            names = (f"process {process}",)
            self.run("published file open for writing", "status", status=1, names=names)
            self.run("published file open for writing", "sql", "select 1", status=1, names=names)
            self.new_document()
            self.run("published file open for writing", "refresh", status=0)
        self.run("published file closed again", "status", status=0)

    def build_file_held(self) -> None:
        """An editor's plug-in that has the build file open."""
        build = self.place.home / "build" / "fiscal.duckdb"
        self.new_document()
        for mode, words in (("w", "for writing"), ("r", "for reading")):
            with holder(build, mode) as process:
                self.run(f"build file open {words}", "refresh", status=1, names=(f"process {process}",))

    def refreshes_at_once(self) -> None:
        """A second refresh, without and with ``--wait``; of a document that could not be built before."""
        first = self.place.start()
        while not (self.place.home / "refresh.lock").read_text().startswith(f"process {first.pid},"):
            time.sleep(0.02)
        self.run("a second refresh", "refresh", status=1, names=(f"process {first.pid}",))
        self.run("a second refresh", "refresh", "--wait", status=0, names=(f"process {first.pid}",))
        if first.wait() != 0:
            self.faults.append("the first of two refreshes failed")

    def serve_beside_refresh(self) -> None:
        """A server whose schedule and sensor start refreshes, and the command; a second server is refused."""
        environment = self.place.environment | {"FISCAL_SCHEDULE": "* * * * *"}
        log = self.place.home / "serve.log"
        with log.open("wb") as told:
            command = [str(FISCAL), "serve", "--port", str(_free_port())]
            server = subprocess.Popen(command, env=environment, stdout=told, stderr=told)
        lock = self.place.home / "serve.lock"
        self.wait_for(lambda: lock.is_file() and str(server.pid) in lock.read_text(), "it does not start")
        port = str(_free_port())
        self.run("a second server", "serve", "--port", port, status=1, names=(f"process {server.pid}",))
        before = len(self.records())
        self.new_document()
        self.wait_for(lambda: len(self.records()) > before, "the server started no refresh")
        self.new_document()
        self.run("a server beside the command", "refresh", "--wait", status=0)
        begun = len(self.records())
        self.wait_for(lambda: len(self.records()) >= begun + 2, "the server starts no refresh any more")
        server.terminate()
        sys.stdout.write(f"the server, terminated: status {server.wait(60)}\n")
        if "Traceback" in log.read_text(encoding="utf-8", errors="replace"):
            self.faults.append("the server's log: a traceback")
        for run in self.records()[before:]:
            sys.stdout.write(f"    {run['started_by']}: {run['outcome']}: {str(run.get('message'))[:150]}\n")
            if run["outcome"] not in ("published", "nothing_new", "running", "interrupted", "killed"):
                self.faults.append(f"a run of {run['started_by']}: {run['outcome']}: {run.get('message')}")
        self.run("after the server", "refresh", "--wait", status=0)

    def records(self) -> list[dict[str, object]]:
        """The last state of each run."""
        runs = {}
        for line in (self.place.home / "runs.jsonl").read_text(encoding="utf-8").splitlines():
            facts = json.loads(line)
            runs[facts["run_id"]] = facts
        return list(runs.values())

    def wait_for(self, condition: Callable[[], bool], fault: str) -> None:
        """Waits some minutes."""
        until = time.monotonic() + 60 * _MINUTES
        while not condition():
            if time.monotonic() > until:
                self.faults.append(fault)
                return
            time.sleep(0.5)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """1 when a command failed, or did not say who holds what."""
    with tempfile.TemporaryDirectory(prefix="holders-") as folder:
        situations = Situations(Place(Path(folder)))
        situations.published_file_held()
        situations.build_file_held()
        situations.refreshes_at_once()
        situations.serve_beside_refresh()
    sys.stdout.write("\n".join([f"{len(situations.faults)} faults", *situations.faults]) + "\n")
    return 1 if situations.faults else 0


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "200")
    sys.exit(main())
