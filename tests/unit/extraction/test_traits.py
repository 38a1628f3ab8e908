"""Every table that the document writer draws is read back cell for cell, spans and header included."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.extracted import compact, header_rows, read, spans
from tests.support.traits import TRAITS, Trait
from tools.writer.model import Table

# A dump with one cell a line prints the labelled first row above the table; a sheet holds the lines
# above a table as its first rows.
_READ_AS_DRAWN = [t for t in TRAITS if t.file_format not in ("cell_lines", "xlsx")]


@pytest.mark.parametrize("trait", _READ_AS_DRAWN, ids=[t.name for t in _READ_AS_DRAWN])
def test_tables_are_read_as_drawn(trait: Trait, traits_folder: Path) -> None:
    document = read(traits_folder / trait.path)
    drawn = trait.document().tables()
    assert len(document.tables) == len(drawn)
    for found, table in zip(document.tables, drawn, strict=True):
        first = range(1, table.header_rows + 1)
        assert header_rows(found)[: table.header_rows] == list(first)
        assert spans(found, table.header_rows) == _expected(table)


def _expected(table: Table) -> dict[tuple[int, int, int, int], str]:
    return {
        (placed.row, placed.column, placed.cell.row_span, placed.cell.column_span): compact(placed.cell.text)
        for placed in table.place()
    }
