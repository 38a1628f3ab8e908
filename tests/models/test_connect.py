"""The recipes of ``docs/connect.md`` and the notebook work on a published file."""

from __future__ import annotations

import importlib.util
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project.release.warehouse_file import publish
from tests.support.built import Build
from tools.build import PROJECT

pytestmark = pytest.mark.timeout(900)

_PAGE = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"```(python|sh)\n(.*?)```", _PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def place(cookbook_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published file where the recipes look for it."""
    folder = tmp_path_factory.mktemp("connect")
    copy = folder / "build.duckdb"
    shutil.copy(cookbook_build.file, copy)
    publish(copy, folder / "warehouse" / "fiscal.duckdb")
    return folder


def test_there_are_recipes() -> None:
    assert [language for language, _ in _BLOCKS] == ["sh", "python", "python", "python", "python"]


@pytest.mark.parametrize(("language", "recipe"), _BLOCKS)
def test_a_recipe_works(place: Path, language: str, recipe: str) -> None:
    for word, package in ((".pl()", "polars"), ("ArrowDtype", "pyarrow")):
        if word in recipe and importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    if language == "sh":
        command = [
            "sh",
            "-c",
            recipe.replace(".venv/bin/duckdb", str(Path(sys.executable).with_name("duckdb"))),
        ]
    else:
        command = [sys.executable, "-c", recipe]
    told = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert re.search(r"\d", told.stdout)


def test_the_notebook_answers_its_questions(
    place: Path, cookbook_build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    monkeypatch.delenv("FISCAL_WAREHOUSE", raising=False)
    names = runpy.run_path(str(PROJECT / "docs" / "notebooks" / "questions.py"))
    with names["connection"] as connection:
        answers = {name: found for name, found in names.items() if isinstance(found, duckdb.DuckDBPyRelation)}
        assert {name for name, found in answers.items() if not found.fetchone()} == set()
        spent = answers["by_function"].aggregate("sum(wan_yuan) * 10000").fetchall()
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("create table notes (text varchar)")
    assert spent == cookbook_build.rows("select sum(amount_yuan) from marts.v_expenditure")
    assert "functional_class_name" in capsys.readouterr().out
    assert list(names["across_years"].columns) == [
        year
        for (year,) in cookbook_build.rows("select distinct fiscal_year from marts.v_expenditure order by 1")
    ]
