"""The walk-through of ``docs/add-a-dialect.md`` holds: a form nobody knows is learnt from its seed row.

Belongs here: one document, read before and after the row of the page is added to a copy of
the seeds. Does not belong here: the seeds' own content (``test_form_titles``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading.load import load_folder
from dagster_project.reporting.queries import unrecognised
from tests.support.traits import Part, Trait, write_traits
from tools.build import DBT_PROJECT, PROJECT
from tools.writer.layouts import load_layout

TITLE = "部门收支情况一览表"
FORM = "income_expenditure_summary"
_PAGE = PROJECT / "docs/add-a-dialect.md"


class Workplace:
    """A build file of one document, and a copy of the dbt project whose seeds may change."""

    def __init__(self, folder: Path) -> None:
        layout = replace(load_layout("plain"), decimals=2, titles={FORM: TITLE})
        trait = Trait("an_unknown_title", (Part(layout, "示例市测试局"),), "docx")
        write_traits(folder / "documents", [trait])
        self.file = folder / "fiscal.duckdb"
        self.project = folder / "dbt"
        shutil.copytree(DBT_PROJECT, self.project, ignore=shutil.ignore_patterns("target", "logs"))
        load_folder(folder / "documents", self.file)

    def build(self) -> None:
        """Seeds and the models that say which tables are which forms."""
        self.dbt("seed")
        self.dbt("run", "--select", "+fct_recognised_table", "+fct_unrecognised_table")

    def dbt(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of dbt on the copy of the project."""
        return subprocess.run(
            [
                str(Path(sys.executable).with_name("dbt")),
                "--quiet",
                *command,
                f"--project-dir={self.project}",
                f"--profiles-dir={self.project}",
                f"--target-path={self.file.parent / 'target'}",
                f"--log-path={self.file.parent / 'logs'}",
            ],
            env=os.environ | {"FISCAL_BUILD_FILE": str(self.file)},
            check=check,
            capture_output=True,
            text=True,
        )

    def recognised_forms(self) -> list[str]:
        """The forms found."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            rows = connection.execute("select form_code from marts.fct_recognised_table").fetchall()
        return [form_code for (form_code,) in rows]

    def suggestions(self) -> dict[str, str | None]:
        """The row to begin with for each title that is not known."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return {record["title"]: record["seed_row"] for record in unrecognised(connection)}


def _row_of_the_page() -> str:
    blocks = re.findall(r"```csv\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (row,) = blocks
    return str(row)


@pytest.mark.timeout(600)
def test_a_row_in_the_seed_of_titles_teaches_a_form(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path)
    workplace.build()
    assert FORM not in workplace.recognised_forms()
    assert workplace.suggestions() == {TITLE: f"70,FORM_CODE,{TITLE},,"}
    assert TITLE in _PAGE.read_text(encoding="utf-8")

    seed = workplace.project / "seeds/form_title.csv"
    with seed.open("a", encoding="utf-8") as file:
        file.write(_row_of_the_page())
    workplace.build()
    assert workplace.recognised_forms().count(FORM) == 1
    assert workplace.suggestions() == {}


@pytest.mark.timeout(600)
def test_a_misspelled_code_in_a_seed_is_named_with_its_line(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path)
    seed = workplace.project / "seeds/header_term.csv"
    with seed.open("a", encoding="utf-8") as file:
        file.write("expenditure,99,^杂项支出$,,measure,projct\n")
    line_no = len(seed.read_text(encoding="utf-8").splitlines())
    workplace.dbt("seed")
    run = workplace.dbt("test", "--select", "seed_codes_are_known", check=False)
    assert run.returncode != 0
    assert f'seeds/header_term.csv, line {line_no}: no seed knows the term "projct"' in run.stdout
