"""Reads hostile inputs as a refresh does, and judges what became of each.

Belongs here: what an input may cost, and the tally.
Does not belong here: how inputs are made (``mutations``).
"""

from __future__ import annotations

import logging
import re
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dagster_project.loading.load import load_folder
from dagster_project.settings import ReadingLimits
from tools.build import build_warehouse
from tools.checks.fuzz.mutations import mutated

LIMITS = ReadingLimits(seconds=20, memory_mb=512)
# Libraries and interpreter, before a document is opened.
_LOADED_MB = 200
_FAULT = re.compile(r"fault of the reader, not of the file: (\w+ at \S+)\.")
_KINDS = {
    "read": re.compile(r"^$"),
    "fault": _FAULT,
    "time": re.compile(r"longer than \d+ s"),
    "crash": re.compile(r"ended its process"),
    "memory": re.compile(r"memory"),
    "limit": re.compile(r"made to break|made to|nested too deeply"),
    "no text": re.compile(r"holds no text"),
    "password": re.compile(r"password"),
}


@dataclass(slots=True)
class Tally:
    """What became of inputs; ``faults`` are what the project has to repair."""

    inputs: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    peak_mb: int = 0

    def lines(self) -> Iterable[str]:
        """The tally for a person."""
        yield f"{self.inputs} inputs in {self.seconds:.0f} s, at most {self.peak_mb} MB in one process"
        yield "  " + ", ".join(f"{count} {status}" for status, count in sorted(self.statuses.items()))
        yield "  " + ", ".join(f"{count} {kind}" for kind, count in sorted(self.kinds.items()))
        for place, count in self.faults.most_common():
            yield f"  fault: {place}, {count} times, first in {self.examples[place]}"

    @property
    def is_good(self) -> bool:
        """Every input ended as it may, no reader of ours failed, no process took more than it is given."""
        ended = sum(self.statuses.values()) == self.inputs
        return ended and not self.faults and self.peak_mb <= LIMITS.memory_mb + _LOADED_MB


def fuzz(seed: int, numbers: range, *, jobs: int, keep: Path | None = None, batch: int = 500) -> Tally:
    """Makes and reads inputs.

    Args:
        seed: Another seed gives other inputs.
        numbers: Which inputs.
        jobs: Documents read at a time.
        keep: Folder for inputs that found a fault, ran into a limit or crashed a library.
        batch: Inputs that lie on the disk at a time.
    """
    tally = Tally()
    begin = time.monotonic()
    logging.getLogger("dagster_project").setLevel(logging.CRITICAL)
    for start in range(0, len(numbers), batch):
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            _run(Path(folder), seed, numbers[start : start + batch], jobs, tally, keep)
        tally.seconds = time.monotonic() - begin
        tally.peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return tally


def _run(folder: Path, seed: int, numbers: range, jobs: int, tally: Tally, keep: Path | None) -> None:
    raw, build = folder / "raw", folder / "build.duckdb"
    raw.mkdir()
    for number in numbers:
        name, content = mutated(seed, number)
        (raw / name).write_bytes(content)
    load_folder(raw, build, jobs=jobs, limits=LIMITS)
    with duckdb.connect(str(build), read_only=True) as connection:
        ended = connection.execute(
            "select file_path, status, coalesce(status_reason, '') "
            "from raw.document_path join raw.document using (document_id)"
        ).fetchall()
    tally.inputs += len(numbers)
    for name, status, reason in ended:
        kind = next((kind for kind, pattern in _KINDS.items() if pattern.search(reason)), "damaged")
        tally.statuses[status] += 1
        tally.kinds[kind] += 1
        if fault := _FAULT.search(reason):
            tally.faults[fault[1]] += 1
            tally.examples.setdefault(fault[1], name)
        if keep and kind in ("fault", "time", "memory", "crash"):
            (keep / kind).mkdir(parents=True, exist_ok=True)
            shutil.copy(raw / name, keep / kind)
            (keep / kind / f"{name}.reason").write_text(reason, encoding="utf-8")


def model(seed: int, numbers: range, *, jobs: int) -> Counter[str]:
    """Builds the whole warehouse over inputs, and counts what its documents end as.

    Raises:
        BuildError: A model or one of its data tests failed on a hostile input.
    """
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        for number in numbers:
            name, content = mutated(seed, number)
            (raw / name).write_bytes(content)
        build = build_warehouse(raw, Path(folder), jobs=jobs)
        with duckdb.connect(str(build), read_only=True) as connection:
            rows = connection.execute("select status, count(*) from marts.dim_document group by status")
            return Counter(dict(rows.fetchall()))
