"""The samples in ``raw/`` are what their facts render to."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from tools.writer.samples import MANIFEST, RAW_DIR, SAMPLES, Sample, manifest, render_sample, write_samples


def parts(content: bytes) -> list[bytes]:
    """What a file holds, unpacked: another zlib may pack the same parts into other bytes."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return [archive.read(name) for name in sorted(archive.namelist())]
    streams = re.findall(rb"FlateDecode.*?stream\r?\n(.*?)endstream", content, re.DOTALL)
    assert streams
    return [zlib.decompressobj().decompress(stream) for stream in streams]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.facts)
def test_a_committed_sample_is_what_its_facts_render_to(sample: Sample) -> None:
    committed = (RAW_DIR / sample.file_name).read_bytes()
    assert parts(render_sample(sample)) == parts(committed)
    assert len(committed) < 300_000


def test_rendering_again_gives_the_same_files(tmp_path: Path) -> None:
    once = write_samples(tmp_path / "once")
    again = write_samples(tmp_path / "again")
    assert len(once) == len(SAMPLES) + 1
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]


def test_the_manifest_names_every_sample_and_invents_no_address() -> None:
    assert (RAW_DIR / MANIFEST).read_text(encoding="utf-8") == manifest()
    rows = list(csv.DictReader(StringIO(manifest())))
    assert [row["file"] for row in rows] == [sample.file_name for sample in SAMPLES]
    assert {row["source_url"] for row in rows} == {""}
    assert {row["file"] for row in rows} == {path.name for path in RAW_DIR.iterdir()} - {MANIFEST}
