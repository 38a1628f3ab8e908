"""From a PDF's own coordinates to those of the page as it is displayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dagster_project.extraction.blocks import Box
from dagster_project.extraction.pdf.page import Floats, Ints


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's box (left, bottom, right, top in PDF coordinates) and its quarter turns, clockwise.

    Displayed coordinates begin where pdfplumber's do: at the media box's own left end, and at its
    distance from the bottom, so that pictures drawn by pdfplumber agree with them.
    """

    box: Box
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed."""
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (height, width) if self.turns % 2 else (width, height)

    @property
    def _start(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        if self.turns % 2:
            return bottom, (right - left) - right
        return left, (top - bottom) - top

    @property
    def area(self) -> Box:
        """The page's box in displayed coordinates."""
        (left, top), (width, height) = self._start, self.size
        return left, top, left + width, top + height

    def turned_back(self, turns: int) -> Frame:
        """The frame in which text that is displayed with these clockwise quarter turns is upright."""
        return Frame(self.box, (self.turns - turns) % 4)

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Displayed positions of points."""
        left, bottom, right, top = self.box
        shift_x, shift_y = self._start
        match self.turns:
            case 0:
                across, down = x - left, top - y
            case 1:
                across, down = y - bottom, x - left
            case 2:
                across, down = right - x, y - bottom
            case _:
                across, down = top - y, right - x
        return across + shift_x, down + shift_y

    def boxes(self, boxes: Floats) -> Floats:
        """Displayed boxes (left, top, right, bottom) of boxes by any two opposite corners."""
        x, y = self.points(boxes[:, 0], boxes[:, 1])
        other_x, other_y = self.points(boxes[:, 2], boxes[:, 3])
        found = np.empty((len(boxes), 4))
        np.minimum(x, other_x, out=found[:, 0])
        np.minimum(y, other_y, out=found[:, 1])
        np.maximum(x, other_x, out=found[:, 2])
        np.maximum(y, other_y, out=found[:, 3])
        return found

    def back(self, boxes: Floats) -> Floats:
        """Boxes in PDF coordinates (left, bottom, right, top) of displayed boxes."""
        left, bottom, right, top = self.box
        shift_x, shift_y = self._start

        def point(x: Floats, y: Floats) -> tuple[Floats, Floats]:
            x, y = x - shift_x, y - shift_y
            return (
                (left + x, top - y),
                (left + y, bottom + x),
                (right - x, bottom + y),
                (right - y, top - x),
            )[self.turns]

        x, y = point(boxes[:, 0], boxes[:, 1])
        other_x, other_y = point(boxes[:, 2], boxes[:, 3])
        low = np.minimum(x, other_x), np.minimum(y, other_y)
        return np.stack([*low, np.maximum(x, other_x), np.maximum(y, other_y)], axis=1)

    def writing_turns(self, a: Floats, b: Floats) -> Ints:
        """Clockwise quarter turns, as displayed, of text whose matrix begins with a and b; -1 for slanted."""
        if not b.any() and (a > 0).all():
            return np.full(len(a), self.turns, np.int64)
        angle = np.degrees(np.arctan2(b, a))
        quarters = np.rint(-angle / 90.0)
        straight = np.abs(-angle / 90.0 - quarters) < 0.02
        turned = (quarters + self.turns).astype(np.int64) % 4
        return np.where(straight, turned, -1)
