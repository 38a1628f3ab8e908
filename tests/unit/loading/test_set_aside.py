"""Documents that are set aside after they were read: what is kept, and when they are tried again."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.extraction.outcome import sha256_of
from dagster_project.fingerprint import of_program
from dagster_project.loading.load import load_folder
from dagster_project.loading.made_from import note_program
from dagster_project.loading.set_aside import ON_TRIAL, readmit, set_aside, set_aside_now


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place in which ``budget.csv`` was built once, and was replaced since."""
    place = tmp_path_factory.mktemp("set_aside")
    folder, build = place / "raw", place / "build" / "fiscal.duckdb"
    folder.mkdir()
    (folder / "budget.csv").write_text("科目,金额\n工资,1.00\n", encoding="utf-8")
    load_folder(folder, build, jobs=1)
    note_program(build, "a program")
    (folder / "budget.csv").write_text("科目,金额\n工资,2.00\n", encoding="utf-8")
    load_folder(folder, build, jobs=1)
    return place


@pytest.fixture
def build(loaded: Path, tmp_path: Path) -> Path:
    """The build file of that place."""
    shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "build" / "fiscal.duckdb"


@pytest.fixture
def folder(build: Path) -> Path:
    """The folder of documents beside it."""
    return build.parents[1] / "raw"


def cells(build: Path) -> list[tuple[str, str]]:
    """The amounts of all readable documents."""
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute(
            "select status, text from raw.table_cell inner join raw.document_table using (table_id) "
            "inner join raw.document using (document_id) where text like '_.00' order by all"
        ).fetchall()


def test_the_version_that_a_set_aside_one_replaced_comes_back(folder: Path, build: Path) -> None:
    assert cells(build) == [("read", "2.00")]
    back = set_aside(build, {sha256_of(folder / "budget.csv"): "A model fails."}, "a program")
    assert len(back) == 1
    # What was read of it stays in raw, beside the version that came back.
    assert cells(build) == [("quarantined", "2.00"), ("read", "1.00")]
    assert set_aside_now(build) == [("budget.csv", "A model fails.")]


def test_it_stays_set_aside_until_the_program_changes(folder: Path, build: Path) -> None:
    digest = sha256_of(folder / "budget.csv")
    set_aside(build, {digest: "A model fails."}, of_program())
    note_program(build, of_program())
    load_folder(folder, build, jobs=1)
    assert cells(build) == [("quarantined", "2.00"), ("read", "1.00")]
    set_aside(build, {digest: "A model fails."}, "a former program")
    load_folder(folder, build, jobs=1)
    assert cells(build) == [("read", "2.00")]
    assert set_aside_now(build) == []


def test_a_document_on_trial_is_taken_back_whole(folder: Path, build: Path) -> None:
    digest = sha256_of(folder / "budget.csv")
    set_aside(build, {digest: "Left out to find a fault."}, ON_TRIAL)
    readmit(build, [digest])
    assert cells(build) == [("read", "2.00")]


def test_a_replaced_version_is_kept_until_its_replacement_was_built(folder: Path, build: Path) -> None:
    # Loaded again before anything was built: the first version is still there.
    load_folder(folder, build, jobs=1)
    assert set_aside(build, {sha256_of(folder / "budget.csv"): "It fails."}, "a program")
    readmit(build, [sha256_of(folder / "budget.csv")])
    note_program(build, "a program")
    load_folder(folder, build, jobs=1)
    assert not set_aside(build, {sha256_of(folder / "budget.csv"): "It fails."}, "a program")


def test_a_file_that_is_gone_is_no_longer_set_aside(folder: Path, build: Path) -> None:
    set_aside(build, {sha256_of(folder / "budget.csv"): "A model fails."}, "a program")
    (folder / "budget.csv").unlink()
    load_folder(folder, build, jobs=1, prune=True)
    assert cells(build) == []
    assert set_aside_now(build) == []


def test_a_replaced_version_of_another_shape_stops_no_load(folder: Path, build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute("alter table former.table_cell drop column text")
    (folder / "budget.csv").write_text("科目,金额\n工资,3.00\n", encoding="utf-8")
    load_folder(folder, build, jobs=1)
    # What is kept now is the version that was replaced last, whole.
    set_aside(build, {sha256_of(folder / "budget.csv"): "It fails."}, "a program")
    assert cells(build) == [("quarantined", "3.00"), ("read", "2.00")]
