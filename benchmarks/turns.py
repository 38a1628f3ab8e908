"""This project beside pdfplumber, document by document in turns, so that other work slows both alike.

``python -m benchmarks.turns [FOLDER] [--rounds 5] [--every 1] [--against before=CHECKOUT]``: one process a
reader, which is given each document in turn with the others; processor time, that of the reader's own
process. A round goes through all documents; each gives a ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.compare import DISCLOSURES, OURS, PROJECT, page_count

_LOOP = """
import json, sys, time
from benchmarks.readers import READERS
for line in sys.stdin:
    path, before = line.rstrip("\\n"), time.process_time()
    try:
        pages, _ = READERS[{name!r}](path)
    except Exception:
        pages = 0
    print(json.dumps([pages, time.process_time() - before]), flush=True)
"""


class _Reader:
    """A process that reads documents as they are given to it, and tells seconds."""

    def __init__(self, reader: str, checkout: Path, first: Path) -> None:
        environment = os.environ | {"PYTHONPATH": str(checkout)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LOOP.format(name=reader)],
            cwd=checkout,
            env=environment | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        # Once unmeasured, for what a library loads the first time.
        self.seconds(first)

    def seconds(self, path: Path) -> float:
        assert self._process.stdin is not None  # noqa: S101 - piped
        assert self._process.stdout is not None  # noqa: S101 - piped
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        spent: float = json.loads(self._process.stdout.readline())[1]
        return spent

    def close(self) -> None:
        self._process.communicate()


def turns(readers: dict[str, _Reader], paths: Sequence[Path], pages: int) -> None:
    """One round: tells milliseconds a page, and how many times as fast as the first reader each is."""
    spent = dict.fromkeys(readers, 0.0)
    for path in paths:
        for name, reader in readers.items():
            spent[name] += reader.seconds(path)
    base = next(iter(spent.values()))
    told = (f"{name} {1000 * s / pages:.2f} ms a page, {base / s:.2f} times" for name, s in spent.items())
    sys.stdout.write(f"{pages} pages: {'; '.join(told)}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=DISCLOSURES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read every Nth document")
    parser.add_argument("--against", action="append", default=[], metavar="NAME=CHECKOUT")
    parser.add_argument("--without-pdfplumber", action="store_true")
    options = parser.parse_args(arguments)
    counts = {path.resolve(): page_count(path) for path in sorted(options.folder.rglob("*.pdf"))}
    paths = [path for path, count in counts.items() if count][options.every // 2 :: options.every]
    pages = sum(counts[path] for path in paths)
    checkouts = {name: Path(folder) for name, _, folder in (text.partition("=") for text in options.against)}
    readers = {"this": _Reader(OURS, PROJECT, paths[0])}
    readers |= {name: _Reader(OURS, folder.resolve(), paths[0]) for name, folder in checkouts.items()}
    if not options.without_pdfplumber:
        readers = {"pdfplumber": _Reader("pdfplumber", PROJECT, paths[0])} | readers
    for _ in range(options.rounds):
        turns(readers, paths, pages)
    for reader in readers.values():
        reader.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
