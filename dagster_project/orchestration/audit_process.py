"""The process that audits: it loads Great Expectations, then answers requests until standard input ends.

Belongs here: its loop, and sending what libraries print to the log.
Does not belong here: who asks it (``auditor``), running the suites (``audit.great_expectations``).

Dagster and the command line are not imported here: that process does without.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

from dagster_project.audit.suites import Suite
from dagster_project.imports import collect_seldom, import_when_used, stand_in_for, without_collecting
from dagster_project.modelling.child_process import exit_with_parent

# What Great Expectations could read beside a database.
_NOT_READ_FROM = (
    "fabric",
    "fabric_datasource",
    *(
        f"{engine}_{place}"
        for engine in ("pandas", "spark")
        for place in (
            "azure_blob_storage_datasource",
            "datasource",
            "dbfs_datasource",
            "file_path_datasource",
            "filesystem_datasource",
            "google_cloud_storage_datasource",
            "s3_datasource",
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be judged: the arguments of ``great_expectations.run_suites``."""

    build_file: Path
    suites: tuple[Suite, ...]
    data_docs_dir: Path


def main() -> None:
    """Answers until standard input ends; the argument of the process, if any, is the log.

    Standard input brings pickled requests: a ``Task``, or the path of another log. Standard output takes one
    pickled answer a task: its results, or the exception that it ended with.
    """
    exit_with_parent()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(2, 1)
    for log_file in map(Path, sys.argv[1:]):
        write_to(log_file)
    load()
    collect_seldom()
    while True:
        try:
            # From the process that started this one.
            request = pickle.load(requests)  # noqa: S301
        except EOFError:
            # There is nothing to tidy up, which takes Python a while.
            os._exit(0)
        if isinstance(request, Task):
            answers.write(_answer(request))
            answers.flush()
        else:
            write_to(request)


def write_to(log_file: Path) -> None:
    """Sends what is printed here from now on to a file."""
    with log_file.open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)


def load() -> None:
    """Loads Great Expectations, which takes seconds."""
    with without_collecting():
        # More than a second of importing for the statistics and charts of an expectation that no suite has.
        for name in ("scipy.stats", "altair"):
            import_when_used(name)
        # Great Expectations lists all it can read from; the models of a hundred kinds of files take as long.
        for name in _NOT_READ_FROM:
            stand_in_for(f"great_expectations.datasource.fluent.{name}")
        import dagster_project.audit.great_expectations  # noqa: F401


def _answer(task: Task) -> bytes:
    from dagster_project.audit.great_expectations import run_suites

    try:
        answer: object = run_suites(task.build_file, task.suites, task.data_docs_dir)
    except Exception as error:
        answer = error
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError):
        # An exception of a library may hold what cannot leave its process.
        return pickle.dumps(RuntimeError(f"{type(answer).__name__}: {answer}"), pickle.HIGHEST_PROTOCOL)
