"""How large a document may be before it is taken for an attack or an accident.

Belongs here: limits that no published disclosure comes near, and the checks that hold them.
Does not belong here: time and memory, which belong to a process (``dagster_project.loading.reader_process``).
"""

from __future__ import annotations

from dagster_project.extraction.blocks import Piece, Reading

# The largest of 95 published documents: 4 MB, 241 pages, 26,000 cells, a table of 3,000 rows by 11 columns.
MAX_FILE_BYTES = 500 * 1024 * 1024
MAX_PAGES = 5_000
MAX_CELLS = 2_000_000
# Places of one table, printed or covered: a span of a million columns is one cell and no table.
MAX_PLACES = 4_000_000
# All members of a DOCX or XLSX together, unpacked.
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_MEMBERS = 10_000
# Elements within elements: Word writes about 20, with tables in tables in text boxes 60.
MAX_DEPTH = 200


class HostileFileError(Exception):
    """A file beyond a limit; the message says which, and what a person can do."""


def require(within: bool, what: str) -> None:
    """Raises unless a limit is kept.

    Args:
        within: Whether it is.
        what: What the file holds, completing "The file holds ...".

    Raises:
        HostileFileError: It is not.
    """
    if not within:
        raise HostileFileError(
            f"The file holds {what}, which no disclosure needs: it is damaged, or made to break its "
            "reader. Look at it with care; if it is genuine, split it or save it as PDF."
        )


def require_bytes(size: int) -> None:
    """Raises HostileFileError when a file is too large."""
    require(size <= MAX_FILE_BYTES, f"{size // 2**20} MB (at most {MAX_FILE_BYTES // 2**20} MB are read)")


def require_pages(count: int) -> None:
    """Raises HostileFileError when a document has too many pages."""
    require(count <= MAX_PAGES, f"{count} pages (at most {MAX_PAGES} are read)")


def require_places(rows: int, columns: int) -> None:
    """Raises HostileFileError when a table's grid is too large."""
    require(
        rows * columns <= MAX_PLACES,
        f"a table of {rows} rows by {columns} columns (at most {MAX_PLACES} places are read)",
    )


def check_reading(reading: Reading) -> None:
    """Checks what a reader found, before more work is done on it.

    Raises:
        HostileFileError: A limit is exceeded.
    """
    pieces = [block for block in reading.blocks if isinstance(block, Piece)]
    cells = sum(len(piece.cells) for piece in pieces)
    require(cells <= MAX_CELLS, f"{cells} table cells (at most {MAX_CELLS} are read)")
    for piece in pieces:
        require_places(piece.row_count, piece.column_count)
    require_places(sum(piece.row_count for piece in pieces), 1)
