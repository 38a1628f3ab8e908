"""Looks into a DOCX or XLSX before a library does: is the package what its reader may trust?

Belongs here: sizes, names and XML structure of the members of a zip package.
Does not belong here: what the members say (``readers``). Nothing is ever unpacked to disk, so a
member's name can lead nowhere.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from dagster_project.extraction.limits import (
    MAX_CELLS,
    MAX_DEPTH,
    MAX_MEMBERS,
    MAX_PLACES,
    MAX_UNPACKED_BYTES,
    HostileFileError,
    require,
)

_CHUNK = 1 << 16
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
# Elements that cost their reader far more than the bytes they are written in.
_CELL_ELEMENTS = frozenset({"tc", "c"})


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
    names = [member.filename for member in members if not member.is_dir()]
    # Which of two members of one name is read depends on the program: one shows a text, the other hides it.
    require(len(set(names)) == len(names), "two members of the same name")
    for member in members:
        if member.filename.endswith((".xml", ".rels")) and not member.flag_bits & 1:
            with archive.open(member) as stream:
                _Inspection(member.filename).run(stream)


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
