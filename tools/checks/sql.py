"""sqruff as ``make lint`` runs it: ``python -m tools.checks.sql lint dbt/models``.

Belongs here: what makes it quicker. Does not belong here: its rules (``.sqruff``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dagster_project.imports import collect_seldom, without_collecting

with without_collecting():
    from dbt.graph.selector_methods import PathSelectorMethod
    from sqruff import run_cli

if TYPE_CHECKING:
    from dbt.contracts.graph.nodes import ManifestNode

_nodes_of_files: dict[str, list[str]] = {}


def _by_name(_method: object, included_nodes: Mapping[str, ManifestNode], selector: str) -> Iterator[str]:
    """The nodes of a file, of which sqruff asks one by one: as dbt looks, every node is compared each time.

    Args:
        included_nodes: All nodes of the project, the same at every call.
        selector: The path of a file, from the project's folder.
    """
    if not _nodes_of_files:
        for unique_id, node in included_nodes.items():
            _nodes_of_files.setdefault(node.original_file_path, []).append(unique_id)
    return iter(_nodes_of_files.get(selector, ()))


if __name__ == "__main__":
    # dbt compiles the files in this process: two thirds of the time went into finding their nodes.
    PathSelectorMethod.search = _by_name
    collect_seldom()
    # Without this, SQL that cannot be parsed is passed over in silence.
    sys.exit(run_cli(["--parsing-errors", *sys.argv[1:]]))
