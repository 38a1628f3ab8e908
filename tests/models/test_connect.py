"""The recipes of ``docs/connect.md`` work on a published file, and exports open in the tools they are for."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

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
