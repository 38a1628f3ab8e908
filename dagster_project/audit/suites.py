"""The expectation suites as reviewable files: what is asserted, and what a failure means.

Belongs here: reading and checking ``expectations/*.yml``.
Does not belong here: how they are judged (``great_expectations``), or Great Expectations, which takes seconds
to import and is not needed to know their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from dagster_project.settings import PROJECT_ROOT

SUITE_DIR = PROJECT_ROOT / "expectations"

Severity = Literal["critical", "warning"]
_SEVERITIES = ("critical", "warning")


class SuiteError(ValueError):
    """A suite's file is wrong; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation: its name, what it says, and the query that judges it.

    Attributes:
        name: Unique in its suite; also the name of Dagster's asset check.
        says: What holds when it is met, in a sentence.
        unexpected_rows: The query of the rows that must not exist.
    """

    name: str
    says: str
    unexpected_rows: str


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations that weigh the same: critical ones stop publication, warnings are published."""

    name: str
    severity: Severity
    expectations: tuple[Expectation, ...]


def load_suites(folder: Path = SUITE_DIR) -> tuple[Suite, ...]:
    """Reads all suites of a folder, critical ones first.

    Raises:
        SuiteError: A file is not a suite.
    """
    suites = [load_suite(path) for path in sorted(folder.glob("*.yml"))]
    return tuple(sorted(suites, key=lambda suite: _SEVERITIES.index(suite.severity)))


def load_suite(path: Path) -> Suite:
    """Reads one suite.

    Raises:
        SuiteError: The file is not a suite.
    """
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or content.get("severity") not in _SEVERITIES:
        raise SuiteError(f"{path}: severity must be one of {', '.join(_SEVERITIES)}.")
    template = content.get("unexpected_rows")
    expectations = tuple(_expectation(path, item, template) for item in content.get("expectations") or ())
    names = [expectation.name for expectation in expectations]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated or not names:
        raise SuiteError(
            f"{path}: {'repeats ' + ', '.join(repeated) if repeated else 'holds no expectation'}."
        )
    return Suite(str(content.get("suite", path.stem)), cast(Severity, content["severity"]), expectations)


def _expectation(path: Path, item: Mapping[str, Any], template: str | None) -> Expectation:
    name, says = item.get("name"), item.get("says")
    if not name or not says:
        raise SuiteError(f"{path}: an expectation needs a name and what it says: {dict(item)}.")
    query = item.get("unexpected_rows") or template
    if not query:
        raise SuiteError(f"{path}: {name} needs the query of its unexpected_rows.")
    return Expectation(name, says, query.replace("{name}", name))
