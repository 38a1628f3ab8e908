"""The long mode of the fuzz harness.

``python -m tools.checks.fuzz --inputs 10000 --seed 1 --jobs 2 --keep DIR`` reads inputs;
``python -m tools.checks.fuzz --models --inputs 1000`` builds the warehouse over inputs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.checks.fuzz.harness import fuzz, model


def main() -> int:
    """Runs as many inputs as asked; 1 when a reader failed or an input was lost."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for inputs that broke something")
    parser.add_argument("--models", action="store_true", help="build the warehouse over the inputs instead")
    given = parser.parse_args()
    numbers = range(given.first, given.first + given.inputs)
    if given.models:
        ended = model(given.seed, numbers, jobs=given.jobs)
        told = ", ".join(f"{count} {status}" for status, count in sorted(ended.items()))
        sys.stdout.write(
            f"{len(numbers)} inputs, {ended.total()} different contents in the warehouse: {told}\n"
        )
        return 0
    tally = fuzz(given.seed, numbers, jobs=given.jobs, keep=given.keep)
    sys.stdout.write("\n".join(tally.lines()) + "\n")
    return 0 if tally.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
