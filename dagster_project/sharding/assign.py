"""Which documents a shard holds: a region together, or departments of a large one with all their documents.

Belongs here: the light pass, by the models that find regions in every build, and grouping documents.
Does not belong here: building shards (``task``).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from dagster_project.audit.blame import is_of_the_machine
from dagster_project.duckdb_file import quoted_text
from dagster_project.sharding.former import stand_ins
from dagster_project.sharding.raw_rows import load_documents
from dagster_project.sharding.records import Shard
from dagster_project.sharding.store import EVERYWHERE, NOWHERE, Store
from dagster_project.sharding.template import Template
from dagster_project.sharding.workfile import TaskError, make_steps, workfile

_SECTIONS = "int_disclosure_section_of_all_documents"
# Cities of no more documents are one shard; in a larger one each county is, or parts of it.
LARGEST = 2000
_CITY_DIGITS = 4
# No other document concerns these, so they may be parted in any way.
_NOTHING, _NOT_READ = "nothing", "not_read"
# Documents of one task of the light pass.
_GROUP = 250


@dataclass(frozen=True, slots=True, order=True)
class DocumentRegion:
    """A region and a department that a document is about.

    Attributes:
        document_id: Its SHA-256.
        region_code: ``not_disclosed`` where it names none, ``nothing`` where it holds no disclosure,
            ``not_read`` where that is not known.
        department_name: Empty where it names none.
        department_code: Empty where it prints none.
    """

    document_id: str
    region_code: str
    department_name: str = ""
    department_code: str = ""


_COLUMNS = tuple(one.name for one in fields(DocumentRegion))

Find = Callable[[Sequence[Mapping[str, str]]], Iterable[list[DocumentRegion]]]


def find_regions(
    documents: Mapping[str, str], store: Store, template: Template, workplace: Path, memory_mb: int
) -> list[DocumentRegion]:
    """Finds the regions of some documents, a task's part of the light pass, and keeps what it found.

    Args:
        documents: Any documents of the store, with the files that ``documents_of`` says hold them.
        store: Where their raw rows lie.
        template: The program.
        workplace: A folder on this machine.
        memory_mb: Memory for DuckDB.

    Returns:
        At least one region a document, sorted. One on which a model fails is of no region: it will fail on it
        again, and set it aside.

    Raises:
        TaskError: A model failed for want of what the machine has.
    """
    try:
        found = _found(documents, store, template, workplace, memory_mb)
    except TaskError as error:
        if is_of_the_machine(str(error)):
            raise
        names = sorted(documents)
        if len(names) == 1:
            return [DocumentRegion(names[0], NOWHERE)]
        halves = (names[: len(names) // 2], names[len(names) // 2 :])
        return sorted(
            one
            for half in halves
            for one in find_regions(
                {name: documents[name] for name in half}, store, template, workplace, memory_mb
            )
        )
    _keep(store, template, found)
    return found


def _found(
    documents: Mapping[str, str], store: Store, template: Template, workplace: Path, memory_mb: int
) -> list[DocumentRegion]:
    with workfile(template.build_file, workplace, memory_mb) as (connection, _):
        load_documents(connection, store, documents, set(documents.values()))
        make_steps(connection, template.steps_towards(_SECTIONS))
        rows = connection.execute(
            f"""
            select distinct
                documents.document_id,
                case
                    when documents.status <> 'read' then '{_NOT_READ}'
                    when sections.document_id is null then '{_NOTHING}'
                    else coalesce(sections.region_code, '{NOWHERE}')
                end,
                coalesce(sections.department_name, ''),
                coalesce(sections.department_code, '')
            from raw.document as documents
            left join intermediate.{_SECTIONS} as sections on documents.document_id = sections.document_id
            order by all
            """
        ).fetchall()
    return [DocumentRegion(*row) for row in rows]


def assign_regions(
    store: Store, template: Template, find: Find, count: int | None = None, largest: int = LARGEST
) -> list[Shard]:
    """Assigns all documents of the store to shards; those it has seen before keep their region unread.

    Args:
        store: Where the documents' raw rows lie.
        template: The program.
        find: Calls ``find_regions`` for each of some groups of documents, wherever tasks run.
        count: How many shards; as many as regions ask for when None.
        largest: More documents than these are parted where they can be.

    Returns:
        The shards, with the one of no documents that makes what is the same everywhere.
    """
    documents, known = documents_of(store), _known_regions(store, template)
    missing = sorted(documents.keys() - {one.document_id for one in known})
    groups = [
        {one: documents[one] for one in missing[start : start + _GROUP]}
        for start in range(0, len(missing), _GROUP)
    ]
    for found in find(groups):
        known += found
    return shards_of(known, documents, count, largest)


def documents_of(store: Store) -> dict[str, str]:
    """All documents that have a place today, or may come back to one, each with its file of ``raw/document``.

    The file is named from that folder on.
    """
    files, places = store.raw_files("document"), store.raw_files("document_path")
    if not files or not places:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(
            """
            select document_id, arg_min(filename, extracted_at)
            from read_parquet(?, filename = true, hive_partitioning = false)
            where
                document_id in (select document_id from read_parquet(?, hive_partitioning = false))
                or list_contains(?, document_id)
            group by 1 order by 1
            """,
            [files, places, sorted({one.document_id for one in stand_ins(store)})],
        ).fetchall()
    return {document: "/".join(Path(file).parts[-2:]) for document, file in rows}


def _known_regions(store: Store, template: Template) -> list[DocumentRegion]:
    """What this program has found before."""
    files = sorted(map(str, _regions_of(store, template).glob("*.parquet")))
    if not files:
        return []
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select distinct {', '.join(_COLUMNS)} from read_parquet(?) order by all", [files]
        ).fetchall()
    return [DocumentRegion(*row) for row in rows]


def _keep(store: Store, template: Template, found: Sequence[DocumentRegion]) -> None:
    """Keeps what was found of documents that were read."""
    found = [one for one in found if one.region_code != _NOT_READ]
    if not found:
        return
    folder = _regions_of(store, template)
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{found[0].document_id}.parquet"
    temporary = folder / f".{place.name}"
    with duckdb.connect() as connection:
        columns = ", ".join(f"unnest(?::varchar[]) as {column}" for column in _COLUMNS)
        connection.execute(
            f"create table found as select {columns}",
            [[getattr(one, column) for one in found] for column in _COLUMNS],
        )
        connection.execute(f"copy found to {quoted_text(str(temporary))} (format parquet)")
    temporary.replace(place)


def shards_of(
    regions: Iterable[DocumentRegion],
    documents: Mapping[str, str],
    count: int | None = None,
    largest: int = LARGEST,
) -> list[Shard]:
    """Groups documents into shards.

    A city is one, or each of its regions where the city has many documents, joined with regions that one
    document ties to it. Where that is still too much it is parted by department: documents of one place that
    share a department's name or code are never parted, so all of a department's lineage stays together.

    Args:
        regions: At least one a document.
        documents: What is grouped, with the file of each, as ``documents_of`` finds them.
        count: How many shards; as many as regions ask for when None.
        largest: More documents than these are parted where they can be.

    Returns:
        The shards, with the one of no documents.
    """
    known = [one for one in regions if one.document_id in documents]
    groups = _parted(_groups(known, largest), known, largest)
    if count is not None:
        groups = _packed(groups, count)
    shards = [
        Shard(name, tuple(sorted(held)), tuple(sorted({documents[one] for one in held})))
        for name, held in sorted(groups.items())
    ]
    return [Shard(EVERYWHERE, ()), *shards]


def _regions_of(store: Store, template: Template) -> Path:
    return store.regions / template.program[:16]


def _groups(regions: Sequence[DocumentRegion], largest: int) -> dict[str, set[str]]:
    """Documents by city, or by region where a city has many; regions of one document are one."""
    of_region: dict[str, set[str]] = {}
    for one in regions:
        of_region.setdefault(one.region_code, set()).add(one.document_id)
    cities: dict[str, int] = {}
    for region, held in of_region.items():
        cities[region[:_CITY_DIGITS]] = cities.get(region[:_CITY_DIGITS], 0) + len(held)
    names = {
        region: region[:_CITY_DIGITS]
        if region.isdigit() and cities[region[:_CITY_DIGITS]] <= largest
        else region
        for region in of_region
    }
    joined: dict[str, str] = {}
    seen: dict[str, str] = {}
    for region, held in of_region.items():
        for document in held:
            _join(joined, names[region], seen.setdefault(document, names[region]))
    groups: dict[str, set[str]] = {}
    for region, held in of_region.items():
        groups.setdefault(_first(joined, names[region]), set()).update(held)
    return groups


def _parted(
    groups: Mapping[str, set[str]], regions: Sequence[DocumentRegion], largest: int
) -> dict[str, set[str]]:
    """The groups; one of more documents than the largest is parted by department, into a power of two."""
    large = {document for held in groups.values() if len(held) > largest for document in held}
    departments = _departments([one for one in regions if one.document_id in large])
    parted: dict[str, set[str]] = {}
    for name, held in groups.items():
        parts = 1 << (math.ceil(len(held) / largest) - 1).bit_length()
        for document in held if parts > 1 else ():
            number = int(hashlib.sha256(departments[document].encode()).hexdigest(), 16) % parts
            parted.setdefault(f"{name}-{number + 1}of{parts}", set()).add(document)
        if parts == 1:
            parted[name] = held
    return parted


def _departments(regions: Sequence[DocumentRegion]) -> dict[str, str]:
    """The department of each document: the first name of those that documents tie together, else itself."""
    joined: dict[str, str] = {}
    own: dict[str, str] = {}
    for one in regions:
        # What has a code and no name is no department.
        if one.department_name:
            said = [f"{one.region_code} {one.department_name}"]
            said += [f"{one.region_code} {one.department_code} code"] if one.department_code else []
            for name in said:
                _join(joined, name, own.setdefault(one.document_id, name))
    return {
        one.document_id: _first(joined, own[one.document_id]) if one.document_id in own else one.document_id
        for one in regions
    }


def _join(joined: dict[str, str], one: str, other: str) -> None:
    """Makes two groups one, under the name that is first in order."""
    first, last = sorted((_first(joined, one), _first(joined, other)))
    if first != last:
        joined[last] = first


def _first(joined: dict[str, str], name: str) -> str:
    while name in joined:
        name = joined[name]
    return name


def _packed(groups: dict[str, set[str]], count: int) -> dict[str, set[str]]:
    """So many groups, or fewer where there are not as many, of about the same size."""
    packed: list[set[str]] = [set() for _ in range(max(1, count))]
    for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        min(packed, key=len).update(groups[name])
    return {f"shard-{number:04}": held for number, held in enumerate(packed) if held}
