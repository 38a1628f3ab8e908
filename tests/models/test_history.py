"""Years of one office: renamed, re-published, in two formats, corrected by hand, beside its unit's own.

Belongs here: what years of documents come to in the star facts, from print to marts. Does not belong
here: the rules one by one (unit tests of the models), single documents (``test_publication``).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.extraction.outcome import sha256_of
from dagster_project.fingerprint import of_program
from dagster_project.loading.load import load_folder
from tests.support.built import Build
from tests.support.dbt import run_dbt
from tools.build import DBT_PROJECT, build_warehouse
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.entries import Bookkeeping, Entry, load_bookkeeping
from tools.writer.layouts import load_layout
from tools.writer.model import Document
from tools.writer.text import render_cell_lines

pytestmark = pytest.mark.timeout(900)

FORMER, LATER, OTHER = "示例市行政审批局", "示例市数据和政务服务局", "示例市第二局"
OWN = "（本级）"
UNKNOWN = "f" * 64
RIGHT = "1234567.89"


@dataclass(frozen=True)
class Published:
    """A document of an office, as it was published."""

    file: str
    entity: str
    year: int
    stage: str = "budget"
    code: str = "106"
    on: str = ""
    factor: str = "1"
    with_new_code: bool = False

    def document(self) -> Document:
        """The document in print."""
        final = self.stage == "final_accounts"
        layout = load_layout("budget_beside_final") if final else replace(load_layout("plain"), decimals=2)
        if self.on:
            cover = ("{legal_name}{year}年部门" + ("决算" if final else "预算"), f"发布日期：{self.on}")
            layout = replace(layout, cover=cover)
        scope = "unit" if self.entity.endswith(OWN) else "department"
        return compose(self._bookkeeping().facts(layout, stage=self.stage, scope=scope), layout)

    def _bookkeeping(self) -> Bookkeeping:
        bookkeeping = load_bookkeeping("example_bureau")
        bookkeeping = replace(
            bookkeeping,
            entity=self.entity,
            department_code=self.code,
            fiscal_year=self.year,
            units={**bookkeeping.units, "self": f"{self.entity.removesuffix(OWN)}{OWN}"},
            functional={**bookkeeping.functional, "20141": "数据事务", "2014102": "一般行政管理事务"},
            entries=tuple(self._changed(entry) for entry in bookkeeping.entries),
        )
        return bookkeeping.only("self", self.entity) if self.entity.endswith(OWN) else bookkeeping

    def _changed(self, entry: Entry) -> Entry:
        is_moved = self.with_new_code and entry.functional == "2010302"
        return replace(
            entry,
            functional="2014102" if is_moved else entry.functional,
            amounts={basis: amount * Decimal(self.factor) for basis, amount in entry.amounts.items()},
        )


# The office was renamed in the spring of 2024: its budget of that year still bears the former name.
PUBLISHED = (
    Published("2018.docx", FORMER, 2018),
    Published("2019.docx", FORMER, 2019),
    Published("2024.docx", FORMER, 2024, on="2024-02-01"),
    Published("2024.txt", FORMER, 2024, on="2024-02-01"),
    Published("2024_again.docx", FORMER, 2024, on="2024-03-01", factor="1.5"),
    Published("2023_final.docx", LATER, 2023, "final_accounts"),
    Published("2024_final.docx", LATER, 2024, "final_accounts"),
    Published("2025.docx", LATER, 2025, with_new_code=True),
    Published("2025_other.docx", OTHER, 2025, code="107"),
    Published("2025_other_unit.docx", f"{OTHER}{OWN}", 2025, code="107"),
)
STAR_FACTS = (
    "revenue",
    "expenditure",
    "appropriation_expenditure",
    "basic_expenditure",
    "three_public_expenses",
)


@dataclass(frozen=True)
class Cell:
    """A cell of a document's table, as a correction names it."""

    sha256: str
    table_no: int
    row_no: int
    column_no: int
    text: str


