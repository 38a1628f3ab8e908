"""One file in, one ``Document`` out, whatever the file is.

Belongs here: choosing a file's reader, and turning failure into a status with a reason.
Does not belong here: folders, databases, processes.
"""

from __future__ import annotations

import gc
import pickle
import re
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeVar

from dagster_project.extraction.assemble import assemble
from dagster_project.extraction.blocks import GridCell, Piece, Reading, TextLine
from dagster_project.extraction.characters import as_seen, holds_others
from dagster_project.extraction.formats import UnreadableFileError, detect_format, name_of
from dagster_project.extraction.limits import HostileFileError, check_reading
from dagster_project.extraction.outcome import (
    EXTRACTOR_VERSION,
    RETRY,
    WITHOUT_OCR,
    Outcome,
    Part,
    Share,
    memory_reason,
    quarantined,
    sha256_of,
    time_reason,
)
from dagster_project.extraction.pdf import reader as pdf
from dagster_project.extraction.pdf.scans.pictures import HOW_TO_READ
from dagster_project.extraction.readers import docx, html, mhtml, office
from dagster_project.extraction.records import Document
from dagster_project.extraction.sheets import csv, ods, spreadsheet_xml, xls, xlsx
from dagster_project.extraction.text import reader as text_dump
from dagster_project.output.safe_text import for_terminal

_Answer = TypeVar("_Answer")
# The longest document seen, 241 pages, takes a thirtieth of this.
DEFAULT_TIME_LIMIT = 600
_PACKAGE = Path(__file__).resolve().parents[1]
_FAULT = "A fault of the reader, not of the file"
# Python's own is 700: a dense page would be gone through ten times.
_OBJECTS_BETWEEN_COLLECTIONS = 20_000

_READERS: dict[str, Callable[[Path], Reading]] = {
    "pdf": pdf.read,
    "docx": docx.read,
    "xlsx": xlsx.read,
    "xls": xls.read,
    "ods": ods.read,
    "xml": spreadsheet_xml.read,
    "csv": csv.read,
    "html": html.read,
    "mhtml": mhtml.read,
    "txt": text_dump.read,
    **{name: office.reader_of(name) for name in office.FORMATS},
}
_NO_TEXT = "The file holds no text: a scan, or blank pages. Get a copy with a text layer."
_SCAN = f"The file holds no text but pictures of it (a scan). {HOW_TO_READ}"


class _TimeIsUp(BaseException):
    """Raised in the middle of a reader; no ``except Exception`` of a library may swallow it."""


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raises _TimeIsUp in the main thread when the body takes longer; elsewhere no limit."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return
    expired = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal expired
        expired = True
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    # Again each second: where an exception cannot be raised, such as in a finaliser, one is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if expired:
        # A library swallowed it all the same, and with it a part of the document.
        raise _TimeIsUp


def explain(error: BaseException, time_limit: int, memory_mb: int | None) -> str:
    """A reason that a person can act on, why a file was not read.

    Args:
        error: What reading it raised.
        time_limit: The seconds it was given.
        memory_mb: The memory it was given; None for any.
    """
    if isinstance(error, _TimeIsUp):
        return time_reason(time_limit)
    if isinstance(error, MemoryError):
        return memory_reason(memory_mb)
    if isinstance(error, RecursionError):
        return "The file is nested too deeply: it is damaged, or made to break its reader. Save it anew."
    if type(error).__name__ == "DecompressionBombError":
        return (
            "The file holds a picture far too large to be shown: it is made to break its reader, or "
            "damaged. Remove the picture, or save the file as PDF."
        )
    if isinstance(error, OSError) and error.errno is not None:
        return f"The file could not be read from its disk ({error.strerror}). Repair that and {RETRY}."
    place, is_ours = _place(error)
    if is_ours:
        return (
            f"{_FAULT}: {type(error).__name__} at {place}. Report it with the "
            f"log of the refresh; the file is read again by the next version, or {RETRY}."
        )
    # Readers wrap the errors of the libraries under them; only the repr shows the inner one.
    text = repr(error)
    if "password" in text.lower() or "encrypt" in text.lower():
        return "The file is protected by a password. Save it without one, or ask for an open copy."
    told = for_terminal(_words_of(error)[:160])
    return f"The file is damaged: download it again, or open and save it anew{told and f' ({told})'}."


def _words_of(error: BaseException) -> str:
    """What a library says of a file, without the names of its own code; empty when that is no sentence."""
    words = str(_first(error)).strip().rstrip(".")
    return words if re.fullmatch(r"[A-Z][A-Za-z]+ [^<>{}\[\]()\n]*", words) else ""


