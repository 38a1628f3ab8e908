"""What a page's own style sheets say of its elements.

Belongs here: which rules hold on a screen, and which of them decides what is seen of an element.
Does not belong here: sheets in files of their own; what a style does to a text (``html``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import cssselect
import tinycss2
from lxml import etree, html

# What decides whether and where a text is seen.
_PROPERTIES = frozenset(
    {"display", "visibility", "color", "background", "background-color", "content", "opacity", "font-size"}
    | {"text-decoration", "text-decoration-line", "left", "top", "text-indent", "position", "float"}
    | {"overflow", "overflow-x", "width", "height", "max-width", "max-height"}
)
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*(\d+)")
# A person's window is about so wide, in pixels.
_WINDOW = 1280
# More selectors than any page has that a person wrote or a program saved.
_MOST_SELECTORS = 2_000

# A piece of a style sheet as tinycss2, which has no types, gives it.
_Node = Any
_Values = dict[str, str]
_TRANSLATOR = cssselect.HTMLTranslator()


@dataclass(frozen=True, slots=True)
class _Declarations:
    """Values by properties; those marked ``!important`` apart."""

    plain: _Values = field(default_factory=dict)
    important: _Values = field(default_factory=dict)

    def add(self, others: _Declarations) -> None:
        """Adds those of a rule that weighs more."""
        self.plain.update(others.plain)
        self.important.update(others.important)


_NOTHING = _Declarations()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is declared for the elements that a path finds, or for the text before or after them."""

    path: str
    pseudo: str
    weight: tuple[int, int, int]
    declarations: _Declarations


class StyleSheet:
    """The rules of a page."""

    def __init__(self, root: html.HtmlElement) -> None:
        rules: list[_Rule] = []
        self.knows_all = not any(
            "stylesheet" in str(link.get("rel", "")).lower() for link in root.iter("link")
        )
        for style in root.iter("style"):
            if _is_for_screen(str(style.get("media", ""))):
                sheet = tinycss2.parse_stylesheet(style.text or "", skip_comments=True, skip_whitespace=True)
                rules.extend(self._rules(sheet))
        self._said: dict[tuple[etree._Element, str], _Declarations] = {}
        # Of equal weight, the later one holds.
        for rule in sorted(rules[:_MOST_SELECTORS], key=lambda rule: rule.weight):
            with suppress(etree.XPathError):
                for element in root.xpath(rule.path):
                    self._said.setdefault((element, rule.pseudo), _Declarations()).add(rule.declarations)

    def of(self, element: etree._Element) -> dict[str, str]:
        """What is said of an element: values by properties, in small letters."""
        return self._values(element, "")

    def content(self, element: etree._Element, pseudo: str) -> str:
        """The text that a rule sets ``before`` or ``after`` an element."""
        said = self._values(element, pseudo)
        if said.get("display") == "none" or said.get("visibility") == "hidden":
            return ""
        text = "".join(_texts(said.get("content", ""), element))
        return "".join(character for character in text if not _is_drawing(character))

    def _values(self, element: etree._Element, pseudo: str) -> _Values:
        ruled = self._said.get((element, pseudo), _NOTHING)
        own = _NOTHING if pseudo else _of_attribute(str(element.get("style", "")))
        return ruled.plain | own.plain | ruled.important | own.important

    def _rules(self, nodes: Iterable[_Node]) -> Iterator[_Rule]:
        for node in nodes:
            if node.type == "at-rule" and node.lower_at_keyword == "import":
                self.knows_all = False
            elif node.type == "at-rule" and node.content is not None and _is_followed(node):
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from self._rules(inner)
            elif node.type == "qualified-rule":
                yield from _rules_of(node)


def _rules_of(node: _Node) -> Iterator[_Rule]:
    declarations = _declared(node.content)
    if not declarations.plain and not declarations.important:
        return
    try:
        selectors = cssselect.parse(tinycss2.serialize(node.prelude))
    except cssselect.SelectorSyntaxError:
        # As in a browser: one selector that is not understood, and the whole rule is none.
        return
    for selector in selectors:
        # A condition that no page at rest fulfils, or that is of no use here.
        with suppress(cssselect.ExpressionError):
            path = _TRANSLATOR.selector_to_xpath(selector)
            yield _Rule(path, str(selector.pseudo_element or ""), selector.specificity(), declarations)


# The cells of a page have a few styles among them.
@lru_cache(maxsize=4096)
def _of_attribute(style: str) -> _Declarations:
    return _declared(style)


def _declared(content: str | list[_Node]) -> _Declarations:
    found = _Declarations()
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and one.lower_name in _PROPERTIES:
            text = str(tinycss2.serialize(one.value)).strip()
            values = found.important if one.important else found.plain
            values[one.lower_name] = text if one.lower_name == "content" else text.lower()
    return found


def _texts(content: str, element: etree._Element) -> Iterator[str]:
    """The texts of a ``content``: strings, and what attributes of the element say."""
    for node in tinycss2.parse_component_value_list(content):
        if node.type == "string":
            yield str(node.value)
        elif node.type == "function" and node.lower_name == "attr":
            yield str(element.get(tinycss2.serialize(node.arguments).strip(), ""))


def _is_drawing(character: str) -> bool:
    """True for the private characters, and halves of characters, by which fonts of icons are addressed."""
    return 0xD800 <= ord(character) <= 0xF8FF or character == "\x00"


def _is_followed(rule: _Node) -> bool:
    """Whether the rules inside an at-rule hold on a screen."""
    name = rule.lower_at_keyword
    return name == "supports" or (name == "media" and _is_for_screen(tinycss2.serialize(rule.prelude)))


def _is_for_screen(media: str) -> bool:
    """Whether one of some queries holds for a screen of usual width."""
    return any(_holds_on_screen(query.strip().lower()) for query in media.split(","))


def _holds_on_screen(query: str) -> bool:
    if query.startswith(("print", "only print", "speech", "not screen", "not all", "aural")):
        return False
    return all(
        int(width[:6]) <= _WINDOW if bound == "min" else int(width[:6]) >= _WINDOW
        for bound, width in _WIDTH.findall(query)
    )
