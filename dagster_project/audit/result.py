"""The results of a build's checks, and whether it may be published.

Belongs here: the three outcomes of a check, the audit they add up to, and its file.
Does not belong here: how a check is run (``great_expectations``, dbt).

A check that could not be run is not a check that found wrong data, and neither is a check that
passed: Great Expectations reports an exception inside a check as a plain failure, and a failure
to run must not be taken for a finding that is published, nor be fixed by mending data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from dagster_project.audit.suites import Severity

Outcome = Literal["passed", "data_wrong", "check_broke"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's outcome.

    Attributes:
        name: The check's name in its source.
        source: Who ran it: ``dbt`` or the suite.
        severity: What its failure means for publication.
        outcome: Passed, found wrong data, or could not be run.
        unexpected_count: Rows that should not be; None where rows are not what it counts.
        message: What it says, what it found, or the error that stopped it.
        examples: The first of those rows, column by column as text.
    """

    name: str
    source: str
    severity: Severity
    outcome: Outcome
    unexpected_count: int | None
    message: str
    examples: tuple[dict[str, str], ...] = ()

    @property
    def is_obstacle(self) -> bool:
        """Whether nothing may be published because of it: it is critical and did not pass."""
        return self.severity == "critical" and self.outcome != "passed"

    @property
    def finds_critical_fault(self) -> bool:
        """Whether it found wrong data that must not be published."""
        return self.severity == "critical" and self.outcome == "data_wrong"


_FIELDS = tuple(field.name for field in fields(CheckResult))


@dataclass(frozen=True, slots=True)
class Audit:
    """All checks of one build file, which its fingerprint identifies."""

    fingerprint: str
    results: tuple[CheckResult, ...]

    @property
    def obstacles(self) -> list[CheckResult]:
        """The critical checks that did not pass: with any of them nothing is published."""
        return [result for result in self.results if result.is_obstacle]

    @property
    def warnings(self) -> list[CheckResult]:
        """The other checks that did not pass; they are published and shown."""
        return [
            result for result in self.results if result.severity == "warning" and result.outcome != "passed"
        ]

    def refusal(self, data_docs: Path) -> str | None:
        """Why the build may not be published and what to do, or None when it may."""
        if not self.obstacles:
            return None
        wrong = [result for result in self.obstacles if result.outcome == "data_wrong"]
        broke = [result for result in self.obstacles if result.outcome == "check_broke"]
        lines = ["Nothing was published; the previous warehouse is untouched."]
        if wrong:
            lines.append(f"{len(wrong)} structural checks found wrong data in the build:")
            lines.extend(_describe(result) for result in wrong)
            lines.append(
                f"See the rows in {data_docs / 'index.html'}. If one document causes it, take that "
                "document out of the raw folder, refresh again and report the document."
            )
        if broke:
            lines.append(f"{len(broke)} structural checks could not be run, so they prove nothing:")
            lines.extend(_describe(result) for result in broke)
            lines.append("Mend the check or the model it reads, then refresh again.")
        return "\n".join(lines)

    def save(self, path: Path) -> None:
        """Writes the audit; a killed run leaves the whole old one or the whole new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        # A line a check: asking the encoder for indents makes it ten times as slow.
        results = ",\n".join(_json({name: getattr(one, name) for name in _FIELDS}) for one in self.results)
        content = f'{{"fingerprint": {_json(self.fingerprint)},\n"results": [\n{results}\n]}}\n'
        temporary.write_text(content, encoding="utf-8")
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path) -> Audit | None:
        """Reads the last audit; None when there is none."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        results = (
            CheckResult(**{**result, "examples": tuple(result["examples"])}) for result in content["results"]
        )
        return cls(content["fingerprint"], tuple(results))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _describe(result: CheckResult) -> str:
    return f"  - {result.source}: {result.name}: {result.message}"
