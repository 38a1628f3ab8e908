"""What reading a file may end in, and the records of files that could not be read.

Belongs here: what the process of a refresh knows of reading, which other processes do.
Does not belong here: the readers (``read``), which take a second to import.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dagster_project.extraction.records import Document

# Raised whenever the same file gives other records, so that stored documents are read again.
EXTRACTOR_VERSION = "41"
# Of documents whose pictures were not read: these are read again once the extra ``ocr`` is installed.
WITHOUT_OCR = f"{EXTRACTOR_VERSION} without OCR"
RETRY = "run `fiscal refresh --retry`"


def current_versions() -> list[str]:
    """The extractor versions whose documents need not be read again on this machine."""
    from dagster_project.extraction.pdf.scans import engine

    return [EXTRACTOR_VERSION] if engine.available() else [EXTRACTOR_VERSION, WITHOUT_OCR]


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document, and for a log where its reading failed, and whether that is a fault of ours."""

    document: Document
    trace: str | None = None
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A range of pages of a long document, counted from 1, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a share of a document holds: its reading, packed to be passed on; and the pages of the whole."""

    page_count: int
    reading: bytes


def time_reason(seconds: int) -> str:
    """What is said of a document whose reading took too long."""
    return (
        f"Reading took longer than {seconds} s and was given up. Split the file, or save it anew; "
        f"if it is genuine, raise FISCAL_DOCUMENT_SECONDS and {RETRY}."
    )


def memory_reason(memory_mb: int | None) -> str:
    """What is said of a document whose reading needed too much memory."""
    limit = f"more than {memory_mb} MB of" if memory_mb else "too much"
    return (
        f"Reading needed {limit} memory and was given up. Split the file, or save it anew; "
        f"if it is genuine, raise FISCAL_DOCUMENT_MEMORY_MB and {RETRY}."
    )


def quarantined(path: Path, file_format: str, reason: str) -> Document:
    """The record of a file that could not be read."""
    try:
        size, digest = path.stat().st_size, sha256_of(path)
    except OSError as error:
        return unopened(path.name, f"It is gone, or cannot be opened any more ({error.strerror}).")
    return Document(digest, file_format, size, None, "quarantined", reason, EXTRACTOR_VERSION)


def unopened(name: str, reason: str) -> Document:
    """The record of a file whose bytes cannot be had: its name stands for them."""
    key = hashlib.sha256(f"unopened: {name}: {reason}".encode(errors="surrogateescape")).hexdigest()
    return Document(key, "unknown", 0, None, "quarantined", reason, EXTRACTOR_VERSION)
