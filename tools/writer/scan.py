"""A PDF as it comes out of a scanner: pictures of its pages, askew, noisy, turned.

Belongs here: what a scanner does to a page. Does not belong here: the page (``pdf``).
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

from dagster_project.extraction.pdf.fonts import use_installed_font


@dataclass(frozen=True, slots=True)
class Scanner:
    """How pages are scanned.

    Attributes:
        dots_per_inch: The resolution.
        skew: Degrees by which each page lies askew; every other page to the other side.
        noise: Standard deviation of the grain, of 255.
        blur: Radius in pixels.
        specks: Dark and light specks, one in so many pixels; 0 for none.
        turned_pages: Pages (from 1) that lie on their side or upside down, and by how many quarters.
        paper: The shade of the paper, 255 for white.
    """

    dots_per_inch: int = 200
    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    specks: int = 0
    turned_pages: tuple[tuple[int, int], ...] = ()
    paper: int = 255

    def scan(self, content: bytes, *, only: frozenset[int] | None = None) -> bytes:
        """A PDF of pictures of a PDF's pages; ``only`` keeps the other pages as they are, with their text."""
        # The writer embeds no font: without one PDFium draws no Chinese character.
        use_installed_font()
        chance = np.random.default_rng(7)
        target = pdfium.PdfDocument.new()
        with pdfium.PdfDocument(content) as source:
            for page_no in range(1, len(source) + 1):
                if only is not None and page_no not in only:
                    target.import_pages(source, [page_no - 1])
                    continue
                grey = source[page_no - 1].render(scale=self.dots_per_inch / 72, grayscale=True).to_numpy()
                picture = self._scanned(grey.reshape(grey.shape[:2]), page_no, chance)
                with pdfium.PdfDocument(_as_pdf(picture, self.dots_per_inch)) as page:
                    target.import_pages(page)
        buffer = BytesIO()
        target.save(buffer)
        target.close()
        return buffer.getvalue()

    def _scanned(self, grey: np.ndarray, page_no: int, chance: np.random.Generator) -> Image.Image:
        picture = Image.fromarray(grey)
        if self.skew:
            angle = self.skew if page_no % 2 else -self.skew
            picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
        if self.blur:
            picture = picture.filter(ImageFilter.GaussianBlur(self.blur))
        shade = np.asarray(picture, np.float64) * (self.paper / 255)
        if self.noise:
            shade = shade + chance.normal(0, self.noise, shade.shape)
        if self.specks:
            drawn = chance.integers(0, self.specks, shade.shape)
            shade = np.where(drawn == 0, 30, np.where(drawn == 1, 255, shade))
        picture = Image.fromarray(shade.clip(0, 255).astype(np.uint8))
        quarters = dict(self.turned_pages).get(page_no, 0)
        return picture.rotate(-90 * quarters, expand=True) if quarters else picture


def _as_pdf(picture: Image.Image, dots_per_inch: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PDF", resolution=dots_per_inch, quality=80)
    return buffer.getvalue()
