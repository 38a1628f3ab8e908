"""Commands of the writer: ``python -m tools.writer samples`` renders ``raw/`` again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.writer.samples import RAW_DIR, write_samples


def main() -> int:
    """Run the command named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.writer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    samples = commands.add_parser("samples", help="render the sample documents and their manifest")
    samples.add_argument("--folder", type=Path, default=RAW_DIR)
    arguments = parser.parse_args()
    for path in write_samples(arguments.folder):
        sys.stdout.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
