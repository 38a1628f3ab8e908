"""Texts are read in the characters that a person sees, whatever their file calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.extraction.characters import as_seen
from tests.support.extracted import read, rows


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("⼀般公共预算⽀出⾦额", "一般公共预算支出金额"),
        ("⻓期⻋辆", "长期车辆"),
        ("\uf98e度⾏政", "年度行政"),
        ("ﬁscal", "fiscal"),
        ("1,286\u200b.45", "1,286.45"),
        ("\u202a886.45\u202c\u2060", "886.45"),
        ("\ufeff1286\u00ad.45", "1286.45"),
        # Shown from right to left: not the number that is stored.
        ("\u202e54.6821", "\u202e54.6821"),
        ("２０２５年，１．５", "２０２５年，１．５"),
    ],
)
def test_characters_are_those_that_are_seen(stored: str, seen: str) -> None:
    assert as_seen(stored) == seen


def test_every_format_is_read_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "科⽬,⾦额,合计\n⽀出,1\u200b286.45,\u200e9.5\n合计,1286.45,9.5\n", encoding="utf-8"
    )
    (table,) = read(tmp_path / "a.csv").tables
    assert rows(table) == [["科目", "金额", "合计"], ["支出", "1286.45", "9.5"], ["合计", "1286.45", "9.5"]]
