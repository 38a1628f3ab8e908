"""Reads a DOCX as it is shown: paragraphs and tables in order, merged cells as spans.

Belongs here: the body of a word-processing document, its text boxes and embedded workbooks.
Does not belong here: page numbers (the format has none), the heads of its pages (``word_sections``); what is
not shown (``word_visibility``).
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import olefile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.document import DocumentPart

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.characters import raised
from dagster_project.extraction.formats import UnreadableFileError
from dagster_project.extraction.look import PLAIN, Alignment, Look, blanks_before
from dagster_project.extraction.nesting import is_layout
from dagster_project.extraction.package import inspect, repacked
from dagster_project.extraction.readers import html, mhtml
from dagster_project.extraction.readers.word_numbers import Numbers
from dagster_project.extraction.readers.word_pictures import is_large_picture
from dagster_project.extraction.readers.word_sections import sections_of
from dagster_project.extraction.readers.word_visibility import Visibility
from dagster_project.extraction.sheets import xls, xlsx
from dagster_project.extraction.sheets.model import Sheet
from dagster_project.extraction.sheets.tables import blocks_of
from dagster_project.extraction.text.encodings import decode
from dagster_project.output.safe_text import for_terminal

_TEXT, _TAB, _PARAGRAPH, _TABLE = qn("w:t"), qn("w:tab"), qn("w:p"), qn("w:tbl")
_ROW, _CELL, _RUN = qn("w:tr"), qn("w:tc"), qn("w:r")
_BREAKS = (qn("w:br"), qn("w:cr"))
_HYPHEN, _SYMBOL, _ALIGNED = qn("w:noBreakHyphen"), qn("w:sym"), qn("w:ptab")
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Where the fonts of symbols keep their characters; the lower half of Symbol is that of ASCII.
_SYMBOLS = 0xF000
_CHOICE, _CHOSEN, _ENTRY = qn("w:ddList"), qn("w:result"), qn("w:listEntry")
_SIDES: dict[str, Alignment] = {
    "left": "left",
    "start": "left",
    "both": "left",
    "center": "center",
    "right": "right",
    "end": "right",
}
_COUNT, _TWIPS = re.compile(r"[0-9]{1,9}"), re.compile(r"-?[0-9]{1,9}")
_HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
_TEXT_BOX, _CHUNK = qn("w:txbxContent"), qn("w:altChunk")
_OLE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"


class _Word:
    """One document: where it hides something, and what is embedded in it."""

    def __init__(self, part: DocumentPart) -> None:
        self._part = part
        styles = _related(part, RELATIONSHIP_TYPE.STYLES)
        self.visibility = Visibility(styles)
        self.numbers = Numbers(_related(part, RELATIONSHIP_TYPE.NUMBERING), styles)
        self.unread_objects = 0
        self.unread_pictures = 0

    def blocks(self, element: BaseOxmlElement) -> Iterator[Block]:
        """Paragraphs and tables in order, those inside content controls and changes included."""
        return self.blocks_of(self.visibility.children(element))

    def blocks_of(self, elements: Iterable[BaseOxmlElement]) -> Iterator[Block]:
        """The same of some elements that are shown."""
        for child in elements:
            if child.tag == _PARAGRAPH:
                yield TextLine(self.text(child))
                yield from self._inside_paragraph(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag == _CHUNK:
                yield from self._chunk(child)
            else:
                yield from self.blocks(child)

    def _chunk(self, node: BaseOxmlElement) -> list[Block]:
        """A web page that a program put into the document whole, which Word shows as its text."""
        part = self._part.related_parts.get(str(node.get(qn("r:id"))))
        kind = part.content_type if part is not None else ""
        if part is None or not kind.endswith(("html", "html+xml", "rfc822", "multipart/related")):
            self.unread_objects += 1
            return []
        is_mail = kind.endswith(("rfc822", "related"))
        return mhtml.read_bytes(part.blob).blocks if is_mail else html.read_text(decode(part.blob)).blocks

    # ---- Text ---------------------------------------------------------------------------------

    def text(self, paragraph: BaseOxmlElement) -> str:
        """The text under a paragraph, its number, inserted text and results of fields included, boxes not."""
        return "".join((self.numbers.before(paragraph), *self._parts(paragraph)))

    def _parts(self, element: BaseOxmlElement) -> Iterator[str]:
        for node in self.visibility.children(element):
            if node.tag in (_TEXT, _FORMULA_TEXT):
                yield raised(node.text or "") if _is_raised(element) else node.text or ""
            elif node.tag in _BREAKS:
                yield "\n"
            elif node.tag == _ALIGNED or (node.tag == _TAB and element.tag == _RUN):
                yield "\t"
            elif node.tag == _HYPHEN:
                yield "-"
            elif node.tag == _SYMBOL:
                yield _symbol(node)
            elif node.tag == _CHOICE:
                yield _chosen(node)
            elif node.tag != _TEXT_BOX:
                yield from self._parts(node)

    def _inside_paragraph(self, element: BaseOxmlElement) -> Iterator[Block]:
        """Text boxes and embedded workbooks that are anchored in a paragraph."""
        for node in self.visibility.children(element):
            if node.tag == _TEXT_BOX:
                yield from self.blocks(node)
            elif node.tag == _OLE_OBJECT:
                yield from self._embedded(node)
            elif node.tag != _TEXT:
                self.unread_pictures += is_large_picture(node)
                yield from self._inside_paragraph(node)

    def _embedded(self, node: BaseOxmlElement) -> list[Block]:
        part = self._part.related_parts.get(str(node.get(qn("r:id"))))
        sheets = _sheets_of(part.blob) if part is not None else None
        self.unread_objects += sheets is None
        return blocks_of(sheets) if sheets else []

    # ---- Tables -------------------------------------------------------------------------------

    def _table(self, table: BaseOxmlElement) -> Iterator[Block]:
        rows = [list(self._within(row, _CELL)) for row in self._within(table, _ROW)]
        cells = [cell for row in rows for cell in row]
        nested = _cells_within(table)
        if nested and is_layout(sum(bool(self._own_text(cell)) for cell in cells), nested):
            for cell in cells:
                yield from self.blocks(cell)
            return
        yield self._piece(table)
        for cell in cells:
            yield from self._boxes_of(cell)

    def _boxes_of(self, cell: BaseOxmlElement) -> Iterator[Block]:
        """Workbooks embedded in a cell."""
        for node in cell.iter(_OLE_OBJECT):
            yield from self._embedded(node)

    def _within(self, element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
        """Shown descendants of a kind, through content controls and not through nested tables."""
        for child in self.visibility.children(element):
            if child.tag == tag:
                yield child
            elif child.tag != _TABLE:
                yield from self._within(child, tag)

    def _own_text(self, cell: BaseOxmlElement) -> str:
        return "".join(self.text(paragraph) for paragraph in self._within(cell, _PARAGRAPH)).strip()

    def _cell_text(self, cell: BaseOxmlElement) -> str:
        """The paragraphs of a cell, those of tables and boxes in it included."""
        return "\n".join(self._cell_lines(cell)).strip("\n")

    def _cell_lines(self, element: BaseOxmlElement) -> Iterator[str]:
        for child in self.visibility.children(element):
            if child.tag == _PARAGRAPH:
                yield self.text(child)
                for box in child.iter(_TEXT_BOX):
                    if not any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
                        yield from self._cell_lines(box)
            else:
                yield from self._cell_lines(child)

    def _piece(self, table: BaseOxmlElement) -> Piece:
        cells: list[GridCell] = []
        merges: dict[int, GridCell] = {}
        width = 0
        rows = list(self._within(table, _ROW))
        for row_no, row in enumerate(rows):
            column = _number(row, "w:trPr/w:gridBefore", 0)
            for cell in self._within(row, _CELL):
                span = _number(cell, "w:tcPr/w:gridSpan", 1)
                merge, above = _merge_of(cell), merges.get(column)
                if _goes_on_left(cell) and cells and cells[-1].row == row_no:
                    cells[-1].column_span += span
                elif merge == "continue" and above is not None and above.column_span == span:
                    above.row_span = row_no - above.row + 1
                else:
                    text = self._cell_text(cell)
                    item = GridCell(row_no, column, 1, span, text, look=_look_of(cell, text))
                    cells.append(item)
                    merges = {c: m for c, m in merges.items() if not column <= c < column + span}
                    if merge == "restart":
                        merges[column] = item
                column += span
            width = max(width, column)
        return Piece(cells, len(rows), width, "markup")


def _is_raised(run: BaseOxmlElement) -> bool:
    mark = run.find("w:rPr/w:vertAlign", nsmap)
    return mark is not None and mark.get(qn("w:val")) == "superscript"


def _symbol(node: BaseOxmlElement) -> str:
    """A character that is named by its font and place; of fonts of symbols, those that ASCII has, too."""
    value = str(node.get(qn("w:char"), ""))
    code = int(value, 16) if _HEX.fullmatch(value) else 0
    if code < _SYMBOLS:
        return chr(code) if code >= 0x20 and not 0xD800 <= code < 0xE000 else ""
    is_ascii = str(node.get(qn("w:font"), "")) == "Symbol" and 0x20 <= code - _SYMBOLS < 0x40
    return chr(code - _SYMBOLS) if is_ascii else ""


def _chosen(node: BaseOxmlElement) -> str:
    """The entry of a list to choose from that is shown: the first one unless another was chosen."""
    result = node.find(_CHOSEN)
    value = str(result.get(qn("w:val"), "0")) if result is not None else "0"
    entries = [str(entry.get(qn("w:val"), "")) for entry in node.iter(_ENTRY)]
    return entries[int(value)] if _COUNT.fullmatch(value) and int(value) < len(entries) else ""


def _cells_within(table: BaseOxmlElement) -> int:
    """How many cells the tables within a table have; one of a single cell merely sets a text."""
    tables = Counter(next(cell.iterancestors(_TABLE)) for cell in table.iter(_CELL))
    return sum(count for inner, count in tables.items() if inner is not table and count > 1)


def _number(cell: BaseOxmlElement, path: str, default: int) -> int:
    found = cell.find(path, nsmap)
    value = str(found.get(qn("w:val"), default)) if found is not None else str(default)
    if not _COUNT.fullmatch(value):
        raise UnreadableFileError(
            "docx",
            f"The file is damaged: a cell of a table is {for_terminal(value[:20])} columns wide. "
            "Download it again, or open and save it anew.",
        )
    return int(value)


def _look_of(cell: BaseOxmlElement, text: str) -> Look:
    """How the first paragraph of a cell stands in it."""
    paragraph = cell.find("w:p", nsmap)
    if paragraph is None:
        return PLAIN
    set_in = paragraph.find("w:pPr/w:ind", nsmap)
    twips = 0.0
    for name in ("left", "start", "firstLine"):
        value = str(set_in.get(qn(f"w:{name}"), "0")) if set_in is not None else "0"
        twips += int(value) if _TWIPS.fullmatch(value) else 0
    side = paragraph.find("w:pPr/w:jc", nsmap)
    runs = [run for run in paragraph.iter(_RUN) if "".join(run.itertext()).strip()]
    return Look(
        twips / 20 + blanks_before(text),
        all(_is_on(run.find("w:rPr/w:b", nsmap)) for run in runs) if runs else None,
        _SIDES.get(str(side.get(qn("w:val")))) if side is not None else "left",
    )


def _is_on(mark: BaseOxmlElement | None) -> bool:
    return mark is not None and str(mark.get(qn("w:val"), "1")) not in ("0", "false", "off")


def _merge_of(cell: BaseOxmlElement) -> str | None:
    """'restart', 'continue', or None for a cell that is not merged downwards."""
    mark = cell.find("w:tcPr/w:vMerge", nsmap)
    return str(mark.get(qn("w:val"), "continue")) if mark is not None else None


def _goes_on_left(cell: BaseOxmlElement) -> bool:
    """True for a cell that old programs merge with the one before it, instead of leaving it out."""
    mark = cell.find("w:tcPr/w:hMerge", nsmap)
    return mark is not None and str(mark.get(qn("w:val"), "continue")) == "continue"


def _related(part: DocumentPart, kind: str) -> BaseOxmlElement | None:
    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _sheets_of(content: bytes) -> list[Sheet] | None:
    """The sheets of an embedded workbook; None for any other object."""
    if olefile.isOleFile(content):
        with olefile.OleFileIO(content) as container:
            if container.exists("Package"):
                return _sheets_of(container.openstream("Package").read())
            is_workbook = container.exists("Workbook") or container.exists("Book")
        return xls.sheets_of(content) if is_workbook else None
    if not zipfile.is_zipfile(BytesIO(content)):
        return None
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return None
        inspect(archive)
    return xlsx.sheets_of(repacked(BytesIO(content)))


def _note(word: _Word, body: BaseOxmlElement) -> str | None:
    parts = []
    if count := word.visibility.hidden_characters(body):
        parts.append(f"{count} characters that are not shown (deleted, hidden or struck out) are not read.")
    if word.unread_objects:
        parts.append(
            f"{word.unread_objects} embedded objects are neither workbooks nor web pages and are not read."
        )
    if word.unread_pictures:
        several = word.unread_pictures > 1
        parts.append(
            f"{word.unread_pictures} large pictures, which may show forms, are not read."
            if several
            else "1 large picture, which may show a form, is not read."
        )
    return " ".join(parts) or None


def read(path: Path) -> Reading:
    """Reads a DOCX file into blocks."""
    document = docx.Document(BytesIO(repacked(path)))
    word = _Word(document.part)
    word.numbers.count([document.element.body], word.visibility)
    blocks: list[Block] = []
    said: list[str] = []
    for section in sections_of(document, word.visibility, word.text):
        if section.heads != said:
            blocks.extend(map(TextLine, section.heads))
            said = section.heads
        for block in word.blocks_of(section.elements):
            if isinstance(block, Piece):
                block.heads = tuple(section.heads_of_all_pages)
            blocks.append(block)
    return Reading(blocks=blocks, note=_note(word, document.element.body))
