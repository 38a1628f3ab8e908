"""dbt on a build file, without parsing again what the session has parsed already.

Belongs here: starting dbt. Does not belong here: building a warehouse (``tools.build``).

dbt takes a quarter of a minute to parse the project, also when only the build file is another one.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from dagster_project.imports import collect_seldom, without_collecting
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, PARTLY_PARSED, parsed_manifest
from dagster_project.modelling.worker import parsed
from dagster_project.settings import PROJECT_ROOT, Settings

RESULTS = "run_results.json"
UNIT_TESTS = "--select=test_type:unit"


def run_dbt(
    *arguments: str, file: Path, target: Path, scope: str = "all", project: Path = DBT_PROJECT_DIR
) -> subprocess.CompletedProcess[str]:
    """Runs a command of dbt in a process of its own.

    Args:
        arguments: The command and its options, but for those that say where things lie.
        file: The build file.
        target: Where dbt leaves what it wrote, and ``RESULTS`` the status of each node.
        scope: ``all`` or ``changed``.
        project: The dbt project, or a copy of it with other files.
    """
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(parsed_manifest(Settings.load()).parent / PARTLY_PARSED, target / PARTLY_PARSED)
    return subprocess.run(
        [sys.executable, "-m", "tests.support.dbt", project, target, *arguments],
        cwd=PROJECT_ROOT,
        env=os.environ | {"FISCAL_BUILD_FILE": str(file), "FISCAL_BUILD_SCOPE": scope},
        capture_output=True,
        text=True,
        check=False,
    )


def _ask_once_for_columns() -> None:
    """For unit tests, which write nothing: each asks again for the columns of each table that it is given.

    As dbt asks, every answer looks at all tables and views of the file, which makes a sixth of the time.
    """
    from dbt.adapters.base import BaseRelation
    from dbt.adapters.base.column import Column
    from dbt.adapters.sql import SQLAdapter

    known: dict[str, list[Column]] = {}

    def remembered(self: SQLAdapter, relation: BaseRelation) -> list[Column]:
        name = str(relation)
        if name not in known:
            _, described = self.execute(f"describe {name}", fetch=True)
            known[name] = [Column.create(column, data_type) for column, data_type, *_ in described.rows]
        return list(known[name])

    SQLAdapter.get_columns_in_relation = remembered


def _split_sql_only() -> None:
    """For unit tests, whose inputs dbt puts before a model's own ``with``: it needs the first words.

    As dbt asks, sqlparse makes a tree of all words of the model for that: a seventh of the time.
    """
    import dbt.compilation
    import sqlparse
    from sqlparse.engine import FilterStack

    def statements(sql: str) -> tuple[object, ...]:
        return tuple(FilterStack().run(sql))

    dbt.compilation.sqlparse = SimpleNamespace(parse=statements, sql=sqlparse.sql, tokens=sqlparse.tokens)


def _main() -> None:
    with without_collecting():
        from dbt.cli.main import dbtRunner
    collect_seldom()

    project, target, *arguments = sys.argv[1:]
    if UNIT_TESTS in arguments:
        _ask_once_for_columns()
        _split_sql_only()
        # It is over in a minute: what it leaves lying about is not worth looking for.
        gc.disable()
    folders = [f"--project-dir={project}", f"--profiles-dir={project}"]
    folders += [f"--target-path={target}", f"--log-path={target}"]
    manifest, error = parsed(["--quiet"], folders)
    if manifest is None:
        sys.exit(str(error))
    # dbt would write the whole manifest twice beside the results.
    quiet = ["--log-level-file", "none", "--no-write-json"]
    run = dbtRunner(manifest=manifest).invoke([*quiet, *arguments, *folders])
    results = getattr(run.result, "results", None) or ()
    ended = [{"unique_id": one.node.unique_id, "status": str(one.status)} for one in results]
    Path(target, RESULTS).write_text(json.dumps({"results": ended}), encoding="utf-8")
    sys.exit(0 if run.success else str(run.exception or "dbt failed"))


if __name__ == "__main__":
    _main()
