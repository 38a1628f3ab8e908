"""A warehouse built in a folder of one's own, by the readers and models of the pipeline.

Belongs here: loading documents and building the models without Dagster, for tests and the scoreboard.
Does not belong here: auditing and publishing; that is a refresh.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from dagster_project.audit.dbt_results import dbt_failures
from dagster_project.loading.load import load_folder
from dagster_project.modelling.build import DbtChild, build_environment, child_that_builds_again
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, parsed_manifest
from dagster_project.settings import PROJECT_ROOT, Settings

PROJECT = PROJECT_ROOT
DBT_PROJECT = DBT_PROJECT_DIR


class BuildError(Exception):
    """dbt failed; the message holds what failed, a line each."""


def build_warehouse(
    raw_dir: Path,
    workplace: Path,
    *,
    jobs: int | None = None,
    scope: str = "all",
    prune: bool = False,
    project: Path = DBT_PROJECT,
    program: str = "",
    like: Path | None = None,
) -> Path:
    """Load a folder of documents and build all models over it, data tests included.

    Args:
        raw_dir: The folder of documents.
        workplace: Where the build file lies, or will.
        jobs: Documents read at a time.
        scope: ``changed`` builds what changed since these models last built that file.
        prune: Whether documents whose files are gone are removed.
        project: The dbt project; a copy of it may have other seeds.
        program: A name for these models: what dbt ran is kept under it. Where it built the same file under
            that name before, it is not asked again.
        like: A build file of that program in the workplace of its own. What dbt ran there is run over these
            documents, in a third of the time.

    Returns:
        The build file, in ``workplace``.

    Raises:
        BuildError: dbt failed.
    """
    build_file = workplace / "fiscal.duckdb"
    target = workplace / "target"
    if like:
        shutil.copytree(like.parent / "target", target)
        shutil.copyfile(like, build_file)
    # What parsing this project gives is kept beside the project, for all builds until a file of it changes.
    parsed = parsed_manifest(Settings.load()).parent if project == DBT_PROJECT else None
    again = child_that_builds_again(target, program) if program else None
    child = again or DbtChild(project, target, parsed)
    environment = build_environment(Settings.load(), scope, build_file)
    try:
        load_folder(raw_dir, build_file, jobs=jobs, prune=prune or like is not None)
        outcome = child.build(environment, program=program)
    finally:
        child.end()
    if outcome.error:
        raise BuildError(f"dbt build failed:\n{dbt_failures(target) or outcome.error}")
    return build_file
