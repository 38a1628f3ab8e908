"""Looks into a DOCX or XLSX before a library does: is the package what its reader may trust?

Belongs here: sizes, names and XML structure of the members of a zip package.
Does not belong here: what the members say (``readers``). Nothing is ever unpacked to disk, so a
member's name can lead nowhere.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from lxml import etree

from dagster_project.extraction.limits import (
    MAX_CELLS,
    MAX_DEPTH,
    MAX_MEMBERS,
    MAX_PLACES,
    MAX_UNPACKED_BYTES,
    HostileFileError,
    require,
)

# What zipfile raises for a package that is cut off, damaged, or packed in a way it does not know.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
    RuntimeError,
)
_CHUNK = 1 << 16
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
# Elements that cost their reader far more than the bytes they are written in.
# A spreadsheet's blank cells, formatted down to its last row, are left out before it is read (``repacked``).
_CELL_ELEMENTS = frozenset({"tc", "v", "is"})
# The namespaces of Strict Open XML differ from the usual ones by this alone.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_BLANK_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?/>|<(?:\w+:)?c(?:\s[^>]*)?></(?:\w+:)?c>")
_BLANK_ROW = re.compile(
    rb"<(?:\w+:)?row\b(?![^>]*\bhidden=[\"'](?:1|true))[^>]*(?:/>|(?<!/)>\s*</(?:\w+:)?row>)"
)


def parsed_xml(data: bytes, *, recover: bool = False) -> etree._Element:
    """The root of an XML text that may name no file and no address.

    Args:
        data: The text.
        recover: Read on where it is damaged; then there may be no root at all.

    Raises:
        etree.XMLSyntaxError: It is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True, recover=recover)
    return etree.fromstring(data, parser)


def inspect(archive: zipfile.ZipFile) -> None:
    """Checks a package.

    Raises:
        HostileFileError: It is too large, ambiguous, or its XML is of a kind that the format forbids.
        zipfile.BadZipFile: A member is damaged.
    """
    members = archive.infolist()
    require(len(members) <= MAX_MEMBERS, f"{len(members)} members (at most {MAX_MEMBERS} are read)")
    size = sum(member.file_size for member in members)
    require(
        size <= MAX_UNPACKED_BYTES,
        f"{size // 2**20} MB when unpacked (at most {MAX_UNPACKED_BYTES // 2**20} MB are read)",
    )
    names = [member_name(member.filename) for member in members if not member.is_dir()]
    # Which of two members of one name is read depends on the program: one shows a text, the other hides it.
    require(len(set(names)) == len(names), "two members of the same name")
    for member in members:
        if member.filename.endswith((".xml", ".rels")) and not member.flag_bits & 1:
            with archive.open(member) as stream:
                _Inspection(member.filename).run(stream)


def member_name(name: str) -> str:
    """A member's name as its readers look for it; some programs write it absolute, or with backslashes."""
    return name.replace("\\", "/").lstrip("/")


def main_kinds(archive: zipfile.ZipFile) -> set[str]:
    """What a package says it is: 'docx', 'xlsx', 'odt', 'ods'; empty for any other archive."""
    names = {member_name(name): name for name in archive.namelist()}
    kinds = set()
    if "[Content_Types].xml" in names:
        types = archive.open(names["[Content_Types].xml"]).read(1 << 20)
        kinds |= {kind for mark, kind in _MAIN_PARTS.items() if re.search(mark, types)}
    kinds |= {kind for name, kind in _USUAL_PARTS.items() if name in names}
    if "mimetype" in names:
        mimetype = archive.open(names["mimetype"]).read(200)
        kinds |= {kind for mark, kind in _OPEN_DOCUMENT.items() if mimetype.startswith(mark)}
    return kinds


_MAIN_PARTS = {
    rb"wordprocessingml\.(?:document|template)\.main\+xml": "docx",
    rb"ms-word\.\w+\.macroEnabled(?:Template)?\.main\+xml": "docx",
    rb"spreadsheetml\.(?:sheet|template)\.main\+xml": "xlsx",
    rb"ms-excel\.(?:sheet|template)\.macroEnabled\.main\+xml": "xlsx",
}
_USUAL_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def repacked(source: Path | IO[bytes]) -> bytes:
    """The same package, uncompressed, as the libraries that read it expect it.

    Strict Open XML becomes Transitional, absolute names of members relative, and blank cells and rows
    of sheets are gone: a sheet formatted to its last row would else be a million cells.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for member in archive.infolist():
            if member.is_dir():
                continue
            name, data = member_name(member.filename), archive.read(member)
            if name.endswith((".xml", ".rels")):
                data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
            if name.startswith("xl/worksheets/"):
                data = _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", data))
            target.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


class _Inspection:
    """One pass over an XML member: no document type, bounded depth, cells and merged ranges."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._cells = 0
        self._merged = 0

    def run(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            for chunk in _chunks(stream):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError):
            # Damaged, or in an encoding that nobody knows: its reader judges. No entity was resolved here.
            return

    def _doctype(self, *_: object) -> None:
        # The standard of both formats forbids it; entities that expand or fetch begin with it.
        raise HostileFileError(
            f"The file declares a document type in {self._name}, which DOCX and XLSX never do: it is made to "
            "break or mislead its reader. Get the document from its publisher again."
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        require(self._depth <= MAX_DEPTH, f"XML elements nested {self._depth} deep")
        local = tag.rpartition(" ")[2]
        if local in _CELL_ELEMENTS:
            self._cells += 1
            require(self._cells <= MAX_CELLS, f"more than {MAX_CELLS} table cells")
        elif local == "mergeCell":
            self._merged += _area(attributes.get("ref", ""))
            require(self._merged <= MAX_PLACES, f"merged cells over {self._merged} places")

    def _end(self, _tag: str) -> None:
        self._depth -= 1


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _area(reference: str) -> int:
    """Places of a range such as A1:C3."""
    found = _RANGE.fullmatch(reference)
    if not found:
        return 1
    left, top, right, bottom = found.groups()
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
