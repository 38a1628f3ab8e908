"""Workbooks of departments: their forms as printed, a sheet each, their findings, and the sources.

Belongs here: how printed tables become sheets. Does not belong here: tables of the warehouse (``export``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dagster_project.duckdb_file import Record, records
from dagster_project.reporting.export import Exported, ExportError
from dagster_project.reporting.export_formats import number_format, text_value
from dagster_project.reporting.export_sources import describe

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME_LENGTH = 31
_LINE = Side(style="thin", color="C0C8D0")
_HEADER_FILL = PatternFill("solid", fgColor="F4F6F9")
_DISPUTED_FILL = PatternFill("solid", fgColor="FDEEE0")
_STAGE_ZH = {"budget": "预算", "final_accounts": "决算"}
_DEPARTMENTS = """
    select department_name_today, count(*) as disclosure_count
    from marts.v_disclosure
    where is_current and (contains(department_name, $1) or contains(department_name_today, $1))
    group by all
    order by all
"""
_TABLES = """
    select
        disclosures.fiscal_year,
        disclosures.budget_stage,
        disclosures.reporting_scope_zh,
        disclosures.file_path,
        forms.name_zh,
        recognised.table_id,
        recognised.printed_unit,
        printed.page_first
    from marts.v_disclosure as disclosures
    inner join marts.fct_recognised_table as recognised using (disclosure_key)
    inner join raw.document_table as printed using (table_id)
    inner join marts.dim_form as forms
        on recognised.form_code = forms.form_code and disclosures.budget_stage = forms.budget_stage
    where disclosures.is_current and disclosures.department_name_today = ?
    order by
        disclosures.fiscal_year desc, disclosures.budget_stage, disclosures.reporting_scope,
        disclosures.disclosure_key, printed.table_no
"""
_CELLS = """
    select
        cells.row_no, cells.column_no, cells.row_span, cells.column_span, cells.is_header, cells.text,
        amounts.amount_key is not null as is_amount, amounts.proof_status
    from raw.table_cell as cells
    left join marts.fct_published_amount as amounts
        on cells.table_id = amounts.table_id and cells.row_no = amounts.row_no
        and cells.column_no = amounts.column_no
    where cells.table_id = ?
    order by cells.row_no, cells.column_no
"""
_FINDINGS = """
    select
        fiscal_year, budget_stage_zh, form_name_zh, line_label, summary_zh, summary_en, equation_text,
        equation_unit, difference_yuan, certainty, file_path, pages, finding_key
    from marts.v_finding
    where department_name_today = ?
    order by fiscal_year desc, budget_stage_zh, finding_key
"""
_SOURCES = """
    select fiscal_year, budget_stage_zh, reporting_scope_zh, file_path, source_url, disclosure_key
    from marts.v_disclosure
    where is_current and department_name_today = ?
    order by fiscal_year desc, budget_stage_zh, file_path
"""


def export_departments(connection: duckdb.DuckDBPyConnection, department: str, out: Path) -> list[Exported]:
    """Writes a workbook for each department whose name holds a text, with a manifest beside it.

    Every form of its current disclosures is a sheet: the cells as printed, numbers as numbers, disputed ones
    marked. Findings and sources are sheets of their own, the first and the last.

    Args:
        connection: A warehouse.
        department: A part of the department's name, then or today.
        out: The folder of the files.

    Raises:
        ExportError: No current disclosure is of such a department.
    """
    found = connection.execute(_DEPARTMENTS, [department]).fetchall()
    if not found:
        raise ExportError(f"No current disclosure is of a department named {department!r}: `fiscal status`.")
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, _ in found:
        book, count = _workbook(connection, name)
        file = out / f"{_NOT_IN_SHEET_NAMES.sub('_', name)}.xlsx"
        temporary = file.with_name(f".{file.name}.writing")
        book.save(temporary)
        temporary.replace(file)
        quoted = name.replace("'", "''")
        query = f"select * from marts.v_disclosure where is_current and department_name_today = '{quoted}'"
        describe(connection, query, file.with_suffix(".manifest.json"), [(file, count)])
        written.append(Exported(file, count))
    return written


def _workbook(connection: duckdb.DuckDBPyConnection, department: str) -> tuple[Workbook, int]:
    """The workbook and the rows of its forms."""
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    findings = book.create_sheet("发现 findings")
    _write_records(findings, records(connection, _FINDINGS, [department]), "没有发现。No findings.")
    count = 0
    for table in records(connection, _TABLES, [department]):
        title = f"{table['fiscal_year'] or ''}{_STAGE_ZH[table['budget_stage']]} {table['name_zh']}"
        sheet = book.create_sheet(_free_name(book, title))
        count += _write_form(sheet, table, records(connection, _CELLS, [table["table_id"]]))
    _write_records(book.create_sheet("来源 sources"), records(connection, _SOURCES, [department]), "")
    return book, count


def _free_name(book: Workbook, title: str) -> str:
    """A name that Excel takes and no other sheet has."""
    clean = _NOT_IN_SHEET_NAMES.sub(" ", title)
    name, number = clean[:_SHEET_NAME_LENGTH], 1
    while name in book.sheetnames:
        number += 1
        name = f"{clean[: _SHEET_NAME_LENGTH - 4]} {number}"
    return name


def _write_form(sheet: Worksheet, table: Record, cells: Iterable[Record]) -> int:
    """A printed table below two lines that say what and where it is; how many rows it has."""
    unit = "" if table["printed_unit"] == "not_disclosed" else f"单位：{table['printed_unit']}"
    page = f"第 {table['page_first']} 页" if table["page_first"] else ""
    sheet["A1"] = text_value(f"{table['name_zh']}（{table['reporting_scope_zh']}）")
    sheet["A1"].font = Font(bold=True)
    sheet["A2"] = text_value("  ".join(filter(None, (unit, table["file_path"], page))))
    above, header_rows, last = 2, 0, 0
    widths: dict[int, int] = {}
    for one in cells:
        row, column = above + one["row_no"], one["column_no"]
        last = max(last, one["row_no"] + one["row_span"] - 1)
        if one["is_header"] and one["row_no"] == header_rows + 1:
            header_rows += 1
        if one["column_span"] == 1:
            widths[column] = max(widths.get(column, 8), min(36, 2 * len(one["text"])))
        _write_cell(sheet.cell(row, column), one)
        if one["row_span"] > 1 or one["column_span"] > 1:
            sheet.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + one["row_span"] - 1,
                end_column=column + one["column_span"] - 1,
            )
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{above + header_rows + 1}"
    return last


def _write_cell(cell: Any, printed: Record) -> None:
    text = re.sub(r"\s+", "", printed["text"]).replace("，", ",")
    if printed["is_amount"] and _NUMBER.fullmatch(text):
        value = Decimal(text.replace(",", ""))
        cell.value, cell.number_format = value, number_format(value)
        if printed["proof_status"] == "disputed":
            cell.fill = _DISPUTED_FILL
    else:
        cell.value = text_value(printed["text"])
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    if printed["is_header"]:
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL


def _write_records(sheet: Worksheet, found: list[Record], otherwise: str) -> None:
    """Records with a header that stays in sight and has filters; a sentence where there are none."""
    if not found:
        sheet["A1"] = otherwise
        return
    sheet.append(list(found[0]))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
    for record in found:
        sheet.append([text_value(value) if isinstance(value, str) else value for value in record.values()])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, Decimal):
                cell.number_format = number_format(cell.value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in range(1, len(found[0]) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 18
