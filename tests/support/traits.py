"""Documents that each show a trait of layout, and what the warehouse must publish of them.

Belongs here: the list of traits with the disclosures each holds. Does not belong here:
how a trait is drawn (``tools.writer``), how it is read (the pipeline).

Every figure is made up, and every form of a document sums the same entries: apart from
rounding, a finding in one of these documents is a fault of ours. The pipeline's test
loads the files of ``write_traits`` and compares the published amounts of the nine forms
with ``Trait.disclosures``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.entries import Bookkeeping, load_bookkeeping, numeral
from tools.writer.html import render_html
from tools.writer.layout import Layout
from tools.writer.layouts import load_layout, with_unit
from tools.writer.model import Cell, Document, PublishedAmount, Table
from tools.writer.pdf import render_pdf
from tools.writer.text import render_cell_lines, render_tabbed
from tools.writer.xlsx import render_xlsx

Format = Literal["pdf", "docx", "xlsx", "html", "cell_lines", "tabbed"]
Stage = Literal["budget", "final_accounts"]
Scope = Literal["department", "unit"]
_SUFFIX = {
    "pdf": ".pdf",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "html": ".html",
    "cell_lines": ".txt",
    "tabbed": ".txt",
}
_OWN = "（本级）"
_RENDER: dict[Format, Callable[[Document], bytes]] = {
    "pdf": render_pdf,
    "docx": render_docx,
    "xlsx": render_xlsx,
    "html": lambda document: render_html(document).encode(),
    "cell_lines": lambda document: render_cell_lines(document).encode(),
    "tabbed": lambda document: render_tabbed(document).encode(),
}


@dataclass(frozen=True, slots=True)
class ExpectedDisclosure:
    """A disclosure in a file, and every amount of its statutory forms."""

    entity_name: str
    fiscal_year: int
    budget_stage: Stage
    reporting_scope: Scope
    amounts: tuple[PublishedAmount, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One set of forms of a document: who publishes what, in which layout."""

    layout: Layout
    entity: str
    code: str = "106"
    stage: Stage = "budget"
    scope: Scope = "department"
    only_unit: str = ""
    factor: Decimal = Decimal(1)

    def document(self) -> Document:
        """The part as a document of its own."""
        bookkeeping = replace(_bookkeeping(), entity=self.entity, department_code=self.code)
        bookkeeping = replace(
            bookkeeping, units={**bookkeeping.units, "self": f"{self.entity.removesuffix(_OWN)}{_OWN}"}
        )
        if self.only_unit:
            bookkeeping = bookkeeping.only(self.only_unit, self.entity)
        if self.factor != 1:
            bookkeeping = bookkeeping.scaled(self.factor)
        facts = bookkeeping.facts(self.layout, stage=self.stage, scope=self.scope)
        return compose(facts, self.layout)


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait of layout: a document that shows it. ``file_name`` may be dishonest on purpose."""

    name: str
    parts: tuple[Part, ...]
    file_format: Format = "pdf"
    file_name: str = ""

    @property
    def path(self) -> str:
        """The file's name."""
        return self.file_name or f"{self.name}{_SUFFIX[self.file_format]}"

    def document(self) -> Document:
        """The document, its parts one after the other."""
        documents = [part.document() for part in self.parts]
        return Document(documents[0].title, tuple(b for d in documents for b in d.blocks))

    def render(self) -> bytes:
        """The file's bytes."""
        return _RENDER[self.file_format](self.document())

    def disclosures(self) -> list[ExpectedDisclosure]:
        """What the warehouse must hold of the file."""
        return [
            ExpectedDisclosure(
                part.entity,
                _bookkeeping().fiscal_year,
                part.stage,
                part.scope,
                tuple(part.document().amounts()),
            )
            for part in self.parts
        ]


@cache
def _bookkeeping() -> Bookkeeping:
    return load_bookkeeping("example_bureau")


