"""The scoreboard: what the warehouse makes of every real disclosure, one line each.

Belongs here: reading the lines from a build file, the scoreboard, and what differs.
Does not belong here: which documents a test builds (``tests/models``).

The disclosures lie beside the project and are no part of it; the scoreboard knows them by
their sha256. ``python -m tools.checks.scoreboard`` compares, ``--update`` writes the file anew, both
after a build of all disclosures (minutes) or from ``--build-file``.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from tools.build import PROJECT, build_warehouse

DISCLOSURES = PROJECT / "../shared/disclosures"
SCOREBOARD = PROJECT / "tests/scoreboard.csv"

Line = Mapping[str, str]
KEY = ("sha256", "fiscal_year", "budget_stage", "reporting_scope", "disclosure_no")
COLUMNS = (
    "sha256",
    "region_folder",
    "status",
    "fiscal_year",
    "budget_stage",
    "reporting_scope",
    "disclosure_no",
    "content",
    "forms",
    "statutory_forms",
    "statutory_amounts",
    "proven",
    "disputed",
    "disputed_publisher",
    "disputed_reader",
    "disputed_unclear",
    "unproven",
    "withheld_forms",
    "lost_numbers",
    "violated_checks",
)

# Counts of a disclosure's own: checks against other disclosures depend on which are loaded.
_QUERY = """
with

statutory as (
    select distinct form_code from marts.dim_form where is_statutory
),

places as (
    select document_id, min(split_part(file_path, '/', 1)) as region_folder
    from raw.document_path
    group by document_id
),

forms as (
    select
        disclosure_key,
        count(distinct form_code) as forms,
        count(distinct form_code) filter (where form_code in (from statutory)) as statutory_forms
    from marts.fct_recognised_table
    group by disclosure_key
),

-- Whose fault a disputed amount is, of current disclosures: the publisher's before an open question.
responsibilities as (
    select
        terms.amount_key,
        -- Withheld lines are one finding a form, and dispute the total of each column.
        coalesce(
            min(findings.responsibility) filter (where findings.responsibility = 'publisher'),
            min(if(checks.status = 'incomplete', 'publisher', null)),
            max(findings.responsibility)
        ) as responsibility
    from marts.fct_identity_check as checks
    inner join marts.fct_identity_term as terms on checks.check_key = terms.check_key
    left join marts.fct_finding as findings on checks.check_key = findings.finding_key
    where terms.amount_key is not null and checks.status in ('violated', 'incomplete')
    group by terms.amount_key
),

amounts as (
    select
        disclosure_key,
        count(*) as statutory_amounts,
        count(*) filter (where proof_status = 'proven') as proven,
        count(*) filter (where proof_status = 'disputed') as disputed,
        count(*) filter (
            where proof_status = 'disputed' and responsibility = 'publisher'
        ) as disputed_publisher,
        count(*) filter (
            where proof_status = 'disputed' and responsibility = 'reader'
        ) as disputed_reader,
        count(*) filter (
            where proof_status = 'disputed' and responsibility = 'unclear'
        ) as disputed_unclear,
        count(*) filter (where proof_status = 'unproven') as unproven
    from marts.fct_published_amount
    left join responsibilities using (amount_key)
    where form_code in (from statutory)
    group by disclosure_key
),

withheld as (
    select disclosure_key, count(distinct form_code) as withheld_forms
    from marts.fct_conservation_check
    where is_withheld
    group by disclosure_key
),

-- Numbers that a second reader sees on the pages and no cell nor paragraph holds: of the whole document.
lost as (
    select document_id, sum(lost_number_count) as lost_numbers
    from raw.page
    group by document_id
),

violations as (
    select disclosure_key, count(*) as violated_checks
    from marts.fct_identity_check
    where status = 'violated' and other_disclosure_key is null
    group by disclosure_key
)

