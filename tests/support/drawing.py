"""Small PDF pages drawn for one rule each.

Belongs here: lines and texts at chosen places. Does not belong here: whole disclosures
(``tools.writer``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HEIGHT, WIDTH = 842.0, 595.0
FONT = "STSong-Light"


class Sheet:
    """A PDF in the making; y counts from the top of the page, as in the records."""

    def __init__(self, path: Path) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.path = path
        self.canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
        self.canvas.setFont(FONT, 10)

    def text(self, x: float, y: float, text: str) -> None:
        """Prints a text with its baseline at y."""
        self.canvas.drawString(x, HEIGHT - y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draws a line."""
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def lines(
        self, xs: Sequence[float], ys: Sequence[float], bottom: bool = True, sides: bool = True
    ) -> None:
        """Draws a grid; without its last horizontal line, or without its outer vertical lines."""
        for y in ys if bottom else ys[:-1]:
            self.line(xs[0], y, xs[-1], y)
        for x in xs if sides else xs[1:-1]:
            self.line(x, ys[0], x, ys[-1])

    def fill(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """Prints one text a cell."""
        for y, row in zip(ys, rows, strict=False):
            for x, text in zip(xs, row, strict=False):
                self.text(x + 3, y + 14, text)

    def next_page(self) -> None:
        """Ends the page."""
        self.canvas.showPage()
        self.canvas.setFont(FONT, 10)

    def save(self) -> Path:
        """Writes the file."""
        self.canvas.save()
        return self.path


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object of a PDF written by hand."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def page_of(content: bytes, *objects: bytes, fonts: bytes, entries: bytes = b"") -> bytes:
    """A PDF of one page written by hand: its content is object 4, what it needs is numbered from 5.

    Args:
        content: The operators that draw the page.
        objects: Fonts, pictures, annotations.
        fonts: The names of fonts and their objects, such as ``/F1 5 0 R``.
        entries: Other entries of the page.
    """
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s "
    page += b"/Resources << /Font << %s >> >> >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    return file_of([catalogue, pages, page % (entries, fonts), stream(content), *objects])


def file_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of objects numbered from 1; the first is the catalogue."""
    content, places = b"%PDF-1.6\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(content)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return content + head + table + tail
