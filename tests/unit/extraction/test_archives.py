"""Members of archives are documents; what an archive may hold is limited."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import duckdb
import pytest

from dagster_project.loading import archives
from dagster_project.loading.load import load_folder
from dagster_project.settings import ReadingLimits

GOOD = "收支总表\n\t项目\n\t金额\n\n\t合计\n\t{}\n\n"


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _load(raw: Path) -> dict[str, str]:
    build = raw.parent / "build/fiscal.duckdb"
    load_folder(raw, build, jobs=1, limits=ReadingLimits(20, 512))
    with duckdb.connect(str(build), read_only=True) as connection:
        return dict(
            connection.execute(
                "select file_path, coalesce(status_reason, '') "
                "from raw.document_path join raw.document using (document_id)"
            ).fetchall()
        )


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def test_members_are_documents_with_their_path(raw: Path) -> None:
    inner = _zip({"乙.txt": GOOD.format("2.00").encode()})
    (raw / "预算.zip").write_bytes(
        _zip(
            {
                "水利局/甲.txt": GOOD.format("1.00").encode(),
                "in.zip": inner,
                "__MACOSX/x": b"x",
                "../up.txt": b"y",
            }
        )
    )
    (raw / "notes.zip").write_bytes(_zip({"readme.md": b"z"}))
    expected = {"预算.zip!/水利局/甲.txt": "", "预算.zip!/in.zip!/乙.txt": "", "预算.zip!/up.txt": ""}
    expected["notes.zip"] = (
        "The archive holds no documents, only folders or notes. Download it again, or remove it."
    )
    assert _load(raw) == expected
    # Again: nothing is unpacked or read, nothing is lost.
    assert _load(raw) == expected
    (raw / "预算.zip").unlink()
    (raw / "notes.zip").unlink()
    (raw / "else.txt").write_text(GOOD.format("3.00"), encoding="utf-8")
    load_folder(raw, raw.parent / "build/fiscal.duckdb", jobs=1, prune=True)
    assert not list((raw.parent / "build/unpacked").iterdir())


def test_names_in_the_national_encoding_are_read(raw: Path) -> None:
    # Python marks a name as UTF-8; the programs meant here write other bytes without a mark.
    content = _zip({"ab.txt": GOOD.format("1.00").encode()})
    (raw / "a.zip").write_bytes(content.replace(b"ab.txt", "甲".encode("gbk") + b".txt"))
    assert _load(raw) == {"a.zip!/甲.txt": ""}


def test_bombs_and_deep_nests_are_refused_and_cost_nothing_else(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 3 * 2**20)
    (raw / "bomb.zip").write_bytes(_zip({"zeros.txt": b"0" * (8 * 2**20)}))
    nested = _zip({"a.txt": b"a"})
    for _ in range(5):
        nested = _zip({"in.zip": nested})
    (raw / "nest.zip").write_bytes(nested)
    (raw / "cut.zip").write_bytes(_zip({"a.txt": b"a" * 1000})[:-30])
    (raw / "good.txt").write_text(GOOD.format("1.00"), encoding="utf-8")
    reasons = _load(raw)
    assert reasons.pop("good.txt") == ""
    assert "3 MB when unpacked" in reasons.pop("bomb.zip")
    assert "nested 4 deep" in reasons.pop("nest.zip")
    assert "cut off or damaged" in reasons.pop("cut.zip")
    assert reasons == {}


def _rar(members: dict[str, bytes]) -> bytes:
    """A RAR (version 4) that stores its members as they are."""

    def block(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    parts = [b"Rar!\x1a\x07\x00", block(0x73, 0, b"\0" * 6)]
    for name, data in members.items():
        sizes = struct.pack("<II", len(data), len(data))
        rest = struct.pack("<BIIBBHI", 3, zlib.crc32(data), 0, 20, 0x30, len(name), 0x81A4)
        parts.append(block(0x74, 0x8000, sizes + rest + name.encode("ascii"), data))
    return b"".join([*parts, block(0x7B, 0x4000, b"")])


def _seven_zip(path: Path, members: dict[str, bytes]) -> None:
    libarchive = pytest.importorskip("libarchive", reason="libarchive is not installed", exc_type=Exception)
    with libarchive.file_writer(str(path), "7zip") as archive:
        for name, data in members.items():
            archive.add_file_from_memory(name, len(data), data)


def test_rar_and_seven_zip_are_opened_as_zip_is(raw: Path) -> None:
    _seven_zip(raw / "乙.7z", {"水利局/甲.txt": GOOD.format("1.00").encode(), "../up.txt": b"y"})
    inner = _rar({"c.txt": GOOD.format("3.00").encode()})
    (raw / "a.rar").write_bytes(_rar({"b.txt": GOOD.format("2.00").encode(), "in.rar": inner}))
    expected = {"乙.7z!/水利局/甲.txt", "乙.7z!/up.txt", "a.rar!/b.txt", "a.rar!/in.rar!/c.txt"}
    assert _load(raw) == dict.fromkeys(expected, "")
    assert _load(raw) == dict.fromkeys(expected, "")


def test_broken_and_endless_foreign_archives_cost_nothing_else(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 3 * 2**20)
    _seven_zip(raw / "bomb.7z", {"zeros.txt": b"0" * (8 * 2**20)})
    (raw / "cut.rar").write_bytes(_rar({"a.txt": b"a" * 1000})[:-300])
    (raw / "noise.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(range(256)) * 4)
    (raw / "a.part1.rar").write_bytes(_rar({"a.txt": b"a" * 1000})[:-200])
    (raw / "good.txt").write_text(GOOD.format("1.00"), encoding="utf-8")
    reasons = _load(raw)
    assert reasons.pop("good.txt") == ""
    assert "one of several volumes" in reasons.pop("a.part1.rar")
    assert "holds more than is read" in reasons.pop("bomb.7z")
    assert "The RAR archive could not be unpacked" in reasons.pop("cut.rar")
    assert "The 7-Zip archive could not be unpacked" in reasons.pop("noise.7z")
    assert reasons == {}


def test_without_libarchive_the_reason_says_what_to_install(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A binding that finds no library of the system fails like this when it is imported.
    (tmp_path / "libarchive.py").write_text("raise AttributeError('archive_read_new')", encoding="ascii")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (raw / "a.rar").write_bytes(_rar({"b.txt": b"b"}))
    assert "Install libarchive" in _load(raw)["a.rar"]


def test_a_package_that_ends_in_the_middle_of_a_member_holds_back_no_other(raw: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    whole = stream.getvalue()
    (entry,) = (place for place in range(len(whole)) if whole.startswith(b"PK\x01\x02", place))
    # Its list of members says that there are a million bytes of it.
    sizes = struct.pack("<II", 10**6, 10**6)
    (raw / "cut off.docx").write_bytes(whole[: entry + 20] + sizes + whole[entry + 28 :])
    (raw / "good.txt").write_text(GOOD.format("1.00"), encoding="utf-8")
    said = _load(raw)
    assert said["good.txt"] == ""
    assert "cut off or damaged" in said["cut off.docx"]
