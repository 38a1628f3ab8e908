"""Titles in use across provinces, cities and years name the form that they stand above.

Belongs here: ``tests/form_titles.csv`` held against the seed of titles. Does not belong
here: which of several lines above a table is its title (``int_table_title``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.support.extracted import compact
from tools.build import DBT_PROJECT

_TITLES = Path(__file__).parents[1] / "form_titles.csv"
_HALF_WIDTH = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)})


def _cases() -> list[tuple[str, str]]:
    with _TITLES.open(encoding="utf-8", newline="") as file:
        return [(row["title"], row["form_code"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def titles() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create table titles as select * from read_csv(?, header = true, all_varchar = true)",
            [str(DBT_PROJECT / "seeds/form_title.csv")],
        )
        yield connection


@pytest.mark.parametrize(("title", "form_code"), _cases())
def test_a_title_names_its_form(title: str, form_code: str, titles: duckdb.DuckDBPyConnection) -> None:
    named = titles.execute(
        """
        select form_code from titles
        where regexp_matches($title, must_match)
            and not regexp_matches($title, coalesce(must_not_match, '^$'))
        order by priority::integer limit 1
        """,
        {"title": compact(title).translate(_HALF_WIDTH)},
    ).fetchone()
    assert ((named and named[0]) or "") == form_code
