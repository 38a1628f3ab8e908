"""Files far larger than their content: bounded time and memory, and the document beside them is read.

Belongs here: making such files, loading a folder of them with the limits of a refresh, one line a file.
Does not belong here: broken files (``tools.checks.fuzz``).

``python -m tools.checks.bounds`` writes 100 MB of blank cells, a used range of 16,384 by 1,048,576, zip bombs
in an archive and in a workbook, and a good document, and loads them. The exit status is 1 when the good one
is not read, a file takes longer than a document may, or a reader needed more memory than it may.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path

import duckdb
import openpyxl

from dagster_project.loading.load import load_folder
from dagster_project.settings import Settings

GOOD = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t1.00\n\n"
_FORM = (("支出总表", None, None), ("科目", "合计", "基本"), ("208", 9.5, 9.5))
_BLANK_CELL = '<c r="{}{}" s="0"/>'
_LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZ"


def _book(sheet_data: str = "", dimension: str = "A1:C3") -> bytes:
    """A small form whose sheet holds further rows, and says it reaches as far as ``dimension``."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - narrows for the type checker
    for row in _FORM:
        sheet.append(row)
    made, changed = BytesIO(), BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = data.decode().replace("</sheetData>", f"{sheet_data}</sheetData>")
                data = text.replace('ref="A1:C3"', f'ref="{dimension}"').encode()
            target.writestr(name, data)
    return changed.getvalue()


def blanks(megabytes: int) -> bytes:
    """A workbook of so many megabytes, stored as they are, nearly all of them blank formatted cells."""
    rows, size, number = [], 0, 4
    while size < megabytes << 20:
        cells = "".join(_BLANK_CELL.format(letter, number) for letter in _LETTERS)
        rows.append(f'<row r="{number}">{cells}</row>')
        size += len(rows[-1])
        number += 1
    return _book("".join(rows))


def used_range() -> bytes:
    """A workbook whose sheet reaches to its last cell, which is formatted and blank."""
    return _book('<row r="1048576"><c r="XFD1048576" s="0"/></row>', "A1:XFD1048576")


def far_text() -> bytes:
    """A workbook with a text in its sheet's last cell."""
    cell = '<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
    return _book(f'<row r="1048576">{cell}</row>', "A1:XFD1048576")


def _bomb(megabytes: int, name: str) -> bytes:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(b"0" * (1 << 20))
    return buffer.getvalue()


def write(folder: Path, *, megabytes: int, bomb_megabytes: int) -> None:
    """Writes all of them and the good document."""
    folder.mkdir(parents=True)
    (folder / "blanks.xlsx").write_bytes(blanks(megabytes))
    (folder / "used_range.xlsx").write_bytes(used_range())
    (folder / "far_text.xlsx").write_bytes(far_text())
    inner = _bomb(bomb_megabytes, "zeros.txt")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", inner)
    (folder / "bomb.xlsx").write_bytes(_bomb(bomb_megabytes, "xl/workbook.xml"))
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")


def load(folder: Path, build: Path) -> list[tuple[str, str, str | None, int]]:
    """Loads them; of each file its path, status, reason or note, and count of cells."""
    load_folder(folder, build, jobs=1)
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute("""
            select file_path, status, coalesce(status_reason, reading_note), count(table_cell.table_id)
            from raw.document_path
            inner join raw.document using (document_id)
            left join raw.document_table using (document_id)
            left join raw.table_cell using (table_id)
            group by all
            order by file_path
        """).fetchall()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks.bounds", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100, help="of blank cells")
    parser.add_argument("--bomb-megabytes", type=int, default=2000, help="of zeros")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        raw = Path(place, "raw")
        write(raw, megabytes=options.megabytes, bomb_megabytes=options.bomb_megabytes)
        started = time.monotonic()
        rows = load(raw, Path(place, "build.duckdb"))
        seconds = time.monotonic() - started
    for name, status, reason, cells in rows:
        sys.stdout.write(f"{name:28} {status:12} {cells:4} cells  {reason or ''}\n")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    sys.stdout.write(f"{seconds:.1f} s in all, at most {peak} MB in a reading process\n")
    good = ("good.txt", "read", None) in [row[:3] for row in rows]
    limits = Settings.load().limits
    return 0 if good and seconds < limits.seconds and peak < limits.memory_mb * 2 else 1


if __name__ == "__main__":
    sys.exit(main())
