"""What changed since the last release, as a page.

Belongs here: reading marts.fct_release_change for a page, and writing it.
Does not belong here: comparing releases (``changes``), the looks of pages (``output.pages``).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.duckdb_file import Record, open_for_reading, records
from dagster_project.output.pages import render

_SHOWN = 500
_KINDS = {
    "disclosure_added": "新增公开 Disclosures added",
    "disclosure_superseded": "替换公开 Disclosures superseded",
    "disclosure_removed": "不再公开 Disclosures removed",
    "finding_new": "新发现 New findings",
    "finding_resolved": "已消除的发现 Resolved findings",
    "amount_changed": "变动的金额 Amounts changed",
    "amount_added": "增加的金额 Amounts added",
    "amount_removed": "减少的金额 Amounts removed",
}


def write_page(warehouse_file: Path, release_id: str, folder: Path) -> Path:
    """Writes the page of a release, and the same as ``latest.html``; the warehouse is that release.

    Returns:
        The page.
    """
    with open_for_reading(warehouse_file) as connection:
        counts = dict(
            connection.execute(
                "select change_kind, count(*) from marts.fct_release_change where release_id = ? group by 1",
                [release_id],
            ).fetchall()
        )
        kinds = [
            {"title": title, "count": counts[kind], "rows": _rows_of(connection, release_id, kind)}
            for kind, title in _KINDS.items()
            if kind in counts
        ]
        run = records(
            connection,
            "select * from marts.fct_refresh_run where release_id = ? and outcome = 'published'",
            [release_id],
        )[0]
        former = records(
            connection,
            "select max(release_id) as release_id from marts.fct_refresh_run "
            "where outcome = 'published' and release_id < ?",
            [release_id],
        )[0]["release_id"]
    content = render("release_change.html", release_id=release_id, former=former, run=run, kinds=kinds)
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{release_id}.html"
    for path in (page, folder / "latest.html"):
        path.write_text(content, encoding="utf-8")
    return page


def _rows_of(connection: duckdb.DuckDBPyConnection, release_id: str, kind: str) -> list[Record]:
    return records(
        connection,
        f"""
        select changes.*, identities.name_zh as identity_name, forms.name_zh as form_name
        from marts.fct_release_change as changes
        left join marts.dim_identity as identities using (identity_code)
        left join marts.dim_form as forms
            on changes.form_code = forms.form_code and changes.budget_stage = forms.budget_stage
        where release_id = ? and change_kind = ?
        order by department_name, fiscal_year, changes.form_code, line_label, measure_code, amount_key
        limit {_SHOWN}
        """,
        [release_id, kind],
    )
