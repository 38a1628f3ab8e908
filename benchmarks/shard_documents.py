"""Writes made-up disclosures of many regions and reads them into a build file, for ``tools.checks.shards``.

``python -m benchmarks.shard_documents FOLDER --documents 1000 --regions 30`` gives each region departments,
and each department a budget of three years, so that years and places are compared.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from benchmarks.nightly import write_disclosure
from dagster_project.loading.load import load_folder
from dagster_project.settings import PROJECT_ROOT

_YEARS = (2023, 2024, 2025)
_REGIONS = PROJECT_ROOT / "dbt" / "seeds" / "region.csv"


def places(count: int) -> list[str]:
    """Names of so many cities of today, of as many provinces as there are."""
    with _REGIONS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["valid_to_year"]]
    provinces = {
        row["region_code"][:2]: row["region_name"] for row in rows if row["region_code"].endswith("0000")
    }
    by_province: dict[str, list[str]] = {}
    for row in rows:
        if (
            row["region_level"] == "city"
            and row["region_name"] != "市辖区"
            and row["region_name"].endswith("市")
        ):
            by_province.setdefault(row["region_code"][:2], []).append(row["region_name"])
    rounds = (
        f"{provinces[code]}{names[number]}"
        for number in range(count)
        for code, names in sorted(by_province.items())
        if number < len(names)
    )
    return list(islice(rounds, count))


def jobs(folder: Path, documents: int, regions: int) -> Iterator[tuple[Path, str, int, int]]:
    """What is to be written: the folder, the place, the department and the year."""
    named = places(regions)
    for number in range(documents):
        department, year = divmod(number, len(_YEARS))
        yield folder, named[department % len(named)], department, _YEARS[year]


def write(job: tuple[Path, str, int, int]) -> None:
    """Renders one disclosure."""
    folder, place, department, year = job
    write_disclosure(folder, department, (year - _YEARS[0]) / 2, place=place, year=year)


def main() -> None:
    """Writes, then reads."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shard_documents", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--regions", type=int, default=30)
    given = parser.parse_args()
    raw = given.folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    with get_context("spawn").Pool() as pool:
        pool.map(write, list(jobs(raw, given.documents, given.regions)), chunksize=8)
    load_folder(raw, given.folder / "fiscal.duckdb")


if __name__ == "__main__":
    main()
