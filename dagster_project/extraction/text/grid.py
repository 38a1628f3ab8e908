"""Tables of which only the texts are known: columns and spans from the shape of the rows.

Belongs here: rows of texts in, a piece with spans out.
Does not belong here: how a text file is cut into rows.
"""

from __future__ import annotations

from itertools import pairwise

from dagster_project.extraction.blocks import GridCell, Piece
from dagster_project.extraction.grid import is_ordinal_row, looks_like_amount, squeeze

Row = list[str]

_HEADER_DEPTH = 3


def _has_amounts(row: Row) -> bool:
    return any(looks_like_amount(text) for text in row)


def _is_ordinal(row: Row) -> bool:
    return is_ordinal_row([GridCell(0, i, 1, 1, text) for i, text in enumerate(row)])


def _cells(row: Row, row_no: int) -> list[GridCell]:
    return [GridCell(row_no, column, 1, 1, text) for column, text in enumerate(row)]


def piece_of(rows: list[Row]) -> Piece | None:
    """A piece from rows of texts; None when the rows are no table."""
    rows = [row for row in rows if row]
    if not rows or (len(rows) == 1 and len(rows[0]) < 2):
        return None
    rows = _aligned(rows)
    width = max(len(row) for row in rows)
    header = _header(rows, width)
    first_data = 2 if header else 0
    cells = list(header)
    for row_no in range(first_data, len(rows)):
        row = rows[row_no]
        cells.extend(_cells(row, row_no))
        cells[-1].column_span = width - len(row) + 1
    return Piece(cells, len(rows), width, "lines")


# ---- Rows that print each span as one cell ---------------------------------------------------


def _header(rows: list[Row], width: int) -> list[GridCell]:
    """The cells of a header of two rows; empty when the header has one row."""
    if len(rows) < 2 or _has_amounts(rows[0]) or _has_amounts(rows[1]) or _is_ordinal(rows[1]):
        return []
    upper, lower = rows[0], rows[1]
    if len(lower) != width:
        return []
    if len(upper) < width:
        widths = _widths(upper, lower, _kinds(rows[2:], width))
    else:
        widths = _widths_from_blanks(upper, lower)
        upper = [text for text in upper if text.strip()] if widths else upper
    if not widths:
        return []
    cells: list[GridCell] = []
    column = 0
    for text, span in zip(upper, widths, strict=True):
        down = not any(lower[c].strip() for c in range(column, column + span))
        cells.append(GridCell(0, column, 2 if down else 1, span, text))
        if not down:
            cells.extend(GridCell(1, c, 1, 1, lower[c]) for c in range(column, column + span))
        column += span
    return cells


def _kinds(rows: list[Row], width: int) -> list[bool]:
    """For each column: does it hold amounts."""
    kinds = []
    for column in range(width):
        texts = [row[column] for row in rows if len(row) == width and row[column].strip()]
        amounts = sum(1 for text in texts if looks_like_amount(text))
        kinds.append(bool(texts) and 2 * amounts > len(texts))
    return kinds


