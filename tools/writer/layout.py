"""Layout traits: everything about a printed disclosure that its figures do not decide.

Belongs here: the traits as parameters, and what a column of a form prints.
Does not belong here: which city has which traits (``tests/layouts``), drawing (``forms``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tools.writer.facts import Measure, Panel

Role = Literal[
    "row_number",
    "unit",
    "code",
    "class_code",
    "section_code",
    "item_code",
    "name",
    "code_name",
    "bracket_code_name",
    "economic_code",
    "economic_code_name",
    "government_code",
    "government_name",
    "government_code_name",
    "unit_code",
    "unit_or_name",
    "label",
    "figure",
    "change_ratio",
    "remark",
]


Expand = Literal["", "classes", "all_classes", "classes_deep"]
TOTAL = Measure("total")
NO_PANEL = Panel()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header texts from top to bottom, and what its cells print.

    ``panel`` says which side of a summary it belongs to. ``item_code`` is set where a form
    prints its items as columns, ``block`` where a form prints its codes in several blocks side
    by side.
    """

    header: tuple[str, ...]
    role: Role = "figure"
    measure: Measure = TOTAL
    width: float = 1.0
    panel: Panel = NO_PANEL
    item_code: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a summary, or an item of the three public expenses, in a made-up disclosure.

    ``select`` says which entries it sums ('none': it prints no figure); ``expand`` repeats
    it for every functional class, its label naming {n} and {name}.
    """

    label: str
    kind: str = "line"
    select: str = ""
    expand: Expand = ""
    item_code: str = ""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """How one form is printed; None means as the layout says for all forms."""

    form_code: str
    columns: tuple[Column, ...]
    title: str = ""
    landscape: bool = False
    unit: str | None = None
    decimals: int | None = None
    # One row of items as columns instead of one row an item.
    items_as_columns: bool = False
    # Total rows of a summary print one label over all expenditure panels.
    joined_totals: bool = False
    total_label: str = "合计"
    # What a row of a form by code stands for: a code, a combination of codes, a budget unit,
    # or the whole.
    rows: Literal["codes", "cross", "units", "total"] = "codes"
    levels: tuple[str, ...] | None = None
    ordinal_row: bool | None = None
    lines: Mapping[Panel, tuple[Line, ...]] = field(default_factory=dict)
    # Whether the totals of a summary's sides stand on one row, or each side runs on its own.
    aligned: bool = True
    # The classes of codes that each block of columns lists, and a total below each block.
    blocks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The traits of a disclosure.

    ``above`` are the lines printed above each table, and ``first_rows`` the rows inside it
    before its header; both may name {title}, {entity}, {year}, {unit} and {number}.
    """

    forms: tuple[FormLayout, ...]
    # Figures.
    unit: str = "万元"
    decimals: int | None = None  # None: the digits of the fact file
    thousands: bool = False
    nothing: str = ""
    full_width: bool = False
    break_numbers_after: int | None = None  # a line break inside numbers of more digits
    # Rows.
    levels: tuple[str, ...] = ("class", "section", "item")
    total_position: Literal["first", "last", "none"] = "first"
    total_in_code_column: bool = False
    unit_rows: bool = False
    unit_names_repeated: bool = False
    unit_codes_repeated: bool = False
    # The first unit row is the department itself and takes the place of a row 合计.
    total_is_department: bool = False
    indent: str = ""
    split_code: bool = False
    # Headers.
    ordinal_row: bool = True
    ordinal_label: str = "栏次"
    above: tuple[str, ...] = ("{title}", "{entity}  预算年度：{year}  单位：{unit}")
    first_rows: tuple[tuple[str, ...], ...] = ()
    repeat_header: bool = True
    repeat_above: tuple[str, ...] = ()  # printed above the header on further pages
    # Pages.
    ruled: bool = True
    rotated: bool = False
    row_height: float = 0.0  # at least, in points
    split_rows: bool = False
    form_per_page: bool = True
    # Document.
    cover: tuple[str, ...] = ()
    contents: bool = False
    prose: Literal["before", "after", "none"] = "after"
    empty_note: str = "注：本部门没有此项预算，本表为空。"
    blank_row_in_empty_forms: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, form: FormLayout, printed: str) -> str:
        """The form's title: the layout's own, else the fact file's, else the form's usual one."""
        return self.titles.get(form.form_code) or printed or form.title
