"""The process that audits: when it is killed, when what it does fails, and what is printed there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.orchestration.auditor import Auditor, AuditorLostError


def test_a_killed_auditor_is_said_and_nothing_is_taken_for_passed(tmp_path: Path) -> None:
    auditor = Auditor()
    try:
        os.kill(auditor.process_id, signal.SIGKILL)
        with pytest.raises(AuditorLostError, match="was killed, perhaps for want of memory"):
            auditor.run_suites(tmp_path / "fiscal.duckdb", (), tmp_path / "docs")
    finally:
        auditor.end()


def test_a_fault_of_the_audit_is_raised_where_it_was_asked_for(tmp_path: Path) -> None:
    auditor = Auditor(tmp_path / "refresh.log")
    try:
        # Asked again: the process is there as before.
        for _ in range(2):
            with pytest.raises(Exception, match="database does not exist"):
                auditor.run_suites(tmp_path / "fiscal.duckdb", (), tmp_path / "docs")
    finally:
        auditor.end()


def test_what_libraries_print_in_the_auditor_is_for_the_log(tmp_path: Path) -> None:
    log_file = tmp_path / "refresh.log"
    prints = (
        "import sys, os; from pathlib import Path;"
        "from dagster_project.orchestration.audit_process import write_to;"
        "write_to(Path(sys.argv[1])); print('Great Expectations', flush=True); os.write(2, b'talks')"
    )
    done = subprocess.run([sys.executable, "-c", prints, log_file], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert log_file.read_bytes() == b"Great Expectations\ntalks"
