"""Numbers that Word counts itself are read before the text that they stand before."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dagster_project.extraction.readers.word_numbers import number_as
from tests.support.extracted import read, rows

_CHINESE = "chineseCountingThousand"


def _level(number: int, style: str, pattern: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def _lists(document: DocxDocument, levels: str, nums: str = '<w:num w:numId="91">{of}</w:num>') -> None:
    """Puts a list with number 90 among those of the document, and what counts by it."""
    names = nsdecls("w")
    of = '<w:abstractNumId w:val="90"/>'
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(f'<w:abstractNum {names} w:abstractNumId="90">{levels}</w:abstractNum>'))
    whole = parse_xml(f"<w:numbering {names}>{nums.format(of=of)}</w:numbering>")
    part.extend(list(whole))


def _numbered(text: str, level: int = 0, number: int = 91, run: str = "") -> str:
    run = f"<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r>" if text else ""
    on = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p {nsdecls('w')}><w:pPr>{on}</w:pPr>{run}</w:p>"


def _write(document: DocxDocument, paragraphs: list[str]) -> None:
    for paragraph in paragraphs:
        document.element.body.sectPr.addprevious(parse_xml(paragraph))


def _texts(document: DocxDocument, folder: Path) -> list[str]:
    document.save(str(folder / "document.docx"))
    return [paragraph.text for paragraph in read(folder / "document.docx").paragraphs]


def test_lines_of_a_form_keep_the_numbers_that_word_counts(tmp_path: Path) -> None:
    document = docx.Document()
    _lists(document, _level(0, _CHINESE, "%1、") + _level(1, "decimal", "%2"))
    table = document.add_table(5, 3)
    lines = [("科目", "预算数"), ("财政拨款", "7.00"), ("事业收入", "2.50"), ("", ""), ("合计", "9.50")]
    for row, texts in enumerate(lines):
        for column, text in enumerate(("序号", *texts) if row == 0 else ("", *texts)):
            table.cell(row, column).text = text
    for row in (1, 2):
        for column, level in ((0, 1), (1, 0)):
            cell = table.cell(row, column)
            text = cell.text
            cell._tc.remove(cell.paragraphs[0]._p)
            # The number of the row counts on below the name of the row above it.
            number = 92 if level else 91
            cell._tc.append(parse_xml(_numbered(text, level, number)))
    _lists_of_rows(document)
    document.save(str(tmp_path / "document.docx"))
    assert rows(read(tmp_path / "document.docx").tables[0]) == [
        ["序号", "科目", "预算数"],
        ["1", "一、财政拨款", "7.00"],
        ["2", "二、事业收入", "2.50"],
        ["", "", ""],
        ["", "合计", "9.50"],
    ]


def _lists_of_rows(document: DocxDocument) -> None:
    names = nsdecls("w")
    part = document.part.numbering_part.element
    levels = _level(0, _CHINESE, "%1、") + _level(1, "decimal", "%2")
    part.insert(0, parse_xml(f'<w:abstractNum {names} w:abstractNumId="89">{levels}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {names} w:numId="92"><w:abstractNumId w:val="89"/></w:num>'))


def test_deeper_levels_begin_anew_and_name_the_levels_above_them(tmp_path: Path) -> None:
    document = docx.Document()
    plain = "<w:isLgl/>"
    _lists(
        document,
        _level(0, _CHINESE, "第%1部分")
        + _level(1, "decimal", "%1.%2", plain)
        + _level(2, "decimalEnclosedCircle", "%3", '<w:lvlRestart w:val="0"/><w:suff w:val="nothing"/>'),
    )
    levels = [0, 1, 2, 1, 0, 1, 2]
    _write(document, [_numbered("概况", level) for level in levels])
    assert _texts(document, tmp_path) == [
        "第一部分 概况",
        "1.1 概况",
        "①概况",
        "1.2 概况",
        "第二部分 概况",
        "2.1 概况",
        "②概况",
    ]


def test_lists_that_begin_anew_and_bullets_are_counted_as_word_does(tmp_path: Path) -> None:
    document = docx.Document()
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    nums = f'<w:num w:numId="91">{{of}}</w:num><w:num w:numId="92">{{of}}{anew}</w:num>'
    _lists(document, _level(0, "decimal", "（%1）") + _level(1, "bullet", ""), nums)
    _write(
        document,
        [
            _numbered("收入", 0),
            _numbered("其他", 1),
            _numbered("支出", 0),
            _numbered("结余", 0, 92),
            _numbered("绩效", 0, 92),
            _numbered("说明", 0, 0),
        ],
    )
    assert _texts(document, tmp_path) == ["（1）收入", "其他", "（2）支出", "（3）结余", "（4）绩效", "说明"]


def test_a_style_numbers_its_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    _lists(
        document, _level(0, _CHINESE, "%1、") + _level(1, _CHINESE, "（%2）", '<w:pStyle w:val="Heading2"/>')
    )
    for name in ("Heading 1", "Heading 2"):
        on = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="91"/></w:numPr>')
        document.styles[name].element.get_or_add_pPr().append(on)
        document.add_paragraph("收支总体情况", style=name)
    assert _texts(document, tmp_path) == ["一、收支总体情况", "（一）收支总体情况"]


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (10, _CHINESE, "十"),
        (12, "japaneseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (105, _CHINESE, "一百零五"),
        (11, "chineseLegalSimplified", "壹拾壹"),
        (20, "ideographDigital", "二〇"),
        (3, "ideographTraditional", "丙"),
        (28, "upperLetter", "BB"),
        (14, "lowerRoman", "xiv"),
        (3, "decimalEnclosedParen", "⑶"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "hebrew1", "5"),
    ],
)
def test_numbers_are_written_as_their_list_does(number: int, style: str, text: str) -> None:
    assert number_as(number, style) == text
