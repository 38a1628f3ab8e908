"""What people say of documents: the list beside them, ``manifest.csv`` in the raw folder.

Belongs here: reading the list. Does not belong here: which files there are (``folder``), whether
what it says agrees with a document's content (dbt).
"""

from __future__ import annotations

import csv
import io
import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_log = logging.getLogger(__name__)

_NAME = "manifest.csv"
_FILE_COLUMNS = ("file", "path")
_ADDRESS_COLUMN = "source_url"
STATED_COLUMNS = ("fiscal_year", "entity", "budget_stage", "reporting_scope", "published_on")
_LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list, as written.

    Attributes:
        source_url: The address where the file was published; None where it is not of the web.
        stated: What the columns ``STATED_COLUMNS`` say, in their order; None where nothing.
    """

    source_url: str | None = None
    stated: tuple[str | None, ...] = (None,) * len(STATED_COLUMNS)


def source_list(raw_dir: Path) -> dict[str, Listed]:
    """What the list says of each file, by its path in the folder.

    The list has a column ``file`` (or ``path``), and may have ``source_url`` and the columns
    ``STATED_COLUMNS``. A folder need not have a list, and one that cannot be read stops nothing: it is
    logged.
    """
    found: dict[str, Listed] = {}
    for path in sorted(raw_dir.glob("*.[cC][sS][vV]")):
        if path.name.lower() != _NAME:
            continue
        try:
            found |= _read(path)
        except (OSError, ValueError, csv.Error) as error:
            _log.warning("%s is not read, and says nothing of any document: %s", path, error)
    return found


def _read(path: Path) -> dict[str, Listed]:
    if path.is_symlink() or not path.is_file():
        raise ValueError("it is not an ordinary file")
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST // 2**20} MB")
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    columns = rows.fieldnames or ()
    file_column = next((name for name in _FILE_COLUMNS if name in columns), None)
    if file_column is None:
        return {}
    return {row[file_column].strip().removeprefix("./"): _listed(row) for row in rows if row[file_column]}


def _listed(row: dict[str, str]) -> Listed:
    address = _text(row, _ADDRESS_COLUMN)
    return Listed(
        address if address and _is_of_the_web(address) else None,
        tuple(_text(row, name) for name in STATED_COLUMNS),
    )


def _text(row: dict[str, str], column: str) -> str | None:
    return (row.get(column) or "").strip() or None


def _is_of_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
