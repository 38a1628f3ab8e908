"""A form as a misreading sees it, and what a misreading changes of it.

Belongs here: the rows, columns and texts of a form. Does not belong here: the misreadings.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# Table, row, column. Row 0 is the header above a column, and its column 0 the caption of the table; a column
# below 0 is how far the text in that column's cell is indented.
Cell = tuple[str, int, int]
Change = Mapping[Cell, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: its amounts by column, its code, its page, the items that its amounts are of."""

    row_no: int
    role: str
    code: str | None
    amounts: Mapping[int, str]
    page_no: int | None = None
    items: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A table of a form as it was read, with all that a misreading changes."""

    table_id: str
    rows: Sequence[Row]
    code_columns: Sequence[int]
    texts: Mapping[tuple[int, int], str]
    label_columns: Sequence[int] = ()
    headers: Mapping[int, str] = field(default_factory=dict)
    caption: str = ""
    indents: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def column(self, column_no: int) -> Mapping[int, str]:
        """The amounts of a column by row."""
        return {row.row_no: row.amounts[column_no] for row in self.rows if column_no in row.amounts}

    @property
    def amount_columns(self) -> list[int]:
        """The columns that hold amounts."""
        return sorted({column for row in self.rows for column in row.amounts})

    def blank(self, rows: Sequence[Row]) -> Change:
        """Nothing in any cell of some rows."""
        lost = {row.row_no for row in rows}
        return {
            (self.table_id, *place): "" for place, text in self.texts.items() if place[0] in lost and text
        }


Kind = Callable[[Sequence[Form], random.Random], Change]
