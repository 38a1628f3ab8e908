"""What a Spark job tells Dagster, when an asset of it launched the job (Dagster Pipes).

Belongs here: the asset's metadata and its checks. Does not belong here: the asset (``orchestration``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from dagster_pipes import DAGSTER_PIPES_CONTEXT_ENV_VAR, PipesAssetCheckSeverity, open_dagster_pipes

from dagster_project.audit.suites import NONE_HELD_BACK, check_name, load_suites
from dagster_project.spark.extraction import Extracted

_SHOWN = 10


def report(done: Extracted, manifest: Mapping[str, Any]) -> None:
    """Reports a refresh to the asset that launched it; does nothing where none did."""
    if DAGSTER_PIPES_CONTEXT_ENV_VAR not in os.environ:
        return
    with open_dagster_pipes() as pipes:
        for suite in load_suites():
            for expectation in suite.expectations:
                broken = _broken(manifest, suite.name, expectation.name)
                severity: PipesAssetCheckSeverity = "ERROR" if expectation.severity == "critical" else "WARN"
                pipes.report_asset_check(
                    check_name(suite.name, expectation.name),
                    passed=not broken,
                    severity=severity,
                    metadata={"shards": len(broken), **dict(list(broken.items())[:_SHOWN])},
                )
        held_back = {
            str(shard["shard"]): str(shard["error"]) for shard in _shards(manifest) if shard["error"]
        }
        pipes.report_asset_check(
            NONE_HELD_BACK,
            passed=not held_back,
            severity="WARN",
            metadata={"shards": len(held_back), **dict(list(held_back.items())[:_SHOWN])},
        )
        pipes.report_asset_materialization(
            metadata={
                "publication": str(manifest["publication"]),
                "files": done.files,
                "read": done.read,
                "not_read": len(done.not_read),
                "documents": int(manifest["documents"]),
                "findings": int(manifest["findings"]),
                "set_aside": len(manifest["set_aside"]),
                "shards": len(_shards(manifest)),
                "shards_built_anew": sum(bool(shard["is_new"]) for shard in _shards(manifest)),
            }
        )


def _shards(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(manifest["shards"])


def _broken(manifest: Mapping[str, Any], suite: str, name: str) -> dict[str, str]:
    """What a check says of the shards that it does not pass in."""
    return {
        str(shard["shard"]): str(check["message"])
        for shard in _shards(manifest)
        for check in shard["checks"].get("failed", ())
        if (check["source"], check["name"]) == (suite, name)
    }
