"""The history of runs and the changes between releases, as tables of the file that is being published.

Belongs here: marts.fct_refresh_run and marts.fct_release_change, carried over from release to release.
Does not belong here: recording a run (``runs.record``), comparing two releases (``changes``).

Both tell of publications, so no model can make them: the last step writes them into the new file, after
the audit and before the file is swapped in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dagster_project.audit.result import Audit
from dagster_project.duckdb_file import attach, in_plain_words, records
from dagster_project.release.changes import (
    require_no_great_fall,
    size_of,
    write_changes,
)
from dagster_project.runs.history_tables import REFRESH_RUN, RELEASE_CHANGE
from dagster_project.runs.record import Facts, Run, recorded_runs, row_of
from dagster_project.settings import Settings

# A message names so many of the files that are set aside.
_NAMED = 5


@dataclass(slots=True)
class History:
    """Completes a file under publication with its own history.

    Attributes:
        former: Files to compare with, the best first; one that cannot be opened is passed over.
        kept_releases: Whose changes are carried over.
    """

    settings: Settings
    run: Run
    release_id: str
    former: tuple[Path, ...]
    kept_releases: frozenset[str]
    audit: Audit
    input_fingerprint: str | None
    changes: dict[str, int] = field(default_factory=dict)
    former_release_id: str | None = None
    not_compared: str | None = None
    passed_over: str | None = None

    def complete(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Writes both tables; the database ``published`` holds all others by now.

        Raises:
            HeldBackError: Too much is gone, and ``--allow-shrink`` was not given.
        """
        self.run.note(**self._counts(connection))
        # A statement by itself, and a row, would be flushed to the disk.
        connection.execute("begin")
        for table in (RELEASE_CHANGE, REFRESH_RUN):
            table.create(connection)
        connection.execute("commit")
        earlier = recorded_runs(self.settings, str(self.run.facts["run_id"]))
        if self._attach_former(connection):
            earlier = [*_runs_of(connection), *earlier]
            self._compare(connection)
            connection.execute("detach former")
        present = {**self.run.as_published(self.release_id), "message": self.message()}
        rows = {str(facts["run_id"]): row_of(facts) for facts in [*earlier, present]}
        marks = ", ".join("?" for _ in REFRESH_RUN.columns)
        connection.execute("begin")
        connection.executemany(
            f"insert into published.marts.fct_refresh_run values ({marks})", list(rows.values())
        )
        connection.execute("commit")

    @property
    def compared_with(self) -> str | None:
        """The release that this one was compared with, if any."""
        return None if self.not_compared else self.former_release_id

    def message(self) -> str:
        """What the release brings, and which files it leaves out, for a person."""
        changes = ", ".join(
            f"{count} {kind.replace('_', ' ')}" for kind, count in self.changes.items() if count
        )
        not_compared = f" It is not compared with another: {self.not_compared}." if self.not_compared else ""
        said = changes or (
            "all of it is new" if self.not_compared else "no disclosure, amount or finding changed"
        )
        other = f" It is compared with an older one: {self.passed_over}" if self.passed_over else ""
        return f"Published release {self.release_id}: {said}.{not_compared or other}{_left_out(self.run)}"

    def _compare(self, connection: duckdb.DuckDBPyConnection) -> None:
        try:
            if not self.settings.allow_shrink:
                require_no_great_fall(size_of(connection, "former"), size_of(connection, "published"))
            self._carry_over(connection)
            self.changes = write_changes(connection, self.release_id, self.former_release_id)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            # Of a version whose tables had other columns: there is nothing to compare by.
            self.not_compared = f"the former release has other columns: {str(error).splitlines()[0]}"
            self.run.event("releases_not_compared", reason=self.not_compared)

    def _attach_former(self, connection: duckdb.DuckDBPyConnection) -> bool:
        for path in self.former:
            try:
                attach(connection, path, "former", read_only=True)
                self.former_release_id = release_in(connection, "former")
            except duckdb.Error as error:
                connection.execute("detach database if exists former")
                said = in_plain_words(str(error))
                self.run.event("former_release_not_readable", file=str(path), reason=said)
                self.passed_over = self.passed_over or said
                continue
            return True
        self.not_compared = "no former release can be opened" if self.former else "it is the first"
        return False

    def _carry_over(self, connection: duckdb.DuckDBPyConnection) -> None:
        known = connection.execute(
            "select count(*) from duckdb_tables() "
            "where database_name = 'former' and table_name = 'fct_release_change'"
        ).fetchone()
        if known and known[0]:
            columns = ", ".join(RELEASE_CHANGE.columns)
            connection.execute(
                f"insert into published.marts.fct_release_change by name select {columns} "
                "from former.marts.fct_release_change where list_contains(?, release_id)",
                [sorted(self.kept_releases)],
            )

    def _counts(self, connection: duckdb.DuckDBPyConnection) -> Facts:
        documents = _grouped(
            connection, "select status, count(*) from published.marts.dim_document group by 1"
        )
        amounts = _grouped(
            connection,
            "select proof_status, count(*) from published.marts.fct_published_amount "
            "semi join (select disclosure_key from published.marts.dim_disclosure where is_current) "
            "using (disclosure_key) group by 1",
        )
        checks = _grouped(
            connection,
            "select status, count(*) from published.marts.fct_identity_check "
            "semi join (select disclosure_key from published.marts.dim_disclosure where is_current) "
            "using (disclosure_key) group by 1",
        )
        size = size_of(connection, "published")
        return {
            **_named("documents", documents, ("loaded", "not_a_disclosure", "no_text", "quarantined")),
            **_named("amounts", amounts, ("proven", "unproven", "disputed")),
            **_named("checks", checks, ("exact", "rounding", "violated", "not_applicable")),
            "current_disclosures": size.disclosures,
            "amounts": size.amounts,
            "audit_checks": len(self.audit.results),
            "audit_warnings": len(self.audit.warnings),
            "input_fingerprint": self.input_fingerprint,
        }


def _left_out(run: Run) -> str:
    """The first files that are set aside, with the reason."""
    aside = run.facts.get("set_aside") or []
    named = " ".join(f"{one['file_path']}: {one['reason']}" for one in aside[:_NAMED])
    more = f" And {len(aside) - _NAMED} more." if len(aside) > _NAMED else ""
    return f" {len(aside)} files are set aside. {named}{more}" if aside else ""


def release_in(connection: duckdb.DuckDBPyConnection, database: str) -> str | None:
    """The release that an attached file is; None for a file of a version that kept none."""
    try:
        row = connection.execute(
            f"select max(release_id) from {database}.marts.fct_refresh_run where outcome = 'published'"
        ).fetchone()
    except duckdb.CatalogException:
        return None
    return row[0] if row else None


def _runs_of(connection: duckdb.DuckDBPyConnection) -> list[Facts]:
    """The runs that the former release tells of; columns that it did not have are empty."""
    try:
        return records(connection, "select * from former.marts.fct_refresh_run order by started_at")
    except duckdb.CatalogException:
        return []


def _grouped(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    return dict(connection.execute(query).fetchall())


def _named(prefix: str, counts: dict[str, int], keys: Iterable[str]) -> Facts:
    return {f"{prefix}_{key}": counts.get(key, 0) for key in keys}
