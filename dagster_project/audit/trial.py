"""Models and tests, tried again over their inputs without some documents.

Belongs here: the compiled SQL of a model or test over relations from which documents are left out.
Does not belong here: which documents are left out, and what it means (``blame``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.duckdb_file import quoted_name

# As dbt names it: views of the build file name their relations with it.
CATALOG = "fiscal"
RELATION = re.compile(r'"\w+"\."(\w+)"\."(\w+)"')


class Trial:
    """What a build made, made again in memory; the build file is only read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, target: Path, nodes: Mapping[str, Any]) -> None:
        """Prepares trials.

        Args:
            connection: The build file is attached to it as ``CATALOG``.
            target: Where dbt wrote what it compiled.
            nodes: The nodes of dbt's manifest.
        """
        self._connection = connection
        self._target = target
        self._by_relation = {
            (node["schema"], node.get("alias") or node["name"]): node
            for node in nodes.values()
            if node["resource_type"] in ("model", "seed")
        }
        self._views: dict[tuple[str, str], str] = {}
        self._leave_out(())

    def compiled(self, node: Mapping[str, Any]) -> str | None:
        """The SQL of a model or test as dbt last ran it."""
        folder = self._target / "compiled" / str(node["package_name"])
        name = Path(node["path"]).name
        paths: list[Path] = [folder / node["original_file_path"], folder / node["original_file_path"] / name]
        for path in paths:
            if path.is_file():
                return str(path.read_text(encoding="utf-8")).strip().rstrip(";")
        return None

    def statement(self, node: Mapping[str, Any], query: str) -> str:
        """Makes what the model makes, its types and constraints included, as a temporary table."""
        query = self._over_some(query)
        columns = node.get("columns") or {}
        contract = (node.get("config") or {}).get("contract") or {}
        if not (contract.get("enforced") and columns):
            return f"create or replace temp table trial as ({query})"
        body = ", ".join(
            f"{quoted_name(column['name'])} {column['data_type']}{_not_null(column)}"
            for column in columns.values()
        )
        return f"create or replace temp table trial ({body}); insert into trial by name ({query})"

    def fails(self, statement: str, without: Sequence[str]) -> str | None:
        """The error of a statement over its inputs without some documents; None when it has none."""
        self._leave_out(without)
        try:
            self._connection.execute(statement)
        except duckdb.Error as error:
            return str(error)
        finally:
            self._connection.execute("drop table if exists temp.main.trial")
        return None

    def _leave_out(self, documents: Sequence[str]) -> None:
        self._connection.execute("create or replace temp table left_out (document_id varchar)")
        if documents:
            self._connection.execute("insert into left_out select unnest(?)", [list(documents)])

    def _over_some(self, query: str) -> str:
        return RELATION.sub(lambda match: self._view(match[1], match[2]), query)

    def _view(self, schema: str, name: str) -> str:
        """A relation without the documents that are left out; what names none is made anew from such."""
        if (schema, name) not in self._views:
            view = self._views[schema, name] = quoted_name(f"{schema}.{name}")
            relation = f"fiscal.{quoted_name(schema)}.{quoted_name(name)}"
            self._connection.execute(
                f"create or replace temp view {view} as {self._some_of(relation, schema, name)}"
            )
        return self._views[schema, name]

    def _some_of(self, relation: str, schema: str, name: str) -> str:
        columns = {row[0] for row in self._connection.execute(f"describe {relation}").fetchall()}
        out = "select document_id from temp.main.left_out"
        for column in ("document_id", "document_key"):
            if column in columns:
                return f"select * from {relation} where coalesce({column}, '') not in ({out})"
        for column in ("table_id", "amount_key"):
            if column in columns:
                short = "select left(document_id, 16) from temp.main.left_out"
                return f"select * from {relation} where left(coalesce({column}, ''), 16) not in ({short})"
        if "disclosure_key" in columns:
            left_out = self._disclosures(out)
            return f"select * from {relation} where coalesce(disclosure_key, '') not in ({left_out})"
        node = self._by_relation.get((schema, name))
        query = self.compiled(node) if node and node["resource_type"] == "model" else None
        return self._over_some(query) if query else f"select * from {relation}"

    def _disclosures(self, documents: str) -> str:
        known = self._connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'fiscal' and list_contains(?, table_name)",
            [["int_disclosure", "int_disclosure_of_all_documents"]],
        ).fetchall()
        queries = [
            f"select disclosure_key from fiscal.intermediate.{table} where document_key in ({documents})"
            for (table,) in known
        ]
        return " union all ".join(queries) or "select ''"


def _not_null(column: Mapping[str, Any]) -> str:
    kinds = {constraint["type"] for constraint in column.get("constraints") or ()}
    return " not null" if "not_null" in kinds else ""
