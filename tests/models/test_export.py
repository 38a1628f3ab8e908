"""``fiscal export`` writes files that spreadsheets show as the warehouse holds them.

Belongs here: what comes back from the files. Does not belong here: which texts count as formulas
(``safe_text`` has tests of its own).
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pytest

from dagster_project.reporting.export import ExportError, Format, export
from dagster_project.reporting.workbook import export_departments
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


@pytest.mark.parametrize("file_format", [Format.CSV, Format.XLSX])
def test_each_year_has_a_file(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, file_format: Format
) -> None:
    written = export(connection, "fct_small", tmp_path, file_format)
    assert [(one.file.name, one.row_count) for one in written] == [
        (f"fct_small_2023.{file_format}", 2),
        (f"fct_small_2024.{file_format}", 1),
    ]
    beside = ["fct_small.manifest.json", "fct_small.sources.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*beside, *(one.file.name for one in written)]
    manifest = json.loads((tmp_path / "fct_small.manifest.json").read_text(encoding="utf-8"))
    assert [(one["path"], one["rows"], one["sha256"]) for one in manifest["files"]] == [
        (one.file.name, one.row_count, hashlib.sha256(one.file.read_bytes()).hexdigest()) for one in written
    ]


def test_all_years_go_into_one_file_when_asked(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (written,) = export(connection, "fct_small", tmp_path, Format.CSV, one_file=True, mark_utf8=False)
    assert (written.file.name, written.row_count) == ("fct_small.csv", 3)
    assert written.file.read_bytes().startswith(b"fiscal_year")


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
    assert rows[2][2].number_format == "#,##0.00"
    assert rows[2][0].number_format == "General"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"


def test_parquet_and_json_lines_come_back_as_they_were(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("alter table marts.fct_small add column region_code varchar default '130302'")
    (parquet,) = export(connection, "fct_small", tmp_path, Format.PARQUET)
    (lines,) = export(connection, "fct_small", tmp_path, Format.JSONL)
    assert parquet.row_count == lines.row_count == 3
    assert {path.name for path in parquet.file.iterdir()} == {"fiscal_year=2023", "fiscal_year=2024"}
    expected = connection.execute("select * from marts.fct_small order by all").fetchall()
    pattern = f"{parquet.file}/*/*/*.parquet"
    reader = f"read_parquet('{pattern}', hive_partitioning = false)"
    assert connection.execute(f"select * from {reader} order by all").fetchall() == expected
    back = connection.execute(
        f"select fiscal_year, label, amount_yuan::decimal(20, 2), is_leaf, starts_on, region_code "
        f"from read_json('{lines.file}', columns = {{fiscal_year: 'integer', label: 'varchar', "
        f"amount_yuan: 'decimal(20, 2)', is_leaf: 'boolean', starts_on: 'date', region_code: 'varchar'}}) "
        f"order by all"
    ).fetchall()
    assert back == expected


def test_parquet_opens_in_pyarrow(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    (written,) = export(connection, "fct_small", tmp_path, Format.PARQUET)
    files = sorted(written.file.rglob("*.parquet"))
    tables = [parquet.ParquetFile(file).read() for file in files]
    assert {str(table.schema.field("amount_yuan").type) for table in tables} == {"decimal128(20, 2)"}
    found = [(row["label"], row["amount_yuan"]) for table in tables for row in table.to_pylist()]
    assert found == _labelled_amounts(connection)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_amounts_and_chinese_as_exported(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    readers = {
        Format.CSV: "Text - txt - csv (StarCalc):44,34,76,1",
        Format.XLSX: "Calc MS Excel 2007 XML",
    }
    for file_format, reader in readers.items():
        (written,) = export(connection, "fct_small", tmp_path / file_format.value, file_format, one_file=True)
        header, *rows = _shown_by_libreoffice(written.file, tmp_path, reader)
        shown = [dict(zip(header, row, strict=True)) for row in rows]
        # A workbook shows its amounts with thousands separators.
        largest = "1,234,567,890,123.45" if file_format is Format.XLSX else "1234567890123.45"
        assert largest in {row["amount_yuan"] for row in shown}
        amounts = [row["amount_yuan"].replace(",", "") for row in shown]
        assert [
            (row["label"].removeprefix("'"), Decimal(amount) if amount else None)
            for row, amount in zip(shown, amounts, strict=True)
        ] == _labelled_amounts(connection)


def _shown_by_libreoffice(file: Path, folder: Path, reader: str) -> list[list[str]]:
    """The cells of a file as LibreOffice shows them, in a profile of its own."""
    shown = folder / "shown"
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter={reader}", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1"]
    command += ["--outdir", str(shown), str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 0, told.stderr
    return _read_csv(shown / f"{file.stem}.csv")


def _labelled_amounts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, Decimal | None]]:
    rows = connection.execute("select * from marts.fct_small order by all").fetchall()
    return [(label, amount) for _, label, amount, *_ in rows]


def test_a_data_package_is_valid_and_says_what_its_columns_mean(
    cookbook_build: Build, tmp_path: Path
) -> None:
    with duckdb.connect(str(cookbook_build.file), read_only=True) as connection:
        (written,) = export(connection, "v_expenditure", tmp_path, Format.PACKAGE)
    report = frictionless.Package(str(written.file)).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    descriptor = json.loads(written.file.read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in descriptor["resources"][0]["schema"]["fields"]}
    assert all(field["description"] for field in fields.values())
    assert fields["amount_yuan"]["columnType"] == "value"
    rows = _read_csv(tmp_path / "v_expenditure.csv")
    assert [(len(rows) - 1,)] == cookbook_build.rows("select count(*) from marts.v_expenditure")
    sources = {row[0] for row in _read_csv(tmp_path / "v_expenditure.sources.csv")[1:]}
    assert sources == {
        path for (path,) in cookbook_build.rows("select distinct file_path from marts.v_expenditure")
    }


def test_a_department_is_a_workbook_of_its_forms_as_printed(cookbook_build: Build, tmp_path: Path) -> None:
    with duckdb.connect(str(cookbook_build.file), read_only=True) as connection:
        (written,) = export_departments(connection, "丰润区委员会", tmp_path)
        with pytest.raises(ExportError, match="No current disclosure"):
            export_departments(connection, "没有这个部门", tmp_path)
    book = openpyxl.load_workbook(written.file)
    findings = cookbook_build.rows(
        "select count(*) from marts.v_finding where contains(department_name, '丰润区委员会')"
    )
    assert [(book["发现 findings"].max_row - 1,)] == findings
    forms = cookbook_build.rows("""
        select name_zh, table_id
        from marts.v_disclosure as disclosures
        inner join marts.fct_recognised_table using (disclosure_key)
        inner join marts.dim_form as forms using (form_code, budget_stage)
        where is_current and contains(department_name, '丰润区委员会')
    """)
    assert len(book.sheetnames) == len(forms) + 2
    sheet = book["2023预算 支出总表"]
    (table,) = (table for name, table in forms if name == "支出总表")
    for row, column, text in cookbook_build.rows(
        "select row_no, column_no, printed_text from marts.fct_published_amount where table_id = ?", table
    ):
        value = sheet.cell(2 + row, column).value
        assert Decimal(str(value)) == Decimal(text.replace(",", ""))


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
    files = set((tmp_path / "files").glob("*.csv")) - {tmp_path / "files" / "fct_finding.sources.csv"}
    rows = [row for file in files for row in _read_csv(file)[1:]]
    assert [len(rows)] == [count for (count,) in own_build.rows("select count(*) from marts.fct_finding")]
    wrong = place.run("export", "drop table marts.fct_finding", *options)
    assert wrong.returncode == 2
    assert own_build.rows("select 1 from marts.fct_finding limit 1")
