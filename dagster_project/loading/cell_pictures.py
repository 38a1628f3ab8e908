"""The figures of violated identities, read once more by their picture: OCR as the judge of doubt.

Belongs here: which cells those are, reading them in a process of its own within time, keeping what they show.
Does not belong here: recognising (``extraction.pdf.scans``), what an answer means (the models weigh it).

All of it is beside the point of a refresh: whatever fails here is noted and stops nothing.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import duckdb
import pypdfium2 as pdfium

from dagster_project.duckdb_file import open_for_reading, open_for_writing
from dagster_project.extraction.pdf.scans import engine

# In one refresh: so many seconds, and so many cells.
SECONDS = 60
_MOST_CELLS = 400
_MEMORY_MB = 3072
_log = logging.getLogger(__name__)

Place = tuple[str, int, int]
# Path, page, box, place.
Cell = tuple[str, int, tuple[float, float, float, float], Place]

_WANTED = """
    with cells as (
        select distinct paths.file_path, cells.page_no, cells.x0, cells.top, cells.x1, cells.bottom,
            cells.table_id, cells.row_no, cells.column_no
        from intermediate.int_violated_term as terms
        inner join marts.fct_published_amount as amounts using (amount_key)
        inner join raw.table_cell as cells using (table_id, row_no, column_no)
        inner join raw.document_table as tables on cells.table_id = tables.table_id
        inner join raw.document as documents on tables.document_id = documents.document_id
        inner join (
            select document_id, min(file_path) as file_path
            from raw.document_path
            where not contains(file_path, '!/')
            group by document_id
        ) as paths on documents.document_id = paths.document_id
        where documents.file_format = 'pdf' and terms.coefficient <> 0
            and cells.x0 is not null and cells.page_no is not null and cells.ocr_confidence is null
    )
    select cells.*
    from cells
    anti join raw.cell_picture using (table_id, row_no, column_no)
    order by file_path, page_no, row_no, column_no
    limit ?
"""


def look_at_doubts(build_file: Path, raw_dir: Path, *, seconds: int = SECONDS) -> int:
    """Reads cells of the last build's violated identities by their picture, as far as time allows.

    Args:
        build_file: Holds them, and gets ``raw.cell_picture``.
        raw_dir: The documents.
        seconds: After these what was read is kept, and the rest waits for the next refresh.

    Returns:
        How many cells were read; 0 where the extra ``ocr`` is not installed, or on any failure.
    """
    if not engine.available() or not build_file.exists():
        return 0
    try:
        cells = _wanted(build_file)
        said = list(_read(cells, raw_dir, seconds)) if cells else []
        _keep(build_file, said)
    except (duckdb.Error, OSError, ValueError) as error:
        _log.warning("No cells were read by their picture: %s", error)
        return 0
    return len(said)


def _wanted(build_file: Path) -> list[Cell]:
    with open_for_reading(build_file) as connection:
        built = connection.execute(
            "select count(*) from information_schema.tables where table_schema || '.' || table_name in"
            " ('intermediate.int_violated_term', 'marts.fct_published_amount', 'raw.cell_picture')"
        ).fetchone()
        rows = connection.execute(_WANTED, [_MOST_CELLS]).fetchall() if built == (3,) else []
    return [
        (path, page, (x0, top, x1, bottom), (t, r, c)) for path, page, x0, top, x1, bottom, t, r, c in rows
    ]


def _read(cells: list[Cell], raw_dir: Path, seconds: int) -> Iterator[tuple[Place, str, float]]:
    """What cells show, from a process of its own; those that it came to in time."""
    request = json.dumps([str(raw_dir), cells])
    command = [sys.executable, "-P", "-c", "from dagster_project.loading.cell_pictures import main; main()"]
    try:
        run = subprocess.run(
            command, input=request.encode(), capture_output=True, timeout=seconds, check=False
        )
        answers = run.stdout
    except subprocess.TimeoutExpired as late:
        answers = late.stdout or b""
    for line in answers.splitlines(keepends=True):
        if line.endswith(b"\n"):
            (table_id, row_no, column_no), text, confidence = json.loads(line)
            yield (table_id, row_no, column_no), text, confidence


def _keep(build_file: Path, said: Iterable[tuple[Place, str, float]]) -> None:
    rows = [[*place, text, confidence] for place, text, confidence in said]
    if rows:
        with open_for_writing(build_file) as connection:
            connection.executemany("insert into raw.cell_picture values (?, ?, ?, ?, ?)", rows)


def main() -> None:
    """Reads a request from the standard input and answers it line by line."""
    os.nice(5)
    size = _MEMORY_MB << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    raw_dir, cells = json.load(sys.stdin)
    for path, group in groupby(cells, key=lambda cell: cell[0]):
        try:
            _answer(Path(raw_dir, path), list(group))
        except Exception:
            _log.info("Cells of %s cannot be read by their picture", path, exc_info=True)


def _answer(path: Path, cells: list[Cell]) -> None:
    # It needs packages that are there only with the extra.
    from dagster_project.extraction.pdf.scans.page import read_cells

    with pdfium.PdfDocument(path) as document:
        if document.get_formtype():
            document.init_forms()
        for page_no, group in groupby(cells, key=lambda cell: cell[1]):
            asked = list(group)
            shown = read_cells(document, page_no, [cell[2] for cell in asked])
            for cell, said in zip(asked, shown, strict=True):
                least = min(said.confidences, default=0.0)
                sys.stdout.write(json.dumps([cell[3], said.text, least]) + "\n")
            sys.stdout.flush()
