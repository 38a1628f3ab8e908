"""Documents that a shard is built without, because a model or a check fails on them.

Belongs here: finding them in a shard that failed, noting them in the store, leaving them out.
Does not belong here: how a document is blamed (``audit.blame``), building again (``rounds``).

A note holds for the program that made it: another one tries the document again. What the file held before
comes back where the store knows it (``former``).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.audit.blame import FORMER_STAYS, ProgramFaultError, blamed
from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import load_suites
from dagster_project.sharding.former import StandIn, bring_back, comes_back, stand_ins
from dagster_project.sharding.raw_rows import load_documents
from dagster_project.sharding.records import Shard, ShardOutcome
from dagster_project.sharding.store import Store, read_json, write_json
from dagster_project.sharding.template import Template

_LEAST_MEMORY_MB = 512
_NOTHING_STAYS = "Nothing of this file is published; the other files are."


def blamed_of(
    build_file: Path,
    shard: Shard,
    template: Template,
    memory_mb: int,
    results: Sequence[Mapping[str, Any]],
    failures: Sequence[CheckResult] = (),
) -> tuple[tuple[str, str], ...]:
    """The documents of a shard on which its build failed, each with the reason; none when it is not theirs.

    Args:
        build_file: As the build left it, open nowhere.
        shard: Its documents.
        template: The program.
        memory_mb: Memory for DuckDB.
        results: What models and tests said.
        failures: Expectations that were not met; then these are asked instead.
    """
    try:
        with memory_of_settings(memory_mb):
            found = blamed(
                build_file,
                template.folder,
                template.nodes_file,
                failures,
                load_suites(),
                changed_before=shard.documents,
                results=results,
            )
    except (ProgramFaultError, duckdb.Error):
        return ()
    return tuple((blame.document_id, blame.reason) for blame in found)


def note_blamed(store: Store, template: Template, outcomes: Iterable[ShardOutcome]) -> bool:
    """Notes the documents that shards failed on; whether there is a new one among them."""
    folder = store.set_aside(template.program)
    is_new = False
    for outcome in outcomes:
        for document, reason in outcome.blamed:
            place = folder / f"{document}.json"
            if not place.exists():
                write_json(place, {"document_id": document, "reason": reason})
                is_new = True
    return is_new


@dataclass(frozen=True, slots=True)
class Content:
    """What a shard is built of, given what is set aside now.

    Attributes:
        documents: Those with a place; former versions only where they come back.
        batches: The files that hold them, where that is known.
        reasons: Why some of them are quarantined.
        back: The former versions among them.
    """

    documents: tuple[str, ...]
    batches: tuple[str, ...]
    reasons: Mapping[str, str]
    back: tuple[StandIn, ...]


def content_of(shard: Shard, store: Store, template: Template) -> Content:
    """What a shard is built of now."""
    return content(shard, stand_ins(store), reasons_of(store, template))


def content(shard: Shard, known: Collection[StandIn], reasons: Mapping[str, str]) -> Content:
    """What a shard is built of, given the former versions that there are and what is set aside."""
    back = [one for one in known if comes_back(one, reasons)]
    absent = {one.document_id for one in known} - {one.document_id for one in back}
    documents = tuple(one for one in shard.documents if one not in absent)
    replaced = {other for one in back if one.document_id not in reasons for other in one.instead_of}
    told = {
        one: reasons[one] if one in replaced else reasons[one].replace(FORMER_STAYS, _NOTHING_STAYS)
        for one in documents
        if one in reasons
    }
    own = tuple(one for one in back if one.document_id in shard.documents)
    return Content(documents, shard.batches, told, own)


def fill_raw(
    connection: duckdb.DuckDBPyConnection, store: Store, content: Content
) -> tuple[Mapping[str, str], ...]:
    """Fills the raw tables of the build file in use; returns what is told of documents that are set aside."""
    load_documents(connection, store, content.documents, content.batches or None)
    bring_back(connection, store, content.back)
    return leave_out(connection, content.reasons)


def reasons_of(store: Store, template: Template) -> dict[str, str]:
    """The documents that are set aside, each with the reason."""
    folder = store.set_aside(template.program)
    kept = {path.stem: read_json(path) for path in sorted(folder.glob("*.json"))}
    return {one: str(about["reason"]) for one, about in kept.items() if about}


def leave_out(
    connection: duckdb.DuckDBPyConnection, reasons: Mapping[str, str]
) -> tuple[Mapping[str, str], ...]:
    """Quarantines documents in the build file in use; returns what is told of them."""
    told = []
    for document, reason in reasons.items():
        connection.execute(
            "update raw.document set status = 'quarantined', status_reason = ? where document_id = ?",
            [reason, document],
        )
        row = connection.execute(
            "select min(file_path) from raw.document_path where document_id = ?", [document]
        ).fetchone()
        told.append({"document_id": document, "file_path": str(row[0] if row else ""), "reason": reason})
    return tuple(told)


@contextmanager
def memory_of_settings(memory_mb: int) -> Iterator[None]:
    """What opens the file itself does so within the memory that the settings name."""
    former = os.environ.get("FISCAL_MEMORY_MB")
    os.environ["FISCAL_MEMORY_MB"] = str(max(memory_mb, _LEAST_MEMORY_MB))
    try:
        yield
    finally:
        if former is None:
            del os.environ["FISCAL_MEMORY_MB"]
        else:
            os.environ["FISCAL_MEMORY_MB"] = former
