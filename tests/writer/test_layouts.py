"""Layout files: every custom loads, extends another, and a mistake in a file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.writer import layouts
from tools.writer.facts import NINE_FORMS, Measure, Panel
from tools.writer.layout import Column, Line
from tools.writer.layouts import LAYOUTS_DIR, LayoutError, load_layout

NAMES = sorted(file.stem for file in LAYOUTS_DIR.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_file_prints_known_forms_with_columns(name: str) -> None:
    layout = load_layout(name)
    assert layout.forms
    for form in layout.forms:
        assert form.form_code in NINE_FORMS
        assert form.columns
        assert any(column.role == "figure" for column in form.columns)


def test_a_layout_keeps_what_it_does_not_change_of_the_one_it_extends() -> None:
    base, derived = load_layout("plain"), load_layout("chongqing")
    assert derived.unit == base.unit
    assert [f.form_code for f in derived.forms] == [f.form_code for f in base.forms]
    changed = [f.form_code for f, b in zip(derived.forms, base.forms, strict=True) if f != b]
    assert changed == ["income_expenditure_summary"]
    assert derived.thousands
    assert not base.thousands


@pytest.fixture
def layouts_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layouts, "LAYOUTS_DIR", tmp_path)
    return tmp_path


def test_columns_and_lines_are_read_with_their_panels_and_measures(layouts_dir: Path) -> None:
    (layouts_dir / "one_form.yaml").write_text(
        """
forms:
  appropriation_summary:
    columns:
      - {header: 支出/决算数/小计, measure: total@final, panel: expenditure/functional}
    lines:
      rows:
        - {label: 合计, kind: grand_total}
""",
        encoding="utf-8",
    )
    (form,) = load_layout("one_form").forms
    measure = Measure("total", "final")
    header = ("支出", "决算数", "小计")
    assert form.columns == (Column(header, measure=measure, panel=Panel("expenditure", "functional")),)
    assert form.lines == {Panel(): (Line("合计", "grand_total"),)}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("forms: {revenue: {colums: []}}", "colums"),
        ("unti: 元", "unti"),
        ("forms: {revenue: {columns: [{header: 合计, measur: total}]}}", "measur"),
    ],
)
def test_a_misspelled_key_is_named_with_its_file(layouts_dir: Path, content: str, named: str) -> None:
    (layouts_dir / "misspelled.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(LayoutError, match=rf"misspelled\.yaml.*{named}"):
        load_layout("misspelled")


def test_an_unknown_layout_is_answered_with_those_there_are() -> None:
    with pytest.raises(LayoutError, match="hebei_word"):
        load_layout("atlantis")
