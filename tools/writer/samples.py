"""The sample documents in ``raw/``: which facts, which layout, which format.

Belongs here: the list of samples and their manifest. Does not belong here: fixtures of
tests, which never lie in ``raw/``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.examples import EXAMPLES, Example
from tools.writer.facts import load_facts
from tools.writer.layout import Layout
from tools.writer.layouts import load_layout
from tools.writer.pdf import render_pdf

RAW_DIR = Path(__file__).resolve().parents[2] / "raw"
MANIFEST = "manifest.csv"
_NOTE = (
    "Sample rendered again by tools/writer from published figures; the prose is reworded. "
    "The address of the publication is not known."
)
_MADE_UP_NOTE = (
    "Made up by tools/writer: a department over three years, renamed in 2025, with final accounts of 2024."
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: the fact file's name, and the file it is rendered to."""

    facts: str
    file_name: str


SAMPLES = (
    Sample("fengrun_party_office_2023", "唐山市丰润区委办公室2023年部门预算.pdf"),
    Sample("qinhuangdao_zone_services_2023", "秦皇岛开发区机关事务服务中心2023年部门预算.docx"),
    Sample("xushui_government_office_2024", "保定市徐水区政府办公室2024年部门预算.docx"),
    Sample("haigang_government_office_2024", "秦皇岛市海港区政府办公室2024年部门预算.pdf"),
    Sample("haigang_data_bureau_2025", "秦皇岛市海港区数据和政务服务局2025年部门预算.pdf"),
)
# Years beside each other, a plan beside its outcome, a renaming: budgets of one year each show none of it.
MADE_UP: tuple[Example, ...] = EXAMPLES[:4]


def render_sample(sample: Sample) -> bytes:
    """Render one sample in the format its file name asks for."""
    facts = load_facts(sample.facts)
    if sample.file_name.endswith(".docx"):
        return render_docx(compose(facts, load_layout("hebei_word")))
    return render_pdf(compose(facts, _pdf_layout()))


def manifest() -> str:
    """The manifest of the samples as CSV."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["file", "title", "source_url", "note"])
    for sample in SAMPLES:
        facts = load_facts(sample.facts)
        title = f"{facts.legal_name}{facts.fiscal_year}年部门预算"
        writer.writerow([sample.file_name, title, "", _NOTE])
    for example in MADE_UP:
        writer.writerow([example.file_name, example.file_name.removesuffix(".pdf"), "", _MADE_UP_NOTE])
    return buffer.getvalue()


def write_samples(folder: Path = RAW_DIR) -> list[Path]:
    """Render all samples and the manifest into a folder; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for sample in SAMPLES:
        path = folder / sample.file_name
        path.write_bytes(render_sample(sample))
        written.append(path)
    for example in MADE_UP:
        path = folder / example.file_name
        path.write_bytes(render_pdf(example.document()))
        written.append(path)
    path = folder / MANIFEST
    path.write_text(manifest(), encoding="utf-8", newline="\n")
    return [*written, path]


def _pdf_layout() -> Layout:
    # Rows as high as Word's: the summaries run over a page's end, as in the publications.
    return replace(load_layout("hebei"), row_height=22)
