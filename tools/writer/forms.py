"""The statutory forms: facts in, tables out, with the amount each cell publishes.

Belongs here: headers, row order, which figure stands in which column.
Does not belong here: number formats (``figures``), caption and prose (``disclosure``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, zip_longest

from tools.writer.facts import (
    ECONOMIC_FORMS,
    DisclosureFacts,
    FactRow,
    FormFacts,
    Measure,
    Panel,
)
from tools.writer.figures import FigureStyle
from tools.writer.layout import Column, FormLayout, Layout
from tools.writer.model import Align, Cell, PublishedAmount, Row, Table

EMPTY = FactRow("", "blank", {})
# The parts of a summary that stand side by side: a part begins on the same row on each side.
_SECTIONS = (
    frozenset({"leading_total"}),
    frozenset({"line", "sub_line"}),
    frozenset({"current_year_total"}),
    frozenset({"balance", "sub_balance"}),
    frozenset({"grand_total"}),
)
_FREE_SECTIONS = (frozenset().union(*_SECTIONS[:-1]), _SECTIONS[-1])


@dataclass(frozen=True, slots=True)
class FormContext:
    """All that decides how one form looks."""

    facts: DisclosureFacts
    form: FormFacts
    layout: Layout
    form_layout: FormLayout

    @property
    def unit(self) -> str:
        """The unit the form is printed in."""
        return self.form_layout.unit or self.layout.unit

    @property
    def style(self) -> FigureStyle:
        """How the form prints its figures."""
        decimals = self.form_layout.decimals
        return FigureStyle(
            fact_unit=self.facts.unit,
            unit=self.unit,
            decimals=self.layout.decimals if decimals is None else decimals,
            thousands=self.layout.thousands,
            nothing=self.layout.nothing,
            full_width=self.layout.full_width,
            break_after=self.layout.break_numbers_after,
        )


def build_table(context: FormContext, first_rows: Sequence[Row] = ()) -> Table:
    """Build a form's table; ``first_rows`` are printed above its header, inside its grid."""
    columns = context.form_layout.columns
    header = [*first_rows, *header_rows([column.header for column in columns])]
    numbered = context.form_layout.ordinal_row
    if context.layout.ordinal_row if numbered is None else numbered:
        header.append(_ordinal_row(columns, context.layout.ordinal_label))
    body = list(_body(context))
    if not body and context.layout.blank_row_in_empty_forms:
        body = [tuple(Cell() for _ in columns)]
    return Table(
        rows=(*header, *body),
        header_rows=len(header),
        widths=tuple(column.width for column in columns),
        ruled=context.layout.ruled,
        repeat_header=context.layout.repeat_header,
        row_height=context.layout.row_height,
        split_rows=context.layout.split_rows,
    )


def header_rows(paths: Sequence[tuple[str, ...]]) -> list[Row]:
    """Lay header paths out as rows: equal neighbours share a cell, short paths reach down."""
    depth = max(len(path) for path in paths)
    rows: list[Row] = []
    for level in range(depth):
        cells: list[Cell] = []
        column = 0
        while column < len(paths):
            path = paths[column]
            if level >= len(path):
                column += 1
                continue
            span = _shared(paths, column, level)
            down = depth - level if level == len(path) - 1 else 1
            cells.append(Cell(path[level], span, down, "center"))
            column += span
        rows.append(tuple(cells))
    return rows


def _shared(paths: Sequence[tuple[str, ...]], column: int, level: int) -> int:
    """How many columns from this one share the header cell at this level."""
    path = paths[column]
    span = 1
    while column + span < len(paths):
        other = paths[column + span]
        ends = len(path) == len(other) or (level < len(path) - 1 and level < len(other) - 1)
        if other[: level + 1] != path[: level + 1] or not ends:
            break
        span += 1
    return span


def _ordinal_row(columns: Sequence[Column], label: str) -> Row:
    """Number the columns after a row number; without one, only the columns of figures."""
    if columns[0].role == "row_number":
        numbers = [Cell(str(n), align="center") for n in range(1, len(columns))]
        return (Cell(label, align="center"), *numbers)
    cells: list[Cell] = []
    ordinal = 0
    for is_text, run in groupby(columns, key=lambda column: column.role != "figure"):
        width = len(list(run))
        if is_text:
            cells.append(Cell(label, width, align="center"))
        else:
            cells += [Cell(str(ordinal + n), align="center") for n in range(1, width + 1)]
            ordinal += width
    return tuple(cells)


