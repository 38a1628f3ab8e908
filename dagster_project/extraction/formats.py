"""What a file really is, found from its content; its name is not trusted.

Belongs here: signatures of formats, and for what cannot be read a reason that a person can act on.
Does not belong here: reading.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from dagster_project.extraction.limits import require_bytes
from dagster_project.extraction.package import inspect

_IMAGES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a bitmap picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
}
_ARCHIVES = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive", b"\x1f\x8b": "a gzip archive"}
_BINARY_SUFFIXES = {".pdf", ".docx", ".xlsx", ".doc", ".xls", ".wps", ".et"}
_HEAD = 8192
_MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


class UnreadableFileError(Exception):
    """A file that cannot be read; the message says what it is and what a person can do."""

    def __init__(self, file_format: str, reason: str) -> None:
        super().__init__(reason)
        self.file_format = file_format


def detect_format(path: Path) -> str:
    """The file's format: pdf, docx, xlsx, html or txt.

    Raises:
        UnreadableFileError: The file is empty, damaged, encrypted or no document.
        HostileFileError: It is beyond a limit.
    """
    require_bytes(path.stat().st_size)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip(b"\x00 \r\n\t"):
        raise UnreadableFileError("empty", "The file is empty. Download it again from its publisher.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_office(path)
    for signatures, name in ((_IMAGES, "image"), (_ARCHIVES, "archive")):
        for magic, what in signatures.items():
            if head.startswith(magic):
                raise UnreadableFileError(
                    name, f"The content is {what}, not a document{_named(path)}. Get the original document."
                )
    return _text_format(path, head)


def _named(path: Path) -> str:
    return f", though the name ends in {path.suffix}" if path.suffix else ""


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if names & _MEMBERS.keys():
                inspect(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(
            "zip", "The file begins like a DOCX or XLSX but is cut off or damaged. Download it again."
        ) from error
    for member, file_format in _MEMBERS.items():
        if member in names:
            return file_format
    raise UnreadableFileError(
        "zip", "The file is an archive, not a document. Unpack it and put its documents in the folder."
    )


def _old_office(path: Path) -> UnreadableFileError:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return UnreadableFileError(
            "encrypted", "The file is protected by a password. Save it without one, or ask for an open copy."
        )
    return UnreadableFileError(
        "ole", "The file is in the old Office format (DOC, XLS, WPS). Save it as DOCX, XLSX or PDF."
    )


def _text_format(path: Path, head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:2048]:
        return "html"
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\x00" in head and not wide:
        raise UnreadableFileError(
            "unknown",
            f"The content is no known document format{_named(path)}. Save it as PDF or DOCX by hand.",
        )
    if path.suffix.lower() in _BINARY_SUFFIXES:
        raise UnreadableFileError(
            "txt",
            f"The name ends in {path.suffix}, but the content is plain text or damaged. Download it again.",
        )
    return "txt"
