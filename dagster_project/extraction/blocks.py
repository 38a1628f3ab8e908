"""What a reader hands over: blocks in reading order, before tables are joined and numbered.

Belongs here: the in-between shapes that every reader produces and ``assemble`` consumes.
Does not belong here: the records that leave the package (``records``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dagster_project.extraction.look import PLAIN, Look
from dagster_project.extraction.records import HiddenCell, Page, ParagraphKind

Box = tuple[float, float, float, float]
# The texts of a line with their boxes.
Placed = tuple[tuple[Box, str], ...]


@dataclass(slots=True)
class GridCell:
    """A cell of one piece; rows and columns count from 0.

    ``confidence`` says of a text that was recognised in a picture how sure its least sure character is.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    page_no: int | None = None
    box: Box | None = None
    look: Look = PLAIN
    confidence: float | None = None

    @property
    def rows(self) -> range:
        """The rows that the cell covers."""
        return range(self.row, self.row + self.row_span)

    @property
    def columns(self) -> range:
        """The columns that the cell covers."""
        return range(self.column, self.column + self.column_span)


def least_confidence(*cells: GridCell) -> float | None:
    """How sure the text of several cells together is; None where none was recognised in a picture."""
    return min((cell.confidence for cell in cells if cell.confidence is not None), default=None)


@dataclass(slots=True)
class Piece:
    """A table as far as it goes on one page (or in one markup table).

    ``column_edges`` are the x positions of the grid's vertical lines, or None without pages.
    ``open_top`` and ``open_bottom`` are the columns without an outer line, where others have
    one: their cells go on over the page break. ``spans`` says of a table without lines how far the texts
    of each column reach, ``lines`` of one with few rows where each text stands, as ``words`` of a line does.
    ``heads`` are the lines at the head of its page that are not among the blocks before it.
    """

    cells: list[GridCell]
    row_count: int
    column_count: int
    strategy: str
    page_no: int | None = None
    column_edges: tuple[float, ...] | None = None
    open_top: frozenset[int] = frozenset()
    open_bottom: frozenset[int] = frozenset()
    spans: tuple[tuple[float, float], ...] | None = None
    lines: tuple[Placed, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(slots=True)
class TextLine:
    """A block of text outside tables.

    ``furniture`` marks page numbers. ``runs_on`` says that its last line reaches the right margin,
    ``may_follow`` that its first line begins at the left one: over a page break such two are one.
    ``kind`` sets apart what lies over the page and is not a part of what it says. ``words`` are the texts
    of a line of figures at the top of a page with their boxes: a table without lines may end with it, and
    where ``under_names`` only if the names of its columns are printed again above it.
    """

    text: str
    page_no: int | None = None
    furniture: bool = False
    runs_on: bool = False
    may_follow: bool = False
    kind: ParagraphKind = "text"
    words: Placed = ()
    under_names: bool = False


Block = Piece | TextLine


@dataclass(slots=True)
class Reading:
    """All blocks of a file in reading order, with its pages where it has any.

    ``note`` says in words what of the file is not read, such as hidden sheets. ``blank_fields`` counts form
    fields without a value. ``scanned_pages`` were read by their picture (OCR); ``unread_pictures`` are the
    pages that would be if that were installed, ``disguised_pages`` those of them whose fonts draw other
    figures than the file says. ``layer_numbers`` counts the numbers in text layers under scanned pages,
    ``layer_differences`` those that the pictures do not show.
    """

    blocks: list[Block] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    page_count: int | None = None
    note: str | None = None
    blank_fields: int = 0
    scanned_pages: list[int] = field(default_factory=list)
    unread_pictures: list[int] = field(default_factory=list)
    disguised_pages: list[int] = field(default_factory=list)
    layer_numbers: int = 0
    layer_differences: int = 0
    hidden_cells: list[HiddenCell] = field(default_factory=list)
