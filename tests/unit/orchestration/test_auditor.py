"""The process that audits, when it is killed."""

import os
import signal
from pathlib import Path

import pytest

from dagster_project.orchestration.auditor import Auditor, AuditorLostError


def test_a_killed_auditor_is_said_and_nothing_is_taken_for_passed(tmp_path: Path) -> None:
    auditor = Auditor()
    try:
        os.kill(next(iter(auditor._pool._processes)), signal.SIGKILL)
        with pytest.raises(AuditorLostError, match="was killed, perhaps for want of memory"):
            auditor.run_suites(tmp_path / "fiscal.duckdb", (), tmp_path / "docs")
    finally:
        auditor.end()
