"""Refreshes with documents that break a model or a check, and says which files were set aside.

``python -m tools.checks.broken_documents`` takes half an hour; ``--only NAME`` tries some. In a copy of the
project each mutated model fails, or gives wrong rows, for one document that lies beside good ones. After each
refresh the good ones must be published, and each other file named with what it breaks.

Belongs here: the mutations and the counts. Does not belong here: how documents are found (``audit.blame``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tools.build import PROJECT
from tools.checks.faults import Place

FISCAL = Path(sys.executable).with_name("fiscal")
_GOOD = 3
_MODELS = (
    "stg_cell",
    "int_document_line",
    "int_document_text",
    "int_document_content",
    "int_document_disclosure",
    "int_entity_mention",
    "int_year_mention",
    "int_table_title",
    "int_table_unit",
    "int_form_row",
    "int_form_line",
    "int_list_row",
    "int_list_amount",
    "int_target_row",
    "int_target_cell",
    "int_target_value",
    "int_amount",
    "int_published_amount",
    "int_leaf_amount",
    "int_narrative_passage",
    "int_narrative_figure",
    "fct_published_amount",
)
_OF_DISCLOSURE = "disclosure_key in (select disclosure_key from {{ ref('int_disclosure_of_all_documents') }} "
_OF_DISCLOSURE += "where document_key = 'DOCUMENT')"
_OF_TABLE = "left(table_id, 16) = left('DOCUMENT', 16)"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of a model for one document.

    Attributes:
        name: The model that fails, or the check that finds wrong rows.
        model: The model that is changed.
        query: The changed query; ``ORIGINAL`` stands for the former one, ``DOCUMENT`` for the document.
    """

    name: str
    model: str
    query: str

    def apply(self, project: Path, document_id: str) -> None:
        """Changes the model in a copy of the project."""
        (path,) = (project / "dbt" / "models").rglob(f"{self.model}.sql")
        original = path.read_text(encoding="utf-8").strip().rstrip(";")
        query = self.query.replace("ORIGINAL", f"(\n{original}\n)").replace("DOCUMENT", document_id)
        path.write_text(query + "\n", encoding="utf-8")


CHECKS = (
    Mutation(
        "every_document_has_an_outcome",
        "dim_document",
        "select * from ORIGINAL as o where document_key <> 'DOCUMENT'",
    ),
    Mutation(
        "a_document_that_is_not_loaded_says_why",
        "dim_document",
        "select * replace (if(document_key = 'DOCUMENT', 'not_a_disclosure', status) as status, "
        "if(document_key = 'DOCUMENT', null, status_reason) as status_reason) from ORIGINAL as o",
    ),
    Mutation(
        "form_occurs_once_per_disclosure",
        "fct_published_amount",
        f"select * replace (if({_OF_TABLE}, 1, row_no) as row_no) from ORIGINAL as o",
    ),
    Mutation(
        "amounts_of_every_identity_term_exist",
        "fct_identity_term",
        f"select * replace (if({_OF_DISCLOSURE}, 'none', amount_key) as amount_key) from ORIGINAL as o",
    ),
    Mutation(
        "every_indicator_leads_to_its_project",
        "fct_performance_indicator",
        f"select * replace (if({_OF_DISCLOSURE}, null, project_key) as project_key, "
        f"if({_OF_DISCLOSURE}, 'project', subject_kind) as subject_kind) from ORIGINAL as o",
    ),
    Mutation(
        "every_finding_is_a_violated_check_and_is_said_in_both_languages",
        "fct_finding",
        "select * replace (if(document_key = 'DOCUMENT', '', summary_en) as summary_en) from ORIGINAL as o",
    ),
    Mutation(
        "identity_status_is_known",
        "fct_identity_check",
        f"select * replace (if({_OF_DISCLOSURE}, null, actual_yuan) as actual_yuan, "
        f"if({_OF_DISCLOSURE}, null, actual_text) as actual_text) from ORIGINAL as o",
    ),
    Mutation(
        "every_amount_is_printed_where_it_says",
        "fct_published_amount",
        f"select * replace (if({_OF_TABLE}, '1', printed_text) as printed_text) from ORIGINAL as o",
    ),
    Mutation(
        "one_disclosure_is_current",
        "dim_disclosure",
        "select * from ORIGINAL as o union all by name "
        "select * replace (disclosure_key || 'x' as disclosure_key) from ORIGINAL as o "
        "where document_key = 'DOCUMENT'",
    ),
)


