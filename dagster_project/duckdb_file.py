"""A DuckDB of the refresh's own that takes no more memory than it is given, however large the warehouse is.

Belongs here: how much, and where the rest lies meanwhile. Does not belong here: dbt's connection, which
reads the same setting in ``dbt/profiles.yml``.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.settings import memory_mb


def bounded_connection(place: Path) -> duckdb.DuckDBPyConnection:
    """An empty database in memory; what does not fit lies in a folder ``.spill`` of a place meanwhile."""
    spill = str(place / ".spill")
    return duckdb.connect(config={"memory_limit": f"{memory_mb()}MB", "temp_directory": spill})
