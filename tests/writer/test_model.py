"""Tables place their cells, and refuse a grid with holes or overlaps."""

from __future__ import annotations

import pytest

from tools.writer.forms import header_rows
from tools.writer.model import Cell, Row, Table


def table(*rows: Row, columns: int) -> Table:
    return Table(rows, 1, (1.0,) * columns)


def test_a_row_span_moves_the_cells_below_it_to_the_right() -> None:
    drawn = table((Cell("a", row_span=2), Cell("b")), (Cell("c"),), columns=2)
    assert [(p.row, p.column, p.cell.text) for p in drawn.place()] == [(0, 0, "a"), (0, 1, "b"), (1, 1, "c")]


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1"):
        table((Cell(), Cell()), (Cell(),), columns=2).place()


def test_a_row_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="row 0"):
        table((Cell(), Cell(), Cell()), columns=2).place()


def test_overlapping_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        table((Cell(), Cell("down", row_span=2)), (Cell("across", column_span=2),), columns=2).place()


def test_header_paths_share_parents_and_reach_down() -> None:
    rows = header_rows([("序号",), ("科目", "编码"), ("科目", "名称"), ("合计",)])
    shape = [[(c.text, c.column_span, c.row_span) for c in row] for row in rows]
    assert shape == [[("序号", 1, 2), ("科目", 2, 1), ("合计", 1, 2)], [("编码", 1, 1), ("名称", 1, 1)]]


def test_neighbours_of_one_name_under_different_parents_do_not_merge() -> None:
    rows = header_rows([("收入", "项目"), ("支出", "项目")])
    assert [c.text for c in rows[1]] == ["项目", "项目"]


def test_a_column_named_like_its_neighbours_parent_stays_apart() -> None:
    rows = header_rows([("合计",), ("合计", "小计")])
    assert [(c.text, c.column_span, c.row_span) for c in rows[0]] == [("合计", 1, 2), ("合计", 1, 1)]
