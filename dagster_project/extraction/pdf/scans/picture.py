"""The picture of a page: laid upright and straight, its ink, its ruling lines.

Belongs here: pixels. Does not belong here: characters and cells (``page``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from dagster_project.extraction.pdf.page import Floats

if TYPE_CHECKING:
    from dagster_project.extraction.pdf.scans.engine import Image

Mask = NDArray[np.bool_]

# Turned by more than this a page was not laid askew.
_LARGEST_SKEW = 5.0
# Coarse and fine steps of the search for it, in degrees.
_STEPS = (0.5, 0.1, 0.02)
_SMALL = 800
# Parts of an inch: a line is longer than any stroke of a character, or any row of strokes that nearly touch.
_STROKE = 0.12
_LINE_ACROSS, _LINE_DOWN = 0.45, 0.22
# A table has lines of this length at least, in inches, and lines that meet are this near.
_LONG, _NEAR = 1.0, 0.08
# Broader than this it is a bar.
_BROADEST = 0.06
# A line is broken by noise for less than this.
_BREAK = 0.03
# The paper's own shade is measured over this part of an inch.
_GROUND = 0.25
_INK = 0.72
# A stain smaller than this part of a square inch is dirt.
_SPECK = 0.00012


@dataclass(slots=True)
class Straight:
    """A page laid straight.

    Attributes:
        grey: Its picture, paper made white.
        ink: Where it is dark.
        per_inch: Pixels an inch.
        back: Maps boxes in pixels (left, top, right, bottom) to those of the picture as it was given.
    """

    grey: Image
    ink: Mask
    per_inch: float
    back: Callable[[Floats], Floats]


def turned(picture: Image, quarters: int) -> Image:
    """A picture turned clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(picture, -quarters))


def straight(picture: Image, quarters: int, per_inch: float) -> Straight:
    """The picture, already turned by ``quarters``, laid straight and cleaned."""
    height, width = picture.shape
    white = _on_white_paper(picture, per_inch)
    angle = _skew(white)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    if abs(angle) >= _STEPS[-1]:
        laid = cv2.warpAffine(white, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
        white = np.asarray(laid, np.uint8)
    ink = _without_specks(white < 255 * _INK, per_inch)
    inverse = cv2.invertAffineTransform(matrix)

    def back(boxes: Floats) -> Floats:
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        half = np.stack([boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]], axis=1) / 2
        middle = np.stack([x, y], axis=1) @ inverse[:, :2].T + inverse[:, 2]
        wide, high = width, height
        for _ in range(quarters % 4):
            # A quarter back: what was across is down.
            middle = np.stack([middle[:, 1], wide - middle[:, 0]], axis=1)
            half, wide, high = half[:, ::-1], high, wide
        return np.concatenate([middle - half, middle + half], axis=1)

    return Straight(white, ink, per_inch, back)


def _on_white_paper(picture: Image, per_inch: float) -> Image:
    """The picture over its own paper's shade, so that a grey or shaded page is as white as any other."""
    size = max(3, int(per_inch * _GROUND) | 1)
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), max(3, (size // 4) | 1))
    ground = cv2.resize(ground, picture.shape[::-1], interpolation=cv2.INTER_LINEAR)
    # Text in white on dark, and pictures, are left as they are.
    ground = np.where(ground < 110, 255, ground).astype(np.uint8)
    return np.asarray(cv2.divide(picture, ground, scale=255), np.uint8)


def _skew(grey: Image) -> float:
    """The angle, in degrees, by which a page must be turned for its lines to lie level."""
    scale = min(1.0, _SMALL / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = np.asarray(255 - small, np.float32)
    best, span = 0.0, _LARGEST_SKEW
    for step in _STEPS:
        angles = np.arange(best - span, best + span + step / 2, step)
        best = float(max(angles, key=lambda angle: _levelness(dark, float(angle))))
        span = step
    return best


def _levelness(dark: NDArray[np.float32], angle: float) -> float:
    """How sharply rows of text and lines part from what is between them, turned by an angle."""
    height, width = dark.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(dark, matrix, (width, height)).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _without_specks(ink: Mask, per_inch: float) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= max(2.0, _SPECK * per_inch**2)
    kept[0] = False
    return np.asarray(kept[labels] if count > 1 else ink, np.bool_)


# ---- Ruling lines ----------------------------------------------------------------------------


@dataclass(slots=True)
class Rulings:
    """Ruling lines in pixels, and the ink that is theirs.

    Attributes:
        across: Height, left end, right end; one a row.
        down: Position, upper end, lower end; one a row.
        ink: Where they are drawn.
    """

    across: Floats
    down: Floats
    ink: Mask


def rulings(page: Straight) -> Rulings:
    """The straight lines of a page that are longer than any stroke of a character."""
    ink = page.ink.astype(np.uint8)
    across, across_ink = _lines(ink, page.per_inch, _LINE_ACROSS)
    down, down_ink = _lines(np.ascontiguousarray(ink.T), page.per_inch, _LINE_DOWN)
    across, down = _joined(across, down, page.per_inch)
    both = np.maximum(across_ink, down_ink.T) if len(across) and len(down) else np.zeros_like(ink)
    # A line's soft edges are its own.
    grown = cv2.dilate(both, np.ones((3, 3), np.uint8))
    return Rulings(across, down, np.asarray(grown > 0, np.bool_))


def _joined(across: Floats, down: Floats, per_inch: float) -> tuple[Floats, Floats]:
    """Lines down a page that meet a long line across it, and the long lines and those that meet one of these.

    The strokes of a title in large letters are as long as a short line, and meet nothing.
    """
    long = across[across[:, 2] - across[:, 1] >= _LONG * per_inch]
    down = down[_meet(down, long, per_inch)]
    kept = _meet(across, down, per_inch)
    return across[kept], down


def _meet(lines: Floats, others: Floats, per_inch: float) -> Mask:
    near = _NEAR * per_inch
    at, start, end = (lines[:, n][:, None] for n in range(3))
    other, first, last = (others[:, n][None] for n in range(3))
    crossing = (start - near <= other) & (other <= end + near) & (first - near <= at) & (at <= last + near)
    return np.asarray(crossing.any(axis=1), np.bool_)


def _lines(ink: NDArray[np.uint8], per_inch: float, least: float) -> tuple[Floats, NDArray[np.uint8]]:
    length, gap = int(per_inch * least), max(1, int(per_inch * _BREAK))
    strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, int(per_inch * _STROKE)), np.uint8))
    # Three pixels high: what is left of a slant must not break a line.
    thick = cv2.dilate(strokes, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    found = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    lines, kept = [], np.zeros(count, np.bool_)
    for number in range(1, count):
        left, top, width, height, area = stats[number].tolist()
        if width >= length and area <= width * (per_inch * _BROADEST) and height <= width:
            kept[number] = True
            lines += _parts(labels[top : top + height, left : left + width] == number, left, top)
    mask = (kept[labels] & (thick > 0)).astype(np.uint8)
    return np.array(lines, np.float64).reshape(-1, 3), mask


def _parts(line: Mask, left: int, top: int) -> list[tuple[float, float, float]]:
    """A line as level pieces: one that still slants, or bends, is a stair of them."""
    middle = (line * np.arange(len(line))[:, None]).sum(axis=0) / np.maximum(line.sum(axis=0), 1)
    pieces = max(1, round(float(np.ptp(middle)) / 4))
    parts = []
    for columns in np.array_split(np.arange(line.shape[1]), pieces):
        at = float(np.median(middle[columns])) + top
        parts.append((at, float(columns[0] + left), float(columns[-1] + left + 1)))
    return parts
