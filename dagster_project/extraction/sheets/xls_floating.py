"""Texts of an XLS sheet that stand in no cell: text boxes over it, and the head of its printed pages.

Belongs here: the records of BIFF8 that xlrd passes over. Does not belong here: cells (``xls``), notes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dagster_project.extraction.sheets.model import Place, labelled_lines

_HEADER, _BEGIN, _END, _CONTINUE = 0x0014, 0x0809, 0x000A, 0x003C
_DRAWING, _OBJECT, _TEXT = 0x00EC, 0x005D, 0x01B6
_ANCHOR = 0xF010
# The kinds of objects whose text lies over the sheet; that of a note does not.
_SHAPES = frozenset((2, 3, 6, 14, 30))
# What sets the type of a head: fonts, sizes, bold and the like.
_STYLE = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&\d{1,3}|&[BIUESXYOH]')
_SIDE = re.compile(r"&[LCR]")


def floating_of(stream: bytes, start: int) -> tuple[list[tuple[Place, str]], list[str]]:
    """The texts of a sheet's boxes with the cells that they begin over, and the labelled lines of its head.

    Args:
        stream: The workbook.
        start: Where the records of the sheet begin.
    """
    boxes: list[tuple[Place, str]] = []
    heads: list[str] = []
    place, kind, length = (0, 0), 0, 0
    for record, data in _records(stream, start):
        if record == _HEADER:
            heads = labelled_lines(_STYLE.sub("", part) for part in _SIDE.split(_string(data)))
        elif record == _DRAWING:
            place = _place(data) or place
        elif record == _OBJECT and len(data) >= 6:
            (kind,) = struct.unpack_from("<H", data, 4)
        elif record == _TEXT and len(data) >= 12:
            (length,) = struct.unpack_from("<H", data, 10)
            continue
        elif record == _CONTINUE and length and kind in _SHAPES:
            text = _characters(data[1:], length, is_wide=bool(data[:1] and data[0] & 1)).replace("\r", "\n")
            if text.strip():
                boxes.append((place, text.strip()))
        length = 0
    return boxes, heads


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet, without those of charts in it."""
    depth = 0
    while start + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, start)
        depth += (record == _BEGIN) - (record == _END)
        if depth == 1:
            yield record, stream[start + 4 : start + 4 + size]
        if depth <= 0:
            return
        start += 4 + size


def _string(data: bytes) -> str:
    if len(data) < 3:
        return ""
    length, flags = struct.unpack_from("<HB", data)
    return _characters(data[3:], length, is_wide=bool(flags & 1))


def _characters(data: bytes, length: int, *, is_wide: bool) -> str:
    found = data[: 2 * length] if is_wide else data[:length]
    return found.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _place(data: bytes) -> Place | None:
    """The cell that the last shape of a drawing is anchored to."""
    at = data.rfind(struct.pack("<H", _ANCHOR))
    if at < 2 or at + 14 > len(data):
        return None
    column, _, row = struct.unpack_from("<HHH", data, at + 8)
    return row, column
