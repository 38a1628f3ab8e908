"""The text of a PDF page outside its tables, as lines from top to bottom.

Belongs here: which characters stand on one line, and which lines are one paragraph.
Does not belong here: tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from pdfplumber.utils.text import chars_to_textmap

from dagster_project.extraction.readers.pdf_glyphs import Glyph


def text_lines(glyphs: Sequence[Glyph]) -> list[tuple[float, str]]:
    """Lines as (top, text)."""
    if not glyphs:
        return []
    lines = chars_to_textmap(list(glyphs)).extract_text_lines(strip=True, return_chars=False)
    return [(line["top"], line["text"]) for line in lines if line["text"].strip()]
