"""Refreshes with documents that break a model or a check, and says which files were set aside.

``python -m tools.checks.broken_documents`` takes about a quarter of an hour; ``--only NAME`` tries some.
In a copy of the project each mutated model fails, or gives wrong rows, for one document. Each of these
documents takes the place of a sound version that was published before, and comes with a new sound one, some
broken ones a night (``--together``). After each refresh the sound ones must be published, the former version
of the broken file too, and the file named with what it breaks: by the published file, ``fiscal status``, the
record of the run, Dagster's check and the hook.

Belongs here: the mutations and the counts. Does not belong here: how documents are found (``audit.blame``).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from dagster_project.extraction.outcome import sha256_of
from tools.build import PROJECT
from tools.checks.faults import Place
from tools.writer.disclosure import compose
from tools.writer.facts import load_facts
from tools.writer.layouts import load_layout
from tools.writer.samples import SAMPLES
from tools.writer.text import render_tabbed

FISCAL = Path(sys.executable).with_name("fiscal")
_GOOD = 3
# In place of facts: a document without any form.
NOTICE = "notice"
# Documents by number, beside the sound ones: former versions of broken ones, what is new each night.
_FORMER, _NEW = 100, 300
_WHERE = ("published", "status", "record", "dagster", "hook")
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
# What is set aside is a row of document models still, as one that could not be read: it breaks nothing more.
_DOCUMENT = (
    "coalesce((select max(document_id) from {{ source('raw', 'document') }} "
    "where document_id = 'ID' and status = 'read'), '-')"
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
        query: The changed query; ``ORIGINAL`` stands for the former one, ``'DOCUMENT'`` for the document
            while it is not set aside.
        facts: The facts that the document must print to break it, or ``NOTICE``; without any it prints
            those of a sample.
    """

    name: str
    model: str
    query: str
    facts: str | None = None

    def apply(self, project: Path, document_id: str) -> None:
        """Changes the model in a copy of the project."""
        (path,) = (project / "dbt" / "models").rglob(f"{self.model}.sql")
        original = path.read_text(encoding="utf-8").strip().rstrip(";")
        document = _DOCUMENT.replace("ID", document_id)
        query = self.query.replace("'DOCUMENT'", document).replace("ORIGINAL", f"(\n{original}\n)")
        path.write_text(query + "\n", encoding="utf-8")


