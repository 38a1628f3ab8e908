"""Where documents were published: the list beside them, ``manifest.csv`` in the raw folder.

Belongs here: reading the list. Does not belong here: which files there are (``folder``).
"""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path
from urllib.parse import urlsplit

_log = logging.getLogger(__name__)

_NAME = "manifest.csv"
_FILE_COLUMNS = ("file", "path")
_ADDRESS_COLUMN = "source_url"
_LARGEST = 16 * 1024 * 1024


def source_addresses(raw_dir: Path) -> dict[str, str]:
    """The address where each file was published, by its path in the folder, as the list says.

    The list has a column ``file`` (or ``path``) and a column ``source_url``; addresses that are not of the
    web are left out. A folder need not have a list, and one that cannot be read stops nothing: it is logged.
    """
    found: dict[str, str] = {}
    for path in sorted(raw_dir.glob("*.[cC][sS][vV]")):
        if path.name.lower() != _NAME:
            continue
        try:
            found |= _read(path)
        except (OSError, ValueError, csv.Error) as error:
            _log.warning("%s is not read, and says where no document was published: %s", path, error)
    return found


def _read(path: Path) -> dict[str, str]:
    if path.is_symlink() or not path.is_file():
        raise ValueError("it is no ordinary file")
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST // 2**20} MB")
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    columns = rows.fieldnames or ()
    file_column = next((name for name in _FILE_COLUMNS if name in columns), None)
    if file_column is None or _ADDRESS_COLUMN not in columns:
        return {}
    pairs = ((row[file_column], (row[_ADDRESS_COLUMN] or "").strip()) for row in rows if row[file_column])
    return {name.strip().removeprefix("./"): address for name, address in pairs if _is_of_the_web(address)}


def _is_of_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
