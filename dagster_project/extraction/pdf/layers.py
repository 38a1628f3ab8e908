"""Optional content: which layers of a file a reader does not show, and the file without what lies on them.

Belongs here: the file's own list of layers. Does not belong here: the objects of a page (``shapes``).

PDFium draws a page without such layers, but hands out their characters and paths like all others.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral

_LIST = b"/OCProperties"
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_DRAWN = re.compile(rb"(/Subtype\s*)/(Form|Image)\b")
# More than this of one packed stream is not looked through: the file is then asked in full.
_UNPACKED = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layers:
    """What a file switches off.

    Attributes:
        names: The layers that are switched off.
        groups: Whether what belongs to a group of layers (a membership) is switched off.
        content: The file's bytes without the forms and pictures that lie on these layers; None where
            there are none.
    """

    names: frozenset[str]
    groups: bool
    content: bytes | None

    def hides(self, item: dict[str, Any]) -> bool:
        """True for a layer, or a group of layers, that is switched off; its dictionary in the file."""
        kind = resolve1(item.get("Type"))
        if isinstance(kind, PSLiteral) and kind.name == "OCMD":
            return self.groups
        return _text(item.get("Name")) in self.names


def layers_of(path: Path) -> Layers | None:
    """What a file switches off; None for nothing.

    Raises:
        Exception: Whatever pdfminer raises for a file that it cannot read.
    """
    content = path.read_bytes()
    if not _may_have_layers(content):
        return None
    with path.open("rb") as stream:
        document = PDFDocument(PDFParser(stream))
        off = _switched_off(document)
        if not off:
            return None
        named = {number: _text(resolve1(document.getobj(number)).get("Name")) for number in _all(document)}
        shown = {name for number, name in named.items() if number not in off}
        names = frozenset(named[number] for number in off if number in named and named[number] not in shown)
        return Layers(names, _groups_off(document, off), _without(content, document, off))


def _may_have_layers(content: bytes) -> bool:
    """False when neither the file nor what is packed in it holds a list of layers."""
    if _LIST in content:
        return True
    for packed in _PACKED.finditer(content):
        begin = _STREAM.search(content, packed.end(), packed.end() + 1024)
        if begin is None:
            continue
        unpacking = zlib.decompressobj()
        try:
            found = unpacking.decompress(content[begin.end() : begin.end() + _UNPACKED], _UNPACKED)
        except zlib.error:
            # Encrypted, or packed in another way.
            return True
        if _LIST in found or not unpacking.eof:
            return True
    return False


def _properties(document: PDFDocument) -> dict[str, Any]:
    found = resolve1(document.catalog.get("OCProperties"))
    return found if isinstance(found, dict) else {}


def _numbers(references: object) -> list[int]:
    """The object numbers of a list of references, of one, or of none."""
    found = references if isinstance(references, PDFObjRef) else resolve1(references)
    if isinstance(found, PDFObjRef):
        return [found.objid]
    return (
        [item.objid for item in found or [] if isinstance(item, PDFObjRef)] if isinstance(found, list) else []
    )


def _all(document: PDFDocument) -> list[int]:
    return _numbers(_properties(document).get("OCGs"))


def _switched_off(document: PDFDocument) -> set[int]:
    """The object numbers of the layers that the file's default configuration does not show."""
    default = resolve1(_properties(document).get("D"))
    if not isinstance(default, dict):
        return set()
    off = set(_numbers(default.get("OFF")))
    base = resolve1(default.get("BaseState"))
    if isinstance(base, PSLiteral) and base.name == "OFF":
        off |= set(_all(document)) - set(_numbers(default.get("ON")))
    return off


def _text(value: object) -> str:
    found = resolve1(value)
    if not isinstance(found, bytes):
        return ""
    if found.startswith(b"\xfe\xff"):
        return found[2:].decode("utf-16-be", "replace")
    return found.decode("latin-1")


def _objects(document: PDFDocument) -> list[tuple[int, object]]:
    numbers = {number for table in document.xrefs for number in table.get_objids()}
    return [(number, document.getobj(number)) for number in sorted(numbers) if number]


def _is_off(item: object, off: set[int]) -> bool:
    """True for a layer that is switched off, and a membership all of whose layers are."""
    if isinstance(item, PDFObjRef) and item.objid in off:
        return True
    membership = resolve1(item)
    layers = _numbers(membership.get("OCGs")) if isinstance(membership, dict) else []
    return bool(layers) and off.issuperset(layers)


def _groups_off(document: PDFDocument, off: set[int]) -> bool:
    """True when every membership of the file is switched off; of a mixture nobody can tell which is meant."""
    found = [
        _is_off(item, off)
        for _, item in _objects(document)
        if isinstance(item, dict) and isinstance(kind := item.get("Type"), PSLiteral) and kind.name == "OCMD"
    ]
    return bool(found) and all(found)


def _without(content: bytes, document: PDFDocument, off: set[int]) -> bytes | None:
    """The bytes of a file whose forms and pictures on these layers are of a kind that nobody draws."""
    changed = content
    for number, item in _objects(document):
        if not isinstance(item, PDFStream) or not _is_off(item.attrs.get("OC"), off):
            continue
        for head in re.finditer(rb"(?<!\d)%d\s+\d+\s+obj\b" % number, changed):
            end = _STREAM.search(changed, head.end())
            kind = _DRAWN.search(changed, head.end(), end.start() if end else head.end() + 4096)
            if kind:
                start, stop = kind.span(2)
                changed = changed[:start] + b"X" * (stop - start) + changed[stop:]
    return changed if changed != content else None
