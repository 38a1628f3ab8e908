"""A national corpus, simulated: how it falls into shards, and what a cluster would need for it.

``python -m benchmarks.national --into benchmarks/national.json``. Nothing is read or built: documents are
drawn, the program's own rule (``sharding.shards_of``) groups them, and a list schedule puts the shards on
cores. What one page, one document and one shard cost is measured elsewhere (``spark.json``); whatever is
assumed stands below as a constant.

Regions are those of the seed ``region.csv``. Documents of a region are drawn from a lognormal around what its
level publishes, pages of a document from one that has the mean of the published ones.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import json
import math
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dagster_project.settings import PROJECT_ROOT
from dagster_project.sharding import DocumentRegion, shards_of

DOCUMENTS, PAGES = 3_400_000, 130_000_000
# Assumed: documents of a region of a level against each other, and how much regions of a level differ.
WEIGHT = {"province": 12.0, "city": 4.0, "county": 1.0}
SPREAD_OF_REGIONS = 0.6
# Assumed: budgets and final accounts of six years of a department, which are never parted.
DOCUMENTS_OF_A_DEPARTMENT = 12
# Measured over 93 published documents: the deviation of the logarithm of their pages.
SPREAD_OF_PAGES = 0.89
# Documents that name no region that is known.
WITHOUT_REGION = 0.005
# New a night in the season of publication.
NIGHT = 0.003
CORES = (16, 64, 256, 1024)
_SEED = 1


def regions() -> dict[str, str]:
    """The level of each region of today."""
    with (PROJECT_ROOT / "dbt" / "seeds" / "region.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if not row["valid_to_year"]]
    return {row["region_code"]: row["region_level"] for row in rows if row["region_level"] in WEIGHT}


def documents_by_region(chance: random.Random) -> dict[str, int]:
    """How many documents each region publishes; together DOCUMENTS."""
    weights = {
        code: WEIGHT[level] * chance.lognormvariate(0, SPREAD_OF_REGIONS) for code, level in regions().items()
    }
    whole = sum(weights.values())
    counts = {
        code: round((1 - WITHOUT_REGION) * DOCUMENTS * weight / whole) for code, weight in weights.items()
    }
    return counts | {"not_disclosed": DOCUMENTS - sum(counts.values())}


def drawn(counts: Mapping[str, int]) -> Iterator[DocumentRegion]:
    """A document a row, named by a number as wide as a digest."""
    number = 0
    for code, count in counts.items():
        for of_region in range(count):
            department = str(of_region // DOCUMENTS_OF_A_DEPARTMENT)
            yield DocumentRegion(f"{number * 2654435761 % 2**32:08x}{number:056x}", code, department)
            number += 1


def pages_of_documents(chance: random.Random, count: int) -> list[int]:
    """Pages of documents, with the mean of a national corpus."""
    middle = math.log(PAGES / DOCUMENTS) - SPREAD_OF_PAGES**2 / 2
    return [max(1, round(chance.lognormvariate(middle, SPREAD_OF_PAGES))) for _ in range(count)]


def makespan(seconds: Sequence[float], cores: int) -> float:
    """How long tasks take on cores, the longest first."""
    ends = [0.0] * cores
    heapq.heapify(ends)
    for one in sorted(seconds, reverse=True):
        heapq.heappush(ends, heapq.heappop(ends) + one)
    return max(ends)


def simulate(costs: Mapping[str, float]) -> dict[str, Any]:
    """Shards, their skew, and hours by cores, for what pages, documents and shards cost in seconds."""
    chance = random.Random(_SEED)  # noqa: S311 - a simulation
    counts = documents_by_region(chance)
    everything = list(drawn(counts))
    began = time.perf_counter()
    shards = shards_of(everything, {one.document_id: "" for one in everything})
    planning = time.perf_counter() - began
    sizes = sorted(len(shard.documents) for shard in shards)
    pages = pages_of_documents(chance, 200_000)
    building = [costs["shard"] + costs["document"] * size for size in sizes]
    reading = sum(pages) / len(pages) * DOCUMENTS * costs["page"]
    night = _night(chance, counts, everything, shards)
    new_shards = [costs["shard"] + costs["document"] * len(shards[number].documents) for number in night]
    return {
        "documents": DOCUMENTS,
        "pages": round(sum(pages) / len(pages) * DOCUMENTS),
        "regions": len(counts),
        "shards": len(shards),
        "documents_of_a_shard": {
            "median": sizes[len(sizes) // 2],
            "99 of 100": sizes[len(sizes) * 99 // 100],
            "largest": sizes[-1],
        },
        "longest_document_pages": max(pages),
        "planning_seconds": round(planning, 1),
        "planning_peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "core_hours": {"reading": round(reading / 3600), "building": round(sum(building) / 3600)},
        "night": {
            "documents": round(NIGHT * DOCUMENTS),
            "shards": len(night),
            "core_hours": round(sum(new_shards) / 3600, 1),
        },
        "hours": {
            cores: {
                "reading": round(reading / cores / 3600, 1),
                "building": round(makespan(building, cores) / 3600, 1),
                "night": round((makespan(new_shards, cores) + NIGHT * reading / cores) / 3600, 1),
                "longest_shard": round(max(building) / 3600, 2),
            }
            for cores in CORES
        },
    }


def _night(
    chance: random.Random,
    counts: Mapping[str, int],
    everything: Sequence[DocumentRegion],
    shards: Sequence[Any],
) -> list[int]:
    """The shards that a night's documents lie in: publication comes by region, a tenth of them on a day."""
    shard_of = {document: number for number, shard in enumerate(shards) for document in shard.documents}
    publishing = set(chance.sample(sorted(counts), len(counts) // 10))
    of_these = [one.document_id for one in everything if one.region_code in publishing]
    touched = Counter(shard_of[document] for document in chance.sample(of_these, round(NIGHT * DOCUMENTS)))
    return sorted(touched)


def main() -> None:
    """Simulates with the given costs, and prints or keeps what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description=__doc__)
    parser.add_argument("--page", type=float, required=True, help="processor seconds to read a page")
    parser.add_argument("--document", type=float, required=True, help="processor seconds to build a document")
    parser.add_argument(
        "--shard", type=float, required=True, help="processor seconds of a shard beside these"
    )
    parser.add_argument("--into", type=Path, help="a file for the numbers")
    given = parser.parse_args()
    costs = {"page": given.page, "document": given.document, "shard": given.shard}
    text = json.dumps({"costs": costs} | simulate(costs), indent=1)
    print(text)
    if given.into:
        given.into.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
