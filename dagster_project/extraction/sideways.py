"""Joins a table that is too wide for its page with its other columns on the next pages.

Belongs here: whether a piece holds further columns of the table before it, and how they are put
beside it. Does not belong here: tables that go on downwards (``joining``).

Printers either finish the columns of a page before they go down, or the rows before they go over.
So each page's rows are a band, and a piece of further columns belongs to the first band that lacks
them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dagster_project.extraction.blocks import GridCell, Piece, TextLine
from dagster_project.extraction.grid import holds_amounts, looks_like_amount, rows_of, squeeze
from dagster_project.extraction.headers import find_header
from dagster_project.extraction.joining import append, continues, new_lines
from dagster_project.extraction.open_table import Band, OpenTable, row_tops

# The rows of both pages are drawn by one printer: their lines differ by rounding alone.
_SAME_LINE = 1.5
# Two forms of one template may share a few row heights by chance.
_LEAST_ROWS = 4
Tops = tuple[float | None, ...]
_LABELLED = re.compile(r"^[（(]?([^：:]{1,8})[：:]([^：:]{1,12})$")
_NUMBER = re.compile(r"^[-－−+]?[\d,.，．%]+$")
_NOTHING = re.compile(r"^[-—–―－─/*＊]*$")


def add_columns(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """Puts a piece beside the table when it holds further columns of it; False when it does not.

    Row for row it stands as high as the table does on one of its pages; it names its columns, and
    prints no names of lines; nothing but the table's own title is said again, or a label that the
    table's page had no room for, such as the unit.
    """
    band = next((band for band in table.bands if band.columns == _fewest(table)), None)
    if band is None or not _follows(table, piece) or not _stands_level(table, band, piece):
        return False
    said = new_lines(table, between)
    titles = _titles(table, piece) if band is table.bands[0] else []
    labels = [*said, *titles]
    if not all(_is_new_label(table, text) for text in labels) or not _lacks_names(table, band, piece):
        return False
    if band.columns < table.column_count:
        if table.column_count - band.columns != piece.column_count:
            return False
    elif not _names_its_columns(table, band, piece):
        return False
    table.caption.extend(text for text in labels if text not in table.caption)
    _share_rows(table, band, piece)
    _place(table, band, piece)
    return True


def _fewest(table: OpenTable) -> int:
    return min(band.columns for band in table.bands)


def _follows(table: OpenTable, piece: Piece) -> bool:
    follows = table.page_last is not None and piece.page_no == table.page_last + 1
    return follows and table.strategy == piece.strategy == "ruled"


def _same_rows(tops: tuple[float | None, ...], piece: Piece) -> bool:
    its = row_tops(piece.cells, piece.row_count)
    return len(its) == len(tops) >= _LEAST_ROWS and all(
        mine is not None and other is not None and abs(mine - other) <= _SAME_LINE
        for mine, other in zip(tops, its, strict=True)
    )


def _stands_level(table: OpenTable, band: Band, piece: Piece) -> bool:
    """True when the rows of data stand as high as the band's, and one header divides the other's rows."""
    mine, its = band.tops, row_tops(piece.cells, piece.row_count)
    header = _header_count(table, band)
    data = len(mine) - header
    too_few = max(len(mine), len(its)) < _LEAST_ROWS - 1 or data < 1 or len(its) < data
    if too_few or not _level(mine[header:], its[-data:]):
        return False
    upper, other = mine[:header], its[: len(its) - data]
    few, many = sorted((upper, other), key=len)
    return _level(upper[:1], other[:1]) and all(_index(many, top) is not None for top in few)


def _header_count(table: OpenTable, band: Band) -> int:
    """How many rows at the top of a band are header."""
    count = 0
    while count < len(band.tops) and band.first_row + count in table.header_rows:
        count += 1
    return count


def _level(left: Tops, right: Tops) -> bool:
    return len(left) == len(right) and all(
        a is not None and b is not None and abs(a - b) <= _SAME_LINE for a, b in zip(left, right, strict=True)
    )


def _index(tops: Tops, top: float | None) -> int | None:
    return next((i for i, other in enumerate(tops) if _level((other,), (top,))), None)


def _share_rows(table: OpenTable, band: Band, piece: Piece) -> None:
    """Gives the band and the piece the same rows: a header cell on the one page may stand beside two."""
    mine, its = band.tops, row_tops(piece.cells, piece.row_count)
    if len(its) < len(mine):
        edges = [_index(mine, top) or 0 for top in its]
        _move_rows(piece.cells, [*edges, len(mine)], 0)
        piece.row_count = len(mine)
    elif len(its) > len(mine):
        edges = [_index(its, top) or 0 for top in mine]
        _insert_rows(table, band, [*edges, len(its)])
        band.tops = its


def _insert_rows(table: OpenTable, band: Band, edges: list[int]) -> None:
    """Divides rows of the table's header; ``edges`` are the new places of the band's rows."""
    first, more = band.first_row, edges[-1] - len(band.tops)
    _move_rows(table.cells, edges, first)
    below = {row + more for row in table.header_rows if row >= first + len(band.tops)}
    header = range(first, first + edges[_header_count(table, band)])
    table.header_rows = {row for row in table.header_rows if row < first} | set(header) | below
    table.row_count += more
    for other in table.bands:
        other.first_row += more if other.first_row > first else 0
    if first == 0:
        table.header = replace(table.header, names=table.header.names + more)


def _move_rows(cells: list[GridCell], edges: list[int], first: int) -> None:
    """Moves cells to rows counted anew; ``edges`` are the new places of the rows from ``first`` on."""
    last = len(edges) - 1

    def place(row: int) -> int:
        if row < first:
            return row
        known = min(row - first, last)
        return first + edges[known] + (row - first - known)

    for cell in cells:
        end = place(cell.row + cell.row_span)
        cell.row = place(cell.row)
        cell.row_span = end - cell.row


def _titles(table: OpenTable, piece: Piece) -> list[str]:
    """Texts in the rows of the grid that are the table's heading, its own title left out."""
    heading = squeeze("".join(table.caption))
    texts = [squeeze(cell.text) for cell in piece.cells if cell.row < table.header.title]
    return [text for text in texts if text and text not in heading]


