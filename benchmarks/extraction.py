"""Time a page and memory of extraction, as ratios of one run.

Reads a folder of documents once and then three times over, each in a fresh process, and prints
seconds a page, the peak memory of both, and their ratio: memory must not grow with the number of
documents. ``python -m benchmarks.extraction [FOLDER]``; without a folder, the writer's documents.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dagster_project.extraction.read import read_document
from dagster_project.loading.folder import find_documents


@dataclass(frozen=True, slots=True)
class Measure:
    """Pages and cells read, seconds they took, and the process's peak memory in MiB."""

    documents: int
    pages: int
    cells: int
    seconds: float
    peak_mib: float


def _read_all(paths: list[Path], times: int) -> Measure:
    started = time.perf_counter()
    pages = cells = 0
    for path in paths * times:
        document = read_document(path)
        pages += document.page_count or 0
        cells += sum(len(table.cells) for table in document.tables)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measure(len(paths) * times, pages, cells, seconds, peak)


def measure(paths: list[Path], times: int) -> Measure:
    """Read the documents ``times`` over in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_read_all, (paths, times))


def main(arguments: list[str]) -> None:
    """Print both measures and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        if arguments:
            paths = find_documents(Path(arguments[0]))
        else:
            from tests.support.traits import write_traits

            paths = sorted(write_traits(Path(folder)).values())
        once, thrice = measure(paths, 1), measure(paths, 3)
    for name, result in (("once", once), ("three times", thrice)):
        print(
            f"{name}: {result.documents} documents, {result.pages} pages, {result.cells} cells, "
            f"{1000 * result.seconds / max(1, result.pages):.0f} ms a page, peak {result.peak_mib:.0f} MiB"
        )
    print(f"peak memory, three times the documents against once: {thrice.peak_mib / once.peak_mib:.2f}")
    print(f"time, three times the documents against once: {thrice.seconds / once.seconds:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
