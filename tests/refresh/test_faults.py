"""Full disks, damaged files, readers that never let go: the published file stays whole, and work goes on.

Killed processes and the whole story of a refresh are told by ``test_refresh``. The long mode,
``FISCAL_LONG_TESTS=1 pytest tests/refresh/test_faults.py``, takes an hour: it kills refreshes at 50
points and publishes 200 times under readers.
"""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from dagster_project.duckdb_file import in_plain_words, log_of
from dagster_project.loading.build_file import make_fit
from dagster_project.loading.load import load_folder
from dagster_project.loading.raw_tables import COLUMNS
from dagster_project.orchestration.in_process import _new_log
from dagster_project.release.build_copy import PublicationError
from dagster_project.release.warehouse_file import publish
from tests.support.workplace import FISCAL, Workplace
from tools.checks.faults import PHASES, tell
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import DisclosureFacts
from tools.writer.layouts import load_layout
from tools.writer.text import render_tabbed

LONG = os.environ.get("FISCAL_LONG_TESTS") == "1"
long_only = pytest.mark.skipif(not LONG, reason="part of the long mode: FISCAL_LONG_TESTS=1")
PUBLICATIONS = 200 if LONG else 15
KILLED_LOADS = 25 if LONG else 3
KILLED_PUBLICATIONS = 25
KILLS = int(os.environ.get("FISCAL_KILLS", "50"))
_ROWS = 20_000
_TABLE = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t{amount}\n\n"

# Holds one connection for as long as it lives, and asks it the same question again and again.
_HOLDING = """
import sys, time, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    ask = lambda: connection.execute("select min(v), max(v), count(*), sum(n) from marts.fct").fetchall()
    first, asked = ask(), 0
    print("ready", flush=True)
    while not sys.stdin.closed and asked < 10**6:
        assert ask() == first
        asked += 1
        time.sleep(0.01)
        if asked % 10 == 0:
            print(asked, flush=True)
"""
# Opens the file anew each time; what it sees must be whole and never older than before.
_RECONNECTING = """
import sys, time, duckdb
last, asked = -1, 0
while True:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        found = connection.execute("select min(v), max(v), count(*), sum(n) from marts.fct").fetchall()
    ((low, high, count, total),) = found
    assert low == high and count == int(sys.argv[2]) and total == low * count and low >= last, found
    last, asked = low, asked + 1
    print(asked, last, flush=True)
"""


def build_of(folder: Path, version: int = 1) -> Path:
    """A small build whose rows all tell its version."""
    path = folder / "build" / "fiscal.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema if not exists raw")
        connection.execute("create schema if not exists marts")
        connection.execute("create or replace table raw.document as select 'a' as document_id")
        connection.execute(
            f"create or replace table marts.fct as select {version} as v, {version}::bigint as n, "
            f"hash(range) as noise from range({_ROWS})"
        )
    return path


def version_of(path: Path) -> int:
    """The version of a published file that is whole."""
    with duckdb.connect(str(path), read_only=True) as connection:
        query = "select min(v), max(v), count(*), sum(n) from marts.fct"
        ((low, high, count, total),) = connection.execute(query).fetchall()
    assert (low, count, total) == (high, _ROWS, low * _ROWS)
    return int(low)


# ---- Readers ---------------------------------------------------------------------------------


def start_reader(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stopped(reader: subprocess.Popen[str]) -> tuple[str, list[str]]:
    """What a reader complained of (nothing, when it was ended by us), and the lines it printed."""
    failed = reader.poll() is not None
    reader.terminate()
    told, complaint = reader.communicate()
    return complaint if failed else "", told.splitlines()


@pytest.mark.timeout(1800)
def test_readers_are_undisturbed_by_many_publications(tmp_path: Path) -> None:
    target = tmp_path / "out" / "fiscal.duckdb"
    publish(build_of(tmp_path, 0), target)
    holding = start_reader(_HOLDING, target)
    assert holding.stdout is not None
    assert holding.stdout.readline() == "ready\n"
    reconnecting = start_reader(_RECONNECTING, target, _ROWS)
    for version in range(1, PUBLICATIONS + 1):
        publish(build_of(tmp_path, version), target)
    assert version_of(target) == PUBLICATIONS
    time.sleep(0.5)
    complaint, answers = stopped(reconnecting)
    assert complaint == ""
    asked, last = map(int, answers[-1].split())
    assert last == PUBLICATIONS
    assert asked >= 10
    complaint, held = stopped(holding)
    assert complaint == ""
    sys.stdout.write(f"{PUBLICATIONS} publications; reconnected {asked} times, held asked {held[-1]} times\n")
    assert [path.name for path in target.parent.iterdir()] == ["fiscal.duckdb"]


# ---- Disks -----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB; skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, check=False
    )
    if mount.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mount.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", disk], check=True)