def mutations(build_file: Path) -> list[Mutation]:
    """All mutations; the columns of models are looked up in a build file."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return [failing(name, *_columns(connection, name)) for name in _MODELS] + list(CHECKS)


def _columns(connection: duckdb.DuckDBPyConnection, model: str) -> list[str]:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_name = ?", [model]
    ).fetchall()
    return [row[0] for row in rows]


def failing(model: str, *columns: str) -> Mutation:
    """A model with these columns fails on the document."""
    condition = next(
        (f"{column} = 'DOCUMENT'" for column in ("document_id", "document_key") if column in columns),
        _OF_TABLE if "table_id" in columns else _OF_DISCLOSURE,
    )
    # What is set aside is a row of document models still, as one that could not be read.
    is_read = "'DOCUMENT' in (select document_id from {{ source('raw', 'document') }} where status = 'read')"
    fails = f"{condition} and {is_read}"
    query = f"select * from ORIGINAL as o where case when {fails} then error('broken') is null else true end"
    return Mutation(model, model, query)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutation: whether its file, and no other, was set aside and named it."""

    name: str
    file: str
    reason: str | None
    others: int
    seconds: float

    @property
    def is_well(self) -> bool:
        """Whether the file was set aside, and the good ones were published."""
        return bool(self.reason and self.reason.startswith("Set aside")) and self.others == _GOOD


def run_trials(root: Path, names: Sequence[str], together: int) -> list[Trial]:
    """Tries mutations, some at a time, in a new place under a folder."""
    place = Place(root)
    good = {place.write(number) for number in range(_GOOD)}
    if place.start().wait() != 0:
        raise RuntimeError("the refresh of the good documents failed")
    chosen = [
        one for one in mutations(place.home / "build" / "fiscal.duckdb") if not names or one.name in names
    ]
    trials: list[Trial] = []
    for number, batch in enumerate(_batches(chosen, together)):
        trials += _try(place, root / f"project-{number}", batch, good, 10 + 50 * number)
    return trials


def _batches(chosen: Sequence[Mutation], together: int) -> list[list[Mutation]]:
    """No two mutations of one model at a time."""
    batches: list[list[Mutation]] = []
    for one in chosen:
        fitting = (
            batch
            for batch in batches
            if len(batch) < together and one.model not in {other.model for other in batch}
        )
        batch = next(fitting, None)
        if batch is None:
            batches.append(batch := [])
        batch.append(one)
    return batches


def _try(place: Place, project: Path, batch: Sequence[Mutation], good: set[str], number: int) -> list[Trial]:
    for folder in ("dagster_project", "dbt", "expectations"):
        leave = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(PROJECT / folder, project / folder, ignore=leave)
    files = {}
    for offset, mutation in enumerate(batch):
        files[mutation.name] = name = place.write(number + offset)
        mutation.apply(project, place.digest(name))
    began = time.monotonic()
    run = subprocess.run(
        [FISCAL, "refresh"],
        env=os.environ | place.environment | {"PYTHONPATH": str(project)},
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - began
    told = place.outcomes() if run.returncode == 0 else {}
    trials = [
        Trial(
            mutation.name,
            files[mutation.name],
            told.get(files[mutation.name], ("", run.stdout + run.stderr))[1],
            sum(told.get(name, ("",))[0] == "loaded" for name in good),
            seconds / len(batch),
        )
        for mutation in batch
    ]
    for trial in trials:
        sys.stdout.write(
            f"{'well' if trial.is_well else 'NOT WELL'} {trial.name}: {trial.file}: {trial.reason}\n"
        )
        sys.stdout.flush()
    for name in files.values():
        (place.raw / name).unlink()
    return trials


def main() -> int:
    """Tries all mutations; 1 when a good document was held back or a broken one not named."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.broken_documents", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of models and checks")
    parser.add_argument("--together", type=int, default=1, help="mutations in one refresh")
    parser.add_argument("--into", type=Path, help="folder that stays; without it all goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broken-") as folder:
        trials = run_trials(given.into or Path(folder) / "place", given.only, given.together)
    well = sum(trial.is_well for trial in trials)
    sys.stdout.write(f"{well} of {len(trials)} broken documents set aside by name, all others published\n")
    return 0 if well == len(trials) else 1


if __name__ == "__main__":
    sys.exit(main())
