"""What goes to a task and what comes back: small, frozen, and made of texts and numbers.

Belongs here: shards, their outcomes, and what is handed over. Does not belong here: who makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster_project.sharding.store import read_json

OUTCOME = "outcome.json"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What all documents say together.

    Attributes:
        number: The round that counted it; the next one reads it.
        digest: The same for the same content, however it was sharded.
        names: The same where the next round's tables that are the same everywhere come out the same.
        files: Parquet files by what they hold, those of earlier rounds included.
    """

    number: int
    digest: str
    names: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that are built together.

    Attributes:
        name: The same from night to night for the same region.
        documents: Their SHA-256.
        batches: The files of ``raw/document`` that hold them, from that folder on; other tables have their
            rows in files of the same names. None where that is not known.
    """

    name: str
    documents: tuple[str, ...]
    batches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShardOutcome:
    """How a round of a shard ended.

    Attributes:
        shard: Its name.
        number: The round.
        program: The fingerprint of the program.
        key: The same for the same documents, program, and what concerns them of what was handed over.
        folder: Where its results lie in the store.
        documents: How many documents it holds.
        layouts: The identities and layouts of its findings; what others say of these concerns it.
        regions: The regions of its departments; so does what others say of these.
        shared: What it counted for all shards, a Parquet file each in its folder.
        seconds: How long it took.
        is_new: False where an earlier build had come to the same, and nothing was done.
        rows: After the last round the rows of each mart.
        findings: After the last round the rows of ``fct_finding`` that are the publisher's.
        checks: After the last round how many checks passed, and which ones did not.
        error: Why it failed; None when all is well.
        blamed: Documents on which it failed, each with the reason.
        set_aside: Documents that it was built without: ``document_id``, ``file_path``, ``reason``.
        handed_over: What it was given.
    """

    shard: str
    number: int
    program: str
    key: str
    folder: str
    documents: int = 0
    layouts: tuple[tuple[str, str | None], ...] = ()
    regions: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    seconds: float = 0.0
    is_new: bool = True
    rows: Mapping[str, int] = field(default_factory=dict)
    findings: int = 0
    checks: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    blamed: tuple[tuple[str, str], ...] = ()
    set_aside: tuple[Mapping[str, str], ...] = ()
    handed_over: HandedOver | None = None


def outcome_in(folder: Path) -> ShardOutcome | None:
    """The outcome of a round that lies in a folder; None where there is none."""
    kept = read_json(folder / OUTCOME)
    if kept is None:
        return None
    lists = {name: tuple(kept[name]) for name in ("shared", "set_aside", "blamed", "regions")}
    return ShardOutcome(**kept | lists | {"layouts": tuple(map(tuple, kept["layouts"]))})
