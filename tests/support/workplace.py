"""A refresh in a place of its own, started as people start it: by the command ``fiscal``.

Belongs here: starting and killing the command, and looking at what it published.
Does not belong here: what a refresh must do; each test module says that.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.settings import PROJECT_ROOT, Settings

_PROJECT_HOME = PROJECT_ROOT / ".fiscal"
FISCAL = Path(sys.executable).with_name("fiscal")
_SECONDS_TO_WAIT = 300


def bring_parsed_project(home: Path) -> None:
    """Spares a new home the parsing of the dbt project, which the session did already."""
    if not home.exists():
        parsed = parsed_manifest(Settings.load(home=_PROJECT_HOME)).parent
        shutil.copytree(parsed, home / "dbt" / parsed.name)


@dataclass(frozen=True)
class Workplace:
    """A raw folder, a home and a published file under one folder."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def warehouse(self) -> Path:
        return self.root / "out" / "fiscal.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        places = {"FISCAL_RAW_DIR": self.raw, "FISCAL_WAREHOUSE": self.warehouse, "FISCAL_HOME": self.home}
        bring_parsed_project(self.home)
        return os.environ | {key: str(path) for key, path in places.items()} | {"FISCAL_JOBS": "2"}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs ``fiscal`` from a folder that is not the project's."""
        return subprocess.run(
            [FISCAL, *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS_TO_WAIT,
        )

    def start(self, *arguments: str, own_session: bool = False) -> subprocess.Popen[str]:
        """Starts ``fiscal`` the same way, and does not wait for it.

        In a session of its own it and its processes get a signal together, as from a terminal.
        """
        return subprocess.Popen(
            [FISCAL, *arguments],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=own_session,
        )

    def materialize(self, *assets: str) -> subprocess.CompletedProcess[str]:
        """Materializes some assets only, as a person does from Dagster's pages."""
        select = ["--select", ",".join(assets)]
        return subprocess.run(
            [
                FISCAL.with_name("dagster"),
                "asset",
                "materialize",
                "-m",
                "dagster_project.orchestration.definitions",
                *select,
            ],
            env=self.environment | {"DAGSTER_HOME": str(self.home / "dagster")},
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS_TO_WAIT,
        )

    def kill_refresh_when(self, ready: Callable[[], bool]) -> None:
        """Starts a refresh and kills it with SIGKILL, alone, as soon as something is so."""
        process = subprocess.Popen(
            [FISCAL, "refresh"],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _SECONDS_TO_WAIT
        while not ready():
            assert process.poll() is None, "the refresh ended before it could be killed"
            assert time.monotonic() < deadline, "the refresh never got that far"
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log_says(self, text: str) -> bool:
        """Whether the newest log holds a text."""
        logs = sorted((self.home / "logs").glob("*.log"))
        return bool(logs) and text in logs[-1].read_text(encoding="utf-8", errors="replace")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Asks the published file, as a reader does."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query, list(values)).fetchall()
