"""What several processes that run tests need, made by one of them.

Belongs here: the lock and the place they share. Does not belong here: what is made.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """The path that ``make`` gives for a folder, made by one of the processes that run tests."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make(factory.mktemp(name))
    # All workers of a run share the folder above their own.
    folder = factory.getbasetemp().parent / name
    with (folder.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.parent / f"{name}.done"
        if not done.exists():
            folder.mkdir()
            done.write_text(str(make(folder)))
        return Path(done.read_text())
