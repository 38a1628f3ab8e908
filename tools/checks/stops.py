"""Stops a refresh at many points, copies the disk as a kill there would leave it, and goes on from there.

``python -m tools.checks.stops --points 60`` takes a tenth of the time of as many kills (``faults``). All
processes of one refresh are stopped (SIGSTOP) at points spread over each of its phases; what lies on the disk
then is what SIGKILL would leave. In each copy the published file must be a whole release, and the build file
must open and take in every document; from one copy of each phase a whole refresh must publish all of them.

Belongs here: the points, the copies and the counts. Does not belong here: real kills (``faults``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dagster_project.loading.load import load_folder
from dagster_project.release.archive import described
from tools.checks.faults import FISCAL, PHASES, WHOLE, Place

_LOOK = 0.02
_STOPPED = "Tt"


class Stops:
    """The copies of one refresh, and what is wrong with them.

    Attributes:
        points: Copies that were made, by phase.
        published: Copies that hold the new release already.
        faults: What must not be.
    """

    def __init__(self, root: Path, points: int) -> None:
        """Begins with a place that has been refreshed; makes one when there is none."""
        self.root, self.place = root, Place(root)
        self.each = max(1, points // len(PHASES))
        self.points: Counter[str] = Counter()
        self.faults: list[str] = []
        self.published = 0
        if not self.place.warehouse.exists():
            # The second tells how long the phases take of the one that is stopped: it adds one document, too.
            for number in range(2):
                self.place.write(number)
                if self.place.start().wait() != 0:
                    raise RuntimeError("a refresh before the stops failed")
        self.former = described(self.place.warehouse)
        self.answers: dict[str, list[tuple[object, ...]]] = {}
        self.copies: list[tuple[str, Path]] = []
        self.kept: dict[str, Path] = {}

    def run(self) -> None:
        """One refresh with a new document, stopped again and again."""
        place, lengths = self.place, self.place.seconds_of_phases()
        place.write(len(list(place.raw.iterdir())))
        logs = place.logs()
        process = subprocess.Popen(
            [FISCAL, "refresh"],
            env=place.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        phase, began, done = "", 0.0, 0
        while process.poll() is None:
            time.sleep(_LOOK)
            now = place.phase(logs)
            if now != phase:
                phase, began, done = now, time.monotonic(), 0
            ran = time.monotonic() - began
            if done < self.each and ran >= lengths[phase] * (done + 0.5) / self.each:
                self._stop(process.pid, phase)
                # The time of the copy is none of the refresh's.
                began, done = time.monotonic() - ran, done + 1
        if process.returncode != 0:
            self.faults.append("the refresh that was stopped failed in the end")

    def _stop(self, group: int, phase: str) -> None:
        os.killpg(group, signal.SIGSTOP)
        try:
            while not all(state in _STOPPED for state in _states(group)):
                time.sleep(_LOOK / 10)
            copy = self.root / "stops" / f"{len(self.copies) + 1}-{phase}"
            copy.mkdir(parents=True)
            subprocess.run(["cp", "-a", self.place.home, self.place.warehouse.parent, copy], check=True)
        finally:
            os.killpg(group, signal.SIGCONT)
        self.copies.append((phase, copy))

    def judge(self) -> None:
        """Judges all copies, and keeps one of each phase."""
        for number, (phase, copy) in enumerate(self.copies, start=1):
            self.points[phase] += 1
            self._judge(number, phase, copy)
            if self.points[phase] == self.each // 2 + 1:
                self.kept[phase] = copy
            else:
                shutil.rmtree(copy)

    def _judge(self, number: int, phase: str, copy: Path) -> None:
        """Asks the published file of a copy; brings a copy of its build file in line with the folder."""
        warehouse = copy / self.place.warehouse.parent.name / "fiscal.duckdb"
        release = described(warehouse)
        if release is None:
            self.faults.append(f"point {number}, {phase}: the published file is not a release")
            return
        self.published += release != self.former
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            answer = connection.execute(WHOLE).fetchall()
        if self.answers.setdefault(release.release_id, answer) != answer or answer[0][-1]:
            self.faults.append(f"point {number}, {phase}: {release.release_id} is torn")
        trial = copy / "trial" / "fiscal.duckdb"
        shutil.copytree(copy / "home" / "build", trial.parent)
        summary = load_folder(self.place.raw, trial, jobs=1)
        with duckdb.connect(str(trial), read_only=True) as connection:
            ((known,),) = connection.execute(
                "select count(distinct file_path) from raw.document_path"
            ).fetchall()
        if summary.total != known or summary.failed or trial.with_suffix(".duckdb.damaged").exists():
            self.faults.append(f"point {number}, {phase}: the build file lost documents")
        shutil.rmtree(trial.parent)

    def go_on(self) -> None:
        """A whole refresh from one copy of each phase."""
        for phase, copy in self.kept.items():
            place = Place(copy, raw=self.place.raw)
            code = place.start().wait()
            missing = {path.name for path in place.raw.iterdir()} - place.documents()
            if code != 0 or missing:
                self.faults.append(f"the refresh after {phase}: status {code}, missing {sorted(missing)}")

    def lines(self) -> Iterator[str]:
        """The story for a person."""
        phases = ", ".join(f"{count} {phase}" for phase, count in self.points.items())
        yield f"{self.points.total()} points ({phases}), {self.published} after the publication"
        yield f"{len(self.kept)} whole refreshes from such points; {len(self.faults)} lost or torn"
        yield from self.faults


def _states(group: int) -> Iterator[str]:
    """The states of all processes of a group."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] not in "ZX":
            yield fields[0]


def main() -> int:
    """Tells the story; 1 when anything was lost or torn."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.stops", description=__doc__)
    parser.add_argument("--points", type=int, default=60)
    parser.add_argument("--into", type=Path, help="folder that stays; without it all goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stops-") as folder:
        stops = Stops(given.into or Path(folder) / "place", given.points)
        stops.run()
        stops.judge()
        sys.stdout.write("\n".join(stops.lines()) + "\n")
        sys.stdout.flush()
        stops.go_on()
    sys.stdout.write("\n".join(stops.lines()) + "\n")
    return 1 if stops.faults else 0


if __name__ == "__main__":
    sys.exit(main())
