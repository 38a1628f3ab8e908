"""Procurement and fixed assets of the samples and of Hebei's disclosures, as they are printed.

Belongs here: list forms from document to mart, in every format. Does not belong here: the nine
forms (``test_hebei``), the rules of single models (their unit tests).
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.built import Build
from tools.writer.facts import load_facts
from tools.writer.samples import SAMPLES

pytestmark = pytest.mark.timeout(900)
FORMATS = ("docx", "pdf", "txt")
FACTS = [sample.facts for sample in SAMPLES]
# Counted on the pages: lines of procurement and their sum in yuan; rows of assets with a number or a value,
# and the sum of the categories.
HEBEI = {
    "201_中国共产党唐山市丰润区委员会办公室_2023": ((0, None), (1, Decimal("4824310.00"))),
    "430_秦皇岛经济技术开发区机关事务服务中心_2023": (
        (6, Decimal("2418200.00")),
        (13, Decimal("24136034.35")),
    ),
    "434_保定市徐水区人民政府办公室_2024": ((0, None), (3, Decimal("3406900.00"))),
    "434_秦皇岛市海港区人民政府办公室_2024": ((6, Decimal("4120000.00")), (4, Decimal("2178300.00"))),
    "435_秦皇岛市海港区数据和政务服务局_2025": ((5, Decimal("7766100.00")), (2, Decimal("1984800.00"))),
}


@pytest.mark.parametrize("facts", FACTS)
@pytest.mark.parametrize("file_format", FORMATS)
def test_every_figure_of_procurement_is_published_as_printed(
    facts: str, file_format: str, own_build: Build
) -> None:
    rows = load_facts(facts).attachments.get("procurement", {}).get("rows", [])
    printed = [
        text
        for row in rows
        for text in (
            *(row.get("item", [])[i] for i in (1, 6) if len(row.get("item", [])) > i),
            *row.get("figures", []),
            row.get("sme"),
        )
        if text
    ]
    assert sorted(_published(own_build, f"samples/{facts}.{file_format}", "procurement")) == sorted(printed)


@pytest.mark.parametrize("facts", FACTS)
@pytest.mark.parametrize("file_format", FORMATS)
def test_every_value_of_assets_is_published_as_printed(
    facts: str, file_format: str, own_build: Build
) -> None:
    rows = load_facts(facts).attachments.get("assets", {}).get("rows", [])
    printed = [value for _, _, value in rows if value]
    assert sorted(_published(own_build, f"samples/{facts}.{file_format}", "fixed_assets")) == sorted(printed)


@pytest.mark.parametrize("facts", FACTS)
def test_a_sum_over_procurement_is_its_printed_total(facts: str, own_build: Build) -> None:
    rows = load_facts(facts).attachments.get("procurement", {}).get("rows", [])
    totals = [Decimal(row["figures"][0]) for row in rows if row["item"] == ["合计"]]
    ((summed, lines),) = own_build.rows(
        """
        select coalesce(sum(amount_yuan), 0), count(*) from marts.fct_procurement
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path like ?
        """,
        f"samples/{facts}.%",
    )
    assert summed == 10000 * sum(totals, Decimal())
    assert lines == sum(len(row["item"]) > 1 for row in rows)


def test_a_code_that_the_catalogue_does_not_hold_is_found(own_build: Build) -> None:
    found = own_build.rows(
        """
        select distinct actual_text, reason from marts.fct_identity_check
        where identity_code = 'catalogue_code' and status = 'violated'
        """
    )
    assert found == [("C9900000", "the code has 7 digits")]


@pytest.mark.parametrize("name", HEBEI)
@pytest.mark.parametrize("file_format", FORMATS)
def test_every_line_of_procurement_and_asset_of_hebei_is_a_row(
    name: str, file_format: str, disclosures_build: Build
) -> None:
    rows = disclosures_build.rows(
        """
        select
            count(*) filter (where rows.form_code = 'procurement' and rows.row_kind = 'line'),
            sum(amount_yuan) filter (where rows.form_code = 'procurement' and rows.row_kind = 'line'),
            count(*) filter (where rows.form_code = 'fixed_assets'),
            sum(amount_yuan) filter (where rows.form_code = 'fixed_assets' and rows.row_kind = 'line')
        from intermediate.int_list_row_of_all_documents as rows
        inner join raw.document_table as tables using (table_id)
        inner join raw.document_path as paths using (document_id)
        left join intermediate.int_list_amount_of_all_documents as amounts
            on rows.table_id = amounts.table_id and rows.row_no = amounts.row_no
            and amounts.measure_code = 'total'
        where paths.file_path = ?
        """,
        f"河北/{name}.{file_format}",
    )
    procurement, assets = HEBEI[name]
    assert rows == [(*procurement, *assets)]


def test_the_lists_of_hebei_read_the_same_from_every_format(disclosures_build: Build) -> None:
    read: dict[str, list[object]] = {}
    for path, values in disclosures_build.rows("""
        select
            paths.file_path,
            list(
                (
                    rows.form_code, rows.row_kind, rows.item_name, rows.catalogue_code, rows.quantity,
                    amounts.measure_code, amounts.amount_yuan
                )
                order by rows.form_code, tables.table_no, rows.row_no, amounts.measure_code
            )
        from intermediate.int_list_row_of_all_documents as rows
        inner join raw.document_table as tables using (table_id)
        inner join raw.document_path as paths using (document_id)
        left join intermediate.int_list_amount_of_all_documents as amounts
            on rows.table_id = amounts.table_id and rows.row_no = amounts.row_no
        where paths.file_path like '河北/%'
        group by paths.file_path
    """):
        read.setdefault(path.rsplit(".", 1)[0], []).append(values)
    assert {name: len(values) for name, values in read.items()} == {f"河北/{name}": 3 for name in HEBEI}
    for name, (first, *others) in read.items():
        assert all(other == first for other in others), name


def test_what_prose_says_of_procurement_and_assets_is_held_against_their_forms(
    disclosures_build: Build,
) -> None:
    rows = disclosures_build.rows("""
        select checks.form_code, count(*), count(*) filter (where checks.status = 'violated')
        from marts.fct_identity_check as checks
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where checks.identity_code = 'narrative_amount' and file_path like '河北/%'
            and checks.form_code in ('procurement', 'fixed_assets') and checks.status <> 'not_applicable'
        group by checks.form_code order by 1
    """)
    # Five documents state their assets, and one a procurement above nothing; in three formats each.
    assert rows == [("fixed_assets", 15, 0), ("procurement", 3, 0)]


def _published(build: Build, file_path: str, form_code: str) -> list[str]:
    rows = build.rows(
        """
        select printed_text from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path = ? and form_code = ?
        """,
        file_path,
        form_code,
    )
    return [text for (text,) in rows]
