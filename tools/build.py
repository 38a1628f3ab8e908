"""A warehouse built in a folder of one's own, by the readers and models of the pipeline.

Belongs here: loading documents and running dbt without Dagster, for tests and the ledger.
Does not belong here: auditing and publishing; that is a refresh.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dagster_project.loading.load import load_folder

PROJECT = Path(__file__).resolve().parents[1]
DBT_PROJECT = PROJECT / "dbt"


class BuildError(Exception):
    """dbt failed; the message holds its last words."""


def build_warehouse(
    raw_dir: Path,
    workplace: Path,
    *,
    jobs: int | None = None,
    scope: str = "all",
    prune: bool = False,
    project: Path = DBT_PROJECT,
    tests: bool = True,
) -> Path:
    """Load a folder of documents and build all models over it, data tests included.

    Args:
        raw_dir: The folder of documents.
        workplace: Where the build file lies, or will.
        jobs: Documents read at a time.
        scope: ``changed`` builds what changed since these models last built that file.
        prune: Whether documents whose files are gone are removed.
        project: The dbt project; a copy of it may have other seeds.
        tests: Whether dbt's data tests run too.

    Returns:
        The build file, in ``workplace``.

    Raises:
        BuildError: dbt failed.
    """
    build_file = workplace / "fiscal.duckdb"
    load_folder(raw_dir, build_file, jobs=jobs, prune=prune)
    folders = {
        "--project-dir": project,
        "--profiles-dir": project,
        "--target-path": workplace / "target",
        "--log-path": workplace / "logs",
    }
    skipped = ["unit_test"] if tests else ["unit_test", "test"]
    dbt = str(Path(sys.executable).with_name("dbt"))
    options = [str(argument) for option in folders.items() for argument in option]
    run = subprocess.run(
        [dbt, "--quiet", "build", *(f"--exclude-resource-type={kind}" for kind in skipped), *options],
        env=os.environ | {"FISCAL_BUILD_FILE": str(build_file), "FISCAL_BUILD_SCOPE": scope},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise BuildError(f"dbt build failed:\n{run.stdout[-4000:]}{run.stderr[-4000:]}")
    return build_file
