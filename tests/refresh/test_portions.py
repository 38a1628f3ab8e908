"""A large build is made in portions, and a document that breaks one holds back no other.

Belongs here: a refresh whose documents are built one after another. Does not belong here: that the tables are
those of one build (``tests/models/test_incremental.py``).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping

import pytest

from dagster_project.extraction.outcome import sha256_of
from dagster_project.settings import PROJECT_ROOT
from tests.support.workplace import FISCAL, Workplace
from tools.checks.broken_documents import failing
from tools.writer.disclosure import compose
from tools.writer.facts import DisclosureFacts
from tools.writer.layouts import load_layout
from tools.writer.text import render_tabbed

pytestmark = pytest.mark.timeout(900)

_NAMES = ("first.txt", "second.txt", "third.txt")
_BROKEN = "second.txt"


@pytest.fixture(scope="module")
def refreshed(
    tmp_path_factory: pytest.TempPathFactory, disclosure_facts: Mapping[str, DisclosureFacts]
) -> Workplace:
    """A refresh of three documents, a portion each; a model fails on the second."""
    place = Workplace(tmp_path_factory.mktemp("portions"))
    place.raw.mkdir()
    for name, facts in zip(_NAMES, disclosure_facts.values(), strict=False):
        text = render_tabbed(compose(facts, load_layout("hebei")))
        (place.raw / name).write_text(text, encoding="utf-8")
    project = place.root / "project"
    for folder in ("dagster_project", "dbt", "expectations"):
        leave = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(PROJECT_ROOT / folder, project / folder, ignore=leave)
    failing("int_form_line", "table_id").apply(project, sha256_of(place.raw / _BROKEN))
    run = subprocess.run(
        [FISCAL, "refresh"],
        cwd=place.root,
        env=place.environment | {"PYTHONPATH": str(project), "FISCAL_PORTION_CELLS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return place


def test_the_documents_of_all_other_portions_are_published(refreshed: Workplace) -> None:
    published = refreshed.rows(
        "select file_path, count(*) > 100 from marts.dim_document "
        "inner join marts.dim_disclosure using (document_key) "
        "inner join marts.fct_published_amount using (disclosure_key) group by 1 order by 1"
    )
    assert published == [(name, True) for name in _NAMES if name != _BROKEN]


def test_the_document_that_broke_its_portion_is_named(refreshed: Workplace) -> None:
    ((path, status, reason),) = refreshed.rows(
        "select file_path, status, status_reason from marts.dim_document where status <> 'loaded'"
    )
    assert (path, status) == (_BROKEN, "quarantined")
    assert "the model int_form_line fails on it" in reason


def test_every_portion_was_a_build_of_its_own(refreshed: Workplace) -> None:
    log = "\n".join(path.read_text(encoding="utf-8") for path in (refreshed.home / "logs").glob("*.log"))
    assert log.count("documents wait for the next portion") >= len(_NAMES) - 1
