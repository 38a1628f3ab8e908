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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb

from benchmarks.nightly import write_disclosures
from tools.build import DBT_PROJECT, PROJECT, build_warehouse

DISCLOSURES = PROJECT / "../shared/disclosures"

Cell = tuple[str, int, int]
Change = Mapping[Cell, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: its amounts by column, the texts of its code columns, its level."""

    row_no: int
    role: str
    code: str | None
    amounts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A table of a form as it was read, with all that a mutation changes."""

    table_id: str
    rows: Sequence[Row]
    code_columns: Sequence[int]
    texts: Mapping[tuple[int, int], str]

    def column(self, column_no: int) -> Mapping[int, str]:
        """The amounts of a column by row."""
        return {row.row_no: row.amounts[column_no] for row in self.rows if column_no in row.amounts}

    @property
    def amount_columns(self) -> list[int]:
        """The columns that hold amounts."""
        return sorted({column for row in self.rows for column in row.amounts})


def swap_columns(forms: Sequence[Form], chance: random.Random) -> Change:
    """Two columns of amounts in each other's place, in every row of a form."""
    form = chance.choice(forms)
    columns = form.amount_columns
    if len(columns) < 2:
        return {}
    one, other = chance.sample(columns, 2)
    swapped: dict[Cell, str] = {}
    for row in form.rows:
        if one in row.amounts and other in row.amounts and row.amounts[one] != row.amounts[other]:
            swapped[form.table_id, row.row_no, one] = row.amounts[other]
            swapped[form.table_id, row.row_no, other] = row.amounts[one]
    return swapped


def shift_codes(forms: Sequence[Form], chance: random.Random) -> Change:
    """Every code of a form one row too low."""
    form = chance.choice(forms)
    rows = [row.row_no for row in form.rows if row.code]
    return {
        (form.table_id, row, column): form.texts.get((above, column), "")
        for above, row in pairwise(rows)
        for column in form.code_columns
    }


def drop_level(forms: Sequence[Form], chance: random.Random) -> Change:
    """The codes of one level of a form gone."""
    form = chance.choice(forms)
    levels = sorted({len(row.code) for row in form.rows if row.code})
    if len(levels) < 2:
        return {}
    level = chance.choice(levels)
    return {
        (form.table_id, row.row_no, column): ""
        for row in form.rows
        if row.code and len(row.code) == level
        for column in form.code_columns
    }


def double_subtotal(forms: Sequence[Form], chance: random.Random) -> Change:
    """All amounts of one subtotal twice as large."""
    form = chance.choice(forms)
    rows = [row for row in form.rows if row.role == "subtotal"]
    if not rows:
        return {}
    row = chance.choice(rows)
    return {(form.table_id, row.row_no, column): _times(text, 2) for column, text in row.amounts.items()}


def scale(forms: Sequence[Form], _: random.Random) -> Change:
    """All amounts of the document ten thousand times as large."""
    return {
        (form.table_id, row.row_no, column): _times(text, 10_000)
        for form in forms
        for row in form.rows
        for column, text in row.amounts.items()
    }


def swap_amounts(forms: Sequence[Form], chance: random.Random) -> Change:
    """Two amounts of one column in each other's row."""
    form = chance.choice(forms)
    column = chance.choice(form.amount_columns)
    amounts = form.column(column)
    if len(set(amounts.values())) < 2:
        return {}
    one = chance.choice(sorted(amounts))
    other = chance.choice([row for row in sorted(amounts) if amounts[row] != amounts[one]])
    return {(form.table_id, one, column): amounts[other], (form.table_id, other, column): amounts[one]}


def change_digit(forms: Sequence[Form], chance: random.Random) -> Change:
    """One digit of one amount another."""
    form = chance.choice(forms)
    row = chance.choice(form.rows)
    column = chance.choice(sorted(row.amounts))
    text = row.amounts[column]
    place = chance.choice([at for at, sign in enumerate(text) if sign.isdigit()])
    digit = (int(text[place]) + chance.randint(1, 9)) % 10
    return {(form.table_id, row.row_no, column): f"{text[:place]}{digit}{text[place + 1 :]}"}


MUTATIONS: Mapping[str, Callable[[Sequence[Form], random.Random], Change]] = {
    mutation.__name__: mutation
    for mutation in (
        swap_columns,
        shift_codes,
        drop_level,
        double_subtotal,
        scale,
        swap_amounts,
        change_digit,
    )
}
# What a reader that misplaces a column or a level would give; the others may be a publisher's slip.
READER_FAULTS = ("swap_columns", "shift_codes", "drop_level", "scale")


def _times(text: str, factor: int) -> str:
    digits = text.replace(",", "").strip()
    decimals = len(digits.partition(".")[2])
    return f"{Decimal(digits) * factor:.{decimals}f}"


_AMOUNTS = """
select d.document_key, a.table_id, a.row_no, a.column_no, a.line_role,
    coalesce(a.functional_code, a.economic_code, a.government_economic_code), a.printed_text
from marts.fct_published_amount as a
inner join marts.dim_disclosure as d using (disclosure_key)
inner join marts.dim_form as f on a.form_code = f.form_code and d.budget_stage = f.budget_stage
where f.is_statutory and regexp_full_match(trim(a.printed_text), '-?[0-9,]*[0-9](\\.[0-9]+)?')
order by all
"""


def forms_of(build: duckdb.DuckDBPyConnection) -> dict[str, list[Form]]:
    """The statutory forms of each document, as a build read them."""
    rows: dict[tuple[str, str], dict[int, dict[str, object]]] = defaultdict(dict)
    for document, table, row_no, column_no, role, code, text in build.execute(_AMOUNTS).fetchall():
        row = rows[document, table].setdefault(row_no, {"role": role, "code": code, "amounts": {}})
        row["amounts"][column_no] = text  # type: ignore[index]
    codes = defaultdict(list)
    for table, column in build.execute(
        "select table_id, column_no from intermediate.int_column_role"
        " where column_role like 'code%' order by all"
    ).fetchall():
        codes[table].append(column)
    forms: dict[str, list[Form]] = defaultdict(list)
    for (document, table), of_table in rows.items():
        texts = {
            (row, column): text
            for row, column, text in build.execute(
                "select row_no, column_no, text from raw.table_cell where table_id = ? and not is_header",
                [table],
            ).fetchall()
        }
        lines = [Row(row_no, **of_table[row_no]) for row_no in sorted(of_table)]  # type: ignore[arg-type]
        forms[document].append(Form(table, lines, codes[table], texts))
    return forms


def mutate(
    build: duckdb.DuckDBPyConnection, forms: Mapping[str, Sequence[Form]], number: int, seed: int
) -> dict[str, str]:
    """Changes each document once; returns the kind by document.

    Its kind is the one made least often so far, of those that it has a place for; among equals the next in
    turn.
    """
    kinds = list(MUTATIONS)
    made: dict[str, str] = {}
    times = Counter(dict.fromkeys(kinds, 0))
    cells: list[tuple[str, int, int, str]] = []
    for place, (document, of_document) in enumerate(sorted(forms.items())):
        chance = random.Random(f"{seed}-{number}-{document}")  # noqa: S311
        first = (place + number) % len(kinds)
        for kind in sorted(kinds[first:] + kinds[:first], key=times.__getitem__):
            if change := next(filter(None, (MUTATIONS[kind](of_document, chance) for _ in range(20))), None):
                made[document] = kind
                times[kind] += 1
                cells += [(*cell, text) for cell, text in change.items()]
                break
    build.execute(
        "create or replace temp table mutated (table_id varchar, row_no int, column_no int, text varchar)"
    )
    build.executemany("insert into mutated values (?, ?, ?, ?)", cells)
    build.execute("""
        update raw.table_cell as cells set text = mutated.text from mutated
        where cells.table_id = mutated.table_id and cells.row_no = mutated.row_no
            and cells.column_no = mutated.column_no
    """)
    return made


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
    a.amount_yuan is not distinct from b.amount_yuan
    and a.measure_code is not distinct from b.measure_code
    and a.period is not distinct from b.period
    and a.fund_source is not distinct from b.fund_source
    and a.item_code is not distinct from b.item_code
    and a.functional_code is not distinct from b.functional_code
    and a.economic_code is not distinct from b.economic_code
    and a.government_economic_code is not distinct from b.government_economic_code
    and a.is_leaf = b.is_leaf
"""
_COUNTS = f"""
select d.document_key,
    count(*),
    count(*) filter (where not ({_SAME}) or b.amount_key is null),
    count(*) filter (where (not ({_SAME}) or b.amount_key is null) and a.proof_status = 'proven')
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
where a.proof_status = 'proven' and (not ({_SAME}) or b.amount_key is null)
order by all
"""
_ACCUSED = """
select f.document_key, count(*) filter (where f.responsibility = 'publisher'), count(*)
from marts.fct_finding as f
where f.finding_key not in (select finding_key from unchanged.findings)
group by f.document_key
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
            ("findings", "select finding_key from marts.fct_finding"),
        ):
            connection.execute(f"create table {table} as {query.replace('marts.', build.stem + '.marts.')}")


