"""The expectation suites as reviewable files: what is asserted, and what a failure means.

Belongs here: reading and checking ``expectations/*.yml``, and the seed from which a suite may be made.
Does not belong here: how they are judged (``great_expectations``), or Great Expectations, which takes seconds
to import and is not needed to know their names.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from dagster_project.settings import PROJECT_ROOT
from dagster_project.yaml_file import read_yaml

SUITE_DIR = PROJECT_ROOT / "expectations"
IDENTITY_SEED = PROJECT_ROOT / "dbt" / "seeds" / "identity.csv"

Severity = Literal["critical", "warning"]
_SEVERITIES = ("critical", "warning")
# The asset check of a warehouse that is built in shards, beside those of the suites.
NONE_HELD_BACK = "no_shard_is_held_back"


class SuiteError(ValueError):
    """A suite's file is wrong; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation: its name, its description, and its query.

    Attributes:
        name: Unique in its suite.
        description: What holds when it is met, in a sentence.
        unexpected_rows: The query of the rows that must not exist.
        severity: Whether its failure stops publication (``critical``) or is published (``warning``).
    """

    name: str
    description: str
    unexpected_rows: str
    severity: Severity = "critical"


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations that belong together."""

    name: str
    expectations: tuple[Expectation, ...]

    @property
    def severity(self) -> Severity:
        """The gravest severity of its expectations."""
        return min((one.severity for one in self.expectations), key=_SEVERITIES.index)


def check_name(suite: str, expectation: str) -> str:
    """The name of Dagster's asset check for an expectation of a suite."""
    return f"{suite}__{expectation}"


@dataclass(frozen=True, slots=True)
class Identity:
    """A fiscal identity, as the seed states it.

    Attributes:
        code: Its name in the warehouse and in the fiscal suite.
        scope: The class it belongs to: ``within_form``, ``between_forms``, ``form_and_prose``,
            ``between_years`` or ``consistency``.
        severity: What a violation means for publication.
        name_zh: Its Chinese name.
        name_en: Its English name.
        says_zh: What holds, in a Chinese sentence.
        says_en: What holds, in an English sentence.
    """

    code: str
    scope: str
    severity: str
    name_zh: str
    name_en: str
    says_zh: str
    says_en: str


def read_identities(seed: Path = IDENTITY_SEED) -> list[Identity]:
    """The fiscal identities of the seed, in the order of the catalogue."""
    with seed.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["sort_order"]))
    return [
        Identity(
            row["identity_code"],
            row["scope"],
            row["severity"],
            row["name_zh"],
            row["name_en"],
            row["says_zh"],
            row["says"],
        )
        for row in rows
    ]


def load_suites(folder: Path = SUITE_DIR) -> tuple[Suite, ...]:
    """Reads all suites of a folder, critical ones first.

    Raises:
        SuiteError: A file is not a suite.
    """
    suites = [load_suite(path) for path in sorted(folder.glob("*.yml"))]
    return tuple(sorted(suites, key=lambda suite: _SEVERITIES.index(suite.severity)))


def load_suite(path: Path) -> Suite:
    """Reads one suite.

    Its ``expectations`` are a list, or the word ``identities``: one for each identity of the seed, judged by
    the file's query with the identity's code for ``{name}``.

    Raises:
        SuiteError: The file is not a suite.
    """
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise SuiteError(f"{path}: it holds no suite.")
    template = content.get("unexpected_rows")
    expectations = tuple(_expectation(path, item, template) for item in _items(path, content))
    names = [expectation.name for expectation in expectations]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated or not names:
        raise SuiteError(
            f"{path}: {'repeats ' + ', '.join(repeated) if repeated else 'holds no expectation'}."
        )
    return Suite(str(content.get("suite", path.stem)), expectations)


def _items(path: Path, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the file holds of each of its expectations."""
    if content.get("expectations") == "identities":
        return [
            {"name": identity.code, "description": identity.says_en, "severity": identity.severity}
            for identity in read_identities()
        ]
    if content.get("severity") not in _SEVERITIES:
        raise SuiteError(f"{path}: severity must be one of {', '.join(_SEVERITIES)}.")
    return [{**item, "severity": content["severity"]} for item in content.get("expectations") or ()]


def _expectation(path: Path, item: Mapping[str, Any], template: str | None) -> Expectation:
    name, description, severity = item.get("name"), item.get("description"), item["severity"]
    if not name or not description:
        raise SuiteError(f"{path}: an expectation needs a name and a description: {dict(item)}.")
    if severity not in _SEVERITIES:
        raise SuiteError(f"{path}: the severity of {name} must be one of {', '.join(_SEVERITIES)}.")
    query = item.get("unexpected_rows") or template
    if not query:
        raise SuiteError(f"{path}: {name} needs the query of its unexpected_rows.")
    return Expectation(name, description, query.replace("{name}", name), cast(Severity, severity))
