"""sqlfluff as ``make lint`` runs it: ``python -m tools.checks.sql lint dbt/models``.

Belongs here: what makes it quicker. Does not belong here: its rules (``pyproject.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dagster_project.imports import collect_seldom, without_collecting

with without_collecting():
    from dbt.graph.selector_methods import PathSelectorMethod
    from sqlfluff.cli.commands import cli
    from sqlfluff.utils.reflow.sequence import ReflowSequence

if TYPE_CHECKING:
    from dbt.contracts.graph.nodes import ManifestNode
    from sqlfluff.core import FluffConfig
    from sqlfluff.core.parser import BaseSegment

_of_a_file = ReflowSequence.from_root
_last: tuple[BaseSegment, FluffConfig, ReflowSequence] | None = None


def _once_a_file(root_segment: BaseSegment, config: FluffConfig) -> ReflowSequence:
    """The layout of a file, which four rules each derive from its tree: a third of the time.

    No rule changes what it is given, and nothing else changes the tree as long as files are only judged.
    """
    global _last
    if _last is None or _last[0] is not root_segment or _last[1] is not config:
        _last = (root_segment, config, _of_a_file(root_segment, config))
    layout = _last[2]
    return ReflowSequence(list(layout.elements), root_segment, layout.reflow_config, layout.depth_map)


_nodes_of_files: dict[str, list[str]] = {}


def _by_name(_method: object, included_nodes: Mapping[str, ManifestNode], selector: str) -> Iterator[str]:
    """The nodes of a file, of which sqlfluff asks one by one: as dbt looks, every node is compared each time.

    Args:
        included_nodes: All nodes of the project, the same at every call.
        selector: The path of a file, from the project's folder.
    """
    if not _nodes_of_files:
        for unique_id, node in included_nodes.items():
            _nodes_of_files.setdefault(node.original_file_path, []).append(unique_id)
    return iter(_nodes_of_files.get(selector, ()))


PathSelectorMethod.search = _by_name
# Also in the processes that judge files: each imports this module.
ReflowSequence.from_root = _once_a_file
collect_seldom()
if __name__ == "__main__":
    cli()
