"""What a page's own style sheets say of its elements.

Belongs here: rules, selectors and their order, as far as they decide what is seen on a screen.
Does not belong here: sheets in files of their own; what a style does to a text (``html``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

# What decides whether and where a text is seen.
_PROPERTIES = frozenset(
    {"display", "visibility", "color", "background", "background-color", "content", "opacity", "font-size"}
    | {"text-decoration", "text-decoration-line", "left", "top", "text-indent"}
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_COMPOUND = re.compile(r"(\*|[a-z][\w-]*)?((?:[.#][\w-]+|\[[^\]]*\])*)(?:::?(before|after))?", re.IGNORECASE)
_SIMPLE = re.compile(r"[.#][\w-]+|\[[^\]]*\]")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)\s*(?:=\s*[\"']?([^\"'\]]*)[\"']?\s*)?\]")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*((?:\"[^\"]*\"|'[^']*'|[^;\"'])*)")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_BRACE = re.compile(r"[{}]")
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*(\d+)")
# A person's window is about so wide, in pixels.
_WINDOW = 1280
# More rules than any page has that a person wrote or a program saved.
_MOST_RULES = 2_000
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'|attr\(\s*([\w-]+)\s*\)")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")


# Names, classes, tags, and the place among the rules.
_Weight = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Step:
    """A part of a selector: a tag, its classes, names and attributes; whether its parent is the next one."""

    tag: str
    conditions: tuple[str, ...]
    is_child: bool

    @property
    def key(self) -> str:
        """What an element must have, by which the step is found."""
        named = (condition for condition in self.conditions if condition[0] in ".#")
        return next(named, self.tag or "*")

    def fits(self, element: etree._Element) -> bool:
        """Whether an element is meant."""
        if not isinstance(element.tag, str) or self.tag not in ("", "*", element.tag.lower()):
            return False
        return all(_holds(element, condition) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Declarations for what a selector means; the steps of it from the right."""

    steps: tuple[_Step, ...]
    pseudo: str
    weight: tuple[int, int, int]
    number: int
    declarations: dict[str, tuple[str, bool]]
    needs: frozenset[str]

    def fits(self, element: etree._Element) -> bool:
        """Whether an element is meant; the nearest element above that fits a step stands for it."""
        if not self.steps[0].fits(element):
            return False
        above = element.getparent()
        for before, step in zip(self.steps, self.steps[1:], strict=False):
            while above is not None and not step.fits(above):
                above = None if before.is_child else above.getparent()
            if above is None:
                return False
            above = above.getparent()
        return True


