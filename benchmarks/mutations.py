"""How often a misread figure is still called proven: real documents, their raw cells changed on purpose.

``python -m benchmarks.mutations --build FILE --rounds 7 --into benchmarks/mutations.json`` takes a build
file whose documents were read, changes one thing in each document's raw cells (two columns swapped, codes
one row too low, the codes of one level gone, a subtotal doubled, amounts ten thousandfold, two amounts
swapped, a digit), builds the models anew, reads nothing again, and counts the amounts that differ from
those of the unchanged build in value, measure, code or level and are proven all the same. Without
``--build`` the disclosures beside the project are read first, or the writer's where there are none.

A round changes every document once and takes as long as the models do (two to three minutes for 77
documents on two cores). The counts are written after each round, and no round begins after ``--minutes``.

Belongs here: the mutations and their counts. Does not belong here: what proves an amount, which is
``int_amount_proof``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from benchmarks.misread_form import Form, Row
from benchmarks.misreadings import LOSSES, MUTATIONS
from benchmarks.nightly import write_disclosures
from tools.build import DBT_PROJECT, PROJECT, build_warehouse

DISCLOSURES = PROJECT / "../shared/disclosures"

_AMOUNTS = """
select d.document_key, a.table_id, a.row_no, a.column_no, a.line_role,
    coalesce(a.functional_code, a.economic_code, a.government_economic_code), a.printed_text,
    a.page_no, a.item_code
