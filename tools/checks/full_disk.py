"""Fills the disk in each phase of a refresh, and says what came of it.

``python -m tools.checks.full_disk`` takes some minutes and mounts a small file system, which only root may.
All places of the refresh but the documents lie on it. In each phase in turn the whole disk is filled while a
refresh publishes a new document: it must end with status 1 and a sentence, the published file must stay as it
is, and a refresh after room was made must publish all documents.

Belongs here: the story and its counts. Does not belong here: kills (``faults``).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dagster_project.extraction.outcome import sha256_of
from dagster_project.release.archive import described
from tools.checks.faults import FISCAL, PHASES, Place

_LOOK = 0.02
_PIECE = 2**20


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system in memory of so many bytes."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def _fill(path: Path) -> None:
    """Takes all that is free; called again and again, since what others remove becomes free."""
    with path.open("ab") as file, suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(_PIECE))


def try_phase(place: Place, phase: str, number: int) -> list[str]:
    """What must not be, when the disk is full from the beginning of a phase on."""
    place.write(number)
    before, logs = sha256_of(place.warehouse), place.logs()
    process = subprocess.Popen(
        [FISCAL, "refresh"],
        env=place.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    filler = place.home.parent / "filler"
    is_full = False
    while process.poll() is None:
        if is_full or place.phase(logs) == phase:
            _fill(filler)
            is_full = True
        time.sleep(_LOOK)
    told = process.communicate()[0]
    filler.unlink(missing_ok=True)
    sys.stdout.write(f"{phase}: status {process.returncode}\n{told.strip()}\n\n")
    sys.stdout.flush()
    faults = [] if is_full else [f"{phase}: the disk was never full"]
    if process.returncode != 1:
        faults.append(f"{phase}: status {process.returncode}")
    if "Traceback" in told or "space" not in told:
        faults.append(f"{phase}: it does not say that the disk is full")
    if sha256_of(place.warehouse) != before:
        faults.append(f"{phase}: the published file is another one")
    if described(place.warehouse) is None:
        faults.append(f"{phase}: the published file is not a release")
    return faults


def recover(place: Place) -> list[str]:
    """What must not be after there was room again."""
    if place.start().wait() != 0:
        return ["the refresh with room failed"]
    missing = {path.name for path in place.raw.iterdir()} - place.documents()
    return [f"{name} is not in the warehouse" for name in sorted(missing)]


def main() -> int:
    """Fills the disk in each phase; 1 when anything was lost or not said."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.full_disk", description=__doc__)
    parser.add_argument("--size", default="400m", help="of the disk")
    parser.add_argument("--phases", nargs="*", default=PHASES)
    given = parser.parse_args()
    faults: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="full-") as folder,
        small_disk(Path(folder) / "disk", given.size) as disk,
    ):
        place = Place(disk, raw=Path(folder) / "raw")
        place.write(0)
        if place.start().wait() != 0:
            sys.stdout.write("The refresh on the empty disk failed.\n")
            return 1
        for number, phase in enumerate(given.phases, start=1):
            faults += try_phase(place, phase, number)
        faults += recover(place)
    sys.stdout.write(
        "\n".join([f"{len(given.phases)} phases on a full disk, {len(faults)} faults", *faults]) + "\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
