"""The tables of the warehouse's own history: their columns, types and meanings, as contracts do of models.

Belongs here: what marts.fct_refresh_run and marts.fct_release_change are. Does not belong here: filling
them (``release.history``, ``changes``). Their words become comments in the file and the data dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from dagster_project.duckdb_file import quoted_text


class Column(NamedTuple):
    """The type of a column, ``not null`` included, and what it means."""

    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the publication writes; its description begins with its grain."""

    name: str
    description: str
    columns: Mapping[str, Column]

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Makes the empty table in the database ``published``, with its comments."""
        relation = f"published.marts.{self.name}"
        body = ", ".join(f"{name} {column.kind}" for name, column in self.columns.items())
        statements = [
            f"create table {relation} ({body})",
            f"comment on table {relation} is {quoted_text(self.description)}",
            *(
                f"comment on column {relation}.{name} is {quoted_text(column.meaning)}"
                for name, column in self.columns.items()
            ),
        ]
        connection.execute(";".join(statements))


def _seconds(phase: str) -> Column:
    return Column("double", f"Seconds of {phase}; empty when the run did not get that far.")


def _count(meaning: str) -> Column:
    return Column("bigint", meaning)


REFRESH_RUN = Table(
    "fct_refresh_run",
    "One row per refresh, whatever became of it, until the moment this file was published. Times in UTC. "
    "Amounts and checks are those of current disclosures.",
    {
        "run_id": Column(
            "varchar not null", "Start of the run in UTC and the number of its process; unique."
        ),
        "started_at": Column("timestamp not null", "When it began, UTC."),
        "ended_at": Column("timestamp", "When it ended, UTC; empty for a run that was killed."),
        "outcome": Column(
            "varchar not null",
            "published, nothing_new, pinned (another release stays), held_back (it lost more than a tenth), "
            "failed, interrupted, killed, rolled_back, or unpublished (a person made only some assets).",
        ),
        "started_by": Column(
            "varchar not null", "command, dagster (schedule, sensor or pages), or rollback."
        ),
        "release_id": Column("varchar", "The release that it published or went back to."),
        "message": Column("varchar", "Why it ended as it did, for a person."),
        "seconds_total": Column("double", "Seconds from begin to end."),
        "seconds_reading": _seconds("reading documents"),
        "seconds_building": _seconds("building and testing the models"),
        "seconds_auditing": _seconds("auditing the build"),
        "seconds_publishing": _seconds("publishing"),
        "documents_found": _count("Document files in the raw folder."),
        "documents_read": _count("Documents whose bytes or readers were new, and that could be read."),
        "documents_unchanged": _count("Documents known by their bytes, not opened again."),
        "documents_moved": _count("Documents found at another place than before."),
        "documents_kept_without_file": _count("Documents that stay though their file is gone."),
        "documents_loaded": _count("Documents of the release with at least one disclosure."),
        "documents_not_a_disclosure": _count("Documents of the release without any form."),
        "documents_no_text": _count("Documents of the release that are pictures only."),
        "documents_quarantined": _count("Documents of the release that could not be read, or are set aside."),
        "documents_set_aside": _count(
            "Of these, documents that were read, and on which a model or check fails."
        ),
        "current_disclosures": _count("Current disclosures of the release."),
        "amounts": _count("Amounts printed in them."),
        "amounts_proven": _count("Of these, amounts that are proven."),
        "amounts_unproven": _count("Of these, amounts that no identity reaches."),
        "amounts_disputed": _count("Of these, amounts in an identity that fails."),
        "checks_exact": _count("Identity checks that hold exactly."),
        "checks_rounding": _count("Identity checks that hold within the rounding of print."),
        "checks_violated": _count("Identity checks that fail."),
        "checks_not_applicable": _count("Identity checks for which a term is not printed."),
        "audit_checks": _count("Checks of the audit: expectations and data tests."),
        "audit_warnings": _count("Of these, warnings, which do not stop a publication."),
        "fiscal_version": Column("varchar", "Version of this project."),
        "extractor_version": Column(
            "varchar", "Version of the readers; another one reads all documents again."
        ),
        "dbt_version": Column("varchar", "Version of dbt."),
        "duckdb_version": Column("varchar", "Version of DuckDB."),
        "input_fingerprint": Column(
            "varchar", "Hash of the documents and the program; a refresh of the same has nothing to do."
        ),
    },
)

RELEASE_CHANGE = Table(
    "fct_release_change",
    "One row per change between a release and the one before: a current disclosure added, superseded or "
    "removed, an amount changed, added or removed in a disclosure that both have, a finding that is new or "
    "resolved. Kept for as many releases as are kept.",
    {
        "release_id": Column("varchar not null", "The release that brought the change."),
        "former_release_id": Column("varchar", "The release before it; empty when that one had no name."),
        "change_kind": Column(
            "varchar not null",
            "disclosure_added, disclosure_superseded (another document is current), disclosure_removed, "
            "amount_changed, amount_added, amount_removed, finding_new, finding_resolved.",
        ),
        "region_code": Column("varchar", "Region of the department."),
        "department_name": Column("varchar", "The department."),
        "fiscal_year": Column("integer", "The year of the disclosure."),
        "budget_stage": Column("varchar", "budget or final_accounts."),
        "reporting_scope": Column("varchar", "department or unit."),
        "content": Column("varchar", "What part of a disclosure the document holds."),
        "old_file_path": Column("varchar", "The document of the former release."),
        "new_file_path": Column("varchar", "The document of this release."),
        "disclosure_key": Column(
            "varchar", "The disclosure in this release; for what is gone, that of the former one."
        ),
        "form_code": Column("varchar", "The form of the amount or finding."),
        "identity_code": Column("varchar", "The identity of the finding."),
        "line_label": Column("varchar", "The printed line."),
        "measure_code": Column("varchar", "The measure of the amount or finding."),
        "amount_basis": Column("varchar", "Which year and stage the figure is of."),
        "old_yuan": Column("decimal(20, 2)", "Former amount in yuan; of a finding, the former difference."),
        "new_yuan": Column("decimal(20, 2)", "Present amount in yuan; of a finding, the present difference."),
        "old_text": Column("varchar", "The former amount as printed."),
        "new_text": Column("varchar", "The present amount as printed."),
        "amount_key": Column("varchar", "The amount in this release; of a removed one, in the former."),
        "finding_key": Column(
            "varchar", "The failed check in this release; of a resolved one, in the former."
        ),
    },
)
TABLES = (REFRESH_RUN, RELEASE_CHANGE)
