"""What the tables and columns of schema ``raw`` mean: comments in the published file.

Belongs here: one sentence a table and a column. Does not belong here: their types (``raw_tables``); a test
holds the two lists together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """What a table is, beginning with its grain, and what its columns mean."""

    table: str
    columns: Mapping[str, str]


_DOCUMENT_ID = "SHA-256 of the file's bytes, in hex; document_key in marts."
_PAGE_NO = "Page of the document, counted from 1; null where the format has no pages."

WORDS: Mapping[str, Words] = {
    "document": Words(
        "One row per file content, whatever its name and however often it was found.",
        {
            "document_id": _DOCUMENT_ID,
            "file_format": "The format that the bytes show, whatever the file's name says.",
            "byte_size": "Size in bytes.",
            "page_count": "Pages; null where the format has none.",
            "status": "read, no_text (a scan, not read) or quarantined (could not be read, or hostile).",
            "status_reason": "Why it was not read, and what a person can do.",
            "reading_note": "What was noticed while it was read and did not stop the reading.",
            "extractor_version": "Version of the readers; another one reads the document again.",
            "extracted_at": "When it was read, UTC.",
        },
    ),
    "document_path": Words(
        "One row per place where a file content was found.",
        {
            "document_id": _DOCUMENT_ID,
            "file_path": "Place below the raw folder; what follows !/ lies inside an archive.",
            "modified_at": "When the file was last changed, UTC.",
            "source_url": "Where it was published, as manifest.csv says.",
        },
    ),
    "source_list": Words(
        "One row per file that manifest.csv says something of, as written there.",
        {
            "document_id": _DOCUMENT_ID,
            "file_path": "Place below the raw folder.",
            "fiscal_year": "The year as stated.",
            "entity": "The publisher as stated.",
            "budget_stage": "budget or final_accounts as stated.",
            "reporting_scope": "department or unit as stated.",
            "published_on": "The day of publication as stated.",
        },
    ),
    "context_line": Words(
        "One row per line of context/population.csv and context/prices.csv, which users add, or none.",
        {
            "file_path": "The file, below the raw folder.",
            "line_no": "Line of the file, counted from 1.",
            "measure": "population or price_index.",
            "region_code": "GB/T 2260 code; null for prices.",
            "fiscal_year": "The year.",
            "value": "Persons, or the level of prices on any base.",
            "fault": "Why the line is not used; its values are null then.",
        },
    ),
    "page": Words(
        "One row per page of a document that has pages.",
        {
            "document_id": _DOCUMENT_ID,
            "page_no": "Page, counted from 1.",
            "width": "Width in PDF points.",
            "height": "Height in PDF points.",
            "rotation": "Degrees by which the page is turned for display.",
            "number_count": "Numbers that a second, independent reader sees on the page.",
            "lost_number_count": "Those of them that are in no cell and no paragraph.",
            "hidden_character_count": "Characters that are stored but not shown; they are not read.",
            "second_cell_count": "Cells with figures that a second reader was asked about, because most rows "
            "of a table add up and some do not; null where none was asked.",
            "second_difference_count": "Those of them that it reads differently: a doubt of the reading.",
        },
    ),
    "paragraph": Words(
        "One row per block of text outside tables, caption lines included.",
        {
            "document_id": _DOCUMENT_ID,
            "paragraph_no": "Order in the document, counted from 1.",
            "block_no": "Order among paragraphs and tables together.",
            "page_no": _PAGE_NO,
            "text": "The text as shown.",
            "kind": "What kind of block it is, where the format says so.",
        },
    ),
    "document_table": Words(
        "One row per table; pieces of a table on several pages are joined.",
        {
            "table_id": "The table: start of document_id and its number.",
            "document_id": _DOCUMENT_ID,
            "table_no": "Order among the document's tables, counted from 1.",
            "block_no": "Order among paragraphs and tables together.",
            "caption": "The lines of text above it.",
            "page_first": _PAGE_NO,
            "page_last": "Its last page.",
            "row_count": "Rows.",
            "column_count": "Columns.",
            "strategy": "How its cells were found: ruled lines, text alignment, the format's own structure.",
        },
    ),
    "table_cell": Words(
        "One row per printed cell. Blank cells are rows; places that a wider cell covers are not.",
        {
            "table_id": "The table, in raw.document_table.",
            "row_no": "Row, counted from 1.",
            "column_no": "Column, counted from 1.",
            "row_span": "Rows that it covers.",
            "column_span": "Columns that it covers.",
            "is_header": "Whether it belongs to the table's header.",
            "header_path": "Header texts above it, top to bottom, joined by '/'.",
            "text": "The text as shown, to the letter.",
            "page_no": _PAGE_NO,
            "x0": "Left edge in PDF points from the top left of the page.",
            "top": "Top edge.",
            "x1": "Right edge.",
            "bottom": "Bottom edge.",
            "indent": "Points from the cell's left edge to the text; null where not known.",
            "is_bold": "Whether all of the text is bold; null where not known.",
            "alignment": "The side the text is set to: left, center, right; null where not known.",
            "ocr_confidence": (
                "How sure the least sure character of a text recognised in a picture is, 0 to 1; "
                "null for other text."
            ),
        },
    ),
    "hidden_cell": Words(
        "One row per cell of a spreadsheet that holds a text and does not show it; never an amount.",
        {
            "document_id": _DOCUMENT_ID,
            "sheet_name": "The name on the sheet's tab.",
            "row_no": "Row of the sheet, counted from 1, hidden ones included.",
            "column_no": "Column of the sheet, counted from 1, hidden ones included.",
            "text": "The text as its number format would show it.",
            "reason": (
                "sheet, row or column (hidden), print_area (outside it), text (struck out, invisible), width "
                "(shown as ####)."
            ),
        },
    ),
    "cell_picture": Words(
        "One row per cell of a violated identity that OCR read by its picture, where it is installed.",
        {
            "table_id": "The table.",
            "row_no": "Row of the cell in the table.",
            "column_no": "Column of the cell in the table.",
            "picture_text": "What its picture says; blank where it shows nothing.",
            "confidence": "How sure the least sure character is, 0 to 1.",
        },
    ),
}
