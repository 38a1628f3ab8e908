"""The sections of a Word document, and what the heads of their pages say.

Belongs here: where a section ends, which head its pages show. Does not belong here: what its paragraphs and
tables hold (``docx``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from dagster_project.extraction.grid import is_labelled
from dagster_project.extraction.readers.word_visibility import Visibility

_SECTION = qn("w:sectPr")
_FIRST, _DEFAULT = "first", "default"


@dataclass(slots=True)
class Section:
    """A part of the body whose pages have the same heads.

    Attributes:
        elements: What it shows.
        heads: The lines of its pages' heads that say something with a label (单位：万元).
        heads_of_all_pages: Those of them that stand on more than its first page.
    """

    elements: list[BaseOxmlElement] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    heads_of_all_pages: list[str] = field(default_factory=list)


def sections_of(
    document: Document, visibility: Visibility, text_of: Callable[[BaseOxmlElement], str]
) -> Iterator[Section]:
    """The sections in order; one without a head of its own has that of the one before it."""
    section = Section()
    known: dict[str, list[str]] = {}
    for element in visibility.children(document.element.body):
        section.elements.append(element)
        is_last = element.tag == _SECTION
        properties = element if is_last else element.find(f"{qn('w:pPr')}/{_SECTION}")
        if properties is not None:
            _read_heads(section, properties, document, text_of, known)
            yield section
            section = Section()
    if section.elements:
        yield section


def _read_heads(
    section: Section,
    properties: BaseOxmlElement,
    document: Document,
    text_of: Callable[[BaseOxmlElement], str],
    known: dict[str, list[str]],
) -> None:
    for node in properties.findall(qn("w:headerReference")):
        part = document.part.related_parts.get(str(node.get(qn("r:id"))))
        paragraphs = part.element.iter(qn("w:p")) if isinstance(part, XmlPart) else ()
        lines = [text_of(paragraph).strip() for paragraph in paragraphs]
        known[str(node.get(qn("w:type"), _DEFAULT))] = [line for line in lines if is_labelled(line)]
    has_own_first = properties.find(qn("w:titlePg")) is not None
    shown = [kind for kind in known if kind != _FIRST or has_own_first]
    section.heads = list(dict.fromkeys(line for kind in shown for line in known[kind]))
    section.heads_of_all_pages = list(known.get(_DEFAULT, ()))
