"""The samples in ``raw/`` are what their facts render to."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from tools.writer.examples import Example
from tools.writer.pdf import render_pdf
from tools.writer.samples import (
    MADE_UP,
    MANIFEST,
    RAW_DIR,
    SAMPLES,
    Sample,
    manifest,
    render_sample,
    write_samples,
)


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


@pytest.mark.parametrize("example", MADE_UP, ids=lambda example: example.file_name)
def test_a_made_up_sample_is_what_its_bookkeeping_renders_to(example: Example) -> None:
    committed = (RAW_DIR / example.file_name).read_bytes()
    assert parts(render_pdf(example.document())) == parts(committed)
    assert len(committed) < 300_000


def test_the_samples_show_years_a_plan_with_its_outcome_and_a_renaming() -> None:
    budgets = [example for example in MADE_UP if example.stage == "budget"]
    outcomes = {(example.code, example.year) for example in MADE_UP if example.stage == "final_accounts"}
    assert len({example.year for example in budgets}) >= 3
    assert len({example.entity for example in budgets if example.code == budgets[0].code}) == 2
    assert outcomes & {(example.code, example.year) for example in budgets}


def test_rendering_again_gives_the_same_files(tmp_path: Path) -> None:
    once = write_samples(tmp_path / "once")
    again = write_samples(tmp_path / "again")
    assert len(once) == len(SAMPLES) + len(MADE_UP) + 1
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]


def test_the_manifest_names_every_sample_and_invents_no_address() -> None:
    assert (RAW_DIR / MANIFEST).read_text(encoding="utf-8") == manifest()
    rows = list(csv.DictReader(StringIO(manifest())))
    assert [row["file"] for row in rows] == [sample.file_name for sample in (*SAMPLES, *MADE_UP)]
    assert {row["source_url"] for row in rows} == {""}
    assert {row["file"] for row in rows} == {path.name for path in RAW_DIR.iterdir()} - {MANIFEST}