def write_traits(folder: Path, traits: Sequence[Trait] = ()) -> dict[str, Path]:
    """Render traits (all, unless named) into a folder; return each one's path by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, Path] = {}
    for trait in traits or TRAITS:
        written[trait.name] = folder / trait.path
        written[trait.name].write_bytes(trait.render())
    return written


DISORDERED = "disordered.pdf"


def write_disordered(folder: Path) -> Path:
    """A budget whose expenditure form prints each project amount one row too low, without ruling lines.

    A reader that mistakes rows would show the same: nobody can tell from the figures whose fault it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    document = Part(replace(_WAN, ruled=False), "示例市错行局", "199").document()
    blocks = tuple(_lowered(b) if isinstance(b, Table) else b for b in document.blocks)
    path = folder / DISORDERED
    path.write_bytes(render_pdf(replace(document, blocks=blocks)))
    return path


def _lowered(table: Table) -> Table:
    def is_moved(cell: Cell) -> bool:
        amount = cell.amount
        return amount is not None and (amount.form_code, amount.measure_code) == ("expenditure", "project")

    texts = [cell.text for row in table.rows for cell in row if is_moved(cell)]
    above = iter(texts[-1:] + texts[:-1])
    rows = tuple(
        tuple(replace(cell, text=next(above)) if is_moved(cell) else cell for cell in row)
        for row in table.rows
    )
    return replace(table, rows=rows)


def _plain(**changes: Any) -> Layout:
    return replace(load_layout("plain"), **changes)


def _prefixed() -> Layout:
    titles = {
        form.form_code: f"附件1-{n}　2026年{form.title}"
        for n, form in enumerate(load_layout("plain").forms, 1)
    }
    return _plain(decimals=2, titles=titles)


def _two_units_of_money() -> Layout:
    layout = _plain(unit="元", decimals=0, thousands=True)
    return with_unit(layout, "three_public_expenses", "万元", 2)


def _word() -> Layout:
    return _plain(
        decimals=2,
        above=("{title}",),
        first_rows=(("{entity}", "预算年度：{year}", "单位：{unit}"),),
        repeat_above=(),
    )


_WAN = _plain(decimals=2)
_SPECS: tuple[tuple[str, Layout, Format], ...] = (
    ("plain_pdf", _WAN, "pdf"),
    ("plain_docx_caption_above", _WAN, "docx"),
    ("plain_docx_caption_in_first_row", _word(), "docx"),
    ("text_dump_a_cell_a_line", _word(), "cell_lines"),
    ("text_dump_tabbed_in_pieces", _WAN, "tabbed"),
    ("yuan_with_separators", _plain(unit="元", decimals=2, thousands=True), "pdf"),
    ("thousand_yuan", _plain(unit="千元", decimals=1), "pdf"),
    ("two_units_of_money_in_one_file", _two_units_of_money(), "pdf"),
    ("zero_for_nothing", replace(_WAN, nothing="0.00"), "pdf"),
    ("dash_for_nothing", replace(_WAN, nothing="-"), "pdf"),
    ("long_dash_for_nothing", replace(_WAN, nothing="——"), "docx"),
    ("full_width_digits", replace(_WAN, full_width=True), "pdf"),
    ("numbers_broken_by_a_line_end", replace(_WAN, thousands=True, break_numbers_after=6), "pdf"),
    ("total_in_last_row", replace(_WAN, total_position="last", total_in_code_column=True), "pdf"),
    ("no_column_ordinals", replace(_WAN, ordinal_row=False), "pdf"),
    ("names_indented_by_level", replace(_WAN, indent="　　"), "pdf"),
    ("items_without_their_classes", replace(_WAN, levels=("item", "section")), "pdf"),
    ("no_ruling_lines", replace(_WAN, ruled=False), "pdf"),
    ("rotated_pages", replace(_WAN, rotated=True), "pdf"),
    ("long_tables_under_repeated_headers", replace(_WAN, row_height=34), "pdf"),
    (
        "long_tables_without_repeated_headers",
        replace(_WAN, row_height=34, repeat_header=False, repeat_above=()),
        "pdf",
    ),
    ("rows_cut_by_the_pages_end", replace(_WAN, row_height=34, split_rows=True), "pdf"),
    ("forms_follow_each_other_on_a_page", replace(_WAN, form_per_page=False), "pdf"),
    ("titles_with_prefixes", _prefixed(), "pdf"),
    ("contents_and_cover", replace(_WAN, contents=True, cover=("{legal_name}", "{year}年部门预算")), "pdf"),
    ("years_compared_with_change", load_layout("years_compared"), "pdf"),
    ("header_words_lost", load_layout("header_words_lost"), "pdf"),
    ("shenzhen_rows_by_unit", load_layout("shenzhen"), "pdf"),
    ("shanghai_codes_split_over_columns", load_layout("shanghai"), "pdf"),
    ("beijing_rows_by_combined_codes", load_layout("beijing"), "pdf"),
    ("jiangsu_summary_of_three_sides", load_layout("jiangsu"), "pdf"),
    ("suzhou_sides_of_different_length", load_layout("suzhou"), "pdf"),
    ("guangzhou_codes_in_brackets", load_layout("guangzhou"), "pdf"),
    ("chongqing_total_leads_the_summary", load_layout("chongqing"), "pdf"),
    ("xian_summary_of_four_sides", load_layout("xian"), "pdf"),
    ("quanzhou_items_under_of_which", load_layout("quanzhou"), "pdf"),
    ("central_outcome_beside_budget", load_layout("central"), "pdf"),
    ("sichuan_units_beside_split_codes", load_layout("sichuan"), "pdf"),
    ("yunnan_funds_above_types", load_layout("yunnan"), "pdf"),
    ("situation_forms_of_two_years", load_layout("situation"), "pdf"),
    ("classes_of_economic_codes_as_columns", load_layout("classes_as_columns"), "pdf"),
    ("plain_xlsx", _WAN, "xlsx"),
    ("plain_html", _WAN, "html"),
)
# Figures of many digits: printed in full they add up, rounded they differ in the last place.
_MANY_DIGITS = Decimal("1.2345678")


