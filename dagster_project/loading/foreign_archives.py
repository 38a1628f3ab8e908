"""RAR and 7-Zip archives, unpacked by libarchive in a process of its own.

Belongs here: which files those are, and one run of the library with limits of time, memory and bytes. Does
not belong here: the names of members, archives within archives (``archives``).

The library is written in C and reads what strangers made: whatever breaks it costs this archive alone.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MAGIC = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7-Zip"}
_SECONDS = 120
_MEMORY = 1 << 30
_MISSING = "Install libarchive (Debian and Ubuntu: libarchive13) to read {} archives, or unpack it by hand."
_BROKEN = "The {} archive could not be unpacked ({}). Download it again, or unpack it by hand."
_LOCKED = "The {} archive is protected by a password. Put an open copy into the folder."
_TOO_LONG = f"Unpacking the {{}} archive took longer than {_SECONDS} s and was given up. Unpack it by hand."
_TOO_LARGE = (
    "The {} archive holds more than is read of one archive when unpacked: it is damaged, or made to fill the "
    "disk. Look at it with care; if it is genuine, unpack it by hand."
)
_SEVERAL = (
    "The {} archive is one of several volumes, which are not read. Unpack all of them together by hand and "
    "put what they hold into the folder."
)
_VOLUME = re.compile(r"\.(part\d+\.rar|r\d\d|(7z|rar|zip)\.\d{3}|z\d\d)$", re.IGNORECASE)


class ForeignArchiveError(Exception):
    """The archive cannot be unpacked; the message says why and what a person can do."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A member: its name in the archive, and the file it was written to."""

    name: str
    file: Path


def kind_of(path: Path) -> str | None:
    """'RAR' or '7-Zip'; None for any other file.

    Raises:
        OSError: The file cannot be opened.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


def unpack(path: Path, folder: Path, *, most_bytes: int, most_members: int) -> list[Unpacked]:
    """Writes the members of an archive under numbers into a new folder.

    Args:
        path: The archive.
        folder: A folder that is not there yet.
        most_bytes: How much may be written.
        most_members: How many members may be.

    Raises:
        ForeignArchiveError: It cannot be unpacked within these limits.
    """
    kind = str(kind_of(path))
    folder.mkdir()
    arguments = [sys.executable, "-m", __name__, str(path), str(folder), str(most_bytes), str(most_members)]
    try:
        done = subprocess.run(arguments, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ForeignArchiveError(_TOO_LONG.format(kind)) from error
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise ForeignArchiveError(_BROKEN.format(kind, f"the reader ended with {done.returncode}")) from error
    if said["problem"] and _VOLUME.search(path.name):
        raise ForeignArchiveError(_SEVERAL.format(kind))
    if said["problem"]:
        raise ForeignArchiveError(said["problem"].format(kind, said["detail"]))
    return [Unpacked(name, folder / file) for name, file in said["members"]]


# ---- In the process of its own ---------------------------------------------------------------


def main(arguments: list[str]) -> None:
    """Unpacks and says on standard output what there is, or what is wrong."""
    path, folder, most_bytes, most_members = arguments
    for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))
    members: list[tuple[str, str]] = []
    problem, detail = None, ""
    try:
        problem = _unpack(Path(path), Path(folder), int(most_bytes), int(most_members), members)
    except (ImportError, AttributeError, TypeError):
        # The Python package loads the library when it is imported, and has nothing to load.
        problem = _MISSING
    except Exception as error:  # whatever the library stumbles over
        detail = str(error)[:160]
        problem = _LOCKED if "passphrase" in detail.lower() or "encrypt" in detail.lower() else _BROKEN
    sys.stdout.write(json.dumps({"members": members, "problem": problem, "detail": detail}))


def _unpack(
    path: Path, folder: Path, most_bytes: int, most_members: int, members: list[tuple[str, str]]
) -> str | None:
    import libarchive  # it needs a library of the system, which may not be there

    written = 0
    with libarchive.file_reader(str(path)) as entries:
        for entry in entries:
            if not entry.isfile:
                continue
            if len(members) >= most_members:
                return _TOO_LARGE
            target = folder / f"{len(members):05d}"
            members.append((entry.pathname, target.name))
            with target.open("wb") as file:
                for block in entry.get_blocks():
                    written += len(block)
                    if written > most_bytes:
                        return _TOO_LARGE
                    file.write(block)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