def _is_new_label(table: OpenTable, text: str) -> bool:
    match = _LABELLED.match(text)
    return match is not None and not any(
        re.search(rf"(^|[\s（(]){re.escape(match.group(1))}[：:]", line) for line in table.caption
    )


def _lacks_names(table: OpenTable, band: Band, piece: Piece) -> bool:
    """True when no data row names a line; a remark may stand in the last of several columns."""
    first_data = piece.row_count - len(band.tops) + _header_count(table, band)
    data = [cell for cell in piece.cells if cell.row >= first_data]
    remarks = piece.column_count - 1 if piece.column_count > 1 else -1
    return all(
        _NUMBER.match(text) or _NOTHING.match(text) or cell.column == remarks
        for cell in data
        if (text := squeeze(cell.text))
    ) and not any(_looks_like_code(cell) for cell in data if cell.column == 0)


def _looks_like_code(cell: GridCell) -> bool:
    text = squeeze(cell.text)
    return text.isdigit() and not looks_like_amount(text) and len(text) in (3, 5, 7)


def _names_its_columns(table: OpenTable, band: Band, piece: Piece) -> bool:
    header = piece.row_count - len(band.tops) + _header_count(table, band)
    names = [c for c in piece.cells if table.header.title <= c.row < header and c.text.strip()]
    named = {column for cell in names for column in cell.columns}
    return named == set(range(piece.column_count)) and not holds_amounts(names)


def _place(table: OpenTable, band: Band, piece: Piece) -> None:
    at = band.columns
    for cell in piece.cells:
        cell.column += at
        cell.row += band.first_row
    table.cells.extend(piece.cells)
    table.left = table.left or at
    band.columns = at + piece.column_count
    table.column_count = max(table.column_count, band.columns)
    table.page_last = piece.page_no


def continues_left(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """Adds the rows of a piece that goes on with the columns of a widened table's first page."""
    if table.left is None or piece.column_count != table.left or table.column_edges is None:
        return False
    cells = [cell for cell in table.cells if cell.column < table.left]
    header = continues(replace(table, cells=cells, column_count=table.left), piece, between)
    if header is not None:
        append(table, piece, header)
    return header is not None


# ---- A column that the page's edge cuts ------------------------------------------------------


def widens(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """True when a piece prints, on the next page, the columns that the table's page had no room for.

    The page's edge cuts a column of the table, which so is blank; row for row the piece stands as
    high as the table does; nothing but the table's own title is said again; its columns are others.
    """
    if piece.page_no is None or table.page_last != table.page_first or table.page_first is None:
        return False
    return (
        piece.page_no == table.page_first + 1
        and piece.row_count == table.row_count
        and _same_rows(table.bands[0].tops, piece)
        # A remark that is left blank is the last column of many a form, page after page.
        and piece.column_count != table.column_count
        and _last_column_is_blank(table)
        and _says_nothing_new(table, piece, between)
        and holds_amounts([cell for cell in piece.cells if cell.row not in table.header_rows])
    )


def widen(table: OpenTable, piece: Piece) -> None:
    """Puts the piece's columns in the place of the column that the page's edge cut."""
    header = find_header(piece.cells, piece.row_count, piece.column_count)
    for row in rows_of(piece.cells, piece.row_count)[: header.title]:
        text = " ".join(cell.text.strip() for cell in row if cell.text.strip())
        if text and squeeze(text) not in squeeze("".join(table.caption)):
            table.caption.append(text)
    cut = table.column_count - 1
    for cell in table.cells:
        if cell.column_span > 1 and cut in cell.columns:
            cell.column_span -= 1
    table.cells = [cell for cell in table.cells if cell.column != cut]
    for cell in piece.cells:
        cell.column += cut
    table.cells.extend(piece.cells)
    table.column_count = cut + piece.column_count
    table.bands[0].columns = table.column_count
    table.column_edges = None
    table.page_last = piece.page_no


def _last_column_is_blank(table: OpenTable) -> bool:
    last = [cell for cell in table.cells if cell.columns == range(table.column_count - 1, table.column_count)]
    return bool(last) and table.column_count > 2 and not any(cell.text.strip() for cell in last)


def _says_nothing_new(table: OpenTable, piece: Piece, between: list[TextLine]) -> bool:
    """True when lines and full-width cells before the piece's columns are the table's own, or a unit."""
    heading = squeeze("".join(table.caption))
    lines = [squeeze(line.text) for line in between if not line.furniture and line.text.strip()]
    wide = [squeeze(cell.text) for cell in piece.cells if cell.column_span == piece.column_count]
    return all(text in heading for text in [*lines, *wide])
