"""How models, publication and questions grow with the number of disclosures, without reading so many.

``python -m benchmarks.scale --documents 250 500 1000`` reads forty made-up disclosures once and writes their
raw cells into a build file again and again, each time as other documents of other departments. Each number:
the build of all, a night in which one in a hundred is new, publication, the twenty questions of the cookbook,
sizes. The models whose time grows faster than the number of documents are named. ``--into FILE`` keeps the
numbers.

Belongs here: copies of raw cells, and times. Does not belong here: reading, auditing (``nightly``).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.nightly import write_disclosures
from dagster_project.loading.load import load_folder
from dagster_project.modelling.build import DbtChild, build_environment, child_that_builds_again
from dagster_project.modelling.manifest import parsed_manifest
from dagster_project.release.warehouse_file import publish
from dagster_project.settings import Settings
from tools.build import DBT_PROJECT
from tools.docs.cookbook import FOLDER as QUESTIONS

_TEMPLATES = 40
# Stands for the fingerprint of the program: all builds are of this one.
_PROGRAM = "scale"
_FIGURES, _STEMS = "0123456789", "甲乙丙丁戊己庚辛壬癸"
_DIGITS = f"'{_FIGURES}', '{_STEMS}'"
_SHARE_OF_A_NIGHT = 100
# Slower models only, and those that grow by more than this power of the documents.
_SECONDS, _POWER = 1.0, 1.25
# A copy's document, department and code, from the template's.
_NEW_ID = "sha256(document_id || '-' || copy)"
_RENAMED = f"""
    replace(replace({{column}},
        translate(format('样例{{{{:04d}}}}局', template), {_DIGITS}),
        translate(format('样例{{{{:06d}}}}局', copy * {_TEMPLATES} + template), {_DIGITS})),
        (200000 + template)::varchar, (300000 + copy * {_TEMPLATES} + template)::varchar)
"""
_NAMED = ("text", "caption", "header_path", "file_path")


def generate(build_file: Path, first: int, last: int) -> None:
    """Adds documents to the raw tables: the copies of these numbers."""
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            f"""
            create or replace temp table copies as
            select document_id, template, number // {_TEMPLATES} as copy
            from range({first}, {last}) as numbers (number)
            inner join pipeline.templates on template = number % {_TEMPLATES}
            """
        )
        for table in _raw_tables(connection):
            columns = [row[0] for row in connection.execute(f"describe raw.{table}").fetchall()]
            connection.execute(
                f"insert into raw.{table} select {', '.join(map(_copied, columns))} "
                f"from pipeline.template_{table} inner join copies using (document_id)"
            )
        connection.execute("checkpoint")


def _copied(column: str) -> str:
    if column == "document_id":
        return _NEW_ID
    if column == "table_id":
        return f"left({_NEW_ID}, 16) || substr(table_id, 17)"
    return _RENAMED.format(column=column) if column in _NAMED else column


def read_templates(place: Path, build_file: Path) -> None:
    """Reads the documents that are copied, and leaves them out of the raw tables themselves."""
    write_disclosures(place / "templates", range(_TEMPLATES))
    load_folder(place / "templates", build_file, jobs=2)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            f"""
            create table pipeline.templates as
            select document_id,
                translate(regexp_extract(file_path, '样例(.{{4}})局', 1), '{_STEMS}', '{_FIGURES}')::int
                    as template
            from raw.document_path
            """
        )
        tables = _raw_tables(connection)
        for table in tables:
            columns = {row[0] for row in connection.execute(f"describe raw.{table}").fetchall()}
            document = "" if "document_id" in columns else "inner join raw.document_table using (table_id)"
            named = "t.*" if "document_id" in columns else "t.*, document_id"
            connection.execute(
                f"create table pipeline.template_{table} as select {named} from raw.{table} as t {document}"
            )
        for table in tables:
            connection.execute(f"delete from raw.{table}")


def _raw_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of what is in documents."""
    query = """
        select distinct table_name
        from duckdb_columns()
        where schema_name = 'raw' and column_name in ('document_id', 'table_id')
        order by 1
    """
    return [name for (name,) in connection.execute(query).fetchall()]


