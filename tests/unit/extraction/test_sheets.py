"""Spreadsheets are read as a person sees them, in every format that is made of sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.extraction.read import read_document
from dagster_project.extraction.records import Table
from dagster_project.extraction.sheets.number_format import shown, shown_text
from tests.support.extracted import header_rows, read, rows

HEADER = ["科目", "合计", "基本"]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (11864500, "0!.0000", "1186.4500"),
        (155000, r"0\.0000", "15.5000"),
        (1234567, "#,##0,", "1,235"),
        (12864500, "#,##0.00,,", "12.86"),
        (-12.5, "#,##0.00;(#,##0.00)", "(12.50)"),
        (-12.5, "#,##0.00;[Red]#,##0.00", "-12.50"),
        (0.1234, "0.00%", "12.34%"),
        (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (45000, 'yyyy"年"m"月"d"日"', "2023年3月15日"),
        (2080505.0, "General", "2080505"),
        (0.1 + 0.2, "General", "0.3"),
        (5, "000", "005"),
        (3, '0"万元"', "3万元"),
        (12, ";;;", ""),
        (-0.001, "0.00", "0.00"),
        (1186.45, '[>=10000]0.00,"万";0.00', "1186.45"),
        (12, "@", "12"),
        (1286.45, 'G/通用格式"万元"', "1286.45万元"),
        (-5, "General;(General)", "(5)"),
        (-5, 'General;[Red]"较上年"General', "较上年-5"),
        (0, "General;-General;", ""),
        (300, "#,##0.##", "300."),
        (0.5, "#,###.00", ".50"),
        (1 << 2000, "General", str(1 << 2000)),
        (1e40, "#,##0.00", f"{10**40:,}.00"),
        (-1e300, "0.0%", f"-{10**302}.0%"),
    ],
)
def test_number_is_shown_as_its_format_says(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("text", "code", "seen"),
    [
        ("99.99", ";;;", ""),
        ("万元", '"单位："@', "单位：万元"),
        ("旧", '0.00;-0.00;0;"见附注"', "见附注"),
        ("合计", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "合计"),
        ("合计", "0.00;(0.00)", "合计"),
        ("合计", "General", "合计"),
    ],
)
def test_text_is_shown_as_its_format_says(text: str, code: str, seen: str) -> None:
    assert shown_text(text, code) == seen


def _book(folder: Path, fill: Callable[[Worksheet], None]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def _form(sheet: Worksheet) -> None:
    for row in (
        ["表3 支出总表"],
        ["部门：水利局", None, "单位：万元"],
        HEADER,
        ["208", 9.5, 9.5],
        ["合计", 9.5, 9.5],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")


def test_hidden_rows_columns_and_sheets_are_counted_and_not_read(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        sheet.insert_cols(3)
        sheet["C3"], sheet["C4"] = "二上数", 999
        sheet.column_dimensions["C"].hidden = True
        sheet.append(["草稿", 7, None, 7])
        sheet.row_dimensions[6].hidden = True
        assert sheet.parent is not None
        sheet.parent.create_sheet("底稿")["A1"] = "旧"
        sheet.parent["底稿"].sheet_state = "veryHidden"

    document = read(_book(tmp_path, fill))
    (table,) = document.tables
    assert rows(table) == [HEADER, ["208", "9.5", "9.5"], ["合计", "9.5", "9.5"]]
    assert "6 cells that are not shown" in str(document.reading_note)
    assert "1 hidden sheets" in str(document.reading_note)
    kept = [(c.sheet_name, c.row_no, c.column_no, c.text, c.reason) for c in document.hidden_cells]
    assert sorted(kept, key=str) == [
        ("Sheet", 3, 3, "二上数", "column"),
        ("Sheet", 4, 3, "999", "column"),
        ("Sheet", 6, 1, "草稿", "row"),
        ("Sheet", 6, 2, "7", "row"),
        ("Sheet", 6, 4, "7", "row"),
        ("底稿", 1, 1, "旧", "sheet"),
    ]


def test_columns_outside_the_print_area_and_struck_cells_are_not_read(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        sheet["F4"] = 12345
        sheet["B5"].font = Font(strike=True)
        sheet.print_area = "A1:C5"

    (table,) = read(_book(tmp_path, fill)).tables
    assert rows(table)[1:] == [["208", "9.5", "9.5"], ["合计", "", "9.5"]]


def test_formulas_without_results_are_computed_or_said(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        sheet["B4"] = "=C4*2-C4"
        sheet["B5"] = "=SUM(B4:B4)+ROUND(0.004,2)"
        sheet["C5"] = '=VLOOKUP("208",A4:C4,3)'

    document = read(_book(tmp_path, fill))
    assert rows(document.tables[0])[1:] == [["208", "9.5", "9.5"], ["合计", "9.5", ""]]
    assert "1 formulas have no stored result" in str(document.reading_note)
    assert "Sheet!C5" in str(document.reading_note)


def test_formulas_show_texts_of_other_places_and_take_texts_for_numbers_as_a_sheet_does(
    tmp_path: Path,
) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        sheet["A5"], sheet["A6"] = "=A4", "=Sheet!A5"
        sheet["B4"] = "9.50"
        sheet["B5"], sheet["C5"] = "=B4+1", "=SUM(A4:C4)"
        sheet["B6"], sheet["C6"] = "=B4", "=A3+1"

    document = read(_book(tmp_path, fill))
    assert rows(document.tables[0])[1:] == [
        ["208", "9.50", "9.5"],
        ["208", "10.5", "9.5"],
        ["208", "9.50", ""],
    ]
    assert "1 formulas have no stored result" in str(document.reading_note)


def test_formulas_that_lead_in_a_circle_stay_without_a_result(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        sheet["B4"], sheet["B5"] = "=B5", "=B4"

    assert "2 formulas have no stored result" in str(read(_book(tmp_path, fill)).reading_note)


def test_forms_below_and_beside_each_other_are_tables_of_their_own(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        for column, title in ((1, "表4 收入总表"), (6, "表5 基本支出表")):
            sheet.cell(8, column, title)
            sheet.merge_cells(start_row=8, end_row=8, start_column=column, end_column=column + 2)
            sheet.cell(9, column, "部门：水利局")
            sheet.cell(9, column + 2, "单位：元")
            for offset, text in enumerate(HEADER):
                sheet.cell(10, column + offset, text)
                sheet.cell(11, column + offset, [f"20{column}", 1.5, 1.5][offset])
        sheet.cell(12, 6, "合计")
        sheet.cell(12, 7, 1.5)

    tables = read(_book(tmp_path, fill)).tables
    assert [t.caption.split("\n")[-2:] for t in tables] == [
        ["表3 支出总表", "部门：水利局 单位：万元"],
        ["表4 收入总表", "部门：水利局 单位：元"],
        ["表5 基本支出表", "部门：水利局 单位：元"],
    ]
    assert rows(tables[1]) == [HEADER, ["201", "1.5", "1.5"]]
    assert rows(tables[2]) == [HEADER, ["206", "1.5", "1.5"], ["合计", "1.5", ""]]


def _beside(sheet: Worksheet, column: int, lines: list[str], form: list[list[object]]) -> None:
    """A form that begins in a column, its lines of heading above it."""
    for row, line in enumerate(lines, 1):
        sheet.cell(row, column, line)
    for row, values in enumerate(form, len(lines) + 1):
        for offset, value in enumerate(values):
            sheet.cell(row, column + offset, value)


@pytest.mark.parametrize(
    "lines",
    [
        [["2026年收支总表", "部门：水利局", "单位：万元"], ["2026年支出总表"]],
        [["表1", "收支总表", "单位：万元"], ["表2", "支出总表"]],
    ],
)
def test_forms_beside_each_other_have_headings_of_their_own_height(
    tmp_path: Path, lines: list[list[str]]
) -> None:
    def fill(sheet: Worksheet) -> None:
        _beside(sheet, 1, lines[0], [["项目", "预算数"], ["收入", 1.5], ["总计", 1.5]])
        _beside(sheet, 4, lines[1], [HEADER, ["207", 1.5, 1.5]])

    tables = read(_book(tmp_path, fill)).tables
    assert [
        table.caption.split("\n")[-len(above) :] for table, above in zip(tables, lines, strict=True)
    ] == lines
    assert [rows(table)[-1] for table in tables] == [["总计", "1.5"], ["207", "1.5", "1.5"]]


def test_number_of_a_form_beside_its_title_begins_no_form(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["收支预算总表", None, "公开01表"])
        sheet.append(["部门：水利局", None, "单位：万元"])
        for row in (
            ["收入", "预算数", "支出", "预算数"],
            ["拨款", 1.5, "农林", 1.5],
            ["总计", 1.5, "总计", 1.5],
        ):
            sheet.append(row)

    (table,) = read(_book(tmp_path, fill)).tables
    assert rows(table)[-1] == ["总计", "1.5", "总计", "1.5"]


def test_blank_rows_inside_a_form_do_not_part_it(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["项目", "预算数", "项目", "预算数"],
            ["收入", 1.5, "支出", 1.5],
            [],
            ["上年结转"],
            ["总计", 1.5, "总计", 1.5],
        ):
            sheet.append(row)

    (table,) = read(_book(tmp_path, fill)).tables
    assert rows(table)[-1] == ["总计", "1.5", "总计", "1.5"]


def test_cover_sheet_is_text_above_the_first_form(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"], sheet["B5"] = "水利局2025年部门预算", "2025年2月"
        assert sheet.parent is not None
        _form(sheet.parent.create_sheet("3支出总表"))

    document = read(_book(tmp_path, fill))
    assert [p.text for p in document.paragraphs][1:3] == ["水利局2025年部门预算", "2025年2月"]
    assert len(document.tables) == 1


def test_strict_workbook_with_absolute_names_is_read(tmp_path: Path) -> None:
    path = _book(tmp_path, _form)
    usual = rows(read(path).tables[0])
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = (
                source.read(name)
                .replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/",
                )
                .replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/",
                    b"http://purl.oclc.org/ooxml/officeDocument/",
                )
            )
            target.writestr("/" + name, data)
    path.write_bytes(stream.getvalue())
    assert rows(read(path).tables[0]) == usual


def test_sheet_formatted_down_to_its_last_row_is_read_in_bounded_time(tmp_path: Path) -> None:
    path = _book(tmp_path, _form)
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="XFD%d" s="0"/></row>' % (n, n, n) for n in range(10, 400_000)
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"</sheetData>", blank + b"</sheetData>"))
    path.write_bytes(stream.getvalue())
    (table,) = read_document(path, time_limit=20).tables
    assert (table.row_count, table.column_count) == (3, 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separated_values_are_a_sheet(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [["水利局2025年部门预算"], ["表9 三公经费"], ["部门：水利局", "", "", "单位：万元"]]
    lines += [["合计", "车辆", "", "接待"], ["", "小计", "购置", ""], ['"1,186.45"', "1.00", "1.00", "0.50"]]
    path = tmp_path / "forms.CSV"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    document = read(path)
    (table,) = document.tables
    assert document.file_format == "csv"
    assert table.caption == "水利局2025年部门预算\n表9 三公经费\n部门：水利局 单位：万元"
    assert rows(table)[-1] == ["1,186.45", "1.00", "1.00", "0.50"]
    assert [c.header_path for c in table.cells if c.row_no == 3] == ["合计", "车辆/小计", "车辆/购置", "接待"]
    assert header_rows(table) == [1, 2]


_XML_SHEET = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">
<NumberFormat ss:Format="#,##0.00"/></Style></Styles><Worksheet ss:Name="1"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">支出表</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">科目</Data></Cell><Cell><Data ss:Type="String">合计</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">旧</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">208</Data></Cell>
<Cell ss:StyleID="s1"><Data ss:Type="Number">1186.4</Data></Cell></Row></Table>
<x:WorksheetOptions xmlns:x="urn:schemas-microsoft-com:office:excel">
<x:Visible>SheetVisible</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""

_ODS_CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>
<style:style style:name="off"><style:table-properties table:display="false"/></style:style>
<style:style style:name="gone" style:family="text">
<style:text-properties style:text-line-through-style="solid"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="1">
<table:table-column table:number-columns-repeated="16384"/>
<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>支出表</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row>
<table:table-row><table:table-cell><text:p>科目</text:p></table:table-cell><table:table-cell><text:p>合计</text:p>
</table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell><text:p>旧</text:p></table:table-cell>
</table:table-row>
<table:table-row><table:table-cell><text:p>208</text:p></table:table-cell>
<table:table-cell office:value="1186.4">
<text:p><text:span text:style-name="gone">900.00</text:span>1,186.40</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>
</table:table><table:table table:name="2" table:style-name="off"><table:table-row><table:table-cell>
<text:p>底稿</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def test_workbook_saved_as_xml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_text(_XML_SHEET, encoding="utf-8")
    document = read(path)
    assert document.file_format == "xml"
    assert rows(document.tables[0]) == [["科目", "合计"], ["208", "1,186.40"]]
    assert "1 cells that are not shown" in str(document.reading_note)


def test_open_document_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS_CONTENT)
    document = read(path)
    assert document.file_format == "ods"
    assert rows(document.tables[0]) == [["科目", "合计"], ["208", "1,186.40"]]
    assert "2 cells that are not shown" in str(document.reading_note)


CASES = Path(__file__).resolve().parents[4] / "shared/cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not beside the project")
@pytest.mark.parametrize(
    "name",
    [
        "X02_strict_ooxml.xlsx",
        "X04_formulas_without_cached_values.xlsx",
        "X06_hidden_sheets_rows_columns.xlsx",
        "X11_real_biff8.xls",
        "T01_forms_gbk.csv",
    ],
)
def test_made_case_shows_the_tables_of_the_clean_one(name: str) -> None:
    clean, case = read(CASES / "X00_clean_control.xlsx"), read(CASES / name)
    assert [_data(table) for table in case.tables] == [_data(table) for table in clean.tables]


def _data(table: Table) -> list[tuple[str | None, int, str]]:
    """Texts of data with the names of their columns; headers may be merged or not."""
    first = len(header_rows(table))
    return [(c.header_path, c.row_no - first, c.text) for c in table.cells if not c.is_header]


def test_numbered_titles_begin_forms_and_prose_ends_the_last(tmp_path: Path) -> None:
    path = tmp_path / "forms.csv"
    lines = [
        *("1、支出总表", "单位：万元", "科目,合计,基本", "207,1.00,1.00", "208,9.50,9.50", ""),
        *("2、收入总表", "单位：万元", "科目,合计,基本", "207,1.00,1.00", "210,8.50,8.50", ""),
        *("部门预算说明", "一、收支安排", "本年收入18万元。", "机构设置情况", "单位名称,性质", "本级,行政"),
    ]
    path.write_text("\n".join(lines), encoding="gbk")
    document = read(path)
    assert [(table.caption, rows(table)[-1]) for table in document.tables] == [
        ("1、支出总表\n单位：万元", ["208", "9.50", "9.50"]),
        ("2、收入总表\n单位：万元", ["210", "8.50", "8.50"]),
        ("机构设置情况", ["本级", "行政"]),
    ]
    assert "本年收入18万元。" in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("lines_between", [[], [""], ["", "注：本表无数据。", ""], ["注：本表无数据。"]])
def test_titles_that_begin_with_the_year_begin_forms(tmp_path: Path, lines_between: list[str]) -> None:
    def fill(sheet: Worksheet) -> None:
        for title in ("2026年部门收入总表", "2026 年部门支出总表"):
            sheet.append([title])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=3)
            for row in (["部门：水利局", None, "单位：万元"], HEADER, ["207", 1.5, 1.5], *zip(lines_between)):
                sheet.append(row)

    tables = read(_book(tmp_path, fill)).tables
    assert [(table.caption.split("\n")[-2], rows(table)[1]) for table in tables] == [
        ("2026年部门收入总表", ["207", "1.5", "1.5"]),
        ("2026 年部门支出总表", ["207", "1.5", "1.5"]),
    ]


def test_a_stray_text_in_the_last_row_of_a_sheet_leaves_the_form_as_it_is(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        _form(sheet)
        sheet.cell(1048576, 3, "x")

    document = read(_book(tmp_path, fill))
    assert [(table.row_count, table.column_count) for table in document.tables] == [(3, 3)]
    assert "x" in [paragraph.text for paragraph in document.paragraphs]
