"""What of a sheet's cells nobody sees is kept apart; what stands in no cell is read where it is seen."""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from xlrd.compdoc import CompDoc

from dagster_project.extraction.sheets import xls
from dagster_project.extraction.sheets.model import Sheet, grid_of
from dagster_project.extraction.sheets.xls_floating import floating_of
from tests.support.extracted import read, rows

HEADER = ["科目", "合计", "基本"]
FORM = [HEADER, ["208", "9.5", "9.5"], ["合计", "9.5", "9.5"]]
# One of Excel 97 with a page head, a text box and a note over its form.
OLD_HEAD = (
    "eNrtWF1IFFEU/u7srLsr7rq7aeAGJhttaQtp9mCkribhS/4XRhmptWS4aCwWWA9ZJggSCBFU9CL40ovVixUV1FM9BPbzEBSB1ouQ"
    "hEFBiDqde3bGVl3IhZJ+5hvuufeee865Z+ace+fOPB/zjA/d9k1gCUphwbzmQEocT1BxGB03aFzTZNOo7VQ0E38VHHYKZIoV953P"
    "bDKGMt4TUHBLfUwUeE+lCSdQ3dkRzllF7GIfWoT0oYSowHXiuJDFXnmZHmG6hulNlnzAtIw5F5mWkOy4OICxUHVekZ7F+xU/j7kg"
    "7d5hnTfMKUAmnsosPjsoYrJWlEePt0T+zIFsNQ3DoLhVhjvC0ZbIODIogMP4quUAX4yV+ijH5K8uX4D43xbzbQn4lxQV6IHWzAne"
    "ByeeWOSIFQ1t4XDXLDZQEyAhmakvuj+dosq+d2iAqpnG4DES3pZflCq3ZV7G7kXL2MnpnUb0KNK57eEkd9NGPXvj88uq1trQYeb0"
    "8NYd2+A3Sp+g4ZzUIGUXS1h5XDqXx/0tTM+z1XXc9jHNQDnWQwSwB5ODk5d92vZIbn1ZUwAVCMCPgYMNNX5q7UDwTAC1OHklgHrq"
    "FyAf+xqqanyarbqiLpMnQi9bv8B2A+RhIeNVaFNcezO1+z7W3c3u+xDKpfZI5cTpjJHXoSGazEH3LfjqRVAExbWrEvdCRi30beQd"
    "06xlW4pdcXNtgaa//9Ixh1TmeZgR68nnKhZ6iv6UpbYlgbaFtSV9SPNbWPutCzpVWE9NoKeyntD11GV6pYoXo3Ji2v5+YIrilQ51"
    "2h97Z097F73kFT3mZGVa0kMUxUyyniKtNy89EkxxljhZclR44VWMEZs8DRCKaS7R1l9Iab41PFO3s7mtv1gfion9zCmhO6UkcEoG"
    "KBmnlAWnrBDdrZOReFcMqVSYMGHChAkTJkz8ZzBOXBb9O8OqfzzY9P86c1Tmzd8k/yzq0UlXF53Yd6OD6ii6k8qftbAKw5ZYoY7x"
    "v1CikWaPoh2t7Ed70vlLn3Ai/n5WrOj+dUso2fnnk/HzN8//HQ108h4="
)
# A workbook of Excel 97: a struck run, a raised one, white text on a white ground, the format ;;; and zeros
# that the sheet does not show.
OLD_WORKBOOK = (
    "eNrtWF1IVEEU/ubeu3p303XVtdBARMjKRLKQlEW3gvIpMQmMCEpzqTA0lgjsoSxbKCIIeip6ESwIwuqpooJ66yGwn4egCNZ66CEI"
    "goII9XbOuXO31QzcKKm432XOzDkz58yZO2dm7p0n48XpkZsVE5iFVpiYdoLIy5IpSkGPiYDqHYeLXm5Tcnz8UwjaNJF5AdwtfJzP"
    "c8jzPQEDN6yHRIE3lHbiINoH+hNVC4iN4kO3Yh9aiCpcIkkY5eJVidA9QkuFXpeW94SuF8lZoS3UNq12YDzeXtuko3i7US11YbDd"
    "W6LzUiQNKMMjjuJj55TbNoANyf3dB/7uiiDmrLB/sQ81L41KqwCjoKBpS/QnkszbuEy7BmKxWBpRiqRRfHaqgE/elvGgypcvrFyB"
    "5F9myvN/Irdny63TIi+gWZ3d/rxhAUNwdsvKTCGEa5YEh9p3ahKdckrwaUC1Twc/HKbM3jZyhrKvXXV7FdS7BMXJmtVNebANrKtv"
    "bK5v5Cg2yZDFIuIbQIyJRZCWzSEOc9mrIjP2qkJZwwVEe1Ek5WJZyRHqf/Lqx2dbejriu0QyJB65p9gy9h8OjrMGKYfdAWdorWis"
    "EnpCrC6VcoXQKC0Byms6ynRh87C0OSm1NdTPWsHz+PKs8goqp95vvV2ZehtfSeWxtokj0bEX8RFU09B7SZ+fYdSpOnXxAuNO3MuV"
    "3vFeCy3/YfezjYj23dFHdRGmEJJisVCX47ejMpyh35XLmdSHqW2pOWwpsWXp9kpsBTIc2+L5OGowx7aqtS1DbM+0ZYgtnsT7MjJv"
    "1kqxJMB+sZ45h54pekrrmaL3KgxNDbQaJbjChugM+I4QfPjw4cOHDx8+fGTf6bhfaO6Xb0B/V+fre50pStP+Ncl/i04M0HOI/u82"
    "oZ/yJAZzip/FCCjPlpqnjndfyOii3pPoQ4/40Zdz/NLfg8oez7wVI79vCeXa/3Qufv7h/r8B7xXy1Q=="
)
BOX = """<xdr:wsDr
 xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>2</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:row>1</xdr:row></xdr:to>
<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="T"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>
<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>单位：</a:t></a:r><a:r><a:t>万元</a:t></a:r></a:p></xdr:txBody></xdr:sp>
<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="3" name="H" hidden="1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>
<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>单位：元</a:t></a:r></a:p></xdr:txBody></xdr:sp>
</xdr:twoCellAnchor></xdr:wsDr>"""
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" '
    'Target="../drawings/drawing1.xml"/></Relationships>'
)


