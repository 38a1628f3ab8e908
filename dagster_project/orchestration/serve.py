"""Dagster's pages and daemon as one thing that starts and stops as a whole.

Belongs here: the process that holds them, and their end, however they are ended.
Does not belong here: what they show and run (``definitions``).

``dagster dev`` takes a termination for Ctrl-C, and a script starts what it leaves in the background
without Ctrl-C; killed, it leaves its pages and daemon serving. So it runs in a process group of its own, with
a thread that ends the group when this process is gone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import FrameType

from dagster_project.runs.lock import refresh_lock
from dagster_project.settings import Settings

_SECONDS_TO_STOP = 30
_SECONDS_BETWEEN_LOOKS = 0.5
_HELD = "from dagster_project.orchestration.serve import held; held()"


def serve(settings: Settings, port: int) -> int:
    """Serves until it is stopped by Ctrl-C or SIGTERM; returns the exit status.

    Two servers of one home would start each refresh twice, so there is one at a time.

    Raises:
        RefreshBusyError: Another one serves.
    """
    with refresh_lock(settings.home / "serve.lock", what="A server"):
        return _serve(settings, port)


def _serve(settings: Settings, port: int) -> int:
    from dagster_project.orchestration.instance import fail_killed_runs, open_instance

    with open_instance(settings.dagster_home) as instance:
        fail_killed_runs(instance, settings.lock_file)
    # A sensor that notifies hooks takes as long as they do.
    os.environ.setdefault("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS", "300")
    arguments = ["dev", "--module-name", "dagster_project.orchestration.definitions", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _HELD, *arguments, "--port", str(port)], start_new_session=True
    )
    is_stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        is_stopped.set()
        process.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    status = _waited(process, is_stopped)
    return 0 if is_stopped.is_set() else status


def _waited(process: subprocess.Popen[bytes], is_stopped: threading.Event) -> int:
    """Waits for the end, for a while only once it was asked for; then nothing of the group is left."""
    try:
        while not is_stopped.is_set():
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_SECONDS_BETWEEN_LOOKS)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_SECONDS_TO_STOP)
        return 1
    finally:
        _kill_group(process.pid)
        process.wait()


def held() -> None:
    """Runs the ``dagster`` command in this process, leader of its group, as long as the parent lives."""
    # What a script starts in the background ignores Ctrl-C, which Dagster makes of a termination.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parent = os.getppid()
    threading.Thread(target=_end_group_with, args=(parent,), daemon=True).start()
    from dagster._cli import main

    main()  # type: ignore[no-untyped-call]


def _end_group_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    _kill_group(os.getpgrp())


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
