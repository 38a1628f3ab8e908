"""Kills whole refreshes at moments spread over each of their phases, while readers read; says what was lost.

``python -m tools.checks.faults --kills 50`` takes half an hour. Each refresh is the command itself in its
own process, killed with SIGKILL, and has a new document to publish. The phases take turns: start, reading,
building, auditing, publishing. After each kill the published file must open and be a release; one reader
keeps a connection from the first moment to the last, another opens the file anew all the time. After the last
kill a refresh must succeed and know every document.

Belongs here: the story and its counts. Does not belong here: faults that take seconds (``tests``).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dagster_project.extraction.outcome import sha256_of
from dagster_project.release.archive import described
from tools.writer.examples import Example
from tools.writer.text import render_tabbed

PHASES = ("reading", "building", "auditing", "publishing", "starting")
FISCAL = Path(sys.executable).with_name("fiscal")
_GOLDEN = 0.618034
_LOOK = 0.02
_LOST = "lost or torn"
_DIGITS = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")
# Asks for sums of the whole file, of amounts that belong to their disclosures and nothing else.
WHOLE = """
    select (select count(*) from marts.fct_published_amount),
    (select sum(amount_yuan) from marts.fct_expenditure),
    (select count(*) from raw.table_cell), (select max(release_id) from marts.fct_refresh_run),
    (select count(*) from marts.fct_published_amount anti join marts.dim_disclosure using (disclosure_key))
"""
_HOLDING = f"""
import sys, time, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    first, asked = connection.execute('''{WHOLE}''').fetchall(), 0
    while True:
        assert connection.execute('''{WHOLE}''').fetchall() == first
        asked += 1
        print(asked, flush=True)
        time.sleep(0.2)
"""
_RECONNECTING = f"""
import sys, time, duckdb
asked, last = 0, ''
while True:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        ((amounts, _, _, release, strangers),) = connection.execute('''{WHOLE}''').fetchall()
    assert amounts > 0 and strangers == 0 and release >= last, (amounts, strangers, release, last)
    asked, last = asked + 1, release
    print(asked, flush=True)
    time.sleep(0.2)
"""


def _department(number: int) -> str:
    return f"示例市样例{number + 1:03}局".translate(_DIGITS)


@dataclass(slots=True)
class Story:
    """What became of killed refreshes.

    Attributes:
        seconds: How long a refresh takes that is not killed.
        phases: Kills by what the refresh was at.
        faults: What must not be; empty when all is well.
        published: Kills after which a new release was published all the same.
        reads: Answers that the two readers got.
    """

    seconds: float = 0.0
    killed: int = 0
    published: int = 0
    phases: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The story for a person."""
        phases = ", ".join(f"{count} {phase}" for phase, count in self.phases.most_common())
        reads = ", ".join(f"{name} {count} answers" for name, count in self.reads.items())
        return [
            f"{self.killed} of {self.phases.total()} refreshes of {self.seconds:.0f} s killed ({phases})",
            f"{self.published} of them had published; {len(self.faults)} {_LOST}",
            f"readers: {reads}",
            *self.faults,
        ]


