"""Old and foreign office documents are read through LibreOffice, or it is said what to install."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from dagster_project.extraction import office
from dagster_project.extraction.read import read_document
from tests.support.extracted import read, rows

RTF = (
    r"{\rtf1\ansi\ansicpg936 \pard supplement\par"
    r"\trowd\cellx2000\cellx4000 \intbl code\cell total\cell\row"
    r"\trowd\cellx2000\cellx4000 \intbl 208\cell 1,186.45\cell\row \pard end\par}"
)


@pytest.fixture
def rtf(tmp_path: Path) -> Path:
    path = tmp_path / "forms.doc"
    path.write_text(RTF, encoding="ascii")
    return path


@pytest.fixture
def without_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_MAC", tmp_path / "none")
    office.program.cache_clear()
    yield
    office.program.cache_clear()


@pytest.mark.usefixtures("without_office")
def test_without_libreoffice_the_reason_says_what_to_install(rtf: Path) -> None:
    document = read_document(rtf)
    assert (document.status, document.file_format) == ("quarantined", "rtf")
    assert "a rich text document (RTF). Install LibreOffice to read .rtf" in str(document.status_reason)


needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")


@needs_office
def test_rich_text_named_doc_is_read(rtf: Path) -> None:
    (table,) = read(rtf).tables
    assert rows(table) == [["code", "total"], ["208", "1,186.45"]]


@needs_office
@pytest.mark.parametrize("target", ["doc", "odt"])
def test_document_in_another_format_keeps_its_tables(tmp_path: Path, target: str) -> None:
    original = docx.Document()
    original.add_paragraph("支出总表")
    table = original.add_table(2, 3)
    for cell, text in zip(table._cells, ("科目", "合计", "基本", "208", "9.50", "9.50"), strict=True):
        cell.text = text
    original.add_paragraph("说明")
    source = tmp_path / "form.docx"
    original.save(str(source))
    with office.converted(source, ".docx", target, "a test") as other:
        document = read(other)
    assert document.file_format == target
    assert [rows(t) for t in document.tables] == [rows(t) for t in read(source).tables]
