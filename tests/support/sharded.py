"""Shards of documents that a session's build has read: its raw rows, and its program as a template.

Belongs here: making a store and a template without reading and without dbt. Does not belong here: what must
come of them.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import duckdb

from dagster_project.fingerprint import of_program
from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.modelling.again import make_models
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.modelling.plan import Plan
from dagster_project.settings import Settings
from dagster_project.sharding import Template
from dagster_project.sharding.template import BUILD_FILE, keep_for_blame


def template_of_build(build_file: Path, folder: Path) -> Template:
    """What the program of a build makes of no documents, as ``make_template`` does by dbt."""
    folder.mkdir(parents=True)
    target = build_file.parent / "target"
    shutil.copyfile(build_file, folder / BUILD_FILE)
    shutil.copyfile(target / "plan.json", folder / "plan.json")
    shutil.copytree(target / "compiled", folder / "compiled")
    keep_for_blame(folder, parsed_manifest(Settings.load()))
    (folder / "template.json").write_text(json.dumps({"program": of_program()}))
    template = Template(folder)
    with duckdb.connect(str(template.build_file)) as connection:
        for table in COLUMNS:
            connection.execute(f"delete from raw.{table}")
        connection.execute("delete from intermediate.int_document_built")
        results = make_models(connection, template.plan.models, 2)
        assert {result["status"] for result in results} == {"success"}
    return template


def failing_on(template: Template, model: str, document_id: str, folder: Path) -> Template:
    """The same program, but for a model that fails on the tables of a document while it is readable."""
    shutil.copytree(template.folder, folder)
    (compiled,) = (folder / "compiled").rglob(f"{model}.sql")
    query = compiled.read_text(encoding="utf-8").strip().rstrip(";")
    broken = (
        f"select * from (\n{query}\n) as o where case when left(table_id, 16) = (select "
        f'left(max(document_id), 16) from "fiscal"."raw"."document" where document_id = \'{document_id}\' '
        "and status = 'read') then error('broken') is null else true end"
    )
    compiled.write_text(broken, encoding="utf-8")
    models = [
        replace(step, script=step.script.replace(query, broken)) if step.name == model else step
        for step in template.plan.models
    ]
    assert models != list(template.plan.models)
    plan = asdict(Plan(tuple(models), template.plan.tests))
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return Template(folder)
