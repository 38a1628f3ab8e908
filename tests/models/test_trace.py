"""``fiscal trace`` leads from a figure to its place in the document, and shows a picture of it.

Belongs here: pictures of real documents of each kind, and what is said when there is none to be had.
Does not belong here: the site of all findings (``test_findings_report``).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from PIL import Image

from dagster_project.reporting.evidence import SourceFileError
from dagster_project.reporting.pictures import COLOURS
from dagster_project.reporting.trace import Trace, trace, write_picture
from tests.support.built import Build
from tests.support.workplace import Workplace

pytestmark = pytest.mark.timeout(900)
# A colour as it is left by a picture of few colours.
_NEARLY = 24


def _documents(build: Build) -> Path:
    return build.file.parent / "documents"


def _key(build: Build, file_path: str) -> str:
    """The basic expenditure of a document's expenditure form, in its last row."""
    (row,) = build.rows(
        """
        select max_by(amount_key, row_no)
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and form_code = 'expenditure' and measure_code = 'basic'
        """,
        file_path,
    )
    return str(row[0])


def _traced(build: Build, key: str, out: Path, raw_dir: Path | None = None) -> tuple[Trace, Path]:
    with duckdb.connect(str(build.file), read_only=True) as connection:
        traced = trace(connection, key)
        return traced, write_picture(connection, traced, raw_dir or _documents(build), out)


def _pixels_of(picture: Path, colour: tuple[int, int, int]) -> list[tuple[int, int]]:
    image = Image.open(picture).convert("RGB")
    pixels = image.load()
    assert pixels is not None
    return [
        (x, y)
        for x in range(image.width)
        for y in range(image.height)
        if all(abs(one - other) <= _NEARLY for one, other in zip(pixels[x, y], colour, strict=True))
    ]


@pytest.mark.parametrize("name", ["traits/plain_pdf.pdf", "traits/rotated_pages.pdf"])
def test_the_cell_is_marked_where_the_page_prints_it(own_build: Build, tmp_path: Path, name: str) -> None:
    traced, picture = _traced(own_build, _key(own_build, name), tmp_path / "cell.png")
    (figure,) = traced.figures
    assert figure.box is not None
    ((width, height),) = own_build.rows(
        "select width, height from raw.page where document_id = ? and page_no = ?",
        figure.document_key,
        figure.page_no,
    )
    marked = _pixels_of(picture, COLOURS["actual"])
    image = Image.open(picture)
    # Edges of letters are smooth: shades of grey between paper and ink.
    assert len(image.convert("L").getcolors(1 << 24) or []) > 50
    assert image.width / image.height == pytest.approx(width / height, rel=0.01)
    scale = image.width / width
    assert min(x for x, _ in marked) / scale == pytest.approx(figure.box[0], abs=4)
    assert max(x for x, _ in marked) / scale == pytest.approx(figure.box[2], abs=4)
    assert min(y for _, y in marked) / scale == pytest.approx(figure.box[1], abs=4)
    assert max(y for _, y in marked) / scale == pytest.approx(figure.box[3], abs=4)


@pytest.mark.parametrize("suffix", ["docx", "txt"])
def test_a_format_without_pages_is_shown_as_its_table(own_build: Build, tmp_path: Path, suffix: str) -> None:
    name = f"samples/fengrun_party_office_2023.{suffix}"
    traced, picture = _traced(own_build, _key(own_build, name), tmp_path / "cell.png")
    assert picture.suffix == ".html"
    page = picture.read_text(encoding="utf-8")
    assert page.count('class="mark-actual"') == 1
    assert f'class="mark-actual">{traced.figures[0].printed_text}<' in page
    assert "基本支出" in page


def test_an_amount_is_told_with_its_address_and_its_equations(own_build: Build) -> None:
    key = _key(own_build, "traits/plain_pdf.pdf")
    with duckdb.connect(str(own_build.file), read_only=True) as connection:
        told = trace(connection, key).as_record()
    (figure,) = told["figures"]
    assert figure["file_path"] == "traits/plain_pdf.pdf"
    assert {"page_no", "table_id", "row_no", "column_no", "printed_text", "header_path"} <= figure.keys()
    held = [check for check in told["checks"] if check["status"] == "exact"]
    assert held
    assert all(
        figure["printed_text"] in check["equation_text"]
        for check in held
        if "n = " not in check["equation_text"]
    )


def test_all_terms_of_a_finding_are_marked_and_the_likeliest_cell_most(
    own_build: Build, tmp_path: Path
) -> None:
    ((key,),) = own_build.rows(
        "select finding_key from marts.fct_finding where equation_text like '827.09 + 447.83%'"
    )
    traced, picture = _traced(own_build, key, tmp_path / "finding")
    assert picture.suffix == ".png"
    assert {figure.printed_text.replace(",", "") for figure in traced.figures} == {
        "1274.78",
        "827.09",
        "447.83",
    }
    for role in COLOURS:
        assert _pixels_of(picture, COLOURS[role]), role


def test_a_document_that_is_gone_or_changed_is_not_shown(own_build: Build, tmp_path: Path) -> None:
    key = _key(own_build, "traits/plain_pdf.pdf")
    with pytest.raises(SourceFileError, match=r"is not in .* any more"):
        _traced(own_build, key, tmp_path / "cell", raw_dir=tmp_path)
    (tmp_path / "traits").mkdir()
    shutil.copy(_documents(own_build) / "traits" / "rotated_pages.pdf", tmp_path / "traits" / "plain_pdf.pdf")
    with pytest.raises(SourceFileError, match="its content changed"):
        _traced(own_build, key, tmp_path / "cell", raw_dir=tmp_path)


def test_the_command_says_where_and_what(own_build: Build, tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    options = ("--warehouse", str(own_build.file), "--raw", str(_documents(own_build)))
    key = _key(own_build, "traits/plain_pdf.pdf")
    told = place.run("trace", key, *options, "--out", str(tmp_path / "here.png"))
    assert told.returncode == 0, told.stderr
    assert "document: traits/plain_pdf.pdf" in told.stdout
    assert (tmp_path / "here.png").is_file()
    record = json.loads(place.run("trace", key, *options, "--json").stdout)
    assert Path(record["picture"]).is_file()
    unknown = place.run("trace", "nothing", *options)
    assert unknown.returncode == 2
    assert "fiscal findings" in unknown.stderr
