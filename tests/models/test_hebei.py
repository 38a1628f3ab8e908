"""Five disclosures of Hebei, each in three formats: the same amounts, one of them current, five entities.

Belongs here: what these disclosures must come to in the marts, from the real files where they
are at hand and from the project's own samples of the same disclosures. Does not belong here:
layouts of other places (``test_traits``, ``test_scoreboard``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.support.built import Build
from tools.checks.amounts import differences
from tools.writer.disclosure import compose
from tools.writer.facts import load_facts
from tools.writer.layouts import load_layout
from tools.writer.samples import SAMPLES

pytestmark = pytest.mark.timeout(900)
FORMATS = ("docx", "pdf", "txt")


@dataclass(frozen=True)
class Published:
    """A disclosure, and the totals it prints in 万元, read from its pages by eye."""

    facts: str
    department_code: str
    legal_name: str
    printed_name: str
    region_code: str
    region_name: str
    fiscal_year: int
    total: str
    basic: str
    three_public_with_meetings_and_training: str


PUBLISHED = (
    Published(
        "fengrun_party_office_2023",
        "201",
        "中国共产党唐山市丰润区委员会办公室",
        "区委部门",
        "130208",
        "丰润区",
        2023,
        "1274.78",
        "826.95",
        "98.90",
    ),
    Published(
        "qinhuangdao_zone_services_2023",
        "430",
        "秦皇岛经济技术开发区机关事务服务中心",
        "秦皇岛经济技术开发区机关事务服务中心",
        "130300",
        "秦皇岛市",
        2023,
        "8900.03",
        "3611.85",
        "374.46",
    ),
    Published(
        "xushui_government_office_2024",
        "434",
        "保定市徐水区人民政府办公室",
        "保定市徐水区人民政府办公室",
        "130609",
        "徐水区",
        2024,
        "937.79",
        "706.36",
        "20.84",
    ),
    Published(
        "haigang_government_office_2024",
        "434",
        "秦皇岛市海港区人民政府办公室",
        "秦皇岛市海港区人民政府办公室",
        "130302",
        "海港区",
        2024,
        "1417.69",
        "884.29",
        "9.69",
    ),
    Published(
        "haigang_data_bureau_2025",
        "435",
        "秦皇岛市海港区数据和政务服务局",
        "秦皇岛市海港区数据和政务服务局",
        "130302",
        "海港区",
        2025,
        "2085.50",
        "1089.50",
        "0.26",
    ),
)
# The publisher's slip of 2023: the total row of the expenditure form prints basic 827.09 beside
# project 447.83 and total 1274.78; its classes add up to 826.96, the general public form prints 826.95.
FINDINGS = Counter(
    [
        ("expenditure", "合计", "row_cross_foot", "total", Decimal("12747800"), Decimal("12749200")),
        ("expenditure", "合计", "code_roll_up", "basic", Decimal("8270900"), Decimal("8269600")),
        ("expenditure", "合计", "expenditure_vs_funds", "basic", Decimal("8270900"), Decimal("8269500")),
    ]
)
BY_NAME = [published.facts for published in PUBLISHED]


@dataclass(frozen=True)
class Collection:
    """The fifteen files in a build: those below one folder."""

    build: Build
    folder: str

    def keys(self, published: Published) -> dict[str, str]:
        """The disclosure's key in each format."""
        return dict(
            self.build.rows(
                """
                select file_format, disclosure_key
                from marts.dim_disclosure
                inner join marts.dim_document using (document_key)
                inner join marts.dim_department using (department_key)
                where starts_with(file_path, ?) and department_name = ? and fiscal_year = ?
                    and budget_stage = 'budget' and reporting_scope = 'department'
                """,
                self.folder,
                published.legal_name,
                published.fiscal_year,
            )
        )

    def current_key(self, published: Published) -> str:
        """The key of the one that is current."""
        keys = list(self.keys(published).values())
        ((key,),) = self.build.rows(
            """
            select disclosure_key from marts.dim_disclosure
            where is_current and disclosure_key in (select unnest(?))
            """,
            keys,
        )
        return str(key)


@pytest.fixture(params=["the project's samples", "the real disclosures"])
def collection(request: pytest.FixtureRequest) -> Collection:
    """Each set of files in turn; the real ones where they lie beside the project."""
    if request.param == "the project's samples":
        return Collection(request.getfixturevalue("own_build"), "samples/")
    return Collection(request.getfixturevalue("disclosures_build"), "河北/")


each_disclosure = pytest.mark.parametrize("published", PUBLISHED, ids=BY_NAME)


@each_disclosure
def test_the_three_formats_publish_the_same_amounts_cell_for_cell(
    published: Published, collection: Collection
) -> None:
    keys = collection.keys(published)
    assert tuple(sorted(keys)) == FORMATS
    docx, pdf, text = (_cells(collection.build, keys[name]) for name in FORMATS)
    assert sum(docx.values()) > 150
    for other in (pdf, text):
        assert not docx - other, f"only in DOCX: {sorted(docx - other)[:5]}"
        assert not other - docx, f"not in DOCX: {sorted(other - docx)[:5]}"