def _sheet() -> Worksheet:
    sheet = openpyxl.Workbook().active
    assert isinstance(sheet, Worksheet)
    for row in (["表3 支出总表"], HEADER, ["208", 9.5, 9.5], ["合计", 9.5, 9.5]):
        sheet.append(row)
    return sheet


def _save(sheet: Worksheet, folder: Path) -> Path:
    assert sheet.parent is not None
    sheet.parent.save(folder / "book.xlsx")
    return folder / "book.xlsx"


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (Color(theme=0), None),
        (Color(indexed=9), None),
        (Color(rgb="FFFFFFFF"), Color(rgb="FFFFFFFF")),
        (Color(rgb="FFD9D9D9"), Color(rgb="FFD9D9D9")),
        (Color(theme=4, tint=0.4), Color(theme=4, tint=0.4)),
        (None, Color(theme=1)),
    ],
)
def test_text_in_the_colour_of_its_ground_is_counted_and_not_read(
    ink: Color | None, ground: Color | None, tmp_path: Path
) -> None:
    sheet = _sheet()
    for cell in (sheet["D2"], sheet["D3"]):
        cell.value, cell.font = "二上数", Font(color=ink)
        cell.fill = PatternFill("solid", fgColor=ground) if ground else PatternFill()
    document = read(_save(sheet, tmp_path))
    assert rows(document.tables[0]) == FORM
    assert [cell.text for cell in document.hidden_cells] == ["二上数", "二上数"]


