"""The results of dbt's last build.

Belongs here: dbt's outcomes in the words of the audit.
Does not belong here: running dbt (``assets.warehouse``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dagster_project.audit.result import CheckResult, Outcome
from dagster_project.fingerprint import of_build_file

# DuckDB's advice on a file it cannot read fills a screen; the log has it whole.
_LONGEST_MESSAGE = 400
_TESTED = "tested.txt"
_CHANGED = "The build changed since its data tests ran. Run a whole refresh."
_OUTCOMES: dict[str, Outcome] = {"pass": "passed", "warn": "data_wrong", "fail": "data_wrong"}


def note_tested(target: Path, build_file: Path) -> None:
    """Notes which state of the build file the data tests of the last build are about."""
    (target / _TESTED).write_text(of_build_file(build_file), encoding="utf-8")


def dbt_check_results(target: Path, build_file: Path) -> list[CheckResult]:
    """The data tests of the last build as check results; a warning is one by its severity.

    They prove nothing of a build file that was written to since.
    """
    results = check_results(_results(target))
    tested = target / _TESTED
    if not tested.is_file() or tested.read_text(encoding="utf-8") != of_build_file(build_file):
        results.append(CheckResult("data_tests", "dbt", "critical", "check_broke", None, _CHANGED))
    return results


def check_results(results: Iterable[Mapping[str, Any]]) -> list[CheckResult]:
    """The data tests among a build's results as check results."""
    return [_check_result(result) for result in results if result["unique_id"].startswith("test.")]


def dbt_failures(target: Path) -> str:
    """What failed in the last build, a line each; empty when dbt failed before it built anything."""
    return "\n".join(
        f"  - {_name(result)}: {_one_line(result)}"
        for result in _results(target)
        if result["status"] in ("error", "fail")
    )


def models_not_built(target: Path) -> bool:
    """Whether the last build failed before all seeds and models were made."""
    results = list(_results(target))
    models = [result for result in results if not result["unique_id"].startswith("test.")]
    return not models or any(result["status"] != "success" for result in models)


def layers_of_tests(target: Path) -> dict[str, list[CheckResult]]:
    """The data tests of the last build by layer: seeds, staging, intermediate, marts."""
    layers: dict[str, list[CheckResult]] = {}
    for result in _results(target):
        if result["unique_id"].startswith("test."):
            layers.setdefault(str(result["layer"]), []).append(_check_result(result))
    return layers


def built_relations(target: Path) -> list[tuple[str, str]]:
    """Layer and name of each seed and model that the last build made."""
    return [
        (str(result["layer"]), str(result["name"]))
        for result in _results(target)
        if result["status"] == "success"
    ]


def slowest_models(target: Path, count: int = 20) -> list[tuple[str, float]]:
    """The models that took longest in the last build, with their seconds."""
    models = [
        (_name(result), round(float(result.get("execution_time") or 0), 3))
        for result in _results(target)
        if result["unique_id"].startswith("model.")
    ]
    return sorted(models, key=lambda model: -model[1])[:count]


def _results(target: Path) -> Iterator[Mapping[str, Any]]:
    path = target / "run_results.json"
    if path.is_file():
        yield from json.loads(path.read_text(encoding="utf-8"))["results"]


def _check_result(result: Mapping[str, Any]) -> CheckResult:
    return CheckResult(
        name=_name(result),
        source="dbt",
        severity="warning" if result["status"] == "warn" else "critical",
        # Skipped and error alike: the test says nothing about the data.
        outcome=_OUTCOMES.get(result["status"], "check_broke"),
        unexpected_count=result.get("failures"),
        message=_one_line(result),
    )


def _name(result: Mapping[str, Any]) -> str:
    # test.fiscal.<name>.<hash>, model.fiscal.<name>
    return str(result["unique_id"].split(".")[2])


def _one_line(result: Mapping[str, Any]) -> str:
    line = " ".join(str(result.get("message") or result["status"]).split())
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]} ..."
