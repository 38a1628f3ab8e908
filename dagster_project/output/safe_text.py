"""Text from documents and file names, made harmless for where it is shown.

Belongs here: terminals, spreadsheets, and the header that keeps a page from running anything.
Does not belong here: the warehouse. It holds what is printed, to the letter; each way out makes it safe.
HTML is escaped where it is written (``html.escape``, or Jinja with autoescape).
"""

from __future__ import annotations

import re

# Whatever a page holds, it runs no script and fetches nothing.
CONTENT_SECURITY_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)

# C0 and C1 controls (terminals obey both), marks that reverse or hide text, line separators,
# and halves of surrogate pairs, which no encoding can write.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# A spreadsheet takes a text that begins so for a formula; some do for the full-width forms too.
_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+\-－]?[\d,，]*\.?\d+%?|[-－+]+")
# No spreadsheet file may hold these; XML forbids them.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_terminal(text: str, keep: str = "") -> str:
    r"""The text with characters that a terminal obeys, or that hide others, shown as escapes.

    Args:
        text: Anything.
        keep: Control characters that stay, such as ``"\n"``.
    """
    return _UNSAFE.sub(lambda found: found[0] if found[0] in keep else _escape(found[0]), text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def for_json(document: str) -> str:
    r"""A JSON document with the same characters as JSON's own escapes; its values stay the same.

    JSON itself escapes C0 only, and a terminal obeys C1 too.
    """
    return _UNSAFE.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", document)


def for_spreadsheet(text: str) -> str:
    """The text as a cell of a CSV or XLSX file that no spreadsheet takes for a formula.

    A formula-like text gets an apostrophe in front, which spreadsheets show as text. Printed
    numbers, a minus sign alone included, stay as they are: they are no formulas.
    """
    clean = _NOT_IN_XML.sub("\ufffd", text)
    if _FORMULA.match(clean) and not _NUMBER.fullmatch(clean.strip()):
        return "'" + clean
    return clean