def count(
    mutated: Path, unchanged: Path, made: Mapping[str, str], counts: Mapping[str, Count]
) -> list[tuple[object, ...]]:
    """Adds to the counts what differs from what was kept of the build that is not changed.

    Returns:
        Each amount that differs and is proven all the same.
    """
    with duckdb.connect(str(mutated), read_only=True) as build:
        build.execute(f"attach '{unchanged}' as unchanged (read_only)")
        for document, amounts, wrong, proven in build.execute(_COUNTS).fetchall():
            if document not in made:
                continue
            of_kind = counts[made[document]]
            of_kind.mutations += wrong > 0
            of_kind.with_proven_wrong += proven > 0
            of_kind.amounts += amounts
            of_kind.wrong += wrong
            of_kind.proven_wrong += proven
            if proven:
                of_kind.worst.append((proven, document[:16]))
        for document, accused, found in build.execute(_ACCUSED).fetchall():
            if document in made:
                counts[made[document]].new_findings += found
                counts[made[document]].accusations += accused
        rows = build.execute(_PROVEN_WRONG).fetchall()
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


def run(build: Path, workplace: Path, options: Options) -> dict[str, Count]:
    """Mutates copies of a build file round by round; ``build`` itself stays as it is."""
    counts: dict[str, Count] = {kind: Count() for kind in MUTATIONS}
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
            made = mutate(connection, forms, number, options.seed)
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
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        workplace = Path(folder)
        build = options.build or _raw_build(workplace)
        counts = run(
            build.resolve(),
            workplace,
            Options(options.rounds, options.seed, options.minutes, options.into, options.list),
        )
    sys.stdout.write(_shown(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
