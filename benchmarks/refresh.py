"""What a refresh of the five samples costs: a rebuild, and a night with one new document.

``python -m benchmarks.refresh`` measures this program; ``--against NAME=FOLDER`` measures another checkout of
it, environment set up, beside it in the same run, so that the ratio holds on a machine that others use too.
Each is refreshed once before anything is measured: caches are warm. ``--into FILE`` keeps the numbers.

CPU seconds are those of all processes of the command, user and system.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.nightly import write_disclosure

_HERE = Path(__file__).resolve().parents[1]
_PHASES = ("reading", "building", "auditing", "publishing")
_NUMBER = 1


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def refresh(fiscal: Path, environment: Mapping[str, str], *options: str) -> dict[str, Any]:
    """Runs the command to its end; returns its seconds, whole and by phase."""
    began, cpu = time.perf_counter(), _cpu_seconds()
    # Not in this checkout: processes that another one starts might import what lies here.
    run = subprocess.run(
        [fiscal, "refresh", *options],
        env=environment,
        cwd=Path(environment["FISCAL_RAW_DIR"]).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    wall, cpu = time.perf_counter() - began, _cpu_seconds() - cpu
    if run.returncode != 0:
        raise RuntimeError(f"{fiscal} refresh ended with {run.returncode}:\n{run.stderr[-2000:]}")
    lines = (Path(environment["FISCAL_HOME"]) / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[-1])
    phases = {phase: round(record.get(f"seconds_{phase}") or 0, 1) for phase in _PHASES}
    # What is not a phase is Python's start, imports and Dagster's own work.
    phases["rest"] = round(wall - sum(phases.values()), 1)
    return {"wall": round(wall, 1), "cpu": round(cpu, 1), "outcome": record["outcome"], "seconds": phases}


def measure(project: Path, place: Path) -> dict[str, Any]:
    """A rebuild and a night with one new document, by the program of one checkout."""
    raw, home, warehouse = place / "raw", place / "home", place / "out" / "fiscal.duckdb"
    shutil.copytree(_HERE / "raw", raw)
    places = {"FISCAL_RAW_DIR": raw, "FISCAL_HOME": home, "FISCAL_WAREHOUSE": warehouse}
    environment = os.environ | {key: str(path) for key, path in places.items()}
    fiscal = project / ".venv" / "bin" / "fiscal"
    refresh(fiscal, environment)
    rebuild = refresh(fiscal, environment, "--rebuild")
    write_disclosure(raw, _NUMBER)
    return {"rebuild": rebuild, "one_new_document": refresh(fiscal, environment)}


def main() -> None:
    """Print the seconds of each checkout, and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refresh", description=__doc__)
    parser.add_argument("--against", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--into", type=Path, help="JSON file of the results")
    given = parser.parse_args()
    projects = {name: Path(folder) for name, folder in (item.split("=", 1) for item in given.against)}
    projects["now"] = _HERE
    results = {}
    for name, project in projects.items():
        with tempfile.TemporaryDirectory(prefix="refresh-") as place:
            results[name] = measure(project, Path(place))
        sys.stdout.write(f"{name}: {json.dumps(results[name], ensure_ascii=False)}\n")
    for name in projects:
        for story in ("rebuild", "one_new_document"):
            ratios = {
                key: round(results["now"][story][key] / results[name][story][key], 2)
                for key in ("wall", "cpu")
            }
            sys.stdout.write(f"{story}: now against {name}: {ratios}\n")
    if given.into:
        given.into.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
