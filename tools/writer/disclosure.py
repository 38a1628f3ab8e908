"""A whole disclosure: cover, contents, forms, prose and attachments in a layout's order.

Belongs here: the order of the blocks and the lines above and inside tables.
Does not belong here: what a form's grid holds (``forms``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tools.writer.attachments import attachment_blocks
from tools.writer.facts import DisclosureFacts, FormFacts
from tools.writer.forms import FormContext, build_table
from tools.writer.layout import FormLayout, Layout
from tools.writer.model import Block, Cell, Document, PageStart, Paragraph, Row

_STAGE_WORDS = {"budget": "预算", "final_accounts": "决算"}


def compose(facts: DisclosureFacts, layout: Layout) -> Document:
    """Lay a disclosure's facts out as the blocks of a document."""
    stage = _STAGE_WORDS[facts.budget_stage]
    title = f"{facts.legal_name}{facts.fiscal_year}年部门{stage}"
    blocks: list[Block] = []
    if layout.cover:
        blocks.append(PageStart())
        blocks += [Paragraph(line.format(**_words(facts, layout)), "title") for line in layout.cover]
    if layout.contents:
        blocks += _contents(facts, layout)
    prose = _prose(facts)
    forms = _forms(facts, layout)
    parts = {"before": [prose, forms], "after": [forms, prose], "none": [forms]}[layout.prose]
    for part in parts:
        blocks += part
    return Document(title, tuple(blocks))


def _words(facts: DisclosureFacts, layout: Layout) -> dict[str, str]:
    return {
        "entity": facts.entity,
        "legal_name": facts.legal_name,
        "year": str(facts.fiscal_year),
        "unit": layout.unit,
        "title": "",
        "number": "",
    }


def _contents(facts: DisclosureFacts, layout: Layout) -> list[Block]:
    blocks: list[Block] = [PageStart(), Paragraph("目录", "title")]
    for number, form in enumerate(layout.forms, start=1):
        title = layout.title(form, _form_facts(facts, form).title)
        blocks.append(Paragraph(f"{number}、{title}{'.' * 20}{number + 2}", "contents"))
    return blocks


def _form_facts(facts: DisclosureFacts, form: FormLayout) -> FormFacts:
    return facts.forms.get(form.form_code) or FormFacts(form.form_code, {})


def _forms(facts: DisclosureFacts, layout: Layout) -> list[Block]:
    blocks: list[Block] = []
    for number, form_layout in enumerate(layout.forms, start=1):
        context = FormContext(facts, _form_facts(facts, form_layout), layout, form_layout)
        start = PageStart(form_layout.landscape, layout.rotated)
        if layout.form_per_page or number == 1:
            blocks.append(start)
        blocks += _form_blocks(context, number)
    return blocks


def _form_blocks(context: FormContext, number: int) -> list[Block]:
    words = _form_words(context, number)
    layout = context.layout
    caption = [line.format(**words) for line in layout.above]
    table = build_table(context, _first_rows(context, words))
    repeated = tuple(line.format(**words) for line in layout.repeat_above)
    table = replace(table, repeat_caption=repeated)
    blocks: list[Block] = [
        Paragraph(line, "title" if words["title"] in line else "caption") for line in caption
    ]
    blocks.append(table)
    empty = not any(context.form.panels.values())
    if empty and layout.empty_note:
        blocks.append(Paragraph(layout.empty_note, "note"))
    return blocks


def _form_words(context: FormContext, number: int) -> Mapping[str, str]:
    words = _words(context.facts, context.layout)
    title = context.layout.title(context.form_layout, context.form.title)
    return {**words, "title": title, "number": str(number), "unit": context.unit}


def _first_rows(context: FormContext, words: Mapping[str, str]) -> list[Row]:
    """Rows such as entity, year and unit: the texts share the table's columns evenly."""
    width = len(context.form_layout.columns)
    rows: list[Row] = []
    for texts in context.layout.first_rows:
        count = min(len(texts), width)
        spans = [width * (i + 1) // count - width * i // count for i in range(count)]
        printed = [text.format(**words) for text in texts[:count]]
        rows.append(tuple(Cell(t, span) for t, span in zip(printed, spans, strict=True)))
    return rows


def _prose(facts: DisclosureFacts) -> list[Block]:
    if not facts.narrative and not facts.attachments:
        return []
    blocks: list[Block] = [PageStart()]
    for sentence in facts.narrative:
        blocks.append(Paragraph(sentence.text, "heading" if sentence.heading else "body"))
    blocks += attachment_blocks(facts.attachments, facts.legal_name)
    return blocks
