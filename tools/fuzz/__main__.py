"""The long mode: ``python -m tools.fuzz --inputs 10000 --seed 1 --jobs 2 --keep DIR``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.fuzz.harness import fuzz


def main() -> int:
    """Runs as many inputs as asked; 1 when a reader failed or an input was lost."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for inputs that broke something")
    given = parser.parse_args()
    numbers = range(given.first, given.first + given.inputs)
    tally = fuzz(given.seed, numbers, jobs=given.jobs, keep=given.keep)
    sys.stdout.write("\n".join(tally.lines()) + "\n")
    return 0 if tally.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
