"""The walk-through of ``docs/add-a-dialect.md`` holds: a form nobody knows is learnt from its seed row.

Belongs here: one document, read by the page's own commands before and after the row of the page is added
to a copy of the project. Does not belong here: the seeds' own content (``test_form_titles``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.traits import Part, Trait, write_traits
from tools.build import PROJECT
from tools.writer.layouts import load_layout

TITLE = "部门收支情况一览表"
FORM = "income_expenditure_summary"
_PAGE = PROJECT / "docs/add-a-dialect.md"
_COMMAND = ".venv/bin/fiscal "
_LEFT_OUT = shutil.ignore_patterns("target", "logs", "__pycache__")


class Workplace:
    """A copy of the project whose seeds may change, and one document."""

    def __init__(self, folder: Path) -> None:
        layout = replace(load_layout("plain"), decimals=2, titles={FORM: TITLE})
        trait = Trait("an_unknown_title", (Part(layout, "示例市测试局"),), "docx")
        self.documents = folder / "documents"
        write_traits(self.documents, [trait])
        self.project = folder / "project"
        for name in ("dagster_project", "dbt", "expectations"):
            shutil.copytree(PROJECT / name, self.project / name, ignore=_LEFT_OUT)

    def seed(self, name: str) -> Path:
        """A seed of the copy."""
        return self.project / "dbt/seeds" / f"{name}.csv"

    def type(self, line: str) -> subprocess.CompletedProcess[str]:
        """A line of the page, typed in the copy's folder."""
        words = line.partition("#")[0].replace("FOLDER", str(self.documents)).removeprefix(_COMMAND).split()
        return subprocess.run(
            [sys.executable, "-c", "from dagster_project.cli.commands import app; app()", *words],
            cwd=self.project,
            env=os.environ | {"PYTHONPATH": str(self.project), "FISCAL_HOME": str(self.project / ".fiscal")},
            check=False,
            capture_output=True,
            text=True,
        )

    def answers(self, lines: Sequence[str]) -> list[str]:
        """What each line answers; none may fail."""
        runs = [self.type(line) for line in lines]
        assert [run.returncode for run in runs] == [0] * len(runs), "".join(r.stdout + r.stderr for r in runs)
        return [run.stdout for run in runs]


def _blocks_of_the_page(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.skipif(
    os.environ.get("FISCAL_LONG_TESTS") != "1", reason="part of the long mode: FISCAL_LONG_TESTS=1"
)
@pytest.mark.timeout(900)
def test_a_form_is_taught_by_the_commands_and_the_row_of_the_page(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path)
    before, after = (block.splitlines() for block in _blocks_of_the_page("sh"))
    (row,) = _blocks_of_the_page("csv")

    assert TITLE in _PAGE.read_text(encoding="utf-8")
    suggested = f"70,FORM_CODE,{TITLE},,"
    assert f"teach it in dbt/seeds/form_title.csv: {suggested}" in workplace.answers(before)[1]

    titles = workplace.seed("form_title")
    known = titles.read_text(encoding="utf-8")
    # The row to begin with, its form code not filled in: the refresh says which line is wrong.
    titles.write_text(f"{known}{suggested}\n", encoding="utf-8")
    refused = workplace.type(after[0])
    line_no = len(known.splitlines()) + 1
    assert refused.returncode == 1
    said = " ".join((refused.stdout + refused.stderr).split())
    assert f'dbt/seeds/form_title.csv, line {line_no}: no seed knows the form_code "FORM_CODE"' in said

    titles.write_text(known + row, encoding="utf-8")
    assert TITLE not in workplace.answers(after)[1]
