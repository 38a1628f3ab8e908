"""Finding by halves what makes something fail.

Belongs here: the search alone. Does not belong here: what is tried, and what becomes of what is found.
"""

from __future__ import annotations

from collections.abc import Callable


def shortest_failing(count: int, fails: Callable[[int], bool]) -> int:
    """How many of some things, taken in their order, it takes to fail: the last one of these is at fault.

    Args:
        count: How many there are; all of them fail, and none of them does not.
        fails: Whether the first so many fail.
    """
    passes, failing = 0, count
    while failing - passes > 1:
        middle = (passes + failing) // 2
        if fails(middle):
            failing = middle
        else:
            passes = middle
    return failing
