"""What is rendered reads back cell by cell, in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pytest

from tests.support import other_readers as reading
from tools.writer.disclosure import compose
from tools.writer.docx import render_docx
from tools.writer.facts import DisclosureFacts
from tools.writer.layouts import load_layout
from tools.writer.model import Cell, Document, PageStart, Paragraph, Table
from tools.writer.pdf import render_pdf, wrap
from tools.writer.samples import SAMPLES

Facts = Mapping[str, DisclosureFacts]
Render = Callable[..., Path]
NAMES = [sample.facts for sample in SAMPLES]


@pytest.mark.parametrize("name", NAMES)
def test_every_pdf_table_reads_back(name: str, disclosure_facts: Facts, render_to_pdf: Render) -> None:
    tables = compose(disclosure_facts[name], load_layout("hebei")).tables()
    pieces = reading.pdf_tables(render_to_pdf(disclosure_facts[name]))
    for table in tables:
        expected = reading.compact_grid(reading.expected_grid(table))
        taken = [pieces.pop(0)]
        while sum(len(grid) for _, grid in taken) < len(expected):
            taken.append(pieces.pop(0))
        if len(taken) == 1:
            assert taken[0][1] == expected
        else:
            body = [row for row in expected[table.header_rows :] if any(row[1:])]
            read = reading.joined(taken, table.header_rows)
            assert [row[1:] for row in body] == [row[1:] for row in read[table.header_rows :]]
    assert pieces == []


@pytest.mark.parametrize("name", NAMES)
def test_pypdfium2_reads_every_amount_and_sentence(
    name: str, disclosure_facts: Facts, render_to_pdf: Render
) -> None:
    facts = disclosure_facts[name]
    text = reading.pdf_text(render_to_pdf(facts))
    for sentence in facts.narrative:
        assert str(reading.compact(sentence.text)) in text
    for amount in compose(facts, load_layout("hebei")).amounts():
        assert amount.printed_text in text


@pytest.mark.parametrize("name", NAMES)
def test_every_docx_table_reads_back(name: str, disclosure_facts: Facts, render_to_docx: Render) -> None:
    path = render_to_docx(disclosure_facts[name], load_layout("hebei_word"))
    for number, table in enumerate(compose(disclosure_facts[name], load_layout("hebei_word")).tables()):
        assert reading.docx_grid(path, number) == reading.expected_grid(table)


def test_a_long_form_runs_over_pages_under_its_header(disclosure_facts: Facts, render_to_pdf: Render) -> None:
    facts = disclosure_facts["fengrun_party_office_2023"]
    path = render_to_pdf(facts, replace(load_layout("hebei"), row_height=22))
    (first, one), (second, two) = reading.pdf_tables(path)[:2]
    assert (first, second) == (1, 2)
    assert one[:3] == two[:3]
    assert int(str(two[3][0])) == int(str(one[-1][0])) + 1
    with pdfplumber.open(path) as pdf:
        assert pdf.pages[1].extract_text().startswith("201区委部门 预算年度：2023 单位：万元")


def test_a_header_may_be_left_out_on_further_pages(disclosure_facts: Facts, render_to_pdf: Render) -> None:
    layout = replace(load_layout("hebei"), row_height=22, repeat_header=False)
    pieces = reading.pdf_tables(render_to_pdf(disclosure_facts["fengrun_party_office_2023"], layout))
    assert pieces[1][1][0][0] == str(len(pieces[0][1]) - 3 + 1)


def test_pages_lie_or_stand_as_their_form_wants(disclosure_facts: Facts, render_to_pdf: Render) -> None:
    with pdfplumber.open(render_to_pdf(disclosure_facts["fengrun_party_office_2023"])) as pdf:
        assert [page.width > page.height for page in pdf.pages[:4]] == [False, True, False, True]
        assert pdf.pages[0].extract_text().splitlines()[-1] == "- 1 -"


def test_a_rotated_page_reads_upright(disclosure_facts: Facts, render_to_pdf: Render) -> None:
    layout = replace(load_layout("hebei"), rotated=True)
    path = render_to_pdf(disclosure_facts["fengrun_party_office_2023"], layout)
    with pdfplumber.open(path) as pdf:
        assert pdf.pages[0].rotation == 90
        assert [page.width > page.height for page in pdf.pages[:2]] == [False, True]
        assert all(word["x1"] < page.width - 50 for page in pdf.pages for word in page.extract_words())
        assert "部门预算收支总表" in pdf.pages[0].extract_text().splitlines()[0]


def test_a_table_without_lines_draws_none(disclosure_facts: Facts, render_to_pdf: Render) -> None:
    layout = replace(load_layout("hebei"), ruled=False)
    with pdfplumber.open(render_to_pdf(disclosure_facts["fengrun_party_office_2023"], layout)) as pdf:
        assert pdf.pages[0].rects == pdf.pages[0].lines == []


def test_an_empty_form_has_its_note_below(disclosure_facts: Facts, render_to_pdf: Render) -> None:
    path = render_to_pdf(disclosure_facts["fengrun_party_office_2023"])
    with pdfplumber.open(path) as pdf:
        text = next(t for p in pdf.pages if "政府基金预算" in (t := p.extract_text()))
    assert "注：本部门没有此项预算，本表为空。" in text.splitlines()


def test_a_row_may_be_split_by_the_pages_end(tmp_path: Path) -> None:
    long = "第一句。" * 300
    rows = ((Cell("项目"), Cell("预算数"), Cell("内容")), (Cell("甲"), Cell("1.00"), Cell(long)))
    table = Table(rows, 1, (1, 1, 1.2), repeat_header=False, split_rows=True)
    filler = [Paragraph("行") for _ in range(20)]
    path = tmp_path / "split.pdf"
    path.write_bytes(render_pdf(Document("t", (PageStart(), *filler, table))))
    (_, one), (_, two) = reading.pdf_tables(path)
    assert one[1][:2] == ["甲", "1.00"]
    assert two[0][:2] == ["", ""]
    assert f"{one[1][2]}{two[0][2]}" == long


def test_a_character_no_reader_gives_back_is_refused() -> None:
    with pytest.raises(ValueError, match="does not read back"):
        render_pdf(Document("t", (Paragraph("功能分类·款"),)))


def test_numbers_are_not_broken_by_narrow_columns() -> None:
    assert wrap("合计1,274.78元", 38, 8) == ["合计", "1,274.78元"]


def test_a_cell_a_line_shape(disclosure_facts: Facts, render_to_text: Render) -> None:
    text = render_to_text(
        disclosure_facts["fengrun_party_office_2023"], load_layout("hebei_word")
    ).read_text()
    assert text.startswith(
        " [bookmark: _Toc_2_2_0000000001]部门预算收支总表\n\t201区委部门\n\t预算年度：2023\n\t单位：万元\n\n"
        "\t序号\n\t收入\n\t支出\n\n\t\n\t项目\n\t预算数\n\t项目\n\t预算数\n\n\t栏次\n\t1\n\t2\n\t3\n\t4\n\n"
        "\t1\n\t一、一般公共预算拨款收入\n\t1274.78\n\t一、一般公共服务支出\n\t1085.26\n\n"
    )


def test_a_tabbed_dump_repeats_caption_and_broken_header(
    disclosure_facts: Facts, render_to_text: Render
) -> None:
    facts = disclosure_facts["qinhuangdao_zone_services_2023"]
    text = render_to_text(facts, shape="tabbed").read_text()
    assert "序号\t功能分类科目\t\t合计\t本年收入\t\t\t\t\t\t\t\t上年结转\n" in text
    assert (
        "单位：万元\n\n序号\t支出 部门经济分类科目\t\t一般 公共预算基本支出\t\t\n\t科目 编码\t科目 名称\t"
        in text
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_same_facts_give_the_same_bytes(name: str, disclosure_facts: Facts) -> None:
    facts = disclosure_facts[name]
    assert render_pdf(compose(facts, load_layout("hebei"))) == render_pdf(
        compose(facts, load_layout("hebei"))
    )
    assert render_docx(compose(facts, load_layout("hebei_word"))) == render_docx(
        compose(facts, load_layout("hebei_word"))
    )


def test_amounts_carry_the_words_of_the_contract(disclosure_facts: Facts) -> None:
    amounts = list(compose(disclosure_facts["fengrun_party_office_2023"], load_layout("hebei")).amounts())
    basic = [a for a in amounts if a.form_code == "basic_expenditure" and a.economic_code == "30217"]
    assert [(a.measure_code, a.amount_yuan, a.printed_text) for a in basic] == [
        ("total", Decimal("9000.00"), "0.9"),
        ("operating", Decimal("9000.00"), "0.9"),
    ]
    first = amounts[0]
    assert (first.form_code, first.side, first.line_label) == (
        "income_expenditure_summary",
        "revenue",
        "一、一般公共预算拨款收入",
    )
