"""What users add to set amounts in proportion: population and prices, line by line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading.context import context_digests, context_lines
from dagster_project.loading.folder import find_documents
from dagster_project.loading.load import load_folder
from dagster_project.loading.made_from import fingerprint_of_documents

_HEADER = "region_code,fiscal_year,population\n"


def _written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / "context" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_a_folder_needs_no_context(tmp_path: Path) -> None:
    assert context_lines(tmp_path) == []
    assert context_digests(tmp_path) == []


def test_a_changed_table_changes_the_fingerprint_of_the_folder(tmp_path: Path) -> None:
    states = [fingerprint_of_documents([], context_digests(tmp_path))]
    for persons in (6, 7):
        _written(tmp_path, "population.csv", f"{_HEADER}130302,2024,{persons}\n")
        states.append(fingerprint_of_documents([], context_digests(tmp_path)))
    (tmp_path / "context" / "population.csv").rename(tmp_path / "context" / "prices.csv")
    states.append(fingerprint_of_documents([], context_digests(tmp_path)))
    assert len(set(states)) == len(states)


def test_lines_are_read_with_their_values(tmp_path: Path) -> None:
    _written(tmp_path, "population.csv", f"\ufeff{_HEADER}130300, 2023 ,3100000\n\n130302,2024,12.5\n")
    _written(tmp_path, "prices.csv", "price_index,fiscal_year\n100.2,2023\n")
    assert [
        (line.line_no, line.measure, line.region_code, line.fiscal_year, line.value)
        for line in context_lines(tmp_path)
        if line.fault is None
    ] == [
        (2, "population", "130300", 2023, Decimal(3100000)),
        (4, "population", "130302", 2024, Decimal("12.5")),
        (2, "price_index", None, 2023, Decimal("100.2")),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1303,2023,5", "region_code '1303' is not a code of six digits (GB/T 2260)."),
        ("130300,23,5", "fiscal_year '23' is not a year from 1990 to 2099."),
        ("130300,²023,5", "fiscal_year '²023' is not a year from 1990 to 2099."),
        ('130300,2023,"3,100"', "population '3,100' is not a number above 0, written without separators."),
        ("130300,2023,NaN", "population 'NaN' is not a number above 0, written without separators."),
        ("130300,2023,1e30", "population '1e30' is not a number above 0, written without separators."),
        ("130300,2023,0", "population '0' is not a number above 0, written without separators."),
        ("130300,2023", "population is missing."),
        ("130302,2024,7", "Line 2 says it already."),
    ],
)
def test_a_mistaken_line_is_named_and_the_others_count(tmp_path: Path, line: str, fault: str) -> None:
    _written(tmp_path, "population.csv", f"{_HEADER}130302,2024,6\n{line}\n")
    good, bad = context_lines(tmp_path)
    assert good.value == Decimal(6)
    assert bad.warning == f"context/population.csv, line 3: {fault} The line is not used."


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "地区,年\n".encode("gbk"), b'region_code,"x\n'])
def test_a_file_that_is_no_such_table_is_named(tmp_path: Path, content: bytes) -> None:
    _written(tmp_path, "population.csv", content)
    (line,) = context_lines(tmp_path)
    assert line.warning.startswith("context/population.csv, line 1: The ")


def test_a_load_keeps_the_lines_and_takes_the_files_for_no_documents(tmp_path: Path) -> None:
    folder = _written(tmp_path / "raw", "population.csv", f"{_HEADER}130302,2024,6\n130302,2025,x\n")
    assert find_documents(folder) == []
    build = tmp_path / "build.duckdb"
    summary = load_folder(folder, build, jobs=1)
    assert summary.total == 0
    query = "select line_no, fiscal_year, value::integer, fault is null from raw.context_line order by 1"
    with duckdb.connect(str(build)) as connection:
        assert connection.execute(query).fetchall() == [(2, 2024, 6, True), (3, None, None, False)]
    (folder / "context" / "population.csv").unlink()
    load_folder(folder, build, jobs=1)
    with duckdb.connect(str(build)) as connection:
        assert connection.execute(query).fetchall() == []