class Place:
    """A raw folder, a home and a published file under one folder."""

    def __init__(self, root: Path, raw: Path | None = None) -> None:
        """Makes the raw folder, which may lie elsewhere."""
        self.raw, self.home = raw or root / "raw", root / "home"
        self.warehouse = root / "out" / "fiscal.duckdb"
        self.raw.mkdir(parents=True, exist_ok=True)
        places = {"FISCAL_RAW_DIR": self.raw, "FISCAL_HOME": self.home, "FISCAL_WAREHOUSE": self.warehouse}
        self.environment = os.environ | {key: str(path) for key, path in places.items()}

    def write(self, number: int) -> str:
        """Adds a document of its own; returns its name."""
        example = Example(
            _department(number), f"{300_000 + number}", 2025, growth={"": f"{1 + number / 100}"}
        )
        name = example.file_name.replace(".pdf", ".txt")
        (self.raw / name).write_text(render_tabbed(example.document()), encoding="utf-8")
        return name

    def digest(self, name: str) -> str:
        """What a document is known by."""
        return sha256_of(self.raw / name)

    def start(self) -> subprocess.Popen[bytes]:
        """Starts a refresh."""
        return subprocess.Popen(
            [FISCAL, "refresh"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def logs(self) -> set[Path]:
        """The logs of JSON lines, one a refresh."""
        return set((self.home / "logs").glob("*.jsonl"))

    def phase(self, before: set[Path]) -> str:
        """What a refresh was at, given the logs that were there before it."""
        logs = sorted(self.logs() - before)
        words = logs[-1].read_text(encoding="utf-8").split('"event": ') if logs else [""]
        return next(
            (w.split('"phase": "')[1].split('"')[0] for w in words[::-1] if '"phase": "' in w), "starting"
        )

    def seconds_of_phases(self) -> dict[str, float]:
        """How long each phase of the last refresh that published took."""
        lines = (self.home / "runs.jsonl").read_text(encoding="utf-8").splitlines()
        facts = [run for run in map(json.loads, lines) if run["outcome"] == "published"][-1]
        seconds = {phase: float(facts.get(f"seconds_{phase}") or 0) for phase in PHASES}
        return seconds | {"starting": facts["seconds_total"] - sum(seconds.values())}

    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        """Status and reason of each document in the published file."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            rows = connection.execute("select file_path, status, status_reason from marts.dim_document")
            return {name: (status, reason) for name, status, reason in rows.fetchall()}

    def documents(self) -> set[str]:
        """The documents that the published file knows."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            rows = connection.execute("select file_path from marts.dim_document where status = 'loaded'")
            return {name for (name,) in rows.fetchall()}


def tell(kills: int, minutes: float, root: Path) -> Story:
    """Kills so many refreshes in a new place under a folder, as far as the time suffices."""
    place, story = Place(root), Story()
    for number in (-1, 0):
        # The second tells how long those take that are killed: as they do, it adds one document.
        place.write(number)
        began = time.monotonic()
        if place.start().wait() != 0:
            story.faults.append("a refresh before the kills failed")
            return story
        story.seconds = time.monotonic() - began
    lengths = place.seconds_of_phases()
    scripts = {"holding": _HOLDING, "reconnecting": _RECONNECTING}
    readers = {name: _Reader(text, place.warehouse, root / f"{name}.txt") for name, text in scripts.items()}
    until = time.monotonic() + 60 * minutes
    for number in range(1, kills + 1):
        if time.monotonic() < until:
            phase = PHASES[number % len(PHASES)]
            # So that also the first few of many are spread over the whole phase.
            _kill(place, story, number, phase, lengths[phase] * (number * _GOLDEN % 1))
    for _ in range(2):
        # The second has nothing to do; both must end well.
        if place.start().wait() != 0:
            story.faults.append("a refresh after the kills failed")
    missing = {path.name for path in place.raw.iterdir()} - place.documents()
    story.faults += [f"{name} is not in the warehouse" for name in sorted(missing)]
    for name, reader in readers.items():
        story.reads[name], complaint = reader.stop()
        story.faults += [f"the {name} reader: {complaint}"] if complaint else []
    return story


def _kill(place: Place, story: Story, number: int, phase: str, seconds: float) -> None:
    place.write(number)
    before, logs = described(place.warehouse), place.logs()
    process = place.start()
    while process.poll() is None and phase not in ("starting", place.phase(logs)):
        time.sleep(_LOOK)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    is_killed = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    story.killed += is_killed
    story.phases[place.phase(logs) if is_killed else "ended before"] += 1
    after = described(place.warehouse)
    if after is None or before is None:
        story.faults.append(f"kill {number}: the published file is not a release")
        return
    story.published += after != before
    known = {path.parent.name for path in place.warehouse.parent.glob("releases/*/fiscal.duckdb")}
    if after.release_id not in known:
        story.faults.append(f"kill {number}: {after.release_id} is not among the releases")
    sys.stdout.write(f"kill {number}, {seconds:.1f} s into {phase}: {after.release_id}\n")
    sys.stdout.flush()


class _Reader:
    """A process that asks the published file until it is stopped."""

    def __init__(self, script: str, warehouse: Path, answers: Path) -> None:
        self._answers = answers
        with answers.open("w") as told:
            self._process = subprocess.Popen(
                [sys.executable, "-c", script, warehouse], stdout=told, stderr=subprocess.PIPE, text=True
            )

    def stop(self) -> tuple[int, str]:
        """How many answers it got, and what it complained of."""
        failed = self._process.poll() is not None
        self._process.terminate()
        _, complaint = self._process.communicate()
        return int(self._answers.read_text().split()[-1]), complaint[-500:] if failed else ""


def main() -> int:
    """Tells the story; 1 when anything was lost or torn."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=240, help="kill no more after so long")
    parser.add_argument("--into", type=Path, help="folder that stays; without it all goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        story = tell(given.kills, given.minutes, given.into or Path(folder) / "place")
    sys.stdout.write("\n".join(story.lines()) + "\n")
    return 1 if story.faults else 0


if __name__ == "__main__":
    sys.exit(main())
