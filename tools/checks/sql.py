"""sqlfluff as ``make lint`` runs it: ``python -m tools.checks.sql lint dbt/models``.

Belongs here: what makes it quicker. Does not belong here: its rules (``pyproject.toml``).
"""

from __future__ import annotations

from dagster_project.imports import collect_seldom, without_collecting

with without_collecting():
    from sqlfluff.cli.commands import cli
# Also in the processes that judge files: each imports this module.
collect_seldom()

if __name__ == "__main__":
    cli()
