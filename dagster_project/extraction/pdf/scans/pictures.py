"""The pages of a document that are pictures: read where that is possible, else named.

Belongs here: which pages those are, and what is said of them. Does not belong here: reading one (``page``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from dagster_project.extraction.blocks import Reading
from dagster_project.extraction.pdf.page import Characters, PageView
from dagster_project.extraction.pdf.scans import engine, need

if TYPE_CHECKING:
    from dagster_project.extraction.pdf.scans.page import ScannedPage

HOW_TO_READ = (
    "To read scans install the extra `ocr` (`make ocr`) and refresh again, or get a copy with a text layer."
)


def scan(
    reading: Reading, document: pdfium.PdfDocument, view: PageView, shown: Characters
) -> ScannedPage | None:
    """A page read by its picture; None for a page of text, and where pictures cannot be read.

    Args:
        reading: Keeps which pages those are.
        document: The document, open.
        view: The page by its own text.
        shown: The characters of it that a person sees.
    """
    if not view.is_disguised and not need.is_picture(document, view, shown):
        return None
    if not engine.available():
        reading.unread_pictures.append(view.page_no)
        if view.is_disguised:
            reading.disguised_pages.append(view.page_no)
        return None
    # It needs packages that are there only with the extra.
    from dagster_project.extraction.pdf.scans import page

    reading.scanned_pages.append(view.page_no)
    return page.read_page(document, view)


def note_on(reading: Reading) -> str | None:
    """Which pages were read by their picture, or not at all, in words."""
    if reading.unread_pictures:
        disguised = reading.disguised_pages
        pictures = [number for number in reading.unread_pictures if number not in disguised]
        parts = [f"{_pages(pictures)}: pictures of text, not read."] if pictures else []
        if disguised:
            parts.append(f"{_pages(disguised)}: the fonts draw other figures than the file says, not read.")
        return " ".join([*parts, HOW_TO_READ])
    if not reading.scanned_pages:
        return None
    said = f"{_pages(reading.scanned_pages)}: pictures of text, read by OCR."
    if reading.layer_differences:
        counts = f"{reading.layer_differences} of the {reading.layer_numbers} numbers"
        return f"{said} {counts} in the text layer under them are not what they show; the layer is not read."
    return said


def _pages(numbers: list[int]) -> str:
    """Pages in words, such as 'Pages 1-3, 7'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"{'Pages' if len(numbers) > 1 else 'Page'} {told}"
