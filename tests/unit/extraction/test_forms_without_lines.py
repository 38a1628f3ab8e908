"""A form reads the same with its lines and without them.

Belongs here: kinds of layout drawn twice, cell held against cell. Does not belong here: what counts as
evidence for a table (``test_alignment``), what the cells mean (``tests.models``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.extracted import compact, read
from tests.support.layout_columns import COLUMNS
from tests.support.layout_kinds import CODE_AND_NAME, KINDS, Column, Form, Kind
from tests.support.layout_stages import STAGES
from tests.support.layout_variants import VARIANTS
from tests.support.layout_words import WORDS
from tools.writer.model import Cell, Document, Table
from tools.writer.pdf import render_pdf

_AMOUNT = re.compile(r"-?[\d,]+\.\d+")
_THREE_LEVELS = Kind(
    "three_levels_over_wrapped_columns",
    "云海市青石区渔政局",
    (
        Form(
            "expenditure",
            "部门支出总表",
            [
                *CODE_AND_NAME,
                *(
                    Column(header, "total", labels=1)
                    for header in (
                        "总计",
                        "基本支出/小计",
                        "基本支出/人员经费/工资福利支出",
                        "基本支出/人员经费/对个人和家庭的补助支出",
                        "基本支出/日常公用经费/商品和服务支出",
                        "基本支出/日常公用经费/其他资本性支出",
                        "项目支出/小计",
                        "项目支出/部门预算项目",
                        "上缴上级支出",
                        "事业单位经营支出",
                    )
                ),
            ],
            (
                ",,合计,130.00,90.00,60.00,10.00,15.00,5.00,40.00,38.00,1.00,1.00",
                ",213,农林水支出,130.00,90.00,60.00,10.00,15.00,5.00,40.00,38.00,1.00,1.00",
                ",21301,农业农村,130.00,90.00,60.00,10.00,15.00,5.00,40.00,38.00,1.00,1.00",
                ",2130104,事业运行,90.00,90.00,60.00,10.00,15.00,5.00,,,,",
                ",2130110,执法监管,40.00,,,,,,40.00,38.00,1.00,1.00",
            ),
        ),
    ),
)
_NAMES = (
    # A group of names over columns of amounts set right.
    "three_levels_over_wrapped_columns",
    "revenue_of_the_year_by_type_beside_its_expenditure",
    # The first row begins with a text of several lines.
    "two_budgets_beside_the_outcome",
    "unit_above_items_that_only_its_name_tells",
    # A name on two levels over the last column alone.
    "department_row_above_units_of_the_same_name",
    "amounts_without_capital_construction",
)


def _without_lines(table: Table) -> Table:
    """The table without its lines: names set in the middle, amounts right, texts left."""

    def align(cell: Cell, row: int) -> Cell:
        if row < table.header_rows:
            return replace(cell, align="center")
        return replace(cell, align="right" if _AMOUNT.fullmatch(cell.text) else "left")

    rows = tuple(tuple(align(cell, number) for cell in row) for number, row in enumerate(table.rows))
    return replace(table, rows=rows, ruled=False)


def _cells(document: Document, path: Path) -> list[list[tuple[int, int, str, str]]]:
    path.write_bytes(render_pdf(document))
    return [
        sorted(
            (cell.row_no, cell.column_no, compact(cell.text), compact(cell.header_path or ""))
            for cell in table.cells
            if not cell.is_header and cell.text.strip()
        )
        for table in read(path).tables
    ]


@pytest.mark.parametrize("name", _NAMES)
def test_a_form_reads_the_same_without_its_lines(name: str, tmp_path: Path) -> None:
    kinds = {kind.name: kind for kind in (*KINDS, *VARIANTS, *WORDS, *COLUMNS, *STAGES, _THREE_LEVELS)}
    document = kinds[name].document()
    blocks = tuple(_without_lines(block) if isinstance(block, Table) else block for block in document.blocks)
    drawn = _cells(document, tmp_path / "drawn.pdf")
    assert drawn
    assert _cells(replace(document, blocks=blocks), tmp_path / "plain.pdf") == drawn
