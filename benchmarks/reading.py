"""What reading a folder of documents costs with one reading process and with two, beside another checkout.

``python -m benchmarks.reading FOLDER [--every 5] [--against before=FOLDER]`` reads every fifth document by
the processes that a refresh reads with, once unmeasured, then with one process and with two, in turns with
the other checkout (its environment set up), so that the ratios hold on a machine that others use too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import peaks_of
from dagster_project.loading.folder import find_documents

_HERE = Path(__file__).resolve().parents[1]
# Older checkouts have these modules in other places.
_READ = """
import json, sys
from pathlib import Path
try:
    from dagster_project.loading.reader_pool import read_documents
    from dagster_project.settings import ReadingLimits
except ModuleNotFoundError:
    from dagster_project.reader_pool import read_documents
    from dagster_project.reader_limits import ReadingLimits
paths = [Path(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
pages = cells = 0
for _, document in read_documents(paths, int(sys.argv[2]), ReadingLimits()):
    pages += document.page_count or 0
    cells += sum(len(table.cells) for table in document.tables)
Path(sys.argv[3]).write_text(json.dumps([pages, cells]), encoding="utf-8")
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """Pages and cells read, seconds by the clock and of processors, MiB of the largest reading process."""

    pages: int
    cells: int
    wall: float
    processor: float
    peak_mib: float


def measure(checkout: Path, documents: Path, jobs: int, into: Path) -> Measure:
    """Reads documents by one checkout.

    Args:
        checkout: Its folder.
        documents: A file that lists the documents, one a line.
        jobs: The number of processes that read.
        into: A file for the answer.
    """
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [checkout / ".venv/bin/python", "-c", _READ, documents, str(jobs), into],
        cwd=checkout,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    peaks = peaks_of(process, {"reader_process": "reader"})
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise RuntimeError(f"The checkout {checkout} could not read the documents; see above.")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages, cells = json.loads(into.read_text(encoding="utf-8"))
    return Measure(pages, cells, wall, spent, peaks.get("reader", 0.0))


def table(measures: dict[tuple[str, int], Measure]) -> str:
    """The measures as a table in Markdown; gain is that of the clock against one process."""
    lines = [
        "| program | processes | pages | cells | seconds | pages/s | gain | CPU ms/page | MiB a process |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for (name, jobs), m in measures.items():
        gain = measures[name, 1].wall / m.wall if (name, 1) in measures else 1.0
        cost = 1000 * m.processor / max(1, m.pages)
        lines.append(
            f"| {name} | {jobs} | {m.pages:,} | {m.cells:,} | {m.wall:.1f} | {m.pages / m.wall:.1f} "
            f"| {gain:.2f} | {cost:.1f} | {m.peak_mib:.0f} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read every Nth document")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--against", action="append", default=[], metavar="NAME=FOLDER")
    given = parser.parse_args(arguments)
    checkouts = {name: Path(folder) for name, _, folder in (text.partition("=") for text in given.against)}
    measures: dict[tuple[str, int], Measure] = {}
    with tempfile.TemporaryDirectory() as folder:
        documents, answer = Path(folder) / "documents", Path(folder) / "answer"
        chosen = [str(path.resolve()) for path in find_documents(given.folder)[:: given.every]]
        documents.write_text("\n".join(chosen), encoding="utf-8")
        measure(_HERE, documents, max(given.jobs), answer)
        for jobs in given.jobs:
            for name, checkout in {**checkouts, "this": _HERE}.items():
                measures[name, jobs] = measure(checkout, documents, jobs, answer)
                sys.stdout.write(f"{name}, {jobs}: {measures[name, jobs]}\n")
                sys.stdout.flush()
    sys.stdout.write(table(measures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
