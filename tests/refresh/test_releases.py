"""Releases: what is kept of each publication, what changed between two, and the way back.

Builds here are a few rows under the real names; whole refreshes are told by ``test_refresh``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, tzinfo
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest

from dagster_project.audit.result import Audit
from dagster_project.orchestration.refresh import conducted, has_nothing_to_do
from dagster_project.release.archive import ReleaseError, Releases
from dagster_project.release.build_copy import PublicationError
from dagster_project.release.changes import HeldBackError
from dagster_project.release.publish import Release, publish_release
from dagster_project.reporting.queries import News, NoWarehouseError, news, open_warehouse
from dagster_project.runs.history_tables import TABLES
from dagster_project.runs.hooks import notify
from dagster_project.runs.record import recorded_run, recorded_runs
from dagster_project.settings import Settings


class _Clock(datetime):
    """A clock that is set by the test."""

    day = 1

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _Clock:
        return cls(2026, 3, cls.day, tzinfo=tz)


_HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FISCAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FISCAL_RAW_DIR", str(tmp_path / "raw"))
    monkeypatch.setenv("FISCAL_WAREHOUSE", str(tmp_path / "out" / "fiscal.duckdb"))
    return Settings.load()


def build(settings: Settings, amounts: dict[str, list[int]], violated: tuple[str, ...] = ()) -> None:
    """A build file of one disclosure a department, with an amount a line."""
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    settings.build_file.unlink(missing_ok=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("""
            create schema raw; create schema marts;
            create table raw.document (document_id varchar);
            create table marts.dim_identity (identity_code varchar, name_zh varchar);
            create table marts.dim_form (form_code varchar, budget_stage varchar, name_zh varchar);
            create table marts.dim_document (document_key varchar, file_path varchar, status varchar);
            create table marts.dim_department (
                department_key varchar, region_code varchar, department_name varchar);
            create table marts.dim_disclosure (
                disclosure_key varchar, document_key varchar, department_key varchar, fiscal_year integer,
                budget_stage varchar, reporting_scope varchar, content varchar, is_current boolean);
            create table marts.fct_published_amount (
                amount_key varchar, disclosure_key varchar, table_id varchar, page_no integer, row_no integer,
                column_no integer, form_code varchar, amount_basis varchar, side varchar, breakdown varchar,
                budget_unit_label varchar, line_label varchar, functional_code varchar,
                economic_code varchar, government_economic_code varchar, fund_source varchar,
                item_code varchar, measure_code varchar, amount_yuan decimal(20, 2), printed_text varchar,
                proof_status varchar);
            create table marts.fct_identity_check (
                check_key varchar, identity_code varchar, disclosure_key varchar, form_code varchar,
                line_label varchar, measure_code varchar, amount_basis varchar, side varchar,
                breakdown varchar, budget_unit_label varchar, difference_yuan decimal(20, 2), status varchar);
        """)
        for name, lines in amounts.items():
            key = f"{name}{hash(tuple(lines))}"
            connection.execute("insert into marts.dim_document values (?, ?, 'loaded')", [key, f"{name}.pdf"])
            connection.execute("insert into marts.dim_department values (?, '130000', ?)", [name, name])
            connection.execute(
                "insert into marts.dim_disclosure "
                "values (?, ?, ?, 2024, 'budget', 'department', 'complete', true)",
                [key, key, name],
            )
            for row, yuan in enumerate(lines):
                connection.execute(
                    "insert into marts.fct_published_amount by name select ? as amount_key, "
                    "? as disclosure_key, ? as row_no, ? as line_label, ? as amount_yuan, "
                    "'revenue' as form_code, 'total' as measure_code, 'proven' as proof_status",
                    [f"{key}-{row}", key, row, f"line {row}", yuan],
                )
            if name in violated:
                connection.execute(
                    "insert into marts.fct_identity_check by name select ? as check_key, "
                    "'row_cross_foot' as identity_code, ? as disclosure_key, 5 as difference_yuan, "
                    "'violated' as status",
                    [key, key],
                )


def published(settings: Settings) -> Release:
    with conducted(settings, "command") as run:
        return publish_release(settings, run, Audit("", ()))


def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_changes_of_a_replaced_an_added_and_a_removed_document_are_told(settings: Settings) -> None:
    many = {f"same {number}": [number] for number in range(20)}
    build(settings, {**many, _HOSTILE: [10, 20], "gone": [1], "turned": [3, 4]}, violated=(_HOSTILE,))
    first = published(settings)
    assert first.changes == {}
    build(settings, {**many, _HOSTILE: [10, 21], "new": [1], "turned": [4, 3]}, violated=("new",))
    second = published(settings)
    told = rows(
        settings,
        "select change_kind, department_name, line_label, old_yuan::int, new_yuan::int "
        f"from marts.fct_release_change where release_id = '{second.release_id}' order by all",
    )
    assert told == [
        ("amount_changed", _HOSTILE, "line 1", 20, 21),
        ("amount_changed", "turned", "line 0", 3, 4),
        ("amount_changed", "turned", "line 1", 4, 3),
        ("disclosure_added", "new", None, None, None),
        ("disclosure_removed", "gone", None, None, None),
        ("disclosure_superseded", _HOSTILE, None, None, None),
        ("disclosure_superseded", "turned", None, None, None),
        ("finding_new", "new", None, None, 5),
        ("finding_resolved", _HOSTILE, None, 5, None),
    ]
    assert second.page is not None
    page = second.page.read_text(encoding="utf-8")
    assert _HOSTILE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert (settings.changes_dir / "latest.html").read_text(encoding="utf-8") == page


def test_a_fall_of_more_than_a_tenth_is_held_back_until_it_is_let_through(settings: Settings) -> None:
    build(settings, {str(number): [1, 2] for number in range(10)})
    published(settings)
    before = settings.warehouse_file.read_bytes()
    build(settings, {str(number): [1, 2] for number in range(8)})
    with pytest.raises(HeldBackError, match=r"current disclosures from 10 to 8 \(-20%\).*--allow-shrink"):
        published(settings)
    assert settings.warehouse_file.read_bytes() == before
    published(settings.model_copy(update={"allow_shrink": True}))
    assert rows(settings, "select count(*) from marts.dim_disclosure") == [(8,)]
    build(settings, {str(number): [1, 2] for number in range(8)} | {"7": [1]})
    published(settings)


def test_a_release_is_kept_whole_with_its_manifest_and_only_so_many(settings: Settings) -> None:
    settings = settings.model_copy(update={"releases_kept": 3})
    releases = Releases(settings.warehouse_file)
    names = []
    for number in range(5):
        build(settings, {"a": [number]})
        names.append(published(settings).release_id)
    assert names == sorted(set(names))
    assert [manifest["release_id"] for manifest in releases.manifests()] == names[:1:-1]
    newest = releases.manifests()[0]
    assert newest["changes"] == {"amount_changed": 1, "disclosure_superseded": 1}
    assert newest["row_counts"]["marts.fct_published_amount"] == newest["contents"]["amounts"] == 1
    assert newest["row_counts"]["marts.fct_refresh_run"] == 5
    assert sorted(path.name for path in releases.folder.iterdir()) == names[2:]
    assert releases.file(names[-1]).samefile(settings.warehouse_file)
    assert (
        len({change for (change,) in rows(settings, "select release_id from marts.fct_release_change")}) <= 4
    )


def test_rolling_back_disturbs_no_reader_and_is_remembered(settings: Settings) -> None:
    releases = Releases(settings.warehouse_file)
    for number in range(3):
        build(settings, {"a": [number]})
        published(settings)
    amount = "select amount_yuan::int from marts.fct_published_amount"
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as reader:
        former = releases.rollback()
        assert reader.execute(amount).fetchall() == [(2,)]
    assert rows(settings, amount) == [(1,)]
    assert releases.current() is not None
    assert json.loads(releases.rollback_note.read_text())["to"] == former["release_id"]
    releases.rollback(former["release_id"])
    assert [path.name for path in settings.warehouse_file.parent.glob(".*")] == []
    with pytest.raises(ReleaseError, match="no release 2020"):
        releases.rollback("2020")
    build(settings, {"a": [3]})
    with pytest.raises(HeldBackError, match=f"Release {former['release_id']} stays published until"):
        published(settings)
    assert rows(settings, amount) == [(1,)]
    assert releases.unpin() == former["release_id"]
    with pytest.raises(ReleaseError, match="No release is pinned"):
        releases.unpin()
    published(settings)
    assert not releases.rollback_note.exists()
    assert rows(settings, amount) == [(3,)]


def test_a_refresh_does_nothing_while_a_release_is_pinned(settings: Settings) -> None:
    settings.raw_dir.mkdir(exist_ok=True)
    releases = Releases(settings.warehouse_file)
    for number in range(2):
        build(settings, {"a": [number]})
        published(settings)
    former = releases.rollback()["release_id"]
    with conducted(settings, "command") as run:
        assert has_nothing_to_do(settings, run)
    assert recorded_runs(settings)[-1]["outcome"] == "pinned"
    assert f"release {former} stays published until `fiscal unpin`" in run.facts["message"]
    releases.unpin()
    with conducted(settings, "command") as run:
        assert not has_nothing_to_do(settings, run)


def test_a_run_killed_after_it_published_is_described_by_the_next(settings: Settings) -> None:
    releases = Releases(settings.warehouse_file)
    build(settings, {"a": [1]})
    release_id = published(settings).release_id
    (releases.folder / release_id / "SUCCESS.json").unlink()
    assert releases.manifests() == []
    releases.confirm()
    assert [manifest["release_id"] for manifest in releases.manifests()] == [release_id]
    # A publication does the same, so that the way back to it stays.
    (releases.folder / release_id / "SUCCESS.json").unlink()
    build(settings, {"a": [2]})
    published(settings)
    assert releases.rollback()["release_id"] == release_id


def test_the_history_carries_what_it_means_and_what_must_be_there(settings: Settings) -> None:
    build(settings, {"a": [1]})
    published(settings)
    for table in TABLES:
        found = rows(
            settings,
            "select column_name, lower(data_type), not is_nullable, comment from duckdb_columns() "
            f"where table_name = '{table.name}' order by column_index",
        )
        assert found == [
            (name, kind.removesuffix(" not null").replace(", ", ","), kind.endswith("not null"), meaning)
            for name, (kind, meaning) in table.columns.items()
        ]
        said = rows(settings, f"select comment from duckdb_tables() where table_name = '{table.name}'")
        assert said == [(table.description,)]
    facts = rows(settings, "select count(*), count(distinct run_id) from marts.fct_refresh_run")
    assert facts == [(1, 1)]


def test_a_clock_that_goes_back_changes_no_order(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    releases, names = Releases(settings.warehouse_file), []
    for number, day in enumerate((20, 10, 1, 15)):
        _Clock.day = day
        with monkeypatch.context() as patch:
            patch.setattr("dagster_project.release.archive.datetime", _Clock)
            patch.setattr("dagster_project.runs.record.datetime", _Clock)
            build(settings, {"a": [number]})
            names.append(published(settings).release_id)
        assert releases.current() is not None
        assert rows(settings, "select amount_yuan::int from marts.fct_published_amount") == [(number,)]
    assert names == [f"20260320T000000Z{suffix}" for suffix in ("", "-001", "-002", "-003")]
    assert [manifest["release_id"] for manifest in releases.manifests()] == names[::-1]
    # Changes follow the releases, not the clock, and every run is on record.
    told = rows(
        settings,
        "select former_release_id, old_yuan::int, new_yuan::int from marts.fct_release_change "
        "where change_kind = 'amount_changed' order by release_id",
    )
    assert told == [(names[0], 0, 1), (names[1], 1, 2), (names[2], 2, 3)]
    runs = rows(settings, "select release_id from marts.fct_refresh_run order by release_id")
    assert [name for (name,) in runs] == names
    assert releases.rollback()["release_id"] == names[2]


def test_a_damaged_warehouse_is_compared_by_its_newest_release(settings: Settings) -> None:
    build(settings, {"a": [1]})
    first = published(settings).release_id
    settings.warehouse_file.unlink()
    settings.warehouse_file.write_bytes(b"no database" * 1000)
    build(settings, {"a": [2]})
    assert published(settings).changes == {"amount_changed": 1, "disclosure_superseded": 1}
    assert rows(settings, "select distinct former_release_id from marts.fct_release_change") == [(first,)]


def test_the_run_history_holds_every_run_whatever_became_of_it(settings: Settings) -> None:
    build(settings, {"a": [1]})
    published(settings)
    with pytest.raises(ZeroDivisionError), recorded_run(settings, "command"):
        raise ZeroDivisionError("a fault")
    line = {"run_id": "20260101T000000.000000Z-1", "started_at": "2026-01-01", "outcome": "running"}
    with (settings.home / "runs.jsonl").open("a") as history:
        history.write(json.dumps({**line, "started_by": "command"}) + '\n{"run_id": "torn')
    build(settings, {"a": [2]})
    published(settings)
    told = rows(settings, "select outcome, count(*) from marts.fct_refresh_run group by 1 order by 1")
    assert told == [("failed", 1), ("killed", 1), ("published", 2)]
    assert [facts["outcome"] for facts in recorded_runs(settings)].count("published") == 2
    # Without its home the run history goes on from the published file.
    (settings.home / "runs.jsonl").unlink()
    build(settings, {"a": [3]})
    published(settings)
    assert rows(settings, "select count(*) from marts.fct_refresh_run") == [(5,)]
    logs = sorted((settings.home / "logs").glob("*.jsonl"))
    events = [json.loads(line)["event"] for line in logs[-1].read_text().splitlines()]
    assert (events[0], events[-1]) == ("run_started", "run_ended")
    assert "published" in events


class _Inbox(BaseHTTPRequestHandler):
    received: list[bytes] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(500 if self.path == "/broken" else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Inbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_commands_and_webhooks_are_told_and_their_failure_is_only_said(
    settings: Settings, server: str, tmp_path: Path
) -> None:
    note = tmp_path / "note.json"
    script = "import os, sys; open(sys.argv[1], 'w').write(os.environ['FISCAL_OUTCOME'] + sys.stdin.read())"
    command = f'{sys.executable} -c "{script}" {note}'
    hooks = f"{server}/hook\n{command}\n{server}/broken\n/nowhere/command --token x"
    settings = settings.model_copy(update={"on_failure": hooks})
    facts = {"outcome": "held_back", "message": "too few", "run_id": "1"}
    problems = notify(settings, facts)
    assert json.loads(_Inbox.received[0])["message"] == "too few"
    assert note.read_text().startswith('held_back{"outcome": "held_back"')
    assert len(problems) == 2
    assert "it answered 500" in problems[0]
    assert "/nowhere/command failed" in problems[1]
    assert "token" not in problems[1]
    assert notify(settings, {**facts, "outcome": "published"}) == []
    piped = settings.model_copy(update={"on_failure": "true | mail\nsh -c 'true | true'"})
    assert [problem[:28] for problem in notify(piped, facts)] == ["The hook true got | as it st"]
    failing = settings.model_copy(update={"on_failure": "cat /nowhere | mail\ncat 'open"})
    first, second = notify(failing, facts)
    assert "The hook cat failed" in first
    assert "no shell reads it" in first
    assert "No closing quotation" in second


def test_a_warehouse_that_a_tool_has_open_for_writing_is_passed_over_and_the_tool_is_named(
    settings: Settings,
) -> None:
    build(settings, {"甲局": [1, 2]})
    first = published(settings).release_id
    build(settings, {"甲局": [1, 3]})
    published(settings)
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    tool = subprocess.Popen(
        [sys.executable, "-c", script, settings.warehouse_file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert tool.stdout is not None
    assert tool.stdout.readline() == "1\n"
    named = rf"fiscal\.duckdb is open in python[0-9.]* \(process {tool.pid}\), which keeps all others out"
    with pytest.raises(NoWarehouseError, match=named), open_warehouse(settings.warehouse_file):
        pass
    build(settings, {"甲局": [1, 4]})
    third = published(settings)
    tool.communicate()
    ((message, former),) = rows(
        settings,
        "select runs.message, min(changes.former_release_id) from marts.fct_refresh_run as runs "
        "inner join marts.fct_release_change as changes using (release_id) "
        f"where release_id = '{third.release_id}' group by 1",
    )
    assert former == first
    assert re.search(rf"It is compared with an older one: .*{named}", str(message))


def test_a_log_beside_the_warehouse_names_who_writes_it(settings: Settings) -> None:
    build(settings, {"甲局": [1]})
    published(settings)
    script = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1]); c.execute('create table mine (i int)'); "
        "print(1, flush=True); sys.stdin.read()"
    )
    tool = subprocess.Popen(
        [sys.executable, "-c", script, settings.warehouse_file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert tool.stdout is not None
    assert tool.stdout.readline() == "1\n"
    build(settings, {"甲局": [2]})
    with pytest.raises(PublicationError, match=rf"is open in python[0-9.]* \(process {tool.pid}\)"):
        published(settings)
    tool.communicate()


def test_what_is_new_is_so_since_the_release_that_was_replaced() -> None:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema marts;
            create table marts.fct_refresh_run as
            select * from (values
                ('1', 'published', timestamp '2026-03-01 02:00:00', timestamp '2026-03-01 02:05:00'),
                ('2', 'published', timestamp '2026-03-02 02:00:00', timestamp '2026-03-02 02:05:00'),
                (null, 'held_back', timestamp '2026-03-03 02:00:00', timestamp '2026-03-03 02:05:00'),
                ('3', 'published', timestamp '2026-03-04 02:00:00', timestamp '2026-03-04 02:05:00')
            ) as runs (release_id, outcome, started_at, ended_at);
            create table marts.fct_release_change (
                release_id varchar, change_kind varchar, finding_key varchar
            );
        """)
        assert news(connection, "3", "2") == News(datetime(2026, 3, 2, 2, 5), frozenset())
        # The second was rolled back: nobody has read of what came with it.
        assert news(connection, "3", "1").since == datetime(2026, 3, 1, 2, 5)
        # Compared with none, as after an upgrade: it is not known that nothing is new.
        assert news(connection, "3", None) == News()
