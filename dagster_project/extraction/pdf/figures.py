"""Lines of figures of a table without drawn lines, and where it ends.

Belongs here: plain geometry over words whose columns are known. Does not belong here: how the columns are
found (``columns``), which lines are a table at all (``alignment``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dagster_project.extraction.grid import looks_like_amount
from dagster_project.extraction.pdf.columns import column_of
from dagster_project.extraction.pdf.words import Word, Words, is_page_number, is_prose, numbers_columns

# A label with what it labels (the unit, the year) stands above a table, never in it.
_LABELLED = re.compile(r"[^其中][：:]\S")
# A number that goes on in the next line.
_BROKEN = re.compile(r"^[\d,，]*\d[.．,，]$")
# Whole yuan without separators, behind the first word of a line, which may be a code: no year, no count.
_WHOLE = re.compile(r"^[-－−]?\d{5,12}$")
# A form with room for more items leaves so many rows blank above its total, at most.
_MOST_BLANK_ROWS = 12
# So many other texts show where a column begins.
_WITNESSES = 2
# Rows are as high as each other within this part of their height.
_EVEN = 0.35
# Amounts of one column end, begin or are set about the middle this near to each other.
_FLUSH = 2.0
_SAME_SIZE = 0.5


def is_figures(line: Words) -> bool:
    """True for a line that sets an amount apart from other words, or numbers the columns."""
    if len(line) < 2 or any("。" in word.text for word in line):
        return False
    amounts = any(amounts_of(line))
    # One alone is the number of an item in a list.
    broken = sum(1 for word in line if _BROKEN.match(word.text)) > 1
    return amounts or broken or numbers_columns(line)


def amounts_of(line: Words) -> Iterator[Word]:
    """The amounts of a line."""
    for number, word in enumerate(line):
        if looks_like_amount(word.text) or (number and _WHOLE.match(word.text)):
            yield word


def first_amount(lines: Sequence[Words], above: range, core: Sequence[Words]) -> int:
    """The first line of figures, or of a lone amount above it that is set as those below.

    The amount of a name of two lines stands between them, and alone on its line.
    """
    return next((number for number in above if _is_lone_amount(lines[number], core)), above.stop)


def _is_lone_amount(line: Words, rows: Sequence[Words]) -> bool:
    """True for a line of one amount with decimals that is set as others are."""
    if len(line) > 1 or "." not in line[0].text or not looks_like_amount(line[0].text):
        return False
    return any(_is_level(line[0], other) for row in rows for other in amounts_of(row))


def end_of_table(lines: Sequence[Words], last: int, edges: list[float], pitch: float) -> int:
    """The last line of the table: words that still stand in its columns, and a total behind blank rows."""
    first = last
    while last + 1 < len(lines):
        line, above = lines[last + 1], lines[last]
        inside = all(fits(word, edges) or _begins_as_others(word, lines[: first + 1], edges) for word in line)
        inside = inside and not is_prose(line)
        numbers_page = len(line) == 1 and is_page_number(line[0].text)
        inside = inside and not (numbers_page and not _is_lone_amount(line, lines[: first + 1]))
        near = line[0].middle - above[0].middle <= 1.3 * pitch
        if not inside or not (near or _is_behind_blank_rows(lines[: first + 1], above, line, edges, pitch)):
            break
        last += 1
    return last


def _begins_as_others(word: Word, table: Sequence[Words], edges: list[float]) -> bool:
    """True for a long text that begins where others of its column do and fills the blank cell beside it."""
    column = column_of(word, edges)
    mine = [other for line in table for other in line if column_of(other, edges) == column]
    return sum(abs(other.x0 - word.x0) <= _FLUSH for other in mine) >= _WITNESSES


def _is_behind_blank_rows(
    table: Sequence[Words], above: Words, line: Words, edges: list[float], pitch: float
) -> bool:
    """True for a row of figures some blank rows below a table, each amount set as others of its column."""
    rows = (line[0].middle - above[0].middle) / pitch
    if rows > _MOST_BLANK_ROWS + 1 or not is_figures(line):
        return False
    if numbers_columns(line) or is_labelled_line(line) or looks_like_amount(line[0].text):
        return False
    amounts = list(amounts_of(line))
    known = [word for row in table for word in amounts_of(row)]
    named = column_of(line[0], edges) == 0
    # Rows of one height, or several amounts: chance sets one alone.
    even = len(amounts) > 1 or abs(rows - round(rows)) <= _EVEN
    return named and even and all(any(_is_set_alike(word, it, edges) for it in known) for word in amounts)


def _is_set_alike(word: Word, other: Word, edges: list[float]) -> bool:
    """Whether two amounts of one column end, begin or are set about its middle at the same place."""
    return column_of(word, edges) == column_of(other, edges) and _is_level(word, other)


def _is_level(word: Word, other: Word) -> bool:
    """Whether two amounts in the same type end, begin or have their middles at the same place."""
    pairs = ((word.x0, other.x0), (word.x1, other.x1), (word.centre, other.centre))
    return abs(word.size - other.size) <= _SAME_SIZE and any(abs(a - b) <= _FLUSH for a, b in pairs)


def is_labelled_line(line: Words) -> bool:
    """True for a line that says something with a label, such as a note or the unit."""
    return any(_LABELLED.search(word.text) for word in line)


def fits(word: Word, edges: list[float]) -> bool:
    """True for a text that lies in one column."""
    column = column_of(word, edges)
    return edges[column] - 3 <= word.x0 and word.x1 <= edges[column + 1] + 3
