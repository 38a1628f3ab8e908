"""One file in, one ``Document`` out, whatever the file is.

Belongs here: finding out a file's real format, choosing its reader, turning failure into a status
with a reason that a person can act on.
Does not belong here: folders, databases, processes.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from dagster_project.extraction.assemble import assemble
from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.readers import docx, pdf, text_dump
from dagster_project.extraction.records import Document

# Raised whenever the same file gives other records, so that stored documents are read again.
EXTRACTOR_VERSION = "7"

_IMAGES = {
    b"\xff\xd8\xff": "a JPEG photo",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
}


class Unreadable(Exception):
    """A file that cannot be read; the message says what it is and what a person can do."""

    def __init__(self, file_format: str, reason: str) -> None:
        super().__init__(reason)
        self.file_format = file_format


def _zip_kind(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "zip"


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff")


def detect_format(path: Path) -> str:
    """The file's real format, from its content; the name is not trusted.

    Raises:
        Unreadable: the file is empty or of a kind that cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise Unreadable("empty", "The file is empty (0 bytes). Download it again from its publisher.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        try:
            return _zip_kind(path)
        except zipfile.BadZipFile:
            raise Unreadable(
                "zip", "The file begins like a zip (DOCX, XLSX) but is cut off or damaged. Download it again."
            ) from None
    for magic, name in _IMAGES.items():
        if head.startswith(magic):
            raise Unreadable(
                "image",
                f"The file is {name}, not a document. Get the original document, or one with a text layer.",
            )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "ole",
            "The file is in an old Office format (DOC, XLS) or an encrypted Office file. Save it as DOCX, XLSX or PDF without a password.",
        )
    if b"<html" in head.lower() or head.lstrip().lower().startswith(b"<!doctype html"):
        return "html"
    if _is_text(head):
        return "txt"
    raise Unreadable(
        "unknown",
        "The content is no known document format. Open it by hand and save it as PDF, DOCX, XLSX or text.",
    )


def _read_as(file_format: str, path: Path) -> Reading:
    if file_format == "pdf":
        return pdf.read(path)
    if file_format == "docx":
        return docx.read(path)
    if file_format == "txt":
        if path.suffix.lower() in (".docx", ".pdf", ".xlsx", ".doc", ".xls"):
            raise Unreadable(
                "txt",
                f"The file is named {path.suffix} but holds plain text or a damaged document. Download it again.",
            )
        return text_dump.read(path)
    raise Unreadable(
        file_format, f"The format {file_format} is not supported. Save it as PDF, DOCX, XLSX or text."
    )


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes in hex, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _explain(error: Exception) -> str:
    text = f"{type(error).__name__}: {error}"
    if "Password" in text or "Encrypt" in text:
        return "The PDF is protected by a password. Ask the publisher for an open copy."
    return f"The file could not be read ({text[:200]}). It may be damaged: download it again, or open and save it anew."


def read_document(path: Path) -> Document:
    """Reads any file; a file that cannot be read becomes a quarantined document, never an exception."""
    document_id, size = sha256_of(path), path.stat().st_size
    file_format = path.suffix.lower().lstrip(".") or "unknown"
    try:
        file_format = detect_format(path)
        reading = _read_as(file_format, path)
        tables, paragraphs = assemble(reading)
    except Unreadable as error:
        return Document(
            document_id, error.file_format, size, None, "quarantined", str(error), EXTRACTOR_VERSION
        )
    except Exception as error:  # any reader's failure concerns this document alone
        return Document(
            document_id, file_format, size, None, "quarantined", _explain(error), EXTRACTOR_VERSION
        )
    if not tables and not paragraphs:
        reason = "No text in the file: a scan, or blank pages. Get a copy with a text layer, or run OCR."
        return Document(
            document_id,
            file_format,
            size,
            reading.page_count,
            "no_text",
            reason,
            EXTRACTOR_VERSION,
            reading.pages,
        )
    return Document(
        document_id,
        file_format,
        size,
        reading.page_count,
        "read",
        None,
        EXTRACTOR_VERSION,
        reading.pages,
        tables,
        paragraphs,
    )
