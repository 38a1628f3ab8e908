"""Fingerprints: two equal ones mean that nothing has changed.

Belongs here: every hash by which the program knows a folder, itself, the dbt project, a release or the build
file again. Does not belong here: where a fingerprint is noted (``loading.made_from``), and what follows when
it is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from dagster_project.duckdb_file import log_of
from dagster_project.settings import PROJECT_ROOT

# Whose new version may give other numbers, or write the file another way.
_PACKAGES = ("fiscal-warehouse", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")
_PROGRAM = (("dagster_project", "*.py"), ("dbt", "*"), ("expectations", "*.yml"))
_NOT_PROGRAM = frozenset({"target", "logs", "__pycache__"})


def of_folder(files: Iterable[Iterable[str]]) -> str:
    """The fingerprint of a folder: what tells each of its files from another state of it, in any order."""
    lines = sorted("\0".join(parts) + "\n" for parts in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def of_program(root: Path = PROJECT_ROOT) -> str:
    """The fingerprint of extraction, models, seeds, macros, expectations and the packages that run them."""
    digest = hashlib.sha256("".join(f"{name}={version(name)}\n" for name in _PACKAGES).encode())
    for folder, pattern in _PROGRAM:
        _add_files(digest, root, _files(root / folder, pattern))
    return digest.hexdigest()


def of_dbt_project(project: Path) -> str:
    """The fingerprint of what dbt parses, short enough for a folder's name."""
    digest = hashlib.sha256()
    _add_files(digest, project, _files(project, "*"))
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


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and not _NOT_PROGRAM & set(path.relative_to(folder).parts):
            yield path


def _add_files(digest: hashlib._Hash, root: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
