"""What the README shows is what a reader gets: its queries' answers on the samples, and its commands.

Belongs here: queries and metrics in the prose of the project. Does not belong here: the cookbook
(``test_cookbook``), what a metric means (``test_metrics``).
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.support.built import Build
from tests.support.workplace import FISCAL, bring_parsed_project
from tools.build import PROJECT
from tools.writer.samples import MADE_UP, SAMPLES

pytestmark = pytest.mark.timeout(900)

PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")), PROJECT / "docs/cookbook/README.md")
_README = PAGES[0].read_text(encoding="utf-8")
_TOUR = re.findall(
    r"^(\d+)\. [^\n]*\n\n```sql\n(.*?)```\n\n(\|.*?)\n(?:\n|$)", _README, re.DOTALL | re.MULTILINE
)
_METRICS = sorted(
    {
        found.strip()
        for page in PAGES
        for found in re.findall(r"fiscal metric( [a-z][^\n`#]*)", page.read_text(encoding="utf-8"))
    }
)


@pytest.fixture(scope="module")
def samples(cookbook_build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts as they are when the samples alone are loaded."""
    connection = duckdb.connect()
    connection.execute(f"attach '{cookbook_build.file}' as built (read_only)")
    connection.execute("create schema marts")
    connection.execute(
        """
        create table sample_disclosures as
        select disclosure_key
        from built.marts.dim_disclosure
        inner join built.marts.dim_document using (document_key)
        where file_path in (select unnest(?))
        """,
        [[*(one.file_name for one in SAMPLES), *(f"examples/{one.file_name}" for one in MADE_UP)]],
    )
    marts = connection.execute("""
        select table_name, bool_or(column_name = 'disclosure_key')
        from duckdb_columns()
        where database_name = 'built' and schema_name = 'marts'
        group by table_name
    """).fetchall()
    for name, is_of_disclosures in marts:
        where = "where disclosure_key in (from sample_disclosures)" if is_of_disclosures else ""
        connection.execute(f"create view marts.{name} as select * from built.marts.{name} {where}")
        if name.startswith("v_"):
            connection.execute(f"create view main.{name} as select * from marts.{name}")
    yield connection
    connection.close()


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return str(value)


@pytest.mark.parametrize(("query", "table"), [tour[1:] for tour in _TOUR], ids=[tour[0] for tour in _TOUR])
def test_a_query_of_the_tour_answers_as_the_page_says(
    samples: duckdb.DuckDBPyConnection, query: str, table: str
) -> None:
    cursor = samples.execute(query)
    found = [[column[0] for column in cursor.description], *cursor.fetchall()]
    lines = [line for line in table.splitlines() if not re.fullmatch(r"[|-]+", line)]
    said = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [[_text(value) for value in row] for row in found] == said


def test_the_tour_and_a_metric_are_there() -> None:
    assert [tour[0] for tour in _TOUR] == ["1", "2", "3", "4", "5"]
    assert _METRICS


@pytest.mark.parametrize("arguments", _METRICS)
def test_a_metric_that_a_page_asks_for_answers(cookbook_build: Build, tmp_path: Path, arguments: str) -> None:
    places = {"FISCAL_WAREHOUSE": str(cookbook_build.file), "FISCAL_HOME": str(tmp_path / "home")}
    bring_parsed_project(tmp_path / "home")
    run = subprocess.run(
        [FISCAL, "metric", *shlex.split(arguments)],
        env=os.environ | places,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    header, *rows = run.stdout.splitlines()
    assert shlex.split(arguments)[0] in header
    assert rows
