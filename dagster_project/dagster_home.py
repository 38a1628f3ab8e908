"""Dagster's home: where it keeps runs and schedules, and the settings it reads there.

Belongs here: ``dagster.yaml``, and opening the instance it describes.
Does not belong here: assets, jobs, schedules.
"""

from __future__ import annotations

from pathlib import Path

from dagster import DagsterInstance
from dagster._core.instance.ref import InstanceRef

_CONFIG = """\
# Written by `fiscal`; changes are overwritten.
telemetry:
  enabled: false
# A refresh writes one build file: a second run waits for the first.
concurrency:
  runs:
    max_concurrent_runs: 1
"""
_NO_COMPUTE_LOGS = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}


def prepare(folder: Path) -> Path:
    """Makes the home and its ``dagster.yaml``; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "dagster.yaml"
    if not config.is_file() or config.read_text(encoding="utf-8") != _CONFIG:
        config.write_text(_CONFIG, encoding="utf-8")
    return folder


def open_instance(folder: Path) -> DagsterInstance:
    """The persistent instance, for a run inside this process.

    Such a run writes a log of its own. Dagster's capture of standard output starts two more
    processes a step, which takes longer than most steps.
    """
    return DagsterInstance.from_ref(InstanceRef.from_dir(str(prepare(folder)), overrides=_NO_COMPUTE_LOGS))
