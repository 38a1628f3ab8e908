"""What of a Word document a person sees: tracked changes accepted, hidden and struck text left out.

Belongs here: marks of deletion, hiding and striking, on text, rows, cells and styles.
Does not belong here: how text becomes paragraphs and tables (``docx``).
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_OFF = {"0", "false", "off", "none"}
_UNSEEN_MARKS = (qn("w:vanish"), qn("w:strike"), qn("w:dstrike"))
_RUN_PROPERTIES, _BASED_ON = qn("w:rPr"), qn("w:basedOn")
# Word writes a text box twice, once for readers that do not know the newer form.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# How a character is spoken, in small type above it, is no part of the text.
_RUBY = qn("w:rt")
# Deleted text, the place from which text was moved, and the properties that are not text.
_GONE = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK, qn("w:delText"), qn("w:instrText"), _RUBY})
_CHARACTERS = (qn("w:t"), qn("w:delText"))
_COLOUR, _SIZE, _SHADE = qn("w:color"), qn("w:sz"), qn("w:shd")
_HIGHLIGHT = qn("w:highlight")
_BOX, _TABLE_STYLE = qn("w:txbxContent"), qn("w:tblStyle")
# Type of two half points, and rows of two points (in twentieths), show a speck and a line at most.
_SMALLEST_TYPE, _LOWEST_ROW = 2, 40
_ROW, _CELL, _RUN = qn("w:tr"), qn("w:tc"), qn("w:r")


def _is_on(properties: BaseOxmlElement, mark: str) -> bool | None:
    """Whether a mark is set; None where it is not spoken of."""
    found = properties.find(mark)
    return None if found is None else str(found.get(qn("w:val"), "1")) not in _OFF


def _said(properties: BaseOxmlElement, tag: str) -> str:
    found = properties.find(tag)
    return str(found.get(qn("w:val"), "")) if found is not None else ""


def _is_coloured(shade: BaseOxmlElement) -> bool:
    fill = str(shade.get(qn("w:fill"), "")).upper()
    return fill not in ("", "AUTO", "FFFFFF") or shade.get(qn("w:val")) == "solid"


def _is_flat(height: BaseOxmlElement | None) -> bool:
    """Whether a row is exactly so high that nothing of it shows."""
    value = str(height.get(qn("w:val"), "")) if height is not None else ""
    is_exact = height is not None and height.get(qn("w:hRule")) == "exact"
    return is_exact and value.isdecimal() and int(value[:9]) <= _LOWEST_ROW


def _is_speck(properties: BaseOxmlElement) -> bool:
    size = _said(properties, _SIZE)
    return size.isdecimal() and int(size[:9]) <= _SMALLEST_TYPE


def _is_white(properties: BaseOxmlElement) -> bool:
    return _said(properties, _COLOUR).upper() == "FFFFFF"


def _is_lost_in_shade(run: BaseOxmlElement, properties: BaseOxmlElement) -> bool:
    """Whether a run has the very colour that it, or else its cell, is shaded with."""
    colour = _said(properties, _COLOUR).upper()
    if colour in ("", "AUTO", "FFFFFF") or properties.find(_HIGHLIGHT) is not None:
        return False
    shade = properties.find(_SHADE)
    if shade is None:
        cell = next(run.iterancestors(_CELL), None)
        shade = cell.find(f"{qn('w:tcPr')}/{_SHADE}") if cell is not None else None
    is_plain = shade is not None and shade.get(qn("w:val"), "clear") in ("clear", "nil")
    return is_plain and str(shade.get(qn("w:fill"), "")).upper() == colour


class Visibility:
    """Knows which parts of a document are not shown."""

    def __init__(self, styles: BaseOxmlElement | None) -> None:
        self._styles = {
            str(style.get(qn("w:styleId"))): style
            for style in (styles.iter(qn("w:style")) if styles is not None else ())
        }
        self._unseen_styles = {name: self._style_is_unseen(name, 0) for name in self._styles}
        self._colouring_styles = {name for name in self._styles if self._style_colours(name, 0)}

    def _style_is_unseen(self, name: str, depth: int) -> bool:
        style = self._styles.get(name)
        if style is None or depth > 20:
            return False
        properties = style.find(_RUN_PROPERTIES)
        said = [_is_on(properties, mark) for mark in _UNSEEN_MARKS] if properties is not None else []
        if any(said):
            return True
        is_shown = any(value is False for value in said)
        return not is_shown and self._style_is_unseen(_said(style, _BASED_ON), depth + 1)

    def _style_colours(self, name: str, depth: int) -> bool:
        style = self._styles.get(name)
        if style is None or depth > 20:
            return False
        own = any(map(_is_coloured, style.iter(_SHADE)))
        return own or self._style_colours(_said(style, _BASED_ON), depth + 1)

    def children(self, element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
        """The children of an element that are shown."""
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag not in _GONE and not self._is_unseen(child):
                yield child

    def is_shown(self, element: BaseOxmlElement) -> bool:
        """Whether an element and all that it lies in are shown."""
        above = (element, *element.iterancestors())
        return not any(one.tag in _GONE or self._is_unseen(one) for one in above)

    def hidden_characters(self, element: BaseOxmlElement) -> int:
        """How many characters under an element are not shown."""
        shown = set(self.children(element))
        count = 0
        for child in element:
            if child in shown:
                count += self.hidden_characters(child)
            elif isinstance(child.tag, str) and child.tag not in (_FALLBACK, _RUBY):
                count += sum(len(text.text or "") for text in child.iter(*_CHARACTERS))
        return count

    def _is_unseen(self, element: BaseOxmlElement) -> bool:
        if element.tag == _RUN:
            return self._run_is_unseen(element)
        if element.tag == _ROW:
            properties = element.find(qn("w:trPr"))
            return properties is not None and (
                bool(_is_on(properties, qn("w:hidden")))
                or properties.find(qn("w:del")) is not None
                or _is_flat(properties.find(qn("w:trHeight")))
            )
        if element.tag == _CELL:
            return element.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None
        return False

    def _run_is_unseen(self, run: BaseOxmlElement) -> bool:
        properties = run.find(_RUN_PROPERTIES)
        style = None
        if properties is not None:
            said = [_is_on(properties, mark) for mark in _UNSEEN_MARKS]
            if any(said):
                return True
            if _is_speck(properties) or (_is_white(properties) and not self._has_ground(run)):
                return True
            if _is_lost_in_shade(run, properties):
                return True
            if any(value is False for value in said):
                return False
            style = properties.find(qn("w:rStyle"))
        if style is not None and self._unseen_styles.get(str(style.get(qn("w:val")))):
            return True
        return self._paragraph_is_unseen(run)

    def _has_ground(self, run: BaseOxmlElement) -> bool:
        """Whether anything may colour what is under a run: shading, a table's style, the shape of a box."""
        for above in (run, *run.iterancestors()):
            if above.tag == _BOX:
                return True
            for properties in above:
                if not isinstance(properties.tag, str) or not properties.tag.endswith("Pr"):
                    continue
                shade = properties.find(_SHADE)
                if shade is not None and _is_coloured(shade):
                    return True
                if _said(properties, _HIGHLIGHT) not in ("", "none", "white"):
                    return True
                if _said(properties, _TABLE_STYLE) in self._colouring_styles:
                    return True
        return False

    def _paragraph_is_unseen(self, run: BaseOxmlElement) -> bool:
        if not any(self._unseen_styles.values()):
            return False
        paragraph = next(run.iterancestors(qn("w:p")), None)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") if paragraph is not None else None
        return style is not None and self._unseen_styles.get(str(style.get(qn("w:val"))), False)
