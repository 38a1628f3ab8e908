"""The data dictionary says what the models say, and the warehouse carries the same words."""

from __future__ import annotations

import csv
import re

import pytest

from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.loading.raw_words import WORDS
from dagster_project.modelling.manifest import DBT_PROJECT_DIR, parsed_manifest
from dagster_project.settings import Settings
from tests.support.built import Build
from tools.docs.dictionary import PAGE, Mart, page, read_marts

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def marts() -> list[Mart]:
    return read_marts(parsed_manifest(Settings.load()))


def test_the_page_is_what_the_models_say(marts: list[Mart]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(marts), "python -m tools.docs.dictionary writes it anew"


def test_every_column_of_every_mart_is_described_and_typed(marts: list[Mart]) -> None:
    columns = [(mart.name, column) for mart in marts for column in mart.columns]
    assert len(columns) > 300
    assert not [(name, c.name) for name, c in columns if not c.description or not c.data_type]


def test_every_key_of_a_star_fact_leads_to_its_table(marts: list[Mart]) -> None:
    stars = {mart.name: mart for mart in marts if mart.name.startswith("fct_")}
    for name in ("fct_revenue", "fct_expenditure", "fct_basic_expenditure", "fct_three_public_expenses"):
        keys = [column for column in stars[name].columns if column.name.endswith("_key")]
        assert keys
        assert all(column.refers_to for column in keys), name


def test_the_warehouse_carries_the_descriptions(marts: list[Mart], own_build: Build) -> None:
    published = own_build.rows(
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'"
    )
    said = {(mart.name, column.name): column.description for mart in marts for column in mart.columns}
    found = {(table, column): " ".join((comment or "").split()) for table, column, comment in published}
    assert {key: text for key, text in found.items() if said.get(key) != text} == {}


def test_every_raw_column_has_words() -> None:
    found = {(table, column) for table, columns in COLUMNS.items() for column in columns}
    assert {(table, column) for table, words in WORDS.items() for column in words.columns} == found
    assert all(words.table for words in WORDS.values())


def test_the_page_begins_with_its_contents_and_which_table_answers_what(marts: list[Mart]) -> None:
    text = page(marts)
    heads = {line[4:] for line in text.splitlines() if line.startswith("### ")}
    assert {mart.name for mart in marts} <= heads
    assert all(f"(#{mart.name})" in text for mart in marts)
    questions = text.split("## Which table for which question")[1].split("## ")[0]
    named = set(re.findall(r"`((?:v|fct|dim)_[a-z_]+)`", questions))
    assert named
    assert named <= {mart.name for mart in marts}


def test_a_code_that_is_a_closed_list_has_its_values_on_the_page(marts: list[Mart]) -> None:
    section = page(marts).split("### v_expenditure_all")[1].split("### ")[0]
    (line,) = (line for line in section.splitlines() if line.startswith("| proof_status"))
    assert all(value in line for value in ("proven", "disputed", "unproven"))
    codes = page(marts).split("## Codes")[1]
    assert "| general_public_budget | 一般公共预算 | General public budget |" in codes


def test_the_page_lists_every_identity_of_the_seed(marts: list[Mart]) -> None:
    identities = page(marts).split("## Fiscal identities")[1]
    with (DBT_PROJECT_DIR / "seeds" / "identity.csv").open(encoding="utf-8", newline="") as seed:
        rows = list(csv.DictReader(seed))
    for row in rows:
        (line,) = (line for line in identities.splitlines() if line.startswith(f"| {row['identity_code']} |"))
        assert all(row[name] in line for name in ("scope", "severity", "says", "says_zh")), line
