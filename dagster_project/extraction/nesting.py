"""Tables within tables: a table that only arranges a page is not a table of the document.

Belongs here: the one question that all markup formats ask. Does not belong here: their markup.
"""

from __future__ import annotations


def is_layout(own_texts: int, nested_cells: int) -> bool:
    """Whether a table arranges others rather than holding data of its own.

    Args:
        own_texts: How many of its cells print a text of their own.
        nested_cells: How many cells the tables within it have.
    """
    return nested_cells > 1 and nested_cells > own_texts
