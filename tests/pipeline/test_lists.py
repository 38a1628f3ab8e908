"""Procurement and fixed assets of the samples, held against the facts they were written from.

Belongs here: list forms from document to mart, in every format. Does not belong here: the nine
forms (``test_hebei``), the rules of single models (their unit tests).
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.build import Build
from tools.writer.facts import load_facts
from tools.writer.samples import SAMPLES

pytestmark = pytest.mark.timeout(900)
FORMATS = ("docx", "pdf", "txt")
FACTS = [sample.facts for sample in SAMPLES]


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