def test_white_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    sheet = _sheet()
    for cell in sheet[2]:
        cell.font, cell.fill = Font(color=Color(theme=0)), PatternFill("solid", fgColor=Color(theme=4))
    # The style of a table colours its header row.
    sheet["B4"].font = Font(color=Color(theme=0))
    table = SheetTable(displayName="T", ref="A2:C4", tableStyleInfo=TableStyleInfo(name="TableStyleMedium2"))
    sheet.add_table(table)
    assert rows(read(_save(sheet, tmp_path)).tables[0]) == FORM


def test_a_table_without_an_area_costs_nothing(tmp_path: Path) -> None:
    sheet = _sheet()
    sheet["B4"].font = Font(color=Color(rgb="FF123456"))
    sheet.add_table(
        SheetTable(displayName="T", ref="A2:C4", tableStyleInfo=TableStyleInfo(name="TableStyleMedium2"))
    )
    path, damaged = _save(sheet, tmp_path), tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(damaged, "w") as written:
        for name in package.namelist():
            written.writestr(name, package.read(name).replace(b'ref="A2:C4"', b'ref="A2:C"'))
    assert rows(read(damaged).tables[0]) == FORM


def test_struck_runs_are_left_out_and_a_raised_mark_is_no_digit(tmp_path: Path) -> None:
    sheet = _sheet()
    sheet["B3"] = CellRichText(TextBlock(InlineFont(strike=True), "7.5"), "9.5")
    sheet["C3"] = CellRichText("9.5", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    document = read(_save(sheet, tmp_path))
    assert rows(document.tables[0])[1] == ["208", "9.5", "9.5¹"]
    assert [cell.text for cell in document.hidden_cells] == ["7.5"]


def test_zeros_are_blank_where_the_sheet_does_not_show_them(tmp_path: Path) -> None:
    sheet = _sheet()
    sheet["C3"] = 0
    sheet.sheet_view.showZeros = False
    assert rows(read(_save(sheet, tmp_path)).tables[0])[1] == ["208", "9.5", ""]


def test_what_a_format_hides_is_counted(tmp_path: Path) -> None:
    sheet = _sheet()
    sheet["D3"], sheet["D4"] = 7, "旧"
    sheet["D3"].number_format = sheet["D4"].number_format = ";;;"
    document = read(_save(sheet, tmp_path))
    assert rows(document.tables[0]) == FORM
    assert [cell.text for cell in document.hidden_cells] == ["7", "旧"]


def test_rows_and_columns_too_narrow_to_be_seen_are_hidden(tmp_path: Path) -> None:
    sheet = _sheet()
    sheet.append(["209", 4, 4])
    sheet.row_dimensions[5].height = 0.75
    sheet["D3"] = 7
    sheet.column_dimensions["D"].width = 0.08
    assert rows(read(_save(sheet, tmp_path)).tables[0]) == FORM


def test_a_print_area_of_several_parts_has_the_columns_of_all(tmp_path: Path) -> None:
    sheet = _sheet()
    sheet["E3"] = 12345
    sheet.print_area = ["A1:A4", "B1:C4"]
    assert rows(read(_save(sheet, tmp_path)).tables[0]) == FORM


@pytest.mark.filterwarnings("ignore:DrawingML support")
def test_text_boxes_and_labels_at_the_head_of_the_page_stand_above_the_form(tmp_path: Path) -> None:
    sheet = _sheet()
    head = sheet.oddHeader
    assert head is not None
    head.left.text, head.right.text = "部门：水利局", "第&P页：共&N页"
    path = _save(sheet, tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", BOX)
        package.writestr("xl/worksheets/_rels/sheet1.xml.rels", RELATION)
    (table,) = read(path).tables
    assert table.caption.split("\n") == ["Sheet", "部门：水利局", "单位：万元", "表3 支出总表"]
    assert rows(table) == FORM


def test_old_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(zlib.decompress(base64.b64decode(OLD_WORKBOOK)))
    document = read(path)
    assert rows(document.tables[0]) == [
        HEADER,
        ["208", "9.5", "9.5¹"],
        ["209", "", ""],
        ["合计", "9.5", "9.5"],
    ]
    assert sorted(cell.text for cell in document.hidden_cells) == ["3.25", "7.5", "8", "旧"]


def test_text_boxes_and_labels_of_an_old_workbook_stand_above_the_form(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(zlib.decompress(base64.b64decode(OLD_HEAD)))
    (table,) = read(path).tables
    assert table.caption.split("\n") == ["Sheet", "部门：水利局", "单位：万元", "表3 支出总表"]
    assert rows(table) == FORM


def test_records_that_a_damaged_workbook_cuts_off_are_no_texts() -> None:
    assert floating_of(b"\x09\x08\x02\x00\x00\x00\x14\x00\x02\x00\xff\xff", 0) == ([], [])
    assert floating_of(b"\x09\x08\x02\x00\x00\x00\xb6\x01\x30\x00\x00", 0) == ([], [])


def test_what_lies_under_a_merged_area_is_not_shown() -> None:
    sheet = Sheet("表", {(0, 0): "科目", (0, 2): "合计", (1, 1): "旧", (1, 2): "9.5"}, [(1, 0, 1, 1)])
    assert grid_of(sheet).texts == {(0, 0): "科目", (0, 2): "合计", (1, 2): "9.5"}


_WHITE_INK = DifferentialStyle(font=Font(color="FFFFFFFF"))


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        (Rule("cellIs", operator="equal", formula=["0"], dxf=_WHITE_INK), ["", "9.50", "#DIV/0!"]),
        (Rule("expression", formula=["B3 = 0"], dxf=_WHITE_INK), ["", "9.50", "#DIV/0!"]),
        (Rule("expression", formula=["$C3>9"], dxf=_WHITE_INK), ["", "", ""]),
        (Rule("expression", formula=["ISERROR(B3)"], dxf=_WHITE_INK), ["0.00", "9.50", ""]),
        (Rule("containsErrors", dxf=_WHITE_INK), ["0.00", "9.50", ""]),
        (Rule("cellIs", operator="between", formula=["-1", "1"], dxf=_WHITE_INK), ["", "9.50", "#DIV/0!"]),
        (
            Rule(
                "cellIs",
                operator="lessThan",
                formula=["1"],
                dxf=DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=";;;")),
            ),
            ["", "9.50", "#DIV/0!"],
        ),
        (
            Rule(
                "cellIs",
                operator="equal",
                formula=["0"],
                dxf=DifferentialStyle(
                    font=Font(color="FFFF0000"), fill=PatternFill(bgColor=Color(rgb="FFFF0000"))
                ),
            ),
            ["", "9.50", "#DIV/0!"],
        ),
        # White on a ground of the rule's own, and what cannot be told.
        (
            Rule(
                "cellIs",
                operator="equal",
                formula=["0"],
                dxf=DifferentialStyle(
                    font=Font(color="FFFFFFFF"), fill=PatternFill(bgColor=Color(rgb="FFFF0000"))
                ),
            ),
            ["0.00", "9.50", "#DIV/0!"],
        ),
        (Rule("expression", formula=["MOD(ROW(),2)=1"], dxf=_WHITE_INK), ["0.00", "9.50", "#DIV/0!"]),
    ],
)
def test_what_a_rule_hides_is_not_read(rule: Rule, seen: list[str], tmp_path: Path) -> None:
    sheet = openpyxl.Workbook().active
    assert isinstance(sheet, Worksheet)
    for row in (["表3 支出总表"], ["科目", "合计", "基本", "项目"], ["208", 0, 9.5, "#DIV/0!"]):
        sheet.append(row)
    sheet.append(["合计", 5, 5, 5])
    for column in range(2, 5):
        sheet.cell(3, column).number_format = "0.00"
    rule.priority = 1
    sheet.conditional_formatting.add("B3:D3", rule)
    document = read(_save(sheet, tmp_path))
    assert rows(document.tables[0])[1] == ["208", *seen]
    # That a format shows no zero says nothing.
    assert rule.dxf is not None
    assert len(document.hidden_cells) == (0 if rule.dxf.numFmt else seen.count(""))


