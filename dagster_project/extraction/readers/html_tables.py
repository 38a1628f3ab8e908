"""The rows and cells of a web page's table, wherever its markup puts them.

Belongs here: the order of a table's parts, what stands around rows, how far cells span.
Does not belong here: what is shown of them (``html``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

_LARGEST_SPAN = 1000
CELLS, _PARTS = ("td", "th"), ("thead", "tbody", "tfoot")
# What pages write between a table and its rows, or a row and its cells, without a place of its own there.
_LOOKED_THROUGH = frozenset({"form", "div", "span", "center", "font", "p", "a"})


def groups(table: etree._Element) -> list[list[etree._Element]]:
    """The rows of a table in the order in which they are shown, a part of the table a group.

    Its head comes first and its foot last, wherever they are written; a second head is a part like others.
    """
    head: list[list[etree._Element]] = []
    foot: list[list[etree._Element]] = []
    body: list[list[etree._Element]] = []
    loose: list[etree._Element] | None = None
    for child in held(table, ("tr", *_PARTS)):
        if child.tag == "tr":
            if loose is None:
                body.append(loose := [])
            loose.append(child)
            continue
        loose = None
        rows = list(held(child, ("tr",)))
        first = {"thead": head, "tfoot": foot}.get(child.tag, body)
        (body if first else first).append(rows)
    return [*head, *body, *foot]


def held(element: etree._Element, tags: Iterable[str]) -> Iterator[etree._Element]:
    """What an element holds of some kinds, a form around it, which shows nothing itself, looked through."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _LOOKED_THROUGH:
            yield from held(child, tags)


def cells_within(cell: etree._Element) -> int:
    """How many cells the tables within a cell have; a table of one cell merely sets a text."""
    tables = Counter(next(inner.iterancestors("table")) for inner in cell.iterdescendants(*CELLS))
    return sum(count for count in tables.values() if count > 1)


def down_of(cell: etree._Element, left: int) -> int:
    """How many rows a cell spans: no more than are left of its part of the table, and for 0 all of those."""
    value = str(cell.get("rowspan", "")).strip()
    return left if value.isdecimal() and not int(value[:9]) else min(span_of(value), left)


def span_of(value: str | None) -> int:
    """A span as browsers read it; '²' is a digit to Python, and a number of 5,000 digits an error."""
    if not value or not value.strip().isdecimal():
        return 1
    return min(max(int(value.strip()[:9]), 1), _LARGEST_SPAN)
