"""Misreadings of levels, years and edges of a form: a parent like a part, a row in the header, another year.

Belongs here: misreadings as in ``benchmarks.misreadings``, of these kinds. Does not belong here: those of
single amounts, columns, codes and units.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import pairwise

from benchmarks.misread_form import Cell, Change, Form

_YEAR = re.compile(r"20\d\d")
# 上年结转 is money of this year.
_LAST_YEAR = re.compile(r"(上年|去年)(?!.{0,4}结)")


def lose_indentation(forms: Sequence[Form], chance: random.Random) -> Change:
    """No row of a form further in than another: a parent looks like its parts."""
    form = chance.choice(forms)
    left: dict[int, float] = {}
    for (_, column), indent in form.indents.items():
        left[column] = min(indent, left.get(column, indent))
    lost: dict[Cell, str] = {
        (form.table_id, row, -column): f"{left[column]}"
        for (row, column), indent in form.indents.items()
        if column in form.label_columns and indent > left[column]
    }
    for (row, column), text in form.texts.items():
        if column in form.label_columns and text != text.lstrip():
            lost[form.table_id, row, column] = text.lstrip()
    return lost


def lose_parts(forms: Sequence[Form], chance: random.Random) -> Change:
    """All rows below a subtotal gone: it looks like a row without parts."""
    form = chance.choice(forms)
    divided = [
        [row for row in form.rows if row.code and row.code != above.code and row.code.startswith(above.code)]
        for above in form.rows
        if above.role == "subtotal" and above.code
    ]
    divided = [parts for parts in divided if parts]
    return form.blank(chance.choice(divided)) if divided else {}


def swallow_first_row(forms: Sequence[Form], chance: random.Random) -> Change:
    """The first row of a form among the words of its header."""
    form = chance.choice(forms)
    if not form.rows or not form.headers:
        return {}
    first = form.rows[0].row_no
    swallowed: dict[Cell, str] = {}
    for (row, column), text in form.texts.items():
        if row == first and text and column in form.headers:
            swallowed[form.table_id, 0, column] = f"{form.headers[column]} / {text}"
        if row == first and text:
            swallowed[form.table_id, row, column] = ""
    return swallowed


def join_rows(forms: Sequence[Form], chance: random.Random) -> Change:
    """A row and the one below it in one, the texts of each cell run together."""
    form = chance.choice(forms)
    if len(form.rows) < 2:
        return {}
    above, row = chance.choice(list(pairwise(form.rows)))
    joined: dict[Cell, str] = {}
    for (row_no, column), text in form.texts.items():
        if row_no == row.row_no and text:
            joined[form.table_id, above.row_no, column] = form.texts.get((above.row_no, column), "") + text
            joined[form.table_id, row.row_no, column] = ""
    return joined


def take_other_year(forms: Sequence[Form], chance: random.Random) -> Change:
    """The year before above a form."""
    form = chance.choice([form for form in forms if _YEAR.search(form.caption)] or forms)
    earlier = _YEAR.sub(lambda year: str(int(year[0]) - 1), form.caption)
    return {(form.table_id, 0, 0): earlier} if earlier != form.caption else {}


def take_last_years_column(forms: Sequence[Form], chance: random.Random) -> Change:
    """The header of this year's figures above a column of last year's."""
    places = [
        (form, column, words)
        for form in forms
        for column, header in form.headers.items()
        if (words := _as_this_years(header, form)) != header
    ]
    if not places:
        return {}
    form, column, words = chance.choice(places)
    return {(form.table_id, 0, column): words}


def _as_this_years(header: str, form: Form) -> str:
    years = {int(year) for words in form.headers.values() for year in _YEAR.findall(words)}
    this_year = max(years, default=0)
    later = _YEAR.sub(lambda year: str(max(this_year, int(year[0]))), header)
    return _LAST_YEAR.sub("本年", later)
