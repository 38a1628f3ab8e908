"""The findings report is a site that a browser opens without network, with every finding, searchable.

Belongs here: the site as a whole, in a real browser too. Does not belong here: what is a finding
(``test_findings``), where cells are marked (``test_trace``).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from PIL import Image

from dagster_project.reporting.findings_site import Report, ReportFolderError, write_report
from tests.support.built import Build
from tests.support.chromium import chromium

pytestmark = pytest.mark.timeout(900)
_HOSTILE = "<script>document.title='taken'</script><img src=x onerror=alert(1)>"


class _Links(HTMLParser):
    """What a page refers to, and its elements by name."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.elements: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.fixture(scope="module")
def warehouse(own_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """A warehouse in which one finding's line is an attack, and another is a doubt of our own."""
    copy = tmp_path_factory.mktemp("report") / own_build.file.name
    shutil.copy(own_build.file, copy)
    with duckdb.connect(str(copy)) as connection:
        attacked, doubted = (
            key
            for (key,) in connection.execute("""
                select finding_key from marts.fct_finding
                where responsibility = 'publisher'
                order by all
                limit 2
            """).fetchall()
        )
        connection.execute(
            "update marts.fct_finding set summary_zh = summary_zh || ? where finding_key = ?",
            [_HOSTILE, attacked],
        )
        connection.execute(
            "update marts.fct_finding set responsibility = 'reader' where finding_key = ?", [doubted]
        )
    build = Build(copy)
    yield build
    build.close()


@pytest.fixture(scope="module")
def report(warehouse: Build, own_build: Build) -> Report:
    place = warehouse.file.parent
    docs = place / "data_docs" / "index.html"
    docs.parent.mkdir()
    docs.touch()
    documents = own_build.file.parent / "documents"
    with duckdb.connect(str(warehouse.file), read_only=True) as connection:
        return write_report(connection, documents, place / "report", jobs=2, data_docs=docs)


def test_every_finding_has_its_equation_and_a_picture(report: Report, warehouse: Build) -> None:
    index = report.index.read_text(encoding="utf-8")
    found = warehouse.rows("""
        select disclosure_key, equation_text, finding_key
        from marts.fct_finding
        where responsibility = 'publisher'
    """)
    assert len(found) == report.finding_count > 0
    assert not report.problems
    for disclosure_key, equation, finding_key in found:
        page = (report.index.parent / "disclosures" / f"{disclosure_key}.html").read_text(encoding="utf-8")
        assert escape(equation) in index
        assert escape(equation) in page
        own = page[: page.index(finding_key)].rsplit("<article", 1)[1]
        # A page is shown as a picture, a table without pages as a table, prose without pages as text.
        assert any(shown in own for shown in ("../pictures/", 'class="excerpt"', "<blockquote>"))


def test_what_we_may_have_misread_is_no_finding_of_the_report(report: Report, warehouse: Build) -> None:
    doubts = warehouse.rows("""
        select disclosure_key, finding_key from marts.fct_finding where responsibility <> 'publisher'
    """)
    assert doubts
    documents, identities = (
        report.index.read_text(encoding="utf-8").split('id="documents"')[1].split('id="identities"')
    )
    for table in (documents, identities.split("</table>")[0]):
        counts = re.findall(r'<td class="number">(?:<span[^>]*>)?(\d+)(?:</span>)?</td></tr>', table)
        assert sum(int(count) for count in counts) == report.finding_count
    for disclosure_key, finding_key in doubts:
        page = report.index.parent / "disclosures" / f"{disclosure_key}.html"
        assert not page.exists() or f"'{finding_key}'" not in page.read_text(encoding="utf-8")


def test_the_site_needs_nothing_from_elsewhere(report: Report) -> None:
    pages = list(report.index.parent.rglob("*.html"))
    assert len(pages) > 1
    for page in pages:
        for target in _Links(page).targets:
            assert "//" not in target, target
            assert target.startswith("#") or (page.parent / target.split("#")[0]).is_file(), target


def test_the_first_page_is_an_overview(report: Report, warehouse: Build) -> None:
    index = report.index.read_text(encoding="utf-8")
    plots = re.findall(r"<svg.*?</svg>", index, re.DOTALL)
    assert len(plots) == 4
    classes = warehouse.rows("""
        select functional_class_name
        from marts.v_expenditure
        group by functional_class_name
        order by sum(amount_yuan) desc
        limit 3
    """)
    assert all(name in plots[0] for (name,) in classes)
    assert str(report.index.parent) not in index
    assert "file:" not in index.split("</head>")[1]


def test_a_disclosure_without_findings_has_its_forms_and_checks(report: Report, warehouse: Build) -> None:
    disclosures = warehouse.rows("""
        select disclosure_key, file_path, count(distinct table_id), any_value(name_zh)
        from marts.v_disclosure
        inner join marts.fct_recognised_table using (disclosure_key)
        inner join marts.dim_form using (form_code, budget_stage)
        where is_current
            and disclosure_key not in (
                select disclosure_key from marts.fct_finding where responsibility = 'publisher'
            )
        group by disclosure_key, file_path
    """)
    assert disclosures
    index = report.index.read_text(encoding="utf-8")
    for key, file_path, table_count, form in disclosures:
        assert f"disclosures/{key}.html" in index
        page = (report.index.parent / "disclosures" / f"{key}.html").read_text(encoding="utf-8")
        assert file_path in page
        assert page.split('id="forms"')[1].count("<details>") == table_count
        assert form in page
        assert "勾稽关系 identity" in page


def test_text_from_documents_stays_text(report: Report) -> None:
    for page in report.index.parent.rglob("*.html"):
        assert _HOSTILE not in page.read_text(encoding="utf-8")
        assert _Links(page).elements.count("script") == 1
    assert "&lt;script&gt;document.title" in report.index.read_text(encoding="utf-8")


def test_a_folder_of_something_else_is_left_alone(warehouse: Build, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with duckdb.connect(str(warehouse.file), read_only=True) as connection:
        with pytest.raises(ReportFolderError, match="is not a findings report"):
            write_report(connection, tmp_path, tmp_path, jobs=1)
        assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
        # Without the documents the pages say what is missing, and an earlier report is replaced.
        out = tmp_path / "report"
        for _ in range(2):
            again = write_report(connection, tmp_path / "nowhere", out, jobs=1)
    assert again.picture_count == 0
    assert any("FISCAL_RAW_DIR" in problem for problem in again.problems)
    assert not list(tmp_path.glob(".report*"))


def test_a_browser_finds_what_is_searched(report: Report, tmp_path: Path) -> None:
    browser = chromium(tmp_path)
    whole = browser.dom(report.index.as_uri())
    assert "<title>部门预决算公开概览 Overview</title>" in whole
    assert len(re.findall(r"<article[^>]*hidden", whole)) == 0
    searched = browser.dom(f"{report.index.as_uri()}?q={quote('827.09 447.83')}")
    assert f'<span id="count">1</span> / {report.finding_count}' in searched
    assert len(re.findall(r"<article[^>]*hidden", searched)) == report.finding_count - 1


@pytest.mark.parametrize("width", [1280, 500])
def test_a_browser_shows_the_pictures(report: Report, warehouse: Build, tmp_path: Path, width: int) -> None:
    ((key,),) = warehouse.rows(
        "select disclosure_key from marts.fct_finding where equation_text like '827.09 + 447.83%'"
    )
    page = report.index.parent / "disclosures" / f"{key}.html"
    shot = chromium(tmp_path).screenshot(page.as_uri(), tmp_path / "page.png", width, 1600)
    image = Image.open(shot).convert("RGB")
    assert image.size == (width, 1600)
    colours = {colour for _, colour in image.getcolors(1 << 24) or []}
    # The fill of a marked cell on white paper: nothing else on the page has it.
    assert any(
        all(abs(one - other) < 12 for one, other in zip(colour, (251, 209, 232), strict=True))
        for colour in colours
    )
