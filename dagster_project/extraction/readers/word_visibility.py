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
# Deleted text, the place from which text was moved, and the properties that are not text.
_GONE = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK, qn("w:delText"), qn("w:instrText")})
_CHARACTERS = (qn("w:t"), qn("w:delText"))
_ROW, _CELL, _RUN = qn("w:tr"), qn("w:tc"), qn("w:r")


def _is_on(properties: BaseOxmlElement, mark: str) -> bool | None:
    """Whether a mark is set; None where it is not spoken of."""
    found = properties.find(mark)
    return None if found is None else str(found.get(qn("w:val"), "1")) not in _OFF


class Visibility:
    """Knows which parts of a document are not shown."""

    def __init__(self, styles: BaseOxmlElement | None) -> None:
        self._styles = {
            str(style.get(qn("w:styleId"))): style
            for style in (styles.iter(qn("w:style")) if styles is not None else ())
        }
        self._unseen_styles = {name: self._style_is_unseen(name, 0) for name in self._styles}

    def _style_is_unseen(self, name: str, depth: int) -> bool:
        style = self._styles.get(name)
        if style is None or depth > 20:
            return False
        properties = style.find(_RUN_PROPERTIES)
        said = [_is_on(properties, mark) for mark in _UNSEEN_MARKS] if properties is not None else []
        if any(said):
            return True
        based_on = style.find(_BASED_ON)
        parent = str(based_on.get(qn("w:val"))) if based_on is not None else ""
        return not any(value is False for value in said) and self._style_is_unseen(parent, depth + 1)

    def children(self, element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
        """The children of an element that are shown."""
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag not in _GONE and not self._is_unseen(child):
                yield child

    def hidden_characters(self, element: BaseOxmlElement) -> int:
        """How many characters under an element are not shown."""
        shown = set(self.children(element))
        count = 0
        for child in element:
            if child in shown:
                count += self.hidden_characters(child)
            elif isinstance(child.tag, str) and child.tag != _FALLBACK:
                count += sum(len(text.text or "") for text in child.iter(*_CHARACTERS))
        return count

    def _is_unseen(self, element: BaseOxmlElement) -> bool:
        if element.tag == _RUN:
            return self._run_is_unseen(element)
        if element.tag == _ROW:
            properties = element.find(qn("w:trPr"))
            return properties is not None and (
                bool(_is_on(properties, qn("w:hidden"))) or properties.find(qn("w:del")) is not None
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
            if any(value is False for value in said):
                return False
            style = properties.find(qn("w:rStyle"))
        if style is not None and self._unseen_styles.get(str(style.get(qn("w:val")))):
            return True
        return self._paragraph_is_unseen(run)

    def _paragraph_is_unseen(self, run: BaseOxmlElement) -> bool:
        if not any(self._unseen_styles.values()):
            return False
        paragraph = next(run.iterancestors(qn("w:p")), None)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") if paragraph is not None else None
        return style is not None and self._unseen_styles.get(str(style.get(qn("w:val"))), False)
