"""The files in ``deploy/`` do what they say: units that systemd accepts, a line that cron can run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_ROOT
from tests.support.workplace import bring_parsed_project

DEPLOY = PROJECT_ROOT / "deploy"
_INSTALLED = "/opt/fiscal-warehouse"


def installed_here(text: str) -> str:
    """The same for a project that lies where this one does."""
    return text.replace(_INSTALLED, str(PROJECT_ROOT))


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        units.append(tmp_path / unit.name)
        units[-1].write_text(installed_here(unit.read_text()))
    assert [unit.name for unit in units] == [
        "fiscal-refresh.service",
        "fiscal-refresh.timer",
        "fiscal-serve.service",
    ]
    run = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    of_ours = [line for line in run.stderr.splitlines() if "fiscal-" in line]
    assert (run.returncode, of_ours) == (0, [])


def test_the_line_of_cron_starts_a_refresh_in_the_little_that_cron_gives(tmp_path: Path) -> None:
    # What cron runs goes to the system's log; here a program of that name writes a file.
    (tmp_path / "logger").write_text(f"#!/bin/sh\ncat > {tmp_path}/log\n")
    (tmp_path / "logger").chmod(0o755)
    (tmp_path / "raw").mkdir()
    (line,) = re.findall(r"^0 2 \* \* \* (.+)$", (DEPLOY / "crontab").read_text(), re.MULTILINE)
    places = {
        "FISCAL_RAW_DIR": tmp_path / "raw",
        "FISCAL_HOME": tmp_path / "home",
        "FISCAL_WAREHOUSE": tmp_path / "out" / "fiscal.duckdb",
    }
    environment = {key: str(path) for key, path in places.items()}
    bring_parsed_project(places["FISCAL_HOME"])
    subprocess.run(
        ["/bin/sh", "-c", installed_here(line)],
        env=environment | {"HOME": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin", "SHELL": "/bin/sh"},
        cwd=tmp_path,
        check=True,
        timeout=300,
    )
    told = (tmp_path / "log").read_text(encoding="utf-8")
    assert f"{tmp_path / 'raw'} holds no documents." in told
    assert "Log: " in told


def test_an_image_holds_nothing_that_this_machine_made_for_itself() -> None:
    ignored = set((PROJECT_ROOT / ".dockerignore").read_text().split())
    assert {".venv", ".fiscal", "warehouse", ".git"} <= ignored
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    copied = next(number for number, line in enumerate(lines) if line.startswith("COPY"))
    # As root nothing of the project is copied or run.
    assert "USER fiscal" in lines[:copied]
    entry = next(line for line in lines if line.startswith("ENTRYPOINT"))
    assert Path(entry.split('"')[1]).is_absolute()
