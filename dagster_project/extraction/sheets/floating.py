"""Texts of an XLSX sheet that stand in no cell: text boxes over it, and the head of its printed pages.

Belongs here: a package's drawings. Does not belong here: cells (``xlsx``), charts and pictures.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.package import parsed_xml
from dagster_project.extraction.sheets.model import Place, labelled_lines

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOOK = "xl/workbook.xml"


def boxes_of(content: bytes) -> dict[str, list[tuple[Place, str]]]:
    """The texts of the text boxes of each sheet by its name, with the cells that they begin over.

    Args:
        content: A workbook whose members are named as usual; in any other no box is found.
    """
    found: dict[str, list[tuple[Place, str]]] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        if not any(name.startswith("xl/drawings/") for name in names) or _BOOK not in names:
            return found
        targets = _relations(archive, _BOOK, names)
        for sheet in _parsed(archive, _BOOK).iter(_MAIN + "sheet"):
            part = targets.get(sheet.get(_RELATION, ""), "")
            if part not in names:
                continue
            drawings = [name for name in _relations(archive, part, names).values() if "/drawings/" in name]
            found[sheet.get("name", "")] = [
                box
                for name in drawings
                if name in names and name.endswith(".xml")
                for box in _boxes(_parsed(archive, name))
            ]
    return found


def labelled_heads(sheet: Worksheet) -> list[str]:
    """The labelled lines of the head of each printed page."""
    head = sheet.oddHeader
    texts = [part.text or "" for part in (head.left, head.center, head.right)] if head is not None else []
    return labelled_lines(texts)


def _parsed(archive: zipfile.ZipFile, name: str) -> etree._Element:
    root = parsed_xml(archive.read(name), recover=True)
    return root if root is not None else etree.Element("damaged")


def _relations(archive: zipfile.ZipFile, part: str, names: set[str]) -> dict[str, str]:
    """The members that a part is related to, by the names of the relations."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in names:
        return {}
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip(
            "/"
        )
        for node in _parsed(archive, relations)
        if isinstance(node.tag, str) and node.get("TargetMode") != "External"
    }


def _boxes(drawing: etree._Element) -> Iterator[tuple[Place, str]]:
    for anchor in drawing:
        start = anchor.find(_DRAWN + "from") if isinstance(anchor.tag, str) else None
        place = (_number(start, "row"), _number(start, "col"))
        for shape in anchor.iter(_DRAWN + "sp") if isinstance(anchor.tag, str) else ():
            named = shape.find(f"{_DRAWN}nvSpPr/{_DRAWN}cNvPr")
            is_hidden = named is not None and named.get("hidden") in ("1", "true")
            if not is_hidden and next(shape.iterancestors(_FALLBACK), None) is None:
                paragraphs = ("".join(p.itertext(_TEXT + "t")) for p in shape.iter(_TEXT + "p"))
                if text := "\n".join(line for line in paragraphs if line.strip()):
                    yield place, text


def _number(start: etree._Element | None, name: str) -> int:
    value = start.findtext(_DRAWN + name, "0").strip() if start is not None else "0"
    return int(value[:7]) if value.isdecimal() else 0
