"""Reads separated values: a sheet whose cells are texts.

Belongs here: which character separates, how rows become a sheet. Does not belong here: text dumps
with tabs (``text.reader``).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.limits import MAX_CELLS, require
from dagster_project.extraction.sheets.model import BLANKS, Sheet
from dagster_project.extraction.sheets.tables import blocks_of
from dagster_project.extraction.text.encodings import decode

_DELIMITERS = (",", ";", "|", "，")
_TABBED = {".tsv", ".xls", ".xlsx", ".et", ".csv"}
# This share of a file's lines must hold the delimiter.
_SHARE = 0.5
_SAMPLE = 400
# A note with line ends inside quotes is long; a file with a stray quote must not become one cell.
_LONGEST_FIELD = 100_000


def is_separated(text: str, suffix: str = "") -> bool:
    """Whether a text is a table of separated values; the name decides only for tabs."""
    return delimiter_of(text, suffix) is not None


def delimiter_of(text: str, suffix: str = "") -> str | None:
    """The character that parts a text's values; None for a text that is no such table."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    if not lines:
        return None
    tabbed = sum("\t" in line.strip("\t") for line in lines)
    if tabbed >= _SHARE * len(lines):
        return "\t" if suffix.lower() in _TABBED else None
    best = max(_DELIMITERS, key=lambda mark: _rows_with(lines, mark))
    enough = _rows_with(lines, best) >= max(2, _SHARE * len(lines))
    return best if enough and tabbed <= 0.1 * len(lines) else None


def _rows_with(lines: list[str], delimiter: str) -> int:
    """Lines that the delimiter parts into values; commas of prose have no value after each of them."""
    if not any(delimiter in line for line in lines):
        return 0
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        return sum(len(row) > 1 and max(map(len, row)) < 60 and "。" not in "".join(row) for row in rows)
    except csv.Error:
        return 0


def read(path: Path) -> Reading:
    """Reads a file of separated values into blocks."""
    text = decode(path.read_bytes()).replace("\x00", "")
    delimiter = delimiter_of(text, path.suffix) or ","
    csv.field_size_limit(_LONGEST_FIELD)
    sheet = Sheet("")
    for row_no, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        for column, value in enumerate(row):
            if shown := value.strip(BLANKS):
                sheet.texts[row_no, column] = (
                    shown.removeprefix('="').removesuffix('"') if shown[0] == "=" else shown
                )
        require(len(sheet.texts) <= MAX_CELLS, f"more than {MAX_CELLS} table cells")
    return Reading(blocks=blocks_of([sheet]))