def _body(context: FormContext) -> Iterator[Row]:
    if context.form_layout.items_as_columns:
        yield from _items_row(context)
    elif context.form_layout.blocks:
        yield from _block_rows(context)
    elif any(column.panel.side for column in context.form_layout.columns):
        yield from _summary_rows(context)
    else:
        for number, row in enumerate(_ordered(context), start=1):
            yield _code_row(context, row, number)


def _ordered(context: FormContext) -> list[FactRow]:
    """The rows a layout prints, in its order: total, units, codes of the printed levels."""
    layout = context.layout
    levels = layout.levels if context.form_layout.levels is None else context.form_layout.levels
    rows = context.form.panels.get(Panel(), ())
    totals = [row for row in rows if row.kind == "total" and not row.unit_label]
    printed = [row for row in rows if row.kind != "total" and (row.kind != "code" or row.level in levels)]
    if context.form_layout.rows == "codes":
        printed = [row for row in printed if row.kind == "item" or bool(row.unit_label) == layout.unit_rows]
    if layout.total_position == "none":
        return printed
    return [*totals, *printed] if layout.total_position == "first" else [*printed, *totals]


def _code_row(context: FormContext, row: FactRow, number: int) -> Row:
    columns = context.form_layout.columns
    cells: list[Cell] = []
    skip = 0
    for column in columns:
        if skip:
            skip -= 1
            continue
        texts = _text_columns(columns)
        if row.kind == "total" and context.layout.total_in_code_column and texts and not cells:
            skip = texts - 1
            cells.append(Cell(context.form_layout.total_label, skip + 1, 1, "center"))
        else:
            cells.append(_cell(context, row, column, str(number)))
    return tuple(cells)


def _text_columns(columns: Sequence[Column]) -> int:
    """How many columns stand before the first figure."""
    return next(index for index, column in enumerate(columns) if column.role == "figure")


def _cell(context: FormContext, row: FactRow, column: Column, number: str) -> Cell:
    if column.role == "figure":
        return _figure_cell(context, row, column)
    if column.role == "change_ratio":
        return Cell(_ratio(row, column), align="right")
    text = number if column.role == "row_number" else _text(context, row, column)
    align: Align = "center" if column.role == "row_number" else "left"
    return Cell(text, align=align)


def _text(context: FormContext, row: FactRow, column: Column) -> str:
    layout = context.layout
    if row.kind == "total":
        return _total_text(context, row, column)
    depth = {"section": 1, "item": 2}.get(row.level, 0)
    by_unit = context.form_layout.rows == "units"
    prints_unit = row.kind == "unit" or layout.unit_names_repeated
    texts = {
        "unit": row.unit_label if prints_unit else "",
        "unit_code": row.unit_code if prints_unit or layout.unit_codes_repeated else "",
        "unit_or_name": row.unit_label if row.kind == "unit" else layout.indent * depth + row.label,
        "code": row.code,
        "class_code": row.code[:3],
        "section_code": row.code[3:5],
        "item_code": row.code[5:7],
        "name": "" if row.kind == "unit" and not by_unit else layout.indent * depth + row.label,
        "code_name": f"{row.code}-{row.label}" if row.code else row.label,
        "bracket_code_name": f"[{row.code}]{row.label}" if row.code else row.label,
        "economic_code": row.economic_code or row.code,
        "economic_code_name": f"{row.economic_code}-{row.economic_name}".strip("-"),
        "government_code": row.government_code,
        "government_name": row.government_name,
        "government_code_name": f"{row.government_code}-{row.government_name}".strip("-"),
        "label": row.label,
    }
    return texts.get(column.role, "")


def _total_text(context: FormContext, row: FactRow, column: Column) -> str:
    """A total's label: in the name's column, or the first; the department's where it stands for it."""
    columns = context.form_layout.columns
    names = [
        c for c in columns if c.role in ("name", "unit_or_name", "label", "code_name", "bracket_code_name")
    ]
    texts = [c for c in columns if c.role not in ("figure", "row_number")]
    if context.layout.total_is_department and column.role == "unit":
        return context.facts.legal_name
    if context.layout.total_is_department or column != (names or texts)[0]:
        return ""
    return row.label


def _figure_cell(context: FormContext, row: FactRow, column: Column) -> Cell:
    if row is EMPTY:
        return Cell(align="right")
    if row.kind == "count":
        return Cell("" if row.label.endswith("数") else str(len(row.label)), align="right")
    figure = row.figures.get(column.measure)
    text = context.style.printed(figure)
    return Cell(text, align="right", amount=_amount(context, row, column, figure, text))


