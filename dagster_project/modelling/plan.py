"""What dbt ran, kept so that the same program can bring its tables up to date without dbt.

Belongs here: the scripts of a build, their order, and whose they are.
Does not belong here: running them (``again``), running dbt (``worker``).

dbt compiles, checks and reports each model; over a night's few documents that takes three times as long as
DuckDB. It leaves the script of each model in ``target/run``. As long as program and tables are the same, so
are the scripts: what is built, all documents or those that changed, is a matter of what the tables say (see
``dbt/macros/kept.sql``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_PLAN = "plan.json"
_MADE_BY_SCRIPTS = ("table", "incremental")


@dataclass(frozen=True, slots=True)
class Step:
    """A model or data test.

    Attributes:
        unique_id: Its name in dbt's manifest.
        name: Its short name.
        layer: The schema of its model.
        model: The model that it is, or is about.
        script: What makes the model, or counts what fails the test.
        needs: The models to be made before, by unique_id; none for a test.
        severity: Of a test: ``error`` or ``warn``.
    """

    unique_id: str
    name: str
    layer: str
    model: str
    script: str
    needs: tuple[str, ...] = ()
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Plan:
    """The models in an order in which they can be made, and the data tests that are not rules of columns."""

    models: tuple[Step, ...]
    tests: tuple[Step, ...]


def keep_plan(target: Path, program: str, nodes: Mapping[str, Any], ran: list[str]) -> None:
    """Keeps what dbt ran as the plan of this program; keeps none when a script is missing.

    Args:
        target: Where dbt left its scripts.
        program: The fingerprint of the program.
        nodes: The nodes of dbt's manifest, by unique_id.
        ran: The models and tests that were run, by unique_id, in that order.
    """
    steps = [_step(target, nodes[one], nodes) for one in ran if _is_step(nodes.get(one))]
    known = {step.unique_id: step for step in steps if step}
    if len(known) < len(steps):
        (target / _PLAN).unlink(missing_ok=True)
        return
    from_sources = _from_sources(nodes)
    models = [
        asdict(step) | {"needs": sorted(_needs(nodes, step.unique_id, known))}
        for step in known.values()
        if step.unique_id.startswith("model.") and step.unique_id in from_sources
    ]
    tests = [asdict(step) for step in known.values() if step.unique_id.startswith("test.")]
    text = json.dumps({"program": program, "models": models, "tests": tests}, ensure_ascii=False)
    (target / f"{_PLAN}.tmp").write_text(text, encoding="utf-8")
    (target / f"{_PLAN}.tmp").replace(target / _PLAN)


def plan_file(target: Path, program: str) -> Path | None:
    """The plan of this program; None where dbt has not run all of it yet."""
    path = target / _PLAN
    if not path.is_file() or json.loads(path.read_text(encoding="utf-8")).get("program") != program:
        return None
    return path


def read_plan(path: Path) -> Plan:
    """A plan that was kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Plan(tuple(map(_read, kept["models"])), tuple(map(_read, kept["tests"])))


def _read(kept: dict[str, Any]) -> Step:
    return Step(**kept | {"needs": tuple(kept["needs"])})


def _is_step(node: Any) -> bool:
    """Whether a node is made by a script: views and seeds stay as they are."""
    if node is None or node.resource_type == "seed":
        return False
    return node.resource_type == "test" or node.config.materialized in _MADE_BY_SCRIPTS


def _step(target: Path, node: Any, nodes: Mapping[str, Any]) -> Step | None:
    folder = target / "run" / node.package_name
    about = nodes.get(getattr(node, "attached_node", None) or "", node)
    for path in (folder / node.original_file_path, folder / node.original_file_path / node.path):
        if path.is_file():
            script = path.read_text(encoding="utf-8")
            severity = str(getattr(node.config, "severity", "error")).lower()
            return Step(node.unique_id, node.name, about.schema, about.name, script, (), severity)
    return None


def _from_sources(nodes: Mapping[str, Any]) -> set[str]:
    """The models that read documents, near or far: all others are as they were as long as the program is."""
    found: dict[str, bool] = {}

    def reads_documents(one: str) -> bool:
        if one.startswith("source."):
            return True
        if one not in found:
            node = nodes.get(one)
            found[one] = False
            found[one] = node is not None and any(map(reads_documents, node.depends_on_nodes))
        return found[one]

    return {one for one in nodes if reads_documents(one)}


def _needs(nodes: Mapping[str, Any], one: str, made: Mapping[str, Step]) -> Iterator[str]:
    """The models to be made before: what a view shows stands for the view."""
    for parent in set(nodes[one].depends_on_nodes):
        if parent in made:
            yield parent
        elif parent in nodes and parent.startswith("model."):
            yield from _needs(nodes, parent, made)
