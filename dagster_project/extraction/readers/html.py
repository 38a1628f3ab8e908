"""Reads an HTML page as it is shown: its paragraphs and tables in reading order.

Belongs here: the markup of a page; scripts, styles and what they hide are left out.
Does not belong here: whether the page is what its name says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.characters import raised
from dagster_project.extraction.limits import MAX_DEPTH, require, require_places
from dagster_project.extraction.look import CHARACTER, Alignment, Look, blanks_before
from dagster_project.extraction.nesting import is_layout
from dagster_project.extraction.readers.colours import WHITE, colour_of, ground_of
from dagster_project.extraction.readers.css import StyleSheet
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
_LARGEST_SPAN = 1000
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
        if is_folded and element.tag != "summary":
            return False
        said = self._styles.of(element)
        return said.get("display") != "none" and said.get("visibility") != "collapse"

    def is_shown(self, element: etree._Element) -> bool:
        """Whether an element and what it holds are shown."""
        if not self.has_place(element) or element.tag.lower() in _SKIPPED:
            return False
        return not _is_left_blank(self._styles.of(element))

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
                ink = ink or colour_of(said.get("color") or above.get("color"))
                if ground is None:
                    ground = ground_of(said, above.get("bgcolor"), above.get("background"))
            if ground is None:
                ground = WHITE if self._styles.knows_all else None
            self._unseen[element] = ink is not None and ink == ground
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
        rows = [
            [cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table) if self.is_shown(row)
        ]
        rows = [[cell for cell in row if self.has_place(cell)] for row in rows]
        cells = [cell for row in rows for cell in row]
        nested = sum(1 for cell in cells for _ in cell.iter("td", "th")) - len(cells)
        own = sum(bool(self.text_of(cell, tables=False)) for cell in cells) if nested else 0
        if nested and is_layout(own, nested):
            for cell in cells:
                self.read(cell, depth + 1)
                self.end_line()
            return
        for caption in table.iterchildren("caption"):
            self.blocks.extend([TextLine(self.text_of(caption))] if self.text_of(caption) else [])
        piece = self._piece(rows)
        if piece is not None:
            self.blocks.append(piece)
            return
        texts = (self.text_of(cell) for cell in cells)
        self.blocks.extend(TextLine(line) for text in texts for line in text.split("\n") if line)

    def _piece(self, rows: list[list[etree._Element]]) -> Piece | None:
        """The table as a grid; places covered from above are skipped."""
        texts = [
            [(self.text_of(c), _span(c.get("rowspan")), _span(c.get("colspan")), _look_of(c)) for c in row]
            for row in rows
        ]
        # Counted before it is laid out: a thousand cells that span a million places each are few bytes.
        require_places(1, sum(min(down, len(rows)) * across for row in texts for _, down, across, _ in row))
        cells: list[GridCell] = []
        taken: set[tuple[int, int]] = set()
        for row_no, row in enumerate(texts):
            column = 0
            for text, down, across, look in row:
                while (row_no, column) in taken:
                    column += 1
                span = min(down, len(rows) - row_no)
                cells.append(GridCell(row_no, column, span, across, text, look=look))
                taken |= {(row_no + r, column + c) for r in range(span) for c in range(across)}
                column += across
        width = max((column + 1 for _, column in taken), default=0)
        return Piece(cells, len(rows), width, "markup") if len(cells) > 1 else None


def _is_left_blank(said: dict[str, str]) -> bool:
    """Whether a style leaves the place of an element blank, or shows it as deleted."""
    return (
        said.get("visibility") == "hidden"
        or any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line"))
        or any(_NO_SIZE.fullmatch(said.get(name, "")) for name in ("font-size", "opacity"))
        or any(_OUTSIDE.match(said.get(name, "")) for name in ("left", "top", "text-indent"))
    )


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


def _rows(table: etree._Element) -> list[etree._Element]:
    """The rows in the order in which they are shown: the foot of a table may be written before its body."""
    found: dict[str, list[etree._Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        if child.tag == "tr":
            found["tbody"].append(child)
        elif child.tag in found:
            found[child.tag].extend(child.iterchildren("tr"))
    return [*found["thead"], *found["tbody"], *found["tfoot"]]


def _span(value: str | None) -> int:
    """A span as browsers read it; '²' is a digit to Python, and a number of 5,000 digits an error."""
    if not value or not value.strip().isdecimal():
        return 1
    return min(max(int(value.strip()[:9]), 1), _LARGEST_SPAN)


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
