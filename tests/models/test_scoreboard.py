"""The lines of the scoreboard of real disclosures are what the warehouse makes of them today.

A line that differs is a change to look at: a gain is taken over by ``python -m tools.checks.scoreboard
--update``, a loss is a fault. By default a handful of small documents is built;
FISCAL_SCOREBOARD=1 asks for all of them, which takes minutes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dagster_project.extraction.outcome import sha256_of
from tests.models.conftest import SCOREBOARD_SAMPLE
from tools.build import build_warehouse
from tools.checks.scoreboard import DISCLOSURES, differences, lines_of, read_scoreboard, write_scoreboard

LINE = {"sha256": "ab12", "region_folder": "示例市", "status": "loaded", "fiscal_year": "2026"}
LINE |= {"budget_stage": "budget", "reporting_scope": "unit", "disclosure_no": "1", "content": "complete"}
LINE |= {"forms": "9", "statutory_forms": "9", "statutory_amounts": "10", "proven": "10", "disputed": "0"}
LINE |= {"disputed_publisher": "0", "disputed_reader": "0", "disputed_unclear": "0", "unproven": "0"}
LINE |= {"withheld_forms": "0", "lost_numbers": "0", "violated_checks": "0"}


@pytest.mark.timeout(900)
def test_a_handful_of_disclosures_comes_out_as_recorded(disclosures_build_file: Path) -> None:
    found = lines_of(disclosures_build_file)
    built = {line["sha256"] for line in found}
    assert all(any(digest.startswith(prefix) for digest in built) for prefix in SCOREBOARD_SAMPLE)
    expected = [line for line in read_scoreboard() if line["sha256"] in built]
    said = differences(expected, found)
    assert not said, "\n".join(said)


@pytest.mark.timeout(3600)
@pytest.mark.skipif(
    os.environ.get("FISCAL_SCOREBOARD") != "1", reason="FISCAL_SCOREBOARD=1 builds all disclosures"
)
def test_all_disclosures_come_out_as_recorded(tmp_path: Path) -> None:
    said = differences(read_scoreboard(), lines_of(build_warehouse(DISCLOSURES, tmp_path)))
    assert not said, "\n".join(said)


@pytest.mark.skipif(not DISCLOSURES.is_dir(), reason="the real disclosures are not beside the project")
def test_the_scoreboard_knows_every_disclosure_at_hand() -> None:
    known = {line["sha256"] for line in read_scoreboard()}
    unknown = [
        path.name
        for path in sorted(DISCLOSURES.glob("*/*"))
        if path.suffix.lower() in (".pdf", ".docx", ".txt") and sha256_of(path) not in known
    ]
    assert not unknown


def test_a_changed_count_is_named_and_equal_lines_are_not() -> None:
    assert differences([LINE], [dict(LINE)]) == []
    assert differences([LINE], [LINE | {"proven": "9", "unproven": "1"}]) == [
        "示例市 ab12 2026 budget unit: proven '10' -> '9', unproven '0' -> '1'"
    ]


def test_a_disclosure_that_is_gone_or_new_is_named() -> None:
    assert differences([LINE], []) == ["示例市 ab12 2026 budget unit: is gone"]
    assert differences([], [LINE]) == ["示例市 ab12 2026 budget unit: is new"]


def test_what_is_written_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.checks.scoreboard.SCOREBOARD", tmp_path / "scoreboard.csv")
    write_scoreboard([LINE])
    assert read_scoreboard() == [LINE]
