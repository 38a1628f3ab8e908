"""Misreadings: what is changed in the raw cells of a document, as a reader that errs would have left them.

A misreading takes the statutory forms of one document and a source of chance, and returns the texts of the
places that it changes; none, where the forms have no place for it. ``SLIPS`` could be a publisher's as well
as a reader's; the others no publisher prints.

Belongs here: the misreadings. Does not belong here: what the models make of them (``benchmarks.mutations``).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from benchmarks.misread_form import Cell, Change, Form, Kind
from benchmarks.misread_levels import (
    join_rows,
    lose_indentation,
    lose_parts,
    swallow_first_row,
    take_last_years_column,
    take_other_year,
)
from benchmarks.misread_places import (
    append_other_unit,
    clip_amount,
    exchange_opposites,
    exchange_titles,
    fill_down,
    fill_right,
    lose_minuses,
    lose_total,
    lower_numbers,
    raise_numbers,
    shorten_code,
    slip_column,
    slip_columns,
    take_last_years_header,
    take_other_units,
)

# ---- columns ----------------------------------------------------------------------------------


def swap_columns(forms: Sequence[Form], chance: random.Random) -> Change:
    """Two columns of amounts in each other's place, in every row of a form."""
    form = chance.choice(forms)
    columns = form.amount_columns
    if len(columns) < 2:
        return {}
    one, other = chance.sample(columns, 2)
    swapped: dict[Cell, str] = {}
    for row in form.rows:
        if one in row.amounts and other in row.amounts and row.amounts[one] != row.amounts[other]:
            swapped[form.table_id, row.row_no, one] = row.amounts[other]
            swapped[form.table_id, row.row_no, other] = row.amounts[one]
    return swapped


def swap_headers(forms: Sequence[Form], chance: random.Random) -> Change:
    """The headers of two columns of amounts over each other's column."""
    form = chance.choice(forms)
    columns = [column for column in form.amount_columns if form.headers.get(column)]
    if len({form.headers[column] for column in columns}) < 2:
        return {}
    one, other = chance.sample(columns, 2)
    if form.headers[one] == form.headers[other]:
        return {}
    return {(form.table_id, 0, one): form.headers[other], (form.table_id, 0, other): form.headers[one]}


def take_header(forms: Sequence[Form], chance: random.Random) -> Change:
    """The header of the column before it over a column of amounts."""
    form = chance.choice(forms)
    pairs = [
        (before, column)
        for before, column in pairwise(form.amount_columns)
        if form.headers.get(before) and form.headers.get(before) != form.headers.get(column)
    ]
    if not pairs:
        return {}
    before, column = chance.choice(pairs)
    return {(form.table_id, 0, column): form.headers[before]}


def lose_last_column(forms: Sequence[Form], chance: random.Random) -> Change:
    """The last column of amounts gone."""
    form = chance.choice(forms)
    columns = form.amount_columns
    return _blank_column(form, columns[-1]) if len(columns) > 1 else {}


def lose_inner_column(forms: Sequence[Form], chance: random.Random) -> Change:
    """A column of amounts before the last gone."""
    form = chance.choice(forms)
    columns = form.amount_columns
    return _blank_column(form, chance.choice(columns[:-1])) if len(columns) > 1 else {}


def move_amount(forms: Sequence[Form], chance: random.Random) -> Change:
    """One amount in the empty cell beside it."""
    form = chance.choice(forms)
    moves = [
        (row, column, beside)
        for row in form.rows
        for pair in pairwise(form.amount_columns)
        for column, beside in (pair, pair[::-1])
        if column in row.amounts and beside not in row.amounts and form.texts.get((row.row_no, beside)) == ""
    ]
    if not moves:
        return {}
    row, column, beside = chance.choice(moves)
    return {(form.table_id, row.row_no, beside): row.amounts[column], (form.table_id, row.row_no, column): ""}


# ---- rows -------------------------------------------------------------------------------------


def lose_leaf(forms: Sequence[Form], chance: random.Random) -> Change:
    """A row without rows below it gone."""
    return _lose_row(chance.choice(forms), "detail", chance)


def lose_subtotal(forms: Sequence[Form], chance: random.Random) -> Change:
    """A subtotal gone."""
    return _lose_row(chance.choice(forms), "subtotal", chance)


def lose_rows_at_break(forms: Sequence[Form], chance: random.Random) -> Change:
    """The first rows of a form's second or later page gone."""
    form = chance.choice(forms)
    pages = sorted({row.page_no for row in form.rows if row.page_no is not None})
    if len(pages) < 2:
        return {}
    page = chance.choice(pages[1:])
    return form.blank([row for row in form.rows if row.page_no == page][: chance.randint(1, 4)])