def build(place: Path, build_file: Path, scope: str) -> dict[str, float]:
    """Builds the models and their tests as a refresh does; returns the seconds of each node."""
    target, settings = place / "target", Settings.load()
    child = child_that_builds_again(target, _PROGRAM) or DbtChild(
        DBT_PROJECT, target, parsed_manifest(settings).parent
    )
    environment = build_environment(settings, scope, build_file)
    try:
        outcome = child.build(environment, program=_PROGRAM)
    finally:
        child.end()
    if outcome.error:
        failed = [r for r in outcome.results if r["status"] in ("error", "fail")]
        raise RuntimeError(f"{outcome.error}: {[(r['name'], r['message']) for r in failed][:5]}")
    return {result["name"]: float(result["execution_time"] or 0) for result in outcome.results}


def measure(place: Path, build_file: Path, known: int, documents: int) -> dict[str, Any]:
    """All of it with so many documents; the build file holds some of them already."""
    told: dict[str, Any] = {"documents": documents}
    told["generate"] = _timed(lambda: generate(build_file, known, documents))[0]
    told["build"], nodes = _timed(lambda: build(place, build_file, "all"))
    new = max(1, documents // _SHARE_OF_A_NIGHT)
    generate(build_file, documents, documents + new)
    told["night"], night = _timed(lambda: build(place, build_file, "changed"))
    published = place / "out" / "fiscal.duckdb"
    told["publish"] = _timed(lambda: publish(build_file, published))[0]
    questions = {path.stem: path.read_text(encoding="utf-8") for path in sorted(QUESTIONS.glob("*.sql"))}
    with duckdb.connect(str(published), read_only=True) as connection:
        asked = {
            name: _timed(lambda sql=sql: connection.execute(sql).fetchall())[0]  # type: ignore[misc]
            for name, sql in questions.items()
        }
        (counts,) = connection.execute(
            "select (select count(*) from raw.table_cell), "
            "(select count(*) from marts.fct_published_amount), "
            "(select count(*) from marts.dim_disclosure where is_current)"
        ).fetchall()
    told["questions"], told["slowest_question"] = sum(asked.values()), max(asked.values())
    told |= dict(zip(("cells", "amounts", "current_disclosures"), counts, strict=True))
    told["build_mib"], told["published_mib"] = (f.stat().st_size / 2**20 for f in (build_file, published))
    told["peak_mib_of_models"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(
        ", ".join(f"{k} {v:,.1f}" if isinstance(v, float) else f"{k} {v:,}" for k, v in told.items()) + "\n"
    )
    sys.stdout.flush()
    return told | {"nodes": nodes, "nodes_of_the_night": night, "by_question": asked}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def superlinear(results: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    """The nodes that grow faster than the documents from the first number to the last, the slowest first."""
    first, last = results[0], results[-1]
    ratio = last["documents"] / first["documents"]
    slow = sorted(last[key].items(), key=lambda item: -item[1])
    grown = [
        (
            name,
            first[key].get(name, 0),
            seconds,
            math.log(seconds / max(first[key].get(name, 0), 0.05), ratio),
        )
        for name, seconds in slow
        if seconds > _SECONDS
    ]
    return [f"{n}: {a:.2f} s, {b:.2f} s, power {power:.2f}" for n, a, b, power in grown if power > _POWER]


def main() -> None:
    """Print the numbers, and which models do not scale."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--into", type=Path, help="JSON file of the results")
    parser.add_argument("--keep", type=Path, help="folder whose files stay; without it they go")
    given = parser.parse_args()
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        place = given.keep or Path(folder)
        os.environ.setdefault("FISCAL_HOME", str(place / "home"))
        build_file = place / "fiscal.duckdb"
        read_templates(place, build_file)
        # The first build is dbt's, and leaves the scripts that all others run.
        generate(build_file, 0, _TEMPLATES)
        build(place, build_file, "all")
        known = _TEMPLATES
        for documents in given.documents:
            results.append(measure(place, build_file, known, documents))
            known = documents + max(1, documents // _SHARE_OF_A_NIGHT)
            if given.into:
                kept = json.dumps(results, ensure_ascii=False, indent=1)
                given.into.write_text(kept + "\n", encoding="utf-8")
    for key in ("nodes", "nodes_of_the_night") if len(results) > 1 else ():
        lines = superlinear(results, key)
        sys.stdout.write(
            "\n  ".join([f"{key} that grow faster than the documents: {len(lines)}", *lines]) + "\n"
        )


if __name__ == "__main__":
    main()
