"""Children that end when their parent does, also when it was killed.

Belongs here: the watch that a child process starts on itself, and the environment that it is given.
Does not belong here: what the child works at.

A refresh killed with SIGKILL would otherwise leave dbt holding the build file, or workers of the
process pool waiting for work for ever (https://github.com/python/cpython/issues/111873).
"""

from __future__ import annotations

import os
import threading
import time

from dagster_project.imports import collect_seldom, without_collecting

_SECONDS_BETWEEN_LOOKS = 0.2
# Planning a query makes and frees many small objects, of which glibc keeps seven of a size at hand: with more
# of them the models take a tenth less of a processor. Other C libraries pass over it.
_ALLOCATOR = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=60000"}


def environment_of_child() -> dict[str, str]:
    """The environment of a child that makes models: what is printed appears at once."""
    return _ALLOCATOR | os.environ | {"PYTHONUNBUFFERED": "1"}


def exit_with_parent() -> None:
    """Starts a thread that ends this process as soon as its parent is gone."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="exit-with-parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def dbt() -> None:
    """The command ``fiscal-dbt``: dbt, watched."""
    exit_with_parent()
    # dbt takes seconds to import; workers of the process pool import this module too.
    with without_collecting():
        from dbt.cli.main import cli
    collect_seldom()
    cli()
