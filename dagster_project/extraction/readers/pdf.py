"""Reads a PDF: ruled tables with spans, and the text lines around them, page by page.

Belongs here: pages, characters, ruling lines and what they enclose.
Does not belong here: joining a table's pieces over pages (``assemble``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.utils import extract_text

from dagster_project.extraction.blocks import Block, Box, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.records import Page

EDGE_TOLERANCE = 2.0
_PAGE_NUMBER = re.compile(r"^[-–—－_\s·.第页共/\d]{1,14}$")


def _edges(values: list[float]) -> list[float]:
    """Sorted positions, those nearer than the tolerance taken as one."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > EDGE_TOLERANCE:
            merged.append(value)
    return merged


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _middle(char: dict[str, Any]) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _grid_cells(boxes: list[Box], xs: list[float], ys: list[float], page_no: int) -> list[GridCell]:
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        left, right = _index(xs, box[0]), _index(xs, box[2])
        top, bottom = _index(ys, box[1]), _index(ys, box[3])
        places = {(r, c) for r in range(top, bottom) for c in range(left, right)}
        if not places or places & taken:
            continue
        taken |= places
        cells.append(GridCell(top, left, bottom - top, right - left, "", page_no, box))
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) not in taken:
                box = (xs[column], ys[row], xs[column + 1], ys[row + 1])
                cells.append(GridCell(row, column, 1, 1, "", page_no, box))
    return cells


def _fill(cells: list[GridCell], chars: list[dict[str, Any]], xs: list[float], ys: list[float]) -> None:
    owner = {(r, c): cell for cell in cells for r in cell.rows for c in cell.columns}
    texts: dict[int, list[dict[str, Any]]] = {}
    for char in chars:
        x, y = _middle(char)
        place = (bisect_right(ys, y) - 1, bisect_right(xs, x) - 1)
        cell = owner.get(place)
        if cell is not None:
            texts.setdefault(id(cell), []).append(char)
    for cell in cells:
        cell.text = extract_text(texts.get(id(cell), [])).strip() if id(cell) in texts else ""


def _inside(char: dict[str, Any], box: Box) -> bool:
    x, y = _middle(char)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _piece(table: Any, chars: list[dict[str, Any]], page_no: int) -> Piece | None:
    boxes: list[Box] = [cell for cell in table.cells]
    xs = _edges([x for box in boxes for x in (box[0], box[2])])
    ys = _edges([y for box in boxes for y in (box[1], box[3])])
    if len(xs) < 2 or len(ys) < 2 or len(boxes) < 2:
        return None
    cells = _grid_cells(boxes, xs, ys, page_no)
    _fill(cells, [char for char in chars if _inside(char, table.bbox)], xs, ys)
    if not any(cell.text for cell in cells):
        return None
    return Piece(cells, len(ys) - 1, len(xs) - 1, "ruled", page_no, tuple(xs))


def _text_lines(chars: list[dict[str, Any]], page_no: int) -> list[tuple[float, TextLine]]:
    if not chars:
        return []
    lines = pdfplumber.utils.text.chars_to_textmap(chars).extract_text_lines(strip=True, return_chars=False)
    return [
        (line["top"], TextLine(line["text"], page_no, bool(_PAGE_NUMBER.match(line["text"]))))
        for line in lines
        if line["text"].strip()
    ]


def _page_blocks(page: Any, page_no: int) -> Iterator[Block]:
    page = page.dedupe_chars()
    chars = list(page.chars)
    placed: list[tuple[float, Block]] = []
    outside = chars
    for table in page.find_tables():
        piece = _piece(table, chars, page_no)
        if piece is not None:
            placed.append((table.bbox[1], piece))
            outside = [char for char in outside if not _inside(char, table.bbox)]
    placed.extend(_text_lines(outside, page_no))
    placed.sort(key=lambda item: item[0])
    for _, block in placed:
        yield block


def read(path: Path) -> Reading:
    """Reads a PDF file into blocks; every page is closed before the next is opened."""
    reading = Reading()
    with pdfplumber.open(path) as pdf:
        reading.page_count = len(pdf.pages)
        for page_no, page in enumerate(pdf.pages, 1):
            reading.pages.append(
                Page(page_no, float(page.width), float(page.height), int(page.rotation or 0))
            )
            reading.blocks.extend(_page_blocks(page, page_no))
            page.close()
    return reading