select
    documents.document_key as sha256,
    places.region_folder,
    documents.status,
    disclosures.fiscal_year,
    disclosures.budget_stage,
    disclosures.reporting_scope,
    if(
        disclosures.disclosure_key is null,
        null,
        row_number() over (
            partition by
                documents.document_key,
                disclosures.fiscal_year,
                disclosures.budget_stage,
                disclosures.reporting_scope
            order by disclosures.first_page, disclosures.printed_entity_name
        )
    ) as disclosure_no,
    disclosures.content,
    coalesce(forms.forms, 0) as forms,
    coalesce(forms.statutory_forms, 0) as statutory_forms,
    coalesce(amounts.statutory_amounts, 0) as statutory_amounts,
    coalesce(amounts.proven, 0) as proven,
    coalesce(amounts.disputed, 0) as disputed,
    coalesce(amounts.disputed_publisher, 0) as disputed_publisher,
    coalesce(amounts.disputed_reader, 0) as disputed_reader,
    coalesce(amounts.disputed_unclear, 0) as disputed_unclear,
    coalesce(amounts.unproven, 0) as unproven,
    coalesce(withheld.withheld_forms, 0) as withheld_forms,
    coalesce(lost.lost_numbers, 0) as lost_numbers,
    coalesce(violations.violated_checks, 0) as violated_checks
from marts.dim_document as documents
inner join places on documents.document_key = places.document_id
left join marts.dim_disclosure as disclosures on documents.document_key = disclosures.document_key
left join forms on disclosures.disclosure_key = forms.disclosure_key
left join amounts on disclosures.disclosure_key = amounts.disclosure_key
left join withheld on disclosures.disclosure_key = withheld.disclosure_key
left join lost on documents.document_key = lost.document_id
left join violations on disclosures.disclosure_key = violations.disclosure_key
order by all
"""


def lines_of(build_file: Path) -> list[Line]:
    """The lines of the scoreboard of all documents in a build file, in the scoreboard's order."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        rows = connection.execute(_QUERY).fetchall()
    lines = [
        {column: "" if value is None else str(value) for column, value in zip(COLUMNS, row, strict=True)}
        for row in rows
    ]
    return sorted(lines, key=_order)


def read_scoreboard() -> list[Line]:
    """The lines of the scoreboard."""
    with SCOREBOARD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_scoreboard(lines: Iterable[Line]) -> None:
    """Write the scoreboard anew."""
    with SCOREBOARD.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def differences(expected: Iterable[Line], found: Iterable[Line]) -> list[str]:
    """What differs between two sets of lines, one sentence for each line of the scoreboard."""
    before, now = ({_key(line): line for line in lines} for lines in (expected, found))
    said = []
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if old is None or new is None:
            line = old or new or {}
            said.append(f"{_name(line)}: {'is new' if old is None else 'is gone'}")
        elif old != new:
            changes = (f"{c} {old[c]!r} -> {new[c]!r}" for c in COLUMNS if old[c] != new[c])
            said.append(f"{_name(new)}: {', '.join(changes)}")
    return said


def _key(line: Line) -> tuple[str, ...]:
    return tuple(line[column] for column in KEY)


def _order(line: Line) -> tuple[str, ...]:
    return (line["region_folder"], *_key(line))


def _name(line: Line) -> str:
    parts = [line["region_folder"], line["sha256"][:12], *(line[column] for column in KEY[1:4])]
    return " ".join(filter(None, parts))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the exit status is 1 when the scoreboard and the build differ."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.scoreboard", description=__doc__)
    parser.add_argument("--update", action="store_true", help=f"write {SCOREBOARD.relative_to(PROJECT)} anew")
    parser.add_argument("--build-file", type=Path, help="a build of all disclosures; without it, make one")
    options = parser.parse_args(arguments)
    if options.build_file:
        found = lines_of(options.build_file)
    else:
        with tempfile.TemporaryDirectory() as folder:
            found = lines_of(build_warehouse(DISCLOSURES, Path(folder)))
    said = differences(read_scoreboard() if SCOREBOARD.exists() else [], found)
    sys.stdout.write("".join(f"{sentence}\n" for sentence in said))
    if options.update:
        write_scoreboard(found)
        return 0
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
