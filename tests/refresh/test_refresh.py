"""A refresh publishes the good documents, names the bad ones, and survives being killed.

The workplace below lives through one story, told by the tests from top to bottom; a whole refresh
takes a minute or more, so they share it. Each test says in its name what held at its moment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from dagster_project.release.warehouse_file import publish
from dagster_project.runs.lock import refresh_lock
from dagster_project.settings import PROJECT_ROOT
from tests.support.workplace import FISCAL, Workplace
from tests.unit.audit.test_suites import FETCHED
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import DisclosureFacts
from tools.writer.layouts import load_layout
from tools.writer.text import render_tabbed

pytestmark = pytest.mark.timeout(900)

GOOD = ("good.docx", "good.txt")
BAD = {
    "corrupt.pdf": b"%PDF-1.7\n" + b"garbage" * 50,
    "empty.pdf": b"",
    "no zip.docx": "部门预算".encode(),
    "photo.pdf": b"\xff\xd8\xff\xe0" + b"\x00" * 64,
}


@pytest.fixture(scope="module")
def workplace(
    tmp_path_factory: pytest.TempPathFactory, disclosure_facts: Mapping[str, DisclosureFacts]
) -> Workplace:
    place = Workplace(tmp_path_factory.mktemp("refresh"))
    place.raw.mkdir()
    first, second, *_ = disclosure_facts.values()
    (place.raw / GOOD[0]).write_bytes(render_docx(compose(first, load_layout("hebei"))))
    (place.raw / GOOD[1]).write_bytes(render_tabbed(compose(second, load_layout("hebei"))).encode())
    for name, content in BAD.items():
        (place.raw / name).write_bytes(content)
    locked = Canvas(
        str(place.raw / "locked.pdf"), encrypt=StandardEncryption("secret", ownerPassword="owner")
    )
    locked.drawString(100, 700, "12.00")
    locked.save()
    return place


@pytest.fixture(scope="module")
def refreshed(workplace: Workplace) -> Workplace:
    """The workplace after a refresh that was killed while reading, one while dbt built, and a whole one."""
    workplace.kill_refresh_when(lambda: workplace.log_says("raw_tables - STEP_START"))
    workplace.kill_refresh_when(lambda: workplace.log_says("OK created sql table model"))
    assert not workplace.warehouse.exists()
    # Two at once: the one that comes later waits for the other.
    first = workplace.start("refresh", "--wait")
    while not (workplace.home / "refresh.lock").read_text().startswith(f"process {first.pid},"):
        assert first.poll() is None
        time.sleep(0.02)
    second = workplace.start("refresh", "--wait")
    for name, process in (("told", first), ("told waiting", second)):
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, out + err
        (workplace.root / name).write_text(f"{err}{out}", encoding="utf-8")
    return workplace


def test_the_refresh_after_killed_ones_publishes_the_good_documents(refreshed: Workplace) -> None:
    loaded = refreshed.rows("select file_path from marts.dim_document where status = 'loaded' order by 1")
    assert [path for (path,) in loaded] == sorted(GOOD)
    ((amounts, documents),) = refreshed.rows(
        "select count(*), count(distinct document_key) "
        "from marts.fct_published_amount inner join marts.dim_disclosure using (disclosure_key)"
    )
    assert documents == len(GOOD)
    assert amounts > 100 * len(GOOD)


def test_bad_documents_are_quarantined_with_a_reason_that_is_told(refreshed: Workplace) -> None:
    reasons = dict(
        refreshed.rows("select file_path, status_reason from marts.dim_document where status = 'quarantined'")
    )
    assert sorted(reasons) == sorted([*BAD, "locked.pdf"])
    told = (refreshed.root / "told").read_text(encoding="utf-8")
    for name, reason in reasons.items():
        assert f"quarantined: {name} {reason}" in " ".join(told.split())


def test_the_refresh_tells_where_the_warehouse_is_and_what_it_read(refreshed: Workplace) -> None:
    told = (refreshed.root / "told").read_text(encoding="utf-8")
    assert f"Warehouse: {refreshed.warehouse}" in told
    # Reading was killed before it committed, dbt after: whatever was read then is not read again.
    assert f"Read 0 new or changed documents; {len(GOOD) + len(BAD) + 1} unchanged" in " ".join(told.split())


def test_no_orphan_of_a_killed_refresh_is_left(refreshed: Workplace) -> None:
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [command for command in commands if str(refreshed.home).encode() in command]


def test_a_log_tells_each_phase_in_a_line(refreshed: Workplace) -> None:
    lines = (refreshed.root / "told").read_text(encoding="utf-8").splitlines()
    phases = ["Building the models", "Auditing the build", "Publishing"]
    assert [line for line in lines if line in phases] == phases
    assert not any("\x1b" in line for line in lines)


def test_a_refresh_that_waited_for_another_finds_nothing_new(refreshed: Workplace) -> None:
    told = (refreshed.root / "told waiting").read_text(encoding="utf-8")
    assert "A refresh is already running (process " in told
    ((release,),) = refreshed.rows("select max(release_id) from marts.fct_refresh_run")
    assert f"Nothing new since release {release}." in told
    assert len(list((refreshed.warehouse.parent / "releases").iterdir())) == 1


def test_data_docs_need_no_network(refreshed: Workplace) -> None:
    pages = list((refreshed.home / "data_docs").rglob("*.html"))
    assert {page.stem for page in pages} >= {"index", "structural", "fiscal"}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not FETCHED.search(text), page


def test_a_build_with_wrong_data_is_refused_by_name_and_the_old_file_stays(refreshed: Workplace) -> None:
    before = refreshed.warehouse.read_bytes()
    build = refreshed.home / "build" / "fiscal.duckdb"
    kept = refreshed.root / "build.kept"
    shutil.copy(build, kept)
    with duckdb.connect(str(build)) as connection:
        connection.execute("update marts.fct_published_amount set printed_text = '1' where is_leaf")
        connection.execute("drop table marts.fct_identity_term")
    run = refreshed.materialize("validation", "publication")
    shutil.move(kept, build)
    told = " ".join(run.stderr.split())
    assert run.returncode != 0
    assert "Nothing was published; the previous warehouse is untouched." in told
    assert "found wrong data in the build: - structural: every_amount_is_printed_where_it_says" in told
    assert "so they prove nothing: - dbt: data_tests: The build changed since its data tests ran." in told
    assert "- structural: amounts_of_every_identity_term" in told
    assert refreshed.warehouse.read_bytes() == before


def test_a_build_that_was_not_audited_since_it_changed_is_refused(refreshed: Workplace) -> None:
    before = refreshed.warehouse.read_bytes()
    run = refreshed.materialize("publication")
    assert run.returncode != 0
    assert "not audited since it changed" in run.stderr
    assert refreshed.warehouse.read_bytes() == before


def test_a_publication_killed_at_any_moment_leaves_a_whole_file(refreshed: Workplace) -> None:
    build = refreshed.home / "build" / "fiscal.duckdb"
    target = refreshed.root / "killed" / "fiscal.duckdb"
    whole = publish(build, target)
    script = (
        "import sys; from pathlib import Path; from dagster_project.release.warehouse_file import publish; "
        "print('ready', flush=True); publish(Path(sys.argv[1]), Path(sys.argv[2])); print('done', flush=True)"
    )
    for tenths in range(1, 8):
        process = subprocess.Popen(
            [sys.executable, "-c", script, build, target], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(tenths / 10)
        process.kill()
        process.communicate()
        with duckdb.connect(str(target), read_only=True) as connection:
            for table, count in whole.row_counts.items():
                assert connection.execute(f"select count(*) from {table}").fetchall() == [(count,)]
    publish(build, target)
    assert [path.name for path in target.parent.iterdir()] == ["fiscal.duckdb"]


def test_a_second_refresh_reads_no_unchanged_document_and_says_so(refreshed: Workplace) -> None:
    with duckdb.connect(str(refreshed.warehouse), read_only=True) as reader:
        run = refreshed.run("refresh")
        assert run.returncode == 0, run.stdout + run.stderr
        # A reader that had the file open meanwhile is not disturbed.
        assert reader.execute("select count(*) > 0 from marts.fct_published_amount").fetchall() == [(True,)]
    assert f"Read 0 new or changed documents; {len(GOOD) + len(BAD) + 1} unchanged" in run.stdout


def test_a_refresh_beside_another_one_ends_at_once_and_names_it(refreshed: Workplace) -> None:
    with refresh_lock(refreshed.home / "refresh.lock"):
        run = refreshed.run("refresh")
    assert run.returncode == 1
    assert f"already running (process {os.getpid()}, since" in run.stderr


def test_a_changed_seed_is_built_though_no_document_is_new(refreshed: Workplace) -> None:
    project = refreshed.root / "project"
    for folder in ("dagster_project", "dbt", "expectations"):
        shutil.copytree(
            PROJECT_ROOT / folder,
            project / folder,
            ignore=shutil.ignore_patterns("__pycache__", "target", "logs"),
        )
    (seed,) = (project / "dbt" / "seeds").rglob("fund_source.csv")
    seed.write_text(seed.read_text().replace("Fiscal appropriation", "Appropriation of tomorrow"))
    run = subprocess.run(
        [FISCAL, "refresh"],
        cwd=refreshed.root,
        env=refreshed.environment | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Nothing new" not in run.stdout
    assert refreshed.rows(
        "select name_en from marts.dim_fund_source where fund_source_code = 'fiscal_appropriation'"
    ) == [("Appropriation of tomorrow",)]
