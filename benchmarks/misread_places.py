"""Misreadings of places: figures that slip along rows, columns and pages, and what stands for a whole form.

Belongs here: misreadings as in ``benchmarks.misreadings``, of these kinds. Does not belong here: those of
levels and years (``benchmarks.misread_levels``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from benchmarks.misread_form import Cell, Change, Form, Row

_ENDS = (
    ("本年", "上年"),
    ("年初", "年末"),
    ("预算数", "决算数"),
    ("预算数", "执行数"),
    ("基本支出", "项目支出"),
    ("人员经费", "公用经费"),
)


def exchange_opposites(forms: Sequence[Form], chance: random.Random) -> Change:
    """The headers of two opposite columns (本年 and 上年, 年初 and 年末, ...) over each other's column."""
    places = [
        (form, one, other)
        for form in forms
        for one in form.amount_columns
        for other in form.amount_columns
        for first, second in _ENDS
        if one != other
        and first in form.headers.get(one, "")
        and form.headers.get(other) == form.headers[one].replace(first, second)
    ]
    if not places:
        return {}
    form, one, other = chance.choice(places)
    return {(form.table_id, 0, one): form.headers[other], (form.table_id, 0, other): form.headers[one]}


def take_last_years_header(forms: Sequence[Form], chance: random.Random) -> Change:
    """The header of last year's figures above a column of this year's."""
    places = [
        (form, column)
        for form in forms
        for column in form.amount_columns
        if "本年" in form.headers.get(column, "")
    ]
    if not places:
        return {}
    form, column = chance.choice(places)
    return {(form.table_id, 0, column): form.headers[column].replace("本年", "上年")}


def slip_columns(forms: Sequence[Form], chance: random.Random) -> Change:
    """All amounts from some row of a page to its end in the column before or after their own."""
    form = chance.choice(forms)
    rows = _rest_of_page(form, chance)
    columns = sorted({column for column in form.headers if column >= min(form.amount_columns)})
    step = chance.choice((1, -1))
    return _moved(form, rows, dict(zip(columns[::step], columns[::step][1:], strict=False)))


def slip_column(forms: Sequence[Form], chance: random.Random) -> Change:
    """A column split in two: its amounts from some row on in the empty cells beside them."""
    form = chance.choice(forms)
    rows = _rest_of_page(form, chance)
    columns = sorted({column for column in form.headers if column >= min(form.amount_columns)})
    pairs = [
        (column, beside)
        for pair in pairwise(columns)
        for column, beside in (pair, pair[::-1])
        if any(column in row.amounts for row in rows)
        and all(form.texts.get((row.row_no, beside), "") == "" for row in rows if column in row.amounts)
    ]
    return _moved(form, rows, dict([chance.choice(pairs)])) if pairs else {}


def lower_numbers(forms: Sequence[Form], chance: random.Random) -> Change:
    """All amounts from some row of a page to its end one row too low, the last in a row without a name."""
    return _slip_rows(forms, chance, 1)


def raise_numbers(forms: Sequence[Form], chance: random.Random) -> Change:
    """All amounts from some row of a page to its end one row too high, over those of the row above."""
    return _slip_rows(forms, chance, -1)


def fill_down(forms: Sequence[Form], chance: random.Random) -> Change:
    """An amount once more in the empty cell below it."""
    return _repeat(forms, chance, down=True)


def fill_right(forms: Sequence[Form], chance: random.Random) -> Change:
    """An amount once more in the empty cell to the right of it."""
    return _repeat(forms, chance, down=False)


def append_other_unit(forms: Sequence[Form], chance: random.Random) -> Change:
    """The same form of another unit, three times as large, below a form."""
    form = chance.choice(forms)
    last = max(row_no for row_no, _ in form.texts)
    numbers = {row.row_no: last + 1 + place for place, row in enumerate(form.rows)}
    amounts = {row.row_no: row.amounts for row in form.rows}
    appended: dict[Cell, str] = {}
    for (row_no, column), text in form.texts.items():
        if row_no in numbers:
            amount = amounts[row_no].get(column)
            appended[form.table_id, numbers[row_no], column] = _tripled(amount) if amount else text
    return appended


def shorten_code(forms: Sequence[Form], chance: random.Random) -> Change:
    """The code of a row without its last two digits: a level too high."""
    form = chance.choice(forms)
    places = [
        (row.row_no, column, text)
        for row in form.rows
        if row.code and len(row.code) > 3
        for column in form.code_columns
        if len(text := form.texts.get((row.row_no, column), "").strip()) > 3 and text.isdigit()
    ]
    if not places:
        return {}
    row, column, text = chance.choice(places)
    return {(form.table_id, row, column): text[:-2]}


