"""Fingerprints: two equal ones mean that nothing has changed.

Belongs here: every hash by which the program knows a folder, itself, the dbt project, a release or the build
file again. Does not belong here: where a fingerprint is noted (``loading.made_from``), and what follows when
it is another one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from dagster_project.duckdb_file import log_of
from dagster_project.settings import PROJECT_ROOT

# Whose new version may give other numbers, or write the file another way.
_PACKAGES = ("fiscal-warehouse", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")
_PROGRAM = (("dagster_project", ".py"), ("dbt", ""), ("expectations", ".yml"))
_NOT_PROGRAM = frozenset({"target", "logs", "__pycache__"})


def of_folder(files: Iterable[Iterable[str]]) -> str:
    """The fingerprint of a folder: what tells each of its files from another state of it, in any order."""
    lines = sorted("\0".join(parts) + "\n" for parts in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def of_program(root: Path = PROJECT_ROOT) -> str:
    """The fingerprint of extraction, models, seeds, macros, expectations and the packages that run them."""
    digest = hashlib.sha256("".join(f"{name}={version(name)}\n" for name in _PACKAGES).encode())
    for folder, suffix in _PROGRAM:
        _add_files(digest, root, _files(root / folder, suffix))
    return digest.hexdigest()


def of_dbt_project(project: Path) -> str:
    """The fingerprint of what dbt parses, short enough for a folder's name."""
    digest = hashlib.sha256()
    _add_files(digest, project, _files(project))
    return digest.hexdigest()[:16]


def of_release(folder: str, program: str) -> str:
    """The fingerprint of a release: of the folder and of the program that made it."""
    return hashlib.sha256(f"{folder}\0{program}".encode()).hexdigest()


def of_build_file(build_file: Path) -> str:
    """The state of a build file: any writing to it gives another one.

    Raises:
        OSError: It is missing.
    """
    log = log_of(build_file)
    states = [path.stat() for path in (build_file, *([log] if log.exists() else ()))]
    return "-".join(f"{state.st_ino}-{state.st_size}-{state.st_mtime_ns}" for state in states)


def _files(folder: Path, suffix: str = "") -> Iterator[str]:
    """The files of a folder and its subfolders, in an order that is always the same."""
    # A thousand files: ``Path.rglob`` takes six times as long.
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_PROGRAM)
        yield from (f"{place}/{name}" for name in sorted(names) if name.endswith(suffix))


def _add_files(digest: hashlib._Hash, root: Path, paths: Iterable[str]) -> None:
    for path in paths:
        content = Path(path).read_bytes()
        digest.update(f"{path.removeprefix(f'{root}/')}\0{len(content)}\0".encode())
        digest.update(content)
