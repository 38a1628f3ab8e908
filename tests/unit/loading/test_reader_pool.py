"""What a document costs that hangs, devours memory, crashes or breaks its reader: itself alone."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dagster_project.extraction.read import read_document
from dagster_project.extraction.records import Document
from dagster_project.loading import reader_pool
from dagster_project.loading.reader_pool import ReaderStartError, read_documents
from dagster_project.settings import ReadingLimits
from tests.support.drawing import Sheet

GOOD = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t1.00\n\n"
# Stands in for the text reader of the reading process, and does what the file says.
_ILL = """
import os, signal, time
import dagster_project.extraction.text.reader as dump

whole = dump.decode

def decode(data):
    text = whole(data)
    if text.startswith("do: "):
        exec(compile(text[4:], dump.__file__, "exec"))
    return text

dump.decode = decode
"""
_SWALLOW = """
while True:
    try:
        time.sleep(1)
    except Exception:
        pass
"""


@pytest.fixture
def readers_that_obey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text files that begin with ``do:`` are run where they are read."""
    (tmp_path / "plugin").mkdir()
    (tmp_path / "plugin" / "sitecustomize.py").write_text(_ILL, encoding="utf-8")
    path = [str(tmp_path / "plugin"), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path))


def read(
    tmp_path: Path, contents: dict[str, str], limits: ReadingLimits | None = None
) -> dict[str, Document]:
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = sorted(tmp_path / name for name in contents)
    found = list(read_documents(paths, 2, limits or ReadingLimits(20, 512)))
    assert sorted(path for path, _ in found) == paths
    return {path.name: document for path, document in found}


@pytest.mark.usefixtures("readers_that_obey")
def test_each_document_that_breaks_its_reader_is_quarantined_alone(tmp_path: Path) -> None:
    said = {
        "os.kill(os.getpid(), signal.SIGSEGV)": "(SIGSEGV)",
        "os.kill(os.getpid(), signal.SIGKILL)": "want of memory",
        "os._exit(9)": "(status 9)",
        "os.kill(os.getppid(), signal.SIGKILL); time.sleep(9)": "ended its process",
        "held = bytearray(2 * 10**9)": "more than 512 MB of memory and was given up. Split the file",
        "raise ValueError('of ours')": "fault of the reader, not of the file: ValueError at dagster_project/",
        "raise KeyboardInterrupt": "ended its process",
        "(lambda f: f(f))(lambda f: f(f))": "nested too deeply",
        "raise PermissionError(13, 'Permission denied')": "from its disk (Permission denied)",
    }
    bad = {f"{number} bad.txt": f"do: {deed}" for number, deed in enumerate(said)}
    good = {f"{number} good.txt": f"{GOOD}{number}" for number in range(len(said))}
    chatter = {"chatter.txt": "do: print('never an answer' * 9999)"}
    documents = read(tmp_path, bad | good | chatter)
    assert [name for name, document in documents.items() if document.status == "read"] == sorted(
        [*good, *chatter], key=list(documents).index
    )
    for name, reason in zip(bad, said.values(), strict=True):
        assert documents[name].status == "quarantined"
        assert reason in str(documents[name].status_reason)


@pytest.mark.usefixtures("readers_that_obey")
def test_a_document_that_hangs_is_given_up_also_when_it_does_not_listen(tmp_path: Path) -> None:
    deeds = ["time.sleep(60)", _SWALLOW, "signal.alarm(0); time.sleep(60)"]
    hanging = {f"{number}.txt": f"do: {deed}" for number, deed in enumerate(deeds)}
    start = time.monotonic()
    documents = read(tmp_path, hanging | {"good.txt": GOOD}, ReadingLimits(2, 512))
    assert time.monotonic() - start < 45
    assert documents.pop("good.txt").status == "read"
    for document in documents.values():
        assert document.status == "quarantined"
        assert "longer than 2 s and was given up" in str(document.status_reason)
        assert "raise FISCAL_DOCUMENT_SECONDS and run `fiscal refresh --retry`" in str(document.status_reason)


@pytest.mark.usefixtures("readers_that_obey")
def test_the_log_tells_where_a_reader_failed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        read(
            tmp_path, {"a.txt": "do: [][1]", "b.txt": "do: import ctypes; ctypes.string_at(0)", "c.txt": GOOD}
        )
    told = caplog.text
    assert "a.txt failed" in told
    assert "IndexError: list index out of range" in told
    assert "text/reader.py" in told
    # The place of a crash in a library, as the interpreter saw it.
    assert "Segmentation fault" in told
    assert "in decode" in told


@pytest.mark.usefixtures("readers_that_obey")
def test_no_reader_outlives_a_refresh_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "do: open(os.environ['NOTE'], 'w').write(f'{os.getpid()} {os.getppid()}'); time.sleep(60)",
        encoding="utf-8",
    )
    note = tmp_path / "note"
    script = (
        "import sys; from pathlib import Path; from dagster_project.loading.reader_pool import *; "
        "list(read_documents([Path(sys.argv[1])], 1, ReadingLimits(100, 512)))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "a.txt"], env=os.environ | {"NOTE": str(note)}
    )
    deadline = time.monotonic() + 30
    while (not note.exists() or not note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    readers = [int(number) for number in note.read_text().split()]
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(Path(f"/proc/{number}/cmdline").exists() for number in readers) and time.monotonic() < deadline:
        time.sleep(0.05)
    alive = [number for number in readers if _runs(number)]
    assert alive == []


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_abandoned_reading_ends_its_processes(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(9)]
    for path in paths:
        path.write_text(GOOD + path.name, encoding="utf-8")
    readings = read_documents(paths, 2, ReadingLimits())
    next(readings)
    readings.close()
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    commands = [
        Path(f"/proc/{number}/cmdline").read_bytes()
        for number in children.read_text().split()
        if Path(f"/proc/{number}/cmdline").exists()
    ]
    assert not [command for command in commands if b"reader_process" in command]


def test_readers_that_cannot_start_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(reader_pool, "_READ", "import a_module_that_is_missing")
    with pytest.raises(ReaderStartError, match="a_module_that_is_missing"):
        list(read_documents([tmp_path / "a.txt"], 1, ReadingLimits()))


def _long_document(path: Path, pages: int) -> Path:
    """One table of as many pages, and a title above it."""
    sheet = Sheet(path)
    sheet.text(60, 80, "project list")
    for page in range(pages):
        ys = [100.0, 120.0, 140.0, 160.0]
        sheet.lines([60, 200, 300], ys)
        lines = [["name", "amount"], *([f"{page}.{n}", f"{page}{n}.50"] for n in range(2))]
        sheet.fill([60, 200], ys, lines)
        sheet.next_page()
    return sheet.save()


def test_a_long_document_read_in_shares_is_the_same_as_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_pool, "_PAGES", 3)
    paths = [_long_document(tmp_path / f"{pages}.pdf", pages) for pages in (2, 3, 7, 8)]
    found = dict(read_documents(paths, 2, ReadingLimits(60, 512)))
    assert found == {path: read_document(path) for path in paths}
    assert [len(found[path].tables) for path in paths] == [1, 1, 1, 1]


def test_a_share_that_fails_stands_for_its_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_pool, "_PAGES", 3)
    path = _long_document(tmp_path / "long.pdf", 40)
    good = _long_document(tmp_path / "short.pdf", 1)
    found = list(read_documents([path, good], 2, ReadingLimits(60, 1)))
    assert sorted(name for name, _ in found) == [path, good]
    assert {document.status for _, document in found} == {"quarantined"}
