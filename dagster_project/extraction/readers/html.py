"""Reads an HTML page as it is shown: its paragraphs and tables in reading order.

Belongs here: the markup of a page; scripts, styles and what they hide are left out.
Does not belong here: whether the page is what its name says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.characters import raised
from dagster_project.extraction.limits import MAX_DEPTH, require, require_places
from dagster_project.extraction.look import CHARACTER, Alignment, Look, blanks_before
from dagster_project.extraction.nesting import is_layout
from dagster_project.extraction.readers.colours import CLEAR, WHITE, ground_of, ink_of
from dagster_project.extraction.readers.css import StyleSheet
from dagster_project.extraction.readers.html_tables import CELLS, cells_within, down_of, groups, held, span_of
from dagster_project.extraction.text.encodings import decode

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "del", "s", "strike", "object", "datalist"}
    # How a character is spoken, and what a drawing is called.
    | {"rt", "rp", "title", "desc"}
)
_BREAKING = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
    | {
        "header",
        "footer",
        "nav",
        "main",
        "aside",
        "form",
        "center",
        "blockquote",
        "pre",
        "hr",
        "body",
        "details",
        "summary",
        "tr",
        "td",
    }
)
_NO_SIZE = re.compile(r"0(?:\.0*)?(?:[a-z]{2,3}|%)?")
_NO_ROOM = re.compile(r"0(?:\.0*)?(?:[a-z]{2,3}|%)?|1px")
_OUTSIDE = re.compile(r"-\d{4,}px")
# Fields in which a page shows no text.
_TEXTLESS_FIELDS = frozenset(
    {"hidden", "checkbox", "radio", "submit", "button", "reset", "image", "file", "password"}
)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|odt|ods|csv|zip|rar|7z)$", re.IGNORECASE)
_SET_IN = re.compile(r"(padding-left|margin-left|text-indent)\s*:\s*(\d+(?:\.\d+)?)(px|pt|em)")
_POINTS = {"px": 0.75, "pt": 1.0, "em": CHARACTER}
_SIDE = re.compile(r"text-align\s*:\s*(left|center|right)")
_SIDES: dict[str, Alignment] = {"left": "left", "center": "center", "right": "right"}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_NAMED_LINKS = 10


class _Page:
    """One page: what it hides by its style sheet, and its blocks."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._styles = StyleSheet(root)
        self._unseen: dict[etree._Element, bool] = {}
        self._line: list[str] = []
        self.blocks: list[Block] = []

    # ---- What is shown ------------------------------------------------------------------------

    def has_place(self, element: etree._Element) -> bool:
        """Whether an element has a place on the page, be it blank."""
        if not isinstance(element.tag, str) or element.get("hidden") is not None:
            return False
        above = element.getparent()
        is_folded = above is not None and above.tag == "details" and above.get("open") is None
        if (is_folded and element.tag != "summary") or _is_closed(element):
            return False
        said = self._styles.of(element)
        return said.get("display") != "none" and said.get("visibility") != "collapse"

    def is_shown(self, element: etree._Element) -> bool:
        """Whether an element and what it holds are shown."""
        if not self.has_place(element) or element.tag.lower() in _SKIPPED:
            return False
        said = self._styles.of(element)
        return not _is_left_blank(said) and not _is_cut_away(said, element)

    def _own_text(self, element: etree._Element) -> str:
        """What is shown of an element before its children, what its style sets there included."""
        text = self._styles.content(element, "before") + _own_text(element)
        return "" if text.strip() and self._is_unseen(element) else text

    def _tail(self, child: etree._Element, element: etree._Element) -> str:
        """What is shown of an element behind one of its children."""
        text = _flat(child.tail)
        return "" if text.strip() and self._is_unseen(element) else text

    def _end(self, element: etree._Element) -> str:
        """What a style sets behind an element's children."""
        text = self._styles.content(element, "after")
        return "" if text.strip() and self._is_unseen(element) else text

    def _is_unseen(self, element: etree._Element) -> bool:
        """Whether the text of an element has the colour of what is under it, white paper where nothing is."""
        if element not in self._unseen:
            ink = ground = None
            for above in (element, *element.iterancestors()):
                said = self._styles.of(above)
                ink = ink or ink_of(said.get("color") or above.get("color"))
                if ground is None:
                    ground = ground_of(said, above.get("bgcolor"), above.get("background"))
            if ground is None:
                ground = WHITE if self._styles.knows_all else None
            self._unseen[element] = ink is not None and ink in (ground, CLEAR)
        return self._unseen[element]

    def text_of(self, element: etree._Element, *, tables: bool = True) -> str:
        """The shown text of an element, a line a paragraph; blanks count as one."""
        parts: list[str] = []
        self._collect(element, parts, tables=tables)
        lines = "".join(parts).split("\n") if self.is_shown(element) else []
        return "\n".join(text for line in lines if (text := " ".join(line.split())))

    def _collect(self, element: etree._Element, parts: list[str], *, tables: bool, depth: int = 0) -> None:
        require(depth <= MAX_DEPTH, f"elements nested {depth} deep")
        parts.append(self._own_text(element))
        for child in _children(element):
            if self.is_shown(child) and (tables or child.tag != "table"):
                breaks = child.tag in _BREAKING or child.tag == "br"
                parts.append("\n" if breaks else "")
                self._collect(child, parts, tables=tables, depth=depth + 1)
                parts.append("\n" if breaks else "")
            parts.append(self._tail(child, element))
        parts.append(self._end(element))

    # ---- Blocks -------------------------------------------------------------------------------

    def read(self, element: etree._Element, depth: int = 0) -> None:
        """Adds the blocks of an element in reading order."""
        require(depth <= MAX_DEPTH, f"elements nested {depth} deep")
        self._line.append(self._own_text(element))
        for child in _children(element):
            if self.is_shown(child):
                if child.tag == "table":
                    self.end_line()
                    self._table(child, depth)
                elif child.tag in _BREAKING or child.tag == "br":
                    self.end_line()
                    self.read(child, depth + 1)
                    self.end_line()
                else:
                    self.read(child, depth + 1)
            self._line.append(self._tail(child, element))
        self._line.append(self._end(element))

    def end_line(self) -> None:
        """Ends the paragraph at hand."""
        text = " ".join("".join(self._line).split())
        self._line = []
        if text:
            self.blocks.append(TextLine(text))

    def _table(self, table: etree._Element, depth: int) -> None:
        parts = [[self._cells(row) for row in group] for group in self._groups(table)]
        cells = [cell for part in parts for row in part for cell in row]
        nested = sum(map(cells_within, cells))
        own = sum(bool(self.text_of(cell, tables=False)) for cell in cells) if nested else 0
        if nested and is_layout(own, nested):
            for cell in cells:
                self.read(cell, depth + 1)
                self.end_line()
            return
        for caption in table.iterchildren("caption"):
            self.blocks.extend([TextLine(self.text_of(caption))] if self.text_of(caption) else [])
        piece = self._piece(parts)
        if piece is not None:
            self.blocks.append(piece)
            return
        texts = (self.text_of(cell) for cell in cells)
        self.blocks.extend(TextLine(line) for text in texts for line in text.split("\n") if line)

    def _groups(self, table: etree._Element) -> list[list[etree._Element]]:
        """The rows that are shown, by the parts of the table that no cell reaches out of."""
        shown = [group for group in groups(table) if group and not self._is_gone(group[0], table)]
        return [[row for row in group if self.is_shown(row)] for group in shown]

    def _is_gone(self, row: etree._Element, table: etree._Element) -> bool:
        """Whether what holds a row of a table within it has no place on the page."""
        return not all(map(self.has_place, takewhile(lambda above: above is not table, row.iterancestors())))

    def _cells(self, row: etree._Element) -> list[etree._Element]:
        return [cell for cell in held(row, CELLS) if self.has_place(cell)]

    def _piece(self, parts: list[list[list[etree._Element]]]) -> Piece | None:
        """The table as a grid; places covered from above are skipped."""
        texts = [
            [
                (self.text_of(c), down_of(c, len(part) - n), span_of(c.get("colspan")), _look_of(c))
                for c in row
            ]
            for part in parts
            for n, row in enumerate(part)
        ]
        # Counted before it is laid out: a thousand cells that span a million places each are few bytes.
        require_places(1, sum(down * across for row in texts for _, down, across, _ in row))
        cells: list[GridCell] = []
        taken: set[tuple[int, int]] = set()
        for row_no, row in enumerate(texts):
            column = 0
            for text, down, across, look in row:
                while (row_no, column) in taken:
                    column += 1
                cells.append(GridCell(row_no, column, down, across, text, look=look))
                taken |= {(row_no + r, column + c) for r in range(down) for c in range(across)}
                column += across
        width = max((column + 1 for _, column in taken), default=0)
        return Piece(cells, len(texts), width, "markup") if len(cells) > 1 else None


