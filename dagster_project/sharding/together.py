"""Puts the shards together: their marts under one publication, and its manifest.

Belongs here: what a publication holds, and that it appears at once. Does not belong here: what shards do.

A shard whose build failed, or that its checks refuse, stays as it was published last; the manifest says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dagster_project.sharding.records import ShardOutcome
from dagster_project.sharding.store import Store, link_files, read_json, write_json
from dagster_project.sharding.template import Template

_PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations")


class NotPublishedError(RuntimeError):
    """Nothing was published; the message says why."""


def put_together(store: Store, template: Template, outcomes: Sequence[ShardOutcome]) -> dict[str, Any]:
    """Publishes what the last round of all shards made.

    Args:
        store: Where the results lie.
        template: The program.
        outcomes: The outcomes of the last round, of all shards.

    Returns:
        The manifest.

    Raises:
        NotPublishedError: No shard came to its end.
    """
    last = template.rounds - 1
    if not any(outcome.error is None and outcome.number == last for outcome in outcomes):
        reasons = "\n".join(f"{outcome.shard}: {outcome.error}" for outcome in outcomes[:5])
        raise NotPublishedError(f"No shard came to its end, so nothing was published.\n{reasons}")
    former = read_json(store.manifest) or {}
    publication = _new_name(store)
    shards = [_placed(store, outcome, publication, former, last) for outcome in outcomes]
    rows: dict[str, int] = {}
    for shard in shards:
        for mart, count in shard["rows"].items():
            rows[mart] = rows.get(mart, 0) + count
    manifest = {
        "publication": publication,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": template.program,
        "versions": {name: version(name) for name in _PACKAGES},
        "documents": sum(shard["documents"] for shard in shards),
        "findings": sum(shard["findings"] for shard in shards),
        "rows": dict(sorted(rows.items())),
        "set_aside": [one for shard in shards for one in shard["set_aside"]],
        "held_back": [shard["shard"] for shard in shards if shard["error"]],
        "shards": shards,
    }
    write_json(store.manifest_of(publication), manifest)
    write_json(store.manifest, manifest)
    return manifest


def _new_name(store: Store) -> str:
    """A name that no publication has, whose order is that of time."""
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    number = 1
    while store.marts(f"{name}-{number}").exists() or store.manifest_of(f"{name}-{number}").exists():
        number += 1
    return f"{name}-{number}"


def _placed(
    store: Store, outcome: ShardOutcome, publication: str, former: dict[str, Any], last: int
) -> dict[str, Any]:
    """Lets a shard's files appear under the publication; returns what the manifest says of it."""
    about = {
        "shard": outcome.shard,
        "documents": outcome.documents,
        "rows": dict(outcome.rows),
        "findings": outcome.findings,
        "checks": dict(outcome.checks),
        "seconds": outcome.seconds,
        "is_new": outcome.is_new,
        "set_aside": [dict(one) for one in outcome.set_aside],
        "error": outcome.error,
    }
    target = store.marts(publication)
    if outcome.error is None and outcome.number == last:
        link_files(Path(outcome.folder) / "marts", target)
        return about
    about["error"] = outcome.error or "It was not built to its end."
    kept = next((shard for shard in former.get("shards", ()) if shard["shard"] == outcome.shard), None)
    if kept is None:
        return about | {"rows": {}, "findings": 0, "documents": 0}
    before = store.marts(former["publication"])
    for path in sorted(before.rglob(f"{outcome.shard}-*.parquet")):
        place = target / path.relative_to(before)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return {"set_aside": [], **kept, "error": about["error"], "is_new": False}
