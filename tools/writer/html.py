"""Blocks to a web page, as publishers paste their forms into articles.

Belongs here: mark-up with spans. Does not belong here: what is printed (``disclosure``).
"""

from __future__ import annotations

from html import escape

from tools.writer.model import Document, Paragraph, PlacedCell, Table

_HEAD = '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="{}"><title>{}</title></head><body>\n'


def render_html(document: Document, charset: str = "utf-8") -> str:
    """Render a document to HTML; ``charset`` is the encoding that the page says it has."""
    parts = [_HEAD.format(charset, escape(document.title))]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{escape(block.text)}</p>\n")
        elif isinstance(block, Table):
            parts.append(_table(block))
    return "".join([*parts, "</body></html>\n"])


def _table(table: Table) -> str:
    rows: list[list[str]] = [[] for _ in table.rows]
    for placed in table.place():
        rows[placed.row].append(_cell(placed))
    body = "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows)
    return f'<table border="1">\n{body}</table>\n'


def _cell(placed: PlacedCell) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", placed.cell.row_span), ("colspan", placed.cell.column_span))
        if count > 1
    )
    return f"<td{spans}><span>{escape(placed.cell.text)}</span></td>"
