"""What is handed to a shard is what all others say: its own part is taken out again."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.loading.elsewhere import create_elsewhere
from dagster_project.sharding.handing_over import concerning, fill_elsewhere
from dagster_project.sharding.records import HandedOver


def _file(folder: Path, thing: str, query: str) -> str:
    path = folder / f"{thing}.parquet"
    duckdb.execute(f"copy ({query}) to '{path}' (format parquet)")
    return str(path)


def test_counts_are_those_of_the_others_and_what_nobody_else_says_is_left_out(tmp_path: Path) -> None:
    files = {
        "code_name": _file(
            tmp_path,
            "code_name",
            "from (values ('functional', '201', 'both', 5), ('functional', '201', 'own', 2)) "
            "as t (classification, code, code_name, printed_count)",
        ),
        "code_use": _file(
            tmp_path,
            "code_use",
            "from (values ('functional', '201', 2018)) as t (classification, code, first_used_year)",
        ),
        "region_department": _file(
            tmp_path,
            "region_department",
            "from (values ('130302', 'own'), ('130302', 'other'), ('310000', 'of no concern')) "
            "as t (region_code, department_name)",
        ),
    }
    with duckdb.connect() as connection:
        create_elsewhere(connection)
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_shared_code_name as "
            "from (values ('functional', '201', 'both', 2), ('functional', '201', 'own', 2)) "
            "as t (classification, code, code_name, printed_count)"
        )
        connection.execute(
            "create table intermediate.int_shared_code_use as "
            "select 'functional' as classification, '201' as code, 2020 as first_used_year"
        )
        connection.execute(
            "create table intermediate.int_department_lineage as select '130302' as region_code; "
            "create table intermediate.int_shared_region_department as "
            "select '130302' as region_code, 'own' as department_name"
        )
        for _ in range(2):
            # Once more: nothing is added to what was handed over before.
            fill_elsewhere(connection, HandedOver(0, "", "", files))
        names = connection.execute("from elsewhere.code_name").fetchall()
        uses = connection.execute("from elsewhere.code_use").fetchall()
        departments = connection.execute("from elsewhere.region_department order by all").fetchall()
    assert names == [("functional", "201", "both", 3)]
    assert uses == [("functional", "201", 2018)]
    assert departments == [("130302", "other"), ("130302", "own")]


def test_a_shard_is_concerned_by_the_layouts_of_its_findings_alone(tmp_path: Path) -> None:
    def handed_over(mine: int, other: int) -> HandedOver:
        folder = tmp_path / f"{mine}-{other}"
        folder.mkdir()
        rows = (
            f"from (values ('roll_up', 'mine', {mine}), ('roll_up', 'other', {other})) "
            "as t (identity_code, layout_key, judged_count)"
        )
        return HandedOver(1, "", "", {"layout_judgement": _file(folder, "layout_judgement", rows)})

    said = concerning(handed_over(1, 1), [("roll_up", "mine")])
    assert concerning(handed_over(1, 2), [("roll_up", "mine")]) == said
    assert concerning(handed_over(2, 1), [("roll_up", "mine")]) != said


def test_a_shard_is_concerned_by_its_own_regions(tmp_path: Path) -> None:
    def handed_over(*regions: str) -> HandedOver:
        folder = tmp_path / "-".join(regions)
        folder.mkdir()
        rows = f"select unnest({list(regions)}) as region_code, 2024 as fiscal_year, 'budget' as budget_stage"
        return HandedOver(1, "", "", {"region_period": _file(folder, "region_period", rows)})

    said = concerning(handed_over("130302"), [], ["130302"])
    assert concerning(handed_over("130302", "310000"), [], ["130302"]) == said
    assert concerning(handed_over("310000"), [], ["130302"]) != said
