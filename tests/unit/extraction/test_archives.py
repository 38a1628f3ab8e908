"""Members of archives are documents; what an archive may hold is limited."""

from __future__ import annotations

import io
import zipfile
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
    expected = {"预算.zip!/水利局/甲.txt": "", "预算.zip!/in.zip!/乙.txt": "", "预算.zip!/up.txt": ""}
    assert _load(raw) == expected
    # Again: nothing is unpacked or read, nothing is lost.
    assert _load(raw) == expected
    (raw / "预算.zip").unlink()
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