def shift_amounts(forms: Sequence[Form], chance: random.Random) -> Change:
    """The amounts of some rows one row too low, the last ones' in the first."""
    form = chance.choice(forms)
    if len(form.rows) < 3:
        return {}
    first = chance.randrange(len(form.rows) - 1)
    rows = form.rows[first : first + chance.randint(2, 6)]
    if len(rows) < 2:
        return {}
    shifted: dict[Cell, str] = {}
    for above, row in pairwise([rows[-1], *rows]):
        for column in {*above.amounts, *row.amounts}:
            if above.amounts.get(column) != row.amounts.get(column):
                shifted[form.table_id, row.row_no, column] = above.amounts.get(column, "")
    return shifted


def merge_rows(forms: Sequence[Form], chance: random.Random) -> Change:
    """The amounts of a row below those of the row above it, in the same cells."""
    form = chance.choice(forms)
    if len(form.rows) < 2:
        return {}
    above, row = chance.choice(list(pairwise(form.rows)))
    merged: dict[Cell, str] = {}
    for column, text in row.amounts.items():
        merged[form.table_id, above.row_no, column] = f"{above.amounts.get(column, '')}\n{text}".strip()
        merged[form.table_id, row.row_no, column] = ""
    return merged


def double_page(forms: Sequence[Form], chance: random.Random) -> Change:
    """The rows of a page once more below the form."""
    form = chance.choice(forms)
    page = chance.choice([row.page_no for row in form.rows])
    rows = [row.row_no for row in form.rows if row.page_no == page]
    last = max(row_no for row_no, _ in form.texts)
    return {
        (form.table_id, last + 1 + rows.index(row_no), column): text
        for (row_no, column), text in form.texts.items()
        if row_no in rows
    }


# ---- codes, levels, names ---------------------------------------------------------------------


def shift_codes(forms: Sequence[Form], chance: random.Random) -> Change:
    """Every code of a form one row too low."""
    form = chance.choice(forms)
    rows = [row.row_no for row in form.rows if row.code]
    return {
        (form.table_id, row, column): form.texts.get((above, column), "")
        for above, row in pairwise(rows)
        for column in form.code_columns
    }


def swap_codes(forms: Sequence[Form], chance: random.Random) -> Change:
    """The codes of two rows of one level in each other's row."""
    form = chance.choice(forms)
    by_level = defaultdict(list)
    for row in form.rows:
        if row.code:
            by_level[len(row.code)].append(row)
    levels = [rows for rows in by_level.values() if len({row.code for row in rows}) > 1]
    if not levels or not form.code_columns:
        return {}
    one, other = chance.sample(chance.choice(levels), 2)
    return {
        (form.table_id, row.row_no, column): form.texts.get((taken.row_no, column), "")
        for row, taken in ((one, other), (other, one))
        for column in form.code_columns
        if form.texts.get((row.row_no, column)) != form.texts.get((taken.row_no, column))
    }


def drop_level(forms: Sequence[Form], chance: random.Random) -> Change:
    """The codes of one level of a form gone."""
    form = chance.choice(forms)
    levels = sorted({len(row.code) for row in form.rows if row.code})
    if len(levels) < 2:
        return {}
    level = chance.choice(levels)
    return {
        (form.table_id, row.row_no, column): ""
        for row in form.rows
        if row.code and len(row.code) == level
        for column in form.code_columns
    }


def lose_total_label(forms: Sequence[Form], chance: random.Random) -> Change:
    """No name beside a total."""
    form = chance.choice(forms)
    return {
        (form.table_id, row.row_no, column): ""
        for row in form.rows
        if row.role == "total"
        for column in form.label_columns
        if form.texts.get((row.row_no, column))
    }


def swap_items(forms: Sequence[Form], chance: random.Random) -> Change:
    """The amounts of two of the “three public” items in each other's place."""
    form = chance.choice(forms)
    places = defaultdict(list)
    for row in form.rows:
        for column, item in row.items.items():
            places[item].append((row.row_no, column, row.amounts[column]))
    if len(places) < 2:
        return {}
    one, other = chance.sample(sorted(places), 2)
    swapped: dict[Cell, str] = {}
    for (row, column, text), (other_row, other_column, other_text) in zip(
        places[one], places[other], strict=False
    ):
        # In one row, or in one column: what stands apart is not taken for one another.
        if text != other_text and (row == other_row or column == other_column):
            swapped[form.table_id, row, column] = other_text
            swapped[form.table_id, other_row, other_column] = text
    return swapped


# ---- units, titles ----------------------------------------------------------------------------


def take_other_unit(forms: Sequence[Form], chance: random.Random) -> Change:
    """元 for 万元 above a form, or 万元 for 元."""
    form = chance.choice(forms)
    if "万元" in form.caption:
        return {(form.table_id, 0, 0): form.caption.replace("万元", "元")}
    if "元" in form.caption:
        return {(form.table_id, 0, 0): form.caption.replace("元", "万元")}
    return {}


