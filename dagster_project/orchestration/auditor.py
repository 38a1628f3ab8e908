"""The process that audits: it loads Great Expectations, which takes seconds, while documents are read.

Belongs here: starting that process, asking it, and what its end means.
Does not belong here: running the suites (``audit.great_expectations``), what follows of their results
(``assets``). Dagster is not imported here: that process does without.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import Suite
from dagster_project.imports import import_when_used, without_collecting
from dagster_project.modelling.child_process import exit_with_parent


class AuditorLostError(RuntimeError):
    """The process that audits ended without an answer; the message says what to do."""


class Auditor:
    """A process with Great Expectations in it; it serves all audits of this one, and ends when it does."""

    def __init__(self, log_file: Path | None = None) -> None:
        """Starts it.

        Args:
            log_file: Gets what libraries print there; without it that goes where this process prints.
        """
        self._pool = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_begin, initargs=(log_file,)
        )
        self._pool.submit(_load)

    def write_to(self, log_file: Path) -> None:
        """Sends what libraries print there from now on to another file."""
        self._pool.submit(_write_to, log_file)

    def run_suites(
        self,
        build_file: Path,
        suites: tuple[Suite, ...],
        data_docs_dir: Path,
        meanwhile: Callable[[], object] | None = None,
    ) -> list[CheckResult]:
        """Runs the suites there, as ``great_expectations.run_suites`` does.

        Args:
            build_file: What is judged.
            suites: What is expected.
            data_docs_dir: Where the pages go.
            meanwhile: Called here while they run.

        Raises:
            AuditorLostError: It was killed.
        """
        try:
            results = self._pool.submit(_run_suites, build_file, suites, data_docs_dir)
            if meanwhile is not None:
                meanwhile()
            return results.result()
        except BrokenProcessPool as error:
            raise AuditorLostError(
                "The process that audits the build was killed, perhaps for want of memory. Refresh again."
            ) from error

    def end(self) -> None:
        """Ends it after what it is doing; nobody waits for that."""
        self._pool.shutdown(wait=False, cancel_futures=True)


_prepared: Auditor | None = None


def prepare_auditor(log_file: Path | None = None) -> Auditor:
    """The process of the audit to come: the one that is there, or one that starts now."""
    global _prepared
    if _prepared is None:
        _prepared = Auditor(log_file)
    elif log_file is not None:
        try:
            _prepared.write_to(log_file)
        except BrokenProcessPool:
            # It was killed while nobody needed it.
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


def _begin(log_file: Path | None) -> None:
    exit_with_parent()
    # There is nothing to tidy up, and the command that started it waits for its end.
    atexit.register(os._exit, 0)
    if log_file is not None:
        _write_to(log_file)


def _write_to(log_file: Path) -> None:
    with log_file.open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())


def _load() -> None:
    with without_collecting():
        # More than a second of importing for the statistics and charts of an expectation that no suite has.
        for name in ("scipy.stats", "altair"):
            import_when_used(name)
        import dagster_project.audit.great_expectations  # noqa: F401


def _run_suites(build_file: Path, suites: tuple[Suite, ...], data_docs_dir: Path) -> list[CheckResult]:
    from dagster_project.audit.great_expectations import run_suites

    return run_suites(build_file, suites, data_docs_dir)
