"""Fixtures for all tests: facts of disclosures, and renderers of documents.

Belongs here: what more than one test package needs. Does not belong here: a fixture that
only one package uses; it lives beside its tests.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from dagster_project.imports import collect_seldom
from dagster_project.modelling.manifest import DbtProjectError, parsed_manifest
from dagster_project.settings import Settings
from tests.support.once import made_once
from tests.support.traits import write_traits
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import DisclosureFacts, load_facts
from tools.writer.layout import Layout
from tools.writer.layouts import load_layout
from tools.writer.pdf import render_pdf
from tools.writer.samples import SAMPLES
from tools.writer.text import render_cell_lines, render_tabbed

Render = Callable[..., Path]

# A tenth of what a worker does would be looking for garbage.
collect_seldom()

# Modules that take longest, the longest first: two workers end together when these begin first.
_LONGEST = (
    "test_refresh.py",
    "models/test_traits.py",
    "test_incremental.py",
    "test_dbt_unit_tests.py",
    "models/test_sharding.py",
    "test_rules.py",
    "test_lists.py",
    "test_history.py",
    "test_small_documents.py",
    "test_serve.py",
    "models/test_cli.py",
    "test_fuzz.py",
    "test_layout_kinds.py",
    "test_findings_report.py",
    "test_dialect.py",
    "test_deploy.py",
    "test_faults.py",
)


_PARSING = Settings.load().dbt_dir / "parsing.lock"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Parses the dbt project once, while the workers collect tests: each of them finds it parsed."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    _PARSING.parent.mkdir(parents=True, exist_ok=True)
    lock = _PARSING.open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)

    def parse() -> None:
        with lock, suppress(DbtProjectError):
            parsed_manifest(Settings.load())

    threading.Thread(target=parse).start()


def pytest_collection_finish(session: pytest.Session) -> None:
    """No test begins before the project is parsed."""
    if not session.config.option.collectonly:
        with _PARSING.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the modules that take longest first."""
    ranks = {
        path: next((n for n, name in enumerate(_LONGEST) if str(path).endswith(name)), len(_LONGEST))
        for path in {item.path for item in items}
    }
    items.sort(key=lambda item: ranks[item.path])


@pytest.fixture(scope="session")
def disclosure_facts() -> Mapping[str, DisclosureFacts]:
    """The facts of the five published disclosures, by the name of their fact file."""
    return {sample.facts: load_facts(sample.facts) for sample in SAMPLES}


@pytest.fixture(scope="session")
def traits_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the documents of all traits, each at its ``path``; nobody changes it."""

    def make(folder: Path) -> Path:
        write_traits(folder)
        return folder

    return made_once(tmp_path_factory, "traits", make)


def _to_file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def render_to_pdf(tmp_path: Path) -> Render:
    """``render_to_pdf(facts, layout, name="document.pdf")`` writes a PDF, by default as Hebei prints it."""

    def render(facts: DisclosureFacts, layout: Layout | None = None, name: str = "document.pdf") -> Path:
        return _to_file(tmp_path, name, render_pdf(compose(facts, layout or load_layout("hebei"))))

    return render


@pytest.fixture
def render_to_docx(tmp_path: Path) -> Render:
    """The same for DOCX."""

    def render(facts: DisclosureFacts, layout: Layout | None = None, name: str = "document.docx") -> Path:
        return _to_file(tmp_path, name, render_docx(compose(facts, layout or load_layout("hebei"))))

    return render


@pytest.fixture
def render_to_text(tmp_path: Path) -> Render:
    """The same for a text dump; ``shape`` is 'cell_lines' or 'tabbed'."""

    def render(
        facts: DisclosureFacts,
        layout: Layout | None = None,
        name: str = "document.txt",
        shape: str = "cell_lines",
    ) -> Path:
        renderer = {"cell_lines": render_cell_lines, "tabbed": render_tabbed}[shape]
        return _to_file(tmp_path, name, renderer(compose(facts, layout or load_layout("hebei"))).encode())

    return render
