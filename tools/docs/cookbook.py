"""Answers the questions of ``docs/cookbook`` on sample data and writes the answers down.

Belongs here: reading the questions, the warehouse they are asked, the page of answers. Does not
belong here: the questions (``docs/cookbook/*.sql``), the documents (``raw/``, ``tools.writer``).
``python -m tools.docs.cookbook`` writes ``docs/cookbook/README.md``.

The warehouse holds the samples of ``raw/`` and the made-up documents of ``tools.writer.examples``,
which add what five documents of one year each cannot show: years, final accounts, a renaming.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from dagster_project.duckdb_file import columns_of
from tools.build import PROJECT, build_warehouse
from tools.writer.examples import write_examples
from tools.writer.samples import RAW_DIR, SAMPLES

FOLDER = PROJECT / "docs" / "cookbook"
PAGE = FOLDER / "README.md"
_MOVING = "moving:"
_HEAD = """\
# Twenty questions

Each question is a file of SQL that runs on the published warehouse as it is:
`.venv/bin/duckdb -readonly warehouse/fiscal.duckdb < docs/cookbook/01-reception-by-year.sql`.
The answers below come from the samples in `raw/` and from made-up documents of 示例市
(`tools/writer/examples.py`), which add years, final accounts and a renaming.
Amounts named `_wan_yuan` are in 万元 (ten thousand yuan).
`python -m tools.docs.cookbook` asks again and writes this page.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in Chinese and English, and the SQL that answers it.

    ``is_moving``: the answer changes whenever the warehouse learns more, by a note in the file.
    """

    name: str
    zh: str
    en: str
    sql: str
    is_moving: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns and rows of an answer, as texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_questions() -> list[Question]:
    """Every question, in order."""
    return [_question(path) for path in sorted(FOLDER.glob("[0-9][0-9]-*.sql"))]


def build_cookbook(workplace: Path, program: str = "") -> Path:
    """Build the warehouse that the questions are asked; return its file."""
    documents = workplace / "documents"
    write_documents(documents)
    return build_warehouse(documents, workplace, jobs=2, program=program)


def write_documents(folder: Path) -> None:
    """Write the samples and the made-up documents into a folder."""
    write_examples(folder / "examples")
    for sample in SAMPLES:
        shutil.copy2(RAW_DIR / sample.file_name, folder)


def answer(connection: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    """Ask one question."""
    cursor = connection.execute(question.sql)
    columns = tuple(columns_of(cursor))
    return Answer(columns, tuple(tuple(_text(value) for value in row) for row in cursor.fetchall()))


def section(number: int, question: Question, found: Answer) -> str:
    """A question with its SQL and its answer, as Markdown."""
    return "\n".join(
        [
            f"## {number}. {question.zh}",
            "",
            f"{question.en} [{question.name}]({question.name})",
            "",
            _row(found.columns),
            _row(["---"] * len(found.columns)),
            *[_row(row) for row in found.rows],
            "",
        ]
    )


def write_page() -> None:
    """Build, ask every question, and write the page."""
    with tempfile.TemporaryDirectory() as workplace:
        file = build_cookbook(Path(workplace))
        with duckdb.connect(str(file), read_only=True) as connection:
            numbered = enumerate(read_questions(), start=1)
            sections = [section(n, question, answer(connection, question)) for n, question in numbered]
    PAGE.write_text("\n".join([_HEAD, *sections]), encoding="utf-8")


def _question(path: Path) -> Question:
    zh, en, *sql = path.read_text(encoding="utf-8").splitlines()
    is_moving = any(line.removeprefix("-- ").startswith(_MOVING) for line in sql)
    return Question(path.name, zh.removeprefix("-- "), en.removeprefix("-- "), "\n".join(sql), is_moving)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}" if value != value.quantize(Decimal("0.01")) else f"{value:,.2f}"
    return str(value)


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    write_page()
