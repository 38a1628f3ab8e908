"""Which documents a failed model or check is about.

Belongs here: the documents of the rows that a check names, and halving the changed documents until those are
found on which a model fails. It only reads the build file.
Does not belong here: what becomes of these documents (``loading.set_aside``).

A model is tried by its own compiled SQL, over its inputs without some documents: that takes as long as the
model does, where a build would take minutes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.audit.halving import shortest_failing
from dagster_project.audit.result import CheckResult
from dagster_project.audit.suites import Suite
from dagster_project.audit.trial import CATALOG, RELATION, Trial
from dagster_project.duckdb_file import OUT_OF_MEMORY, attach, connect_within, quoted_text
from dagster_project.settings import Settings

# More than these, and more than half of what changed: that is a fault of the program.
_MANY = 20
# All of more than so many are not to blame either.
_FEW = 2
_LONGEST_MESSAGE = 300
# What a refresh makes of a file that is set aside.
FORMER_STAYS = "What was published of this file before stays; the other files are published."
# How the reason begins where only whole builds told the document, and how many of these are looked for.
BY_BUILDS = "Set aside: the build fails with it"
MOST_BY_BUILDS = 2
# What no document causes: a full disk, a file that is held or may not be written, an interruption.
_OF_THE_MACHINE = re.compile(r"\bIO Error|No space left|INTERRUPT|Permission denied|FATAL", re.IGNORECASE)
_RULES_TABLE = "checks.declared_rules"
# How a row says which document it is of: the columns, and the document they lead to.
_BY_KEY = {
    "document_id": "select max(document_id) from raw.document where document_id = {key}",
    "document_key": "select max(document_id) from raw.document where document_id = {key}",
    "table_id": "select max(document_id) from raw.document_table where table_id = {key}",
    "amount_key": "select max(document_id) from raw.document_table "
    "where table_id = regexp_extract({key}, '^(.*)-[0-9]+-[0-9]+$', 1)",
    "disclosure_key": "select max(document_key) from marts.dim_disclosure where disclosure_key = {key}",
    "check_key": "select max(document_key) from marts.fct_identity_check as c "
    "inner join marts.dim_disclosure using (disclosure_key) where c.check_key = {key}",
    "finding_key": "select max(document_key) from marts.fct_finding as f where f.finding_key = {key}",
    "claim_key": "select max(document_key) from marts.fct_narrative_claim as c "
    "inner join marts.dim_disclosure using (disclosure_key) where c.claim_key = {key}",
    "project_key": "select max(document_key) from marts.fct_project as p "
    "inner join marts.dim_disclosure using (disclosure_key) where p.project_key = {key}",
    "indicator_key": "select max(document_key) from marts.fct_performance_indicator as i "
    "inner join marts.dim_disclosure using (disclosure_key) where i.indicator_key = {key}",
    "subject": "select max(document_key) from intermediate.int_disclosure_currency as s "
    "inner join marts.dim_disclosure using (disclosure_key) where s.subject = {key}",
}
_SUBJECT = ("department_key", "fiscal_year", "budget_stage", "reporting_scope")


@dataclass(frozen=True, slots=True)
class Blame:
    """A document to blame.

    Attributes:
        document_id: The document.
        check: The model or check that fails on it.
        reason: What failed and where, for a person.
    """

    document_id: str
    check: str
    reason: str


class ProgramFaultError(RuntimeError):
    """A failure that stays without any changed document, or comes with most of them: none is to blame."""


def blamed(
    build_file: Path,
    target: Path,
    manifest_file: Path,
    failures: Sequence[CheckResult] = (),
    suites: Sequence[Suite] = (),
    *,
    changed_before: Collection[str] = (),
    results: Sequence[Mapping[str, Any]] | None = None,
) -> list[Blame]:
    """The changed documents on which a build failed; none when the fault stays without them.

    Args:
        build_file: As the failed build left it.
        target: Where dbt wrote its results and what it compiled.
        manifest_file: dbt's parsed project.
        failures: Expectations that were not met; without any, what dbt said of the build is asked.
        suites: The suites that they are of.
        changed_before: Documents that former builds of the same refresh built, none of which ended well.
        results: What the models and tests of the build said; None where dbt wrote it into ``target``.

    Raises:
        ProgramFaultError: A model or test fails without any changed document, too, or most are to blame.
    """
    # It asks what a build asked.
    with connect_within(build_file.parent, Settings.load().memory_mb) as connection:
        attach(connection, build_file, CATALOG, read_only=True)
        nodes = json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"]
        search = _Search(connection, target, nodes, _changed(connection, changed_before))
        found = search.of_expectations(failures, suites) if failures else search.of_dbt(results)
    blames = {blame.document_id: blame for blame in reversed(found)}
    count, candidates = len(blames), len(search.candidates)
    if count > max(_MANY, candidates // 2) or (candidates > _FEW and count == candidates):
        raise ProgramFaultError(f"{count} of {candidates} changed documents would be to blame")
    return list(blames.values())


def blame_by_builds(document_id: str, says: str) -> Blame:
    """The blame of a document without which whole builds do not fail."""
    return Blame(document_id, "build", f"{BY_BUILDS} ({_one_line(says)}).")


def is_of_the_machine(message: str) -> bool:
    """Whether an error is one that no document causes."""
    return _OF_THE_MACHINE.search(message) is not None


def readable_changes(build_file: Path, changed_before: Collection[str] = ()) -> list[str]:
    """The readable documents that the last build or those before it built, in a fixed order."""
    with connect_within(build_file.parent) as connection:
        attach(connection, build_file, CATALOG, read_only=True)
        return _changed(connection, changed_before)


class _Search:
    """Asks a build file that a build failed on."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        target: Path,
        nodes: Mapping[str, Any],
        candidates: list[str],
    ) -> None:
        self._connection = connection
        self._target = target
        self._nodes = nodes
        self._trial = Trial(connection, target, nodes)
        self.candidates = candidates

    def of_dbt(self, said: Sequence[Mapping[str, Any]] | None = None) -> list[Blame]:
        """By what dbt said of the models and tests of the build."""
        if said is None:
            said = json.loads((self._target / "run_results.json").read_text(encoding="utf-8"))["results"]
        found: list[Blame] = []
        for result in said:
            node = self._nodes.get(result["unique_id"])
            if result["status"] == "error" and is_of_the_machine(str(result.get("message"))):
                raise ProgramFaultError(_one_line(result["message"]))
            if result["status"] == "error" and node is not None:
                found += self._by_halving(node, _one_line(result.get("message")))
            elif result["status"] == "fail":
                query = self._rows_of_rule(result["name"]) or (node and self._trial.compiled(node))
                if query:
                    says = f"the check {result['name']} finds wrong data"
                    found += self._of_rows(query, str(result["name"]), says)
        return found

    def of_expectations(self, failures: Iterable[CheckResult], suites: Sequence[Suite]) -> list[Blame]:
        """By the rows that expectations of the suites found."""
        queries = {
            (suite.name, one.name): (one.unexpected_rows, one.description)
            for suite in suites
            for one in suite.expectations
        }
        found: list[Blame] = []
        for failure in failures:
            asked = queries.get((failure.source, failure.name))
            if asked and failure.outcome == "data_wrong":
                says = f"the check {failure.name} finds wrong data ({asked[1].strip()})"
                found += self._of_rows(asked[0], failure.name, says)
        return found

    # ---- Rows that name their documents --------------------------------------------------------

    def _of_rows(self, query: str, check: str, says: str) -> list[Blame]:
        """The changed documents that the rows of a query lead to."""
        self._connection.execute(f"use {CATALOG}")
        try:
            query = RELATION.sub(r'fiscal."\1"."\2"', query)
            columns = [row[0] for row in self._connection.execute(f"describe {query}").fetchall()]
            document = self._document_of(columns)
            named = (
                self._connection.execute(
                    f"select document, min(address) from (select {document} as document, "
                    f"{_address_of(columns)} as address from ({query}) as r) "
                    "where document is not null group by document"
                ).fetchall()
                if document
                else []
            )
        except duckdb.Error:
            return []
        finally:
            self._connection.execute("use memory")
        return [
            Blame(document_id, check, _sentence(says, place))
            for document_id, place in named
            if document_id in self.candidates
        ]

    def _document_of(self, columns: Sequence[str]) -> str | None:
        """An expression for the document of a row ``r``; None where no column leads to one."""
        ways = [
            f"({query.format(key=f'r.{column}')})" for column, query in _BY_KEY.items() if column in columns
        ]
        if not ways and _SUBJECT[0] in columns:
            same = " and ".join(
                f"d.{name} is not distinct from r.{name}" for name in _SUBJECT if name in columns
            )
            ids = ", ".join(map(quoted_text, self.candidates)) or "''"
            ways = [
                f"(select max(document_key) from marts.dim_disclosure as d "
                f"where {same} and document_key in ({ids}))"
            ]
        return f"coalesce({', '.join(ways)})" if ways else None

    def _rows_of_rule(self, name: str) -> str | None:
        try:
            row = self._connection.execute(
                f"select rows_query from fiscal.{_RULES_TABLE} where rule_name = ?", [name]
            ).fetchone()
        except duckdb.Error:
            return None
        return str(row[0]) if row and row[0] else None

    # ---- Models, by halving --------------------------------------------------------------------

    def _by_halving(self, node: Mapping[str, Any], message: str) -> list[Blame]:
        """The documents without which a model, or a test that could not be run, does not fail."""
        query = self._trial.compiled(node)
        if query is None:
            return []
        statement = self._trial.statement(node, query)
        culprits: list[str] = []
        rest = list(self.candidates)
        if self._trial.fails(statement, rest):
            raise ProgramFaultError(str(node["name"]))
        while error := self._trial.fails(statement, culprits):
            # Found by other rows than its own; whole builds tell.
            if not rest or len(culprits) > max(_MANY, len(self.candidates) // 2):
                return []
            culprits.append(rest.pop(self._shortest_failing(statement, culprits, rest) - 1))
            if OUT_OF_MEMORY in error and not self._fails_alone(statement, culprits[-1]):
                # One document too many, whichever it is.
                raise ProgramFaultError(_one_line(error))
            message = _one_line(error)
        kind = "model" if node["resource_type"] == "model" else "check"
        return [
            Blame(
                document_id,
                str(node["name"]),
                _sentence(
                    f"the {kind} {node['name']} fails on it ({message})", self._cell(document_id, message)
                ),
            )
            for document_id in culprits
        ]

    def _fails_alone(self, statement: str, document_id: str) -> bool:
        others = [one for one in self.candidates if one != document_id]
        return self._trial.fails(statement, others) is not None

    def _shortest_failing(self, statement: str, culprits: Sequence[str], rest: Sequence[str]) -> int:
        def fails(count: int) -> bool:
            return self._trial.fails(statement, [*culprits, *rest[count:]]) is not None

        return shortest_failing(len(rest), fails)

    # ---- Documents and their cells -------------------------------------------------------------

    def _cell(self, document_id: str, message: str) -> str | None:
        """The first cell of a document that holds a value which an error message names."""
        values = re.findall(r"[\"']([^\"']{2,80})[\"']", message) + re.findall(r"\d[\d.]{5,}", message)
        for value in values:
            bare = value.rstrip("0").rstrip(".") if "." in value else value
            row = self._connection.execute(
                """
                select cells.table_id, row_no, column_no, text
                from fiscal.raw.table_cell as cells
                inner join fiscal.raw.document_table as tables using (table_id)
                where tables.document_id = ? and contains(regexp_replace(text, '[,，\\s]', '', 'g'), ?)
                order by tables.table_no, row_no, column_no
                limit 1
                """,
                [document_id, bare],
            ).fetchone()
            if row:
                return f"table {row[0]}, row {row[1]}, column {row[2]}: {row[3][:60]}"
        return None


def _changed(connection: duckdb.DuckDBPyConnection, changed_before: Collection[str]) -> list[str]:
    try:
        rows = connection.execute(
            """
            select states.document_id
            from fiscal.staging.stg_document_state as states
            inner join fiscal.raw.document as documents using (document_id)
            where
                (
                    states.is_to_build
                    or list_contains(?::varchar[], states.document_id)
                    or states.document_id in (
                        select document_id from fiscal.intermediate.int_document_portion
                    )
                )
                and documents.status = 'read'
            order by 1
            """,
            [list(changed_before)],
        ).fetchall()
    except duckdb.CatalogException:
        return []
    return [row[0] for row in rows]


def _address_of(columns: Sequence[str]) -> str:
    """An expression for where a row ``r`` of a check stands."""
    if {"table_id", "row_no", "column_no"} <= set(columns):
        return "format('table {}, row {}, column {}', r.table_id, r.row_no, r.column_no)"
    if "amount_key" in columns:
        address = r"'^(.*)-([0-9]+)-([0-9]+)$', 'table \1, row \2, column \3'"
        return f"regexp_replace(r.amount_key, {address})"
    if "table_id" in columns:
        return "format('table {}', r.table_id)"
    return "null::varchar"


def _sentence(says: str, place: str | None) -> str:
    where = f" Cell: {place}." if place else ""
    return f"Set aside: {says}.{where} {FORMER_STAYS} Report the file."


def _one_line(message: object) -> str:
    """The database's own words, without what dbt adds."""
    text = " ".join(str(message or "").split())
    text = re.sub(r"^Runtime Error in \w+ \S+ \([^)]*\) ?", "", text)
    text = text.split(" LINE ")[0]
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]} ..."
