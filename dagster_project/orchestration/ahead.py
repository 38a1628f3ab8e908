"""Steps that go ahead of Dagster, which takes seconds to load and to report what documents need not wait for.

Belongs here: doing the steps of a run in their order while Dagster runs its job in another thread, and
handing each result to the asset that shows it. Dagster is not imported here.
Does not belong here: what the steps are (``in_process``) and do (``steps``).

The steps are done by the thread that called: it is the one that Ctrl-C interrupts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
_SWITCH_SECONDS = 0.0002

_results: Mapping[str, Future[Any]] = {}


def ahead_of(report: Callable[[], T], steps: Mapping[str, Callable[[], object]]) -> T:
    """Does steps while Dagster's job runs beside them; the result is the job's.

    Args:
        report: Runs the job; its assets take the results of the steps (``result_of``).
        steps: By name, in their order. After one that fails no other is begun; the asset gets its error. When
            the job is over none is begun either.
    """
    global _results
    results = _results = {name: Future[Any]() for name in steps}
    interval = sys.getswitchinterval()
    # Importing Dagster would keep the steps waiting five milliseconds after each look at a file or table.
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="dagster") as threads:
            job = threads.submit(report)
            try:
                for name, step in steps.items():
                    if job.done() or not _done(results[name], step):
                        break
                _give_up(results, RuntimeError("a step before this one failed"))
                return job.result()
            except BaseException as error:
                _give_up(results, error)
                with suppress(BaseException):
                    job.result()
                raise
    finally:
        sys.setswitchinterval(interval)
        _results = {}


def result_of(name: str, work: Callable[[], T]) -> T:
    """The result of a step that goes ahead; where none does, of work that is done now."""
    return _results[name].result() if name in _results else work()


def _done(result: Future[Any], step: Callable[[], object]) -> bool:
    """Whether a step ended well; what it gave, or its error, is the result."""
    try:
        result.set_result(step())
    except Exception as error:
        result.set_exception(error)
        return False
    return True


def _give_up(results: Mapping[str, Future[Any]], error: BaseException) -> None:
    """Whoever waits for a result that will not come, or will ask for it, gets the error."""
    for result in results.values():
        if not result.done():
            result.set_exception(error)
