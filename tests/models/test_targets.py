"""Projects and indicators of Hebei's disclosures: what the pages print, the same from each format.

Belongs here: what real documents must come to in the facts on targets. Does not belong here: the
rules of reading, which are unit tests beside the models.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.support.built import Build

pytestmark = pytest.mark.timeout(900)

# Counted on the pages: projects, of them with a code and a budget, indicators.
COUNTS = {
    ("区委部门", 2023): (7, 0, 42),
    ("秦皇岛经济技术开发区机关事务服务中心", 2023): (19, 0, 193),
    ("保定市徐水区人民政府办公室", 2024): (7, 7, 43),
    ("秦皇岛市海港区人民政府办公室", 2024): (6, 6, 57),
    ("秦皇岛市海港区数据和政务服务局", 2025): (6, 6, 46),
}


def test_every_project_and_indicator_of_hebei_is_a_row(disclosures_build: Build) -> None:
    rows = disclosures_build.rows("""
        select
            disclosures.printed_entity_name,
            disclosures.fiscal_year,
            (select count(*) from marts.fct_project as p where p.disclosure_key = disclosures.disclosure_key),
            (select count(*) from marts.fct_project as p
             where p.disclosure_key = disclosures.disclosure_key
                and p.project_code is not null and p.budget_yuan is not null),
            (select count(*) from marts.fct_performance_indicator as i
             where i.disclosure_key = disclosures.disclosure_key)
        from marts.dim_disclosure as disclosures
        where disclosures.is_current
    """)
    counts = {(row[0], row[1]): row[2:] for row in rows if (row[0], row[1]) in COUNTS}
    assert counts == COUNTS


def test_targets_read_the_same_from_every_format(disclosures_build: Build) -> None:
    for columns, table in (
        ("project_code, project_name, budget_yuan, fiscal_yuan, planned_share_march", "int_project"),
        (
            "level_1, level_2, level_3, target_text, comparator, target_value, target_unit",
            "int_performance_indicator",
        ),
    ):
        rows = disclosures_build.rows(f"""
            select
                string_split(regexp_replace(any_value(paths.file_path), '[.][a-z]+$', ''), '/')[-1] as name,
                list(({columns}) order by tables.table_no, targets.row_no)
            from intermediate.{table} as targets
            inner join raw.document_path as paths using (document_id)
            inner join raw.document_table as tables using (table_id)
            where paths.file_path like '河北/%'
            group by targets.document_id
            order by name
        """)
        assert len(rows) == 15
        for (name, read), (next_name, read_next) in pairwise(rows):
            if name == next_name:
                assert read == read_next, name


def test_the_three_disclosures_that_print_plans_give_nineteen_projects_a_plan(
    disclosures_build: Build,
) -> None:
    rows = disclosures_build.rows("""
        select count(*), count(project_code), count(budget_yuan), count(planned_share_december)
        from marts.fct_project
        inner join marts.dim_disclosure using (disclosure_key)
        inner join marts.dim_document using (document_key)
        where file_path like '河北/%' and project_code is not null
    """)
    assert rows == [(19, 19, 19, 19)]


def test_a_plan_of_money_under_a_percent_sign_is_a_share_of_the_budget(disclosures_build: Build) -> None:
    rows = disclosures_build.rows("""
        select budget_yuan, plan_printed_as, planned_share_march, planned_share_december
        from marts.fct_project
        where project_code = '13030225P000025100017'
    """)
    assert [tuple(map(str, row)) for row in rows] == [("2460000.00", "money", "0.250000", "1.000000")]
