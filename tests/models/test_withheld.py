"""What is known to be wrong is said, and never reaches a star fact: withheld forms, lost numbers."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.support.built import Build
from tests.support.dbt import run_dbt
from tests.support.workplace import FISCAL

_MODELS = (
    "int_conservation int_withheld_form int_shown_star_form dim_disclosure fct_expenditure fct_revenue "
    "fct_conservation_check v_disclosure int_suspect_page dim_document"
)
_SUMS = """
    select disclosure_key, sum(amount_yuan) from marts.fct_expenditure
    where disclosure_key <> ? group by disclosure_key order by disclosure_key
"""


def _victim(build: Build) -> str:
    """A current disclosure whose form of expenditure adds up."""
    ((key,),) = build.rows(
        "select min(disclosure_key) from marts.fct_conservation_check "
        "inner join marts.dim_disclosure using (disclosure_key) "
        "where star_fact = 'fct_expenditure' and status = 'exact' and leaf_count > 1 and first_page = 1"
    )
    return str(key)


@pytest.fixture(scope="module")
def counted_twice(own_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """The build of the writer's documents, with the lines of one form read twice."""
    folder = tmp_path_factory.mktemp("withheld")
    build_file = Path(shutil.copy2(own_build.file, folder / "fiscal.duckdb"))
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            "insert into intermediate.int_leaf_amount_of_all_documents "
            "select * replace (amount_key || '.again' as amount_key) "
            "from intermediate.int_leaf_amount_of_all_documents "
            "where disclosure_key = ? and form_code = 'expenditure'",
            [_victim(own_build)],
        )
        connection.execute(
            "update raw.page set number_count = 100, lost_number_count = 40 "
            "where page_no = 1 and document_id = "
            "(select document_key from marts.dim_disclosure where disclosure_key = ?)",
            [_victim(own_build)],
        )
    run = run_dbt("--quiet", "run", "--select", *_MODELS.split(), file=build_file, target=folder / "target")
    assert run.returncode == 0, run.stdout + run.stderr
    build = Build(build_file)
    yield build
    build.close()


def test_form_whose_lines_are_counted_twice_is_in_no_fact(own_build: Build, counted_twice: Build) -> None:
    key = _victim(own_build)
    query = "select count(*) from marts.fct_expenditure where disclosure_key = ?"
    assert own_build.rows(query, key) != [(0,)]
    assert counted_twice.rows(query, key) == [(0,)]
    assert counted_twice.rows(_SUMS, key) == own_build.rows(_SUMS, key)
    revenue = "select sum(amount_yuan) from marts.fct_revenue where disclosure_key = ?"
    assert counted_twice.rows(revenue, key) == own_build.rows(revenue, key)


def test_withheld_form_is_said_with_its_reason(own_build: Build, counted_twice: Build) -> None:
    key = _victim(own_build)
    assert counted_twice.rows(
        "select form_code, withheld_reason, leaf_sum_yuan = 2 * printed_total_yuan "
        "from marts.fct_conservation_check where is_withheld and disclosure_key = ?",
        key,
    ) == [("expenditure", "counted_again", True)]
    query = "select withheld_forms from marts.{} where disclosure_key = ?"
    for table in ("dim_disclosure", "v_disclosure"):
        assert counted_twice.rows(query.format(table), key) == [("expenditure",)]
        assert own_build.rows(query.format(table), key) == [(None,)]


def test_pages_with_lost_numbers_are_named(own_build: Build, counted_twice: Build) -> None:
    key = _victim(own_build)
    for table in ("dim_disclosure", "v_disclosure"):
        query = f"select suspect_pages from marts.{table} where disclosure_key = ?"
        assert counted_twice.rows(query, key) == [("1",)]
        assert own_build.rows(query, key) == [(None,)]
    query = "select suspect_pages from marts.dim_document where suspect_pages is not null"
    assert own_build.rows(query) == []
    assert counted_twice.rows(query) == [("1",)]


def test_status_shows_withheld_forms_and_lost_numbers(counted_twice: Build) -> None:
    said = subprocess.run(
        [str(FISCAL), "status", "--warehouse", str(counted_twice.file)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    ).stdout
    assert "withheld: expenditure" in said
    assert "numbers lost on page 1" in said
