"""Tables of PDF files by one reader in a process of its own: ``python benchmarks/readers.py NAME FILE...``.

Belongs here: one function a reader, all answering in the same shape. Does not belong here: which files are
read, and what is right (``compare``).

It runs in two environments, the project's and the one of the readers that it is compared with, and so
imports nothing of the project at its head. Each file's answer is a line of JSON on standard output.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Rows = list[list[str]]


def fiscal_warehouse(path: str) -> tuple[int, list[Rows]]:
    """This project: pages read, tables joined, headers found."""
    from dagster_project.extraction.read import read_document

    document = read_document(Path(path))
    tables = []
    for table in document.tables:
        rows = [[""] * table.column_count for _ in range(table.row_count)]
        for cell in table.cells:
            rows[cell.row_no - 1][cell.column_no - 1] = cell.text
        tables.append(rows)
    return document.page_count or 0, tables


def pdfplumber(path: str) -> tuple[int, list[Rows]]:
    """Pdfplumber as installed."""
    import pdfplumber as library

    tables: list[Rows] = []
    with library.open(path) as pdf:
        for page in pdf.pages:
            tables.extend([[cell or "" for cell in row] for row in table] for table in page.extract_tables())
            page.close()
        return len(pdf.pages), tables


def _camelot(path: str, flavor: str) -> tuple[int, list[Rows]]:
    import camelot
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    found = camelot.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True)
    return count, [_texts(table.df.values.tolist()) for table in found]


def camelot_lattice(path: str) -> tuple[int, list[Rows]]:
    """Camelot by drawn lines."""
    return _camelot(path, "lattice")


def camelot_stream(path: str) -> tuple[int, list[Rows]]:
    """Camelot by gaps between words."""
    return _camelot(path, "stream")


def tabula(path: str) -> tuple[int, list[Rows]]:
    """tabula, which starts a Java machine for each file."""
    import pypdfium2
    import tabula as library

    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    found = library.read_pdf(
        path, pages="all", silent=True, pandas_options={"header": None, "dtype": str}, lattice=True
    )
    return count, [_texts(frame.fillna("").values.tolist()) for frame in found]


def img2table(path: str) -> tuple[int, list[Rows]]:
    """img2table: lines seen in the page's picture, texts of the file."""
    from img2table.document import PDF

    document = PDF(path, pdf_text_extraction=True)
    found = document.extract_tables(implicit_rows=False, borderless_tables=False)
    tables = [_texts(table.df.values.tolist()) for page in found.values() for table in page]
    return len(found), tables


def pymupdf(path: str) -> tuple[int, list[Rows]]:
    """PyMuPDF."""
    import pymupdf as library

    with library.open(path) as document:
        tables = [_texts(table.extract()) for page in document for table in page.find_tables().tables]
        return document.page_count, tables


def pdfium_text(path: str) -> tuple[int, list[Rows]]:
    """The text alone, by PDFium: no table, the floor of time."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            page.get_textpage().get_text_range()
        return len(document), []


READERS: dict[str, Callable[[str], tuple[int, list[Rows]]]] = {
    function.__name__: function
    for function in (
        fiscal_warehouse,
        pdfplumber,
        pymupdf,
        camelot_lattice,
        camelot_stream,
        tabula,
        img2table,
        pdfium_text,
    )
}


def _texts(rows: list[list[object]]) -> Rows:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def _seconds() -> float:
    """Processor seconds of this process and of those it started."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _peak_kib() -> int:
    """Peak memory of this process, or of one that it started if that took more."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    try:
        # ru_maxrss of a process begins with what the one that started it had.
        told = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        told = None
    own = int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, children)


def _answers(name: str, paths: list[str]) -> Iterator[dict[str, object]]:
    # Once unmeasured, for what a library loads the first time.
    READERS[name](paths[0])
    for path in paths:
        started, clock = _seconds(), time.perf_counter()
        error = ""
        pages, tables = 0, list[Rows]()
        try:
            pages, tables = READERS[name](path)
        except Exception as problem:
            error = repr(problem)[:200]
        yield {
            "path": path,
            "pages": pages,
            "seconds": _seconds() - started,
            "elapsed": time.perf_counter() - clock,
            "peak_mib": _peak_kib() / 1024,
            "tables": tables,
            "error": error,
        }


if __name__ == "__main__":
    for answer in _answers(sys.argv[1], sys.argv[2:]):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