def test_the_first_rule_that_holds_gives_the_ink(tmp_path: Path) -> None:
    sheet = _sheet()
    for ink in ("FF000000", "FFFFFFFF"):
        rule = Rule("cellIs", operator="equal", formula=["9.5"], dxf=DifferentialStyle(font=Font(color=ink)))
        sheet.conditional_formatting.add("B3:C4", rule)
    assert rows(read(_save(sheet, tmp_path)).tables[0]) == FORM


def _with_figure(sheet: Worksheet, code: str, width: float) -> None:
    """The form with a large figure in its second column, and the width of that column."""
    sheet["B3"].value, sheet["B3"].number_format = 12345678.5, code
    sheet.column_dimensions["B"].width = width


@pytest.mark.parametrize(("code", "width"), [("#,##0.00", 5.0), ("0", 4.0), ("_ * #,##0.00_ ;@", 6.0)])
def test_a_number_wider_than_its_column_is_not_read(code: str, width: float, tmp_path: Path) -> None:
    sheet = _sheet()
    _with_figure(sheet, code, width)
    document = read(_save(sheet, tmp_path))
    assert rows(document.tables[0])[1] == ["208", "####", "9.5"]
    (hidden,) = document.hidden_cells
    assert (hidden.row_no, hidden.column_no, hidden.reason) == (3, 2, "width")
    assert hidden.text.startswith("1234567") or hidden.text.startswith("12,345,678")
    assert document.reading_note is not None
    assert "1 figures are shown as ####" in document.reading_note
    assert "Sheet!B3" in document.reading_note


