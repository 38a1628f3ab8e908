"""Draws the asset graph of the pipeline by stages, as the picture in the README.

Belongs here: counting Dagster's assets a stage and drawing them. Does not belong here: the assets
(``dagster_project``). ``python -m tools.docs.asset_graph`` writes ``docs/asset-graph.svg``.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "docs" / "asset-graph.svg"
STAGES = (
    ("documents", "files in raw/"),
    ("raw", "pages, tables, cells, paragraphs"),
    ("seeds", "dialects and code lists"),
    ("staging", "typed, one view a raw table"),
    ("intermediate", "forms, columns, lines, identities"),
    ("marts", "dimensions, facts, views"),
    ("validation", "Great Expectations and dbt tests"),
    ("publication", "atomic swap of the file"),
)
_WIDTH, _HEIGHT, _GAP, _COLUMNS = 250, 74, 46, 4


def count_assets() -> Counter[str]:
    """Return how many assets each stage has; the first part of an asset's key is its stage."""
    from dagster_project.orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    names = {"published_warehouse": "publication", "warehouse_file": "publication"}
    stages = {stage for stage, _ in STAGES}
    counts: Counter[str] = Counter()
    for key in graph.get_all_asset_keys():
        first = names.get(key.path[0], key.path[0])
        counts[first if first in stages else "publication"] += 1
    return counts


def _box(number: int) -> tuple[int, int]:
    row, column = divmod(number, _COLUMNS)
    return 20 + column * (_WIDTH + _GAP), 20 + row * (_HEIGHT + _GAP)


def draw(counts: Counter[str]) -> str:
    """Return the picture as SVG: a box a stage, an arrow from each to the next."""
    parts = []
    for number, (stage, says) in enumerate(STAGES):
        x, y = _box(number)
        count = counts[stage]
        noun = "asset" if count == 1 else "assets"
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="8" class="box"/>'
            f'<text x="{x + 14}" y="{y + 28}" class="name">{escape(stage)} · {count} {noun}</text>'
            f'<text x="{x + 14}" y="{y + 52}" class="says">{escape(says)}</text>'
        )
        if number + 1 < len(STAGES):
            parts.append(_arrow(number))
    width = 40 + _COLUMNS * _WIDTH + (_COLUMNS - 1) * _GAP
    height = 40 + 2 * _HEIGHT + _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="Stages of the pipeline"><style>'
        "text{font-family:sans-serif;fill:#1f2933}.name{font-size:17px;font-weight:600}.says{font-size:14px}"
        ".box{fill:#eef2f7;stroke:#52606d}.arrow{stroke:#52606d;stroke-width:2;fill:none}"
        ".head{fill:#52606d}</style>" + "".join(parts) + "</svg>\n"
    )


def _arrow(number: int) -> str:
    x, y = _box(number)
    to_x, to_y = _box(number + 1)
    if to_y == y:
        start, end, middle = x + _WIDTH, to_x - 8, y + _HEIGHT // 2
        line = f"M{start} {middle}H{end}"
        head = f"M{to_x} {middle}l-10 -5v10z"
    else:
        down, centre, target = y + _HEIGHT + _GAP // 2, x + _WIDTH // 2, to_x + _WIDTH // 2
        line = f"M{centre} {y + _HEIGHT}V{down}H{target}V{to_y - 8}"
        head = f"M{target} {to_y}l-5 -10h10z"
    return f'<path d="{line}" class="arrow"/><path d="{head}" class="head"/>'


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(draw(count_assets()), encoding="utf-8")
