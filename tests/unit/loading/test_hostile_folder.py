"""A folder that holds links, pipes, strange names and files that change: the refresh goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading import load as loading
from dagster_project.loading.folder import find_documents, survey
from dagster_project.loading.load import load_folder
from dagster_project.settings import ReadingLimits

GOOD = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t1.00\n\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


def load(raw: Path) -> dict[str, str]:
    """Loads the folder; the reason, or '' for what was read, of every path."""
    build = raw.parent / "build" / "fiscal.duckdb"
    load_folder(raw, build, jobs=1, limits=ReadingLimits(20, 512))
    with duckdb.connect(str(build)) as connection:
        return dict(
            connection.execute(
                "select file_path, coalesce(status_reason, '') "
                "from raw.document_path join raw.document using (document_id)"
            ).fetchall()
        )


def test_links_out_of_the_folder_are_not_followed_and_reported(raw: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(GOOD + "密", encoding="utf-8")
    (raw / "file.txt").symlink_to(outside / "secret.txt")
    (raw / "folder").symlink_to(outside)
    (raw / "gone.pdf").symlink_to(outside / "nothing.pdf")
    (raw / "inside.txt").symlink_to(raw / "good.txt")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "again").symlink_to(raw)
    reasons = load(raw)
    assert reasons.pop("good.txt") == ""
    assert set(reasons) == {"file.txt", "folder", "gone.pdf"}
    assert all("symbolic link that leads out of the folder" in reason for reason in reasons.values())
    assert load(raw) == {"good.txt": "", **reasons}
    (raw / "file.txt").unlink()
    (raw / "file.txt").write_text(GOOD + "本", encoding="utf-8")
    assert load(raw)["file.txt"] == ""


def test_a_pipe_named_like_a_document_is_not_opened(raw: Path) -> None:
    os.mkfifo(raw / "pipe.pdf")
    assert "No ordinary file" in load(raw)["pipe.pdf"]
    assert find_documents(raw) == [raw / "good.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_reported_and_read_when_it_may(raw: Path) -> None:
    path = raw / "closed.txt"
    path.write_text(GOOD + "闭", encoding="utf-8")
    path.chmod(0)
    assert "Let the account that runs the refresh read it" in load(raw)["closed.txt"]
    path.chmod(0o600)
    assert load(raw)["closed.txt"] == ""


def test_names_may_hold_whatever_a_file_system_takes(raw: Path) -> None:
    names = [
        "a'; drop table raw.document; --.txt",
        "<img src=x onerror=alert(1)>.txt",
        "\x1b[2J\x1b]0;owned\x07.txt",
        "line\nbreak.txt",
        "[bold]x[link=y].txt",
        "C:\\..\\windows.txt",
        "=cmd|' ∕C calc'!A1.txt",
        "\u202etxt.exe.txt",
    ]
    for number, name in enumerate(names):
        (raw / name).write_text(f"{GOOD}{number}", encoding="utf-8")
    with open(os.fsencode(raw) + b"/\xff\xfe\xb0.txt", "wb") as file:  # noqa: PTH123 - no text names it
        file.write(GOOD.encode() + b"gbk")
    reasons = load(raw)
    assert set(reasons) == {"good.txt", r"\xff\xfe\xb0.txt", *names}
    assert set(reasons.values()) == {""}


def test_files_that_go_or_change_while_they_are_read_cost_nothing_else(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "gone.txt").write_text(GOOD + "去", encoding="utf-8")
    (raw / "changed.txt").write_text(GOOD + "旧", encoding="utf-8")

    def survey_then_touch(folder: Path) -> object:
        found = survey(folder)
        (raw / "gone.txt").unlink()
        (raw / "changed.txt").write_text(GOOD + "新", encoding="utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(loading, "survey", survey_then_touch)
        reasons = load(raw)
    assert reasons.pop("gone.txt").startswith("It is gone")
    assert reasons == {"good.txt": "", "changed.txt": ""}
    assert load(raw) == {"good.txt": "", "changed.txt": ""}


@pytest.fixture
def bomb_of_text(raw: Path) -> Iterator[Path]:
    """A file larger than any document, without taking its room on the disk."""
    path = raw / "large.txt"
    with path.open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(600 * 1024 * 1024)
    yield path
    path.unlink()


def test_a_file_too_large_for_a_document_is_not_read(bomb_of_text: Path) -> None:
    assert "600 MB (at most 500 MB are read)" in load(bomb_of_text.parent)["large.txt"]
