"""Finds printed numbers and lists what can be asked: where 8,201.15 stands, which tables there are.

Belongs here: looking things up in the published warehouse by what a person has in hand.
Does not belong here: what is printed around a found cell (``evidence``), how it is shown (``cli``).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import duckdb

from dagster_project.duckdb_file import Record, records

_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(亿元|万元|千元|百元|元)?")
_FACTORS = {"亿元": 100_000_000, "万元": 10_000, "千元": 1_000, "百元": 100, "元": 1}
_PRINTED = """
    select
        departments.department_name,
        disclosures.fiscal_year,
        disclosures.budget_stage,
        forms.name_zh as form_name_zh,
        amounts.line_label,
        amounts.measure_code,
        amounts.printed_text,
        amounts.printed_unit,
        amounts.amount_yuan,
        amounts.proof_status,
        documents.file_path,
        amounts.page_no,
        amounts.amount_key
    from marts.fct_published_amount as amounts
    inner join marts.dim_disclosure as disclosures using (disclosure_key)
    inner join marts.dim_document as documents using (document_key)
    inner join marts.dim_department as departments using (department_key)
    left join marts.dim_form as forms
        on amounts.form_code = forms.form_code and disclosures.budget_stage = forms.budget_stage
    where {condition}
    order by
        not disclosures.is_current, departments.department_name, disclosures.fiscal_year,
        amounts.table_id, amounts.row_no, amounts.column_no
"""
_AS_PRINTED = r"""
    regexp_replace(amounts.printed_text, '[\s,，]', '', 'g') = ?
    and (? is null or amounts.printed_unit = ?)
"""


class NoSuchTableError(LookupError):
    """The warehouse has no table or view of this name; the message says how to list them."""


def is_number(text: str) -> bool:
    """Whether a text is a number as documents print it, with or without a unit: 8,201.15 or 8201.15万元."""
    return _NUMBER.fullmatch(_folded(text)) is not None


def printed_amounts(connection: duckdb.DuckDBPyConnection, text: str) -> list[Record]:
    """Every amount printed as this number; where none is, every amount that comes to as many yuan.

    Args:
        connection: A warehouse.
        text: A number, thousands separators or not; a unit behind it restricts what is found.
    """
    found = _NUMBER.fullmatch(_folded(text))
    if found is None:
        return []
    sign, whole, fraction, unit = found.groups()
    number = f"{sign}{whole.replace(',', '')}{fraction or ''}"
    as_printed = records(connection, _PRINTED.format(condition=_AS_PRINTED), [number, unit, unit])
    if as_printed:
        return as_printed
    yuan = Decimal(number) * _FACTORS[unit or "元"]
    return records(connection, _PRINTED.format(condition="amounts.amount_yuan = ?"), [yuan])


def tables(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """The tables and views of the warehouse with what they hold, views in words first."""
    return records(
        connection,
        r"""
        with relations as (
            select schema_name, table_name, comment from duckdb_tables() where not internal
            union all
            select schema_name, view_name, comment from duckdb_views() where not internal
        )
        select
            if(schema_name = 'raw', 'raw.' || table_name, table_name) as name,
            regexp_extract(
                regexp_replace(coalesce(comment, ''), '\s+', ' ', 'g'), '^(.*?\.)( |$)', 1
            ) as description
        from relations
        where schema_name in ('marts', 'raw')
        order by
            list_position(['v', 'fct', 'dim'], split_part(table_name, '_', 1)) is null or schema_name = 'raw',
            list_position(['v', 'fct', 'dim'], split_part(table_name, '_', 1)),
            name
        """,
    )


def columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[Record]:
    """The columns of a table or view with their types and meanings.

    Raises:
        NoSuchTableError: There is no such table.
    """
    schema, _, table = name.rpartition(".")
    found = records(
        connection,
        r"""
        select
            column_name as column,
            lower(data_type) as type,
            regexp_replace(coalesce(comment, ''), '\s+', ' ', 'g') as meaning
        from duckdb_columns()
        where schema_name = ? and table_name = ?
        order by column_index
        """,
        [schema or "marts", table],
    )
    if not found:
        raise NoSuchTableError(f"The warehouse has no table {name!r}. `fiscal tables` lists them.")
    return found


def ask_sql(connection: duckdb.DuckDBPyConnection, query: str) -> list[Record]:
    """What a query answers; tables of marts need no schema, and no other file is read or written.

    Raises:
        duckdb.Error: The query is wrong, or reaches beyond the warehouse.
    """
    connection.execute("set enable_external_access = false")
    connection.execute("set search_path = 'main,marts'")
    return records(connection, query)


def _folded(text: str) -> str:
    """Full-width digits and signs as plain ones, without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