def test_a_publication_on_a_full_disk_leaves_the_old_file_and_the_next_succeeds(
    small_disk: Path, tmp_path: Path
) -> None:
    target = small_disk / "fiscal.duckdb"
    publish(build_of(tmp_path, 1), target)
    (small_disk / "other").write_bytes(bytes(2**21))
    with pytest.raises(PublicationError, match=r"was not replaced.*(?i:space|write)"):
        publish(build_of(tmp_path, 2), target)
    assert version_of(target) == 1
    assert sorted(path.name for path in small_disk.iterdir()) == ["fiscal.duckdb", "other"]
    (small_disk / "other").unlink()
    publish(tmp_path / "build" / "fiscal.duckdb", target)
    assert version_of(target) == 2


def test_a_publication_without_room_for_its_file_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out" / "fiscal.duckdb"
    build = build_of(tmp_path, 1)
    publish(build, target)
    before = target.read_bytes()
    script = (
        "import sys; from pathlib import Path; from dagster_project.release.warehouse_file import *\n"
        "try: publish(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except PublicationError as error: sys.exit(7)\n"
    )
    # The kernel refuses to write further than this, as a quota does.
    refused = subprocess.run(
        [sys.executable, "-c", script, build, target],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        check=False,
    )
    assert refused.returncode == 7
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["fiscal.duckdb"]


def test_a_read_only_target_is_told_and_the_old_file_stays(small_disk: Path, tmp_path: Path) -> None:
    target = small_disk / "fiscal.duckdb"
    publish(build_of(tmp_path, 1), target)
    remount(small_disk, "ro")
    for place in (target, small_disk / "new folder" / "fiscal.duckdb"):
        with pytest.raises(PublicationError, match=r"was not replaced.*(?i:read-only)"):
            publish(build_of(tmp_path, 2), place)
    assert version_of(target) == 1
    remount(small_disk, "rw")
    publish(tmp_path / "build" / "fiscal.duckdb", target)
    assert version_of(target) == 2