@dataclass(frozen=True)
class Corrected:
    """A build whose list of corrections has three entries: one holds, one lapsed, one is of no document."""

    build: Build
    holding: Cell
    lapsed: Cell


def _cells(file: Path, document: Path, code: str) -> list[Cell]:
    """The figures of a code's row in the expenditure form of a document."""
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute(
            """
            with form as (
                select table_id, document_id, table_no
                from raw.document_table
                where document_id = ? and caption like '%支出总表%' and caption not like '%收支总表%'
            ),
            coded as (
                select table_id, row_no from raw.table_cell where text = ?
            )
            select document_id, table_no, row_no, column_no, text
            from raw.table_cell
            inner join form using (table_id)
            inner join coded using (table_id, row_no)
            where regexp_full_match(text, '[\\d,]+\\.\\d\\d')
            order by column_no
            """,
            [sha256_of(document), code],
        ).fetchall()
    return [Cell(*row) for row in rows]


def _correct(project: Path, *corrections: tuple[Cell, str]) -> None:
    """Write the list of corrections: cells, and what they should be in yuan."""
    seed = project / "seeds/corrections.csv"
    head = seed.read_text(encoding="utf-8").strip().split(",")
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for cell, yuan in corrections:
            place = (cell.sha256, cell.table_no, cell.row_no, cell.column_no, cell.text)
            writer.writerow(
                [*place, yuan, "a digit is missing", "page 4 of the prose", "an analyst", "2024-06-01"]
            )


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, built_by_dbt: Path) -> Iterator[Corrected]:
    workplace = tmp_path_factory.mktemp("history")
    documents = workplace / "documents"
    documents.mkdir()
    for published in PUBLISHED:
        document = published.document()
        is_text = published.file.endswith(".txt")
        content = render_cell_lines(document).encode() if is_text else render_docx(document)
        (documents / published.file).write_bytes(content)
    seeded = workplace / "seeded" / "fiscal.duckdb"
    shutil.copytree(built_by_dbt.parent / "target", seeded.parent / "target")
    shutil.copyfile(built_by_dbt, seeded)
    load_folder(documents, seeded, jobs=2, prune=True)
    total, holding = _cells(seeded, documents / "2019.docx", "2010302")
    *_, other = _cells(seeded, documents / "2019.docx", "2050803")
    lapsed = replace(other, text="1.23")
    project = workplace / "dbt"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    # A part and its row's total: the total rules where the parts do not add up to it.
    unknown = replace(holding, sha256=UNKNOWN)
    _correct(project, (total, RIGHT), (holding, RIGHT), (lapsed, "5"), (unknown, "5"))
    run = run_dbt("seed", "--select=corrections", file=seeded, target=workplace / "seeding", project=project)
    assert run.returncode == 0, run.stdout + run.stderr
    build = Build(build_warehouse(documents, workplace, jobs=2, program=of_program(), like=seeded))
    yield Corrected(build, holding, other)
    build.close()


def test_a_correction_counts_in_the_star_facts_and_leaves_the_print_alone(corrected: Corrected) -> None:
    cell = corrected.holding
    ((key, text, yuan, right),) = corrected.build.rows(
        """
        select amounts.amount_key, amounts.printed_text, amounts.amount_yuan, amounts.corrected_yuan
        from marts.fct_published_amount as amounts
        inner join marts.fct_correction as corrections using (amount_key)
        where corrections.status = 'applied' and corrections.column_no = ?
        """,
        cell.column_no,
    )
    assert (text, right) == (cell.text, Decimal(RIGHT))
    assert yuan == Decimal(cell.text.replace(",", "")) * 10_000
    for star in ("fct_expenditure", "fct_expenditure_consolidated", "v_expenditure"):
        counted = corrected.build.rows(f"select amount_yuan from marts.{star} where amount_key = ?", key)
        assert counted == [(right,)], star
    # The sum of the star fact moves by the correction, and by nothing else.
    before, after = corrected.build.rows("""
        select sum(amount_yuan)
        from marts.fct_expenditure
        where fiscal_year in (2018, 2019) and budget_stage = 'budget'
        group by fiscal_year
        order by fiscal_year
    """)
    assert after[0] - before[0] == right - yuan


