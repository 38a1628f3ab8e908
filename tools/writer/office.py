"""Rendered documents in the formats that only an office program writes.

Belongs here: one run of LibreOffice over many files. Does not belong here: reading any of them back
(the pipeline), nor anything that the pipeline imports.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_SECONDS = 300


def office_program() -> str | None:
    """The command of LibreOffice; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def saved_as(documents: Mapping[str, bytes], target: str) -> dict[str, bytes]:
    """The documents as LibreOffice saves them.

    Args:
        documents: Contents by file name; the suffix says what they are.
        target: The suffix of what they become, without its dot, such as ``odt``.

    Returns:
        Contents by the name without its suffix.

    Raises:
        RuntimeError: LibreOffice is not installed, or did not write one of them.
    """
    command = office_program()
    if command is None:
        raise RuntimeError(f"Install LibreOffice to write .{target}.")
    with tempfile.TemporaryDirectory(prefix="writer-office-") as place:
        folder, out = Path(place), Path(place, "out")
        for name, content in documents.items():
            (folder / name).write_bytes(content)
        arguments = ["--headless", "--norestore", "--convert-to", target, "--outdir", str(out)]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        files = [str(folder / name) for name in documents]
        subprocess.run(
            [command, profile, *arguments, *files], check=True, capture_output=True, timeout=_SECONDS
        )
        saved = {Path(name).stem: out / f"{Path(name).stem}.{target}" for name in documents}
        lost = [name for name, path in saved.items() if not path.is_file()]
        if lost:
            raise RuntimeError(f"LibreOffice did not write {', '.join(lost)} as .{target}.")
        return {name: path.read_bytes() for name, path in saved.items()}
