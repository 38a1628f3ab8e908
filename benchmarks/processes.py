"""Peak memory of a command's processes, by what they are for.

Belongs here: watching a process and its children while they live.
Does not belong here: which commands are measured.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.1


def peaks_of(process: subprocess.Popen[bytes], kinds: Mapping[str, str]) -> dict[str, float]:
    """Waits for a process; returns the largest peak in MiB of it and its children, by kind.

    Args:
        process: Was started just now.
        kinds: Kind by a word of the command line; other children are ``other``, the process is ``run``.
    """
    peaks: dict[str, float] = {}
    while process.poll() is None:
        for number in _tree(process.pid):
            kind = "run" if number == process.pid else _kind(number, kinds)
            peaks[kind] = max(peaks.get(kind, 0.0), _peak(number))
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return {kind: round(peak, 1) for kind, peak in sorted(peaks.items())}


def _tree(number: int) -> Iterator[int]:
    yield number
    # One that ends while it is looked at has no children.
    with suppress(FileNotFoundError):
        for children in Path(f"/proc/{number}/task").glob("*/children"):
            for child in _text(children).split():
                yield from _tree(int(child))


def _kind(number: int, kinds: Mapping[str, str]) -> str:
    command = _text(Path(f"/proc/{number}/cmdline"))
    return next((kind for word, kind in kinds.items() if word in command), "other")


def _peak(number: int) -> float:
    for line in _text(Path(f"/proc/{number}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _text(path: Path) -> str:
    """Of a process that is gone meanwhile: nothing."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