from marts.fct_published_amount as a
inner join marts.dim_disclosure as d using (disclosure_key)
inner join marts.dim_form as f on a.form_code = f.form_code and d.budget_stage = f.budget_stage
where f.is_statutory and regexp_full_match(trim(a.printed_text), '-?[0-9,]*[0-9](\\.[0-9]+)?')
order by all
"""


def forms_of(build: duckdb.DuckDBPyConnection) -> dict[str, list[Form]]:
    """The statutory forms of each document, as a build read them."""
    rows: dict[tuple[str, str], dict[int, dict[str, object]]] = defaultdict(dict)
    for document, table, row_no, column_no, role, code, text, page_no, item in build.execute(
        _AMOUNTS
    ).fetchall():
        row = rows[document, table].setdefault(
            row_no, {"role": role, "code": code, "page_no": page_no, "amounts": {}, "items": {}}
        )
        row["amounts"][column_no] = text  # type: ignore[index]
        if item:
            row["items"][column_no] = item  # type: ignore[index]
    columns: dict[tuple[str, str], list[int]] = defaultdict(list)
    for table, column, role in build.execute(
        "select table_id, column_no, if(column_role like 'code%', 'code', column_role)"
        " from intermediate.int_column_role order by all"
    ).fetchall():
        columns[table, role].append(column)
    captions = dict(build.execute("select table_id, caption from raw.document_table").fetchall())
    forms: dict[str, list[Form]] = defaultdict(list)
    for (document, table), of_table in rows.items():
        cells = build.execute(
            "select row_no, column_no, text, header_path, indent from raw.table_cell"
            " where table_id = ? and not is_header order by all",
            [table],
        ).fetchall()
        forms[document].append(
            Form(
                table,
                [Row(row_no, **of_table[row_no]) for row_no in sorted(of_table)],  # type: ignore[arg-type]
                columns[table, "code"],
                {(row_no, column): text for row_no, column, text, _, _ in cells},
                columns[table, "label"],
                {column: header for _, column, _, header, _ in cells if header},
                captions[table],
                {(row_no, column): indent for row_no, column, _, _, indent in cells if indent is not None},
            )
        )
    return forms


def mutate(
    build: duckdb.DuckDBPyConnection,
    forms: Mapping[str, Sequence[Form]],
    number: int,
    seed: int,
    kinds: Sequence[str] = tuple(MUTATIONS),
) -> dict[str, str]:
    """Changes each document once; returns the kind by document.

    Its kind is the one made least often so far, of those that it has a place for; among equals the next in
    turn.
    """
    kinds = list(kinds)
    made: dict[str, str] = {}
    times = Counter(dict.fromkeys(kinds, 0))
    cells: list[tuple[str, int, int, str, bool]] = []
    for place, (document, of_document) in enumerate(sorted(forms.items())):
        chance = random.Random(f"{seed}-{number}-{document}")  # noqa: S311
        first = (place + number + seed) % len(kinds)
        for kind in sorted(kinds[first:] + kinds[:first], key=times.__getitem__):
            if change := next(filter(None, (MUTATIONS[kind](of_document, chance) for _ in range(20))), None):
                made[document] = kind
                times[kind] += 1
                cells += [(*cell, text, kind in LOSSES) for cell, text in change.items()]
                break
    _write(build, cells)
    return made


_CHANGES = (
    "create or replace temp table mutated"
    " (table_id varchar, row_no int, column_no int, text varchar, is_loss boolean)",
    # Numbers that no cell holds any more: the second reader sees them on the page.
    """
    update raw.page as pages set lost_number_count = pages.lost_number_count + lost.number_count
    from (
        select tables.document_id, cells.page_no, count(*) as number_count
        from mutated
        inner join raw.table_cell as cells using (table_id, row_no, column_no)
        inner join raw.document_table as tables using (table_id)
        where mutated.is_loss and mutated.text = '' and regexp_matches(cells.text, '\\d')
        group by all
    ) as lost
    where pages.document_id = lost.document_id and pages.page_no = lost.page_no
    """,
    """
    insert into raw.table_cell
    select cells.* replace (mutated.row_no as row_no, mutated.text as text)
    from mutated
    inner join raw.table_cell as cells using (table_id, column_no)
    left join raw.table_cell as present
        on mutated.table_id = present.table_id
        and mutated.row_no = present.row_no and mutated.column_no = present.column_no
    where mutated.row_no > 0 and present.table_id is null and not cells.is_header
    qualify row_number() over (
        partition by mutated.table_id, mutated.row_no, mutated.column_no order by cells.row_no desc
    ) = 1
    """,
    """
    update raw.table_cell as cells set text = mutated.text from mutated
    where cells.table_id = mutated.table_id and cells.row_no = mutated.row_no
        and cells.column_no = mutated.column_no
    """,
    """
    update raw.table_cell as cells set header_path = mutated.text from mutated
    where cells.table_id = mutated.table_id and mutated.row_no = 0
        and cells.column_no = mutated.column_no and not cells.is_header
    """,
    """
    update raw.table_cell as cells set indent = mutated.text::double from mutated
    where cells.table_id = mutated.table_id and cells.row_no = mutated.row_no
        and cells.column_no = -mutated.column_no and mutated.row_no > 0 and mutated.column_no < 0
    """,
    """
    update raw.document_table as tables set caption = mutated.text from mutated
    where tables.table_id = mutated.table_id and mutated.row_no = 0 and mutated.column_no = 0
    """,
)


def _write(build: duckdb.DuckDBPyConnection, cells: Sequence[tuple[str, int, int, str, bool]]) -> None:
    build.execute(_CHANGES[0])
    build.executemany("insert into mutated values (?, ?, ?, ?, ?)", cells)
    for change in _CHANGES[1:]:
        build.execute(change)


def build_models(file: Path, workplace: Path, *, seeds: bool = False) -> None:
    """Builds what amounts and findings need over what a build file's documents hold.

    No document is read, no test is run. Seeds are loaded on request: a copy of a build holds them.
    """
    models = ("run", "--full-refresh", "--select", "+fct_published_amount", "+fct_finding")
    for command in (("seed",), models) if seeds else (models,):
        subprocess.run(
            [
                Path(sys.executable).with_name("dbt"),
                "--quiet",
                *command,
                f"--project-dir={DBT_PROJECT}",
                f"--profiles-dir={DBT_PROJECT}",
                f"--target-path={workplace / 'target'}",
                f"--log-path={workplace / 'logs'}",
            ],
            env=os.environ | {"FISCAL_BUILD_FILE": str(file), "FISCAL_BUILD_SCOPE": "all"},
            check=True,
        )


_SAME = """
    a.form_code = b.form_code
    and a.side is not distinct from b.side
    and a.amount_basis is not distinct from b.amount_basis
    and a.amount_yuan is not distinct from b.amount_yuan
    and a.measure_code is not distinct from b.measure_code
    and a.period is not distinct from b.period
    and a.fund_source is not distinct from b.fund_source
    and a.item_code is not distinct from b.item_code
    and a.functional_code is not distinct from b.functional_code
    and a.economic_code is not distinct from b.economic_code
    and a.government_economic_code is not distinct from b.government_economic_code
    and a.is_leaf = b.is_leaf
