"""Real disclosures, where they are at hand: what is printed is read, once, from every format.

Does not belong here: what the numbers mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from dagster_project.extraction.records import Table
from tests.support.extracted import compact, read

CORPUS = Path(__file__).parents[4] / "shared" / "disclosures"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the real disclosures are not beside the project"
)

# One of each kind of page, small enough for every test run.
SAMPLES = [
    "上海/7c462c5*.pdf",
    "上海普陀/X_*万里街道办事处24年预算.pdf",
    "北京/04dfdd9*.pdf",
    "广州/b8ff9ee*.pdf",
    "无锡/2ed60e3*.pdf",
    "江苏/江苏省政协办公厅2018度部门预算公开表.pdf",
    "泉州/f6ca46f*.pdf",
    "深圳/1269469*.pdf",
    "西安/b58162b*.pdf",
    "重庆/a63e312*.pdf",
]
_NUMBER = re.compile(r"\d[\d,]*\.\d+")
FORMS = 9


def _one(pattern: str) -> Path:
    found = sorted(CORPUS.glob(pattern))
    if not found:
        pytest.skip(f"no {pattern} in the corpus")
    return found[0]


def _numbers(texts: Iterable[str]) -> Counter[str]:
    """The numbers of texts; readers differ in whether they print "251 .33" with its gap."""
    return Counter(n for text in texts for n in _NUMBER.findall(re.sub(r"(?<=\d)\s+(?=\.\d)", "", text)))


def _printed(path: Path) -> Iterator[str]:
    """The text of a PDF's pages as another reader sees it."""
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            yield page.get_textpage().get_text_range()


@needs_corpus
@pytest.mark.parametrize("pattern", SAMPLES)
def test_every_number_that_another_reader_sees_is_read_once(pattern: str) -> None:
    path = _one(pattern)
    document = read(path)
    printed = _numbers(_printed(path))
    in_cells = _numbers(cell.text for table in document.tables for cell in table.cells)
    beside = _numbers(paragraph.text for paragraph in document.paragraphs)
    assert printed - in_cells - beside == Counter(), "printed, but in no cell and no paragraph"
    assert in_cells - printed == Counter(), "in a cell, but not printed so often"


def _data(table: Table) -> list[list[tuple[int, str]]]:
    """The printed texts of the data rows with their columns."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for cell in table.cells:
        if not cell.is_header and cell.text.strip():
            rows.setdefault(cell.row_no, []).append((cell.column_no, compact(cell.text)))
    return list(rows.values())


@needs_corpus
@pytest.mark.parametrize("name", sorted({path.stem for path in CORPUS.glob("河北/*.docx")}))
def test_pdf_docx_and_text_of_a_disclosure_give_the_same_data_rows(name: str) -> None:
    by_format = [read(CORPUS / "河北" / f"{name}{suffix}") for suffix in (".docx", ".pdf", ".txt")]
    for tables in zip(*(document.tables[:FORMS] for document in by_format), strict=True):
        word, pdf, text = (_data(table) for table in tables)
        assert pdf == word
        assert text == word
