"""Whatever is done to a document, reading it ends with a status, in time and in bounded memory.

Each run takes the same 300 inputs; ``python -m tools.checks.fuzz`` takes as many as wanted.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.build import PROJECT
from tools.checks.fuzz.mutations import mutated
from tools.checks.fuzz.seeds import seeds

INPUTS = 300


def test_the_same_number_gives_the_same_input() -> None:
    assert [mutated(1, number) for number in range(20)] == [mutated(1, number) for number in range(20)]
    assert mutated(1, 0) != mutated(2, 0)


def test_the_seeds_are_sound_documents_of_every_format() -> None:
    assert {name: len(documents) > 1 for name, documents in seeds().items()} == dict.fromkeys(
        ["pdf", "docx", "xlsx", "html", "txt"], True
    )


@pytest.mark.timeout(300)
def test_every_hostile_input_ends_as_read_or_quarantined_and_costs_nothing_else(tmp_path: Path) -> None:
    # In a process of its own: memory is measured over all that a process ever started, and other
    # tests start larger ones. The harness ends with 0 when every input ended well.
    arguments = ["--inputs", str(INPUTS), "--seed", "6", "--jobs", "2", "--keep", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "tools.checks.fuzz", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout[-4000:]}{run.stderr[-4000:]}"
    ended = re.findall(r"(\d+) (read|no_text|quarantined)\b", run.stdout.splitlines()[1])
    statuses = {status: int(count) for count, status in ended}
    assert statuses.keys() <= {"read", "no_text", "quarantined"}
    # Mutations that all break at the door, or none, would prove little.
    assert statuses["read"] > INPUTS / 5
    assert statuses["quarantined"] > INPUTS / 5
