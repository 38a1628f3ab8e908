"""Of a file of several bodies each form is whose its page says; where no page says it, nothing is certain.

Belongs here: the documents of ``tests.support.several_bodies`` held against the marts.
"""

from __future__ import annotations

import pytest

from tests.support.built import Build
from tests.support.several_bodies import SEVERAL, SeveralBodies

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("several", SEVERAL, ids=lambda several: several.name)
def test_every_form_is_its_bodys(several: SeveralBodies, small_build: Build) -> None:
    totals = small_build.rows(
        """
        select department_name, form_code, (max(amount_yuan) / 10000)::integer
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        inner join marts.dim_department using (department_key)
        where file_path = ? and line_role = 'total' and measure_code in ('total', 'amount')
        group by all
        """,
        f"several/{several.path}",
    )
    assert {(body, form_code): total for body, form_code, total in totals} == several.totals


@pytest.mark.parametrize("several", SEVERAL, ids=lambda several: several.name)
def test_each_body_has_the_year_and_a_units_accounts_are_a_units(
    several: SeveralBodies, small_build: Build
) -> None:
    rows = small_build.rows(
        """
        select department_name, fiscal_year, reporting_scope, dim_disclosure.is_current
        from marts.dim_disclosure
        inner join marts.dim_document using (document_key)
        inner join marts.dim_department using (department_key)
        where file_path = ?
        """,
        f"several/{several.path}",
    )
    assert sorted(rows) == sorted((body, 2025, scope, True) for body, scope in several.scopes.items())


@pytest.mark.parametrize("several", SEVERAL, ids=lambda several: several.name)
def test_nobody_is_accused_and_what_is_sure_is_proven(several: SeveralBodies, small_build: Build) -> None:
    assert (
        small_build.rows(
            """
            select identity_code, form_code, line_label, fct_identity_check.status
            from marts.fct_identity_check
            inner join marts.dim_disclosure using (disclosure_key)
            inner join marts.dim_document using (document_key)
            where file_path = ? and fct_identity_check.status in ('violated', 'incomplete')
            """,
            f"several/{several.path}",
        )
        == []
    )
    unproven = small_build.rows(
        """
        select distinct department_name, form_code
        from marts.fct_published_amount
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        inner join marts.dim_department using (department_key)
        where file_path = ? and proof_status <> 'proven'
        """,
        f"several/{several.path}",
    )
    assert set(unproven) == several.doubted


def test_forms_that_nobody_is_named_above_are_counted_as_read_by_nobody(small_build: Build) -> None:
    rows = small_build.rows(
        """
        select count(*) from marts.fct_unrecognised_table
        inner join marts.dim_document using (document_key)
        where file_path = 'several/forms_again_without_a_name.pdf'
        """
    )
    assert rows == [(6,)]