def test_a_number_that_may_fit_its_column_is_read(tmp_path: Path) -> None:
    sheet = _sheet()
    _with_figure(sheet, "#,##0.00", 10.0)
    assert rows(read(_save(sheet, tmp_path)).tables[0])[1] == ["208", "12,345,678.50", "9.5"]


@pytest.mark.parametrize("code", ["General", "0.00E+00", "@"])
def test_a_number_that_is_shortened_or_a_text_is_read(code: str, tmp_path: Path) -> None:
    sheet = _sheet()
    _with_figure(sheet, code, 2.0)
    assert "#" not in rows(read(_save(sheet, tmp_path)).tables[0])[1][1]


def test_a_number_that_shrinks_or_has_several_columns_or_no_stated_width_is_read(tmp_path: Path) -> None:
    sheet = _sheet()
    _with_figure(sheet, "#,##0.00", 4.0)
    sheet["B3"].alignment = Alignment(shrinkToFit=True)
    sheet["C3"], sheet["C3"].number_format = 12345678.5, "#,##0.00"
    sheet["C4"].value, sheet["C4"].number_format = 123456789012.5, "#,##0.00"
    sheet.merge_cells("A4:C4")
    sheet["A4"].value, sheet["A4"].number_format = 12345678.5, "#,##0.00"
    sheet.column_dimensions["A"].width = 4.0
    assert read(_save(sheet, tmp_path)).hidden_cells == []


def test_a_number_wider_than_its_column_is_not_read_in_an_old_workbook() -> None:
    # The workbook's stream alone: its format ;;; becomes 0.0, and its third column gets a width.
    stream = bytes(CompDoc(zlib.decompress(base64.b64decode(OLD_WORKBOOK))).get_named_stream("Workbook"))
    stream = stream.replace(b"\x03\x00\x00;;;", b"\x03\x00\x000.0")
    for characters, text in ((0.5, "####"), (4.0, "3.3")):
        column = struct.pack("<HHHHHHHH", 0x7D, 12, 2, 2, int(characters * 256), 15, 0, 0)
        begins = stream.rindex(struct.pack("<HHHH", 0x809, 16, 0x600, 0x10)) + 20
        (sheet,) = xls.sheets_of(stream[:begins] + column + stream[begins:])
        assert sheet.texts[2, 2] == text
