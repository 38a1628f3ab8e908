"""The published file is whole or the old one, opens in older drivers, and disturbs no reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project import settings
from dagster_project.loading.raw_words import WORDS
from dagster_project.release.build_copy import PublicationError, describe_build
from dagster_project.release.warehouse_file import publish


@pytest.fixture
def build_file(tmp_path: Path) -> Path:
    """A build with two published schemas, one private one, a view on a view, and comments."""
    path = tmp_path / "build" / "fiscal.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            create schema raw; create schema marts; create schema staging;
            create table raw.document (document_id varchar primary key, status varchar not null);
            insert into raw.document values ('a', 'read'), ('b', 'quarantined');
            create table marts.fct_revenue (disclosure_key varchar not null, amount_yuan decimal(20, 2));
            insert into marts.fct_revenue values ('a', 1.25), ('b', null);
            create table staging.private as select 1 as one;
            create view "fiscal"."marts"."known" as
                (select * from "marts"."fct_revenue" where amount_yuan is not null);
            create view fiscal.marts.a_view_on_known as
                select count(*) as amounts, 'fiscal.marts.known' as source from marts.known;
            comment on table marts.fct_revenue is 'One row per leaf of revenue, it''s said.';
            comment on column marts.fct_revenue.amount_yuan is 'Yuan.';
            comment on view marts.known is 'What is known.';
        """)
    return path


def add_revenue(build_file: Path) -> None:
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("insert into marts.fct_revenue values ('c', 7)")


def amounts_in(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select amounts from marts.a_view_on_known").fetchall()[0][0]


def test_only_raw_and_marts_are_published(build_file: Path, tmp_path: Path) -> None:
    published = publish(build_file, tmp_path / "out" / "fiscal.duckdb")
    with duckdb.connect(str(published.warehouse_file), read_only=True) as connection:
        schemas = connection.execute(
            "select distinct schema_name from duckdb_tables() union select schema_name from duckdb_views() "
            "where not internal order by 1"
        ).fetchall()
    assert schemas == [("marts",), ("raw",)]
    assert published.row_counts == {"marts.fct_revenue": 2, "raw.document": 2}


def test_views_work_in_a_file_of_any_name_attached_under_any_name(build_file: Path, tmp_path: Path) -> None:
    published = publish(build_file, tmp_path / "河北 2024.duckdb")
    assert amounts_in(published.warehouse_file) == 1
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published.warehouse_file}' as anything (read_only)")
        connection.execute("use anything")
        assert connection.execute("select amounts, source from marts.a_view_on_known").fetchall() == [
            (1, "fiscal.marts.known")
        ]


def test_comments_and_constraints_are_published(build_file: Path, tmp_path: Path) -> None:
    published = publish(build_file, tmp_path / "fiscal.duckdb")
    with duckdb.connect(str(published.warehouse_file), read_only=True) as connection:
        tables = connection.execute(
            "select comment from duckdb_tables() where comment is not null"
        ).fetchall()
        views = connection.execute("select comment from duckdb_views() where comment is not null").fetchall()
        columns = connection.execute(
            "select column_name, is_nullable, comment from duckdb_columns() "
            "where table_name = 'fct_revenue' order by column_index"
        ).fetchall()
    # Tables of raw get the words of the project, since no model describes them.
    assert set(tables) == {("One row per leaf of revenue, it's said.",), (WORDS["document"].table,)}
    assert ("What is known.",) in views
    assert columns == [("disclosure_key", False, None), ("amount_yuan", True, "Yuan.")]


def test_the_file_is_written_in_the_storage_version_of_older_drivers(
    build_file: Path, tmp_path: Path
) -> None:
    published = publish(build_file, tmp_path / "fiscal.duckdb")
    # Bytes 12 to 19 of a DuckDB file hold the number of its storage version;
    # 64 is that of 0.9.2 to 1.1, and 1.2 was the first to raise it.
    assert int.from_bytes(published.warehouse_file.read_bytes()[12:20], "little") == 64


