"""Compares what two versions of the extraction read of the same files, cell by cell.

Belongs here: writing down all tables, pages and paragraphs of a folder's files, and how two such files
differ. Does not belong here: which of two readings is right.

``python -m tools.checks.raw_cells write FOLDER FILE`` with one version, and again with another;
``python -m tools.checks.raw_cells compare BEFORE AFTER`` lists the differences and ends with 1 if there
are any. Extractor versions are not compared; places on a page may differ by ``--within`` points.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dagster_project.extraction.read import read_document

_EXAMPLES = 5
# What is measured in points.
_PLACES = frozenset(("width", "height", "x0", "top", "x1", "bottom", "indent"))
Record = dict[str, Any]


def write(folder: Path, into: Path) -> int:
    """Reads every file of a folder and writes a line of JSON for each; returns how many."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with gzip.open(into, "wt", encoding="utf-8", compresslevel=1) as out:
        for path in paths:
            read = read_document(path)
            document = asdict(read)
            document.pop("extractor_version")
            for table, written in zip(read.tables, document["tables"], strict=True):
                written["cells"] = [cell._asdict() for cell in table.cells]
            record = {"path": str(path.relative_to(folder)), "document": document}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return len(paths)


def _read(file: Path) -> dict[str, Record]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return {record["path"]: record["document"] for record in map(json.loads, lines)}


def _parts(document: Record) -> Iterator[tuple[str, Record]]:
    """Everything that is compared, each with a name that says where it stands."""
    rest = {name: value for name, value in document.items() if not isinstance(value, list)}
    yield "document", rest
    yield from ((f"page {page['page_no']}", page) for page in document["pages"])
    yield from ((f"paragraph {text['paragraph_no']}", text) for text in document["paragraphs"])
    yield from ((f"hidden cell {number}", cell) for number, cell in enumerate(document["hidden_cells"]))
    for table in document["tables"]:
        name = f"table {table['table_no']}"
        yield name, {key: value for key, value in table.items() if key != "cells"}
        for cell in table["cells"]:
            yield f"{name} cell {cell['row_no']},{cell['column_no']}", cell


def _differs(name: str, before: Any, after: Any, within: float) -> bool:
    if name in _PLACES and before is not None and after is not None:
        return bool(abs(before - after) > within)
    return bool(before != after)


def differences(before: Record, after: Record, within: float = 0.0) -> Iterator[str]:
    """What differs between two readings of a file, a line each; places by more than so many points."""
    first, second = dict(_parts(before)), dict(_parts(after))
    for name in dict.fromkeys([*first, *second]):
        one, other = first.get(name), second.get(name)
        if one is None or other is None:
            yield f"{name}: only {'after' if one is None else 'before'}: {one or other}"
        elif one != other:
            pairs = {key: (one.get(key), other.get(key)) for key in {**one, **other}}
            changed = [
                f"{key} {a!r} -> {b!r}" for key, (a, b) in pairs.items() if _differs(key, a, b, within)
            ]
            if changed:
                yield f"{name}: {', '.join(changed)}"


def compare(before: Path, after: Path, within: float) -> int:
    """Prints how two files of readings differ; returns the number of differences."""
    first, second = _read(before), _read(after)
    total = cells = 0
    for path in sorted({*first, *second}):
        if path not in first or path not in second:
            found = [f"only {'after' if path in second else 'before'}"]
        else:
            cells += sum(len(table["cells"]) for table in first[path]["tables"])
            found = list(differences(first[path], second[path], within))
        total += len(found)
        if found:
            sys.stdout.write(f"{path}: {len(found)} differences\n")
            sys.stdout.writelines(f"    {line[:300]}\n" for line in found[:_EXAMPLES])
    sys.stdout.write(f"{len(first)} files, {cells:,} cells, {total} differences.\n")
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """The command.

    Returns:
        0: written, or equal. 1: they differ.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.checks.raw_cells", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write", help="read a folder and write down what was read")
    writing.add_argument("folder", type=Path)
    writing.add_argument("file", type=Path)
    comparing = commands.add_parser("compare", help="compare two such files")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--within", type=float, default=0.0, metavar="POINTS")
    given = parser.parse_args(arguments)
    if given.command == "write":
        sys.stdout.write(f"{write(given.folder, given.file)} files\n")
        return 0
    return 1 if compare(given.before, given.after, given.within) else 0


if __name__ == "__main__":
    sys.exit(main())
