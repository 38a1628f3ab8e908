"""Blocks to the two shapes in which text dumps of disclosures circulate.

Belongs here: the dumps as converters write them. Does not belong here: what is printed.

``cell_lines``: a cell a line, each behind a tab, a blank line after each row; a cell that a
row span covers is a line with the tab alone, and what a column span covers is left out.
``tabbed``: a row a line, cells parted by tabs, spans as empty cells; a long table in
pieces, each under the entity's lines and a header whose words are broken by spaces.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.writer.model import Document, PageStart, Paragraph, PlacedCell, Table

TABBED_PIECE_ROWS = 20


def render_cell_lines(document: Document) -> str:
    """Render a document as a cell a line."""
    lines: list[str] = []
    mark = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            anchor = block.style == "title"
            mark += anchor
            lines.append(f" [bookmark: _Toc_2_2_{mark:010d}]{block.text}" if anchor else block.text)
        elif isinstance(block, Table):
            for row in _rows(block, keep_column_spans=False):
                lines += [f"\t{text}" for text in row]
                lines.append("")
            lines += ["", ""]
    return "\n".join(lines) + "\n"


def render_tabbed(document: Document) -> str:
    """Render a document as tab-separated lines, long tables in pieces."""
    lines: list[str] = []
    caption: list[str] = []
    for block in document.blocks:
        if isinstance(block, PageStart):
            caption = []
        elif isinstance(block, Paragraph):
            if block.style == "caption":
                caption.append(block.text)
            lines += [block.text, ""]
        else:
            lines += _tabbed_table(block, caption)
            caption = []
    return "\n".join(lines) + "\n"


def _tabbed_table(table: Table, caption: Sequence[str]) -> list[str]:
    rows = _rows(table, keep_column_spans=True)
    header, body = rows[: table.header_rows], rows[table.header_rows :]
    lines: list[str] = []
    for start in range(0, max(len(body), 1), TABBED_PIECE_ROWS):
        if start:
            lines += [line for text in caption for line in (text, "")]
            header = [[_broken(text) for text in row] for row in header]
        piece = body[start : start + TABBED_PIECE_ROWS]
        lines += ["\t".join(row) for row in [*header, *piece]]
        lines.append("")
    return lines


def _broken(text: str) -> str:
    """Break a header word as a narrow column does: 科目编码 becomes 科目 编码."""
    if len(text) < 4 or " " in text:
        return text
    return f"{text[:2]} {text[2:]}"


def _rows(table: Table, *, keep_column_spans: bool) -> list[list[str]]:
    """The texts of each row, a covered position as '' where the shape keeps it."""
    grid: list[list[str | None]] = [[None] * len(table.widths) for _ in table.rows]
    for placed in table.place():
        for down in range(placed.cell.row_span):
            _fill(grid[placed.row + down], placed, first=down == 0, keep=keep_column_spans)
    return [[text for text in row if text is not None] for row in grid]


def _fill(row: list[str | None], placed: PlacedCell, *, first: bool, keep: bool) -> None:
    row[placed.column] = placed.cell.text.replace("\n", " ") if first else ""
    if keep:
        for right in range(1, placed.cell.column_span):
            row[placed.column + right] = ""
