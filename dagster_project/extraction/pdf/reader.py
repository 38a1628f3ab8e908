"""Reads a PDF: ruled tables with spans, and the text around them, page by page.

Belongs here: which reader is asked for a page, and which of its lines and characters make tables and text.
Does not belong here: joining a table's pieces over pages (``assemble``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Block, Box, Piece, Reading, TextLine
from dagster_project.extraction.limits import require_pages
from dagster_project.extraction.pdf import pdfium_source, plumber_source, witness
from dagster_project.extraction.pdf.alignment import find_aligned
from dagster_project.extraction.pdf.bare_header import add_names_above
from dagster_project.extraction.pdf.cells import Sheet
from dagster_project.extraction.pdf.columns import divided
from dagster_project.extraction.pdf.figures import is_figures, is_labelled_line
from dagster_project.extraction.pdf.fonts import use_installed_font
from dagster_project.extraction.pdf.layers import Layers, layers_of
from dagster_project.extraction.pdf.lines import (
    Line,
    is_digit,
    lines_of,
    margins,
    may_follow,
    overlaid,
    paragraphs_of,
    runs_on,
)
from dagster_project.extraction.pdf.open_body import add_rows_below, is_frame, part_rows
from dagster_project.extraction.pdf.page import Characters, Floats, PageView
from dagster_project.extraction.pdf.pdfium_characters import UntoldPageError
from dagster_project.extraction.pdf.ruling import find_grids
from dagster_project.extraction.pdf.scans import pictures
from dagster_project.extraction.pdf.second_reading import compare, looks_odd
from dagster_project.extraction.pdf.side_by_side import Placed, SideBySide
from dagster_project.extraction.pdf.stripes import without_stripes
from dagster_project.extraction.pdf.visible import Seen, read_area, sort_out
from dagster_project.extraction.pdf.words import Word, Words, is_page_number, is_prose
from dagster_project.extraction.pdf.words import placed as placed_words
from dagster_project.extraction.records import Page
from dagster_project.output.safe_text import for_terminal

# The second reader is slow: it is asked about so many pages of a document.
_ODD_PAGES = 2
# More lines of figures are a table of their own.
_MOST_ROWS_ON_TOP = 2
# Lines of labels alone, whose amounts are blank, may stand above them.
_MOST_LABELS_ON_TOP = 4
# Below names of columns that are printed again so many lines may be rows.
_MOST_UNDER_NAMES = 16
_log = logging.getLogger(__name__)


def _segments(lines: Floats, first: float, last: float, low: float, high: float) -> Floats:
    """Lines whose middle lies on the page, without its frame, and cut at its edges."""
    if not len(lines):
        return lines
    at, start, end = lines.T
    middle = (start + end) / 2
    inside = (first + 1 <= middle) & (middle <= last - 1) & (low + 1 <= at) & (at <= high - 1)
    found: Floats = lines[inside]
    np.maximum(found[:, 1], first, out=found[:, 1])
    np.minimum(found[:, 2], last, out=found[:, 2])
    return found


def page_blocks(view: PageView, seen: Seen) -> Iterator[Block]:
    """The tables and paragraphs of a page from top to bottom, what lies over the page last."""
    left, top, right, bottom = read_area(view)
    across = _segments(view.across, left, right, top, bottom)
    down = _segments(view.down, top, bottom, left, right)
    characters = seen.shown
    placed: list[Placed] = []
    boxes: list[Box] = []
    for grid in without_stripes(find_grids(across, down), characters):
        inside = characters.inside(grid.box, 1.0)
        sheet, within = Sheet(grid, view.page_no), characters.chosen(inside)
        piece = sheet.piece(within, seen.clipped, view.clips, seen.partly)
        if piece is not None and not is_frame(grid, within, view.page_no):
            part_rows(piece, within)
            placed.append(Placed(grid.xs[0], grid.xs[-1], grid.ys[0], piece))
            boxes.append(grid.box)
            characters = characters.chosen(~inside)
    characters = _with_open_bodies(placed, characters, boxes, bottom)
    characters = _with_bare_headers(placed, characters, boxes, top)
    lines = lines_of(characters)
    beside = SideBySide(boxes, lines.words)
    # One line, which numbers the columns, is no table.
    tables = [table for table in find_aligned(lines.words, view.page_no, across) if len(table.lines) > 1]
    placed.extend(
        Placed(table.piece.column_edges[0], table.piece.column_edges[-1], table.top, table.piece)
        for table in tables
        if table.piece.column_edges
    )
    used = {number for table in tables for number in table.lines}
    parts = {n: beside.parts(words) for n, words in enumerate(lines.words) if n not in used}
    alone = [n for n in parts if len(parts[n]) == 1]
    rows = _rows_on_top(lines.words, alone) if view.upright is None else {}
    placed.extend(_row(lines.words[n], lines.whole[n], view.page_no, rows[n]) for n in rows)
    placed.extend(_texts([lines.whole[n] for n in alone if n not in rows], view.page_no))
    shared = (part for found in parts.values() if len(found) > 1 for part in found)
    placed.extend(_part(part, view.page_no) for part in shared)
    for block in beside.in_order(placed):
        if isinstance(block, Piece) and view.upright is not None:
            _turn_back(block, view.upright)
        yield block
    text = overlaid(seen.watermark)
    if text:
        yield TextLine(text, view.page_no, True, kind="watermark")


def _with_open_bodies(
    placed: list[Placed], characters: Characters, boxes: list[Box], bottom: float
) -> Characters:
    """Adds the rows below headers that alone are drawn; returns the characters that are left."""
    for place, box in zip(placed, list(boxes), strict=True):
        lower = [other[1] for other in boxes if other[1] >= box[3] - 1 and other is not box]
        taken = (
            add_rows_below(place.block, characters, min([bottom, *lower]))
            if isinstance(place.block, Piece)
            else None
        )
        if taken is not None:
            characters = characters.chosen(~characters.inside(taken, 1.0))
    return characters


def _with_bare_headers(
    placed: list[Placed], characters: Characters, boxes: list[Box], top: float
) -> Characters:
    """Adds the names above rows that alone are drawn; returns the characters that are left."""
    for place, box in zip(placed, boxes, strict=True):
        upper = [other[3] for other in boxes if other[3] <= box[1] + 1 and other is not box]
        if isinstance(place.block, Piece) and len(characters):
            taken = add_names_above(place.block, characters, max([top, *upper]))
            characters = characters if taken is None else characters.chosen(~characters.inside(taken, 1.0))
    return characters


def _turn_back(piece: Piece, upright: Callable[[Floats], Floats]) -> None:
    """Gives the cells of a page that was turned to be read their places on the page as displayed."""
    cells = [cell for cell in piece.cells if cell.box is not None]
    boxes = upright(np.array([cell.box for cell in cells], np.float64).reshape(-1, 4)).tolist()
    for cell, (left, top, right, bottom) in zip(cells, boxes, strict=True):
        cell.box = (left, top, right, bottom)


def _part(words: list[Word], page_no: int) -> Placed:
    """A text of its own on a line that forms beside each other share."""
    text = " ".join(word.text for word in words)
    block = TextLine(text, page_no, is_page_number(text))
    return Placed(words[0].x0, words[-1].x1, words[0].top, block)


def _rows_on_top(lines: list[Words], free: list[int]) -> dict[int, bool]:
    """The lines of figures at the top of a page, perhaps below its head, that are no table of their own.

    Labels beside each other may stand above them, and names of columns alone on their line.

    Returns:
        By the number of the line, whether it is one of so many that they are a table of their own unless the
        first ones are names of the table before.
    """
    few = _figures_on_top(lines, free, _MOST_LABELS_ON_TOP + _MOST_ROWS_ON_TOP + 1)
    if sum(1 for number in few if is_figures(lines[number])) > _MOST_ROWS_ON_TOP:
        few = few[:_MOST_ROWS_ON_TOP]
    if not few or is_figures(lines[few[0]]):
        return dict.fromkeys(few, False)
    many = _figures_on_top(lines, free, _MOST_UNDER_NAMES)
    return {number: number not in few for number in many}


def _figures_on_top(lines: list[Words], free: list[int], most: int) -> list[int]:
    """The first lines of a page, so many at most, that may be rows, up to the last one with figures."""
    found: list[int] = []
    figures = 0
    for number in range(min(len(lines), most)):
        line = lines[number]
        is_row = number in free and is_figures(line)
        if is_row or (number in free and not is_labelled_line(line) and not is_prose(line)):
            found.append(number)
            figures = len(found) if is_row else figures
        elif found or number:
            break
    return found[:figures]


def _row(words: Words, line: Line, page_no: int, under_names: bool) -> Placed:
    (parted,) = divided([words])
    row = TextLine(line.text, page_no, words=placed_words(parted), under_names=under_names)
    return Placed(line.x0, line.x1, line.top, row)


def _texts(lines: list[Line], page_no: int) -> Iterator[Placed]:
    """The paragraphs of a page with their places."""
    left, right = margins(lines)
    for line in paragraphs_of(lines):
        text = TextLine(line.text, page_no, is_page_number(line.text))
        text.runs_on, text.may_follow = runs_on(line, right), may_follow(line, left)
        yield Placed(line.x0, line.x1, line.top, text)


def _view(
    path: Path,
    document: pdfium.PdfDocument,
    page_no: int,
    layers: Layers | None,
    last: pdfium_source.LastPage,
) -> PageView:
    try:
        return pdfium_source.read_page(document, page_no, layers, last)
    except UntoldPageError:
        return plumber_source.read_page(path, page_no, layers)


def read(path: Path, first: int = 1, last: int | None = None) -> Reading:
    """Reads a PDF file, or a range of its pages, into blocks, with no more than two pages open at a time.

    Args:
        path: The file.
        first: The first page to read, counted from 1.
        last: The last one; None for the end of the file.
    """
    reading = Reading()
    use_installed_font()
    layers = _layers(path)
    odd: dict[int, list[Block]] = {}
    content = layers.content if layers else None
    with ExitStack() as opened:
        document = opened.enter_context(pdfium.PdfDocument(path if content is None else content))
        whole = document if content is None else opened.enter_context(pdfium.PdfDocument(path))
        reading.page_count = len(document)
        if document.get_formtype():
            document.init_forms()
        last_page = opened.enter_context(pdfium_source.LastPage())
        require_pages(reading.page_count)
        for page_no in range(first, min(reading.page_count, last or reading.page_count) + 1):
            # Reading makes the fields a part of the page.
            reading.blank_fields += pdfium_source.blank_fields(document, page_no)
            view = _view(path, document, page_no, layers, last_page)
            text = witness.text_of(document, page_no) if view.text is None else view.text
            if whole is not document:
                _count_left_out(view, text, witness.text_of(whole, page_no))
            seen = sort_out(view)
            scan = pictures.scan(reading, document, view, seen.shown)
            numbers: witness.Count | None = None
            if scan is None:
                # Text that is not what is printed is as good as none.
                blocks = [] if view.is_disguised else list(page_blocks(view, seen))
                numbers = witness.count(text, blocks, _hidden_digits(view, seen))
            else:
                blocks = list(page_blocks(scan.view, sort_out(scan.view)))
                scan.rate(blocks)
                # What lies under a picture is held against it and never read.
                layer = witness.differing(text, blocks)
                reading.layer_numbers += layer.seen
                reading.layer_differences += layer.lost
            size = (view.width, view.height, view.rotation)
            found, lost = (numbers.seen, numbers.lost) if numbers else (None, None)
            reading.pages.append(Page(page_no, *size, found, lost, seen.hidden_count))
            reading.blocks.extend(blocks)
            ask = scan is None and len(odd) < _ODD_PAGES
            if ask and any(isinstance(block, Piece) and looks_odd(block) for block in blocks):
                odd[page_no] = blocks
    _read_again(path, reading, odd, layers)
    _note(reading)
    return reading


def _read_again(path: Path, reading: Reading, odd: dict[int, list[Block]], layers: Layers | None) -> None:
    """Asks the second reader about pages with odd tables, and notes how far it agrees."""
    if not odd:
        return
    try:
        for view in plumber_source.read_pages(path, list(odd), layers):
            found = compare(odd[view.page_no], page_blocks(view, sort_out(view)))
            number = next(n for n, page in enumerate(reading.pages) if page.page_no == view.page_no)
            reading.pages[number] = replace(
                reading.pages[number], second_cell_count=found.cells, second_difference_count=found.differing
            )
    except MemoryError:
        raise
    except Exception:
        _log.info("No second reader reads %s", for_terminal(path.name), exc_info=True)


def joined(parts: Sequence[Reading]) -> Reading:
    """The reading of a file from those of its ranges of pages, in order."""
    whole = Reading(page_count=parts[0].page_count)
    for part in parts:
        whole.blocks.extend(part.blocks)
        whole.pages.extend(part.pages)
        whole.blank_fields += part.blank_fields
        whole.scanned_pages.extend(part.scanned_pages)
        whole.unread_pictures.extend(part.unread_pictures)
        whole.disguised_pages.extend(part.disguised_pages)
        whole.layer_numbers += part.layer_numbers
        whole.layer_differences += part.layer_differences
    _note(whole)
    return whole


def _note(reading: Reading) -> None:
    fields = f"{reading.blank_fields} form fields hold no value." if reading.blank_fields else None
    reading.note = " ".join(filter(None, (fields, pictures.note_on(reading)))) or None


def _layers(path: Path) -> Layers | None:
    """What a file switches off; nothing when its structure is too damaged to tell."""
    try:
        return layers_of(path)
    except MemoryError:
        raise
    except Exception:
        _log.info("The layers of %s cannot be told", for_terminal(path.name), exc_info=True)
        return None


def _count_left_out(view: PageView, text: str, whole: str) -> None:
    """Counts the characters of forms that lie on layers that are switched off."""
    view.removed_count += max(0, len("".join(whole.split())) - len("".join(text.split())))


def _hidden_digits(view: PageView, seen: Seen) -> int:
    """Digits that the page holds and nobody sees: hidden, clipped away, painted twice, or off the page."""
    if len(seen.shown) == len(view.characters):
        return view.removed_digit_count
    digits = is_digit(view.characters.code).sum() - is_digit(seen.shown.code).sum()
    return int(digits) + view.removed_digit_count
