"""Compares one build with shards put together: every mart, row for row, whatever the number of shards.

``python -m tools.checks.shards BUILD.duckdb --into FOLDER`` takes the raw rows of a build file, builds them
once whole and then in shards: by region, and in as many as ``--shards`` says. 1 means that a mart differs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import attach, quoted_name, quoted_text
from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.sharding import (
    HandedOver,
    Shard,
    ShardOutcome,
    Store,
    Template,
    assign_regions,
    build_rounds,
    build_shard,
    find_regions,
    make_template,
    put_together,
)
from dagster_project.sharding.assign import LARGEST, documents_of
from dagster_project.sharding.former import stand_ins
from dagster_project.sharding.province_file import write_file
from dagster_project.sharding.set_aside import content, fill_raw
from dagster_project.sharding.workfile import make_steps, workfile
from tools.checks.compare import Comparison, lines

_SIDES = ("whole", "together")
_COLUMNS = """
    select table_name, list(struct_pack(column_name, data_type) order by column_index)
    from duckdb_columns()
    where schema_name = 'marts' and database_name = ?
    group by table_name
"""


def write_raw(build_file: Path, store: Store, condition: str = "true") -> None:
    """Writes the raw rows of a build file as extraction by shards would.

    Args:
        build_file: What was loaded by ``load_folder``.
        store: Where they go.
        condition: Which documents, of ``raw.document_path``.
    """
    with duckdb.connect() as connection:
        # A file a part, as a batch of documents has.
        connection.execute("set threads = 1; set partitioned_write_max_open_files = 1000")
        attach(connection, build_file, "build", read_only=True)
        present = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'build' and schema_name = 'raw'"
            ).fetchall()
        }
        for table, columns in COLUMNS.items():
            folder = store.root / "raw" / table
            if table not in present:
                continue
            rows, document = f"build.raw.{table} as own", "own.document_id"
            if "document_id" not in columns and "table_id" in columns:
                rows += " inner join build.raw.document_table as tables using (table_id)"
                document = "tables.document_id"
            elif "document_id" not in columns:
                document = "'00'"
            wanted = (
                f"select document_id from build.raw.document_path where {condition} union all select '00'"
            )
            query = f"select own.*, left({document}, 2) as part from {rows} where {document} in ({wanted})"
            folder.mkdir(parents=True, exist_ok=True)
            connection.execute(
                f"copy ({query}) to {quoted_text(str(folder))} "
                "(format parquet, partition_by (part), overwrite_or_ignore)"
            )


def build_whole(
    store: Store,
    template: Template,
    workplace: Path,
    memory_mb: int,
    set_aside: Mapping[str, str] | None = None,
) -> Path:
    """Builds all documents in one file, by the same scripts, unless this program has done so before.

    Those that are to be set aside are quarantined first, each with its reason.
    """
    place = workplace / f"whole-{template.folder.name}.duckdb"
    if place.is_file():
        return place
    with workfile(template.build_file, workplace, memory_mb, 2) as (connection, folder):
        everything = Shard("whole", tuple(documents_of(store)))
        fill_raw(connection, store, content(everything, stand_ins(store), set_aside or {}))
        make_steps(connection, template.plan.models, 2)
        connection.close()
        (folder / "fiscal.duckdb").replace(place)
    return place


def build_by_shards(
    store: Store,
    template: Template,
    shards: Sequence[Shard],
    workplace: Path,
    memory_mb: int,
    *,
    is_measured: bool = False,
) -> list[ShardOutcome]:
    """Builds all rounds of all shards, one after another, and publishes them.

    With ``is_measured`` each task has a process of its own, whose memory is told.
    """

    def build_all(handed_over: HandedOver | None) -> Iterator[ShardOutcome]:
        for shard in shards:
            given = (shard, store, Template(template.folder), workplace, memory_mb, handed_over)
            outcome, peak = _measured(given) if is_measured else (build_shard(*given), None)
            _say(
                f"round {outcome.number + 1} of {template.rounds}: {shard.name}, {outcome.documents} "
                f"documents, {outcome.seconds} s{'' if outcome.is_new else ' (as before)'}"
                f"{f', {peak:,} MB of memory at most' if peak else ''} {outcome.error or ''}"
            )
            yield outcome

    outcomes = build_rounds(store, template, build_all)
    put_together(store, template, outcomes)
    return outcomes


def _measured(given: tuple[Any, ...]) -> tuple[ShardOutcome, int]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_built_and_measured, given).result()


def _built_and_measured(given: tuple[Any, ...]) -> tuple[ShardOutcome, int]:
    outcome = build_shard(*given)
    # What getrusage says of a child may be its parent's.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return outcome, int(status.partition("VmHWM:")[2].split()[0]) // 1024


def differences(whole: Path, together: Path) -> list[str]:
    """The marts that differ, said in words."""
    with Comparison(whole, together) as comparison:
        found = [comparison.table(name) for name in _unequal(whole, together)]
    return ["\n".join(lines(one)) for one in found if one.differs]


def _unequal(whole: Path, together: Path) -> list[str]:
    """The marts whose rows are not the same, as often as they are there, or whose columns differ."""
    with duckdb.connect() as connection:
        attach(connection, whole, "whole", read_only=True)
        attach(connection, together, "together", read_only=True)
        columns = {name: dict(connection.execute(_COLUMNS, [name]).fetchall()) for name in _SIDES}
        marts = sorted(columns["whole"].keys() | columns["together"].keys())
        return [
            mart
            for mart in marts
            if columns["whole"].get(mart) != columns["together"].get(mart) or _has_others(connection, mart)
        ]


def _has_others(connection: duckdb.DuckDBPyConnection, mart: str) -> bool:
    ours, theirs = (f"select * from {name}.marts.{quoted_name(mart)}" for name in _SIDES)
    both = f"(({ours}) except all ({theirs})) union all (({theirs}) except all ({ours}))"
    return bool(connection.execute(f"{both} limit 1").fetchall())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints how builds by shards differ from one build; 0 when none does."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.shards", description=__doc__)
    parser.add_argument("build", type=Path, help="a build file whose raw rows are taken")
    parser.add_argument("--into", type=Path, required=True, help="a folder for everything that is made")
    parser.add_argument("--shards", type=int, nargs="*", default=[3], help="numbers of shards beside regions")
    parser.add_argument(
        "--largest",
        type=int,
        default=LARGEST,
        help="more documents of a place than these are parted by department",
    )
    parser.add_argument("--memory", type=int, default=2048, help="MB for DuckDB in a task")
    parser.add_argument("--whole-memory", type=int, default=2048, help="MB for the one build")
    parser.add_argument("--measure", action="store_true", help="tell the memory of each task")
    parser.add_argument("--no-regions", action="store_true", help="only the given numbers of shards")
    given = parser.parse_args(arguments)
    into, workplace = given.into, given.into / "workplace"
    workplace.mkdir(parents=True, exist_ok=True)
    raw = Store(into / "store")
    template = make_template(raw.templates)
    if not raw.raw_files("document"):
        write_raw(given.build, raw)
    began = time.perf_counter()
    whole = build_whole(raw, template, workplace, given.whole_memory)
    size = whole.stat().st_size >> 20
    _say(f"one build: {time.perf_counter() - began:.1f} s, a file of {size:,} MB")
    failed = 0
    for count in (*([] if given.no_regions else [None]), *given.shards):
        store = Store(into / f"store-{count or 'regions'}")
        shutil.rmtree(store.root, ignore_errors=True)
        store.root.mkdir()
        for name in ("raw", "template"):
            (store.root / name).symlink_to((raw.root / name).resolve())
        shards = assign_regions(
            raw,
            template,
            lambda groups: (find_regions(one, raw, template, workplace, given.memory) for one in groups),
            count,
            given.largest,
        )
        outcomes = build_by_shards(
            store, template, shards, workplace, given.memory, is_measured=given.measure
        )
        together = write_file(store, into / f"together-{count or 'regions'}.duckdb")
        differing = differences(whole, together)
        broken = [outcome.shard for outcome in outcomes if outcome.error]
        _say(f"{len(shards) - 1} shards: {len(differing)} marts differ, {len(broken)} shards failed")
        _say("\n".join(differing))
        failed += bool(differing or broken)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
