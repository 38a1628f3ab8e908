"""What disclosures say in prose: read as claims, the same in every format, and held against their forms.

Belongs here: claims and their findings in whole documents, the project's samples and the real
disclosures of Hebei. Does not belong here: single sentences (the models' unit tests) and the
forms themselves (``test_hebei``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)
FORMATS = ("docx", "pdf", "txt")
# 丰润区 2023: 83.27 + 1.92 - 111.65 is not +135.25. 开发区机关事务服务中心 2023: expenditure 8320.77 beside
# forms of 8900.03. The other three disclosures say what their forms print.
FINDINGS = Counter(
    [
        ("narrative_change", Decimal("1352500.00"), Decimal("-264600.00")),
        ("narrative_amount", Decimal("83207700.00"), Decimal("89000300.00")),
    ]
)


@dataclass(frozen=True)
class Collection:
    """The fifteen files in a build: those below one folder."""

    build: Build
    folder: str


@pytest.fixture(params=["the project's samples", "the real disclosures"])
def collection(request: pytest.FixtureRequest) -> Collection:
    """Each set of files in turn; the real ones where they lie beside the project."""
    if request.param == "the project's samples":
        return Collection(request.getfixturevalue("own_build"), "samples/")
    return Collection(request.getfixturevalue("disclosures_build"), "河北/")


def test_prose_that_contradicts_its_forms_or_itself_is_found_and_nothing_else(
    collection: Collection,
) -> None:
    found = collection.build.rows(
        """
        select file_format, identity_code, actual_yuan, expected_yuan
        from marts.fct_identity_check
        inner join marts.dim_identity using (identity_code)
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where starts_with(file_path, ?) and fct_identity_check.status = 'violated'
            and dim_identity.scope = 'form_and_prose'
        """,
        collection.folder,
    )
    by_format = {name: Counter(row[1:] for row in found if row[0] == name) for name in FORMATS}
    assert by_format == dict.fromkeys(FORMATS, FINDINGS)


def test_prose_claims_the_same_in_every_format(collection: Collection) -> None:
    claims = collection.build.rows(
        """
        select
            department_name, dim_disclosure.fiscal_year, file_format, claim_code, fund_source, claim_kind,
            claimed_period, claimed_yuan, claimed_ratio
        from marts.fct_narrative_claim
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document on dim_document.document_key = fct_narrative_claim.document_key
        inner join marts.dim_department using (department_key)
        where starts_with(dim_document.file_path, ?)
        """,
        collection.folder,
    )
    departments = {row[:2] for row in claims}
    assert len(departments) == 5
    for department in departments:
        by_format = {
            name: Counter(row[3:] for row in claims if row[:2] == department and row[2] == name)
            for name in FORMATS
        }
        assert by_format["pdf"] == by_format["docx"] == by_format["txt"]


def test_claims_lead_to_the_paragraph_that_states_them(collection: Collection) -> None:
    lost = collection.build.rows(
        """
        select claim_key
        from marts.fct_narrative_claim
        inner join marts.dim_document using (document_key)
        left join raw.paragraph
            on paragraph.document_id = document_key
                and paragraph.paragraph_no = fct_narrative_claim.paragraph_no
        where starts_with(file_path, ?)
            and not coalesce(contains(replace(paragraph.text, ' ', ''), printed_text), false)
        """,
        collection.folder,
    )
    assert lost == []


def test_last_years_figures_that_prose_implies_are_told_apart_from_published_ones(
    collection: Collection,
) -> None:
    """丰润区 says in 2023 that its three public expenses of 18.9 are those of 2022 again."""
    implied = collection.build.rows(
        """
        select fct_implied_prior_year.fiscal_year, derivation, implied_yuan
        from marts.fct_implied_prior_year
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where starts_with(file_path, ?) and contains(file_path, '2023')
            and claim_code = 'three_public_total' and implied_yuan = 189000
        """,
        collection.folder,
    )
    assert implied == [(2022, "this_year_less_change", Decimal("189000.00"))]
