"""The sound documents that are mutated: small ones, of the project's own writer, in every format.

Belongs here: what a mutation starts from. Does not belong here: the mutations.
"""

from __future__ import annotations

from functools import cache

from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import load_facts
from tools.writer.html import render_html
from tools.writer.layouts import load_layout
from tools.writer.model import Document
from tools.writer.pdf import render_pdf
from tools.writer.samples import SAMPLES
from tools.writer.text import render_cell_lines, render_tabbed
from tools.writer.xlsx import render_xlsx

_BLOCKS = 14
_FIRST_BLOCKS = (0, 20)


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Documents by format."""
    documents = [
        Document(whole.title, whole.blocks[first : first + _BLOCKS])
        for whole in (compose(load_facts(sample.facts), load_layout("hebei")) for sample in SAMPLES[:2])
        for first in _FIRST_BLOCKS
    ]
    return {
        "pdf": tuple(render_pdf(document) for document in documents),
        "docx": tuple(render_docx(document) for document in documents),
        "xlsx": tuple(render_xlsx(document) for document in documents),
        "html": tuple(render_html(document).encode() for document in documents),
        "txt": tuple(
            text.encode()
            for document in documents
            for text in (render_cell_lines(document), render_tabbed(document))
        ),
    }
