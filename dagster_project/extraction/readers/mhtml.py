"""Reads a saved web page (MHTML), as Word and browsers save them: its first HTML part.

Belongs here: the parts of such a file. Does not belong here: the page's markup (``html``).
"""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.readers.html import read_text
from dagster_project.extraction.text.encodings import decode


def read(path: Path) -> Reading:
    """Reads an MHTML file into blocks; one without a page has none."""
    return read_bytes(path.read_bytes())


def read_bytes(data: bytes) -> Reading:
    """Reads the bytes of one."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return read_text(decode(content) if isinstance(content, bytes) else "")
    return Reading()
