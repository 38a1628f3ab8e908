"""The columns of a table without drawn lines.

Belongs here: plain geometry over words, and which two texts on a line stand in columns of their own.
Does not belong here: which lines are a table, and its rows (``alignment``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from dagster_project.extraction.grid import looks_like_amount
from dagster_project.extraction.pdf.words import Word, Words, is_prose, numbers_columns

# Texts of one column begin, or end, this near to each other.
_FLUSH = 1.5
# So many other lines show that a column begins or ends at a place.
_WITNESSES = 2
# The next line of one text follows within this part of its size.
STACKED = 0.6
# Its lines begin or end this near to each other, or have their middles within this part of their size.
_LINED_UP, _CENTRED = 3.0, 0.5
# A line with fewer words than this is no row of names.
_LEAST_NAMES = 3
Span = tuple[float, float]


# ---- Texts close to each other ---------------------------------------------------------------


def divided(lines: Sequence[Words]) -> list[Words]:
    """The lines, words parted where two columns stand close to each other.

    A narrow gap between two text objects may also stand in the middle of a text: it parts two amounts,
    an amount from a text where other lines show that a column ends or begins there, and the names of
    columns.
    """
    if not any(word.parts for line in lines for word in line):
        return list(lines)
    pieces = [piece for line in lines for word in line for piece in (word.parts or (word,))]
    ends = [piece.x1 for piece in pieces if looks_like_amount(piece.text)]
    starts = [piece.x0 for piece in pieces if not looks_like_amount(piece.text)]
    return [[part for word in line for part in _divided(word, line, starts, ends)] for line in lines]


def parted(lines: Sequence[Words], edges: Sequence[float]) -> list[Words]:
    """The lines, words parted where a gap in them lies over an edge of two columns."""
    return divided([[part for word in line for part in _at_edges(word, edges)] for line in lines])


def _at_edges(word: Word, edges: Sequence[float]) -> list[Word]:
    parts = word.parts or (word,)
    groups: list[list[Word]] = [[parts[0]]]
    for left, right in pairwise(parts):
        if any(left.x1 - 1 <= edge <= right.x0 + 1 for edge in edges):
            groups.append([])
        groups[-1].append(right)
    return [_joined(group) for group in groups]


def _divided(word: Word, line: Words, starts: list[float], ends: list[float]) -> Iterator[Word]:
    if not word.parts:
        yield word
        return
    names = len(line) >= _LEAST_NAMES and not is_prose(line)
    group = [word.parts[0]]
    for left, right in pairwise(word.parts):
        if _parts_columns(left, right, starts, ends, names=names):
            yield _joined(group)
            group = []
        group.append(right)
    yield _joined(group)


def _parts_columns(left: Word, right: Word, starts: list[float], ends: list[float], *, names: bool) -> bool:
    amounts = looks_like_amount(left.text), looks_like_amount(right.text)
    if all(amounts):
        return True
    begins = sum(1 for start in starts if abs(start - right.x0) <= _FLUSH) > _WITNESSES
    if amounts[0]:
        return begins or sum(1 for end in ends if abs(end - left.x1) <= _FLUSH) > _WITNESSES
    if amounts[1]:
        return sum(1 for end in ends if abs(end - right.x1) <= _FLUSH) > _WITNESSES
    return begins or (names and _is_name(left.text) and _is_name(right.text))


def _is_name(text: str) -> bool:
    """True for Chinese characters, which no gap parts inside a text."""
    return len(text) > 1 and not text[0].isascii() and not text[-1].isascii()


def _joined(parts: Sequence[Word]) -> Word:
    if len(parts) == 1:
        return parts[0]
    return Word(
        parts[0].x0,
        parts[-1].x1,
        min(part.top for part in parts),
        max(part.bottom for part in parts),
        max(part.size for part in parts),
        "".join(part.text for part in parts),
        tuple(parts),
    )


# ---- Columns ---------------------------------------------------------------------------------


def columns_of(lines: Sequence[Words], header: Sequence[Words]) -> list[Span]:
    """The x ranges of the columns: of words that overlap, row after row.

    Where a line numbers the columns, a range without a number belongs to a neighbour. A name that
    stands over no range is that of the nameless range beside it, as where names are set left and
    amounts right, or names a blank column.
    """
    spans = _ranges([word for line in lines for word in line])
    texts = _stacked([word for line in header for word in line])
    leaves = [word for word in texts if not _is_group(word, texts)]
    numbers = next((line for line in lines if numbers_columns(line)), None)
    if numbers is not None:
        return _with_numbers(spans, numbers, leaves, lines)
    lone = [word for word in leaves if not any(overlap(word, span) for span in spans)]
    named = _without_strays(_named(spans, leaves, lone), leaves, lines)
    # What stands over or under the name of one column is on another level of the same.
    naming = [leaf for leaf in leaves if any(overlap(leaf, span) for span in named)]
    beside = [word for word in lone if not any(overlap(word, (name.x0, name.x1)) for name in naming)]
    blank = [word for word in beside if not any(overlap(word, span) for span in named)]
    return sorted([*named, *_ranges(blank)])


def overlap(word: Word, span: Span) -> bool:
    """Whether a text reaches into a range of x."""
    return word.x0 < span[1] and span[0] < word.x1


def _stacked(words: Sequence[Word]) -> list[Word]:
    """Texts of a header, the lines of each in one box."""
    found: list[Word] = []
    for word in sorted(words, key=lambda w: w.top):
        for number, text in enumerate(found):
            near = word.top - text.bottom < STACKED * word.size
            if (
                near
                and overlap(word, (text.x0, text.x1))
                and are_of_one_text((text.x0, text.x1), (word.x0, word.x1), word.size)
            ):
                sides = min(text.x0, word.x0), max(text.x1, word.x1), text.top, max(text.bottom, word.bottom)
                found[number] = Word(*sides, text.size, text.text + word.text)
                break
        else:
            found.append(word)
    return found


def are_of_one_text(above: Span, below: Span, size: float) -> bool:
    """Whether a line below others may go on their text: it begins or ends with them, or has their middle."""
    left, right = abs(above[0] - below[0]), abs(above[1] - below[1])
    middle = abs(sum(above) - sum(below)) / 2 <= _CENTRED * size
    return middle or left <= _LINED_UP or right <= _LINED_UP


def _is_group(word: Word, texts: Sequence[Word]) -> bool:
    """True for a name over several others that lie on both sides of its middle, beside each other."""
    level = [w for w in texts if w is not word and w.top < word.bottom and word.top < w.bottom]
    left = max((w.x1 for w in level if w.centre < word.centre), default=float("-inf"))
    right = min((w.x0 for w in level if w.centre > word.centre), default=float("inf"))
    below = sorted((w for w in texts if w.top >= word.bottom and left < w.centre < right), key=_left)
    beside = any(a.top < b.bottom and b.top < a.bottom for a, b in pairwise(below))
    return beside and below[0].centre < word.centre < below[-1].centre


def _left(word: Word) -> float:
    return word.x0


def _named(spans: list[Span], leaves: Sequence[Word], lone: Sequence[Word]) -> list[Span]:
    """The spans, those without a name widened to the name beside them, the one on the left first."""
    found: list[Span] = []
    free = list(lone)
    for number, span in enumerate(spans):
        if any(overlap(leaf, span) for leaf in leaves):
            found.append(span)
            continue
        left = spans[number - 1][1] if number else float("-inf")
        right = spans[number + 1][0] if number + 1 < len(spans) else float("inf")
        before = [word for word in free if left <= word.x0 and word.x1 <= span[0]]
        after = [word for word in free if span[1] <= word.x0 and word.x1 <= right]
        name = max(before, key=_left) if before else min(after, key=_left, default=None)
        if name is None:
            found.append(span)
            continue
        free.remove(name)
        found.append((min(span[0], name.x0), max(span[1], name.x1)))
    return found


def _ranges(words: Sequence[Word]) -> list[Span]:
    merged: list[list[float]] = []
    for word in sorted(words, key=lambda w: w.x0):
        if merged and word.x0 < merged[-1][1] - 0.5:
            merged[-1][1] = max(merged[-1][1], word.x1)
        else:
            merged.append([word.x0, word.x1])
    return [(left, right) for left, right in merged]


def _without_strays(spans: list[Span], leaves: Sequence[Word], lines: Sequence[Words]) -> list[Span]:
    """Joins words without a name, such as a total set in the middle of its column, to a neighbour."""

    def is_stray(span: Span) -> bool:
        inside = [word for line in lines for word in line if span[0] <= word.centre <= span[1]]
        named = any(overlap(leaf, span) for leaf in leaves)
        return not named and not any(looks_like_amount(word.text) for word in inside)

    return _joined_to_neighbours(spans, is_stray, lines) if leaves else spans


def _with_numbers(
    spans: list[Span], numbers: Words, leaves: Sequence[Word], lines: Sequence[Words]
) -> list[Span]:
    """Joins each range without a column number to the nearest neighbour that shares no line with it.

    Two ranges that each have a name of their own are two columns: 项, and 单位代码 in other rows.
    """

    def is_stray(span: Span) -> bool:
        return not any(span[0] <= number.centre <= span[1] for number in numbers)

    return _joined_to_neighbours(spans, is_stray, lines, leaves)


def _joined_to_neighbours(
    spans: list[Span],
    is_stray: Callable[[Span], bool],
    lines: Sequence[Words],
    leaves: Sequence[Word] = (),
) -> list[Span]:
    """The ranges, each stray one joined to the nearest neighbour that shares no line with it, and no name."""
    joined = list(spans)
    place = 0
    while place < len(joined):
        lone = joined[place]
        beside = [joined[i] for i in (place - 1, place + 1) if 0 <= i < len(joined)] if is_stray(lone) else []
        free = [
            other
            for other in beside
            if not _share_a_line(lone, other, lines) and not _are_named_apart(lone, other, leaves)
        ]
        if not free:
            place += 1
            continue
        other = min(free, key=lambda o: max(o[0] - lone[1], lone[0] - o[1]))
        joined.remove(lone)
        joined[joined.index(other)] = (min(lone[0], other[0]), max(lone[1], other[1]))
        # What was joined may be nearest to one passed over.
        place = 0
    return joined


def _are_named_apart(left: Span, right: Span, leaves: Sequence[Word]) -> bool:
    mine = {number for number, leaf in enumerate(leaves) if overlap(leaf, left)}
    its = {number for number, leaf in enumerate(leaves) if overlap(leaf, right)}
    return bool(mine) and bool(its) and mine.isdisjoint(its)


def _share_a_line(left: Span, right: Span, lines: Sequence[Words]) -> bool:
    def holds(line: Words, span: Span) -> bool:
        return any(span[0] <= word.centre <= span[1] for word in line)

    return any(holds(line, left) and holds(line, right) for line in lines)


def edges_of(columns: list[Span]) -> list[float]:
    """The x positions between columns, and the outer ends of the first and the last."""
    inner = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return [columns[0][0] - 2, *inner, columns[-1][1] + 2]


def column_of(word: Word, edges: list[float]) -> int:
    """The column that a word lies in, by its middle."""
    return max(0, min(len(edges) - 2, sum(1 for edge in edges if edge <= word.centre) - 1))
