"""The command line answers at once, in tables for people and JSON for machines, with its exit status."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from rich.cells import cell_len

from dagster_project.cli import refresh_display
from dagster_project.orchestration.in_process import Refresh
from dagster_project.release.warehouse_file import publish
from dagster_project.reporting.queries import News, document_status, open_warehouse
from dagster_project.reporting.violations import findings
from dagster_project.settings import Settings
from tests.models.conftest import Build
from tests.support.workplace import Workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)


@pytest.fixture(scope="module")
def published(own_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A published warehouse in which one finding is made to be a very large one."""
    place = Workplace(tmp_path_factory.mktemp("published"))
    copy = place.root / own_build.file.name
    shutil.copy(own_build.file, copy)
    publish(copy, place.warehouse)
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute("""
            update marts.fct_finding set difference_yuan = 1234567890123.45
            where finding_key = (select min(finding_key) from marts.fct_finding where actual_yuan is not null)
        """)
    return place


@pytest.mark.timeout(900)
def test_status_tells_of_every_document(published: Workplace) -> None:
    run = published.run("status", "--json")
    assert run.returncode == 0
    told = {record["file_path"] for record in json.loads(run.stdout)}
    assert told == {path for (path,) in published.rows("select file_path from marts.dim_document")}


def test_findings_carry_the_numbers_of_their_equation(published: Workplace) -> None:
    told = json.loads(published.run("findings", "--json").stdout)
    (finding,) = (finding for finding in told if finding["difference_yuan"] == 1234567890123.45)
    assert {"equation_text", "equation_unit", "summary_zh", "certainty", "finding_key"} <= finding.keys()
    assert finding["equation_text"]


def test_a_narrow_terminal_cuts_no_number(published: Workplace) -> None:
    told = published.run("findings").stdout
    assert "1,234,567,890,123.45" in told
    # Long sums are shortened by the warehouse itself: " + … + ".
    assert "…" not in told.replace(" + … + ", "") + published.run("status").stdout


