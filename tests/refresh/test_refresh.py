"""A refresh publishes the good documents, names the bad ones, and survives being killed.

The workplace below lives through one story, told by the tests from top to bottom; a whole refresh
takes a minute or more, so they share it. Each test says in its name what held at its moment.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.outcome import sha256_of
from dagster_project.release.warehouse_file import publish
from dagster_project.runs.lock import refresh_lock
from dagster_project.settings import PROJECT_ROOT
from tests.support.odd_cells import ODD, odd_documents
from tests.support.workplace import FISCAL, Workplace
from tests.unit.audit.test_suites import FETCHED
from tools.checks.broken_documents import CHECKS, failing
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import DisclosureFacts
from tools.writer.layouts import load_layout
from tools.writer.text import render_tabbed

pytestmark = pytest.mark.timeout(900)

GOOD = ("good.docx", "good.txt")
ODD_NAMES = tuple(f"odd cells {number}.txt" for number in range(3))
FOUND = len(GOOD) + len(ODD_NAMES) + 5
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
    first, second, third, *_ = disclosure_facts.values()
    (place.raw / GOOD[0]).write_bytes(render_docx(compose(first, load_layout("hebei"))))
    (place.raw / GOOD[1]).write_bytes(render_tabbed(compose(second, load_layout("hebei"))).encode())
    for name, text in odd_documents(third, len(ODD_NAMES)).items():
        (place.raw / name).write_text(text, encoding="utf-8")
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
    assert [path for (path,) in loaded] == sorted([*GOOD, *ODD_NAMES])
    ((amounts, documents),) = refreshed.rows(
        "select count(*), count(distinct document_key) "
        "from marts.fct_published_amount inner join marts.dim_disclosure using (disclosure_key)"
    )
    assert documents == len(GOOD) + len(ODD_NAMES)
    assert amounts > 100 * len(GOOD)


def test_bad_documents_are_quarantined_with_a_reason_that_is_told(refreshed: Workplace) -> None:
    reasons = dict(
        refreshed.rows("select file_path, status_reason from marts.dim_document where status = 'quarantined'")
    )
    assert sorted(reasons) == sorted([*BAD, "locked.pdf"])
    told = (refreshed.root / "told").read_text(encoding="utf-8")
    for name, reason in reasons.items():
        assert f"quarantined: {name} {reason}" in " ".join(told.split())


def test_odd_cells_set_no_document_aside_and_what_is_out_of_range_is_listed(refreshed: Workplace) -> None:
    ((cells, texts),) = refreshed.rows(
        "select count(*), count(distinct text) from raw.table_cell "
        "inner join raw.document_table using (table_id) "
        "inner join raw.document_path using (document_id) where starts_with(file_path, 'odd cells')"
    )
    assert cells > 3000
    assert texts > len(ODD)
    unread = refreshed.rows(
        "select field, min(format('table {}, row {}, column {}', table_id, row_no, column_no)) "
        "from marts.fct_unread_value group by 1"
    )
    assert {"amount", "year"} <= dict(unread).keys()
    most = "select max(abs(amount_yuan)) <= 1e15 from marts.fct_published_amount"
    assert refreshed.rows(most) == [(True,)]
    told = refreshed.run("unrecognised").stdout
    assert "is no amount: no money of a budget reaches 10^15 yuan (table " in told
    for _, cell in unread:
        assert f"({cell})" in told


def test_the_refresh_tells_where_the_warehouse_is_and_what_it_read(refreshed: Workplace) -> None:
    told = (refreshed.root / "told").read_text(encoding="utf-8")
    assert f"Warehouse: {refreshed.warehouse}" in told
    # Reading was killed before it committed, dbt after: whatever was read then is not read again.
    assert f"Read 0 new or changed documents; {FOUND} unchanged" in " ".join(told.split())


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
    # What was noted last is in the log beside it.
    files = [build, build.with_name(f"{build.name}.wal")]
    kept = refreshed.root / "kept"
    kept.mkdir()
    for file in files:
        shutil.copy(file, kept)
    with duckdb.connect(str(build)) as connection:
        connection.execute("update marts.fct_published_amount set printed_text = '1' where is_leaf")
        connection.execute("drop table marts.fct_identity_term")
    run = refreshed.materialize("validation", "publication")
    for file in files:
        shutil.copy(kept / file.name, file)
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


def test_a_rebuild_reads_no_unchanged_document_and_says_so(refreshed: Workplace) -> None:
    with duckdb.connect(str(refreshed.warehouse), read_only=True) as reader:
        run = refreshed.run("refresh", "--rebuild")
        assert run.returncode == 0, run.stdout + run.stderr
        # A reader that had the file open meanwhile is not disturbed.
        assert reader.execute("select count(*) > 0 from marts.fct_published_amount").fetchall() == [(True,)]
    assert f"Read 0 new or changed documents; {FOUND} unchanged" in run.stdout


def test_ctrl_c_ends_a_refresh_with_a_sentence_whatever_is_loading(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    shutil.copytree(PROJECT_ROOT / "raw", place.raw)
    process = place.start("refresh", own_session=True)
    assert process.stderr is not None
    assert process.stderr.readline().startswith("Reading")
    # A terminal sends it to all processes that it started.
    os.killpg(process.pid, signal.SIGINT)
    said = "".join(process.communicate(timeout=60))
    assert process.returncode == 1
    assert "Interrupted. Nothing was published" in said
    assert "Traceback" not in said


def test_a_refresh_beside_another_one_ends_at_once_and_names_it(refreshed: Workplace) -> None:
    with refresh_lock(refreshed.home / "refresh.lock"):
        run = refreshed.run("refresh")
    assert run.returncode == 1
    assert f"already running (process {os.getpid()}, since" in run.stderr


@pytest.fixture(scope="module")
def set_aside(refreshed: Workplace, disclosure_facts: Mapping[str, DisclosureFacts]) -> Workplace:
    """The workplace after a refresh of a changed program, which fails on two of three new documents.

    One of them replaces ``good.txt``; a model fails on it. A check finds the other one's amounts wrong.
    """
    _, _, *more = disclosure_facts.values()
    for name, facts in zip(("good.txt", "odd.txt", "new.txt"), more, strict=True):
        (refreshed.raw / name).write_text(
            render_tabbed(compose(facts, load_layout("hebei"))), encoding="utf-8"
        )
    project = refreshed.root / "project"
    for folder in ("dagster_project", "dbt", "expectations"):
        leave = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(PROJECT_ROOT / folder, project / folder, ignore=leave)
    (seed,) = (project / "dbt" / "seeds").rglob("fund_source.csv")
    seed.write_text(seed.read_text().replace("Fiscal appropriation", "Appropriation of tomorrow"))
    failing("int_form_line", "table_id").apply(project, sha256_of(refreshed.raw / "good.txt"))
    (wrong,) = (one for one in CHECKS if one.name == "every_amount_is_printed_where_it_says")
    wrong.apply(project, sha256_of(refreshed.raw / "odd.txt"))
    run = subprocess.run(
        [FISCAL, "refresh"],
        cwd=refreshed.root,
        env=refreshed.environment
        | {"PYTHONPATH": str(project), "FISCAL_ON_SUCCESS": f"cp /dev/stdin {refreshed.root / 'notified'}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (refreshed.root / "told set aside").write_text(run.stdout, encoding="utf-8")
    return refreshed


def test_a_changed_seed_is_built(set_aside: Workplace) -> None:
    assert set_aside.rows(
        "select name_en from marts.dim_fund_source where fund_source_code = 'fiscal_appropriation'"
    ) == [("Appropriation of tomorrow",)]


def test_documents_that_break_a_model_or_a_check_hold_back_no_other(set_aside: Workplace) -> None:
    outcomes = set_aside.rows(
        "select file_path, status, document_key from marts.dim_document "
        "where (status_reason is null or status_reason like 'Set aside%') "
        "and not starts_with(file_path, 'odd cells') order by all"
    )
    assert [(path, status) for path, status, _ in outcomes] == [
        ("good.docx", "loaded"),
        # The last good version of a replaced file stays.
        ("good.txt", "loaded"),
        ("good.txt", "quarantined"),
        ("new.txt", "loaded"),
        ("odd.txt", "quarantined"),
    ]
    assert outcomes[1][2] != outcomes[2][2] == sha256_of(set_aside.raw / "good.txt")
    read = "select count(*) > 100 from marts.fct_published_amount where starts_with(table_id, left(?, 16))"
    with duckdb.connect(str(set_aside.warehouse), read_only=True) as connection:
        found = [connection.execute(read, [key]).fetchall() for _, _, key in outcomes]
    assert found == [[(status == "loaded",)] for _, status, _ in outcomes]


def test_the_file_that_is_set_aside_is_named_with_what_fails_on_it(set_aside: Workplace) -> None:
    reasons = {"good.txt": "the model int_form_line fails on it", "odd.txt": "every_amount_is_printed_where"}
    ((message, count),) = set_aside.rows(
        "select message, documents_set_aside from marts.fct_refresh_run where outcome = 'published' "
        "order by started_at desc limit 1"
    )
    assert count == len(reasons)
    notified = json.loads((set_aside.root / "notified").read_text(encoding="utf-8"))
    aside = {one["file_path"]: one["reason"] for one in notified["set_aside"]}
    assert aside.keys() == reasons.keys()
    told = (set_aside.root / "told set aside").read_text(encoding="utf-8")
    status = set_aside.run("status").stdout
    for path, reason in reasons.items():
        assert reason in aside[path]
        for text in (message, told, status):
            assert path in text
            assert reason in text
    # The second says where; the row of the check names the cell.
    assert "Cell: table" in aside["odd.txt"]


def test_dagster_shows_the_files_that_are_set_aside(set_aside: Workplace) -> None:
    from dagster import AssetCheckKey, AssetKey

    from dagster_project.orchestration.instance import open_instance

    key = AssetCheckKey(AssetKey("validation"), "no_document_is_set_aside")
    with open_instance(set_aside.home / "dagster") as instance:
        (record,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
    assert record.event is not None
    evaluation = record.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    assert not evaluation.passed
    assert {"good.txt", "odd.txt"} <= evaluation.metadata.keys()
