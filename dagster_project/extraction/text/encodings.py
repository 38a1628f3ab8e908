"""Bytes of a text in whichever encoding its publisher used.

Belongs here: UTF-8, UTF-16 and the Chinese national encodings. Does not belong here: what the text holds.
"""

from __future__ import annotations


def decode(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16 or the Chinese national encoding (GBK is a part of it).

    Some bytes may be wrong, as where a file was cut: then the encoding that explains more of it.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    candidates = [data.decode(encoding, errors="replace") for encoding in ("utf-8-sig", "gb18030")]
    return min(candidates, key=lambda text: text.count("\ufffd"))
