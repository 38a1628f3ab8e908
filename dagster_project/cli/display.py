"""How any records look on a terminal, and as JSON.

Belongs here: the two consoles, tables of records. Does not belong here: what one command shows
(``refresh_display``, ``finding_display``), asking the warehouse (``reporting``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from rich.markup import escape
from rich.table import Table

from dagster_project.duckdb_file import Record
from dagster_project.output.console import SafeConsole
from dagster_project.output.safe_text import for_json

# Columns that a text gets at least in a table.
_NARROWEST_TEXT = 12

out = SafeConsole()
err = SafeConsole(stderr=True)


def note(text: str) -> None:
    """A line for the person, beside the results."""
    err.print(text, markup=False, soft_wrap=True)


def show_records(shown: Sequence[Record]) -> None:
    """A table of any records; numbers and keys are never cut, the table grows beyond the terminal instead."""
    if not shown:
        out.print("No rows match.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    needed = 0
    for name in shown[0]:
        values = [record[name] for record in shown]
        number = any(isinstance(value, int | float | Decimal) for value in values)
        whole = number or name.endswith("_key")
        longest = max((len(_cell(value)) for value in values), default=0) if whole else 0
        least = max(len(name), longest or _NARROWEST_TEXT)
        needed += least + 1
        justify: Literal["right", "left"] = "right" if number else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=whole, min_width=least)
    for record in shown:
        table.add_row(*(_cell(value) for value in record.values()))
    out.print(table, width=max(out.width, needed), crop=False)


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "" if value is None else escape(str(value))


def print_json(records: Sequence[Record] | Record) -> None:
    """Records as JSON on standard output."""
    document = json.dumps(records, ensure_ascii=False, indent=1, default=_plain)
    sys.stdout.write(for_json(document) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")
