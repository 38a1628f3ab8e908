"""The command line answers at once, in tables for people and JSON for machines, with its exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project.cli import display
from dagster_project.orchestration.in_process import Refresh
from dagster_project.release.warehouse_file import publish
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


def test_a_refresh_counts_what_it_could_not_read_beside_what_it_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = {"read": 3, "not_read": 2, "unchanged": 10}
    ended = Refresh("published", "", False, counts, None, None, ())
    display.show_refresh(ended, Settings.load(warehouse=tmp_path / "fiscal.duckdb"), [], [])
    told = " ".join(capsys.readouterr().out.split())
    assert "Read 3 new or changed documents, 2 could not be read; 10 unchanged, not read again." in told
