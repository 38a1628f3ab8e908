"""Archives in the folder: their members are documents, named ``a.zip!/b.pdf``.

Belongs here: which files are archives, unpacking them within limits, the names of members.
Does not belong here: reading a member (``extraction``). A member is written under a number, never under
its own name, so that no name leads anywhere.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from dagster_project.extraction.limits import MAX_FILE_BYTES, MAX_MEMBERS, HostileFileError, require
from dagster_project.extraction.outcome import sha256_of
from dagster_project.extraction.package import DAMAGED, main_kinds, member_name
from dagster_project.loading.folder import Found, is_note, refused
from dagster_project.loading.foreign_archives import ForeignArchiveError, kind_of, unpack

# Between the name of an archive and that of its member.
MARK = "!/"
# Archives within archives: a publication's is one within another at most.
_DEEPEST = 3
_CHUNK = 1 << 20
_INDEX = "index.json"
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LOCKED = "The member of the archive is protected by a password. Put an open copy into the folder."
_ONLY_NOTES = "The archive holds no documents, only folders or notes. Download it again, or remove it."
_BROKEN = "The archive is cut off or damaged. Download it again."


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of an archive: its name in it, and where it was unpacked; None for one that is locked."""

    name: str
    file: str | None


def is_archive(path: Path) -> bool:
    """True for RAR, 7-Zip, and a ZIP that is not itself a document, as a DOCX is."""
    try:
        if kind_of(path) is not None:
            return True
        with path.open("rb") as stream:
            if stream.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        with zipfile.ZipFile(path) as archive:
            names = {member_name(name) for name in archive.namelist()}
            return bool(names) and not main_kinds(archive) and "OFD.xml" not in names
    except (OSError, *DAMAGED):
        return False


def opened(found: dict[Path, Found], folder: Path) -> dict[Path, Found]:
    """The folder's files with archives replaced by their members.

    Args:
        found: The files of the folder.
        folder: Where archives are unpacked, each once; what is there of others is removed.
    """
    everything: dict[Path, Found] = {}
    used = set()
    for path, item in found.items():
        if item.refused is not None or not is_archive(path):
            everything[path] = item
            continue
        used.add(item.digest)
        everything |= _members(path, item, folder / item.digest)
    for left in folder.glob("*") if folder.is_dir() else ():
        if left.name not in used:
            shutil.rmtree(left, ignore_errors=True)
    return everything


def _members(path: Path, item: Found, folder: Path) -> dict[Path, Found]:
    try:
        members = _unpacked_before(folder)
        if members is None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            members = list(_Unpacking(folder).run(path, "", 1))
            listing = json.dumps([[member.name, member.file] for member in members], ensure_ascii=False)
            (folder / _INDEX).write_text(listing, encoding="utf-8")
    except (HostileFileError, ForeignArchiveError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        return {path: refused(item.name, item.modified_at, str(error))}
    except (OSError, *DAMAGED):
        shutil.rmtree(folder, ignore_errors=True)
        return {path: refused(item.name, item.modified_at, _BROKEN)}
    if not members:
        return {path: refused(item.name, item.modified_at, _ONLY_NOTES)}
    return {folder / (m.file or f"locked {n}"): _found(item, m, folder) for n, m in enumerate(members)}


def _found(item: Found, member: _Member, folder: Path) -> Found:
    name = f"{item.name}{MARK}{member.name}"
    if member.file is None:
        return refused(name, item.modified_at, _LOCKED)
    return replace(item, name=name, digest=sha256_of(folder / member.file))


def _unpacked_before(folder: Path) -> list[_Member] | None:
    try:
        listing = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    members = [_Member(name, file) for name, file in listing]
    return members if all(m.file is None or (folder / m.file).is_file() for m in members) else None


class _Unpacking:
    """Unpacks one archive, those within it included; the bytes written count, not those declared."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bytes = 0
        self._count = 0

    def run(self, path: Path, prefix: str, depth: int) -> Iterator[_Member]:
        """Writes the members of an archive.

        Raises:
            HostileFileError: They are too many, too large, or nested too deeply.
            ForeignArchiveError: A RAR or 7-Zip archive cannot be unpacked.
        """
        require(depth <= _DEEPEST, f"archives nested {depth} deep (at most {_DEEPEST} are opened)")
        members = self._of_foreign(path) if kind_of(path) else self._of_zip(path)
        for name, target in members:
            if target is not None and is_archive(target):
                yield from self.run(target, f"{prefix}{name}{MARK}", depth + 1)
            else:
                yield _Member(prefix + name, target.name if target else None)

    def _of_zip(self, path: Path) -> Iterator[tuple[str, Path | None]]:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = _name(info)
                if info.is_dir() or not _is_document(name):
                    continue
                target = self._next(name)
                if info.flag_bits & _ENCRYPTED:
                    yield name, None
                else:
                    self._write(archive, info, target)
                    yield name, target

    def _of_foreign(self, path: Path) -> Iterator[tuple[str, Path | None]]:
        apart = self._folder / f"apart {self._count}"
        limits = {"most_bytes": MAX_FILE_BYTES - self._bytes, "most_members": MAX_MEMBERS - self._count}
        for member in unpack(path, apart, **limits):
            name = _safe(member.name)
            if _is_document(name):
                target = self._next(name)
                self._bytes += member.file.stat().st_size
                member.file.rename(target)
                yield name, target
        shutil.rmtree(apart, ignore_errors=True)

    def _next(self, name: str) -> Path:
        self._count += 1
        require(self._count <= MAX_MEMBERS, f"more than {MAX_MEMBERS} members")
        return self._folder / f"{self._count:05d}{PurePosixPath(name).suffix[:8]}"

    def _write(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
        with archive.open(info) as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                self._bytes += len(chunk)
                require(
                    self._bytes <= MAX_FILE_BYTES,
                    f"more than {MAX_FILE_BYTES // 2**20} MB when unpacked",
                )
                file.write(chunk)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; Chinese programs write it in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return _safe(name)


def _safe(name: str) -> str:
    """A member's name without what leads out of its folder."""
    return "/".join(part for part in member_name(name).split("/") if part not in ("", ".", ".."))


def _is_document(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not is_note(parts[-1], at_top=False) and "__MACOSX" not in parts
