"""Old and foreign office documents through LibreOffice, where that is installed.

Belongs here: one conversion in a folder and with a profile of its own, killed when it takes too long.
Does not belong here: reading what comes out (``readers``). No network is used and no macro is run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

_SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice")
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")


class OfficeError(Exception):
    """LibreOffice is not there, or could not convert; the message says what a person can do."""


@lru_cache(maxsize=1)
def program() -> str | None:
    """The command of LibreOffice; None where it is not installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return found or (str(_MAC) if _MAC.is_file() else None)


@contextmanager
def converted(path: Path, suffix: str, target: str, what: str) -> Iterator[Path]:
    """The document converted, for as long as the context lasts.

    Args:
        path: The document.
        suffix: The suffix that its content deserves, such as ``.doc``; its name is not trusted.
        target: What it becomes: ``docx`` or ``xlsx``.
        what: The document in words, for messages.

    Raises:
        OfficeError: LibreOffice is not installed, fails, or takes too long.
    """
    command = program()
    if command is None:
        raise OfficeError(
            f"The content is {what}. Install LibreOffice to read {suffix}, or save it as {target.upper()}."
        )
    with tempfile.TemporaryDirectory(prefix="fiscal-office-") as folder:
        source = Path(folder) / f"document{suffix}"
        shutil.copyfile(path, source)
        out = Path(folder) / "out"
        _run(command, source, out, target, what)
        result = out / f"document.{target}"
        if not result.is_file():
            raise OfficeError(
                f"The content is {what}, and LibreOffice could not open it. "
                f"Save it as {target.upper()} by hand."
            )
        yield result


def _run(command: str, source: Path, out: Path, target: str, what: str) -> None:
    arguments = [
        command,
        f"-env:UserInstallation={(source.parent / 'profile').as_uri()}",
        *(
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            str(source),
        ),
    ]
    # Pictures and data that a document links to are not fetched.
    nowhere = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "ftp", "all")}
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=source.parent,
            env=os.environ | nowhere,
            start_new_session=True,
        )
        try:
            process.wait(timeout=_SECONDS)
        finally:
            # The command starts the program itself, which would else go on.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    except subprocess.TimeoutExpired as error:
        raise OfficeError(
            f"The content is {what}, and LibreOffice took longer than {_SECONDS} s over it. "
            f"Save it as {target.upper()} by hand."
        ) from error
    except OSError as error:
        raise OfficeError(f"LibreOffice could not be started ({error.strerror}). Install it anew.") from error