def test_a_reader_keeps_the_old_file_while_a_new_one_is_published(build_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "fiscal.duckdb"
    publish(build_file, target)
    with duckdb.connect(str(target), read_only=True) as reader:
        add_revenue(build_file)
        publish(build_file, target)
        assert reader.execute("select amounts from marts.a_view_on_known").fetchall() == [(1,)]
    assert amounts_in(target) == 2


def test_leftovers_of_a_killed_publication_are_removed(build_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "fiscal.duckdb"
    target.parent.mkdir()
    spilled = target.parent / ".fiscal.duckdb.publishing.tmp"
    spilled.mkdir()
    for path in (target.parent / ".fiscal.duckdb.publishing", spilled / "duckdb_temp_block-1.block"):
        path.write_bytes(b"half a file")
    publish(build_file, target)
    assert [path.name for path in target.parent.iterdir()] == ["fiscal.duckdb"]


_COPY = """
import sys
from pathlib import Path
from dagster_project import settings
from dagster_project.release.warehouse_file import publish

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

settings._STEP_MEMORY_MB = 64
before = peak()
publish(Path(sys.argv[1]), Path(sys.argv[2]))
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_publishing_takes_no_more_memory_for_a_larger_file(build_file: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            "create table raw.cell as select hash(i) as a, hash(i + 1) as b, hash(i * 3) as c, "
            "hash(i * 7) as d from range(4000000) as numbers (i)"
        )
    assert build_file.stat().st_size > 120 << 20
    command = [sys.executable, "-c", _COPY, str(build_file), str(tmp_path / "fiscal.duckdb")]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    # Without a limit its blocks stay in memory twice, as they were read and as they are written.
    assert int(told.stdout) < 200


def test_a_view_that_needs_more_memory_than_a_step_has_stops_no_publication(
    build_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "_STEP_MEMORY_MB", 32)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            "create view marts.long_text as "
            "select * from (select string_agg(hash(i)::varchar) as text from range(2000000) as numbers (i)) "
            "where length(text) > 0"
        )
    assert "marts.long_text" in publish(build_file, tmp_path / "fiscal.duckdb").views


@pytest.mark.parametrize("relation", ["staging.private", "fiscal.marts.fct_revenue"])
def test_a_view_that_could_not_be_read_elsewhere_is_refused_by_name_and_the_old_file_stays(
    build_file: Path, tmp_path: Path, relation: str
) -> None:
    target = tmp_path / "out" / "fiscal.duckdb"
    publish(build_file, target)
    before = target.read_bytes()
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(f"create view marts.leaky as select * from {relation}")
    with pytest.raises(PublicationError, match=r"marts\.leaky"):
        publish(build_file, target)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["fiscal.duckdb"]


def test_a_write_ahead_log_beside_the_warehouse_stops_publication(build_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "fiscal.duckdb"
    publish(build_file, target)
    log = tmp_path / "fiscal.duckdb.wal"
    log.write_bytes(b"of another program")
    with pytest.raises(PublicationError, match=r"fiscal\.duckdb\.wal exists"):
        publish(build_file, target)
    assert log.exists()
    assert amounts_in(target) == 1


def test_a_build_without_tables_publishes_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    with pytest.raises(PublicationError, match="holds no table"):
        publish(empty, tmp_path / "fiscal.duckdb")
    with pytest.raises(PublicationError, match="missing; run a whole refresh"):
        publish(tmp_path / "nowhere.duckdb", tmp_path / "fiscal.duckdb")
    assert not (tmp_path / "fiscal.duckdb").exists()


def test_a_view_that_names_the_database_of_the_build_is_not_published(
    build_file: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create view marts.bound as select * from fiscal.marts.fct_revenue")
    with pytest.raises(PublicationError, match=r"marts\.bound: reads something outside raw and marts"):
        publish(build_file, tmp_path / "fiscal.duckdb")


def test_what_a_build_says_of_itself_is_copied_and_not_said_again(build_file: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            """
            create view marts.v_known as select * from marts.known;
            comment on view marts.v_known is 'In words.';
            create view main.v_former as select 1 as one;
            """
        )
    published = [publish(build_file, tmp_path / "before.duckdb")]
    describe_build(build_file)
    describe_build(build_file)
    published.append(publish(build_file, tmp_path / "after.duckdb"))
    shown = []
    for one in published:
        with duckdb.connect(str(one.warehouse_file), read_only=True) as connection:
            shown.append(
                connection.execute(
                    "select schema_name, view_name, comment from duckdb_views() "
                    "where not internal order by all"
                ).fetchall()
            )
            comments = connection.execute("select comment from duckdb_tables() where schema_name = 'raw'")
            assert comments.fetchall() == [(WORDS["document"].table,)]
    assert shown[0] == shown[1]
    assert ("main", "v_known", "In words.") in shown[0]
    assert not [name for _, name, _ in shown[0] if name == "v_former"]
