"""What shards share: counted in each, added up over all, handed to each without its own part.

Belongs here: reading candidates out of a shard, reducing those of all shards, filling ``elsewhere`` of one.
Does not belong here: who counts (the models `int_shared_...`), who reads (the macro `everywhere`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import quoted_name, quoted_text
from dagster_project.loading.elsewhere import COLUMNS
from dagster_project.sharding.records import HandedOver, ShardOutcome
from dagster_project.sharding.store import Store
from dagster_project.sharding.template import SHARED, Template, template_of
from dagster_project.sharding.workfile import make_steps, workfile

_MEMORY_MB = 1024


def write_candidates(connection: duckdb.DuckDBPyConnection, things: Sequence[str], folder: Path) -> None:
    """Writes what the documents of the build file in use say together, a file a thing."""
    for thing in things:
        connection.execute(
            f"copy (select {', '.join(COLUMNS[thing])} from intermediate.{SHARED}{thing} order by all) "
            f"to {quoted_text(str(folder / f'{thing}.parquet'))} (format parquet)"
        )


def reduce_candidates(store: Store, outcomes: Sequence[ShardOutcome]) -> HandedOver:
    """Adds up what the shards counted in a round.

    A shard that failed is left out: what is published of it stays as it was.

    Args:
        store: Where the result goes, for all tasks.
        outcomes: The outcomes of that round, of all shards.

    Returns:
        What the next round is given.
    """
    number = max(outcome.number for outcome in outcomes)
    good = [outcome for outcome in outcomes if outcome.error is None]
    if not good:
        return HandedOver(number, "", "", {})
    former = next((outcome.handed_over for outcome in good if outcome.handed_over), None)
    files = dict(former.files) if former else {}
    digests = [former.digest if former else ""]
    with duckdb.connect() as connection:
        for thing in sorted({thing for outcome in good for thing in outcome.shared}):
            sources = [str(Path(outcome.folder) / f"{thing}.parquet") for outcome in good]
            connection.execute(
                f"create table {thing} as {_merged(thing, 'select * from read_parquet(?)')} order by all",
                [sources],
            )
            rows = connection.execute(f"select count(*), bit_xor(hash(t)) from {thing} as t").fetchone()
            digests.append(f"{thing} {rows}")
        digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()[:16]
        folder = store.handed_over / digest
        folder.mkdir(parents=True, exist_ok=True)
        for (thing,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            temporary, place = folder / f".{thing}", folder / f"{thing}.parquet"
            connection.execute(f"copy {thing} to {quoted_text(str(temporary))} (format parquet)")
            temporary.replace(place)
            files[thing] = str(place)
    handed_over = HandedOver(number, digest, "", files)
    template = template_of(store.templates, good[0].program)
    return replace(handed_over, names=_names(store, template, handed_over))


def _names(store: Store, template: Template, handed_over: HandedOver) -> str:
    """The digest of the next round's tables that are the same for all shards, from what was handed over."""
    steps = [step for step in template.steps_of(handed_over.number + 1) if template.is_everywhere(step)]
    if not steps:
        return ""
    with workfile(template.build_file, store.handed_over, _MEMORY_MB) as (connection, _):
        fill_elsewhere(connection, handed_over)
        make_steps(connection, steps)
        found = [
            connection.execute(
                f"select count(*), bit_xor(hash(t)) from {step.layer}.{quoted_name(step.name)} as t"
            ).fetchone()
            for step in steps
        ]
    return hashlib.sha256(str(found).encode()).hexdigest()


def layouts_of_findings(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[str, str | None], ...]:
    """The identities that documents of the build file in use break, each with the layouts it is broken in."""
    rows = connection.execute("""
        select distinct findings.identity_code, layouts.layout_key
        from intermediate.int_finding_check as findings
        left join marts.fct_recognised_table as tables using (disclosure_key, form_code)
        left join intermediate.int_table_layout as layouts on tables.table_id = layouts.table_id
        order by all
    """).fetchall()
    return tuple((identity, layout) for identity, layout in rows)


def regions_of(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The regions of the departments in the build file in use."""
    rows = connection.execute(
        "select distinct region_code from intermediate.int_department_lineage order by all"
    ).fetchall()
    return tuple(region for (region,) in rows)


def concerning(
    handed_over: HandedOver, layouts: Sequence[tuple[str, str | None]], regions: Sequence[str] = ()
) -> str:
    """The digest of what all documents say of some identities and layouts, and of some regions."""
    said: list[tuple[object, ...]] = []
    with duckdb.connect() as connection:
        for thing in sorted(handed_over.files) if regions else ():
            if _is_of_regions(thing):
                said += connection.execute(
                    "select ?, count(*), bit_xor(hash(own)) "
                    "from (select * from read_parquet(?) where list_contains(?, region_code)) as own",
                    [thing, handed_over.files[thing], list(regions)],
                ).fetchall()
        if layouts and "judged_identity" in handed_over.files:
            said += connection.execute(
                "select * from read_parquet(?) where list_contains(?, identity_code) order by all",
                [handed_over.files["judged_identity"], [identity for identity, _ in layouts]],
            ).fetchall()
        if layouts and "layout_judgement" in handed_over.files:
            said += connection.execute(
                "select * from read_parquet(?) where list_contains(?, identity_code || ' ' || layout_key) "
                "order by all",
                [
                    handed_over.files["layout_judgement"],
                    [f"{identity} {layout}" for identity, layout in layouts],
                ],
            ).fetchall()
    return hashlib.sha256(str(said).encode()).hexdigest()


def fill_elsewhere(connection: duckdb.DuckDBPyConnection, handed_over: HandedOver) -> None:
    """Puts into ``elsewhere`` what was handed over without what the build file in use has counted itself.

    What is said of a region goes only where documents of that region are.
    """
    for thing, file in handed_over.files.items():
        columns = COLUMNS[thing]
        of_regions = (
            " where region_code in (select region_code from intermediate.int_department_lineage)"
            if _is_of_regions(thing)
            else ""
        )
        negated = ", ".join(f"-{column} as {column}" if _is_count(column) else column for column in columns)
        both = (
            f"select {', '.join(columns)} from read_parquet({quoted_text(file)}){of_regions} "
            f"union all select {negated} from intermediate.{SHARED}{thing}"
        )
        connection.execute(f"delete from elsewhere.{thing}")
        connection.execute(f"insert into elsewhere.{thing} by name {_merged(thing, both)}")


def _merged(thing: str, rows: str) -> str:
    """A query that merges rows of one key; a key that nobody counts any more is left out."""
    columns = COLUMNS[thing]
    counts = [column for column in columns if _is_count(column)]
    keys = [column for column in columns if not _is_count(column) and not _is_first(column)]
    shown = ", ".join(
        f"cast(sum({column}) as bigint) as {column}"
        if _is_count(column)
        else f"min({column}) as {column}"
        if _is_first(column)
        else column
        for column in columns
    )
    some = " or ".join(f"sum({column}) <> 0" for column in counts)
    having = f" having {some}" if counts else ""
    return f"select {shown} from ({rows}) as rows_of_all group by {', '.join(keys)}{having}"


def _is_of_regions(thing: str) -> bool:
    return "region_code" in COLUMNS[thing]


def _is_count(column: str) -> bool:
    return column.endswith("_count")


def _is_first(column: str) -> bool:
    return column.startswith("first_")
