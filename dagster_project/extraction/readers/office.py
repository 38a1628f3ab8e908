"""Reads DOC, WPS, RTF and ODT: LibreOffice makes a DOCX of them, which is read as any other.

Belongs here: which formats go that way. Does not belong here: running LibreOffice (``extraction.office``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.formats import UnreadableFileError, name_of
from dagster_project.extraction.office import OfficeError, converted
from dagster_project.extraction.readers import docx

FORMATS = ("doc", "rtf", "odt")


def reader_of(file_format: str) -> Callable[[Path], Reading]:
    """The reader of one of these formats."""

    def read(path: Path) -> Reading:
        try:
            with converted(path, f".{file_format}", "docx", name_of(file_format)) as result:
                return docx.read(result)
        except OfficeError as error:
            raise UnreadableFileError(file_format, str(error)) from error

    return read
