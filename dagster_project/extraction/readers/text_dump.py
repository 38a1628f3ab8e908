"""Reads a plain-text dump of a document, in either of two shapes.

One cell a line: a line that starts with a tab is a cell, a blank line ends a row.
One row a line: cells are separated by tabs. Column spans are not written in either shape and
are inferred from the header rows; merged cells show as blanks.
Does not belong here: joining page pieces (``assemble``).
"""

from __future__ import annotations

import re
from pathlib import Path

from dagster_project.extraction.blocks import Block, GridCell, Piece, Reading, TextLine
from dagster_project.extraction.grid import is_ordinal_row, looks_like_amount, squeeze

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")


def decode(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16 or the Chinese national encoding."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", errors="replace")


def _is_cell_per_line(lines: list[str]) -> bool:
    tabbed = [line for line in lines if "\t" in line]
    single = [line for line in tabbed if line.startswith("\t") and line.count("\t") == 1]
    return bool(tabbed) and len(single) >= 0.8 * len(tabbed)


def _as_cells(texts: list[str], row: int = 0) -> list[GridCell]:
    return [GridCell(row, column, 1, 1, text) for column, text in enumerate(texts)]


def _ordinal_width(rows: list[list[str]]) -> int | None:
    for row in rows[:4]:
        if is_ordinal_row(_as_cells(row)):
            return len(row)
    return None


def _runs(texts: list[str]) -> list[tuple[int, int]]:
    """Maximal runs of non-blank texts as (start, end)."""
    runs: list[tuple[int, int]] = []
    start = None
    for position, text in enumerate([*texts, ""]):
        if text.strip() and start is None:
            start = position
        if not text.strip() and start is not None:
            runs.append((start, position))
            start = None
    return runs


def _widths(upper: list[str], lower: list[str]) -> list[int] | None:
    """How many columns each upper cell spans, so that they cover all lower cells.

    A blank lower cell belongs to the upper cell that spans down; a run of non-blank lower cells
    is shared by the wide cells between.
    """
    widths: list[int] = []
    runs = {start: end for start, end in _runs(lower)}
    position, spare = 0, len(upper)
    blanks = [i for i, text in enumerate(lower) if not text.strip()]
    while position < len(lower) and spare > 0:
        if position not in runs:
            widths.append(1)
            position += 1
            spare -= 1
            continue
        end = runs[position]
        blanks_after = sum(1 for i in blanks if i >= end)
        runs_after = sum(1 for start in runs if start >= end)
        here = max(1, spare - blanks_after - runs_after) if runs_after else spare - blanks_after
        widths.extend(_share(lower[position:end], here))
        spare -= here
        position = end
    return widths if len(widths) == len(upper) and sum(widths) == len(lower) else None


def _share(run: list[str], parts: int) -> list[int]:
    """Splits a run among ``parts`` wide cells, at repeats of its first text when there are any."""
    if parts <= 1:
        return [len(run)]
    starts = [i for i, text in enumerate(run) if squeeze(text) == squeeze(run[0])]
    if len(starts) == parts:
        return [b - a for a, b in zip(starts, [*starts[1:], len(run)], strict=True)]
    return [1] * (parts - 1) + [len(run) - parts + 1] if len(run) >= parts else [0] * parts


def _header_cells(upper: list[str], lower: list[str]) -> list[GridCell] | None:
    widths = _widths(upper, lower)
    if widths is None or min(widths) < 1:
        return None
    cells: list[GridCell] = []
    column = 0
    for text, width in zip(upper, widths, strict=True):
        down = width == 1 and not lower[column].strip()
        cells.append(GridCell(0, column, 2 if down else 1, width, text))
        if not down:
            cells.extend(GridCell(1, c, 1, 1, lower[c]) for c in range(column, column + width))
        column += width
    return cells


def _piece(rows: list[list[str]]) -> Piece | None:
    rows = [row for row in rows if row]
    if not rows or (len(rows) == 1 and len(rows[0]) < 2):
        return None
    width = max(len(row) for row in rows)
    cells: list[GridCell] = []
    start = 0
    if len(rows) > 1 and len(rows[0]) < len(rows[1]) and not any(looks_like_amount(t) for t in rows[1]):
        header = _header_cells(rows[0], rows[1])
        if header:
            cells, start = header, 2
    for row_no in range(start, len(rows)):
        texts = rows[row_no] + [""] * (width - len(rows[row_no])) if len(rows[row_no]) > 2 else rows[row_no]
        cells.extend(_as_cells(texts, row_no))
        if len(texts) < width:
            cells[-1].column_span = width - len(texts) + 1
    return Piece(cells, len(rows), width, "lines")


def _read_cell_lines(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[str]] = []
    row: list[str] = []
    blanks = 0

    def close() -> None:
        nonlocal rows, row
        if row:
            rows.append(row)
        leading: list[str] = []
        if rows and len(rows) > 1 and any("：" in text for text in rows[0]) and len(rows[0]) <= 3:
            leading = rows.pop(0)
        blocks.extend(TextLine(text) for text in leading)
        piece = _piece(rows)
        if piece:
            blocks.append(piece)
        else:
            blocks.extend(TextLine(text) for each in rows for text in each)
        rows, row = [], []

    for raw in lines:
        line = _BOOKMARK.sub("", raw)
        if line.startswith("\t"):
            if blanks >= 2:
                close()
            row.append(line[1:])
            blanks = 0
        elif not line.strip():
            blanks += 1
            if row:
                rows.append(row)
                row = []
        elif row:
            row[-1] += "\n" + line
        else:
            close()
            blocks.append(TextLine(line.strip()))
            blanks = 0
    close()
    return blocks


def _read_row_lines(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for raw in [*lines, ""]:
        line = _BOOKMARK.sub("", raw)
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            piece = _row_piece(rows)
            blocks.extend([piece] if piece else [TextLine(" ".join(row)) for row in rows])
            rows = []
        if line.strip():
            blocks.append(TextLine(line.strip()))
    return blocks


def _row_piece(rows: list[list[str]]) -> Piece | None:
    if len(rows) < 2 or len({len(row) for row in rows}) > 2:
        return None
    width = max(len(row) for row in rows)
    cells: list[GridCell] = []
    for row_no, row in enumerate(rows):
        cells.extend(_as_cells(row + [""] * (width - len(row)), row_no))
    return Piece(cells, len(rows), width, "lines")


def read(path: Path) -> Reading:
    """Reads a text dump into blocks."""
    lines = decode(path.read_bytes()).splitlines()
    blocks = _read_cell_lines(lines) if _is_cell_per_line(lines) else _read_row_lines(lines)
    return Reading(blocks=blocks)