"""
# What a cell no longer says another cell of its table may say in its place: two equal columns of which each
# bears the other's header say what they said.
_DIFFERS = f"""
(
    b.amount_key is null
    or (
        not ({_SAME})
        and not exists (
            select 1 from unchanged.amounts as b where a.table_id = b.table_id and {_SAME}
        )
    )
)
"""
_COUNTS = f"""
select d.document_key,
    count(*),
    count(*) filter (where {_DIFFERS}),
    count(*) filter (where {_DIFFERS} and a.proof_status = 'proven')
from marts.fct_published_amount as a
inner join marts.dim_disclosure as d using (disclosure_key)
left join unchanged.amounts as b using (amount_key)
group by d.document_key
"""
_PROVEN_WRONG = f"""
select d.document_key, a.table_id, a.row_no, a.column_no, a.form_code, a.line_label, a.measure_code,
    coalesce(a.functional_code, a.economic_code, a.government_economic_code, a.item_code),
    a.printed_text, b.measure_code,
    coalesce(b.functional_code, b.economic_code, b.government_economic_code, b.item_code),
    b.printed_text, b.proof_status
from marts.fct_published_amount as a
inner join marts.dim_disclosure as d using (disclosure_key)
left join unchanged.amounts as b using (amount_key)
where a.proof_status = 'proven' and {_DIFFERS}
order by all
"""
_FOUND = """
select f.document_key, f.responsibility, f.finding_key, f.identity_code, f.summary_zh, f.responsibility_reason
from marts.fct_finding as f
where f.finding_key not in (select check_key from unchanged.violated)
order by all
"""


@dataclass(slots=True)
class Count:
    """What came of one kind of mutation."""

    mutations: int = 0
    with_proven_wrong: int = 0
    amounts: int = 0
    wrong: int = 0
    proven_wrong: int = 0
    new_findings: int = 0
    accusations: int = 0
    with_accusation: int = 0
    worst: list[tuple[int, str]] = field(default_factory=list)


def keep(build: Path, kept: Path) -> None:
    """Copies what a build says of amounts and findings into a file of its own.

    Views name the catalogue of their file, which is what the file is called: two build files of one
    name cannot be read in one connection.
    """
    kept.unlink(missing_ok=True)
    with duckdb.connect(str(kept)) as connection:
        connection.execute(f"attach '{build}' as \"{build.stem}\" (read_only)")
        for table, query in (
            ("amounts", "select * from marts.fct_published_amount"),
            (
                "violated",
                "select check_key from marts.fct_identity_check where status in ('violated', 'incomplete')",
            ),
        ):
            connection.execute(f"create table {table} as {query.replace('marts.', build.stem + '.marts.')}")


def count(
    mutated: Path, unchanged: Path, made: Mapping[str, str], counts: Mapping[str, Count]
) -> list[tuple[object, ...]]:
    """Adds to the counts what differs from what was kept of the build that is not changed.

    Returns:
        Each amount that differs and is proven all the same, and each finding that is the publisher's by the
        changed cells alone.
    """
    for kind in made.values():
        counts[kind].mutations += 1
    with duckdb.connect(str(mutated), read_only=True) as build:
        build.execute(f"attach '{unchanged}' as unchanged (read_only)")
        for document, amounts, wrong, proven in build.execute(_COUNTS).fetchall():
            if document not in made:
                continue
            of_kind = counts[made[document]]
            of_kind.with_proven_wrong += proven > 0
            of_kind.amounts += amounts
            of_kind.wrong += wrong
            of_kind.proven_wrong += proven
            if proven:
                of_kind.worst.append((proven, document[:16]))
        accused = []
        for finding in build.execute(_FOUND).fetchall():
            if finding[0] in made:
                counts[made[finding[0]]].new_findings += 1
                if finding[1] == "publisher":
                    accused.append(finding)
        for finding in accused:
            counts[made[finding[0]]].accusations += 1
        for document in {finding[0] for finding in accused}:
            counts[made[document]].with_accusation += 1
        rows = build.execute(_PROVEN_WRONG).fetchall() + accused
        return [(made.get(row[0], "(another document's)"), *row) for row in rows]


def _raw_build(workplace: Path) -> Path:
    folder = DISCLOSURES
    if not (folder / "MANIFEST.csv").is_file():
        folder = workplace / "documents"
        write_disclosures(folder, range(40))
    return build_warehouse(folder, workplace)


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for: see ``main``."""

    rounds: int = len(MUTATIONS)
    seed: int = 1
    minutes: float = 60
    into: Path | None = None
    listing: Path | None = None
    kinds: Sequence[str] = tuple(MUTATIONS)