def _amount(
    context: FormContext, row: FactRow, column: Column, figure: Decimal | None, text: str
) -> PublishedAmount | None:
    yuan = context.style.yuan(figure)
    if yuan is None:
        return None
    economic = context.form.form_code in ECONOMIC_FORMS
    roles = {c.role for c in context.form_layout.columns}
    prints_government = bool(roles & {"government_code", "government_code_name"})
    department = row.kind == "total" and context.layout.total_is_department and "unit" in roles
    return PublishedAmount(
        form_code=context.form.form_code,
        measure_code=column.measure.code,
        amount_yuan=yuan,
        printed_text=text,
        printed_unit=context.unit,
        line_label=_line_label(context, row),
        amount_basis=column.measure.basis,
        side=column.panel.side,
        breakdown=column.panel.breakdown,
        functional_code=None if economic else row.code or None,
        economic_code=row.economic_code or (row.code or None if economic else None),
        government_economic_code=(row.government_code or None) if prints_government else None,
        item_code=row.item_code or None,
        budget_unit_label=context.facts.legal_name if department else row.unit_label or None,
    )


def _line_label(context: FormContext, row: FactRow) -> str:
    """The label as printed, white space removed; '' where the row prints none of its own."""
    columns = context.form_layout.columns
    named = next(
        (c for c in columns if c.role in ("name", "unit_or_name", "label", "bracket_code_name")), None
    )
    if named is None or row.kind == "unit":
        return ""
    label = row.label if row.kind == "total" else _text(context, row, named)
    return "" if context.layout.total_is_department and row.kind == "total" else "".join(label.split())


def _ratio(row: FactRow, column: Column) -> str:
    """This year's change in percent, as far as both years are printed and the base is not 0."""
    now = row.figures.get(Measure(column.measure.code))
    before = row.figures.get(Measure(column.measure.code, "prior_year"))
    if now is None or not before:
        return ""
    return f"{(now - before) / before * 100:.2f}%"


def _block_rows(context: FormContext) -> Iterator[Row]:
    """Codes of some classes below each other, of the next classes beside them; a total below each."""
    rows = _ordered(context)
    columns = context.form_layout.columns
    parts = [[row for row in rows if row.code[:3] in classes] for classes in context.form_layout.blocks]
    for lines in zip_longest(*parts, fillvalue=EMPTY):
        yield tuple(_cell(context, lines[column.block - 1], column, "") for column in columns)
    totals: list[Cell] = []
    total = next(row for row in rows if row.kind == "total")
    for head, group in groupby(columns, key=lambda column: column.header[0]):
        *texts, last = list(group)
        row = replace(total, label=f"{head}合计")
        totals += [Cell(row.label, len(texts), align="center"), _figure_cell(context, row, last)]
    yield tuple(totals)


def _items_row(context: FormContext) -> Iterator[Row]:
    """A form whose items are columns: each column takes its item's figure, one row a unit."""
    rows = context.form.panels.get(Panel(), ())
    for number, unit in enumerate(dict.fromkeys(row.unit_label for row in rows), start=1):
        items = {row.item_code: row for row in rows if row.unit_label == unit}
        first = next(iter(items.values()))
        yield tuple(
            _cell(context, items.get(column.item_code, first), column, str(number))
            for column in context.form_layout.columns
        )


def _summary_rows(context: FormContext) -> Iterator[Row]:
    columns = context.form_layout.columns
    panels = list(dict.fromkeys(c.panel for c in columns if c.panel.side))
    number = 0
    sections = _SECTIONS if context.form_layout.aligned else _FREE_SECTIONS
    for section in sections:
        parts = [
            [row for row in context.form.panels.get(panel, ()) if row.kind in section] for panel in panels
        ]
        for lines in zip_longest(*parts, fillvalue=EMPTY):
            number += 1
            yield _summary_row(context, dict(zip(panels, lines, strict=True)), str(number))


def _summary_row(context: FormContext, lines: dict[Panel, FactRow], number: str) -> Row:
    columns = context.form_layout.columns
    cells = [_cell(context, lines.get(column.panel, EMPTY), column, number) for column in columns]
    kinds = {line.kind for line in lines.values()}
    if context.form_layout.joined_totals and kinds & {"current_year_total", "grand_total"}:
        return _joined(columns, cells)
    return tuple(cells)


def _joined(columns: Sequence[Column], cells: Sequence[Cell]) -> Row:
    """Let the expenditure label reach over the panels, and print its total once, at the end."""
    first = next(i for i, c in enumerate(columns) if c.panel.side == "expenditure")
    label, total = cells[first], cells[first + 1]
    span = len(columns) - 1 - first
    amount = total.amount and replace(total.amount, breakdown=None)
    return (*cells[:first], Cell(label.text, span, 1, label.align), replace(total, amount=amount))
