"""The marts of a shard as Parquet, in folders of provinces and years.

Belongs here: whose and of when a row is. Does not belong here: what becomes of the files (``together``).

Files hold all columns of the mart; the folders say the province and year once more, for readers that leave
whole folders out. A row without a year lies where Spark and DuckDB look for null.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.duckdb_file import attach, quoted_name, quoted_text
from dagster_project.sharding.store import EVERYWHERE, NO_YEAR, NOWHERE, partition
from dagster_project.sharding.template import Template

# The first of these columns that a mart has says whose a row is.
_WHOSE = ("region_code", "department_key", "disclosure_key", "document_key")


def write_marts(
    connection: duckdb.DuckDBPyConnection, template: Template, shard: str, folder: Path
) -> dict[str, int]:
    """Writes what is the shard's own: rows that are the same everywhere are the shard ``everywhere``'s.

    Args:
        connection: To the built file.
        template: Which rows there are without documents, and which marts are documents'.
        shard: The shard's name, which the files get.
        folder: Where the folders of the marts go.

    Returns:
        The rows of each mart.
    """
    _places(connection)
    folder.mkdir(parents=True, exist_ok=True)
    attach(connection, template.build_file, "template", read_only=True)
    marts = [
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = current_database() "
            "and schema_name = 'marts' order by 1"
        ).fetchall()
        if shard == EVERYWHERE or name in template.marts_of_documents
    ]
    rows = {name: _write(connection, name, shard, folder) for name in marts}
    connection.execute("detach template")
    return rows


def _places(connection: duckdb.DuckDBPyConnection) -> None:
    """Province and year by each key."""
    connection.execute(f"""
        create or replace temp table place_of_department as
        select
            department_key,
            if(region_code = '{NOWHERE}', '{NOWHERE}', left(region_code, 2) || '0000') as province
        from marts.dim_department
    """)
    connection.execute("""
        create or replace temp table place_of_disclosure as
        select disclosure_key, document_key, province, fiscal_year
        from marts.dim_disclosure
        inner join place_of_department using (department_key)
    """)
    connection.execute("""
        create or replace temp table place_of_document as
        select document_key, min(province) as province, min(fiscal_year) as fiscal_year
        from place_of_disclosure
        group by document_key
    """)


def _write(connection: duckdb.DuckDBPyConnection, mart: str, shard: str, folder: Path) -> int:
    columns = [
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = current_database() "
            "and schema_name = 'marts' and table_name = ? order by column_index",
            [mart],
        ).fetchall()
    ]
    own = f"select * from marts.{quoted_name(mart)}"
    if shard == EVERYWHERE:
        query = f"select *, '{EVERYWHERE}' as of_province, '{NO_YEAR}' as of_year from ({own})"
    else:
        if connection.execute(f"select 1 from template.marts.{quoted_name(mart)} limit 1").fetchall():
            own += f" except all select * from template.marts.{quoted_name(mart)}"
        query = _placed(own, columns)
    private = folder / f".{mart}"
    counted = connection.execute(
        f"copy ({query}) to {quoted_text(str(private))} (format parquet, partition_by (of_province, of_year))"
    ).fetchone()
    for path in sorted(private.glob("*/*/*.parquet")):
        province, year = (path.parents[up].name.partition("=")[2] for up in (1, 0))
        place = folder / partition(mart, province, None if year == NO_YEAR else int(year))
        place.mkdir(parents=True, exist_ok=True)
        path.rename(place / f"{shard}-{path.stem.rpartition('_')[2]}.parquet")
        path.parent.rmdir()
    for left in private.glob("*"):
        left.rmdir()
    if private.is_dir():
        private.rmdir()
    return int(counted[0]) if counted else 0


def _placed(rows: str, columns: list[str]) -> str:
    """The rows, each with its province and year."""
    whose = next((column for column in _WHOSE if column in columns), None)
    joins = "".join(
        f" left join place_of_{name} as {name}s on own.{name}_key = {name}s.{name}_key"
        for name in ("department", "disclosure", "document")
        if f"{name}_key" in columns
    )
    if whose == "region_code":
        province = f"if(own.region_code = '{NOWHERE}', '{NOWHERE}', left(own.region_code, 2) || '0000')"
    else:
        province = f"{whose.removesuffix('_key')}s.province" if whose else "null"
    years = [
        *(["own.fiscal_year"] if "fiscal_year" in columns else []),
        *(f"{name}s.fiscal_year" for name in ("disclosure", "document") if f"{name}_key" in columns),
    ]
    year = f"coalesce({', '.join(years)})" if years else "null"
    return (
        f"select own.*, coalesce({province}, '{NOWHERE}') as of_province, "
        f"coalesce(cast({year} as varchar), '{NO_YEAR}') as of_year from ({rows}) as own{joins}"
    )