def test_asking_without_a_warehouse_says_how_to_get_one(workplace: Workplace) -> None:
    run = workplace.run("status")
    assert run.returncode == 1
    assert "Run `make run`" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("refresh", "--raw", "nowhere"), "nowhere is not a folder"),
        (("refresh", "--jobs", "0"), "FISCAL_JOBS (--jobs)"),
        (("refresh", "--jobs", "many"), "--jobs"),
        (("findings", "--colour"), "--colour"),
        (("refreh",), "refreh"),
    ],
)
def test_wrong_usage_exits_2_and_names_what_is_wrong(
    workplace: Workplace, arguments: tuple[str, ...], said: str
) -> None:
    workplace.raw.mkdir()
    run = workplace.run(*arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert not workplace.warehouse.exists()


def test_a_folder_without_documents_publishes_nothing_and_says_what_to_do(workplace: Workplace) -> None:
    workplace.raw.mkdir()
    (workplace.raw / "notes.md").write_text("Downloaded on Monday.", encoding="utf-8")
    run = workplace.run("refresh")
    assert run.returncode == 1
    assert "holds no documents. Put published PDF, DOCX" in run.stderr
    assert not workplace.warehouse.exists()


def test_only_refreshing_waits_for_dagster() -> None:
    script = "import sys, dagster_project.cli.commands; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "dagster_project.reporting.queries" in run.stdout.split()
    assert not {"dagster", "dbt", "pandas", "great_expectations"} & set(run.stdout.split())


def test_a_refresh_lists_what_is_new_and_counts_the_rest(
    published: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = Refresh(
        "published",
        "",
        False,
        {},
        None,
        None,
        (),
        copies=(("a (1).pdf", "a.pdf"),),
        left_out=("b.pdf.part",),
    )
    settings = Settings.load(warehouse=published.warehouse)
    with open_warehouse(published.warehouse) as connection:
        documents, found = document_status(connection), findings(connection)
    documents.append(
        {
            **documents[0],
            "status": "quarantined",
            "file_path": "damaged.pdf",
            "other_paths": ["as damaged.pdf"],
        }
    )
    not_loaded = [record for record in documents if record["status"] != "loaded"]
    (new, *_) = found
    news = News(datetime.max, frozenset([new["finding_key"]]))
    refresh_display.show_refresh(ended, settings, documents, found, news)
    told = " ".join(capsys.readouterr().out.split())
    assert "a (1).pdf is a copy of a.pdf, byte for byte." in told
    assert "Left out by their names, as notes or unfinished downloads: b.pdf.part." in told
    assert f"{len(not_loaded)} files are not loaded, as before" in told
    assert not any(record["file_path"] in told for record in not_loaded)
    assert f"{len(found)} findings in " in told
    assert "disclosures, 1 of them new." in told
    assert new["finding_key"] in told
    assert sum(record["finding_key"] in told for record in found) == 1
    refresh_display.show_refresh(ended, settings, documents, found)
    told = capsys.readouterr().out
    assert all(record["file_path"] in told for record in not_loaded)
    assert "quarantined: damaged.pdf, as damaged.pdf" in told


def test_the_status_of_a_document_takes_a_line_of_eighty_columns(published: Workplace) -> None:
    lines = published.run("status").stdout.splitlines()
    of_table = [line for line in lines if re.match(r" *[0-9]/9 |Forms", line)]
    assert all(cell_len(line) <= 80 for line in of_table)
    disclosures = published.rows("select count(*) from marts.dim_disclosure")
    assert len(of_table) == 1 + disclosures[0][0]


def test_a_refresh_counts_what_it_could_not_read_beside_what_it_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = {"read": 3, "not_read": 2, "unchanged": 10}
    ended = Refresh("published", "", False, counts, None, None, ())
    refresh_display.show_refresh(ended, Settings.load(warehouse=tmp_path / "fiscal.duckdb"), [], [])
    told = " ".join(capsys.readouterr().out.split())
    assert "Read 3 new or changed documents, 2 could not be read; 10 unchanged, not read again." in told


def test_sql_needs_no_schema_and_reaches_nothing_but_the_warehouse(published: Workplace) -> None:
    query = "select fiscal_year, sum(amount_yuan) as yuan from v_expenditure group by all order by all"
    told = json.loads(published.run("sql", query, "--json").stdout)
    expected = published.rows(query.replace("from v_", "from marts.v_"))
    assert [(row["fiscal_year"], row["yuan"]) for row in told] == [(y, float(m)) for y, m in expected]
    wrong = published.run("sql", f"copy (select 1) to '{published.root / 'file.csv'}'")
    assert wrong.returncode == 2
    assert not (published.root / "file.csv").exists()
    misspelt = published.run("sql", "select * from v_spending")
    assert misspelt.returncode == 2
    assert "fiscal tables" in misspelt.stderr


def test_a_fresh_connection_shows_the_views_with_their_comments(published: Workplace) -> None:
    shown = {name for (name,) in published.rows("select name from (show tables)")}
    marts = published.rows(
        "select view_name from duckdb_views() where schema_name = 'marts' and starts_with(view_name, 'v_')"
    )
    assert shown == {name for (name,) in marts}
    assert published.rows("select count(*) from v_expenditure") == published.rows(
        "select count(*) from marts.v_expenditure"
    )
    undescribed = published.rows("""
        select schema_name, table_name, column_name
        from duckdb_columns()
        where not internal and coalesce(comment, '') = ''
    """)
    assert undescribed == []


def test_tables_are_listed_with_what_they_hold(published: Workplace) -> None:
    told = {
        record["name"]: record["description"]
        for record in json.loads(published.run("tables", "--json").stdout)
    }
    assert {"v_expenditure", "fct_published_amount", "dim_form", "raw.table_cell"} <= told.keys()
    assert all(text.endswith(".") for text in told.values())
    columns = json.loads(published.run("tables", "v_finding", "--json").stdout)
    assert all(record["meaning"] for record in columns)
    assert published.run("tables", "v_nothing").returncode == 2


def test_a_printed_number_leads_to_its_places(published: Workplace) -> None:
    ((number, count),) = published.rows("""
        select printed_text, count(*)
        from marts.fct_published_amount
        where regexp_full_match(printed_text, '[0-9],[0-9]{3}[.][0-9]{2}')
        group by printed_text
        having count(*) > 1
        order by printed_text
        limit 1
    """)
    told = json.loads(published.run("trace", number.replace(",", ""), "--json").stdout)
    assert {record["printed_text"].replace(",", "") for record in told} == {number.replace(",", "")}
    assert len(told) >= count
    assert all(record["file_path"] and record["amount_key"] for record in told)
    nothing = published.run("trace", "98765432123.45")
    assert nothing.returncode == 2
    assert "98765432123.45" in nothing.stderr


def test_findings_are_chosen_by_department_year_identity_and_certainty(published: Workplace) -> None:
    everything = json.loads(published.run("findings", "--json").stdout)
    one = everything[0]
    chosen = published.run(
        "findings",
        *("--department", one["department_name"], "--year", str(one["fiscal_year"])),
        *("--identity", one["identity_code"], "--certainty", one["certainty"], "--json"),
    )
    keys = ("department_name", "fiscal_year", "identity_code", "certainty")
    expected = [
        record["finding_key"] for record in everything if all(record[key] == one[key] for key in keys)
    ]
    assert [record["finding_key"] for record in json.loads(chosen.stdout)] == expected
    assert published.run("findings", "--year", "1901").stdout.strip() == "No findings."
    # The fixture's file was published without a refresh.
    assert published.run("findings", "--new").returncode == 1


def test_a_metric_is_printed_as_csv(published: Workplace) -> None:
    told = published.run("metric", "findings", "--by", "fiscal_year", "--csv").stdout.splitlines()
    assert told[0] == "fiscal_year,budget_stage,findings"
    assert len(told) > 1
