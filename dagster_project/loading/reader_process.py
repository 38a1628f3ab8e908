"""The process that reads documents: it forks a child for each, watches it, and passes on what it says.

Belongs here: the child's limits, the watch over it, what is told when it dies.
Does not belong here: which documents are read (``reader_pool``), how they are read (``extraction``),
what is said (``reader_messages``).

A child that hangs, runs out of memory or crashes inside a library costs its own document alone.
Forking a process that has the libraries loaded takes milliseconds, starting one a second. It has one
thread and no database: nothing that a fork could break. ``reader_pool`` runs ``main`` and talks to it over
standard input and output.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from dagster_project.extraction.outcome import Outcome, Part
from dagster_project.extraction.pdf.scans import engine
from dagster_project.extraction.read import attempt, attempt_share, attempt_whole
from dagster_project.loading.reader_messages import (
    NO_MEMORY,
    READY,
    Death,
    Request,
    framed,
    is_whole,
    receive,
    send,
)
from dagster_project.modelling.child_process import exit_with_parent

# A reader that is told of the time limit gives up by itself; code of a library may never look.
_SECONDS_OF_GRACE = 3
_MEGABYTE = 1024 * 1024
_CHUNK = 1 << 20


def main() -> None:
    """Answers requests until standard input ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(2, 1)
    faulthandler.enable()
    gc.freeze()
    # A child reads one document and ends: it looks for garbage seldom.
    gc.set_threshold(20_000, 50, 50)
    answers.write(READY)
    answers.flush()
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        assert isinstance(request, Request)  # noqa: S101 - narrows for the type checker
        answer = _read_apart(request)
        if answer is None:
            return
        answers.write(answer)
        answers.flush()


def _read_apart(request: Request) -> bytes | None:
    """The framed answer of a child; None when whoever asked is gone."""
    coming, going = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(coming)
        _answer_and_end(request, going)
    os.close(going)
    deadline = time.monotonic() + request.seconds + _SECONDS_OF_GRACE
    try:
        said = _listen(coming, deadline)
    finally:
        os.close(coming)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if said is None:
        return None
    return bytes(said) if is_whole(said) else framed(_death(status, time.monotonic() >= deadline))


def _listen(coming: int, deadline: float) -> bytearray | None:
    """What a child says until it ends or its time is up; None when whoever asked is gone."""
    said = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([coming, sys.stdin.fileno()], [], [], left)
        if coming in ready:
            chunk = os.read(coming, _CHUNK)
            if not chunk:
                break
            said += chunk
        elif ready:
            # Nobody asks while a document is read: the other end was closed.
            return None
    return said


def _death(status: int, timed_out: bool) -> Death:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return Death(timed_out or number == signal.SIGXCPU, number, 0)
    return Death(timed_out, 0, os.WEXITSTATUS(status))


# ---- In the child ----------------------------------------------------------------------------


def _answer_and_end(request: Request, going: int) -> None:
    """Reads the document, answers and ends the process, whatever happens."""
    status = 1
    try:
        exit_with_parent()
        _limit(request)
        outcome = _answer(request)
        with os.fdopen(going, "wb") as stream:
            send(stream, outcome)
        status = 0
    except MemoryError:
        # Too large to be handed over; the other side knows this status.
        status = NO_MEMORY
    finally:
        os._exit(status)


def _answer(request: Request) -> Outcome | Part:
    limits = request.seconds, request.memory_mb
    if request.parts:
        return attempt_whole(request.path, request.parts, *limits)
    if request.share is not None:
        return attempt_share(request.path, request.share, *limits)
    return attempt(request.path, *limits)


def _limit(request: Request) -> None:
    """Bounds address space and processor time of this process; no core files."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seconds = request.seconds + _SECONDS_OF_GRACE
    # A backstop for the case that the watching process is killed while a library works.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # macOS refuses this limit; there the time limit alone holds.
    with suppress(OSError, ValueError):
        size = _address_space() + request.memory_mb * _MEGABYTE
        # A document with pages to be recognised may take more: the engine asks for it.
        most = size + (engine.MEMORY_MB * _MEGABYTE if engine.available() else 0)
        resource.setrlimit(resource.RLIMIT_AS, (size, most))
    # When the machine itself is short of memory, this process goes first.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _address_space() -> int:
    """Bytes of address space that the loaded libraries take; 0 where that is not told."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()
