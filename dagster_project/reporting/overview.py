"""Plots of the report's first page: what is spent, how well it is read, who published.

Belongs here: what is plotted, as SVG that needs neither a browser's script nor the network.
Does not belong here: the page around the plots (``findings_site``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import duckdb
import vl_convert

from dagster_project.duckdb_file import Record, records
from dagster_project.extraction.pdf.fonts import font_folder

# Wide enough for a phone, and several beside each other on a desk.
_WIDTH = 300
_FONT = '"WenQuanYi Micro Hei", system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
_CLASSES_SHOWN = 7
_CHANGES_SHOWN = 8
# Told apart by people who do not see red and green (Okabe and Ito).
_PALETTE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999"]
_PROOF = {"已证实 proven": "#009e73", "未证实 unproven": "#b8c2cc", "有争议 disputed": "#d55e00"}
_COVERAGE = {
    "已公开": "#009e73",
    "缺表": "#e69f00",
    "可能未读出": "#cc79a7",
    "只有说明": "#56b4e9",
    "未见公开": "#b8c2cc",
}
_SPENDING = f"""
    with amounts as (
        select fiscal_year, functional_class_name as class, sum(amount_wan_yuan) / 10000 as yi_yuan
        from marts.v_expenditure
        group by all
    ),
    ranked as (
        select class, row_number() over (order by sum(yi_yuan) desc, class) as place
        from amounts
        group by class
    )
    select
        cast(fiscal_year as varchar) as year,
        if(place <= {_CLASSES_SHOWN}, class, '其他') as class,
        cast(sum(yi_yuan) as double) as yi_yuan
    from amounts
    inner join ranked using (class)
    group by all
    order by all
"""
_PROVEN = """
    select
        region_name as region,
        unnest(['已证实 proven', '未证实 unproven', '有争议 disputed']) as proof,
        unnest([sum(proven_count), sum(unproven_count), sum(disputed_count)])::bigint as amounts
    from marts.v_disclosure
    where is_current
    group by region_name
    order by all
"""
_COVERED = """
    select region_name as region, coverage_zh as coverage, count(*) as bodies
    from marts.v_coverage
    where body_source <> 'unit_list'
    group by all
    order by all
"""
_THREE_PUBLIC = """
    select
        cast(fiscal_year as varchar) as year,
        item_name_zh as item,
        cast(sum(amount_wan_yuan) as double) as wan_yuan
    from marts.v_three_public_expenses
    where is_three_public
    group by all
    order by all
"""
_CHANGES = f"""
    select change_kind, department_name, fiscal_year, new_file_path, old_file_path, line_label
    from marts.fct_release_change
    where release_id = (select max(release_id) from marts.fct_refresh_run where outcome = 'published')
        and change_kind not like 'amount%'
    order by change_kind like 'disclosure%', change_kind, department_name, fiscal_year
    limit {_CHANGES_SHOWN}
"""


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: its title, what it counts, and the picture as SVG."""

    title_zh: str
    title_en: str
    remark: str
    svg: str


def plots(connection: duckdb.DuckDBPyConnection) -> list[Plot]:
    """The plots of a warehouse; one that nothing is known for is left out."""
    # Chinese text is measured by a font that has it.
    vl_convert.register_font_directory(str(font_folder()))
    drawn = (
        _plot(
            records(connection, _SPENDING),
            ("预算支出（亿元）", "Budgeted expenditure by class, 100 million yuan"),
            "已读入部门之和，各年部门不同 departments loaded; they differ between years",
            _bars("year", "yi_yuan", "class", scheme=_PALETTE),
        ),
        _plot(
            records(connection, _THREE_PUBLIC),
            ("“三公”经费预算（万元）", "Three public expenses, 10,000 yuan"),
            "已读入部门之和 departments loaded",
            _bars("year", "wan_yuan", "item", scheme=_PALETTE),
        ),
        _plot(
            records(connection, _PROVEN),
            ("数字的证实程度", "Share of printed amounts that is proven"),
            "勾稽关系成立的为已证实 an identity that holds proves an amount",
            _shares("region", "amounts", "proof", _PROOF),
        ),
        _plot(
            records(connection, _COVERED),
            ("公开情况", "Who has published: departments, years and stages"),
            "各地已有公开的年度和阶段 years and stages of which the place has published anything",
            _shares("region", "bodies", "coverage", _COVERAGE),
        ),
    )
    return [plot for plot in drawn if plot is not None]


def newest_changes(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """What the published release brought, apart from single amounts; nothing for a build."""
    try:
        return records(connection, _CHANGES)
    except duckdb.CatalogException:
        return []


def _plot(rows: Sequence[Record], title: tuple[str, str], remark: str, chart: alt.Chart) -> Plot | None:
    if not rows:
        return None
    values: list[dict[str, Any]] = [dict(row) for row in rows]
    spec = chart.properties(data=alt.InlineData(values=values), width=_WIDTH).configure(
        font=_FONT, view=alt.ViewConfig(stroke=None), background="transparent"
    )
    return Plot(*title, remark, vl_convert.vegalite_to_svg(spec.to_dict(validate=False)))


def _legend() -> alt.Legend:
    return alt.Legend(orient="bottom", columns=2, title=None, labelLimit=140, symbolType="square")


def _bars(x: str, y: str, colour: str, *, scheme: Sequence[str]) -> alt.Chart:
    """Bars of sums, a part a colour."""
    chart: alt.Chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            x=alt.X(x, type="nominal", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y(
                y, type="quantitative", aggregate="sum", title=None, axis=alt.Axis(format=",~r", tickCount=5)
            ),
            color=alt.Color(colour, type="nominal", scale=alt.Scale(range=list(scheme)), legend=_legend()),
        )
        .properties(height=220)
    )
    return chart


def _shares(y: str, x: str, colour: str, colours: dict[str, str]) -> alt.Chart:
    """Bars that all are as long as the whole."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    chart: alt.Chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            y=alt.Y(y, type="nominal", title=None, axis=alt.Axis(labelLimit=110)),
            x=alt.X(
                x,
                type="quantitative",
                aggregate="sum",
                stack="normalize",
                title=None,
                axis=alt.Axis(format="%", tickCount=4),
            ),
            color=alt.Color(colour, type="nominal", scale=scale, legend=_legend()),
        )
        .properties(height=alt.Step(18))
    )
    return chart
