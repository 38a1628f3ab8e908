"""What extraction returns: plain typed records, one class a raw table.

Belongs here: the shape of a document, its pages, tables, cells and paragraphs.
Does not belong here: how a format is read (``readers``), where records are
stored (``dagster_project.loading.raw_tables``), or any word about budgets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ParagraphKind = Literal["text", "watermark"]
Status = Literal["read", "no_text", "quarantined"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page; width and height in PDF points after rotation, rotation in degrees.

    ``number_count`` counts the numbers that another reader sees on it, ``lost_number_count`` those of
    them that are in no cell and no paragraph; None where no other reader was asked.
    ``hidden_character_count`` counts what a PDF holds and no reader of the page sees.
    ``second_cell_count`` counts the cells with figures that a second reader was asked about, because a table
    looks odd, ``second_difference_count`` those that it reads differently; None where none was asked.
    """

    page_no: int
    width: float
    height: float
    rotation: int
    number_count: int | None = None
    lost_number_count: int | None = None
    hidden_character_count: int | None = None
    second_cell_count: int | None = None
    second_difference_count: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text block outside tables, caption lines included.

    ``block_no`` counts tables and paragraphs of a document together, in reading order. ``kind`` is
    'watermark' for a text that lies over the page and is not a part of what it says.
    """

    paragraph_no: int
    block_no: int
    page_no: int | None
    text: str
    kind: ParagraphKind = "text"


class Cell(NamedTuple):
    """A printed cell; a blank one has the text ''. Positions covered by a span have no cell.

    ``row_no`` and ``column_no`` count from 1. The bounding box is in PDF points from the
    page's top left corner, or None where the format has no pages. ``indent`` is how far in the text
    begins, in points, ``alignment`` the side it is set to; None where the format does not say.
    ``ocr_confidence``, 0 to 1, is that of the least sure character of a text that was recognised in a
    picture; None for all other text. A tuple, because there are many: it is made, and passed from process
    to process, several times as fast.
    """

    row_no: int
    column_no: int
    row_span: int
    column_span: int
    is_header: bool
    header_path: str | None
    text: str
    page_no: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    indent: float | None = None
    is_bold: bool | None = None
    alignment: str | None = None
    ocr_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A cell of a sheet that holds a text and does not show it; rows and columns count from 1.

    ``reason`` is 'sheet', 'row' or 'column' (hidden), 'print_area' (outside it), 'text' (struck through,
    or in the colour of the paper) or 'width' (shown as ####, because its column is too narrow).
    """

    sheet_name: str
    row_no: int
    column_no: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its page pieces joined; ``caption`` is the lines above it, one a line.

    ``strategy`` says how its grid was found: 'ruled' (drawn lines), 'aligned' (positions
    of words), 'markup' (the format's own table), 'lines' (a text dump's lines).
    """

    table_no: int
    block_no: int
    caption: str
    page_first: int | None
    page_last: int | None
    row_count: int
    column_count: int
    strategy: str
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """All that one file shows; ``document_id`` is the sha256 of its bytes in hex.

    ``reading_note`` says what of a readable file is not read, such as hidden sheets.
    """

    document_id: str
    file_format: str
    byte_size: int
    page_count: int | None
    status: Status
    status_reason: str | None
    extractor_version: str
    pages: list[Page] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    reading_note: str | None = None
    hidden_cells: list[HiddenCell] = field(default_factory=list)
