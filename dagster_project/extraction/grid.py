"""Small helpers over the cells of a grid: rows, positions, and what a text looks like.

Belongs here: shape questions that several steps ask (is this row data, is this the ordinal row).
Does not belong here: how a grid was found, and what its texts mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from dagster_project.extraction.blocks import GridCell, Piece

_SIGN = "[-－−–—‐‑﹣+△▲▽▼负]?"
_AMOUNT = re.compile(
    rf"^[¥￥]?{_SIGN}[¥￥]?([\d,，]*\d)?[.．]\d+%?[⁰¹²³⁴-⁹]*$|^{_SIGN}\d{{1,3}}([,，]\d{{3}})+[.．]?%?$|^[-+]?\d+%$|^-?0$"
    r"|^[（(][¥￥]?[\d,，]*\d[.．]\d\d+[)）]$|^#{2,}$"
)
# Narrower than a character of body text with its distance from the lines.
_NARROW = 12.0
_ORDINAL = re.compile(r"^[（(]?(\d{1,3})(?:[=＝][\d+＋\-－]+)?[)）]?$")
# What stands in the row of column numbers above columns that have none, or says what the row is.
_NO_ORDINAL = re.compile(r"^([*＊×]{1,6}|栏次|列次|栏号)$")
# Final accounts number the columns of words by the celestial stems.
_COLUMN = attrgetter("column")
_STEMS = "甲乙丙丁戊己庚辛"
_LEVELS = ("类", "款", "项")


def squeeze(text: str) -> str:
    """The text with all white space removed, the form in which texts are compared."""
    return "".join(text.split())


def is_labelled(text: str) -> bool:
    """True for a text with a label in it (单位：万元)."""
    return "：" in text or ":" in text


# Asked many times of the same cells, of which many are blank or alike.
@lru_cache(maxsize=8192)
def looks_like_amount(text: str) -> bool:
    """True for a number with decimals, digit groups or a percent sign, a bare zero, or #### for one."""
    return bool(_AMOUNT.match(squeeze(text)))


def holds_amounts(row: Iterable[GridCell]) -> bool:
    """True for a row of data: one of its cells is an amount."""
    return any(looks_like_amount(cell.text) for cell in row)


def rows_of(cells: Iterable[GridCell], row_count: int) -> list[list[GridCell]]:
    """The cells that begin in each row, from left to right."""
    rows: list[list[GridCell]] = [[] for _ in range(row_count)]
    for cell in cells:
        rows[cell.row].append(cell)
    for row in rows:
        row.sort(key=_COLUMN)
    return rows


def is_ordinal_row(row: list[GridCell]) -> bool:
    """True for the row that numbers the columns: 1, 2, 3 … n in order, perhaps after a label.

    A table with two sides may print the label before the numbers of each side. Without a label
    at least three numbers from 1 are asked for, because a data row may begin with its own number.
    A label that is a mark ("**") or names the row is enough for a single 1. Columns of words may
    be lettered instead (甲 乙 1 2 3), and final accounts name the levels of their codes in that row
    (类 款 项 栏次 1 2 3).
    """
    texts = _without_stems(_without_levels([squeeze(cell.text) for cell in row if cell.text.strip()]))
    matches = [_ORDINAL.match(text) for text in texts]
    values = [int(match.group(1)) for match in matches if match]
    labels = {text for text, match in zip(texts, matches, strict=True) if not match}
    if len(labels) > 1 or (labels and matches[0] is not None):
        return False
    in_order = all(after == before + 1 for before, after in pairwise(values))
    if values == [1] and labels:
        return all(_NO_ORDINAL.match(label) or label == _STEMS[0] for label in labels)
    return in_order and (len(values) >= 2 if labels else len(values) >= 3 and values[0] == 1)


def _without_levels(texts: list[str]) -> list[str]:
    """The texts without the levels of codes before the label of the row."""
    count = len(_LEVELS)
    is_named = tuple(texts[:count]) == _LEVELS and bool(_NO_ORDINAL.match("".join(texts[count : count + 1])))
    return texts[count:] if is_named else texts


def _without_stems(texts: list[str]) -> list[str]:
    """The texts, the letters of columns that begin at the first of them taken for one label."""
    count = 0
    while count < min(len(texts), len(_STEMS)) and texts[count] == _STEMS[count]:
        count += 1
    return texts[:1] + texts[count:] if count else texts


def without_margins(piece: Piece) -> Piece:
    """A ruled piece without blank outer columns too narrow to hold a text.

    Spreadsheets print the empty columns beside a table as slivers; they are paper, not cells.
    """
    for outer in (0, -1):
        while piece.column_count > 2 and piece.column_edges is not None:
            column = outer % piece.column_count
            width = piece.column_edges[column + 1] - piece.column_edges[column]
            if width > _NARROW:
                break
            cells = [cell for cell in piece.cells if column in cell.columns]
            if any(cell.text.strip() or cell.column_span > 1 for cell in cells):
                break
            _drop_column(piece, column)
    return piece


def _drop_column(piece: Piece, column: int) -> None:
    piece.cells = [cell for cell in piece.cells if cell.column != column]
    shift = 1 if column == 0 else 0
    for cell in piece.cells:
        cell.column -= shift
    edges = piece.column_edges or ()
    piece.column_edges = edges[1:] if shift else edges[:-1]
    piece.column_count -= 1
    piece.open_top = frozenset(c - shift for c in piece.open_top if c != column)
    piece.open_bottom = frozenset(c - shift for c in piece.open_bottom if c != column)


def part_of(piece: Piece, first: int, last: int) -> Piece:
    """The rows ``first`` to ``last`` - 1 of a piece as a piece of its own, unused edges dropped."""
    cells = [cell for cell in piece.cells if first <= cell.row < last]
    used = sorted({end for cell in cells for end in (cell.column, cell.column + cell.column_span)})
    place = {edge: number for number, edge in enumerate(used)}
    for cell in cells:
        end = place[cell.column + cell.column_span]
        cell.column = place[cell.column]
        cell.column_span = end - cell.column
        cell.row -= first
    edges = tuple(piece.column_edges[edge] for edge in used) if piece.column_edges else None
    at_top, at_end = first == 0, last == piece.row_count
    return Piece(
        cells,
        last - first,
        len(used) - 1,
        piece.strategy,
        piece.page_no,
        edges,
        piece.open_top if at_top else frozenset(),
        piece.open_bottom if at_end else frozenset(),
    )


def one_a_place(cells: list[GridCell]) -> list[GridCell]:
    """The cells, those that were given one place made one, line by line: no text is lost or hides another."""
    if len({(cell.row, cell.column) for cell in cells}) == len(cells):
        return cells
    places: dict[tuple[int, int], GridCell] = {}
    for cell in cells:
        first = places.setdefault((cell.row, cell.column), cell)
        if first is not cell:
            first.text = "\n".join(text for text in (first.text, cell.text) if text.strip())
    return list(places.values())
