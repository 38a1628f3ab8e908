"""What becomes of files that are not what they say, or cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from dagster_project.extraction.read import read_document
from tests.support.extracted import read, rows


def _docx_bytes() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("正文")
    document.save(stream)
    return stream.getvalue()


def _zip_bytes() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        # Its own date, not the clock's: names of tests are made of these bytes.
        archive.writestr(zipfile.ZipInfo("a.txt"), "a")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.pdf", b"", "empty"),
        ("photo.pdf", b"\xff\xd8\xff\xe0" + b"\x00" * 64, "JPEG picture"),
        ("text.docx", "部门预算".encode(), "plain text"),
        ("cut.docx", _docx_bytes()[:900], "cut off or damaged"),
        ("archive.docx", _zip_bytes(), "Unpack it"),
        ("archive.zip", b"PK\x05\x06" + b"\x00" * 18, "The archive is empty."),
        ("cut.zip", _zip_bytes()[:20], "begins like an archive but is cut off"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 64, "is a JPEG picture, not a document. Get"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Office file but is cut off"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("broken.pdf", b"%PDF-1.7\n" + b"garbage" * 50, "damaged"),
        (
            "pointer.pdf",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "git lfs pull",
        ),
        ("pages.pdf", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 64, "a RAR archive"),
        ("noise.pdf", bytes(range(256)) * 8, "not a known document format"),
    ],
)
def test_unreadable_file_is_quarantined_with_what_it_is_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    document = read_document(path)
    assert (document.status, document.tables, document.paragraphs) == ("quarantined", [], [])
    assert said in str(document.status_reason)


def test_pdf_with_a_password_is_quarantined(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(100, 700, "12.00")
    canvas.save()
    document = read_document(path)
    assert document.status == "quarantined"
    assert "password" in str(document.status_reason)


def test_page_without_text_is_a_scan_not_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path))
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.save()
    document = read_document(path)
    assert (document.status, document.page_count) == ("no_text", 1)
    assert "`ocr`" in str(document.status_reason)


def test_web_page_named_pdf_is_read_as_html(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_text(
        "<!DOCTYPE html><html><head><title>t</title><script>x()</script></head><body><p>正文</p>"
        "<table><tr><th rowspan=2>编码</th><th colspan=2>支出</th></tr><tr><td>基本</td><td>项目</td></tr>"
        "<tr><td>201</td><td>1.00</td><td></td></tr></table></body></html>",
        encoding="utf-8",
    )
    document = read(path)
    assert document.file_format == "html"
    assert [p.text for p in document.paragraphs] == ["正文"]
    assert rows(document.tables[0])[2] == ["201", "1.00", ""]
    assert document.tables[0].cells[-1].header_path == "支出/项目"


def test_sheet_prints_numbers_as_formatted_and_leaves_hidden_rows_out(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收支总表"
    for row in (["科目", "金额", "占比"], ["合计", 1234.5, 0.25], ["其中", 7, None]):
        sheet.append(row)
    sheet["B2"].number_format = "#,##0.00"
    sheet["C2"].number_format = "0.0%"
    sheet.row_dimensions[3].hidden = True
    book.save(path)
    (table,) = read(path).tables
    assert table.caption == "收支总表"
    assert rows(table)[1:] == [["合计", "1,234.50", "25.0%"]]


def test_reading_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.txt"
    path.write_text("\n".join(f"\t{n}\t{n}.00" for n in range(400_000)), encoding="utf-8")
    document = read_document(path, time_limit=1)
    assert document.status == "quarantined"
    assert "longer than 1 s" in str(document.status_reason)
