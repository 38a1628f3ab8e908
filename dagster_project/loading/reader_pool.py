"""Reads documents side by side, each in a process of its own with limits of time and memory.

Belongs here: the reading processes, and the record of a document that ended one.
Does not belong here: how a process limits itself and watches (``reader_process``), the database.
"""

from __future__ import annotations

import logging
import math
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from dagster_project.extraction.outcome import Outcome, Part, Share, memory_reason, quarantined, time_reason
from dagster_project.extraction.records import Document
from dagster_project.loading.reader_messages import NO_MEMORY, READY, Death, Request, receive, send
from dagster_project.output.safe_text import for_terminal
from dagster_project.settings import ReadingLimits

_READ = "from dagster_project.loading.reader_process import main; main()"
_WAITING_PER_PROCESS = 2
# So many pages of a document are read at once: a file of hundreds does not hold a run.
_PAGES = 64
_LAST_WORDS = 4000

_log = logging.getLogger(__name__)


class ReaderStartError(RuntimeError):
    """The process that reads documents cannot be started; the message holds its last words."""


def read_documents(
    paths: Sequence[Path], jobs: int, limits: ReadingLimits
) -> Iterator[tuple[Path, Document]]:
    """The documents of files, as they become ready; each path gives exactly one.

    Raises:
        ReaderStartError: No reading process runs on this machine.
    """
    if not paths:
        return
    crew = [_Reader() for _ in range(jobs)]
    threads = ThreadPoolExecutor(len(crew), thread_name_prefix="reader")
    desk = _Desk(crew, limits)
    try:
        # Few wait at a time: documents that were read and not yet stored take memory.
        waiting = map(_Task, paths)
        running = {
            threads.submit(desk.do, task) for task in islice(waiting, len(crew) * _WAITING_PER_PROCESS)
        }
        while running:
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                task, answer = future.result()
                if isinstance(answer, Document):
                    if task.long.finish():
                        yield task.path, answer
                        running |= {threads.submit(desk.do, task) for task in islice(waiting, 1)}
                else:
                    running |= {threads.submit(desk.do, following) for following in task.next(answer)}
    finally:
        for reader in crew:
            reader.close()
        threads.shutdown(cancel_futures=True)
        for reader in crew:
            reader.forget()


