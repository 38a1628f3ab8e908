"""The pipeline from published budget files to an audited DuckDB warehouse."""
