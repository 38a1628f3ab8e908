"""What a printed document is, whatever its format: paragraphs, tables, page starts.

Belongs here: the blocks that renderers draw, and the amount a cell publishes.
Does not belong here: how facts become blocks (``forms``), how blocks become bytes
(``pdf``, ``docx``, ``text``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Align = Literal["left", "center", "right"]
ParagraphStyle = Literal["title", "heading", "caption", "body", "note", "contents"]


@dataclass(frozen=True, slots=True)
class PublishedAmount:
    """An amount as the warehouse should publish it, in the contract's own terms.

    A dimension that the form does not print is None, and a label '': the warehouse may know
    more, never otherwise. ``printed_text`` is the cell's text.
    """

    form_code: str
    measure_code: str
    amount_yuan: Decimal
    printed_text: str
    printed_unit: str
    line_label: str
    amount_basis: str = "budget"
    side: str | None = None
    breakdown: str | None = None
    functional_code: str | None = None
    economic_code: str | None = None
    government_economic_code: str | None = None
    item_code: str | None = None
    budget_unit_label: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; cells that a span covers are not listed."""

    text: str = ""
    column_span: int = 1
    row_span: int = 1
    align: Align = "left"
    amount: PublishedAmount | None = None


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with the zero-based row and column of its top left corner."""

    row: int
    column: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or a block of running text."""

    text: str
    style: ParagraphStyle = "body"


@dataclass(frozen=True, slots=True)
class PageStart:
    """A new page, and how it and the pages after it lie."""

    landscape: bool = False
    rotated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are relative, one a column.

    The first ``header_rows`` rows are its header. On a further page the header is drawn
    again where ``repeat_header``, with the lines of ``repeat_caption`` above it.
    ``split_rows`` lets a row run over the page's end in the middle of a cell's text;
    ``row_height`` is the least height of a row in points.
    """

    rows: tuple[Row, ...]
    header_rows: int
    widths: tuple[float, ...]
    ruled: bool = True
    repeat_header: bool = True
    repeat_caption: tuple[str, ...] = ()
    split_rows: bool = False
    row_height: float = 0.0

    def place(self) -> list[PlacedCell]:
        """Give every cell its position.

        Raises:
            ValueError: cells overlap, or a row is not filled.
        """
        width = len(self.widths)
        taken: set[tuple[int, int]] = set()
        placed: list[PlacedCell] = []
        for row_no, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (row_no, column) in taken:
                    column += 1
                placed.append(PlacedCell(row_no, column, cell))
                taken |= _covered(row_no, column, cell, taken)
                column += cell.column_span
            missing = [c for c in range(width) if (row_no, c) not in taken]
            if missing or column > width:
                raise ValueError(f"row {row_no} of {width} columns leaves {missing} unfilled")
        return placed


def _covered(row: int, column: int, cell: Cell, taken: set[tuple[int, int]]) -> set[tuple[int, int]]:
    covered = {
        (row + down, column + right) for down in range(cell.row_span) for right in range(cell.column_span)
    }
    if covered & taken:
        raise ValueError(f"cell {cell.text!r} overlaps another at row {row}, column {column}")
    return covered


Block = Paragraph | PageStart | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title (for the file's properties) and its blocks in order."""

    title: str
    blocks: tuple[Block, ...]

    def tables(self) -> list[Table]:
        """All tables in reading order."""
        return [block for block in self.blocks if isinstance(block, Table)]

    def amounts(self) -> Iterator[PublishedAmount]:
        """Every amount the document publishes, in reading order."""
        for table in self.tables():
            for row in table.rows:
                for cell in row:
                    if cell.amount is not None:
                        yield cell.amount