def _first(error: BaseException) -> BaseException:
    """The error that others were raised from."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _place(error: BaseException) -> tuple[str, bool]:
    """Where an error was raised first, and whether that is code of this package."""
    error = _first(error)
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "an unknown place", False
    file = Path(frames[-1].filename)
    is_ours = file.is_relative_to(_PACKAGE)
    # Paths are shortened to what is the same on every machine.
    shown = file.relative_to(_PACKAGE.parent) if is_ours else Path(*file.parts[-2:])
    return f"{shown.as_posix()}:{frames[-1].lineno}", is_ours


def read_document(path: Path, time_limit: int = DEFAULT_TIME_LIMIT) -> Document:
    """Reads any file; one that cannot be read becomes a quarantined document, not an exception."""
    return attempt(path, time_limit).document


def attempt(path: Path, time_limit: int, memory_mb: int | None = None) -> Outcome:
    """The same, with what a log should hold of a failure.

    Args:
        path: The file.
        time_limit: Seconds after which reading is given up.
        memory_mb: The limit of this process, set by the caller, to be told when it is reached.
    """
    return _guarded(path, time_limit, memory_mb, lambda name: Outcome(_read(path, name)))


def attempt_share(path: Path, share: Share, time_limit: int, memory_mb: int | None = None) -> Outcome | Part:
    """The same of a range of pages of a PDF; one that is not longer, and any other file, is read whole."""
    return _guarded(path, time_limit, memory_mb, lambda name: _read_share(path, name, share))


def attempt_whole(
    path: Path, parts: Sequence[Part], time_limit: int, memory_mb: int | None = None
) -> Outcome:
    """The document of a file all of whose shares were read."""

    def join(file_format: str) -> Outcome:
        # Made by this module in another process of ours.
        readings = [pickle.loads(part.reading) for part in parts]  # noqa: S301
        return Outcome(_finished(path, file_format, pdf.joined(readings)))

    return _guarded(path, time_limit, memory_mb, join)


def _guarded(
    path: Path, time_limit: int, memory_mb: int | None, work: Callable[[str], _Answer]
) -> _Answer | Outcome:
    """What work on a file of some format gives, or the record of its failure."""
    file_format, trace, is_fault = "unknown", None, False
    try:
        file_format = detect_format(path)
        with _time_limit(time_limit), _few_collections():
            return work(file_format)
    except UnreadableFileError as error:
        file_format, reason = error.file_format, str(error)
    except HostileFileError as error:
        reason = str(error)
    except (Exception, _TimeIsUp) as error:  # whatever a reader stumbles over concerns this document alone
        reason, trace = explain(error, time_limit, memory_mb), for_terminal(_last_of_trace(error), keep="\n")
        is_fault = reason.startswith(_FAULT)
    # Here, where the error and all that it held in memory are gone.
    return Outcome(quarantined(path, file_format, reason), trace, is_fault)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Looks for cycles of objects less often: a document's cells are many, and hold none."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _last_of_trace(error: BaseException) -> str:
    # A recursion has a thousand lines; chained errors hold the library's own.
    return "".join(traceback.format_exception(error, limit=-12))[-6000:]


def _read(path: Path, file_format: str) -> Document:
    reader = _READERS.get(file_format)
    if reader is None:
        raise UnreadableFileError(
            file_format,
            f"The content is {name_of(file_format)}, which is not read. Save it as DOCX, XLSX or PDF.",
        )
    return _finished(path, file_format, reader(path))


def _read_share(path: Path, file_format: str, share: Share) -> Outcome | Part:
    if file_format != "pdf":
        return Outcome(_read(path, file_format))
    reading = pdf.read(path, share.first, share.last)
    count = reading.page_count or 0
    if share.first == 1 and count <= share.last:
        return Outcome(_finished(path, file_format, reading))
    check_reading(reading)
    return Part(count, pickle.dumps(reading, pickle.HIGHEST_PROTOCOL))


def _finished(path: Path, file_format: str, reading: Reading) -> Document:
    check_reading(reading)
    # A page draws what its file calls a soft hyphen; in text that is set anew it shows at a line's end only.
    _mend_texts(reading, soft_hyphen="-" if file_format == "pdf" else "")
    tables, paragraphs = assemble(reading)
    empty = not tables and not paragraphs
    return Document(
        sha256_of(path),
        file_format,
        path.stat().st_size,
        reading.page_count,
        "no_text" if empty else "read",
        _why_empty(reading) if empty else None,
        WITHOUT_OCR if reading.unread_pictures else EXTRACTOR_VERSION,
        reading.pages,
        tables,
        paragraphs,
        reading.note,
        reading.hidden_cells,
    )


def _why_empty(reading: Reading) -> str:
    if reading.disguised_pages and reading.note:
        return reading.note
    if reading.unread_pictures:
        return _SCAN
    return f"The file shows no text. {reading.note}" if reading.note else _NO_TEXT


def _mend_texts(reading: Reading, soft_hyphen: str = "") -> None:
    """Gives texts the characters that are seen, joins halves, and replaces those that have no other half.

    A PDF's font may map a glyph to half a UTF-16 pair. Python holds such a text; no encoding can
    write it, and DuckDB closes the whole database over it.
    """
    for block in reading.blocks:
        items: Sequence[GridCell | TextLine] = block.cells if isinstance(block, Piece) else (block,)
        text = "".join([item.text for item in items])
        if holds_others(text):
            for item in items:
                item.text = as_seen(item.text.replace("\u00ad", soft_hyphen))
        try:
            text.encode()
        except UnicodeEncodeError:
            for item in items:
                item.text = item.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
