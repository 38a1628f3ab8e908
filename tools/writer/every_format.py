"""The same documents in every format that agencies publish.

Belongs here: which formats there are, and from which rendering each is made. Does not belong here: the
renderers themselves, what is printed (``disclosure``), scans (``scan``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

from tools.writer.csv import render_csv
from tools.writer.docx import render_docx
from tools.writer.html import render_html
from tools.writer.model import Document
from tools.writer.office import saved_as
from tools.writer.pdf import render_pdf
from tools.writer.text import render_cell_lines
from tools.writer.xlsx import render_xlsx

# Formats that the writer renders itself.
RENDERED: Mapping[str, Callable[[Document], bytes]] = {
    "pdf": render_pdf,
    "docx": render_docx,
    "xlsx": render_xlsx,
    "html": lambda document: render_html(document, "gbk").encode("gbk"),
    "csv": lambda document: render_csv(document).encode("gbk"),
    "txt": lambda document: render_cell_lines(document).encode(),
}
# Formats that LibreOffice saves, and what it opens for them. WPS writes its .wps as Word's old format.
SAVED = {"doc": "docx", "wps": "docx", "odt": "docx", "rtf": "docx", "xls": "xlsx", "ods": "xlsx"}
ARCHIVE = "zip"
ALL_FORMATS = (*RENDERED, *SAVED, ARCHIVE)


def render_all(
    documents: Mapping[str, Document], formats: Iterable[str] = ALL_FORMATS
) -> dict[str, dict[str, bytes]]:
    """Render documents, given by name, in each format.

    Args:
        documents: What to render, by a name without a suffix.
        formats: Which of ``ALL_FORMATS``; those of ``SAVED`` need LibreOffice.

    Returns:
        For each format the contents by the documents' names. In ``zip`` the document's PDF lies in a folder.

    Raises:
        RuntimeError: LibreOffice is needed and is not installed, or failed.
    """
    return {name: _render(documents, name) for name in formats}


def _render(documents: Mapping[str, Document], name: str) -> dict[str, bytes]:
    if name == ARCHIVE:
        return {key: _archive(key, render_pdf(document)) for key, document in documents.items()}
    if name in RENDERED:
        return {key: RENDERED[name](document) for key, document in documents.items()}
    source = SAVED[name]
    opened = {f"{key}.{source}": RENDERED[source](document) for key, document in documents.items()}
    return saved_as(opened, "doc" if name == "wps" else name)


def _archive(name: str, content: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"公开/{name}.pdf", content)
    return buffer.getvalue()
