"""Documents made to break their reader end as quarantined documents, quickly and alone."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from dagster_project.extraction.blocks import GridCell, Piece, Reading, TextLine
from dagster_project.extraction.read import _mend_texts
from dagster_project.extraction.records import Document
from dagster_project.loading.reader_pool import read_documents
from dagster_project.settings import ReadingLimits

_LIMITS = ReadingLimits(seconds=30, memory_mb=512)
_ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">'
    b'<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
)


def word(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A DOCX with a table, its members changed."""
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("收支总表")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("项目", "金额", "合计", "1.00"), strict=True):
        cell.text = text
    document.save(stream)
    return repacked(stream.getvalue(), change)


def workbook(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """An XLSX with a table, its members changed."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["项目", "金额"], ["合计", 1]):
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells("A3:B3")
    book.save(stream)
    return repacked(stream.getvalue(), change)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def replaced(member: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        assert old in members[member]
        members[member] = members[member].replace(old, new, 1)

    return change


def added(**members: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda present: present.update({name.replace("__", "/"): data for name, data in members.items()})


def many_members(members: dict[str, bytes]) -> None:
    members.update({f"word/media/{number}": b"" for number in range(10_001)})


def two_of_a_name() -> bytes:
    content = word(added(twin=b"1", twix=b"2"))
    return content.replace(b"twix", b"twin")


def huge_picture(members: dict[str, bytes]) -> None:
    """A sheet with a picture of 60,000 by 60,000 points, in few bytes."""
    stream = io.BytesIO()
    Image.new("1", (16, 16)).save(stream, "PNG")
    picture = stream.getvalue()
    size = (60_000).to_bytes(4, "big")
    head = b"IHDR" + size + size + picture[24:29]
    members["xl/media/image1.png"] = picture[:12] + head + zlib.crc32(head).to_bytes(4, "big") + picture[33:]
    members["xl/worksheets/_rels/sheet1.xml.rels"] = relations("drawing", "../drawings/drawing1.xml")
    members["xl/drawings/_rels/drawing1.xml.rels"] = relations("image", "../media/image1.png")
    members["xl/drawings/drawing1.xml"] = (
        b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><xdr:oneCellAnchor>'
        b"<xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0"
        b'</xdr:rowOff></xdr:from><xdr:ext cx="1" cy="1"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="a"/>'
        b'<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr/>'
        b"</xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</worksheet>",
        b"<drawing xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' "
        b"r:id='rId1'/></worksheet>",
    )
    types = members["[Content_Types].xml"]
    members["[Content_Types].xml"] = types.replace(
        b"</Types>",
        b'<Default Extension="png" ContentType="image/png"/><Override PartName="/xl/drawings/drawing1.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>',
    )


def relations(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"/></Relationships>'
    ).encode()


def pdf(*objects: bytes) -> bytes:
    """A PDF of numbered objects, the first its catalogue; readers rebuild the table that it lacks."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, data) for n, data in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer <</Root 1 0 R /Size 99>>\nstartxref\n0\n%%EOF\n"


def pdf_page(contents: bytes, resources: bytes = b"<<>>", extra: tuple[bytes, ...] = ()) -> bytes:
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources %s>>" % resources,
        contents,
        *extra,
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d %s>> stream\n%s\nendstream" % (len(data), entries, data)


def flate(data: bytes) -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode")


def long_number() -> bytes:
    """A workbook with a number of 401 digits that is to be printed with two decimals."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (["项目", "金额"], ["很长", 54321], ["合计", 1]):
        book.worksheets[0].append(row)
    for row_no in (2, 3):
        book.worksheets[0].cell(row_no, 2).number_format = "#,##0.00"
    book.save(content)
    longer = replaced("xl/worksheets/sheet1.xml", b"54321", b"1" + b"0" * 400)
    return repacked(content.getvalue(), longer)


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources <</XObject <</X %d 0 R>>>>"
DEEP = b"<w:p>" + b"<w:r>" * 300 + b"</w:r>" * 300 + b"</w:p>"

QUARANTINED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (lambda: word(added(word__media__a=bytes(450 * 2**20))), "MB when unpacked"),
    "members.docx": (lambda: word(many_members), "members (at most"),
    "twins.docx": (two_of_a_name, "two members of the same name"),
    "entities.docx": (
        lambda: word(replaced("word/document.xml", b"<w:document", _ENTITIES + b"<w:document")),
        "declares a document type in word/document.xml",
    ),
    "entities.xlsx": (
        lambda: workbook(replaced("xl/worksheets/sheet1.xml", b"<worksheet", _ENTITIES + b"<worksheet")),
        "declares a document type in xl/worksheets/sheet1.xml",
    ),
    "deep.docx": (lambda: word(replaced("word/document.xml", b"<w:sectPr", DEEP + b"<w:sectPr")), "nested"),
    "wide.docx": (
        lambda: word(replaced("word/document.xml", b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="999999999"/>')),
        "a table of 2 rows by",
    ),
    "merged.xlsx": (
        lambda: workbook(replaced("xl/worksheets/sheet1.xml", b"A3:B3", b"A3:XFD1048576")),
        "merged cells over",
    ),
    "picture.xlsx": (lambda: workbook(huge_picture), "picture"),
    "bomb.pdf": (lambda: pdf_page(flate(bytes(900 * 2**20))), "memory"),
    "twofold.pdf": (
        lambda: pdf_page(
            stream(b"/X Do"),
            b"<</XObject <</X 5 0 R>>>>",
            tuple(stream(b"/X Do /X Do", FORM % (6 + n)) for n in range(40)),
        ),
        "ended its process (SIGABRT)",
    ),
    "encoding.docx": (
        lambda: word(replaced("word/document.xml", b"UTF-8", b"xyz-8")),
        "The file is damaged",
    ),
    "wide.html": (
        lambda: b"<html><table><tr>" + b"<td rowspan=1000 colspan=1000>1</td>" * 5000 + b"</table></html>",
        "a table of 1 rows by",
    ),
}

READ: dict[str, Callable[[], bytes]] = {
    "far.xlsx": lambda: workbook(
        replaced(
            "xl/worksheets/sheet1.xml",
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>',
        )
    ),
    "long number.xlsx": long_number,
    "path.docx": lambda: word(added(**{"..__..__evil.xml": b"<a/>", "__etc__evil": b"x"})),
    "remote.docx": lambda: word(
        replaced(
            "word/_rels/document.xml.rels",
            b"</Relationships>",
            b'<Relationship Id="rId99" TargetMode="External" Target="http://127.0.0.1:9/x" Type="http://schemas.'
            b'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>',
        )
    ),
    "endless.pdf": lambda: pdf_page(
        stream(b"/X Do"), b"<</XObject <</X 5 0 R>>>>", (stream(b"/X Do", FORM % 5),)
    ),
    "own parent.pdf": lambda: pdf(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999>>"
    ),
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """All of them, read side by side as a refresh reads them."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in QUARANTINED.items():
        (folder / name).write_bytes(make())
    for name, plain in READ.items():
        (folder / name).write_bytes(plain())
    start = time.monotonic()
    found = read_documents(sorted(folder.iterdir()), 2, _LIMITS)
    documents = {path.name: document for path, document in found}
    assert time.monotonic() - start < 240
    assert not Path("/etc/evil").exists()
    return documents


@pytest.mark.parametrize("name", QUARANTINED)
def test_hostile_document_is_quarantined_with_what_it_does(documents: dict[str, Document], name: str) -> None:
    assert documents[name].status == "quarantined"
    assert QUARANTINED[name][1] in str(documents[name].status_reason)


@pytest.mark.parametrize("name", READ)
def test_tricks_that_lead_nowhere_cost_nothing(documents: dict[str, Document], name: str) -> None:
    assert documents[name].status in ("read", "no_text") or "damaged" in str(documents[name].status_reason)
    if not name.endswith(".pdf"):
        assert [cell.text for cell in documents[name].tables[0].cells][-1] in ("1.00", "1")


def test_half_a_character_is_stored_as_a_replacement() -> None:
    cell = GridCell(0, 0, 1, 1, "收\ud800入")
    line = TextLine("\ud83d\ude00 \udfff")
    _mend_texts(Reading([Piece([cell], 1, 1, "markup"), line]))
    assert (cell.text, line.text) == ("收\ufffd入", "😀 \ufffd")
