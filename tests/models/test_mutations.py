"""The benchmark of mutations changes what it says, in the cells of real builds, and counts what differs.

Belongs here: the mutations and the count. Does not belong here: what the models make of them, which the
benchmark measures (``benchmarks/mutations.py``), and what proves an amount (the models' unit tests).
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from benchmarks.mutations import MUTATIONS, Count, Form, Row, count, forms_of, keep, mutate
from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)

ROWS = (
    Row(1, "total", None, {3: "1,200.50", 4: "700.50", 5: "500.00"}),
    Row(2, "subtotal", "201", {3: "1,200.50", 4: "700.50", 5: "500.00"}),
    Row(3, "subtotal", "20103", {3: "1,200.50", 4: "700.50", 5: "500.00"}),
    Row(4, "detail", "2010301", {3: "700.50", 4: "700.50"}),
    Row(5, "detail", "2010302", {3: "500.00", 5: "500.00"}),
)
FORM = Form("t", ROWS, (1,), {(row.row_no, 1): row.code or "" for row in ROWS})


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_mutation_changes_cells_of_one_form_and_nothing_into_itself(kind: str) -> None:
    printed = {(row.row_no, column): text for row in ROWS for column, text in row.amounts.items()}
    changes = [MUTATIONS[kind]([FORM], random.Random(seed)) for seed in range(30)]
    assert any(changes)
    for change in changes:
        for (table, row_no, column_no), text in change.items():
            assert table == "t"
            assert text != {**FORM.texts, **printed}[row_no, column_no]


def test_amounts_keep_their_decimals_when_they_are_scaled() -> None:
    change = MUTATIONS["scale"]([FORM], random.Random(1))
    assert change["t", 1, 3] == "12005000.00"


def test_every_document_is_changed_once_and_equal_builds_do_not_differ(
    own_build: Build, tmp_path: Path
) -> None:
    copy = tmp_path / own_build.file.name
    shutil.copyfile(own_build.file, copy)
    with duckdb.connect(str(copy)) as build:
        build.execute("create temp table before as select * from raw.table_cell")
        made = mutate(build, forms_of(build), 0, 1)
        changed = build.execute("""
            select tables.document_id, count(*)
            from raw.table_cell as cells
            inner join before using (table_id, row_no, column_no)
            inner join raw.document_table as tables using (table_id)
            where cells.text <> before.text
            group by all
        """).fetchall()
    assert set(made) == {document for document, _ in changed}
    assert set(made.values()) == set(MUTATIONS)
    assert max(Counter(made.values()).values()) - min(Counter(made.values()).values()) <= len(MUTATIONS)
    counts = {kind: Count() for kind in MUTATIONS}
    keep(own_build.file, tmp_path / "kept.duckdb")
    assert count(copy, tmp_path / "kept.duckdb", made, counts) == []
    assert sum(of_kind.amounts for of_kind in counts.values())
    assert not any(of_kind.wrong for of_kind in counts.values())
