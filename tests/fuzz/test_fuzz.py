"""Whatever is done to a document, reading it ends with a status, in time and in bounded memory.

Each run takes the same 300 inputs; ``python -m tools.fuzz`` takes as many as wanted.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.fuzz.harness import fuzz
from tools.fuzz.mutations import mutated
from tools.fuzz.seeds import seeds

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
    tally = fuzz(seed=6, numbers=range(INPUTS), jobs=2, keep=tmp_path)
    assert tally.is_good, "\n".join(tally.lines())
    assert tally.statuses.keys() <= {"read", "no_text", "quarantined"}
    # Mutations that all break at the door, or none, would prove little.
    assert tally.statuses["read"] > INPUTS / 5
    assert tally.statuses["quarantined"] > INPUTS / 5
