"""Blocks to one sheet of separated values, as spreadsheets are saved by Chinese programs.

Belongs here: the places that spans cover, which are blank. Does not belong here: what is printed
(``disclosure``), the encoding, which the caller chooses.
"""

from __future__ import annotations

import csv
from io import StringIO

from tools.writer.model import Document, Paragraph, Table


def render_csv(document: Document) -> str:
    """Render a document to CSV; a line above a table stands in the first column."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            writer.writerow([block.text])
        elif isinstance(block, Table):
            writer.writerows(_rows(block))
            writer.writerow([])
    return buffer.getvalue()


def _rows(table: Table) -> list[list[str]]:
    rows = [[""] * len(table.widths) for _ in table.rows]
    for placed in table.place():
        rows[placed.row][placed.column] = placed.cell.text
    return rows
