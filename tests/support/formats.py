"""One disclosure in formats that the other documents of the build are not in.

Belongs here: which formats, and the disclosure. Does not belong here: how a format is rendered
(``tools.writer.every_format``), all samples in all formats (``tools.checks.formats``).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tools.writer.disclosure import compose
from tools.writer.every_format import SAVED, render_all
from tools.writer.facts import load_facts
from tools.writer.layouts import load_layout
from tools.writer.model import Document
from tools.writer.office import office_program

FORMATS = ("csv", "html", "xlsx", "zip", "xls", "ods")


def disclosure() -> Document:
    """The figures of a sample under a name that nobody else has."""
    name = "秦皇岛市海港区史志档案中心"
    facts = load_facts("haigang_data_bureau_2025")
    facts = replace(facts, entity=name, legal_name=name, narrative=(), attachments={})
    return compose(facts, load_layout("hebei"))


def write_formats(folder: Path) -> None:
    """Writes the disclosure in each format; those that LibreOffice saves where it is installed."""
    folder.mkdir(parents=True)
    formats = [name for name in FORMATS if name not in SAVED or office_program()]
    for suffix, contents in render_all({"disclosure": disclosure()}, formats).items():
        (folder / f"disclosure.{suffix}").write_bytes(contents["disclosure"])
