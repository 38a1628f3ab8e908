"""The rules that columns declare, which are asked together: their answers in the build file.

Belongs here: reading the answers, and asking the same questions again.
Does not belong here: what the questions are (``dbt/macros/rules.sql``).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import duckdb

# The data test that asks them, and the tables that it leaves behind.
TEST = "declared_rules"
ANSWERS = f"checks.{TEST}"
QUESTIONS = "checks.rule_question"


def answers(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """One result a rule, as if dbt had asked each alone."""
    found = connection.execute(
        f"select rule_name, layer, model_name, severity, failures from {ANSWERS}"
    ).fetchall()
    for name, layer, model, severity, failures in found:
        status = "pass" if not failures else ("warn" if severity == "warn" else "fail")
        yield {
            "unique_id": f"test.fiscal.{name}",
            "name": name,
            "layer": layer,
            "model": model,
            "status": status,
            "execution_time": 0.0,
            "message": f"Got {failures} rows that break it" if failures else None,
            "failures": failures,
        }


def ask_again(connection: duckdb.DuckDBPyConnection, threads: int = 1) -> None:
    """Asks what the last build was asked, of the tables as they are now; so many questions at a time.

    Seeds are as dbt loaded them: what was asked of them has the answer that it had. A table without rows has
    none that breaks a rule.
    """
    empty = _without_rows(connection)
    questions = connection.execute(
        f"""
        select list(query order by model_no)
        from {QUESTIONS}
        where not is_of_seeds and not list_contains(?, model_id)
        group by question_no
        order by question_no
        """,
        [empty],
    ).fetchall()
    former = {
        (model, number): failures
        for model, number, failures in connection.execute(
            f"select model_id, rule_no, failures from {ANSWERS}"
        ).fetchall()
    }

    def ask(queries: list[str]) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            try:
                return cursor.execute(" union all ".join(queries)).fetchall()
            except duckdb.OutOfMemoryException:
                # What each model's rules look up is in memory for all of them together.
                return [row for query in queries for row in cursor.execute(query).fetchall()]

    with ThreadPoolExecutor(threads) as asking:
        answered = list(asking.map(ask, (queries for (queries,) in questions)))
    if any(failures and model in empty for (model, _), failures in former.items()):
        connection.execute(f"update {ANSWERS} set failures = 0 where list_contains(?, model_id)", [empty])
    for model, counts in chain.from_iterable(answered):
        for number, failures in enumerate(map(int, counts.split(","))):
            if former[model, number] != failures:
                connection.execute(
                    f"update {ANSWERS} set failures = ? where model_id = ? and rule_no = ?",
                    [failures, model, number],
                )


def _without_rows(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The models that are tables without any row."""
    rows = connection.execute(
        f"""
        select distinct model_id
        from {ANSWERS} as answers
        inner join duckdb_tables() as tables
            on answers.layer = tables.schema_name and answers.model_name = tables.table_name
        where tables.database_name = current_database() and tables.estimated_size = 0
        """
    ).fetchall()
    return [model for (model,) in rows]
