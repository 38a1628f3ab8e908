"""``fiscal export`` writes files that spreadsheets show as the warehouse holds them.

Belongs here: what comes back from the files. Does not belong here: which texts count as formulas
(``safe_text`` has tests of its own).
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dagster_project.reporting.export import ExportError, Format, export
from tests.support.built import Build
from tests.support.workplace import Workplace

pytestmark = pytest.mark.timeout(900)


def _read_csv(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("""
        create schema marts;
        create table marts.fct_small (
            fiscal_year integer, label varchar, amount_yuan decimal(20, 2), is_leaf boolean, starts_on date
        );
        insert into marts.fct_small values
            (2023, '=HYPERLINK("http://x")', 1234567890123.45, true, date '2023-01-01'),
            (2023, '-0.5', -0.10, false, null),
            (2024, '“三公”经费', null, true, date '2024-01-01');
    """)
    return connection


@pytest.mark.parametrize("file_format", list(Format))
def test_each_year_has_a_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, file_format: Format
) -> None:
    written = export(connection, "fct_small", tmp_path, file_format)
    assert [(one.file.name, one.row_count) for one in written] == [
        (f"fct_small_2023.{file_format}", 2),
        (f"fct_small_2024.{file_format}", 1),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [one.file.name for one in written]


def test_csv_keeps_numbers_exact_and_formulas_harmless(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    export(connection, "marts.fct_small", tmp_path, Format.CSV)
    assert _read_csv(tmp_path / "fct_small_2023.csv") == [
        ["fiscal_year", "label", "amount_yuan", "is_leaf", "starts_on"],
        ["2023", "-0.5", "-0.10", "false", ""],
        ["2023", '\'=HYPERLINK("http://x")', "1234567890123.45", "true", "2023-01-01"],
    ]
    assert (tmp_path / "fct_small_2024.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_excel_holds_numbers_dates_and_text_as_such(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    export(connection, "fct_small", tmp_path, Format.XLSX)
    sheet = openpyxl.load_workbook(tmp_path / "fct_small_2023.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert rows[2][1].data_type == "s"
    assert rows[2][1].value == '\'=HYPERLINK("http://x")'
    assert Decimal(str(rows[2][2].value)) == Decimal("1234567890123.45")
    assert rows[2][4].value.date() == date(2023, 1, 1)
    assert rows[1][4].value is None


def test_a_query_without_years_is_one_file(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (written,) = export(
        connection, "select label from marts.fct_small where false", tmp_path, Format.CSV, name="none"
    )
    assert (written.file.name, written.row_count) == ("none.csv", 0)
    assert _read_csv(written.file) == [["label"]]


@pytest.mark.parametrize("what", ["fct_nothing", "select from where"])
def test_what_cannot_be_exported_leaves_no_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, what: str
) -> None:
    with pytest.raises(ExportError, match="no table"):
        export(connection, what, tmp_path / "out", Format.CSV)
    assert not (tmp_path / "out").exists()


def test_the_command_exports_findings(own_build: Build, tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    options = ("--warehouse", str(own_build.file), "--out", str(tmp_path / "files"))
    told = place.run("export", "fct_finding", "--format", "csv", *options)
    assert told.returncode == 0, told.stderr
    rows = [row for file in (tmp_path / "files").glob("*.csv") for row in _read_csv(file)[1:]]
    assert [len(rows)] == [count for (count,) in own_build.rows("select count(*) from marts.fct_finding")]
    wrong = place.run("export", "drop table marts.fct_finding", *options)
    assert wrong.returncode == 2
    assert own_build.rows("select 1 from marts.fct_finding limit 1")
