"""One refresh at a time: a lock between processes that names its holder.

Belongs here: taking, holding and giving up that lock.
Does not belong here: what a refresh does while it holds it.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

_TRIES, _SECONDS_BETWEEN_TRIES = 5, 0.1
_LONGEST_COMMAND = 80

_held: set[Path] = set()


class RefreshBusyError(RuntimeError):
    """Another process is refreshing; the message says which and since when."""


@contextmanager
def refresh_lock(
    path: Path,
    *,
    wait: bool = False,
    on_wait: Callable[[str], None] | None = None,
    what: str = "A refresh",
) -> Iterator[None]:
    """Holds the lock for the length of a ``with`` block.

    The operating system frees it when the process ends, however it ends, so a killed refresh
    never blocks the next one. Within one process it may be taken again while it is held: the
    command line takes it before Dagster's run does.

    Args:
        path: The file that is locked.
        wait: Wait until the holder gives it up.
        on_wait: Called once, before waiting, with who holds it.
        what: What runs one at a time.

    Raises:
        RefreshBusyError: Another process holds it, and ``wait`` is not set.
    """
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # "a" neither empties the holder's note before the lock is ours, nor fails when there is none.
    with path.open("a+", encoding="utf-8") as file:
        if not _taken(file):
            file.seek(0)
            holder = file.read().strip() or "another process"
            if not wait:
                raise RefreshBusyError(_busy_message(what, holder, can_wait=on_wait is not None))
            if on_wait:
                on_wait(f"{what} is already running ({holder}). Waiting until it ends.")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        since = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %Z}"
        file.write(f"process {os.getpid()}, since {since}, {_started()}")
        file.flush()
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
            file.truncate(0)


def _taken(file: TextIO) -> bool:
    """Whether the lock is ours now. ``fiscal serve`` holds it for a moment when it starts."""
    for seconds in (*[_SECONDS_BETWEEN_TRIES] * _TRIES, None):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if seconds is not None:
                time.sleep(seconds)
        else:
            return True
    return False


def _started() -> str:
    """How this process was started, as a person knows it."""
    program = Path(sys.argv[0])
    if program.name == "__main__.py" and program.parent.name == "dagster":
        return "started by Dagster: its schedule, a sensor, or a person at its pages"
    command = " ".join([program.name, *sys.argv[1:]])[:_LONGEST_COMMAND] or "python"
    return f"started as `{command}`"


def _busy_message(what: str, holder: str, *, can_wait: bool) -> str:
    wait = "Wait until it ends (--wait does), or stop it" if can_wait else "Wait until it ends, or stop it"
    return f"{what} is already running ({holder}). {wait}; then try again."
