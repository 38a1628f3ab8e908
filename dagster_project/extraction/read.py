"""One file in, one ``Document`` out, whatever the file is.

Belongs here: choosing a file's reader, and turning failure into a status with a reason.
Does not belong here: folders, databases, processes.
"""

from __future__ import annotations

import hashlib
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from dagster_project.extraction.assemble import assemble
from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.formats import UnreadableFileError, detect_format
from dagster_project.extraction.readers import docx, html, pdf, text_dump, xlsx
from dagster_project.extraction.records import Document

# Raised whenever the same file gives other records, so that stored documents are read again.
EXTRACTOR_VERSION = "15"

# The longest document seen, 241 pages, takes a hundredth of this.
DEFAULT_TIME_LIMIT = 1800

_READERS: dict[str, Callable[[Path], Reading]] = {
    "pdf": pdf.read,
    "docx": docx.read,
    "xlsx": xlsx.read,
    "html": html.read,
    "txt": text_dump.read,
}
_NO_TEXT = (
    "The file holds no text: a scan, or blank pages. Get a copy with a text layer, "
    "or recognise its text (OCR) and put the result in the folder."
)


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raises TimeoutError in the main thread when the body takes longer; elsewhere no limit."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _explain(error: BaseException, time_limit: int) -> str:
    # Readers wrap the errors of the libraries under them; only the repr shows the inner one.
    text = repr(error)
    if "password" in text.lower() or "encrypt" in text.lower():
        return "The file is protected by a password. Save it without one, or ask for an open copy."
    if isinstance(error, TimeoutError):
        return f"Reading took longer than {time_limit} s and was given up. Split the file, or save it anew."
    if isinstance(error, MemoryError | RecursionError):
        return "Reading needed more memory than there is. Split the file, or save it anew."
    return f"The file is damaged: download it again, or open and save it anew ({text[:160]})."


def quarantined(path: Path, file_format: str, reason: str) -> Document:
    """The record of a file that could not be read."""
    size = path.stat().st_size
    return Document(sha256_of(path), file_format, size, None, "quarantined", reason, EXTRACTOR_VERSION)


def read_document(path: Path, time_limit: int = DEFAULT_TIME_LIMIT) -> Document:
    """Reads any file; one that cannot be read becomes a quarantined document, not an exception."""
    file_format = "unknown"
    try:
        file_format = detect_format(path)
        with _time_limit(time_limit):
            reading = _READERS[file_format](path)
            tables, paragraphs = assemble(reading)
    except UnreadableFileError as error:
        return quarantined(path, error.file_format, str(error))
    except Exception as error:  # whatever a reader stumbles over concerns this document alone
        return quarantined(path, file_format, _explain(error, time_limit))
    empty = not tables and not paragraphs
    return Document(
        sha256_of(path),
        file_format,
        path.stat().st_size,
        reading.page_count,
        "no_text" if empty else "read",
        _NO_TEXT if empty else None,
        EXTRACTOR_VERSION,
        reading.pages,
        tables,
        paragraphs,
    )
