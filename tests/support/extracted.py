"""Extracted tables in the form in which tests compare them."""

from __future__ import annotations

from pathlib import Path

from dagster_project.extraction.read import read_document
from dagster_project.extraction.records import Document, Table

Spans = dict[tuple[int, int, int, int], str]


def read(path: Path) -> Document:
    """The document of a file that must be readable."""
    document = read_document(path)
    assert document.status == "read", document.status_reason
    return document


def compact(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def rows(table: Table) -> list[list[str]]:
    """The texts of the cells that begin in each row."""
    found: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row_no - 1].append(compact(cell.text))
    return found


def header_rows(table: Table) -> list[int]:
    """The numbers of the header rows."""
    return sorted({cell.row_no for cell in table.cells if cell.is_header})


def spans(table: Table, header_count: int) -> Spans:
    """Texts by (row, column, row span, column span), header rows printed again left out."""
    again = set(header_rows(table)[header_count:])
    kept = [row for row in range(1, table.row_count + 1) if row not in again]
    place = {row: number for number, row in enumerate(kept)}
    return {
        (place[c.row_no], c.column_no - 1, c.row_span, c.column_span): compact(c.text)
        for c in table.cells
        if c.row_no in place
    }
