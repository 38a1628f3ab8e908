"""Asks the process that audits, which loads Great Expectations while documents are read.

Belongs here: starting that process, asking it, and what its end means.
Does not belong here: what it does (``audit_process``), what follows of the results (``assets``).
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar, cast

from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import Suite
from dagster_project.orchestration.audit_process import Task

T = TypeVar("T")
_AUDIT = "from dagster_project.orchestration.audit_process import main; main()"


class AuditorLostError(RuntimeError):
    """The process that audits ended without an answer; the message says what to do."""


class Auditor:
    """A process with Great Expectations in it; it serves all audits of this one, and ends when it does."""

    def __init__(self, log_file: Path | None = None) -> None:
        """Starts it.

        Args:
            log_file: Gets what libraries print there; without it that goes where this process prints.
        """
        # Not by multiprocessing, which would import the command line there once more.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _AUDIT, *([str(log_file)] if log_file else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the refresh, which then ends it.
            start_new_session=True,
        )
        atexit.register(self.end)

    @property
    def process_id(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def write_to(self, log_file: Path) -> None:
        """Sends what libraries print there from now on to another file.

        Raises:
            AuditorLostError: It was killed.
        """
        self._ask(log_file)

    def run_suites(
        self,
        build_file: Path,
        suites: tuple[Suite, ...],
        data_docs_dir: Path,
        meanwhile: Callable[[], T] | None = None,
    ) -> tuple[T | None, list[CheckResult]]:
        """Runs the suites there, as ``great_expectations.run_suites`` does.

        Args:
            build_file: What is judged.
            suites: What is expected.
            data_docs_dir: Where the pages go.
            meanwhile: Called here while they run.

        Returns:
            What ``meanwhile`` returned, and one result an expectation.

        Raises:
            AuditorLostError: It was killed.
        """
        self._ask(Task(build_file, suites, data_docs_dir))
        done = meanwhile() if meanwhile is not None else None
        try:
            # From the process that was started here.
            answer = pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301
        except (EOFError, pickle.UnpicklingError) as error:
            raise _lost() from error
        if isinstance(answer, BaseException):
            raise answer
        return done, answer

    def end(self) -> None:
        """Ends it, whatever it is doing."""
        atexit.unregister(self.end)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What it was to be asked has nobody to go to.
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()

    def _ask(self, request: object) -> None:
        requests = cast("IO[bytes]", self._process.stdin)
        try:
            pickle.dump(request, requests, pickle.HIGHEST_PROTOCOL)
            requests.flush()
        except BrokenPipeError as error:
            raise _lost() from error


def _lost() -> AuditorLostError:
    return AuditorLostError(
        "The process that audits the build was killed, perhaps for want of memory. Refresh again."
    )


_prepared: Auditor | None = None


def prepare_auditor(log_file: Path | None = None) -> Auditor:
    """The process of the audit to come: the one that is there, or one that starts now."""
    global _prepared
    if _prepared is None:
        _prepared = Auditor(log_file)
    elif log_file is not None:
        try:
            _prepared.write_to(log_file)
        except AuditorLostError:
            # It was killed while nobody needed it.
            _prepared.end()
            _prepared = Auditor(log_file)
    return _prepared


@contextmanager
def auditor() -> Iterator[Auditor]:
    """The process of this audit; one that is lost serves no other."""
    global _prepared
    try:
        yield prepare_auditor()
    except AuditorLostError:
        if _prepared is not None:
            _prepared.end()
        _prepared = None
        raise
