"""The pipeline from published budget files to an audited DuckDB warehouse."""

import os

# No tool of the pipeline reports its use to its maker. They read this when they are imported,
# so it stands where every import of the package passes; a child process inherits it.
# Dagster takes the same from dagster.yaml (`dagster_project.orchestration.instance`).
os.environ.update(
    {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
    }
)