def run(build: Path, workplace: Path, options: Options) -> dict[str, Count]:
    """Mutates copies of a build file round by round; ``build`` itself stays as it is."""
    counts: dict[str, Count] = {kind: Count() for kind in options.kinds}
    end = time.monotonic() + options.minutes * 60
    # Views name the catalogue of their file: the copies keep the name of the build.
    unchanged, mutated = workplace / "unchanged" / build.name, workplace / "mutated" / build.name
    kept = workplace / "kept.duckdb"
    for file in (unchanged, mutated):
        file.parent.mkdir()
    # By the models of today: what differs afterwards comes of the mutations alone.
    shutil.copyfile(build, unchanged)
    build_models(unchanged, workplace, seeds=True)
    keep(unchanged, kept)
    with duckdb.connect(str(unchanged), read_only=True) as connection:
        forms = forms_of(connection)
    for number in range(options.rounds):
        if time.monotonic() > end:
            sys.stderr.write(f"Stopped after {number} of {options.rounds} rounds: the time was up.\n")
            break
        shutil.copyfile(unchanged, mutated)
        with duckdb.connect(str(mutated)) as connection:
            made = mutate(connection, forms, number, options.seed, options.kinds)
        build_models(mutated, workplace)
        proven_wrong = count(mutated, kept, made, counts)
        _keep(counts, proven_wrong, number, options)
    return counts


def _keep(
    counts: Mapping[str, Count], proven_wrong: Sequence[tuple[object, ...]], number: int, options: Options
) -> None:
    """Writes what a round came to, so that a run that is stopped leaves its figures."""
    if options.listing:
        with options.listing.open("a", encoding="utf-8") as listing:
            for row in proven_wrong:
                listing.write("\t".join([str(number), *(str(value) for value in row)]) + "\n")
    if options.into:
        table: dict[str, object] = {"rounds": number + 1, "seed": options.seed}
        for kind, of_kind in counts.items():
            table[kind] = {name: getattr(of_kind, name) for name in Count.__slots__ if name != "worst"}
        options.into.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def _shown(counts: Mapping[str, Count]) -> str:
    lines = [
        "kind             mutations  with proven wrong  amounts  wrong  proven and wrong"
        "  new findings  accusations"
    ]
    for kind, of_kind in counts.items():
        worst = " ".join(f"{n}:{d}" for n, d in sorted(of_kind.worst, reverse=True)[:3])
        lines.append(
            f"{kind:16} {of_kind.mutations:9} {of_kind.with_proven_wrong:18} {of_kind.amounts:8}"
            f" {of_kind.wrong:6} {of_kind.proven_wrong:17} {of_kind.new_findings:13} {of_kind.accusations:12}"
            f"  {worst}"
        )
    wrong = sum(of_kind.wrong for of_kind in counts.values())
    proven = sum(of_kind.proven_wrong for of_kind in counts.values())
    left = sum(of_kind.with_proven_wrong for of_kind in counts.values())
    mutations = sum(of_kind.mutations for of_kind in counts.values())
    lines.append(
        f"{left} of {mutations} mutations leave something wrong and proven;"
        f" {proven} of {wrong} wrong amounts are proven"
    )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("--build", type=Path, help="a build file whose documents were read; else build one")
    parser.add_argument("--rounds", type=int, default=len(MUTATIONS), help="mutations of each document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="no round begins after as many")
    parser.add_argument("--into", type=Path, help="keep the counts in this file")
    parser.add_argument("--list", type=Path, help="add each amount that is proven and wrong to this file")
    parser.add_argument("--kinds", nargs="+", choices=MUTATIONS, default=tuple(MUTATIONS), help="only these")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        workplace = Path(folder)
        build = options.build or _raw_build(workplace)
        counts = run(
            build.resolve(),
            workplace,
            Options(options.rounds, options.seed, options.minutes, options.into, options.list, options.kinds),
        )
    sys.stdout.write(_shown(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
