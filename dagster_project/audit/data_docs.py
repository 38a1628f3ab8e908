"""Great Expectations' Data Docs as pages that need no network.

Belongs here: their stylesheet, and our index in front of them.
Does not belong here: running the checks (``great_expectations``).

The pages load styles, scripts and pictures from half a dozen hosts, and their index is drawn by
those scripts alone: without network it is empty. The pages themselves are whole tables, so a
stylesheet of our own is enough for them; the index is written here.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import nh3

from dagster_project.audit.result import CheckResult
from dagster_project.output.safe_text import CONTENT_SECURITY_POLICY

_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; color: #1c2733; background: #fff;
       max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
nav, .ge-breadcrumbs, .cta-footer, .btn-group, .card-text { font-size: .9rem; }
h1 { font-size: 1.5rem; } h2, h4 { font-size: 1.2rem; margin-top: 2rem; } h5, h6 { margin: .8rem 0 .2rem; }
a { color: #0b5394; } ol.breadcrumb { list-style: none; padding: 0; display: flex; gap: .6rem; }
table { border-collapse: collapse; margin: .4rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .7rem; border-bottom: 1px solid #dde3ea; }
th { background: #f2f5f8; } pre, code { font-size: .85rem; white-space: pre-wrap; }
td.count { text-align: right; font-variant-numeric: tabular-nums; }
.passed, .text-success { color: #1e7d34; } .data_wrong, .text-danger { color: #b3261e; }
.check_broke, .text-warning { color: #9a6700; }
.fa-check-circle::before { content: "\\2713"; } .fa-times::before { content: "\\2717"; }
.fa-exclamation-triangle::before { content: "!"; }
.table-responsive { overflow-x: auto; } img, .modal, .cta-footer, .btn-group, .card-text { display: none; }
"""
# What the pages say, and no more: no script, no picture, nothing that is fetched. Messages of exceptions
# quote the text of cells unescaped, so what is not one of these tags is left out wherever it comes from.
_TAGS = (nh3.ALLOWED_TAGS | {"main", "section", "button", "label"}) - {"area", "footer", "img", "map"}
_ATTRIBUTES = {"*": {"class", "id", "colspan", "rowspan"}, "a": {"href"}}
_DROPPED_WHOLE = {"footer", "script", "style", "title"}
# Beside this folder, as the settings place it.
_REPORT = "../report/index.html"
_OUTCOME_WORDS = {"passed": "passed", "data_wrong": "data wrong", "check_broke": "could not be run"}


def make_readable_offline(folder: Path, results: Sequence[CheckResult]) -> None:
    """Strips the pages of all that needs network, and writes their index.

    Args:
        folder: Where Great Expectations wrote its pages.
        results: What the index tells.
    """
    shutil.rmtree(folder / "static", ignore_errors=True)
    for page in folder.rglob("*.html"):
        page.write_text(_offline(page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "index.html").write_text(_index(folder, results), encoding="utf-8")


def _offline(page: str) -> str:
    body = nh3.clean(
        page,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED_WHOLE,
        # Relative addresses stay: one page leads to another.
        url_schemes=set(),
        link_rel=None,
    )
    return _page("Audit of the build, as Great Expectations shows it", body)


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"{CONTENT_SECURITY_POLICY}<title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _index(folder: Path, results: Sequence[CheckResult]) -> str:
    suites = list(dict.fromkeys(result.source for result in results))
    sections = "".join(
        _section(folder, suite, [result for result in results if result.source == suite]) for suite in suites
    )
    return _page(
        "Audit of the build",
        "<h1>Audit of the build</h1>"
        f"<p>{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}. Critical checks must pass before anything is "
        f"published; what the others find is published as findings.</p>"
        f'<p><a href="{_REPORT}">Findings with their equations and pictures</a> '
        f"(<code>make report</code> writes them)</p>{sections}",
    )


def _section(folder: Path, suite: str, results: Sequence[CheckResult]) -> str:
    passed = sum(result.outcome == "passed" for result in results)
    pages = sorted((folder / "validations" / suite).rglob("*.html"))
    link = ""
    if pages:
        address = html.escape(pages[-1].relative_to(folder).as_posix())
        link = f'<a href="{address}">as Great Expectations shows it</a>'
    ordered = sorted(results, key=lambda result: result.outcome == "passed")
    rows = "".join(_row(result) for result in ordered)
    return (
        f"<h2>{html.escape(suite)} ({results[0].severity}): {passed} of {len(results)} passed</h2>{link}"
        f"<table><tr><th>Check</th><th>Outcome</th><th>Rows</th><th>What it says</th></tr>{rows}</table>"
    )


def _row(result: CheckResult) -> str:
    count = "" if result.unexpected_count is None else result.unexpected_count
    return (
        f'<tr><td>{html.escape(result.name)}</td><td class="{result.outcome}">'
        f'{_OUTCOME_WORDS[result.outcome]}</td><td class="count">{count}</td>'
        f"<td>{html.escape(result.message)}{_examples(result)}</td></tr>"
    )


def _examples(result: CheckResult) -> str:
    if not result.examples:
        return ""
    header = "".join(f"<th>{html.escape(column)}</th>" for column in result.examples[0])
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row.values()) + "</tr>"
        for row in result.examples
    )
    return (
        f'<details><summary>rows</summary><div class="table-responsive"><table><tr>{header}</tr>'
        f"{rows}</table></div></details>"
    )