def test_a_load_on_a_full_disk_keeps_what_was_loaded_and_the_next_succeeds(
    small_disk: Path, tmp_path: Path
) -> None:
    raw, build = tmp_path / "raw", small_disk / "fiscal.duckdb"
    raw.mkdir()
    (raw / "a.txt").write_text(_TABLE.format(amount="1.00"), encoding="utf-8")
    load_folder(raw, build, jobs=1)
    (raw / "b.txt").write_text(
        "表\n" + "".join(f"\t{random.random()}\n\t{n}\n\n" for n in range(20_000)), encoding="utf-8"
    )
    room = shutil.disk_usage(small_disk).free
    (small_disk / "other").write_bytes(bytes(room // 4096 * 4096 - 2**17))
    with pytest.raises((duckdb.Error, OSError)):
        load_folder(raw, build, jobs=1)
    (small_disk / "other").unlink()
    remount(small_disk, "size=60m")
    summary = load_folder(raw, build, jobs=1)
    assert (summary.read, summary.unchanged) == (1, 1)


# ---- Damaged build files ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of one document, loaded into a build file beside it."""
    place = tmp_path_factory.mktemp("loaded")
    (place / "raw").mkdir()
    (place / "raw" / "a.txt").write_text(_TABLE.format(amount="1.00"), encoding="utf-8")
    load_folder(place / "raw", place / "fiscal.duckdb", jobs=1)
    with duckdb.connect(str(place / "fiscal.duckdb")) as connection:
        # What a load leaves in the log comes into the file when the models are built.
        connection.execute("checkpoint")
    return place


class Notes:
    """A progress that keeps what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def start(self, total: int) -> None:
        pass

    def advance(self, name: str) -> None:
        pass

    def note(self, text: str) -> None:
        self.notes.append(text)


def flipped(content: bytes) -> bytes:
    data = bytearray(content)
    for place in range(12_288, len(data), 997):
        data[place] ^= 255
    return bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"no database" * 1000,
        lambda content: content[:5000],
        lambda content: content[: len(content) // 2],
        flipped,
    ],
)
def test_a_damaged_build_file_is_set_aside_and_built_anew(
    loaded: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    build = tmp_path / "fiscal.duckdb"
    damaged = damage((loaded / "fiscal.duckdb").read_bytes())
    build.write_bytes(damaged)
    notes = Notes()
    summary = load_folder(loaded / "raw", build, jobs=1, progress=notes)
    assert (summary.read, summary.unchanged) == (1, 0)
    (told,) = notes.notes
    assert "all documents are read again" in told
    assert (tmp_path / "fiscal.duckdb.damaged").read_bytes() == damaged


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda log: log[:-100], lambda log: log[:2000] + log[2100:]]
)
def test_what_a_damaged_log_held_is_read_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(_TABLE.format(amount="1.00"), encoding="utf-8")
    build, log = tmp_path / "fiscal.duckdb", tmp_path / "fiscal.duckdb.wal"
    load_folder(tmp_path / "raw", build, jobs=1)
    log.write_bytes(damage(log.read_bytes()))
    assert load_folder(tmp_path / "raw", build, jobs=1).read == 1
    assert load_folder(tmp_path / "raw", build, jobs=1).unchanged == 1


def test_a_build_file_of_this_version_is_left_as_it_is(loaded: Path, tmp_path: Path) -> None:
    build = tmp_path / "fiscal.duckdb"
    shutil.copy(loaded / "fiscal.duckdb", build)
    before = build.read_bytes()
    assert make_fit(build, COLUMNS) is None
    assert build.read_bytes() == before
    assert not log_of(build).exists()


def test_a_build_file_of_another_shape_is_built_anew(loaded: Path, tmp_path: Path) -> None:
    build = tmp_path / "fiscal.duckdb"
    shutil.copy(loaded / "fiscal.duckdb", build)
    with duckdb.connect(str(build)) as connection:
        connection.execute("alter table raw.page drop column rotation")
    assert load_folder(loaded / "raw", build, jobs=1).read == 1
    assert make_fit(build, {}) is None


@pytest.mark.parametrize(
    "change",
    [
        "alter table raw.document drop column status_reason",
        "alter table raw.document add column author varchar",
        "alter table raw.page alter rotation type varchar",
        "alter table raw.paragraph drop column page_no",
    ],
)
def test_a_build_file_of_another_version_gets_its_columns_and_no_document_is_read_again(
    loaded: Path, tmp_path: Path, change: str
) -> None:
    build = tmp_path / "fiscal.duckdb"
    shutil.copy(loaded / "fiscal.duckdb", build)
    with duckdb.connect(str(build)) as connection:
        connection.execute(change)
    shutil.copytree(loaded / "raw", tmp_path / "raw")
    (tmp_path / "raw" / "b.txt").write_text(_TABLE.format(amount="2.00"), encoding="utf-8")
    notes = Notes()
    summary = load_folder(tmp_path / "raw", build, jobs=1, progress=notes)
    assert (summary.read, summary.unchanged, notes.notes) == (1, 1, [])
    assert shape(build) == shape(loaded / "fiscal.duckdb")
    assert not build.with_name("fiscal.duckdb.damaged").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("drop table raw.paragraph", "raw.paragraph has no document_id, paragraph_no, block_no, text"),
        ("alter table raw.document drop column byte_size", "raw.document has no byte_size"),
        ("update raw.document_path set file_path = null", "of another version"),
    ],
)
def test_a_build_file_that_lacks_what_only_documents_tell_is_built_anew(
    loaded: Path, tmp_path: Path, change: str, told: str
) -> None:
    build = tmp_path / "fiscal.duckdb"
    shutil.copy(loaded / "fiscal.duckdb", build)
    with duckdb.connect(str(build)) as connection:
        connection.execute("alter table raw.document_path alter file_path drop not null")
        connection.execute("alter table raw.document_path alter modified_at type varchar")
        connection.execute(change)
    notes = Notes()
    assert load_folder(loaded / "raw", build, jobs=1, progress=notes).read == 1
    assert told in notes.notes[0]


def shape(build: Path) -> list[tuple[object, ...]]:
    """The columns of the raw tables."""
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute(
            "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
            "where schema_name = 'raw' order by table_name, column_index"
        ).fetchall()


def test_a_build_file_that_somebody_has_open_is_not_taken_for_damaged(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCAL_HOME", str(tmp_path))
    build = tmp_path / "build" / "fiscal.duckdb"
    build.parent.mkdir()
    shutil.copy(loaded / "fiscal.duckdb", build)
    script = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    holder = start_reader(script, build)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(duckdb.IOException, match="lock") as refused:
        load_folder(loaded / "raw", build, jobs=1)
    said = rf"is open in python[0-9.]* \(process {holder.pid}\), and a refresh writes it\. .* Close it there"
    assert re.search(said, in_plain_words(str(refused.value)))
    holder.communicate()
    assert load_folder(loaded / "raw", build, jobs=1).unchanged == 1


# ---- Clocks ----------------------------------------------------------------------------------


def test_files_of_tomorrow_are_known_by_their_bytes(loaded: Path, tmp_path: Path) -> None:
    shutil.copytree(loaded / "raw", tmp_path / "raw")
    shutil.copy(loaded / "fiscal.duckdb", tmp_path)
    tomorrow = time.time() + 86_400
    for path in (tmp_path / "raw" / "a.txt", tmp_path / "fiscal.duckdb"):
        os.utime(path, (tomorrow, tomorrow))
    summary = load_folder(tmp_path / "raw", tmp_path / "fiscal.duckdb", jobs=1)
    assert (summary.read, summary.unchanged) == (0, 1)


def test_logs_of_tomorrow_do_not_cost_the_log_of_today(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"refresh-29991231-235959-{number:06d}.log").touch()
    log = _new_log(tmp_path)
    log.touch()
    assert log.exists()
    assert len(list(tmp_path.iterdir())) <= 30


# ---- Killed processes ------------------------------------------------------------------------

_LOAD = """
import sys
from pathlib import Path
from dagster_project.loading.load import load_folder
from dagster_project.loading.raw_tables import COLUMNS
print("ready", flush=True)
load_folder(Path(sys.argv[1]), Path(sys.argv[2]), jobs=1)
"""
_PUBLISH = """
import sys
from pathlib import Path
from dagster_project.release.warehouse_file import publish
print("ready", flush=True)
publish(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def killed_after(seconds: float, script: str, *arguments: Path) -> bool:
    """Runs a script in a process and kills it so long after it is ready; False when it was done by then."""
    process = start_reader(script, *arguments)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.kill()
    process.communicate()
    return process.returncode == -signal.SIGKILL


def seconds_of(script: str, *arguments: Path) -> float:
    process = start_reader(script, *arguments)
    assert process.stdout is not None
    process.stdout.readline()
    begin = time.monotonic()
    assert process.wait() == 0, process.communicate()
    return time.monotonic() - begin


@pytest.mark.timeout(1800)
def test_a_load_killed_anywhere_leaves_all_of_the_old_rows_or_all_of_the_new(tmp_path: Path) -> None:
    raw, build = tmp_path / "raw", tmp_path / "fiscal.duckdb"
    raw.mkdir()

    def write(version: int) -> None:
        rows = "".join(f"\t行{number}\n\t{version}.00\n\n" for number in range(600))
        (raw / "a.txt").write_text(f"表\n\t项目\n\t金额\n\n{rows}", encoding="utf-8")

    times = []
    for version in (-2, -1, 0):
        write(version)
        times.append(seconds_of(_LOAD, raw, build))
    # The shortest: on a busy machine another one would let loads end before they are killed.
    whole, killed = min(times), 0
    for number in range(KILLED_LOADS):
        write(number + 1)
        killed += killed_after(whole * (number + 0.5) / KILLED_LOADS, _LOAD, raw, build)
        with duckdb.connect(str(build)) as connection:
            query = (
                "select text, count(*) from raw.table_cell where column_no = 2 and row_no > 1 group by text"
            )
            ((_, rows),) = connection.execute(query).fetchall()
            assert rows == 600
        assert not (tmp_path / "fiscal.duckdb.damaged").exists()
    assert killed > KILLED_LOADS / 2
    assert load_folder(raw, build, jobs=1).total == 1
    assert load_folder(raw, build, jobs=1).unchanged == 1
    sys.stdout.write(f"{killed} of {KILLED_LOADS} loads killed over {whole:.1f} s, none lost\n")


@long_only
@pytest.mark.timeout(1800)
def test_a_publication_killed_anywhere_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    target = tmp_path / "out" / "fiscal.duckdb"
    whole = seconds_of(_PUBLISH, build_of(tmp_path, 0), target)
    killed, last = 0, 0
    for number in range(KILLED_PUBLICATIONS):
        build = build_of(tmp_path, number + 1)
        killed += killed_after(whole * (number + 0.5) / KILLED_PUBLICATIONS, _PUBLISH, build, target)
        found = version_of(target)
        assert found in (last, number + 1)
        last = found
    publish(build, target)
    assert version_of(target) == KILLED_PUBLICATIONS
    assert [path.name for path in target.parent.iterdir()] == ["fiscal.duckdb"]
    assert killed > KILLED_PUBLICATIONS / 3
    sys.stdout.write(f"{killed} of {KILLED_PUBLICATIONS} publications killed over {whole:.2f} s, none torn\n")


# ---- The long mode: whole refreshes ----------------------------------------------------------


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, disclosure_facts: Mapping[str, DisclosureFacts]
) -> Workplace:
    """A workplace with two documents, refreshed."""
    place = Workplace(tmp_path_factory.mktemp("faults"))
    place.raw.mkdir()
    first, second, *_ = disclosure_facts.values()
    (place.raw / "first.docx").write_bytes(render_docx(compose(first, load_layout("hebei"))))
    (place.raw / "second.txt").write_bytes(render_tabbed(compose(second, load_layout("hebei"))).encode())
    run = place.run("refresh")
    assert run.returncode == 0, run.stdout + run.stderr
    return place


def counts(place: Workplace) -> list[tuple[object, ...]]:
    """What the published file holds, in numbers that no torn file would give."""
    return place.rows(
        "select count(*), sum(amount_yuan), "
        "(select count(*) from marts.dim_document where file_path in ('first.docx', 'second.txt')), "
        "(select count(*) from raw.table_cell), (select count(*) from marts.fct_identity_check) "
        "from marts.fct_published_amount"
    )


@long_only
@pytest.mark.timeout(4 * 3600)
def test_refreshes_killed_anywhere_lose_nothing_and_disturb_no_reader(tmp_path: Path) -> None:
    story = tell(KILLS, minutes=200, root=tmp_path / "place")
    sys.stdout.write("\n".join(story.lines()) + "\n")
    assert story.faults == []
    assert story.killed > 0.8 * KILLS
    assert set(PHASES) <= story.phases.keys()
    assert min(story.reads.values()) > KILLS


@long_only
@pytest.mark.timeout(1200)
def test_of_refreshes_at_once_one_publishes_and_the_others_name_it(place: Workplace) -> None:
    before = counts(place)
    together = [
        subprocess.Popen(
            [FISCAL, "refresh", "--rebuild"],
            cwd=place.root,
            env=place.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [process.communicate()[1] for process in together]
    assert sorted(process.returncode for process in together) == [0, 1, 1]
    assert sum("already running (process " in text for text in told) == 2
    assert counts(place) == before


@long_only
@pytest.mark.timeout(1200)
def test_a_refresh_recovers_a_damaged_build_and_says_so(place: Workplace) -> None:
    before = counts(place)
    build = place.home / "build" / "fiscal.duckdb"
    build.write_bytes(flipped(build.read_bytes()))
    run = place.run("refresh")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "The build file is not used: it is damaged" in run.stderr
    assert "Read 2 new or changed documents" in run.stdout
    assert counts(place) == before
