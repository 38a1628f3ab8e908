"""The tables of schema ``elsewhere``: what the documents of other shards say together (see ``sharding``).

Belongs here: their columns. Does not belong here: how they are filled; without shards they stay empty.
"""

from __future__ import annotations

import duckdb

# Columns that end in _count are summed, of those that begin with first_ the least counts, others are the key.
# What has a region_code concerns only shards that hold documents of the region.
COLUMNS = {
    "code_use": {"classification": "varchar", "code": "varchar", "first_used_year": "integer"},
    "code_name": {
        "classification": "varchar",
        "code": "varchar",
        "code_name": "varchar",
        "printed_count": "bigint",
    },
    "code_pair": {
        "code_level": "varchar",
        "economic_code": "varchar",
        "government_economic_code": "varchar",
        "amount_count": "bigint",
        "disclosure_count": "bigint",
    },
    "judged_identity": {"identity_code": "varchar", "satisfied_count": "bigint"},
    "layout": {
        "layout_key": "varchar",
        "form_code": "varchar",
        "columns_text": "varchar",
        "table_count": "bigint",
        "disclosure_count": "bigint",
        "document_count": "bigint",
        "amount_count": "bigint",
        "proven_count": "bigint",
        "disputed_count": "bigint",
    },
    "layout_region": {"layout_key": "varchar", "region_name": "varchar"},
    "layout_failure": {"layout_key": "varchar", "identity_code": "varchar", "violated_count": "bigint"},
    "layout_judgement": {
        "identity_code": "varchar",
        "layout_key": "varchar",
        "judged_count": "bigint",
        "violated_count": "bigint",
        "statement_count": "bigint",
        "violated_statement_count": "bigint",
    },
    "unit_name": {
        "region_code": "varchar",
        "fiscal_year": "integer",
        "budget_stage": "varchar",
        "unit_name": "varchar",
        "unit_code": "varchar",
    },
    "named_unit": {
        "region_code": "varchar",
        "fiscal_year": "integer",
        "budget_stage": "varchar",
        "unit_name": "varchar",
        "unit_code": "varchar",
        "covering_disclosure_key": "varchar",
        "reason": "varchar",
    },
    "covering_subject": {
        "region_code": "varchar",
        "covering_disclosure_key": "varchar",
        "subject": "varchar",
    },
    "region_period": {"region_code": "varchar", "fiscal_year": "integer", "budget_stage": "varchar"},
    "region_department": {"region_code": "varchar", "department_name": "varchar"},
    "listed_body": {
        "region_code": "varchar",
        "body_name": "varchar",
        "fiscal_year": "integer",
        "budget_stage": "varchar",
        "listed_by_key": "varchar",
    },
}


def create_elsewhere(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the tables that are missing in the database in use."""
    connection.execute("create schema if not exists elsewhere")
    for name, columns in COLUMNS.items():
        body = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"create table if not exists elsewhere.{name} ({body})")