CHECKS = (
    Mutation(
        "every_document_has_an_outcome",
        "dim_document",
        "select * from ORIGINAL as o where document_key <> 'DOCUMENT'",
        facts=NOTICE,
    ),
    Mutation(
        "a_document_that_is_not_loaded_says_why",
        "dim_document",
        "select * replace (if(document_key = 'DOCUMENT', null, status_reason) as status_reason) "
        "from ORIGINAL as o",
        facts=NOTICE,
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
        facts="xushui_government_office_2024",
    ),
    Mutation(
        "every_finding_is_a_violated_check_and_is_said_in_both_languages",
        "fct_finding",
        "select * replace (if(document_key = 'DOCUMENT', '', summary_en) as summary_en) from ORIGINAL as o",
        facts="fengrun_party_office_2023",
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
        # Of a department that no other one here has: all that are of one disclosure break it together.
        facts="qinhuangdao_zone_services_2023",
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
    query = (
        f"select * from ORIGINAL as o where case when {condition} then error('broken') is null else true end"
    )
    return Mutation(model, model, query)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutation.

    Attributes:
        name: The model or check that its document breaks.
        file: The document's file.
        reason: Why it was not loaded, as published.
        named_by: Who named the file and what it breaks.
        former_stays: Whether what the file held before is still published.
        held_back: Sound documents that are not published.
        seconds: Of the refresh, shared by those that were tried together.
    """

    name: str
    file: str
    reason: str | None
    named_by: tuple[str, ...]
    former_stays: bool
    held_back: tuple[str, ...]
    seconds: float

    @property
    def is_well(self) -> bool:
        """Whether all named the file, its last good version stayed, and no sound document was held back."""
        return self.named_by == _WHERE and self.former_stays and not self.held_back

    def line(self) -> str:
        """A row of the table."""
        named = "all" if self.named_by == _WHERE else ", ".join(self.named_by) or "nobody"
        former = "stays" if self.former_stays else "GONE"
        by = re.search(r"the (?:model|check) (\w+)", self.reason or "")
        found = "" if by is None or by[1] == self.name else f" as {by[1]}"
        return (
            f"{'well' if self.is_well else 'NOT WELL':8}  {self.name:62}  named by {named}{found}; former "
            f"version {former}; {len(self.held_back)} held back; {self.seconds:.0f} s"
        )


# ---- The parent: a place, and a copy of the project with all mutations ------------------------


def run_trials(root: Path, names: Sequence[str], together: int) -> list[Trial]:
    """Tries mutations, some at a time, in a new place under a folder."""
    place = Place(root)
    for number in range(_GOOD):
        place.write(number)
    wanted = [
        number
        for number, name in enumerate([*_MODELS, *(check.name for check in CHECKS)])
        if not names or name in names
    ]
    files = {number: place.write(_FORMER + number) for number in wanted}
    if not place.warehouse.exists() and place.start().wait() != 0:
        raise RuntimeError("the refresh of the sound documents failed")
    found = mutations(place.home / "build" / "fiscal.duckdb")
    chosen = [(number, found[number]) for number in wanted]
    project, stash = root / "project", Place(root / "stash", raw=root / "stash")
    shutil.rmtree(project, ignore_errors=True)
    for folder in ("dagster_project", "dbt", "expectations", "tools"):
        leave = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(PROJECT / folder, project / folder, ignore=leave)
    # The copy of the project has no layouts to write by.
    new = [stash.write(_NEW + number) for number in range(0, len(chosen), together)]
    for number, mutation in chosen:
        path = stash.raw / files[number]
        path.write_text(_broken_text(mutation, number), encoding="utf-8")
        mutation.apply(project, sha256_of(path))
    plan = [{"name": mutation.name, "file": files[number]} for number, mutation in chosen]
    (root / "plan.json").write_text(json.dumps({"broken": plan, "new": new}), encoding="utf-8")
    hook = root / "hook"
    hook.write_text(f"#!/bin/sh\ncat > {root / 'notified.json'}\n", encoding="utf-8")
    hook.chmod(0o755)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "tools.checks.broken_documents",
            "--nights-of",
            root,
            "--together",
            str(together),
        ],
        env=os.environ | place.environment | {"PYTHONPATH": str(project), "FISCAL_ON_SUCCESS": str(hook)},
        cwd=project,
        check=True,
    )
    return [
        Trial(**{**told, "named_by": tuple(told["named_by"]), "held_back": tuple(told["held_back"])})
        for told in json.loads((root / "trials.json").read_text(encoding="utf-8"))
    ]


def _broken_text(mutation: Mutation, number: int) -> str:
    if mutation.facts == NOTICE:
        return f"各部门请按时公开预算，并保持公开内容长期可查。第{number}号\n"
    facts = load_facts(mutation.facts or SAMPLES[number % len(SAMPLES)].facts)
    # No two of them have the same bytes.
    return (
        f"{render_tabbed(compose(facts, load_layout('hebei')))}\n\n样例{'一二三四五'[number % 5] * number}\n"
    )


# ---- The child: nights of the mutated project, in one process --------------------------------


def _nights(root: Path, together: int) -> Iterator[Trial]:
    from dagster_project.orchestration.in_process import refresh
    from dagster_project.settings import Settings

    place, settings = Place(root), Settings.load()
    planned = json.loads((root / "plan.json").read_text(encoding="utf-8"))
    plan = planned["broken"]
    for start, new in zip(range(0, len(plan), together), planned["new"], strict=True):
        batch = plan[start : start + together]
        with duckdb.connect(str(place.warehouse), read_only=True) as connection:
            rows = connection.execute("select file_path, document_key from marts.dim_document").fetchall()
        former = dict(rows)
        for name in (*(one["file"] for one in batch), new):
            shutil.copy2(root / "stash" / name, place.raw / name)
        began = time.monotonic()
        ended = refresh(settings)
        seconds = time.monotonic() - began
        if ended.outcome != "published":
            sys.stdout.write(f"NOT PUBLISHED: {ended.message}\n")
        told = _told(place, root)
        for one in batch:
            yield _trial(place, one["name"], one["file"], former, told, seconds / len(batch), plan)


def _told(place: Place, root: Path) -> dict[str, dict[str, str]]:
    """What each of those who name files says of each file."""
    from dagster import AssetCheckKey, AssetKey

    from dagster_project.orchestration.instance import open_instance
    from dagster_project.settings import Settings

    with duckdb.connect(str(place.warehouse), read_only=True) as connection:
        published = connection.execute(
            "select file_path, status_reason from marts.dim_document where status = 'quarantined'"
        ).fetchall()
    command = [FISCAL, "status", "--json"]
    status = json.loads(
        subprocess.run(command, env=place.environment, capture_output=True, check=True).stdout
    )
    record = json.loads((place.home / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    notified = json.loads((root / "notified.json").read_text(encoding="utf-8"))
    key = AssetCheckKey(AssetKey("validation"), "no_document_is_set_aside")
    with open_instance(Settings.load().dagster_home) as instance:
        (found,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
        event = found.event
    evaluation = event.dagster_event.asset_check_evaluation_data if event and event.dagster_event else None
    said = {name: str(value.value) for name, value in evaluation.metadata.items()} if evaluation else {}
    return {
        "published": dict(published),
        "status": {
            one["file_path"]: one["status_reason"] for one in status if one["status"] == "quarantined"
        },
        "record": {one["file_path"]: one["reason"] for one in record.get("set_aside", ())},
        "dagster": said,
        "hook": {one["file_path"]: one["reason"] for one in notified.get("set_aside", ())},
    }


def _trial(
    place: Place,
    name: str,
    file: str,
    former: dict[str, str],
    told: dict[str, dict[str, str]],
    seconds: float,
    plan: Sequence[dict[str, str]],
) -> Trial:
    with duckdb.connect(str(place.warehouse), read_only=True) as connection:
        loaded = connection.execute(
            "select file_path, document_key from marts.dim_document where status = 'loaded'"
        ).fetchall()
    sound = {path.name for path in place.raw.iterdir()} - {one["file"] for one in plan}
    return Trial(
        name,
        file,
        told["published"].get(file),
        tuple(
            who
            for who in _WHERE
            if told[who].get(file, "").startswith("Set aside: the ")
            and (name in told[who][file] or name not in _MODELS)
        ),
        (file, former[file]) in loaded,
        tuple(sorted(sound - {path for path, _ in loaded})),
        seconds,
    )


def _run_nights(root: Path, together: int) -> int:
    trials = []
    for trial in _nights(root, together):
        trials.append(asdict(trial))
        sys.stdout.write(trial.line() + "\n")
        if not trial.is_well:
            sys.stdout.write(f"          {trial.file}: {trial.reason}\n")
        sys.stdout.flush()
        (root / "trials.json").write_text(json.dumps(trials), encoding="utf-8")
    return 0


def main() -> int:
    """Tries all mutations; 1 when a good document was held back or a broken one not named."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.broken_documents", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of models and checks")
    parser.add_argument("--together", type=int, default=8, help="broken documents in one refresh")
    parser.add_argument("--into", type=Path, help="folder that stays; without it all goes")
    parser.add_argument("--nights-of", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.nights_of:
        return _run_nights(given.nights_of, given.together)
    with tempfile.TemporaryDirectory(prefix="broken-") as folder:
        trials = run_trials(given.into or Path(folder) / "place", given.only, given.together)
    well = sum(trial.is_well for trial in trials)
    sys.stdout.write(
        f"{well} of {len(trials)} broken documents set aside by name, with their former versions and all "
        "sound documents published\n"
    )
    return 0 if well == len(trials) else 1


if __name__ == "__main__":
    sys.exit(main())
