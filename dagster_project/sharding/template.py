"""The template of a build: what the program makes of no documents, and the scripts it makes everything by.

Belongs here: making it by dbt, once a program, and which of its scripts run in which round.
Does not belong here: running them (``task``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from dagster_project.fingerprint import of_program
from dagster_project.loading.raw_tables import create_tables
from dagster_project.modelling.build import DbtChild
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, parsed_manifest
from dagster_project.modelling.plan import Plan, Step, read_plan
from dagster_project.settings import Settings
from dagster_project.sharding.store import put_folder, read_json, write_json

# dbt's name of the database is the file's.
BUILD_FILE = "fiscal.duckdb"
SHARED = "int_shared_"
# Read from tables that users add, which are no document's.
_OF_NO_DOCUMENT = "int_context"
_ABOUT = "template.json"
_PLAN = "plan.json"
_NODES = "manifest.json"
# What trials of models ask of a node of the manifest.
_OF_A_NODE = ("name", "alias", "schema", "resource_type", "columns", "config")
_FILES_OF_A_NODE = ("package_name", "path", "original_file_path")
_MEMORY_MB = 2048
# How dbt makes a model that keeps the rows of all documents (macros/kept.sql).
_KEEPS = "incremental"
_DIGITS = 16


class TemplateError(RuntimeError):
    """dbt cannot build the project; the message says why."""


@dataclass(frozen=True)
class Template:
    """A built file without documents and the scripts that fill it, in a folder."""

    folder: Path

    @property
    def build_file(self) -> Path:
        """Seeds, views, and every other table without a row."""
        return self.folder / BUILD_FILE

    @cached_property
    def program(self) -> str:
        """The fingerprint of the program that made it."""
        return str((read_json(self.folder / _ABOUT) or {}).get("program", ""))

    @cached_property
    def plan(self) -> Plan:
        """The scripts."""
        return read_plan(self.folder / _PLAN)

    @property
    def nodes_file(self) -> Path:
        """What blaming a document asks of dbt's manifest; what dbt compiled lies beside it."""
        return self.folder / _NODES

    @cached_property
    def levels(self) -> dict[str, int]:
        """The round of each model, by unique_id: it comes after the rounds of all shared models it reads."""
        levels: dict[str, int] = {}
        names = {step.unique_id: step.name for step in self.plan.models}
        for step in self.plan.models:
            # What is not among them is made of seeds alone, and is in the template.
            levels[step.unique_id] = max(
                (levels[need] + names[need].startswith(SHARED) for need in step.needs if need in levels),
                default=0,
            )
        return levels

    @property
    def rounds(self) -> int:
        """How often each shard is asked."""
        return max(self.levels.values()) + 1

    def steps_of(self, number: int) -> list[Step]:
        """The models that a round makes."""
        return [step for step in self.plan.models if self.levels[step.unique_id] == number]

    @cached_property
    def steps_by_document(self) -> tuple[Step, ...]:
        """The models of the first round that know one document at a time.

        Beside these they read only what is the same everywhere. What a model keeps of all documents is for
        those that compare them: none that reads it is among these.
        """
        nodes = (read_json(self.nodes_file) or {})["nodes"]
        known: dict[str, bool] = {}
        for step in self.steps_of(0):
            of_one = self.is_everywhere(step) or not step.name.startswith(SHARED)
            needs = [need for need in step.needs if need in self.levels]
            known[step.unique_id] = of_one and all(
                known[need] and nodes[need]["config"]["materialized"] != _KEEPS for need in needs
            )
        return tuple(
            step for step in self.steps_of(0) if known[step.unique_id] and not self.is_everywhere(step)
        )

    def steps_towards(self, name: str) -> list[Step]:
        """A model and all that it needs."""
        needed = {step.unique_id for step in self.plan.models if step.name == name}
        for step in reversed(self.plan.models):
            if step.unique_id in needed:
                needed.update(step.needs)
        return [step for step in self.plan.models if step.unique_id in needed]

    def shared_of(self, number: int) -> list[str]:
        """What the shards share after a round: the models' names without their beginning."""
        return [
            step.name.removeprefix(SHARED) for step in self.steps_of(number) if step.name.startswith(SHARED)
        ]

    def is_everywhere(self, step: Step) -> bool:
        """Whether what a model makes depends on no document but by what the shards share."""
        return not step.name.startswith(SHARED) and not self._of_documents[step.unique_id]

    @cached_property
    def marts_of_documents(self) -> frozenset[str]:
        """The marts whose rows are documents'; those of all others are the same in each shard."""
        return frozenset(
            step.name
            for step in self.plan.models
            if step.layer == "marts" and self._of_documents[step.unique_id]
        )

    @cached_property
    def _of_documents(self) -> dict[str, bool]:
        of_documents: dict[str, bool] = {}
        for step in self.plan.models:
            read = [of_documents[need] for need in step.needs if need in of_documents]
            is_shared = step.name.startswith(SHARED) or step.name == _OF_NO_DOCUMENT
            of_documents[step.unique_id] = not is_shared and (any(read) or not read)
        return of_documents


def template_of(folder: Path, program: str) -> Template:
    """The template that a program has made, by the program's fingerprint."""
    return Template(folder / program[:_DIGITS])


def make_template(folder: Path) -> Template:
    """Builds the project over no documents, where the template of this program is not there yet.

    Args:
        folder: Where templates lie, a folder for each program; every task must be able to read it.

    Returns:
        The template.

    Raises:
        TemplateError: dbt failed.
        DbtProjectError: dbt cannot parse the project.
    """
    program = of_program()
    template = template_of(folder, program)
    if template.program != program:
        private = folder / f".{uuid4().hex}"
        try:
            private.mkdir(parents=True)
            _build(private)
            write_json(private / _ABOUT, {"program": program})
            put_folder(private, template.folder)
        finally:
            shutil.rmtree(private, ignore_errors=True)
    return template_of(folder, program)


def _build(folder: Path) -> None:
    build_file, target = folder / BUILD_FILE, folder / "target"
    with duckdb.connect(str(build_file)) as connection:
        create_tables(connection)
    manifest_file = parsed_manifest(Settings.load())
    child = DbtChild(DBT_PROJECT_DIR, target, manifest_file.parent)
    environment = {
        "FISCAL_BUILD_FILE": str(build_file),
        "FISCAL_BUILD_SCOPE": "all",
        "FISCAL_MEMORY_MB": str(_MEMORY_MB),
    }
    try:
        outcome = child.build(environment, program=of_program())
    finally:
        child.end()
    if outcome.error:
        raise TemplateError(f"The project cannot be built over no documents: {outcome.error}")
    (target / _PLAN).replace(folder / _PLAN)
    (target / "compiled").replace(folder / "compiled")
    keep_for_blame(folder, manifest_file)
    shutil.rmtree(target)


def keep_for_blame(folder: Path, manifest_file: Path) -> None:
    """Keeps of dbt's manifest what finding a document at fault asks for, beside what dbt compiled."""
    nodes = json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"]
    write_json(folder / _NODES, {"nodes": {name: _of_a_node(node) for name, node in nodes.items()}})


def _of_a_node(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: node[key] for key in (*_OF_A_NODE, *_FILES_OF_A_NODE) if key in node}
