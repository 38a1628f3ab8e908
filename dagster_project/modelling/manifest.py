"""dbt's view of its own project: the manifest from which the assets are made.

Belongs here: parsing the dbt project when it changed, and where dbt's executable is.
Does not belong here: running models (``assets.warehouse``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from dagster_project.fingerprint import of_dbt_project
from dagster_project.modelling.worker import parsing_environment
from dagster_project.settings import PROJECT_ROOT, Settings

DBT_PROJECT_DIR = PROJECT_ROOT / "dbt"
# What dbt keeps of a parsed project, to parse only what changes in it.
PARTLY_PARSED = "partial_parse.msgpack"
_PARSED = "manifest-"


class DbtProjectError(RuntimeError):
    """dbt cannot parse the project; the message is dbt's own."""


def dbt_executable() -> Path:
    """The dbt of this environment, whatever PATH says, which ends when its parent does."""
    return Path(sys.executable).with_name("fiscal-dbt")


def parsed_manifest(settings: Settings) -> Path:
    """The manifest of the dbt project as its files are now.

    Parsing takes seconds, so a manifest is kept under the hash of all files it depends on; the
    web server, the scheduler and a refresh may ask for it at the same time.

    Raises:
        DbtProjectError: dbt cannot parse the project.
    """
    folder = settings.dbt_dir / f"{_PARSED}{of_dbt_project(DBT_PROJECT_DIR)}"
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        private = settings.dbt_dir / f"{_PARSED}{os.getpid()}.tmp"
        shutil.rmtree(private, ignore_errors=True)
        _bring_former(settings.dbt_dir, private)
        _parse(private)
        for former in settings.dbt_dir.glob(f"{_PARSED}*"):
            if former != private:
                shutil.rmtree(former, ignore_errors=True)
        try:
            private.rename(folder)
        except OSError:
            # Another process parsed the same files meanwhile.
            shutil.rmtree(private, ignore_errors=True)
    return manifest


def _bring_former(dbt_dir: Path, target: Path) -> None:
    """Dbt parses what changed since it last did, where it finds what it made then."""
    target.mkdir(parents=True)
    for former in dbt_dir.glob(f"{_PARSED}*/{PARTLY_PARSED}"):
        if former.parent != target:
            # Another process may have replaced it by now: then everything is parsed.
            with suppress(OSError):
                shutil.copyfile(former, target / PARTLY_PARSED)


def _parse(target: Path) -> None:
    folders: list[str | Path] = ["--project-dir", DBT_PROJECT_DIR, "--profiles-dir", DBT_PROJECT_DIR]
    run = subprocess.run(
        [dbt_executable(), "--quiet", "parse", *folders, "--target-path", target, "--log-path", target],
        env=parsing_environment(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise DbtProjectError(f"dbt cannot parse {DBT_PROJECT_DIR}:\n{run.stdout}{run.stderr}".strip())
