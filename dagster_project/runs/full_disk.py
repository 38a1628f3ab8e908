"""A full disk behind the errors of libraries, in words for a person.

Belongs here: knowing such an error, naming the place. Does not belong here: what follows from a failure.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator

from dagster_project.settings import Settings

_NUMBERS = (errno.ENOSPC, errno.EDQUOT)
_SAID = re.compile(r"No space left|disk is full|quota exceeded", re.IGNORECASE)
# What SQLite says of a full disk, too, and of others.
_PERHAPS = re.compile(r"disk I/O error", re.IGNORECASE)
# Others may have freed a little since.
_LITTLE = 2**26


def words_on_full_disk(settings: Settings, error: BaseException) -> str | None:
    """What to tell when an error, or one that it comes from, is a disk without room; None of any other."""
    origins = list(_origins(error))
    places = (settings.home, settings.warehouse_file.parent)
    full = [place for place in places if place.is_dir() and shutil.disk_usage(place).free < _LITTLE]
    if not any(map(_is_full_disk, origins)) and not (full and any(map(_may_be_full_disk, origins))):
        return None
    return (
        f"There is no space left on the disk of {full[0] if full else settings.home}. Nothing was published; "
        "the published file is as it was. Make room there, then try again."
    )


def _origins(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_full_disk(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno in _NUMBERS) or bool(_SAID.search(str(error)))


def _may_be_full_disk(error: BaseException) -> bool:
    return bool(_PERHAPS.search(str(error)))