class StyleSheet:
    """The rules of a page."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._rules: list[_Rule] = []
        self.knows_all = not any(
            "stylesheet" in str(link.get("rel", "")).lower() for link in root.iter("link")
        )
        for style in root.iter("style"):
            text = _COMMENT.sub(" ", style.text or "")
            self.knows_all &= "@import" not in text
            if _is_for_screen(str(style.get("media", ""))):
                self._rules.extend(_rules(text, len(self._rules)))
        self._by_key: dict[str, list[_Rule]] = {}
        for rule in self._rules[:_MOST_RULES]:
            self._by_key.setdefault(rule.steps[0].key, []).append(rule)
        self._around: dict[etree._Element, frozenset[str]] = {}
        self._known: dict[tuple[etree._Element, str], dict[str, str]] = {}

    def of(self, element: etree._Element, pseudo: str = "") -> dict[str, str]:
        """What is said of an element, or of the text before or after it: values by properties."""
        if not self._rules and (pseudo or not element.get("style")):
            return {}
        if (element, pseudo) not in self._known:
            self._known[element, pseudo] = self._cascade(element, pseudo)
        return self._known[element, pseudo]

    def content(self, element: etree._Element, pseudo: str) -> str:
        """The text that a rule sets before or after an element."""
        said = self.of(element, pseudo)
        if said.get("display") == "none" or said.get("visibility") == "hidden":
            return ""
        parts = _STRING.findall(said.get("content", ""))
        text = "".join(first or second or str(element.get(name, "")) for first, second, name in parts)
        text = _ESCAPED.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), text)
        return "".join(character for character in text if not _is_drawing(character))

    def _named_around(self, element: etree._Element) -> frozenset[str]:
        """The tags, classes and names of an element and of all around it: most rules need others."""
        if element not in self._around:
            above = element.getparent()
            names = self._named_around(above) if above is not None else frozenset[str]()
            own = _names_of(element)
            self._around[element] = names if names >= own else names | own
        return self._around[element]

    def _cascade(self, element: etree._Element, pseudo: str) -> dict[str, str]:
        found: dict[str, tuple[bool, _Weight, str]] = {}

        def say(declarations: dict[str, tuple[str, bool]], weight: _Weight) -> None:
            for name, (value, important) in declarations.items():
                before = found.get(name)
                if before is None or (important, weight) >= before[:2]:
                    found[name] = important, weight, value

        around = self._named_around(element)
        for rule in (rule for key in _names_of(element) for rule in self._by_key.get(key, ())):
            if rule.pseudo == pseudo and rule.needs <= around and rule.fits(element):
                say(rule.declarations, (*rule.weight, rule.number))
        if not pseudo:
            say(_declarations(str(element.get("style", ""))), (1 << 20, 0, 0, 0))
        return {name: value for name, (_, _, value) in found.items()}


def _names_of(element: etree._Element) -> frozenset[str]:
    classes = (f".{name}" for name in str(element.get("class", "")).split())
    return frozenset(("*", str(element.tag).lower(), f"#{element.get('id', '')}", *classes))


def _is_drawing(character: str) -> bool:
    """True for the private characters, and halves of characters, by which fonts of icons are addressed."""
    return 0xD800 <= ord(character) <= 0xF8FF or character == "\x00"


def _holds(element: etree._Element, condition: str) -> bool:
    if condition[0] == ".":
        return condition[1:] in str(element.get("class", "")).split()
    if condition[0] == "#":
        return condition[1:] == str(element.get("id", ""))
    found = _ATTRIBUTE.fullmatch(condition)
    if found is None or element.get(found[1].lower()) is None:
        return False
    return found[2] is None or str(element.get(found[1].lower())) == found[2].strip()


def _rules(text: str, number: int) -> Iterator[_Rule]:
    for selectors, body in _blocks(text):
        declarations = _declarations(body)
        for selector in selectors.split(",") if declarations else ():
            number += 1
            rule = _rule(selector.strip(), number, declarations)
            if rule is not None:
                yield rule


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations in order; those for screens only. What no brace ends is none."""
    place = 0
    while (start := text.find("{", place)) >= 0:
        # A statement such as @charset ends with a semicolon.
        before = text[place:start].rpartition(";")[2].strip()
        end = _closing(text, start)
        if end is None:
            return
        body = text[start + 1 : end]
        if not before.startswith("@"):
            yield before, body
        elif before.lower().startswith("@supports") or (
            before.lower().startswith("@media") and _is_for_screen(before[len("@media") :])
        ):
            yield from _blocks(body)
        place = end + 1


def _closing(text: str, start: int) -> int | None:
    depth = 0
    for found in _BRACE.finditer(text, start):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return found.start()
    return None


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


def _declarations(text: str) -> dict[str, tuple[str, bool]]:
    """Values by properties, each with whether it is important."""
    found: dict[str, tuple[str, bool]] = {}
    for name, value in _DECLARATION.findall(text):
        if name.lower() in _PROPERTIES:
            plain = _IMPORTANT.sub("", value).strip()
            found[name.lower()] = (
                plain if name == "content" else plain.lower(),
                bool(_IMPORTANT.search(value)),
            )
    return found


def _rule(selector: str, number: int, declarations: dict[str, tuple[str, bool]]) -> _Rule | None:
    """The rule of a selector; None for one with conditions that are not known here (:hover)."""
    steps: list[_Step] = []
    pseudo, weight, is_child = "", [0, 0, 0], False
    for part in re.sub(r"\s*>\s*", " > ", selector).split():
        if part == ">":
            is_child = True
            continue
        found = _COMPOUND.fullmatch(part)
        if found is None or pseudo:
            return None
        conditions = tuple(_SIMPLE.findall(found[2]))
        pseudo = (found[3] or "").lower()
        names = sum(condition[0] == "#" for condition in conditions)
        weight = [weight[0] + names, weight[1] + len(conditions) - names, weight[2] + bool(found[1])]
        steps.append(_Step((found[1] or "").lower(), conditions, is_child))
        is_child = False
    if not steps:
        return None
    needs = frozenset(
        name for step in steps for name in (step.tag or "*", *step.conditions) if not name.startswith("[")
    )
    return _Rule(
        tuple(reversed(steps)), pseudo, (weight[0], weight[1], weight[2]), number, declarations, needs
    )
