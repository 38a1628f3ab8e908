"""A disclosure comes to the same amounts in whatever format it is published."""

from __future__ import annotations

import pytest

from tests.support.built import Build
from tests.support.formats import FORMATS, disclosure
from tools.checks.amounts import differences
from tools.writer.every_format import SAVED
from tools.writer.office import office_program

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_amount_is_published_and_no_other(suffix: str, own_build: Build) -> None:
    if suffix in SAVED and not office_program():
        pytest.skip(f"LibreOffice, which writes the .{suffix}, is not installed")
    path = f"formats/disclosure.{suffix}" + ("!/公开/disclosure.pdf" if suffix == "zip" else "")
    ((key,),) = own_build.rows(
        "select disclosure_key from marts.dim_disclosure inner join marts.dim_document using (document_key)"
        " where file_path = ?",
        path,
    )
    expected = list(disclosure().amounts())
    assert len(expected) > 150
    assert differences(expected, own_build.statutory_amounts(str(key))) == ([], [])
