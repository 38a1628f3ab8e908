"""The twenty questions of the cookbook are answered, and as its page says."""

from __future__ import annotations

import duckdb
import pytest

from tests.support.built import Build
from tools.docs.cookbook import PAGE, Question, answer, read_questions, section

pytestmark = pytest.mark.timeout(900)

QUESTIONS = read_questions()


def test_there_are_twenty_questions_in_two_languages() -> None:
    assert len(QUESTIONS) == 20
    assert all(question.zh.endswith("？") and question.en.endswith("?") for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_answered_as_the_page_says(question: Question, cookbook_build: Build) -> None:
    with duckdb.connect(str(cookbook_build.file), read_only=True) as connection:
        found = answer(connection, question)
    assert found.rows
    assert any(any(row) for row in found.rows)
    said = section(QUESTIONS.index(question) + 1, question, found)
    page = PAGE.read_text(encoding="utf-8")
    if question.is_moving:
        # The rows move with what the warehouse learns; `python -m tools.docs.cookbook` writes them anew.
        said = said.split("| --- |")[0]
    assert said in page, "python -m tools.docs.cookbook writes the page anew"


def test_a_published_warehouse_answers_as_the_build_does(cookbook_build: Build) -> None:
    """Questions read marts alone: nothing that is not published."""
    schemas = {"staging.", "intermediate.", "seeds."}
    assert not [question.name for question in QUESTIONS if any(s in question.sql for s in schemas)]
    views = {name for (name,) in cookbook_build.rows("select view_name from duckdb_views()")}
    assert {"v_expenditure", "v_revenue", "v_three_public_expenses", "v_disclosure"} <= views
