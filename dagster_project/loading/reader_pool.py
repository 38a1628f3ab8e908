"""Reads documents side by side, each in a process of its own with limits of time and memory.

Belongs here: the reading processes, and the record of a document that ended one.
Does not belong here: how a process limits itself and watches (``reader_process``), the database.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from pathlib import Path

from dagster_project.extraction.read import Outcome, memory_reason, quarantined, time_reason
from dagster_project.extraction.records import Document
from dagster_project.loading.reader_process import NO_MEMORY, READY, Death, Request, receive, send
from dagster_project.output.safe_text import for_terminal
from dagster_project.settings import ReadingLimits

_READ = "from dagster_project.loading.reader_process import main; main()"
_WAITING_PER_PROCESS = 2
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
    readers: queue.SimpleQueue[_Reader] = queue.SimpleQueue()
    crew = [_Reader() for _ in range(min(jobs, len(paths)))]
    for reader in crew:
        readers.put(reader)

    def read(path: Path) -> tuple[Path, Document]:
        reader = readers.get()
        try:
            return path, reader.read(path, limits)
        finally:
            readers.put(reader)

    threads = ThreadPoolExecutor(len(crew), thread_name_prefix="reader")
    try:
        # Few wait at a time: documents that were read and not yet stored take memory.
        waiting = iter(paths)
        running: set[Future[tuple[Path, Document]]] = set()
        for path in islice(waiting, len(crew) * _WAITING_PER_PROCESS):
            running.add(threads.submit(read, path))
        while running:
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()
                running |= {threads.submit(read, path) for path in islice(waiting, 1)}
    finally:
        for reader in crew:
            reader.close()
        threads.shutdown(cancel_futures=True)
        for reader in crew:
            reader.forget()


class _Reader:
    """A reading process, started anew when it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()
        # Libraries complain on standard error, and a crash leaves its place there.
        self._errors = tempfile.TemporaryFile(mode="a+b")  # noqa: SIM115 - lives as long as this

    def read(self, path: Path, limits: ReadingLimits) -> Document:
        """What a file holds, or why it could not be read; never an exception of a reader."""
        request = Request(path, limits.seconds, limits.memory_mb)
        for _ in range(2):
            try:
                return self._ask(request)
            except (EOFError, BrokenPipeError):
                if self._closed:
                    raise
                self._stop()
        return _lost(path, Death(False, 0, 0), limits, self._last_words())

    def close(self) -> None:
        """Ends the process, also in the middle of a document."""
        with self._lock:
            self._closed = True
            self._stop()

    def forget(self) -> None:
        """Throws away what the process wrote; nothing may be read any more."""
        self._errors.close()

    def _ask(self, request: Request) -> Document:
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        send(process.stdin, request)
        answer = receive(process.stdout)
        words = self._last_words()
        if isinstance(answer, Death):
            limits = ReadingLimits(request.seconds, request.memory_mb)
            return _lost(request.path, answer, limits, words)
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
