"""Readers that do what a text file says: to kill what reads them.

Belongs here: a plugin for the reading processes of Spark's tasks. Does not belong here: what must come of it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Stands in for the text reader of the reading process. Its parent watches it; the task is the parent of that.
_ILL = """
import os, signal, time
import dagster_project.extraction.text.reader as dump

whole = dump.decode

def parent_of(process):
    return int(open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[1])

def grandparent():
    return parent_of(os.getppid())

def executor():
    process = grandparent()
    while open(f"/proc/{process}/comm").read().strip() != "java":
        process = parent_of(process)
    return process

def decode(data):
    text = whole(data)
    if text.startswith("do: "):
        exec(compile(text[4:], dump.__file__, "exec"), globals())
    return text

dump.decode = decode
"""


def make_readers_obey(place: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lets processes that start from now on do what files say; returns their PYTHONPATH."""
    (place / "plugin").mkdir()
    (place / "plugin" / "sitecustomize.py").write_text(_ILL, encoding="utf-8")
    path = os.pathsep.join([str(place / "plugin"), *filter(None, [os.environ.get("PYTHONPATH")])])
    monkeypatch.setenv("PYTHONPATH", path)
    return path