class _Long:
    """A document that is read in shares of its pages, perhaps by several processes."""

    def __init__(self) -> None:
        self.parts: dict[int, Part] = {}
        self.seconds = 0.0
        self._is_done = False

    def finish(self) -> bool:
        """True the first time: a share that failed stands for the document, whatever the others say."""
        first, self._is_done = not self._is_done, True
        return first

    def add(self, share: Share, part: Part) -> bool:
        """Keeps a part; True when it was the last one, and none has failed."""
        self.parts[share.first] = part
        return len(self.parts) == -(-part.page_count // _PAGES) and not self._is_done


@dataclass(frozen=True, slots=True)
class _Task:
    """A share of a document to read, or the parts of one to put together."""

    path: Path
    share: Share = field(default_factory=lambda: Share(1, _PAGES))
    parts: tuple[Part, ...] = ()
    long: _Long = field(default_factory=_Long)

    def next(self, part: Part) -> Iterator[_Task]:
        """What is to be done when a share was read: the others after the first, all together at last."""
        if self.share.first == 1:
            for first in range(1 + _PAGES, part.page_count + 1, _PAGES):
                yield replace(self, share=Share(first, first + _PAGES - 1))
        if self.long.add(self.share, part):
            yield replace(self, parts=tuple(self.long.parts[first] for first in sorted(self.long.parts)))


class _Desk:
    """Gives each task to a process that is free."""

    def __init__(self, crew: Sequence[_Reader], limits: ReadingLimits) -> None:
        self._limits = limits
        # With one process alone, shares save nothing.
        self._by_shares = len(crew) > 1
        self._free: queue.SimpleQueue[_Reader] = queue.SimpleQueue()
        for reader in crew:
            self._free.put(reader)

    def do(self, task: _Task) -> tuple[_Task, Document | Part]:
        """What became of a task; a document's shares have its time limit together."""
        reader = self._free.get()
        started = time.monotonic()
        try:
            left = max(1, math.ceil(self._limits.seconds - task.long.seconds))
            share = task.share if self._by_shares and not task.parts else None
            request = Request(task.path, left, self._limits.memory_mb, share, task.parts)
            return task, reader.read(request, self._limits)
        finally:
            task.long.seconds += time.monotonic() - started
            self._free.put(reader)


class _Reader:
    """A reading process, started anew when it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()
        # Libraries complain on standard error, and a crash leaves its place there.
        self._errors = tempfile.TemporaryFile(mode="a+b")  # noqa: SIM115 - lives as long as this

    def read(self, request: Request, limits: ReadingLimits) -> Document | Part:
        """What a file or its share holds, or why it could not be read; never an exception of a reader."""
        for _ in range(2):
            try:
                return self._ask(request, limits)
            except (EOFError, BrokenPipeError):
                if self._closed:
                    raise
                self._stop()
        return _lost(request.path, Death(False, 0, 0), limits, self._last_words())

    def close(self) -> None:
        """Ends the process, also in the middle of a document."""
        with self._lock:
            self._closed = True
            self._stop()

    def forget(self) -> None:
        """Throws away what the process wrote; nothing may be read any more."""
        self._errors.close()

    def _ask(self, request: Request, limits: ReadingLimits) -> Document | Part:
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        for _ in range(limits.tries):
            send(process.stdin, request)
            answer = receive(process.stdout)
            if not isinstance(answer, Death) or answer.timed_out:
                break
        words = self._last_words()
        if isinstance(answer, Death):
            return _lost(request.path, answer, limits, words)
        if isinstance(answer, Part):
            return answer
        assert isinstance(answer, Outcome)  # noqa: S101 - narrows for the type checker
        if answer.trace:
            level = logging.ERROR if answer.is_fault else logging.INFO
            _log.log(level, "Reading %s failed:\n%s", for_terminal(str(request.path)), answer.trace)
        return answer.document

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise EOFError
            # -P: the folder where the command was called is not a place to load modules from.
            process = self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _READ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                # One thread, so that it can fork.
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                # Ctrl-C is for the refresh, which then closes its readers.
                start_new_session=True,
            )
        assert process.stdout is not None  # noqa: S101
        if process.stdout.read(len(READY)) != READY:
            self._stop()
            raise ReaderStartError(f"No document can be read here:\n{self._last_words()}")
        return process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            # What was not yet sent is lost with the process.
            with suppress(OSError):
                if stream is not None:
                    stream.close()

    def _last_words(self) -> str:
        """What the process wrote to standard error since it was last asked."""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _LAST_WORDS))
        words = self._errors.read().decode(errors="replace")
        self._errors.truncate(0)
        return for_terminal(words, keep="\n")


def _lost(path: Path, death: Death, limits: ReadingLimits, words: str) -> Document:
    """The record of a document whose process ended without an answer."""
    _log.error("Reading %s ended its process: %s\n%s", for_terminal(str(path)), death, words)
    return quarantined(path, "unknown", _reason(death, limits))


def _reason(death: Death, limits: ReadingLimits) -> str:
    if death.timed_out:
        return time_reason(limits.seconds)
    if death.status == NO_MEMORY:
        return memory_reason(limits.memory_mb)
    if death.signal_number == signal.SIGKILL:
        return (
            "The operating system ended the reading of this file, probably for want of memory. "
            "Split the file, or free memory, and run `fiscal refresh --retry`."
        )
    how = signal.Signals(death.signal_number).name if death.signal_number else f"status {death.status}"
    # The library that reads PDF aborts when it is refused memory.
    return (
        f"Reading the file ended its process ({how}): it is damaged, made to break its reader, or needs more "
        f"than {limits.memory_mb} MB of memory. Save it anew, or get it from its publisher again; if it is "
        "genuine, raise FISCAL_DOCUMENT_MEMORY_MB and run `fiscal refresh --retry`."
    )
