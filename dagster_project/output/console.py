"""A terminal on which text from documents and file names cannot give orders.

Belongs here: what is between rich and the terminal. Does not belong here: what is shown (``cli``).
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from dagster_project.output.safe_text import for_terminal


class SafeConsole(Console):
    """A console that shows the control characters in what it prints, and obeys only rich's own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Every text of a print passes here, tables and bars included."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(for_terminal(segment.text, keep="\n"), segment.style)