def test_a_correction_of_another_text_lapses_with_a_finding(corrected: Corrected) -> None:
    cell = corrected.lapsed
    assert corrected.build.rows(
        """
        select status, expected_text, found_text, status_reason
        from marts.fct_correction
        where status <> 'applied'
        order by status
        """
    ) == [
        ("lapsed", "1.23", cell.text, f"the cell now prints {cell.text}"),
        ("unknown_cell", corrected.holding.text, None, "no such table in the warehouse"),
    ]
    ((key, yuan),) = corrected.build.rows("""
        select amount_key, printed_yuan from marts.fct_correction where status = 'lapsed'
    """)
    assert corrected.build.rows(
        "select amount_yuan from marts.fct_expenditure where amount_key = ?", key
    ) == [(yuan,)]
    findings = corrected.build.rows("""
        select responsibility, document_key, form_code, equation_text, reason
        from marts.fct_finding
        where identity_code = 'correction'
    """)
    reason = f"the correction has lapsed: the cell now prints {cell.text}"
    assert findings == [("unclear", cell.sha256, "expenditure", f"{cell.text} ≠ 1.23", reason)]


def test_an_office_renamed_between_budget_and_final_accounts_is_one_department(corrected: Corrected) -> None:
    versions = corrected.build.rows("""
        select department_name, department_code, valid_from_year, valid_to_year
        from marts.dim_department
        where department_code = '106'
        order by valid_from_year
    """)
    assert versions == [(FORMER, "106", 2018, 2022), (LATER, "106", 2023, None)]
    compared = corrected.build.rows("""
        select count(*), count(distinct department_lineage_key)
        from marts.fct_budget_vs_final
        where fiscal_year = 2024 and budget_disclosure_key is not null and final_disclosure_key is not null
    """)
    assert compared[0][0] > 0
    assert compared[0][1] == 1


def test_a_code_has_the_name_of_its_year_on_both_sides_of_a_change(corrected: Corrected) -> None:
    names = corrected.build.rows("""
        select distinct fiscal_year, class_name
        from marts.fct_expenditure
        inner join marts.dim_functional_code using (functional_code_key)
        where functional_code like '210%' and fiscal_year <= 2019
        order by fiscal_year
    """)
    assert names == [(2018, "医疗卫生与计划生育支出"), (2019, "卫生健康支出")]
    new = corrected.build.rows("""
        select distinct fiscal_year, section_name, valid_from_year
        from marts.fct_expenditure
        inner join marts.dim_functional_code using (functional_code_key)
        where functional_code = '2014102'
    """)
    assert new == [(2025, "数据事务", 2025)]


@pytest.mark.parametrize("fact", STAR_FACTS)
def test_no_year_of_an_office_counts_twice(corrected: Corrected, fact: str) -> None:
    """Two formats, a corrected re-publication, a unit of its own: one disclosure counts for each."""
    counted = corrected.build.rows(f"""
        select department_code, fiscal_year, budget_stage, list(distinct file_path)
        from marts.fct_{fact}_consolidated
        inner join marts.dim_disclosure using (disclosure_key, department_key, fiscal_year, budget_stage)
        inner join marts.dim_document using (document_key)
        inner join marts.dim_department using (department_key)
        group by all
        order by all
    """)
    assert counted == [
        ("106", 2018, "budget", ["2018.docx"]),
        ("106", 2019, "budget", ["2019.docx"]),
        ("106", 2023, "final_accounts", ["2023_final.docx"]),
        ("106", 2024, "budget", ["2024_again.docx"]),
        ("106", 2024, "final_accounts", ["2024_final.docx"]),
        ("106", 2025, "budget", ["2025.docx"]),
        ("107", 2025, "budget", ["2025_other.docx"]),
    ]
    # What gave way is there still, and so is what a unit published.
    files = corrected.build.rows("select count(*) from marts.dim_disclosure where not is_current")
    assert files == [(2,)]
