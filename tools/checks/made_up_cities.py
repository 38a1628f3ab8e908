"""Disclosures of made-up cities, held against what they print: how well layouts nobody has seen are read.

Belongs here: which amounts are right, and whether a publisher without fault is accused. Does not belong here:
the layouts (``tools.writer.random_layout``).

``python -m tools.checks.made_up_cities --first 0 --cities 40`` prints a line for each city that is not read
whole, and the sums. Every figure is a sum of the same entries: a finding is a fault of ours. The exit status
is 1 when a publisher is accused.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb

from tests.support.traits import Part, Trait
from tools.build import BuildError, build_warehouse
from tools.checks.amounts import differences, statutory_amounts
from tools.writer.model import PublishedAmount
from tools.writer.random_layout import made_up_city

_CITIES = "安阜宁海清河云山江浦平湖金坛新沂永嘉长治石岭白沙丰台"
_BUREAUS = ("教育局", "民政局", "水利局", "审计局", "档案馆", "统计局", "体育局")
_SUMMARIES = ("income_expenditure_summary", "appropriation_summary")


def _publisher(seed: int) -> str:
    first, second = _CITIES[seed % len(_CITIES)], _CITIES[(seed * 7 + 3) % len(_CITIES)]
    return f"{first}{second}市{_BUREAUS[seed % len(_BUREAUS)]}"


def disclosure(seed: int) -> tuple[Trait, str]:
    """The document of a city, and its traits in words."""
    city = made_up_city(seed)
    stage = "final_accounts" if city.is_final else "budget"
    part = Part(city.layout, _publisher(seed), str(300 + seed), stage)  # type: ignore[arg-type]
    return Trait(f"city_{seed:04d}", (part,), city.file_format), city.traits  # type: ignore[arg-type]


def _plain(amount: PublishedAmount) -> PublishedAmount:
    """Of the one column of a summary's side it is all the same whether it is the amount or the total."""
    is_side = amount.form_code in _SUMMARIES and amount.measure_code in ("amount", "total")
    return replace(amount, measure_code="amount" if is_side else amount.measure_code, breakdown=None)


def _judge(warehouse: duckdb.DuckDBPyConnection, trait: Trait, traits: str) -> Counter[str]:
    """Counts what was read of a document, and prints what is not right."""
    (expected,) = trait.disclosures()
    keys = [
        key
        for (key,) in warehouse.execute(
            "select disclosure_key from marts.dim_disclosure inner join marts.dim_document "
            "using (document_key) where file_path = ?",
            [trait.path],
        ).fetchall()
    ]
    found = [_plain(amount) for key in keys for amount in statutory_amounts(warehouse, key)]
    missing, extra = differences([_plain(amount) for amount in expected.amounts], found)
    counts: Counter[str] = Counter(printed=len(expected.amounts), missing=len(missing), extra=len(extra))
    for query in (
        "select proof_status, count(*) from marts.fct_published_amount where disclosure_key in "
        "(select unnest(?)) group by all",
        "select 'accused ' || responsibility, count(*) from marts.fct_finding where disclosure_key in "
        "(select unnest(?)) group by all",
    ):
        counts.update(dict(warehouse.execute(query, [keys]).fetchall()))
    whole = counts["proven"] == counts["printed"] and not (missing or extra)
    counts["read whole"] = int(whole)
    if not whole:
        sys.stdout.write(f"{trait.path} ({traits}): {_words(counts)}\n")
        for sign, amounts in (("-", missing), ("+", extra)):
            for amount in amounts[:3]:
                sys.stdout.write(
                    f"  {sign} {amount.form_code} {amount.line_label} {amount.measure_code} "
                    f"{amount.amount_basis} {amount.printed_text}\n"
                )
    return counts


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()) if count)


def check(first: int, cities: int, workplace: Path) -> Counter[str]:
    """Builds the documents of some cities in a new folder, and sums up what was read of them."""
    documents = [disclosure(seed) for seed in range(first, first + cities)]
    raw = workplace / "raw"
    raw.mkdir(parents=True)
    for trait, _ in documents:
        (raw / trait.path).write_bytes(trait.render())
    try:
        build_file = build_warehouse(raw, workplace)
    except BuildError as error:
        # What can be asked is asked all the same.
        sys.stdout.write(f"{error}\n")
        build_file = workplace / "fiscal.duckdb"
    counts: Counter[str] = Counter(cities=cities)
    with duckdb.connect(str(build_file), read_only=True) as warehouse:
        for trait, traits in documents:
            counts.update(_judge(warehouse, trait, traits))
    return counts


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.made_up_cities", description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--cities", type=int, default=40, help="how many cities")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cities-") as place:
        counts = check(given.first, given.cities, Path(place) / "work")
    sys.stdout.write(f"{_words(counts)}\n")
    sys.exit(1 if counts["accused publisher"] else 0)


if __name__ == "__main__":
    main()