def _runs(texts: Row) -> list[tuple[int, int]]:
    """Maximal runs of printed texts as (start, end)."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for position, text in enumerate([*texts, ""]):
        if text.strip() and start is None:
            start = position
        elif not text.strip() and start is not None:
            runs.append((start, position))
            start = None
    return runs


def _widths(upper: Row, lower: Row, kinds: list[bool]) -> list[int]:
    """How many columns each upper cell spans, so that together they cover all lower cells.

    A blank lower cell belongs to the upper cell that spans down to it; a run of printed lower
    cells is shared by the wide cells above it.
    """
    runs = dict(_runs(lower))
    widths: list[int] = []
    position, spare = 0, len(upper)
    while position < len(lower) and spare > 0:
        if position not in runs:
            widths.append(1)
            position, spare = position + 1, spare - 1
            continue
        end = runs[position]
        blanks_after = sum(1 for text in lower[end:] if not text.strip())
        runs_after = sum(1 for start in runs if start >= end)
        parts = max(1, spare - blanks_after - runs_after)
        widths.extend(_share(lower[position:end], kinds[position:end], parts))
        position, spare = end, spare - parts
    fits = len(widths) == len(upper) and sum(widths) == len(lower) and min(widths) > 0
    return widths if fits else []


def _share(run: Row, kinds: list[bool], parts: int) -> list[int]:
    """Divides a run among wide cells: at repeats of its first text, else where text meets amounts."""
    if parts <= 1:
        return [len(run)]
    repeats = [i for i, text in enumerate(run) if squeeze(text) == squeeze(run[0])]
    changes = [0, *(i + 1 for i, (left, right) in enumerate(pairwise(kinds)) if left != right)]
    for starts in (repeats, changes):
        if len(starts) == parts:
            return [end - start for start, end in pairwise([*starts, len(run)])]
    return [1] * (parts - 1) + [len(run) - parts + 1] if len(run) >= parts else [0] * parts


# ---- Rows that print covered places as blanks ------------------------------------------------


def _widths_from_blanks(upper: Row, lower: Row) -> list[int]:
    """Spans of an upper row of full length: a blank after a text is covered by it.

    Only when the two rows complete each other: every column is named by one of them.
    """
    if not any(not a.strip() and b.strip() for a, b in zip(upper, lower, strict=True)):
        return []
    if not upper[0].strip():
        return []
    widths: list[int] = []
    for column, text in enumerate(upper):
        if text.strip():
            widths.append(1)
        elif lower[column].strip():
            widths[-1] += 1
        else:
            return []
    return widths


def _aligned(rows: list[Row]) -> list[Row]:
    """Rows with header words broken over several columns put together again.

    The ordinal row tells the columns: a blank in it is a column that does not exist.
    """
    ordinal = next((i for i, row in enumerate(rows[: _HEADER_DEPTH + 1]) if _is_ordinal(row)), None)
    width = max(len(row) for row in rows)
    if ordinal is None or len(rows[ordinal]) != width or all(text.strip() for text in rows[ordinal]):
        return rows
    padded = [row + [""] * (width - len(row)) for row in rows]
    for column in reversed(range(1, width)):
        if padded[ordinal][column].strip():
            continue
        data = padded[ordinal:]
        if any(row[column].strip() and row[column - 1].strip() for row in data):
            continue
        only_header = not any(row[column].strip() for row in data)
        last = column == len(padded[0]) - 1
        for row_no, row in enumerate(padded):
            if row_no < ordinal and last and only_header:
                padded[row_no] = _rejoin(row)
            else:
                row[column - 1] += row[column]
                del row[column]
    return padded


def _rejoin(row: Row) -> Row:
    """A header row one cell shorter: the cell that is only the end of other names joins its left one."""
    if not row[-1].strip():
        return row[:-1]
    for column in reversed(range(1, len(row))):
        text, left = squeeze(row[column]), row[column - 1].strip()
        others = [squeeze(other) for i, other in enumerate(row) if i != column]
        if text and left and any(other != text and other.endswith(text) for other in others):
            return [*row[: column - 1], row[column - 1] + row[column], *row[column + 1 :]]
    return [*row[:-2], row[-2] + row[-1]]


# ---- Rows broken by blank lines inside a cell ------------------------------------------------


def mend_rows(rows: list[Row]) -> list[Row]:
    """Puts together rows that a blank line inside a cell has cut.

    Only when all rows then have the length of the first, the header: a form whose rows differ in
    length is left as it is.
    """
    usual = max(len(row) for row in rows)
    if usual < 2 or len(rows[0]) != usual or all(len(row) == usual for row in rows):
        return rows
    mended: list[Row] = []
    for row in rows:
        if mended and len(mended[-1]) < usual and len(mended[-1]) + len(row) <= usual:
            mended[-1] = mended[-1] + row
        else:
            mended.append(list(row))
    return mended if all(len(row) == usual for row in mended) else rows
