"""Web pages are read as they are shown, in the encodings that publishers use."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.extraction.read import read_document
from dagster_project.extraction.records import Table
from tests.support.extracted import read, rows

FORM = (
    "<table border=1><tr><td><span>科</span><span>目</span></td><td>合计</td></tr>"
    '<tr style="display: none"><td>草稿</td><td>9.00</td></tr>'
    '<tr class="old"><td>旧</td><td>8.00</td></tr>'
    "<tr><td>208</td><td><p><span>1,1</span><span>86.45</span></p></td></tr></table>"
)
PAGE = (
    "<html><head><meta charset=gbk><style>.old{display:none}</style></head><body>"
    "<table width=100%><tr><td>首页&gt;财政</td></tr><tr><td><h1>水利局2025年部门预算</h1>"
    f"<p>表3&nbsp;支出总表</p><p align=right>单位：万元</p>{FORM}<p>表5 基本支出表</p>"
    f"{FORM}</td></tr></table></body></html>"
)


def _page(folder: Path, markup: str, encoding: str = "utf-8", name: str = "page.html") -> Path:
    path = folder / name
    path.write_bytes(markup.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["page.html", "forms.xls", "forms.doc"])
def test_forms_inside_a_layout_table_are_tables_of_their_own(
    tmp_path: Path, encoding: str, name: str
) -> None:
    document = read(_page(tmp_path, PAGE, encoding, name))
    assert document.file_format == "html"
    assert [rows(table) for table in document.tables] == [[["科目", "合计"], ["208", "1,186.45"]]] * 2
    assert document.tables[0].caption.split("\n")[-2:] == ["表3 支出总表", "单位：万元"]
    assert document.tables[1].caption == "表5 基本支出表"


def test_classes_hidden_on_the_screen_are_hidden_and_the_end_closes_a_rule_as_in_a_browser(
    tmp_path: Path,
) -> None:
    rules = ".x{color:red} @media screen{p{margin:0} .old , td.gone{display : none}} .open{display:none"
    cells = (
        "<tr class=old><td>1</td></tr><tr class=open><td>4</td></tr><tr><td>2</td><td class=gone>3</td></tr>"
    )
    form = f"<table><tr><td>甲</td></tr>{cells}</table>"
    markup = f"<html><head><style>{rules}</style></head><body>{form}</body></html>"
    (table,) = read(_page(tmp_path, markup)).tables
    assert rows(table) == [["甲"], ["2"]]


@pytest.mark.parametrize("whose", ["示例市数据和政务服务<br>局", "部门：示例市数据和政务服务<br>局"])
def test_heading_inside_the_grid_may_fill_two_lines(tmp_path: Path, whose: str) -> None:
    lines = (
        "<td colspan=4>收支总表</td>",
        f"<td colspan=2>{whose}</td><td>预算年度：2025</td><td>单位：万元</td>",
        "<td>编码</td><td>项目</td><td>本年</td><td>上年</td>",
        "<td>201</td><td>拨款</td><td>1.50</td><td>2.50</td>",
    )
    form = "".join(f"<tr>{line}</tr>" for line in lines)
    (table,) = read(_page(tmp_path, f"<html><body><table>{form}</table></body></html>")).tables
    assert [cell.header_path for cell in table.cells if cell.row_no == 4] == ["编码", "项目", "本年", "上年"]
    assert table.caption.endswith("预算年度：2025 单位：万元")


def test_landing_page_says_which_documents_it_links_to(tmp_path: Path) -> None:
    links = '<a href="/2025%E9%A2%84.pdf?x=1">预算</a><a href="t.aspx">公开表.xlsx</a>'
    document = read(_page(tmp_path, f"<html><body><p>附件</p>{links}</body></html>"))
    assert document.reading_note == "The page links to 2 documents: 预算, 公开表.xlsx."


def test_table_nested_in_a_cell_of_data_stays_its_text(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    markup = f"<table><tr><td>项目</td><td>说明</td></tr><tr><td>1.00</td><td>{inner}</td></tr></table>"
    (table,) = read(_page(tmp_path, f"<html><body>{markup}</body></html>")).tables
    assert rows(table) == [["项目", "说明"], ["1.00", "甲乙"]]


def test_saved_page_is_read(tmp_path: Path) -> None:
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    part = 'Content-Type: text/html; charset="gbk"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    path = tmp_path / "page.doc"
    path.write_bytes(head.encode() + part.encode() + PAGE.encode("gbk") + b"\r\n--b--\r\n")
    document = read(path)
    assert document.file_format == "mhtml"
    assert len(document.tables) == 2


CASES = Path(__file__).resolve().parents[4] / "shared/cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not beside the project")
def test_made_page_shows_the_tables_of_the_clean_document() -> None:
    clean = read(CASES / "D00_clean_control.docx")
    page = read(CASES / "H01_page_gbk_layout_tables_hidden_row.html")
    assert [_data(table) for table in page.tables] == [_data(table) for table in clean.tables]


def _data(table: Table) -> list[tuple[str | None, str]]:
    return [(cell.header_path, cell.text) for cell in table.cells if not cell.is_header]


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ('<td style="visibility:hidden">7.00</td>', ""),
        ('<td style="text-decoration: line-through">7.00</td>', ""),
        ('<td><span style="font-size:0">7</span>9.50</td>', "9.50"),
        ('<td><span style="font-size:0.9em">9.50</span></td>', "9.50"),
        ('<td><span style="opacity:0;">7</span><b style="opacity:0.5">9.50</b></td>', "9.50"),
        ('<td><i style="position:absolute;left:-9999px">7</i>9.50</td>', "9.50"),
        ("<td>9.50<sup>1</sup></td>", "9.50¹"),
        ('<td><input value="9.50"><input type=hidden value=7></td>', "9.50"),
        ("<td><select><option>7<option selected>9.50</select></td>", "9.50"),
        ("<td><ruby>9.50<rp>(</rp><rt>7</rt><rp>)</rp></ruby></td>", "9.50"),
        ('<td><i style="color:transparent">7</i>9.50</td>', "9.50"),
        ('<td><i style="color:rgba(0,0,0,0)">7</i><b style="color:rgba(0,0,0,0.9)">9.50</b></td>', "9.50"),
        ('<td><i style="display:inline-block;width:0;overflow:hidden">7</i>9.50</td>', "9.50"),
        ('<td><div style="height:0;overflow:hidden">7.00</div>9.50</td>', "9.50"),
        ('<td><i style="position:absolute;width:1px;height:1px;overflow:hidden">7</i>9.50</td>', "9.50"),
        ('<td style="width:0;overflow:hidden"><i style="width:0;overflow:hidden">9.50</i></td>', "9.50"),
        ("<td>9.50<datalist><option>7</datalist></td>", "9.50"),
    ],
)
def test_a_cell_keeps_its_place_and_reads_as_it_is_seen(markup: str, seen: str, tmp_path: Path) -> None:
    form = f"<table><tr><td>科目<td>合计<td>基本</tr><tr><td>208</td>{markup}<td>9.50</td></tr></table>"
    (table,) = read(_page(tmp_path, f"<html><body>{form}</body></html>")).tables
    assert rows(table)[1] == ["208", seen, "9.50"]


def test_the_foot_of_a_table_is_its_last_row(tmp_path: Path) -> None:
    form = (
        "<table><thead><tr><td>科目<td>合计</thead><tfoot><tr><td>合计<td>9.50</tfoot>"
        "<tbody><tr><td>208<td>9.50</tbody></table>"
    )
    (table,) = read(_page(tmp_path, f"<html><body>{form}</body></html>")).tables
    assert rows(table) == [["科目", "合计"], ["208", "9.50"], ["合计", "9.50"]]


_HEADER = "<tr><td>科目<td>合计<td>基本</tr>"
_LINE = "<tr><td>208<td>9.50<td>9.50</tr>"
_PLAIN = [["科目", "合计", "基本"], ["208", "9.50", "9.50"]]


@pytest.mark.parametrize(
    ("table", "seen"),
    [
        (f"<form>{_HEADER}<input type=hidden>{_LINE}</form>", _PLAIN),
        (f"{_HEADER}<tr><form><td>208<td>9.50<td>9.50</form></tr>", _PLAIN),
        (f"{_HEADER}<tbody style='display:none'><tr><td>209<td>7<td>7</tr></tbody>{_LINE}", _PLAIN),
        (
            f"{_HEADER}<tbody><tr><td rowspan=9>208<td>9.50<td>9.50</tr></tbody><tbody>{_LINE}</tbody>",
            [*_PLAIN, ["208", "9.50", "9.50"]],
        ),
        (f"{_HEADER}<tr><td rowspan=0>208<td>9.50<td>9.50</tr><tr><td>1<td>2</tr>", [*_PLAIN, ["1", "2"]]),
        (
            f"<thead>{_HEADER}</thead>{_LINE}<thead><tr><td>209<td>1<td>2</tr></thead>",
            [*_PLAIN, ["209", "1", "2"]],
        ),
        (
            _HEADER + "<tr><td>208" + "<td><table><tr><td align=right>9.50</tr></table>" * 2 + "</tr>",
            _PLAIN,
        ),
    ],
    ids=["form", "form in a row", "hidden part", "end of a part", "to the end", "second head", "set right"],
)
def test_rows_are_found_wherever_the_markup_puts_them(
    table: str, seen: list[list[str]], tmp_path: Path
) -> None:
    (found,) = read(_page(tmp_path, f"<html><body><table>{table}</table></body></html>")).tables
    assert rows(found) == seen
    assert found.column_count == 3


def test_a_dialogue_that_is_not_open_is_not_shown(tmp_path: Path) -> None:
    table = f"<table>{_HEADER}{_LINE}</table>"
    page = f"<html><body><dialog>{table.replace('9.50', '7')}</dialog>{table}</body></html>"
    assert [rows(found) for found in read(_page(tmp_path, page)).tables] == [_PLAIN]


def test_a_page_of_frames_says_which_pages_to_save(tmp_path: Path) -> None:
    frames = '<html><frameset rows="*,39"><frame src="forms.files/sheet001.htm"></frameset></html>'
    document = read_document(_page(tmp_path, frames))
    assert document.status == "no_text"
    assert document.status_reason == (
        "The file shows no text. The page shows other pages, which are not read: save those "
        "(forms.files/sheet001.htm)."
    )


def test_named_elements_and_folded_details_are_as_the_page_shows_them(tmp_path: Path) -> None:
    form = "<table><tr><td>科目<td>合计</tr><tr><td>208<td><i id=old>7</i>9.50</tr></table>"
    folded = "<details><summary>说明</summary><table><tr><td>甲<td>1.00</tr></table></details>"
    opened = "<details open><summary>更多</summary><p>正文</p></details>"
    page = f"<html><head><style>#old{{display:none}}</style></head><body>{folded}{opened}{form}</body></html>"
    document = read(_page(tmp_path, page))
    assert [rows(table) for table in document.tables] == [[["科目", "合计"], ["208", "9.50"]]]
    assert [paragraph.text for paragraph in document.paragraphs] == ["说明", "更多", "正文"]


_HIDDEN_BY = {
    "a tag": ("del2, u{display:none}", "<u>9.00</u>"),
    "a descendant": ("table.form td span{visibility:hidden}", "<span>9.00</span>"),
    "a child": ("td > span{display:none !important}", '<span style="display:inline">9.00</span>'),
    "an attribute": ('td span[data-old="1"]{display:none}', "<span data-old=1>9.00</span>"),
    "two classes": (".a.b{display:none}", '<i class="b a">9.00</i>'),
    "white ink": (".w{color:#fff}", "<span class=w>9.00</span>"),
    "white ink of a font": ("", "<font color=white>9.00</font>"),
    "white ink on a white cell": (".w{color:rgb(255,255,255)} td{background:#FFF}", "<i class=w>9.00</i>"),
    "the ink of its ground": ("i{color:#eee;background-color:#eeeeee}", "<i>9.00</i>"),
    "its place": ("td:nth-child(2) > b:first-child{display:none}", "<b>9.00</b>"),
    "what it is not": ("b:not(.kept){display:none}", "<b>9.00</b>"),
    "what comes before it": ("i + b{display:none}", "<i></i><b>9.00</b>"),
    "an important rule": (
        ".w{display:none!important;display:inline}",
        '<i class=w style="display:inline">9.00</i>',
    ),
    "a later rule": (".w{display:inline} .w{display:none}", "<i class=w>9.00</i>"),
    "a rule within another": (
        "@media screen and (min-width:600px){ .w{display:none} }",
        "<i class=w>9.00</i>",
    ),
}
_SHOWN_BY = {
    "a rule for print": ("@media print{.w{display:none}}", "<i class=w>9.00</i>"),
    "a rule for telephones": ("@media (max-width: 600px){.w{display:none}}", "<i class=w>9.00</i>"),
    "a stronger rule": ("td .w{display:inline} .w{display:none}", "<i class=w>9.00</i>"),
    "its own style": (".w{display:none}", '<i class=w style="display:inline">9.00</i>'),
    "white ink on a ground": (".w{color:white} tr{background:#1F4E79}", "<i class=w>9.00</i>"),
    "white ink on a picture": (".w{color:white} td{background:url(a.png)}", "<i class=w>9.00</i>"),
    "another descendant": ("p span{display:none}", "<span>9.00</span>"),
    "another child": ("tr > span{display:none}", "<span>9.00</span>"),
    "a rule with a selector that nobody knows": ("b, b::::x{display:none}", "<b>9.00</b>"),
    "a brace in a text": ("i:after{content:'}'} p{display:none} i{content:'{'}", "<b>9.00</b>"),
    "a pointer over it": ("td span:hover{display:none}", "<span>9.00</span>"),
    "dark ink in white": (".w{color:white} .w b{color:#000}", "<i class=w><b>9.00</b></i>"),
    "a text before it": ("td b::before{content:'9'} td b::after{content:\"0\"}", "<b>.0</b>"),
    "the value of an attribute": ("td b:after{content:attr(data-v)}", '<b data-v="9.00"></b>'),
    "no icon": ("td b:before{content:'\\e601'}", "<b>9.00</b>"),
}


@pytest.mark.parametrize(
    ("rules", "markup", "seen"),
    [*((*pair, "") for pair in _HIDDEN_BY.values()), *((*pair, "9.00") for pair in _SHOWN_BY.values())],
    ids=[*_HIDDEN_BY, *_SHOWN_BY],
)
def test_rules_of_the_page_hide_and_show_as_on_a_screen(
    rules: str, markup: str, seen: str, tmp_path: Path
) -> None:
    cells = f"<tr><td>科目</td><td>合计</td></tr><tr><td>208</td><td>{markup}</td></tr>"
    page = f"<html><head><style>{rules}</style></head><body><table class=form>{cells}</table></body></html>"
    assert rows(read(_page(tmp_path, page)).tables[0])[1] == ["208", seen]


def test_white_ink_is_read_where_a_sheet_elsewhere_may_lay_a_ground(tmp_path: Path) -> None:
    cells = "<tr><td>科目</td><td>合计</td></tr><tr><td>208</td><td><font color=white>9.00</font></td></tr>"
    page = f"<html><head><link rel=stylesheet href=a.css></head><body><table>{cells}</table></body></html>"
    assert rows(read(_page(tmp_path, page)).tables[0])[1] == ["208", "9.00"]
