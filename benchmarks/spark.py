"""What Spark costs beside the plain path, and what a second core brings: one folder, read and built.

``python -m benchmarks.spark FOLDER --into benchmarks/spark.json``. Ways are measured in turns, in one run, on
a machine that others may use: seconds of the clock then say little, processor seconds hold. These are of all
processes of a way, the JVM's included (by a control group, version 1; root alone may make one).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.spark.store import source_of

# Counts what processes of a group take, wherever they end up: Spark leaves some of them to nobody.
_GROUPS = Path("/sys/fs/cgroup/cpuacct")
_FISCAL = Path(sys.executable).with_name("fiscal")
_PLAIN = """
import sys
from pathlib import Path
from dagster_project.loading.load import load_folder
load_folder(Path(sys.argv[1]), Path(sys.argv[2]), jobs=int(sys.argv[3]))
"""


def measure(command: Sequence[object], environment: Mapping[str, str]) -> dict[str, float]:
    """Seconds of the clock and of processors that a command takes, with all that it starts."""
    group = _GROUPS / f"fiscal-{os.getpid()}-{time.monotonic_ns()}"
    group.mkdir()
    tasks = group / "cgroup.procs"
    try:
        began = time.perf_counter()
        # A shell that counts itself in, and becomes the command: all that it starts is counted, too.
        line = ["sh", "-c", f'echo $$ > {tasks} && exec "$@"', "sh", *(str(part) for part in command)]
        run = subprocess.run(line, env=os.environ | environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise RuntimeError(f"{command} ended with {run.returncode}:\n{run.stderr[-2000:]}")
        wall = time.perf_counter() - began
        while tasks.read_text(encoding="ascii"):
            time.sleep(0.1)
        cpu = int((group / "cpuacct.usage").read_text(encoding="ascii")) / 1e9
    finally:
        group.rmdir()
    return {"wall": round(wall, 1), "cpu": round(cpu, 1), "load": round(os.getloadavg()[0], 1)}


def extraction(folder: Path, place: Path) -> list[dict[str, Any]]:
    """The plain path and Spark, with one reader and two, and Spark once more with nothing new."""
    found = []
    for cores in (1, 2):
        build_file = place / f"plain-{cores}" / "fiscal.duckdb"
        found.append(
            {"way": "plain", "cores": cores}
            | measure([sys.executable, "-c", _PLAIN, folder, build_file, cores], {})
        )
        for what in ("new", "nothing new"):
            environment = {"FISCAL_SPARK_TASK_FILES": "8"}
            command = [_FISCAL, "spark", "extract", "--input", folder, "--store", place / f"store-{cores}"]
            measured = measure([*command, "--master", f"local[{cores}]"], environment)
            found.append({"way": "spark", "cores": cores, "what": what} | measured)
    return found


def building(place: Path) -> list[dict[str, Any]]:
    """The shards of the store with one task at a time, and two."""
    found = []
    for cores in (2, 1):
        store = place / f"store-{cores}"
        measured = measure([_FISCAL, "spark", "build", "--store", store, "--master", f"local[{cores}]"], {})
        manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
        sums = {
            "shards": len(manifest["shards"]),
            "held_back": len(manifest["held_back"]),
            "amounts": manifest["rows"].get("fct_published_amount"),
            "largest_shard": max(shard["documents"] for shard in manifest["shards"]),
        }
        found.append({"way": "spark", "cores": cores} | measured | sums)
    return found


def size_of(store: Path) -> dict[str, Any]:
    """Documents, pages and cells of a store, and its bytes."""
    with duckdb.connect() as connection:
        counts = {
            table: connection.execute(f"select count(*) from {source_of(store, table)}").fetchone()
            for table in ("document", "page", "table_cell")
        }
    size = sum(file.stat().st_size for file in (store / "raw").rglob("*.parquet"))
    return {table: count[0] for table, count in counts.items() if count} | {"raw_mib": round(size / 2**20, 1)}


def main() -> None:
    """Measures and prints, and keeps the numbers where ``--into`` says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("folder", type=Path, help="documents")
    parser.add_argument("--build", action="store_true", help="build the shards, too: minutes")
    parser.add_argument("--keep", type=Path, help="a folder for the stores, which stay")
    parser.add_argument("--into", type=Path, help="a file for the numbers")
    given = parser.parse_args()
    place = given.keep or Path(tempfile.mkdtemp())
    try:
        numbers: dict[str, Any] = {
            "processors": os.cpu_count(),
            "extraction": extraction(given.folder, place),
        }
        numbers["size"] = size_of(place / "store-2")
        _keep(numbers, given.into)
        if given.build:
            numbers["building"] = building(place)
            _keep(numbers, given.into)
    finally:
        if not given.keep:
            shutil.rmtree(place, ignore_errors=True)


def _keep(numbers: Mapping[str, Any], into: Path | None) -> None:
    text = json.dumps(numbers, indent=1)
    print(text, flush=True)
    if into:
        into.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
