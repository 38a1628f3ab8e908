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

from benchmarks.misread_form import Form, Row
from benchmarks.misreadings import LOSSES, MUTATIONS, SLIPS
from benchmarks.mutations import Count, count, forms_of, keep, mutate
from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)

ROWS = (
    Row(1, "total", None, {3: "1,200.50", 4: "700.50", 5: "500.00"}, 7),
    Row(2, "subtotal", "201", {3: "1,200.50", 4: "700.50", 5: "500.00"}, 7),
    Row(3, "subtotal", "20103", {3: "1,200.50", 4: "700.50", 5: "500.00"}, 7),
    Row(4, "detail", "2010301", {3: "710.50", 4: "710.50"}, 8),
    Row(5, "detail", "2010302", {3: "500.00", 5: "500.00"}, 8),
    Row(6, "detail", "2010399", {3: "-10.00", 4: "-10.00"}, 8),
)
CODES = {(row.row_no, 1): row.code or "" for row in ROWS}
LABELS = {(row.row_no, 2): "合计" if row.role == "total" else f"项目{row.code}" for row in ROWS}
AMOUNTS = {(row.row_no, column): row.amounts.get(column, "") for row in ROWS for column in (3, 4, 5)}
HEADERS = {3: "合计", 4: "上年预算", 5: "本年预算"}
INDENTS = {(1, 2): 0.0, (2, 2): 2.0, (3, 2): 12.0}
FORM = Form("t", ROWS, (1,), CODES | LABELS | AMOUNTS, (2,), HEADERS, "2025年支出总表\n单位：万元", INDENTS)
THREE_PUBLIC = Form(
    "p",
    [
        Row(2, "detail", None, {2: "3.00"}, 9, {2: "official_reception"}),
        Row(3, "detail", None, {2: "9.00"}, 9, {2: "vehicle_operation"}),
    ],
    (),
    {(2, 1): "公务接待费", (2, 2): "3.00", (3, 1): "公务用车运行费", (3, 2): "9.00"},
    (1,),
    {2: "预算数"},
    "“三公”经费表",
)
FORMS = [FORM, THREE_PUBLIC]


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_mutation_changes_cells_and_nothing_into_itself(kind: str) -> None:
    printed = {
        (form.table_id, *place): text
        for form in FORMS
        for place, text in {
            **form.texts,
            **{(0, column): header for column, header in form.headers.items()},
            **{(row, -column): str(indent) for (row, column), indent in form.indents.items()},
            (0, 0): form.caption,
        }.items()
    }
    changes = [MUTATIONS[kind](FORMS, random.Random(seed)) for seed in range(60)]
    assert any(changes)
    for change in changes:
        assert kind in ("scale", "exchange_titles") or len({table for table, _, _ in change}) < 2
        for cell, text in change.items():
            assert text != printed.get(cell)


@pytest.mark.parametrize("kind", MUTATIONS)
def test_only_a_loss_leaves_fewer_numbers_than_were_printed(kind: str) -> None:
    texts = {(form.table_id, *place): text for form in FORMS for place, text in form.texts.items()}
    for seed in range(60):
        change = MUTATIONS[kind](FORMS, random.Random(seed))
        cells = {cell: text for cell, text in change.items() if cell[1] > 0}
        before = sum(bool(texts.get(cell)) for cell in cells)
        after = sum(len(text.split()) for text in cells.values())
        if kind in LOSSES:
            assert after == 0 < before or not change
        elif kind in SLIPS:
            assert before == after


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
        build.execute("create temp table captions as select table_id, caption from raw.document_table")
        made = mutate(build, forms_of(build), 0, 1)
        changed = build.execute("""
            select distinct tables.document_id
            from raw.table_cell as cells
            left join before using (table_id, row_no, column_no)
            inner join raw.document_table as tables using (table_id)
            inner join captions using (table_id)
            where cells.text is distinct from before.text
                or cells.indent is distinct from before.indent
                or cells.header_path is distinct from before.header_path
                or tables.caption <> captions.caption
        """).fetchall()
    assert set(made) == {document for (document,) in changed}
    # No kind is made twice while another that has a place is not made at all.
    assert len(set(made.values())) >= min(len(made), len(MUTATIONS)) - 6
    assert max(Counter(made.values()).values()) <= 1 + len(made) // (len(MUTATIONS) - 6)
    counts = {kind: Count() for kind in MUTATIONS}
    keep(own_build.file, tmp_path / "kept.duckdb")
    assert count(copy, tmp_path / "kept.duckdb", made, counts) == []
    assert sum(of_kind.amounts for of_kind in counts.values())
    assert not any(of_kind.wrong for of_kind in counts.values())
