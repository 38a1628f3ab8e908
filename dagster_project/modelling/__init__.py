"""dbt: its parsed project, and its process."""