def _trait(number: int, name: str, layout: Layout, file_format: Format) -> Trait:
    """Each document has a publisher of its own, so that none stands in for another."""
    scope: Scope = "unit" if name.startswith("shanghai") else "department"
    part = Part(layout, f"示例市第{numeral(number)}局", str(100 + number), scope=scope)
    return Trait(name, (part,), file_format)


def _more(first: int) -> tuple[Trait, ...]:
    """Traits that are not one part of one budget."""

    def entity(offset: int) -> str:
        return f"示例市第{numeral(first + offset)}局"

    def part(offset: int, layout: Layout, stage: Stage = "budget", factor: Decimal = Decimal(1)) -> Part:
        return Part(layout, entity(offset), str(100 + first + offset), stage, factor=factor)

    both = (
        part(0, _WAN),
        Part(_WAN, f"{entity(0)}（本级）", str(100 + first), scope="unit", only_unit="self"),
    )
    return (
        Trait("department_and_its_own_unit_in_one_file", both),
        Trait("rounded_figures_that_do_not_add_up", (part(1, _WAN, factor=_MANY_DIGITS),)),
        Trait("six_decimals", (part(2, load_layout("beijing"), factor=_MANY_DIGITS),)),
        Trait("yuan_with_cents", (part(3, load_layout("xian"), factor=_MANY_DIGITS),)),
        Trait("final_accounts", (part(4, load_layout("final_accounts"), "final_accounts"),)),
        Trait("budget_beside_final", (part(5, load_layout("budget_beside_final"), "final_accounts"),)),
        Trait("final_accounts_docx", (part(6, load_layout("final_accounts"), "final_accounts"),), "docx"),
        Trait("balances_of_funds", (part(9, load_layout("balances_of_funds"), "final_accounts"),)),
        Trait(
            "final_accounts_template", (part(8, load_layout("final_accounts_template"), "final_accounts"),)
        ),
        Trait(
            "dishonest_file_name",
            (part(7, _WAN),),
            "pdf",
            "另一市另一局2019年部门决算公开.pdf",
        ),
    )


TRAITS: tuple[Trait, ...] = (
    *[_trait(number, *spec) for number, spec in enumerate(_SPECS, start=1)],
    *_more(len(_SPECS) + 1),
)