def lose_total(forms: Sequence[Form], chance: random.Random) -> Change:
    """The row of a total gone."""
    form = chance.choice(forms)
    rows = [row for row in form.rows if row.role == "total"]
    return form.blank([chance.choice(rows)]) if rows else {}


def exchange_titles(forms: Sequence[Form], chance: random.Random) -> Change:
    """The captions of two neighbouring forms above each other's form."""
    pairs = [(one, other) for one, other in pairwise(forms) if one.caption != other.caption]
    if not pairs:
        return {}
    one, other = chance.choice(pairs)
    return {(one.table_id, 0, 0): other.caption, (other.table_id, 0, 0): one.caption}


def take_other_units(forms: Sequence[Form], _: random.Random) -> Change:
    """元 for 万元 above every form, or 万元 for 元."""
    return {
        (form.table_id, 0, 0): form.caption.replace("万元", "元")
        if "万元" in form.caption
        else form.caption.replace("元", "万元")
        for form in forms
        if "元" in form.caption
    }


def lose_minuses(forms: Sequence[Form], chance: random.Random) -> Change:
    """Every amount of a form without its minus sign or the brackets that stand for it."""
    places = [
        form for form in forms if any("-" in text for row in form.rows for text in row.amounts.values())
    ]
    if not places:
        return {}
    form = chance.choice(places)
    return {
        (form.table_id, row.row_no, column): text.replace("-", "")
        for row in form.rows
        for column, text in row.amounts.items()
        if "-" in text
    }


def clip_amount(forms: Sequence[Form], chance: random.Random) -> Change:
    """One amount without what stands before its first separator of thousands, or its first digit."""
    form = chance.choice(forms)
    places = [
        (row.row_no, column, text)
        for row in form.rows
        for column, text in row.amounts.items()
        if re.fullmatch(r"[1-9][\d,]+(\.\d+)?", text.strip())
    ]
    if not places:
        return {}
    row, column, text = chance.choice(places)
    head, separator, rest = text.partition(",")
    return {(form.table_id, row, column): rest if separator else head[1:]}


def _rest_of_page(form: Form, chance: random.Random) -> Sequence[Row]:
    page = chance.choice([row.page_no for row in form.rows])
    rows = [row for row in form.rows if row.page_no == page]
    return rows[chance.randrange(len(rows)) :]


def _moved(form: Form, rows: Sequence[Row], to: dict[int, int]) -> Change:
    moved: dict[Cell, str] = {}
    for row in rows:
        for column in row.amounts:
            if column in to:
                moved.setdefault((form.table_id, row.row_no, column), "")
        for column, text in row.amounts.items():
            if column in to:
                moved[form.table_id, row.row_no, to[column]] = text
    return {place: text for place, text in moved.items() if form.texts.get(place[1:], "") != text}


def _slip_rows(forms: Sequence[Form], chance: random.Random, step: int) -> Change:
    form = chance.choice(forms)
    rows = _rest_of_page(form, chance)
    if len(rows) < 2:
        return {}
    last = rows[-1].row_no
    below = last + 1 if (last + 1, form.amount_columns[0]) not in form.texts else None
    numbers = [row.row_no for row in rows] + ([below] if below and step > 0 else [])
    slipped: dict[Cell, str] = {
        (form.table_id, row.row_no, column): "" for row in rows for column in row.amounts
    }
    by_row = {row.row_no: row.amounts for row in rows}
    for from_row, to_row in pairwise(numbers) if step > 0 else pairwise(numbers[::-1]):
        for column, text in by_row[from_row].items():
            slipped[form.table_id, to_row, column] = text
    return {place: text for place, text in slipped.items() if form.texts.get(place[1:], "") != text}


def _repeat(forms: Sequence[Form], chance: random.Random, *, down: bool) -> Change:
    form = chance.choice(forms)
    rows = [row.row_no for row in form.rows]
    below = dict(pairwise(rows))
    beside = dict(pairwise(form.amount_columns))
    places = []
    for row in form.rows:
        for column, text in row.amounts.items():
            place = (below.get(row.row_no), column) if down else (row.row_no, beside.get(column))
            if None not in place and form.texts.get(place) == "" and Decimal(text.replace(",", "")):  # type: ignore[arg-type]
                places.append((place, text))
    if not places:
        return {}
    (row_no, column_no), text = chance.choice(places)
    return {(form.table_id, row_no, column_no): text}  # type: ignore[dict-item]


def _tripled(text: str) -> str:
    digits = text.replace(",", "").strip()
    return f"{Decimal(digits) * 3:.{len(digits.partition('.')[2])}f}"
