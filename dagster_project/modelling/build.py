"""Builds the models in a child process, and hands over its results.

Belongs here: starting the child early, its request, its outcome.
Does not belong here: what the child does (``worker``, ``again``), what a failure means (``orchestration``).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dagster_project.modelling.child_process import environment_of_child
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, PARTLY_PARSED, parsed_manifest
from dagster_project.modelling.plan import plan_file
from dagster_project.modelling.worker import Request, Tests, line_of
from dagster_project.settings import Settings

_RESULTS = "run_results.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended.

    Attributes:
        results: The result of each seed, model and test.
        error: Why it failed; None when everything was built and no test failed.
        did_after: Whether the child executed the statements that come after a build.
    """

    results: tuple[Mapping[str, Any], ...]
    error: str | None
    did_after: bool = False


def build_environment(settings: Settings, scope: str, build_file: Path | None = None) -> dict[str, str]:
    """What a child is told of a build.

    Args:
        settings: Its memory, and the build file where that is no other one.
        scope: ``all`` documents, those that ``changed``, or those ``waiting`` for their portion.
        build_file: Another build file.
    """
    return {
        "FISCAL_BUILD_FILE": str(build_file or settings.build_file),
        "FISCAL_BUILD_SCOPE": scope,
        "FISCAL_MEMORY_MB": str(settings.memory_mb),
        "FISCAL_PORTION_CELLS": str(settings.cells_at_a_time),
    }


class Child:
    """A process that makes the models of one build; it ends when this process does."""

    def __init__(self, module: str, arguments: Sequence[str | Path], target: Path) -> None:
        """Starts it.

        Args:
            module: What it runs, in this package.
            arguments: What that is given.
            target: Where its results go.
        """
        target.mkdir(parents=True, exist_ok=True)
        self._results_file = target / _RESULTS
        self._results_file.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"dagster_project.modelling.{module}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment_of_child(),
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def build(
        self,
        environment: Mapping[str, str],
        select: Sequence[str] = (),
        on_line: Callable[[str], object] | None = None,
        tests: Tests = "build",
        program: str = "",
        before: Sequence[str] = (),
        after: Sequence[str] = (),
    ) -> Outcome:
        """Builds, and waits for the end.

        Args:
            environment: Environment variables for dbt: the build file, the scope.
            select: Names of models and seeds; all of them, and all rules, when there are none.
            on_line: Called with each line that is printed.
            tests: Whether models are built (``build``), or data tests run on what was built before.
            program: The fingerprint of the program, for the plan that a whole build by dbt leaves.
            before: Statements for a child that builds again, before it makes the first model.
            after: The same when all models are made and no test failed.
        """
        request = Request(
            dict(environment),
            tuple(select),
            str(self._results_file),
            tests,
            program,
            tuple(before),
            tuple(after),
        )
        last = ""
        if self._process.stdin is not None and self._process.stdout is not None:
            # A child that died has printed why; that its pipe is closed adds nothing.
            with suppress(BrokenPipeError), self._process.stdin as requests:
                requests.write(line_of(request))
            for line in self._process.stdout:
                last = line.strip() or last
                if on_line is not None:
                    on_line(line.rstrip("\n"))
        outcome = self._outcome(self._process.wait(), last)
        return replace(outcome, did_after=bool(after) and outcome.error is None)

    def _outcome(self, code: int, last: str) -> Outcome:
        try:
            results = json.loads(self._results_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Outcome((), f"dbt ended with code {code}: {last}")
        error = results["error"] or (f"dbt ended with code {code}: {last}" if code else None)
        return Outcome(tuple(results["results"]), error)

    def end(self) -> None:
        """Ends a child that got nothing to build; one that has built is gone."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class DbtChild(Child):
    """dbt in a process of its own, ready for one build."""

    def __init__(self, project: Path, target: Path, parsed: Path | None = None) -> None:
        """Starts it.

        Args:
            project: The dbt project.
            target: Where dbt writes what it compiles; the results lie there, too.
            parsed: The folder where that project was parsed before; without it dbt parses first.
        """
        target.mkdir(parents=True, exist_ok=True)
        if parsed is not None and (parsed / PARTLY_PARSED).is_file():
            # A copy: dbt writes its own, and others read the one that is kept.
            shutil.copyfile(parsed / PARTLY_PARSED, target / PARTLY_PARSED)
        super().__init__("worker", [project, target], target)


def child_that_builds_again(target: Path, program: str) -> Child | None:
    """A child that runs what dbt ran before; None where dbt has not run all of this program yet."""
    plan = plan_file(target, program)
    return Child("again", [plan], target) if plan else None


_prepared: dict[bool, Child] = {}


def prepare_child(settings: Settings, program: str, *, is_dbt: bool) -> None:
    """Starts the child of the build to come, which loads what it needs while documents are read.

    Args:
        settings: The places of the build.
        program: The fingerprint of this program.
        is_dbt: Whether dbt is to build, or a child that runs what dbt ran before.

    Raises:
        DbtProjectError: dbt cannot parse the project.
    """
    if is_dbt not in _prepared:
        child = (
            _dbt_child(settings) if is_dbt else child_that_builds_again(settings.dbt_dir / "target", program)
        )
        if child is not None:
            _prepared[is_dbt] = child


def ready_child(settings: Settings) -> Child:
    """The child with dbt in it that was started for this build, or one that starts now."""
    return _prepared.pop(True, None) or _dbt_child(settings)


def ready_child_that_builds_again(settings: Settings, program: str) -> Child | None:
    """The child without dbt that was started for this build, or one that starts now; None without a plan."""
    return _prepared.pop(False, None) or child_that_builds_again(settings.dbt_dir / "target", program)


def end_prepared_child() -> None:
    """Ends the children that were started for a build that did not come to it."""
    for child in _prepared.values():
        child.end()
    _prepared.clear()


def _dbt_child(settings: Settings) -> DbtChild:
    parsed = parsed_manifest(settings).parent
    return DbtChild(DBT_PROJECT_DIR, settings.dbt_dir / "target", parsed)
