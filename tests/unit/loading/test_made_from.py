"""What a build file was made from, asked before anything else is done with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dagster_project.loading.made_from import program_in_build

_HOLD = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_damaged_build_file_was_made_by_nobody_known(tmp_path: Path) -> None:
    build_file = tmp_path / "fiscal.duckdb"
    build_file.write_bytes(b"garbage" * 1000)
    assert program_in_build(build_file) is None


def test_a_build_file_that_is_held_stops_nothing_before_the_documents_are_loaded(tmp_path: Path) -> None:
    build_file = tmp_path / "fiscal.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, build_file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert program_in_build(build_file) is None
        holder.communicate()
