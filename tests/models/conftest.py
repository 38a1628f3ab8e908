"""Fixtures for the tests of the whole pipeline: warehouses built from documents by the real models.

Belongs here: which documents are built together. Does not belong here: what a build must
hold; each test module says that.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.extraction.outcome import sha256_of
from dagster_project.fingerprint import of_program
from tests.support.bodies import write_bodies
from tests.support.built import Build
from tests.support.formats import write_formats
from tests.support.layout_kinds import write_kinds
from tests.support.layouts import ALL
from tests.support.once import made_once
from tests.support.page_breaks import write_page_breaks
from tests.support.several_bodies import write_several_bodies
from tests.support.small_documents import write_small_documents
from tests.support.traits import write_disordered
from tools.build import build_warehouse
from tools.checks.scoreboard import DISCLOSURES
from tools.docs.cookbook import build_cookbook
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import load_facts
from tools.writer.layouts import load_layout
from tools.writer.pdf import render_pdf
from tools.writer.samples import RAW_DIR, SAMPLES
from tools.writer.text import render_cell_lines

# Small documents of six regions beside Hebei's: three forms of budgets, a unit of its own, a page
# that is not a disclosure, a scan. Their lines of the scoreboard are compared in every test run.
SCOREBOARD_SAMPLE = (
    "12a61b5a9e7c",
    "42d4fd889f7a",
    "8a3c331bd43b",
    "c8821d984a54",
    "ef6bbc6d9c9d",
    "f17e3c9deb66",
    "f5c3bca400c7",
)

# What the list beside the small documents says of one of them.
_MANIFEST = "file,fiscal_year,entity\nno_year_anywhere_but_listed.pdf,2023,云溪市北湖区民政局\n"


@pytest.fixture(scope="session")
def built_by_dbt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build file of ``cookbook_build``; what dbt ran for it makes the other builds of the session.

    That it makes what dbt would is held by ``test_incremental``.
    """
    return made_once(tmp_path_factory, "cookbook", lambda workplace: build_cookbook(workplace, of_program()))


@pytest.fixture(scope="session")
def small_build(tmp_path_factory: pytest.TempPathFactory, built_by_dbt: Path) -> Iterator[Build]:
    """A build of all small documents, bodies of all kinds, forms cut by pages, and one that a list dates."""

    def make(workplace: Path) -> Path:
        folder = workplace / "documents"
        write_small_documents(folder)
        write_bodies(folder / "bodies")
        write_several_bodies(folder / "several")
        write_page_breaks(folder / "breaks")
        unknown = (folder / "no_year_anywhere.pdf").read_bytes()
        (folder / "no_year_anywhere_but_listed.pdf").write_bytes(unknown + b"\n% another file\n")
        (folder / "manifest.csv").write_text(_MANIFEST, encoding="utf-8")
        return build_warehouse(folder, workplace, jobs=2, program=of_program(), like=built_by_dbt)

    build = Build(made_once(tmp_path_factory, "small", make))
    yield build
    build.close()


@pytest.fixture(scope="session")
def own_build(
    tmp_path_factory: pytest.TempPathFactory, built_by_dbt: Path, traits_folder: Path
) -> Iterator[Build]:
    """A build of every trait, every kind of layout, the samples, and one of them in further formats."""

    def make(workplace: Path) -> Path:
        shutil.copytree(traits_folder, workplace / "documents" / "traits")
        write_disordered(workplace / "documents" / "doubts")
        write_kinds(workplace / "documents" / "kinds", ALL)
        _write_samples(workplace / "documents" / "samples")
        write_formats(workplace / "documents" / "formats")
        return build_warehouse(
            workplace / "documents", workplace, jobs=2, program=of_program(), like=built_by_dbt
        )

    build = Build(made_once(tmp_path_factory, "own", make))
    yield build
    build.close()


@pytest.fixture(scope="session")
def cookbook_build(built_by_dbt: Path) -> Iterator[Build]:
    """A build of the samples and of a few departments over several years."""
    build = Build(built_by_dbt)
    yield build
    build.close()


@pytest.fixture(scope="session")
def disclosures_build_file(tmp_path_factory: pytest.TempPathFactory, built_by_dbt: Path) -> Path:
    """A build file of Hebei's real disclosures and the scoreboard's sample."""
    if not DISCLOSURES.is_dir():
        pytest.skip("the real disclosures are not beside the project (../shared/disclosures)")

    def make(workplace: Path) -> Path:
        for path in sorted(DISCLOSURES.glob("*/*")):
            if path.parent.name == "河北" or sha256_of(path).startswith(SCOREBOARD_SAMPLE):
                folder = workplace / "documents" / path.parent.name
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, folder)
        return build_warehouse(
            workplace / "documents", workplace, jobs=2, program=of_program(), like=built_by_dbt
        )

    return made_once(tmp_path_factory, "disclosures", make)


@pytest.fixture(scope="session")
def disclosures_build(disclosures_build_file: Path) -> Iterator[Build]:
    """The same, open for reading."""
    build = Build(disclosures_build_file)
    yield build
    build.close()


def _write_samples(folder: Path) -> None:
    """Each sample as it lies in ``raw/``, and rendered in the formats that it does not have there."""
    folder.mkdir(parents=True)
    for sample in SAMPLES:
        document = compose(load_facts(sample.facts), load_layout("hebei"))
        rendered = {
            ".pdf": render_pdf(document),
            ".docx": render_docx(document),
            ".txt": render_cell_lines(document).encode(),
        }
        published = RAW_DIR / sample.file_name
        for suffix, content in rendered.items():
            own = published.suffix == suffix
            (folder / f"{sample.facts}{suffix}").write_bytes(published.read_bytes() if own else content)
