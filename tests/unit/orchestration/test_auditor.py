"""The process that audits, when it is killed."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from dagster_project.orchestration.auditor import Auditor, AuditorLostError, _begin


def test_a_killed_auditor_is_said_and_nothing_is_taken_for_passed(tmp_path: Path) -> None:
    auditor = Auditor()
    try:
        os.kill(next(iter(auditor._pool._processes)), signal.SIGKILL)
        with pytest.raises(AuditorLostError, match="was killed, perhaps for want of memory"):
            auditor.run_suites(tmp_path / "fiscal.duckdb", (), tmp_path / "docs")
    finally:
        auditor.end()


def test_what_libraries_print_in_the_auditor_is_for_the_log(tmp_path: Path) -> None:
    log_file = tmp_path / "refresh.log"
    # As the auditor's, without what takes seconds to load.
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_begin, initargs=(log_file,)
    ) as pool:
        pool.submit(os.write, 2, b"Great Expectations talks").result()
    assert log_file.read_bytes() == b"Great Expectations talks"