@each_disclosure
def test_the_samples_publish_every_figure_of_their_facts_and_no_other(
    published: Published, own_build: Build
) -> None:
    expected = list(compose(load_facts(published.facts), load_layout("hebei")).amounts())
    keys = Collection(own_build, "samples/").keys(published)
    for file_format, key in sorted(keys.items()):
        found = own_build.statutory_amounts(key)
        assert differences(expected, found) == ([], []), file_format


@each_disclosure
def test_one_of_three_formats_is_current(published: Published, collection: Collection) -> None:
    keys = collection.keys(published)
    assert collection.current_key(published) in keys.values()


def test_the_collection_holds_five_entities_and_nothing_else(collection: Collection) -> None:
    found = collection.build.rows(
        """
        select department_code, department_name, region_code, region_name, printed_entity_name, fiscal_year
        from marts.dim_disclosure
        inner join marts.dim_document using (document_key)
        inner join marts.dim_department using (department_key)
        where starts_with(file_path, ?) and dim_disclosure.is_current
        order by all
        """,
        collection.folder,
    )
    assert found == sorted(
        (p.department_code, p.legal_name, p.region_code, p.region_name, p.printed_name, p.fiscal_year)
        for p in PUBLISHED
    )


def test_two_departments_of_code_434_in_different_regions_are_two(collection: Collection) -> None:
    keys = collection.build.rows(
        "select department_key from marts.dim_department where department_code = '434' and is_current"
    )
    assert len(keys) == len(set(keys)) == 2


def test_findings_are_the_publishers_own_slips(collection: Collection) -> None:
    """Within and between the forms; each in all three formats, and the rest is within rounding."""
    found = collection.build.rows(
        """
        select
            file_format, form_code, line_label, identity_code, measure_code,
            least(actual_yuan, expected_yuan), greatest(actual_yuan, expected_yuan)
        from marts.fct_identity_check
        inner join marts.dim_identity using (identity_code)
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where starts_with(file_path, ?) and fct_identity_check.status = 'violated'
            and dim_identity.scope in ('within_form', 'between_forms')
        """,
        collection.folder,
    )
    for file_format in FORMATS:
        findings = Counter(row[1:] for row in found if row[0] == file_format)
        assert findings == Counter(
            (*finding[:4], min(finding[4:]), max(finding[4:])) for finding in FINDINGS.elements()
        )


def test_differences_of_a_last_place_are_rounding(collection: Collection) -> None:
    statuses = collection.build.rows(
        """
        select fct_identity_check.status, max(abs(difference_yuan))
        from marts.fct_identity_check
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where starts_with(file_path, ?)
            and fct_identity_check.status in ('exact', 'rounding')
            and relation = '='
        group by all
        order by all
        """,
        collection.folder,
    )
    # 徐水区 prints a dozen totals 0.01 or 0.02 万元 beside the sum of their parts.
    assert statuses == [("exact", Decimal(0)), ("rounding", Decimal(200))]


@each_disclosure
def test_facts_sum_to_the_printed_totals_without_a_filter(
    published: Published, collection: Collection
) -> None:
    totals = {
        "fct_revenue": published.total,
        "fct_expenditure": published.total,
        "fct_appropriation_expenditure": published.total,
        "fct_basic_expenditure": published.basic,
        "fct_three_public_expenses": published.three_public_with_meetings_and_training,
    }
    key = collection.current_key(published)
    for fact, printed in totals.items():
        ((amount, count),) = collection.build.rows(
            f"select sum(amount_yuan), count(*) from marts.{fact} where disclosure_key = ?", key
        )
        # Half of the last place (0.01 万元) for each leaf and for the total.
        assert abs(amount - Decimal(printed) * 10000) <= 50 * (count + 1), fact


def _cells(build: Build, disclosure_key: str) -> Counter[tuple[str, ...]]:
    """The statutory amounts with all that places and describes them, but pages and positions."""
    rows = build.rows(
        """
        select
            form_code,
            dense_rank() over (partition by form_code order by row_no),
            printed_row_no,
            amount_basis, side, breakdown, budget_unit_code, budget_unit_label, line_label, line_role,
            functional_code, economic_code, government_economic_code, code_source, fund_source, item_code,
            measure_code, amount_yuan, printed_text, printed_unit, is_leaf, proof_status
        from marts.fct_published_amount
        where disclosure_key = ? and form_code in (select form_code from marts.dim_form where is_statutory)
        """,
        disclosure_key,
    )
    return Counter(tuple(map(str, row)) for row in rows)


def test_every_sample_is_looked_at() -> None:
    assert {published.facts for published in PUBLISHED} == {sample.facts for sample in SAMPLES}
