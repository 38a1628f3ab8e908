"""How an OpenDocument sheet shows its cells: struck through, bold, set in.

Belongs here: the styles of ``content.xml`` and ``styles.xml`` with what they inherit. Does not belong here:
cells (``ods``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from dagster_project.extraction.look import Alignment, Look

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_STRUCK = (STYLE + "text-line-through-style", STYLE + "text-line-through-type")
_DISPLAY = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}display"
_POINTS = {"pt": 1.0, "cm": 28.346, "mm": 2.8346, "in": 72.0, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(r"([\d.]+)(pt|cm|mm|in|pc|px)")
_SIDES: dict[str, Alignment] = {
    "start": "left",
    "left": "left",
    "center": "center",
    "end": "right",
    "right": "right",
}
# A style that inherits from itself, or from more than this, is damaged.
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell's text is shown, and whether it is at all."""

    look: Look
    is_unseen: bool


DEFAULT = CellStyle(Look(0.0, False, None), is_unseen=False)


def cell_styles(roots: Iterable[etree._Element]) -> dict[str, CellStyle]:
    """The styles of cells by their names, from the parts of a document that hold styles."""
    nodes = _nodes(roots, "table-cell")
    return {name: _style(_properties(nodes, name)) for name in nodes}


def unseen_runs(roots: Iterable[etree._Element]) -> frozenset[str]:
    """The styles of runs within a cell's text that nobody sees: struck through, or not displayed at all."""
    nodes = _nodes(roots, "text")
    said = {name: _properties(nodes, name) for name in nodes}
    return frozenset(
        name
        for name, properties in said.items()
        if any(properties.get(mark, "none") != "none" for mark in _STRUCK)
        or properties.get(_DISPLAY) == "none"
    )


def _nodes(roots: Iterable[etree._Element], family: str) -> dict[str, etree._Element]:
    return {
        node.get(STYLE + "name", ""): node
        for root in roots
        for node in root.iter(STYLE + "style")
        if node.get(STYLE + "family") == family
    }


def _properties(nodes: dict[str, etree._Element], name: str) -> dict[str, str]:
    """What a style says, over what those say that it is made from."""
    chain: list[etree._Element] = []
    node = nodes.get(name)
    while node is not None and len(chain) < _DEEPEST:
        chain.append(node)
        node = nodes.get(node.get(STYLE + "parent-style-name", ""))
    found: dict[str, str] = {}
    for node in reversed(chain):
        for part in node:
            if isinstance(part.tag, str) and part.tag.startswith(STYLE):
                found |= {str(key): str(value) for key, value in part.attrib.items()}
    return found


def _style(said: dict[str, str]) -> CellStyle:
    weight = said.get(_FO + "font-weight", "normal")
    look = Look(
        _points(said.get(_FO + "margin-left", "")),
        weight == "bold" or (weight.isdecimal() and int(weight[:4]) >= 600),
        _SIDES.get(said.get(_FO + "text-align", "")),
    )
    is_struck = any(said.get(mark, "none") != "none" for mark in _STRUCK)
    on_paper = said.get(_FO + "background-color", "transparent") == "transparent"
    return CellStyle(look, is_struck or (said.get(_FO + "color") == "#ffffff" and on_paper))


def _points(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    return round(float(found[1]) * _POINTS[found[2]], 1) if found and found[1].count(".") < 2 else 0.0
