"""The data dictionary says what the models say, and the warehouse carries the same words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dagster_project.modelling.manifest import DBT_PROJECT_DIR, parsed_manifest
from dagster_project.settings import Settings
from tests.support.built import Build
from tools.docs.dictionary import PAGE, Mart, page, read_marts

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> list[Mart]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FISCAL_HOME", str(home))
        return read_marts(Path(parsed_manifest(Settings.load())))


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


def test_the_page_lists_every_identity_of_the_seed(marts: list[Mart]) -> None:
    identities = page(marts).split("## Fiscal identities")[1]
    with (DBT_PROJECT_DIR / "seeds" / "identity.csv").open(encoding="utf-8", newline="") as seed:
        rows = list(csv.DictReader(seed))
    for row in rows:
        (line,) = (line for line in identities.splitlines() if line.startswith(f"| {row['identity_code']} |"))
        assert all(row[name] in line for name in ("scope", "severity", "says", "says_zh")), line
