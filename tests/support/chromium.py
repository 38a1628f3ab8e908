"""A real browser without a window, for tests of pages.

Belongs here: starting Chromium and taking what it shows. Does not belong here: what pages must show.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# As root Chromium runs without its sandbox only; the rest keeps it from the network and from asking.
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Chromium:
    """Opens pages in a profile of its own that is new each time."""

    def __init__(self, program: str, workplace: Path) -> None:
        self._program = program
        self._workplace = workplace
        self._count = 0

    def dom(self, url: str) -> str:
        """The page as it is after its scripts ran."""
        return self._run("--dump-dom", url)

    def screenshot(self, url: str, picture: Path, width: int, height: int) -> Path:
        """A picture of the page in a window of this size."""
        self._run(f"--window-size={width},{height}", f"--screenshot={picture}", url)
        return picture

    def _run(self, *arguments: str) -> str:
        self._count += 1
        profile = self._workplace / f"profile{self._count}"
        run = subprocess.run(
            [self._program, *_OPTIONS, f"--user-data-dir={profile}", *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return run.stdout


def chromium(workplace: Path) -> Chromium:
    """The machine's Chromium; without one the test is skipped."""
    for name in _NAMES:
        program = shutil.which(name)
        if program:
            return Chromium(program, workplace)
    pytest.skip(f"no browser: install one of {', '.join(_NAMES)} to test pages as people see them")
