"""The figures of violated identities are read once more by their picture, where OCR is installed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.extraction.pdf.scans import engine
from dagster_project.loading.cell_pictures import look_at_doubts
from dagster_project.loading.load import load_folder
from tools.writer.model import Cell, Document, Paragraph, Table
from tools.writer.pdf import render_pdf

needs_ocr = pytest.mark.skipif(not engine.available(), reason="the extra `ocr` is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = (("科目", "合计", "基本"), ("教育支出", "1,274.78", "827.09"), ("合计", "1,274.78", "827.09"))
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    document = Document("支出表", (Paragraph("支出表", "title"), Table(cells, 1, (1.0, 1.0, 1.0))))
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "form.pdf").write_bytes(render_pdf(document))
    return raw


def _built(folder: Path) -> Path:
    """A build file in which the first line's figures break an identity."""
    build = folder.parent / "build" / "fiscal.duckdb"
    load_folder(folder, build, jobs=1)
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema intermediate")
        connection.execute(
            "create table marts.fct_published_amount as select table_id, row_no, column_no,"
            " column_no::varchar as amount_key from raw.table_cell where row_no = 2 and column_no > 1"
        )
        connection.execute(
            "create table intermediate.int_violated_term as"
            " select amount_key, 1 as coefficient from marts.fct_published_amount"
        )
    return build


def _digits(build: Path) -> list[str]:
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute(
            "select regexp_replace(picture_text, '\\D', '', 'g') from raw.cell_picture order by column_no"
        ).fetchall()
    return [row[0] for row in rows]


@needs_ocr
def test_cells_of_violated_identities_are_read_by_their_picture_once(folder: Path) -> None:
    build = _built(folder)
    assert look_at_doubts(build, folder, seconds=300) == 2
    assert _digits(build) == ["127478", "82709"]
    assert look_at_doubts(build, folder) == 0


@needs_ocr
def test_what_cannot_be_read_stops_nothing(folder: Path) -> None:
    build = _built(folder)
    (folder / "form.pdf").write_bytes(b"%PDF-1.4 broken")
    assert look_at_doubts(build, folder) == 0
    assert look_at_doubts(build, folder, seconds=0) == 0
    assert _digits(build) == []


def test_a_file_that_nothing_was_built_in_holds_no_doubts(folder: Path) -> None:
    build = folder.parent / "build" / "fiscal.duckdb"
    assert look_at_doubts(build, folder) == 0
    load_folder(folder, build, jobs=1)
    assert look_at_doubts(build, folder) == 0
