"""Two warehouses are equal when each mart holds the same rows.

Belongs here: what counts as a difference, and what the command prints. Does not belong here: builds.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tools.checks.compare import main

_BASE = """
    create schema marts;
    create table marts.fct_amount as
    select * from (values ('a', 1.5, 'x'), ('b', 2.5, null), ('b', 2.5, null)) as t (amount_key, yuan, label);
    create table marts.dim_year as select 2024 as fiscal_year, now() as loaded_at;
    create view marts.v_amount as select amount_key, yuan * 10 as tenths from marts.fct_amount;
"""


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return _warehouse(tmp_path / "before.duckdb")


def _warehouse(file: Path, *changes: str) -> Path:
    with duckdb.connect(str(file)) as connection:
        connection.execute(_BASE)
        for change in changes:
            connection.execute(change)
    return file


def test_equal_warehouses_end_well_whenever_their_documents_were_read(before: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.checks.compare", before, _warehouse(tmp_path / "after.duckdb")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 tables compared, 0 differ." in run.stdout
    assert "fct_amount: rows in the first file: 3" in run.stdout


@pytest.mark.parametrize(
    ("change", "table", "told"),
    [
        ("update marts.fct_amount set yuan = 1.6 where amount_key = 'a'", "fct_amount", "yuan=1.6"),
        ("update marts.fct_amount set yuan = 1.6 where amount_key = 'a'", "v_amount", "tenths=16.0"),
        ("delete from marts.dim_year", "dim_year", "only there: 1, only in the second: 0"),
        (
            "insert into marts.fct_amount values ('b', 2.5, null)",
            "fct_amount",
            "only there: 0, only in the second: 1",
        ),
        ("alter table marts.fct_amount drop column label", "fct_amount", "columns gone: label"),
        (
            "alter table marts.dim_year alter fiscal_year type bigint",
            "dim_year",
            "columns of another type: fiscal_year (INTEGER, now BIGINT)",
        ),
        ("drop table marts.dim_year", "dim_year", "the second file lacks it"),
    ],
)
def test_a_difference_is_named_and_ends_with_1(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str, table: str, told: str
) -> None:
    # The view stands on the table, which could not be altered below it.
    changes = ["drop view marts.v_amount", change]
    if "v_amount" in table or not change.startswith("alter"):
        changes = [change]
    after = _warehouse(tmp_path / "after.duckdb", *changes)
    assert main([str(before), str(after), "--table", table]) == 1
    shown = capsys.readouterr().out
    assert f"DIFFERS  {table}" in shown
    assert told in shown


def test_what_was_added_is_listed_and_is_no_difference(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after = _warehouse(
        tmp_path / "after.duckdb",
        "create table marts.fct_more as select 1 as more",
        "drop view marts.v_amount",
        "alter table marts.fct_amount add column remark varchar",
        "create view marts.v_amount as select amount_key, yuan * 10 as tenths from marts.fct_amount",
    )
    assert main([str(before), str(after)]) == 0
    shown = capsys.readouterr().out
    assert "new      fct_more" in shown
    assert "columns added: remark" in shown


def test_an_ignored_column_is_not_compared(before: Path, tmp_path: Path) -> None:
    after = _warehouse(tmp_path / "after.duckdb", "update marts.fct_amount set label = 'y'")
    arguments = [str(before), str(after), "--table", "fct_amount"]
    assert main(arguments) == 1
    assert main([*arguments, "--ignore", "label"]) == 0


def test_files_that_cannot_be_compared_end_with_2_and_say_why(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(before), str(tmp_path / "nowhere.duckdb")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "nowhere.duckdb: there is no such file" in shown.err
    text = tmp_path / "text.duckdb"
    text.write_text("not a database")
    assert main([str(before), str(text)]) == 2
    assert main([str(before), str(before), "--schema", "nothing"]) == 2