def take_other_title(forms: Sequence[Form], chance: random.Random) -> Change:
    """The caption of the form before or after it above a form."""
    pairs = [pair for pair in pairwise(forms) if pair[0].caption != pair[1].caption]
    if not pairs:
        return {}
    form, other = chance.sample(chance.choice(pairs), 2)
    return {(form.table_id, 0, 0): other.caption}


def scale(forms: Sequence[Form], _: random.Random) -> Change:
    """All amounts of the document ten thousand times as large."""
    return {
        (form.table_id, row.row_no, column): _times(text, 10_000)
        for form in forms
        for row in form.rows
        for column, text in row.amounts.items()
    }


# ---- single amounts ---------------------------------------------------------------------------


def double_subtotal(forms: Sequence[Form], chance: random.Random) -> Change:
    """All amounts of one subtotal twice as large."""
    form = chance.choice(forms)
    rows = [row for row in form.rows if row.role == "subtotal"]
    if not rows:
        return {}
    row = chance.choice(rows)
    return {(form.table_id, row.row_no, column): _times(text, 2) for column, text in row.amounts.items()}


def swap_amounts(forms: Sequence[Form], chance: random.Random) -> Change:
    """Two amounts of one column in each other's row."""
    form = chance.choice(forms)
    column = chance.choice(form.amount_columns)
    amounts = form.column(column)
    if len(set(amounts.values())) < 2:
        return {}
    one = chance.choice(sorted(amounts))
    other = chance.choice([row for row in sorted(amounts) if amounts[row] != amounts[one]])
    return {(form.table_id, one, column): amounts[other], (form.table_id, other, column): amounts[one]}


def change_digit(forms: Sequence[Form], chance: random.Random) -> Change:
    """One digit of one amount another."""
    form = chance.choice(forms)
    row = chance.choice(form.rows)
    column = chance.choice(sorted(row.amounts))
    text = row.amounts[column]
    place = chance.choice([at for at, sign in enumerate(text) if sign.isdigit()])
    digit = (int(text[place]) + chance.randint(1, 9)) % 10
    return {(form.table_id, row.row_no, column): f"{text[:place]}{digit}{text[place + 1 :]}"}


def lose_point(forms: Sequence[Form], chance: random.Random) -> Change:
    """One amount without its decimal point."""
    return _without(".", chance.choice(forms), chance)


def lose_minus(forms: Sequence[Form], chance: random.Random) -> Change:
    """One amount without its minus sign."""
    return _without("-", chance.choice(forms), chance)


# A publisher may err so, too: what the page prints then looks just like what was misread.
SLIPS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        double_subtotal,
        swap_amounts,
        change_digit,
        lose_point,
        lose_minus,
        take_other_year,
        clip_amount,
    )
}
# Cells are lost to the reader, and the second reader sees their numbers on the page.
LOSSES: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        lose_last_column,
        lose_inner_column,
        lose_leaf,
        lose_subtotal,
        lose_rows_at_break,
        lose_parts,
        lose_total,
    )
}
MISPLACEMENTS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        swap_columns,
        swap_headers,
        take_header,
        move_amount,
        shift_amounts,
        merge_rows,
        double_page,
        shift_codes,
        swap_codes,
        drop_level,
        lose_total_label,
        swap_items,
        take_other_unit,
        take_other_title,
        scale,
        lose_indentation,
        take_last_years_column,
        swallow_first_row,
        join_rows,
        exchange_opposites,
        take_last_years_header,
        slip_columns,
        slip_column,
        lower_numbers,
        raise_numbers,
        fill_down,
        fill_right,
        append_other_unit,
        shorten_code,
        exchange_titles,
        take_other_units,
        lose_minuses,
    )
}
MUTATIONS: Mapping[str, Kind] = {**MISPLACEMENTS, **LOSSES, **SLIPS}


def _times(text: str, factor: int) -> str:
    digits = text.replace(",", "").strip()
    decimals = len(digits.partition(".")[2])
    return f"{Decimal(digits) * factor:.{decimals}f}"


def _without(sign: str, form: Form, chance: random.Random) -> Change:
    places = [
        (row.row_no, column, text)
        for row in form.rows
        for column, text in row.amounts.items()
        if sign in text and Decimal(text.replace(",", ""))
    ]
    if not places:
        return {}
    row, column, text = chance.choice(places)
    return {(form.table_id, row, column): text.replace(sign, "")}


def _lose_row(form: Form, role: str, chance: random.Random) -> Change:
    rows = [row for row in form.rows if row.role == role]
    return form.blank([chance.choice(rows)]) if rows else {}


def _blank_column(form: Form, column: int) -> Change:
    return {(form.table_id, row, column): "" for row in form.column(column)}
