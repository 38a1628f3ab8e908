"""What a file really is, found from its content; its name is not trusted.

Belongs here: signatures of formats, and for what cannot be read a reason that a person can act on.
Does not belong here: reading.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import olefile

from dagster_project.extraction.limits import require_bytes
from dagster_project.extraction.package import DAMAGED, inspect, main_kinds, member_name
from dagster_project.extraction.sheets.csv import is_separated
from dagster_project.extraction.text.encodings import decode

_IMAGES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a bitmap picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"RIFF": "a WebP picture",
}
_ARCHIVES = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive", b"\x1f\x8b": "a gzip archive"}
# The first record of a sheet that an old program wrote without a container around it.
_BARE_SHEETS = (
    b"\x09\x08\x10\x00\x00\x06",
    b"\x09\x08\x08\x00\x00\x05",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
)
_OLE = b"\xd0\xcf\x11\xe0"
_LFS_POINTER = b"version https://git-lfs.github.com/spec"
# Formats whose content is never text.
_BINARY_SUFFIXES = {".pdf", ".docx", ".xlsx", ".ofd"}
# What is found under another name of these is not what its name says.
_DOCUMENT_SUFFIXES = _BINARY_SUFFIXES | {
    ".doc",
    ".xls",
    ".wps",
    ".et",
    ".odt",
    ".ods",
    ".rtf",
    ".html",
    ".txt",
}
_HEAD = 8192
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<(?:table|body|head|meta)[\s>]", re.IGNORECASE)
_NAMES = {
    "docx": "a Word document (DOCX)",
    "xlsx": "a workbook (XLSX)",
    "doc": "an old Word or WPS document (DOC)",
    "xls": "an old workbook (XLS)",
    "rtf": "a rich text document (RTF)",
    "odt": "an OpenDocument text (ODT)",
    "ods": "an OpenDocument sheet (ODS)",
    "xml": "a workbook saved as XML",
    "html": "a web page (HTML)",
    "mhtml": "a saved web page (MHTML)",
    "csv": "a table of separated values (CSV)",
    "txt": "plain text",
    "pdf": "a PDF",
}


class UnreadableFileError(Exception):
    """A file that cannot be read; the message says what it is and what a person can do."""

    def __init__(self, file_format: str, reason: str) -> None:
        super().__init__(reason)
        self.file_format = file_format


_LOCKED = UnreadableFileError(
    "encrypted", "The file is protected by a password. Save it without one, or ask for an open copy."
)


def name_of(file_format: str) -> str:
    """A format in words, such as 'an old workbook (XLS)'."""
    return _NAMES.get(file_format, file_format)


def detect_format(path: Path) -> str:
    """The file's format, a key of the readers in ``read``.

    Raises:
        UnreadableFileError: The file is empty, damaged, encrypted or not a document.
        HostileFileError: It is beyond a limit.
    """
    require_bytes(path.stat().st_size)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip(b"\x00 \r\n\t"):
        raise UnreadableFileError("empty", "The file is empty. Download it again from its publisher.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(path)
    if head.startswith(_OLE):
        return _inside_ole(path)
    if head.startswith(_BARE_SHEETS):
        return "xls"
    if head.startswith(_LFS_POINTER):
        raise UnreadableFileError(
            "pointer",
            "The content is a pointer of Git LFS, not the document. Fetch the document (`git lfs pull`).",
        )
    for signatures, name in ((_IMAGES, "image"), (_ARCHIVES, "archive")):
        for magic, what in signatures.items():
            if head.startswith(magic):
                advice = "Unpack it and put its documents in the folder" if name == "archive" else ""
                raise UnreadableFileError(
                    name,
                    f"The content is {what}, not a document{_named(path)}. "
                    f"{advice or 'Get the original document'}.",
                )
    return _text_format(path, head)


def _named(path: Path) -> str:
    is_another = path.suffix.lower() in _DOCUMENT_SUFFIXES
    return f", though the name ends in {path.suffix}" if is_another else ""


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            kinds = main_kinds(archive)
            if kinds:
                inspect(archive)
            names = {member_name(name) for name in archive.namelist()}
    except DAMAGED as error:
        begun = "an archive" if path.suffix.lower() == ".zip" else "a DOCX or XLSX"
        raise UnreadableFileError(
            "zip", f"The file begins like {begun} but is cut off or damaged. Download it again."
        ) from error
    if kinds:
        return min(kinds)
    if not names:
        raise UnreadableFileError("zip", "The archive is empty. Download it again from its publisher.")
    if "OFD.xml" in names:
        raise UnreadableFileError("ofd", "The content is an OFD document, which is not read. Save it as PDF.")
    raise UnreadableFileError(
        "zip", "The file is an archive, not a document. Unpack it and put its documents in the folder."
    )


def _inside_ole(path: Path) -> str:
    """The program behind an old Office container, told by the streams in it."""
    try:
        with olefile.OleFileIO(path) as container:
            streams = {entry[0].lower() for entry in container.listdir()}
    except (OSError, ValueError, IndexError, TypeError) as error:
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise _LOCKED from error
        raise UnreadableFileError(
            "ole", "The file begins like an old Office file but is cut off or damaged. Download it again."
        ) from error
    if "encryptedpackage" in streams:
        raise _LOCKED
    if streams & {"workbook", "book"}:
        return "xls"
    if "worddocument" in streams:
        return "doc"
    what = (
        "a presentation" if "powerpoint document" in streams else "in an old Office format of an unknown kind"
    )
    raise UnreadableFileError("ole", f"The content is {what}{_named(path)}. Save it as DOCX, XLSX or PDF.")


def _text_format(path: Path, head: bytes) -> str:
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if b"\x00" in head and not wide:
        raise UnreadableFileError(
            "unknown",
            f"The content is not a known document format{_named(path)}. Save it as PDF or DOCX by hand.",
        )
    text = decode(head).lstrip("\ufeff \r\n\t")
    if text.startswith("<?xml") and (found := _xml_format(text)):
        return found
    if re.match(r"(?i)(mime-version|from|content-type|x-\S+):", text) and "multipart/related" in text.lower():
        return "mhtml"
    if _HTML.search(text):
        return "html"
    if path.suffix.lower() in _BINARY_SUFFIXES:
        raise UnreadableFileError(
            "txt",
            f"The name ends in {path.suffix}, but the content is plain text or damaged. Download it again.",
        )
    return "csv" if is_separated(text, path.suffix) else "txt"


def _xml_format(text: str) -> str | None:
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "xml"
    if "schemas.microsoft.com/office/word/2003/wordml" in text or "xmlPackage" in text:
        return "doc"
    return None