def _is_left_blank(said: dict[str, str]) -> bool:
    """Whether a style leaves the place of an element blank, or shows it as deleted."""
    return (
        said.get("visibility") == "hidden"
        or any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line"))
        or any(_NO_SIZE.fullmatch(said.get(name, "")) for name in ("font-size", "opacity"))
        or any(_OUTSIDE.match(said.get(name, "")) for name in ("left", "top", "text-indent"))
    )


def _is_cut_away(said: dict[str, str], element: etree._Element) -> bool:
    """Whether a style leaves a part of a cell no room to be shown: words for those who hear the page.

    Outside of cells other rules, such as those of boxes that grow, may give room all the same.
    """
    if not any(said.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x")):
        return False
    is_placed = said.get("position") in ("absolute", "fixed") or said.get("float") in ("left", "right")
    default = "block" if element.tag in _BREAKING and element.tag not in ("tr", *CELLS) else "inline"
    # A size is none of a text within a line, and a cell is as large as its text.
    has_size = is_placed or said.get("display", default) in ("block", "inline-block")
    sizes = [said.get(name, "") for name in ("width", "height", "max-width", "max-height")]
    is_without = has_size and any(map(_NO_ROOM.fullmatch, sizes))
    return is_without and next(element.iterancestors(*CELLS), None) is not None


def _look_of(cell: etree._Element) -> Look:
    """How a text stands in its cell: hard blanks, a text's own distance, the words of its style."""
    inner = [cell, *cell.iterdescendants("p", "div", "span", "font", "b", "strong")]
    styles = ";".join(str(node.get("style", "")) for node in inner).lower()
    points = sum(float(size) * _POINTS[unit] for _, size, unit in _SET_IN.findall(styles))
    side = str(cell.get("align", "")).lower() or next(iter(_SIDE.findall(styles)), "")
    shown = "".join(str(text) for text in cell.itertext()).lstrip(" \t\r\n")
    bold = (
        cell.tag == "th" or any(node.tag in ("b", "strong") for node in inner) or bool(_BOLD.search(styles))
    )
    return Look(points + blanks_before(shown), bold, _SIDES.get(side))


def _flat(text: str | None) -> str:
    """A text whose line ends are blanks, as pages show them."""
    return re.sub(r"\s+", " ", text) if text else ""


def _children(element: etree._Element) -> Iterable[etree._Element]:
    """What an element shows within itself: of a list to choose from its choice is its own text."""
    return () if element.tag == "select" else element


def _own_text(element: etree._Element) -> str:
    """The text before an element's children; a field's value, the choice of a list, raised digits as such."""
    if element.tag == "input":
        is_text = element.get("type", "text").lower() not in _TEXTLESS_FIELDS
        return _flat(element.get("value")) if is_text else ""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options
        return _flat("".join(chosen[0].itertext())) if chosen else ""
    text = _flat(element.text)
    return raised(text) if element.tag == "sup" else text


def _is_closed(element: etree._Element) -> bool:
    """Whether an element is a dialogue that is not open."""
    return element.tag == "dialog" and element.get("open") is None


def _attachments(root: html.HtmlElement) -> str | None:
    """The documents that a page links to, in words."""
    found: dict[str, None] = {}
    for link in root.iter("a"):
        try:
            address = unquote(urlsplit(link.get("href", "").strip()).path)
        except ValueError:
            continue
        text = " ".join("".join(link.itertext()).split())
        if _ATTACHMENT.search(address) or _ATTACHMENT.search(text):
            found[text or address.rpartition("/")[2]] = None
    if not found:
        return None
    more = f" and {len(found) - _NAMED_LINKS} more" if len(found) > _NAMED_LINKS else ""
    return f"The page links to {len(found)} documents: {', '.join(list(found)[:_NAMED_LINKS])}{more}."


def _frames(root: html.HtmlElement) -> str | None:
    """The pages that a page shows within itself, in words; they are files of their own."""
    names = [frame.get("src", "").strip() for frame in root.iter("frame", "iframe")]
    found = [name for name in dict.fromkeys(names) if name and not name.startswith(("javascript:", "about:"))]
    if not found:
        return None
    return f"The page shows other pages, which are not read: save those ({', '.join(found[:_NAMED_LINKS])})."


def read_text(text: str) -> Reading:
    """Reads the markup of a page into blocks."""
    # A declaration of an encoding is wrong once the text is decoded, and lxml refuses it.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    if not text.strip():
        return Reading()
    root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True, remove_comments=True))
    page = _Page(root)
    body = root.find("body")
    page.read(root if body is None else body)
    page.end_line()
    notes = [note for note in (_attachments(root), _frames(root)) if note]
    return Reading(blocks=page.blocks, note=" ".join(notes) or None)


def read(path: Path) -> Reading:
    """Reads an HTML file into blocks."""
    return read_text(decode(path.read_bytes()))
